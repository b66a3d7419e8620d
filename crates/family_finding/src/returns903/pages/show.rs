//! What the rules found in one return.

use access::actions::ViewStatutoryReturns;
use kernel::{Result, kinds::StatutoryReturn};
use page::{
    Ctx, Response, csv_file,
    kit::{self, Markup, html, layout},
};

use super::{day, year};
use crate::returns903::{
    report::COLUMNS,
    store::{self, Fault, MOST_FAULTS, OfRule, Taken},
};

/// Faults on one page.
const SHOWN: usize = 100;

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<StatutoryReturn>("id")?;
    let query = ctx.query();
    let after = query.raw("after").parse::<i64>().unwrap_or(0).max(0);
    let code = Some(query.raw("rule").to_owned()).filter(|code| !code.is_empty());
    let wanted = code.clone();
    let (taken, rules, mut faults) = ctx
        .read(move |look| {
            let grant = look.one::<ViewStatutoryReturns, StatutoryReturn>(id)?;
            let faults = store::faults(look, &grant, wanted.as_deref(), after, SHOWN + 1)?;
            Ok((store::one(look, &grant)?, store::of_rules(look, &grant)?, faults))
        })
        .await?;
    let more = faults.len() > SHOWN;
    faults.truncate(SHOWN);
    let here = format!("/children/returns/{id}");
    let next = faults.last().filter(|_| more).map(|last| {
        let rule = code.as_ref().map(|code| format!("&rule={code}")).unwrap_or_default();
        format!("{here}?after={}{rule}", last.place)
    });
    let body = html! {
        (layout::page_heading(Some("Return"), year(taken.year)))
        (summary(&taken, &rules))
        h2 class="govuk-heading-m" { "What the rules found" }
        (of_rules(&here, &rules))
        h2 class="govuk-heading-m" id="faults" {
            @match &code {
                Some(code) => { "Faults by rule " (code) }
                None => { "Faults, row by row" }
            }
        }
        @if code.is_some() { p class="govuk-body" { a class="govuk-link" href=(here) { "Show the faults of every rule" } } }
        @if faults.is_empty() {
            (kit::nothing_here("No fault was found by the rules that could be checked."))
        } @else {
            (table(&faults))
            @if let Some(next) = next { (kit::pagination(None, Some(next))) }
            @if taken.faults > i64::try_from(MOST_FAULTS).unwrap_or(i64::MAX) {
                (kit::inset_text(format!("The first {MOST_FAULTS} of {} faults are kept here. Mend these and bring in the files again, or use the command with --report, which writes all of them.", taken.faults)))
            }
        }
        p class="govuk-body" { a class="govuk-link" href={ (here) "/findings.csv" } { "Download the findings as a CSV file" } }
    };
    Ok(ctx.page(year(taken.year), body).back("/children/returns", "Back to returns").dense().respond())
}

fn summary(taken: &Taken, rules: &[OfRule]) -> Markup {
    let skipped = rules.iter().filter(|rule| rule.found.is_none()).count();
    let passed = rules.iter().filter(|rule| rule.found == Some(0)).count();
    html! {
        (kit::summary_list(vec![
            kit::row("Taken in", day(taken.at)),
            kit::row("Tables", taken.given.replace(' ', ", ")),
            kit::row("Rows read", taken.lines.to_string()),
            kit::row("Faults", taken.faults.to_string()),
            kit::row("Rules", format!("{} checked, {passed} of them found nothing; {skipped} skipped", rules.len() - skipped)),
            kit::row("Rows not taken in", format!("{} that cannot be trusted", taken.left_out)),
            kit::row("Children on the way to adoption", format!("{} new, {} changed, {} as before", taken.new, taken.changed, taken.same)),
        ]))
        @if skipped > 0 {
            (kit::inset_text("A rule that was skipped has not passed: bring in the tables it needs to have it checked. Rules that need last year's PlacedAdoption are held against what was taken in for the year before."))
        }
    }
}

fn of_rules(here: &str, rules: &[OfRule]) -> Markup {
    let told = rules.iter().filter(|rule| rule.found != Some(0));
    let rows: Vec<Vec<kit::Cell>> = told
        .map(|of| {
            let code = match of.found {
                Some(_) => {
                    html! { a class="govuk-link" href={ (here) "?rule=" (of.code) "#faults" } { (of.code) } }
                }
                None => html! { (of.code) },
            };
            let what = match of.found {
                Some(found) => found.to_string(),
                None => format!(
                    "Skipped: needs {}",
                    of.lacking
                        .replace(' ', ", ")
                        .replace("PlacedAdoption_last", "last year's PlacedAdoption")
                ),
            };
            vec![kit::cell(code), kit::cell(of.rule.map_or("", |rule| rule.message)), kit::cell(what)]
        })
        .collect();
    html! {
        @if rows.is_empty() {
            (kit::nothing_here("Every rule was checked, and none found a fault."))
        } @else {
            (kit::table(vec![kit::cell("Rule"), kit::cell("What it says"), kit::cell("Faults")], rows)
                .caption("Rules that found a fault or were skipped").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
    }
}

fn table(faults: &[Fault]) -> Markup {
    let rows = faults.iter().map(|fault| {
        vec![
            kit::cell(fault.code.as_str()),
            kit::cell(fault.child.as_str()),
            kit::cell(fault.table.as_str()),
            kit::cell(fault.field.as_str()),
            kit::number(fault.line.to_string()),
            kit::cell(fault.message()),
        ]
    });
    let head = vec![
        kit::cell("Rule"),
        kit::cell("Child"),
        kit::cell("Table"),
        kit::cell("Column"),
        kit::number("Row of the file"),
        kit::cell("What is wrong"),
    ];
    html! {
        (kit::table(head, rows.collect()).caption("Faults, row by row").caption_classes("govuk-visually-hidden").scrolling())
    }
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<StatutoryReturn>("id")?;
    let (rules, faults) = ctx
        .read(move |look| {
            let grant = look.one::<ViewStatutoryReturns, StatutoryReturn>(id)?;
            Ok((store::of_rules(look, &grant)?, store::faults(look, &grant, None, 0, MOST_FAULTS)?))
        })
        .await?;
    let found = faults.into_iter().map(|fault| {
        let message = fault.message().to_owned();
        vec![fault.code, fault.child, fault.table, fault.field, fault.line.to_string(), message]
    });
    let skipped = rules.into_iter().filter(|of| of.found.is_none()).map(|of| {
        let message = format!("Skipped, not passed, for want of {}.", of.lacking.replace(' ', " and "));
        vec![of.code, String::new(), of.lacking.replace(' ', ";"), String::new(), String::new(), message]
    });
    csv_file("return-findings", &COLUMNS, found.chain(skipped))
}
