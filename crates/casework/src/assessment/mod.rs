//! Assessment of need on a national framework that is data, not a form.
//!
//! A draft is written part by part and saved as one goes; it is completed once everything
//! that the framework asks for is there. What it finds becomes the case's level of
//! support, and the next plan begins from its needs.

pub mod actions;
mod api;
mod form;
pub mod model;
pub(crate) mod pages;
mod signature_api;
pub mod signatures;
pub mod store;

use page::Route;

/// Every statement of this room.
pub(crate) fn statements() -> Vec<::store::Sql> {
    [store::ALL, &signatures::statements()].concat()
}

/// Figures that assessments feed, by council, in the month they were completed.
pub mod measures {
    /// Assessments completed; the part is the level that was chosen.
    pub const COMPLETED: &str = "assessments-completed";
    /// Those of them whose level differs from the suggested one; the part is the level.
    pub const DECIDED_OTHERWISE: &str = "assessments-decided-otherwise";
    /// Needs found; the part is the need.
    pub const NEEDS_FOUND: &str = "needs-found";
}

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes(), signature_api::routes()].concat()
}
