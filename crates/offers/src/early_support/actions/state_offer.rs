//! An agency says how it gives a part of the early support.

use access::{Act, actions::StateEarlySupport};
use kernel::Result;

use crate::{
    core_offers::model::Stated,
    early_support::{
        model::{self, Offer},
        store::{self, NewOffer},
    },
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Offering {
    /// The part's code.
    pub part: String,
    /// How the agency stands.
    pub stated: Stated,
    /// How it is given, in words for families; may be empty.
    pub how: String,
    /// A page where a family finds it; may be empty.
    pub link: String,
}

/// Says how one's agency gives a part, in the place of what it said before.
///
/// # Errors
/// `Forbidden` for other roles; `Invalid` on `part`.
pub fn state_offer(act: &Act<'_>, input: &Offering) -> Result<()> {
    let grant = act.agency::<StateEarlySupport>()?;
    let part = model::part(&input.part)?;
    let offer =
        Offer { stated: input.stated, how: input.how.clone(), link: input.link.clone(), at: act.now() };
    let by = act.actor().account();
    store::put_offer(act.write(), NewOffer { agency: grant.agency(), part: &part.code, offer: &offer, by })?;
    let told = format!("{}: {} {} {}", part.code, input.stated.code(), input.how, input.link);
    grant.noted(act, "early-support-offer", grant.agency().cast(), None, &told)
}
