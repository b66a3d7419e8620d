//! Adults' requests, for machines: the list, and recording one.

use access::actions::{HandleAdults, ListAdults};
use kernel::{Error, Result};
use page::{Answer, Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions,
    model::State,
    store::{self, Request},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/adult-requests", list)
            .needs::<ListAdults>()
            .personal()
            .about("Adults' requests for records, the newest first; status=closed for closed ones")
            .answers::<AdultRequestList>(),
        Route::post("/api/v1/adult-requests", record)
            .needs::<HandleAdults>()
            .personal()
            .about("Record an adult's request for records; the route is found from the dates")
            .body(|f| drop(actions::new_fields(f)))
            .answers::<AdultRequestItem>(),
    ]
}

/// An adult's request.
#[derive(Serialize, ToSchema)]
struct AdultRequestItem {
    id: String,
    reference: String,
    route: String,
    state: String,
    name: String,
    identified: bool,
    counselling: String,
    made_at: String,
    version: i64,
}

/// A page of adults' requests.
#[derive(Serialize, ToSchema)]
struct AdultRequestList {
    items: Vec<AdultRequestItem>,
    next: Option<String>,
}

fn item(r: &Request) -> AdultRequestItem {
    AdultRequestItem {
        id: r.id.to_string(),
        reference: r.reference.to_string(),
        route: r.standing.route.code().to_owned(),
        state: r.standing.state.code().to_owned(),
        name: r.who.name.clone(),
        identified: r.standing.identified,
        counselling: r.standing.counselling.code().to_owned(),
        made_at: r.made.to_string(),
        version: r.version,
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let query = ctx.query();
    let state = State::from_code(query.raw("status")).unwrap_or(State::Open);
    let after = Cursor::parse(query.raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ListAdults>()?, state, after)).await?;
    ctx.json(&AdultRequestList {
        items: rows.items.iter().map(item).collect(),
        next: rows.next.map(|n| n.to_string()),
    })
}

async fn record(ctx: Ctx) -> Result<Response> {
    let input = actions::new_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record an adult's request", move |act| Answer::made(&item(&actions::record(act, &input)?))).await
}
