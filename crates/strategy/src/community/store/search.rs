//! Finding entries by their words. The words are sealed, so they are found by keyed hashes of single words: whoever steals
//! the database without its keys cannot tell which words stand in it.

use std::collections::BTreeSet;

use access::{Act, Grant, Look, Shared, actions::ReadCommunity, strategy::Entry as EntryKind};
use kernel::{Id, Result, Timestamp};
use page::{Cursor, Rows};
use store::{Sql, Value, statements};

use super::{Listed, listed_of, shown_cursor};
use crate::community::words::SOUGHT;

statements! {
    PUT = "INSERT INTO community_word (word, entry_id, shown_at) VALUES ($1, $2, $3) ON CONFLICT (word, entry_id) DO NOTHING";
    FORGET = "DELETE FROM community_word WHERE entry_id = $1";
    SEARCH = concat!("SELECT ", listed!(), ", t.id, t.title FROM community_word w JOIN community_entry e ON e.id = w.entry_id",
                     people!(), " JOIN community_topic t ON t.id = e.topic_id
                     JOIN community_version v ON v.entry_id = e.id AND v.number = e.shown
                     WHERE w.word = $3 AND EXISTS (SELECT 1 FROM community_word s WHERE s.word = $4 AND s.entry_id = w.entry_id)
                       AND EXISTS (SELECT 1 FROM community_word r WHERE r.word = $5 AND r.entry_id = w.entry_id)
                       AND e.status = 'shown' AND ", access::shared_with!("t", "$1", "$2"),
                     " AND w.shown_at <= $6 AND (w.shown_at < $6 OR w.entry_id < $7) ORDER BY w.shown_at DESC, w.entry_id DESC LIMIT $8");
}

/// Every statement of this part.
pub(crate) const STATEMENTS: &[Sql] = ALL;

/// What keeps these hashes from matching others.
const DOMAIN: &str = "community word";

/// The words by which readers find an entry from now on.
pub(in crate::community) fn put_words(
    act: &Act<'_>,
    entry: Id<EntryKind>,
    shown: Timestamp,
    words: &BTreeSet<String>,
) -> Result<()> {
    forget_words(act, entry)?;
    for word in words {
        act.execute(PUT, &[act.keys().look_up(DOMAIN, word).into(), entry.into(), shown.into()])?;
    }
    Ok(())
}

/// Nobody finds an entry any more.
pub(in crate::community) fn forget_words(act: &Act<'_>, entry: Id<EntryKind>) -> Result<()> {
    act.execute(FORGET, &[entry.into()]).map(|_| ())
}

/// What is looked for: one to three words, as [`crate::community::words::of`] gives them.
#[derive(Debug, Clone)]
pub(in crate::community) struct Sought(pub(in crate::community) Vec<String>);

/// What readers may read that holds all of the words, the newest first, each with the title of its topic.
pub(in crate::community) fn search(
    look: &Look<'_>,
    grant: &Grant<ReadCommunity, Shared>,
    sought: &Sought,
    after: Option<Cursor>,
) -> Result<Rows<(Listed, String)>> {
    let hashes: Vec<Value> =
        sought.0.iter().cycle().take(SOUGHT).map(|word| look.keys().look_up(DOMAIN, word).into()).collect();
    let rest = [hashes, Cursor::window(after, Some(page::PAGE_ROWS)).to_vec()].concat();
    let rows = grant.list(look, "community-entry", SEARCH, &rest)?;
    let all: Result<Vec<(Listed, String)>> = rows
        .iter()
        .map(|row| {
            let topic: Id<access::strategy::Topic> = row.get(25)?;
            Ok((listed_of(look, row)?, look.open(super::TITLE, topic, &row.get::<Vec<u8>>(26)?)?))
        })
        .collect();
    Ok(Rows::cut(all?, |(listed, _)| shown_cursor(listed)))
}
