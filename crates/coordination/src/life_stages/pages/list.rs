//! The offers of an agency, by how they stand; those that are due can be made together.

use access::actions::{ListOffersAhead, MakeOffersAhead};
use kernel::{Error, Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, Response, Rows, csv_file,
    kit::{self, layout},
};

use super::tag;
use crate::{
    life_stages::{
        actions, form,
        model::{State, named, stages},
        store::{self, Filter, Listed},
    },
    words::{day, fine, when},
};

const HERE: &str = "/offers-ahead";

/// What the address asks for: what is due, unless it says more.
fn filter(f: &mut Fields) -> Result<Filter> {
    let state = f.choice_opt("show", "Choose how the offers stand");
    let mine = f.raw("coordinator") == "me";
    f.finish(|| Some(Filter { state: state.unwrap_or(State::Due), mine })).map_err(Error::Invalid)
}

fn address(path: &str, filter: Filter, after: &str) -> String {
    let me = if filter.mine { "me" } else { "" };
    format!("{path}?show={}&coordinator={me}{after}", filter.state.code())
}

pub(in crate::life_stages) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let mut query = ctx.query();
    let filter = filter(&mut query)?;
    let after = Cursor::parse(query.raw("after"));
    let (rows, may_make) = ctx
        .read(move |look| {
            let rows = store::page(look, &look.agency::<ListOffersAhead>()?, filter, after)?;
            Ok((rows, look.may::<MakeOffersAhead>()))
        })
        .await?;
    let me = if filter.mine { "me" } else { "" };
    let states = State::ALL.iter().map(|s| (s.code(), s.label()));
    let body = html! {
        (layout::page_heading(None, "Offers ahead"))
        p class="govuk-body" {
            "Stages of a child’s life that many families find busy, with what is offered before anybody has to ask. A family can say no, and \
             can say that it does not want to hear from us unasked."
        }
        (layout::filters(HERE, html! {
            (kit::select("show", "How they stand", states).value(filter.state.code()))
            (kit::select("coordinator", "Coordinator", [("", "Everyone"), ("me", "Me")]).value(me))
        }))
        @if rows.items.is_empty() {
            (kit::nothing_here(match filter.state {
                State::Due => "Nothing is to be offered now. The list is worked out each day.",
                _ => "No offer stands like this.",
            }))
        } @else {
            @if filter.state == State::Due && may_make { (batch(ctx, f, wrong, &rows.items)) }
            @else { (table(filter, &rows)) }
            @if let Some(next) = rows.next {
                (kit::pagination(None, Some(address(HERE, filter, &format!("&after={next}")))))
            }
            p class="govuk-body" {
                a class="govuk-link" href=(address("/offers-ahead.csv", filter, "")) { "Download these offers as a CSV file" }
            }
        }
        (kit::details("Which stages, and where they come from", rules()?))
    };
    Ok(ctx.page("Offers ahead", body).errors(wrong).dense().respond())
}

/// Offers to choose from, and one button to make them.
fn batch(ctx: &Ctx, f: &Fields, wrong: &Invalid, items: &[Listed]) -> Markup {
    let boxes: Vec<_> = items
        .iter()
        .map(|o| {
            let words = format!("{}: {}, {}", o.reference, named(&o.stage).to_lowercase(), when(o.falls));
            let hint = html! {
                (o.level.label()) @if !o.open { ", closed" } ". "
                a class="govuk-link" href={ "/cases/" (o.case) "/ahead?stage=" (o.stage) } {
                    "Look at the case first" span class="govuk-visually-hidden" { ": " (o.reference) }
                }
            };
            kit::choice(format!("{}.{}", o.case, o.stage), words).hint(hint)
        })
        .collect();
    let before: Vec<String> = f.all("offers").map(str::to_owned).collect();
    html! {
        (ctx.form(HERE, f, html! {
            (kit::checkboxes("offers", kit::legend("To be offered, the soonest first").size(kit::Size::M), boxes)
                .hint("Choose the families to write to. Each gets an email that names no child, and finds the offer on its own pages.")
                .values(before).error(wrong.of("offers")))
            (kit::textarea("words", "Anything to add (optional)").hint("Each family reads it on its timeline. Name nobody here")
                .rows(2).value(f.raw("words")).error(wrong.of("words")))
            (kit::button("Make these offers").once())
        }))
    }
}

fn table(filter: Filter, rows: &Rows<Listed>) -> kit::Table {
    let head = ["Case", "Stage", "When", "Level", "How it stands"].map(kit::cell).to_vec();
    let lines = rows.items.iter().map(|o| {
        vec![
            kit::cell(html! {
                a class="govuk-link" href={ "/cases/" (o.case) "/ahead?stage=" (o.stage) } { (o.reference) }
            }),
            kit::cell(named(&o.stage)),
            kit::cell(when(o.falls)),
            kit::cell(if o.open { o.level.label() } else { "Closed" }),
            kit::cell(html! {
                (tag(o.state))
                @if o.by_family { " The family said so." }
                @if let (State::Offered, Some(by)) = (o.state, o.answer_by) { " Answer by " (day(by)) "." }
            }),
        ]
    });
    kit::table(head, lines.collect())
        .caption(filter.state.label())
        .caption_classes("govuk-table__caption--m")
        .first_cell_is_header()
        .scrolling()
}

/// The stages, as the data gives them.
fn rules() -> Result<Markup> {
    let head = ["Stage", "Offered to", "What is usually offered", "How long before", "Where it comes from"];
    let rows = stages()?.iter().map(|s| {
        vec![
            kit::cell(s.name.as_str()),
            kit::cell(s.who.as_str()),
            kit::cell(s.usually.as_str()),
            kit::cell(match s.lead_days {
                0 => "See Becoming a family".to_owned(),
                days if s.sure => format!("{days} days"),
                days => format!("{days} days (Hearth’s own figure)"),
            }),
            kit::cell(s.source.as_str()),
        ]
    });
    Ok(html! {
        (kit::table(head.map(kit::cell).to_vec(), rows.collect()).caption("Stages").caption_classes("govuk-visually-hidden")
            .first_cell_is_header().scrolling())
    })
}

pub(in crate::life_stages) async fn make(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match form::chosen(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("make offers ahead", move |act| {
        let made = actions::offer_several(act, &input.chosen, &input.words)?;
        let said = match made == input.chosen.len() {
            true => "The offers are made.",
            false => "Some offers were made by somebody else meanwhile, or are over. The others are made.",
        };
        Ok(Answer::see(HERE).saying(said))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::life_stages) async fn csv(ctx: Ctx) -> Result<Response> {
    let filter = filter(&mut ctx.query())?;
    let rows = ctx
        .read(move |look| store::list(look, &look.agency::<ListOffersAhead>()?, filter, None, None))
        .await?;
    let lines = rows.items.into_iter().map(|o| {
        vec![
            o.reference.to_string(),
            o.stage,
            o.falls.on.to_string(),
            o.falls.by.to_string(),
            o.state.code().to_owned(),
            o.level.code().to_owned(),
            if o.open { "open" } else { "closed" }.to_owned(),
            o.answer_by.map(|d| d.to_string()).unwrap_or_default(),
            if o.by_family { "family" } else { "worker" }.to_owned(),
        ]
    });
    let head =
        ["case", "stage", "falls_on", "falls_by", "state", "level", "case_state", "answer_by", "said_by"];
    csv_file("offers-ahead", &head, lines)
}
