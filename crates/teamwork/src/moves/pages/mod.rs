//! What people see of moves and of hand-overs between agencies.

pub(super) mod case;
pub(super) mod incoming;
pub(super) mod list;
pub(super) mod my;
pub(super) mod offer;
pub(super) mod outgoing;

use access::{Look, organisations};
use kernel::{Invalid, LegalRoute, Moment, PromiseKind, Result};
use maud::{Markup, html};
use page::{
    Ctx, Fields,
    kit::{self, Size, Tone},
};

use super::{
    model::{Bundle, Face, Member, Period, State},
    store::Handover,
};
use crate::words::{area, day, fine, paragraphs};

/// How a hand-over stands, as a tag, with the clock that runs.
fn stands(ctx: &Ctx, h: &Handover) -> Markup {
    let tone = match h.state {
        State::Offered | State::Agreed => Tone::Soon,
        State::Disputed => Tone::Special,
        State::Accepted => Tone::Good,
        State::Stays | State::Withdrawn => Tone::Quiet,
    };
    html! {
        (kit::tag(h.state.label()).tone(tone))
        @if let Some(due) = h.due() {
            br; @if due < ctx.now { (kit::tag("Late").tone(Tone::Late)) " " } "by " (Moment(due))
        }
    }
}

/// The name of a council; its code where it is not known.
fn council(look: &Look<'_>, code: &str) -> Result<String> {
    let known = organisations::by_code(look, organisations::kind::COUNCIL, code)?;
    Ok(known.map_or_else(|| code.to_owned(), |c| c.name))
}

/// Days of a period, in words.
fn days(p: &Period) -> String {
    match (p.from, p.until) {
        (None, None) => "Always".to_owned(),
        (None, Some(until)) => format!("Before {}", day(until)),
        (Some(from), None) => format!("From {}", day(from)),
        (Some(from), Some(until)) => format!("From {}, before {}", day(from), day(until)),
    }
}

/// What was handed over, as both agencies see it.
fn bundle(h: &Handover) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "What was handed over" }
        @match &h.bundle {
            None => (kit::nothing_here("Its time is over, and the words are gone.")),
            Some(b) => (kit::summary_list(people(b)))
        }
        h3 class="govuk-heading-s" { "What whoever takes over should know" }
        (paragraphs(&h.summary))
        @if let Some(b) = &h.bundle {
            h3 class="govuk-heading-s" { "What was promised to the family and is due" }
            @if b.promises.is_empty() { (kit::nothing_here("No promise was open.")) } @else { (due(b)) }
        }
    }
}

fn people(b: &Bundle) -> Vec<kit::Row> {
    let person = |m: &Member| {
        html! {
            (m.name())
            @if let Some(born) = m.born { br; "Born " (day(born)) }
            @for line in [&m.address, &m.postcode, &m.phone, &m.email] { @if !line.is_empty() { br; (line) } }
        }
    };
    let mut rows = vec![kit::row("Child", person(&b.child))];
    rows.extend(b.adults.iter().map(|m| kit::row("Parent or carer", person(m))));
    if let Ok(route) = LegalRoute::stored(&b.route) {
        rows.push(kit::row("How they came", route.label()));
    }
    if let Some(ordered) = b.ordered {
        rows.push(kit::row("Date of the order", day(ordered)));
    }
    rows
}

fn due(b: &Bundle) -> kit::Table {
    let rows = b
        .promises
        .iter()
        .map(|p| {
            let what = PromiseKind::stored(&p.kind).map_or(p.kind.as_str(), |kind| kind.label()).to_owned();
            vec![kit::cell(what), kit::cell(Moment(p.due).to_string())]
        })
        .collect();
    kit::table(["Promise", "Due"].map(kit::cell).to_vec(), rows)
        .caption("Open promises when the case was handed over")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
}

/// The dispute, what was proposed, and the forms by which it ends, for one of the two agencies.
fn dispute(ctx: &Ctx, h: &Handover, face: Face, at: &str, f: &Fields, wrong: &Invalid) -> Markup {
    let name = |face| if face == Face::From { h.from_name.as_str() } else { h.to_name.as_str() };
    html! {
        @if !h.dispute.is_empty() {
            h2 class="govuk-heading-m" { "Why " (h.to_name) " says that it is not responsible" }
            (paragraphs(&h.dispute))
        }
        @if let Some((by, stays)) = h.proposed {
            h2 class="govuk-heading-m" { "What the two agreed, as " (name(by)) " wrote it down" }
            p class="govuk-body" {
                strong { @if stays { "The case stays with " (h.from_name) "." } @else { (h.to_name) " takes the case over." } }
            }
            (paragraphs(&h.proposed_words))
        }
        @if h.state == State::Disputed {
            @if h.proposed.is_some_and(|(by, _)| by != face) {
                (ctx.form(&format!("{at}/agree"), &Fields::default(), html! {
                    (kit::hidden("version", &h.version.to_string()))
                    (kit::button("Agree").once())
                }))
            }
            h2 class="govuk-heading-m" { @if h.proposed.is_some() { "Write down something else" } @else { "End the dispute" } }
            p class="govuk-body" {
                "Speak with the other agency. Then one of you writes down what you agreed, and the other confirms it. Until then " (h.from_name) " goes on."
            }
            (ctx.form(&format!("{at}/propose"), f, html! {
                (kit::hidden("version", &h.version.to_string()))
                (kit::radios("stays", kit::legend("Who goes on?").size(Size::S), vec![
                    kit::choice("yes", format!("The case stays with {}", h.from_name)),
                    kit::choice("no", format!("{} takes it over", h.to_name)),
                ]).value(f.raw("stays")).error(wrong.of("stays")))
                (area("words", "What you agreed, with whom, and on what ground", f, wrong))
                (kit::button("Write it down").once())
            }))
        }
    }
}

/// What is shown beside a form that was refused as a whole.
fn refused(wrong: &Invalid) -> Markup {
    html! { @for e in wrong.0.iter().filter(|e| e.field.is_empty()) { (kit::inset_text(e.message.as_str())) } }
}

/// The first draw of a page with forms.
fn blank() -> (Fields, Invalid) {
    (Fields::default(), fine())
}
