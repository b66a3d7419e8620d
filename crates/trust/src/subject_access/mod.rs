//! Subject access (UK GDPR Article 15): somebody asks for a copy of what is held about them. The copy is
//! gathered from the rooms of the case as passages; what may be about somebody else is marked; a worker reads
//! each marked passage and keeps or removes it; somebody who did not prepare it releases it.

pub mod actions;
mod api;
mod copy;
pub mod gather;
pub mod model;
mod pages;
pub mod store;

pub(crate) use pages::state_tag;
pub(crate) use store::ALL;

use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}
