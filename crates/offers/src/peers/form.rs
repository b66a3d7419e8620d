//! What is asked about mentors, in forms and in the API alike.

use kernel::Invalid;
use page::Fields;

use super::{
    actions::{Input, Pair, Seen},
    model::Stand,
};
use crate::words::{LINE, NOTE, TEXT};

fn mentor(f: &mut Fields) -> Option<Input> {
    let name = f.required("name", "Enter their name", LINE);
    let contact = f.required("contact", "Enter how to reach them", NOTE);
    let note = f.optional("note", TEXT).unwrap_or_default();
    let (trained, checked_until) = (f.date_opt("trained"), f.date_opt("checked_until"));
    let stand = f.choice_opt::<Stand>("stand", "Choose how they stand").unwrap_or(Stand::Active);
    Some(Input { name: name?, contact: contact?, note, trained, checked_until, stand })
}

pub(super) fn add(f: &mut Fields) -> Result<Input, Invalid> {
    let input = mentor(f);
    f.finish(|| input)
}

pub(super) fn change(f: &mut Fields) -> Result<(i64, Input), Invalid> {
    let (version, input) = (f.version(), mentor(f));
    f.finish(|| Some((version?, input?)))
}

pub(super) fn seen(f: &mut Fields) -> Result<Seen, Invalid> {
    let version = f.version();
    let on = f.date("on", "Enter on which day you saw them");
    let note = f.required("seen", "Write down in a few words what you talked about", TEXT);
    let next = f.date_opt("next");
    f.finish(|| Some(Seen { version: version?, on: on?, note: note?, next }))
}

pub(super) fn pair(f: &mut Fields) -> Result<Pair, Invalid> {
    let case = f.required("case", "Enter the reference of the family’s case", 40);
    let reason = f.required("reason", "Say why these two fit together", TEXT);
    f.finish(|| Some(Pair { case: case?, reason: reason? }))
}

pub(super) fn part(f: &mut Fields) -> Result<(i64, String), Invalid> {
    let version = f.version();
    let reason = f.required("reason", "Say why it ends", TEXT);
    f.finish(|| Some((version?, reason?)))
}
