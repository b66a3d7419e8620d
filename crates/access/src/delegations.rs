//! Acting in a colleague's place until a date. Whoever does so reaches what the colleague's role
//! reaches, and, where a reach is one's own cases, the colleague's cases too. It brings no sealed
//! case (those name people), nothing that decides who may see what, and no right to approve what
//! the colleague asked for; and a place that was lent cannot be lent on.

use jiff::ToSpan;
use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{self, Account},
    local_date,
};
use store::{Column, Read, Row, statements};

use crate::{
    Act, Actor, Grant, InAgency, Look, Role, accounts,
    actions::Delegate,
    notices,
    permissions::{Table, may_be_delegated},
};

statements! {
    // The giver's role of today, and only while the giver still works in the agency.
    PLACES = "SELECT d.id, d.giver_id, g.role, d.ends_at FROM delegation d JOIN account g ON g.id = d.giver_id
              WHERE d.receiver_id = $1 AND d.ends_at > $2 AND d.from_at <= $2 AND d.ended_at IS NULL
                AND g.agency_id = d.agency_id AND g.disabled_at IS NULL ORDER BY d.ends_at, d.id";
    INSERT = "INSERT INTO delegation (id, agency_id, giver_id, receiver_id, reason, made_by, made_at, from_at, ends_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    LIST = "SELECT id, giver_id, receiver_id, reason, made_by, made_at, from_at, ends_at, ended_by, ended_at FROM delegation
            WHERE agency_id = $1 AND (CAST($2 AS BIGINT) = 1 OR giver_id = $3 OR receiver_id = $3)
            ORDER BY made_at DESC, id DESC LIMIT 200";
    LOAD = "SELECT id, giver_id, receiver_id, reason, made_by, made_at, from_at, ends_at, ended_by, ended_at FROM delegation
            WHERE agency_id = $1 AND id = $2 AND (CAST($3 AS BIGINT) = 1 OR giver_id = $4 OR receiver_id = $4)";
    END = "UPDATE delegation SET ended_by = $2, ended_at = $3 WHERE id = $1 AND ended_at IS NULL AND ends_at > $3";
    RUNNING = "SELECT id FROM delegation WHERE giver_id = $1 AND receiver_id = $2 AND ended_at IS NULL AND ends_at > $3";
}

const REASON: Column = Column::new("delegation.reason");

/// The longest time for which a place is lent, in days.
pub const DAYS_MAX: i32 = 90;

/// A colleague's place that somebody acts in now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The delegation.
    pub id: Id<kinds::Delegation>,
    /// The colleague.
    pub giver: Id<Account>,
    /// The colleague's role, as it is today.
    pub role: Role,
    /// Until when.
    pub ends: Timestamp,
}

/// A delegation as listed.
#[derive(Debug, Clone)]
pub struct Delegation {
    /// Its id.
    pub id: Id<kinds::Delegation>,
    /// Whose place.
    pub giver: Id<Account>,
    /// Their name.
    pub giver_name: String,
    /// Who acts in it.
    pub receiver: Id<Account>,
    /// Their name.
    pub receiver_name: String,
    /// Why.
    pub reason: String,
    /// Who made it.
    pub made_by: Option<Id<Account>>,
    /// When.
    pub made: Timestamp,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub ends: Timestamp,
    /// When it was ended before its time.
    pub ended: Option<Timestamp>,
}

impl Delegation {
    /// How it stands.
    pub fn standing(&self, now: Timestamp) -> &'static str {
        match self.ended {
            Some(_) => "Ended early",
            None if self.ends <= now => "Over",
            None if self.from > now => "Not begun",
            None => "Now",
        }
    }

    /// Whether it can still be ended.
    pub fn can_end(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.ends > now
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct New {
    /// Whose place.
    pub giver: Id<Account>,
    /// Who is to act in it.
    pub receiver: Id<Account>,
    /// The first day.
    pub from: Date,
    /// The last day, included.
    pub until: Date,
    /// Why.
    pub reason: String,
}

/// The time of a delegation, in whole days of England: from the start of `from` (or now, on the day
/// itself) to the end of `until`.
///
/// # Errors
/// `Invalid` on `from` for a day that is past; on `until` for one before `from` or more than
/// [`DAYS_MAX`] days after it.
pub fn period(now: Timestamp, from: Date, until: Date) -> Result<(Timestamp, Timestamp)> {
    let today = local_date(now);
    if from < today {
        return Err(Error::field("from", "The first day must be today or later"));
    }
    if until < from {
        return Err(Error::field("until", "The last day must be the first day or later"));
    }
    let latest = from.checked_add(i64::from(DAYS_MAX).days()).unwrap_or(from);
    if until > latest {
        return Err(Error::field(
            "until",
            format!("Choose a last day at most {DAYS_MAX} days after the first"),
        ));
    }
    let england = kernel::Calendar::england();
    let start = if from == today { now } else { england.start_of(from) };
    Ok((start, england.end_of(until)))
}

/// Who may lend whose place: a person their own; a team manager a worker's whose role reaches no
/// further than the manager's own, so that nobody lends what they could not do themselves.
pub fn may_lend(table: &Table, me: Id<Account>, my_role: Role, giver: Id<Account>, role: Role) -> bool {
    me == giver
        || (my_role == Role::TeamManager
            && table
                .lines()
                .filter(|line| may_be_delegated(&line.action))
                .all(|line| line.of(role).within(line.of(my_role))))
}

/// The actor with the places they act in now.
pub fn load(r: &Read<'_>, actor: Actor, now: Timestamp) -> Result<Actor> {
    let Some(me) = actor.account().filter(|_| actor.agency().is_some()) else { return Ok(actor) };
    let places: Vec<Place> = r
        .query(PLACES, &[me.into(), now.into()])?
        .iter()
        .map(|row| {
            Ok(Place {
                id: row.get(0)?,
                giver: row.get(1)?,
                role: row.code(2, Role::stored)?,
                ends: row.get(3)?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(if places.is_empty() { actor } else { actor.in_places(places) })
}

/// Lets somebody act in a colleague's place.
///
/// # Errors
/// `Invalid` for people who are not colleagues, for oneself, and for the days (see [`period`]);
/// `Refused`: `delegation.others` for a place that is not yours to lend, `delegation.running`
/// where the same is lent already.
pub fn make(act: &Act<'_>, new: &New) -> Result<Id<kinds::Delegation>> {
    let grant = act.agency::<Delegate>()?;
    let actor = act.actor();
    let (Some(me), Some(my_role)) = (actor.account(), actor.role()) else { return Err(Error::Forbidden) };
    let agency = grant.agency();
    let colleague = |id: Id<Account>, field: &str| match accounts::by_id(act, id) {
        Ok(found) if found.agency == Some(agency) && notices::works(act, id)? => Ok(found),
        Ok(_) | Err(Error::NotFound) => Err(Error::field(field, "Choose somebody who works in your agency")),
        Err(other) => Err(other),
    };
    let giver = colleague(new.giver, "giver")?;
    let receiver = colleague(new.receiver, "receiver")?;
    if giver.id == receiver.id {
        return Err(Error::field("receiver", "Choose somebody else: this is the same person"));
    }
    if !may_lend(act.table(), me, my_role, giver.id, giver.role) {
        return Err(Error::refused(
            "delegation.others",
            "You can lend your own place, and a team manager that of a worker whose role reaches no further than theirs.",
        ));
    }
    let (from, ends) = period(act.now(), new.from, new.until)?;
    if act.opt(RUNNING, &[giver.id.into(), receiver.id.into(), act.now().into()])?.is_some() {
        return Err(Error::refused(
            "delegation.running",
            "This person acts or will act in this place already. End that first.",
        ));
    }
    let id = Id::new(act.now());
    act.execute(
        INSERT,
        &[
            id.into(),
            agency.into(),
            giver.id.into(),
            receiver.id.into(),
            act.seal(REASON, id, &new.reason)?,
            me.into(),
            act.now().into(),
            from.into(),
            ends.into(),
        ],
    )?;
    grant.noted(
        act,
        "delegation",
        id.cast(),
        None,
        &format!("place of {} lent to {} until {}", giver.id, receiver.id, new.until),
    )?;
    for person in [giver.id, receiver.id].into_iter().filter(|p| *p != me) {
        notices::mail(
            act,
            person,
            &format!("delegation:{id}:{person}"),
            "Somebody acts in a colleague's place",
            "A place in your agency was lent to a colleague until a date, and you are one of the two. Sign in to Hearth and open \"Acting for others\" to see it or to end it.",
        )?;
    }
    Ok(id)
}

/// Ends a delegation before its time: the giver, the receiver, a team manager or an administrator.
///
/// # Errors
/// `NotFound` for those of others; `Refused` (`delegation.over`) when it is over.
pub fn end(act: &Act<'_>, id: Id<kinds::Delegation>) -> Result<()> {
    let grant = act.agency::<Delegate>()?;
    let (all, me) = sees(act);
    let row = act.opt(LOAD, &[grant.agency().into(), id.into(), all.into(), me.into()])?;
    let found = read(act, &row.ok_or(Error::NotFound)?)?;
    if !found.can_end(act.now()) {
        return Err(Error::refused("delegation.over", "This is over already."));
    }
    act.change(END, &[id.into(), me.into(), act.now().into()])?;
    grant.noted(act, "delegation", id.cast(), None, "ended early")
}

/// The delegations that whoever asks may see, the newest first, 200 at most: one's own; a team
/// manager and an administrator see all of the agency's.
pub fn list(look: &Look<'_>, grant: &Grant<Delegate, InAgency>) -> Result<Vec<Delegation>> {
    let (all, me) = sees(look);
    grant
        .list(look, "delegation", LIST, &[all.into(), me.into()])?
        .iter()
        .map(|row| read(look, row))
        .collect()
}

fn sees(look: &Look<'_>) -> (bool, Option<Id<Account>>) {
    let actor = look.actor();
    (matches!(actor.role(), Some(Role::TeamManager | Role::Administrator)), actor.account())
}

fn read(look: &Look<'_>, row: &Row) -> Result<Delegation> {
    let id = row.get(0)?;
    let (giver, receiver): (Id<Account>, Id<Account>) = (row.get(1)?, row.get(2)?);
    Ok(Delegation {
        id,
        giver,
        giver_name: accounts::by_id(look, giver)?.name,
        receiver,
        receiver_name: accounts::by_id(look, receiver)?.name,
        reason: look.open(REASON, id, &row.get::<Vec<u8>>(3)?)?,
        made_by: row.get(4)?,
        made: row.get(5)?,
        from: row.get(6)?,
        ends: row.get(7)?,
        ended: row.get(9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_place_is_lent_for_whole_days_and_at_most_ninety() {
        let now: Timestamp = "2026-11-20T09:30:00Z".parse().unwrap();
        let (from, ends) = period(now, day("2026-11-20"), day("2026-11-20")).unwrap();
        assert_eq!((from, local_date(ends)), (now, day("2026-11-20")));
        let (from, ends) = period(now, day("2026-11-23"), day("2027-02-21")).unwrap();
        assert_eq!(
            (from.to_string().as_str(), local_date(ends)),
            ("2026-11-23T00:00:00Z", day("2027-02-21"))
        );
        let field = |r: Result<(Timestamp, Timestamp)>| match r {
            Err(Error::Invalid(i)) => i.0[0].field.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(field(period(now, day("2026-11-19"), day("2026-11-20"))), "from");
        assert_eq!(field(period(now, day("2026-11-21"), day("2026-11-20"))), "until");
        assert_eq!(field(period(now, day("2026-11-23"), day("2027-02-22"))), "until");
    }

    #[test]
    fn nobody_lends_what_they_could_not_do() {
        let (me, other) = (Id::from_parts(1, [1; 10]), Id::from_parts(2, [2; 10]));
        let table = Table::shipped();
        let lend = |mine, theirs| may_lend(table, me, mine, other, theirs);
        assert!(may_lend(table, me, Role::SocialWorker, me, Role::SocialWorker));
        assert!(lend(Role::TeamManager, Role::SocialWorker) && lend(Role::TeamManager, Role::DutyWorker));
        assert!(lend(Role::TeamManager, Role::TeamManager));
        assert!(!lend(Role::TeamManager, Role::FinanceOfficer), "a manager pays no invoices");
        assert!(!lend(Role::SocialWorker, Role::DutyWorker) && !lend(Role::Administrator, Role::TeamManager));
    }
}
