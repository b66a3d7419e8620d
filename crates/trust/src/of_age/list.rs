//! Who of the agency turns 18 within a year, or did lately, and how far each is prepared: so that nobody is forgotten.

use access::actions::PrepareAdulthood;
use casework::of_age::{
    model::{self, Standing, StepKind, steps},
    store::{self, Coming},
};
use jiff::ToSpan;
use kernel::{Date, Result};
use maud::html;
use page::{
    Ctx, Response, Route, csv_file,
    kit::{self, Tone, layout},
};

use crate::words::day;

pub(super) fn routes() -> Vec<Route> {
    let routes = vec![
        Route::get("/turning-18", page)
            .about("Who turns 18 within a year, or did lately, and how far each is prepared"),
        Route::get("/turning-18.csv", csv).about("The same as a file, without names"),
    ];
    routes.into_iter().map(|r| r.needs::<PrepareAdulthood>().personal()).collect()
}

/// How far somebody is prepared.
pub(super) struct Line {
    pub who: Coming,
    /// The day on which they are an adult.
    pub adult_on: Date,
    /// How many steps were taken, of how many.
    pub done: usize,
    pub of: usize,
    /// How many should have been taken by now.
    pub late: usize,
}

impl Line {
    fn of(who: Coming, today: Date) -> Result<Option<Self>> {
        let Some(adult_on) = model::adult_on(who.born, today)? else { return Ok(None) };
        let all = steps(today)?;
        let (mut done, mut late) = (0, 0);
        for step in &all {
            let taken = who.done.contains(&step.kind);
            match model::standing(taken, model::due(step, Some(who.born), today)?, today) {
                Standing::Done => done += 1,
                Standing::Late(_) => late += 1,
                Standing::Ahead(_) => {}
            }
        }
        Ok(Some(Line { who, adult_on, done, of: all.len(), late }))
    }
}

/// Who is shown: from a year ahead to three months ago, the next birthday first.
pub(super) async fn read(ctx: &Ctx) -> Result<Vec<Line>> {
    let today = ctx.today();
    let (first, last) =
        (today.checked_sub(3.months()).unwrap_or(today), today.checked_add(12.months()).unwrap_or(today));
    let found = ctx
        .read(move |look| {
            let year = today.year() - 18;
            let soon = |born| {
                let day = model::adult_on(born, today).ok().flatten();
                day.is_some_and(|day| (first..=last).contains(&day))
            };
            store::coming(look, &look.agency::<PrepareAdulthood>()?, year - 1..=year + 1, soon)
        })
        .await?;
    found.into_iter().filter_map(|who| Line::of(who, today).transpose()).collect()
}

async fn page(ctx: Ctx) -> Result<Response> {
    let lines = read(&ctx).await?;
    let today = ctx.today();
    let rows = lines
        .iter()
        .map(|l| {
            let account = l.who.done.contains(&StepKind::Account);
            vec![
                kit::cell(html! { a class="govuk-link" href={ "/cases/" (l.who.case) "/of-age" } { (l.who.name) } br; (l.who.reference) }),
                kit::cell(html! { (day(l.adult_on)) @if l.adult_on <= today { br; (kit::tag("18 already").tone(Tone::Quiet)) } }),
                kit::cell(html! {
                    (l.done) " of " (l.of)
                    @if l.late > 0 { br; (kit::tag(format!("{} late", l.late)).tone(Tone::Late)) }
                }),
                kit::cell(if account { "Asked" } else { "Not asked yet" }),
                kit::cell(if l.who.coordinator.is_empty() { "Nobody yet" } else { l.who.coordinator.as_str() }),
            ]
        })
        .collect();
    let head = ["Who", "18 on", "Steps taken", "Whether they want to sign in", "Coordinator"]
        .map(kit::cell)
        .to_vec();
    let body = html! {
        (layout::page_heading(None, "Turning 18"))
        p class="govuk-body" { "Young people with an open case who turn 18 within a year, and those who did in the last three months. On the day itself their record becomes their own. Somebody whose birth date is not known is not in this list: look at “At 18” in their case." }
        @if lines.is_empty() {
            (kit::nothing_here("Nobody turns 18 within a year."))
        } @else {
            (kit::table(head, rows).caption("Who turns 18").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            p class="govuk-body" { a class="govuk-link" href="/turning-18.csv" { "Download this list as a CSV file, without names" } }
        }
    };
    Ok(ctx.page("Turning 18", body).dense().respond())
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let lines = read(&ctx).await?;
    let rows = lines.into_iter().map(|l| {
        vec![
            l.who.reference.to_string(),
            l.adult_on.to_string(),
            l.done.to_string(),
            l.of.to_string(),
            l.late.to_string(),
            l.who.coordinator,
        ]
    });
    csv_file(
        "turning-18",
        &["reference", "adult_on", "steps_taken", "steps", "steps_late", "coordinator"],
        rows,
    )
}
