//! Complaining about the service, or recording that somebody does. The acknowledgement is promised at once.

use access::{Act, Role, actions::MakeComplaint, audit::changed};
use casework::cases::store as cases;
use kernel::{
    Calendar, Date, Error, Id, Invalid, PromiseKind, Reference, Result,
    kinds::{self, Case, Family, Organisation},
};
use page::Fields;

use super::{promise, tell_managers};
use crate::{
    complaints::{
        model::{About, Complaint, State, Who},
        store,
    },
    words::NOTE,
};

/// The longest name with how to reach somebody, in characters.
const LINE: usize = 200;

/// What whoever complains sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What about.
    pub about: About,
    /// What went wrong.
    pub words: String,
    /// What would put it right; may be empty.
    pub wish: String,
    /// What a worker adds who writes it down for them.
    pub recorded: Option<Recorded>,
}

/// What a worker adds.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Who complains.
    pub who: Who,
    /// Their name, and how to reach them.
    pub complainant: String,
    /// When it came; today where nothing is said.
    pub received: Option<Date>,
}

/// Reads what whoever complains sends.
///
/// # Errors
/// `Invalid` beside the fields.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let about = f.choice::<About>("about", "Choose what it is about");
    let words = f.required("words", "Say what went wrong, in your own words", NOTE);
    let wish = f.optional("wish", NOTE).unwrap_or_default();
    f.finish(|| Some(Input { about: about?, words: words?, wish, recorded: None }))
}

/// Reads what a worker writes down for somebody.
///
/// # Errors
/// `Invalid` beside the fields.
pub fn recorded_fields(f: &mut Fields) -> Result<Input, Invalid> {
    let who = f.choice::<Who>("who", "Choose who complains");
    let complainant = f.required("complainant", "Enter who complains and how to reach them", LINE);
    let received = f.date_opt("received");
    let input = fields(f);
    f.finish(|| {
        let recorded = Some(Recorded { who: who?, complainant: complainant?, received });
        Some(Input { recorded, ..input.ok()? })
    })
}

/// Whose a complaint is.
struct Whose {
    agency: Id<Organisation>,
    family: Option<Id<Family>>,
    case: Option<Id<Case>>,
    provider: Option<Id<Organisation>>,
}

/// Writes down a complaint about a case: a parent's or a young person's own, or one that a worker records for them.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` on `received` for a day to come.
pub fn make(act: &Act<'_>, case: Id<Case>, input: &Input) -> Result<Complaint> {
    let grant = act.mine::<MakeComplaint>(case)?;
    let family = cases::load(act, &grant)?.family;
    let whose = Whose { agency: grant.agency(), family: Some(family), case: Some(case), provider: None };
    let made = write(act, whose, input)?;
    grant.note(act, &said(&made))?;
    Ok(made)
}

/// Writes down a complaint of somebody whose case cannot be named.
///
/// # Errors
/// `Forbidden` for who is no worker; `Invalid` on `received` for a day to come.
pub fn make_without_case(act: &Act<'_>, input: &Input) -> Result<Complaint> {
    let grant = act.agency::<MakeComplaint>()?;
    let whose = Whose { agency: grant.agency(), family: None, case: None, provider: None };
    let made = write(act, whose, input)?;
    grant.noted(act, "service-complaint", made.id.cast(), None, &said(&made))?;
    Ok(made)
}

/// Writes down a provider's own complaint to the agency of one of its orders.
///
/// # Errors
/// `Forbidden` for who is no provider; `Invalid` on `order` when it is none of theirs.
pub fn from_provider(act: &Act<'_>, order: &str, input: &Input) -> Result<Complaint> {
    let grant = act.own::<MakeComplaint>()?;
    let agency = store::order_of(act, &grant, order)?;
    let provider = act.actor().provider();
    let made = write(act, Whose { agency, family: None, case: None, provider }, input)?;
    // The provider's own step, for the agency's log: the record is opened once more as what it is.
    act.one::<MakeComplaint, access::teamwork::ServiceComplaint>(made.id)?.note(act, &said(&made))?;
    Ok(made)
}

fn said(c: &Complaint) -> String {
    changed(&[("complaint", "", &c.reference.to_string()), ("state", "", c.state.code())])
}

fn write(act: &Act<'_>, whose: Whose, input: &Input) -> Result<Complaint> {
    let actor = act.actor();
    let own = actor.is_of_a_family() || actor.provider().is_some();
    let recorded = input.recorded.as_ref().filter(|_| !own);
    let received = recorded.and_then(|r| r.received).unwrap_or(act.today());
    if received > act.today() {
        return Err(Error::field("received", "Enter today or an earlier day"));
    }
    let who = match (actor.role(), recorded) {
        (Some(Role::YoungPerson), _) => Who::Young,
        (Some(Role::Provider), _) => Who::Provider,
        (_, Some(recorded)) => recorded.who,
        _ => Who::Family,
    };
    let me: Option<Id<kinds::Account>> = actor.account();
    let complaint = Complaint {
        id: Id::new(act.now()),
        agency: whose.agency,
        family: whose.family,
        case: whose.case,
        provider: whose.provider,
        reference: Reference::new("CP"),
        who,
        about: input.about,
        complainant: recorded.map(|r| r.complainant.clone()).unwrap_or_default(),
        words: input.words.clone(),
        wish: input.wish.clone(),
        complained_of: None,
        received,
        made: act.now(),
        made_by: me.filter(|_| own),
        recorded_by: me.filter(|_| !own),
        state: State::New,
        acknowledged: None,
        handler: None,
        answered: None,
        disagreed: None,
        reviewer: None,
        reviewed: None,
        learned: None,
        version: 1,
    };
    store::insert(act, &complaint)?;
    // What came on an earlier day is counted from that day on.
    let start = if received == act.today() { act.now() } else { Calendar::england().end_of(received) };
    promise(act, &complaint, PromiseKind::ComplaintAcknowledged, start)?;
    let words = "Somebody complained about the service. Sign in to Hearth to read it under Complaints, and to acknowledge it in time.";
    let key = format!("complaint:{}", complaint.id);
    tell_managers(act, &complaint, &key, "There is a complaint", words)?;
    Ok(complaint)
}
