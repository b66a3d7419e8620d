//! The projection for people: a chart with its table, the assumptions, and the back-test.

use access::{
    Look,
    actions::{SeeAgencyFigures, SeePublished},
    organisations::{self, kind},
};
use kernel::{Error, Result};
use maud::{Markup, html};
use page::{
    Ctx, Response, csv_file,
    kit::{self, Cell, chart, layout, number, option},
};

use super::{
    DRAWS, SEED, YEARS,
    areas::{self, Chosen},
    assumptions::Assumptions,
    backtest::{self, BackTest},
    model::{Drawing, Fit, History, Range, Year, project},
};

/// The projection of an area with all that belongs to it.
pub(super) struct Ahead {
    pub(super) area: Chosen,
    /// What was published for the area's councils, summed; and how many councils that was.
    pub(super) past: Vec<(i16, i64, usize)>,
    pub(super) years: Vec<Year>,
    pub(super) test: Option<BackTest>,
}

/// Areas to choose from.
type Choices = Vec<(String, String)>;

fn may_see(look: &Look<'_>) -> Result<()> {
    match look.agency::<SeePublished>() {
        Err(Error::Forbidden) => look.nation::<SeePublished>().map(|_| ()),
        other => other.map(|_| ()),
    }
}

/// Reads what was published and projects it. The work is done outside of the transaction.
pub(super) async fn read(ctx: &Ctx) -> Result<(Ahead, Choices)> {
    let code = ctx.query().raw("area").to_owned();
    let (area, all, choices) = ctx
        .read(move |look| {
            may_see(look)?;
            let code = match code.as_str() {
                "" => match look.agency::<SeeAgencyFigures>() {
                    Ok(grant) => organisations::of_grant(look, &grant)?.code,
                    Err(_) => "england".to_owned(),
                },
                code => code.to_owned(),
            };
            let area = areas::choose(look, &code, look.today())?;
            let mut choices = vec![("england".to_owned(), "England".to_owned())];
            for of in [kind::REGION, kind::AGENCY, kind::COUNCIL] {
                choices.extend(organisations::of_kind(look, of)?.into_iter().map(|o| (o.code, o.name)));
            }
            Ok((area, areas::histories(look)?, choices))
        })
        .await?;
    let ahead = page::blocking(move || ahead(area, &all)).await?;
    Ok((ahead, choices))
}

fn ahead(area: Chosen, all: &[History]) -> Result<Ahead> {
    let assumed = Assumptions::shipped()?;
    let inside: Vec<History> = all.iter().filter(|h| area.councils.contains(&h.code)).cloned().collect();
    let mut past: std::collections::BTreeMap<i16, (i64, usize)> = std::collections::BTreeMap::new();
    for (year, count) in inside.iter().flat_map(|history| &history.years) {
        let entry = past.entry(*year).or_default();
        *entry = (entry.0 + count, entry.1 + 1);
    }
    let how = Drawing { draws: DRAWS, years: YEARS, seed: SEED };
    let years = match Fit::of(all) {
        Some(fit) if !inside.is_empty() => project(&inside, &fit, assumed, how),
        _ => Vec::new(),
    };
    let test = backtest::run(all, backtest::UNTIL, assumed, DRAWS, SEED);
    let past = past.into_iter().map(|(year, (count, councils))| (year, count, councils)).collect();
    Ok(Ahead { area, past, years, test })
}

fn whole(value: f64) -> String {
    chart::Unit::COUNT.write(value.round())
}

fn range_words(range: Range) -> String {
    format!("{} ({} to {})", whole(range.middle), whole(range.low), whole(range.high))
}

/// `GET /demand`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let (ahead, choices) = read(&ctx).await?;
    let title = format!("Demand ahead: {}", ahead.area.name);
    let items = choices.into_iter().map(|(code, name)| option(code, name));
    let body = html! {
        (layout::page_heading(None, &title))
        (layout::filters("/demand", html! {
            (kit::select("area", "Area", items).value(&ahead.area.code))
        }))
        @if ahead.years.is_empty() {
            (kit::nothing_here("No children adopted were published for this area, so nothing can be projected. The operator reads published tables in with: hearth import published FILE"))
        } @else {
            (projection(&ahead))
        }
        (assumptions()?)
        (test(ahead.test.as_ref()))
        (kit::button_group(html! {
            (kit::print_button("Print this page").secondary())
            a class="govuk-link" href={ "/demand.csv?area=" (ahead.area.code) } { "Download as CSV" }
            a class="govuk-link" href={ "/needs/" (ahead.area.code) } { "Needs assessment of the area" }
        }))
    };
    Ok(ctx.page(title, body).dense().respond())
}

fn projection(ahead: &Ahead) -> Markup {
    let past = |(year, count, _): &(i16, i64, usize)| chart::point(year.to_string(), *count as f64);
    let gap = |year: &Year| chart::point(year.year.to_string(), None).note("to come");
    let published: Vec<_> = ahead.past.iter().map(past).chain(ahead.years.iter().map(gap)).collect();
    let blank = |(year, ..): &(i16, i64, usize)| chart::point(year.to_string(), None).note("published");
    let of = |end: fn(&Range) -> f64| {
        let next =
            ahead.years.iter().map(|year| chart::point(year.year.to_string(), end(&year.adopted).round()));
        ahead.past.iter().map(blank).chain(next).collect::<Vec<_>>()
    };
    let lines = vec![
        chart::series("Published", published),
        chart::series("One in ten is lower", of(|range| range.low)),
        chart::series("Middle", of(|range| range.middle)),
        chart::series("One in ten is higher", of(|range| range.high)),
    ];
    let head = vec![
        "Year to March".into(),
        number("Adopted"),
        number("Placed"),
        number("Under 18, living with adopters"),
        number("In touch with support"),
    ];
    let rows = ahead.years.iter().map(|year| {
        let mut row: Vec<Cell> = vec![year.year.to_string().into()];
        row.extend(
            [year.adopted, year.placed, year.under_18, year.in_touch].map(|range| number(range_words(range))),
        );
        row
    });
    let mut level_head: Vec<Cell> = vec!["Year to March".into()];
    if let Some(first) = ahead.years.first() {
        level_head.extend(first.levels.iter().map(|(level, _)| number(level.label())));
    }
    let level_rows = ahead.years.iter().map(|year| {
        let mut row: Vec<Cell> = vec![year.year.to_string().into()];
        row.extend(year.levels.iter().map(|(_, range)| number(range_words(*range))));
        row
    });
    html! {
        (chart::lines("Children adopted", chart::Unit::COUNT, lines).what("Year to March"))
        (kit::table(head, rows.collect()).caption("What comes: the middle, and where eight of ten draws lie")
            .caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
        (kit::table(level_head, level_rows.collect()).caption("In touch with support, by level")
            .caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
        p class="govuk-hint" {
            (DRAWS) " draws with a fixed seed, so that the page says the same each time. The published sum of a year covers only councils with a number."
        }
    }
}

fn assumptions() -> Result<Markup> {
    let sentences = Assumptions::shipped()?.sentences();
    Ok(html! {
        h2 class="govuk-heading-m" { "What it assumes" }
        ul class="govuk-list govuk-list--bullet" { @for sentence in &sentences { li { (sentence) } } }
    })
}

fn test(test: Option<&BackTest>) -> Markup {
    let title = "How wrong it was before";
    let Some(test) = test else {
        return html! {
            h2 class="govuk-heading-m" { (title) }
            (kit::nothing_here("There are not enough published years to try the projection on: it needs some to 2019 and all of 2020 to 2022."))
        };
    };
    let per_cent = |share: f64| format!("{:.1}%", share * 100.0);
    let lean = |share: f64| match share {
        s if s > 0.0 => format!("{} too many", per_cent(s)),
        s => format!("{} too few", per_cent(-s)),
    };
    let rows = test.scores.iter().map(|score| {
        let mut row: Vec<Cell> = vec![
            score.method.label().into(),
            number(format!("{:.2}", score.mean_error)),
            number(per_cent(score.share)),
            lean(score.lean).into(),
        ];
        row.extend(score.by_year.iter().map(|error| number(format!("{error:.2}"))));
        row
    });
    let mut head =
        vec!["Way".into(), number("Children wrong, on average"), number("Of all adopted"), "Leaned".into()];
    head.extend(test.scored.iter().map(|year| number(format!("In {year}"))));
    html! {
        h2 class="govuk-heading-m" { (title) }
        p class="govuk-body" {
            "Fitted on the years to " (test.until) " and scored on " (test.areas) " councils in the three years after, which it had not seen. "
            (test.verdict())
        }
        (kit::table(head, rows.collect()).caption("Least wrong first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        p class="govuk-hint" { "Only children adopted can be scored: nobody has published how many were in touch with support." }
    }
}

/// `GET /demand.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let (ahead, _) = read(&ctx).await?;
    let mut rows = Vec::new();
    for (year, count, councils) in &ahead.past {
        let (count, councils) = (count.to_string(), councils.to_string());
        rows.push(vec![
            year.to_string(),
            "published".to_owned(),
            "adopted".to_owned(),
            String::new(),
            count,
            councils,
        ]);
    }
    for year in &ahead.years {
        let mut tell = |what: &str, range: Range| {
            for (end, value) in [("low", range.low), ("middle", range.middle), ("high", range.high)] {
                let value = format!("{:.1}", value);
                rows.push(vec![
                    year.year.to_string(),
                    "projected".into(),
                    what.to_owned(),
                    end.into(),
                    value,
                    String::new(),
                ]);
            }
        };
        tell("adopted", year.adopted);
        tell("placed", year.placed);
        tell("under-18", year.under_18);
        tell("in-touch", year.in_touch);
        for (level, range) in &year.levels {
            tell(&format!("in-touch-{}", level.code()), *range);
        }
    }
    let head = ["year_ending_march", "status", "measure", "end_of_range", "value", "councils"];
    csv_file(&format!("demand-{}", ahead.area.code), &head, rows)
}
