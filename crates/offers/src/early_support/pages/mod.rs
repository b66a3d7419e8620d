//! The early support as people see it.

pub(super) mod agency;
pub(super) mod family;
pub(super) mod my;

use std::collections::BTreeMap;

use access::{Grant, Look, One, actions::ViewEarlySupport};
use kernel::{Moment, Result, Timestamp, kinds::Case};
use maud::{Markup, html};
use page::kit::{self, Tone};

use super::{
    model::{Had, Offer, Part, Taking},
    store,
};
use crate::{core_offers::model::Stated, words::day};

/// What stands on the page of one family.
struct Whole {
    offers: BTreeMap<String, Offer>,
    had: BTreeMap<String, Had>,
    /// By when somebody calls.
    asked: Option<Timestamp>,
}

fn whole(look: &Look<'_>, grant: &Grant<ViewEarlySupport, One<Case>>) -> Result<Whole> {
    Ok(Whole {
        offers: store::of_case(look, grant)?,
        had: store::had(look, grant)?,
        asked: store::asked(look, grant)?,
    })
}

fn tag(had: Option<&Had>) -> Markup {
    let (words, tone) = match had.map(|h| h.taking) {
        Some(Taking::TookPart) => ("Took part", Tone::Good),
        Some(Taking::Offered) => ("Offered", Tone::Calm),
        Some(Taking::NotNow) => ("Not now", Tone::Quiet),
        None => ("Not offered yet", Tone::Soon),
    };
    html! { (kit::tag(words).tone(tone)) }
}

/// Since when, and who said so.
fn since(had: &Had) -> String {
    let who = if had.by_family { "the family says so" } else { "noted by a worker" };
    format!("{} ({who})", day(had.on))
}

/// How an agency gives a part, in its own words.
fn how(part: &Part, offer: Option<&Offer>, nobody: &str) -> Markup {
    html! {
        @match offer {
            Some(o) => {
                @if o.how.is_empty() { (o.stated.label()) "." }
                @else { (o.how) @if o.stated == Stated::Planned { " This is planned." } }
                @if !o.link.is_empty() {
                    " " a class="govuk-link" href=(o.link) rel="noopener noreferrer" { "Open: " (part.title) }
                }
            },
            None => (nobody),
        }
    }
}

/// Says that a call is promised.
fn promised(due: Timestamp) -> Markup {
    html! { (kit::inset_text(format!("Somebody calls by {}.", Moment(due)))) }
}
