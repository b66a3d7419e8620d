//! What is asked about an application, in forms and in the API alike.

use kernel::{Id, Invalid, kinds::Case};
use page::Fields;

use super::{
    actions::{Decide, Input},
    model::{LONGEST_PASSAGE, MOST_SESSIONS, Outcome},
};
use crate::words::NOTE;

/// The most passages that one form may send: needs, goals and actions of one plan.
const MOST_PASSAGES: usize = 200;

pub(super) fn input(f: &mut Fields) -> Result<Input, Invalid> {
    let therapy = f.required("therapy", "Choose a therapy", 60);
    let provider = f.id("provider", "Choose a provider");
    let sessions = f.number(
        "sessions",
        &format!("Enter how many sessions to ask for, from 1 to {MOST_SESSIONS}"),
        1,
        MOST_SESSIONS.into(),
    );
    let starts_on = f.date("starts_on", "Enter the first day of the support");
    let ends_on = f.date("ends_on", "Enter the last day of the support");
    let has_ehcp = f.ticked("has_ehcp");
    let urgent = f.optional("urgent", LONGEST_PASSAGE);
    if let (Some(first), Some(last)) = (starts_on, ends_on)
        && last < first
    {
        f.fail("ends_on", "The last day must be on or after the first day");
    }
    f.finish(|| {
        Some(Input {
            therapy: therapy?,
            provider: provider?,
            sessions: u32::try_from(sessions?).ok()?,
            starts_on: starts_on?,
            ends_on: ends_on?,
            has_ehcp,
            urgent,
        })
    })
}

/// The same with the case, which a page has in its path.
pub(super) fn for_case(f: &mut Fields) -> Result<(Id<Case>, Input), Invalid> {
    let case = f.id("case", "Say which case the application is for");
    let input = input(f);
    let case = f.finish(|| case)?;
    Ok((case, input?))
}

/// The same with the version that a change is based on.
pub(super) fn change(f: &mut Fields) -> Result<(i64, Input), Invalid> {
    let version = version(f);
    let input = input(f);
    Ok((version?, input?))
}

pub(super) fn version(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

pub(super) fn decision(f: &mut Fields) -> Result<Decide, Invalid> {
    let version = f.version();
    let outcome = f.choice::<Outcome>("outcome", "Say whether the Fund approved or refused it");
    let reason = f.optional("reason", NOTE);
    if outcome == Some(Outcome::Refused) && reason.is_none() && f.raw("reason").is_empty() {
        f.fail("reason", "Say why the Fund refused, so that the family can be told");
    }
    f.finish(|| Some(Decide { version: version?, outcome: outcome?, reason }))
}

pub(super) fn withdrawal(f: &mut Fields) -> Result<(i64, String), Invalid> {
    let version = f.version();
    let reason = f.required("reason", "Say in a few words why it is withdrawn", NOTE);
    f.finish(|| Some((version?, reason?)))
}

/// The words of a draft, in order; the action checks each.
pub(super) fn words(f: &mut Fields) -> Result<(i64, Vec<String>), Invalid> {
    let version = f.version();
    let sent = f.names().filter(|name| name.starts_with("words-")).count().min(MOST_PASSAGES);
    let words = (0..sent).map(|n| f.raw(&format!("words-{n}")).to_owned()).collect();
    f.finish(|| Some((version?, words)))
}

/// The same as the API sends it: every passage in order under `words`, or none to have neutral words
/// put in.
pub(super) fn words_or_none(f: &mut Fields) -> Result<(i64, Option<Vec<String>>), Invalid> {
    let version = f.version();
    let words: Vec<String> = f.all("words").map(str::to_owned).take(MOST_PASSAGES).collect();
    f.optional("words", LONGEST_PASSAGE);
    f.finish(|| Some((version?, (!words.is_empty()).then_some(words))))
}

/// For the API description.
pub(super) fn describe_words_or_none(f: &mut Fields) {
    let _ = words_or_none(f);
}

/// For the API description.
pub(super) fn describe_input(f: &mut Fields) {
    let _ = input(f);
}

/// For the API description.
pub(super) fn describe_for_case(f: &mut Fields) {
    let _ = for_case(f);
}

/// For the API description.
pub(super) fn describe_change(f: &mut Fields) {
    let _ = change(f);
}

/// For the API description.
pub(super) fn describe_version(f: &mut Fields) {
    let _ = version(f);
}

/// For the API description.
pub(super) fn describe_decision(f: &mut Fields) {
    let _ = decision(f);
}

/// For the API description.
pub(super) fn describe_withdrawal(f: &mut Fields) {
    let _ = withdrawal(f);
}

/// For the API description.
pub(super) fn describe_words(f: &mut Fields) {
    let _ = words(f);
}
