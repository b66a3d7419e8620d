//! The applications that an agency sent in a year. Children stand in it as numbers alone, and only protected totals
//! leave the room.

use access::{Grant, InAgency, actions::SeeAgencyFigures};
use funding::schemes::AskKind;
use kernel::{FinancialYear, LegalRoute, Result, local_date};
use store::{Read, Value, statements};

use super::model::Sent;
use crate::picture::model::instants;

statements! {
    SENT_IN_YEAR = "SELECT child_id, sent_at, route, kind, amount_pence FROM application
        WHERE agency_id = $1 AND sent_at > $2 AND sent_at <= $3 AND status <> 'withdrawn' ORDER BY sent_at, id";
}

pub(super) fn sent(
    r: &Read<'_>,
    grant: &Grant<SeeAgencyFigures, InAgency>,
    year: FinancialYear,
) -> Result<Vec<Sent>> {
    let rows = grant.totals(r, SENT_IN_YEAR, &instants(year).map(Value::from))?;
    rows.iter()
        .map(|row| {
            Ok(Sent {
                child: row.get(0)?,
                on: local_date(row.get(1)?),
                route: row.code(2, LegalRoute::stored)?,
                kind: row.code(3, AskKind::stored)?,
                amount: row.get(4)?,
            })
        })
        .collect()
}
