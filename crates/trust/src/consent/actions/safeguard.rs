//! The safeguarding exception: sharing without consent or agreement because somebody must be kept
//! safe. The reason is recorded, the managers are told at once, and one of them answers for it.

use ::store::outbox;
use access::{
    Act, Role,
    actions::ShareToSafeguard,
    consent::{DataKind, Exception, Recipient, RecipientKind, store},
};
use casework::{
    cases::store as cases,
    timeline::{self, EventKind, NewEvent},
};
use jiff::SignedDuration;
use kernel::{Error, Id, Invalid, Result, kinds};
use page::Fields;

use crate::words::{LINE, NOTE};

/// How long an exception lets things through, in hours: long enough for what cannot wait, chosen by Hearth.
pub const HOURS: i64 = 72;

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Safety {
    /// What kind of organisation.
    pub kind: RecipientKind,
    /// A provider with a record here.
    pub provider: Option<Id<kinds::Organisation>>,
    /// The name of any other organisation.
    pub name: String,
    /// What is shared.
    pub shares: Vec<DataKind>,
    /// Who is at risk of what, and why it cannot wait.
    pub reason: String,
}

/// Reads [`Safety`].
pub fn safety_fields(f: &mut Fields) -> Result<Safety, Invalid> {
    let kind = f.choice::<RecipientKind>("recipient", "Choose what kind of organisation it goes to");
    let provider = f.id_opt("provider", "Choose a provider from the list");
    let name = f.optional("name", LINE).unwrap_or_default();
    let shares = f.choices::<DataKind>("shares", "Choose what is shared");
    if shares.is_empty() {
        f.fail("shares", "Choose what is shared: only what is needed to keep them safe");
    }
    match kind {
        Some(RecipientKind::Provider) if provider.is_none() => f.fail("provider", "Choose the provider"),
        Some(RecipientKind::Provider | RecipientKind::Fund) | None => {}
        Some(_) if name.is_empty() => {
            f.fail("name", "Enter the name of the organisation, and who there was told")
        }
        Some(_) => {}
    }
    let reason = f.required("reason", "Say who is at risk of what, and why this cannot wait", NOTE);
    f.finish(|| Some(Safety { kind: kind?, provider, name, shares, reason: reason? }))
}

/// Records the exception and tells the managers. Gives it.
///
/// # Errors
/// `NotFound` for a case of others.
pub fn share_to_safeguard(act: &Act<'_>, case: Id<kinds::Case>, input: &Safety) -> Result<Exception> {
    let grant = act.one::<ShareToSafeguard, kinds::Case>(case)?;
    let case = cases::load(act, &grant)?;
    let to = match (input.kind, input.provider) {
        (RecipientKind::Provider, Some(provider)) => {
            crate::words::approved(act, provider)?;
            Recipient::one(RecipientKind::Provider, provider)
        }
        (kind, _) => Recipient::named(kind, &input.name),
    };
    let until = act
        .now()
        .checked_add(SignedDuration::from_hours(HOURS))
        .map_err(|e| Error::internal("the end of an exception", e))?;
    let exception = Exception {
        id: Id::new(act.now()),
        agency: case.agency,
        case: case.id,
        to,
        shares: input.shares.clone(),
        reason: input.reason.clone(),
        at: act.now(),
        until,
        by: act.actor().account(),
        seen: None,
        seen_by: None,
        seen_note: String::new(),
        version: 1,
    };
    store::add_exception(act, &grant, &exception)?;
    let codes: Vec<&str> = exception.shares.iter().map(|k| k.code()).collect();
    grant.note(
        act,
        &format!("safeguarding exception {}: {} to {}", exception.id, codes.join(" "), input.kind.code()),
    )?;
    timeline::note(
        act,
        NewEvent {
            agency: case.agency,
            case: case.id,
            kind: EventKind::Safeguarding,
            words: "Something was shared with another organisation to keep somebody safe, without asking first.",
            link: Some(&format!("/cases/{}/consent", case.id)),
            family_sees: false,
        },
    )?;
    tell_managers(act, &exception)?;
    Ok(exception)
}

/// An email to each manager of the agency. It names nobody: whoever reads it signs in to see.
fn tell_managers(act: &Act<'_>, exception: &Exception) -> Result<()> {
    for (account, address) in access::accounts::addresses(act, exception.agency, Role::TeamManager)? {
        outbox::email(
            act.write(),
            act.now(),
            &format!("safeguarding-share {} {account}", exception.id),
            &address,
            "A safeguarding exception needs your eye",
            "A worker shared something with another organisation to keep somebody safe, without consent or a sharing \
             agreement.\n\nSign in, open “Sharing agreements” and then “Safeguarding exceptions”, read the reason, and \
             record what you make of it.\n",
        )?;
    }
    Ok(())
}
