//! The support plan: a living document with versions, owners and a named coordinator.
//!
//! A version is drafted, made current once it is complete, and superseded by the next.
//! What a version said is never changed afterwards, but for what became of its actions
//! while it was current.

pub mod actions;
mod api;
pub mod due;
mod form;
pub mod model;
mod pages;
mod signature_api;
pub mod signatures;
pub mod store;

use page::Route;

/// Every statement of this room.
pub(crate) fn statements() -> Vec<::store::Sql> {
    [store::ALL, due::ALL, &signatures::statements()].concat()
}

/// Figures that plans feed.
pub mod measures {
    /// Versions made current, by council; the part is the level.
    pub const MADE_CURRENT: &str = "plans-made-current";
    /// Times that a case's coordinator changed to somebody else, by council (requirement PL2).
    pub const HAND_OFFS: &str = "coordinator-hand-offs";
    /// Actions settled; the part is `done` or `not-done`.
    pub const ACTIONS_SETTLED: &str = "plan-actions-settled";
}

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes(), signature_api::routes()].concat()
}
