//! What every family is offered, however the child came to them: what is promised, and the levels of support. The legal route is no
//! input of the rules that make promises and recommend levels, so there is one list for all; a test of plans holds that the route
//! never lowers the offer.

use access::Look;
use kernel::{Id, LegalRoute, Level, PromiseKind, Result, kinds::Organisation};
use maud::{Markup, html};
use page::kit;

use crate::promises;

/// What is promised to families, in the order of their way.
const PROMISED: [(PromiseKind, &str); 5] = [
    (PromiseKind::AdviceCall, "A call back"),
    (PromiseKind::Assessment, "An assessment of need"),
    (PromiseKind::PlanReview, "The plan looked at again"),
    (PromiseKind::ReviewAsked, "A review that you ask for"),
    (PromiseKind::MessageAnswered, "An answer to a message"),
];

/// What a family is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is promised, with the time.
    pub promised: Vec<(&'static str, String)>,
}

/// What an agency offers, by its own times where it set any.
///
/// # Errors
/// Those of the store.
pub fn offer(look: &Look<'_>, agency: Id<Organisation>) -> Result<Offer> {
    let promised = PROMISED
        .iter()
        .map(|(kind, words)| Ok((*words, promises::term(look, agency, *kind)?.to_string())))
        .collect::<Result<_>>()?;
    Ok(Offer { promised })
}

/// The same as a list, with the routes that it holds for.
pub fn shown(offer: &Offer) -> Markup {
    let times = offer.promised.iter().map(|(what, term)| kit::row(*what, format!("within {term}")));
    let levels = Level::ALL.iter().map(|level| level.label()).collect::<Vec<_>>().join(", ");
    let routes = LegalRoute::ALL.iter().map(|route| route.label()).collect::<Vec<_>>().join(", ");
    html! {
        p class="govuk-body" { "However a child came to a family, it is offered the same: one assessment of need, a plan, a named coordinator, and these times. What a family needs decides how much support there is. Who pays for therapy can depend on rules of the Fund, and the worker says so where it does." }
        (kit::summary_list(times.chain([kit::row("Levels of support", levels), kit::row("Holds for", routes)]).collect()))
    }
}
