//! A worker writes to a birth relative, who reads it after signing in.

use access::{Act, actions::WriteToBirthRelative, organisations};
use kernel::{Error, Id, Result, kinds::BirthPerson};

use ::store::outbox;

use crate::{
    birth_families::store,
    words::{NOTE, required},
};

/// A message as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What it says.
    pub words: String,
    /// Whether it is safe to tell them by email that a message waits.
    pub tell: bool,
}

/// Keeps a message. Where it is safe, an email says that one waits: it names neither the
/// reader nor a child, and says nothing of what it is about.
///
/// # Errors
/// `Invalid` on `words` when nothing is said, and on `tell` when there is no email address.
pub fn write_message(act: &Act<'_>, id: Id<BirthPerson>, input: &Written) -> Result<()> {
    let grant = act.one::<WriteToBirthRelative, BirthPerson>(id)?;
    if let Some(wrong) = required("words", &input.words, NOTE, "Write the message") {
        return Err(Error::Invalid(kernel::Invalid(vec![wrong])));
    }
    let to = store::person(act, &grant)?;
    if to.kind.is_placed() {
        return Err(Error::refused(
            "walls.message",
            "This is a child’s record from before adoption. Write to the child’s family from their case.",
        ));
    }
    let message = store::add_message(act, &grant, &input.words)?;
    if input.tell {
        let email = &to.identity.contact.email;
        if email.is_empty() {
            return Err(Error::field("tell", "No email address is recorded. Leave this box empty"));
        }
        let from = organisations::by_id(act, grant.agency())?.name;
        let body = format!(
            "Hello,\n\nthere is a message for you from {from}. Sign in to read it.\n\nIf you did not expect this, you can ignore it.\n"
        );
        outbox::email(
            act.write(),
            act.now(),
            &format!("birth-message {message}"),
            email,
            "A message for you",
            &body,
        )?;
    }
    grant.note(act, "a message was written")
}
