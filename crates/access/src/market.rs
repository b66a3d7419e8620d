//! What ids of the rooms in which providers are chosen can be of. The rooms are in the crate `commissioning`.

/// A choice of provider for one case: by competition, by direct award, or by the family.
#[derive(Debug)]
pub enum Competition {}
/// A provider's place in a competition: its invitation, questions and bids.
#[derive(Debug)]
pub enum Invitation {}
/// One bid as it came.
#[derive(Debug)]
pub enum Bid {}
/// One of the three people who open bids, in one competition.
#[derive(Debug)]
pub enum Opener {}
/// One of the people who score bids, in one competition.
#[derive(Debug)]
pub enum Assessor {}
/// What one assessor gives a bid for one criterion.
#[derive(Debug)]
pub enum Score {}
/// A question of a bidder.
#[derive(Debug)]
pub enum Question {}
