//! The endpoints: what is public anyway, as JSON, to whoever asks from wherever.

use std::collections::BTreeSet;

use ::store::{Read, statements};
use access::offers::Service as Kind;
use axum::http::{HeaderValue, StatusCode, header};
use kernel::{Error, Id, Result};
use page::{Ctx, Response};
use serde_json::{Value, json};

use super::{
    ask::{Asked, Page, Wrong, metres},
    describe, shapes, terms,
};
use crate::directory::{store, words};

statements! {
    AGES = "SELECT id FROM service WHERE status = 'active'
              AND (CAST($1 AS BIGINT) < 0 OR minimum_age >= $1) AND (CAST($2 AS BIGINT) < 0 OR maximum_age <= $2)";
    TIMES = "SELECT DISTINCT service_id FROM service_time
              WHERE (CAST($1 AS TEXT) = '' OR day = $1) AND (CAST($2 AS TEXT) = '' OR opens_at >= $2)
                AND (CAST($3 AS TEXT) = '' OR (closes_at <> '' AND closes_at <= $3))";
    PLACES = "SELECT id, service_id, latitude, longitude FROM service_place ORDER BY name_key, id";
    KNOWN_PLACES = "SELECT latitude, longitude FROM service_place
              WHERE district = $1 AND (CAST($2 AS TEXT) = '' OR postcode = $2) AND latitude IS NOT NULL AND longitude IS NOT NULL LIMIT 1000";
}

/// What an answer may be.
enum Said {
    /// 200.
    Here(Value),
    /// 400, and why.
    Wrong(String),
    /// 404.
    Nothing,
}

impl From<Wrong> for Said {
    fn from(wrong: Wrong) -> Self {
        Said::Wrong(wrong.0)
    }
}

/// Answers with what browsers of other sites need to read it, and five minutes of keeping.
fn respond(said: Result<Said>) -> Result<Response> {
    let problem = |status: StatusCode, code: &str, detail: &str| {
        let title = status.canonical_reason().unwrap_or("Error");
        let body = json!({"type": "about:blank", "title": title, "status": status.as_u16(), "code": code, "detail": detail});
        page::with(status, "application/problem+json", body.to_string())
    };
    let mut response = match said {
        Ok(Said::Here(value)) => page::with(StatusCode::OK, "application/json", value.to_string()),
        Ok(Said::Wrong(why)) => problem(StatusCode::BAD_REQUEST, "invalid", &why),
        Ok(Said::Nothing) | Err(Error::NotFound) => {
            problem(StatusCode::NOT_FOUND, "not-found", "There is nothing with this id, or no such page.")
        }
        Err(other) => return Err(other),
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json") {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    }
    Ok(response)
}

/// One page in the standard's frame; a page past the last is not there.
fn framed(page: Page, total: usize, contents: Vec<Value>) -> Said {
    let pages = page.pages(total);
    if page.number > pages {
        return Said::Nothing;
    }
    Said::Here(json!({
        "total_items": total, "total_pages": pages, "page_number": page.number, "size": contents.len(),
        "first_page": page.number == 1, "last_page": page.number == pages, "empty": contents.is_empty(),
        "contents": contents,
    }))
}

/// The address of this API as whoever asks reaches it; its path alone where the operator did not say.
fn base(ctx: &Ctx) -> String {
    page::site::base(&ctx.request).unwrap_or_default() + "/open-referral"
}

pub(super) async fn about(ctx: Ctx) -> Result<Response> {
    respond(Ok(Said::Here(json!({
        "version": "3.0", "profile": "https://docs.openreferraluk.org/",
        "openapi_url": format!("{}/openapi.json", base(&ctx)),
    }))))
}

pub(super) async fn described(ctx: Ctx) -> Result<Response> {
    respond(Ok(Said::Here(describe::openapi(&base(&ctx)))))
}

/// The ids of the open services that are asked for, by the alphabet.
fn found(r: &Read<'_>, asked: &Asked) -> Result<Vec<Id<Kind>>> {
    if asked.nothing {
        return Ok(Vec::new());
    }
    let mut ids = store::matching(r, &asked.query, None)?;
    let keep = |ids: &mut Vec<Id<Kind>>, rows: Vec<::store::Row>| -> Result<()> {
        let set = rows.iter().map(|row| row.get(0)).collect::<Result<BTreeSet<Id<Kind>>>>()?;
        ids.retain(|id| set.contains(id));
        Ok(())
    };
    if asked.minimum_age.is_some() || asked.maximum_age.is_some() {
        // Ages are whole years: at least 4.5 is at least 5, at most 4.5 is at most 4.
        let least = asked.minimum_age.map_or(-1, |n| n.ceil().min(1e6) as i64);
        let most = asked.maximum_age.map_or(-1, |n| n.floor().min(1e6) as i64);
        keep(&mut ids, r.query(AGES, &[least.into(), most.into()])?)?;
    }
    if !(asked.day.is_empty() && asked.start.is_empty() && asked.end.is_empty()) {
        let times = [(&asked.day).into(), (&asked.start).into(), (&asked.end).into()];
        keep(&mut ids, r.query(TIMES, &times)?)?;
    }
    Ok(ids)
}

pub(super) async fn services(ctx: Ctx) -> Result<Response> {
    let f = ctx.query();
    let (page, asked) = match (Page::read(&f), Asked::read(&f, false)) {
        (Ok(page), Ok(asked)) => (page, asked),
        (Err(wrong), _) | (_, Err(wrong)) => return respond(Ok(wrong.into())),
    };
    let said = ctx
        .read(move |look| {
            let ids = found(look, &asked)?;
            let shown = store::by_ids(look, page.of(&ids))?;
            Ok(framed(page, ids.len(), shown.iter().map(shapes::service_in_list).collect()))
        })
        .await;
    respond(said)
}

pub(super) async fn service(ctx: Ctx) -> Result<Response> {
    let Ok(id) = ctx.id("id") else { return respond(Ok(Said::Nothing)) };
    respond(ctx.read(move |look| Ok(Said::Here(shapes::service(&store::public(look, id)?)))).await)
}

/// Degrees north and east of a postcode, as far as entries of the directory tell: the middle of the places that have
/// it, or else of those in its district.
fn middle(r: &Read<'_>, postcode: &str) -> Result<Option<(f64, f64)>> {
    let Some(tag) = words::near(postcode) else { return Ok(None) };
    let district = &tag["near:".len()..];
    let whole: String =
        postcode.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    for exactly in [whole.as_str(), ""] {
        let rows = r.query(KNOWN_PLACES, &[district.into(), exactly.into()])?;
        if rows.is_empty() {
            continue;
        }
        let mut sum = (0.0, 0.0);
        for row in &rows {
            sum.0 += row.get::<i64>(0)? as f64;
            sum.1 += row.get::<i64>(1)? as f64;
        }
        let count = rows.len() as f64 * 1e6;
        return Ok(Some((sum.0 / count, sum.1 / count)));
    }
    Ok(None)
}

pub(super) async fn at_locations(ctx: Ctx) -> Result<Response> {
    let f = ctx.query();
    let (page, mut asked) = match (Page::read(&f), Asked::read(&f, true)) {
        (Ok(page), Ok(asked)) => (page, asked),
        (Err(wrong), _) | (_, Err(wrong)) => return respond(Ok(wrong.into())),
    };
    let said = ctx
        .read(move |look| {
            let centre = match asked.proximity {
                Some(_) => match middle(look, &asked.postcode)? {
                    Some(centre) => Some(centre),
                    None => {
                        let why = "It is not known here where this postcode lies, so nothing can be said to be near it.";
                        return Ok(Said::Wrong(why.into()));
                    }
                },
                None => None,
            };
            if centre.is_none() && !asked.postcode.is_empty() {
                asked.query.near = Some(asked.postcode.clone());
            }
            let wanted: BTreeSet<Id<Kind>> = found(look, &asked)?.into_iter().collect();
            let mut places: Vec<(Id<()>, Id<Kind>)> = Vec::new();
            look.scan(PLACES, &[], &mut |cells| {
                let id_of = |at| cells.bytes(at).map(|bytes| bytes.and_then(Id::<()>::from_slice));
                let (Some(place), Some(service)) = (id_of(0)?, id_of(1)?) else { return Ok(()) };
                let service: Id<Kind> = service.cast();
                if !wanted.contains(&service) {
                    return Ok(());
                }
                if let (Some(centre), Some(most)) = (centre, asked.proximity) {
                    let Some((north, east)) = cells.int(2)?.zip(cells.int(3)?) else { return Ok(()) };
                    if metres(centre, (north as f64 / 1e6, east as f64 / 1e6)) > most {
                        return Ok(());
                    }
                }
                places.push((place, service));
                Ok(())
            })?;
            let shown = page.of(&places);
            let ids: Vec<Id<Kind>> = shown.iter().map(|(_, service)| *service).collect::<BTreeSet<_>>().into_iter().collect();
            let services = store::by_ids(look, &ids)?;
            let contents = shown.iter().filter_map(|(place, service)| {
                let service = services.iter().find(|s| s.id == *service)?;
                shapes::at_place_in_list(service, *place)
            });
            Ok(framed(page, places.len(), contents.collect()))
        })
        .await;
    respond(said)
}

pub(super) async fn at_location(ctx: Ctx) -> Result<Response> {
    let Ok(id) = ctx.id::<()>("id") else { return respond(Ok(Said::Nothing)) };
    let said = ctx.read(move |look| {
        let service = store::at_place(look, id)?;
        Ok(shapes::at_place(&service, id).map_or(Said::Nothing, Said::Here))
    });
    respond(said.await)
}

fn listed(ctx: &Ctx, all: Vec<Value>) -> Result<Response> {
    respond(Ok(match Page::read(&ctx.query()) {
        Ok(page) => framed(page, all.len(), page.of(&all).to_vec()),
        Err(wrong) => wrong.into(),
    }))
}

pub(super) async fn taxonomies(ctx: Ctx) -> Result<Response> {
    listed(&ctx, terms::ALL.iter().map(|t| t.short()).collect())
}

pub(super) async fn taxonomy(ctx: Ctx) -> Result<Response> {
    let found = terms::taxonomy(&ctx.param("id")?.to_lowercase());
    respond(Ok(found.map_or(Said::Nothing, |t| Said::Here(t.whole()))))
}

pub(super) async fn taxonomy_terms(ctx: Ctx) -> Result<Response> {
    listed(&ctx, terms::all().iter().map(terms::Term::json).collect())
}

pub(super) async fn taxonomy_term(ctx: Ctx) -> Result<Response> {
    let found = terms::term(&ctx.param("id")?.to_lowercase());
    respond(Ok(found.map_or(Said::Nothing, |t| Said::Here(t.json()))))
}
