//! Complaining about how data is used, or recording such a complaint. The acknowledgement is promised at once.

use access::{Act, actions::MakeDataComplaint, audit::changed};
use casework::{
    promises::{self, About},
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Date, Id, Invalid, PromiseKind, Reference, Result, kinds};
use page::Fields;

use crate::{
    complaints::{model::Complaint, store},
    words::{LINE, NOTE, not_to_come, start_of_clock},
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Who complains, and how to reach them.
    pub complainant: String,
    /// What about.
    pub words: String,
    /// When it came; today when left out.
    pub received: Option<Date>,
}

/// Reads [`Input`].
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let complainant = f.required("complainant", "Enter who complains and how to reach them", LINE);
    let words = f.required("words", "Say what went wrong, in your own words", NOTE);
    let received = f.date_opt("received");
    f.finish(|| Some(Input { complainant: complainant?, words: words?, received }))
}

/// Writes the complaint down, about a case or about none, and promises that it is acknowledged.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` on `received` for a day to come.
pub fn make_complaint(act: &Act<'_>, case: Option<Id<kinds::Case>>, input: &Input) -> Result<Complaint> {
    let received = input.received.unwrap_or(act.today());
    not_to_come("received", received, act.today())?;
    let reference = Reference::new("DC");
    let said = changed(&[("complaint", "", &reference.to_string()), ("state", "", "new")]);
    let id = Id::new(act.now());
    let (agency, family) = match case {
        Some(case) => {
            let grant = act.one::<MakeDataComplaint, kinds::Case>(case)?;
            grant.note(act, &said)?;
            (grant.agency(), grant.family())
        }
        None => {
            let grant = act.agency::<MakeDataComplaint>()?;
            grant.noted(act, "data-complaint", id.cast(), None, &said)?;
            (grant.agency(), None)
        }
    };
    let complaint = Complaint {
        id,
        agency,
        family,
        case,
        reference,
        complainant: input.complainant.clone(),
        words: input.words.clone(),
        received,
        recorded: act.now(),
        recorded_by: act.actor().account(),
        recorded_role: act.actor().role_code().to_owned(),
        acknowledged: None,
        acknowledged_by: None,
        acknowledged_how: String::new(),
        outcome: None,
        outcome_words: String::new(),
        closed: None,
        closed_by: None,
        version: 1,
    };
    store::insert(act, &complaint)?;
    let about = About { agency, case, enquiry: None, thing: complaint.id.cast() };
    promises::make(act, about, PromiseKind::DataComplaint, start_of_clock(received, act.now()))?;
    if let Some(case) = case {
        timeline::note(
            act,
            NewEvent {
                agency,
                case,
                kind: EventKind::Rights,
                words: &format!("A complaint about how we use your data was made: {}.", complaint.reference),
                link: Some("/rights"),
                family_sees: true,
            },
        )?;
    }
    store::made(act, complaint.id)
}
