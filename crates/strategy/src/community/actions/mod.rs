//! What can be done in the community of practice.

mod decide;
mod edit;
mod open_topic;
mod report;
mod set_topic;
mod withdraw;
mod write;

pub(super) use decide::decide;
pub(super) use edit::edit;
pub(super) use open_topic::open_topic;
pub(super) use report::report;
pub(super) use set_topic::{close_topic, reopen_topic};
pub(super) use withdraw::{restore, withdraw};
pub(super) use write::{answer, write};

use access::Act;
use kernel::{Error, Id, Result, kinds::Account};

use super::{
    check,
    form::Typed,
    model::{Text, rule},
    store,
};

/// The person who answers for what is written: whoever signed in, or whoever made the key.
///
/// # Errors
/// `Refused` by [`rule::AUTHOR`] for a key that nobody made.
fn author(act: &Act<'_>) -> Result<Id<Account>> {
    act.actor().answerable().ok_or_else(|| {
        Error::refused(
            rule::AUTHOR,
            "Nobody answers for what this key writes. Use a key that a person made on the page Access, Keys for the API.",
        )
    })
}

/// Whether nothing in a text could lead to a family.
///
/// # Errors
/// `Invalid` on `sure`, with what was found, unless its author says that a moderator shall look.
fn is_clean(act: &Act<'_>, typed: &Typed) -> Result<bool> {
    let found = check::found_in(&typed.text, &store::names(act)?);
    if found.is_empty() {
        return Ok(true);
    }
    if typed.sure {
        return Ok(false);
    }
    Err(Error::field(
        "sure",
        format!(
            "This could lead to a child or a family: {}. Write it without, or tick the box, so that a moderator looks first",
            check::told(&found)
        ),
    ))
}

/// Whether nothing in a topic's own words could lead to a family: those have no moderator, so that they are refused.
fn must_be_clean(act: &Act<'_>, text: &Text) -> Result<()> {
    let found = check::found_in(text, &store::names(act)?);
    match found.is_empty() {
        true => Ok(()),
        false => Err(Error::field(
            "about",
            format!(
                "This could lead to a child or a family: {}. A topic is read by many: write its title and what it is for without",
                check::told(&found)
            ),
        )),
    }
}

#[cfg(test)]
mod tests;
