//! What is typed into the forms of this room, and what machines send: one parser for both.

use kernel::{Invalid, Result};
use page::Fields;

use super::{
    model::{Audience, Sort, Text, Verdict},
    words,
};

/// The longest title, in characters.
pub(super) const TITLE: usize = 160;
/// The longest post or answer, and what a topic is for, in characters.
pub(super) const POST: usize = 6_000;
/// The longest shared document, in characters.
pub(super) const DOCUMENT: usize = 40_000;
/// The longest reason, in characters.
pub(super) const REASON: usize = 1_000;
/// The longest link, in characters.
const LINK: usize = 500;

/// A new topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewTopic {
    pub(super) title: String,
    pub(super) about: String,
    pub(super) audience: Audience,
}

/// What is written, and whether its author says that a moderator shall look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) text: Text,
    pub(super) sure: bool,
}

/// What a moderator decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) version: i64,
    pub(super) verdict: Verdict,
    pub(super) why: Option<String>,
}

/// A new topic as typed.
pub(super) fn topic(f: &mut Fields) -> Result<NewTopic, Invalid> {
    let title = f.required("title", "Enter what the topic is called", TITLE);
    let about = f.required("about", "Write what the topic is for", POST);
    let audience = f.choice::<Audience>("audience", "Choose who reads it");
    f.finish(|| Some(NewTopic { title: title?, about: about?, audience: audience? }))
}

/// A post as typed.
pub(super) fn post(f: &mut Fields) -> Result<Typed, Invalid> {
    let title = f.required("title", "Enter a title: what you ask or tell, in a few words", TITLE);
    let words = f.required("words", "Write your post", POST);
    let sure = f.ticked("sure");
    f.finish(|| Some(Typed { text: Text { title, words: words?, ..Text::default() }, sure }))
}

/// An answer as typed.
pub(super) fn answer(f: &mut Fields) -> Result<Typed, Invalid> {
    let words = f.required("words", "Write your answer", POST);
    let sure = f.ticked("sure");
    f.finish(|| Some(Typed { text: Text { words: words?, ..Text::default() }, sure }))
}

/// A shared document as typed.
pub(super) fn document(f: &mut Fields) -> Result<(Sort, Typed), Invalid> {
    let sort = f.choice::<Sort>("sort", "Choose what it is");
    let typed = document_text(f);
    f.finish(|| Some((sort?, typed.ok()?)))
}

fn document_text(f: &mut Fields) -> Result<Typed, Invalid> {
    let title = f.required("title", "Enter the document's title", TITLE);
    let words = f.required("words", "Write the document, or what is in it and how it is used", DOCUMENT);
    let link = link(f);
    let review = f.date("review", "Enter the day by which somebody looks whether it still holds");
    let sure = f.ticked("sure");
    let text = |title, words| Text { title, words, link, review, changed: None };
    f.finish(|| Some(Typed { text: text(title, words?), sure }))
}

/// A new version of a document as typed, and the version that it is based on.
pub(super) fn document_version(f: &mut Fields) -> Result<(i64, Typed), Invalid> {
    let changed =
        f.required("changed", "Write what you changed, for those who know the version before", REASON);
    let version = f.version();
    let typed = document_text(f);
    f.finish(|| {
        let mut typed = typed.ok()?;
        typed.text.changed = changed;
        Some((version?, typed))
    })
}

/// A changed post as typed.
pub(super) fn post_version(f: &mut Fields) -> Result<(i64, Typed), Invalid> {
    let version = f.version();
    let typed = post(f);
    f.finish(|| Some((version?, typed.ok()?)))
}

/// A changed answer as typed.
pub(super) fn answer_version(f: &mut Fields) -> Result<(i64, Typed), Invalid> {
    let version = f.version();
    let typed = answer(f);
    f.finish(|| Some((version?, typed.ok()?)))
}

/// Every field of a change, for the API description: which ones count goes by the kind of entry.
pub(super) fn any_version(f: &mut Fields) {
    drop(document_version(f));
}

/// The address of a page, if one was typed: with https and a host.
fn link(f: &mut Fields) -> Option<String> {
    let typed = f.optional("link", LINK)?;
    if typed.is_empty() {
        return None;
    }
    if is_link(&typed) {
        return Some(typed);
    }
    f.fail("link", "Enter a whole address that begins with https://, such as https://www.gov.uk/adoption");
    None
}

fn is_link(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    host.contains('.')
        && !host.starts_with('.')
        && host.chars().all(plain)
        && !text.chars().any(|c| c.is_whitespace() || "<>\"'`\\".contains(c))
}

/// The version alone.
pub(super) fn version(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

/// The version and a reason.
pub(super) fn version_and_why(f: &mut Fields) -> Result<(i64, String), Invalid> {
    let why = f.required("why", "Write why", REASON);
    let version = f.version();
    f.finish(|| Some((version?, why?)))
}

/// A report's reason.
pub(super) fn report(f: &mut Fields) -> Result<String, Invalid> {
    let why = f.required("why", "Write what is wrong with it", REASON);
    f.finish(|| why)
}

/// A moderator's decision as typed.
pub(super) fn decision(f: &mut Fields) -> Result<Decision, Invalid> {
    let verdict = f.choice::<Verdict>("verdict", "Choose what to do with it");
    let why = f.optional("why", REASON).filter(|why| !why.is_empty());
    let version = f.version();
    f.finish(|| Some(Decision { version: version?, verdict: verdict?, why }))
}

/// The words that are looked for.
pub(super) fn sought(f: &mut Fields) -> Result<Vec<String>, Invalid> {
    let typed = f.required("words", "Enter one to three words", TITLE);
    let found: Vec<String> =
        typed.map(|text| words::of(&text).into_iter().take(words::SOUGHT).collect()).unwrap_or_default();
    if found.is_empty() && !f.raw("words").trim().is_empty() {
        f.fail("words", "Enter a longer word: short and very common ones are not looked for");
    }
    f.finish(|| Some(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_a_whole_address() {
        for good in ["https://www.gov.uk/adoption", "https://example.org", "https://example.org/a?b=c#d"] {
            assert!(is_link(good), "{good}");
        }
        for bad in [
            "http://example.org",
            "javascript:alert(1)",
            "https://",
            "https://nowhere",
            "https://exa mple.org",
            "https://example.org/\"onclick=",
            "https://gov.uk@example.org",
        ] {
            assert!(!is_link(bad), "{bad}");
        }
    }

    #[test]
    fn a_search_is_for_up_to_three_words() {
        let of = |text: &str| sought(&mut Fields::filled([("words", text)]));
        assert_eq!(of("The reviews of plans").unwrap(), ["plan", "review"]);
        assert_eq!(of("one two three four five").unwrap().len(), 3);
        assert!(of("a of").is_err() && of("").is_err());
    }
}
