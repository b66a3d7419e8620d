//! What ids of the rooms beside the duty queue can be of. The rooms are in the crate `casework`.

/// A drop-in session with its times.
#[derive(Debug)]
pub enum DropIn {}
/// A time at a drop-in that somebody booked.
#[derive(Debug)]
pub enum DropInBooking {}
/// Somebody's half day on duty.
#[derive(Debug)]
pub enum Duty {}
/// What one worker asked of another about a duty.
#[derive(Debug)]
pub enum DutySwap {}
