//! The groups of an agency.

use access::actions::{KeepMentors, ManageGroups, ViewGroups};
use kernel::{Moment, Result};
use maud::html;
use page::{
    Ctx, Cursor, Response, csv_file,
    kit::{self, layout},
};

use super::{places, stand_tag};
use crate::groups::store;

pub(in crate::groups) async fn page(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let (rows, may, mentors) = ctx
        .read(move |look| {
            Ok((
                store::page(look, &look.agency::<ViewGroups>()?, after)?,
                look.may::<ManageGroups>(),
                look.may::<KeepMentors>(),
            ))
        })
        .await?;
    let us = ctx.actor.agency();
    let lines: Vec<_> = rows
        .items
        .iter()
        .map(|g| {
            let next = g.next.map_or_else(|| "None planned".to_owned(), |at| Moment(at).to_string());
            vec![
                kit::cell(html! { a class="govuk-link" href={ "/groups/" (g.id) } { (g.name) } }),
                kit::cell(g.sort.label()),
                kit::cell(next),
                kit::cell(places(g)),
                kit::cell(if Some(g.host) == us { "Us" } else { g.host_name.as_str() }),
                kit::cell(html! { (stand_tag(g)) }),
            ]
        })
        .collect();
    let head = ["Group", "Sort", "Next session", "Our places", "Given by", "Stands"].map(kit::cell).to_vec();
    let body = html! {
        (layout::page_heading(None, "Groups and workshops"))
        p class="govuk-body" { "Groups that we give, and groups of other agencies in which our families have places. Families book for themselves under Groups." }
        @if may { (kit::button("Plan a group").href("/groups/new")) }
        @if lines.is_empty() {
            (kit::nothing_here("There are no groups yet. Plan the first: families can book as soon as it has a session."))
        } @else {
            (kit::table(head, lines).caption("Groups, the newest first").caption_classes("govuk-visually-hidden")
                .first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|next| format!("/groups?after={next}"))))
        }
        p class="govuk-body" {
            a class="govuk-link" href="/groups.csv" { "Download our groups (CSV)" }
            @if mentors { " · " a class="govuk-link" href="/mentors" { "Peer mentors" } }
        }
    };
    Ok(ctx.page("Groups and workshops", body).dense().respond())
}

pub(in crate::groups) async fn csv(ctx: Ctx) -> Result<Response> {
    let rows = ctx.read(|look| store::of_agency(look, &look.agency::<ViewGroups>()?, None, None)).await?;
    let head =
        ["group", "name", "sort", "given_by", "status", "next_session", "places", "taken", "hold_hours"];
    let lines = rows.items.into_iter().map(|g| {
        vec![
            g.id.to_string(),
            g.name,
            g.sort.label().to_owned(),
            g.host_name,
            g.stand.label().to_owned(),
            g.next.map_or_else(String::new, |at| at.to_string()),
            g.pool.places.to_string(),
            g.pool.taken.to_string(),
            g.hold_hours.to_string(),
        ]
    });
    csv_file("groups", &head, lines)
}
