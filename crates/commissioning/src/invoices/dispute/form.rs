//! What is asked about a dispute. A page has a box beside each line, whose value carries the line; the API has lines.

use kernel::{Coded, Id, Invalid, kinds::Session};
use page::Fields;

use super::{
    actions::{Answered, Cleared, Opened},
    model::{Clearing, LineAnswer, Reason},
};
use crate::invoices::model::MOST_LINES;

/// The longest words, in characters.
const WORDS: usize = 1_000;
const NO_REASON: &str = "Choose a reason beside at least one line";
const NO_WORDS: &str = "Say what the provider should look at";
const NO_ANSWER: &str = "Answer each disputed line: it stands, or it is taken off";
const NO_ANSWER_WORDS: &str = "Say why, in a sentence or two";

/// What a box beside a line carries.
pub(super) fn value(session: Id<Session>, code: &str) -> String {
    format!("{session} {code}")
}

fn read<T: Coded>(value: &str) -> Option<(Id<Session>, T)> {
    let (session, code) = value.split_once(' ')?;
    Some((session.parse().ok()?, *T::all().iter().find(|t| t.code_of() == code)?))
}

/// Boxes that were left as they were are empty.
fn boxes<T: Coded>(f: &mut Fields, message: &str) -> Option<Vec<(Id<Session>, T)>> {
    let lines: Option<Vec<_>> = f.all("lines").filter(|value| !value.is_empty()).map(read).collect();
    let lines = lines.filter(|lines| !lines.is_empty());
    if lines.is_none() {
        f.fail("lines", message);
    }
    lines
}

/// A page: which lines are disputed.
pub(super) fn picked(f: &mut Fields) -> Result<Opened, Invalid> {
    let lines = boxes::<Reason>(f, NO_REASON);
    let words = f.required("words", NO_WORDS, WORDS);
    f.finish(|| Some(Opened { lines: lines?, words: words? }))
}

/// The API: which lines are disputed.
pub(super) fn lines(f: &mut Fields) -> Result<Opened, Invalid> {
    let lines = f.list("lines", NO_REASON, MOST_LINES, |f| {
        let session = f.id("session", "Give the session of each line");
        let reason = f.choice::<Reason>("reason", "Give a reason for each line");
        Some((session?, reason?))
    });
    let words = f.required("words", NO_WORDS, WORDS);
    f.finish(|| Some(Opened { lines: lines?, words: words? }))
}

/// A page: the provider's answer. The name of a group of radios carries the line's session.
pub(super) fn answered(f: &mut Fields) -> Result<Answered, Invalid> {
    let names: Vec<String> = f.names().filter(|name| name.starts_with("line-")).map(str::to_owned).collect();
    let mut lines = Vec::new();
    for name in names {
        let answer = f.choice::<LineAnswer>(&name, NO_ANSWER);
        let session = name.strip_prefix("line-").and_then(|id| id.parse().ok());
        lines.extend(session.zip(answer));
    }
    if lines.is_empty() {
        f.fail("lines", NO_ANSWER);
    }
    let words = f.required("words", NO_ANSWER_WORDS, WORDS);
    f.finish(|| Some(Answered { lines, words: words? }))
}

/// The API: the provider's answer.
pub(super) fn answer_lines(f: &mut Fields) -> Result<Answered, Invalid> {
    let lines = f.list("lines", NO_ANSWER, MOST_LINES, |f| {
        let session = f.id("session", "Give the session of each line");
        let answer = f.choice::<LineAnswer>("answer", NO_ANSWER);
        Some((session?, answer?))
    });
    let words = f.required("words", NO_ANSWER_WORDS, WORDS);
    f.finish(|| Some(Answered { lines: lines?, words: words? }))
}

/// What finance does; asking again needs words.
pub(super) fn clear(f: &mut Fields) -> Result<Cleared, Invalid> {
    let how =
        f.choice::<Clearing>("how", "Say whether the lines may be paid, or the provider is asked again");
    let words = f.optional("words", WORDS);
    if how == Some(Clearing::Again) && words.is_none() {
        f.fail("words", NO_WORDS);
    }
    f.finish(|| Some(Cleared { how: how?, words }))
}

/// For the API description.
pub(super) fn describe_picked(f: &mut Fields) {
    let _ = picked(f);
}

/// For the API description.
pub(super) fn describe_lines(f: &mut Fields) {
    let _ = lines(f);
}

/// For the API description.
pub(super) fn describe_answered(f: &mut Fields) {
    let _ = answered(f);
}

/// For the API description.
pub(super) fn describe_answer_lines(f: &mut Fields) {
    let _ = answer_lines(f);
}

/// For the API description.
pub(super) fn describe_clear(f: &mut Fields) {
    let _ = clear(f);
}
