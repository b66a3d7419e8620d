//! Assessments in the database. What was found is sealed whole; the few codes that
//! reports count stand plain beside it.

use std::sync::Arc;

use access::{Act, Action, Grant, Look, One, Protected};
use kernel::{
    Error, Id, Level, Need, Result, Timestamp, Weight,
    kinds::{self, Account, Case, Organisation},
};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Findings, Framework, State, framework};
use crate::frameworks::{model::Held, store as frameworks};

statements! {
    INSERT = "INSERT INTO assessment (id, agency_id, case_id, framework, status, content, heard, recommended, level,
                author_id, started_at, completed_at, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    LOAD = "SELECT id, agency_id, case_id, framework, status, content, author_id, started_at, completed_at, version
            FROM assessment WHERE id = $1";
    DRAFT_OF_CASE = "SELECT id, agency_id, case_id, framework, status, content, author_id, started_at, completed_at, version
            FROM assessment WHERE case_id = $1 AND status = 'draft'";
    LATEST_COMPLETE = "SELECT id, agency_id, case_id, framework, status, content, author_id, started_at, completed_at, version
            FROM assessment WHERE case_id = $1 AND status = 'complete'
            ORDER BY completed_at DESC NULLS LAST, id DESC LIMIT 1";
    OF_CASE = "SELECT id, framework, status, level, author_id, started_at, completed_at
            FROM assessment WHERE case_id = $1 ORDER BY started_at DESC, id DESC LIMIT 200";
    SAVE = "UPDATE assessment SET status = $3, content = $4, heard = $5, recommended = $6, level = $7,
              author_id = COALESCE($8, author_id), completed_at = $9, version = version + 1
            WHERE id = $1 AND version = $2 AND status = 'draft'";
    INSERT_NEED = "INSERT INTO assessed_need (assessment_id, need, weight, agency_id, case_id)
              VALUES ($1, $2, $3, $4, $5)";
}

/// The sealed findings.
pub const CONTENT: Column = Column::new("assessment.content");

/// The columns that a load of many assessments fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, case_id, framework, status, content, heard, recommended, level, \
                           author_id, started_at, completed_at, version";

/// The columns of a complete assessment's needs, in order: see [`need_values`].
pub const NEED_COLUMNS: &str = "assessment_id, need, weight, agency_id, case_id";

/// An assessment of need.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// Its id.
    pub id: Id<kinds::Assessment>,
    /// Whose record it is.
    pub agency: Id<Organisation>,
    /// The case it is about.
    pub case: Id<Case>,
    /// The version of the framework that it follows.
    pub framework: String,
    /// Where it stands.
    pub state: State,
    /// What was found.
    pub findings: Findings,
    /// Who started it, and once complete, who completed it; none for a machine.
    pub author: Option<Id<Account>>,
    /// When it was started.
    pub started: Timestamp,
    /// When it was completed.
    pub completed: Option<Timestamp>,
    /// The version that an edit is based on.
    pub version: i64,
    /// The framework with what its agency added, where the assessment follows such a version.
    pub own: Option<Arc<Framework>>,
}

impl Assessment {
    /// The framework of its day.
    ///
    /// # Errors
    /// `NotFound` when this installation does not have that version.
    pub fn framework(&self) -> Result<&Framework> {
        match &self.own {
            Some(own) => Ok(own),
            None => framework(&self.framework),
        }
    }

    /// The needs found, with their weights.
    pub fn needs(&self) -> &[(Need, Weight)] {
        &self.findings.conclusion.needs
    }

    /// The level that a person chose, once one did.
    pub fn level(&self) -> Option<Level> {
        self.findings.conclusion.level
    }
}

/// One line of a case's list of assessments.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: Id<kinds::Assessment>,
    /// The version of the framework that it follows.
    pub framework: String,
    /// Where it stands.
    pub state: State,
    /// The level that was chosen.
    pub level: Option<Level>,
    /// Who started or completed it.
    pub author: Option<Id<Account>>,
    /// When it was started.
    pub started: Timestamp,
    /// When it was completed.
    pub completed: Option<Timestamp>,
}

/// The values of one assessment, for [`COLUMNS`].
pub fn values(keys: &Keys, row: &Assessment) -> Result<Vec<Value>> {
    let [content, heard, recommended, level] = sealed(keys, row.id, &row.findings)?;
    Ok(vec![
        row.id.into(),
        row.agency.into(),
        row.case.into(),
        (&row.framework).into(),
        row.state.code().into(),
        content,
        heard,
        recommended,
        level,
        row.author.into(),
        row.started.into(),
        row.completed.into(),
        row.version.into(),
    ])
}

/// The values of each need of a complete assessment, for [`NEED_COLUMNS`].
pub fn need_values(row: &Assessment) -> impl Iterator<Item = Vec<Value>> + '_ {
    row.needs().iter().map(|(need, weight)| {
        vec![row.id.into(), need.code().into(), weight.code().into(), row.agency.into(), row.case.into()]
    })
}

fn sealed(keys: &Keys, id: Id<kinds::Assessment>, findings: &Findings) -> Result<[Value; 4]> {
    let text = serde_json::to_string(findings).map_err(|e| Error::internal("an assessment's findings", e))?;
    let heard = Some(findings.answers.voice.heard.as_str()).filter(|code| !code.is_empty());
    Ok([
        keys.seal(CONTENT, id, &text)?.into(),
        heard.into(),
        findings.suggestion.as_ref().map(|s| s.level.code()).into(),
        findings.conclusion.level.map(Level::code).into(),
    ])
}

/// The assessment of a grant, whatever the grant is for.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Assessment>>) -> Result<Assessment> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// The latest complete assessment of a case. Whoever calls holds a grant of the case or
/// of something in it.
pub fn latest_complete(look: &Look<'_>, case: Id<Case>) -> Result<Option<Assessment>> {
    look.opt(LATEST_COMPLETE, &[case.into()])?.map(|row| read(look, &row)).transpose()
}

/// The draft of a case, if there is one; there is never more than one.
pub(crate) fn draft_of<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Case>>,
) -> Result<Option<Assessment>> {
    grant.rows(look, DRAFT_OF_CASE, &[])?.first().map(|row| read(look, row)).transpose()
}

/// The assessments of a case, newest first: at most 200.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Listed>> {
    let rows = grant.rows(look, OF_CASE, &[])?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                id: row.get(0)?,
                framework: row.get(1)?,
                state: row.code(2, State::stored)?,
                level: row.code_opt(3, Level::stored)?,
                author: row.get(4)?,
                started: row.get(5)?,
                completed: row.get(6)?,
            })
        })
        .collect()
}

pub(crate) fn insert(act: &Act<'_>, new: &Assessment) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), new)?).map(|_| ())
}

/// Writes what was found, over the version that it was based on.
pub(crate) fn save<A: Action, T: Protected>(
    act: &Act<'_>,
    grant: &Grant<A, One<T>>,
    based_on: i64,
    new: &Assessment,
) -> Result<()> {
    let [content, heard, recommended, level] = sealed(act.keys(), new.id, &new.findings)?;
    let rest = [
        based_on.into(),
        new.state.code().into(),
        content,
        heard,
        recommended,
        level,
        act.actor().account().into(),
        new.completed.into(),
    ];
    grant.change(act, SAVE, &rest)
}

pub(crate) fn insert_needs(act: &Act<'_>, complete: &Assessment) -> Result<()> {
    need_values(complete).try_for_each(|need| act.execute(INSERT_NEED, &need).map(|_| ()))
}

fn read(look: &Look<'_>, row: &Row) -> Result<Assessment> {
    let id: Id<kinds::Assessment> = row.get(0)?;
    let content = look.open(CONTENT, id, &row.get::<Vec<u8>>(5)?)?;
    let (agency, framework) = (row.get(1)?, row.get::<String>(3)?);
    Ok(Assessment {
        id,
        agency,
        case: row.get(2)?,
        own: match frameworks::held(look, agency, &framework) {
            Ok(Held::Own(own)) => Some(own),
            // A version that this installation does not have is told of when it is asked for.
            Ok(Held::National(_)) | Err(Error::NotFound) => None,
            Err(other) => return Err(other),
        },
        framework,
        state: row.code(4, State::stored)?,
        findings: serde_json::from_str(&content)
            .map_err(|e| Error::internal("an assessment's findings", e))?,
        author: row.get(6)?,
        started: row.get(7)?,
        completed: row.get(8)?,
        version: row.get(9)?,
    })
}
