//! A manager's answer: what it says, and whether they may give it.

use access::{Look, approval};
use kernel::{Error, Id, Invalid, Result, kinds::Account};
use page::Fields;

use super::{
    Signed,
    model::{Reply, State, wrong_words},
    store::{self, Signature},
};
use crate::words::NOTE;

/// What a manager answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The version of the thing that was read.
    pub version: i64,
    /// Signed, or sent back.
    pub answer: Reply,
    /// What should be looked at again.
    pub words: String,
}

/// Reads [`Input`].
///
/// # Errors
/// `Invalid` beside `version`, `answer` or `words`.
pub fn fields<A: Signed>(f: &mut Fields) -> Result<Input, Invalid> {
    let version = f.version();
    let answer = f.choice::<Reply>("answer", "Choose whether to sign it or to send it back");
    let words = f.optional("words", NOTE).unwrap_or_default();
    if let Some(wrong) = answer.and_then(|answer| wrong_words(answer, &words, A::SAYS.send_back_ask)) {
        f.fail("words", wrong.message);
    }
    f.finish(|| Some(Input { version: version?, answer: answer?, words }))
}

/// Whether somebody may answer for a thing that is finished, before what they answer; gives the signature that waits.
///
/// # Errors
/// `Refused` by the room's rules: nothing waits, a key that nobody made, whoever had a hand in it, acts in the place of
/// somebody who had, or uses a key of theirs.
pub(crate) fn may_answer<A: Signed>(
    look: &Look<'_>,
    thing: Id<A::Kind>,
    author: Option<Id<Account>>,
) -> Result<Signature> {
    let says = A::SAYS;
    let signature =
        store::of::<A>(look, thing)?.ok_or_else(|| Error::refused(says.settled, says.unasked_why))?;
    after::<A>(&signature, Reply::Sign)?;
    if look.actor().answerable().is_none() {
        return Err(Error::refused(
            says.person,
            "A signature is a person's. Sign in as a team manager, or use a key that a team manager made.",
        ));
    }
    approval::by_another(
        look.actor(),
        store::writers::<A>(look, thing, author)?.into_iter().chain([signature.asked_by]),
        says.own,
        says.own_why,
    )?;
    Ok(signature)
}

/// The state after an answer.
///
/// # Errors
/// `Refused` by the room's rule when nothing waits.
pub(crate) fn after<A: Signed>(signature: &Signature, answer: Reply) -> Result<State> {
    signature.state.after(answer).ok_or_else(|| Error::refused(A::SAYS.settled, A::SAYS.settled_why))
}

/// Why whoever looks can not answer, when they can not.
///
/// # Errors
/// Those of the store.
pub(crate) fn refused(may: Result<Signature>) -> Result<Option<String>> {
    match may {
        Ok(_) => Ok(None),
        Err(Error::Refused { why, .. }) => Ok(Some(why)),
        Err(other) => Err(other),
    }
}
