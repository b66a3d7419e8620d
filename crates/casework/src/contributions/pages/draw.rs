//! Parts of pages that the worker's, the partner's and the assessment's pages share: what a partner reads, and what they said.

use kernel::{Timestamp, local_date};
use maud::{Markup, html};
use page::kit::{self, Tag, Tone, cell, table, tag};

use crate::{
    assessment::model::Framework,
    contributions::{
        model::{Answer, Ask, PartAsked, Partner, Said, State},
        store::Contribution,
    },
};

/// A class that lets a word of any length break, since names can be long and phones are narrow.
pub(crate) const BREAKS: &str = "govuk-body govuk-!-text-break-word";

/// The day of an instant, as people write it.
pub(crate) fn day(at: Timestamp) -> String {
    local_date(at).strftime("%-d %B %Y").to_string()
}

/// What somebody wrote, in their paragraphs and in the direction of their script.
pub(crate) fn words(text: &str) -> Markup {
    html! {
        @for line in text.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
            p class=(BREAKS) dir="auto" { (line) }
        }
    }
}

/// A name that may run from right to left, without turning the words round it.
pub(crate) fn name(text: &str) -> Markup {
    html! { bdi class="govuk-!-text-break-word" { (text) } }
}

/// The name of a partner; its code where the list no longer has it.
pub(crate) fn partner_title(code: &str) -> &str {
    Partner::find(code).map_or(code, |p| p.title.as_str())
}

/// How an asking stands.
pub(crate) fn state_tag(k: &Contribution, now: Timestamp) -> Tag {
    match k.state {
        State::Asked if k.is_late(now) => tag("Late").tone(Tone::Late),
        State::Asked => tag(State::Asked.label()).tone(Tone::Calm),
        State::Sent => tag(State::Sent.label()).tone(Tone::Good),
        State::Declined | State::NotMine => tag(k.state.label()).tone(Tone::Soon),
        State::Withdrawn => tag(State::Withdrawn.label()).tone(Tone::Quiet),
    }
}

/// What a partner reads before the boxes: who asks, why, until when, and what becomes of what they write. The worker sees
/// the same before it is sent.
pub(crate) fn asked(ask: &Ask, due: &str) -> Markup {
    html! {
        p class=(BREAKS) {
            (name(&ask.worker)) " at " (name(&ask.agency)) " asks you what you can say about "
            strong { (name(&ask.child)) } ", by " strong { (due) } "."
        }
        h2 class="govuk-heading-m" { "Why we ask" }
        (words(&ask.why))
        h2 class="govuk-heading-m" { "What becomes of what you write" }
        ul class="govuk-list govuk-list--bullet" {
            li { "It stands in our assessment of the support that the child and the family need, under your name." }
            li {
                "The family can read it. Where the child or somebody else could come to harm by that, tick the box beside what you "
                "wrote and say why. We read your reason; the law may still oblige us to show it."
            }
            li { "Write what you have seen or heard yourself, and say so where you only think it." }
            li { "Write no address and no name from before the child came to the family." }
        }
        (kit::inset_text("This is not the way to tell of danger. If a child is at risk of harm now, call 999 or the children's services of your council."))
    }
}

/// The boxes that a partner is asked to fill, as the worker sees them in a preview.
pub(crate) fn parts_asked(parts: &[PartAsked<'_>]) -> Markup {
    html! {
        @for part in parts {
            h3 class="govuk-heading-s" { (part.title) }
            (words(part.about))
            @if !part.prompts.is_empty() {
                ul class="govuk-list govuk-list--bullet" { @for prompt in part.prompts { li { (prompt) } } }
            }
        }
    }
}

/// Who said it, as the assessment names them.
pub(crate) fn by(k: &Contribution, answer: &Answer) -> Markup {
    let named = [answer.name.as_str(), &answer.role].into_iter().filter(|part| !part.is_empty());
    let who = named.collect::<Vec<_>>().join(", ");
    html! {
        p class="govuk-body-s govuk-!-text-break-word" {
            (name(&who)) ", " (name(&k.ask.organisation)) " (" (partner_title(&k.ask.partner)) ")"
            @if let Some(at) = k.settled { ", " (day(at)) }
        }
    }
}

fn withheld(said: &Said) -> Markup {
    html! {
        p class="govuk-body" { (tag("Not for the family").tone(Tone::Late)) }
        p class=(BREAKS) dir="auto" { strong { "Why: " } (said.withheld_why) }
    }
}

/// What one partner said to one part, with the reason where the family should not read it.
pub(crate) fn said(k: &Contribution, answer: &Answer, said: &Said) -> Markup {
    kit::Render::render(&kit::inset_text(html! {
        (words(&said.words))
        @if said.withheld { (withheld(said)) }
        (by(k, answer))
    }))
}

/// All that partners said to one part of an assessment; nothing when nobody did. `for_family` leaves out what the family
/// should not read.
pub(crate) fn beside(part: &str, all: &[Contribution], for_family: bool) -> Markup {
    let spoken: Vec<(&Contribution, &Answer, &Said)> = all
        .iter()
        .filter_map(|k| {
            let answer = k.answer.as_ref()?;
            let said = answer.to(part)?;
            (!for_family || !said.withheld).then_some((k, answer, said))
        })
        .collect();
    html! {
        @if !spoken.is_empty() {
            h3 class="govuk-heading-s" { "What partners said" }
            @for (k, answer, one) in spoken {
                (said(k, answer, one))
                @if !for_family { (took(k)) }
            }
        }
    }
}

/// What the worker took from it.
pub(crate) fn took(k: &Contribution) -> Markup {
    html! {
        @if let Some(took) = &k.took {
            p class="govuk-body-s govuk-!-text-break-word" dir="auto" { strong { (took.used.label()) ": " } (took.words) }
        }
    }
}

/// An answer as a whole, part by part.
pub(crate) fn answer(k: &Contribution, framework: &Framework) -> Markup {
    let Some(answer) = &k.answer else { return html! {} };
    html! {
        @for part in k.ask.parts(framework) {
            @if let Some(one) = answer.to(part.code) {
                h3 class="govuk-heading-s" { (part.title) }
                (said(k, answer, one))
            }
        }
    }
}

/// The askings of one assessment, each with how it stands.
pub(crate) fn table_of(all: &[Contribution], now: Timestamp) -> Markup {
    let rows = all
        .iter()
        .map(|k| {
            vec![
                cell(html! {
                    a class="govuk-link govuk-!-text-break-word" href={ "/contributions/" (k.id) } { bdi { (k.ask.who()) } }
                }),
                cell(partner_title(&k.ask.partner)),
                cell(day(k.due)),
                cell(html! {
                    (state_tag(k, now))
                    @if let Some(took) = &k.took { br; (took.used.label()) }
                }),
            ]
        })
        .collect();
    let head = ["Asked", "What they are", "Answer by", "How it stands"].map(cell).to_vec();
    kit::Render::render(
        &table(head, rows)
            .caption("Asked of partners")
            .caption_classes("govuk-table__caption--m")
            .scrolling(),
    )
}
