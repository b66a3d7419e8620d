//! Hand-overs of caseloads as machines see them.

use access::{Look, actions::MoveCaseload, teamwork::CaseloadTransfer};
use kernel::{Error, Id, Result, kinds};
use page::{Answer, Ctx, Cursor, PAGE_ROWS, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, store};

/// A hand-over.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseloadTransfer)]
pub(super) struct Transfer {
    id: String,
    from: String,
    made_at: String,
    cases: i64,
    undone_at: Option<String>,
    cases_back: i64,
}

/// Hand-overs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseloadTransferList)]
pub(super) struct TransferList {
    items: Vec<Transfer>,
    next: Option<String>,
}

fn item(t: &store::Transfer) -> Transfer {
    Transfer {
        id: t.id.to_string(),
        from: t.from.to_string(),
        made_at: t.made.to_string(),
        cases: t.cases,
        undone_at: t.undone.map(|at| at.to_string()),
        cases_back: t.back,
    }
}

fn one(look: &Look<'_>, id: Id<CaseloadTransfer>) -> Result<Transfer> {
    Ok(item(&store::load(look, &look.one::<MoveCaseload, CaseloadTransfer>(id)?)?))
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::list(look, &look.agency::<MoveCaseload>()?, after, Some(PAGE_ROWS)))
        .await?;
    let next = rows.next.map(|next| next.to_string());
    ctx.json(&TransferList { items: rows.items.iter().map(item).collect(), next })
}

pub(super) async fn transfer(ctx: Ctx) -> Result<Response> {
    let from = ctx.id::<kinds::Account>("id")?;
    let input = actions::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("hand a caseload over", move |act| {
        let id = actions::transfer(act, from, &input)?;
        Answer::made(&one(act, id)?)
    })
    .await
}

pub(super) async fn undo(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<CaseloadTransfer>("id")?;
    ctx.act("take a hand-over back", move |act| {
        actions::undo(act, id)?;
        Answer::done(&one(act, id)?)
    })
    .await
}
