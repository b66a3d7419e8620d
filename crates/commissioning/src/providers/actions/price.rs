//! A provider's price for a therapy, from a day on.

use access::{Act, actions::ManageProviders, audit::changed};
use kernel::{Error, Result};

use crate::{
    catalogue::model::Catalogue,
    providers::{
        model::{Price, price_on},
        store,
    },
};

/// Adds a line to a provider's price list. Orders keep the price of the day they were placed.
///
/// # Errors
/// `Forbidden` for other roles; `NotFound`; `Invalid` as [`Price::check`], and on `from` when a price for the
/// therapy begins on that day already.
pub fn set_price(act: &Act<'_>, price: &Price) -> Result<()> {
    let grant = act.agency::<ManageProviders>()?;
    store::load(act, price.provider)?.ok_or(Error::NotFound)?;
    let price = price.clone().check(Catalogue::shipped()?)?;
    let known = store::prices(act, price.provider, &price.therapy)?;
    if !store::add_price(act, &price)? {
        return Err(Error::field(
            "from",
            "A price for this therapy begins on this day already. Choose the day after, or a later one.",
        ));
    }
    // A price is added and none is changed: the one before it ends where this one begins.
    let before =
        price_on(&known, price.provider, &price.therapy, price.from).map(|p| p.per_session.to_string());
    grant.noted(
        act,
        "provider",
        price.provider.cast(),
        None,
        &changed(&[(
            &format!("{} from {}", price.therapy, price.from),
            before.as_deref().unwrap_or_default(),
            &price.per_session.to_string(),
        )]),
    )
}
