//! Notes as machines write them.

use access::{Look, actions::WriteNote};
use kernel::{Error, Id, Result, kinds};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, model, store};

/// Something promised with a note.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NotePromise {
    id: String,
    what: String,
    made_at: String,
    due_at: String,
    kept_at: Option<String>,
}

/// What was promised with notes of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NotePromiseList {
    items: Vec<NotePromise>,
    /// Always nothing: the newest 200 are given.
    next: Option<String>,
}

fn listed(look: &Look<'_>, id: Id<kinds::Case>) -> Result<NotePromiseList> {
    let all = store::of_case(look, &look.one::<WriteNote, kinds::Case>(id)?)?;
    let items = all.into_iter().map(|p| NotePromise {
        id: p.id.to_string(),
        what: p.what,
        made_at: p.made.to_string(),
        due_at: p.due.to_string(),
        kept_at: p.kept.map(|at| at.to_string()),
    });
    Ok(NotePromiseList { items: items.collect(), next: None })
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let all = ctx.read(move |look| listed(look, id)).await?;
    ctx.json(&all)
}

pub(super) async fn write(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let note = actions::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("write a note", move |act| {
        actions::write(act, id, &note)?;
        Answer::made(&listed(act, id)?)
    })
    .await
}

pub(super) async fn kept(ctx: Ctx) -> Result<Response> {
    let (id, promise) = (ctx.id::<kinds::Case>("id")?, ctx.id::<model::NotePromise>("promise")?);
    ctx.act("keep a promise of a note", move |act| {
        actions::kept(act, id, promise)?;
        Answer::done(&listed(act, id)?)
    })
    .await
}
