//! Builds an agency's return of a quarter from its summary figures, and protects it.

use std::collections::BTreeMap;

use insight::suppression::{Cell, Policy, Table, protect, protect_count};
use kernel::{Id, Result, Timestamp, kinds::Organisation};
use store::{Read, Row, Sql, figure::month, statements};

use super::model::{ALL_PARTS, FORM, Figure, Kind, MEASURES, Quarter, Return};

statements! {
    QUARTER = "SELECT measure, part, CAST(sum(amount) AS BIGINT) FROM figure
        WHERE agency_id = $1 AND month >= $2 AND month <= $3
          AND measure IN ('enquiries-by-channel', 'cases-opened', 'cases-closed', 'assessments-completed', 'promises-kept',
            'promises-kept-late', 'applications', 'money-committed', 'money-paid', 'sessions-held', 'sessions-missed')
        GROUP BY measure, part";
    RUNNING = "SELECT part, CAST(sum(amount) AS BIGINT) FROM figure
        WHERE agency_id = $1 AND month <= $2 AND measure = 'cases-at-level' GROUP BY part";
    // The one figure that is counted from rows: a child may be paid for in each month of a quarter and is one child.
    PAID_FOR = "SELECT count(DISTINCT case_id) FROM invoice
        WHERE agency_id = $1 AND status = 'paid' AND ended_at > $2 AND ended_at <= $3";
}

/// Every statement of this file.
pub(crate) const STATEMENTS: &[Sql] = ALL;

/// Exact sums by measure and part. They never leave this file.
struct Exact(BTreeMap<(String, String), i64>);

impl Exact {
    fn read(r: &Read<'_>, agency: Id<Organisation>, quarter: Quarter) -> Result<Self> {
        let (first, last) = (month(quarter.first_day()), month(quarter.last_day()));
        let mut sums = BTreeMap::new();
        let mut take = |measure: &str, part: &str, row: &Row, at: usize| -> Result<()> {
            *sums.entry((measure.to_owned(), part.to_owned())).or_insert(0) += row.get::<i64>(at)?;
            Ok(())
        };
        for row in r.query(QUARTER, &[agency.into(), first.into(), last.as_str().into()])? {
            let (measure, part): (String, String) = (row.get(0)?, row.get(1)?);
            match (measure.as_str(), part.as_str()) {
                ("enquiries-by-channel", part) => take("enquiries", part, &row, 2)?,
                ("assessments-completed", part) => take("assessments", part, &row, 2)?,
                ("applications", "sent") => take("applications-sent", ALL_PARTS, &row, 2)?,
                ("applications", "approved") => take("applications-approved", ALL_PARTS, &row, 2)?,
                ("applications", _) => {}
                ("money-committed", _) => take("money-approved", ALL_PARTS, &row, 2)?,
                ("promises-kept" | "promises-kept-late", part) => take(&measure, part, &row, 2)?,
                _ => take(&measure, ALL_PARTS, &row, 2)?,
            }
        }
        for row in r.query(RUNNING, &[agency.into(), last.into()])? {
            take("in-support", &row.get::<String>(0)?, &row, 1)?;
        }
        let [after, until] = quarter.instants();
        take(
            "children-paid-for",
            ALL_PARTS,
            &r.row(PAID_FOR, &[agency.into(), after.into(), until.into()])?,
            0,
        )?;
        Ok(Exact(sums))
    }

    fn of(&self, measure: &str, part: &str) -> i64 {
        self.0.get(&(measure.to_owned(), part.to_owned())).copied().unwrap_or(0)
    }

    /// A count; corrections may outweigh what they correct, and fewer than none is none.
    fn count(&self, measure: &str, part: &str) -> i64 {
        self.of(measure, part).max(0)
    }
}

/// Builds a return, protected. The caller holds a grant for the agency, or is the operator.
///
/// # Errors
/// `Internal` when figures cannot be read.
pub fn build(
    r: &Read<'_>,
    (agency, code): (Id<Organisation>, &str),
    quarter: Quarter,
    now: Timestamp,
) -> Result<Return> {
    let exact = Exact::read(r, agency, quarter)?;
    let policy = Policy::LOCAL;
    let mut figures = Vec::new();
    for (measure, _, kind) in MEASURES {
        let mut tell = |part: &str, value: Option<i64>| {
            figures.push(Figure { measure: (*measure).to_owned(), part: part.to_owned(), value });
        };
        match kind {
            Kind::Count => tell(ALL_PARTS, protect_count(exact.count(measure, ALL_PARTS), policy).shown()),
            Kind::Money(behind) => {
                let amount = exact.of(measure, ALL_PARTS);
                // Money without anybody behind it in the quarter, such as what was given back, is held back.
                let counted = exact.count(behind, ALL_PARTS);
                let shown = match protect_count(counted, policy) {
                    Cell::Shown(0) => (amount == 0).then_some(0),
                    Cell::Shown(_) => Some(amount),
                    Cell::Suppressed => None,
                };
                tell(ALL_PARTS, shown);
            }
            Kind::Parts(parts) => {
                let parts = parts();
                let counts: Vec<i64> = parts.iter().map(|part| exact.count(measure, part)).collect();
                let protected = protect(&Table::list(counts)?, policy);
                let cells = protected.rows.into_iter().flatten();
                for (part, cell) in parts.iter().zip(cells) {
                    tell(part, cell.shown());
                }
                tell(ALL_PARTS, protected.total.shown());
            }
        }
    }
    let built = Return {
        form: FORM,
        agency: code.to_owned(),
        quarter: quarter.to_string(),
        made_at: now,
        threshold: policy.threshold(),
        round_to: policy.round_to(),
        figures,
    };
    // What is sent must pass what is asked of everybody's.
    built.check()?;
    Ok(built)
}
