//! The pipeline page.

use kernel::{Pence, Result};
use page::{
    Ctx, Fields, Response, csv_file,
    kit::{self, Markup, Tone, html, layout},
};

use super::{
    cost::{NEVER_PLACED, WEEK_OF_FOSTERING},
    model::{Days, Measured},
    picture::{self, Picture},
};
use crate::returns903::model::Year;

/// Children with an alarm on the page; the rest are in the list.
const SHOWN: usize = 50;

/// The weekly cost that was typed, in pounds, or the stated one.
fn week(query: &Fields) -> Pence {
    let typed = query.raw("week").trim_start_matches('£').parse::<i64>().ok();
    typed
        .filter(|pounds| (1..=20_000).contains(pounds))
        .map_or(WEEK_OF_FOSTERING, |pounds| Pence(pounds * 100))
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let week = week(&ctx.query());
    let picture = ctx.read(move |look| picture::of(look, week)).await?;
    let nobody = picture.steps.values().all(|count| *count == 0);
    let body = html! {
        (layout::page_heading(None, "Children on the way to adoption"))
        @if nobody {
            (kit::nothing_here("Nobody is here yet. Children come from the statutory return: bring in the files of your latest SSDA903."))
            @if picture.may_list { (kit::button("Bring in a return").href("/children/returns/new")) }
        } @else {
            (steps(&picture))
            @if picture.may_list {
                (kit::button_group(html! {
                    (kit::button("List of children").href("/children/list").secondary())
                    (kit::button("Returns taken in").href("/children/returns").secondary())
                }))
            }
            (reversals(&picture))
            (times(&picture))
            (indicators(&picture))
            (published(&picture))
            (drifting(&picture))
            (costs(&picture, week))
            p class="govuk-body" { a class="govuk-link" href="/children.csv" { "Download times and indicators as a CSV file" } }
        }
    };
    Ok(ctx.page("Children on the way to adoption", body).dense().respond())
}

fn steps(picture: &Picture) -> Markup {
    let figures: Vec<kit::Figure> = picture
        .steps
        .iter()
        .filter(|(step, count)| step.is_open() || **count > 0)
        .map(|(step, count)| {
            let figure = kit::figure(step.label(), count.to_string());
            if picture.may_list {
                figure.href(format!("/children/list?step={}", step.code()))
            } else {
                figure
            }
        })
        .collect();
    html! {
        (kit::figures(&figures))
        p class="govuk-hint" {
            "The statutory return tells the day of a match only once a child is adopted, so most children who are matched still count as waiting for a match here."
        }
    }
}

fn reversals(picture: &Picture) -> Markup {
    let rows: Vec<Vec<kit::Cell>> = picture
        .reversed
        .iter()
        .map(|(reason, count)| {
            vec![kit::cell(reason.map_or("Reason not given", |r| r.label())), kit::number(count.to_string())]
        })
        .collect();
    html! {
        @if !rows.is_empty() {
            (kit::table(vec![kit::cell("Why the decision was reversed"), kit::number("Children")], rows)
                .caption("Decisions reversed").caption_classes("govuk-table__caption--m").first_cell_is_header())
        }
    }
}

fn three_years(until: Year) -> String {
    let first = until.before().before();
    format!("{} to {}", first.first_day().strftime("%B %Y"), until.last_day().strftime("%B %Y"))
}

fn range(days: &Days) -> String {
    format!("{} to {}", days.least, days.most)
}

fn times(picture: &Picture) -> Markup {
    let rows = picture.lines.iter().map(|line| {
        let of = |tell: &dyn Fn(&Days) -> String| line.days.as_ref().map_or_else(|| "–".to_owned(), tell);
        vec![
            kit::cell(format!("{} to {}", line.stretch.from.label(), line.stretch.to.label().to_lowercase())),
            kit::number(of(&|d| d.children.to_string())),
            kit::number(of(&|d| d.median.to_string())),
            kit::number(of(&range)),
            kit::number(of(&|d| d.mean.to_string())),
            kit::cell(
                line.national.as_ref().map_or_else(|| "–".to_owned(), super::published::Average::words),
            ),
        ]
    });
    let head = vec![
        kit::cell("From and to"),
        kit::number("Children"),
        kit::number("Median days"),
        kit::number("Range"),
        kit::number("Mean days"),
        kit::cell("England, average"),
    ];
    html! {
        (kit::table(head, rows.collect()).caption("Time at each step").caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
        @if let Some(until) = picture.until {
            p class="govuk-hint" { "Children who reached the end of the step from " (three_years(until)) ". England: the Department for Education's averages for children who were adopted, in whole months." }
        }
        @if picture.lines.iter().all(|line| line.national.is_none()) {
            (kit::inset_text(html! {
                span class="govuk-!-text-break-word" {
                    "The national averages are not here yet. Whoever runs this service brings them in with: hearth import published time_between_adoption_stages_national.csv"
                }
            }))
        }
    }
}

fn measured_row(m: &Measured) -> Vec<kit::Cell> {
    vec![
        kit::cell(m.indicator.code()),
        kit::cell(m.indicator.label()),
        kit::number(m.days.map_or_else(|| "–".to_owned(), |days| days.to_string())),
        kit::number(m.children.to_string()),
        kit::number(m.unknown.to_string()),
    ]
}

fn indicators(picture: &Picture) -> Markup {
    let head = vec![
        kit::cell("Indicator"),
        kit::cell("What it counts"),
        kit::number("Mean days"),
        kit::number("Children"),
        kit::number("Days not known"),
    ];
    html! {
        @if let Some(until) = picture.until {
            (kit::table(head, picture.indicators.iter().map(measured_row).collect())
                .caption(format!("Timeliness, three years: {}", three_years(until)))
                .caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
            (kit::details("How these are counted", html! {
                p { "One mean of all children adopted in the three years, rounded to a day. A1 and A10 begin with the start of the period of care in which the child was adopted. A2 counts nought days where the match came before the order, and leaves out children without a placement or freeing order and those who were not placed before the adoption." }
                p { "Days are not known where the returns that were taken in do not reach back far enough. Bring in the returns of earlier years to fill them." }
                p { "Source: adoption scorecards, definitions of A1, A2 and A10." }
            }))
        }
    }
}

/// What the Department published of the agency's councils: the return of today beside the picture of then.
fn published(picture: &Picture) -> Markup {
    let said = |number: &Option<String>| kit::number(number.clone().unwrap_or_else(|| "–".to_owned()));
    let rows = picture
        .published
        .iter()
        .map(|c| vec![kit::cell(c.area.as_str()), said(&c.adopted), said(&c.percent)]);
    let head = vec![
        kit::cell("Council"),
        kit::number("Children adopted"),
        kit::number("Of a hundred who left care"),
    ];
    html! {
        @if let Some(first) = picture.published.first() {
            (kit::table(head, rows.collect())
                .caption(format!("Published: adoptions in the year to 31 March {}", first.year))
                .caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
            p class="govuk-hint" {
                "The Department for Education's table by local authority, by the council that looked after the child. “–” stands where it gives no number. These are other years and other children than the return that was taken in: read them beside it, and do not add them up."
            }
        } @else {
            (kit::inset_text("The published adoptions by council are not here yet. Whoever runs this service brings them in with: hearth import published adoption_by_local_authority.csv"))
        }
    }
}

fn drifting(picture: &Picture) -> Markup {
    let row = |d: &picture::Drift| {
        let child = d.reference.as_ref().map_or_else(
            || html! { "A child" },
            |reference| html! { a class="govuk-link" href={ "/children/" (d.child) } { (reference) } },
        );
        let tone = if d.alarm.expected.threshold { Tone::Late } else { Tone::Soon };
        vec![
            kit::cell(child),
            kit::cell(d.step.label()),
            kit::cell(html! { (kit::tag(format!("{} days over", d.alarm.over())).tone(tone)) }),
            kit::cell(d.alarm.reason()),
            kit::cell(d.alarm.expected.source.as_str()),
        ]
    };
    let head =
        ["Child", "Step", "Overdue", "Why", "Where the expected time comes from"].map(kit::cell).to_vec();
    html! {
        h2 class="govuk-heading-m" { "Children who wait longer than expected" }
        @if picture.drifting.is_empty() {
            (kit::nothing_here("No child waits longer than expected."))
        } @else {
            @if picture.may_list {
                (kit::table(head, picture.drifting.iter().take(SHOWN).map(row).collect())
                    .caption("Children who wait longer than expected, the longest overdue first").caption_classes("govuk-visually-hidden").scrolling())
                @if picture.drifting.len() > SHOWN {
                    p class="govuk-body" { "The " (SHOWN) " longest overdue of " (picture.drifting.len()) " are shown." }
                }
            } @else {
                p class="govuk-body" { (picture.drifting.len()) " children wait longer than expected. People who work with them see who." }
            }
        }
    }
}

fn costs(picture: &Picture, week: Pence) -> Markup {
    let cost = &picture.cost;
    html! {
        h2 class="govuk-heading-m" { "What waiting costs" }
        (kit::summary_list(vec![
            kit::row("Children beyond a national threshold", cost.children.to_string()),
            kit::row("Whole weeks beyond it, together", cost.weeks.to_string()),
            kit::row("Those weeks in foster care", cost.delay.to_string()),
            kit::row("Decisions reversed because nobody was found", cost.nobody_found.to_string()),
            kit::row("What those come to, at least", cost.never_placed.to_string()),
        ]))
        (kit::details("What is assumed, and other figures", html! {
            p { "A week of foster care: " (week) ". A child who is never placed, over their childhood: at least " (NEVER_PLACED) ". Both are round figures of the paper Regionalising adoption (Department for Education, June 2015: " (WEEK_OF_FOSTERING) " a week), in the prices of its time. They leave out what waiting does to a child." }
            form method="get" action="/children" {
                (kit::input("week", kit::label("A week of foster care in your agency, in pounds")).width(5).value((week.0 / 100).to_string()))
                (kit::button("Count again").secondary())
            }
        }))
    }
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let picture = ctx.read(|look| picture::of(look, WEEK_OF_FOSTERING)).await?;
    let days = |d: Option<i32>| d.map_or_else(String::new, |d| d.to_string());
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (step, count) in &picture.steps {
        rows.push(line("children", step.code(), &[count.to_string()]));
    }
    for l in &picture.lines {
        let what = format!("{}-{}", l.stretch.from.code(), l.stretch.to.code());
        let d = l.days.as_ref();
        rows.push(line(
            "days",
            &what,
            &[
                d.map_or_else(String::new, |d| d.children.to_string()),
                days(d.map(|d| d.median)),
                days(d.map(|d| d.least)),
                days(d.map(|d| d.most)),
                days(d.map(|d| d.mean)),
                l.national.as_ref().map_or_else(String::new, |n| n.months.to_string()),
            ],
        ));
    }
    for m in &picture.indicators {
        let cells = [m.children.to_string(), String::new(), String::new(), String::new(), days(m.days)];
        rows.push(line("indicator", m.indicator.code(), &cells));
    }
    for c in &picture.published {
        rows.push(line("published-adopted", &c.code, &[c.adopted.clone().unwrap_or_default()]));
    }
    let head =
        ["kind", "what", "children", "median_days", "least_days", "most_days", "mean_days", "england_months"];
    csv_file("children-pipeline", &head, rows)
}

/// A row of eight cells.
fn line(kind: &str, what: &str, cells: &[String]) -> Vec<String> {
    let mut row = vec![kind.to_owned(), what.to_owned()];
    row.extend_from_slice(cells);
    row.resize(8, String::new());
    row
}
