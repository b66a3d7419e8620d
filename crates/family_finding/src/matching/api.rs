//! Children who wait and suggestions, for machines.

use access::{
    actions::{EditMatching, ViewMatching},
    finding::WaitingGroup,
};
use kernel::{Error, Result, kinds::WaitingChild};
use page::{Answer, Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    store::{self, GroupState, Waiting},
    view::{self, Pair},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/matching", list)
            .needs::<ViewMatching>()
            .personal()
            .about("The agency's children for whom a family is looked for, the newest first")
            .answers::<WaitingList>(),
        Route::post("/api/v1/matching", record)
            .needs::<EditMatching>()
            .personal()
            .about("Record a child who waits")
            .body(|f| drop(form::fields(f)))
            .answers::<RecordedWaiting>(),
        Route::post("/api/v1/children/{id}/look-for-family", returned)
            .needs::<EditMatching>()
            .personal()
            .about("Look for a family for a child of the return; together=REFERENCE adds the child to brothers and sisters")
            .body(|f| drop(form::returned_fields(f)))
            .answers::<RecordedWaiting>(),
        Route::post("/api/v1/matching/{id}/children", add)
            .needs::<EditMatching>()
            .personal()
            .about("Add a brother or sister who is to stay with the child")
            .body(|f| drop(form::child_fields(f)))
            .answers::<WaitingChildren>(),
        Route::post("/api/v1/matching/{id}/correct", correct)
            .needs::<EditMatching>()
            .personal()
            .about("Put right what is recorded of one child, named by its id in the list of the group")
            .body(|f| drop(form::correct_fields(f)))
            .answers::<WaitingChildren>(),
        Route::get("/api/v1/matching/{id}", one)
            .needs::<ViewMatching>()
            .personal()
            .about("Children who wait, and families who might fit with reasons")
            .answers::<WaitingSuggestions>(),
        Route::post("/api/v1/matching/{id}/pass-over", pass)
            .needs::<EditMatching>()
            .personal()
            .about("Pass a suggested family over, with the reason")
            .body(|f| drop(form::pass_fields(f)))
            .answers::<RecordedWaiting>(),
        Route::get("/api/v1/best-use", best)
            .needs::<ViewMatching>()
            .personal()
            .about("The best use of the whole pool, with its proof")
            .answers::<BestUse>(),
    ]
}

/// Children who wait. Days as they are counted today.
#[derive(Debug, Serialize, ToSchema)]
struct WaitingChildren {
    id: String,
    reference: String,
    state: &'static str,
    names: Vec<String>,
    /// The ids of the children, in the order of their names.
    children: Vec<String>,
    since: String,
    days: i32,
    route: &'static str,
    version: i64,
}

/// One page of children who wait.
#[derive(Debug, Serialize, ToSchema)]
struct WaitingList {
    items: Vec<WaitingChildren>,
    /// Send it as `after` to get the next page.
    next: Option<String>,
}

/// Children who were recorded.
#[derive(Debug, Serialize, ToSchema)]
struct RecordedWaiting {
    id: String,
    reference: Option<String>,
}

/// A family that might fit. Points in hundredths: 10,000 is the best fit there is.
#[derive(Debug, Serialize, ToSchema)]
struct SuggestedFamily {
    adopter: String,
    reference: String,
    fit: i32,
    shared: i32,
    speaks_for: Vec<String>,
    against: Vec<String>,
}

/// Children with the families who might fit, the best first.
#[derive(Debug, Serialize, ToSchema)]
struct WaitingSuggestions {
    children: WaitingChildren,
    families: Vec<SuggestedFamily>,
}

/// A pair of the best use.
#[derive(Debug, Serialize, ToSchema)]
struct BestPair {
    children: String,
    family: SuggestedFamily,
}

/// The best use of the pool. No use is worth more than `prices`; where `worth` is the same, it is proven the best.
#[derive(Debug, Serialize, ToSchema)]
struct BestUse {
    pairs: Vec<BestPair>,
    /// References of children who have no family in it.
    without: Vec<String>,
    families_looked_at: usize,
    /// In hundredths of a point.
    worth: i64,
    /// In hundredths of a point.
    prices: i64,
}

fn children(w: &Waiting, today: kernel::Date) -> WaitingChildren {
    WaitingChildren {
        id: w.id.to_string(),
        reference: w.group.reference.clone(),
        state: w.state.code(),
        names: w.names.iter().map(|(first, _)| first.clone()).collect(),
        children: w.ids.iter().map(ToString::to_string).collect(),
        since: w.group.since.to_string(),
        days: w.group.waited(today),
        route: w.group.route.code(),
        version: w.version,
    }
}

fn family(p: Pair) -> SuggestedFamily {
    SuggestedFamily {
        adopter: p.profile.id.to_string(),
        reference: p.profile.offer.reference,
        fit: p.why.fit,
        shared: p.why.shared,
        speaks_for: p.why.speaks_for,
        against: p.why.against,
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let (after, today) = (Cursor::parse(ctx.query().raw("after")), ctx.today());
    let rows = ctx
        .read(move |look| {
            let grant = look.agency::<ViewMatching>()?;
            store::page(look, &grant, GroupState::Waiting, after, Some(page::PAGE_ROWS))
        })
        .await?;
    ctx.json(&WaitingList {
        items: rows.items.iter().map(|w| children(w, today)).collect(),
        next: rows.next.map(|n| n.to_string()),
    })
}

async fn record(ctx: Ctx) -> Result<Response> {
    let (group, child) = form::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record a child who waits", move |act| {
        let (id, reference) = actions::record_group(act, &group, &child)?;
        Answer::made(&RecordedWaiting { id: id.to_string(), reference: Some(reference.to_string()) })
    })
    .await
}

async fn returned(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<WaitingChild>("id")?;
    let (child, with) = form::returned_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("look for a family for a child of the return", move |act| {
        let (id, reference) = actions::look_for_family(act, id, &child, &with)?;
        Answer::made(&RecordedWaiting { id: id.to_string(), reference: Some(reference.to_string()) })
    })
    .await
}

async fn add(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<WaitingGroup>("id")?;
    let (version, child) = form::child_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("add a brother or sister", move |act| {
        actions::add_child(act, id, version, &child)?;
        let group = store::one(act, &act.one::<EditMatching, WaitingGroup>(id)?)?;
        Answer::done(&children(&group, act.today()))
    })
    .await
}

async fn correct(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<WaitingGroup>("id")?;
    let (version, child, new) = form::correct_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("correct a child who waits", move |act| {
        actions::correct_child(act, id, version, child, &new)?;
        let group = store::one(act, &act.one::<EditMatching, WaitingGroup>(id)?)?;
        Answer::done(&children(&group, act.today()))
    })
    .await
}

async fn one(ctx: Ctx) -> Result<Response> {
    let (id, today) = (ctx.id::<WaitingGroup>("id")?, ctx.today());
    let (w, pairs) = ctx
        .read(move |look| {
            let w = store::one(look, &look.one::<ViewMatching, WaitingGroup>(id)?)?;
            let pairs = match w.state {
                GroupState::Waiting => view::families_for(look, &look.agency::<ViewMatching>()?, &w)?,
                _ => Vec::new(),
            };
            Ok((w, pairs))
        })
        .await?;
    ctx.json(&WaitingSuggestions {
        children: children(&w, today),
        families: pairs.into_iter().map(family).collect(),
    })
}

async fn pass(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<WaitingGroup>("id")?;
    let (household, words) = form::pass_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("pass a family over", move |act| {
        actions::pass_over(act, id, household, &words)?;
        Answer::done(&RecordedWaiting { id: id.to_string(), reference: None })
    })
    .await
}

async fn best(ctx: Ctx) -> Result<Response> {
    let best = ctx.read(|look| view::best(look, &look.agency::<ViewMatching>()?)).await?;
    ctx.json(&BestUse {
        without: best.without.iter().map(|w| w.group.reference.clone()).collect(),
        families_looked_at: best.families,
        worth: best.proof.primal,
        prices: best.proof.dual,
        pairs: best
            .pairs
            .into_iter()
            .map(|p| BestPair { children: p.waiting.group.reference.clone(), family: family(p) })
            .collect(),
    })
}
