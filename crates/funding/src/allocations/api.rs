//! Allocations as machines see them.

use access::actions::ViewLedger;
use kernel::{Error, Result};
use page::{Answer, Ctx, Cursor, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, store};
use crate::ledger::pages::year_of;

/// An allocation. Money in pence, below zero where one was taken back.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Allocation {
    id: String,
    /// The financial year, such as `2026-27`.
    year: String,
    amount: i64,
    letter: String,
    note: Option<String>,
    recorded_at: String,
    /// The allocation that this takes back.
    takes_back: Option<String>,
    /// Whether it was taken back.
    taken_back: bool,
}

/// One page of allocations, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AllocationList {
    items: Vec<Allocation>,
    /// Send it as `after` to get the next page.
    next: Option<String>,
}

impl From<store::Allocation> for Allocation {
    fn from(a: store::Allocation) -> Self {
        Allocation {
            id: a.id.to_string(),
            year: a.year.to_string(),
            amount: a.amount.0,
            letter: a.letter,
            note: a.note,
            recorded_at: a.recorded.to_string(),
            takes_back: a.corrects.map(|id| id.to_string()),
            taken_back: a.corrected_by.is_some(),
        }
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let year = year_of(&ctx)?;
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ViewLedger>()?, year, after)).await?;
    ctx.json(&AllocationList {
        items: rows.items.into_iter().map(Allocation::from).collect(),
        next: rows.next.map(|next| next.to_string()),
    })
}

pub(super) async fn record(ctx: Ctx) -> Result<Response> {
    let input = form::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record an allocation", move |act| {
        Answer::made(&Allocation::from(actions::record_allocation(act, &input)?))
    })
    .await
}

pub(super) async fn take_back(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let reason = form::back(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("take back an allocation", move |act| {
        Answer::made(&Allocation::from(actions::take_back_allocation(act, id, &reason)?))
    })
    .await
}
