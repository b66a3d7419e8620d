//! Second signatures in the database: who had a hand in a version, what waits, and what came back.

use access::{
    Act, Grant, InAgency, Look, One,
    actions::{EditPlan, SignPlan},
    seen,
};
use kernel::{
    Error, Id, Reference, Result, Timestamp,
    kinds::{self, Account, Case, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Keys, Row, Value, planned_once, statements};

use super::{
    model::{SignatureAnswer, SignatureState},
    store::Plan,
};
use crate::cases::list::Names;

statements! {
    ASK = "INSERT INTO plan_signature (plan_id, agency_id, case_id, asked_at, asked_by, status, settled_at, settled_by, words)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF_PLAN = "SELECT plan_id, asked_at, asked_by, status, settled_at, settled_by, words FROM plan_signature WHERE plan_id = $1";
    OF_CURRENT = "SELECT s.plan_id, s.asked_at, s.asked_by, s.status, s.settled_at, s.settled_by, s.words
           FROM plan_signature s JOIN plan p ON p.id = s.plan_id WHERE s.case_id = $1 AND p.status = 'current'";
    SETTLE = "UPDATE plan_signature SET status = $2, settled_at = $3, settled_by = $4, words = $5
              WHERE plan_id = $1 AND status = 'waiting'";
    STATUS = "UPDATE plan_signature SET status = $2 WHERE plan_id = $1";
    WRITE = "INSERT INTO plan_writer (plan_id, account_id) VALUES ($1, $2) ON CONFLICT (plan_id, account_id) DO NOTHING";
    WRITERS = "SELECT account_id FROM plan_writer WHERE plan_id = $1 ORDER BY account_id";
    WAITING = concat!(planned_once!(), "SELECT s.plan_id, s.asked_at, s.asked_by, p.number, c.id, c.reference, pr.due_at,
              CAST(CASE WHEN p.author_id = $5 OR EXISTS (SELECT 1 FROM plan_writer w
                WHERE w.plan_id = s.plan_id AND w.account_id = $5) THEN 1 ELSE 0 END AS BIGINT)
            FROM plan_signature s JOIN plan p ON p.id = s.plan_id JOIN support_case c ON c.id = s.case_id
            LEFT JOIN promise pr ON pr.about_id = s.plan_id AND pr.kind = 'plan-signed'
              AND pr.kept_at IS NULL AND pr.withdrawn_at IS NULL
            WHERE s.agency_id = $1 AND s.status = 'waiting' AND c.status = 'open'
              AND s.asked_at >= $2 AND (s.asked_at > $2 OR s.plan_id > $3)",
            seen!("c.family_id", "$6", "$7", "$8"), "ORDER BY s.asked_at, s.plan_id LIMIT $4");
    HOW_MANY = concat!(planned_once!(), "SELECT count(*) FROM (SELECT 1 AS one FROM plan_signature s JOIN support_case c ON c.id = s.case_id
            WHERE s.agency_id = $1 AND s.status = 'waiting' AND c.status = 'open'",
            seen!("c.family_id", "$2", "$3", "$4"), "LIMIT 101) AS waiting");
    RETURNED = concat!(planned_once!(), "SELECT s.plan_id, s.settled_at, s.settled_by, p.number, c.id, c.reference, s.words
            FROM plan_signature s JOIN plan p ON p.id = s.plan_id JOIN support_case c ON c.id = s.case_id
            WHERE s.agency_id = $1 AND s.status = 'returned' AND c.status = 'open' AND s.asked_by = $2",
            seen!("c.family_id", "$3", "$4", "$5"), "ORDER BY s.settled_at, s.plan_id LIMIT 20");
}

/// What a manager says should be changed.
pub const WORDS: Column = Column::new("plan_signature.words");

/// The columns that a load of signatures fills, in order: see [`values`].
pub const COLUMNS: &str =
    "plan_id, agency_id, case_id, asked_at, asked_by, status, settled_at, settled_by, words";

/// The columns of those who wrote a version, in order: the plan and the account.
pub const WRITER_COLUMNS: &str = "plan_id, account_id";

/// The second signature under one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The version.
    pub plan: Id<kinds::Plan>,
    /// When it was asked for.
    pub asked: Timestamp,
    /// Who asked: whoever made the version current; none for a machine that nobody made.
    pub asked_by: Option<Id<Account>>,
    /// Where it stands.
    pub state: SignatureState,
    /// When a manager answered.
    pub settled: Option<Timestamp>,
    /// Who that was.
    pub settled_by: Option<Id<Account>>,
    /// What should be changed; empty unless it was sent back.
    pub words: String,
}

/// The values of one signature, for [`COLUMNS`].
pub fn values(keys: &Keys, agency: Id<Organisation>, case: Id<Case>, s: &Signature) -> Result<Vec<Value>> {
    let words = if s.words.is_empty() { None } else { Some(keys.seal(WORDS, s.plan, &s.words)?) };
    Ok(vec![
        s.plan.into(),
        agency.into(),
        case.into(),
        s.asked.into(),
        s.asked_by.into(),
        s.state.code().into(),
        s.settled.into(),
        s.settled_by.into(),
        words.into(),
    ])
}

/// Notes that whoever acts had a hand in a version.
pub(super) fn wrote(act: &Act<'_>, plan: Id<kinds::Plan>) -> Result<()> {
    match act.actor().answerable() {
        Some(who) => act.execute(WRITE, &[plan.into(), who.into()]).map(|_| ()),
        None => Ok(()),
    }
}

/// Notes that whoever had a hand in one version had a hand in another, which says the same but for one thing.
pub(super) fn wrote_also(act: &Act<'_>, before: &Plan, plan: Id<kinds::Plan>) -> Result<()> {
    for who in writers(act, before)?.into_iter().flatten() {
        act.execute(WRITE, &[plan.into(), who.into()])?;
    }
    Ok(())
}

/// Carries a signature over to a version in which nothing that was signed is different.
pub(super) fn carry(act: &Act<'_>, plan: &Plan, before: Signature) -> Result<()> {
    let signature = Signature { plan: plan.id, ..before };
    act.execute(ASK, &values(act.keys(), plan.agency, plan.case, &signature)?).map(|_| ())
}

/// Everybody who had a hand in a version.
pub(super) fn writers(look: &Look<'_>, plan: &Plan) -> Result<Vec<Option<Id<Account>>>> {
    let rows = look.query(WRITERS, &[plan.id.into()])?;
    let noted = rows.iter().map(|row| row.get(0).map(Some));
    std::iter::once(Ok(plan.author)).chain(noted).collect()
}

/// Asks for a signature under a version that has just become current.
pub(super) fn ask(act: &Act<'_>, plan: &Plan) -> Result<()> {
    let signature = Signature {
        plan: plan.id,
        asked: act.now(),
        asked_by: act.actor().answerable(),
        state: SignatureState::Waiting,
        settled: None,
        settled_by: None,
        words: String::new(),
    };
    act.execute(ASK, &values(act.keys(), plan.agency, plan.case, &signature)?).map(|_| ())
}

/// The signature under a version. Whoever calls holds a grant of the plan or of its case. None for a draft,
/// and for a version that was made current before signatures were asked for.
pub fn of_plan(look: &Look<'_>, plan: Id<kinds::Plan>) -> Result<Option<Signature>> {
    look.opt(OF_PLAN, &[plan.into()])?.map(|row| read(look, &row)).transpose()
}

/// The signature under the plan of a case that holds now. Whoever calls holds a grant of the case or of
/// something in it. None without a current plan, and as [`of_plan`].
pub fn of_current(look: &Look<'_>, case: Id<Case>) -> Result<Option<Signature>> {
    look.opt(OF_CURRENT, &[case.into()])?.map(|row| read(look, &row)).transpose()
}

/// Answers for a signature that waits.
pub(super) fn settle(
    act: &Act<'_>,
    grant: &Grant<SignPlan, One<kinds::Plan>>,
    answer: SignatureAnswer,
    state: SignatureState,
    words: &str,
) -> Result<()> {
    let sealed = match answer {
        SignatureAnswer::Sign => Value::Null,
        SignatureAnswer::SendBack => act.seal(WORDS, grant.id(), words)?,
    };
    let by = act.actor().answerable();
    grant.change(act, SETTLE, &[state.code().into(), act.now().into(), by.into(), sealed])
}

/// A later version takes the plan's place.
pub(super) fn replace(act: &Act<'_>, plan: Id<kinds::Plan>) -> Result<()> {
    let Some(signature) = of_plan(act, plan)? else { return Ok(()) };
    act.change(STATUS, &[plan.into(), signature.state.replaced().code().into()])
}

fn read(look: &Look<'_>, row: &Row) -> Result<Signature> {
    let plan = row.get(0)?;
    Ok(Signature {
        plan,
        asked: row.get(1)?,
        asked_by: row.get(2)?,
        state: row.code(3, SignatureState::stored)?,
        settled: row.get(4)?,
        settled_by: row.get(5)?,
        words: words(look, plan, row.get(6)?)?,
    })
}

fn words(look: &Look<'_>, plan: Id<kinds::Plan>, sealed: Option<Vec<u8>>) -> Result<String> {
    // Nothing is left of them once the record's time is over.
    let kept = sealed.filter(|sealed| !sealed.is_empty());
    kept.map_or(Ok(String::new()), |sealed| look.open(WORDS, plan, &sealed))
}

/// A plan that waits for a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPlan {
    /// The version.
    pub plan: Id<kinds::Plan>,
    /// Since when.
    pub asked: Timestamp,
    /// The name of whoever made it current; empty for a machine.
    pub asked_by: String,
    /// Its number within the case.
    pub number: i64,
    /// The case.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: Reference,
    /// By when a manager is to have answered; none when the promise was withdrawn with a case that came back.
    pub due: Option<Timestamp>,
    /// Whether whoever asks had a hand in it, so that somebody else must sign.
    pub own: bool,
}

/// One page of the plans of an agency that wait for a signature, the oldest first.
pub fn waiting(
    look: &Look<'_>,
    grant: &Grant<SignPlan, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<WaitingPlan>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let me = look.actor().answerable();
    let rows = grant.list(look, "plan", WAITING, &[key, id, (PAGE_ROWS as i64 + 1).into(), me.into()])?;
    let mut names = Names::default();
    let plans = rows
        .iter()
        .map(|row| {
            Ok(WaitingPlan {
                plan: row.get(0)?,
                asked: row.get(1)?,
                asked_by: names.of(look, row.get(2)?)?,
                number: row.get(3)?,
                case: row.get(4)?,
                reference: row.get(5)?,
                due: row.get(6)?,
                own: row.get::<i64>(7)? == 1,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut(plans, |p| Cursor::at(p.asked, p.plan.cast())))
}

/// How many plans wait that whoever asks may see: at most 101, which means "more than 100".
pub fn how_many_wait(look: &Look<'_>, grant: &Grant<SignPlan, InAgency>) -> Result<i64> {
    match grant.rows(look, "plan", HOW_MANY, &[])?.first() {
        Some(row) => row.get(0),
        None => Ok(0),
    }
}

/// A plan that a manager sent back to whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedPlan {
    /// The version.
    pub plan: Id<kinds::Plan>,
    /// When.
    pub at: Timestamp,
    /// Who sent it back.
    pub by: String,
    /// Its number within the case.
    pub number: i64,
    /// The case.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: Reference,
    /// What should be changed.
    pub words: String,
}

/// The plans that were sent back to whoever asks and have no later version yet: 20 at most, the oldest first.
pub fn returned(look: &Look<'_>, grant: &Grant<EditPlan, InAgency>) -> Result<Vec<ReturnedPlan>> {
    let Some(me) = look.actor().account() else { return Ok(Vec::new()) };
    let rows = grant.list(look, "plan", RETURNED, &[me.into()])?;
    let mut names = Names::default();
    rows.iter()
        .map(|row| {
            let plan = row.get(0)?;
            Ok(ReturnedPlan {
                plan,
                at: row.get::<Option<Timestamp>>(1)?.ok_or(Error::NotFound)?,
                by: names.of(look, row.get(2)?)?,
                number: row.get(3)?,
                case: row.get(4)?,
                reference: row.get(5)?,
                words: words(look, plan, row.get(6)?)?,
            })
        })
        .collect()
}
