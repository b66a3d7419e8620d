//! Pairs of records that are one person, or are not, in the database. Who reads a pair sees both records: a seal over either hides it.

use std::collections::BTreeMap;

use access::{
    Act, Action, Grant, InAgency, Look, One, Protected, actions::ProposeMerge, members::PersonMerge, seals,
    seen,
};
use kernel::{
    Error, Id, Reference, Result, Timestamp,
    kinds::{self, Account, Case, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Row, Value, statements};

use super::model::{Facts, Merge, Said, State};
use crate::{
    cases::store::CaseState,
    people::store::{self as people, AT_ONCE, Person},
};

statements! {
    ADD = "INSERT INTO person_merge (id, agency_id, kept_id, other_id, status, asked_at, asked_by, why, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    DECIDE = "UPDATE person_merge SET status = $3, decided_at = $4, decided_by = $5, decided_why = $6, version = version + 1
              WHERE id = $1 AND version = $2 AND status = 'proposed'";
    END = "UPDATE person_merge SET status = $2, decided_at = $3, decided_by = $4, decided_why = $5, version = version + 1
           WHERE id = $1 AND status = 'proposed'";
    UNDO = "UPDATE person_merge SET status = 'undone', undone_at = $3, undone_by = $4, undone_why = $5, version = version + 1
            WHERE id = $1 AND version = $2 AND status = 'merged'";
    LOAD = "SELECT m.id, m.kept_id, m.other_id, m.status, m.asked_at, m.asked_by, m.why, m.decided_at, m.decided_by, m.decided_why,
              m.undone_at, m.undone_by, m.undone_why, m.version FROM person_merge m WHERE m.id = $1";
    LIST = concat!("SELECT m.id, m.kept_id, m.other_id, m.status, m.asked_at, m.asked_by, m.why, m.decided_at, m.decided_by, m.decided_why,
              m.undone_at, m.undone_by, m.undone_why, m.version, i.id, i.name, worker.name
            FROM person_merge m JOIN person k ON k.id = m.kept_id JOIN person o ON o.id = m.other_id
            LEFT JOIN identity i ON i.person_id = m.kept_id AND i.side = 'after' LEFT JOIN account worker ON worker.id = m.asked_by
            WHERE m.agency_id = $1 AND m.status = $2 AND m.asked_at <= $3 AND (m.asked_at < $3 OR m.id < $4)",
            seen!("k.family_id", "$6", "$7", "$8"), seen!("o.family_id", "$6", "$7", "$8"),
            "ORDER BY m.asked_at DESC, m.id DESC LIMIT $5");
    WAITS = "SELECT id FROM person_merge WHERE status = 'proposed' AND ((kept_id = $1 AND other_id = $2) OR (kept_id = $2 AND other_id = $1)) LIMIT 1";
    // Any pointer that starts at one of the two, or that leads to the one that would point.
    CHAINED = "SELECT id FROM person_merge WHERE status = 'merged' AND (other_id IN ($1, $2) OR kept_id = $2) LIMIT 1";
    NOT_SAME = "SELECT id, said_at, said_by, why FROM not_same_person WHERE low_id = $1 AND high_id = $2 AND lifted_at IS NULL";
    SAY_NOT_SAME = "INSERT INTO not_same_person (id, agency_id, low_id, high_id, said_at, said_by, why) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    LIFT = "UPDATE not_same_person SET lifted_at = $2, lifted_by = $3 WHERE id = $1 AND lifted_at IS NULL";
    // The record in front, as long as its names are there.
    KEPT = "SELECT m.id, m.kept_id, k.family_id FROM person_merge m JOIN person k ON k.id = m.kept_id
            JOIN identity i ON i.person_id = m.kept_id AND i.side = 'after' WHERE m.other_id = $1 AND m.status = 'merged'";
    // Of those that a search found.
    KEPT_AMONG = "SELECT m.other_id, m.kept_id, k.family_id FROM person_merge m JOIN person k ON k.id = m.kept_id
            JOIN identity i ON i.person_id = m.kept_id AND i.side = 'after'
            WHERE m.status = 'merged' AND m.other_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50)";
    // Whoever points to this one.
    TOGETHER = "SELECT m.id, m.other_id, o.family_id FROM person_merge m JOIN person o ON o.id = m.other_id
                WHERE m.kept_id = $1 AND m.status = 'merged' ORDER BY m.other_id LIMIT 20";
    CASES_OF = "SELECT c.id, c.reference, c.status, c.family_id, c.opened_at FROM support_case c WHERE c.child_id = $1 ORDER BY c.opened_at, c.id LIMIT 20";
    SINCE = "SELECT count(*) FROM (SELECT 1 AS one FROM event WHERE case_id = $1 AND at >= $2 LIMIT 1001) AS written";
    FORGET = "UPDATE person_merge SET why = NULL, decided_why = NULL, undone_why = NULL WHERE kept_id = $1 OR other_id = $1";
    FORGET_NOT_SAME = "UPDATE not_same_person SET why = NULL WHERE low_id = $1 OR high_id = $1";
}

/// The columns that a load of proposals fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, kept_id, other_id, status, asked_at, asked_by, why, version";

const WHY: Column = Column::new("person_merge.why");
const DECIDED_WHY: Column = Column::new("person_merge.decided_why");
const UNDONE_WHY: Column = Column::new("person_merge.undone_why");
const NOT_SAME_WHY: Column = Column::new("not_same_person.why");

/// A row that says that two are two.
#[derive(Debug)]
pub enum NotSame {}

/// A pair to be proposed.
#[derive(Debug, Clone, Copy)]
pub struct NewMerge<'a> {
    /// Its id.
    pub id: Id<PersonMerge>,
    /// Whose records.
    pub agency: Id<Organisation>,
    /// The record that is to be in front.
    pub kept: Id<kinds::Person>,
    /// The other one.
    pub other: Id<kinds::Person>,
    /// Why.
    pub why: &'a str,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
}

/// The values of a proposal, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &store::Keys, new: &NewMerge<'_>) -> Result<Vec<Value>> {
    Ok(vec![
        new.id.into(),
        new.agency.into(),
        new.kept.into(),
        new.other.into(),
        State::Proposed.code().into(),
        new.at.into(),
        new.by.into(),
        keys.seal(WHY, new.id, new.why)?.into(),
        1_i64.into(),
    ])
}

pub(super) fn add(act: &Act<'_>, new: &NewMerge<'_>) -> Result<()> {
    act.execute(ADD, &values(act.keys(), new)?).map(|_| ())
}

pub(super) fn decide<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<PersonMerge>>,
    version: i64,
    state: State,
    why: &str,
) -> Result<()> {
    let why = act.seal(DECIDED_WHY, grant.id(), why)?;
    grant.change(
        act,
        DECIDE,
        &[version.into(), state.code().into(), act.now().into(), act.actor().account().into(), why],
    )
}

/// Ends a proposal that another step settled.
pub(super) fn end(act: &Act<'_>, id: Id<PersonMerge>, state: State, why: &str) -> Result<()> {
    let why = act.seal(DECIDED_WHY, id, why)?;
    act.change(END, &[id.into(), state.code().into(), act.now().into(), act.actor().account().into(), why])
}

pub(super) fn undo<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<PersonMerge>>,
    version: i64,
    why: &str,
) -> Result<()> {
    let why = act.seal(UNDONE_WHY, grant.id(), why)?;
    grant.change(act, UNDO, &[version.into(), act.now().into(), act.actor().account().into(), why])
}

fn read(look: &Look<'_>, row: &Row) -> Result<Merge> {
    let id = row.get(0)?;
    let said = |column, at: usize| -> Result<Option<Said>> {
        let Some(when) = row.get::<Option<Timestamp>>(at)? else { return Ok(None) };
        let why =
            row.get::<Option<Vec<u8>>>(at + 2)?.map(|sealed| look.open(column, id, &sealed)).transpose()?;
        Ok(Some(Said { at: when, by: row.get(at + 1)?, why: why.unwrap_or_default() }))
    };
    Ok(Merge {
        id,
        kept: row.get(1)?,
        other: row.get(2)?,
        state: row.code(3, State::stored)?,
        asked: said(WHY, 4)?.ok_or_else(|| Error::Internal("a merge that nobody proposed".into()))?,
        decided: said(DECIDED_WHY, 7)?,
        undone: said(UNDONE_WHY, 10)?,
        version: row.get(13)?,
    })
}

/// A proposal with both its records. It is not there for whoever does not see one of the two.
///
/// # Errors
/// `NotFound` for such a reader.
pub fn load<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<PersonMerge>>,
) -> Result<(Merge, Person, Person)> {
    let merge = read(look, &grant.row(look, LOAD, &[])?)?;
    let (kept, other) = (people::load(look, merge.kept)?, people::load(look, merge.other)?);
    for person in [&kept, &other] {
        if person.family.map(|family| look.sealed_from(family)).transpose()?.unwrap_or(false) {
            return Err(Error::NotFound);
        }
    }
    Ok((merge, kept, other))
}

/// A proposal as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The proposal.
    pub merge: Merge,
    /// What the kept one is called; empty once the record was destroyed.
    pub name: String,
    /// Who proposed it.
    pub asked_by: String,
}

/// One page of the agency's proposals in a state, the newest first; all of them where `rows` is none.
///
/// # Errors
/// Those of the store.
pub fn list(
    look: &Look<'_>,
    grant: &Grant<ProposeMerge, InAgency>,
    state: State,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Listed>> {
    let window = Cursor::window(after, rows);
    let params = [&[state.code().into()][..], &window[..]].concat();
    let found = grant
        .list(look, "person-merge", LIST, &params)?
        .iter()
        .map(|row| {
            let merge = read(look, row)?;
            let name = match (row.get::<Option<Id<kinds::Identity>>>(14)?, row.get::<Option<Vec<u8>>>(15)?) {
                (Some(identity), Some(sealed)) => people::open_name(look, identity, &sealed)?,
                _ => String::new(),
            };
            Ok(Listed {
                asked_by: access::accounts::joined_name(look, merge.asked.by, row, 16)?,
                merge,
                name,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(found, rows, |l| Cursor::at(l.merge.asked.at, l.merge.id.cast())))
}

/// The rows of one page.
pub(super) const PAGE: Option<usize> = Some(PAGE_ROWS);

/// Whether a proposal of the two waits already.
pub(super) fn waits(
    look: &Look<'_>,
    a: Id<kinds::Person>,
    b: Id<kinds::Person>,
) -> Result<Option<Id<PersonMerge>>> {
    look.opt(WAITS, &[a.into(), b.into()])?.map(|row| row.get(0)).transpose()
}

fn pair(a: Id<kinds::Person>, b: Id<kinds::Person>) -> [Value; 2] {
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    [low.into(), high.into()]
}

/// That somebody said that two are two people: the row, when, by whom and why. Whoever calls holds a grant of both.
///
/// # Errors
/// Those of the store.
pub fn not_same(
    look: &Look<'_>,
    a: Id<kinds::Person>,
    b: Id<kinds::Person>,
) -> Result<Option<(Id<NotSame>, Said)>> {
    let Some(row) = look.opt(NOT_SAME, &pair(a, b))? else { return Ok(None) };
    let id: Id<NotSame> = row.get(0)?;
    let why =
        row.get::<Option<Vec<u8>>>(3)?.map(|sealed| look.open(NOT_SAME_WHY, id, &sealed)).transpose()?;
    Ok(Some((id, Said { at: row.get(1)?, by: row.get(2)?, why: why.unwrap_or_default() })))
}

pub(super) fn say_not_same(act: &Act<'_>, a: &Person, b: Id<kinds::Person>, why: &str) -> Result<()> {
    let id: Id<NotSame> = Id::new(act.now());
    let [low, high] = pair(a.id, b);
    let why = act.seal(NOT_SAME_WHY, id, why)?;
    let params = [id.into(), a.agency.into(), low, high, act.now().into(), act.actor().account().into(), why];
    act.execute(SAY_NOT_SAME, &params).map(|_| ())
}

pub(super) fn lift(act: &Act<'_>, id: Id<NotSame>) -> Result<()> {
    act.change(LIFT, &[id.into(), act.now().into(), act.actor().account().into()])
}

/// What decides whether two records may be one.
///
/// # Errors
/// Those of the store.
pub fn facts(look: &Look<'_>, kept: &Person, other: &Person) -> Result<Facts> {
    let mut sealed = false;
    for family in [kept.family, other.family].into_iter().flatten() {
        sealed |= seals::is_sealed(look, family)?;
    }
    Ok(Facts {
        not_same: not_same(look, kept.id, other.id)?.is_some(),
        sealed,
        chained: look.opt(CHAINED, &[kept.id.into(), other.id.into()])?.is_some(),
    })
}

/// The record in front of this one, with the proposal that joined them: for colleagues, and only where both are open to whoever
/// asks. A family reads its own record as it stands.
///
/// # Errors
/// Those of the store.
pub fn kept(
    look: &Look<'_>,
    person: Id<kinds::Person>,
) -> Result<Option<(Id<PersonMerge>, Id<kinds::Person>)>> {
    if look.actor().agency().is_none() {
        return Ok(None);
    }
    let Some(row) = look.opt(KEPT, &[person.into()])? else { return Ok(None) };
    if row.get::<Option<_>>(2)?.map(|family| look.sealed_from(family)).transpose()?.unwrap_or(false) {
        return Ok(None);
    }
    Ok(Some((row.get(0)?, row.get(1)?)))
}

/// Which of these stand behind another record, and which that is; as [`kept`]. Fifty are looked at, as many as a search shows.
///
/// # Errors
/// Those of the store.
pub fn kept_among(
    look: &Look<'_>,
    people: &[Id<kinds::Person>],
) -> Result<BTreeMap<Id<kinds::Person>, Id<kinds::Person>>> {
    let params: Vec<Value> = (0..AT_ONCE).map(|i| people.get(i).copied().into()).collect();
    let mut all = BTreeMap::new();
    for row in look.query(KEPT_AMONG, &params)? {
        if !row.get::<Option<_>>(2)?.map(|family| look.sealed_from(family)).transpose()?.unwrap_or(false) {
            all.insert(row.get(0)?, row.get(1)?);
        }
    }
    Ok(all)
}

/// A case of somebody who is one person with another.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseOf {
    /// The case.
    pub id: Id<Case>,
    /// What people quote.
    pub reference: Reference,
    /// Whether it is open.
    pub state: CaseState,
    /// Since when.
    pub opened: Timestamp,
}

/// The cases of one record that are open to whoever asks, 20 at most.
///
/// # Errors
/// Those of the store.
pub fn cases_of(look: &Look<'_>, person: Id<kinds::Person>) -> Result<Vec<CaseOf>> {
    let mut all = Vec::new();
    for row in look.query(CASES_OF, &[person.into()])? {
        if !look.sealed_from(row.get(3)?)? {
            let state = row.code(2, CaseState::stored)?;
            all.push(CaseOf { id: row.get(0)?, reference: row.get(1)?, state, opened: row.get(4)? });
        }
    }
    Ok(all)
}

/// Who a case's person is one with.
#[derive(Debug, Clone, PartialEq)]
pub struct OnePerson {
    /// The proposal that joined them.
    pub merge: Id<PersonMerge>,
    /// What the person in front is called.
    pub name: String,
    /// The cases of all their records but this one.
    pub cases: Vec<CaseOf>,
}

/// Who the person of the case `here` is one with; nobody for most. Whoever calls holds a grant of the case.
pub(crate) fn of_person(
    look: &Look<'_>,
    person: Id<kinds::Person>,
    here: Id<Case>,
) -> Result<Option<OnePerson>> {
    let front = kept(look, person)?;
    let first = front.map_or(person, |(_, kept)| kept);
    if look.actor().agency().is_none() {
        return Ok(None);
    }
    let mut merge = front.map(|(merge, _)| merge);
    let mut all = vec![first];
    for row in look.query(TOGETHER, &[first.into()])? {
        let (other, family): (Id<kinds::Person>, Option<_>) = (row.get(1)?, row.get(2)?);
        if !family.map(|family| look.sealed_from(family)).transpose()?.unwrap_or(false) {
            merge = merge.or(Some(row.get(0)?));
            all.push(other);
        }
    }
    let Some(merge) = merge else { return Ok(None) };
    let mut cases = Vec::new();
    for one in all {
        cases.extend(cases_of(look, one)?.into_iter().filter(|c| c.id != here));
    }
    Ok(Some(OnePerson { merge, name: people::load(look, first)?.name(), cases }))
}

/// How many lines the timeline of a case has since an instant: 1001 means more than 1000.
pub(super) fn written_since(look: &Look<'_>, case: Id<Case>, at: Timestamp) -> Result<i64> {
    look.row(SINCE, &[case.into(), at.into()])?.get(0)
}

/// Forgets what was said about somebody's records, when one is destroyed. Gives how many rows.
///
/// # Errors
/// Those of the store.
pub fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    person: Id<kinds::Person>,
) -> Result<u64> {
    Ok(act.execute(FORGET, &[person.into()])? + act.execute(FORGET_NOT_SAME, &[person.into()])?)
}
