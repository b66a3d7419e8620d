//! Teams of an agency. Where the permission table says `team`, somebody reaches the records of families whose
//! case is coordinated by somebody who is in a team with them today. A case nobody coordinates yet belongs to
//! no team: it stands in the duty queue, and with those who reach the agency.
//!
//! Who is in a team decides who sees what, so nobody adds themselves, and a colleague's place does not bring it.

use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{self, Account, Organisation},
    local_date,
};
use store::{Row, Value, statements};

use crate::{Act, Grant, InAgency, Look, Role, accounts, actions::ManageTeams, audit::changed, notices};

statements! {
    INSERT = "INSERT INTO team (id, agency_id, name, made_by, made_at, version) VALUES ($1, $2, $3, $4, $5, $6)";
    LIST = "SELECT id, name, made_at, ended_at, version FROM team WHERE agency_id = $1 ORDER BY made_at, id LIMIT 500";
    LOAD = "SELECT id, name, made_at, ended_at, version FROM team WHERE agency_id = $1 AND id = $2";
    RENAME = "UPDATE team SET name = $3, version = version + 1 WHERE id = $1 AND version = $2 AND ended_at IS NULL";
    END = "UPDATE team SET ended_at = $3, ended_by = $4, version = version + 1 WHERE id = $1 AND version = $2 AND ended_at IS NULL";
    ADD = "INSERT INTO team_member (id, team_id, account_id, added_by, from_at, until_at) VALUES ($1, $2, $3, $4, $5, $6)";
    MEMBERS = "SELECT m.id, m.team_id, m.account_id, m.from_at, m.until_at FROM team_member m JOIN team t ON t.id = m.team_id
               WHERE t.agency_id = $1 ORDER BY m.from_at, m.id LIMIT 5000";
    END_MEMBER = "UPDATE team_member SET until_at = $3, ended_by = $4
                  WHERE id = $1 AND team_id = $2 AND (until_at IS NULL OR until_at > $3)";
}

/// The columns of a team that is made, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, name, made_by, made_at, version";
/// The columns of a membership that begins, in order: see [`member_values`].
pub const MEMBER_COLUMNS: &str = "id, team_id, account_id, added_by, from_at, until_at";

/// The values of a team that is made, for [`COLUMNS`].
pub fn values(
    id: Id<kinds::Team>,
    agency: Id<Organisation>,
    name: &str,
    by: Option<Id<Account>>,
    at: Timestamp,
) -> Vec<Value> {
    vec![id.into(), agency.into(), name.into(), by.into(), at.into(), 1_i64.into()]
}

/// The values of a membership that begins, for [`MEMBER_COLUMNS`].
pub fn member_values(
    id: Id<kinds::TeamMember>,
    team: Id<kinds::Team>,
    account: Id<Account>,
    by: Option<Id<Account>>,
    from: Timestamp,
    until: Option<Timestamp>,
) -> Vec<Value> {
    vec![id.into(), team.into(), account.into(), by.into(), from.into(), until.into()]
}

/// Longest name of a team, in characters.
pub const NAME_MAX: usize = 100;

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: Id<kinds::Team>,
    /// What it is called.
    pub name: String,
    /// Since when.
    pub made: Timestamp,
    /// When it was ended.
    pub ended: Option<Timestamp>,
    /// The version that a change is based on.
    pub version: i64,
    /// Who was, is or will be in it, in the order in which they came.
    pub members: Vec<Member>,
}

impl Team {
    /// Who is in it at this time.
    pub fn now(&self, now: Timestamp) -> impl Iterator<Item = &Member> {
        let ended = self.ended.is_some_and(|ended| ended <= now);
        self.members.iter().filter(move |m| !ended && m.is_in(now))
    }
}

/// Somebody in a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The membership.
    pub id: Id<kinds::TeamMember>,
    /// Who.
    pub account: Id<Account>,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// From when.
    pub from: Timestamp,
    /// Until when; none as long as nobody has said.
    pub until: Option<Timestamp>,
}

impl Member {
    /// Whether they are in the team at this time.
    pub fn is_in(&self, now: Timestamp) -> bool {
        self.from <= now && self.until.is_none_or(|until| until > now)
    }

    /// Whether the membership is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        // Taken out before they came: they never will.
        self.until.is_some_and(|until| until <= now || until <= self.from)
    }
}

/// Somebody to come into a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMember {
    /// Who.
    pub account: Id<Account>,
    /// The first day: today or later.
    pub from: Date,
    /// The last day, included; none for as long as nobody says.
    pub until: Option<Date>,
}

/// The time of a membership, in whole days of England: from now on the day itself, to the end of the last.
///
/// # Errors
/// `Invalid` on `from` for a day that is past, on `until` for one before `from`.
pub fn period(now: Timestamp, from: Date, until: Option<Date>) -> Result<(Timestamp, Option<Timestamp>)> {
    let (today, england) = (local_date(now), kernel::Calendar::england());
    if from < today {
        return Err(Error::field("from", "The first day must be today or later"));
    }
    if until.is_some_and(|until| until < from) {
        return Err(Error::field("until", "The last day must be the first day or later"));
    }
    let start = if from == today { now } else { england.start_of(from) };
    Ok((start, until.map(|day| england.end_of(day))))
}

/// The teams of one's agency with everybody who was ever in them: at most 500 teams and 5,000 memberships.
pub fn list(look: &Look<'_>, grant: &Grant<ManageTeams, InAgency>) -> Result<Vec<Team>> {
    let mut teams = grant.list(look, "team", LIST, &[])?.iter().map(read).collect::<Result<Vec<Team>>>()?;
    for row in grant.list(look, "team-member", MEMBERS, &[])? {
        let team: Id<kinds::Team> = row.get(1)?;
        let Some(team) = teams.iter_mut().find(|t| t.id == team) else { continue };
        let account = accounts::by_id(look, row.get(2)?)?;
        team.members.push(Member {
            id: row.get(0)?,
            account: account.id,
            name: account.name,
            role: account.role,
            from: row.get(3)?,
            until: row.get(4)?,
        });
    }
    Ok(teams)
}

fn read(row: &Row) -> Result<Team> {
    Ok(Team {
        id: row.get(0)?,
        name: row.get(1)?,
        made: row.get(2)?,
        ended: row.get(3)?,
        version: row.get(4)?,
        members: Vec::new(),
    })
}

/// One team of one's agency, with its members.
///
/// # Errors
/// `NotFound` for another agency's.
pub fn load(look: &Look<'_>, grant: &Grant<ManageTeams, InAgency>, id: Id<kinds::Team>) -> Result<Team> {
    look.opt(LOAD, &[grant.agency().into(), id.into()])?.ok_or(Error::NotFound)?;
    list(look, grant)?.into_iter().find(|t| t.id == id).ok_or(Error::NotFound)
}

fn at_version(team: &Team, version: i64) -> Result<()> {
    if team.version != version {
        return Err(Error::Stale);
    }
    standing(team)
}

fn standing(team: &Team) -> Result<()> {
    match team.ended {
        None => Ok(()),
        Some(_) => Err(Error::refused("team.ended", "This team has ended. Make a new one.")),
    }
}

fn named(all: &[Team], own: Option<Id<kinds::Team>>, name: &str) -> Result<()> {
    let taken = |t: &&Team| t.ended.is_none() && Some(t.id) != own && t.name.eq_ignore_ascii_case(name);
    match all.iter().find(taken) {
        None => Ok(()),
        Some(_) => Err(Error::field("name", "Your agency has a team of this name. Choose another")),
    }
}

/// Makes a team.
///
/// # Errors
/// `Invalid` on `name` when it is taken.
pub fn make(act: &Act<'_>, name: &str) -> Result<Id<kinds::Team>> {
    let grant = act.agency::<ManageTeams>()?;
    named(&list(act, &grant)?, None, name)?;
    let id = Id::new(act.now());
    let by = act.actor().answerable();
    act.execute(INSERT, &values(id, grant.agency(), name, by, act.now()))?;
    grant.noted(act, "team", id.cast(), None, &changed(&[("name", "", name)]))?;
    Ok(id)
}

/// Gives a team another name.
///
/// # Errors
/// `NotFound` for another agency's; `Stale`; `Invalid` on `name`; `Refused`: `team.ended`.
pub fn rename(act: &Act<'_>, id: Id<kinds::Team>, version: i64, name: &str) -> Result<()> {
    let grant = act.agency::<ManageTeams>()?;
    let team = load(act, &grant, id)?;
    at_version(&team, version)?;
    named(&list(act, &grant)?, Some(id), name)?;
    act.change(RENAME, &[id.into(), version.into(), name.into()])?;
    grant.noted(act, "team", id.cast(), None, &changed(&[("name", &team.name, name)]))
}

/// Ends a team: nobody reaches anything by it from now on.
///
/// # Errors
/// `NotFound` for another agency's; `Stale`; `Refused`: `team.ended`.
pub fn end(act: &Act<'_>, id: Id<kinds::Team>, version: i64) -> Result<()> {
    let grant = act.agency::<ManageTeams>()?;
    let team = load(act, &grant, id)?;
    at_version(&team, version)?;
    let by = act.actor().answerable();
    act.change(END, &[id.into(), version.into(), act.now().into(), by.into()])?;
    grant.noted(act, "team", id.cast(), None, &changed(&[("state", "stands", "ended")]))
}

/// Brings somebody into a team.
///
/// # Errors
/// `NotFound` for another agency's team; `Invalid` on `account` for somebody who is no colleague, or is in the
/// team already, and on the days (see [`period`]); `Refused`: `team.oneself`, `team.ended`.
pub fn add(act: &Act<'_>, id: Id<kinds::Team>, new: &NewMember) -> Result<Id<kinds::TeamMember>> {
    let grant = act.agency::<ManageTeams>()?;
    let team = load(act, &grant, id)?;
    standing(&team)?;
    if act.actor().answerable() == Some(new.account) {
        return Err(Error::refused(
            "team.oneself",
            "Nobody brings themselves into a team. Another manager or an administrator can.",
        ));
    }
    let (from, until) = period(act.now(), new.from, new.until)?;
    let outsider = || Error::field("account", "Choose somebody who works in your agency");
    let account = match accounts::by_id(act, new.account) {
        Err(Error::NotFound) => return Err(outsider()),
        found => found?,
    };
    if account.agency != Some(grant.agency()) || !notices::works(act, account.id)? {
        return Err(outsider());
    }
    let overlaps = |m: &&Member| {
        m.account == new.account && m.until.is_none_or(|ends| ends > from) && until.is_none_or(|u| u > m.from)
    };
    if team.members.iter().any(|m| overlaps(&m)) {
        return Err(Error::field("account", "This person is in the team at that time already"));
    }
    let member = Id::new(act.now());
    let by = act.actor().answerable();
    act.execute(ADD, &member_values(member, id, new.account, by, from, until))?;
    let (who, from) = (new.account.to_string(), new.from.to_string());
    let until = new.until.map(|day| day.to_string()).unwrap_or_default();
    let said = changed(&[("member", "", &who), ("from", "", &from), ("until", "", &until)]);
    grant.noted(act, "team", id.cast(), None, &said)?;
    Ok(member)
}

/// Takes somebody out of a team now, or out of one that they were yet to join.
///
/// # Errors
/// `NotFound` for another agency's team, or somebody who is not in it.
pub fn end_member(act: &Act<'_>, id: Id<kinds::Team>, member: Id<kinds::TeamMember>) -> Result<()> {
    let grant = act.agency::<ManageTeams>()?;
    let team = load(act, &grant, id)?;
    let found =
        team.members.iter().find(|m| m.id == member && !m.is_over(act.now())).ok_or(Error::NotFound)?;
    // Somebody who has not come yet never does: their time is over when it would begin.
    let until = act.now().max(found.from);
    let by = act.actor().answerable();
    act.change(END_MEMBER, &[member.into(), id.into(), until.into(), by.into()])?;
    let who = found.account.to_string();
    grant.noted(act, "team", id.cast(), None, &changed(&[("member", &who, "")]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_membership_lasts_for_whole_days() {
        let now: Timestamp = "2026-11-20T09:30:00Z".parse().unwrap();
        let day = |d: i8| Date::constant(2026, 11, d);
        assert_eq!(period(now, day(20), None).unwrap(), (now, None));
        let (from, until) = period(now, day(23), Some(day(23))).unwrap();
        assert_eq!(from.to_string(), "2026-11-23T00:00:00Z");
        assert_eq!(until.map(local_date), Some(day(23)));
        assert!(period(now, day(19), None).is_err());
        assert!(period(now, day(23), Some(day(22))).is_err());
    }

    #[test]
    fn somebody_is_in_a_team_from_their_first_instant_to_before_their_last() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let member = Member {
            id: Id::from_parts(1, [1; 10]),
            account: Id::from_parts(2, [2; 10]),
            name: "Sam".into(),
            role: Role::SocialWorker,
            from: at("2026-11-20T09:30:00Z"),
            until: Some(at("2026-11-21T09:30:00Z")),
        };
        assert!(!member.is_in(at("2026-11-20T09:29:59Z")) && member.is_in(member.from));
        let last = at("2026-11-21T09:30:00Z");
        assert!(!member.is_in(last) && member.is_over(last));
    }
}
