//! A manager says that the complaint came, what will be looked into and by whom. Whose work it is about is said here too.

use access::{Act, accounts, actions::HandleComplaints, notices, teamwork::ServiceComplaint};
use casework::promises;
use kernel::{Error, Id, Invalid, PromiseKind, Result, kinds::Account};
use page::Fields;

use super::{managers, not_about_oneself, promise, tell};
use crate::{
    complaints::{
        model::{Complaint, State},
        store,
    },
    words::NOTE,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ack {
    /// The version that was read.
    pub version: i64,
    /// Who looks into it: a manager who may open it.
    pub handler: Id<Account>,
    /// Whose work it is about, where it is about somebody's.
    pub complained_of: Option<Id<Account>>,
    /// What whoever complained is told.
    pub words: String,
}

/// Reads [`Ack`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn ack_fields(f: &mut Fields) -> Result<Ack, Invalid> {
    let version = f.version();
    let handler = f.id("handler", "Choose who looks into it");
    let complained_of = f.id_opt("complained_of", "Choose somebody from the list");
    let words = f.required(
        "words",
        "Say what you tell them: that it came, what you look into, and by when they hear from you",
        NOTE,
    );
    f.finish(|| Some(Ack { version: version?, handler: handler?, complained_of, words: words? }))
}

/// Records the acknowledgement. The answer is promised from now on.
///
/// # Errors
/// `NotFound` for another agency's; `Refused`: `complaint.stage`, `complaint.own`; `Stale`; `Invalid` on `handler` and `complained_of`.
pub fn acknowledge(act: &Act<'_>, id: Id<ServiceComplaint>, input: &Ack) -> Result<Complaint> {
    let grant = act.one::<HandleComplaints, ServiceComplaint>(id)?;
    let mut c = store::load(act, &grant)?;
    c.must_be(&[State::New])?;
    let colleagues = accounts::colleagues(act, c.agency)?;
    let works_here = |who: Id<Account>| colleagues.iter().any(|a| a.id == who);
    // Managers alone open complaints: whoever is named must be able to look into it.
    if managers(act, &c)?.iter().all(|a| a.id != input.handler) || input.complained_of == Some(input.handler)
    {
        return Err(Error::field("handler", "Choose a manager of your agency whose work it is not about"));
    }
    if input.complained_of.is_some_and(|who| !works_here(who)) {
        return Err(Error::field("complained_of", "Choose somebody from the list"));
    }
    c.complained_of = input.complained_of;
    not_about_oneself(act, &c)?;
    c.version = input.version;
    c.state = State::Looking;
    c.handler = Some(input.handler);
    c.acknowledged = Some((act.now(), act.actor().account(), input.words.clone()));
    store::save(act, &grant, &c)?;
    promises::keep(act, id.cast(), PromiseKind::ComplaintAcknowledged, act.now())?;
    promise(act, &c, PromiseKind::ComplaintAnswered, act.now())?;
    grant.note(act, &format!("new, then looking; {} looks into it", input.handler))?;
    if act.actor().account() != Some(input.handler) {
        let words = "You are to look into a complaint. Sign in to Hearth to read it under Complaints, and to answer it in time.";
        let key = format!("complaint:{id}:handler:{}", input.handler);
        notices::mail(act, input.handler, &key, "A complaint for you to look into", words)?;
    }
    tell(act, &c, "acknowledged")?;
    store::load(act, &grant)
}
