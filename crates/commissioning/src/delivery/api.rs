//! Sessions as machines see them.

use access::actions::ViewOrder;
use kernel::{Error, Result, kinds};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions,
    form::{self, Deed},
    store::{self, Record},
};

/// A session of an order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub(super) struct Session {
    id: String,
    order: String,
    number: u32,
    day: String,
    status: String,
    missed_by: Option<String>,
    notice: Option<String>,
    /// Whether the provider may ask money for it.
    payable: bool,
    /// The invoice that asked for it, if one has.
    invoice: Option<String>,
    note: Option<String>,
    version: i64,
}

/// The sessions of an order, by day: an order has no more than fit one page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SessionList)]
pub(super) struct SessionList {
    items: Vec<Session>,
    next: Option<String>,
}

impl From<Record> for Session {
    fn from(record: Record) -> Self {
        let s = record.session;
        let missed = s.state.missed();
        Session {
            id: s.id.to_string(),
            order: s.order.to_string(),
            number: record.number,
            day: s.day.to_string(),
            status: s.state.status().code().to_owned(),
            missed_by: missed.map(|m| m.by.code().to_owned()),
            notice: missed.map(|m| m.notice.code().to_owned()),
            payable: s.state.payable(),
            invoice: s.invoiced.map(|id| id.to_string()),
            note: record.note,
            version: record.version,
        }
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let order = query.id::<kinds::Order>("order", "Say which order's sessions you want");
    let order = query.finish(|| order).map_err(Error::Invalid)?;
    let sessions =
        ctx.read(move |look| store::of_order(look, &look.one::<ViewOrder, kinds::Order>(order)?)).await?;
    ctx.json(&SessionList { items: sessions.into_iter().map(Session::from).collect(), next: None })
}

pub(super) async fn record(ctx: Ctx) -> Result<Response> {
    let deed = form::deed(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record a session", move |act| match &deed {
        Deed::New(order, new) => {
            let record = actions::add_session(act, *order, new.day, new.outcome, new.note.as_deref())?;
            Answer::made(&Session::from(record))
        }
        Deed::Change(session, change) => {
            Answer::done(&Session::from(actions::change_session(act, *session, change)?))
        }
    })
    .await
}
