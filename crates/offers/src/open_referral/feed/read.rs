//! One service of a feed as an entry of the directory. Whatever does not fit is left out; a service without a name or
//! with a status that the standard does not know is refused, with the reason.
//!
//! Contacts' names are people's, and are not taken in: only their titles are.

use kernel::Date;
use serde_json::Value;

use super::super::{shapes, terms};
use crate::{
    directory::model::{
        Cost, DAYS, Details, Entry, Giver, MOST_PARTS, OLDEST, Opening, Place, PlaceKind, Status, is_email,
        is_time, is_web, next_review,
    },
    words::{LINE, NOTE, TEXT},
};

/// What a feed says of a service. The days of checks are put in when it is taken in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    pub(super) entry: Entry,
    /// When it was last checked, where the feed says.
    pub(super) assured: Option<Date>,
}

/// A property's text, with line ends of one kind and no control characters, cut to `most`.
fn text(value: &Value, name: &str, most: usize) -> String {
    let said = value.get(name).and_then(Value::as_str).unwrap_or_default();
    let clean = said.replace("\r\n", "\n");
    let kept = clean.chars().filter(|c| !c.is_control() || *c == '\n').take(most);
    kept.collect::<String>().trim().to_owned()
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten().take(MOST_PARTS)
}

fn age(value: &Value, name: &str) -> Option<i64> {
    // The example of the standard writes ages as text.
    let said = value.get(name)?;
    let number = said.as_f64().or_else(|| said.as_str()?.trim().parse().ok())?;
    (number.is_finite() && (0.0..=OLDEST as f64).contains(&number)).then_some(number as i64)
}

fn day(value: &Value, name: &str) -> Option<Date> {
    let said: String = value.get(name)?.as_str()?.chars().take(10).collect();
    said.parse().ok().filter(|day: &Date| (1990..=2100).contains(&day.year()))
}

/// Reads a service.
///
/// # Errors
/// Why it is left out.
pub(super) fn read(service: &Value) -> Result<Told, String> {
    let name = text(service, "name", LINE);
    if name.is_empty() {
        return Err("it has no name".into());
    }
    let status = text(service, "status", LINE);
    let status = Status::from_code(&status)
        .ok_or(format!("its status “{}” is none of the standard’s", cut(&status)))?;
    let ages = (age(service, "minimum_age"), age(service, "maximum_age"));
    let ages = if ages.0.zip(ages.1).is_some_and(|(least, most)| least > most) { (None, None) } else { ages };
    let mut entry = Entry {
        name,
        giver: giver(service.get("organization").unwrap_or(&Value::Null)),
        status,
        level: None,
        cost: None,
        evidence: None,
        minimum_age: ages.0,
        maximum_age: ages.1,
        audiences: Vec::new(),
        details: details(service),
        assured: Date::constant(1990, 1, 1),
        review: next_review(Date::constant(1990, 1, 1)),
    };
    let named = list(service, "attributes").filter_map(|a| a.get("taxonomy_term")?.get("id")?.as_str());
    terms::put(&mut entry, &named.map(str::to_lowercase).collect::<Vec<_>>());
    let mut costs = list(service, "cost_options").peekable();
    if entry.cost.is_none() && costs.peek().is_some() {
        let free = costs.all(|c| c.get("amount").and_then(Value::as_f64) == Some(0.0));
        entry.cost = free.then_some(Cost::Free);
    }
    Ok(Told { entry, assured: day(service, "assured_date").or(day(service, "last_modified")) })
}

fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}

fn giver(o: &Value) -> Giver {
    let name = text(o, "name", LINE);
    let keep = |address: String, fits: fn(&str) -> bool| if fits(&address) { address } else { String::new() };
    let website = [text(o, "website", LINE), text(o, "url", LINE)].into_iter().find(|w| is_web(w));
    Giver {
        name: if name.is_empty() { "Not said".into() } else { name },
        description: text(o, "description", NOTE),
        email: keep(text(o, "email", LINE), is_email),
        website: website.unwrap_or_default(),
    }
}

fn details(s: &Value) -> Details {
    let web = text(s, "url", LINE);
    let email = text(s, "email", LINE);
    let costs = list(s, "cost_options").map(|c| text(c, "amount_description", LINE));
    let said: Vec<String> =
        std::iter::once(text(s, "fees", NOTE)).chain(costs).filter(|t| !t.is_empty()).collect();
    let mut cost = Vec::new();
    for words in said {
        if !cost.contains(&words) {
            cost.push(words);
        }
    }
    let mut details = Details {
        description: text(s, "description", TEXT),
        url: if is_web(&web) { web } else { String::new() },
        email: if is_email(&email) { email } else { String::new() },
        contact: list(s, "contacts")
            .map(|c| text(c, "title", LINE))
            .find(|t| !t.is_empty())
            .unwrap_or_default(),
        cost: cost.join("; ").chars().take(NOTE).collect(),
        alert: text(s, "alert", NOTE),
        accreditations: text(s, "accreditations", NOTE),
        funding: list(s, "funding")
            .map(|f| text(f, "source", NOTE))
            .find(|t| !t.is_empty())
            .unwrap_or_default(),
        places: list(s, "service_at_locations").filter_map(|at| place(at.get("location")?)).collect(),
        openings: list(s, "schedules").filter_map(opening).collect(),
        ..Details::default()
    };
    areas(s, &mut details);
    details
}

fn areas(s: &Value, details: &mut Details) {
    for area in list(s, "service_areas") {
        let (name, words, uri) =
            (text(area, "name", LINE), text(area, "service_area", LINE), text(area, "uri", LINE));
        let name = if name.is_empty() { words } else { name };
        if shapes::is_england(&uri, &name) {
            details.everywhere = true;
        } else if let Some(code) = shapes::council(&uri, &name) {
            if !details.councils.contains(&code) {
                details.councils.push(code);
            }
        } else if !name.is_empty() && !details.areas.contains(&name) {
            details.areas.push(name);
        }
    }
    if details.everywhere {
        details.councils.clear();
    }
}

fn place(location: &Value) -> Option<Place> {
    let kind = PlaceKind::from_code(&text(location, "location_type", LINE))?;
    let nothing = Value::Null;
    let address = list(location, "addresses").next().unwrap_or(&nothing);
    let degrees =
        |name: &str, most: f64| location.get(name)?.as_f64().filter(|d| d.is_finite() && d.abs() <= most);
    let access = list(location, "accessibility").map(|a| {
        let words = text(a, "accessibility", NOTE);
        if words.is_empty() { text(a, "description", NOTE) } else { words }
    });
    let (town, county) = (text(address, "city", LINE), text(address, "state_province", LINE));
    Some(Place {
        kind,
        name: text(location, "name", LINE),
        address: text(address, "address_1", LINE),
        // Hearth writes the town there where it knows no county.
        county: if county == town { String::new() } else { county },
        town,
        postcode: text(address, "postal_code", 12),
        latitude: degrees("latitude", 90.0),
        longitude: degrees("longitude", 180.0),
        access: access.into_iter().find(|t| !t.is_empty()).unwrap_or_default(),
    })
}

fn opening(schedule: &Value) -> Option<Opening> {
    let time = |name: &str| {
        let said: String = text(schedule, name, LINE).chars().take(5).collect();
        if is_time(&said) { said } else { String::new() }
    };
    let byday = text(schedule, "byday", LINE).to_uppercase();
    // In a monthly rule a number may stand before the day: 2TU, -1FR.
    let days = byday
        .split(',')
        .map(|day| day.trim().trim_start_matches(|c: char| !c.is_ascii_alphabetic()).to_owned());
    let mut known: Vec<String> = Vec::new();
    for day in days.filter(|day| DAYS.iter().any(|(code, _)| code == day)) {
        if !known.contains(&day) {
            known.push(day);
        }
    }
    let words = [text(schedule, "description", NOTE), text(schedule, "notes", NOTE)];
    let words = words.into_iter().find(|t| !t.is_empty()).unwrap_or_default();
    let opening = Opening { days: known, opens: time("opens_at"), closes: time("closes_at"), words };
    (opening != Opening::default()).then_some(opening)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        directory::model::{Service, tests::entry},
        testing::day,
    };

    #[test]
    fn what_hearth_tells_it_reads_again() {
        let entry = entry("Saturday play");
        let service = Service {
            id: kernel::Id::from_parts(1, [1; 10]),
            agency: kernel::Id::from_parts(1, [2; 10]),
            organisation: kernel::Id::from_parts(1, [3; 10]),
            entry: entry.clone(),
            modified: "2026-11-20T09:30:00Z".parse().unwrap(),
            source: None,
            missing: None,
            version: 1,
        };
        let told = read(&shapes::service(&service)).unwrap();
        let mut wanted = entry;
        // The profile has no telephone number.
        wanted.details.phone.clear();
        (wanted.assured, wanted.review) = (told.entry.assured, told.entry.review);
        assert_eq!(told.entry, wanted);
        assert_eq!(told.assured, Some(day("2026-11-01")));
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_a_persons_name_is_not_taken() {
        let service = json!({
            "id": "1", "name": "  Drop-in\u{7} ", "status": "active", "url": "javascript:alert(1)", "email": "no",
            "minimum_age": 9, "maximum_age": 3, "contacts": [{"id": "1", "name": "Ann Persona", "title": "Reception"}],
            "organization": {"name": "X", "website": "ftp://x", "email": "x@y.z"},
            "schedules": [{"byday": "TH,2FR,XX", "opens_at": "10:00:00Z", "closes_at": "late"}, {"freq": "WEEKLY"}],
            "service_at_locations": [{"location": {"location_type": "moon"}}, {"location": {"location_type": "virtual", "latitude": 100}}],
            "service_areas": [{"name": "Essex"}, {"uri": "http://statistics.data.gov.uk/id/statistical-geography/E92000001"}, {"name": "Our village"}],
            "cost_options": [{"amount": 0}], "assured_date": "soon",
        });
        let told = read(&service).unwrap();
        let (e, d) = (&told.entry, &told.entry.details);
        assert_eq!((e.name.as_str(), d.url.as_str(), d.email.as_str()), ("Drop-in", "", ""));
        assert_eq!((e.minimum_age, e.maximum_age, e.cost), (None, None, Some(Cost::Free)));
        assert_eq!(
            (d.contact.as_str(), e.giver.website.as_str(), e.giver.email.as_str()),
            ("Reception", "", "x@y.z")
        );
        assert_eq!(d.openings.len(), 1);
        assert_eq!((d.openings[0].days.join(" "), d.openings[0].opens.as_str()), ("TH FR".into(), "10:00"));
        assert_eq!((d.places.len(), d.places[0].latitude), (1, None));
        assert!(d.everywhere && d.councils.is_empty() && d.areas == ["Our village"]);
        assert_eq!(told.assured, None);
        assert!(read(&json!({"id": "1", "status": "active"})).unwrap_err().contains("no name"));
        assert!(read(&json!({"id": "1", "name": "x", "status": "maybe"})).unwrap_err().contains("status"));
        assert!(read(&json!([])).is_err());
    }
}
