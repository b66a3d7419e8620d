//! What ids of the rooms of strategy can be of. The rooms are in the crate `strategy`.

/// A round in which an agency rates its own service.
#[derive(Debug)]
pub enum AuditRound {}
/// Something to be done about a rating.
#[derive(Debug)]
pub enum AuditAction {}
/// A meeting of a board with partners.
#[derive(Debug)]
pub enum BoardMeeting {}
/// Something that was said at a meeting, and what was done about it.
#[derive(Debug)]
pub enum BoardPoint {}
/// A topic of the community of practice.
#[derive(Debug)]
pub enum Topic {}
/// Something written in a topic: a post, an answer or a shared document.
#[derive(Debug)]
pub enum Entry {}
/// A project that tries something new.
#[derive(Debug)]
pub enum InnovationProject {}
