//! Files from families in the database.

use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::{AddDocument, SendFile, ViewDocument},
    rights::FamilyFile,
    seen,
};
use kernel::{
    Id, Reference, Result, Timestamp, codes,
    kinds::{self, Account, Case, Document, StoredFile},
};
use page::{Cursor, Rows};
use store::{
    Column, Row, Value,
    files::{self, About},
    statements,
};

codes! {
    /// What became of it.
    State {
        Sent = "sent", "Your worker has not looked yet";
        Kept = "kept", "Kept on your record";
        NotKept = "not-kept", "Not kept";
    }
}

macro_rules! columns {
    () => {
        "f.id, f.case_id, f.file_id, f.title, f.words, f.sent_by, f.sent_at, f.shared, f.status, f.document_id, f.answered_at, f.answered_by, \
         f.answer, f.version"
    };
}

statements! {
    ADD = "INSERT INTO family_file (id, agency_id, case_id, file_id, title, words, sent_by, sent_at, shared, status, document_id, answered_at,
             answered_by, answer, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'sent', NULL, NULL, NULL, NULL, 1)";
    LOAD = concat!("SELECT ", columns!(), " FROM family_file f WHERE f.id = $1");
    OF_CASE = concat!("SELECT ", columns!(), " FROM family_file f WHERE f.case_id = $1 ORDER BY f.sent_at DESC, f.id DESC LIMIT 200");
    OF_MEMBER = concat!("SELECT ", columns!(), " FROM family_file f WHERE f.case_id = $1 AND (f.sent_by = $2 OR f.shared >= $3)
                    ORDER BY f.sent_at DESC, f.id DESC LIMIT 200");
    WAITING = concat!("SELECT ", columns!(), ", c.reference FROM family_file f JOIN support_case c ON c.id = f.case_id
            WHERE f.agency_id = $1 AND f.status = 'sent' AND f.sent_at >= $2 AND (f.sent_at > $2 OR f.id > $3)",
            seen!("c.family_id", "$5", "$6", "$7"), "ORDER BY f.sent_at, f.id LIMIT $4");
    ANSWER = "UPDATE family_file SET status = $3, document_id = $4, file_id = $5, answered_at = $6, answered_by = $7, answer = $8,
                version = version + 1 WHERE id = $1 AND version = $2 AND status = 'sent'";
    FILES = "SELECT file_id FROM family_file WHERE case_id = $1 AND file_id IS NOT NULL AND document_id IS NULL";
    FORGET = "UPDATE family_file SET file_id = NULL, title = $2, words = NULL, answer = NULL WHERE case_id = $1";
}

const TITLE: Column = Column::new("family_file.title");
const WORDS: Column = Column::new("family_file.words");
const ANSWERED: Column = Column::new("family_file.answer");

/// A file that somebody of a family sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// Its id.
    pub id: Id<FamilyFile>,
    /// The case.
    pub case: Id<Case>,
    /// The file; none once it was not kept.
    pub file: Option<About>,
    /// Its id.
    pub file_id: Option<Id<StoredFile>>,
    /// What they call it.
    pub title: String,
    /// What they say of it.
    pub words: String,
    /// Who sent it.
    pub by: Id<Account>,
    /// When.
    pub at: Timestamp,
    /// Whether parents who see the whole record may see that it was sent.
    pub shared: bool,
    /// What became of it.
    pub state: State,
    /// The document that it is now.
    pub document: Option<Id<Document>>,
    /// When that was decided.
    pub answered: Option<Timestamp>,
    /// By whom.
    pub answered_by: Option<Id<Account>>,
    /// Why it was not kept.
    pub answer: String,
    /// The version that a change is based on.
    pub version: i64,
}

fn read(look: &Look<'_>, row: &Row) -> Result<Sent> {
    let id: Id<FamilyFile> = row.get(0)?;
    let file: Option<Id<StoredFile>> = row.get(2)?;
    Ok(Sent {
        id,
        case: row.get(1)?,
        file: file.map(|file| files::about(look, file)).transpose()?,
        file_id: file,
        title: look.opened(TITLE, id, row, 3)?,
        words: look.opened(WORDS, id, row, 4)?,
        by: row.get(5)?,
        at: row.get(6)?,
        shared: row.get(7)?,
        state: row.code(8, State::stored)?,
        document: row.get(9)?,
        answered: row.get(10)?,
        answered_by: row.get(11)?,
        answer: look.opened(ANSWERED, id, row, 12)?,
        version: row.get(13)?,
    })
}

/// A file to be kept for a worker to look at.
#[derive(Debug)]
pub(super) struct New<'a> {
    pub(super) id: Id<FamilyFile>,
    pub(super) file: Id<StoredFile>,
    pub(super) title: &'a str,
    pub(super) words: &'a str,
    pub(super) by: Id<Account>,
    pub(super) shared: bool,
}

pub(super) fn add(act: &Act<'_>, grant: &Grant<SendFile, One<Case>>, new: &New<'_>) -> Result<()> {
    let params = [
        new.id.into(),
        grant.agency().into(),
        grant.id().into(),
        new.file.into(),
        act.seal(TITLE, new.id, new.title)?,
        act.seal_unless_empty(WORDS, new.id, new.words)?,
        new.by.into(),
        act.now().into(),
        new.shared.into(),
    ];
    act.execute(ADD, &params).map(drop)
}

/// The file of a grant, whatever the grant is for.
///
/// # Errors
/// Those of the store.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<FamilyFile>>) -> Result<Sent> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// All that a family sent to a case, newest first: 200 at most. For workers.
///
/// # Errors
/// Those of the store.
pub fn of_case(look: &Look<'_>, grant: &Grant<ViewDocument, One<Case>>) -> Result<Vec<Sent>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// What whoever asks may see of what their family sent: their own, and, for a parent who sees the whole record, what others showed to them.
///
/// # Errors
/// Those of the store.
pub fn mine(look: &Look<'_>, grant: &Grant<SendFile, One<Case>>) -> Result<Vec<Sent>> {
    let Some(me) = look.actor().account() else { return Ok(Vec::new()) };
    // A young person, and an adult who holds their own record, see what they sent themselves.
    let own_alone = look.actor().person().is_some() || look.actor().adult().is_some();
    let least: i64 = if own_alone { 2 } else { 1 };
    grant.rows(look, OF_MEMBER, &[me.into(), least.into()])?.iter().map(|row| read(look, row)).collect()
}

/// One page of the agency's files that wait for a worker, the oldest first, with what people quote of the case; all when `rows` is `None`.
///
/// # Errors
/// Those of the store.
pub fn waiting(
    look: &Look<'_>,
    grant: &Grant<ViewDocument, InAgency>,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<(Sent, Reference)>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let limit = rows.map_or(i64::MAX, |n| n as i64 + 1);
    let found = grant.list(look, "family-file", WAITING, &[key, id, limit.into()])?;
    let items: Vec<(Sent, Reference)> =
        found.iter().map(|row| Ok((read(look, row)?, row.get(14)?))).collect::<Result<_>>()?;
    Ok(Rows::cut_or_all(items, rows, |(s, _)| Cursor::at(s.at, s.id.cast())))
}

/// Writes what became of it over the version that was read.
pub(super) fn answer(
    act: &Act<'_>,
    grant: &Grant<AddDocument, One<FamilyFile>>,
    version: i64,
    state: State,
    (document, file): (Option<Id<Document>>, Option<Id<StoredFile>>),
    words: &str,
) -> Result<()> {
    let params: [Value; 7] = [
        version.into(),
        state.code().into(),
        document.into(),
        file.into(),
        act.now().into(),
        act.actor().answerable().into(),
        act.seal_unless_empty(ANSWERED, grant.id(), words)?,
    ];
    grant.change(act, ANSWER, &params)
}

/// Forgets what the family of a case sent, for a record that is destroyed. Gives the files that belong to nothing any more, and how many rows
/// were touched. Whoever calls holds the grant of the destruction.
pub(crate) fn forget(act: &Act<'_>, case: Id<kinds::Case>) -> Result<(Vec<Id<StoredFile>>, u64)> {
    let files = act.query(FILES, &[case.into()])?.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
    Ok((files, act.execute(FORGET, &[case.into(), Value::Bytes(Vec::new())])?))
}
