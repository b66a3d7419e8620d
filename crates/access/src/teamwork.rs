//! What ids of the rooms of a team and its manager can be of. The rooms are in the crate `teamwork`.

/// The open cases of a worker went to others in one step.
#[derive(Debug)]
pub enum CaseloadTransfer {}
/// A manager's supervision of a worker, private between the two and the manager's line.
#[derive(Debug)]
pub enum Supervision {}
/// A complaint about the service, or a disagreement with what was decided.
#[derive(Debug)]
pub enum ServiceComplaint {}
