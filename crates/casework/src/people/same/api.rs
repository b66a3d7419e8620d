//! Pairs of records that may be one person, for machines.

use access::{
    actions::{DecideMerge, ProposeMerge},
    members::PersonMerge,
};
use kernel::{Error, Id, Result, kinds::Person};
use page::{Answer, Ctx, Cursor, PAGE_ROWS, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{self, Input, decide, propose, undo},
    model::{Merge, State},
    store,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/same-person", list)
            .needs::<ProposeMerge>()
            .personal()
            .about("Pairs of records proposed as one person, the newest first: `?show=merged&after=CURSOR`")
            .answers::<PairList>(),
        Route::get("/api/v1/same-person/{id}", one)
            .needs::<ProposeMerge>()
            .personal()
            .about("A pair of records and what came of it")
            .answers::<PairItem>(),
        Route::post("/api/v1/people/{id}/same-as/{other}", proposed)
            .needs::<ProposeMerge>()
            .personal()
            .about("Propose that two records are one person")
            .body(|f| drop(propose::fields(f)))
            .answers::<PairItem>(),
        Route::post("/api/v1/same-person/{id}/approve", approve)
            .needs::<DecideMerge>()
            .personal()
            .about("Say that two records are one person, which another person proposed")
            .body(|f| drop(actions::fields(f)))
            .answers::<PairItem>(),
        Route::post("/api/v1/same-person/{id}/decline", decline)
            .needs::<DecideMerge>()
            .personal()
            .about("Decline that two records are one person")
            .body(|f| drop(actions::fields(f)))
            .answers::<PairItem>(),
        Route::post("/api/v1/same-person/{id}/undo", undone)
            .needs::<DecideMerge>()
            .personal()
            .about("Make two records two again")
            .body(|f| drop(actions::fields(f)))
            .answers::<PairItem>(),
    ]
}

/// Pairs of records.
#[derive(Debug, Serialize, ToSchema)]
struct PairList {
    items: Vec<PairItem>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// Two records that may be one person.
#[derive(Debug, Serialize, ToSchema)]
struct PairItem {
    id: String,
    /// The record in front.
    kept: String,
    /// The record that points to it.
    other: String,
    /// proposed, merged, declined or undone.
    state: &'static str,
    proposed_at: String,
    why: String,
    decided_at: Option<String>,
    decided_why: Option<String>,
    undone_at: Option<String>,
    undone_why: Option<String>,
    version: i64,
}

impl From<Merge> for PairItem {
    fn from(m: Merge) -> Self {
        PairItem {
            id: m.id.to_string(),
            kept: m.kept.to_string(),
            other: m.other.to_string(),
            state: m.state.code(),
            proposed_at: m.asked.at.to_string(),
            why: m.asked.why,
            decided_at: m.decided.as_ref().map(|d| d.at.to_string()),
            decided_why: m.decided.map(|d| d.why),
            undone_at: m.undone.as_ref().map(|u| u.at.to_string()),
            undone_why: m.undone.map(|u| u.why),
            version: m.version,
        }
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let text = ctx.query().raw("show").to_owned();
    let state = State::ALL.iter().copied().find(|s| s.code() == text).unwrap_or(State::Proposed);
    let after = Cursor::parse(ctx.query().raw("after"));
    let found = ctx
        .read(move |look| store::list(look, &look.agency::<ProposeMerge>()?, state, after, Some(PAGE_ROWS)))
        .await?;
    let items = found.items.into_iter().map(|l| PairItem::from(l.merge)).collect();
    ctx.json(&PairList { items, next: found.next.map(|c| c.to_string()) })
}

async fn one(ctx: Ctx) -> Result<Response> {
    let id: Id<PersonMerge> = ctx.id("id")?;
    let (merge, ..) =
        ctx.read(move |look| store::load(look, &look.one::<ProposeMerge, PersonMerge>(id)?)).await?;
    ctx.json(&PairItem::from(merge))
}

async fn proposed(ctx: Ctx) -> Result<Response> {
    let (a, b) = (ctx.id::<Person>("id")?, ctx.id::<Person>("other")?);
    let input = propose::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("propose that two records are one person", move |act| {
        let id = propose::run(act, a, b, &input)?;
        let (merge, ..) = store::load(act, &act.one::<ProposeMerge, PersonMerge>(id)?)?;
        Answer::made(&PairItem::from(merge))
    })
    .await
}

async fn act(ctx: Ctx, run: fn(&access::Act<'_>, Id<PersonMerge>, &Input) -> Result<()>) -> Result<Response> {
    let id: Id<PersonMerge> = ctx.id("id")?;
    let input = actions::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("decide whether two records are one person", move |act| {
        run(act, id, &input)?;
        let (merge, ..) = store::load(act, &act.one::<DecideMerge, PersonMerge>(id)?)?;
        Answer::done(&PairItem::from(merge))
    })
    .await
}

async fn approve(ctx: Ctx) -> Result<Response> {
    act(ctx, decide::approve).await
}

async fn decline(ctx: Ctx) -> Result<Response> {
    act(ctx, decide::decline).await
}

async fn undone(ctx: Ctx) -> Result<Response> {
    act(ctx, undo::run).await
}
