//! The link to what was asked. How it is made, and what opens it, is the door's: see [`crate::door`].

use access::links::Secret;
use kernel::{Id, kinds};
use store::Keys;

use super::store::DOOR;
pub use crate::door::CODE_TRIES;

/// The secret of a contribution's link.
pub fn secret(keys: &Keys, id: Id<kinds::Contribution>, number: i64) -> Secret {
    DOOR.secret(keys, id, number)
}
