//! The form and what comes of it.

use access::actions::SeeAgencyFigures;
use funding::schemes::scheme_on;
use kernel::{Invalid, Pence, Result};
use maud::{Markup, html};
use page::{
    Ctx, Fields, Response, csv_file,
    kit::{self, label, layout, option},
};

use super::{
    form::{self, Defaults, Place, Trial},
    model::{Draft, replay},
    sheets, store,
};
use crate::picture::{api::items, pages::folded, sheet::Sheet};

/// What the address asks, and what comes of it.
struct Tried {
    fields: Fields,
    defaults: Option<Defaults>,
    result: Result<(Trial, Vec<Sheet>), Invalid>,
}

async fn run(ctx: &Ctx) -> Result<Tried> {
    let mut fields = ctx.query();
    let (defaults, read) = form::trial(&mut fields, ctx.today());
    let trial = match read {
        Ok(trial) => trial,
        Err(wrong) => {
            ctx.read(|look| look.agency::<SeeAgencyFigures>().map(|_| ())).await?;
            return Ok(Tried { fields, defaults, result: Err(wrong) });
        }
    };
    let (year, draft) = (trial.year, trial.draft);
    let sheets = ctx
        .read(move |look| {
            let grant = look.agency::<SeeAgencyFigures>()?;
            let sent = store::sent(look, &grant, year)?;
            sheets::sheets(&replay(&sent, &draft, scheme_on))
        })
        .await?;
    Ok(Tried { fields, defaults, result: Ok((trial, sheets)) })
}

/// `GET /fund-trial`
pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let tried = run(&ctx).await?;
    let none = Invalid::default();
    let wrong = tried.result.as_ref().err().unwrap_or(&none);
    let body = html! {
        (layout::page_heading(None, "Try a draft of the Fund's rules"))
        p class="govuk-body" {
            "What would other limits have meant for the children for whom the agency applied in a year? The trial splits every application anew. \
             Nothing is kept, and "
            a class="govuk-link" href="/schemes" { "the rules" }
            " stay as they are."
        }
        (typed(&tried, wrong))
        @if let Ok((trial, sheets)) = &tried.result { (found(trial, sheets, &tried.fields)) }
        (kit::details("What the trial does not know", html! {
            p class="govuk-body" {
                "Every application that was sent counts with all that was asked, whatever was decided, save those withdrawn. Nobody knows what \
                 would have been asked under other limits: where the old limit held people back from asking, a higher one gains less here than it would."
            }
            p class="govuk-body" {
                "Ages, routes and therapies stay as they were. Where the Fund matches, its share is counted as if the council had paid as much. The draft \
                 holds for applications sent from its first day on."
            }
        }))
    };
    Ok(ctx.page("Try a draft of the rules", body).dense().errors(wrong).respond())
}

fn pounds(amount: Option<Pence>) -> String {
    amount.map_or_else(|| "none".to_owned(), |p| p.to_string().replace(['£', ','], ""))
}

fn typed(tried: &Tried, wrong: &Invalid) -> Markup {
    let own = tried.defaults.as_ref().map(|d| (d.year, Draft::of(d.version, d.from)));
    let value = |name: &str, default: String| match tried.fields.raw(name) {
        "" => default,
        typed => typed.to_owned(),
    };
    let (assessment, place) = own.map_or((None, Place::Within), |(_, draft)| form::parts(draft.assessment));
    let places = Place::ALL.iter().map(|place| option(place.code(), place.label()));
    layout::filters(
        "/fund-trial",
        html! {
            (kit::input("year", label("Applications of the year")).width(10).error(wrong.of("year"))
                .value(value("year", own.map_or_else(String::new, |(year, _)| year.to_string()))))
            (kit::input("from", label("Draft's first day")).hint("Year-month-day").width(10).error(wrong.of("from"))
                .value(value("from", own.map_or_else(String::new, |(_, draft)| draft.from.to_string()))))
            (kit::input("limit", label("Limit for therapy, a child a year")).hint("Pounds, or none").width(10)
                .error(wrong.of("limit")).value(value("limit", own.map_or_else(String::new, |(_, d)| pounds(d.limit)))))
            (kit::input("assessment", label("Limit for specialist assessment")).hint("Pounds, or none").width(10)
                .error(wrong.of("assessment")).value(value("assessment", pounds(assessment))))
            (kit::select("assessment_is", "It stands", places).value(value("assessment_is", place.code().to_owned()))
                .error(wrong.of("assessment_is")))
            (kit::input("match", label("The Fund matches until it has paid")).hint("Pounds, or none where it does not match").width(10)
                .error(wrong.of("match")).value(value("match", own.map_or_else(String::new, |(_, d)| pounds(d.match_to)))))
        },
    )
}

fn found(trial: &Trial, sheets: &[Sheet], fields: &Fields) -> Markup {
    let query: Vec<(&str, &str)> = ["year", "from", "limit", "assessment", "assessment_is", "match"]
        .into_iter()
        .map(|name| (name, fields.raw(name)))
        .collect();
    html! {
        h2 class="govuk-heading-m" { "Applications sent in " (trial.year) }
        @if sheets.is_empty() {
            (kit::nothing_here(format!("No application was sent in {}. Choose another year.", trial.year)))
        } @else {
            (kit::inset_text("Counts under 6 are held back, and so are some larger ones that would give them away, with the money behind them. The \
                rest are rounded to the nearest 5, each by itself, so they may not add up."))
            @for sheet in sheets { section id=(sheet.code) { (folded(sheet)) } }
            (kit::button_group(html! {
                (kit::print_button("Print this page").secondary())
                a class="govuk-link" href=(crate::address("/fund-trial.csv", &query)) { "Download as CSV" }
            }))
        }
    }
}

/// `GET /fund-trial.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let (_, sheets) = run(&ctx).await?.result.map_err(kernel::Error::Invalid)?;
    let lines = items(&sheets).into_iter().map(|item| {
        let value = item.value.map_or_else(String::new, |value| format!("{value:.0}"));
        let [line, measure, unit, status] =
            [item.line, item.measure, item.unit, item.status].map(str::to_owned);
        vec![item.sheet, line, item.code, item.name, measure, value, unit, status]
    });
    csv_file("fund-trial", &["sheet", "line", "code", "name", "measure", "value", "unit", "status"], lines)
}
