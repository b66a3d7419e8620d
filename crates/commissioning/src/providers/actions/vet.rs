//! What was seen of a provider, anew: a renewed insurance, another check.

use access::{Act, actions::ManageProviders, audit::changed};
use kernel::{Error, Id, Result, kinds::Organisation};

use crate::providers::{store, vetting::Vetting};

/// Records what was seen. The earlier record stays.
///
/// # Errors
/// `Forbidden` for other roles; `NotFound`; `Invalid` as [`Vetting::check`].
pub fn vet_provider(act: &Act<'_>, id: Id<Organisation>, vetting: &Vetting) -> Result<()> {
    let grant = act.agency::<ManageProviders>()?;
    store::load(act, id)?.ok_or(Error::NotFound)?;
    let vetting = vetting.clone().check(act.today())?;
    let before = store::vetting(act, id)?.map(|record| record.seen);
    store::add_vetting(act, id, &vetting)?;
    let told = |seen: Option<&Vetting>| {
        seen.map(|v| {
            [
                v.body.code().to_owned(),
                v.registration.clone(),
                v.insured_until.to_string(),
                v.safeguarding_on.to_string(),
            ]
        })
        .unwrap_or_default()
    };
    let ([body, number, insured, checked], now) = (told(before.as_ref()), told(Some(&vetting)));
    let [body_now, number_now, insured_now, checked_now] = now;
    grant.noted(
        act,
        "provider",
        id.cast(),
        None,
        &changed(&[
            ("body", &body, &body_now),
            ("registration", &number, &number_now),
            ("insured until", &insured, &insured_now),
            ("safeguarding checked", &checked, &checked_now),
        ]),
    )
}
