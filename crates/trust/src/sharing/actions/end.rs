//! Ending an agreement before its last day. Nothing more is shared by it from the day it ends.

use access::{
    Act,
    actions::ManageSharing,
    consent::{Agreement, AgreementState, kinds::Agreement as Kind, store},
};
use kernel::{Date, Error, Id, Invalid, Result};
use page::Fields;

use crate::words::NOTE;

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// The version that was read.
    pub version: i64,
    /// The first day on which it no longer holds; today when left out.
    pub on: Option<Date>,
    /// Why.
    pub why: String,
}

/// Reads [`End`].
pub fn end_fields(f: &mut Fields) -> Result<End, Invalid> {
    let version = f.version();
    let on = f.date_opt("on");
    let why = f.required("why", "Say why it ends", NOTE);
    f.finish(|| Some(End { version: version?, on, why: why? }))
}

/// Ends an agreement.
///
/// # Errors
/// `NotFound` for another agency's; `Refused` (`sharing.over`); `Stale`; `Invalid` on `on` for a day gone by.
pub fn end_agreement(act: &Act<'_>, id: Id<Kind>, input: &End) -> Result<Agreement> {
    let grant = act.one::<ManageSharing, Kind>(id)?;
    let before = store::agreement(act, &grant)?;
    if before.ended.is_some() || before.state(act.today()) == AgreementState::Over {
        return Err(Error::refused("sharing.over", "This agreement is over already."));
    }
    let on = input.on.unwrap_or(act.today());
    if on < act.today() {
        return Err(Error::field(
            "on",
            "Enter today or a later day: what was shared before was shared by it",
        ));
    }
    store::end_agreement(act, &grant, input.version, on, &input.why)?;
    grant.note(act, &format!("in force, then ended from {on}"))?;
    store::agreement(act, &grant)
}
