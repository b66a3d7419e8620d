//! The list of children who wait.

use access::actions::{EditMatching, ViewMatching};
use kernel::Result;
use page::{
    Ctx, Cursor, Response, csv_file,
    kit::{self, html, layout},
};

use super::{ages, state_tag};
use crate::{
    matching::store::{self, GroupState},
    shared::day,
};

fn state_of(ctx: &Ctx) -> GroupState {
    GroupState::from_code(ctx.query().raw("state")).unwrap_or(GroupState::Waiting)
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let (state, after) = (state_of(&ctx), Cursor::parse(ctx.query().raw("after")));
    let (rows, may) = ctx
        .read(move |look| {
            let rows =
                store::page(look, &look.agency::<ViewMatching>()?, state, after, Some(page::PAGE_ROWS))?;
            Ok((rows, look.may::<EditMatching>()))
        })
        .await?;
    let today = ctx.today();
    let states: Vec<(String, String)> =
        GroupState::ALL.iter().map(|s| (s.code().to_owned(), s.label().to_owned())).collect();
    let body = html! {
        (layout::page_heading(None, "Children waiting"))
        p class="govuk-body" { "Children for whom your agency looks for a family. Hearth suggests and says why; people decide." }
        (kit::button_group(html! {
            @if may { (kit::button("Record a child").href("/matching/new")) }
            a class="govuk-link" href="/matching/best-use" { "Best use of the whole pool" } " "
            a class="govuk-link" href="/matching/missed" { "Missed matches" }
        }))
        (layout::filters("/matching", html! { (kit::select("state", "How they stand", states).value(state.code())) }))
        @if rows.items.is_empty() {
            (kit::nothing_here("No children stand like this."))
        } @else {
            (kit::table(["Reference", "Who", "Waiting since", "Days", "State"].map(kit::cell).to_vec(), rows.items.iter().map(|w| vec![
                kit::cell(html! { a class="govuk-link" href={ "/matching/" (w.id) } { (w.group.reference) } }),
                kit::cell(format!("{}, {}", w.called(), ages(w, today))),
                kit::cell(day(w.group.since)),
                kit::cell(w.group.waited(today).to_string()),
                kit::cell(html! { (state_tag(w.state)) }),
            ]).collect()).caption("Children").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|n| format!("/matching?state={}&after={n}", state.code()))))
            p class="govuk-body" { a class="govuk-link" href={ "/matching.csv?state=" (state.code()) } { "Download these children as a CSV file" } }
        }
    };
    Ok(ctx.page("Children waiting", body).dense().respond())
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let state = state_of(&ctx);
    let rows =
        ctx.read(move |look| store::page(look, &look.agency::<ViewMatching>()?, state, None, None)).await?;
    let today = ctx.today();
    let lines = rows.items.into_iter().map(|w| {
        vec![
            w.group.reference.clone(),
            w.called(),
            w.group.children.len().to_string(),
            w.group.since.to_string(),
            w.group.waited(today).to_string(),
            w.group.route.code().to_owned(),
            w.state.code().to_owned(),
        ]
    });
    csv_file(
        "children-waiting",
        &["reference", "names", "children", "since", "days", "route", "state"],
        lines,
    )
}
