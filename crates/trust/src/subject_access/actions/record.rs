//! Writing a request for a copy down. The copy is promised within a month of the day the request came.

use access::{Act, actions::HandleSubjectAccess};
use casework::{
    cases::store as cases,
    people::store as people,
    promises::{self, About},
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Date, Error, Id, Invalid, PromiseKind, Reference, Result, kinds};
use page::Fields;

use crate::{
    subject_access::{
        model::{Proof, Request, State, due, due_day},
        store,
    },
    words::{LINE, NOTE, not_to_come, start_of_clock},
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// About whom.
    pub person: Id<kinds::Person>,
    /// Who asks, and by what right.
    pub asked_by: String,
    /// How it is known that they are who they say.
    pub proof: Proof,
    /// What was seen.
    pub proof_note: String,
    /// When it came; today when left out.
    pub received: Option<Date>,
}

/// Reads [`Input`].
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let person = f.id("person", "Choose whom the copy is about");
    let asked_by = f.required("asked_by", "Enter who asks, and how they may see this record", LINE);
    let proof = f.choice::<Proof>("proof", "Choose how you know that they are who they say");
    let proof_note = f.optional("proof_note", NOTE).unwrap_or_default();
    if proof == Some(Proof::Authority) && proof_note.is_empty() {
        f.fail("proof_note", "Say what gives them the authority, and that you saw it");
    }
    let received = f.date_opt("received");
    f.finish(|| Some(Input { person: person?, asked_by: asked_by?, proof: proof?, proof_note, received }))
}

/// Writes the request down.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` on `person` or `received`.
pub fn record_request(act: &Act<'_>, case: Id<kinds::Case>, input: &Input) -> Result<Request> {
    let received = input.received.unwrap_or(act.today());
    not_to_come("received", received, act.today())?;
    let grant = act.one::<HandleSubjectAccess, kinds::Case>(case)?;
    let case = cases::load(act, &grant)?;
    if !people::of_family(act, case.family)?.iter().any(|p| p.id == input.person) {
        return Err(Error::field("person", "Choose somebody of this family"));
    }
    let start = start_of_clock(received, act.now());
    let request = Request {
        id: Id::new(act.now()),
        agency: case.agency,
        case: case.id,
        person: input.person,
        reference: Reference::new("SA"),
        asked_by: input.asked_by.clone(),
        proof: input.proof,
        proof_note: input.proof_note.clone(),
        received,
        due: due_day(start, false),
        extended_why: String::new(),
        state: State::Open,
        recorded: act.now(),
        recorded_by: act.actor().account(),
        prepared: None,
        prepared_by: None,
        ended: None,
        ended_by: None,
        ended_words: String::new(),
        version: 1,
    };
    store::insert(act, &request)?;
    let about = About { agency: case.agency, case: Some(case.id), enquiry: None, thing: request.id.cast() };
    promises::make_due(act, about, PromiseKind::SubjectAccess, start, due(start, false))?;
    grant.note(act, &format!("asked for a copy: {}", request.id))?;
    timeline::note(
        act,
        NewEvent {
            agency: case.agency,
            case: case.id,
            kind: EventKind::Rights,
            words: &format!("A copy of what is held was asked for: {}.", request.reference),
            link: Some(&format!("/subject-access/{}", request.id)),
            // One person's request is not for the whole household to see.
            family_sees: false,
        },
    )?;
    Ok(request)
}
