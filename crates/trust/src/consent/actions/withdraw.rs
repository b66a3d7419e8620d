//! Taking a yes back. It holds from this moment; what was shared before cannot be fetched back.

use access::{
    Act,
    actions::WithdrawConsent,
    consent::{Consent, kinds::Consent as Kind, purposes, store},
};
use casework::timeline::{self, EventKind, NewEvent};
use kernel::{Error, Id, Invalid, Result};
use page::Fields;

use crate::words::NOTE;

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// The version that was read.
    pub version: i64,
    /// Why, if they want to say.
    pub why: String,
}

/// Reads [`Taken`].
pub fn taken_fields(f: &mut Fields) -> Result<Taken, Invalid> {
    let version = f.version();
    let why = f.optional("why", NOTE).unwrap_or_default();
    f.finish(|| Some(Taken { version: version?, why }))
}

/// Withdraws a consent.
///
/// # Errors
/// `NotFound` for what is another family's; `Refused` (`consent.over`); `Stale`.
pub fn withdraw_consent(act: &Act<'_>, id: Id<Kind>, input: &Taken) -> Result<Consent> {
    let grant = act.one::<WithdrawConsent, Kind>(id)?;
    let before = store::load(act, &grant)?;
    before.may_withdraw()?;
    if before.version != input.version {
        return Err(Error::Stale);
    }
    store::withdraw(act, &grant, input.version, &input.why)?;
    grant.note(act, &format!("{}: given, then withdrawn", before.purpose))?;
    let name = store::name_of(act, &before.to)?;
    timeline::note(
        act,
        NewEvent {
            agency: before.agency,
            case: before.case,
            kind: EventKind::Consent,
            words: &format!(
                "The family withdrew its consent: {} ({name}).",
                purposes::title(&before.purpose)
            ),
            link: Some(&format!("/cases/{}/consent", before.case)),
            family_sees: true,
        },
    )?;
    store::load(act, &grant)
}
