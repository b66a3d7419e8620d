//! The rhythm as people see it.

pub(super) mod case;
pub(crate) mod my;

use casework::cases::levels::Standing;
use maud::{Markup, html};
use page::kit::{self, chart};

use super::model::{Lane, Rhythm};
use crate::words::day;

/// The heights of the first lane, from the lowest up.
const HEIGHTS: [Standing; 4] =
    [Standing::Closed, Standing::Universal, Standing::Targeted, Standing::Intensive];

/// The picture, and below it the same as a table.
fn drawn(r: &Rhythm) -> Markup {
    html! { (picture(r)) (table(r)) }
}

fn picture(r: &Rhythm) -> chart::Years {
    let height = |s: Standing| HEIGHTS.iter().position(|h| *h == s).unwrap_or(0);
    let steps: Vec<_> = r.steps.iter().map(|(on, s)| (*on, height(*s))).collect();
    let heights: Vec<String> = HEIGHTS.iter().map(|s| s.label().to_owned()).collect();
    let lanes = Lane::ALL.iter().map(|lane| match lane {
        Lane::Level => chart::Lane::steps(lane.label(), heights.clone(), steps.clone()),
        Lane::Service => chart::Lane::amounts(lane.label(), r.months(*lane)),
        _ => chart::Lane::marks(lane.label(), r.days(*lane)),
    });
    let spoken = format!(
        "A picture of the years {} to {}, in {} lanes. The table below says the same in words.",
        r.from.year(),
        r.to.year(),
        Lane::ALL.len()
    );
    chart::years("Support over the years", (r.from, r.to), spoken, lanes.collect())
}

fn table(r: &Rhythm) -> Markup {
    let rows = r.years().into_iter().map(|(year, lanes)| {
        let cell = |lane: &Lane| {
            let entries = lanes.get(lane).map(Vec::as_slice).unwrap_or_default();
            kit::cell(html! {
                @match entries {
                    [] => "",
                    [one] => { (said(one.on, *lane)) ": " (one.words) },
                    many => ul class="govuk-list" { @for e in many { li { (said(e.on, *lane)) ": " (e.words) } } },
                }
            })
        };
        let mut row = vec![kit::cell(year.to_string())];
        row.extend(Lane::ALL.iter().map(cell));
        row
    });
    let mut head = vec![kit::cell("Year")];
    head.extend(Lane::ALL.iter().map(|lane| kit::cell(lane.label())));
    html! {
        (kit::table(head, rows.collect()).caption("The same in words, the newest year first")
            .caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
    }
}

/// The day of an entry, or its month for what is counted by months.
fn said(on: kernel::Date, lane: Lane) -> String {
    match lane {
        Lane::Service => on.strftime("%B").to_string(),
        _ => day(on).trim_end_matches(&format!(" {}", on.year())).to_owned(),
    }
}
