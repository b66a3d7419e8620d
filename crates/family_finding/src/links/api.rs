//! Links, for machines.

use access::{
    actions::{DecideLink, MakeLink, ViewMatching},
    finding::FamilyLink,
};
use kernel::{Error, Result};
use page::{Answer, Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    store::{self, Link},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/links", list)
            .needs::<ViewMatching>()
            .personal()
            .about("The agency's links between children and families, the newest first")
            .answers::<FamilyLinkList>(),
        Route::get("/api/v1/links/{id}", one)
            .needs::<ViewMatching>()
            .personal()
            .about("A link")
            .answers::<FamilyLinkItem>(),
        Route::post("/api/v1/matching/{id}/links", make)
            .needs::<MakeLink>()
            .personal()
            .about("Consider a family for children, with what speaks for and against")
            .body(|f| drop(form::fields(f)))
            .answers::<FamilyLinkMade>(),
        Route::post("/api/v1/links/{id}/step", step)
            .needs::<MakeLink>()
            .personal()
            .about("Take a link one step on, or end it")
            .body(|f| drop(form::step_fields(f)))
            .answers::<FamilyLinkItem>(),
        Route::post("/api/v1/links/{id}/decision", decide)
            .needs::<DecideLink>()
            .personal()
            .about("Record the decision maker's decision")
            .body(|f| drop(form::decision_fields(f)))
            .answers::<FamilyLinkItem>(),
    ]
}

/// A link. Fit in hundredths of a point, as it was when the link was made.
#[derive(Debug, Serialize, ToSchema)]
struct FamilyLinkItem {
    id: String,
    reference: String,
    children: String,
    adopter: String,
    route: &'static str,
    stage: &'static str,
    fit: i32,
    speaks_for: String,
    against: String,
    between_agencies: bool,
    panel_on: Option<String>,
    panel_says: Option<&'static str>,
    decided_on: Option<String>,
    agreed: Option<bool>,
    introductions_on: Option<String>,
    placed_on: Option<String>,
    ended_at: Option<String>,
    version: i64,
}

/// One page of links.
#[derive(Debug, Serialize, ToSchema)]
struct FamilyLinkList {
    items: Vec<FamilyLinkItem>,
    /// Send it as `after` to get the next page.
    next: Option<String>,
}

/// A link that was made.
#[derive(Debug, Serialize, ToSchema)]
struct FamilyLinkMade {
    id: String,
    reference: String,
}

fn item(l: Link) -> FamilyLinkItem {
    FamilyLinkItem {
        between_agencies: l.is_between_agencies(),
        id: l.id.to_string(),
        reference: l.reference.to_string(),
        children: l.group.0.to_string(),
        adopter: l.household.0.to_string(),
        route: l.route.code(),
        stage: l.stage.code(),
        fit: l.fit,
        speaks_for: l.speaks_for,
        against: l.against,
        panel_on: l.panel.as_ref().map(|p| p.0.to_string()),
        panel_says: l.panel.as_ref().map(|p| p.1.code()),
        decided_on: l.decision.as_ref().map(|d| d.0.to_string()),
        agreed: l.decision.as_ref().map(|d| d.1),
        introductions_on: l.introductions.map(|d| d.to_string()),
        placed_on: l.placed.map(|d| d.to_string()),
        ended_at: l.ended.as_ref().map(|e| e.0.to_string()),
        version: l.version,
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ViewMatching>()?, after)).await?;
    ctx.json(&FamilyLinkList {
        items: rows.items.into_iter().map(item).collect(),
        next: rows.next.map(|n| n.to_string()),
    })
}

async fn one(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<FamilyLink>("id")?;
    let link = ctx.read(move |look| store::one(look, &look.one::<ViewMatching, FamilyLink>(id)?)).await?;
    ctx.json(&item(link))
}

async fn make(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let input = form::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("consider a family", move |act| {
        let (id, reference) = actions::make_link(act, id, &input)?;
        Answer::made(&FamilyLinkMade { id: id.to_string(), reference: reference.to_string() })
    })
    .await
}

async fn step(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<FamilyLink>("id")?;
    let input = form::step_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("take a link a step on", move |act| {
        actions::take_step(act, id, &input)?;
        Answer::done(&item(store::one(act, &act.one::<MakeLink, FamilyLink>(id)?)?))
    })
    .await
}

async fn decide(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<FamilyLink>("id")?;
    let input = form::decision_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("decide on a link", move |act| {
        actions::decide_link(act, id, &input)?;
        Answer::done(&item(store::one(act, &act.one::<DecideLink, FamilyLink>(id)?)?))
    })
    .await
}
