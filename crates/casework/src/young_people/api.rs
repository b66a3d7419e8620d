//! What machines see of a young person's own side.

use access::actions::{InviteFamily, SeeYoungWords};
use kernel::{Error, Result, kinds::Case};
use page::{Answer, Ctx, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{invite, seen, tell},
    model::{self, Age, Said},
    store,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/cases/{id}/young-person", list)
            .needs::<SeeYoungWords>()
            .personal()
            .about("What the young person of a case wrote for their workers, the newest first: 200 at most")
            .answers::<YoungWordsList>(),
        Route::post("/api/v1/cases/{id}/young-person/{said}/seen", mark_seen)
            .needs::<SeeYoungWords>()
            .personal()
            .about("Say that one has read it")
            .answers::<YoungWordsItem>(),
        Route::post("/api/v1/cases/{id}/young-person/{said}/told", told)
            .needs::<SeeYoungWords>()
            .personal()
            .about("Record that somebody had to be told, for the young person to read")
            .body(|f| drop(tell::fields(f)))
            .answers::<YoungWordsItem>(),
        Route::get("/api/v1/cases/{id}/young-person/ages", ages)
            .needs::<InviteFamily>()
            .personal()
            .about("Which ages the young person of a case has reached; nothing where the birth date is not known")
            .answers::<AgeList>(),
    ]
}

/// What a young person wrote.
#[derive(Debug, Serialize, ToSchema)]
struct YoungWordsList {
    items: Vec<YoungWordsItem>,
    /// Always null: the newest 200 are given.
    next: Option<String>,
}

/// One thing that a young person wrote.
#[derive(Debug, Serialize, ToSchema)]
struct YoungWordsItem {
    id: String,
    /// team or family.
    readers: &'static str,
    words: String,
    at: String,
    seen_at: Option<String>,
    told_at: Option<String>,
    told_whom: Option<String>,
    told_why: Option<String>,
}

fn item(said: Said) -> YoungWordsItem {
    YoungWordsItem {
        id: said.id.to_string(),
        readers: said.readers.code(),
        words: said.words,
        at: said.at.to_string(),
        seen_at: said.seen.map(|at| at.to_string()),
        told_at: said.told.as_ref().map(|t| t.at.to_string()),
        told_whom: said.told.as_ref().map(|t| t.whom.clone()),
        told_why: said.told.map(|t| t.why),
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let all = ctx.read(move |look| store::for_workers(look, &look.one::<SeeYoungWords, Case>(id)?)).await?;
    ctx.json(&YoungWordsList { items: all.into_iter().map(item).collect(), next: None })
}

async fn mark_seen(ctx: Ctx) -> Result<Response> {
    let (case, said) = (ctx.id::<Case>("id")?, ctx.id("said")?);
    ctx.act("read what a young person wrote", move |act| {
        seen::run(act, case, said)?;
        Answer::done(&item(store::one(act, &act.one::<SeeYoungWords, Case>(case)?, said)?))
    })
    .await
}

async fn told(ctx: Ctx) -> Result<Response> {
    let (case, said) = (ctx.id::<Case>("id")?, ctx.id("said")?);
    let input = tell::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record that somebody was told", move |act| {
        tell::run(act, case, said, &input)?;
        Answer::done(&item(store::one(act, &act.one::<SeeYoungWords, Case>(case)?, said)?))
    })
    .await
}

/// Ages and whether they are reached.
#[derive(Debug, Serialize, ToSchema)]
struct AgeList {
    items: Vec<AgeItem>,
}

/// An age at which something changes.
#[derive(Debug, Serialize, ToSchema)]
struct AgeItem {
    what: &'static str,
    years: i32,
    /// Nothing where the birth date is not known: a person decides.
    reached: Option<bool>,
    source: String,
}

async fn ages(ctx: Ctx) -> Result<Response> {
    let (id, today) = (ctx.id::<Case>("id")?, ctx.today());
    let born = ctx.read(move |look| Ok(invite::young_person(look, id)?.born)).await?;
    let items: Result<Vec<AgeItem>> = Age::ALL
        .iter()
        .map(|what| {
            let rule = model::age_rule(*what, today)?;
            Ok(AgeItem {
                what: what.code(),
                years: rule.years,
                reached: model::has_reached(*what, born, today)?,
                source: rule.source.clone(),
            })
        })
        .collect();
    ctx.json(&AgeList { items: items? })
}
