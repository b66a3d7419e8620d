//! Documents in the database. Titles and file names are sealed; the files lie in `store::files`.

use access::{
    Act, Action, Grant, Look, One,
    actions::{AddDocument, ViewDocument},
};
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Account, Case, Document, StoredFile},
};
use store::{
    Column, Row,
    files::{self, About},
    statements,
};

use super::model::Kind;

statements! {
    ADD = "INSERT INTO document (id, agency_id, case_id, file_id, title, added_by, added_at, replaces_id)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    REPLACED = "UPDATE document SET replaced_at = $3 WHERE id = $1 AND case_id = $2 AND replaced_at IS NULL";
    OF_CASE = "SELECT id, case_id, file_id, title, added_by, added_at, replaces_id, replaced_at FROM document
               WHERE case_id = $1 ORDER BY added_at DESC, id DESC LIMIT 200";
    FIND = "SELECT id, case_id, file_id, title, added_by, added_at, replaces_id, replaced_at FROM document WHERE id = $1";
}

const TITLE: Column = Column::new("document.title");

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// Its id.
    pub id: Id<Document>,
    /// The case that it belongs to.
    pub case: Id<Case>,
    /// What people call it.
    pub title: String,
    /// Who added it, when a person did.
    pub by: Option<Id<Account>>,
    /// When.
    pub at: Timestamp,
    /// Which one it took the place of.
    pub replaces: Option<Id<Document>>,
    /// When another took its place.
    pub replaced: Option<Timestamp>,
    /// What kind of file it is.
    pub kind: Kind,
    /// The file.
    pub file: About,
}

/// A document to be added.
#[derive(Debug, Clone)]
pub struct New {
    /// Its id.
    pub id: Id<Document>,
    /// The file, whose row was written in the same transaction.
    pub file: Id<StoredFile>,
    /// What people call it.
    pub title: String,
    /// Which one it takes the place of.
    pub replaces: Option<Id<Document>>,
}

/// Adds a document. One that it replaces must be of the same case and not be replaced yet.
pub(crate) fn add(act: &Act<'_>, grant: &Grant<AddDocument, One<Case>>, new: &New) -> Result<()> {
    if let Some(former) = new.replaces {
        let params = [former.into(), grant.id().into(), act.now().into()];
        if act.execute(REPLACED, &params)? != 1 {
            return Err(Error::field(
                "replaces",
                "Choose a document of this case that nothing has replaced yet",
            ));
        }
    }
    act.execute(
        ADD,
        &[
            new.id.into(),
            grant.agency().into(),
            grant.id().into(),
            new.file.into(),
            act.seal(TITLE, new.id, &new.title)?,
            act.actor().account().into(),
            act.now().into(),
            new.replaces.into(),
        ],
    )
    .map(|_| ())
}

/// The documents of a case, newest first, at most 200.
pub fn of_case(look: &Look<'_>, grant: &Grant<ViewDocument, One<Case>>) -> Result<Vec<Filed>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The document of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Document>>) -> Result<Filed> {
    read(look, &grant.row(look, FIND, &[])?)
}

fn read(look: &Look<'_>, row: &Row) -> Result<Filed> {
    let id = row.get(0)?;
    let file = files::about(look, row.get(2)?)?;
    Ok(Filed {
        id,
        case: row.get(1)?,
        title: look.open(TITLE, id, &row.get::<Vec<u8>>(3)?)?,
        by: row.get(4)?,
        at: row.get(5)?,
        replaces: row.get(6)?,
        replaced: row.get(7)?,
        kind: Kind::stored(&file.kind)?,
        file,
    })
}
