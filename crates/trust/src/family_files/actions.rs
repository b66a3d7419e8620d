//! What can be done with files from families: send one, keep it on the record, or not.

use std::sync::Arc;

use ::store::files::{self, Placed};
use access::{
    Act, absences,
    actions::{AddDocument, SendFile},
    audit::changed,
    notices,
    rights::FamilyFile,
};
use casework::{
    cases::store as cases,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{
    Error, Id, Invalid, Result,
    kinds::{Case, StoredFile},
};
use page::{Fields, Upload};

use super::store::{self, New, Sent, State};
use crate::{
    documents::{
        actions::{Input as FileInput, fields as file_fields},
        store::{self as documents, New as NewDocument},
    },
    retention::erase,
};

/// The longest note to a file, in characters.
const NOTE: usize = 1_000;

/// What a family sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Title and file.
    pub file: FileInput,
    /// What they say of it.
    pub words: String,
    /// Whether parents who see the whole record may see that it was sent.
    pub shared: bool,
}

/// Reads what is sent, and looks into the file.
///
/// # Errors
/// `Invalid` beside `title`, `file`, `words` or `shared`.
pub fn fields(f: &mut Fields, upload: Option<&Upload>) -> Result<Input, Invalid> {
    let words = f.optional("words", NOTE).unwrap_or_default();
    let shared = f.yes_no("shared", "Choose who of your family may see that you sent it");
    let file = file_fields(f, upload)?;
    f.finish(|| Some(Input { file, words, shared: shared? }))
}

/// Reads the version that was read.
///
/// # Errors
/// `Invalid` beside `version`.
pub fn version(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

/// Reads why it is not kept, with the version.
///
/// # Errors
/// `Invalid` beside `version` or `words`.
pub fn declined(f: &mut Fields) -> Result<(i64, String), Invalid> {
    let version = f.version();
    let words = f.required("words", "Say why: whoever sent it reads this", NOTE);
    f.finish(|| Some((version?, words?)))
}

/// Sends a file that has been placed to the worker of one's own case.
///
/// # Errors
/// `NotFound` for a case that is not one's own; `Refused` by `case.closed`; `Forbidden` without an account.
pub fn send(act: &Act<'_>, case: Id<Case>, input: &Input, file: &Arc<Placed>) -> Result<Id<FamilyFile>> {
    let grant = act.mine::<SendFile>(case)?;
    let me = act.actor().account().ok_or(Error::Forbidden)?;
    let of = cases::load(act, &grant)?;
    cases::must_be_open(&of)?;
    let (id, file_id): (Id<FamilyFile>, Id<StoredFile>) = (Id::new(act.now()), Id::new(act.now()));
    file.note(act.write(), file_id, &input.file.name, input.file.kind.code(), act.now())?;
    let (title, words) = (&input.file.title, &input.words);
    store::add(act, &grant, &New { id, file: file_id, title, words, by: me, shared: input.shared })?;
    grant.note(act, &changed(&[("file from the family", "", &id.to_string())]))?;
    if let Some(coordinator) = of.coordinator {
        notices::mail(
            act,
            absences::answering(act, coordinator)?,
            &format!("family-file:{id}"),
            "A family sent you a document",
            "Somebody of a family you support sent a document. Sign in to Hearth to read it under Files from families.",
        )?;
    }
    Ok(id)
}

/// Keeps it on the record: it is a document of the case from now on.
///
/// # Errors
/// `NotFound` for what is others'; `Refused` by `family-file.answered` once it was decided; `Stale` when it changed after it was read.
pub fn keep(act: &Act<'_>, id: Id<FamilyFile>, version: i64) -> Result<Sent> {
    let grant = act.one::<AddDocument, FamilyFile>(id)?;
    let s = undecided(store::load(act, &grant)?, version)?;
    let file = s.file_id.ok_or(Error::NotFound)?;
    let document = Id::new(act.now());
    let of_case = act.one::<AddDocument, Case>(s.case)?;
    let new = NewDocument { id: document, file, title: s.title.clone(), replaces: None };
    documents::add(act, &of_case, &new)?;
    store::answer(act, &grant, version, State::Kept, (Some(document), Some(file)), "")?;
    grant.note(act, &changed(&[("state", s.state.code(), State::Kept.code())]))?;
    note(act, of_case.agency(), &s, "What the family sent was kept as a document")?;
    store::load(act, &grant)
}

/// Does not keep it: the file is taken away, and whoever sent it reads why.
///
/// # Errors
/// As [`keep`].
pub fn decline(act: &Act<'_>, id: Id<FamilyFile>, version: i64, why: &str) -> Result<Sent> {
    let grant = act.one::<AddDocument, FamilyFile>(id)?;
    let s = undecided(store::load(act, &grant)?, version)?;
    let file = s.file_id.ok_or(Error::NotFound)?;
    store::answer(act, &grant, version, State::NotKept, (None, None), why)?;
    let place = files::forget(act.write(), file)?;
    erase::file_gone(act, &place)?;
    grant.note(act, &changed(&[("state", s.state.code(), State::NotKept.code())]))?;
    note(act, grant.agency(), &s, "What the family sent was not kept")?;
    store::load(act, &grant)
}

fn undecided(s: Sent, version: i64) -> Result<Sent> {
    if s.state != State::Sent {
        return Err(Error::refused(
            "family-file.answered",
            "Somebody decided about this file already. Open the list again to see what became of it.",
        ));
    }
    if s.version == version { Ok(s) } else { Err(Error::Stale) }
}

/// Workers alone read this: whoever sent it reads what became of it on their own page.
fn note(act: &Act<'_>, agency: Id<kernel::kinds::Organisation>, s: &Sent, what: &str) -> Result<()> {
    let link = format!("/cases/{}/family-files", s.case);
    let event = NewEvent {
        agency,
        case: s.case,
        kind: EventKind::Case,
        words: &format!("{what}: {}", s.title),
        link: Some(&link),
        family_sees: false,
    };
    timeline::note(act, event)
}
