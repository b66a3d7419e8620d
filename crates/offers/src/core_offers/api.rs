//! The core offer as machines see it.

use kernel::{Error, Result};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions,
    store::{self, Cell},
};

/// How an agency stands on a part of the core offer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CoreOfferStanding)]
pub(super) struct Standing {
    /// The agency's code.
    agency: String,
    offer: String,
    /// `shown`, `stated`, `partly`, `planned`, `differs`, `not` or `unknown`; the last two are gaps.
    standing: String,
    /// Open entries that the agency keeps in the directory for it.
    entries: u64,
    /// What the agency stated: `yes`, `partly`, `planned` or `no`.
    stated: Option<String>,
    note: Option<String>,
}

/// Every agency's standing on every part.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CoreOfferStandingList)]
pub(super) struct StandingList {
    items: Vec<Standing>,
    /// Always nothing: the list is whole.
    next: Option<String>,
}

fn standing(agency: &str, cell: &Cell) -> Standing {
    Standing {
        agency: agency.to_owned(),
        offer: cell.offer.code().into(),
        standing: cell.standing.code().into(),
        entries: cell.entries,
        stated: cell.statement.as_ref().map(|s| s.stated.code().into()),
        note: cell.statement.as_ref().map(|s| s.note.clone()),
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let wanted = ctx.query().raw("agency").to_owned();
    let lines = ctx.read(store::matrix).await?;
    let lines = lines.iter().filter(|l| wanted.is_empty() || l.agency.code == wanted);
    let items = lines.flat_map(|l| l.cells.iter().map(|c| standing(&l.agency.code, c)));
    ctx.json(&StandingList { items: items.collect(), next: None })
}

pub(super) async fn state(ctx: Ctx) -> Result<Response> {
    let input = actions::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("state a part of the core offer", move |act| {
        actions::state_offer(act, &input)?;
        let lines = store::matrix(act)?;
        let own = lines.iter().find(|l| Some(l.agency.id) == act.actor().agency());
        let cell = own.and_then(|l| l.cells.iter().find(|c| c.offer == input.offer).map(|c| (l, c)));
        let (line, cell) = cell.ok_or(Error::NotFound)?;
        Answer::made(&standing(&line.agency.code, cell))
    })
    .await
}
