//! Households as machines see them. Sensitive reasons have no door here: they are read by people, on a page.

use access::actions::{EditAdopters, ViewAdopters};
use kernel::{Error, Result};
use page::{Answer, Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, store};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/adopters", list)
            .needs::<ViewAdopters>()
            .personal()
            .about("The agency's approved families, the newest first")
            .answers::<AdopterList>(),
        Route::post("/api/v1/adopters", record)
            .needs::<EditAdopters>()
            .personal()
            .about("Record an approved family")
            .body(form::describe)
            .answers::<RecordedAdopter>(),
        Route::post("/api/v1/adopters/{id}/change", change)
            .needs::<EditAdopters>()
            .personal()
            .about("Change what a family offers")
            .body(|f| drop(form::change_fields(f)))
            .answers::<RecordedAdopter>(),
        Route::post("/api/v1/adopters/{id}/availability", availability)
            .needs::<EditAdopters>()
            .personal()
            .about("Pause a family, or make it ready again")
            .body(|f| drop(form::availability_fields(f)))
            .answers::<RecordedAdopter>(),
    ]
}

/// An approved family. Ages in whole years.
#[derive(Debug, Serialize, ToSchema)]
struct Adopter {
    id: String,
    reference: String,
    names: String,
    approved: String,
    youngest: u8,
    oldest: u8,
    most: u8,
    council: String,
    early: bool,
    availability: &'static str,
    /// The day since which other agencies may see the profile without name and address.
    shared: Option<String>,
    version: i64,
}

/// One page of families.
#[derive(Debug, Serialize, ToSchema)]
struct AdopterList {
    items: Vec<Adopter>,
    /// Send it as `after` to get the next page.
    next: Option<String>,
}

/// A family that was recorded or changed.
#[derive(Debug, Serialize, ToSchema)]
struct RecordedAdopter {
    id: String,
    reference: Option<String>,
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ViewAdopters>()?, after)).await?;
    let items = rows.items.into_iter().map(|h| {
        let o = h.profile.offer;
        Adopter {
            id: h.profile.id.to_string(),
            reference: o.reference,
            names: h.names,
            approved: o.approved.to_string(),
            youngest: o.youngest,
            oldest: o.oldest,
            most: o.most,
            council: o.council,
            early: o.early,
            availability: h.profile.availability.code(),
            shared: h.profile.shared.map(|d| d.to_string()),
            version: h.profile.version,
        }
    });
    ctx.json(&AdopterList { items: items.collect(), next: rows.next.map(|n| n.to_string()) })
}

async fn record(ctx: Ctx) -> Result<Response> {
    let entry = form::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record an approved family", move |act| {
        let (id, reference) = actions::record_household(act, &entry)?;
        Answer::made(&RecordedAdopter { id: id.to_string(), reference: Some(reference.to_string()) })
    })
    .await
}

async fn change(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (version, entry) = form::change_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("change a family's offer", move |act| {
        actions::change_household(act, id, version, &entry)?;
        Answer::done(&RecordedAdopter { id: id.to_string(), reference: None })
    })
    .await
}

async fn availability(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (version, to) = form::availability_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("change whether a family is free", move |act| {
        actions::set_availability(act, id, version, to)?;
        Answer::done(&RecordedAdopter { id: id.to_string(), reference: None })
    })
    .await
}
