//! Recording an agreement that was signed. An administrator does it; a mistake is ended and recorded anew.

use access::{
    Act,
    actions::ManageSharing,
    consent::{
        Agreement, DataKind, LegalBasis, Recipient, RecipientKind, kinds::Agreement as Kind, purposes, store,
    },
};
use kernel::{Date, Error, Id, Invalid, Result, kinds::Organisation};
use page::Fields;

use crate::words::LINE;

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What people call it.
    pub name: String,
    /// With what kind of organisation.
    pub kind: RecipientKind,
    /// With which provider; none means every approved one.
    pub provider: Option<Id<Organisation>>,
    /// For what: codes of purposes.
    pub purposes: Vec<String>,
    /// What may be shared.
    pub shares: Vec<DataKind>,
    /// On what legal ground.
    pub basis: LegalBasis,
    /// Where the signed text is kept.
    pub reference: String,
    /// The first day.
    pub from: Date,
    /// The last day; none until it is ended.
    pub until: Option<Date>,
}

/// Reads [`Input`].
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let name = f.required("name", "Enter what people call the agreement", LINE);
    let kind = f.choice::<RecipientKind>("recipient", "Choose with what kind of organisation");
    let provider = f.id_opt("provider", "Choose a provider from the list");
    let chosen: Vec<String> = f.all("purposes").map(str::to_owned).collect();
    if f.optional("purposes", 60).is_none() {
        f.fail("purposes", "Choose what it is for");
    } else if let Some(kind) = kind
        && chosen.iter().any(|code| purposes::find(code).is_none_or(|p| p.recipient != kind))
    {
        f.fail("purposes", "Choose purposes that this kind of organisation serves");
    }
    let shares = f.choices::<DataKind>("shares", "Choose what may be shared");
    if shares.is_empty() {
        f.fail("shares", "Choose what may be shared");
    }
    let basis = f.choice::<LegalBasis>("basis", "Choose the legal ground");
    let reference =
        f.required("reference", "Enter where the signed text is kept, such as a file reference", LINE);
    let from = f.date("from", "Enter the first day of the agreement");
    let until = f.date_opt("until");
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        f.fail("until", "Enter a last day that is not before the first");
    }
    f.finish(|| {
        Some(Input {
            name: name?,
            kind: kind?,
            provider,
            purposes: chosen,
            shares,
            basis: basis?,
            reference: reference?,
            from: from?,
            until,
        })
    })
}

/// Records the agreement and gives it.
///
/// # Errors
/// `Invalid` on `until` for an agreement that is over already, on `provider` where it is about no provider
/// or about one that is not approved.
pub fn make_agreement(act: &Act<'_>, input: &Input) -> Result<Agreement> {
    let grant = act.agency::<ManageSharing>()?;
    if input.until.is_some_and(|last| last < act.today()) {
        return Err(Error::field(
            "until",
            "This agreement is over already. Enter a day to come, or leave it empty",
        ));
    }
    let to = match (input.kind, input.provider) {
        (RecipientKind::Provider, Some(provider)) => {
            crate::words::approved(act, provider)?;
            Recipient::one(RecipientKind::Provider, provider)
        }
        (_, Some(_)) => {
            return Err(Error::field("provider", "Leave this empty: the agreement is not with a provider"));
        }
        (kind, None) => Recipient::every(kind),
    };
    let agreement = Agreement {
        id: Id::new(act.now()),
        agency: grant.agency(),
        name: input.name.clone(),
        to,
        purposes: input.purposes.clone(),
        shares: input.shares.clone(),
        basis: input.basis,
        reference: input.reference.clone(),
        from: input.from,
        until: input.until,
        made: act.now(),
        made_by: act.actor().account(),
        ended: None,
        ended_by: None,
        ended_why: String::new(),
        version: 1,
    };
    store::add_agreement(act.write(), &agreement)?;
    // The grant of the record writes the audit line that names it.
    act.one::<ManageSharing, Kind>(agreement.id)?
        .note(act, &format!("made: {}", agreement.purposes.join(" ")))?;
    Ok(agreement)
}
