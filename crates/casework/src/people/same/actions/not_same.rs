//! A worker records that two records that look alike are two people, or takes that back.

use access::Act;
use kernel::{Error, Id, Invalid, Result, kinds::Person};
use page::Fields;

use super::{both, noted, reason, says_something};
use crate::people::same::{model::State, store};

const WHY: &str = "Say how you know that they are two people";

/// Reads why.
///
/// # Errors
/// What is wrong, beside the field.
pub fn fields(f: &mut Fields) -> Result<String, Invalid> {
    let why = reason(f, WHY);
    f.finish(|| why)
}

/// Keeps it: the pair is not proposed again, and a proposal that waits ends.
///
/// # Errors
/// `NotFound` for a record of others; refused by `merge.not-same` where it was said before; `Invalid` on `why`.
pub fn say(act: &Act<'_>, a: Id<Person>, b: Id<Person>, why: &str) -> Result<()> {
    let ((one_grant, one), (two_grant, two)) = both(act, a, b)?;
    if a == b {
        return Err(Error::refused(
            "merge.itself",
            "This is one record. Choose another one to compare it with.",
        ));
    }
    says_something(why, WHY)?;
    if store::not_same(act, a, b)?.is_some() {
        return Err(Error::refused("merge.not-same", "It is recorded already that these are two people."));
    }
    if store::facts(act, &one, &two)?.chained
        && (store::kept(act, a)?.is_some() || store::kept(act, b)?.is_some())
    {
        return Err(Error::refused(
            "merge.chain",
            "One of the two is joined with another record. Undo that first, if it was wrong.",
        ));
    }
    store::say_not_same(act, &one, b, why.trim())?;
    if let Some(waits) = store::waits(act, a, b)? {
        store::end(act, waits, State::Declined, why.trim())?;
    }
    noted(act, &one_grant, two.id, "recorded as two people")?;
    noted(act, &two_grant, one.id, "recorded as two people")
}

/// Takes it back.
///
/// # Errors
/// `NotFound` for a record of others, and where nothing of the kind was recorded.
pub fn lift(act: &Act<'_>, a: Id<Person>, b: Id<Person>) -> Result<()> {
    let ((one_grant, one), (two_grant, two)) = both(act, a, b)?;
    let (id, _) = store::not_same(act, a, b)?.ok_or(Error::NotFound)?;
    store::lift(act, id)?;
    noted(act, &one_grant, two.id, "no longer recorded as two people")?;
    noted(act, &two_grant, one.id, "no longer recorded as two people")
}
