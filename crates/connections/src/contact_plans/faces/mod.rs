//! The two faces of a contact plan. Each stands in tables of its own side of the wall; `after` and `before` never meet
//! in a statement, nor in a function. What both share is how a face is found from the plan, and how it names it.

pub mod after;
pub mod before;

use access::connections::ContactPlan;
use kernel::{Date, Id};
use store::Keys;

use super::model::End;

/// The keyed hash by which the face of a plan on one side is found. The side is mixed in, so that the hashes of
/// the two faces cannot be matched.
pub(crate) fn finder(keys: &Keys, end: End, plan: Id<ContactPlan>) -> Vec<u8> {
    keys.mac("contact-face", &[end.code().as_bytes(), plan.as_bytes()]).to_vec()
}

/// What one side wished at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Counted from 1.
    pub number: i64,
    /// When it was said.
    pub on: Date,
    /// What.
    pub words: String,
    /// The role of whoever wrote it down.
    pub by: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_faces_of_a_plan_share_nothing_without_the_key() {
        let keys = Keys::from_master(&[7; 32]).unwrap();
        let plan = Id::from_parts(1, [3; 10]);
        let (a, b) = (finder(&keys, End::Adoptive, plan), finder(&keys, End::Birth, plan));
        assert_ne!(a, b);
        for face in [&a, &b] {
            assert!(!face.windows(16).any(|w| w == plan.as_bytes()), "the plan's id stands in the clear");
        }
        let stranger = Keys::from_master(&[8; 32]).unwrap();
        assert_ne!(finder(&stranger, End::Birth, plan), b);
    }
}
