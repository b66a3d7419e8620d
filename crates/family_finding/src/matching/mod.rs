//! Matching: children who wait against families who are ready, both ways, with reasons, and the best use of
//! the whole pool. People decide, and nothing is applied by itself.
//!
//! ```text
//! child.rs, offer.rs ─> score.rs (bars, fit, reasons) ─> pool.rs (all pairs, suggestions)    pure
//! weights.rs (dated data)                              └─> best_use.rs (exact, with its proof)
//! store.rs (children who wait), adopters::store ─> view.rs ─> pages, api.rs, `hearth match`
//! ```

pub mod actions;
mod api;
pub mod best_use;
pub mod child;
pub mod files;
pub mod form;
mod from_return;
pub mod offer;
pub mod operator;
pub(crate) mod pages;
pub mod pool;
pub mod score;
pub mod store;
pub mod view;
pub mod weights;
pub mod words;

#[cfg(test)]
pub(crate) mod tests;

use access::{Action, actions::ViewMatching, permissions::Reach};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/matching", text: "Matching", needs: ViewMatching::NAME, reach: Reach::Agency }]
}
