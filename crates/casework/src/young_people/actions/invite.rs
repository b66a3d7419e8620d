//! The coordinator invites the young person of a case to sign in as themselves.

use access::{
    Act, Look,
    actions::InviteFamily,
    sign_in::invitations::{self, Guest, Made},
};
use kernel::{Id, Invalid, Result, kinds::Case};
use page::Fields;

use crate::{
    cases::store as cases,
    people::store::{self as people, Person},
    words::NOTE,
    young_people::model::may_be_invited,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The address that is the young person's alone.
    pub email: String,
    /// Why they are invited before the age, or where it is not known.
    pub reason: String,
}

/// Reads [`Input`].
///
/// # Errors
/// What is wrong, beside each field.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let email = f.required("email", "Enter the email address that is theirs alone", 200);
    let reason = f.optional("reason", NOTE).unwrap_or_default();
    f.finish(|| Some(Input { email: email?, reason }))
}

/// The young person of a case, for whoever may invite them.
///
/// # Errors
/// `NotFound` for another agency's case.
pub fn young_person(look: &Look<'_>, case: Id<Case>) -> Result<Person> {
    let grant = look.one::<InviteFamily, Case>(case)?;
    people::load(look, cases::load(look, &grant)?.child)
}

/// Writes the invitation. What to call them comes from their own record: their first name alone.
///
/// # Errors
/// Those of [`may_be_invited`] and of [`invitations::young_person`].
pub fn run(act: &Act<'_>, case: Id<Case>, input: &Input) -> Result<Made> {
    let who = young_person(act, case)?;
    may_be_invited(who.born, act.today(), &input.reason)?;
    let guest = Guest { email: input.email.clone(), name: who.first.clone() };
    invitations::young_person(act, case, who.id, &guest, input.reason.trim())
}
