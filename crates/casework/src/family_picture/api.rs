//! The family picture for machines: the household and the ties, with their days.

use access::{
    actions::{RecordFamilyTies, ViewFamilyPicture},
    members::FamilyTie,
};
use kernel::{Error, Id, Result, kinds::Case};
use page::{Answer, Ctx, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{change, fields, record, take_back},
    model::Tie,
    pages::{read, version, versioned},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/cases/{id}/family-picture", list)
            .needs::<ViewFamilyPicture>()
            .personal()
            .about("Who lives or lived with the child, and who matters, with days: 200 at most")
            .answers::<TieList>(),
        Route::post("/api/v1/cases/{id}/family-picture", add)
            .needs::<RecordFamilyTies>()
            .personal()
            .about("Record who matters to the child")
            .body(|f| drop(fields(f)))
            .answers::<TieKept>(),
        Route::post("/api/v1/cases/{id}/family-picture/{tie}", save)
            .needs::<RecordFamilyTies>()
            .personal()
            .about("Put a tie right, or give it its last day")
            .body(|f| drop(versioned(f)))
            .answers::<TieKept>(),
        Route::post("/api/v1/cases/{id}/family-picture/{tie}/take-back", back)
            .needs::<RecordFamilyTies>()
            .personal()
            .about("Take back a tie that was recorded by mistake")
            .body(|f| drop(version(f)))
            .answers::<TieKept>(),
    ]
}

/// Who matters to a child.
#[derive(Debug, Serialize, ToSchema)]
struct TieList {
    items: Vec<TieItem>,
    /// Always null: all of them are given.
    next: Option<String>,
}

/// Somebody who matters to a child.
#[derive(Debug, Serialize, ToSchema)]
struct TieItem {
    id: String,
    kind: &'static str,
    name: String,
    from: Option<String>,
    until: Option<String>,
    said_by: String,
    note: String,
    recorded_at: String,
    version: i64,
}

impl From<Tie> for TieItem {
    fn from(t: Tie) -> Self {
        TieItem {
            id: t.id.to_string(),
            kind: t.kind.code(),
            name: t.details.name,
            from: t.details.from.map(|d| d.to_string()),
            until: t.details.until.map(|d| d.to_string()),
            said_by: t.details.said_by,
            note: t.details.note,
            recorded_at: t.recorded.to_string(),
            version: t.version,
        }
    }
}

/// That it is kept.
#[derive(Debug, Serialize, ToSchema)]
struct TieKept {
    id: String,
}

fn kept(id: Id<FamilyTie>) -> TieKept {
    TieKept { id: id.to_string() }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let shown = read(&ctx).await?;
    ctx.json(&TieList { items: shown.ties.into_iter().map(TieItem::from).collect(), next: None })
}

async fn add(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let input = fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record a tie", move |act| Answer::made(&kept(record::run(act, id, &input)?))).await
}

async fn save(ctx: Ctx) -> Result<Response> {
    let (id, tie) = (ctx.id::<Case>("id")?, ctx.id::<FamilyTie>("tie")?);
    let (version, input) = versioned(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("change a tie", move |act| {
        change::run(act, id, tie, version, &input)?;
        Answer::done(&kept(tie))
    })
    .await
}

async fn back(ctx: Ctx) -> Result<Response> {
    let (id, tie) = (ctx.id::<Case>("id")?, ctx.id::<FamilyTie>("tie")?);
    let read = version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("take a tie back", move |act| {
        take_back::run(act, id, tie, read)?;
        Answer::done(&kept(tie))
    })
    .await
}
