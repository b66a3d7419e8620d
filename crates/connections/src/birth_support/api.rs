//! Offers of support, for machines: the list, without names.

use access::actions::ViewBirthSupport;
use kernel::Result;
use page::{Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::store;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/birth-support", list)
            .needs::<ViewBirthSupport>()
            .personal()
            .about("Offers of independent support to birth parents, the newest first, without names")
            .answers::<BirthSupportList>(),
    ]
}

/// An offer of support.
#[derive(Serialize, ToSchema)]
struct BirthSupportItem {
    id: String,
    birth_family: String,
    person: String,
    state: String,
    offered_at: String,
    answered_at: Option<String>,
    version: i64,
}

/// A page of offers.
#[derive(Serialize, ToSchema)]
struct BirthSupportList {
    items: Vec<BirthSupportItem>,
    next: Option<String>,
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ViewBirthSupport>()?, after)).await?;
    let items = rows
        .items
        .iter()
        .map(|(o, reference)| BirthSupportItem {
            id: o.id.to_string(),
            birth_family: reference.to_string(),
            person: o.person.to_string(),
            state: o.state.code().to_owned(),
            offered_at: o.offered.to_string(),
            answered_at: o.answered.as_ref().map(|(at, _)| at.to_string()),
            version: o.version,
        })
        .collect();
    ctx.json(&BirthSupportList { items, next: rows.next.map(|n| n.to_string()) })
}
