//! The early support as a family finds it.

use access::{Look, actions::ViewEarlySupport};
use kernel::{Error, Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{Whole, how, promised, whole};
use crate::{
    early_support::{
        actions::{self, own_case},
        form,
        model::{self, Had, Part, Stage, Taking},
    },
    words::{day, fine},
};

const HERE: &str = "/my/becoming-a-family";

pub(in crate::early_support) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

/// What the family sees; nothing while it has no open case.
fn read(look: &Look<'_>) -> Result<Option<Whole>> {
    let id = match own_case(look) {
        Err(Error::NotFound) => return Ok(None),
        found => found?,
    };
    whole(look, &look.one::<ViewEarlySupport, _>(id)?).map(Some)
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let parts = model::parts()?;
    let seen = ctx.read(read).await?;
    let body = html! {
        (layout::page_heading(None, "Becoming a family"))
        p class="govuk-body-l" { "What every new family can have, from before your child moves in to the end of the first year." }
        p class="govuk-body" { "Take what helps you, when it helps you. You never have to take part in one thing to get another." }
        @match &seen {
            None => (kit::nothing_here("We have not opened a case for your family yet, so nothing can be noted here.")),
            Some(w) => {
                (kit::inset_text(html! { "Is this not enough? " a class="govuk-link" href="#more" { "Ask for more help" } ". You can do so at any time." }))
                @for stage in Stage::ALL {
                    h2 class="govuk-heading-m" { (stage.label()) }
                    @for p in parts.iter().filter(|p| p.stage == *stage) { (one(ctx, p, w)) }
                }
                (more(ctx, w, f, wrong))
            },
        }
    };
    Ok(ctx
        .page("Becoming a family", body)
        .back("/my", "Back to your family’s support")
        .errors(wrong)
        .respond())
}

fn one(ctx: &Ctx, p: &Part, w: &Whole) -> Markup {
    let had = w.had.get(&p.code);
    let of_what = || html! { span class="govuk-visually-hidden" { ": " (p.title) } };
    let button = |words: &'static str, value: &'static str| {
        kit::button(html! { (words) (of_what()) }).secondary().name_value("took_part", value)
    };
    html! {
        h3 class="govuk-heading-s" { (p.title) @if let Some(had) = had { " " (own_tag(had)) } }
        p class="govuk-body" { (p.standard) }
        p class="govuk-body" { (how(p, w.offers.get(&p.code), "Ask your coordinator how it is given where you live.")) }
        @if let Some(had) = had.filter(|h| h.taking == Taking::TookPart) {
            p class="govuk-hint" { "Noted on " (day(had.on)) "." }
            (kit::details(html! { "Is this not right?" (of_what()) }, html! {
                (ctx.form(HERE, &Fields::default(), html! {
                    (kit::hidden("part", &p.code))
                    (button("We did not take part", "no"))
                }))
            }))
        } @else {
            (ctx.form(HERE, &Fields::default(), html! {
                (kit::hidden("part", &p.code))
                (kit::button_group(html! {
                    (button("We took part", "yes"))
                    @if had.is_none_or(|h| h.taking != Taking::NotNow) { (button("Not for us now", "no")) }
                }))
            }))
        }
    }
}

fn own_tag(had: &Had) -> Markup {
    html! {
        @match had.taking {
            Taking::TookPart => (kit::tag("You took part").tone(kit::Tone::Good)),
            Taking::Offered => (kit::tag("Offered to you").tone(kit::Tone::Calm)),
            Taking::NotNow => (kit::tag("Not now").tone(kit::Tone::Quiet)),
        }
    }
}

fn more(ctx: &Ctx, w: &Whole, f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        h2 class="govuk-heading-m" id="more" { "When you need more than this" }
        @match w.asked {
            Some(due) => (promised(due)),
            None => {
                p class="govuk-body" {
                    "Some children need specialist help from the start. Asking is no failure. Somebody who knows your record calls you, \
                     and you do not have to tell your story again."
                }
                (ctx.form(&format!("{HERE}/ask"), f, html! {
                    (kit::textarea("words", "What is hard just now? (optional)").hint("A few words are enough, or none").rows(4)
                        .value(f.raw("words")).error(wrong.of("words")))
                    (kit::button("Ask for more help").once())
                }))
            },
        }
        p class="govuk-body" { "If anybody is in danger now, call 999." }
    }
}

pub(in crate::early_support) async fn take_part(ctx: Ctx) -> Result<Response> {
    let input = match form::own_taking(&mut ctx.fields()?) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &Fields::default(), &invalid).await,
    };
    let done = ctx.act("a family notes early support", move |act| {
        actions::take_part_oneself(act, &input)?;
        let said = if input.took_part {
            "Thank you for telling us."
        } else {
            "That is fine. You can take part later."
        };
        Ok(Answer::see(HERE).saying(said))
    });
    match done.await {
        Err(error) => draw(&ctx, &Fields::default(), &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::early_support) async fn ask(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let words = match form::ask(&mut fields) {
        Ok(words) => words,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("a family asks for more help", move |act| {
        actions::ask_for_oneself(act, &words)?;
        Ok(Answer::see(HERE).saying("Thank you for asking. Below stands by when we call you."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
