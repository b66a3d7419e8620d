//! What is done when a provider is chosen, one step of the way a file.

mod bid;
mod brief;
mod decide;
mod open;
mod score;
mod terms;
#[cfg(test)]
mod tests;

pub use bid::{Sent, ask, decline, send_bid, state_capacity};
pub use brief::{Brief, ask_for_choice, known};
pub(super) use decide::ranked;
pub use decide::{agree, award, close, order};
pub use open::{Opening, may_open, open};
pub use score::{Given, declare, moderate, score};
pub use terms::{Named, answer, invite, may_lock, ready, set_terms};

use access::{Act, notices};
use kernel::{
    Error, Id, Result,
    kinds::{Account, Organisation},
};

use super::store::{self, Chosen};

/// Tells the people of a provider, without a word of what it is about.
fn tell(act: &Act<'_>, provider: Id<Organisation>, key: &str, subject: &str, body: &str) -> Result<()> {
    for person in store::people(act, provider)? {
        notices::mail(act, person, &format!("{key}-{person}"), subject, body)?;
    }
    Ok(())
}

/// Refuses anybody but the person themselves, signed in with their own account: no token and nobody in their place.
fn oneself(act: &access::Look<'_>, account: Id<Account>) -> Result<()> {
    if act.actor().account() == Some(account) { Ok(()) } else { Err(Error::NotFound) }
}

/// A change in few words, for the audit log.
fn step(c: &Chosen, to: &str) -> String {
    access::audit::changed(&[("status", c.state.code(), to)])
}
