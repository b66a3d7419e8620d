//! Entries in the shapes of Open Referral UK 3 (schemas `service`, `service_list`, `service_at_location` and
//! `service_at_location_list`). A property without a value is left out: the schemas allow no empty ones.
//!
//! The profile has no telephone numbers: they stand on the entry's own page, not here.

use std::{collections::BTreeMap, sync::LazyLock};

use kernel::Id;
use serde_json::{Map, Value, json};

use super::terms;
use crate::{
    directory::model::{Cost, Entry, Place, PlaceKind, Service, is_email, is_web},
    parts::part,
};

/// The addresses under which the Office for National Statistics tells areas.
const AREAS: &str = "http://statistics.data.gov.uk/id/statistical-geography/";
/// Its code of England.
const ENGLAND: &str = "E92000001";

/// A council, by its Department for Education code: its Office for National Statistics code and its name.
static COUNCILS: LazyLock<BTreeMap<String, (String, String)>> = LazyLock::new(|| {
    let text = include_str!("../../../../data/organisations/councils.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let rows = reader.records().flatten();
    rows.map(|row| (row[0].to_owned(), (row[1].to_owned(), row[2].to_owned()))).collect()
});

/// The council that an area of a feed is: by its statistical code, or by its name.
pub(super) fn council(address: &str, name: &str) -> Option<String> {
    let code = address.rsplit('/').next().unwrap_or_default();
    let same = |(gss, known): &(String, String)| gss == code || known.eq_ignore_ascii_case(name.trim());
    COUNCILS.iter().find(|(_, council)| same(council)).map(|(dfe, _)| dfe.clone())
}

/// Whether an area of a feed is the whole country.
pub(super) fn is_england(address: &str, name: &str) -> bool {
    address.rsplit('/').next() == Some(ENGLAND)
        || ["england", "all of england"].contains(&name.trim().to_lowercase().as_str())
}

/// An object of those properties that say something.
fn object<const N: usize>(all: [(&str, Value); N]) -> Map<String, Value> {
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        _ => true,
    };
    all.into_iter().filter(|(_, value)| says(value)).map(|(key, value)| (key.to_owned(), value)).collect()
}

fn web(address: &str) -> Value {
    if is_web(address) { address.into() } else { Value::Null }
}

fn email(address: &str) -> Value {
    if is_email(address) { address.into() } else { Value::Null }
}

/// A text, or another where it is empty: for properties that must be there.
fn or<'a>(text: &'a str, other: &'a str) -> &'a str {
    if text.trim().is_empty() { other } else { text }
}

fn organisation(s: &Service) -> Value {
    let giver = &s.entry.giver;
    Value::Object(object([
        ("id", s.organisation.to_string().into()),
        ("name", giver.name.clone().into()),
        ("description", or(&giver.description, &giver.name).into()),
        ("email", email(&giver.email)),
        ("website", web(&giver.website)),
    ]))
}

fn head(s: &Service) -> Map<String, Value> {
    let (e, d) = (&s.entry, &s.entry.details);
    object([
        ("id", s.id.to_string().into()),
        ("name", e.name.clone().into()),
        ("description", d.description.clone().into()),
        ("url", web(&d.url)),
        ("email", email(&d.email)),
        ("status", e.status.code().into()),
        ("fees", d.cost.clone().into()),
        ("accreditations", d.accreditations.clone().into()),
        ("minimum_age", json!(e.minimum_age)),
        ("maximum_age", json!(e.maximum_age)),
        ("assured_date", e.assured.to_string().into()),
        ("alert", d.alert.clone().into()),
        ("last_modified", s.modified.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string().into()),
    ])
}

/// A service as a list tells it.
pub(super) fn service_in_list(s: &Service) -> Value {
    let mut value = head(s);
    value.insert("organization".into(), organisation(s));
    Value::Object(value)
}

/// A service with everything that belongs to it.
pub(super) fn service(s: &Service) -> Value {
    let mut value = head(s);
    let places = s.entry.details.places.iter().enumerate();
    let places: Vec<Value> = places
        .map(|(number, place)| json!({"id": place_id(s, number), "location": location(s, number, place, true)}))
        .collect();
    value.insert("organization".into(), organisation(s));
    value.insert("service_at_locations".into(), places.into());
    for (key, list) in [
        ("schedules", schedules(s)),
        ("service_areas", areas(s)),
        ("languages", Vec::new()),
        ("funding", funding(s)),
        ("cost_options", costs(s)),
        ("contacts", contacts(s)),
        ("attributes", attributes(s)),
    ] {
        value.insert(key.into(), list.into());
    }
    Value::Object(value)
}

/// The id of a service at one of its places: the same that the index keeps.
fn place_id(s: &Service, number: usize) -> Id<()> {
    part(s.id, "place", number)
}

/// Which of a service's places has this id.
fn number_of(s: &Service, id: Id<()>) -> Option<usize> {
    (0..s.entry.details.places.len()).find(|number| place_id(s, *number) == id)
}

/// A service at one of its places, as a list tells it.
pub(super) fn at_place_in_list(s: &Service, id: Id<()>) -> Option<Value> {
    let number = number_of(s, id)?;
    let place = s.entry.details.places.get(number)?;
    Some(json!({"id": id, "location": location(s, number, place, false), "service": service_in_list(s)}))
}

/// A service at one of its places, with everything.
///
/// The profile's schema of this answer is `service_at_location`, the profile's OpenAPI file says `service`. Both allow
/// further properties, so this one has what both require: the service's name and status stand beside it.
pub(super) fn at_place(s: &Service, id: Id<()>) -> Option<Value> {
    let number = number_of(s, id)?;
    let place = s.entry.details.places.get(number)?;
    Some(json!({
        "id": id, "location": location(s, number, place, true), "service": service(s),
        "name": s.entry.name, "status": s.entry.status.code(),
    }))
}

fn location(s: &Service, number: usize, place: &Place, whole: bool) -> Value {
    let degrees = |d: Option<f64>| d.map_or(Value::Null, |d| json!(d));
    let mut value = object([
        ("id", part::<_, ()>(s.id, "location", number).to_string().into()),
        ("location_type", place.kind.code().into()),
        ("name", place.name.clone().into()),
        ("latitude", degrees(place.latitude)),
        ("longitude", degrees(place.longitude)),
    ]);
    if whole {
        value.insert("addresses".into(), addresses(s, number, place).into());
        let mut access = Vec::new();
        if !place.access.is_empty() {
            let id = part::<_, ()>(s.id, "accessibility", number);
            access.push(json!({"id": id, "description": place.access, "accessibility": place.access}));
        }
        value.insert("accessibility".into(), access.into());
    }
    Value::Object(value)
}

fn addresses(s: &Service, number: usize, place: &Place) -> Vec<Value> {
    if place.kind == PlaceKind::Virtual || place.town.is_empty() {
        return Vec::new();
    }
    let id = part::<_, ()>(s.id, "address", number);
    vec![json!({
        "id": id, "address_1": or(&place.address, &place.name), "city": place.town,
        "state_province": or(&place.county, &place.town), "postal_code": place.postcode, "country": "GB",
        "address_type": place.kind.code(),
    })]
}

fn schedules(s: &Service) -> Vec<Value> {
    let openings = s.entry.details.openings.iter().enumerate();
    let one = |(number, o): (usize, &crate::directory::model::Opening)| {
        let weekly = if o.days.is_empty() { Value::Null } else { "WEEKLY".into() };
        Value::Object(object([
            ("id", part::<_, ()>(s.id, "schedule", number).to_string().into()),
            ("interval", if o.days.is_empty() { Value::Null } else { json!(1) }),
            ("freq", weekly),
            ("byday", o.days.join(",").into()),
            ("opens_at", o.opens.clone().into()),
            ("closes_at", o.closes.clone().into()),
            ("description", o.words.clone().into()),
        ]))
    };
    openings.map(one).collect()
}

fn areas(s: &Service) -> Vec<Value> {
    let d = &s.entry.details;
    let mut all = Vec::new();
    if d.everywhere {
        all.push(("England".to_owned(), format!("{AREAS}{ENGLAND}")));
    }
    for code in &d.councils {
        match COUNCILS.get(code) {
            Some((gss, name)) => all.push((name.clone(), format!("{AREAS}{gss}"))),
            None => all.push((code.clone(), String::new())),
        }
    }
    all.extend(d.areas.iter().map(|name| (name.clone(), String::new())));
    let one = |(number, (name, uri)): (usize, (String, String))| {
        Value::Object(object([
            ("id", part::<_, ()>(s.id, "area", number).to_string().into()),
            ("name", name.clone().into()),
            ("service_area", name.into()),
            ("uri", uri.into()),
        ]))
    };
    all.into_iter().enumerate().map(one).collect()
}

fn funding(s: &Service) -> Vec<Value> {
    let source = &s.entry.details.funding;
    if source.is_empty() {
        return Vec::new();
    }
    vec![json!({"id": part::<_, ()>(s.id, "funding", 0), "source": source})]
}

fn costs(s: &Service) -> Vec<Value> {
    let Entry { cost: Some(cost), details, .. } = &s.entry else { return Vec::new() };
    // What others cost is said in words: a sum without its terms would mislead.
    let amount = if *cost == Cost::Free { json!(0) } else { Value::Null };
    vec![Value::Object(object([
        ("id", part::<_, ()>(s.id, "cost", 0).to_string().into()),
        ("option", cost.label().into()),
        ("amount", amount),
        ("amount_description", details.cost.clone().into()),
    ]))]
}

fn contacts(s: &Service) -> Vec<Value> {
    let ask_for = &s.entry.details.contact;
    if ask_for.is_empty() {
        return Vec::new();
    }
    vec![json!({"id": part::<_, ()>(s.id, "contact", 0), "name": ask_for, "title": ask_for})]
}

fn attributes(s: &Service) -> Vec<Value> {
    let one = |(number, term): (usize, terms::Term)| json!({"id": part::<_, ()>(s.id, "attribute", number), "link_type": "service", "taxonomy_term": term.json()});
    terms::of(&s.entry).into_iter().enumerate().map(one).collect()
}
