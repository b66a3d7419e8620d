//! Second signatures under assessments in the database: who had a hand in one, what waits, and what came back.

use access::{
    Act, Grant, InAgency, Look, One,
    actions::{EditAssessment, SignAssessment},
    seen,
};
use kernel::{
    Error, Id, PromiseKind, Reference, Result, Timestamp,
    kinds::{self, Account, Case, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Keys, Row, Value, planned_once, statements};

use super::{
    model::{SignAnswer, SignOff},
    store::Assessment,
};
use crate::{cases::list::Names, promises};

statements! {
    ASK = "INSERT INTO assessment_signature (assessment_id, agency_id, case_id, asked_at, asked_by, status, settled_at, settled_by, words)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF = "SELECT assessment_id, asked_at, asked_by, status, settled_at, settled_by, words FROM assessment_signature
          WHERE assessment_id = $1";
    OPEN_OF_CASE = "SELECT assessment_id, asked_at, asked_by, status, settled_at, settled_by, words FROM assessment_signature
          WHERE case_id = $1 AND status IN ('waiting', 'returned') ORDER BY asked_at, assessment_id";
    SETTLE = "UPDATE assessment_signature SET status = $2, settled_at = $3, settled_by = $4, words = $5
              WHERE assessment_id = $1 AND status = 'waiting'";
    STATUS = "UPDATE assessment_signature SET status = $2 WHERE assessment_id = $1";
    WRITE = "INSERT INTO assessment_writer (assessment_id, account_id) VALUES ($1, $2) ON CONFLICT (assessment_id, account_id) DO NOTHING";
    WRITERS = "SELECT account_id FROM assessment_writer WHERE assessment_id = $1 ORDER BY account_id";
    WAITING = concat!(planned_once!(), "SELECT s.assessment_id, s.asked_at, s.asked_by, c.id, c.reference, pr.due_at,
              CAST(CASE WHEN a.author_id = $5 OR EXISTS (SELECT 1 FROM assessment_writer w
                WHERE w.assessment_id = s.assessment_id AND w.account_id = $5) THEN 1 ELSE 0 END AS BIGINT)
            FROM assessment_signature s JOIN assessment a ON a.id = s.assessment_id JOIN support_case c ON c.id = s.case_id
            LEFT JOIN promise pr ON pr.about_id = s.assessment_id AND pr.kind = 'assessment-signed'
              AND pr.kept_at IS NULL AND pr.withdrawn_at IS NULL
            WHERE s.agency_id = $1 AND s.status = 'waiting' AND c.status = 'open'
              AND s.asked_at >= $2 AND (s.asked_at > $2 OR s.assessment_id > $3)",
            seen!("c.family_id", "$6", "$7", "$8"), "ORDER BY s.asked_at, s.assessment_id LIMIT $4");
    HOW_MANY = concat!(planned_once!(), "SELECT count(*) FROM (SELECT 1 AS one FROM assessment_signature s JOIN support_case c ON c.id = s.case_id
            WHERE s.agency_id = $1 AND s.status = 'waiting' AND c.status = 'open'",
            seen!("c.family_id", "$2", "$3", "$4"), "LIMIT 101) AS waiting");
    RETURNED = concat!(planned_once!(), "SELECT s.assessment_id, s.settled_at, s.settled_by, c.id, c.reference, s.words
            FROM assessment_signature s JOIN support_case c ON c.id = s.case_id
            WHERE s.agency_id = $1 AND s.status = 'returned' AND c.status = 'open' AND s.asked_by = $2",
            seen!("c.family_id", "$3", "$4", "$5"), "ORDER BY s.settled_at, s.assessment_id LIMIT 20");
}

/// What a manager says should be looked at again.
pub const WORDS: Column = Column::new("assessment_signature.words");

/// The columns that a load of signatures fills, in order: see [`values`].
pub const COLUMNS: &str =
    "assessment_id, agency_id, case_id, asked_at, asked_by, status, settled_at, settled_by, words";

/// The second signature under one assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The assessment.
    pub assessment: Id<kinds::Assessment>,
    /// When it was asked for.
    pub asked: Timestamp,
    /// Who asked: whoever completed it; none for a machine that nobody made.
    pub asked_by: Option<Id<Account>>,
    /// Where it stands.
    pub state: SignOff,
    /// When a manager answered.
    pub settled: Option<Timestamp>,
    /// Who that was.
    pub settled_by: Option<Id<Account>>,
    /// What should be looked at again; empty unless it was sent back.
    pub words: String,
}

/// The values of one signature, for [`COLUMNS`].
///
/// # Errors
/// Those of the keys.
pub fn values(keys: &Keys, agency: Id<Organisation>, case: Id<Case>, s: &Signature) -> Result<Vec<Value>> {
    let words = if s.words.is_empty() { None } else { Some(keys.seal(WORDS, s.assessment, &s.words)?) };
    Ok(vec![
        s.assessment.into(),
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

/// Notes that whoever acts had a hand in an assessment.
pub(super) fn wrote(act: &Act<'_>, assessment: Id<kinds::Assessment>) -> Result<()> {
    match act.actor().answerable() {
        Some(who) => act.execute(WRITE, &[assessment.into(), who.into()]).map(|_| ()),
        None => Ok(()),
    }
}

/// Everybody who had a hand in an assessment.
pub(super) fn writers(look: &Look<'_>, assessment: &Assessment) -> Result<Vec<Option<Id<Account>>>> {
    let rows = look.query(WRITERS, &[assessment.id.into()])?;
    let noted = rows.iter().map(|row| row.get(0).map(Some));
    std::iter::once(Ok(assessment.author)).chain(noted).collect()
}

/// Asks for a signature under an assessment that has just been completed. What waited under an earlier one of the case, or
/// was sent back, is over.
pub(super) fn ask(act: &Act<'_>, assessment: &Assessment) -> Result<()> {
    for row in act.query(OPEN_OF_CASE, &[assessment.case.into()])? {
        let before = read(act, &row)?;
        act.change(STATUS, &[before.assessment.into(), before.state.replaced().code().into()])?;
        promises::withdraw(act, before.assessment.cast(), PromiseKind::AssessmentSigned)?;
    }
    wrote(act, assessment.id)?;
    let signature = Signature {
        assessment: assessment.id,
        asked: act.now(),
        asked_by: act.actor().answerable(),
        state: SignOff::Waiting,
        settled: None,
        settled_by: None,
        words: String::new(),
    };
    act.execute(ASK, &values(act.keys(), assessment.agency, assessment.case, &signature)?)?;
    let about = promises::About {
        agency: assessment.agency,
        case: Some(assessment.case),
        enquiry: None,
        thing: assessment.id.cast(),
    };
    promises::make(act, about, PromiseKind::AssessmentSigned, act.now())
}

/// The signature under an assessment. Whoever calls holds a grant of it or of its case. None for a draft, and for an
/// assessment that was completed before signatures were asked for.
///
/// # Errors
/// Those of the store.
pub fn of(look: &Look<'_>, assessment: Id<kinds::Assessment>) -> Result<Option<Signature>> {
    look.opt(OF, &[assessment.into()])?.map(|row| read(look, &row)).transpose()
}

/// Answers for a signature that waits.
pub(super) fn settle(
    act: &Act<'_>,
    grant: &Grant<SignAssessment, One<kinds::Assessment>>,
    answer: SignAnswer,
    state: SignOff,
    words: &str,
) -> Result<()> {
    let sealed = match answer {
        SignAnswer::Sign => Value::Null,
        SignAnswer::SendBack => act.seal(WORDS, grant.id(), words)?,
    };
    let by = act.actor().answerable();
    grant.change(act, SETTLE, &[state.code().into(), act.now().into(), by.into(), sealed])
}

fn read(look: &Look<'_>, row: &Row) -> Result<Signature> {
    let assessment = row.get(0)?;
    Ok(Signature {
        assessment,
        asked: row.get(1)?,
        asked_by: row.get(2)?,
        state: row.code(3, SignOff::stored)?,
        settled: row.get(4)?,
        settled_by: row.get(5)?,
        words: words(look, assessment, row.get(6)?)?,
    })
}

fn words(look: &Look<'_>, assessment: Id<kinds::Assessment>, sealed: Option<Vec<u8>>) -> Result<String> {
    // Nothing is left of them once the record's time is over.
    let kept = sealed.filter(|sealed| !sealed.is_empty());
    kept.map_or(Ok(String::new()), |sealed| look.open(WORDS, assessment, &sealed))
}

/// An assessment that waits for a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingAssessment {
    /// The assessment.
    pub assessment: Id<kinds::Assessment>,
    /// Since when.
    pub asked: Timestamp,
    /// The name of whoever completed it; empty for a machine.
    pub asked_by: String,
    /// The case.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: Reference,
    /// By when a manager is to have answered; none when the promise was withdrawn with a case that came back.
    pub due: Option<Timestamp>,
    /// Whether whoever asks had a hand in it, so that somebody else must sign.
    pub own: bool,
}

/// One page of the assessments of an agency that wait for a signature, the oldest first.
///
/// # Errors
/// Those of the store.
pub fn waiting(
    look: &Look<'_>,
    grant: &Grant<SignAssessment, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<WaitingAssessment>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let me = look.actor().answerable();
    let rows =
        grant.list(look, "assessment", WAITING, &[key, id, (PAGE_ROWS as i64 + 1).into(), me.into()])?;
    let mut names = Names::default();
    let waiting = rows
        .iter()
        .map(|row| {
            Ok(WaitingAssessment {
                assessment: row.get(0)?,
                asked: row.get(1)?,
                asked_by: names.of(look, row.get(2)?)?,
                case: row.get(3)?,
                reference: row.get(4)?,
                due: row.get(5)?,
                own: row.get::<i64>(6)? == 1,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut(waiting, |a| Cursor::at(a.asked, a.assessment.cast())))
}

/// How many assessments wait that whoever asks may see: at most 101, which means "more than 100".
///
/// # Errors
/// Those of the store.
pub fn how_many_wait(look: &Look<'_>, grant: &Grant<SignAssessment, InAgency>) -> Result<i64> {
    match grant.rows(look, "assessment", HOW_MANY, &[])?.first() {
        Some(row) => row.get(0),
        None => Ok(0),
    }
}

/// An assessment that a manager sent back to whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedAssessment {
    /// The assessment.
    pub assessment: Id<kinds::Assessment>,
    /// When.
    pub at: Timestamp,
    /// Who sent it back.
    pub by: String,
    /// The case.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: Reference,
    /// What should be looked at again.
    pub words: String,
}

/// The assessments that were sent back to whoever asks and have no later one yet: 20 at most, the oldest first.
///
/// # Errors
/// Those of the store.
pub fn returned(look: &Look<'_>, grant: &Grant<EditAssessment, InAgency>) -> Result<Vec<ReturnedAssessment>> {
    let Some(me) = look.actor().account() else { return Ok(Vec::new()) };
    let rows = grant.list(look, "assessment", RETURNED, &[me.into()])?;
    let mut names = Names::default();
    rows.iter()
        .map(|row| {
            let assessment = row.get(0)?;
            Ok(ReturnedAssessment {
                assessment,
                at: row.get::<Option<Timestamp>>(1)?.ok_or(Error::NotFound)?,
                by: names.of(look, row.get(2)?)?,
                case: row.get(3)?,
                reference: row.get(4)?,
                words: words(look, assessment, row.get(5)?)?,
            })
        })
        .collect()
}
