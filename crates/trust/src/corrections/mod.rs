//! Putting right what is wrong (UK GDPR Article 16). Nothing is overwritten without a trace: the old
//! value stays beside the decision, for those who may see the record.

pub mod actions;
mod api;
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
