//! Small words that the pages and the timeline of this crate share.

use commissioning::catalogue::model::Catalogue;
use kernel::{Date, Result};

/// The longest reason or note, in characters.
pub(crate) const NOTE: usize = 4_000;

/// A day as people write it: `3 March 2026`.
pub(crate) fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// What people call a therapy; its code where the catalogue no longer knows it.
pub(crate) fn therapy(code: &str) -> Result<&str> {
    Ok(Catalogue::shipped()?.find(code).map_or(code, |found| found.name.as_str()))
}

/// The therapies to choose from, as `(code, name)`, by name.
pub(crate) fn therapies() -> Result<Vec<(&'static str, &'static str)>> {
    let mut all: Vec<(&str, &str)> =
        Catalogue::shipped()?.all().iter().map(|i| (i.code.as_str(), i.name.as_str())).collect();
    all.sort_by_key(|(_, name)| *name);
    Ok(all)
}

/// `1 session`, `2 sessions`.
pub(crate) fn sessions(count: u32) -> String {
    if count == 1 { "1 session".into() } else { format!("{count} sessions") }
}
