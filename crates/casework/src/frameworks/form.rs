//! What is asked about an addition, in forms and in the API alike.
//!
//! `prompts.CODE` holds questions for a national part, one a line. The agency's own parts are `parts.0`, `parts.1` and so on, in
//! their order: `.code` (empty for a new one), `.title`, `.about`, `.matter`, `.prompts`, `.says`, `.words`, `.ask`, `.leave-out`.

use kernel::{Date, Invalid};
use page::Fields;

use super::model::{Addition, Decision, MOST_PARTS, MOST_PROMPTS, MOST_WORDS, OwnPart, PROMPT};
use crate::{
    assessment::model::{Framework, Informant, versions},
    words::{LINE, NOTE},
};

/// A request for approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The version that was read.
    pub version: i64,
    /// The first day on which it should hold.
    pub from: Date,
}

/// A manager's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The version that was read.
    pub version: i64,
    /// The answer.
    pub decision: Decision,
    /// What should be changed; needed when it is sent back.
    pub words: String,
}

/// Reads an addition to a national version. Parts whose boxes are all empty are left out.
pub(super) fn addition(f: &mut Fields, national: &Framework, before: &Addition) -> Addition {
    let mut added = Addition::default();
    for domain in &national.domains {
        let prompts = lines(f, &format!("prompts.{}", domain.code));
        if !prompts.is_empty() {
            added.prompts.insert(domain.code.clone(), prompts);
        }
    }
    let mut codes = before.clone();
    for n in 0..=MOST_PARTS {
        let name = |part: &str| format!("parts.{n}.{part}");
        let sent = f.names().any(|sent| sent.starts_with(&format!("parts.{n}.")));
        let code = f.optional(&name("code"), LINE).unwrap_or_default();
        let title = f.optional(&name("title"), LINE).unwrap_or_default();
        let about = f.optional(&name("about"), NOTE).unwrap_or_default();
        let matter = f.optional(&name("matter"), NOTE).unwrap_or_default();
        let prompts = lines(f, &name("prompts"));
        let says = f.optional(&name("says"), NOTE).unwrap_or_default();
        let words = f.number_opt(&name("words"), "Enter a number of words from 0 to 200", 0, MOST_WORDS);
        let ask = f.choices::<Informant>(&name("ask"), "Choose from the people and papers listed");
        let may_leave_out = f.ticked(&name("leave-out"));
        let empty =
            title.is_empty() && about.is_empty() && prompts.is_empty() && says.is_empty() && ask.is_empty();
        if !sent || empty {
            continue;
        }
        // A code is only ever one that this version had: nobody chooses their own, and none is taken over.
        let known = before.parts.iter().any(|p| p.code == code) && added.parts.iter().all(|p| p.code != code);
        let code = if known { code } else { codes.next_code() };
        let words = words.and_then(|w| u32::try_from(w).ok()).unwrap_or(0);
        let part = OwnPart { code, title, about, matter, prompts, says, words, ask, may_leave_out };
        codes.parts.push(part.clone());
        added.parts.push(part);
    }
    added
}

/// How many parts of its own a form holds: up to the last of which any box is filled, whichever box that is.
pub(super) fn parts_filled(f: &Fields) -> usize {
    let filled = |n: usize| {
        let start = format!("parts.{n}.");
        f.names().any(|name| {
            // The code is hidden, and stays when somebody empties every box.
            name.strip_prefix(&start).is_some_and(|box_| box_ != "code") && f.all(name).any(|v| !v.is_empty())
        })
    };
    (0..=MOST_PARTS).rev().find(|n| filled(*n)).map_or(0, |n| n + 1)
}

fn lines(f: &mut Fields, name: &str) -> Vec<String> {
    let text = f.optional(name, (PROMPT + 2) * (MOST_PROMPTS + 1)).unwrap_or_default();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Asks for every field, to describe the API.
pub(super) fn describe(f: &mut Fields) {
    f.version();
    if let Some(national) = versions().ok().and_then(|all| all.last()) {
        addition(f, national, &Addition::default());
    }
}

/// Reads a request for approval.
///
/// # Errors
/// `Invalid` beside `version` or `from`.
pub fn asked(f: &mut Fields) -> Result<Asked, Invalid> {
    let version = f.version();
    let from = f.date("from", "Enter the first day on which new assessments should follow this");
    f.finish(|| Some(Asked { version: version?, from: from? }))
}

/// Reads a manager's answer.
///
/// # Errors
/// `Invalid` beside `version`, `decision` or `words`.
pub fn decided(f: &mut Fields) -> Result<Decided, Invalid> {
    let version = f.version();
    let decision = f.choice::<Decision>("decision", "Choose whether to approve it or to send it back");
    let words = f.optional("words", NOTE).unwrap_or_default();
    if decision == Some(Decision::SendBack) && words.is_empty() {
        f.fail("words", "Say what should be changed");
    }
    f.finish(|| Some(Decided { version: version?, decision: decision?, words }))
}

/// An addition as the form shows it.
pub(super) fn filled(added: &Addition) -> Fields {
    let mut values: Vec<(String, String)> =
        added.prompts.iter().map(|(code, prompts)| (format!("prompts.{code}"), prompts.join("\n"))).collect();
    for (n, part) in added.parts.iter().enumerate() {
        let mut add = |name: &str, value: &str| values.push((format!("parts.{n}.{name}"), value.to_owned()));
        add("code", &part.code);
        add("title", &part.title);
        add("about", &part.about);
        add("matter", &part.matter);
        add("prompts", &part.prompts.join("\n"));
        add("says", &part.says);
        add("words", &part.words.to_string());
        part.ask.iter().for_each(|who| add("ask", who.code()));
        add("leave-out", if part.may_leave_out { "yes" } else { "" });
    }
    Fields::filled(values)
}
