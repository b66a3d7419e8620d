//! Looking for people, for machines.

use access::actions::SearchPeople;
use kernel::{Error, Result};
use page::{Ctx, Fields, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::pages::{fields, hits};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/people", by_query)
            .needs::<SearchPeople>()
            .personal()
            .about("People of the agency by name, born or postcode, the likeliest first")
            .answers::<PeopleList>(),
        Route::post("/api/v1/people/search", by_body)
            .needs::<SearchPeople>()
            .personal()
            .about("The same search with the words in the body, so that no address holds a name")
            .body(|f| {
                // A description takes no answer.
                let _ = fields(f);
            })
            .answers::<PeopleList>(),
    ]
}

/// A case of somebody's household.
#[derive(Serialize, ToSchema)]
struct PersonCase {
    id: String,
    reference: String,
    status: String,
    /// Whether it is this person's own support.
    own: bool,
}

/// Somebody who was found.
#[derive(Serialize, ToSchema)]
struct PersonFound {
    id: String,
    family: Option<String>,
    kind: String,
    first_name: String,
    last_name: String,
    born: Option<String>,
    postcode: String,
    /// 0 to 100.
    likeness: u8,
    reasons: Vec<String>,
    cases: Vec<PersonCase>,
}

/// The people who were found: one page, at most 50.
#[derive(Serialize, ToSchema)]
struct PeopleList {
    items: Vec<PersonFound>,
    next: Option<String>,
}

async fn by_query(ctx: Ctx) -> Result<Response> {
    let query = ctx.query();
    answer(ctx, query).await
}

async fn by_body(ctx: Ctx) -> Result<Response> {
    let body = ctx.fields()?;
    answer(ctx, body).await
}

async fn answer(ctx: Ctx, mut typed: Fields) -> Result<Response> {
    let query = fields(&mut typed).map_err(Error::Invalid)?;
    let items = hits(&ctx, query)
        .await?
        .into_iter()
        .map(|hit| {
            let (p, likeness) = (hit.found.person, hit.found.likeness);
            let case = |c: &super::links::CaseLink| PersonCase {
                id: c.id.to_string(),
                reference: c.reference.to_string(),
                status: c.state.code().to_owned(),
                own: c.child == p.id,
            };
            PersonFound {
                id: p.id.to_string(),
                family: p.family.map(|f| f.to_string()),
                kind: p.kind.code().to_owned(),
                cases: hit.cases.iter().map(case).collect(),
                born: p.born.map(|d| d.to_string()),
                postcode: p.contact.postcode,
                first_name: p.first,
                last_name: p.last,
                likeness: likeness.score,
                reasons: likeness.reasons.iter().map(|r| r.text.to_owned()).collect(),
            }
        })
        .collect();
    ctx.json(&PeopleList { items, next: None })
}
