//! What young people wrote, in the database. Whose reading it is for stands in the statement that a family's page runs.

use access::{
    Act, Action, Grant, Look, One,
    actions::{HoldOwnRecord, OwnYoungRecord, SeeYoungWords, ViewCase},
    members::YoungWords,
};
use kernel::{Id, Result, Timestamp, kinds::Case};
use store::{Column, Row, Value, statements};

use super::model::{Readers, Said, Told};
use crate::cases::store::Case as CaseRecord;

statements! {
    ADD = "INSERT INTO young_words (id, agency_id, case_id, account_id, readers, words, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    OF_CASE = "SELECT id, readers, words, at, seen_at, seen_by, told_at, told_by, told_whom, told_why FROM young_words
               WHERE case_id = $1 ORDER BY case_id DESC, at DESC, id DESC LIMIT 200";
    FOR_FAMILY = "SELECT id, readers, words, at, seen_at, seen_by, told_at, told_by, told_whom, told_why FROM young_words
                  WHERE case_id = $1 AND readers = 'family' ORDER BY case_id DESC, at DESC, id DESC LIMIT 50";
    ONE = "SELECT id, readers, words, at, seen_at, seen_by, told_at, told_by, told_whom, told_why FROM young_words
           WHERE case_id = $1 AND id = $2";
    UNSEEN = "SELECT id FROM young_words WHERE case_id = $1 AND seen_at IS NULL ORDER BY case_id, at, id LIMIT 51";
    SEEN = "UPDATE young_words SET seen_at = $3, seen_by = $4 WHERE case_id = $1 AND id = $2 AND seen_at IS NULL";
    SET_READERS = "UPDATE young_words SET readers = $3 WHERE case_id = $1 AND id = $2 AND account_id = $4 AND readers <> $3";
    TELL = "UPDATE young_words SET told_at = $3, told_by = $4, told_whom = $5, told_why = $6, seen_at = COALESCE(seen_at, $3),
              seen_by = COALESCE(seen_by, $4) WHERE case_id = $1 AND id = $2 AND told_at IS NULL";
}

/// The columns that a load of many fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, case_id, account_id, readers, words, at";

const WORDS: Column = Column::new("young_words.words");
const TOLD_WHOM: Column = Column::new("young_words.told_whom");
const TOLD_WHY: Column = Column::new("young_words.told_why");

/// Something to be kept.
#[derive(Debug, Clone)]
pub struct NewWords<'a> {
    /// Its id.
    pub id: Id<YoungWords>,
    /// Of whose agency and case.
    pub case: &'a CaseRecord,
    /// The young person's account.
    pub account: Id<kernel::kinds::Account>,
    /// Who reads it.
    pub readers: Readers,
    /// What they wrote.
    pub words: &'a str,
    /// When.
    pub at: Timestamp,
}

/// The values of one, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &store::Keys, new: &NewWords<'_>) -> Result<Vec<Value>> {
    Ok(vec![
        new.id.into(),
        new.case.agency.into(),
        new.case.id.into(),
        new.account.into(),
        new.readers.code().into(),
        keys.seal(WORDS, new.id, new.words)?.into(),
        new.at.into(),
    ])
}

/// Keeps what a young person wrote. Whoever calls holds the grant of their own case.
pub(crate) fn add(act: &Act<'_>, new: &NewWords<'_>) -> Result<()> {
    act.execute(ADD, &values(act.keys(), new)?).map(|_| ())
}

fn read(look: &Look<'_>, row: &Row) -> Result<Said> {
    let id = row.get(0)?;
    let open = |column, at| match row.get::<Option<Vec<u8>>>(at)? {
        Some(sealed) if !sealed.is_empty() => look.open(column, id, &sealed),
        _ => Ok::<_, kernel::Error>(String::new()),
    };
    let told = match row.get::<Option<Timestamp>>(6)? {
        None => None,
        Some(at) => Some(Told { at, by: row.get(7)?, whom: open(TOLD_WHOM, 8)?, why: open(TOLD_WHY, 9)? }),
    };
    Ok(Said {
        id,
        readers: row.code(1, Readers::stored)?,
        words: open(WORDS, 2)?,
        at: row.get(3)?,
        seen: row.get(4)?,
        seen_by: row.get(5)?,
        told,
    })
}

/// What a young person wrote, as they read it themselves, the newest first: 200 at most.
pub fn own(look: &Look<'_>, grant: &Grant<OwnYoungRecord, One<Case>>) -> Result<Vec<Said>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The same, once they hold their own record.
pub fn as_adult(look: &Look<'_>, grant: &Grant<HoldOwnRecord, One<Case>>) -> Result<Vec<Said>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The same for a worker.
pub fn for_workers(look: &Look<'_>, grant: &Grant<SeeYoungWords, One<Case>>) -> Result<Vec<Said>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// What their parents may read: nothing else is in the statement.
pub fn for_family(look: &Look<'_>, grant: &Grant<ViewCase, One<Case>>) -> Result<Vec<Said>> {
    grant.rows(look, FOR_FAMILY, &[])?.iter().map(|row| read(look, row)).collect()
}

/// One of a case.
///
/// # Errors
/// `NotFound` for another case's.
pub(crate) fn one<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Case>>,
    id: Id<YoungWords>,
) -> Result<Said> {
    read(look, &grant.row(look, ONE, &[id.into()])?)
}

/// How many of a case no worker said they had read: 51 at most, which means "more than 50".
pub fn unseen<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<usize> {
    Ok(grant.rows(look, UNSEEN, &[])?.len())
}

pub(crate) fn set_seen(
    act: &Act<'_>,
    grant: &Grant<SeeYoungWords, One<Case>>,
    id: Id<YoungWords>,
) -> Result<()> {
    grant.change(act, SEEN, &[id.into(), act.now().into(), act.actor().account().into()])
}

pub(crate) fn set_readers(
    act: &Act<'_>,
    grant: &Grant<OwnYoungRecord, One<Case>>,
    id: Id<YoungWords>,
    readers: Readers,
) -> Result<()> {
    grant.change(act, SET_READERS, &[id.into(), readers.code().into(), act.actor().account().into()])
}

pub(crate) fn tell(
    act: &Act<'_>,
    grant: &Grant<SeeYoungWords, One<Case>>,
    id: Id<YoungWords>,
    whom: &str,
    why: &str,
) -> Result<()> {
    let params = [
        id.into(),
        act.now().into(),
        act.actor().account().into(),
        act.seal(TOLD_WHOM, id, whom)?,
        act.seal(TOLD_WHY, id, why)?,
    ];
    grant.change(act, TELL, &params)
}
