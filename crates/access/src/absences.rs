//! When somebody is away, and who answers meanwhile. Families are told who that is, and a message of theirs goes to them. It ends by
//! itself after the last day. Why somebody is away is not asked and not kept.
//!
//! Whoever covers does what their own role lets them do; where `may` says so, they also act in the colleague's place, which is lent to them
//! for the same days (see [`crate::delegations`]).

use std::collections::BTreeMap;

use kernel::{
    Date, Error, Id, Result, Timestamp, codes, days_between,
    kinds::{self, Account, Organisation},
};
use store::{Read, Row, Value, statements};

use crate::{
    Act, Action, Grant, InAgency, Look, Role, accounts,
    actions::CoverAbsence,
    delegations::{self, DAYS_MAX},
    notices,
};

statements! {
    INSERT = "INSERT INTO absence (id, agency_id, account_id, cover_id, may, delegation_id, from_on, until_on, made_at, made_by)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    LIST = "SELECT a.id, a.account_id, away.name, a.cover_id, covers.name, a.may, a.delegation_id, a.from_on, a.until_on, a.made_at, a.ended_at
            FROM absence a JOIN account away ON away.id = a.account_id LEFT JOIN account covers ON covers.id = a.cover_id
            WHERE a.agency_id = $1 AND a.until_on >= $2 AND (CAST($3 AS BIGINT) = 1 OR a.account_id = $4 OR a.cover_id = $4)
            ORDER BY a.until_on, a.id LIMIT 500";
    LOAD = "SELECT a.id, a.account_id, away.name, a.cover_id, covers.name, a.may, a.delegation_id, a.from_on, a.until_on, a.made_at, a.ended_at
            FROM absence a JOIN account away ON away.id = a.account_id LEFT JOIN account covers ON covers.id = a.cover_id
            WHERE a.agency_id = $1 AND a.id = $2";
    NOW = "SELECT a.cover_id, covers.name, a.until_on FROM absence a LEFT JOIN account covers ON covers.id = a.cover_id AND covers.disabled_at IS NULL
           WHERE a.account_id = $1 AND a.until_on >= $2 AND a.from_on <= $2 AND a.ended_at IS NULL
           ORDER BY a.until_on DESC, a.id DESC LIMIT 1";
    AWAY_THEN = "SELECT 1 FROM absence WHERE account_id = $1 AND until_on >= $2 AND from_on <= $3 AND ended_at IS NULL LIMIT 1";
    AWAY_NOW = "SELECT a.id, a.account_id, a.cover_id, covers.name, a.until_on FROM absence a
                LEFT JOIN account covers ON covers.id = a.cover_id AND covers.disabled_at IS NULL
                WHERE a.agency_id = $1 AND a.until_on >= $2 AND a.from_on <= $2 AND a.ended_at IS NULL ORDER BY a.until_on, a.id LIMIT 1000";
    BETWEEN = "SELECT account_id, from_on, until_on FROM absence
               WHERE agency_id = $1 AND until_on >= $2 AND from_on <= $3 AND ended_at IS NULL ORDER BY until_on, id LIMIT 1000";
    END = "UPDATE absence SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL AND until_on >= $4";
}

/// The columns that an absence fills, in order: see [`values`].
pub const COLUMNS: &str =
    "id, agency_id, account_id, cover_id, may, delegation_id, from_on, until_on, made_at, made_by";

codes! {
    /// What somebody may do who covers for a colleague.
    May {
        Answer = "answer", "Answers for them: does what their own role lets them do";
        Act = "act", "Acts in their place as well: reaches what both of them reach";
    }
}

/// Somebody is away.
#[derive(Debug, Clone, PartialEq)]
pub struct Absence {
    /// Its id.
    pub id: Id<kinds::Absence>,
    /// Who.
    pub account: Id<Account>,
    /// Their name.
    pub name: String,
    /// Who covers, if anybody.
    pub cover: Option<Id<Account>>,
    /// Their name; empty for nobody.
    pub cover_name: String,
    /// What whoever covers may do.
    pub may: May,
    /// The place that was lent for it.
    pub delegation: Option<Id<kinds::Delegation>>,
    /// The first day.
    pub from: Date,
    /// The last day, included.
    pub until: Date,
    /// When it was written down.
    pub made: Timestamp,
    /// When it was ended before its time.
    pub ended: Option<Timestamp>,
}

impl Absence {
    /// How it stands on a day.
    pub fn standing(&self, today: Date) -> &'static str {
        match self.ended {
            Some(_) => "Ended early",
            None if self.until < today => "Over",
            None if self.from > today => "To come",
            None => "Away now",
        }
    }

    /// Whether they are away on a day.
    pub fn is_on(&self, day: Date) -> bool {
        self.ended.is_none() && self.from <= day && day <= self.until
    }
}

/// Who answers today for somebody who is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The last day.
    pub until: Date,
    /// Who answers, if anybody.
    pub cover: Option<Id<Account>>,
    /// Their name; empty for nobody.
    pub by: String,
}

impl Covered {
    /// What a family reads: who is away until when, and who answers meanwhile.
    pub fn words(&self, name: &str) -> String {
        let until = self.until.strftime("%-d %B %Y");
        if self.by.is_empty() {
            format!("{name} is away until {until}. The team answers meanwhile.")
        } else {
            format!("{name} is away until {until}. {} answers meanwhile.", self.by)
        }
    }
}

/// An absence to be written down.
#[derive(Debug, Clone, PartialEq)]
pub struct New {
    /// Who is away.
    pub account: Id<Account>,
    /// The first day.
    pub from: Date,
    /// The last day, included.
    pub until: Date,
    /// Who covers; nobody yet where it is left out.
    pub cover: Option<Id<Account>>,
    /// What they may do.
    pub may: May,
}

/// Checks the days of an absence. Pure.
///
/// # Errors
/// `Invalid` on `from` for a day that is past, on `until` for one before `from` or more than a year after it, or more than
/// [`DAYS_MAX`] days after it where a place is lent.
pub fn check_days(today: Date, from: Date, until: Date, may: May) -> Result<()> {
    if from < today {
        return Err(Error::field("from", "The first day must be today or later"));
    }
    if until < from {
        return Err(Error::field("until", "The last day must be the first day or later"));
    }
    let days = days_between(from, until);
    if may == May::Act && days > DAYS_MAX {
        let words = format!(
            "A place is lent for {DAYS_MAX} days at most: choose an earlier last day, or “answers for them”"
        );
        return Err(Error::field("until", words));
    }
    if days > 366 {
        return Err(Error::field("until", "Choose a last day within a year"));
    }
    Ok(())
}

/// The values of an absence that begins, for [`COLUMNS`].
pub fn values(
    id: Id<kinds::Absence>,
    agency: Id<Organisation>,
    new: &New,
    delegation: Option<Id<kinds::Delegation>>,
    made: Timestamp,
    by: Option<Id<Account>>,
) -> Vec<Value> {
    vec![
        id.into(),
        agency.into(),
        new.account.into(),
        new.cover.into(),
        new.may.code().into(),
        delegation.into(),
        new.from.into(),
        new.until.into(),
        made.into(),
        by.into(),
    ]
}

/// Writes down that somebody is away, and who covers.
///
/// # Errors
/// `Invalid` for people who are not colleagues, for somebody who covers for themselves or is away at that time, and for the days (see
/// [`check_days`]); `Refused`: `absence.others` for a worker who says it of a colleague, `absence.twice` where the person is away at that time
/// already, and as [`delegations::make`] where a place is lent.
pub fn make(act: &Act<'_>, new: &New) -> Result<Id<kinds::Absence>> {
    let grant = act.agency::<CoverAbsence>()?;
    let me = act.actor().account();
    if act.actor().role() != Some(Role::TeamManager) && me != Some(new.account) {
        return Err(Error::refused(
            "absence.others",
            "You can say when you are away yourself. A team manager can say it of everybody in the agency.",
        ));
    }
    let colleague = |id: Id<Account>, field: &str| match accounts::by_id(act, id) {
        Ok(found) if found.agency == Some(grant.agency()) && notices::works(act, id)? => Ok(found),
        Ok(_) | Err(Error::NotFound) => Err(Error::field(field, "Choose somebody who works in your agency")),
        Err(other) => Err(other),
    };
    let away = colleague(new.account, "account")?;
    check_days(act.today(), new.from, new.until, new.may)?;
    let at = |who: Id<Account>| -> [Value; 3] { [who.into(), new.from.into(), new.until.into()] };
    if act.opt(AWAY_THEN, &at(away.id))?.is_some() {
        let words = "This person is away at that time already. End that first, or choose other days.";
        return Err(Error::refused("absence.twice", words));
    }
    if let Some(cover) = new.cover {
        if cover == away.id {
            return Err(Error::field("cover", "Choose somebody else: this is the same person"));
        }
        colleague(cover, "cover")?;
        if act.opt(AWAY_THEN, &at(cover))?.is_some() {
            return Err(Error::field("cover", "This person is away at that time too. Choose somebody else"));
        }
    }
    let delegation = match (new.may, new.cover) {
        (May::Act, Some(cover)) => {
            let (giver, from, until) = (away.id, new.from, new.until);
            let reason = "Covers an absence".to_owned();
            Some(delegations::make(act, &delegations::New { giver, receiver: cover, from, until, reason })?)
        }
        (May::Act, None) => return Err(Error::field("cover", "Choose who acts in their place")),
        (May::Answer, _) => None,
    };
    let id = Id::new(act.now());
    act.execute(INSERT, &values(id, grant.agency(), new, delegation, act.now(), me))?;
    let cover = new.cover.map(|c| c.to_string()).unwrap_or_default();
    let said = format!("{} away {} to {}, covered by {cover}", away.id, new.from, new.until);
    grant.noted(act, "absence", id.cast(), None, &said)?;
    for person in [Some(away.id), new.cover].into_iter().flatten().filter(|p| Some(*p) != me) {
        let key = format!("absence:{id}:{person}");
        let words = "Your agency has written down who answers for whom while somebody is away, and you are one of the two. Sign in to Hearth and \
                     open \"Who is away\" to see it.";
        notices::mail(act, person, &key, "Who answers while somebody is away", words)?;
    }
    Ok(id)
}

/// Ends an absence before its time: whoever is away, or a team manager. A place that was lent for it ends with it.
///
/// # Errors
/// `NotFound` for those of others; `Refused` (`absence.over`) when it is over.
pub fn end(act: &Act<'_>, id: Id<kinds::Absence>) -> Result<()> {
    let grant = act.agency::<CoverAbsence>()?;
    let row = act.opt(LOAD, &[grant.agency().into(), id.into()])?.ok_or(Error::NotFound)?;
    let found = read(act, &row)?;
    let me = act.actor().account();
    if act.actor().role() != Some(Role::TeamManager) && me != Some(found.account) {
        return Err(Error::NotFound);
    }
    if found.ended.is_some() || found.until < act.today() {
        return Err(Error::refused("absence.over", "This is over already."));
    }
    act.change(END, &[id.into(), act.now().into(), me.into(), act.today().into()])?;
    if let Some(lent) = found.delegation {
        match delegations::end(act, lent) {
            // Somebody ended the lending before.
            Ok(()) | Err(Error::Refused { rule: "delegation.over", .. }) => {}
            Err(other) => return Err(other),
        }
    }
    grant.noted(act, "absence", id.cast(), None, "ended early")
}

/// Who is away now or will be, those who come back first leading: a team manager sees all of the agency, others what is about them. 500
/// at most.
///
/// # Errors
/// Those of the store.
pub fn list(look: &Look<'_>, grant: &Grant<CoverAbsence, InAgency>) -> Result<Vec<Absence>> {
    let all = look.actor().role() == Some(Role::TeamManager);
    let me = look.actor().account();
    let rows = grant.list(look, "absence", LIST, &[look.today().into(), all.into(), me.into()])?;
    rows.iter().map(|row| read(look, row)).collect()
}

/// Who answers today for somebody, where they are away. It names no family: any reader who knows the person may know it.
///
/// # Errors
/// Those of the store.
pub fn covered(r: &Read<'_>, who: Id<Account>, today: Date) -> Result<Option<Covered>> {
    let Some(row) = r.opt(NOW, &[who.into(), today.into()])? else { return Ok(None) };
    let cover = row.get(0)?;
    let by = accounts::joined_name(r, cover, &row, 1)?;
    // Whose access ended covers nobody.
    let cover = cover.filter(|_| !by.is_empty());
    Ok(Some(Covered { until: row.get(2)?, cover, by }))
}

/// Everybody of the agency who is away today, with who answers: at most 1,000.
///
/// # Errors
/// Those of the store.
pub fn away_now<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
) -> Result<BTreeMap<Id<Account>, Covered>> {
    grant
        .totals(look, AWAY_NOW, &[look.today().into()])?
        .iter()
        .map(|row| {
            let cover = row.get(2)?;
            let by = accounts::joined_name(look, cover, row, 3)?;
            Ok((row.get(1)?, Covered { until: row.get(4)?, cover: cover.filter(|_| !by.is_empty()), by }))
        })
        .collect()
}

/// Who of the agency is away on days between two, with the first and the last day of each: at most 1,000.
///
/// # Errors
/// Those of the store.
pub fn away_between<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    from: Date,
    until: Date,
) -> Result<Vec<(Id<Account>, Date, Date)>> {
    let rows = grant.totals(look, BETWEEN, &[from.into(), until.into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// Who is written to today in place of `who`: whoever covers for them, or they themselves.
///
/// # Errors
/// Those of the store.
pub fn answering(act: &Act<'_>, who: Id<Account>) -> Result<Id<Account>> {
    Ok(covered(act, who, act.today())?.and_then(|c| c.cover).unwrap_or(who))
}

fn read(r: &Read<'_>, row: &Row) -> Result<Absence> {
    let (account, cover) = (row.get(1)?, row.get(3)?);
    Ok(Absence {
        id: row.get(0)?,
        account,
        name: accounts::joined_name(r, Some(account), row, 2)?,
        cover,
        cover_name: accounts::joined_name(r, cover, row, 4)?,
        may: row.code(5, May::stored)?,
        delegation: row.get(6)?,
        from: row.get(7)?,
        until: row.get(8)?,
        made: row.get(9)?,
        ended: row.get(10)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_days_of_an_absence_are_to_come_in_order_and_not_too_long() {
        let today = day("2026-11-20");
        let field = |from: &str, until: &str, may| match check_days(today, day(from), day(until), may) {
            Ok(()) => String::new(),
            Err(Error::Invalid(i)) => i.0[0].field.clone(),
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(field("2026-11-20", "2026-11-20", May::Act), "");
        assert_eq!(field("2026-11-19", "2026-11-21", May::Answer), "from");
        assert_eq!(field("2026-11-22", "2026-11-21", May::Answer), "until");
        assert_eq!(field("2026-11-20", "2027-02-18", May::Act), "");
        assert_eq!(field("2026-11-20", "2027-02-19", May::Act), "until");
        assert_eq!(field("2026-11-20", "2027-11-21", May::Answer), "");
        assert_eq!(field("2026-11-20", "2027-11-22", May::Answer), "until");
    }

    #[test]
    fn a_family_reads_who_answers() {
        let mut away = Covered { until: day("2026-12-03"), cover: None, by: "Jo Lind".into() };
        assert_eq!(away.words("Sam"), "Sam is away until 3 December 2026. Jo Lind answers meanwhile.");
        away.by.clear();
        assert_eq!(away.words("Sam"), "Sam is away until 3 December 2026. The team answers meanwhile.");
    }
}
