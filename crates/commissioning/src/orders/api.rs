//! Orders as machines see them.

use access::actions::ViewOrder;
use kernel::{Result, kinds};
use page::{Answer as Answered, Ctx, Cursor, PAGE_ROWS, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    model::OrderState,
    store::{self, Listed, Opened},
};
use crate::delivery::{self, model::Tally};

/// An order. Money in pence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Order)]
pub(super) struct Order {
    id: String,
    reference: String,
    /// The case; never told to providers.
    case: Option<String>,
    provider: String,
    provider_name: String,
    agency_name: String,
    therapy: String,
    kind: String,
    /// The application that pays; none for core budget, and never told to providers.
    application: Option<String>,
    sessions: u32,
    held: u32,
    missed: u32,
    price: i64,
    total: i64,
    minutes: u32,
    status: String,
    starts_on: String,
    placed_at: String,
    version: i64,
}

/// A line of the list. Money in pence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderLine)]
pub(super) struct OrderLine {
    id: String,
    reference: String,
    /// The case; never told to providers.
    case: Option<String>,
    provider_name: String,
    agency_name: String,
    therapy: String,
    sessions: u32,
    held: u32,
    missed: u32,
    price: i64,
    total: i64,
    status: String,
    starts_on: String,
    placed_at: String,
}

/// One page of orders.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderList)]
pub(super) struct OrderList {
    items: Vec<OrderLine>,
    /// Send it as `after` to get the next page.
    next: Option<String>,
}

impl Order {
    fn of(ctx_is_provider: bool, opened: Opened, tally: Tally) -> Result<Self> {
        let (record, order) = (&opened.record, &opened.record.order);
        Ok(Order {
            id: order.id.to_string(),
            reference: record.reference.to_string(),
            case: (!ctx_is_provider).then(|| order.case.to_string()),
            provider: order.provider.to_string(),
            provider_name: opened.provider_name.clone(),
            agency_name: opened.agency_name.clone(),
            therapy: order.therapy.clone(),
            kind: order.kind.code().to_owned(),
            application: record.application.filter(|_| !ctx_is_provider).map(|id| id.to_string()),
            sessions: order.sessions,
            held: tally.held,
            missed: tally.charged.saturating_add(tally.free),
            price: order.price.0,
            total: order.total()?.0,
            minutes: order.minutes,
            status: order.state.code().to_owned(),
            starts_on: record.starts_on.to_string(),
            placed_at: record.placed_at.to_string(),
            version: record.version,
        })
    }
}

impl OrderLine {
    fn of(ctx_is_provider: bool, line: Listed) -> Self {
        OrderLine {
            id: line.id.to_string(),
            reference: line.reference.to_string(),
            case: (!ctx_is_provider).then(|| line.case.to_string()),
            provider_name: line.provider_name,
            agency_name: line.agency_name,
            therapy: line.therapy,
            sessions: line.sessions,
            held: line.held,
            missed: line.missed,
            price: line.price.0,
            total: line.total.0,
            status: line.state.code().to_owned(),
            starts_on: line.starts_on.to_string(),
            placed_at: line.placed_at.to_string(),
        }
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let state = query.choice_opt::<OrderState>("status", "Use a status that orders have");
    query.finish(|| Some(())).map_err(kernel::Error::Invalid)?;
    let after = Cursor::parse(query.raw("after"));
    let rows = ctx.read(move |look| store::list(look, state, after, Some(PAGE_ROWS))).await?;
    let provider = ctx.actor.provider().is_some();
    ctx.json(&OrderList {
        items: rows.items.into_iter().map(|line| OrderLine::of(provider, line)).collect(),
        next: rows.next.map(|next| next.to_string()),
    })
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Order>("id")?;
    let order = ctx
        .read(move |look| {
            let grant = look.one::<ViewOrder, kinds::Order>(id)?;
            let opened = store::load(look, &grant)?;
            let sessions = delivery::store::of_order(look, &grant)?;
            let tally = Tally::of(&opened.record.order, &delivery::store::plain(&sessions));
            Order::of(look.actor().provider().is_some(), opened, tally)
        })
        .await?;
    ctx.json(&order)
}

pub(super) async fn place(ctx: Ctx) -> Result<Response> {
    let (case, input) = form::for_case(&mut ctx.fields()?).map_err(kernel::Error::Invalid)?;
    ctx.act("place an order", move |act| {
        let record = actions::place_order(act, case, &input)?;
        let opened = store::placed(act, &record)?;
        Answered::made(&Order::of(false, opened, Tally::default())?)
    })
    .await
}

pub(super) async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Order>("id")?;
    let (answer, reason) = form::answer(&mut ctx.fields()?).map_err(kernel::Error::Invalid)?;
    ctx.act("answer an order", move |act| {
        actions::answer_order(act, id, answer, reason.as_deref())?;
        let opened = store::load(act, &act.one::<ViewOrder, kinds::Order>(id)?)?;
        Answered::done(&Order::of(true, opened, Tally::default())?)
    })
    .await
}
