//! What every family is offered, however the child came to them: worked out for each legal route by the same rules that make promises and
//! recommend levels, and shown beside each other. The route is no input of any of them; a test holds that every line is equal.

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

/// What one route is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// How the child came to the family.
    pub route: LegalRoute,
    /// What is promised, with the time.
    pub promised: Vec<(&'static str, String)>,
    /// The levels of support.
    pub levels: Vec<&'static str>,
}

/// What each route is offered by an agency, by its own times where it set any.
///
/// # Errors
/// Those of the store.
pub fn offers(look: &Look<'_>, agency: Id<Organisation>) -> Result<Vec<Offer>> {
    let one = |route: &LegalRoute| {
        let promised = PROMISED
            .iter()
            .map(|(kind, words)| Ok((*words, promises::term(look, agency, *kind)?.to_string())))
            .collect::<Result<_>>()?;
        Ok(Offer { route: *route, promised, levels: Level::ALL.iter().map(|level| level.label()).collect() })
    };
    LegalRoute::ALL.iter().map(one).collect()
}

/// The same as a table, a line for each route.
pub fn table(offers: &[Offer]) -> Markup {
    let head = std::iter::once("How the child came")
        .chain(PROMISED.iter().map(|(_, words)| *words))
        .chain(["Levels of support"])
        .map(kit::cell)
        .collect();
    let rows = offers.iter().map(|offer| {
        let times = offer.promised.iter().map(|(_, term)| kit::cell(format!("within {term}")));
        std::iter::once(kit::cell(offer.route.label()))
            .chain(times)
            .chain([kit::cell(offer.levels.join(", "))])
            .collect()
    });
    html! {
        p class="govuk-body" { "However a child came to a family, it is offered the same: one assessment of need, a plan, a named coordinator, and these times. What a family needs decides how much support there is. Who pays for therapy can depend on rules of the Fund, and the worker says so where it does." }
        (kit::table(head, rows.collect()).caption("What every family is offered").caption_classes("govuk-visually-hidden")
            .first_cell_is_header().scrolling())
    }
}
