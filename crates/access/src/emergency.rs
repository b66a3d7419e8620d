//! Emergency access: somebody of the agency whom the table, a seal or a scope shuts out says why,
//! and reads one family's record for an hour. Managers are told at once, every line of the audit
//! log says that it was so, and somebody else judges it afterwards.
//!
//! A reference that is nobody's is answered, told and kept just like one that is somebody's. Which of the
//! two it was, the person learns only on the next page, with their name and reason already on
//! record; and only a few times a day.

use jiff::SignedDuration;
use kernel::{
    Error, Id, Result, Timestamp, codes,
    kinds::{self, Account, Case, Family, Organisation},
};
use store::{Column, Keys, Row, Value, statements};

use crate::{
    Act, Grant, InAgency, Look, Role, accounts,
    actions::{ReviewEmergencyAccess, UseEmergencyAccess},
    approval, audit, notices, seals, seen,
};

statements! {
    CASE = "SELECT id, family_id FROM support_case WHERE reference = $2 AND agency_id = $1";
    INSERT = "INSERT INTO emergency (id, agency_id, account_id, role, reference, case_id, family_id, reason, at, ends_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    SINCE = "SELECT count(*) FROM emergency WHERE account_id = $1 AND ends_at > $2";
    OPEN = "SELECT id, reason FROM emergency WHERE account_id = $1 AND ends_at > $2 AND family_id = $3 AND agency_id = $4
            ORDER BY ends_at DESC, id LIMIT 1";
    MINE = "SELECT id, account_id, role, reference, case_id, family_id, reason, at, ends_at, reviewed_by, reviewed_at, verdict, note
            FROM emergency WHERE id = $1 AND account_id = $2";
    LOAD = "SELECT id, account_id, role, reference, case_id, family_id, reason, at, ends_at, reviewed_by, reviewed_at, verdict, note
            FROM emergency WHERE agency_id = $1 AND id = $2";
    ALL_OF_AGENCY = "SELECT id, account_id, role, reference, case_id, family_id, reason, at, ends_at, reviewed_by, reviewed_at, verdict, note
            FROM emergency WHERE agency_id = $1 ORDER BY at DESC, id DESC LIMIT $2";
    OF_AGENCY = concat!("SELECT id, account_id, role, reference, case_id, family_id, reason, at, ends_at, reviewed_by, reviewed_at, verdict, note
            FROM emergency WHERE agency_id = $1", seen!("family_id", "$3", "$4", "$5"), "ORDER BY at DESC, id DESC LIMIT $2");
    ALL_WAITING = "SELECT id FROM emergency WHERE agency_id = $1 AND reviewed_at IS NULL AND account_id <> $2 ORDER BY at, id LIMIT 100";
    WAITING = concat!("SELECT id FROM emergency WHERE agency_id = $1 AND reviewed_at IS NULL AND account_id <> $2",
            seen!("family_id", "$3", "$4", "$5"), "ORDER BY at, id LIMIT 100");
    REVIEW = "UPDATE emergency SET reviewed_by = $2, reviewed_at = $3, verdict = $4, note = $5 WHERE id = $1 AND reviewed_at IS NULL";
}

const REASON: Column = Column::new("emergency.reason");
const NOTE: Column = Column::new("emergency.note");

/// How long emergency access lasts.
pub const LASTS: SignedDuration = SignedDuration::from_mins(60);
/// How often one person may ask in a day, so that nobody tries references.
pub const A_DAY: i64 = 5;
/// The rows that the list of reviews shows.
const SHOWN: u32 = 200;

codes! {
    /// What the review found.
    Verdict {
        Justified = "justified", "Justified";
        NotJustified = "not-justified", "Not justified";
    }
}

/// The columns that a load of uses fills, in order: see [`values`].
pub const COLUMNS: &str =
    "id, agency_id, account_id, role, reference, case_id, family_id, reason, at, ends_at";

/// Whose record a use is about: a case of this reference, if there is one.
#[derive(Debug, Clone)]
pub struct Sought {
    /// The agency that was asked.
    pub agency: Id<Organisation>,
    /// The reference as typed, tidied.
    pub reference: String,
    /// The case and its family.
    pub found: Option<(Id<Case>, Id<Family>)>,
}

/// The values of a use that nobody has reviewed, for [`COLUMNS`].
pub fn values(
    keys: &Keys,
    id: Id<kinds::Emergency>,
    (who, role): (Id<Account>, Role),
    sought: &Sought,
    reason: &str,
    at: Timestamp,
) -> Result<Vec<Value>> {
    Ok(vec![
        id.into(),
        sought.agency.into(),
        who.into(),
        role.code().into(),
        sought.reference.as_str().into(),
        sought.found.map(|(case, _)| case).into(),
        sought.found.map(|(_, family)| family).into(),
        keys.seal(REASON, id, reason)?.into(),
        at.into(),
        ends(at).into(),
    ])
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The reference of the case.
    pub reference: String,
    /// Why it cannot wait.
    pub reason: String,
}

/// One use of emergency access.
#[derive(Debug, Clone)]
pub struct Emergency {
    /// Its id.
    pub id: Id<kinds::Emergency>,
    /// Who asked.
    pub account: Id<Account>,
    /// Their name.
    pub name: String,
    /// In which role.
    pub role: Role,
    /// The reference that was typed.
    pub reference: String,
    /// The case, where there is one of that reference.
    pub case: Option<Id<Case>>,
    /// Whose record.
    pub family: Option<Id<Family>>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Until when.
    pub ends: Timestamp,
    /// When it was reviewed.
    pub reviewed: Option<Timestamp>,
    /// By whom.
    pub reviewer: Option<Id<Account>>,
    /// What the review found.
    pub verdict: Option<Verdict>,
    /// What the reviewer noted.
    pub note: Option<String>,
}

/// When access that begins at `now` ends.
pub fn ends(now: Timestamp) -> Timestamp {
    now.checked_add(LASTS).unwrap_or(now)
}

/// The reference as it is kept: capitals, without spaces round it.
pub fn tidy(reference: &str) -> String {
    reference.trim().to_uppercase()
}

/// The emergency access by which somebody reads this family's record now: its id and why.
pub(crate) fn open_now(
    look: &Look<'_>,
    family: Id<Family>,
    agency: Id<Organisation>,
) -> Result<Option<(Id<kinds::Emergency>, String)>> {
    let Some(me) = look.actor().account() else { return Ok(None) };
    let params = [me.into(), look.now().into(), family.into(), agency.into()];
    let Some(row) = look.opt(OPEN, &params)? else { return Ok(None) };
    let id = row.get(0)?;
    Ok(Some((id, look.open(REASON, id, &row.get::<Vec<u8>>(1)?)?)))
}

/// Asks for emergency access. Whether there is such a record is not told here.
///
/// # Errors
/// `Forbidden` for machines; `Refused` (`emergency.too-many`) after [`A_DAY`] in a day.
pub fn ask(act: &Act<'_>, input: &Ask) -> Result<Id<kinds::Emergency>> {
    let grant = act.agency::<UseEmergencyAccess>()?;
    let (Some(me), Some(role)) = (act.actor().account(), act.actor().role()) else {
        return Err(Error::Forbidden);
    };
    let agency = grant.agency();
    // What ended within a day and an access's length before now began within a day.
    let day = LASTS.checked_sub(SignedDuration::from_hours(24)).unwrap_or_default();
    let since = act.now().checked_add(day).unwrap_or(act.now());
    if act.row(SINCE, &[me.into(), since.into()])?.get::<i64>(0)? >= A_DAY {
        return Err(Error::refused(
            "emergency.too-many",
            format!(
                "You asked {A_DAY} times in the last 24 hours, which is the most. Call your team manager."
            ),
        ));
    }
    let reference = tidy(&input.reference);
    let found = act.opt(CASE, &[agency.into(), (&reference).into()])?;
    let case: Option<Id<Case>> = found.as_ref().map(|row| row.get(0)).transpose()?;
    let family: Option<Id<Family>> = found.as_ref().map(|row| row.get(1)).transpose()?;
    let id = Id::new(act.now());
    let sought = Sought { agency, reference, found: case.zip(family) };
    act.execute(INSERT, &values(act.keys(), id, (me, role), &sought, &input.reason, act.now())?)?;
    grant.noted(
        act,
        "emergency",
        id.cast(),
        family,
        &format!("emergency access asked for: {}", input.reason),
    )?;
    if let Some(case) = case {
        grant.noted(
            act,
            "case",
            case.cast(),
            family,
            &format!("emergency access asked for: {}", input.reason),
        )?;
    }
    tell(act, agency, family, id, me).map(|()| id)
}

/// Tells those who review: managers who may see the record, and administrators, who open no record.
fn tell(
    act: &Act<'_>,
    agency: Id<Organisation>,
    family: Option<Id<Family>>,
    id: Id<kinds::Emergency>,
    me: Id<Account>,
) -> Result<()> {
    let mut people = notices::of_role(act, agency, Role::Administrator)?;
    for manager in notices::of_role(act, agency, Role::TeamManager)? {
        let sealed_from = match family {
            Some(family) => seals::hidden(act, agency, Some(manager))?.contains(&family),
            None => false,
        };
        if !sealed_from {
            people.push(manager);
        }
    }
    for person in people.into_iter().filter(|p| *p != me) {
        notices::mail(
            act,
            person,
            &format!("emergency:{id}:{person}"),
            "Emergency access was used just now",
            "Somebody in your agency asked for emergency access to a record that is not open to them. It lasts one hour. Sign in to Hearth and open \"Emergency access\" to see who and why, and to say whether it was justified.",
        )?;
    }
    Ok(())
}

/// One's own request, to go on from: here the person learns whether there is such a record.
///
/// # Errors
/// `NotFound` for another's.
pub fn own(look: &Look<'_>, id: Id<kinds::Emergency>) -> Result<Emergency> {
    look.agency::<UseEmergencyAccess>()?;
    let row = look.opt(MINE, &[id.into(), look.actor().account().into()])?;
    read(look, &row.ok_or(Error::NotFound)?)
}

fn all(look: &Look<'_>) -> bool {
    look.actor().role() == Some(Role::Administrator)
}

/// The uses of emergency access in the agency, the newest first: as many as a list shows. Those of records
/// that are sealed from whoever asks are left out, except for administrators, who can open none.
pub fn list(look: &Look<'_>, grant: &Grant<ReviewEmergencyAccess, InAgency>) -> Result<Vec<Emergency>> {
    let sql = if all(look) { ALL_OF_AGENCY } else { OF_AGENCY };
    grant.list(look, "emergency", sql, &[SHOWN.into()])?.iter().map(|row| read(look, row)).collect()
}

/// How many wait for a review by whoever asks: one's own are for somebody else.
pub fn waiting(look: &Look<'_>, grant: &Grant<ReviewEmergencyAccess, InAgency>) -> Result<usize> {
    let sql = if all(look) { ALL_WAITING } else { WAITING };
    Ok(grant.rows(look, "emergency", sql, &[look.actor().account().into()])?.len())
}

/// One use, for its review.
///
/// # Errors
/// `NotFound` for another agency's, and for a record that is sealed from whoever asks.
pub fn load(
    look: &Look<'_>,
    grant: &Grant<ReviewEmergencyAccess, InAgency>,
    id: Id<kinds::Emergency>,
) -> Result<Emergency> {
    let row = look.opt(LOAD, &[grant.agency().into(), id.into()])?;
    let family: Option<Id<Family>> = row.as_ref().map_or(Ok(None), |row| row.get(5))?;
    // Asked also where there is none: what is sealed takes the statements of what is not there.
    let sealed = look.sealed_from(family.unwrap_or(Id::from_parts(0, [0; 10])))?;
    let found = read(look, &row.filter(|_| !sealed || all(look)).ok_or(Error::NotFound)?)?;
    grant.showed(look, "emergency", &[id])?;
    Ok(found)
}

/// Says whether a use was justified.
///
/// # Errors
/// As [`load`]; `Refused`: `emergency.own` for one's own and for those of a colleague in whose place
/// one acts, `emergency.reviewed` when somebody has judged it.
pub fn review(act: &Act<'_>, id: Id<kinds::Emergency>, verdict: Verdict, note: &str) -> Result<()> {
    let grant = act.agency::<ReviewEmergencyAccess>()?;
    let found = load(act, &grant, id)?;
    approval::by_another(
        act.actor(),
        [Some(found.account)],
        "emergency.own",
        "You used this emergency access yourself, so somebody else must review it.",
    )?;
    if found.reviewed.is_some() {
        return Err(Error::refused("emergency.reviewed", "Somebody has reviewed this already."));
    }
    let me = act.actor().account();
    act.change(
        REVIEW,
        &[id.into(), me.into(), act.now().into(), verdict.code().into(), act.seal(NOTE, id, note)?],
    )?;
    grant.noted(act, "emergency", id.cast(), found.family, &format!("reviewed: {}: {note}", verdict.code()))
}

fn read(look: &Look<'_>, row: &Row) -> Result<Emergency> {
    let (id, account): (Id<kinds::Emergency>, Id<Account>) = (row.get(0)?, row.get(1)?);
    Ok(Emergency {
        id,
        account,
        name: accounts::by_id(look, account)?.name,
        role: row.code(2, Role::stored)?,
        reference: row.get(3)?,
        case: row.get(4)?,
        family: row.get(5)?,
        // Blank once the record was destroyed.
        reason: match row.get::<Vec<u8>>(6)? {
            sealed if sealed.is_empty() => String::new(),
            sealed => look.open(REASON, id, &sealed)?,
        },
        at: row.get(7)?,
        ends: row.get(8)?,
        reviewer: row.get(9)?,
        reviewed: row.get(10)?,
        verdict: row.code_opt(11, Verdict::stored)?,
        note: row.get::<Option<Vec<u8>>>(12)?.map(|sealed| look.open(NOTE, id, &sealed)).transpose()?,
    })
}

/// What the audit log says of a look by emergency access.
pub(crate) fn words(id: Id<kinds::Emergency>, reason: &str) -> String {
    format!("by emergency access {id}: {reason}")
}

/// A use of emergency access that was refused or granted, for the log of one record.
pub(crate) fn detail(words: &str) -> audit::Detail<'_> {
    audit::Detail::Change(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emergency_access_lasts_an_hour() {
        let now: Timestamp = "2026-11-20T09:30:00Z".parse().unwrap();
        assert_eq!(ends(now).to_string(), "2026-11-20T10:30:00Z");
        assert_eq!(tidy(" ca-abcd-efgh "), "CA-ABCD-EFGH");
    }
}
