//! What ids of the rooms for when it gets hard can be of. The rooms are in the crate `coordination`.

/// Something got hard for a family, and somebody leads what everybody does about it.
#[derive(Debug)]
pub enum Escalation {}
