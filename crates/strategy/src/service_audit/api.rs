//! Rounds and ratings as machines see them.

use access::actions::ViewServiceAudit;
use kernel::{Error, Id, Result};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    model::{AuditRound, Rated, Round as Stored},
    store,
};

/// A rating of a line.
#[derive(Debug, Serialize, ToSchema)]
pub struct RatingItem {
    /// The line, such as `9d`.
    pub line: String,
    /// `not-present`, `partly`, `matches` or `exceeds`.
    pub rating: &'static str,
    /// What it rests on.
    pub note: Option<String>,
    /// The version to send when it is rated again.
    pub version: i64,
}

/// A round.
#[derive(Debug, Serialize, ToSchema)]
pub struct Round {
    /// Its id.
    pub id: String,
    /// `open` or `finished`.
    pub status: &'static str,
    /// Whether other agencies see the ratings.
    pub shared: bool,
    /// When it was opened.
    pub opened_at: String,
    /// When it was finished.
    pub finished_at: Option<String>,
    /// The version to send when it is finished.
    pub version: i64,
    /// The ratings so far, by line.
    pub ratings: Vec<RatingItem>,
}

/// An agency's rounds.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoundList {
    /// Newest first.
    pub items: Vec<Round>,
    /// Always null: an agency has few rounds.
    pub next: Option<String>,
}

fn item(round: Stored, ratings: Vec<Rated>) -> Round {
    Round {
        id: round.id.to_string(),
        status: round.state.code(),
        shared: round.shared,
        opened_at: round.opened.to_string(),
        finished_at: round.finished.map(|at| at.to_string()),
        version: round.version,
        ratings: ratings
            .into_iter()
            .map(|r| RatingItem { line: r.line, rating: r.rating.code(), note: r.note, version: r.version })
            .collect(),
    }
}

/// `GET /api/v1/service-audits`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let items = ctx
        .read(|look| {
            let grant = look.agency::<ViewServiceAudit>()?;
            store::rounds(look, &grant)?
                .into_iter()
                .map(|round| {
                    let ratings = store::ratings(look, round.id)?;
                    Ok(item(round, ratings))
                })
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    ctx.json(&RoundList { items, next: None })
}

fn answer(act: &access::Act<'_>, id: Id<AuditRound>) -> Result<Answer> {
    let round = store::round(act, &act.one::<ViewServiceAudit, AuditRound>(id)?)?;
    Answer::made(&item(round, store::ratings(act, id)?))
}

/// `POST /api/v1/service-audits`
pub(super) async fn open(ctx: Ctx) -> Result<Response> {
    ctx.act("open a round of the service audit", |act| {
        let id = actions::open_round(act)?;
        answer(act, id)
    })
    .await
}

/// `POST /api/v1/service-audits/{id}/ratings`
pub(super) async fn rate(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let typed = form::one_rating(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("rate the service", move |act| {
        actions::rate_lines(act, id, std::slice::from_ref(&typed))?;
        answer(act, id)
    })
    .await
}

/// `POST /api/v1/service-audits/{id}/finish`
pub(super) async fn finish(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = form::version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("finish a round of the service audit", move |act| {
        actions::finish_round(act, id, version)?;
        answer(act, id)
    })
    .await
}
