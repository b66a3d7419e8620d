//! A person has read a letter and says what of it may pass.

use std::ops::Range;

use access::{Act, actions::CheckLetters, connections::Letter as Kind};
use kernel::{Error, Id, Invalid, Result};
use page::Fields;

use super::keep;
use crate::{
    contact_plans::reach,
    letterbox::{
        known,
        model::{Step, check, redact, words_of},
        store::Letter,
    },
    words::NOTE,
};

/// What the coordinator decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The version that was read.
    pub version: i64,
    /// Marks to be left out, in bytes of the letter.
    pub out: Vec<Range<usize>>,
    /// Other words to be left out, one to a line.
    pub more: String,
    /// Whether the coordinator has looked at every mark that stays.
    pub sure: bool,
}

/// Reads [`Approval`].
pub fn approval_fields(f: &mut Fields) -> Result<Approval, Invalid> {
    let version = f.version();
    let sent: Vec<String> = f.all("out").map(str::to_owned).collect();
    let out: Option<Vec<Range<usize>>> = sent.iter().map(|text| range(text)).collect();
    if out.is_none() {
        f.fail("out", "Open the letter again: these marks are not of this letter");
    }
    let more = f.optional("more", NOTE).unwrap_or_default();
    let sure = f.ticked("sure");
    f.finish(|| Some(Approval { version: version?, out: out?, more, sure }))
}

/// `12-20`
fn range(text: &str) -> Option<Range<usize>> {
    let (from, to) = text.split_once('-')?;
    Some(from.parse().ok()?..to.parse().ok()?)
}

/// Approves the letter without what is left out. The words themselves are never changed.
///
/// # Errors
/// `Invalid` on `more` for words that the letter does not hold, and on `sure` when something that could lead to
/// somebody would stay and nobody says that it may; `Refused` by `letter.state`; `Stale`.
pub fn approve(act: &Act<'_>, id: Id<Kind>, input: &Approval) -> Result<Letter> {
    let (grant, mut letter, plan) = reach::letter::<CheckLetters>(act, id)?;
    letter.state = letter.state.after(Step::Approve)?;
    let mut out = input.out.clone();
    for words in input.more.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let found = words_of(&letter.words, words);
        if found.is_empty() {
            return Err(Error::field(
                "more",
                format!("“{words}” is not in the letter. Check how it is spelt there"),
            ));
        }
        out.extend(found);
    }
    letter.checked = redact(&letter.words, &out);
    let known = known::around(act, &plan)?;
    let left = check(&letter.checked, &known).into_iter().filter(|f| f.kind.left_out_at_first()).count();
    if left > 0 && !input.sure {
        let things = if left == 1 { "One thing that".to_owned() } else { format!("{left} things that") };
        return Err(Error::field(
            "sure",
            format!(
                "{things} could lead to somebody would stay. Leave it out, or say that you have looked and it may pass"
            ),
        ));
    }
    letter.approved = Some(act.now());
    letter.approved_by = act.actor().account();
    let copy = letter.checked.clone();
    keep(act, input.version, &letter, Step::Approve, "", &copy)?;
    grant.note(act, &format!("approved: {} passages left out, {left} marks stay", out.len()))?;
    Ok(letter)
}
