//! A worker proposes that two records are one person.

use access::{Act, members::PersonMerge};
use kernel::{Error, Id, Invalid, Result, kinds::Person};
use page::Fields;

use super::{both, check, noted, reason, says_something};
use crate::people::same::store::{self, NewMerge};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Which of the two is in front afterwards.
    pub kept: Id<Person>,
    /// How the worker knows that it is one person.
    pub why: String,
}

const WHY: &str = "Say how you know that it is one person";

/// Reads [`Input`].
///
/// # Errors
/// What is wrong, beside each field.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let kept = f.id::<Person>("kept", "Choose which record is kept in front");
    let why = reason(f, WHY);
    f.finish(|| Some(Input { kept: kept?, why: why? }))
}

/// Keeps the proposal, for another person to decide.
///
/// # Errors
/// `NotFound` for a record of others; those of [`super::super::model::may_join`]; `Invalid` on `kept` for a third record and on `why`;
/// refused by `merge.waits` where the pair is proposed already.
pub fn run(act: &Act<'_>, a: Id<Person>, b: Id<Person>, input: &Input) -> Result<Id<PersonMerge>> {
    let (one, two) = both(act, a, b)?;
    let ((kept_grant, kept), (other_grant, other)) = match input.kept {
        id if id == a => (one, two),
        id if id == b => (two, one),
        _ => return Err(Error::field("kept", "Choose which record is kept in front")),
    };
    check(act, &kept, &other)?;
    says_something(&input.why, WHY)?;
    if store::waits(act, a, b)?.is_some() {
        return Err(Error::refused(
            "merge.waits",
            "This pair is proposed already, and waits for a second person.",
        ));
    }
    let id = Id::new(act.now());
    let new = NewMerge {
        id,
        agency: kept.agency,
        kept: kept.id,
        other: other.id,
        why: input.why.trim(),
        at: act.now(),
        by: act.actor().answerable(),
    };
    store::add(act, &new)?;
    noted(act, &kept_grant, other.id, "proposed as one person, to be in front")?;
    noted(act, &other_grant, kept.id, "proposed as one person, to point to the other")?;
    Ok(id)
}
