//! Payments as machines see them.

use kernel::{Result, kinds};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::actions::{PaidFrom, pay_invoice};

/// What was paid. Money in pence.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Payment {
    invoice: String,
    amount: i64,
    /// The application that paid; none for core budget.
    application: Option<String>,
    /// What is still committed for it; none for core budget.
    left: Option<i64>,
}

pub(super) async fn pay(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    ctx.act("pay an invoice", move |act| {
        let paid = pay_invoice(act, id)?;
        let (application, left) = match paid.from {
            PaidFrom::Application { id, left, .. } => (Some(id.to_string()), Some(left.0)),
            PaidFrom::CoreBudget => (None, None),
        };
        Answer::made(&Payment { invoice: id.to_string(), amount: paid.amount.0, application, left })
    })
    .await
}
