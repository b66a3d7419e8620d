//! The rules for names: how they are written alike, how they are found without being
//! stored in the clear, and how alike two people are. A worker is offered likenesses and
//! decides; nothing is ever merged by itself. The NHS number and the UPN are not used.

mod keys;
mod likeness;
mod name;
mod postcode;

pub use keys::{PartQuery, birth_key, query_keys, search_keys};
pub use likeness::{Known, LIKELY, LikeReason, Likeness, POSSIBLE, likeness};
pub use name::{fold, name_parts};
pub use postcode::Postcode;
