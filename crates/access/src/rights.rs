//! What ids of the rooms about people's rights over their data can be of. The rooms are in the crate `trust`.

/// Somebody asked for a copy of what is held about them.
#[derive(Debug)]
pub enum SubjectRequest {}
/// Somebody asked for something wrong to be put right.
#[derive(Debug)]
pub enum Correction {}
/// Somebody complained about how their data is used.
#[derive(Debug)]
pub enum DataComplaint {}
/// A record whose time is over was proposed for destruction.
#[derive(Debug)]
pub enum Destruction {}

/// A file that somebody of a family sent to their case.
#[derive(Debug)]
pub enum FamilyFile {}
