//! What an agency's families were asked for of other services, the longest wait first.

use access::actions::{SeeDuties, ViewEducation};
use kernel::{Pence, Result};
use maud::html;
use page::{
    Ctx, Cursor, PAGE_ROWS, Response, csv_file,
    kit::{self, layout},
};

use super::{body_names, days, tag};
use crate::{
    duties::{
        model::{Ask, State},
        store,
    },
    escalation::words::{choices, day},
};

/// The columns of a CSV file of asks, besides those of words.
pub(super) const HEAD: [&str; 8] =
    ["need", "system", "service", "body", "state", "asked_on", "answered_on", "cost_pounds"];

/// The codes of one, for [`HEAD`].
pub(super) fn plain(a: &Ask) -> Vec<String> {
    vec![
        a.need.code().to_owned(),
        a.system.code().to_owned(),
        a.service.clone(),
        a.body.clone(),
        a.state.code().to_owned(),
        a.asked.to_string(),
        a.answered.map(|on| on.to_string()).unwrap_or_default(),
        a.cost.to_string().replace(['£', ','], ""),
    ]
}

/// The state that the address names; those without an answer where it names none.
pub(in crate::duties) fn wanted(ctx: &Ctx) -> State {
    State::from_code(ctx.query().raw("state")).unwrap_or(State::Asked)
}

pub(in crate::duties) async fn page(ctx: Ctx) -> Result<Response> {
    let state = wanted(&ctx);
    let after = Cursor::parse(ctx.query().raw("after"));
    let (rows, names, sums) = ctx
        .read(move |look| {
            let rows = store::list(look, &look.agency::<ViewEducation>()?, state, after, Some(PAGE_ROWS))?;
            let names = body_names(look, rows.items.iter().map(|l| &l.ask))?;
            Ok((rows, names, look.may::<SeeDuties>()))
        })
        .await?;
    let today = ctx.today();
    let lines: Vec<_> = rows
        .items
        .iter()
        .map(|l| {
            let a = &l.ask;
            let body = names.get(&(a.system, a.body.clone())).map_or(a.body.as_str(), String::as_str);
            vec![
                kit::cell(
                    html! { a class="govuk-link" href={ "/cases/" (a.case) "/duties" } { (l.reference) } },
                ),
                kit::cell(a.need.label()),
                kit::cell(html! { (a.service_name()) br; span class="govuk-hint" { (body) } }),
                kit::cell(day(a.asked)),
                kit::cell(html! { (tag(a.state)) " " (days(a.waited(today))) }),
                kit::number(if a.cost > Pence(0) { a.cost.to_string() } else { "–".to_owned() }),
            ]
        })
        .collect();
    let body = html! {
        (layout::page_heading(None, "Asked of other services"))
        p class="govuk-body" {
            "What health, education and social care were asked for and are bound to give. "
            @if sums { a class="govuk-link" href="/cost-shifted" { "What was left to adoption support, by board and council" } }
        }
        form method="get" action="/duties" {
            (kit::radios("state", kit::legend("Show").size(kit::Size::S), choices::<State>()).small().inline().value(state.code()))
            (kit::button("Show").secondary())
        }
        @if lines.is_empty() {
            (kit::nothing_here(if state == State::Asked { "Nothing waits for an answer of another service." } else { "There is none of these." }))
        } @else {
            (kit::table(["Case", "Need", "Service", "Asked", "How it stands", "Given instead"].map(kit::cell).to_vec(), lines)
                .caption("Asked of other services, the longest ago first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|next| format!("/duties?state={}&after={next}", state.code()))))
        }
        p class="govuk-body" { a class="govuk-link" href={ "/duties.csv?state=" (state.code()) } { "Download these (CSV)" } }
    };
    Ok(ctx.page("Asked of other services", body).dense().respond())
}

pub(in crate::duties) async fn csv(ctx: Ctx) -> Result<Response> {
    let state = wanted(&ctx);
    let rows =
        ctx.read(move |look| store::list(look, &look.agency::<ViewEducation>()?, state, None, None)).await?;
    let lines = rows.items.into_iter().map(|l| [vec![l.reference.clone()], plain(&l.ask)].concat());
    csv_file("duties", &[&["case"][..], &HEAD].concat(), lines)
}
