//! What lies ahead of one family, as its workers see it.

use access::actions::{AnswerOffers, MakeOffersAhead, RecordLifeEvents, ViewRhythm};
use casework::cases::frame::{self, Head, Tab};
use kernel::{Date, Id, Invalid, Result, kinds::Case};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self},
};

use super::tag;
use crate::{
    checking_in::pages::sentence,
    life_stages::{
        actions::{self, Ahead, Whole},
        form,
        model::{LifeEventKind, State, Step, Way},
        store::LifeEvent,
    },
    words::{choices, day, fine, options, when},
};

struct Seen {
    head: Head,
    whole: Whole,
    may_make: bool,
    may_answer: bool,
    may_note: bool,
}

fn here(id: Id<Case>) -> String {
    format!("/cases/{id}/ahead")
}

pub(in crate::life_stages) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let s = ctx
        .read(move |look| {
            let grant = look.one::<ViewRhythm, Case>(id)?;
            Ok(Seen {
                head: frame::head(look, &grant)?,
                whole: actions::whole(look, &grant)?,
                may_make: look.may::<MakeOffersAhead>(),
                may_answer: look.may::<AnswerOffers>(),
                may_note: look.may::<RecordLifeEvents>(),
            })
        })
        .await?;
    let query = ctx.query();
    let wanted = match f.raw("stage") {
        "" => query.raw("stage"),
        sent => sent,
    };
    let chosen = s.whole.stages.iter().find(|a| a.stage.code == wanted);
    let body = html! {
        p class="govuk-body" {
            a class="govuk-link" href={ "/cases/" (id) "/rhythm" } { "The support over the years" }
        }
        @if !s.whole.willing {
            (kit::inset_text("This family does not wish to hear from us unasked, so nothing is proposed. It may still ask for anything."))
        }
        @if let Some(chosen) = chosen { (one(ctx, id, chosen, &s, f, wrong)) }
        (calls(id, &s.whole))
        (stages(id, &s, ctx.today()))
        h2 class="govuk-heading-m" { "Checking in" }
        p class="govuk-body" {
            (sentence(s.whole.checking, s.whole.open, ctx.today())) " "
            a class="govuk-link" href={ "/cases/" (id) "/checking-in" } { "Check in, or change how often" }
        }
        (events(ctx, id, &s, f, wrong))
    };
    Ok(frame::frame(ctx, &s.head, Tab::Rhythm, "What lies ahead", body).errors(wrong).respond())
}

/// Calls that are promised to a family that took something up.
fn calls(id: Id<Case>, whole: &Whole) -> Markup {
    let promised: Vec<&Ahead> = whole.stages.iter().filter(|a| waits_for_call(a)).collect();
    html! {
        @if !promised.is_empty() {
            h2 class="govuk-heading-m" id="calls" { "Call the family" }
            ul class="govuk-list govuk-list--bullet" {
                @for a in promised {
                    li {
                        "It took up: " (a.stage.name) ". "
                        a class="govuk-link" href={ (here(id)) "?stage=" (a.stage.code) } {
                            "Say what came of the call" span class="govuk-visually-hidden" { ": " (a.stage.name) }
                        }
                    }
                }
            }
        }
    }
}

fn waits_for_call(a: &Ahead) -> bool {
    a.stage.way == Way::Call
        && a.offer.as_ref().is_some_and(|o| o.state == State::TakenUp && o.called.is_none())
}

fn stages(id: Id<Case>, s: &Seen, today: Date) -> Markup {
    let rows = s.whole.stages.iter().map(|a| {
        let stand = match (&a.offer, a.stage.way) {
            (_, Way::EarlySupport) if a.falls.is_some() => html! {
                a class="govuk-link" href={ "/cases/" (id) "/becoming-a-family" } { "Becoming a family" }
            },
            (Some(o), _) => html! {
                (tag(o.state))
                @match (o.state, o.answer_by) {
                    (State::Offered, Some(by)) => { " Answer by " (day(by)) "." },
                    (State::TakenUp, _) if o.called.is_some() => " We have called.",
                    _ => {},
                }
                @if o.by_family { " The family said so." }
            },
            (None, _) if a.now => html! { (kit::tag("To be offered").tone(kit::Tone::Soon)) },
            (None, _) if a.falls.is_none() => html! { "" },
            (None, _) if a.falls.is_some_and(|f| f.by < today) => html! { "Over" },
            (None, _) => html! { "Later" },
        };
        let may = (s.may_make || s.may_answer) && (a.now || a.offer.is_some()) && a.stage.way != Way::EarlySupport;
        vec![
            kit::cell(html! {
                @if may { a class="govuk-link" href={ (here(id)) "?stage=" (a.stage.code) } { (a.stage.name) } }
                @else { (a.stage.name) }
            }),
            kit::cell(a.falls.map_or_else(|| "Not known from the record".to_owned(), when)),
            kit::cell(stand),
            kit::cell(a.stage.usually.as_str()),
        ]
    });
    let head = ["Stage", "When", "How it stands", "What is usually offered"].map(kit::cell).to_vec();
    html! {
        (kit::table(head, rows.collect()).caption("Stages of this child’s life").caption_classes("govuk-table__caption--m")
            .first_cell_is_header().scrolling())
    }
}

/// What can be done about one stage: its offer made, its answer noted, its call written down.
fn one(ctx: &Ctx, id: Id<Case>, a: &Ahead, s: &Seen, f: &Fields, wrong: &Invalid) -> Markup {
    let state = a.offer.as_ref().map(|o| o.state);
    let to_make = s.may_make && a.now && state.is_none_or(|state| state.made().is_ok());
    let to_call = s.may_make && waits_for_call(a);
    let called = a.offer.as_ref().is_some_and(|o| o.called.is_some());
    let to_answer =
        s.may_answer && state.is_some_and(|state| state.answered(true, called).is_ok()) && !called;
    html! {
        h2 class="govuk-heading-m" { (a.stage.name) @if let Some(falls) = a.falls { ", " (when(falls)) } }
        p class="govuk-body" { (a.stage.usually) " For: " (a.stage.who.to_lowercase()) "." }
        @if to_call {
            (ctx.form(&format!("{}/call", here(id)), f, html! {
                (kit::hidden("stage", &a.stage.code))
                (kit::radios("next", kit::legend("What came of the call?").size(kit::Size::S), choices::<Step>())
                    .value(f.raw("next")).error(wrong.of("next")))
                (words(f, wrong, "What you agreed (optional)"))
                (kit::button("We called them").once())
            }))
        }
        @if to_make {
            (ctx.form(&format!("{}/offer", here(id)), f, html! {
                (kit::hidden("stage", &a.stage.code))
                (words(f, wrong, "Anything to add (optional)"))
                (kit::button(if state.is_some_and(|s| s != State::Due) { "Offer it again" } else { "Make the offer" }).once())
            }))
        }
        @if to_answer {
            (ctx.form(&format!("{}/answer", here(id)), &Fields::default(), html! {
                (kit::hidden("stage", &a.stage.code))
                p class="govuk-body" { "Did the family answer you?" }
                (kit::button_group(html! {
                    @if state != Some(State::TakenUp) {
                        (kit::button("The family takes it up").secondary().name_value("takes_up", "yes"))
                    }
                    @if state != Some(State::Declined) {
                        (kit::button("The family does not want it now").secondary().name_value("takes_up", "no"))
                    }
                }))
            }))
        }
        @if !(to_call || to_make || to_answer) { (kit::nothing_here("Nothing is to be done about it now.")) }
    }
}

fn words(f: &Fields, wrong: &Invalid, label: &str) -> Markup {
    html! {
        (kit::textarea("words", label).hint("The family reads it on its timeline").rows(3).value(f.raw("words"))
            .error(wrong.of("words")))
    }
}

fn events(ctx: &Ctx, id: Id<Case>, s: &Seen, f: &Fields, wrong: &Invalid) -> Markup {
    let at = format!("{}/life-event", here(id));
    html! {
        h2 class="govuk-heading-m" id="events" { "What happened in this family’s life" }
        @if s.whole.events.is_empty() { (kit::nothing_here("Nothing is noted.")) }
        @else { (list(ctx, &at, s.may_note, &s.whole.events)) }
        @if s.may_note {
            (ctx.form(&at, f, html! {
                (kit::select("kind", "What happened, or will", options::<LifeEventKind>("Choose")).value(f.raw("kind"))
                    .error(wrong.of("kind")))
                (kit::date_input("on", kit::legend("On which day").size(kit::Size::S))
                    .hint("A day to come is fine. Where you do not know the day, enter the first of the month")
                    .values(f.date_parts("on")).error(wrong.of("on")))
                (kit::button("Note it").secondary().once())
            }))
        }
    }
}

/// The events, each with a way to take it back.
fn list(ctx: &Ctx, at: &str, may_note: bool, events: &[LifeEvent]) -> Markup {
    let head = ["What", "When", "Noted by", "Mistaken?"].map(kit::cell).to_vec();
    let rows = events.iter().map(|e| {
        vec![
            kit::cell(e.kind.label()),
            kit::cell(day(e.on)),
            kit::cell(if e.by_family { "The family" } else { "A worker" }),
            kit::cell(html! {
                @if may_note {
                    (ctx.form(&format!("{at}/remove"), &Fields::default(), html! {
                        (kit::hidden("event", &e.id.to_string()))
                        (kit::button(html! { "Take back" span class="govuk-visually-hidden" { ": " (e.kind.label()) ", " (day(e.on)) } }).secondary())
                    }))
                }
            }),
        ]
    });
    let head = if may_note { head } else { head.into_iter().take(3).collect() };
    html! {
        (kit::table(head, rows.map(|r| if may_note { r } else { r.into_iter().take(3).collect() }).collect())
            .caption("Life events").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
    }
}

/// What a form of this page does, and what it says afterwards.
macro_rules! post {
    ($name:ident, $what:literal, $parse:path, $act:path, $said:ident) => {
        pub(in crate::life_stages) async fn $name(ctx: Ctx) -> Result<Response> {
            let id = ctx.id("id")?;
            let mut fields = ctx.fields()?;
            let input = match $parse(&mut fields) {
                Ok(input) => input,
                Err(invalid) => return draw(&ctx, &fields, &invalid).await,
            };
            let done = ctx.act($what, move |act| {
                $act(act, id, &input)?;
                Ok(Answer::see(here(id)).saying($said(&input)))
            });
            match done.await {
                Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
                done => done,
            }
        }
    };
}

post!(offer, "make an offer ahead", form::making, actions::offer, made);
post!(answer, "note an answer", form::answer, actions::answer, answered);
post!(call, "say what came of a call", form::call, actions::call, called);
post!(life_event, "note a life event", form::life_event, actions::life_event, noted);
post!(remove_event, "take back a life event", form::removal, take_back, taken_back);

fn take_back(act: &access::Act<'_>, id: Id<Case>, event: &Id<()>) -> Result<()> {
    actions::remove_event(act, id, *event)
}

fn made(_: &actions::Offering) -> &'static str {
    "The offer is made."
}

fn answered(answer: &actions::Answer) -> &'static str {
    match answer.takes_up {
        true => "It is noted. The next step is promised to the family.",
        false => "It is noted.",
    }
}

fn called(called: &actions::Called) -> &'static str {
    match called.next {
        Step::Talked => "The promise is kept.",
        Step::Assess => "The promise is kept. An assessment of need is promised.",
    }
}

fn noted(_: &actions::Happened) -> &'static str {
    "It is noted."
}

fn taken_back(_: &Id<()>) -> &'static str {
    "It is taken back."
}
