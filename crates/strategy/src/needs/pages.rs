//! The needs assessment for people: a list of areas, and one document to read and print.

use kernel::{FinancialYear, Result};
use maud::{Markup, html};
use page::{
    Ctx, Response, csv_file,
    kit::{self, Cell, chart, number, option},
};

use super::{
    api,
    document::{self, Area, Document, Section},
    model::{AreaKind, Figure},
};

pub(super) fn chosen_year(ctx: &Ctx) -> Result<Option<FinancialYear>> {
    match ctx.query().raw("year") {
        "" => Ok(None),
        text => document::parse_year(text).map(Some),
    }
}

/// `GET /needs`
pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    let areas = ctx.read(document::areas).await?;
    let of = |kind: AreaKind| areas.iter().filter(move |area| area.kind == kind).collect::<Vec<_>>();
    let body = html! {
        (kit::layout::page_heading(None, "Needs assessments"))
        p class="govuk-body" {
            "Who lives in an area, what they need, who gets support and who does not, what is spent and how long people wait: "
            "one document for each area, to read, print or download. Small numbers are held back, so that it can be shared."
        }
        @for (kind, title) in [
            (AreaKind::England, "The country"), (AreaKind::Region, "Pan-regions"),
            (AreaKind::Agency, "Regional agencies"), (AreaKind::Council, "Councils"),
        ] {
            @let found = of(kind);
            @if !found.is_empty() {
                h2 class="govuk-heading-m" { (title) }
                @if found.len() > 40 {
                    (kit::details(format!("Show all {}", found.len()), links(&found)))
                } @else {
                    (links(&found))
                }
            }
        }
    };
    Ok(ctx.page("Needs assessments", body).dense().respond())
}

fn links(areas: &[&Area]) -> Markup {
    html! {
        ul class="govuk-list" {
            @for area in areas { li { a class="govuk-link" href={ "/needs/" (area.code) } { (area.name) } } }
        }
    }
}

/// `GET /needs/{code}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let code = ctx.param("code")?.to_owned();
    let year = chosen_year(&ctx)?;
    let document = ctx.read(move |look| document::read(look, &code, year)).await?;
    let path = format!("/needs/{}", document.area.code);
    let title = format!("Needs assessment: {}", document.area.name);
    let items = document.years.iter().map(|year| option(year.to_string(), year.to_string()));
    let published = ("published", "Children adopted, as published");
    let body = html! {
        (kit::layout::page_heading(Some(document.area.kind.label()), &title))
        (kit::layout::filters(&path, html! {
            (kit::select("year", "Financial year", items).value(document.year.to_string()))
        }))
        (opening(&document))
        (tiles(&document))
        (kit::contents(document.sections.iter().map(|s| (s.code, s.title)).chain([published])))
        @for section in &document.sections {
            section id=(section.code) {
                (picture(section))
                (table(section))
                @if section.code == "promises" && document.figure("promises", "all", "kept") == Some(Figure::NotKept) {
                    @if let Some(agency) = &document.within {
                        p class="govuk-body" { "Promises are kept for " (agency) " as a whole: see its own document." }
                    }
                }
            }
        }
        section id=(published.0) { (adopted(&document, published.1)) }
        (sources())
        (kit::button_group(html! {
            (kit::print_button("Print this document").secondary())
            a class="govuk-link" href={ (path) "/figures.csv?year=" (document.year) } { "Download as CSV" }
        }))
    };
    Ok(ctx.page(title, body).back("/needs", "All needs assessments").dense().respond())
}

/// What the document says in a few sentences, from the figures as they are shown.
fn opening(document: &Document) -> Markup {
    let year = document.year;
    let figure = |section, line, column| document.figure(section, line, column);
    let main_need = document.sections.iter().find(|section| section.code == "needs").and_then(|section| {
        let shown = section.lines.iter().filter_map(|line| match line.figures.first() {
            Some(Figure::Count(n)) if *n > 0 => Some((*n, line.name.to_lowercase())),
            _ => None,
        });
        shown.max_by_key(|(n, _)| *n)
    });
    html! {
        p class="govuk-body-l" {
            "In " (year) ", "
            @match figure("support", "enquiries", "count") {
                Some(Figure::Count(n)) => { "about " (Figure::Count(n).words()) " families wrote or called" },
                _ => { "few families wrote or called, so the number is held back" },
            }
            @if let Some(Figure::Count(n)) = figure("support", "assessed", "count") {
                ", and about " (Figure::Count(n).words()) " assessments were completed"
            }
            "."
            @if let Some((_, need)) = main_need { " The need found most often was: " (need) "." }
            @if let Some(Figure::Share(Some(share))) = figure("waits", "92+", "share") {
                " " (format!("{share:.0}%")) " waited over three months for a case to be opened."
            }
        }
        (kit::inset_text(html! {
            "Counts under 6 are held back so that nobody can be told from them, and so are some larger ones that would give them away. "
            "The rest are rounded to the nearest 5, each by itself, so they may not add up. A pan-region is the sum of its agencies as they are shown. "
            @if document.holds_back() { "Some figures here are held back." } @else { "Nothing here had to be held back." }
        }))
    }
}

fn tiles(document: &Document) -> Markup {
    let tile = |(section, line, column, label): (&str, &str, &str, &str)| {
        let figure = document.figure(section, line, column)?;
        Some(kit::figure(label, figure.words()).href(format!("#{section}")))
    };
    let tiles = [
        ("ages", "all", "known", "Children and young people known"),
        ("levels", "all", "children", "In support"),
        ("support", "enquiries", "count", "Wrote or called"),
        ("support", "assessed", "count", "Assessed"),
        ("spend", "all", "paid", "Paid for help"),
        ("waits", "92+", "share", "Waited over three months"),
    ];
    kit::figures(&tiles.into_iter().filter_map(tile).collect::<Vec<_>>())
}

fn picture(section: &Section) -> Markup {
    let (column, unit) = match section.code {
        "ages" | "needs" | "support" | "levels" | "waits" => (0, chart::Unit::COUNT),
        "ethnicity" => (2, chart::Unit::PER_CENT),
        _ => return html! {},
    };
    let points: Vec<_> = section
        .lines
        .iter()
        .filter(|line| !line.is_total)
        .map(|line| {
            let figure = line.figures.get(column).copied();
            let point = chart::point(&line.name, figure.and_then(Figure::value));
            if figure == Some(Figure::Hidden) { point.note("held back") } else { point }
        })
        .collect();
    let title = match section.columns.get(column) {
        Some((_, name)) if section.columns.len() > 1 => format!("{}: {}", section.title, name.to_lowercase()),
        _ => section.title.to_owned(),
    };
    html! { (chart::bars(title, unit, points).what(section.lines_are)) }
}

fn table(section: &Section) -> Markup {
    let mut head: Vec<Cell> = vec![section.lines_are.into()];
    head.extend(section.columns.iter().map(|(_, name)| number(*name)));
    let rows = section.lines.iter().map(|line| {
        let name: Cell = match line.is_total {
            true => html! { strong { (line.name) } }.into(),
            false => (&line.name).into(),
        };
        let mut row = vec![name];
        row.extend(line.figures.iter().map(|figure| number(figure.words())));
        row
    });
    html! {
        (kit::table(head, rows.collect()).caption(section.title).caption_classes("govuk-table__caption--m")
            .first_cell_is_header().scrolling())
        p class="govuk-hint" { (section.about) }
    }
}

fn adopted(document: &Document, title: &str) -> Markup {
    let rows = document.adopted.iter().map(|a| {
        let row: Vec<Cell> = vec![
            a.year.to_string().into(),
            number(Figure::Count(a.children).words()),
            number(a.councils.to_string()),
        ];
        row
    });
    let head = vec!["Year to March".into(), number("Children adopted"), number("Councils with a number")];
    let points =
        document.adopted.iter().map(|a| chart::point(a.year.to_string(), a.children as f64)).collect();
    html! {
        @if document.adopted.is_empty() {
            h2 class="govuk-heading-m" { (title) }
            (kit::nothing_here("No published figures of children adopted have been read in for this area. The operator reads them in with: hearth import published FILE"))
        } @else {
            (chart::lines(title, chart::Unit::COUNT, vec![chart::series("Children adopted", points)]).what("Year to March"))
            (kit::table(head, rows.collect()).caption(title).caption_classes("govuk-table__caption--m").first_cell_is_header())
            p class="govuk-hint" {
                "The sum of what was published for the area's councils"
                @if document.councils > 0 { " (" (document.councils) " now)" }
                ". Where no number was published for a council it is missing from the sum, so a year with fewer councils reads too low. "
                "Those adopted before the first year here, from abroad, or who moved in are not in it: it is a floor for how many live here, beside how many are known."
            }
        }
    }
}

fn sources() -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Where the figures come from" }
        p class="govuk-body" {
            "From the agencies' own records, counted with each change and never estimated; and from tables that others published, as they were published. "
            "What is coming is told under "
            a class="govuk-link" href="/demand" { "Demand ahead" } "."
        }
    }
}

/// `GET /needs/{code}/figures.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let code = ctx.param("code")?.to_owned();
    let year = chosen_year(&ctx)?;
    let document = ctx.read(move |look| document::read(look, &code, year)).await?;
    let mut rows: Vec<Vec<String>> = api::items(&document)
        .into_iter()
        .map(|item| {
            let places = if item.unit == "percent" { 1 } else { 0 };
            let value = item.value.map_or(String::new(), |value| format!("{value:.places$}"));
            [item.section, &item.code, &item.name, item.measure, &value, item.unit, item.status]
                .map(str::to_owned)
                .to_vec()
        })
        .collect();
    rows.extend(document.adopted.iter().map(|a| {
        let (year, children) = (a.year.to_string(), a.children.to_string());
        ["published", &year, "Year to March", "children-adopted", &children, "count", "shown"]
            .map(str::to_owned)
            .to_vec()
    }));
    let head = ["section", "code", "name", "measure", "value", "unit", "status"];
    csv_file(&format!("needs-{}-{}", document.area.code, document.year), &head, rows)
}
