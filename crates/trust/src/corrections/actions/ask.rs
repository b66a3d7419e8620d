//! Asking for something wrong to be put right. An answer is promised within a month.

use access::{Act, actions::AskCorrection, audit::changed};
use casework::{
    cases::store as cases,
    people::store as people,
    promises::{self, About},
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Error, Id, Invalid, PromiseKind, Result, kinds};
use page::Fields;

use crate::{
    corrections::{
        model::{Correction, State, What},
        store,
    },
    words::NOTE,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What is wrong.
    pub what: What,
    /// About whom; needed for everything but words.
    pub person: Option<Id<kinds::Person>>,
    /// The words that are wrong, as they stand; for words alone.
    pub quoted: String,
    /// What it should be.
    pub wanted: String,
    /// Why.
    pub why: String,
}

/// Reads [`Input`].
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let what = f.choice::<What>("what", "Choose what is wrong");
    let person = f.id_opt("person", "Choose whom it is about");
    let quoted = f.optional("quoted", NOTE).unwrap_or_default();
    let wanted = f.required("wanted", "Enter what it should be", NOTE);
    let why = f.optional("why", NOTE).unwrap_or_default();
    match what {
        Some(What::Words) if quoted.is_empty() => {
            f.fail("quoted", "Copy the words that are wrong, or say where they stand")
        }
        Some(What::Words) | None => {}
        Some(_) if person.is_none() => f.fail("person", "Choose whom it is about"),
        Some(_) => {}
    }
    f.finish(|| Some(Input { what: what?, person, quoted, wanted: wanted?, why }))
}

/// Writes the request down and promises an answer. What stands in the record now is kept with it.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` on `person` for somebody of another household, or on `wanted`.
pub fn ask_correction(act: &Act<'_>, case: Id<kinds::Case>, input: &Input) -> Result<Correction> {
    let grant = act.one::<AskCorrection, kinds::Case>(case)?;
    let case = cases::load(act, &grant)?;
    input.what.check(&input.wanted)?;
    let person = match (input.what, input.person) {
        (What::Words, _) => None,
        (_, Some(id)) => {
            let found = people::of_family(act, case.family)?.into_iter().find(|p| p.id == id);
            Some(found.ok_or_else(|| Error::field("person", "Choose somebody of this family"))?)
        }
        (_, None) => return Err(Error::field("person", "Choose whom it is about")),
    };
    let old = person.as_ref().and_then(|p| input.what.of(p)).unwrap_or_else(|| input.quoted.clone());
    let correction = Correction {
        id: Id::new(act.now()),
        agency: case.agency,
        family: case.family,
        case: case.id,
        person: person.map(|p| p.id),
        what: input.what,
        old,
        wanted: input.wanted.clone(),
        why: input.why.clone(),
        asked: act.now(),
        asked_by: act.actor().account(),
        asked_role: act.actor().role_code().to_owned(),
        state: State::Asked,
        decided: None,
        decided_by: None,
        decided_why: String::new(),
        version: 1,
    };
    store::insert(act, &correction)?;
    // What is wrong and what it should be stand in the request, sealed, for as long as it is kept.
    let (id, what) = (correction.id.to_string(), correction.what.code());
    grant.note(
        act,
        &changed(&[("correction", "", &id), ("of", "", what), ("state", "", correction.state.code())]),
    )?;
    let about =
        About { agency: case.agency, case: Some(case.id), enquiry: None, thing: correction.id.cast() };
    promises::make(act, about, PromiseKind::Correction, act.now())?;
    timeline::note(
        act,
        NewEvent {
            agency: case.agency,
            case: case.id,
            kind: EventKind::Rights,
            words: &format!("Something was asked to be put right: {}.", input.what.label().to_lowercase()),
            link: Some(&format!("/cases/{}/rights", case.id)),
            family_sees: true,
        },
    )?;
    Ok(correction)
}
