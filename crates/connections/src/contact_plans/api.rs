//! Contact plans, for machines: the wire alone. A machine coordinates no plan, so it is led to neither side.

use access::actions::ListContact;
use kernel::Result;
use page::{Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::wire::{self, Listed};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/contact-plans", list)
            .needs::<ListContact>()
            .personal()
            .about("The agency's contact plans, the newest first, without anybody's record")
            .answers::<ContactPlanList>(),
    ]
}

/// A contact plan in a list.
#[derive(Serialize, ToSchema)]
struct ContactPlanItem {
    id: String,
    reference: String,
    state: String,
    joined: bool,
    kinds: Vec<String>,
    months: Vec<i8>,
    writers: String,
    photos: String,
    managed: String,
    meeting: String,
    review_on: String,
    version: i64,
}

/// A page of contact plans.
#[derive(Serialize, ToSchema)]
struct ContactPlanList {
    items: Vec<ContactPlanItem>,
    next: Option<String>,
}

fn item(l: &Listed) -> ContactPlanItem {
    let t = &l.terms.terms;
    ContactPlanItem {
        id: l.plan.id.to_string(),
        reference: l.plan.reference.to_string(),
        state: l.plan.state.code().to_owned(),
        joined: l.plan.joined,
        kinds: t.kinds.iter().map(|k| k.code().to_owned()).collect(),
        months: t.months.clone(),
        writers: t.writers.code().to_owned(),
        photos: t.photos.code().to_owned(),
        managed: t.managed.code().to_owned(),
        meeting: t.meeting.code().to_owned(),
        review_on: t.review_on.to_string(),
        version: l.plan.version,
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| wire::page(look, &look.agency::<ListContact>()?, after)).await?;
    let items = rows.items.iter().map(item).collect();
    ctx.json(&ContactPlanList { items, next: rows.next.map(|n| n.to_string()) })
}
