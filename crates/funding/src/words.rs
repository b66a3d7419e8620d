//! Small words that the pages and the timeline of this crate share.

pub(crate) use commissioning::words::{day, sessions, therapies, therapy};

/// The longest reason or note, in characters.
pub(crate) const NOTE: usize = 4_000;
