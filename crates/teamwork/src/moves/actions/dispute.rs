//! The other agency says, with a reason, that it is not responsible. A clock begins, and the present agency goes on.

use access::{Act, actions::AnswerHandover, teamwork::HandoverIn};
use casework::promises;
use kernel::{Id, Invalid, PromiseKind, Result, local_date};
use page::Fields;

use super::{await_end, notify, tell};
use crate::{
    moves::{
        model::Step,
        store::{self, Changed, Handover},
    },
    words::{NOTE, day},
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The version that was read.
    pub version: i64,
    /// Why one's agency is not responsible.
    pub why: String,
}

/// Reads [`Dispute`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn dispute_fields(f: &mut Fields) -> Result<Dispute, Invalid> {
    let version = f.version();
    let why = f.required("why", "Say why your agency is not responsible, with the days it rests on", NOTE);
    f.finish(|| Some(Dispute { version: version?, why: why? }))
}

/// Disputes a hand-over.
///
/// # Errors
/// `NotFound` for whoever is not of the agency to which it was handed; `Refused`: `handover.stage`; `Stale`.
pub fn dispute(act: &Act<'_>, id: Id<HandoverIn>, input: &Dispute) -> Result<Handover> {
    let grant = act.one::<AnswerHandover, HandoverIn>(id)?;
    let mut h = store::load_in(act, &grant)?;
    h.state = h.state.after(Step::Dispute)?;
    let old = store::old_case(act, &grant)?;
    let due = await_end(act, &h, old)?;
    (h.answered, h.answered_by) = (Some(act.now()), act.actor().account());
    (h.dispute, h.settle_due) = (input.why.clone(), Some(due));
    store::save(act, &grant, Changed(&h, input.version))?;
    promises::keep(act, id.cast(), PromiseKind::HandoverAnswered, act.now())?;
    let told = format!(
        "{} does not think that it is responsible for your support. The two agencies settle that between them by {}. Meanwhile {} goes on, and nothing \
         changes for you.",
        h.to_name,
        day(local_date(due)),
        h.from_name
    );
    tell(act, h.from, old, &told, true)?;
    tell(act, h.from, old, &format!("{} disputes the hand-over: {}", h.to_name, input.why), false)?;
    grant.note(act, "disputed")?;
    notify(
        act,
        h.from,
        &h,
        "disputed",
        &format!("{} disputes that it is responsible for a case.", h.to_name),
    )?;
    store::load_in(act, &grant)
}
