//! What ids of the rooms round the assessment can be of, besides the assessment itself. The rooms are in the crates `casework` and
//! `coordination`.

/// A version of what an agency adds to the national assessment framework.
#[derive(Debug)]
pub enum FrameworkVersion {}

/// An assessment that a voluntary agency completed, entered to be endorsed.
#[derive(Debug)]
pub enum OutsideAssessment {}
