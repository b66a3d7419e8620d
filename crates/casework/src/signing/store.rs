//! Second signatures in the database: who had a hand in a thing, what waits, and what came back.

use access::{Act, Grant, InAgency, Look, One};
use kernel::{
    Error, Id, Reference, Result, Timestamp,
    kinds::{Account, Case, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Keys, Row, Value};

use super::{
    Signed,
    model::{Reply, State},
};
use crate::cases::list::Names;

/// The second signature under one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The thing: an assessment, a version of a plan.
    pub thing: Id<()>,
    /// When it was asked for.
    pub asked: Timestamp,
    /// Who asked; none for a machine that nobody made.
    pub asked_by: Option<Id<Account>>,
    /// Where it stands.
    pub state: State,
    /// When a manager answered.
    pub settled: Option<Timestamp>,
    /// Who that was.
    pub settled_by: Option<Id<Account>>,
    /// What should be looked at again; empty unless it was sent back.
    pub words: String,
}

/// The values of one signature, in the order of its room's columns.
///
/// # Errors
/// Those of the keys.
pub(crate) fn values(
    keys: &Keys,
    column: Column,
    agency: Id<Organisation>,
    case: Id<Case>,
    s: &Signature,
) -> Result<Vec<Value>> {
    let words = if s.words.is_empty() { None } else { Some(keys.seal(column, s.thing, &s.words)?) };
    Ok(vec![
        s.thing.into(),
        agency.into(),
        case.into(),
        s.asked.into(),
        s.asked_by.into(),
        s.state.code().into(),
        s.settled.into(),
        s.settled_by.into(),
        words.into(),
    ])
}

/// Notes that whoever acts had a hand in a thing.
pub(crate) fn wrote<A: Signed>(act: &Act<'_>, thing: Id<A::Kind>) -> Result<()> {
    match act.actor().answerable() {
        Some(who) => act.execute(A::SQL.write, &[thing.into(), who.into()]).map(|_| ()),
        None => Ok(()),
    }
}

/// Everybody who had a hand in a thing, and its author.
pub(crate) fn writers<A: Signed>(
    look: &Look<'_>,
    thing: Id<A::Kind>,
    author: Option<Id<Account>>,
) -> Result<Vec<Option<Id<Account>>>> {
    let rows = look.query(A::SQL.writers, &[thing.into()])?;
    let noted = rows.iter().map(|row| row.get(0).map(Some));
    std::iter::once(Ok(author)).chain(noted).collect()
}

/// Asks for a signature under what has just been finished.
pub(crate) fn ask<A: Signed>(
    act: &Act<'_>,
    agency: Id<Organisation>,
    case: Id<Case>,
    thing: Id<A::Kind>,
) -> Result<()> {
    let signature = Signature {
        thing: thing.cast(),
        asked: act.now(),
        asked_by: act.actor().answerable(),
        state: State::Waiting,
        settled: None,
        settled_by: None,
        words: String::new(),
    };
    act.execute(A::SQL.ask, &values(act.keys(), A::WORDS, agency, case, &signature)?).map(|_| ())
}

/// The signature under a thing. Whoever calls holds a grant of it or of its case. None before it is finished, and for what
/// was finished before signatures were asked for.
pub(crate) fn of<A: Signed>(look: &Look<'_>, thing: Id<A::Kind>) -> Result<Option<Signature>> {
    look.opt(A::SQL.of, &[thing.into()])?.map(|row| read::<A>(look, &row)).transpose()
}

/// A later one takes its place.
pub(crate) fn replace<A: Signed>(act: &Act<'_>, before: &Signature) -> Result<()> {
    act.change(A::SQL.status, &[before.thing.into(), before.state.replaced().code().into()])
}

/// Answers for a signature that waits.
pub(crate) fn settle<A: Signed>(
    act: &Act<'_>,
    grant: &Grant<A, One<A::Kind>>,
    answer: Reply,
    state: State,
    words: &str,
) -> Result<()> {
    let sealed = match answer {
        Reply::Sign => Value::Null,
        Reply::SendBack => act.seal(A::WORDS, grant.id(), words)?,
    };
    let by = act.actor().answerable();
    grant.change(act, A::SQL.settle, &[state.code().into(), act.now().into(), by.into(), sealed])
}

/// A signature from a row of thing, asked, by, state, settled, by, words.
pub(crate) fn read<A: Signed>(look: &Look<'_>, row: &Row) -> Result<Signature> {
    let thing = row.get(0)?;
    Ok(Signature {
        thing,
        asked: row.get(1)?,
        asked_by: row.get(2)?,
        state: row.code(3, State::stored)?,
        settled: row.get(4)?,
        settled_by: row.get(5)?,
        words: look.opened(A::WORDS, thing, row, 6)?,
    })
}

/// Something that waits for a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The thing.
    pub thing: Id<()>,
    /// Since when.
    pub asked: Timestamp,
    /// The name of whoever finished it; empty for a machine.
    pub asked_by: String,
    /// Its number within the case; 0 for what has none.
    pub number: i64,
    /// The case.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: Reference,
    /// By when a manager is to have answered; none when the promise was withdrawn with a case that came back.
    pub due: Option<Timestamp>,
    /// Whether whoever asks had a hand in it, so that somebody else must sign.
    pub own: bool,
}

/// One page of what waits for a signature in an agency, the oldest first.
///
/// # Errors
/// Those of the store.
pub fn waiting<A: Signed>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Waiting>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let me = look.actor().answerable();
    let params = [key, id, (PAGE_ROWS as i64 + 1).into(), me.into()];
    let rows = grant.list(look, <A::Kind as access::Protected>::KIND, A::SQL.waiting, &params)?;
    let mut names = Names::default();
    let waiting = rows
        .iter()
        .map(|row| {
            Ok(Waiting {
                thing: row.get(0)?,
                asked: row.get(1)?,
                asked_by: names.of(look, row.get(2)?)?,
                number: row.get(3)?,
                case: row.get(4)?,
                reference: row.get(5)?,
                due: row.get(6)?,
                own: row.get::<i64>(7)? == 1,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut(waiting, |w| Cursor::at(w.asked, w.thing)))
}

/// How many wait that whoever asks may see: at most 101, which means "more than 100".
///
/// # Errors
/// Those of the store.
pub fn how_many_wait<A: Signed>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<i64> {
    match grant.rows(look, <A::Kind as access::Protected>::KIND, A::SQL.how_many, &[])?.first() {
        Some(row) => row.get(0),
        None => Ok(0),
    }
}

/// Something that a manager sent back to whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// The thing.
    pub thing: Id<()>,
    /// When.
    pub at: Timestamp,
    /// Who sent it back.
    pub by: String,
    /// Its number within the case; 0 for what has none.
    pub number: i64,
    /// The case.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: Reference,
    /// What should be looked at again.
    pub words: String,
}

/// What was sent back to whoever asks and has no later one yet: 20 at most, the oldest first.
///
/// # Errors
/// Those of the store.
pub fn returned<A: Signed>(look: &Look<'_>, grant: &Grant<A::Edit, InAgency>) -> Result<Vec<Returned>> {
    let Some(me) = look.actor().account() else { return Ok(Vec::new()) };
    let rows = grant.list(look, <A::Kind as access::Protected>::KIND, A::SQL.returned, &[me.into()])?;
    let mut names = Names::default();
    rows.iter()
        .map(|row| {
            let thing = row.get(0)?;
            Ok(Returned {
                thing,
                at: row.get::<Option<Timestamp>>(1)?.ok_or(Error::NotFound)?,
                by: names.of(look, row.get(2)?)?,
                number: row.get(3)?,
                case: row.get(4)?,
                reference: row.get(5)?,
                words: look.opened(A::WORDS, thing, row, 6)?,
            })
        })
        .collect()
}
