//! Approved applications of a year, added up in the database: one row for each amount that several may share.

use access::{Grant, InAgency, Totals, actions::SeeAgencyFigures};
use kernel::{FinancialYear, Id, LegalRoute, Result, kinds::Organisation};
use store::{Read, Row, Value, statements};

use super::model::Group;
use crate::picture::model::instants;
use funding::schemes::AskKind;

statements! {
    OF_AGENCY = "SELECT council, route, kind, therapy, provider_kind, amount_pence, count(*) FROM application
        WHERE agency_id = $1 AND status = 'approved' AND decided_at > $2 AND decided_at <= $3
        GROUP BY council, route, kind, therapy, provider_kind, amount_pence";
    OF_ALL = "SELECT council, route, kind, therapy, provider_kind, amount_pence, count(*) FROM application
        WHERE status = 'approved' AND decided_at > $1 AND decided_at <= $2
        GROUP BY council, route, kind, therapy, provider_kind, amount_pence";
}

fn bounds(year: FinancialYear) -> [Value; 2] {
    instants(year).map(Value::from)
}

/// What one's own agency was approved in a year.
pub(super) fn of_agency(
    r: &Read<'_>,
    grant: &Grant<SeeAgencyFigures, InAgency>,
    year: FinancialYear,
) -> Result<Vec<Group>> {
    groups(&grant.totals(r, OF_AGENCY, &bounds(year))?)
}

/// What every agency was approved in a year.
pub(super) fn of_all(r: &Read<'_>, grant: &impl Totals, year: FinancialYear) -> Result<Vec<Group>> {
    groups(&grant.totals(r, OF_ALL, &bounds(year))?)
}

/// The same at the operator's desk, of every agency or of one: what is made of it is protected, and tells of nobody.
pub(super) fn at_the_desk(
    r: &Read<'_>,
    agency: Option<Id<Organisation>>,
    year: FinancialYear,
) -> Result<Vec<Group>> {
    let [after, until] = bounds(year);
    groups(&match agency {
        Some(id) => r.query(OF_AGENCY, &[id.into(), after, until])?,
        None => r.query(OF_ALL, &[after, until])?,
    })
}

fn groups(rows: &[Row]) -> Result<Vec<Group>> {
    rows.iter()
        .map(|row| {
            Ok(Group {
                council: row.get(0)?,
                route: row.code(1, LegalRoute::stored)?,
                kind: row.code(2, AskKind::stored)?,
                therapy: row.get(3)?,
                provider_kind: row.get(4)?,
                amount: row.get(5)?,
                count: row.get(6)?,
            })
        })
        .collect()
}
