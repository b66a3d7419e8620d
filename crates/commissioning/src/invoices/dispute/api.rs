//! Disputes as machines see them.

use access::actions::ViewInvoice;
use kernel::{Error, Id, Result, kinds};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    model::LineAnswer,
    store::{self, Dispute as Kept},
};

/// The disputes about one record of an invoice, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoiceDisputeList)]
pub(super) struct DisputeList {
    /// The record on which the disputed lines stand.
    invoice: String,
    items: Vec<Dispute>,
}

/// A dispute. Money in pence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoiceDispute)]
pub(super) struct Dispute {
    id: String,
    /// The record from which the lines were taken.
    from: Option<String>,
    status: String,
    opened_at: String,
    answer_by: String,
    words: String,
    answer: String,
    answered_at: Option<String>,
    ended_at: Option<String>,
    lines: Vec<DisputedLine>,
}

/// A disputed line.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoiceDisputeLine)]
pub(super) struct DisputedLine {
    session: String,
    day: String,
    amount: i64,
    reason: String,
    answer: Option<String>,
}

impl From<Kept> for Dispute {
    fn from(d: Kept) -> Self {
        let line = |l: store::DisputedLine| DisputedLine {
            session: l.session.to_string(),
            day: l.day.to_string(),
            amount: l.amount.0,
            reason: l.reason.code().to_owned(),
            answer: l.answer.map(|a: LineAnswer| a.code().to_owned()),
        };
        Dispute {
            id: d.id.to_string(),
            from: d.from.map(|id| id.to_string()),
            status: d.standing.code().to_owned(),
            opened_at: d.opened_at.to_string(),
            answer_by: d.answer_by.to_string(),
            words: d.words,
            answer: d.answer,
            answered_at: d.answered_at.map(|at| at.to_string()),
            ended_at: d.ended_at.map(|at| at.to_string()),
            lines: d.lines.into_iter().map(line).collect(),
        }
    }
}

fn told(look: &access::Look<'_>, id: Id<kinds::Invoice>) -> Result<DisputeList> {
    let grant = look.one::<ViewInvoice, kinds::Invoice>(id)?;
    let items = store::of_invoice(look, &grant)?.into_iter().map(Dispute::from).collect();
    Ok(DisputeList { invoice: id.to_string(), items })
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    let list = ctx.read(move |look| told(look, id)).await?;
    ctx.json(&list)
}

pub(super) async fn open(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    let input = form::lines(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("dispute lines of an invoice", move |act| {
        let target = actions::open_dispute(act, id, &input)?;
        Answer::made(&told(act, target)?)
    })
    .await
}

pub(super) async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    let input = form::answer_lines(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("answer a dispute", move |act| {
        actions::answer_dispute(act, id, &input)?;
        Answer::done(&told(act, id)?)
    })
    .await
}

pub(super) async fn clear(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    let input = form::clear(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("clear a dispute", move |act| {
        actions::clear_dispute(act, id, &input)?;
        Answer::done(&told(act, id)?)
    })
    .await
}
