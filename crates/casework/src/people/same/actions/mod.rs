//! What is done about two records that may be one person, one verb a file.

pub mod decide;
pub mod not_same;
pub mod propose;
pub mod undo;

use access::{Act, Action, Grant, Look, One, actions::ProposeMerge};
use kernel::{Error, Id, Invalid, Result, kinds};
use page::Fields;

use super::{model::may_join, store};
use crate::{
    people::store::{self as people, Person},
    words::{NOTE, blank},
};

/// A grant of one record for whoever compares it with another.
pub type Granted = Grant<ProposeMerge, One<kinds::Person>>;

/// Both records of a pair. Each needs a grant of its own, so that a record of others, a sealed one and one of before adoption are as
/// if they were not there.
///
/// # Errors
/// `NotFound` for any of these.
pub fn both(
    look: &Look<'_>,
    a: Id<kinds::Person>,
    b: Id<kinds::Person>,
) -> Result<((Granted, Person), (Granted, Person))> {
    let one = |id| Ok::<_, Error>((look.one::<ProposeMerge, kinds::Person>(id)?, people::load(look, id)?));
    Ok((one(a)?, one(b)?))
}

/// Checks everything that may speak against joining the two.
fn check(act: &Act<'_>, kept: &Person, other: &Person) -> Result<()> {
    may_join(kept, other, store::facts(act, kept, other)?)
}

/// Reads a reason.
fn reason(f: &mut Fields, ask: &'static str) -> Option<String> {
    f.required("why", ask, NOTE)
}

fn says_something(why: &str, ask: &'static str) -> Result<()> {
    if blank(why) { Err(Error::field("why", ask)) } else { Ok(()) }
}

/// A decision on a proposal, as forms and the API send it.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The version that was read.
    pub version: i64,
    /// Why.
    pub why: String,
}

/// Reads [`Input`].
///
/// # Errors
/// What is wrong, beside each field.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let version = f.version();
    let why = reason(f, WHY);
    f.finish(|| Some(Input { version: version?, why: why? }))
}

/// What is asked of whoever decides.
const WHY: &str = "Say why, for whoever looks at this later";

/// What the audit log says of a pair.
fn noted<A: Action>(
    act: &Act<'_>,
    granted: &Grant<A, One<kinds::Person>>,
    other: Id<kinds::Person>,
    what: &str,
) -> Result<()> {
    granted.note(act, &format!("{what}, with {other}"))
}
