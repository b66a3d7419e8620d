//! Birth families, for machines. The sealed link has no door here: it is opened by a person
//! who signed in, on a page.

use access::actions::{ListBirthFamilies, RecordBirthFamily, SearchBirthPeople, ViewBirthRecord};
use kernel::{Error, Result, kinds::BirthFamily};
use page::{Answer, Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::record_birth_family,
    pages::{entry_fields, hits},
    store::{self, Relative},
};
use crate::people::fields;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/birth-families", list)
            .needs::<ListBirthFamilies>()
            .personal()
            .about("The agency's birth families, the newest first")
            .answers::<BirthFamilyList>(),
        Route::post("/api/v1/birth-families", record)
            .needs::<RecordBirthFamily>()
            .personal()
            .about("Record a birth family with its first person")
            .body(|f| {
                // A description takes no answer.
                let _ = entry_fields(f);
            })
            .answers::<RecordedBirthFamily>(),
        Route::get("/api/v1/birth-families/{id}", one)
            .needs::<ViewBirthRecord>()
            .personal()
            .about("A birth family's record")
            .answers::<BirthFamilyRecord>(),
        Route::post("/api/v1/birth-people/search", search)
            .needs::<SearchBirthPeople>()
            .personal()
            .about("Birth relatives of the agency by name, born or postcode, the likeliest first")
            .body(|f| {
                // A description takes no answer.
                let _ = fields(f);
            })
            .answers::<BirthPeopleFound>(),
    ]
}

/// A birth family in a list.
#[derive(Serialize, ToSchema)]
struct BirthFamilyItem {
    id: String,
    reference: String,
    made: String,
    people: Vec<BirthPersonNamed>,
}

/// What somebody is and what they are called.
#[derive(Serialize, ToSchema)]
struct BirthPersonNamed {
    kind: String,
    name: String,
}

/// A page of birth families.
#[derive(Serialize, ToSchema)]
struct BirthFamilyList {
    items: Vec<BirthFamilyItem>,
    next: Option<String>,
}

/// A birth family that was recorded.
#[derive(Serialize, ToSchema)]
struct RecordedBirthFamily {
    id: String,
    reference: String,
    person: String,
}

/// Somebody of a birth family.
#[derive(Serialize, ToSchema)]
struct BirthPersonRecord {
    id: String,
    kind: String,
    first_name: String,
    last_name: String,
    born: Option<String>,
    address: String,
    postcode: String,
    phone: String,
    email: String,
    version: i64,
}

/// A birth family's record.
#[derive(Serialize, ToSchema)]
struct BirthFamilyRecord {
    id: String,
    reference: String,
    people: Vec<BirthPersonRecord>,
}

/// Somebody who was found.
#[derive(Serialize, ToSchema)]
struct BirthPersonFound {
    family: String,
    reference: String,
    person: BirthPersonRecord,
    /// 0 to 100.
    likeness: u8,
    reasons: Vec<String>,
}

/// The people who were found: one page, at most 50.
#[derive(Serialize, ToSchema)]
struct BirthPeopleFound {
    items: Vec<BirthPersonFound>,
    next: Option<String>,
}

fn person(p: &Relative) -> BirthPersonRecord {
    let (who, c) = (&p.identity, &p.identity.contact);
    BirthPersonRecord {
        id: p.id.to_string(),
        kind: p.kind.code().to_owned(),
        first_name: who.first.clone(),
        last_name: who.last.clone(),
        born: who.born.map(|d| d.to_string()),
        address: c.address.clone(),
        postcode: c.postcode.clone(),
        phone: c.phone.clone(),
        email: c.email.clone(),
        version: p.version,
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ListBirthFamilies>()?, after)).await?;
    let items = rows
        .items
        .iter()
        .map(|f| BirthFamilyItem {
            id: f.family.id.to_string(),
            reference: f.family.reference.to_string(),
            made: f.family.made.to_string(),
            people: f
                .people
                .iter()
                .map(|(kind, name)| BirthPersonNamed { kind: kind.code().to_owned(), name: name.clone() })
                .collect(),
        })
        .collect();
    ctx.json(&BirthFamilyList { items, next: rows.next.map(|n| n.to_string()) })
}

async fn record(ctx: Ctx) -> Result<Response> {
    let entry = entry_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record a birth family", move |act| {
        let (family, person) = record_birth_family(act, &entry)?;
        Answer::made(&RecordedBirthFamily {
            id: family.id.to_string(),
            reference: family.reference.to_string(),
            person: person.to_string(),
        })
    })
    .await
}

async fn one(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<BirthFamily>("id")?;
    let (family, people) = ctx
        .read(move |look| {
            let grant = look.one::<ViewBirthRecord, BirthFamily>(id)?;
            Ok((store::family(look, &grant)?, store::of_family(look, &grant)?))
        })
        .await?;
    ctx.json(&BirthFamilyRecord {
        id: family.id.to_string(),
        reference: family.reference.to_string(),
        people: people.iter().map(person).collect(),
    })
}

async fn search(ctx: Ctx) -> Result<Response> {
    let query = fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    let items = hits(&ctx, query)
        .await?
        .into_iter()
        .map(|hit| BirthPersonFound {
            family: hit.relative.family.to_string(),
            reference: hit.reference.to_string(),
            person: person(&hit.relative),
            likeness: hit.likeness.score,
            reasons: hit.likeness.reasons.iter().map(|r| r.text.to_owned()).collect(),
        })
        .collect();
    ctx.json(&BirthPeopleFound { items, next: None })
}
