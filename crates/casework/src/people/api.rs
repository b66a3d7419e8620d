//! Looking for people, for machines.

use access::actions::{ListCases, SearchPeople, ViewCase};
use kernel::{Error, Id, Result, kinds};
use page::{Ctx, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    links::{self, CaseLink},
    pages::{fields, hits},
    store::{self, Person},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/people", of_case)
            .needs::<SearchPeople>()
            .personal()
            .about("The people of one case's household: `?case=ID`. A name is looked for by POST, so that no address holds it")
            .answers::<PeopleList>(),
        Route::post("/api/v1/people/search", by_body)
            .needs::<SearchPeople>()
            .personal()
            .about("People of the agency by name, born or postcode, the likeliest first")
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
    /// 0 to 100; null where nothing was compared.
    likeness: Option<u8>,
    reasons: Vec<String>,
    cases: Vec<PersonCase>,
}

/// The people who were found: one page, at most 50.
#[derive(Serialize, ToSchema)]
struct PeopleList {
    items: Vec<PersonFound>,
    next: Option<String>,
}

/// What is looked for by POST: an address is kept in logs and histories.
const NOT_IN_AN_ADDRESS: [&str; 3] = ["name", "born", "postcode"];

async fn of_case(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    if NOT_IN_AN_ADDRESS.iter().any(|name| query.names().any(|sent| sent == *name)) {
        return Err(Error::refused(
            "people.search",
            "Names, dates of birth and postcodes do not belong in an address, where logs keep them. Send them as \
             JSON to POST /api/v1/people/search.",
        ));
    }
    let case =
        query.id("case", "Give a case as ?case=ID, or look for people with POST /api/v1/people/search");
    let case: Id<kinds::Case> = query.finish(|| case).map_err(Error::Invalid)?;
    let (people, cases) = ctx
        .read(move |look| {
            let grant = look.one::<ViewCase, kinds::Case>(case)?;
            let family = grant.family().ok_or(Error::NotFound)?;
            let cases = links::cases_of(look, &look.agency::<ListCases>()?, [family])?;
            Ok((store::of_family(look, family)?, cases))
        })
        .await?;
    let items = people.into_iter().map(|p| {
        let cases = p.family.and_then(|family| cases.get(&family)).map_or(&[][..], Vec::as_slice);
        PersonFound::of(p, cases, None, Vec::new())
    });
    ctx.json(&PeopleList { items: items.collect(), next: None })
}

impl PersonFound {
    fn of(p: Person, cases: &[CaseLink], likeness: Option<u8>, reasons: Vec<String>) -> Self {
        let case = |c: &CaseLink| PersonCase {
            id: c.id.to_string(),
            reference: c.reference.to_string(),
            status: c.state.code().to_owned(),
            own: c.child == p.id,
        };
        PersonFound {
            id: p.id.to_string(),
            family: p.family.map(|f| f.to_string()),
            kind: p.kind.code().to_owned(),
            cases: cases.iter().map(case).collect(),
            born: p.born.map(|d| d.to_string()),
            postcode: p.contact.postcode,
            first_name: p.first,
            last_name: p.last,
            likeness,
            reasons,
        }
    }
}

async fn by_body(ctx: Ctx) -> Result<Response> {
    let query = fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    let items = hits(&ctx, query)
        .await?
        .into_iter()
        .map(|hit| {
            let likeness = hit.found.likeness;
            let reasons = likeness.reasons.iter().map(|r| r.text.to_owned()).collect();
            PersonFound::of(hit.found.person, &hit.cases, Some(likeness.score), reasons)
        })
        .collect();
    ctx.json(&PeopleList { items, next: None })
}
