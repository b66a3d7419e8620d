//! Small words that the pages and the timeline of this crate and of `funding` share.

use kernel::{Date, Invalid, Result};

use crate::catalogue::model::Catalogue;

/// A day as people write it: `3 March 2026`.
pub fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// What people call a therapy; its code where the catalogue no longer knows it.
pub fn therapy(code: &str) -> Result<&str> {
    Ok(Catalogue::shipped()?.find(code).map_or(code, |found| found.name.as_str()))
}

/// The therapies to choose from, as `(code, name)`, by name.
pub fn therapies() -> Result<Vec<(&'static str, &'static str)>> {
    let mut all: Vec<(&str, &str)> =
        Catalogue::shipped()?.all().iter().map(|i| (i.code.as_str(), i.name.as_str())).collect();
    all.sort_by_key(|(_, name)| *name);
    Ok(all)
}

/// `1 session`, `2 sessions`.
pub fn sessions(count: u32) -> String {
    if count == 1 { "1 session".into() } else { format!("{count} sessions") }
}

/// The same messages, with those of a date leading to its first part: the date itself is no field.
pub(crate) fn linked(wrong: &Invalid) -> Invalid {
    let mut wrong = wrong.clone();
    for error in &mut wrong.0 {
        if matches!(
            error.field.as_str(),
            "day" | "starts_on" | "deadline" | "insured_until" | "safeguarding_on" | "from"
        ) {
            error.field.push_str("-day");
        }
    }
    wrong
}
