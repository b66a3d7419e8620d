//! What ids of the rooms of a team and its manager can be of. The rooms are in the crate `teamwork`.

/// The open cases of a worker went to others in one step.
#[derive(Debug)]
pub enum CaseloadTransfer {}
/// A manager's supervision of a worker, private between the two and the manager's line.
#[derive(Debug)]
pub enum Supervision {}
/// A family moves to another council's area.
#[derive(Debug)]
pub enum FamilyMove {}
/// A case that an agency hands to another, as the agency that hands over sees it.
#[derive(Debug)]
pub enum HandoverOut {}
/// The same as the agency sees it to which it is handed: what was handed over, and nothing else.
#[derive(Debug)]
pub enum HandoverIn {}
/// A complaint about the service, or a disagreement with what was decided.
#[derive(Debug)]
pub enum ServiceComplaint {}
