//! What ids of specialist assessments can be of. The room is in the crate `coordination`.

/// A specialist assessment asked of a provider.
#[derive(Debug)]
pub enum SpecialistAsk {}
