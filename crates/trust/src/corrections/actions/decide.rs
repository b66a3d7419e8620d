//! Deciding on a request. A yes changes the record in the same transaction; the old value stays in the request.

use access::{Act, actions::DecideCorrection, rights::Correction as Kind};
use casework::{
    people::store as people,
    promises,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Error, Id, Invalid, PromiseKind, Result, kinds};
use page::Fields;

use crate::{
    corrections::{
        model::{Correction, State},
        store,
    },
    words::NOTE,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Decide {
    /// The version that was read.
    pub version: i64,
    /// Whether it is put right.
    pub put_right: bool,
    /// Why; the family reads it.
    pub why: String,
}

/// Reads [`Decide`].
pub fn decide_fields(f: &mut Fields) -> Result<Decide, Invalid> {
    let version = f.version();
    let put_right = f.yes_no("put_right", "Choose whether it is put right");
    let why = f.required("why", "Say why, in words that the family reads", NOTE);
    f.finish(|| Some(Decide { version: version?, put_right: put_right?, why: why? }))
}

/// Records the decision, and changes the record where it is put right.
///
/// # Errors
/// `NotFound` for another agency's; `Refused`: `correction.decided`, or `correction.moved` when what stands in
/// the record is no longer what was asked about; `Stale`.
pub fn decide_correction(act: &Act<'_>, id: Id<Kind>, input: &Decide) -> Result<Correction> {
    let grant = act.one::<DecideCorrection, Kind>(id)?;
    let before = store::load(act, &grant)?;
    before.may_decide()?;
    let state = if input.put_right { State::Done } else { State::Declined };
    store::decide(act, &grant, input.version, state, &input.why)?;
    if let (State::Done, Some(person)) = (state, before.person) {
        let case = act.one::<DecideCorrection, kinds::Case>(before.case)?;
        let now = people::load(act, person)?;
        if before.what.of(&now).unwrap_or_default() != before.old {
            return Err(Error::refused(
                "correction.moved",
                "The record was changed after this was asked. Say no here, and record a new request.",
            ));
        }
        let mut checked = now;
        before.what.put(&mut checked, &before.wanted)?;
        people::correct(act, &case, person, |p| *p = checked)?;
    }
    promises::keep(act, id.cast(), PromiseKind::Correction, act.now())?;
    grant.note(act, &format!("{} asked, then {}", before.what.code(), state.code()))?;
    timeline::note(
        act,
        NewEvent {
            agency: before.agency,
            case: before.case,
            kind: EventKind::Rights,
            words: &format!("{}: {}. {}", before.what.label(), state.label().to_lowercase(), input.why),
            link: Some(&format!("/cases/{}/rights", before.case)),
            family_sees: true,
        },
    )?;
    store::load(act, &grant)
}
