//! Topics, entries, their versions and what was done with them, in the database.

use access::{
    Act, Action, Grant, InAgency, Look, One, Shared,
    actions::{ModerateCommunity, ReadCommunity, WriteCommunity},
    organisations,
    strategy::{Entry as EntryKind, Topic as TopicKind},
};
use kernel::{
    Id, Result,
    kinds::{Account, Organisation},
};
use page::{Cursor, Rows};
use store::{Column, Row, Sql, Value, statements};

use super::model::{Audience, Entry, Kind, Sort, Status, Text, Topic, TopicState, Version, VersionState};

macro_rules! topic {
    () => {
        "t.id, t.agency_id, h.name, t.audience, t.region, t.title, t.about, t.status, t.closed_why, t.last_at, t.version
         FROM community_topic t JOIN organisation h ON h.id = t.agency_id"
    };
}

macro_rules! entry {
    () => {
        "e.id, e.topic_id, e.agency_id, e.kind, e.parent_id, e.sort, e.author_id, a.name, COALESCE(o.name, ''), e.status, e.why,
         e.shown, e.shown_at, e.waits_at, e.written_at, e.version"
    };
}

/// An entry and one of its versions: 16 columns of the first, then those of the second.
macro_rules! listed {
    () => {
        concat!(
            entry!(),
            ", v.id, v.number, v.title, v.words, v.link, v.review_on, v.changed, v.status, v.written_at"
        )
    };
}

macro_rules! people {
    () => {
        " JOIN account a ON a.id = e.author_id LEFT JOIN organisation o ON o.id = e.organisation_id"
    };
}

macro_rules! shown {
    () => {
        concat!(
            "SELECT ",
            listed!(),
            " FROM community_entry e",
            people!(),
            " JOIN community_version v ON v.entry_id = e.id AND v.number = e.shown"
        )
    };
}

macro_rules! latest {
    () => {
        concat!(
            "SELECT ",
            listed!(),
            " FROM community_entry e",
            people!(),
            " JOIN community_version v ON v.entry_id = e.id
                  AND v.number = (SELECT max(n.number) FROM community_version n WHERE n.entry_id = e.id)"
        )
    };
}

mod log;
// After the macros, which it uses.
mod search;
pub(super) use log::{Done, log, note, note_as, steps};
pub(super) use search::{Sought, forget_words, put_words, search};

statements! {
    INSERT_TOPIC = "INSERT INTO community_topic (id, agency_id, audience, region, title, about, status, opened_at, opened_by, last_at, version)
                    VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $7, 1)";
    TOPIC = concat!("SELECT ", topic!(), " WHERE t.id = $1");
    TOPICS = concat!("SELECT ", topic!(), " WHERE ", access::shared_with!("t", "$1", "$2"),
                     " AND t.last_at <= $3 AND (t.last_at < $3 OR t.id < $4) ORDER BY t.last_at DESC, t.id DESC LIMIT $5");
    SET_TOPIC = "UPDATE community_topic SET status = $3, closed_why = $4, version = version + 1 WHERE id = $1 AND version = $2";
    TOUCH = "UPDATE community_topic SET last_at = $2 WHERE id = $1 AND last_at < $2";
    INSERT = "INSERT INTO community_entry (id, topic_id, agency_id, kind, parent_id, sort, author_id, organisation_id, status, shown, shown_at,
                waits_at, written_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)";
    ENTRY = concat!("SELECT ", entry!(), " FROM community_entry e", people!(), " WHERE e.id = $1");
    SET = "UPDATE community_entry SET status = $3, why = $4, shown = $5, shown_at = $6, waits_at = $7, version = version + 1
           WHERE id = $1 AND version = $2";
    OF_TOPIC = concat!(shown!(), " WHERE e.topic_id = $1 AND e.kind = $2 AND e.status = 'shown' AND e.shown_at <= $3
                       AND (e.shown_at < $3 OR e.id < $4) ORDER BY e.shown_at DESC, e.id DESC LIMIT $5");
    ANSWERS = concat!(shown!(), " WHERE e.parent_id = $1 AND e.status = 'shown' AND e.shown_at >= $2
                      AND (e.shown_at > $2 OR e.id > $3) ORDER BY e.shown_at, e.id LIMIT $4");
    // What its author still has to hear of: nobody else sees it.
    UNSHOWN = concat!(latest!(), " WHERE e.author_id = $1 AND e.status IN ('waiting', 'returned', 'removed')
                      ORDER BY e.written_at DESC, e.id DESC LIMIT 20");
    QUEUE = concat!(latest!(), " WHERE e.agency_id = $1 AND e.waits_at IS NOT NULL AND e.waits_at >= $2
                    AND (e.waits_at > $2 OR e.id > $3) ORDER BY e.waits_at, e.id LIMIT $4");
    WAITS = "SELECT 1 FROM community_entry WHERE agency_id = $1 AND waits_at IS NOT NULL LIMIT 1";
    INSERT_VERSION = "INSERT INTO community_version (id, entry_id, number, title, words, link, review_on, changed, status, written_at)
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    VERSIONS = "SELECT id, number, title, words, link, review_on, changed, status, written_at FROM community_version
                WHERE entry_id = $1 ORDER BY number LIMIT 1000";
    SET_VERSION = "UPDATE community_version SET status = $3 WHERE entry_id = $1 AND number = $2";
    REPLACE = "UPDATE community_version SET status = 'replaced' WHERE entry_id = $1 AND status = 'waiting'";
}

/// Every statement of this room.
pub(crate) fn statements() -> Vec<Sql> {
    [ALL, log::STATEMENTS, search::STATEMENTS].concat()
}

const TITLE: Column = Column::new("community_topic.title");
const ABOUT: Column = Column::new("community_topic.about");
const CLOSED_WHY: Column = Column::new("community_topic.closed_why");
const WHY: Column = Column::new("community_entry.why");
const VERSION_TITLE: Column = Column::new("community_version.title");
const WORDS: Column = Column::new("community_version.words");
const LINK: Column = Column::new("community_version.link");
const CHANGED: Column = Column::new("community_version.changed");
const PERSON: Column = Column::new("account.name");

fn opened<T>(look: &Look<'_>, column: Column, id: Id<T>, sealed: Option<Vec<u8>>) -> Result<Option<String>> {
    sealed.map(|bytes| look.open(column, id, &bytes)).transpose()
}

fn sealed<T>(act: &Act<'_>, column: Column, id: Id<T>, text: Option<&str>) -> Result<Value> {
    text.map_or(Ok(Value::Null), |text| act.seal(column, id, text))
}

fn topic_of(look: &Look<'_>, row: &Row) -> Result<Topic> {
    let id: Id<TopicKind> = row.get(0)?;
    Ok(Topic {
        id,
        agency: row.get(1)?,
        host: row.get(2)?,
        audience: row.code(3, Audience::stored)?,
        region: row.get(4)?,
        title: look.open(TITLE, id, &row.get::<Vec<u8>>(5)?)?,
        about: look.open(ABOUT, id, &row.get::<Vec<u8>>(6)?)?,
        state: row.code(7, TopicState::stored)?,
        closed_why: opened(look, CLOSED_WHY, id, row.get(8)?)?,
        last: row.get(9)?,
        version: row.get(10)?,
    })
}

fn entry_of(look: &Look<'_>, row: &Row) -> Result<Entry> {
    let (id, author): (Id<EntryKind>, Id<Account>) = (row.get(0)?, row.get(6)?);
    Ok(Entry {
        id,
        topic: row.get(1)?,
        agency: row.get(2)?,
        kind: row.code(3, Kind::stored)?,
        parent: row.get(4)?,
        sort: row.code_opt(5, Sort::stored)?,
        author,
        name: look.open(PERSON, author, &row.get::<Vec<u8>>(7)?)?,
        organisation: row.get(8)?,
        status: row.code(9, Status::stored)?,
        why: opened(look, WHY, id, row.get(10)?)?,
        shown: row.get(11)?,
        shown_at: row.get(12)?,
        waits: row.get(13)?,
        written: row.get(14)?,
        version: row.get(15)?,
    })
}

/// A version whose columns begin at `from`.
fn version_of(look: &Look<'_>, row: &Row, from: usize) -> Result<Version> {
    let id: Id<Version> = row.get(from)?;
    Ok(Version {
        number: row.get(from + 1)?,
        text: Text {
            title: opened(look, VERSION_TITLE, id, row.get(from + 2)?)?,
            words: look.open(WORDS, id, &row.get::<Vec<u8>>(from + 3)?)?,
            link: opened(look, LINK, id, row.get(from + 4)?)?,
            review: row.get(from + 5)?,
            changed: opened(look, CHANGED, id, row.get(from + 6)?)?,
        },
        state: row.code(from + 7, VersionState::stored)?,
        at: row.get(from + 8)?,
    })
}

/// An entry with the version that a list shows of it.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) entry: Entry,
    pub(super) version: Version,
}

impl Listed {
    /// Its title; of an answer, how it begins.
    pub(super) fn title(&self) -> String {
        self.version.text.title.clone().unwrap_or_else(|| {
            let begins: String = self.version.text.words.chars().take(60).collect();
            if begins.len() < self.version.text.words.len() { format!("{begins}…") } else { begins }
        })
    }
}

fn listed_of(look: &Look<'_>, row: &Row) -> Result<Listed> {
    Ok(Listed { entry: entry_of(look, row)?, version: version_of(look, row, 16)? })
}

/// The names that may stand in every text: those of agencies and pan-regions.
pub(super) fn names(look: &Look<'_>) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for kind in [organisations::kind::AGENCY, organisations::kind::REGION] {
        names.extend(organisations::of_kind(look, kind)?.into_iter().map(|o| o.name));
    }
    Ok(names)
}

/// What a new topic is.
pub(super) struct NewTopic<'a> {
    pub(super) id: Id<TopicKind>,
    pub(super) audience: Audience,
    pub(super) region: &'a str,
    pub(super) title: &'a str,
    pub(super) about: &'a str,
}

/// Opens a topic.
pub(super) fn insert_topic(act: &Act<'_>, agency: Id<Organisation>, new: &NewTopic<'_>) -> Result<()> {
    let params = [
        new.id.into(),
        agency.into(),
        new.audience.code().into(),
        new.region.into(),
        act.seal(TITLE, new.id, new.title)?,
        act.seal(ABOUT, new.id, new.about)?,
        act.now().into(),
        act.actor().answerable().into(),
    ];
    act.execute(INSERT_TOPIC, &params).map(|_| ())
}

/// The topic of a grant.
pub(super) fn topic<A: Action>(look: &Look<'_>, grant: &Grant<A, One<TopicKind>>) -> Result<Topic> {
    topic_of(look, &grant.row(look, TOPIC, &[])?)
}

/// The topic of an entry that the caller holds a grant for.
pub(super) fn topic_of_entry(look: &Look<'_>, entry: &Entry) -> Result<Topic> {
    topic_of(look, &look.row(TOPIC, &[entry.topic.into()])?)
}

/// Topics that the reader may read, those in which something was put last first.
pub(super) fn topics(
    look: &Look<'_>,
    grant: &Grant<ReadCommunity, Shared>,
    after: Option<Cursor>,
    wanted: Option<usize>,
) -> Result<Rows<Topic>> {
    let rows = grant.list(look, "community-topic", TOPICS, &Cursor::window(after, wanted))?;
    let topics: Result<Vec<Topic>> = rows.iter().map(|row| topic_of(look, row)).collect();
    Ok(Rows::cut_or_all(topics?, wanted, |t| Cursor::at(t.last, t.id.cast())))
}

/// Closes a topic with a reason, or opens it again.
pub(super) fn set_topic<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<TopicKind>>,
    version: i64,
    state: TopicState,
    why: Option<&str>,
) -> Result<()> {
    let params = [version.into(), state.code().into(), sealed(act, CLOSED_WHY, grant.id(), why)?];
    grant.change(act, SET_TOPIC, &params)
}

/// Notes that something was put into a topic just now.
pub(super) fn touch(act: &Act<'_>, topic: Id<TopicKind>) -> Result<()> {
    act.execute(TOUCH, &[topic.into(), act.now().into()]).map(|_| ())
}

/// Adds an entry, written for an agency or a provider. The caller holds a grant to write in its topic.
pub(super) fn insert(act: &Act<'_>, entry: &Entry, organisation: Option<Id<Organisation>>) -> Result<()> {
    let params = [
        entry.id.into(),
        entry.topic.into(),
        entry.agency.into(),
        entry.kind.code().into(),
        entry.parent.into(),
        entry.sort.map(Sort::code).into(),
        entry.author.into(),
        organisation.into(),
        entry.status.code().into(),
        entry.shown.into(),
        entry.shown_at.into(),
        entry.waits.into(),
        entry.written.into(),
    ];
    act.execute(INSERT, &params).map(|_| ())
}

/// Adds a version of an entry under an id of its own.
pub(super) fn insert_version(
    act: &Act<'_>,
    entry: Id<EntryKind>,
    id: Id<Version>,
    v: &Version,
) -> Result<()> {
    let params = [
        id.into(),
        entry.into(),
        v.number.into(),
        sealed(act, VERSION_TITLE, id, v.text.title.as_deref())?,
        act.seal(WORDS, id, &v.text.words)?,
        sealed(act, LINK, id, v.text.link.as_deref())?,
        v.text.review.into(),
        sealed(act, CHANGED, id, v.text.changed.as_deref())?,
        v.state.code().into(),
        v.at.into(),
    ];
    act.execute(INSERT_VERSION, &params).map(|_| ())
}

/// The entry of a grant.
pub(super) fn entry<A: Action>(look: &Look<'_>, grant: &Grant<A, One<EntryKind>>) -> Result<Entry> {
    entry_of(look, &grant.row(look, ENTRY, &[])?)
}

/// How an entry stands now.
///
/// # Errors
/// `Stale` when it changed after the version of `entry`.
pub(super) fn set<A: Action>(act: &Act<'_>, grant: &Grant<A, One<EntryKind>>, entry: &Entry) -> Result<()> {
    let params = [
        entry.version.into(),
        entry.status.code().into(),
        sealed(act, WHY, entry.id, entry.why.as_deref())?,
        entry.shown.into(),
        entry.shown_at.into(),
        entry.waits.into(),
    ];
    grant.change(act, SET, &params)
}

/// All versions of the entry of a grant, in order: 1,000 at most.
pub(super) fn versions<A: Action>(look: &Look<'_>, grant: &Grant<A, One<EntryKind>>) -> Result<Vec<Version>> {
    grant.rows(look, VERSIONS, &[])?.iter().map(|row| version_of(look, row, 0)).collect()
}

/// How a version stands now.
pub(super) fn set_version<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<EntryKind>>,
    number: i64,
    state: VersionState,
) -> Result<()> {
    grant.change(act, SET_VERSION, &[number.into(), state.code().into()])
}

/// What waits for a decision is replaced by what comes after it.
pub(super) fn replace_waiting(act: &Act<'_>, grant: &Grant<WriteCommunity, One<EntryKind>>) -> Result<()> {
    act.execute(REPLACE, &[grant.id().into()]).map(|_| ())
}

/// What readers see of one kind in the topic of a grant, the newest first.
pub(super) fn of_topic<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<TopicKind>>,
    kind: Kind,
    after: Option<Cursor>,
    wanted: Option<usize>,
) -> Result<Rows<Listed>> {
    let [key, id, most] = Cursor::window(after, wanted);
    let rows = grant.rows(look, OF_TOPIC, &[kind.code().into(), key, id, most])?;
    let all: Result<Vec<Listed>> = rows.iter().map(|row| listed_of(look, row)).collect();
    Ok(Rows::cut_or_all(all?, wanted, shown_cursor))
}

/// Answers under the post of a grant, the oldest first.
pub(super) fn answers<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<EntryKind>>,
    after: Option<Cursor>,
) -> Result<Rows<Listed>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let rows = grant.rows(look, ANSWERS, &[key, id, (page::PAGE_ROWS as i64 + 1).into()])?;
    let all: Result<Vec<Listed>> = rows.iter().map(|row| listed_of(look, row)).collect();
    Ok(Rows::cut(all?, shown_cursor))
}

fn shown_cursor(listed: &Listed) -> Cursor {
    Cursor::at(listed.entry.shown_at.unwrap_or(listed.entry.written), listed.entry.id.cast())
}

/// What somebody wrote that readers do not see: it waits, was returned or was taken out. The newest 20.
pub(super) fn unshown(look: &Look<'_>, author: Id<Account>) -> Result<Vec<Listed>> {
    look.query(UNSHOWN, &[author.into()])?.iter().map(|row| listed_of(look, row)).collect()
}

/// What waits for the moderators of an agency, the longest first.
pub(super) fn queue(
    look: &Look<'_>,
    grant: &Grant<ModerateCommunity, InAgency>,
    after: Option<Cursor>,
    wanted: Option<usize>,
) -> Result<Rows<Listed>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let most = wanted.map_or(i64::MAX, |n| n as i64 + 1);
    let rows = grant.list(look, "community-entry", QUEUE, &[key, id, most.into()])?;
    let all: Result<Vec<Listed>> = rows.iter().map(|row| listed_of(look, row)).collect();
    let cursor = |l: &Listed| Cursor::at(l.entry.waits.unwrap_or(l.entry.written), l.entry.id.cast());
    Ok(Rows::cut_or_all(all?, wanted, cursor))
}

/// Whether anything waits for the moderators of an agency.
pub(super) fn something_waits(look: &Look<'_>, grant: &Grant<ModerateCommunity, InAgency>) -> Result<bool> {
    Ok(!grant.totals(look, WAITS, &[])?.is_empty())
}
