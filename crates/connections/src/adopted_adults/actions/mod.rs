//! What can be done with adults' requests, one verb a file.

mod ask_holder;
mod check_identity;
mod close;
mod record;
mod settle_counselling;
mod share;

#[cfg(test)]
mod tests;

pub use ask_holder::{Answer, AskHolder, answer_fields, ask_holder, ask_holder_fields, holder_answers};
pub use check_identity::{CheckIdentity, check_identity, identity_fields};
pub use close::{Close, close, close_fields};
pub use record::{New, new_fields, record};
pub use settle_counselling::{Settle, counselling_fields, settle_counselling};
pub use share::{Share, share, share_fields};

use access::connections::AdultRequest;
use casework::promises::About;
use kernel::{Id, kinds::Organisation};

/// A promise about a request, or about one thing in it.
fn about<T>(agency: Id<Organisation>, thing: Id<T>) -> About {
    About { agency, case: None, enquiry: None, thing: thing.cast() }
}

/// The id of a request, for the parts of a path.
pub type RequestId = Id<AdultRequest>;
