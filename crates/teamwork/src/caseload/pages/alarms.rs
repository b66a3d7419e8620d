//! The rows behind an alarm, each with the way to what mends it.

use access::actions::ViewTeam;
use kernel::{Result, local_date};
use maud::html;
use page::{
    Ctx, Cursor, PAGE_ROWS, Response, csv_file,
    kit::{self, layout},
};

use crate::{
    caseload::{
        alarms::{self, Alarmed},
        model::Alarm,
    },
    words::{download, parts},
};

fn wanted(ctx: &Ctx) -> Alarm {
    Alarm::from_code(ctx.query().raw("kind")).unwrap_or(Alarm::NoCoordinator)
}

/// What mends an alarm, in a sentence.
fn mended_by(alarm: Alarm) -> &'static str {
    match alarm {
        Alarm::NoCoordinator => "Open the case and give it a coordinator: from its page, or in its plan.",
        Alarm::Ended => {
            "Hand the cases of whoever has left to colleagues: open the worker, then hand them over."
        }
        Alarm::Away => "Say who answers meanwhile, under Who is away.",
        Alarm::PlanOwner => {
            "Open the plan and write a version that names whoever coordinates the case now, or hand the case over."
        }
        Alarm::Unallocated => "Open the enquiry and decide: advise, signpost, allocate or close.",
    }
}

fn href(alarm: Alarm, a: &Alarmed) -> String {
    match alarm {
        Alarm::Unallocated => format!("/enquiries/{}", a.id),
        Alarm::PlanOwner => format!("/cases/{}/plan", a.id),
        Alarm::NoCoordinator | Alarm::Ended | Alarm::Away => format!("/cases/{}", a.id),
    }
}

pub(in crate::caseload) async fn page(ctx: Ctx) -> Result<Response> {
    let kind = wanted(&ctx);
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| alarms::alarmed(look, &look.agency::<ViewTeam>()?, kind, after, Some(PAGE_ROWS)))
        .await?;
    let choices = Alarm::ALL.iter().map(|a| kit::choice(a.code(), a.label())).collect();
    let body = html! {
        (layout::page_heading(Some("Your team"), kind.label()))
        (parts(&ctx, ""))
        p class="govuk-body" { (mended_by(kind)) }
        (layout::filters("/team/alarms", html! {
            (kit::radios("kind", kit::legend("Show").size(kit::Size::S), choices).small().value(kind.code()))
        }))
        @if rows.items.is_empty() {
            (kit::nothing_here("There is none. Well done."))
        } @else {
            (table(kind, &rows.items))
            (kit::pagination(None, rows.next.map(|next| format!("/team/alarms?kind={}&after={next}", kind.code()))))
        }
        (download(&format!("/team/alarms.csv?kind={}", kind.code())))
    };
    Ok(ctx.page(kind.label(), body).back("/team", "Your team").dense().respond())
}

fn table(kind: Alarm, items: &[Alarmed]) -> kit::Table {
    let of_case = kind != Alarm::Unallocated;
    let rows = items
        .iter()
        .map(|a| {
            let since = local_date(a.since).strftime("%-d %B %Y").to_string();
            let link = kit::cell(html! { a class="govuk-link" href=(href(kind, a)) { (a.reference) } });
            if !of_case {
                return vec![link, kit::cell(since)];
            }
            let coordinator = match a.coordinator_id {
                Some(who) => {
                    html! { a class="govuk-link" href={ "/team/workers/" (who) } { (a.coordinator) } }
                }
                None => html! { "Nobody" },
            };
            let level = a.level.map_or("", |level| level.label());
            vec![
                link,
                kit::cell(a.child.as_str()),
                kit::cell(level),
                kit::cell(coordinator),
                kit::cell(since),
            ]
        })
        .collect();
    let head: &[&str] =
        if of_case { &["Case", "Child", "Level", "Coordinator", "Opened"] } else { &["Enquiry", "Came"] };
    kit::table(head.iter().map(|h| kit::cell(*h)).collect(), rows)
        .caption(kind.label())
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

pub(in crate::caseload) async fn csv(ctx: Ctx) -> Result<Response> {
    let kind = wanted(&ctx);
    let rows =
        ctx.read(move |look| alarms::alarmed(look, &look.agency::<ViewTeam>()?, kind, None, None)).await?;
    let lines = rows.items.into_iter().map(|a| {
        vec![
            kind.code().to_owned(),
            a.reference,
            a.level.map_or("", |level| level.code()).to_owned(),
            a.coordinator_id.map(|id| id.to_string()).unwrap_or_default(),
            a.since.to_string(),
        ]
    });
    csv_file("alarms", &["kind", "reference", "level", "coordinator", "since"], lines)
}
