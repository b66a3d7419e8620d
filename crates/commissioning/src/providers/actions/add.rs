//! A provider asks to be put on the list.

use access::{
    Act,
    actions::ManageProviders,
    audit::changed,
    organisations::{self, kind},
};
use kernel::{Error, Id, ProviderKind, Result, kinds::Organisation};

use crate::providers::{
    model::{Approval, Provider},
    store::{self, NewProvider},
    vetting::Vetting,
};

/// Who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewName {
    /// Trading name.
    pub name: String,
    /// What sort of provider.
    pub kind: ProviderKind,
    /// The region where they work, as councils have it; none where they work everywhere.
    pub region: Option<String>,
}

/// Puts a provider on the list with what was seen of them, to be approved once they have prices.
///
/// # Errors
/// `Forbidden` for other roles; `Invalid` on `name` when it is taken or has no letter, and on the days of
/// [`Vetting::check`].
pub fn add_provider(act: &Act<'_>, who: &NewName, vetting: &Vetting) -> Result<Id<Organisation>> {
    let grant = act.agency::<ManageProviders>()?;
    let code = slug(&who.name);
    if code.is_empty() {
        return Err(Error::field("name", "Enter a name with letters from a to z or numbers"));
    }
    if organisations::by_code(act, kind::PROVIDER, &code)?.is_some() {
        return Err(Error::field(
            "name",
            "A provider of this name is on the list already. Open it there, or add a place to the name.",
        ));
    }
    let vetting = vetting.clone().check(act.today())?;
    let id = Id::new(act.now());
    let new = NewProvider {
        provider: Provider { id, name: who.name.clone(), kind: who.kind, approval: Approval::Asked },
        code,
        region: who.region.clone().unwrap_or_default(),
        approved_on: None,
    };
    store::put(act.write(), &new, &[])?;
    store::add_vetting(act, id, &vetting)?;
    grant.noted(
        act,
        "provider",
        id.cast(),
        None,
        &changed(&[("name", "", &who.name), ("standing", "", Approval::Asked.code())]),
    )?;
    Ok(id)
}

/// The name as a code: letters and numbers in small, all else a hyphen.
fn slug(name: &str) -> String {
    let plain: String =
        name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join("-")
}
