//! The rota for machines. A swap is a word between two people and stays a page.

use kernel::{Error, Result};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    pages::{Seen, see},
};

/// Half a day of somebody.
#[derive(Serialize, ToSchema)]
pub(super) struct DutyLine {
    id: String,
    day: String,
    /// `morning` or `afternoon`.
    half: &'static str,
    account: String,
    name: String,
    version: i64,
}

/// Half a day without anybody.
#[derive(Serialize, ToSchema)]
pub(super) struct DutyGap {
    day: String,
    half: &'static str,
}

/// The rota of four weeks.
#[derive(Serialize, ToSchema)]
pub(super) struct DutyRota {
    items: Vec<DutyLine>,
    /// Working half days of the next two weeks on which nobody is on duty.
    gaps: Vec<DutyGap>,
    /// Always nothing: the list is whole.
    next: Option<String>,
}

fn rota(s: &Seen) -> DutyRota {
    DutyRota {
        items: s
            .duties
            .iter()
            .map(|d| DutyLine {
                id: d.id.to_string(),
                day: d.on.to_string(),
                half: d.half.code(),
                account: d.account.to_string(),
                name: s.name(d.account),
                version: d.version,
            })
            .collect(),
        gaps: s.gaps.iter().map(|(on, half)| DutyGap { day: on.to_string(), half: half.code() }).collect(),
        next: None,
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let from = query.date_opt("from");
    query.finish(|| Some(())).map_err(Error::Invalid)?;
    let from = from.unwrap_or_else(|| ctx.today());
    let s = ctx.read(move |look| see(look, from)).await?;
    ctx.json(&rota(&s))
}

pub(super) async fn put(ctx: Ctx) -> Result<Response> {
    let input = form::put(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("put somebody on duty", move |act| {
        actions::put(act, &input)?;
        Answer::done(&rota(&see(act, input.day)?))
    })
    .await
}
