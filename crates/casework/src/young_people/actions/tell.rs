//! A worker had to tell somebody what a young person kept private, to keep somebody safe. The young person reads whom and why.

use access::{Act, actions::SeeYoungWords, members::YoungWords};
use kernel::{Error, Id, Invalid, Result, kinds::Case};
use page::Fields;

use crate::{
    words::{LINE, NOTE, blank},
    young_people::store,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Whom the worker told.
    pub whom: String,
    /// Why, in words that the young person reads.
    pub why: String,
}

/// Reads [`Input`].
///
/// # Errors
/// What is wrong, beside each field.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let whom = f.required("whom", "Say whom you told", LINE);
    let why = f.required("why", "Say why you had to, in words that the young person can read", NOTE);
    f.finish(|| Some(Input { whom: whom?, why: why? }))
}

/// Keeps it beside the words, for the young person to read.
///
/// # Errors
/// `NotFound` for another case's; refused by `young.told` when it was told before; `Invalid` on `why`.
pub fn run(act: &Act<'_>, case: Id<Case>, id: Id<YoungWords>, input: &Input) -> Result<()> {
    let grant = act.one::<SeeYoungWords, Case>(case)?;
    if store::one(act, &grant, id)?.told.is_some() {
        return Err(Error::refused(
            "young.told",
            "It is recorded already that somebody was told. Write to the young person if there is more to say.",
        ));
    }
    if blank(&input.why) {
        return Err(Error::field("why", "Say why you had to, in words that the young person can read"));
    }
    store::tell(act, &grant, id, &input.whom, &input.why)?;
    grant.note(act, &format!("told somebody what the young person wrote, {id}"))
}
