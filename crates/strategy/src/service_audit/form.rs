//! What is asked about ratings and actions, in forms and in the API alike.

use kernel::{Date, Invalid};
use page::Fields;

use super::model::{ActionState, PRIORITIES, Rating};

/// The longest note or action, in characters.
pub(super) const WORDS: usize = 1_000;
/// The longest name of an owner, in characters.
const OWNER: usize = 120;

/// A rating of one line, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) line: String,
    /// The version that was read; 0 where there was none.
    pub(super) version: i64,
    pub(super) rating: Rating,
    pub(super) note: Option<String>,
}

/// The ratings of these lines; a line that is left open is not rated.
pub(super) fn ratings(f: &mut Fields, lines: &[String]) -> Result<Vec<Typed>, Invalid> {
    let mut typed = Vec::new();
    for line in lines {
        let rating = f.choice_opt::<Rating>(&format!("rating-{line}"), "Choose one of the four ratings");
        let note = f.optional(&format!("note-{line}"), WORDS);
        let version = f.number_opt(&format!("version-{line}"), "Open the page again", 0, i64::MAX);
        match (rating, note) {
            (Some(rating), note) => {
                typed.push(Typed { line: line.clone(), version: version.unwrap_or(0), rating, note });
            }
            (None, Some(_)) => f.fail(&format!("rating-{line}"), "Choose a rating to go with the note"),
            (None, None) => {}
        }
    }
    f.finish(|| Some(typed))
}

/// One rating, for the API.
pub(super) fn one_rating(f: &mut Fields) -> Result<Typed, Invalid> {
    let line = f.required("line", "Say which line, such as 9d", 4);
    let rating = f.choice::<Rating>("rating", "Choose one of the four ratings");
    let note = f.optional("note", WORDS);
    let version = f.number_opt("version", "Send the version of the rating that you read", 0, i64::MAX);
    f.finish(|| Some(Typed { line: line?, version: version.unwrap_or(0), rating: rating?, note }))
}

/// Something to be done, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewAction {
    pub(super) line: String,
    pub(super) what: String,
    pub(super) owner: String,
    pub(super) priority: i64,
    pub(super) due: Date,
}

pub(super) fn action(f: &mut Fields) -> Result<NewAction, Invalid> {
    let line = f.required("line", "Choose the line that it is about", 4);
    let what = f.required("what", "Say what is to be done", WORDS);
    let owner = f.required("owner", "Say who sees to it", OWNER);
    let priority = f.number(
        "priority",
        "Choose a priority from 1, low, to 4, high",
        *PRIORITIES.start(),
        *PRIORITIES.end(),
    );
    let due = f.date("due", "Enter the day by which it is to be done");
    f.finish(|| Some(NewAction { line: line?, what: what?, owner: owner?, priority: priority?, due: due? }))
}

/// The version, and how an action ended.
pub(super) fn ending(f: &mut Fields) -> Result<(i64, ActionState), Invalid> {
    let state = f.choice::<ActionState>("state", "Say whether it is done or dropped");
    let version = f.version();
    if state == Some(ActionState::Open) {
        f.fail("state", "Say whether it is done or dropped");
    }
    f.finish(|| Some((version?, state?)))
}

/// The version, and whether to share.
pub(super) fn sharing(f: &mut Fields) -> Result<(i64, bool), Invalid> {
    let shared = f.yes_no("shared", "Say whether other agencies may see the ratings");
    let version = f.version();
    f.finish(|| Some((version?, shared?)))
}

/// The version alone.
pub(super) fn version(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}
