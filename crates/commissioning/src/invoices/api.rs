//! Invoices as machines see them.

use access::actions::ViewInvoice;
use kernel::{Error, Result, kinds};
use page::{Answer, Ctx, Cursor, PAGE_ROWS, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    model::InvoiceState,
    store::{self, Listed, Record},
};

/// An invoice. Money in pence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Invoice)]
pub(super) struct Invoice {
    id: String,
    number: String,
    order: String,
    provider: String,
    total: i64,
    status: String,
    received_at: String,
    due_on: String,
    ended_at: Option<String>,
    /// What the agency asked the provider about it last.
    query: Option<String>,
    lines: Vec<InvoiceLine>,
    version: i64,
}

/// A line of an invoice: one session.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoiceLine)]
pub(super) struct InvoiceLine {
    session: String,
    day: String,
    amount: i64,
}

/// A line of the list of invoices. Money in pence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoiceSummary)]
pub(super) struct InvoiceSummary {
    id: String,
    number: String,
    order: String,
    order_reference: String,
    provider_name: String,
    agency_name: String,
    therapy: String,
    total: i64,
    status: String,
    received_at: String,
    due_on: String,
    ended_at: Option<String>,
}

/// One page of invoices.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoiceList)]
pub(super) struct InvoiceList {
    items: Vec<InvoiceSummary>,
    /// Send it as `after` to get the next page.
    next: Option<String>,
}

impl From<Record> for Invoice {
    fn from(record: Record) -> Self {
        let i = record.invoice;
        let line = |l: &super::model::Line| InvoiceLine {
            session: l.session.to_string(),
            day: l.day.to_string(),
            amount: l.amount.0,
        };
        Invoice {
            id: i.id.to_string(),
            number: i.number,
            order: i.order.to_string(),
            provider: i.provider.to_string(),
            total: i.total.0,
            status: i.state.code().to_owned(),
            received_at: record.received_at.to_string(),
            due_on: record.due_on.to_string(),
            ended_at: record.ended_at.map(|at| at.to_string()),
            query: record.query,
            lines: i.lines.iter().map(line).collect(),
            version: record.version,
        }
    }
}

impl From<Listed> for InvoiceSummary {
    fn from(line: Listed) -> Self {
        InvoiceSummary {
            id: line.id.to_string(),
            number: line.number,
            order: line.order.to_string(),
            order_reference: line.order_reference.to_string(),
            provider_name: line.provider_name,
            agency_name: line.agency_name,
            therapy: line.therapy,
            total: line.total.0,
            status: line.state.code().to_owned(),
            received_at: line.received_at.to_string(),
            due_on: line.due_on.to_string(),
            ended_at: line.ended_at.map(|at| at.to_string()),
        }
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let state = query.choice_opt::<InvoiceState>("status", "Use a status that invoices have");
    query.finish(|| Some(())).map_err(Error::Invalid)?;
    let after = Cursor::parse(query.raw("after"));
    let rows = ctx.read(move |look| store::list(look, state, after, Some(PAGE_ROWS))).await?;
    ctx.json(&InvoiceList {
        items: rows.items.into_iter().map(InvoiceSummary::from).collect(),
        next: rows.next.map(|next| next.to_string()),
    })
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    let record =
        ctx.read(move |look| store::load(look, &look.one::<ViewInvoice, kinds::Invoice>(id)?)).await?;
    ctx.json(&Invoice::from(record))
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let (order, input) = form::lines(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("send an invoice", move |act| {
        Answer::made(&Invoice::from(actions::send_invoice(act, order, &input)?))
    })
    .await
}
