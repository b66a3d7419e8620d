//! Threads and messages in the database. A family's own thread is found by their account, never by an id that they send.

use access::{
    Act, Action, Grant, InAgency, Look, One, accounts,
    actions::{AnswerMessages, WriteMessages},
    members,
};
use kernel::{
    Id, Reference, Result, Timestamp,
    kinds::{Account, Case},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Message, Thread};

macro_rules! columns {
    () => {
        "t.id, t.agency_id, t.case_id, t.account_id, t.started_at, t.last_at, t.family_unread, t.team_unread, t.answer_due"
    };
}

statements! {
    BEGIN = "INSERT INTO message_thread (id, agency_id, case_id, account_id, started_at, last_at, family_unread, team_unread, answer_due)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    ADD = "INSERT INTO thread_message (id, thread_id, at, from_team, author_id, words) VALUES ($1, $2, $3, $4, $5, $6)";
    OF_MEMBER = concat!("SELECT ", columns!(), " FROM message_thread t WHERE t.case_id = $1 AND t.account_id = $2");
    OF_CASE = concat!("SELECT ", columns!(), " FROM message_thread t WHERE t.case_id = $1 ORDER BY t.case_id, t.account_id LIMIT 50");
    MESSAGES = "SELECT m.id, m.at, m.from_team, m.author_id, m.words FROM thread_message m
                WHERE m.thread_id = $1 AND m.at <= $2 AND (m.at < $2 OR m.id < $3)
                ORDER BY m.thread_id DESC, m.at DESC, m.id DESC LIMIT $4";
    WAITING = concat!("SELECT ", columns!(), ", c.reference, member.name, c.coordinator_id, worker.name, member.role
        FROM message_thread t JOIN support_case c ON c.id = t.case_id JOIN account member ON member.id = t.account_id
        LEFT JOIN account worker ON worker.id = c.coordinator_id
        WHERE t.agency_id = $1 AND t.answer_due IS NOT NULL AND t.answer_due >= $2 AND (t.answer_due > $2 OR t.id > $3)",
        access::seen!("c.family_id", "$5", "$6", "$7"), "ORDER BY t.answer_due, t.id LIMIT $4");
    FROM_FAMILY = "UPDATE message_thread SET last_at = $2, team_unread = team_unread + 1, family_unread = 0, answer_due = COALESCE(answer_due, $3)
                   WHERE id = $1";
    FROM_TEAM = "UPDATE message_thread SET last_at = $2, family_unread = family_unread + 1, team_unread = 0, answer_due = NULL WHERE id = $1";
    READ_BY_FAMILY = "UPDATE message_thread SET family_unread = 0 WHERE id = $1";
    SETTLED = "UPDATE message_thread SET team_unread = 0, answer_due = NULL WHERE id = $1 AND answer_due IS NOT NULL";
}

/// The columns that a thread fills, in order: see [`values`].
pub const COLUMNS: &str =
    "id, agency_id, case_id, account_id, started_at, last_at, family_unread, team_unread, answer_due";
/// The columns that a message fills, in order: see [`message_values`].
pub const MESSAGE_COLUMNS: &str = "id, thread_id, at, from_team, author_id, words";

const WORDS: Column = Column::new("thread_message.words");

/// The values of one thread, for [`COLUMNS`].
pub fn values(t: &Thread) -> Vec<Value> {
    vec![
        t.id.into(),
        t.agency.into(),
        t.case.into(),
        t.member.into(),
        t.started.into(),
        t.last.into(),
        t.family_unread.into(),
        t.team_unread.into(),
        t.due.into(),
    ]
}

/// The values of one message, for [`MESSAGE_COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn message_values(keys: &Keys, thread: Id<members::Thread>, m: &Message) -> Result<Vec<Value>> {
    Ok(vec![
        m.id.into(),
        thread.into(),
        m.at.into(),
        m.from_team.into(),
        m.author.into(),
        keys.seal(WORDS, m.id, &m.words)?.into(),
    ])
}

fn read(row: &Row) -> Result<Thread> {
    Ok(Thread {
        id: row.get(0)?,
        agency: row.get(1)?,
        case: row.get(2)?,
        member: row.get(3)?,
        started: row.get(4)?,
        last: row.get(5)?,
        family_unread: row.get(6)?,
        team_unread: row.get(7)?,
        due: row.get(8)?,
    })
}

/// One's own thread in a case, if one has begun.
pub fn own(look: &Look<'_>, grant: &Grant<WriteMessages, One<Case>>) -> Result<Option<Thread>> {
    let Some(me) = look.actor().account() else { return Ok(None) };
    of_member_of(look, grant, me)
}

/// The thread of a member with the team, for a worker.
pub fn of_member(
    look: &Look<'_>,
    grant: &Grant<AnswerMessages, One<Case>>,
    member: Id<Account>,
) -> Result<Option<Thread>> {
    of_member_of(look, grant, member)
}

fn of_member_of<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Case>>,
    member: Id<Account>,
) -> Result<Option<Thread>> {
    grant.rows(look, OF_MEMBER, &[member.into()])?.first().map(read).transpose()
}

/// The threads of a case, for a worker: up to 50.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Thread>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(read).collect()
}

/// One page of a thread's messages, the newest first. Whoever calls holds the grant by which the thread was found.
pub fn messages(look: &Look<'_>, thread: &Thread, after: Option<Cursor>) -> Result<Rows<Message>> {
    let [key, id, limit] = Cursor::window(after, Some(PAGE_ROWS));
    let found: Result<Vec<Message>> = look
        .query(MESSAGES, &[thread.id.into(), key, id, limit])?
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            let sealed: Vec<u8> = row.get(4)?;
            Ok(Message {
                id,
                at: row.get(1)?,
                from_team: row.get(2)?,
                author: row.get(3)?,
                words: if sealed.is_empty() { String::new() } else { look.open(WORDS, id, &sealed)? },
            })
        })
        .collect();
    Ok(Rows::cut(found?, |m| Cursor::at(m.at, m.id.cast())))
}

/// A thread that waits for an answer, as the agency's list shows it.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The thread.
    pub thread: Thread,
    /// The case's reference.
    pub reference: Reference,
    /// Who waits.
    pub member: String,
    /// Whether a young person waits.
    pub young: bool,
    /// Who coordinates the case; empty for nobody.
    pub coordinator: String,
}

/// One page of the agency's threads that wait for an answer, the soonest due first: the late ones lead.
pub fn waiting(
    look: &Look<'_>,
    grant: &Grant<AnswerMessages, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Waiting>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let rows = grant.list(look, "message-thread", WAITING, &[key, id, (PAGE_ROWS as i64 + 1).into()])?;
    let found: Result<Vec<Waiting>> = rows
        .iter()
        .map(|row| {
            let thread = read(row)?;
            let coordinator = row.get(11)?;
            Ok(Waiting {
                reference: row.get(9)?,
                member: accounts::joined_name(look, Some(thread.member), row, 10)?,
                young: row.code(13, access::Role::stored)? == access::Role::YoungPerson,
                coordinator: accounts::joined_name(look, coordinator, row, 12)?,
                thread,
            })
        })
        .collect();
    Ok(Rows::cut(found?, |w| Cursor::at(w.thread.due.unwrap_or(Timestamp::MAX), w.thread.id.cast())))
}

/// Begins a thread. Whoever calls holds the grant of the case.
pub(crate) fn begin(act: &Act<'_>, thread: &Thread) -> Result<()> {
    act.execute(BEGIN, &values(thread)).map(|_| ())
}

/// Adds a message to a thread, and notes for whom it is new and by when an answer is owed.
pub(crate) fn add(
    act: &Act<'_>,
    thread: Id<members::Thread>,
    message: &Message,
    due: Option<Timestamp>,
) -> Result<()> {
    act.execute(ADD, &message_values(act.keys(), thread, message)?)?;
    if message.from_team {
        act.change(FROM_TEAM, &[thread.into(), message.at.into()])
    } else {
        act.change(FROM_FAMILY, &[thread.into(), message.at.into(), due.into()])
    }
}

pub(crate) fn read_by_family(act: &Act<'_>, thread: Id<members::Thread>) -> Result<()> {
    act.change(READ_BY_FAMILY, &[thread.into()])
}

pub(crate) fn settled(act: &Act<'_>, thread: Id<members::Thread>) -> Result<()> {
    act.change(SETTLED, &[thread.into()])
}
