//! Checking in as machines see it.

use access::{
    Look,
    actions::{ListCheckIns, ViewRhythm},
};
use kernel::{Error, Id, Result, kinds::Case};
use page::{Answer, Ctx, Cursor, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, pages::horizon, store};

/// A family to check in with.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CheckInItem {
    case_id: String,
    reference: String,
    /// `open` or `closed`.
    case_state: &'static str,
    /// `usual`, `quarterly`, `half-yearly` or `yearly`.
    often: &'static str,
    last_on: Option<String>,
    next_on: String,
    coordinator: String,
}

/// One page of families to check in with.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CheckInList {
    items: Vec<CheckInItem>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// A time that somebody checked in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CheckInHeld {
    on: String,
    /// `call`, `visit`, `video` or `message`.
    way: &'static str,
    reached: bool,
}

/// How often somebody checks in with a family.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CheckingIn {
    /// `usual`, `quarterly`, `half-yearly`, `yearly` or `never`; nothing where it is not worked out yet.
    often: Option<&'static str>,
    /// Whether somebody chose it.
    said: bool,
    by_family: bool,
    next_on: Option<String>,
    held: Vec<CheckInHeld>,
}

fn of_one(look: &Look<'_>, id: Id<Case>) -> Result<CheckingIn> {
    let grant = look.one::<ViewRhythm, Case>(id)?;
    let kept = store::of_case(look, &grant)?;
    let held = store::held(look, &grant)?.into_iter();
    Ok(CheckingIn {
        often: kept.map(|k| k.often.code()),
        said: kept.is_some_and(|k| k.said),
        by_family: kept.is_some_and(|k| k.by_family),
        next_on: kept.and_then(|k| k.next).map(|d| d.to_string()),
        held: held
            .map(|h| CheckInHeld { on: h.on.to_string(), way: h.way.code(), reached: h.reached })
            .collect(),
    })
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let (until, mine) = horizon(&mut query, ctx.today())?;
    let after = Cursor::parse(query.raw("after"));
    let rows =
        ctx.read(move |look| store::page(look, &look.agency::<ListCheckIns>()?, until, mine, after)).await?;
    let items = rows.items.into_iter().map(|d| CheckInItem {
        case_id: d.case.to_string(),
        reference: d.reference.to_string(),
        case_state: if d.open { "open" } else { "closed" },
        often: d.often.code(),
        last_on: d.last.map(|day| day.to_string()),
        next_on: d.next.to_string(),
        coordinator: d.coordinator,
    });
    ctx.json(&CheckInList { items: items.collect(), next: rows.next.map(|c| c.to_string()) })
}

pub(super) async fn of_case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let found = ctx.read(move |look| of_one(look, id)).await?;
    ctx.json(&found)
}

pub(super) async fn choose(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let often = form::often(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("choose how often to check in", move |act| {
        actions::choose(act, id, often)?;
        Answer::done(&of_one(act, id)?)
    })
    .await
}

pub(super) async fn held(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let input = form::checked_in(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("note a check-in", move |act| {
        actions::check_in(act, id, &input)?;
        Answer::made(&of_one(act, id)?)
    })
    .await
}
