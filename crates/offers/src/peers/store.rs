//! Peer mentors in the database. Names, contacts, notes and reasons are sealed; a list of matches leaves out sealed families.

use ::store::{Column, Read, Row, Value, statements};
use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::MatchMentors,
    offers::{Match as MatchKind, Mentor as Kind},
    seen,
};
use kernel::{
    Date, Id, Result, Timestamp,
    kinds::{Account, Case},
};

use super::model::{Match, Mentor, Stand};

statements! {
    INSERT = "INSERT INTO mentor (id, agency_id, name, contact, note, trained_on, checked_until, supervise_by, status, made_at, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)";
    CHANGE = "UPDATE mentor SET name = $3, contact = $4, note = $5, trained_on = $6, checked_until = $7, supervise_by = $8, status = $9, version = version + 1
              WHERE id = $1 AND version = $2";
    ONE = "SELECT id, agency_id, name, contact, note, trained_on, checked_until, supervise_by, status, version FROM mentor WHERE id = $1";
    OF_AGENCY = "SELECT id, agency_id, name, contact, note, trained_on, checked_until, supervise_by, status, version FROM mentor
              WHERE agency_id = $1 ORDER BY supervise_by, id LIMIT 500";
    MATCHES = concat!("SELECT m.id, m.mentor_id, m.family_id, m.case_id, c.reference, m.reason, m.started_at, m.ended_at, m.end_reason, m.version
              FROM mentor_match m JOIN support_case c ON c.id = m.case_id WHERE m.agency_id = $1 AND m.mentor_id = $2",
              seen!("m.family_id", "$3", "$4", "$5"), "ORDER BY m.started_at DESC, m.id DESC LIMIT 200");
    MATCH = "SELECT m.id, m.mentor_id, m.family_id, m.case_id, c.reference, m.reason, m.started_at, m.ended_at, m.end_reason, m.version
              FROM mentor_match m JOIN support_case c ON c.id = m.case_id WHERE m.id = $1";
    STANDING = "SELECT m.id, m.mentor_id, m.family_id, m.case_id, c.reference, m.reason, m.started_at, m.ended_at, m.end_reason, m.version
              FROM mentor_match m JOIN support_case c ON c.id = m.case_id WHERE m.mentor_id = $1 AND m.ended_at IS NULL";
    ADD_MATCH = "INSERT INTO mentor_match (id, mentor_id, agency_id, family_id, case_id, reason, started_at, started_by, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
    END_MATCH = "UPDATE mentor_match SET ended_at = $3, ended_by = $4, end_reason = $5, version = version + 1 WHERE id = $1 AND version = $2 AND ended_at IS NULL";
    MATCHES_OF_CASE = "SELECT id FROM mentor_match WHERE case_id = $1";
    FORGET_MATCH = "UPDATE mentor_match SET reason = $2, end_reason = NULL, version = version + 1 WHERE id = $1";
    ADD_SUPERVISION = "INSERT INTO mentor_supervision (id, mentor_id, held_on, note, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)";
    SUPERVISIONS = "SELECT id, held_on, note, recorded_by FROM mentor_supervision WHERE mentor_id = $1 ORDER BY recorded_at DESC, id DESC LIMIT 50";
    CASE_BY_REFERENCE = "SELECT id FROM support_case WHERE agency_id = $1 AND reference = $2";
}

const NAME: Column = Column::new("mentor.name");
const CONTACT: Column = Column::new("mentor.contact");
const NOTE: Column = Column::new("mentor.note");
const REASON: Column = Column::new("mentor_match.reason");
const END_REASON: Column = Column::new("mentor_match.end_reason");
const SUPERVISION: Column = Column::new("mentor_supervision.note");

/// Takes away why a family was matched. Whoever calls holds the grant of a destruction.
pub(crate) fn forget(act: &Act<'_>, case: Id<Case>) -> Result<u64> {
    let mut gone = 0;
    for row in act.query(MATCHES_OF_CASE, &[case.into()])? {
        let id: Id<MatchKind> = row.get(0)?;
        gone += act.execute(FORGET_MATCH, &[id.into(), act.seal(REASON, id, "")?])?;
    }
    Ok(gone)
}

fn read(r: &Read<'_>, row: &Row) -> Result<Mentor> {
    let id = row.get(0)?;
    Ok(Mentor {
        id,
        agency: row.get(1)?,
        name: r.opened(NAME, id, row, 2)?,
        contact: r.opened(CONTACT, id, row, 3)?,
        note: r.opened(NOTE, id, row, 4)?,
        trained: row.get(5)?,
        checked_until: row.get(6)?,
        supervise_by: row.get(7)?,
        stand: row.code(8, Stand::stored)?,
        version: row.get(9)?,
    })
}

fn read_match(r: &Read<'_>, row: &Row) -> Result<Match> {
    let id = row.get(0)?;
    Ok(Match {
        id,
        mentor: row.get(1)?,
        family: row.get(2)?,
        case: row.get(3)?,
        reference: row.get(4)?,
        reason: r.opened(REASON, id, row, 5)?,
        started: row.get(6)?,
        ended: row.get(7)?,
        end_reason: r.opened(END_REASON, id, row, 8)?,
        version: row.get(9)?,
    })
}

/// The mentor of a grant.
pub(crate) fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Kind>>) -> Result<Mentor> {
    read(look, &grant.row(look, ONE, &[])?)
}

/// The mentors of an agency, those to be seen soonest first: 500 at most.
pub(crate) fn of_agency<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<Vec<Mentor>> {
    grant.list(look, "mentor", OF_AGENCY, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The matches of a mentor that whoever asks may see, the newest first: 200 at most.
pub(crate) fn matches(
    look: &Look<'_>,
    grant: &Grant<MatchMentors, InAgency>,
    mentor: Id<Kind>,
) -> Result<Vec<Match>> {
    grant
        .list(look, "mentor-match", MATCHES, &[mentor.into()])?
        .iter()
        .map(|row| read_match(look, row))
        .collect()
}

/// Every standing match of a mentor, sealed families too: for counting and for the rules, not for showing.
pub(crate) fn standing<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Kind>>) -> Result<Vec<Match>> {
    grant.rows(look, STANDING, &[])?.iter().map(|row| read_match(look, row)).collect()
}

/// The match of a grant.
pub(crate) fn one_match<A: Action>(look: &Look<'_>, grant: &Grant<A, One<MatchKind>>) -> Result<Match> {
    read_match(look, &grant.row(look, MATCH, &[])?)
}

/// The case of an agency with this reference. A grant for the case itself is still needed.
pub(crate) fn case_by_reference<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    reference: &str,
) -> Result<Option<Id<kernel::kinds::Case>>> {
    let found = grant.totals(look, CASE_BY_REFERENCE, &[reference.trim().to_uppercase().into()])?;
    found.first().map(|row| row.get(0)).transpose()
}

/// A time that somebody saw a mentor.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) on: Date,
    pub(crate) note: String,
    pub(crate) by: Option<Id<Account>>,
}

/// When a mentor was seen, the newest first: 50 at most.
pub(crate) fn supervisions<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Kind>>) -> Result<Vec<Seen>> {
    let rows = grant.rows(look, SUPERVISIONS, &[])?;
    let read = |row: &Row| {
        let id: Id<()> = row.get(0)?;
        Ok(Seen { on: row.get(1)?, note: look.opened(SUPERVISION, id, row, 2)?, by: row.get(3)? })
    };
    rows.iter().map(read).collect()
}

fn columns(act: &Act<'_>, m: &Mentor) -> Result<[Value; 7]> {
    Ok([
        act.seal(NAME, m.id, &m.name)?,
        act.seal(CONTACT, m.id, &m.contact)?,
        act.seal_unless_empty(NOTE, m.id, &m.note)?,
        m.trained.into(),
        m.checked_until.into(),
        m.supervise_by.into(),
        m.stand.code().into(),
    ])
}

/// Adds a mentor.
pub(crate) fn insert(act: &Act<'_>, m: &Mentor) -> Result<()> {
    let mut params: Vec<Value> = vec![m.id.into(), m.agency.into()];
    params.extend(columns(act, m)?);
    params.push(act.now().into());
    act.execute(INSERT, &params).map(drop)
}

/// Changes a mentor.
///
/// # Errors
/// `Stale` when they are no longer at that version.
pub(crate) fn change<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Kind>>,
    version: i64,
    m: &Mentor,
) -> Result<()> {
    let mut params: Vec<Value> = vec![version.into()];
    params.extend(columns(act, m)?);
    grant.change(act, CHANGE, &params)
}

/// Adds a match.
pub(crate) fn add_match(act: &Act<'_>, agency: Id<kernel::kinds::Organisation>, m: &Match) -> Result<()> {
    let params: [Value; 8] = [
        m.id.into(),
        m.mentor.into(),
        agency.into(),
        m.family.into(),
        m.case.into(),
        act.seal(REASON, m.id, &m.reason)?,
        m.started.into(),
        act.actor().account().into(),
    ];
    act.execute(ADD_MATCH, &params).map(drop)
}

/// Ends a match.
///
/// # Errors
/// `Stale` when it is no longer at that version.
pub(crate) fn end_match<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<MatchKind>>,
    version: i64,
    at: Timestamp,
    reason: &str,
) -> Result<()> {
    let reason = act.seal(END_REASON, grant.id(), reason)?;
    grant.change(act, END_MATCH, &[version.into(), at.into(), act.actor().account().into(), reason])
}

/// Notes that somebody saw a mentor.
pub(crate) fn add_supervision(act: &Act<'_>, mentor: Id<Kind>, on: Date, note: &str) -> Result<()> {
    let id: Id<()> = Id::new(act.now());
    let params = [
        id.into(),
        mentor.into(),
        on.into(),
        act.seal(SUPERVISION, id, note)?,
        act.now().into(),
        act.actor().account().into(),
    ];
    act.execute(ADD_SUPERVISION, &params).map(drop)
}
