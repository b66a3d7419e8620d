//! What ids of the room of providers' quality can be of. The room is in the crate `commissioning`.

/// A concern about a provider, as the agency that raised it holds it.
#[derive(Debug)]
pub enum Concern {}
/// The same concern, as another agency was told of it.
#[derive(Debug)]
pub enum ConcernNotice {}
/// The same concern, as its provider was told of it: the id is the concern's own.
#[derive(Debug)]
pub enum ConcernReply {}
