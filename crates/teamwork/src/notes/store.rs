//! What was promised with notes, in the database.

use ::store::{Column, Row, statements};
use access::{Act, Grant, Look, One, accounts, actions::WriteNote};
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{self, Family},
};

use super::model::{NotePromise, Promised};

statements! {
    INSERT = "INSERT INTO note_promise (id, agency_id, family_id, case_id, what, made_at, made_by, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    OF_CASE = "SELECT p.id, p.what, p.made_at, p.made_by, a.name, p.due_at, p.kept_at FROM note_promise p LEFT JOIN account a ON a.id = p.made_by
               WHERE p.case_id = $1 ORDER BY p.made_at DESC, p.id DESC LIMIT 200";
    KEEP = "UPDATE note_promise SET kept_at = $3, kept_by = $4 WHERE case_id = $1 AND id = $2 AND kept_at IS NULL";
    FORGET = "UPDATE note_promise SET what = $2 WHERE case_id = $1";
}

const WHAT: Column = Column::new("note_promise.what");

/// Writes a promise; gives its id.
pub(crate) fn insert(
    act: &Act<'_>,
    grant: &Grant<WriteNote, One<kinds::Case>>,
    family: Id<Family>,
    what: &str,
    due: Timestamp,
) -> Result<Id<NotePromise>> {
    let id = Id::new(act.now());
    let params = [
        id.into(),
        grant.agency().into(),
        family.into(),
        grant.id().into(),
        act.seal(WHAT, id, what)?,
        act.now().into(),
        act.actor().account().into(),
        due.into(),
    ];
    act.execute(INSERT, &params)?;
    Ok(id)
}

/// What was promised with notes of a case, the newest first: up to 200.
///
/// # Errors
/// Those of the store.
pub fn of_case(look: &Look<'_>, grant: &Grant<WriteNote, One<kinds::Case>>) -> Result<Vec<Promised>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

fn read(look: &Look<'_>, row: &Row) -> Result<Promised> {
    let (id, by) = (row.get(0)?, row.get(3)?);
    Ok(Promised {
        id,
        what: look.opened(WHAT, id, row, 1)?,
        made: row.get(2)?,
        by,
        by_name: accounts::joined_name(look, by, row, 4)?,
        due: row.get(5)?,
        kept: row.get(6)?,
    })
}

/// Notes that it is done.
///
/// # Errors
/// `NotFound` for what is of another case, or done already.
pub(crate) fn keep(
    act: &Act<'_>,
    grant: &Grant<WriteNote, One<kinds::Case>>,
    id: Id<NotePromise>,
) -> Result<()> {
    let params = [grant.id().into(), id.into(), act.now().into(), act.actor().account().into()];
    if act.execute(KEEP, &params)? == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Blanks what was promised, for a case whose time is over. Gives how many rows.
pub(crate) fn forget(act: &Act<'_>, case: Id<kinds::Case>) -> Result<u64> {
    act.execute(FORGET, &[case.into(), Vec::<u8>::new().into()])
}
