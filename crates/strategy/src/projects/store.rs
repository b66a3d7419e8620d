//! Projects and their notes in the database.

use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::{RecordProjects, ViewProjects},
    strategy::InnovationProject,
};
use kernel::{Id, Result, kinds::Organisation};
use store::{Column, Row, Sql, statements};

use super::model::{Note, NoteKind, Project, State};

statements! {
    INSERT = "INSERT INTO innovation_project (id, agency_id, name, theory, status, starts_on, recorded_at, recorded_by, version)
              VALUES ($1, $2, $3, $4, 'running', $5, $6, $7, 1)";
    ONE = "SELECT id, name, theory, status, starts_on, ended_on, version FROM innovation_project WHERE id = $1";
    LIST = "SELECT id, name, theory, status, starts_on, ended_on, version FROM innovation_project
            WHERE agency_id = $1 ORDER BY starts_on DESC, id DESC LIMIT 200";
    END = "UPDATE innovation_project SET status = 'ended', ended_on = $3, version = version + 1
           WHERE id = $1 AND version = $2 AND status = 'running'";
    INSERT_NOTE = "INSERT INTO project_note (id, project_id, kind, words, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)";
    NOTES = "SELECT id, kind, words, recorded_at FROM project_note WHERE project_id = $1 ORDER BY recorded_at, id LIMIT 500";
}

/// Every statement of this room.
pub(crate) const STATEMENTS: &[Sql] = ALL;

const NAME: Column = Column::new("innovation_project.name");
const THEORY: Column = Column::new("innovation_project.theory");
const WORDS: Column = Column::new("project_note.words");

fn project_of(look: &Look<'_>, row: &Row) -> Result<Project> {
    let id: Id<InnovationProject> = row.get(0)?;
    Ok(Project {
        id,
        name: look.open(NAME, id, &row.get::<Vec<u8>>(1)?)?,
        theory: look.open(THEORY, id, &row.get::<Vec<u8>>(2)?)?,
        state: row.code(3, State::stored)?,
        starts: row.get(4)?,
        ended: row.get(5)?,
        version: row.get(6)?,
    })
}

/// Adds a project.
pub(super) fn insert(act: &Act<'_>, agency: Id<Organisation>, p: &Project) -> Result<()> {
    let params = [
        p.id.into(),
        agency.into(),
        act.keys().seal(NAME, p.id, &p.name)?.into(),
        act.keys().seal(THEORY, p.id, &p.theory)?.into(),
        p.starts.into(),
        act.now().into(),
        act.actor().account().into(),
    ];
    act.execute(INSERT, &params).map(|_| ())
}

/// The project of a grant.
pub(super) fn one<A: Action>(look: &Look<'_>, grant: &Grant<A, One<InnovationProject>>) -> Result<Project> {
    project_of(look, &grant.row(look, ONE, &[])?)
}

/// An agency's projects, the latest first: 200 at most.
pub(super) fn list(look: &Look<'_>, grant: &Grant<ViewProjects, InAgency>) -> Result<Vec<Project>> {
    grant.list(look, "innovation-project", LIST, &[])?.iter().map(|row| project_of(look, row)).collect()
}

/// Ends a project today.
pub(super) fn end(
    act: &Act<'_>,
    grant: &Grant<RecordProjects, One<InnovationProject>>,
    version: i64,
) -> Result<()> {
    grant.change(act, END, &[version.into(), act.today().into()])
}

/// Adds a note.
pub(super) fn insert_note(
    act: &Act<'_>,
    grant: &Grant<RecordProjects, One<InnovationProject>>,
    kind: NoteKind,
    words: &str,
) -> Result<()> {
    let id = Id::<Note>::new(act.now());
    let params = [
        id.into(),
        grant.id().into(),
        kind.code().into(),
        act.keys().seal(WORDS, id, words)?.into(),
        act.now().into(),
        act.actor().account().into(),
    ];
    act.execute(INSERT_NOTE, &params).map(|_| ())
}

/// What is noted of a project that the caller may see, the oldest first: 500 at most.
pub(super) fn notes(look: &Look<'_>, project: Id<InnovationProject>) -> Result<Vec<Note>> {
    let read = |row: &Row| {
        let id: Id<Note> = row.get(0)?;
        Ok(Note {
            kind: row.code(1, NoteKind::stored)?,
            words: look.open(WORDS, id, &row.get::<Vec<u8>>(2)?)?,
            at: row.get(3)?,
        })
    };
    look.query(NOTES, &[project.into()])?.iter().map(read).collect()
}
