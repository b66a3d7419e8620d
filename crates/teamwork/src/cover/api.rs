//! Who is away, as machines see it.

use access::{Look, absences, actions::CoverAbsence};
use kernel::{Error, Result, kinds};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::fields;

/// Somebody is away.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Absence)]
pub(super) struct Absence {
    id: String,
    account: String,
    from: String,
    until: String,
    cover: Option<String>,
    /// `answer` or `act`.
    may: &'static str,
    ended_at: Option<String>,
}

/// Who is away now or will be.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AbsenceList)]
pub(super) struct AbsenceList {
    items: Vec<Absence>,
    /// Always nothing: the first 500 are given.
    next: Option<String>,
}

fn listed(look: &Look<'_>) -> Result<AbsenceList> {
    let all = absences::list(look, &look.agency::<CoverAbsence>()?)?;
    let items = all.into_iter().map(|a| Absence {
        id: a.id.to_string(),
        account: a.account.to_string(),
        from: a.from.to_string(),
        until: a.until.to_string(),
        cover: a.cover.map(|id| id.to_string()),
        may: a.may.code(),
        ended_at: a.ended.map(|at| at.to_string()),
    });
    Ok(AbsenceList { items: items.collect(), next: None })
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(listed).await?;
    ctx.json(&all)
}

pub(super) async fn make(ctx: Ctx) -> Result<Response> {
    let new = fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("write an absence down", move |act| {
        absences::make(act, &new)?;
        Answer::made(&listed(act)?)
    })
    .await
}

pub(super) async fn end(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Absence>("id")?;
    ctx.act("end an absence", move |act| {
        absences::end(act, id)?;
        Answer::done(&listed(act)?)
    })
    .await
}
