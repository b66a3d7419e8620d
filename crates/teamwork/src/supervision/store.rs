//! Supervision and decisions in the database. A statement that reads supervision names who reads it: the worker, the manager, or whom the manager
//! named from their own line.

use ::store::{Column, Keys, Row, Value, statements};
use access::{
    Act, Action, Grant, InAgency, Look, One, accounts,
    actions::{DecideCase, ReadSupervision, WriteSupervision},
    teamwork::Supervision as Kinded,
};
use casework::cases::store as cases;
use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{Account, Case, Organisation},
};
use page::{Cursor, Rows};

use super::model::{CaseDecision, Decision, Due, Supervision};

macro_rules! read_by {
    ($reader:literal) => {
        concat!("(s.worker_id = ", $reader, " OR s.manager_id = ", $reader, " OR s.line_id = ", $reader, ")")
    };
}

macro_rules! columns {
    () => {
        "s.id, s.made_at, s.worker_id, w.name, s.manager_id, m.name, s.held_on, s.next_on, s.words
         FROM supervision s JOIN account w ON w.id = s.worker_id JOIN account m ON m.id = s.manager_id"
    };
}

statements! {
    INSERT = "INSERT INTO supervision (id, agency_id, worker_id, manager_id, line_id, held_on, next_on, words, made_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    LIST = concat!("SELECT ", columns!(), " WHERE s.agency_id = $1 AND ", read_by!("$2"), " AND s.made_at <= $3 AND (s.made_at < $3 OR s.id < $4)
            ORDER BY s.made_at DESC, s.id DESC LIMIT $5");
    LOAD = concat!("SELECT ", columns!(), " WHERE s.id = $1 AND ", read_by!("$2"));
    LATEST = "SELECT worker_id, max(held_on), max(next_on) FROM supervision WHERE agency_id = $1 GROUP BY worker_id";
    LATER = "SELECT id FROM supervision WHERE agency_id = $1 AND worker_id = $2 AND held_on > $3 LIMIT 1";
    ADD_DECISION = "INSERT INTO case_decision (id, agency_id, family_id, case_id, supervision_id, decision, reason, decided_at, decided_by, review_on)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    OF_CASE = "SELECT d.id, d.case_id, d.decision, d.reason, d.decided_at, d.decided_by, a.name, d.review_on, d.looked_at, d.looked_words
               FROM case_decision d LEFT JOIN account a ON a.id = d.decided_by WHERE d.case_id = $1 ORDER BY d.decided_at DESC, d.id DESC LIMIT 200";
    LOOKED = "UPDATE case_decision SET looked_at = $3, looked_by = $4, looked_words = $5 WHERE case_id = $1 AND id = $2 AND looked_at IS NULL";
    MANY_OF = "SELECT count(*) FROM case_decision WHERE supervision_id = $1";
    FORGET = "UPDATE case_decision SET decision = $2, reason = $2, looked_words = NULL WHERE case_id = $1";
}

const WORDS: Column = Column::new("supervision.words");
const DECISION: Column = Column::new("case_decision.decision");
const REASON: Column = Column::new("case_decision.reason");
const LOOKED_WORDS: Column = Column::new("case_decision.looked_words");

/// The columns of a supervision, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, worker_id, manager_id, line_id, held_on, next_on, words, made_at";
/// The columns of a decision, in order: see [`decision_values`].
pub const DECISION_COLUMNS: &str =
    "id, agency_id, family_id, case_id, supervision_id, decision, reason, decided_at, decided_by, review_on";

/// A supervision to be written down.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// Whose.
    pub worker: Id<Account>,
    /// By whom.
    pub manager: Id<Account>,
    /// Who of the manager's own line may read it.
    pub line: Option<Id<Account>>,
    /// On which day.
    pub held: Date,
    /// The next is due by.
    pub next: Date,
    /// What was talked through.
    pub words: &'a str,
}

/// The values of a supervision, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(
    keys: &Keys,
    id: Id<Kinded>,
    agency: Id<Organisation>,
    new: &New<'_>,
    made: Timestamp,
) -> Result<Vec<Value>> {
    Ok(vec![
        id.into(),
        agency.into(),
        new.worker.into(),
        new.manager.into(),
        new.line.into(),
        new.held.into(),
        new.next.into(),
        keys.seal(WORDS, id, new.words)?.into(),
        made.into(),
    ])
}

/// The values of a decision on a case (what, why, and the day of the next look), for [`DECISION_COLUMNS`]; `made` says when and by whom.
///
/// # Errors
/// Those of sealing.
pub fn decision_values(
    keys: &Keys,
    id: Id<CaseDecision>,
    case: &cases::Case,
    supervision: Option<Id<Kinded>>,
    (decision, reason, review): (&str, &str, Date),
    made: (Timestamp, Option<Id<Account>>),
) -> Result<Vec<Value>> {
    Ok(vec![
        id.into(),
        case.agency.into(),
        case.family.into(),
        case.id.into(),
        supervision.into(),
        keys.seal(DECISION, id, decision)?.into(),
        keys.seal(REASON, id, reason)?.into(),
        made.0.into(),
        made.1.into(),
        review.into(),
    ])
}

/// Writes a supervision; gives its id.
pub(crate) fn insert(
    act: &Act<'_>,
    grant: &Grant<WriteSupervision, InAgency>,
    new: &New<'_>,
) -> Result<Id<Kinded>> {
    let id = Id::new(act.now());
    act.execute(INSERT, &values(act.keys(), id, grant.agency(), new, act.now())?)?;
    Ok(id)
}

/// Whether a supervision on a later day than `held` is written down of a worker.
///
/// # Errors
/// Those of the store.
pub(crate) fn has_later(
    look: &Look<'_>,
    grant: &Grant<WriteSupervision, InAgency>,
    worker: Id<Account>,
    held: Date,
) -> Result<bool> {
    Ok(!grant.totals(look, LATER, &[worker.into(), held.into()])?.is_empty())
}

/// The supervision that whoever asks may read, the newest first: a page, or all. A machine reads none.
///
/// # Errors
/// Those of the store.
pub fn list(
    look: &Look<'_>,
    grant: &Grant<ReadSupervision, InAgency>,
    after: Option<Cursor>,
    wanted: Option<usize>,
) -> Result<Rows<Supervision>> {
    let Some(me) = look.actor().account() else { return Ok(Rows { items: Vec::new(), next: None }) };
    let [key, id, most] = Cursor::window(after, wanted);
    let rows = grant.list(look, "supervision", LIST, &[me.into(), key, id, most])?;
    let all = rows.iter().map(|row| read(look, row)).collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(all, wanted, |s| Cursor::at(s.made, s.id.cast())))
}

/// The supervision of a grant, for one of its readers.
///
/// # Errors
/// `NotFound` for everybody else, managers of the agency among them.
pub fn load(look: &Look<'_>, grant: &Grant<ReadSupervision, One<Kinded>>) -> Result<Supervision> {
    let me = look.actor().account();
    let rows = grant.rows(look, LOAD, &[me.into()])?;
    rows.first().map(|row| read(look, row)).transpose()?.ok_or(Error::NotFound)
}

fn read(look: &Look<'_>, row: &Row) -> Result<Supervision> {
    let (id, worker, manager) = (row.get(0)?, row.get(2)?, row.get(4)?);
    Ok(Supervision {
        id,
        made: row.get(1)?,
        worker,
        worker_name: accounts::joined_name(look, Some(worker), row, 3)?,
        manager,
        manager_name: accounts::joined_name(look, Some(manager), row, 5)?,
        held: row.get(6)?,
        next: row.get(7)?,
        words: look.opened(WORDS, id, row, 8)?,
    })
}

/// When each worker was supervised last and when the next is due, those without leading.
///
/// # Errors
/// Those of the store.
pub fn due(look: &Look<'_>, grant: &Grant<WriteSupervision, InAgency>) -> Result<Vec<Due>> {
    let latest = grant
        .totals(look, LATEST, &[])?
        .iter()
        .map(|row| Ok((row.get::<Id<Account>>(0)?, (row.get::<Date>(1)?, row.get::<Date>(2)?))))
        .collect::<Result<std::collections::BTreeMap<_, _>>>()?;
    let mut all: Vec<Due> = accounts::colleagues(look, grant.agency())?
        .into_iter()
        .map(|a| {
            let days = latest.get(&a.id);
            Due { worker: a.id, name: a.name, last: days.map(|d| d.0), next: days.map(|d| d.1) }
        })
        .collect();
    all.sort_by(|a, b| (a.next, &a.name, a.worker).cmp(&(b.next, &b.name, b.worker)));
    Ok(all)
}

/// How many decisions on cases came of a supervision.
pub fn decisions_of(look: &Look<'_>, grant: &Grant<ReadSupervision, One<Kinded>>) -> Result<i64> {
    grant.row(look, MANY_OF, &[])?.get(0)
}

/// Adds a decision to a case, for whoever holds the grant to decide on it.
pub(crate) fn add_decision(
    act: &Act<'_>,
    _grant: &Grant<DecideCase, One<Case>>,
    case: &cases::Case,
    supervision: Option<Id<Kinded>>,
    words: (&str, &str, Date),
) -> Result<Id<CaseDecision>> {
    let id = Id::new(act.now());
    let made = (act.now(), act.actor().account());
    act.execute(ADD_DECISION, &decision_values(act.keys(), id, case, supervision, words, made)?)?;
    Ok(id)
}

/// The decisions on a case, the newest first: up to 200.
///
/// # Errors
/// Those of the store.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Decision>> {
    grant
        .rows(look, OF_CASE, &[])?
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            let looked: Option<Timestamp> = row.get(8)?;
            Ok(Decision {
                id,
                case: row.get(1)?,
                decision: look.opened(DECISION, id, row, 2)?,
                reason: look.opened(REASON, id, row, 3)?,
                at: row.get(4)?,
                by: accounts::joined_name(look, row.get(5)?, row, 6)?,
                review: row.get(7)?,
                looked: match looked {
                    Some(at) => Some((at, look.opened(LOOKED_WORDS, id, row, 9)?)),
                    None => None,
                },
            })
        })
        .collect()
}

/// Notes what came of a decision.
///
/// # Errors
/// `NotFound` for one of another case, or that was looked at.
pub(crate) fn looked<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Case>>,
    id: Id<CaseDecision>,
    words: &str,
) -> Result<()> {
    let words = act.seal_unless_empty(LOOKED_WORDS, id, words)?;
    let params = [grant.id().into(), id.into(), act.now().into(), act.actor().account().into(), words];
    if act.execute(LOOKED, &params)? == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Blanks the words of the decisions on a case whose time is over. Gives how many rows.
pub(crate) fn forget(act: &Act<'_>, case: Id<Case>) -> Result<u64> {
    act.execute(FORGET, &[case.into(), Vec::<u8>::new().into()])
}
