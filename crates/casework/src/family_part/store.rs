//! Parts of plans in the database. Who reads what stands in the statements.

use access::{
    Act, Action, Grant, InAgency, Look, One, Protected, accounts,
    actions::{AnswerFamilyPart, ViewFamilyPart, WriteOwnPart},
};
use kernel::{Error, Id, Result, Timestamp, kinds::Case};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Row, Value, statements};

use super::model::{Answered, Outcome, Part, SaidAs, Waits, Words};
use crate::cases::store::Case as CaseRecord;

macro_rules! columns {
    () => {
        "id, case_id, said_as, account_id, recorded_by, words, written_at, outcome, why, answered_at, answered_by, version"
    };
}

statements! {
    ADD = "INSERT INTO plan_part (id, agency_id, case_id, said_as, account_id, recorded_by, words, written_at, status, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waits', 1)";
    OF_CASE = concat!("SELECT ", columns!(), " FROM plan_part WHERE case_id = $1 ORDER BY case_id DESC, written_at DESC, id DESC LIMIT 100");
    // One's own, and what a worker wrote down of what one's side of the family told.
    OWN = concat!("SELECT ", columns!(), " FROM plan_part WHERE case_id = $1 AND (account_id = $2 OR (account_id IS NULL AND said_as = $3))
        ORDER BY case_id DESC, written_at DESC, id DESC LIMIT 50");
    ONE = concat!("SELECT ", columns!(), " FROM plan_part WHERE case_id = $1 AND id = $2");
    WAITING_OF = concat!("SELECT ", columns!(), " FROM plan_part WHERE case_id = $1 AND status = 'waits' ORDER BY written_at, id LIMIT 50");
    CHANGE = "UPDATE plan_part SET words = $4, written_at = $5, version = version + 1
              WHERE case_id = $1 AND id = $2 AND version = $3 AND status = 'waits'";
    ANSWER = "UPDATE plan_part SET status = 'answered', outcome = $4, why = $5, answered_at = $6, answered_by = $7, version = version + 1
              WHERE case_id = $1 AND id = $2 AND version = $3 AND status = 'waits'";
    WAITING = concat!("SELECT p.id, p.case_id, c.reference, p.said_as, p.written_at, c.coordinator_id, worker.name
        FROM plan_part p JOIN support_case c ON c.id = p.case_id LEFT JOIN account worker ON worker.id = c.coordinator_id
        WHERE p.agency_id = $1 AND p.status = 'waits' AND p.written_at >= $2 AND (p.written_at > $2 OR p.id > $3)",
        access::seen!("c.family_id", "$5", "$6", "$7"), "ORDER BY p.written_at, p.id LIMIT $4");
    FORGET = "UPDATE plan_part SET words = NULL, why = NULL WHERE case_id = $1";
}

const WORDS: Column = Column::new("plan_part.words");
const WHY: Column = Column::new("plan_part.why");

fn sealed(act: &Act<'_>, id: Id<()>, words: &Words) -> Result<Value> {
    let text = serde_json::to_string(words).map_err(|e| Error::internal("a part of a plan", e))?;
    act.seal(WORDS, id, &text)
}

/// Keeps a new part. Whoever calls holds a grant of its case.
pub(super) fn add(
    act: &Act<'_>,
    case: &CaseRecord,
    said_as: SaidAs,
    by_worker: bool,
    words: &Words,
) -> Result<Id<()>> {
    let id = Id::new(act.now());
    let me = act.actor().account();
    let (account, recorded_by) = if by_worker { (None, me) } else { (me, None) };
    let params = [
        id.into(),
        case.agency.into(),
        case.id.into(),
        said_as.code().into(),
        account.into(),
        recorded_by.into(),
        sealed(act, id, words)?,
        act.now().into(),
    ];
    act.execute(ADD, &params)?;
    Ok(id)
}

fn read(look: &Look<'_>, row: &Row) -> Result<Part> {
    let id = row.get(0)?;
    let answer = match (row.get::<Option<String>>(7)?, row.get::<Option<Timestamp>>(9)?) {
        (Some(outcome), Some(at)) => {
            let why = match row.get::<Option<Vec<u8>>>(8)? {
                Some(sealed) if !sealed.is_empty() => look.open(WHY, id, &sealed)?,
                _ => String::new(),
            };
            Some(Answered { outcome: Outcome::stored(&outcome)?, why, at, by: row.get(10)? })
        }
        _ => None,
    };
    Ok(Part {
        id,
        case: row.get(1)?,
        said_as: row.code(2, SaidAs::stored)?,
        account: row.get(3)?,
        recorded_by: row.get(4)?,
        words: look.opened_json::<_, Words>(WORDS, id, row, 5)?.unwrap_or_default(),
        at: row.get(6)?,
        answer,
        version: row.get(11)?,
    })
}

/// Every part of a case, the newest first, as workers read them: 100 at most.
pub fn of_case(look: &Look<'_>, grant: &Grant<ViewFamilyPart, One<Case>>) -> Result<Vec<Part>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// One's own parts of a case, the newest first: 50 at most. Nothing of another of the family is in the statement.
pub fn own(look: &Look<'_>, grant: &Grant<WriteOwnPart, One<Case>>) -> Result<Vec<Part>> {
    let as_who = said_as(look);
    let params = [look.actor().account().into(), as_who.code().into()];
    grant.rows(look, OWN, &params)?.iter().map(|row| read(look, row)).collect()
}

/// As whom somebody of a family speaks.
pub(super) fn said_as(look: &Look<'_>) -> SaidAs {
    if look.actor().person().is_some() { SaidAs::YoungPerson } else { SaidAs::Family }
}

/// One part of a case.
///
/// # Errors
/// `NotFound` for another case's.
pub(super) fn one(look: &Look<'_>, grant: &Grant<AnswerFamilyPart, One<Case>>, id: Id<()>) -> Result<Part> {
    read(look, &grant.row(look, ONE, &[id.into()])?)
}

/// The parts of a case that wait, the longest first. The case was read from a row that a grant gave.
///
/// # Errors
/// Those of the store.
pub fn waiting_of(look: &Look<'_>, case: Id<Case>) -> Result<Vec<Part>> {
    look.query(WAITING_OF, &[case.into()])?.iter().map(|row| read(look, row)).collect()
}

/// Changes what one wrote, while it waits.
pub(super) fn change(
    act: &Act<'_>,
    grant: &Grant<WriteOwnPart, One<Case>>,
    part: &Part,
    version: i64,
    words: &Words,
) -> Result<()> {
    grant.change(
        act,
        CHANGE,
        &[part.id.into(), version.into(), sealed(act, part.id, words)?, act.now().into()],
    )
}

/// Writes what became of a part.
pub(super) fn answer(
    act: &Act<'_>,
    grant: &Grant<AnswerFamilyPart, One<Case>>,
    part: Id<()>,
    version: i64,
    outcome: Outcome,
    why: &str,
) -> Result<()> {
    let why = if why.is_empty() { Value::Null } else { act.seal(WHY, part, why)? };
    let params = [
        part.into(),
        version.into(),
        outcome.code().into(),
        why,
        act.now().into(),
        act.actor().account().into(),
    ];
    grant.change(act, ANSWER, &params)
}

/// One page of the agency's parts that wait, the longest first.
pub fn waiting(
    look: &Look<'_>,
    grant: &Grant<ViewFamilyPart, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Waits>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let rows = grant.list(look, "plan-part", WAITING, &[key, id, (PAGE_ROWS as i64 + 1).into()])?;
    let found: Result<Vec<Waits>> = rows
        .iter()
        .map(|row| {
            Ok(Waits {
                id: row.get(0)?,
                case: row.get(1)?,
                reference: row.get(2)?,
                said_as: row.code(3, SaidAs::stored)?,
                at: row.get(4)?,
                coordinator: accounts::joined_name(look, row.get(5)?, row, 6)?,
            })
        })
        .collect();
    Ok(Rows::cut(found?, |w| Cursor::at(w.at, w.id)))
}

/// Takes away the words of a case's parts. The grant is that of the destruction; the case was read from it.
pub(crate) fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    act.execute(FORGET, &[case.into()])
}
