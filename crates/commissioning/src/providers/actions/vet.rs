//! What was seen of a provider, anew: a renewed insurance, another check.

use access::{Act, actions::ManageProviders};
use kernel::{Error, Id, Result, kinds::Organisation};

use crate::providers::{store, vetting::Vetting};

/// Records what was seen. The earlier record stays.
///
/// # Errors
/// `Forbidden` for other roles; `NotFound`; `Invalid` as [`Vetting::check`].
pub fn vet_provider(act: &Act<'_>, id: Id<Organisation>, vetting: &Vetting) -> Result<()> {
    let grant = act.agency::<ManageProviders>()?;
    store::load(act, id)?.ok_or(Error::NotFound)?;
    store::add_vetting(act, id, &vetting.clone().check(act.today())?)?;
    grant.showed(act, "provider", &[id])
}
