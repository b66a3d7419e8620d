//! Askings of owners in the database. What was asked of whom and all that was said stands sealed; states and days stand plain.

use access::{Act, Action, Grant, Look, One, Protected, actions::AnswerAction, links, planning::ActionAsk};
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{self, Account, Case, Organisation},
};
use serde::Serialize;
use store::{Column, Keys, Row, Value, statements};

use super::model::{Answer, Ask, State};
use crate::door::Door;

/// The columns of one asking as [`read`] takes them, and the rest of the statement.
macro_rules! asking {
    ($rest:literal) => {
        concat!(
            "SELECT id, agency_id, case_id, action_id, ask, status, asked_at, asked_by, due_at, opened_at, settled_at, answer, words,
                    version FROM action_ask ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO action_ask (id, agency_id, case_id, action_id, ask, status, asked_at, asked_by, due_at, code_tries, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 1) ON CONFLICT DO NOTHING";
    LOAD = asking!("WHERE id = $1");
    OF_CASE = asking!("WHERE case_id = $1 ORDER BY asked_at, id LIMIT 1000");
    OPEN_OF = asking!("WHERE action_id = $1 AND status = 'asked'");
    ANSWERED = "UPDATE action_ask SET status = 'answered', answer = $2, settled_at = $3, code = NULL, version = version + 1
                WHERE id = $1 AND status = 'asked'";
    WITHDRAWN = "UPDATE action_ask SET status = 'withdrawn', words = $3, settled_at = $4, code = NULL, version = version + 1
                 WHERE id = $1 AND version = $2 AND status = 'asked'";
    CODE = "SELECT code, code_ends_at, code_tries FROM action_ask WHERE id = $1";
    SET_CODE = "UPDATE action_ask SET code = $2, code_ends_at = $3, code_tries = 0 WHERE id = $1";
    TRIED = "UPDATE action_ask SET code_tries = code_tries + 1 WHERE id = $1";
    SPENT = "UPDATE action_ask SET code = NULL, opened_at = COALESCE(opened_at, $2) WHERE id = $1";
    IDS = "SELECT id, ask FROM action_ask WHERE case_id = $1 ORDER BY asked_at, id";
    FORGET = "UPDATE action_ask SET ask = $2, answer = NULL, words = NULL, code = NULL WHERE case_id = $1";
}

/// What was asked of whom.
pub const ASK: Column = Column::new("action_ask.ask");
/// What was answered.
pub const ANSWER: Column = Column::new("action_ask.answer");
/// Why it was withdrawn.
pub const WORDS: Column = Column::new("action_ask.words");

/// The door behind which an owner reads what they are asked.
pub const DOOR: Door = Door {
    name: "action-ask",
    path: "/action",
    title: "You are asked what became of something",
    code: CODE,
    set_code: SET_CODE,
    tried: TRIED,
    spent: SPENT,
};

/// The owner of an action, asked what became of it, and what they said.
#[derive(Debug, Clone, PartialEq)]
pub struct Asking {
    /// Its id.
    pub id: Id<ActionAsk>,
    /// Whose record it is.
    pub agency: Id<Organisation>,
    /// The case.
    pub case: Id<Case>,
    /// The action; the same in every version of the plan.
    pub action: Id<kinds::PlanAction>,
    /// What was asked of whom.
    pub ask: Ask,
    /// Where it stands.
    pub state: State,
    /// When it was asked.
    pub asked: Timestamp,
    /// Who asked; none for a machine that nobody made.
    pub asked_by: Option<Id<Account>>,
    /// The last moment to answer.
    pub due: Timestamp,
    /// When the owner first opened it.
    pub opened: Option<Timestamp>,
    /// When it was answered or withdrawn.
    pub settled: Option<Timestamp>,
    /// What was answered.
    pub answer: Option<Answer>,
    /// Why it was withdrawn; empty otherwise.
    pub words: String,
    /// The version that a change is based on.
    pub version: i64,
}

fn sealed(keys: &Keys, column: Column, id: Id<ActionAsk>, what: &impl Serialize) -> Result<Value> {
    let text = serde_json::to_string(what).map_err(|e| Error::internal("an asking about an action", e))?;
    keys.seal(column, id, &text).map(Value::Bytes)
}

fn read(look: &Look<'_>, row: &Row) -> Result<Asking> {
    let id: Id<ActionAsk> = row.get(0)?;
    Ok(Asking {
        id,
        agency: row.get(1)?,
        case: row.get(2)?,
        action: row.get(3)?,
        ask: look.opened_json(ASK, id, row, 4)?.unwrap_or_default(),
        state: row.code(5, State::stored)?,
        asked: row.get(6)?,
        asked_by: row.get(7)?,
        due: row.get(8)?,
        opened: row.get(9)?,
        settled: row.get(10)?,
        answer: look.opened_json(ANSWER, id, row, 11)?,
        words: look.opened(WORDS, id, row, 12)?,
        version: row.get(13)?,
    })
}

/// The asking of a grant, whatever the grant is for.
///
/// # Errors
/// Those of the store.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<ActionAsk>>) -> Result<Asking> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// All that owners were asked and said in a case, in order: 1,000 at most. Whoever calls holds a grant of the case or of
/// something in it.
///
/// # Errors
/// Those of the store.
pub fn of_opened(look: &Look<'_>, case: Id<Case>) -> Result<Vec<Asking>> {
    look.query(OF_CASE, &[case.into()])?.iter().map(|row| read(look, row)).collect()
}

/// The open asking about an action, of whose plan whoever calls holds a grant.
pub(super) fn open_of(look: &Look<'_>, action: Id<kinds::PlanAction>) -> Result<Option<Asking>> {
    look.opt(OPEN_OF, &[action.into()])?.map(|row| read(look, &row)).transpose()
}

/// Writes a new asking; false where another one is open about the same action.
pub(super) fn insert(act: &Act<'_>, k: &Asking) -> Result<bool> {
    let params = [
        k.id.into(),
        k.agency.into(),
        k.case.into(),
        k.action.into(),
        sealed(act.keys(), ASK, k.id, &k.ask)?,
        k.state.code().into(),
        k.asked.into(),
        k.asked_by.into(),
        k.due.into(),
    ];
    Ok(act.execute(INSERT, &params)? == 1)
}

/// Writes what an owner answered; stale when it was withdrawn meanwhile.
pub(super) fn answered(
    act: &Act<'_>,
    grant: &Grant<AnswerAction, One<ActionAsk>>,
    answer: &Answer,
) -> Result<()> {
    grant.change(act, ANSWERED, &[sealed(act.keys(), ANSWER, grant.id(), answer)?, act.now().into()])
}

/// Withdraws an asking over the version that was read; stale when it was answered meanwhile.
pub(super) fn withdrawn(act: &Act<'_>, k: &Asking, why: &str) -> Result<()> {
    let why = act.seal(WORDS, k.id, why)?;
    act.change(WITHDRAWN, &[k.id.into(), k.version.into(), why, act.now().into()])
}

/// The addresses to which letters about a case went, for a record that is destroyed.
///
/// # Errors
/// Those of the store.
pub fn addresses<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<Vec<String>> {
    let email = |row: &Row| {
        let ask: Option<Ask> = act.opened_json(ASK, row.get::<Id<ActionAsk>>(0)?, row, 1)?;
        Ok(ask.unwrap_or_default().email)
    };
    act.query(IDS, &[case.into()])?.iter().map(email).collect()
}

/// Forgets all that owners were asked and said in a case that is destroyed, and their links. Gives how many rows were touched.
pub(crate) fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    let mut forgotten = 0;
    for row in act.query(IDS, &[case.into()])? {
        forgotten += links::forget_of(act.write(), DOOR.name, row.get::<Id<ActionAsk>>(0)?)?;
    }
    Ok(forgotten + act.execute(FORGET, &[case.into(), Value::Bytes(Vec::new())])?)
}
