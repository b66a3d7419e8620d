//! The funding of a case: what the child may have this year, and every application.

use std::collections::BTreeMap;

use access::actions::{DraftApplication, ListApplications, ViewCase};
use casework::cases::frame::{self, Tab};
use kernel::{FinancialYear, Pence, Result, kinds};
use maud::{Markup, html};
use page::{Ctx, Response, kit};

use super::{list::table, may};
use crate::{
    applications::{lists, model::Money, store},
    limits,
    schemes::{self, AskKind, AssessmentLimit, SchemeVersion, Used, allowance, scheme_on},
};

/// What a child had in one year, by whether it is paid.
#[derive(Default)]
struct Year {
    paid: Pence,
    committed: Pence,
}

pub(crate) async fn tab(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let today = ctx.today();
    let (head, applications, approved, used, waiting) = ctx
        .read(move |look| {
            let case = look.one::<ViewCase, kinds::Case>(id)?;
            let grant = look.one::<ListApplications, kinds::Case>(id)?;
            let head = frame::head(look, &case)?;
            let child = head.case.child;
            let used = match scheme_on(today) {
                Some(version) => limits::store::used(look, child, version.year())?,
                None => Used::default(),
            };
            let applications = lists::of_case(look, &grant)?;
            let (approved, waiting) = (store::approved(look, child)?, store::waiting(look, child)?);
            Ok((head, applications, approved, used, waiting))
        })
        .await?;
    let mut years: BTreeMap<FinancialYear, Year> = BTreeMap::new();
    for (rule, _, money) in &approved {
        if let Some(version) = schemes::version(rule.as_str()) {
            add(years.entry(version.year()).or_default(), *money);
        }
    }
    let body = html! {
        @match scheme_on(today) {
            Some(version) => (this_year(version, years.get(&version.year()), &used, waiting)),
            None => (kit::inset_text("No fund's rules are known for today, so nothing can be applied for.")),
        }
        @if may::<DraftApplication>(&ctx) {
            (kit::button("Apply for money").href(format!("/cases/{id}/applications/new")))
        }
        h2 class="govuk-heading-m" { "Applications" }
        @if applications.is_empty() {
            (kit::nothing_here("Nothing has been applied for yet. An application is filled in from the assessment and the plan."))
        } @else {
            (table(&applications, "Applications of this case")?)
        }
        @if !years.is_empty() {
            h2 class="govuk-heading-m" { "Year by year" }
            (by_year(&years))
        }
    };
    Ok(frame::frame(&ctx, &head, Tab::Funding, "Funding", body).respond())
}

fn add(year: &mut Year, money: Money) {
    year.paid += money.paid;
    year.committed += money.committed();
}

fn this_year(version: &SchemeVersion, had: Option<&Year>, used: &Used, waiting: Pence) -> Markup {
    let therapy = allowance(version, AskKind::Therapy, used, Pence::ZERO);
    let assessment = allowance(version, AskKind::Assessment, used, Pence::ZERO);
    let (paid, committed) = had.map_or((Pence::ZERO, Pence::ZERO), |year| (year.paid, year.committed));
    let money = |amount: Option<Pence>| amount.map_or_else(|| "No limit".to_owned(), |p| p.to_string());
    let together = matches!(version.assessment_limit.value, AssessmentLimit::Within(_));
    html! {
        h2 class="govuk-heading-m" { "What this child may have in " (version.year()) }
        (kit::figures(&[
            kit::figure("Paid", paid.to_string()),
            kit::figure("Committed", committed.to_string()).note("Approved and not yet paid"),
            kit::figure("Waiting", waiting.to_string()).note("Sent, not yet decided"),
            kit::figure("Left for therapy", money(therapy.left)).note(match therapy.limit {
                Some(limit) if together => format!("Limit {limit}, specialist assessment included"),
                Some(limit) => format!("Limit {limit}"),
                None => "No limit under these rules".to_owned(),
            }),
            kit::figure("Left for assessment", money(assessment.left)).note(match assessment.limit {
                Some(limit) if together => format!("At most {limit}, inside the limit for therapy"),
                Some(limit) => format!("Limit {limit}, beside therapy"),
                None => "No limit under these rules".to_owned(),
            }),
        ]))
        p class="govuk-body" {
            "Under the rules of today, "
            a class="govuk-link" href={ "/schemes#" (version.id) } { (version.id) }
            ". Money counts in the year it was applied for. Waiting applications count once they are approved."
        }
    }
}

fn by_year(years: &BTreeMap<FinancialYear, Year>) -> kit::Table {
    let head =
        vec![kit::cell("Year"), kit::number("Paid"), kit::number("Committed"), kit::number("Together")];
    let rows = years.iter().rev().map(|(year, had)| {
        vec![
            kit::cell(year.to_string()),
            kit::number(had.paid.to_string()),
            kit::number(had.committed.to_string()),
            kit::number((had.paid + had.committed).to_string()),
        ]
    });
    kit::table(head, rows.collect())
        .caption("Money from the Fund for this child, by year")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
}
