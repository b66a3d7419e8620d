//! Live figures beside the lines that they speak to: what the record says, so that a rating need not rest on memory.

use std::collections::BTreeMap;

use access::{
    Look,
    actions::{ListProviders, SeeAgencyFigures},
    organisations,
};
use kernel::{FinancialYear, Pence, Result};
use maud::{Markup, html};
use page::kit::chart::Unit;
use store::{Sql, figure::month, statements};

use super::catalogue::Evidence;

statements! {
    YEAR = "SELECT measure, part, CAST(sum(amount) AS BIGINT) FROM figure
            WHERE agency_id = $1 AND month >= $2 AND month <= $3
              AND measure IN ('promises-kept', 'promises-kept-late', 'needs-found', 'assessments-completed', 'applications', 'money-paid')
            GROUP BY measure, part";
    RUNNING = "SELECT measure, part, CAST(sum(amount) AS BIGINT) FROM figure
            WHERE agency_id = $1 AND month <= $2 AND measure IN ('cases-at-level', 'goal-change-count') GROUP BY measure, part";
    APPROVED = "SELECT count(*) FROM (SELECT p.id FROM provider p WHERE p.approval = 'approved' LIMIT 1001) AS approved";
}

/// Every statement of this file.
pub(super) const STATEMENTS: &[Sql] = ALL;

/// The agency's figures of the present financial year.
pub(super) struct Live {
    year: FinancialYear,
    needs_page: String,
    sums: BTreeMap<String, i64>,
    approved_providers: Option<i64>,
}

impl Live {
    /// Reads them; none for who may not see the agency's figures.
    pub(super) fn read(look: &Look<'_>) -> Result<Option<Self>> {
        if !look.may::<SeeAgencyFigures>() {
            return Ok(None);
        }
        let grant = look.agency::<SeeAgencyFigures>()?;
        let year = FinancialYear::of(look.today());
        let mut sums = BTreeMap::new();
        let (first, last) = (month(year.first_day()), month(year.last_day()));
        let of_year = grant.totals(look, YEAR, &[first.into(), last.as_str().into()])?;
        for row in of_year.iter().chain(&grant.totals(look, RUNNING, &[last.into()])?) {
            let (measure, part): (String, String) = (row.get(0)?, row.get(1)?);
            let key = match measure.as_str() {
                "applications" => format!("applications-{part}"),
                _ => measure,
            };
            *sums.entry(key).or_default() += row.get::<i64>(2)?;
        }
        let approved_providers = match look.may::<ListProviders>() {
            true => {
                look.agency::<ListProviders>()?;
                Some(look.row(APPROVED, &[])?.get(0)?)
            }
            false => None,
        };
        let needs_page = format!("/needs/{}", organisations::of_grant(look, &grant)?.code);
        Ok(Some(Live { year, needs_page, sums, approved_providers }))
    }

    /// What the record says about this, in words, and where more is to be seen.
    pub(super) fn about(&self, evidence: Evidence) -> Option<(String, String)> {
        let sum = |name: &str| self.sums.get(name).copied().unwrap_or(0);
        let count = |n: i64| Unit::COUNT.write(n as f64);
        Some(match evidence {
            Evidence::Needs => (
                format!(
                    "{} needs found in {} assessments",
                    count(sum("needs-found")),
                    count(sum("assessments-completed"))
                ),
                format!("{}#needs", self.needs_page),
            ),
            Evidence::Levels => {
                (format!("{} children in support", count(sum("cases-at-level"))), "/agency#levels".to_owned())
            }
            Evidence::Promises => {
                let (kept, late) = (sum("promises-kept"), sum("promises-kept-late"));
                let words = match kept + late {
                    0 => "No promise has come due".to_owned(),
                    all => format!(
                        "{:.0}% of {} promises kept on time",
                        kept as f64 * 100.0 / all as f64,
                        count(all)
                    ),
                };
                (words, "/agency#promises".to_owned())
            }
            Evidence::Goals => (
                format!("{} goals rated twice or more", count(sum("goal-change-count"))),
                "/agency#goals".to_owned(),
            ),
            Evidence::Fund => (
                format!(
                    "{} applications approved of {} sent",
                    count(sum("applications-approved")),
                    count(sum("applications-sent"))
                ),
                "/agency#money".to_owned(),
            ),
            Evidence::Spend => (
                format!(
                    "{} paid to providers",
                    Unit::POUNDS.write(Pence(sum("money-paid")).0 as f64 / 100.0)
                ),
                "/agency#money".to_owned(),
            ),
            Evidence::Providers => {
                let many = self.approved_providers?;
                let words = if many > 1000 { "More than 1,000".to_owned() } else { count(many) };
                (format!("{words} approved providers on the list"), "/providers".to_owned())
            }
        })
    }

    /// The same as a sentence with its link.
    pub(super) fn link(&self, evidence: Evidence) -> Markup {
        html! {
            @if let Some((words, href)) = self.about(evidence) {
                "In " (self.year) ": "
                a class="govuk-link" href=(href) { (words) }
            }
        }
    }
}
