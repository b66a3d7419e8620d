//! Parts that several pages share: what an owner reads, what they said, and what stands beside an action.

use kernel::{Id, Timestamp, kinds};
use maud::{Markup, html};
use page::kit::{Tag, Tone, tag};

use crate::{
    action_asks::{
        model::{Answer, Ask, Outcome, State},
        store::Asking,
    },
    assessment::pages::day as on,
    contributions::pages::draw::{BREAKS, day, name, words},
};

/// How an asking stands.
pub(super) fn state_tag(k: &Asking, now: Timestamp) -> Tag {
    match k.state {
        State::Asked if k.due < now => tag("Late").tone(Tone::Late),
        State::Asked => tag(State::Asked.label()).tone(Tone::Calm),
        State::Answered => tag(State::Answered.label()).tone(Tone::Good),
        State::Withdrawn => tag(State::Withdrawn.label()).tone(Tone::Quiet),
    }
}

/// What an owner reads before the form. The worker sees the same before it is sent.
pub(super) fn asked(ask: &Ask, due: &str) -> Markup {
    html! {
        p class=(BREAKS) {
            (name(&ask.worker)) " at " (name(&ask.agency)) " asks you what became of this, by " strong { (due) } ":"
        }
        (words(&ask.what))
        h2 class="govuk-heading-m" { "What becomes of your answer" }
        ul class="govuk-list govuk-list--bullet" {
            li { "It stands in the family's plan of support, under your organisation's name. The family reads it." }
            li { "If somebody could come to harm by what you know, do not write it here: call the person who asks." }
        }
    }
}

/// An answer in one line, and its words.
pub(super) fn said(answer: &Answer) -> Markup {
    html! {
        strong { (answer.outcome.label()) }
        @if let (Outcome::MoreTime, Some(day)) = (answer.outcome, answer.until) { ", until " (on(day)) }
        ". " span dir="auto" class="govuk-!-text-break-word" { (answer.words) }
    }
}

/// The last asking about an action that was not withdrawn.
pub(crate) fn last(asks: &[Asking], action: Id<kinds::PlanAction>) -> Option<&Asking> {
    asks.iter().rfind(|k| k.action == action && k.state != State::Withdrawn)
}

/// What the owner of an action said, or that they were asked, beside the action. Workers follow it to more.
pub(crate) fn beside(asks: &[Asking], action: Id<kinds::PlanAction>, worker: bool) -> Markup {
    html! {
        @if let Some(k) = last(asks, action) {
            p class="govuk-body-s govuk-!-margin-top-2 govuk-!-margin-bottom-0 govuk-!-text-break-word" {
                @match (&k.answer, k.settled) {
                    (Some(answer), Some(at)) => { (name(&k.ask.organisation)) " said on " (day(at)) ": " (said(answer)) }
                    _ => { (name(&k.ask.organisation)) " was asked on " (day(k.asked)) " and is to answer by " (day(k.due)) "." }
                }
                @if worker {
                    " " a class="govuk-link" href={ "/action-asks/" (k.id) } { "What was asked" span class="govuk-visually-hidden" { " of " (k.ask.organisation) } }
                }
            }
        }
    }
}
