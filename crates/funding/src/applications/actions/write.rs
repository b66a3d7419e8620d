//! Mending the words of a draft, so that they do not give the family away.

use access::{Act, Grant, One, actions::DraftApplication, audit::differences};
use kernel::{Error, FieldError, Id, Invalid, Result, kinds};

use crate::applications::{
    model::LONGEST_PASSAGE,
    sources,
    store::{self, Application},
};

/// Writes the words of a draft anew, passage by passage in their order.
///
/// # Errors
/// `NotFound` for an application of others; `Stale`; `Refused` (`application.state`) once it was
/// sent; `Invalid` on `words-N` when one is empty or too long, or when their number has changed.
pub fn write_words(act: &Act<'_>, id: Id<kinds::Application>, version: i64, words: &[String]) -> Result<()> {
    let (grant, mut application) = open(act, id, version)?;
    if words.len() != application.content.passages.len() {
        return Err(Error::Stale);
    }
    let wrong: Vec<FieldError> = words.iter().enumerate().filter_map(|(n, text)| wrong(n, text)).collect();
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    let before = application.content.clone();
    for (passage, text) in application.content.passages.iter_mut().zip(words) {
        text.trim().clone_into(&mut passage.words);
    }
    grant.note(act, &differences(&before, &application.content)?)?;
    store::save(act, &grant, &application)
}

fn wrong(n: usize, text: &str) -> Option<FieldError> {
    let length = text.trim().chars().count();
    let message = match length {
        0 => "Write what the Fund should know, without saying who it is about".to_owned(),
        long if long > LONGEST_PASSAGE => {
            format!("Shorten this to {LONGEST_PASSAGE} characters or fewer: it has {long}")
        }
        _ => return None,
    };
    Some(FieldError { field: format!("words-{n}"), message })
}

/// Puts neutral words in place of everything found in a draft that gives the family away.
///
/// # Errors
/// As [`write_words`].
pub fn mend_words(act: &Act<'_>, id: Id<kinds::Application>, version: i64) -> Result<()> {
    let (grant, mut application) = open(act, id, version)?;
    let (_, household) = sources::of_opened(act, &grant, application.case)?;
    let before = application.content.clone();
    application.content = application.content.mended(&household.known);
    grant.note(act, &differences(&before, &application.content)?)?;
    store::save(act, &grant, &application)
}

type Opened = (Grant<DraftApplication, One<kinds::Application>>, Application);

fn open(act: &Act<'_>, id: Id<kinds::Application>, version: i64) -> Result<Opened> {
    let grant = act.one::<DraftApplication, kinds::Application>(id)?;
    let application = store::load(act, &grant)?.application;
    if application.version != version {
        return Err(Error::Stale);
    }
    application.state.may_edit()?;
    Ok((grant, application))
}
