//! What machines see of keeping records: what is due for review. Ending a record is for people.

use access::actions::ViewRetention;
use kernel::Result;
use page::{Ctx, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::store;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/retention", list)
            .needs::<ViewRetention>()
            .personal()
            .about("Closed records whose time is over, oldest first")
            .answers::<RetentionList>(),
    ]
}

/// Records whose time is over.
#[derive(Debug, Serialize, ToSchema)]
struct RetentionList {
    items: Vec<RetentionItem>,
    /// Always null: the oldest 200 are given.
    next: Option<String>,
}

/// A record whose time is over.
#[derive(Debug, Serialize, ToSchema)]
struct RetentionItem {
    record: String,
    /// case or enquiry.
    kind: &'static str,
    reference: String,
    /// A code of data/retention.csv.
    class: String,
    review_from: Option<String>,
}

async fn list(ctx: Ctx) -> Result<Response> {
    let due = ctx.read(|look| store::due(look, &look.agency::<ViewRetention>()?, look.today())).await?;
    let items = due
        .into_iter()
        .map(|i| RetentionItem {
            record: i.record.to_string(),
            kind: i.kind.code(),
            reference: i.reference,
            class: i.class,
            review_from: i.due.map(|d| d.to_string()),
        })
        .collect();
    ctx.json(&RetentionList { items, next: None })
}
