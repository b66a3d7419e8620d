//! What lies ahead for a family, and its support over the years, as it finds them on its own pages.

use access::{
    Look,
    actions::{ViewCase, ViewRhythm},
};
use casework::cases::list;
use kernel::{Error, Id, Invalid, Reference, Result, kinds::Case};
use maud::{Markup, html};
use page::{
    Ctx, Fields, Response,
    kit::{self, layout},
};

use super::drawn;
use crate::{
    checking_in::pages::choice_form,
    life_stages::{
        actions::Ahead,
        model::{LifeEventKind, State},
    },
    rhythm::read::{Read, read},
    words::{day, fine, options, when},
};

/// The page of one child.
pub(crate) fn here(id: Id<Case>) -> String {
    format!("/my/rhythm?case={id}")
}

struct Child {
    id: Id<Case>,
    name: String,
    reference: Reference,
}

/// The family's children, and what there is of one of them: the one that is asked for, or the first.
fn seen(look: &Look<'_>, wanted: Option<Id<Case>>) -> Result<(Vec<Child>, Option<Read>)> {
    let own = look.own::<ViewCase>()?;
    let children: Vec<Child> = list::of_family(look, &own)?
        .into_iter()
        .map(|c| Child { id: c.id, name: c.child, reference: c.reference })
        .collect();
    let Some(id) = wanted.or(children.first().map(|c| c.id)) else { return Ok((children, None)) };
    let whole = read(look, &look.one::<ViewRhythm, Case>(id)?)?;
    Ok((children, Some(whole)))
}

pub(in crate::rhythm) async fn page(ctx: Ctx) -> Result<Response> {
    let query = ctx.query();
    let wanted = match query.raw("case") {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::NotFound)?),
    };
    draw(&ctx, wanted, &Fields::default(), &fine()).await
}

/// The page, also after something that was typed was wrong.
pub(crate) async fn draw(
    ctx: &Ctx,
    wanted: Option<Id<Case>>,
    f: &Fields,
    wrong: &Invalid,
) -> Result<Response> {
    let (children, whole) = ctx.read(move |look| seen(look, wanted)).await?;
    let body = html! {
        @match &whole {
            None => {
                (layout::page_heading(None, "What lies ahead"))
                (kit::nothing_here("We have not opened a case for your family yet, so there is nothing to show."))
            },
            Some(s) => {
                (layout::page_heading(Some(&s.head.child), "What lies ahead"))
                @if children.len() > 1 { (others(&children, s.head.id())) }
                (offers(ctx, s))
                (next_stages(s))
                (in_touch(ctx, s, f, wrong))
                (tell_us(ctx, s, f, wrong))
                h2 class="govuk-heading-m" { "Your support over the years" }
                p class="govuk-body" { "Support goes up and down. Coming back is no step back." }
                (drawn(&s.rhythm))
                (kit::print_button("Print this page").secondary())
            },
        }
    };
    let page = ctx.page("What lies ahead", body).back("/my", "Back to your family’s support");
    Ok(page.errors(wrong).respond())
}

fn others(children: &[Child], shown: Id<Case>) -> Markup {
    html! {
        p class="govuk-body" {
            "Also for: "
            @for (at, child) in children.iter().filter(|c| c.id != shown).enumerate() {
                @if at > 0 { ", " }
                a class="govuk-link" href=(here(child.id)) { (child.name) " (" (child.reference) ")" }
            }
        }
    }
}

/// What was offered, with a way to say yes or no.
fn offers(ctx: &Ctx, s: &Read) -> Markup {
    let made: Vec<&Ahead> = s
        .ahead
        .stages
        .iter()
        .filter(|a| a.offer.as_ref().is_some_and(|o| !matches!(o.state, State::Due | State::Missed)))
        .collect();
    html! {
        h2 class="govuk-heading-m" { "What we offer you" }
        @if made.is_empty() {
            (kit::nothing_here("Nothing is offered just now. We write to you ahead of times that many families find busy. You can ask for help at any time."))
        } @else {
            p class="govuk-body" { "You do not have to take anything, and a no closes no door." }
            @for a in made { (one(ctx, s.head.id(), a)) }
        }
    }
}

fn one(ctx: &Ctx, id: Id<Case>, a: &Ahead) -> Markup {
    let Some(offer) = &a.offer else { return html! {} };
    let (words, tone) = match offer.state {
        State::TakenUp => ("You said yes", kit::Tone::Good),
        State::Declined => ("You said not now", kit::Tone::Quiet),
        _ => ("Offered to you", kit::Tone::Calm),
    };
    let of_what = || html! { span class="govuk-visually-hidden" { ": " (a.stage.name) } };
    let open = offer.called.is_none();
    html! {
        h3 class="govuk-heading-s" { (a.stage.name) " " (kit::tag(words).tone(tone)) }
        p class="govuk-body" {
            @if let Some(falls) = a.falls { (capital(&when(falls))) ". " }
            (a.stage.usually)
        }
        @if offer.state == State::TakenUp {
            p class="govuk-body" {
                @if open { "What happens next stands under " a class="govuk-link" href="/my" { "What we promised you" } "." }
                @else { "We have talked about it with you." }
            }
        }
        @if let (State::Offered, Some(by)) = (offer.state, offer.answer_by) {
            p class="govuk-hint" { "It helps us to hear by " (day(by)) ", and later is fine too." }
        }
        @if open {
            (ctx.form(&format!("/my/cases/{id}/ahead/answer"), &Fields::default(), html! {
                (kit::hidden("stage", &a.stage.code))
                (kit::button_group(html! {
                    @if offer.state != State::TakenUp {
                        (kit::button(html! { "Yes, please" (of_what()) }).name_value("takes_up", "yes"))
                    }
                    @if offer.state != State::Declined {
                        (kit::button(html! { "Not now" (of_what()) }).secondary().name_value("takes_up", "no"))
                    }
                }))
            }))
        }
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The stages that come, in order.
fn next_stages(s: &Read) -> Markup {
    let coming: Vec<&Ahead> =
        s.ahead.stages.iter().filter(|a| a.falls.is_some_and(|f| f.by >= s.today)).take(4).collect();
    html! {
        h2 class="govuk-heading-m" { "Times that are coming" }
        @if coming.is_empty() { (kit::nothing_here("We see none coming from what we know.")) }
        @else {
            (kit::summary_list(coming.iter().map(|a| {
                kit::row(a.stage.name.as_str(), a.falls.map(when).map(|w| capital(&w)).unwrap_or_default())
            }).collect()))
        }
    }
}

fn in_touch(ctx: &Ctx, s: &Read, f: &Fields, wrong: &Invalid) -> Markup {
    let kept = s.ahead.checking;
    html! {
        h2 class="govuk-heading-m" { "How often we get in touch" }
        @if let Some(next) = kept.and_then(|k| k.next) {
            p class="govuk-body" { "Somebody checks in with you by " (day(next)) "." }
        }
        (choice_form(ctx, &format!("/my/cases/{}/checking-in", s.head.id()), f, wrong, kept, "How often would you like to hear from us?"))
    }
}

fn tell_us(ctx: &Ctx, s: &Read, f: &Fields, wrong: &Invalid) -> Markup {
    let form = ctx.form(&format!("/my/cases/{}/ahead/life-event", s.head.id()), f, html! {
        (kit::select("kind", "What happened, or will", options::<LifeEventKind>("Choose")).value(f.raw("kind")).error(wrong.of("kind")))
        (kit::date_input("on", kit::legend("On which day").size(kit::Size::S))
            .hint("A day to come is fine. Where you do not know the day, enter the first of the month")
            .values(f.date_parts("on")).error(wrong.of("on")))
        (kit::button("Tell us").secondary().once())
    });
    let typed = !f.raw("kind").is_empty() || wrong.of("kind").is_some() || wrong.of("on").is_some();
    let details = kit::details("Tell us of something in your family’s life (only if you like)", form);
    html! { @if typed { (details.open()) } @else { (details) } }
}
