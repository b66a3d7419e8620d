//! Another directory's feed, taken in: read whole first, page by page, within bounds; then written entry by entry, so
//! that taking in the same feed twice changes nothing, and what is no longer in it is marked and kept.
//!
//! ```text
//! fetch (pages, bounds) ─> read (one service ─> an entry, or why not) ─> take (new, changed, unchanged, gone)
//! ```

mod fetch;
mod read;
mod take;
#[cfg(test)]
mod tests;

pub use fetch::{Fetch, Fetched, Folder, Get, Later, Web, fetch, rule};
pub use take::{Done, take};

pub(crate) use take::ALL;
