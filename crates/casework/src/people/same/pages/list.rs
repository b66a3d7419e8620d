//! Pairs of records that wait for a second person, and what came of others.

use access::actions::ProposeMerge;
use kernel::{Moment, Result};
use maud::html;
use page::{
    Ctx, Cursor, Response, Rows, csv_file,
    kit::{self, layout},
};

use super::{
    super::{
        model::State,
        store::{self, Listed},
    },
    state_tag,
};

/// The state that the address asks for: what waits, where it asks for none.
fn wanted(ctx: &Ctx) -> State {
    let text = ctx.query().raw("show").to_owned();
    State::ALL.iter().copied().find(|s| s.code() == text).unwrap_or(State::Proposed)
}

pub(super) async fn read(ctx: &Ctx, rows: Option<usize>) -> Result<(State, Rows<Listed>)> {
    let (state, after) = (wanted(ctx), Cursor::parse(ctx.query().raw("after")));
    let found =
        ctx.read(move |look| store::list(look, &look.agency::<ProposeMerge>()?, state, after, rows)).await?;
    Ok((state, found))
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let (state, found) = read(&ctx, store::PAGE).await?;
    let rows = found
        .items
        .iter()
        .map(|l| {
            vec![
                kit::cell(html! { a class="govuk-link" href={ "/same-person/" (l.merge.id) } { @if l.name.is_empty() { "A record that was destroyed" } @else { (l.name) } } }),
                kit::cell(Moment(l.merge.asked.at).to_string()),
                kit::cell(if l.asked_by.is_empty() { "Another system" } else { l.asked_by.as_str() }),
                kit::cell(html! { (state_tag(l.merge.state)) }),
            ]
        })
        .collect();
    let body = html! {
        (layout::page_heading(None, "Recorded twice"))
        p class="govuk-body" { "Two records that may be one person. One person proposes it, another decides. Nothing is deleted: both records stay, and it can be undone." }
        (layout::filters("/same-person", html! {
            (kit::select("show", "Show", State::ALL.iter().map(|s| (s.code(), s.label()))).value(state.code()))
        }))
        @if found.items.is_empty() {
            (kit::nothing_here("There is none. In a case, “Look whether the child was recorded twice” finds records that look alike."))
        } @else {
            (kit::table(["Who", "Proposed", "By", "How it stands"].map(kit::cell).to_vec(), rows)
                .caption("Pairs of records").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            @if let Some(next) = found.next { (kit::pagination(None, Some(format!("/same-person?show={}&after={next}", state.code())))) }
            p class="govuk-body" { a class="govuk-link" href={ "/same-person.csv?show=" (state.code()) } { "Download these as a CSV file, without names" } }
        }
    };
    Ok(ctx.page("Recorded twice", body).dense().respond())
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let (_, found) = read(&ctx, None).await?;
    let rows = found.items.into_iter().map(|l| {
        vec![
            l.merge.id.to_string(),
            l.merge.state.code().to_owned(),
            l.merge.asked.at.to_string(),
            l.asked_by,
            l.merge.decided.map(|d| d.at.to_string()).unwrap_or_default(),
            l.merge.undone.map(|u| u.at.to_string()).unwrap_or_default(),
        ]
    });
    csv_file(
        "recorded-twice",
        &["pair", "state", "proposed_at", "proposed_by", "decided_at", "undone_at"],
        rows,
    )
}
