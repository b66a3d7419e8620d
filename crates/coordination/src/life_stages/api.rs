//! Offers ahead as machines see them.

use access::{
    Look,
    actions::{ListOffersAhead, ViewRhythm},
};
use kernel::{Error, Id, Result, kinds::Case};
use page::{Answer, Ctx, Cursor, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    model::State,
    store::{self, Filter},
};

/// An offer in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OfferAhead)]
pub(super) struct Item {
    case_id: String,
    reference: String,
    /// `open` or `closed`.
    case_state: &'static str,
    level: &'static str,
    /// The stage's code.
    stage: String,
    falls_on: String,
    /// Later than `falls_on` where only the year of birth is known.
    falls_by: String,
    /// `due`, `offered`, `taken-up`, `declined`, `no-answer` or `missed`.
    state: &'static str,
    answer_by: Option<String>,
    by_family: bool,
}

/// One page of offers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OfferAheadList)]
pub(super) struct OfferList {
    items: Vec<Item>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// How many offers were made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OffersMade)]
pub(super) struct Made {
    made: usize,
}

/// A stage of a child's life.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LifeStage)]
pub(super) struct StageItem {
    code: String,
    name: String,
    usually: String,
    source: String,
    falls_on: Option<String>,
    falls_by: Option<String>,
    /// How its offer stands; nothing where none was made or is due.
    state: Option<&'static str>,
    answer_by: Option<String>,
    by_family: bool,
    /// Whether it can be offered now.
    now: bool,
}

/// An event in a family's life.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LifeEvent)]
pub(super) struct EventItem {
    id: String,
    kind: &'static str,
    on: String,
    by_family: bool,
}

/// What lies ahead of a family.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LifeAhead)]
pub(super) struct Ahead {
    items: Vec<StageItem>,
    events: Vec<EventItem>,
    /// When somebody checks in next.
    check_in_on: Option<String>,
    /// Whether somebody may get in touch unasked.
    willing: bool,
    /// Always nothing: the list is whole.
    next: Option<String>,
}

fn of_one(look: &Look<'_>, id: Id<Case>) -> Result<Ahead> {
    let whole = actions::whole(look, &look.one::<ViewRhythm, Case>(id)?)?;
    let items = whole.stages.into_iter().map(|a| StageItem {
        code: a.stage.code.clone(),
        name: a.stage.name.clone(),
        usually: a.stage.usually.clone(),
        source: a.stage.source.clone(),
        falls_on: a.falls.map(|f| f.on.to_string()),
        falls_by: a.falls.map(|f| f.by.to_string()),
        state: a.offer.as_ref().map(|o| o.state.code()),
        answer_by: a.offer.as_ref().and_then(|o| o.answer_by).map(|d| d.to_string()),
        by_family: a.offer.as_ref().is_some_and(|o| o.by_family),
        now: a.now,
    });
    let events = whole.events.into_iter().map(|e| EventItem {
        id: e.id.to_string(),
        kind: e.kind.code(),
        on: e.on.to_string(),
        by_family: e.by_family,
    });
    Ok(Ahead {
        items: items.collect(),
        events: events.collect(),
        check_in_on: whole.checking.and_then(|k| k.next).map(|d| d.to_string()),
        willing: whole.willing,
        next: None,
    })
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let state = query.choice_opt("show", "Choose how the offers stand");
    let mine = query.raw("coordinator") == "me";
    let filter =
        query.finish(|| Some(Filter { state: state.unwrap_or(State::Due), mine })).map_err(Error::Invalid)?;
    let after = Cursor::parse(query.raw("after"));
    let rows =
        ctx.read(move |look| store::page(look, &look.agency::<ListOffersAhead>()?, filter, after)).await?;
    let items = rows.items.into_iter().map(|o| Item {
        case_id: o.case.to_string(),
        reference: o.reference.to_string(),
        case_state: if o.open { "open" } else { "closed" },
        level: o.level.code(),
        stage: o.stage,
        falls_on: o.falls.on.to_string(),
        falls_by: o.falls.by.to_string(),
        state: o.state.code(),
        answer_by: o.answer_by.map(|d| d.to_string()),
        by_family: o.by_family,
    });
    ctx.json(&OfferList { items: items.collect(), next: rows.next.map(|c| c.to_string()) })
}

pub(super) async fn make(ctx: Ctx) -> Result<Response> {
    let input = form::several(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("make offers ahead", move |act| {
        Answer::done(&Made { made: actions::offer_several(act, &input.chosen, &input.words)? })
    })
    .await
}

pub(super) async fn of_case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let ahead = ctx.read(move |look| of_one(look, id)).await?;
    ctx.json(&ahead)
}

pub(super) async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let input = form::answer(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("note an answer", move |act| {
        actions::answer(act, id, &input)?;
        Answer::done(&of_one(act, id)?)
    })
    .await
}

pub(super) async fn call(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let input = form::call(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("say what came of a call", move |act| {
        actions::call(act, id, &input)?;
        Answer::done(&of_one(act, id)?)
    })
    .await
}

pub(super) async fn life_event(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let input = form::life_event(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("note a life event", move |act| {
        actions::life_event(act, id, &input)?;
        Answer::made(&of_one(act, id)?)
    })
    .await
}
