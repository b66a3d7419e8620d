//! The form with its result: what goes in, what comes out, as a chart with its table.

use access::{Look, actions::SimulateCapacity};
use kernel::{Error, Invalid, Result};
use maud::{Markup, html};
use page::{
    Ctx, Fields, Response, csv_file,
    kit::{self, Cell, chart, layout, number},
};

use super::{
    form,
    model::{BOUNDS, Inputs, Run, Simulated, simulate},
};

fn may(look: &Look<'_>) -> Result<()> {
    match look.agency::<SimulateCapacity>() {
        Err(Error::Forbidden) => look.nation::<SimulateCapacity>().map(|_| ()),
        other => other.map(|_| ()),
    }
}

/// Reads the query and runs it.
pub(super) async fn run(ctx: &Ctx) -> Result<(Fields, Result<Simulated, Invalid>)> {
    ctx.read(may).await?;
    let mut fields = ctx.query();
    let inputs = match form::inputs(&mut fields) {
        Ok(inputs) => inputs,
        Err(invalid) => return Ok((fields, Err(invalid))),
    };
    let result = page::blocking(move || simulate(&inputs, Run::default())).await?;
    Ok((fields, Ok(result)))
}

/// `GET /capacity`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let (fields, result) = run(&ctx).await?;
    let none = Invalid::default();
    let wrong = result.as_ref().err().unwrap_or(&none);
    let body = html! {
        (layout::page_heading(None, "How many staff clear the waiting list?"))
        p class="govuk-body" {
            "A list, the staff, and what their work takes. A thousand runs of five years, for the present staff and for one to five more. "
            "It begins with an exemplar agency of 2019/20: 450 open cases, 200 waiting, 18.57 posts. Put your own in."
        }
        (typed(&fields, wrong))
        @if let Ok(result) = &result { (answer(result)) }
    };
    Ok(ctx.page("Capacity", body).dense().errors(wrong).respond())
}

fn label(name: &str) -> &'static str {
    match name {
        "open" => "Cases open now",
        "waiting" => "Families waiting now",
        "enquiries" => "Enquiries a week that become cases",
        "staff" => "Full-time posts, all staff",
        "holding" => "Of a hundred of them, hold cases",
        "hours" => "Paid hours a week",
        "weeks" => "Weeks at work in a year",
        "direct" => "Of a hundred hours, for families",
        "start-hours" => "Hours to start a case",
        "case-hours" => "Hours a week for an open case",
        "months-open" => "Months that a case stays open",
        "illness" => "Of a hundred, how far a week's hours stray",
        _ => "Pounds a year for a post",
    }
}

fn typed(fields: &Fields, wrong: &Invalid) -> Markup {
    let defaults = Inputs::default().values();
    layout::filters(
        "/capacity",
        html! {
            @for ((name, ..), default) in BOUNDS.iter().zip(defaults) {
                @let value = match fields.raw(name) { "" => form::typed(default), typed => typed.to_owned() };
                (kit::input(*name, label(name)).width(10).inputmode("decimal").value(value).error(wrong.of(name)))
            }
        },
    )
}

fn months(value: Option<f64>) -> String {
    match value {
        Some(m) if m < 0.05 => "Now".to_owned(),
        Some(m) => format!("{m:.0}"),
        None => "Not in five years".to_owned(),
    }
}

fn answer(result: &Simulated) -> Markup {
    let name = |more: usize| match more {
        0 => "Present staff".to_owned(),
        more => format!("{more} more"),
    };
    let lines = result
        .outcomes
        .iter()
        .filter(|outcome| outcome.more <= 3)
        .map(|outcome| {
            let start = chart::point("Now", f64::from(result.inputs.waiting));
            let ends = outcome
                .waiting
                .iter()
                .enumerate()
                .map(|(at, w)| chart::point(format!("Year {}", at + 1), w.middle));
            chart::series(name(outcome.more), std::iter::once(start).chain(ends).collect())
        })
        .collect();
    let share = |share: f64| format!("{:.0}%", share * 100.0);
    let head = vec![
        "Staff".into(),
        number("Cost a year"),
        number("Cleared in 6 months"),
        number("In a year"),
        number("In two years"),
        number("In five years"),
        number("Months, middle run"),
        number("One in ten later than"),
    ];
    let rows = result.outcomes.iter().map(|o| {
        let mut row: Vec<Cell> =
            vec![name(o.more).into(), number(chart::Unit::POUNDS.write(o.pounds as f64))];
        row.extend(o.cleared.iter().map(|cleared| number(share(*cleared))));
        row.extend([months(o.months[1]), months(o.months[2])].map(number));
        row
    });
    let list_head: Vec<Cell> = std::iter::once("Staff".into())
        .chain((1..=result.run.years).map(|year| number(format!("After year {year}"))))
        .collect();
    let list_rows = result.outcomes.iter().map(|o| {
        let mut row: Vec<Cell> = vec![name(o.more).into()];
        row.extend(
            o.waiting.iter().map(|w| number(format!("{:.0} ({:.0} to {:.0})", w.middle, w.low, w.high))),
        );
        row
    });
    let overrun = result.outcomes.first().map_or(0.0, |o| o.overrun);
    html! {
        h2 class="govuk-heading-m" { "What comes of it" }
        p class="govuk-body-l" { (result.verdict()) }
        @if overrun > 0.05 {
            (kit::warning_text(format!(
                "On {:.0}% of days open cases alone take more hours than the present staff have: their families get less than the hours above.", overrun * 100.0
            )))
        }
        (chart::lines("Families waiting, middle run", chart::Unit::COUNT, lines).what("When"))
        (kit::table(head, rows.collect()).caption("How sure, and by when").caption_classes("govuk-table__caption--m")
            .first_cell_is_header().scrolling())
        (kit::table(list_head, list_rows.collect()).caption("Families waiting: middle run, and where eight of ten runs lie")
            .caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
        h2 class="govuk-heading-m" { "What it assumes" }
        ul class="govuk-list govuk-list--bullet" { @for sentence in result.inputs.sentences() { li { (sentence) } } }
        p class="govuk-hint" { (result.run.runs) " runs with a fixed seed, so that the same figures give the same answer." }
        (kit::button_group(html! {
            (kit::print_button("Print this page").secondary())
            a class="govuk-link" href={ "/capacity.csv?" (form::query(&result.inputs)) } { "Download as CSV" }
        }))
    }
}

/// `GET /capacity.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let (_, result) = run(&ctx).await?;
    let result = result.map_err(Error::Invalid)?;
    let mut rows = Vec::new();
    for o in &result.outcomes {
        let mut row = vec![o.more.to_string(), o.pounds.to_string()];
        row.extend(o.cleared.iter().map(|share| format!("{share:.3}")));
        row.extend(o.months.iter().map(|at| at.map_or(String::new(), |at| format!("{at:.1}"))));
        row.extend(o.waiting.iter().flat_map(|w| [w.low, w.middle, w.high]).map(|w| format!("{w:.0}")));
        rows.push(row);
    }
    let mut head: Vec<String> = [
        "more_staff",
        "pounds_a_year",
        "cleared_6_months",
        "cleared_12_months",
        "cleared_24_months",
        "cleared_60_months",
        "months_low",
        "months_middle",
        "months_high",
    ]
    .map(str::to_owned)
    .to_vec();
    for year in 1..=result.run.years {
        head.extend(["low", "middle", "high"].map(|end| format!("waiting_year_{year}_{end}")));
    }
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    csv_file("capacity", &head, rows)
}
