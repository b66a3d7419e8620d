//! What is asked about the chronology, in forms and in the API alike.

use kernel::{Error, Id, Invalid, kinds};
use page::Fields;

use super::model::{Entry, Kind, Standing, When};
use crate::words::NOTE;

/// Who says so, in characters.
const SOURCE: usize = 300;

/// Something to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// When.
    pub when: When,
    /// What kind of thing.
    pub kind: Kind,
    /// What happened.
    pub words: String,
    /// Who says so; may be empty.
    pub source: String,
}

/// Reads an entry.
///
/// # Errors
/// `Invalid` beside `year`, `month`, `day`, `kind`, `words` or `source`.
pub fn entry(f: &mut Fields) -> Result<NewEntry, Invalid> {
    const MONTH: &str = "Enter a month from 1 to 12, or leave it out";
    const DAY: &str = "Enter a day from 1 to 31, or leave it out";
    let year = f.number("year", "Enter the year in four figures, such as 2014", 0, 9_999);
    let month = f.number_opt("month", MONTH, 1, 12);
    let day = f.number_opt("day", DAY, 1, 31);
    let about = f.ticked("about");
    let kind = f.choice::<Kind>("kind", "Choose what kind of thing it was");
    let words = f.required("words", "Write what happened", NOTE);
    let source = f.optional("source", SOURCE).unwrap_or_default();
    let when = match year.map(|year| When::new(year, month, day, about)) {
        Some(Ok(when)) => Some(when),
        Some(Err(Error::Invalid(wrong))) => {
            wrong.0.into_iter().for_each(|e| f.fail(&e.field, e.message));
            None
        }
        _ => None,
    };
    f.finish(|| Some(NewEntry { when: when?, kind: kind?, words: words?, source }))
}

/// Reads a change: the version that was read, and the entry as it is to be.
///
/// # Errors
/// As [`entry`], and beside `version`.
pub fn change(f: &mut Fields) -> Result<(i64, NewEntry), Invalid> {
    let version = f.version();
    let read = entry(f);
    let new = read?;
    f.finish(|| Some((version?, new)))
}

/// Reads whether an entry stands in the chronology.
///
/// # Errors
/// `Invalid` beside `version` or `standing`.
pub fn standing(f: &mut Fields) -> Result<(i64, Standing), Invalid> {
    let version = f.version();
    let standing =
        f.choice::<Standing>("standing", "Say whether it stands in the chronology or is taken out");
    f.finish(|| Some((version?, standing?)))
}

/// Reads which lines of the timeline are taken, and as what kind of thing.
///
/// # Errors
/// `Invalid` beside `events` or `kind`.
pub fn gathered(f: &mut Fields) -> Result<(Vec<Id<kinds::Event>>, Kind), Invalid> {
    let kind = f.choice::<Kind>("kind", "Choose what kind of thing they were");
    // Asked for once, so that the API's description names it.
    f.optional("events", 40);
    let chosen: Vec<String> = f.all("events").map(str::to_owned).collect();
    let events: Vec<Id<kinds::Event>> = chosen.iter().filter_map(|id| id.parse().ok()).collect();
    if events.is_empty() || events.len() != chosen.len() {
        f.fail("events", "Choose at least one line");
    }
    f.finish(|| Some((events, kind?)))
}

/// An entry as the form shows it.
pub(super) fn filled(entry: &Entry) -> Fields {
    let (year, month, day) = entry.when.parts();
    let part = |part: Option<i8>| part.map(|p| p.to_string()).unwrap_or_default();
    let about = if entry.when.is_about() { "yes" } else { "" };
    Fields::filled([
        ("year", year.to_string()),
        ("month", part(month)),
        ("day", part(day)),
        ("about", about.to_owned()),
        ("kind", entry.kind.code().to_owned()),
        ("words", entry.words.clone()),
        ("source", entry.source.clone()),
        ("version", entry.version.to_string()),
    ])
}
