//! An agency states how it stands.

use access::{Act, actions::StateCoreOffers};
use kernel::{Invalid, Result};
use page::Fields;

use crate::{
    core_offers::{model::Stated, store},
    directory::model::CoreOffer,
    words::NOTE,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Of which part.
    pub offer: CoreOffer,
    /// How it stands.
    pub stated: Stated,
    /// In the agency's own words; other agencies read it. May be empty.
    pub note: String,
}

/// Reads [`Input`].
///
/// # Errors
/// What must be mended.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let offer = f.choice::<CoreOffer>("offer", "Choose a part of the core offer");
    let stated = f.choice::<Stated>("stated", "Choose how you stand");
    let note = f.optional("note", NOTE).unwrap_or_default();
    f.finish(|| Some(Input { offer: offer?, stated: stated?, note }))
}

/// States how one's agency stands on a part of the core offer, in the place of what it stated before.
///
/// # Errors
/// `Forbidden` for other roles.
pub fn state_offer(act: &Act<'_>, input: &Input) -> Result<()> {
    let grant = act.agency::<StateCoreOffers>()?;
    store::put(act, grant.agency(), input.offer, input.stated, &input.note)?;
    let told = format!("{}: {} {}", input.offer.code(), input.stated.code(), input.note);
    grant.noted(act, "core-offer", grant.agency().cast(), None, &told)
}
