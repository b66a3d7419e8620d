//! Writing a note, and saying that what was promised with it is done.

use access::{Act, actions::WriteNote};
use casework::{
    cases::store as cases,
    promises::{self, About},
    timeline::EventKind,
};
use kernel::{Calendar, Id, Invalid, PromiseKind, Result, kinds::Case};
use page::Fields;

use super::{
    model::{Note, NoteKind, NotePromise, check},
    store,
};
use crate::words::{NOTE, tell};

/// The longest promise, in characters.
const PROMISE: usize = 500;

/// Reads a [`Note`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn fields(f: &mut Fields) -> Result<Note, Invalid> {
    let kind = f.choice::<NoteKind>("kind", "Choose what it is a note of");
    let on = f.date_opt("on");
    let words = f.required("words", "Write the note", NOTE);
    let family_sees = f.ticked("family_sees");
    let promised = f.optional("promised", PROMISE).unwrap_or_default();
    let by = f.date_opt("by");
    f.finish(|| Some(Note { kind: kind?, on, words: words?, family_sees, promised, by }))
}

/// Writes a note on a case's timeline, and promises what it promises.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` as [`check`]; `Refused` (`case.closed`) for a promise on a closed case: a note can still be
/// written.
pub fn write(act: &Act<'_>, id: Id<Case>, note: &Note) -> Result<()> {
    let grant = act.one::<WriteNote, Case>(id)?;
    let case = cases::load(act, &grant)?;
    check(note, act.today())?;
    let on = match note.on.filter(|on| *on != act.today()) {
        Some(on) => format!(" on {}", on.strftime("%-d %B %Y")),
        None => String::new(),
    };
    let words = format!("{}{on}: {}", note.kind.label(), note.words);
    tell(act, &case, EventKind::Note, &words, note.family_sees)?;
    grant.note(act, &format!("note of a {} written", note.kind.code()))?;
    if note.promised.is_empty() {
        return Ok(());
    }
    cases::must_be_open(&case)?;
    let due = match note.by {
        Some(by) => Calendar::england().end_of(by),
        None => {
            promises::term(act, case.agency, PromiseKind::ToldInNote)?.due(act.now(), Calendar::england())
        }
    };
    let promise = store::insert(act, &grant, case.family, &note.promised, due)?;
    let about = About { agency: case.agency, case: Some(id), enquiry: case.enquiry, thing: promise.cast() };
    promises::make_due(act, about, PromiseKind::ToldInNote, act.now(), due)?;
    let day = kernel::local_date(due).strftime("%-d %B %Y");
    tell(act, &case, EventKind::Note, &format!("We promised: {} By {day}.", sentence(&note.promised)), true)
}

/// The text with a full stop, where it ends without a mark.
fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// Says that something promised with a note is done. The family reads it.
///
/// # Errors
/// `NotFound` for a case of others, or what is not promised there or is done.
pub fn kept(act: &Act<'_>, id: Id<Case>, promise: Id<NotePromise>) -> Result<()> {
    let grant = act.one::<WriteNote, Case>(id)?;
    let case = cases::load(act, &grant)?;
    let found = store::of_case(act, &grant)?.into_iter().find(|p| p.id == promise);
    store::keep(act, &grant, promise)?;
    promises::keep(act, promise.cast(), PromiseKind::ToldInNote, act.now())?;
    grant.note(act, &format!("promise {promise} of a note kept"))?;
    let what = found.map(|p| sentence(&p.what)).unwrap_or_default();
    tell(act, &case, EventKind::Note, &format!("We did what we promised: {what}"), true)
}

#[cfg(test)]
mod tests;
