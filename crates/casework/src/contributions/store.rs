//! Contributions in the database. Whom and what was asked and all that was said stands sealed; states, days and the partner's
//! code stand plain beside it, for lists.

use access::{
    Act, Action, Grant, InAgency, Look, One, Protected,
    actions::{ApproveDestruction, GiveContribution, ViewContribution},
    links,
    rights::Destruction,
    seen,
};
use kernel::{
    Error, Id, Reference, Result, Timestamp,
    kinds::{self, Account, Case, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use serde::Serialize;
use store::{Column, Keys, Row, Value, planned_once, statements};

use super::{
    PURPOSE,
    model::{Answer, Ask, Stage, State, Took},
};
use crate::{
    assessment::model::State as AssessmentState,
    cases::list::Names,
    door::Door,
    frameworks::{model::Held, store as frameworks},
};

/// The columns of one contribution as [`read`] takes them, and the rest of the statement.
macro_rules! contribution {
    ($rest:literal) => {
        concat!(
            "SELECT k.id, k.agency_id, k.case_id, k.assessment_id, k.partner, k.ask, k.status, k.asked_at, k.asked_by, k.due_at,
                    k.link_number, k.opened_at, k.settled_at, k.answer, k.words, k.took, k.took_at, k.took_by, k.stage, k.version
             FROM contribution k ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO contribution (id, agency_id, case_id, assessment_id, partner, ask, status, asked_at, asked_by, due_at,
                link_number, opened_at, settled_at, answer, words, took, took_at, took_by, stage, version, code_tries)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
    LOAD = contribution!("WHERE k.id = $1");
    OF_ASSESSMENT = contribution!("WHERE k.assessment_id = $1 ORDER BY k.asked_at, k.id LIMIT 200");
    OF_CASE = contribution!("WHERE k.case_id = $1 ORDER BY k.asked_at, k.id LIMIT 1000");
    OPEN = concat!("SELECT k.id, k.partner, k.ask, k.asked_at, k.asked_by, k.due_at, k.opened_at, c.id, c.reference, k.assessment_id
            FROM contribution k JOIN support_case c ON c.id = k.case_id
            WHERE k.agency_id = $1 AND k.status = 'asked' AND k.due_at < $5 AND k.due_at >= $2 AND (k.due_at > $2 OR k.id > $3)",
            seen!("c.family_id", "$6", "$7", "$8"), "ORDER BY k.due_at, k.id LIMIT $4");
    LATE = concat!(planned_once!(), "SELECT count(*) FROM (SELECT 1 AS one FROM contribution k JOIN support_case c ON c.id = k.case_id
            WHERE k.agency_id = $1 AND k.status = 'asked' AND k.due_at < $2",
            seen!("c.family_id", "$3", "$4", "$5"), "LIMIT 101) AS late");
    LINK = "UPDATE contribution SET link_number = $3, version = version + 1 WHERE id = $1 AND version = $2 AND status = 'asked'";
    EXTEND = "UPDATE contribution SET due_at = $3, stage = 0, link_number = $4, version = version + 1
              WHERE id = $1 AND version = $2 AND status = 'asked'";
    WITHDRAW = "UPDATE contribution SET status = 'withdrawn', words = $2, settled_at = $3, draft = NULL, draft_at = NULL, code = NULL,
                version = version + 1 WHERE id = $1 AND status = 'asked'";
    SETTLE = "UPDATE contribution SET status = $2, answer = $3, words = $4, settled_at = $5, draft = NULL, draft_at = NULL, code = NULL,
              version = version + 1 WHERE id = $1 AND status = 'asked'";
    TAKE = "UPDATE contribution SET took = $3, took_at = $4, took_by = $5, version = version + 1
            WHERE id = $1 AND version = $2 AND status = 'sent'";
    DRAFT = "SELECT draft, draft_at FROM contribution WHERE id = $1";
    KEEP = "UPDATE contribution SET draft = $2, draft_at = $3 WHERE id = $1 AND status = 'asked'";
    CODE = "SELECT code, code_ends_at, code_tries FROM contribution WHERE id = $1";
    SET_CODE = "UPDATE contribution SET code = $2, code_ends_at = $3, code_tries = 0 WHERE id = $1";
    TRIED = "UPDATE contribution SET code_tries = code_tries + 1 WHERE id = $1";
    SPENT = "UPDATE contribution SET code = NULL, opened_at = COALESCE(opened_at, $2) WHERE id = $1";
    TO_REMIND = contribution!("WHERE k.status = 'asked' AND k.due_at <= $1 AND k.due_at >= $2 AND (k.due_at > $2 OR k.id > $3)
            ORDER BY k.due_at, k.id LIMIT $4");
    STAGE = "UPDATE contribution SET stage = $3 WHERE id = $1 AND stage = $2 AND status = 'asked'";
    FRAMEWORK = "SELECT framework, agency_id FROM assessment WHERE id = $1";
    STATUS = "SELECT status FROM assessment WHERE id = $1";
    FAMILY = "SELECT family_id FROM support_case WHERE id = $1";
    IDS = "SELECT id, ask FROM contribution WHERE case_id = $1 ORDER BY asked_at, id";
    FORGET = "UPDATE contribution SET ask = $2, answer = NULL, words = NULL, took = NULL, draft = NULL, code = NULL WHERE case_id = $1";
}

/// What was asked of whom.
pub const ASK: Column = Column::new("contribution.ask");
/// What was answered.
pub const ANSWER: Column = Column::new("contribution.answer");
/// Why it was declined, is not theirs, or was withdrawn.
pub const WORDS: Column = Column::new("contribution.words");
/// What was taken from it.
pub const TOOK: Column = Column::new("contribution.took");
/// What is typed and not sent.
pub const DRAFTED: Column = Column::new("contribution.draft");

/// The door behind which a partner reads what they are asked.
pub const DOOR: Door = Door {
    name: PURPOSE,
    path: "/contribute",
    title: "You are asked for a contribution",
    code: CODE,
    set_code: SET_CODE,
    tried: TRIED,
    spent: SPENT,
};

/// The columns that a load of contributions fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, case_id, assessment_id, partner, ask, status, asked_at, asked_by, due_at, link_number, \
    opened_at, settled_at, answer, words, took, took_at, took_by, stage, version, code_tries";

/// Something asked of a partner, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// Its id.
    pub id: Id<kinds::Contribution>,
    /// Whose record it is.
    pub agency: Id<Organisation>,
    /// The case.
    pub case: Id<Case>,
    /// The assessment to which it is asked.
    pub assessment: Id<kinds::Assessment>,
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
    /// Which of its links works: each letter with a new link counts on.
    pub link: i64,
    /// When the partner first opened it.
    pub opened: Option<Timestamp>,
    /// When it was answered, declined or withdrawn.
    pub settled: Option<Timestamp>,
    /// What was answered.
    pub answer: Option<Answer>,
    /// Why it was declined, is not theirs, or was withdrawn; empty otherwise.
    pub words: String,
    /// What was taken from it.
    pub took: Option<Took>,
    /// When that was said.
    pub took_at: Option<Timestamp>,
    /// By whom.
    pub took_by: Option<Id<Account>>,
    /// How far reminding has come.
    pub stage: Stage,
    /// The version that a change is based on.
    pub version: i64,
}

impl Contribution {
    /// Whether an answer is wanted and the last moment is over.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.state == State::Asked && self.due < now
    }
}

fn to_json(what: &impl Serialize) -> Result<String> {
    serde_json::to_string(what).map_err(|e| Error::internal("a contribution", e))
}

fn sealed(
    keys: &Keys,
    column: Column,
    id: Id<kinds::Contribution>,
    what: Option<&impl Serialize>,
) -> Result<Value> {
    match what {
        Some(what) => keys.seal(column, id, &to_json(what)?).map(Value::Bytes),
        None => Ok(Value::Null),
    }
}

fn sealed_words(keys: &Keys, id: Id<kinds::Contribution>, words: &str) -> Result<Value> {
    if words.is_empty() { Ok(Value::Null) } else { keys.seal(WORDS, id, words).map(Value::Bytes) }
}

/// The values of one contribution, for [`COLUMNS`].
///
/// # Errors
/// Those of the keys.
pub fn values(keys: &Keys, k: &Contribution) -> Result<Vec<Value>> {
    Ok(vec![
        k.id.into(),
        k.agency.into(),
        k.case.into(),
        k.assessment.into(),
        (&k.ask.partner).into(),
        sealed(keys, ASK, k.id, Some(&k.ask))?,
        k.state.code().into(),
        k.asked.into(),
        k.asked_by.into(),
        k.due.into(),
        k.link.into(),
        k.opened.into(),
        k.settled.into(),
        sealed(keys, ANSWER, k.id, k.answer.as_ref())?,
        sealed_words(keys, k.id, &k.words)?,
        sealed(keys, TOOK, k.id, k.took.as_ref())?,
        k.took_at.into(),
        k.took_by.into(),
        k.stage.number().into(),
        k.version.into(),
        0_i64.into(),
    ])
}

fn ask_of(
    look: &Look<'_>,
    id: Id<kinds::Contribution>,
    partner: String,
    row: &Row,
    at: usize,
) -> Result<Ask> {
    let ask: Option<Ask> = look.opened_json(ASK, id, row, at)?;
    Ok(ask.unwrap_or_else(|| Ask {
        partner,
        name: String::new(),
        role: String::new(),
        organisation: String::new(),
        email: String::new(),
        child: String::new(),
        why: String::new(),
        domains: Vec::new(),
        question: String::new(),
        worker: String::new(),
        agency: String::new(),
        site: String::new(),
    }))
}

fn read(look: &Look<'_>, row: &Row) -> Result<Contribution> {
    let id: Id<kinds::Contribution> = row.get(0)?;
    Ok(Contribution {
        id,
        agency: row.get(1)?,
        case: row.get(2)?,
        assessment: row.get(3)?,
        ask: ask_of(look, id, row.get(4)?, row, 5)?,
        state: row.code(6, State::stored)?,
        asked: row.get(7)?,
        asked_by: row.get(8)?,
        due: row.get(9)?,
        link: row.get(10)?,
        opened: row.get(11)?,
        settled: row.get(12)?,
        answer: look.opened_json(ANSWER, id, row, 13)?,
        words: look.opened(WORDS, id, row, 14)?,
        took: look.opened_json(TOOK, id, row, 15)?,
        took_at: row.get(16)?,
        took_by: row.get(17)?,
        stage: Stage::stored(row.get(18)?)?,
        version: row.get(19)?,
    })
}

/// The contribution of a grant, whatever the grant is for.
///
/// # Errors
/// Those of the store.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Contribution>>) -> Result<Contribution> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// The contributions to an assessment, in the order in which they were asked: 200 at most. Whoever calls holds a grant of
/// the assessment.
///
/// # Errors
/// Those of the store.
pub fn of_assessment<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<kinds::Assessment>>,
) -> Result<Vec<Contribution>> {
    grant.rows(look, OF_ASSESSMENT, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The contributions to an assessment that a grant of its case led to.
///
/// # Errors
/// Those of the store.
pub(crate) fn of_opened(look: &Look<'_>, assessment: Id<kinds::Assessment>) -> Result<Vec<Contribution>> {
    look.query(OF_ASSESSMENT, &[assessment.into()])?.iter().map(|row| read(look, row)).collect()
}

/// All that partners were asked and said in a case, in order: 1,000 at most.
///
/// # Errors
/// Those of the store.
pub fn of_case(look: &Look<'_>, grant: &Grant<ViewContribution, One<Case>>) -> Result<Vec<Contribution>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// What is still asked in a case that a grant led to.
pub(super) fn open_in_case(look: &Look<'_>, case: Id<Case>) -> Result<Vec<Contribution>> {
    let all: Result<Vec<Contribution>> =
        look.query(OF_CASE, &[case.into()])?.iter().map(|row| read(look, row)).collect();
    Ok(all?.into_iter().filter(|k| k.state == State::Asked).collect())
}

pub(super) fn insert(act: &Act<'_>, new: &Contribution) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), new)?).map(|_| ())
}

/// Counts on to a new link, over the version that it was based on.
pub(super) fn new_link<A: Action, T: Protected>(
    act: &Act<'_>,
    grant: &Grant<A, One<T>>,
    k: &Contribution,
) -> Result<()> {
    grant.change(act, LINK, &[k.version.into(), (k.link + 1).into()])
}

/// Sets another last moment, and counts on to a new link.
pub(super) fn extend<A: Action, T: Protected>(
    act: &Act<'_>,
    grant: &Grant<A, One<T>>,
    k: &Contribution,
    due: Timestamp,
) -> Result<()> {
    grant.change(act, EXTEND, &[k.version.into(), due.into(), (k.link + 1).into()])
}

/// Withdraws an asking; stale when it was answered meanwhile.
pub(super) fn withdraw(act: &Act<'_>, k: &Contribution, why: &str) -> Result<()> {
    act.change(WITHDRAW, &[k.id.into(), sealed_words(act.keys(), k.id, why)?, act.now().into()])
}

/// Writes what a partner answered, or why not; stale when it was withdrawn meanwhile.
pub(super) fn settle(
    act: &Act<'_>,
    grant: &Grant<GiveContribution, One<kinds::Contribution>>,
    state: State,
    answer: Option<&Answer>,
    words: &str,
) -> Result<()> {
    let id = grant.id();
    let params = [
        state.code().into(),
        sealed(act.keys(), ANSWER, id, answer)?,
        sealed_words(act.keys(), id, words)?,
        act.now().into(),
    ];
    grant.change(act, SETTLE, &params)
}

/// Writes what a worker took from an answer, over the version that was read.
pub(super) fn take<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<kinds::Contribution>>,
    version: i64,
    took: &Took,
) -> Result<()> {
    let params = [
        version.into(),
        sealed(act.keys(), TOOK, grant.id(), Some(took))?,
        act.now().into(),
        act.actor().answerable().into(),
    ];
    grant.change(act, TAKE, &params)
}

/// What the partner typed and has not sent, and when it was kept.
pub(super) fn draft(
    look: &Look<'_>,
    grant: &Grant<GiveContribution, One<kinds::Contribution>>,
) -> Result<Option<(Answer, Timestamp)>> {
    let row = grant.row(look, DRAFT, &[])?;
    let kept: Option<Answer> = look.opened_json(DRAFTED, grant.id(), &row, 0)?;
    Ok(kept.zip(row.get::<Option<Timestamp>>(1)?))
}

/// Keeps what the partner typed, in the place of what was kept before.
pub(super) fn keep_draft(
    act: &Act<'_>,
    grant: &Grant<GiveContribution, One<kinds::Contribution>>,
    draft: &Answer,
) -> Result<()> {
    grant.change(act, KEEP, &[sealed(act.keys(), DRAFTED, grant.id(), Some(draft))?, act.now().into()])
}

/// One line of the agency's list.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    /// Its id.
    pub id: Id<kinds::Contribution>,
    /// The partner's code.
    pub partner: String,
    /// Who was asked: name, role, organisation.
    pub who: String,
    /// When.
    pub asked: Timestamp,
    /// The name of the worker who asked; empty for a machine.
    pub asked_by: String,
    /// The last moment to answer.
    pub due: Timestamp,
    /// When the partner first opened it.
    pub opened: Option<Timestamp>,
    /// The case.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: Reference,
    /// The assessment.
    pub assessment: Id<kinds::Assessment>,
}

/// Which of the open ones a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// All that wait for an answer.
    Open,
    /// Those whose last moment is over.
    Late,
}

/// One page of what an agency waits for, the soonest due first: the late ones lead.
///
/// # Errors
/// Those of the store.
pub fn open_of_agency(
    look: &Look<'_>,
    grant: &Grant<ViewContribution, InAgency>,
    show: Show,
    after: Option<Cursor>,
) -> Result<Rows<Open>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let before = match show {
        Show::Open => Timestamp::MAX,
        Show::Late => look.now(),
    };
    let params = [key, id, (PAGE_ROWS as i64 + 1).into(), before.into()];
    let rows = grant.list(look, "contribution", OPEN, &params)?;
    let mut names = Names::default();
    let open = rows
        .iter()
        .map(|row| {
            let (id, partner): (Id<kinds::Contribution>, String) = (row.get(0)?, row.get(1)?);
            Ok(Open {
                id,
                who: ask_of(look, id, partner.clone(), row, 2)?.who(),
                partner,
                asked: row.get(3)?,
                asked_by: names.of(look, row.get(4)?)?,
                due: row.get(5)?,
                opened: row.get(6)?,
                case: row.get(7)?,
                reference: row.get(8)?,
                assessment: row.get(9)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut(open, |o| Cursor::at(o.due, o.id.cast())))
}

/// How many answers are late that whoever asks may see: at most 101, which means "more than 100".
///
/// # Errors
/// Those of the store.
pub fn how_many_late(look: &Look<'_>, grant: &Grant<ViewContribution, InAgency>) -> Result<i64> {
    match grant.rows(look, "contribution", LATE, &[look.now().into()])?.first() {
        Some(row) => row.get(0),
        None => Ok(0),
    }
}

/// The framework of the assessment to which something is asked. Whoever calls holds a grant of the contribution.
pub(super) fn framework_of(look: &Look<'_>, k: &Contribution) -> Result<Held> {
    let row = look.row(FRAMEWORK, &[k.assessment.into()])?;
    frameworks::held(look, row.get(1)?, &row.get::<String>(0)?)
}

/// How the assessment to which something is asked stands. Whoever calls holds a grant of the contribution.
pub(super) fn assessment_state(look: &Look<'_>, k: &Contribution) -> Result<AssessmentState> {
    look.row(STATUS, &[k.assessment.into()])?.code(0, AssessmentState::stored)
}

/// What may have to be reminded of until `horizon`, after a row of the page before. For the job.
pub(super) fn to_remind(
    look: &Look<'_>,
    horizon: Timestamp,
    after: Option<(Timestamp, Id<kinds::Contribution>)>,
    limit: u32,
) -> Result<Vec<Contribution>> {
    let [key, id] = after.map_or(Cursor::oldest(), |(due, id)| Cursor::at(due, id.cast())).params();
    let rows = look.query(TO_REMIND, &[horizon.into(), key, id, limit.into()])?;
    rows.iter().map(|row| read(look, row)).collect()
}

/// Goes on to a stage; false when somebody else did, or it was settled meanwhile.
pub(super) fn reach(act: &Act<'_>, k: &Contribution, stage: Stage) -> Result<bool> {
    Ok(act.execute(STAGE, &[k.id.into(), k.stage.number().into(), stage.number().into()])? == 1)
}

/// Whether the family of a contribution is sealed, for the job.
pub(super) fn is_sealed(look: &Look<'_>, k: &Contribution) -> Result<bool> {
    let family = look.row(FAMILY, &[k.case.into()])?.get(0)?;
    access::seals::is_sealed(look, family)
}

type Approved = Grant<ApproveDestruction, One<Destruction>>;

/// The addresses to which letters about a case went, for a record that is destroyed.
///
/// # Errors
/// Those of the store.
pub fn addresses(act: &Act<'_>, _grant: &Approved, case: Id<Case>) -> Result<Vec<String>> {
    act.query(IDS, &[case.into()])?
        .iter()
        .map(|row| Ok(ask_of(act, row.get(0)?, String::new(), row, 1)?.email))
        .collect()
}

/// Forgets all that partners were asked and said in a case that is destroyed, and their links. Gives how many rows
/// were touched.
///
/// # Errors
/// Those of the store.
pub fn forget(act: &Act<'_>, _grant: &Approved, case: Id<Case>) -> Result<u64> {
    let mut forgotten = 0;
    for row in act.query(IDS, &[case.into()])? {
        forgotten += links::forget_of(act.write(), PURPOSE, row.get::<Id<kinds::Contribution>>(0)?)?;
    }
    Ok(forgotten + act.execute(FORGET, &[case.into(), Value::Bytes(Vec::new())])?)
}
