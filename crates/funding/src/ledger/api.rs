//! The ledger as machines see it.

use access::actions::ViewLedger;
use kernel::Result;
use page::{Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    pages::year_of,
    store::{self, Entry},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/ledger", show)
            .needs::<ViewLedger>()
            .about("Balances and movements of a year; ?year= (in which it begins) and ?after= narrow them")
            .answers::<Ledger>(),
    ]
}

/// An agency's money of one year with one page of movements, newest first. Money in pence.
#[derive(Debug, Serialize, ToSchema)]
struct Ledger {
    /// The financial year, such as `2026-27`.
    year: String,
    allocated: i64,
    available: i64,
    committed: i64,
    paid: i64,
    items: Vec<MovementLine>,
    /// Send it as `after` to get the next page.
    next: Option<String>,
}

/// A movement. Money in pence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LedgerMovement)]
struct MovementLine {
    id: String,
    at: String,
    kind: String,
    application: Option<String>,
    invoice: Option<String>,
    /// These add up to nothing.
    lines: Vec<AccountLine>,
}

/// What a movement did to a kind of account. Money in pence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LedgerLine)]
struct AccountLine {
    account: String,
    amount: i64,
}

impl MovementLine {
    fn of(entry: &Entry) -> Self {
        MovementLine {
            id: entry.id.to_string(),
            at: entry.at.to_string(),
            kind: entry.kind.code().to_owned(),
            application: entry.application.as_ref().map(|(id, _)| id.to_string()),
            invoice: entry.invoice.as_ref().map(|(id, _)| id.to_string()),
            lines: entry
                .lines
                .iter()
                .map(|(account, amount)| AccountLine { account: account.code().to_owned(), amount: amount.0 })
                .collect(),
        }
    }
}

async fn show(ctx: Ctx) -> Result<Response> {
    let year = year_of(&ctx)?;
    let after = Cursor::parse(ctx.query().raw("after"));
    let (totals, rows) = ctx
        .read(move |look| {
            let grant = look.agency::<ViewLedger>()?;
            Ok((store::totals(look, &grant, year)?, store::list(look, &grant, year, after)?))
        })
        .await?;
    ctx.json(&Ledger {
        year: year.to_string(),
        allocated: totals.allocated().0,
        available: totals.available.0,
        committed: totals.committed.0,
        paid: totals.paid.0,
        items: rows.items.iter().map(MovementLine::of).collect(),
        next: rows.next.map(|next| next.to_string()),
    })
}
