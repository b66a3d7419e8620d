//! The list of cases.

use access::actions::ListCases;
use kernel::{Error, Level, Result, local_date};
use maud::html;
use page::{
    Ctx, Cursor, Response, csv_file,
    kit::{self, Tone, layout},
};

use crate::cases::{
    list::{self, CaseRow, Filter},
    store::CaseState,
};

fn filter(ctx: &Ctx) -> Result<Filter> {
    Filter::fields(&mut ctx.query()).map_err(Error::Invalid)
}

fn query(filter: Filter) -> String {
    let level = filter.level.map_or("", Level::code);
    let mine = if filter.mine { "me" } else { "" };
    format!("status={}&level={level}&coordinator={mine}", filter.state.code())
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let filter = filter(&ctx)?;
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| list::page(look, &look.agency::<ListCases>()?, filter, after)).await?;
    let title = match (filter.state, filter.mine) {
        (CaseState::Open, false) => "Open cases",
        (CaseState::Open, true) => "My open cases",
        (CaseState::Closed, false) => "Closed cases",
        (CaseState::Closed, true) => "My closed cases",
    };
    let levels = std::iter::once(("", "Any level")).chain(Level::ALL.iter().map(|l| (l.code(), l.label())));
    let states = CaseState::ALL.iter().map(|s| (s.code(), s.label()));
    let query = query(filter);
    let body = html! {
        (layout::page_heading(None, title))
        (layout::filters("/cases", html! {
            (kit::select("status", "Status", states).value(filter.state.code()))
            (kit::select("level", "Level of support", levels).value(filter.level.map_or("", Level::code)))
            (kit::select("coordinator", "Coordinator", [("", "Everyone"), ("me", "Me")])
                .value(if filter.mine { "me" } else { "" }))
        }))
        @if rows.items.is_empty() {
            (kit::nothing_here("No case is like this. Choose other filters, or allocate an enquiry from the duty queue to open one."))
        } @else {
            (table(title, &rows.items))
            @if let Some(next) = rows.next {
                (kit::pagination(None, Some(format!("/cases?{query}&after={next}"))))
            }
            p class="govuk-body" { a class="govuk-link" href={ "/cases.csv?" (query) } { "Download these cases as a CSV file" } }
        }
    };
    Ok(ctx.page(title, body).dense().respond())
}

fn table(caption: &str, cases: &[CaseRow]) -> kit::Table {
    let head = ["Reference", "Child", "Level", "Council", "Coordinator", "Opened"].map(kit::cell).to_vec();
    let rows = cases.iter().map(|c| {
        vec![
            kit::cell(html! { a class="govuk-link" href={ "/cases/" (c.id) } { (c.reference) } }),
            kit::cell(&c.child),
            kit::cell(html! { (level_tag(c.level)) }),
            kit::cell(&c.council_name),
            match c.coordinator {
                Some(_) => kit::cell(&c.coordinator_name),
                None => kit::cell("Nobody yet"),
            },
            kit::cell(local_date(c.opened).strftime("%-d %B %Y").to_string()),
        ]
    });
    kit::table(head, rows.collect())
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

/// The tag of a level. The word says which; the colour only helps the eye.
pub(super) fn level_tag(level: Level) -> kit::Tag {
    kit::tag(level.label()).tone(match level {
        Level::Universal => Tone::Quiet,
        Level::Targeted => Tone::Calm,
        Level::Intensive => Tone::Special,
    })
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let filter = filter(&ctx)?;
    let cases = ctx
        .read(move |look| {
            let grant = look.agency::<ListCases>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = list::page(look, &grant, filter, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let rows = cases.into_iter().map(|c| {
        vec![
            c.reference.to_string(),
            c.child,
            c.level.label().to_owned(),
            c.state.label().to_owned(),
            c.council,
            c.council_name,
            c.coordinator_name,
            local_date(c.opened).to_string(),
        ]
    });
    let head = ["reference", "child", "level", "status", "council_code", "council", "coordinator", "opened"];
    csv_file("cases", &head, rows)
}
