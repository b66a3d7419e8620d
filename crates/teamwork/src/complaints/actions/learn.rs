//! What the agency learned from a complaint, and what it does about it, by a day.

use access::{Act, actions::HandleComplaints, teamwork::ServiceComplaint};
use kernel::{Date, Error, Id, Invalid, Result};
use page::Fields;

use super::not_about_oneself;
use crate::{
    complaints::{
        model::{Complaint, Learned, State, rule},
        store,
    },
    words::NOTE,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// The version that was read.
    pub version: i64,
    /// What was learned, without names.
    pub words: String,
    /// What is done.
    pub action: String,
    /// By which day.
    pub by: Date,
}

/// Reads [`Lesson`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn learn_fields(f: &mut Fields) -> Result<Lesson, Invalid> {
    let version = f.version();
    let words = f.required("learned", "Say what you learned, without names", NOTE);
    let action = f.required("action", "Say what you do about it", NOTE);
    let by = f.date("by", "Enter the day by which it is done");
    f.finish(|| Some(Lesson { version: version?, words: words?, action: action?, by: by? }))
}

/// Writes down what was learned.
///
/// # Errors
/// `NotFound` for another agency's; `Refused`: `complaint.stage` before it was answered, `complaint.own`; `Stale`; `Invalid` on `by` for a day that is past.
pub fn learn(act: &Act<'_>, id: Id<ServiceComplaint>, input: &Lesson) -> Result<Complaint> {
    let grant = act.one::<HandleComplaints, ServiceComplaint>(id)?;
    let mut c = store::load(act, &grant)?;
    c.must_be(&[State::Answered, State::Review, State::Reviewed])?;
    not_about_oneself(act, &c)?;
    if input.by < act.today() {
        return Err(Error::field("by", "Enter today or a later day"));
    }
    c.version = input.version;
    c.learned = Some(Learned {
        words: input.words.clone(),
        action: input.action.clone(),
        by: input.by,
        done: None,
        at: act.now(),
        who: act.actor().account(),
    });
    store::save(act, &grant, &c)?;
    grant.note(act, &format!("learned from, with an action by {}", input.by))?;
    store::load(act, &grant)
}

/// Says that what was learned was acted on.
///
/// # Errors
/// `NotFound` for another agency's; `Refused`: `complaint.stage` where nothing was learned or it is done, `complaint.own`; `Stale`.
pub fn done(act: &Act<'_>, id: Id<ServiceComplaint>, version: i64) -> Result<Complaint> {
    let grant = act.one::<HandleComplaints, ServiceComplaint>(id)?;
    let mut c = store::load(act, &grant)?;
    not_about_oneself(act, &c)?;
    match c.learned.as_mut().filter(|l| l.done.is_none()) {
        Some(learned) => learned.done = Some(act.now()),
        None => {
            return Err(Error::refused(
                rule::STATE,
                "There is nothing to be done here, or it was done already.",
            ));
        }
    }
    c.version = version;
    store::save(act, &grant, &c)?;
    grant.note(act, "what was learned was acted on")?;
    store::load(act, &grant)
}
