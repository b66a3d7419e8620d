//! What one family has had of the early support, as its workers see it.

use access::actions::{AnswerEarlySupport, RecordEarlySupport, ViewEarlySupport};
use casework::cases::store::{self as cases, CaseState};
use kernel::{Id, Invalid, Result, kinds::Case};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{Whole, how, promised, since, tag, whole};
use crate::{
    early_support::{
        actions, form,
        model::{self, Next, Part, Taking},
    },
    words::{choices, fine, options},
};

struct Seen {
    reference: String,
    open: bool,
    whole: Whole,
    may_record: bool,
    may_answer: bool,
}

fn here(id: Id<Case>) -> String {
    format!("/cases/{id}/becoming-a-family")
}

pub(in crate::early_support) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let parts = model::parts()?;
    let s = ctx
        .read(move |look| {
            let grant = look.one::<ViewEarlySupport, Case>(id)?;
            let case = cases::load(look, &grant)?;
            Ok(Seen {
                reference: case.reference.as_str().to_owned(),
                open: case.state == CaseState::Open,
                whole: whole(look, &grant)?,
                may_record: look.may::<RecordEarlySupport>(),
                may_answer: look.may::<AnswerEarlySupport>(),
            })
        })
        .await?;
    let body = html! {
        (layout::page_heading(Some(&s.reference), "Becoming a family"))
        p class="govuk-body" { "The early support that this family has had. None of it is a condition for other help." }
        (table(parts, &s.whole))
        @if s.open && s.may_record { (record_form(ctx, id, parts, f, wrong)) }
        h2 class="govuk-heading-m" id="asked" { "When they need more" }
        @match s.whole.asked {
            Some(due) => {
                (promised(due))
                @if s.open && s.may_answer { (answer_form(ctx, id, f, wrong)) }
            },
            None if s.open && s.may_record => (ask_form(ctx, id, f, wrong)),
            None => (kit::nothing_here("They did not ask for more.")),
        }
    };
    let page = ctx.page("Becoming a family", body).back(format!("/cases/{id}"), "Back to the case");
    Ok(page.dense().errors(wrong).respond())
}

fn table(parts: &[Part], w: &Whole) -> kit::Table {
    let rows = parts.iter().map(|p| {
        let had = w.had.get(&p.code);
        vec![
            kit::cell(p.title.as_str()),
            kit::cell(p.stage.label()),
            kit::cell(tag(had)),
            kit::cell(had.map_or_else(String::new, since)),
            kit::cell(how(p, w.offers.get(&p.code), "The agency has not said how it is given.")),
        ]
    });
    let head = ["Part", "When", "How they stand", "Since", "How it is given"].map(kit::cell).to_vec();
    kit::table(head, rows.collect())
        .caption("Early support of this family")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

fn record_form(ctx: &Ctx, id: Id<Case>, parts: &[Part], f: &Fields, wrong: &Invalid) -> Markup {
    let mut list = vec![(String::new(), "Choose a part".to_owned())];
    list.extend(parts.iter().map(|p| (p.code.clone(), p.title.clone())));
    html! {
        h2 class="govuk-heading-m" { "Note what they had" }
        (ctx.form(&here(id), f, html! {
            (kit::select("part", "Part", list).value(f.raw("part")).error(wrong.of("part")))
            (kit::select("taking", "How they stand to it", options::<Taking>("Choose")).value(f.raw("taking")).error(wrong.of("taking")))
            (kit::date_input("on", kit::legend("On which day (optional)").size(kit::Size::S)).hint("Today, unless you say another day")
                .values(f.date_parts("on")).error(wrong.of("on")))
            (kit::button("Note it").once())
        }))
    }
}

fn ask_form(ctx: &Ctx, id: Id<Case>, f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        p class="govuk-body" {
            "One step: a call is promised to the family and stands among the promises of its coordinator. Nothing is asked again."
        }
        (ctx.form(&format!("{}/ask", here(id)), f, html! {
            (kit::textarea("words", "What is hard, in their words (optional)").rows(3).value(f.raw("words")).error(wrong.of("words")))
            (kit::button("They need more than this").once())
        }))
    }
}

fn answer_form(ctx: &Ctx, id: Id<Case>, f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        (ctx.form(&format!("{}/answer", here(id)), f, html! {
            (kit::radios("next", kit::legend("What came of the call?").size(kit::Size::S), choices::<Next>())
                .value(f.raw("next")).error(wrong.of("next")))
            (kit::textarea("words", "What you agreed (optional)").hint("The family reads it on its timeline").rows(3)
                .value(f.raw("words")).error(wrong.of("words")))
            (kit::button("We called them").once())
        }))
    }
}

pub(in crate::early_support) async fn take_part(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::taking(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("note early support", move |act| {
        actions::take_part(act, id, &input)?;
        Ok(Answer::see(here(id)).saying("It is noted."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::early_support) async fn ask(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let words = match form::ask(&mut fields) {
        Ok(words) => words,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("ask for more than early support", move |act| {
        actions::ask(act, id, &words)?;
        Ok(Answer::see(here(id)).saying("A call is promised."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::early_support) async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::answer(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("answer a family that asked for more", move |act| {
        actions::answer(act, id, &input)?;
        let (to, said) = match input.next {
            Next::Talked => (here(id), "The promise is kept."),
            Next::Assess => {
                (format!("/cases/{id}"), "The promise is kept. An assessment of need is promised.")
            }
        };
        Ok(Answer::see(to).saying(said))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
