//! Gives a partner more time, with the reason. A new letter goes out.

use access::{Act, actions::AskContribution, audit::changed};
use kernel::{Calendar, Date, Error, Id, Invalid, PromiseKind, Result, kinds};
use page::Fields;

use super::{day, make_link, note, share};
use crate::{
    contributions::{
        mail,
        model::{Stage, State, wrong_due},
        store::{self, Contribution},
    },
    promises,
    words::{NOTE, mend},
};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The version that was read.
    pub version: i64,
    /// The new last day.
    pub due: Date,
    /// Why.
    pub why: String,
}

/// Reads [`Input`].
///
/// # Errors
/// `Invalid` beside `version`, `due` or `reason`.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let version = f.version();
    let due = f.date("due", "Enter the new day");
    let why = f.required("reason", "Say why they get more time", NOTE);
    f.finish(|| Some(Input { version: version?, due: due?, why: why? }))
}

/// Extends it.
///
/// # Errors
/// `NotFound` for what is others'; `Invalid` by `due` for an earlier day or one on which nobody works; `Stale` when it
/// changed after it was read; `Refused` by rule `contribution.settled`, and by the gate where the ground is gone.
pub fn run(act: &Act<'_>, id: Id<kinds::Contribution>, input: &Input) -> Result<Contribution> {
    let grant = act.one::<AskContribution, kinds::Contribution>(id)?;
    let mut k = store::load(act, &grant)?;
    k.state.to(State::Sent)?;
    if k.version != input.version {
        return Err(Error::Stale);
    }
    let due = Calendar::england().end_of(input.due);
    let earlier = (due <= k.due).then(|| mend("due", format!("Choose a day after {}", day(k.due))));
    if let Some(wrong) = wrong_due(input.due, act.today(), Calendar::england()).or(earlier) {
        return Err(Error::Invalid(Invalid(vec![wrong])));
    }
    share(act, &grant, k.case, k.id, k.ask.to())?;
    store::extend(act, &grant, &k, due)?;
    let before = k.due;
    (k.due, k.link, k.stage, k.version) = (due, k.link + 1, Stage::Asked, k.version + 1);
    make_link(act, &k)?;
    mail::extended(act, &k)?;
    promises::withdraw(act, k.id.cast(), PromiseKind::Contribution)?;
    let about = promises::About { agency: k.agency, case: Some(k.case), enquiry: None, thing: k.id.cast() };
    promises::make_due(act, about, PromiseKind::Contribution, act.now(), due)?;
    grant.note(act, &changed(&[("due", &day(before), &day(due)), ("why", "", &input.why)]))?;
    let words = format!("{} has until {} to answer. {}", k.ask.organisation, day(due), input.why);
    note(act, &k, &words, false)?;
    Ok(k)
}
