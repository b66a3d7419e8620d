//! Adding a document, and releasing one by a link that works once.

use std::sync::Arc;

use ::store::files::Placed;
use access::{
    Act,
    actions::{AddDocument, ReleaseDocument},
    audit::changed,
    links::{self, Secret},
};
use casework::timeline::{self, EventKind, NewEvent};
use kernel::{
    Error, Id, Invalid, Result,
    kinds::{Case, Document},
};
use page::{Fields, Upload};

use super::{
    LINK_LASTS, PURPOSE,
    model::{Kind, TITLE, check, tidy},
    store::{self, New},
};

/// What is asked for besides the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// What people call it.
    pub title: String,
    /// Which document it takes the place of.
    pub replaces: Option<Id<Document>>,
    /// What kind of file was sent.
    pub kind: Kind,
    /// What the file is called.
    pub name: String,
}

/// Reads the form round a file, and looks into the file.
///
/// # Errors
/// Beside the fields: what to mend.
pub fn fields(f: &mut Fields, upload: Option<&Upload>) -> Result<Input, Invalid> {
    let title = f.required("title", "Say what this document is", TITLE);
    let replaces = match f.raw("replaces") {
        "" => Some(None),
        text => match text.parse::<Id<Document>>() {
            Ok(id) => Some(Some(id)),
            Err(_) => {
                f.fail("replaces", "Choose a document of this case");
                None
            }
        },
    };
    let kind = match upload.map(|u| check(&u.name, &u.kind, &u.bytes)) {
        Some(Ok(kind)) => Some(kind),
        Some(Err(why)) => {
            f.fail("file", why);
            None
        }
        None => {
            f.fail("file", "Choose a file");
            None
        }
    };
    let name = upload.map(|u| tidy(&u.name));
    f.finish(|| Some(Input { title: title?, replaces: replaces?, kind: kind?, name: name? }))
}

/// Adds a document whose file has been placed.
pub fn add(act: &Act<'_>, case: Id<Case>, input: &Input, file: &Arc<Placed>) -> Result<Id<Document>> {
    let grant = act.one::<AddDocument, Case>(case)?;
    let (id, file_id) = (Id::new(act.now()), Id::new(act.now()));
    file.note(act.write(), file_id, &input.name, input.kind.code(), act.now())?;
    let new = New { id, file: file_id, title: input.title.clone(), replaces: input.replaces };
    store::add(act, &grant, &new)?;
    let was = input.replaces.map(|old| old.to_string()).unwrap_or_default();
    grant.note(act, &changed(&[("document", &was, &id.to_string())]))?;
    let words = match input.replaces {
        None => format!("A document was added: {}", input.title),
        Some(_) => format!("A document was replaced by a newer one: {}", input.title),
    };
    let link = format!("/cases/{case}/documents");
    timeline::note(
        act,
        NewEvent {
            agency: grant.agency(),
            case,
            kind: EventKind::Case,
            words: &words,
            link: Some(&link),
            family_sees: false,
        },
    )?;
    Ok(id)
}

/// Makes a link with which the document is fetched once. Links made before that were not used
/// stop working. Gives the case.
///
/// # Errors
/// Refused by rule `document.replaced` for a document that another has replaced.
pub fn release(act: &Act<'_>, id: Id<Document>, secret: &Secret) -> Result<Id<Case>> {
    let grant = act.one::<ReleaseDocument, Document>(id)?;
    let document = store::load(act, &grant)?;
    if document.replaced.is_some() {
        return Err(Error::refused(
            "document.replaced",
            "A newer document has taken the place of this one. Release the newer one.",
        ));
    }
    links::revoke(act.write(), PURPOSE, id, act.now())?;
    links::make(act.write(), secret, PURPOSE, id, act.actor().account(), act.now(), LINK_LASTS)?;
    grant.note(act, &changed(&[("link to fetch it", "", "made")]))?;
    timeline::note(
        act,
        NewEvent {
            agency: grant.agency(),
            case: document.case,
            kind: EventKind::Case,
            words: &format!("A link was made to fetch a document: {}", document.title),
            link: None,
            family_sees: false,
        },
    )?;
    Ok(document.case)
}
