//! What ids of the rooms of offers can be of: the directory, groups and peers. The rooms are in the crate `offers`.

/// An entry of the directory of services.
#[derive(Debug)]
pub enum Service {}
/// A group, a course of workshops or an activity day, with its sessions.
#[derive(Debug)]
pub enum Group {}
/// One session of a group.
#[derive(Debug)]
pub enum GroupSession {}
/// A family's place in a group, or on its waiting list.
#[derive(Debug)]
pub enum Booking {}
/// Somebody who volunteers to stand beside other families.
#[derive(Debug)]
pub enum Mentor {}
/// A mentor and a family who were brought together.
#[derive(Debug)]
pub enum Match {}
