//! A young person's own side: from what age they sign in, what they write for their workers alone, and whom they can turn to.
//!
//! What they mark as private is read by the workers of their own agency who work with the case, and by nobody of their family.
//! The page that they write on says so, and says honestly when a worker must tell somebody. Where that happened, they read
//! whom the worker told, and why.

pub mod actions;
mod api;
pub mod help;
pub mod model;
pub(crate) mod pages;
pub mod store;

use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}
