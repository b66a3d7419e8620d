//! Intermediary cases, for machines: how they stand, without names.

use access::actions::ListAdults;
use kernel::Result;
use page::{Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::store;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/intermediaries", list)
            .needs::<ListAdults>()
            .personal()
            .about("Intermediary cases, the newest first, without names")
            .answers::<IntermediaryList>(),
    ]
}

/// An intermediary case.
#[derive(Serialize, ToSchema)]
struct IntermediaryItem {
    id: String,
    reference: String,
    relation: String,
    state: String,
    made_at: String,
    version: i64,
}

/// A page of intermediary cases.
#[derive(Serialize, ToSchema)]
struct IntermediaryList {
    items: Vec<IntermediaryItem>,
    next: Option<String>,
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ListAdults>()?, after)).await?;
    let items = rows
        .items
        .iter()
        .map(|c| IntermediaryItem {
            id: c.id.to_string(),
            reference: c.reference.to_string(),
            relation: c.facts.relation.code().to_owned(),
            state: c.state.code().to_owned(),
            made_at: c.made.to_string(),
            version: c.version,
        })
        .collect();
    ctx.json(&IntermediaryList { items, next: rows.next.map(|n| n.to_string()) })
}
