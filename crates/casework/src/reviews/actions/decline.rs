//! A review that was asked for is not held, with a reason that whoever asked reads.

use access::{Act, actions::HoldReview, members, notices};
use kernel::{Error, Id, Invalid, PromiseKind, Result, kinds::Case};
use page::Fields;

use crate::{
    promises,
    reviews::store,
    words::{NOTE, blank},
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The version that was read.
    pub version: i64,
    /// Why not; whoever asked reads it.
    pub reason: String,
}

/// Reads [`Input`].
///
/// # Errors
/// What is wrong, beside each field.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let version = f.version();
    let reason = f.required("reason", "Say why not, in words that whoever asked reads", NOTE);
    f.finish(|| Some(Input { version: version?, reason: reason? }))
}

/// Records it. The promise of a review is withdrawn; the answer stands where the review would.
///
/// # Errors
/// `NotFound` for another case's; refused by `review.answered`; `Stale`; `Invalid` on `reason`.
pub fn run(act: &Act<'_>, case: Id<Case>, id: Id<members::Review>, input: &Input) -> Result<()> {
    let grant = act.one::<HoldReview, Case>(case)?;
    let review = store::one(act, &grant, id)?;
    review.must_wait()?;
    if blank(&input.reason) {
        return Err(Error::field("reason", "Say why not, in words that whoever asked reads"));
    }
    store::decline(act, &review, input.version, input.reason.trim())?;
    promises::withdraw(act, id.cast(), PromiseKind::ReviewAsked)?;
    grant.note(act, &format!("declined the review {id}: {}", input.reason))?;
    if let Some(asker) = review.asked_by {
        notices::mail(
            act,
            asker,
            &format!("review-declined:{id}"),
            "There is an answer for you",
            "There is an answer for you in Hearth. Sign in to read it. This email says nothing of what it is about.",
        )?;
    }
    Ok(())
}
