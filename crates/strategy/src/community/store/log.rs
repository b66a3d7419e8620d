//! What was done with entries: the moderators' log.

use access::{Act, Grant, InAgency, Look, One, actions::ModerateCommunity, strategy::Entry as EntryKind};
use kernel::{Id, Result, Timestamp, kinds::Account};
use page::{Cursor, Rows};
use store::{Column, Row, Sql, statements};

use super::{PERSON, opened, sealed};
use crate::community::model::{Entry, Step};

statements! {
    INSERT_STEP = "INSERT INTO community_step (id, agency_id, entry_id, what, words, at, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    STEPS = "SELECT s.id, s.entry_id, s.what, s.words, s.at, s.by_id, a.name FROM community_step s JOIN account a ON a.id = s.by_id
             WHERE s.entry_id = $1 ORDER BY s.at, s.id LIMIT 500";
    LOG = "SELECT s.id, s.entry_id, s.what, s.words, s.at, s.by_id, a.name FROM community_step s JOIN account a ON a.id = s.by_id
           WHERE s.agency_id = $1 AND s.at <= $2 AND (s.at < $2 OR s.id < $3) ORDER BY s.at DESC, s.id DESC LIMIT $4";
}

/// Every statement of this part.
pub(crate) const STATEMENTS: &[Sql] = ALL;

const STEP_WORDS: Column = Column::new("community_step.words");

/// Something that was done with an entry.
#[derive(Debug, Clone)]
pub(in crate::community) struct Done {
    pub(in crate::community) id: Id<Done>,
    pub(in crate::community) entry: Id<EntryKind>,
    pub(in crate::community) what: Step,
    pub(in crate::community) words: Option<String>,
    pub(in crate::community) at: Timestamp,
    pub(in crate::community) name: String,
}

fn done_of(look: &Look<'_>, row: &Row) -> Result<Done> {
    let (id, by): (Id<Done>, Id<Account>) = (row.get(0)?, row.get(5)?);
    Ok(Done {
        id,
        entry: row.get(1)?,
        what: row.code(2, Step::stored)?,
        words: opened(look, STEP_WORDS, id, row.get(3)?)?,
        at: row.get(4)?,
        name: look.open(PERSON, by, &row.get::<Vec<u8>>(6)?)?,
    })
}

/// Writes into the moderators' log; gives the line's id.
pub(in crate::community) fn note(
    act: &Act<'_>,
    entry: &Entry,
    what: Step,
    words: Option<&str>,
    by: Id<Account>,
) -> Result<Id<Done>> {
    let id = Id::<Done>::new(act.now());
    note_as(act, id, entry, what, words, by)?;
    Ok(id)
}

/// The same under an id that is known beforehand.
pub(in crate::community) fn note_as(
    act: &Act<'_>,
    id: Id<Done>,
    entry: &Entry,
    what: Step,
    words: Option<&str>,
    by: Id<Account>,
) -> Result<()> {
    let params = [
        id.into(),
        entry.agency.into(),
        entry.id.into(),
        what.code().into(),
        sealed(act, STEP_WORDS, id, words)?,
        act.now().into(),
        by.into(),
    ];
    act.execute(INSERT_STEP, &params).map(|_| ())
}

/// What was done with the entry of a moderator's grant, in order.
pub(in crate::community) fn steps(
    look: &Look<'_>,
    grant: &Grant<ModerateCommunity, One<EntryKind>>,
) -> Result<Vec<Done>> {
    grant.rows(look, STEPS, &[])?.iter().map(|row| done_of(look, row)).collect()
}

/// The moderators' log of an agency, the newest first.
pub(in crate::community) fn log(
    look: &Look<'_>,
    grant: &Grant<ModerateCommunity, InAgency>,
    after: Option<Cursor>,
    wanted: Option<usize>,
) -> Result<Rows<Done>> {
    let rows = grant.list(look, "community-step", LOG, &Cursor::window(after, wanted))?;
    let all: Result<Vec<Done>> = rows.iter().map(|row| done_of(look, row)).collect();
    Ok(Rows::cut_or_all(all?, wanted, |d| Cursor::at(d.at, d.id.cast())))
}
