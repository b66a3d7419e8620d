//! Questionnaires in the database.

use access::{Act, Action, Grant, Look, One, Protected};
use casework::cases::store as cases;
use kernel::{
    Error, Id, Result,
    kinds::{Case, Organisation},
};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Questionnaire, Standing, Way, folded};
use crate::measures::model::{Informant, Wave};

macro_rules! columns {
    () => {
        "id, case_id, measure, informant, wave, way, on_day, content, status, replaces, kept_at, kept_by, version"
    };
}

statements! {
    INSERT = "INSERT INTO questionnaire (id, agency_id, case_id, measure, informant, wave, way, on_day, content, status, replaces,
                kept_at, kept_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    OF_CASE = concat!("SELECT ", columns!(), " FROM questionnaire WHERE case_id = $1 ORDER BY case_id, on_day, id LIMIT 1000");
    // What a parent reads: what parents and carers answered. A child's answers about themselves, and a school's, are not theirs to read here.
    OF_PARENTS = concat!("SELECT ", columns!(), " FROM questionnaire WHERE case_id = $1 AND informant = 'parent'
                          ORDER BY case_id, on_day, id LIMIT 1000");
    CORRECTED = "UPDATE questionnaire SET status = 'corrected', version = version + 1
                 WHERE case_id = $1 AND id = $2 AND version = $3 AND status = 'kept'";
    FORGET = "UPDATE questionnaire SET content = $2 WHERE case_id = $1";
}

/// The columns that a load fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, case_id, measure, informant, wave, way, on_day, content, status, replaces, kept_at, kept_by, version";

const CONTENT: Column = Column::new("questionnaire.content");

/// The values of one questionnaire, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, agency: Id<Organisation>, q: &Questionnaire) -> Result<Vec<Value>> {
    let content = serde_json::to_string(&q.content).map_err(|e| Error::internal("a questionnaire", e))?;
    Ok(vec![
        q.id.into(),
        agency.into(),
        q.case.into(),
        (&q.measure).into(),
        q.informant.code().into(),
        q.wave.code().into(),
        q.way.code().into(),
        q.on.into(),
        keys.seal(CONTENT, q.id, &content)?.into(),
        q.standing.code().into(),
        q.replaces.into(),
        q.kept.into(),
        q.kept_by.into(),
        q.version.into(),
    ])
}

/// The questionnaires of the case of a grant, in order of their days, those that were corrected among them; for a family those that parents
/// and carers answered, without what workers wrote.
///
/// # Errors
/// Those of the store.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Questionnaire>> {
    // Their own record, since they came of age: all that was answered about them.
    let own = look
        .actor()
        .adult()
        .is_some_and(|adult| cases::load(look, grant).is_ok_and(|case| case.child == adult));
    let family = look.actor().is_of_a_family();
    let sql = if family && !own { OF_PARENTS } else { OF_CASE };
    let mut all: Vec<Questionnaire> =
        grant.rows(look, sql, &[])?.iter().map(|row| read(look, row)).collect::<Result<_>>()?;
    if family {
        without_workers_words(&mut all);
    }
    Ok(all)
}

/// What workers wrote is not the family's to read here. Who answered is told apart by a number where there are several.
fn without_workers_words(all: &mut [Questionnaire]) {
    let mut voices: Vec<String> = Vec::new();
    let places: Vec<usize> = all
        .iter()
        .map(|q| {
            let who = folded(&q.content.who);
            voices.iter().position(|known| *known == who).unwrap_or_else(|| {
                voices.push(who);
                voices.len() - 1
            })
        })
        .collect();
    for (q, place) in all.iter_mut().zip(places) {
        q.content.who = if voices.len() < 2 { String::new() } else { (place + 1).to_string() };
        q.content.note.clear();
        q.content.why.clear();
    }
}

pub(super) fn insert(act: &Act<'_>, agency: Id<Organisation>, new: &Questionnaire) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), agency, new)?).map(drop)
}

/// Marks an entry as corrected, where nobody did so since.
pub(super) fn corrected<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Case>>,
    id: Id<()>,
    based_on: i64,
) -> Result<()> {
    grant.change(act, CORRECTED, &[id.into(), based_on.into()])
}

/// Takes away what questionnaires of a case say. The grant is that of the destruction; the case was read from it.
pub(crate) fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    act.execute(FORGET, &[case.into(), Value::Bytes(Vec::new())])
}

fn read(look: &Look<'_>, row: &Row) -> Result<Questionnaire> {
    let id = row.get(0)?;
    Ok(Questionnaire {
        id,
        case: row.get(1)?,
        measure: row.get(2)?,
        informant: row.code(3, Informant::stored)?,
        wave: row.code(4, Wave::stored)?,
        way: row.code(5, Way::stored)?,
        on: row.get(6)?,
        content: look.opened_json(CONTENT, id, row, 7)?.unwrap_or_default(),
        standing: row.code(8, Standing::stored)?,
        replaces: row.get(9)?,
        kept: row.get(10)?,
        kept_by: row.get(11)?,
        version: row.get(12)?,
    })
}
