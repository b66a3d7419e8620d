//! Askings of owners in the database. What was asked of whom and all that was said stands sealed; states and days stand plain.

use access::{
    Act, Action, Grant, InAgency, Look, One, Protected,
    actions::{AnswerAction, EditPlan},
    links,
    planning::ActionAsk,
    seen,
};
use kernel::{
    Error, Id, Reference, Result, Timestamp,
    kinds::{self, Account, Case, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use serde::Serialize;
use store::{Column, Keys, Row, Value, statements};

use super::model::{Answer, Ask, Show, State, filed};
use crate::{cases::list::Names, contributions::model::Stage, door::Door, plan::model::ActionState};

/// The columns of one asking as [`read`] takes them, and the rest of the statement.
macro_rules! asking {
    ($rest:literal) => {
        concat!(
            "SELECT k.id, k.agency_id, k.case_id, k.action_id, k.ask, k.status, k.asked_at, k.asked_by, k.due_at, k.opened_at,
                    k.settled_at, k.answer, k.words, k.version, k.stage, k.quiet_at FROM action_ask k ",
            $rest
        )
    };
}

/// An agency's list: one page of askings with the case and what became of the action, from the row at `$2`, `$3` on.
macro_rules! listed {
    ($from:literal, $order:literal) => {
        concat!(
            "SELECT k.id, k.agency_id, k.case_id, k.action_id, k.ask, k.status, k.asked_at, k.asked_by, k.due_at, k.opened_at,
                    k.settled_at, k.answer, k.words, k.version, k.stage, k.quiet_at, c.reference, a.status, k.organisation
             FROM action_ask k JOIN support_case c ON c.id = k.case_id LEFT JOIN plan_action a ON a.id = k.action_id
             WHERE k.agency_id = $1 AND ",
            $from,
            " AND k.due_at < $5 AND (CAST($6 AS TEXT) = '' OR k.status = $6) AND (CAST($7 AS TEXT) = '' OR k.partner = $7)
              AND (CAST($8 AS TEXT) = '' OR k.organisation = $8)",
            seen!("c.family_id", "$9", "$10", "$11"),
            $order,
            " LIMIT $4"
        )
    };
}

statements! {
    INSERT = "INSERT INTO action_ask (id, agency_id, case_id, action_id, ask, status, asked_at, asked_by, due_at, partner, organisation,
                code_tries, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 1) ON CONFLICT DO NOTHING";
    LOAD = asking!("WHERE k.id = $1");
    OF_CASE = asking!("WHERE k.case_id = $1 ORDER BY k.asked_at, k.id LIMIT 1000");
    OPEN_OF = asking!("WHERE k.action_id = $1 AND k.status = 'asked'");
    SOONEST = listed!("k.due_at >= $2 AND (k.due_at > $2 OR k.id > $3)", " ORDER BY k.due_at, k.id");
    NEWEST = listed!("k.due_at <= $2 AND (k.due_at < $2 OR k.id < $3)", " ORDER BY k.due_at DESC, k.id DESC");
    TO_REMIND = asking!("WHERE k.status = 'asked' AND k.due_at <= $1 AND k.due_at >= $2 AND (k.due_at > $2 OR k.id > $3)
            ORDER BY k.due_at, k.id LIMIT $4");
    STAGE = "UPDATE action_ask SET stage = $3 WHERE id = $1 AND stage = $2 AND status = 'asked'";
    QUIET = "UPDATE action_ask SET quiet_at = COALESCE(quiet_at, $2) WHERE id = $1 AND status = 'asked'";
    FAMILY = "SELECT family_id FROM support_case WHERE id = $1";
    UNFILED = asking!("WHERE k.partner = '' ORDER BY k.id LIMIT $1");
    FILE = "UPDATE action_ask SET partner = $2, organisation = $3 WHERE id = $1 AND partner = ''";
    ANSWERED = "UPDATE action_ask SET status = 'answered', answer = $2, settled_at = $3, code = NULL, version = version + 1
                WHERE id = $1 AND status = 'asked'";
    WITHDRAWN = "UPDATE action_ask SET status = 'withdrawn', words = $3, settled_at = $4, code = NULL, version = version + 1
                 WHERE id = $1 AND version = $2 AND status = 'asked'";
    CODE = "SELECT code, code_ends_at, code_tries FROM action_ask WHERE id = $1";
    SET_CODE = "UPDATE action_ask SET code = $2, code_ends_at = $3, code_tries = 0 WHERE id = $1";
    TRIED = "UPDATE action_ask SET code_tries = code_tries + 1 WHERE id = $1";
    SPENT = "UPDATE action_ask SET code = NULL, opened_at = COALESCE(opened_at, $2) WHERE id = $1";
    IDS = "SELECT id, ask FROM action_ask WHERE case_id = $1 ORDER BY asked_at, id";
    FORGET = "UPDATE action_ask SET ask = $2, answer = NULL, words = NULL, code = NULL, partner = '-', organisation = '' WHERE case_id = $1";
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
    /// How far reminding has come.
    pub stage: Stage,
    /// Since when the owner gets no more reminders.
    pub quiet: Option<Timestamp>,
}

impl Asking {
    /// Whether an answer is wanted and the last moment is over.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.state == State::Asked && self.due < now
    }
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
        stage: Stage::stored(row.get(14)?)?,
        quiet: row.get(15)?,
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
        (&k.ask.partner).into(),
        filed(act.keys(), k.agency, &k.ask.organisation).into(),
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

/// What an agency's list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Which, by how they stand.
    pub show: Show,
    /// Of which kind of organisation, by its code; empty for all.
    pub partner: String,
    /// Of which organisation, by the key that a line shows; empty for all.
    pub organisation: String,
}

/// One line of the agency's list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// What was asked of whom, and what they said.
    pub asking: Asking,
    /// What people quote of the case.
    pub reference: Reference,
    /// What became of the action; none once the plan is without it.
    pub became: Option<ActionState>,
    /// The name of the worker who asked; empty for a machine.
    pub asked_by: String,
    /// The key of the organisation, for the list of what was asked of it; empty for one that is not filed yet.
    pub organisation: String,
}

/// One page of what owners of actions were asked. What waits comes by its last day, the late ones first; all else the newest first.
///
/// # Errors
/// Those of the store.
pub fn of_agency(
    look: &Look<'_>,
    grant: &Grant<EditPlan, InAgency>,
    wanted: &Wanted,
    after: Option<Cursor>,
) -> Result<Rows<Listed>> {
    let (sql, first) = match wanted.show.leads_with_the_soonest() {
        true => (SOONEST, Cursor::oldest()),
        false => (NEWEST, Cursor::newest()),
    };
    let [key, id] = after.unwrap_or(first).params();
    let before = if wanted.show == Show::Late { look.now() } else { Timestamp::MAX };
    let params = [
        key,
        id,
        (PAGE_ROWS as i64 + 1).into(),
        before.into(),
        wanted.show.state().map_or("", State::code).into(),
        (&wanted.partner).into(),
        (&wanted.organisation).into(),
    ];
    let mut names = Names::default();
    let mut listed = Vec::new();
    for row in grant.list(look, "action-ask", sql, &params)? {
        let asking = read(look, &row)?;
        listed.push(Listed {
            reference: row.get(16)?,
            became: row.get::<Option<String>>(17)?.map(|code| ActionState::stored(&code)).transpose()?,
            asked_by: names.of(look, asking.asked_by)?,
            organisation: row.get(18)?,
            asking,
        });
    }
    Ok(Rows::cut(listed, |l| Cursor::at(l.asking.due, l.asking.id.cast())))
}

/// No more reminders go to the owner. Whoever calls holds a grant of the asking.
pub(super) fn quiet<A: Action>(act: &Act<'_>, grant: &Grant<A, One<ActionAsk>>) -> Result<()> {
    grant.change(act, QUIET, &[act.now().into()])
}

/// What may have to be reminded of until `horizon`, after a row of the page before. For the job.
pub(super) fn to_remind(
    look: &Look<'_>,
    horizon: Timestamp,
    after: Option<(Timestamp, Id<ActionAsk>)>,
    limit: u32,
) -> Result<Vec<Asking>> {
    let [key, id] = after.map_or(Cursor::oldest(), |(due, id)| Cursor::at(due, id.cast())).params();
    look.query(TO_REMIND, &[horizon.into(), key, id, limit.into()])?
        .iter()
        .map(|row| read(look, row))
        .collect()
}

/// Goes on to a stage; false when somebody else did, or it was settled meanwhile.
pub(super) fn reach(act: &Act<'_>, k: &Asking, stage: Stage) -> Result<bool> {
    Ok(act.execute(STAGE, &[k.id.into(), k.stage.number().into(), stage.number().into()])? == 1)
}

/// Whether the family of an asking is sealed, for the job.
pub(super) fn is_sealed(look: &Look<'_>, k: &Asking) -> Result<bool> {
    let family = look.row(FAMILY, &[k.case.into()])?.get(0)?;
    access::seals::is_sealed(look, family)
}

/// Files askings from before there was a list by their organisation; gives how many. For the job.
pub(super) fn file(act: &Act<'_>, limit: u32) -> Result<usize> {
    let found = act.query(UNFILED, &[limit.into()])?;
    for row in &found {
        let k = read(act, row)?;
        // One that was forgotten says nothing any more.
        let partner = if k.ask.partner.is_empty() { "-" } else { k.ask.partner.as_str() };
        let key = filed(act.keys(), k.agency, &k.ask.organisation);
        act.execute(FILE, &[k.id.into(), partner.into(), key.into()])?;
    }
    Ok(found.len())
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
