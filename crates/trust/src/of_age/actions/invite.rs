//! The adult whose record it is gets a way in of their own, once a worker has made sure that it is them.

use access::{
    Act,
    sign_in::invitations::{self, Guest, Made},
};
use casework::of_age::{
    model::{StepKind, Wish, newest},
    store,
};
use kernel::{Error, Id, Invalid, Result, kinds::Case};
use page::Fields;

use super::{held, of_case, says_enough};
use crate::words::NOTE;

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::of_age) struct Input {
    /// The address that is theirs alone.
    pub email: String,
    /// How the worker made sure that it is them.
    pub how: String,
}

/// Reads [`Input`].
///
/// # Errors
/// What is wrong, beside each field.
pub(in crate::of_age) fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let email = f.required("email", "Enter the email address that is theirs alone", 200);
    let how = f.required("how", HOW, NOTE);
    f.finish(|| Some(Input { email: email?, how: how? }))
}

const HOW: &str = "Say how you made sure that it is them";

/// Writes the invitation, and keeps how it was made sure that it is them.
///
/// # Errors
/// `NotFound` for another agency's case; refused by `of-age.not-own` before the record is theirs, and by `of-age.no-account` while
/// they do not want one; `Invalid` on `how`; those of [`invitations::own_record`].
pub(in crate::of_age) fn run(act: &Act<'_>, id: Id<Case>, input: &Input) -> Result<Made> {
    let (grant, case, person) = of_case(act, id)?;
    held(act, &person)?;
    let steps = store::of_person(act, &grant, person.id)?;
    if newest(&steps, StepKind::Account).and_then(|s| s.wish) == Some(Wish::No) {
        return Err(Error::refused(
            "of-age.no-account",
            "They said that they do not want to sign in. If they changed their mind, note that first.",
        ));
    }
    says_enough("how", &input.how, HOW)?;
    store::add(act, &case, StepKind::Identity, None, input.how.trim())?;
    let guest = Guest { email: input.email.clone(), name: person.first.clone() };
    invitations::own_record(act, id, person.id, &guest, input.how.trim())
}
