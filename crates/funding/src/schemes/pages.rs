//! The rules year by year, with where each is written and what is assumed. Public facts: they are
//! about funds, not about anybody.

use kernel::{LegalRoute, Pence, Result};
use maud::{Markup, Render, html};
use page::{
    Ctx, Response, Route, csv_file,
    kit::{self, Cell, Tone, layout},
};

use super::{
    data::{Schemes, scheme_on},
    model::{AssessmentLimit, BackDating, Ruled, SchemeVersion, Span, Sure},
};
use crate::words;

/// Pages of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/schemes", page).public().about("The rules of the Fund year by year, with their sources"),
        Route::get("/schemes.csv", csv).public().about("The rules of the Fund year by year as a CSV file"),
    ]
}

async fn page(ctx: Ctx) -> Result<Response> {
    let schemes = Schemes::shipped()?;
    let today = scheme_on(ctx.today());
    let body = html! {
        (layout::page_heading(None, "The Fund's rules, year by year"))
        p class="govuk-body-l" {
            "What the Adoption Support Fund and its successors paid for, for whom and how much, and where each rule is written."
        }
        p class="govuk-body" {
            "An application is checked by the rules of the day it is sent, and read by them ever after. Where sources \
             disagree, both are shown. Where no source covers a year, the rule is marked as assumed."
        }
        @match today {
            Some(version) => p class="govuk-body" {
                "Today: " a class="govuk-link" href={ "#" (version.id) } { (title(version)) }
            },
            None => (kit::inset_text("No fund's rules are known for today.")),
        }
        p class="govuk-body" { a class="govuk-link" href="/schemes.csv" { "Download the rules (CSV)" } }
        @for version in schemes.all().iter().rev() { (one(version)) }
    };
    Ok(ctx.page("The Fund's rules", body).respond())
}

fn title(version: &SchemeVersion) -> String {
    format!("{}, {} to {}", version.scheme.label(), words::day(version.from), words::day(version.to))
}

fn one(version: &SchemeVersion) -> Markup {
    let assumptions = version.assumptions();
    html! {
        section {
            h2 class="govuk-heading-m" id=(version.id) { (title(version)) }
            p class="govuk-hint" { "Rules " (version.id) ", money of " (version.year()) "." }
            @if !version.accepts.note.is_empty() { p class="govuk-body" { (version.accepts.note) "." } }
            (rules_table(version, None, None))
            (kit::details("Whom it helped", html! { (routes_table(version)) }))
            (kit::details("What it paid for", html! { (therapies_table(version)) }))
            @if !assumptions.is_empty() {
                (kit::details(format!("Assumed: {}", assumptions.len()), html! {
                    ul class="govuk-list govuk-list--bullet" { @for line in &assumptions { li { (line) } } }
                }))
            }
        }
    }
}

/// The rules of one version with their sources; for one child and therapy where these are given.
pub fn rules_table(version: &SchemeVersion, route: Option<LegalRoute>, therapy: Option<&str>) -> Markup {
    let mut rows = general(version);
    if let Some(rule) = route.and_then(|route| version.routes.get(&route)) {
        rows.push(line(
            "Who is helped",
            &who(&rule.value.confirm, rule.value.oldest, rule.value.oldest_with_plan),
            rule,
        ));
    }
    if let Some(rule) = therapy.and_then(|therapy| version.therapies.get(therapy)) {
        rows.push(line("This therapy", if rule.value.funded { "Paid for" } else { "Not paid for" }, rule));
    }
    table("Rule", rows, &format!("Rules {}", version.id))
}

fn routes_table(version: &SchemeVersion) -> Markup {
    let rows = version.routes.iter().map(|(route, rule)| {
        line(route.label(), &who(&rule.value.confirm, rule.value.oldest, rule.value.oldest_with_plan), rule)
    });
    table("Route", rows.collect(), &format!("Whom {} helped", version.id))
}

fn therapies_table(version: &SchemeVersion) -> Markup {
    let rows = version.therapies.iter().map(|(code, rule)| {
        let name = words::therapy(code).unwrap_or(code);
        line(name, if rule.value.funded { "Paid for" } else { "Not paid for" }, rule)
    });
    table("Therapy", rows.collect(), &format!("What {} paid for", version.id))
}

fn who(confirm: &str, oldest: i32, oldest_with_plan: i32) -> String {
    format!(
        "Up to {oldest}, or {oldest_with_plan} with an education, health and care plan. The child was or is {confirm}."
    )
}

fn table(what: &str, rows: Vec<Vec<Cell>>, caption: &str) -> Markup {
    let head = vec![kit::cell(what), kit::cell("What it says"), kit::cell("How sure"), kit::cell("Source")];
    kit::table(head, rows)
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
        .render()
}

fn line<T>(name: &str, value: &str, rule: &Ruled<T>) -> Vec<Cell> {
    let source =
        if rule.note.is_empty() { rule.source.clone() } else { format!("{}. {}", rule.source, rule.note) };
    vec![kit::cell(name), kit::cell(value), kit::cell(html! { (sureness(rule.sure)) }), kit::cell(source)]
}

fn sureness(sure: Sure) -> kit::Tag {
    let (text, tone) = match sure {
        Sure::Sourced => ("Sourced", Tone::Good),
        Sure::Conflict => ("Sources disagree", Tone::Soon),
        Sure::Assumed => ("Assumed", Tone::Quiet),
    };
    kit::tag(text).tone(tone)
}

/// A value with what another source says.
fn both<T>(rule: &Ruled<T>, say: impl Fn(&T) -> String) -> String {
    match &rule.other {
        Some(other) => format!("{}; another source says {}", say(&rule.value), say(other)),
        None => say(&rule.value),
    }
}

fn pounds(amount: &Option<Pence>, none: &str) -> String {
    amount.map_or_else(|| none.to_owned(), |p| p.to_string())
}

/// The rules that hold for every child, as `(name, words)` with how sure they are.
pub fn said(version: &SchemeVersion) -> [(&'static str, String, Sure, String); 10] {
    let v = version;
    let of = |name, words, sure, source: &String| (name, words, sure, source.clone());
    [
        of(
            "New applications",
            (if v.accepts.value { "Taken" } else { "Not taken" }).to_owned(),
            v.accepts.sure,
            &v.accepts.source,
        ),
        of("National budget", both(&v.budget, |b| pounds(b, "Not known")), v.budget.sure, &v.budget.source),
        of(
            "Fair access limit, a child a year",
            both(&v.therapy_limit, |l| pounds(l, "No limit")),
            v.therapy_limit.sure,
            &v.therapy_limit.source,
        ),
        of(
            "Limit for specialist assessment",
            both(&v.assessment_limit, |l| match l {
                AssessmentLimit::None => "No limit".to_owned(),
                AssessmentLimit::Within(None) => "Inside the fair access limit".to_owned(),
                AssessmentLimit::Within(Some(own)) => format!("{own} at most, inside the fair access limit"),
                AssessmentLimit::Beside(own) => format!("{own}, beside the fair access limit"),
            }),
            v.assessment_limit.sure,
            &v.assessment_limit.source,
        ),
        of(
            "Match funding",
            both(&v.match_to, |m| match m {
                Some(most) => {
                    format!(
                        "Above the limit, a pound for each pound of the council's, until the Fund has paid {most}"
                    )
                }
                None => "None".to_owned(),
            }),
            v.match_to.sure,
            &v.match_to.source,
        ),
        of(
            "What the most of match funding is counted on",
            both(&v.match_cap, |cap| {
                cap.map_or("Nothing: the Fund does not match", |c| c.label()).to_owned()
            }),
            v.match_cap.sure,
            &v.match_cap.source,
        ),
        of(
            "How long support may run",
            both(&v.span, |s| match s {
                Span::YearEnd => "To 31 March of the year".to_owned(),
                Span::Months(months) => format!("{months} months"),
            }),
            v.span.sure,
            &v.span.source,
        ),
        of(
            "Starting before applying",
            both(&v.back_dating, |b: &BackDating| b.label().to_owned()),
            v.back_dating.sure,
            &v.back_dating.source,
        ),
        of(
            "Time to apply after the assessment",
            both(&v.apply_within, |months| format!("{months} months")),
            v.apply_within.sure,
            &v.apply_within.source,
        ),
        of(
            "Time for the decision",
            both(&v.decide_within, ToString::to_string),
            v.decide_within.sure,
            &v.decide_within.source,
        ),
    ]
}

fn general(version: &SchemeVersion) -> Vec<Vec<Cell>> {
    said(version)
        .into_iter()
        .map(|(name, words, sure, source)| {
            vec![kit::cell(name), kit::cell(words), kit::cell(html! { (sureness(sure)) }), kit::cell(source)]
        })
        .collect()
}

async fn csv(_: Ctx) -> Result<Response> {
    let head = ["rules", "scheme", "year", "from", "to", "rule", "value", "sure", "source"];
    let mut lines = Vec::new();
    for version in Schemes::shipped()?.all() {
        for (name, words, sure, source) in said(version) {
            lines.push(vec![
                version.id.to_string(),
                version.scheme.label().to_owned(),
                version.year().to_string(),
                version.from.to_string(),
                version.to.to_string(),
                name.to_owned(),
                words,
                sure.code().to_owned(),
                source,
            ]);
        }
    }
    csv_file("schemes", &head, lines)
}
