//! Every endpoint, and every answer against the standard's shapes.
//!
//! What the schemas of the profile require stands here as a table in Hearth's own words: the schema files are not part
//! of this project. `HEARTH_OPEN_REFERRAL` names a folder that holds them (`schema/compiled/service.json` and so on);
//! then every answer is held against those files too.

use std::{collections::BTreeMap, io::Write, path::PathBuf};

use access::Role;
use serde_json::{Value, json};
use testkit::{Caller, Desk, both};

use crate::{
    directory::{
        actions::{Input, add_entry},
        model::tests::entry,
    },
    testing::call,
};

/// The objects of the profile: name, what must be there, then each property with its kind. Kinds: `text`, `number`,
/// `uuid`, `uri`, `email`, `instant`, `a|b` one of these, `:name` an object, `[name` a list of objects.
const SHAPES: &str = "
service_list; id name status; id uuid; organization_id uuid; name text; description text; url uri; email email; status active|inactive|defunct|temporarily closed; fees text; accreditations text; minimum_age number; maximum_age number; assured_date text; assurer_email email; alert text; last_modified instant; organization :organization
service; id name status; id uuid; organization_id uuid; name text; description text; url uri; email email; status active|inactive|defunct|temporarily closed; fees text; accreditations text; minimum_age number; maximum_age number; assured_date text; assurer_email email; alert text; last_modified instant; organization :organization; schedules [schedule; service_areas [area; service_at_locations [at; languages [language; funding [funding; cost_options [cost; contacts [contact; attributes [attribute
organization; id name description; id uuid; name text; description text; email email; website uri; logo text; uri uri; parent_organization_id uuid; organization_identifiers [identifier; attributes [attribute
schedule; id; id uuid; valid_from text; valid_to text; dtstart text; freq WEEKLY|MONTHLY; interval number; byday text; bymonthday text; description text; opens_at text; closes_at text; schedule_link uri; attending_type text; notes text
area; id; id uuid; name text; extent text; extent_type text; uri text; service_area text
at; id; id uuid; location :location
at_list; id; id uuid; location :location_list; service :service_list
at_whole; id; id uuid; location :location; service :service; name text; status text
location_list; id location_type; id uuid; location_type physical|postal|virtual; name text; description text; latitude number; longitude number; external_identifier text; external_identifier_type text
location; id location_type; id uuid; location_type physical|postal|virtual; name text; description text; latitude number; longitude number; external_identifier text; external_identifier_type text; addresses [address; accessibility [accessibility; attributes [attribute
address; id address_1 city state_province postal_code country address_type; id uuid; attention text; address_1 text; city text; region text; state_province text; postal_code text; country text; address_type physical|postal|virtual
accessibility; id; id uuid; description text; details text; url uri; accessibility text
language; id; id uuid
funding; id; id uuid; source text
cost; id; id uuid; valid_from text; valid_to text; option text; amount number; amount_description text
contact; id; id uuid; name text; title text; attributes [attribute
identifier; id identifier_type identifier; id uuid; identifier_scheme text; identifier_type text; identifier text
attribute; id; id uuid; link_type text; taxonomy_term :taxonomy_term
taxonomy_term; id name description; id uuid; name text; description text; parent_id uuid; taxonomy text; taxonomy_id uuid; term_uri uri; term text
taxonomy; id name description; id uuid; name text; description text; uri uri; version text; taxonomy_terms [taxonomy_term
";

/// What is checked, and how often.
#[derive(Default)]
struct Checker {
    shapes: BTreeMap<String, (Vec<String>, BTreeMap<String, String>)>,
    objects: usize,
    properties: usize,
    folder: Option<PathBuf>,
    against_files: usize,
}

impl Checker {
    fn new() -> Self {
        let mut shapes = BTreeMap::new();
        for line in SHAPES.lines().filter(|l| !l.is_empty()) {
            let mut parts = line.split("; ");
            let name = parts.next().unwrap().to_owned();
            let needed = parts.next().unwrap().split(' ').map(str::to_owned).collect();
            let properties =
                parts.map(|p| p.split_once(' ').unwrap()).map(|(k, v)| (k.to_owned(), v.to_owned()));
            shapes.insert(name, (needed, properties.collect()));
        }
        let folder = std::env::var_os("HEARTH_OPEN_REFERRAL").map(PathBuf::from);
        Checker { shapes, folder, ..Checker::default() }
    }

    fn check(&mut self, shape: &str, value: &Value, at: &str) {
        self.objects += 1;
        let (needed, known) = self.shapes.get(shape).unwrap_or_else(|| panic!("{shape}")).clone();
        let map = value.as_object().unwrap_or_else(|| panic!("{at} is no object: {value}"));
        for name in needed {
            assert!(map.contains_key(&name), "{at} has no {name}: {value}");
        }
        for (name, value) in map {
            self.properties += 1;
            let at = format!("{at}.{name}");
            let kind = known.get(name).unwrap_or_else(|| panic!("{at} is not in the profile"));
            if let Some(inner) = kind.strip_prefix(':') {
                self.check(inner, value, &at);
            } else if let Some(inner) = kind.strip_prefix('[') {
                for one in value.as_array().unwrap_or_else(|| panic!("{at} is no list")) {
                    self.check(inner, one, &at);
                }
            } else {
                assert!(fits(kind, value), "{at} is no {kind}: {value}");
            }
        }
    }

    /// Holds a value against a schema file of the standard, where they are there.
    fn against(&mut self, file: &str, value: &Value) {
        let Some(folder) = &self.folder else { return };
        let text = std::fs::read_to_string(folder.join("schema").join(file)).unwrap();
        let schema: Value = serde_json::from_str(&text).unwrap();
        self.against_files += follows(&schema, value, file);
    }
}

fn fits(kind: &str, value: &Value) -> bool {
    let text = value.as_str();
    match kind {
        "text" => text.is_some_and(|t| !t.is_empty()),
        "number" => value.is_number(),
        "uuid" => text.is_some_and(is_uuid),
        "uri" => text.is_some_and(|t| {
            t.split_once("://").is_some_and(|(s, rest)| s.starts_with("http") && !rest.contains(' '))
        }),
        "email" => text.is_some_and(crate::directory::model::is_email),
        "instant" => text.is_some_and(|t| {
            t.ends_with('Z') && t.as_bytes()[19] == b'.' && t.parse::<jiff::Timestamp>().is_ok()
        }),
        one_of => text.is_some_and(|t| one_of.split('|').any(|known| known == t)),
    }
}

fn is_uuid(text: &str) -> bool {
    let dashes = [8, 13, 18, 23];
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(at, b)| if dashes.contains(&at) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// Whether a value follows a JSON schema, as far as the standard's files use the language; gives how many rules held.
fn follows(schema: &Value, value: &Value, at: &str) -> usize {
    let mut held = 0;
    let kind = schema.get("type").and_then(Value::as_str);
    let fine = match kind {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64(),
        Some("boolean") => value.is_boolean(),
        None => true,
        Some(other) => panic!("{at}: the check does not know the type {other}"),
    };
    assert!(fine, "{at} is no {kind:?}: {value}");
    held += 1;
    for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        assert!(value.get(name.as_str().unwrap()).is_some(), "{at} has no {name}: {value}");
        held += 1;
    }
    if let Some(known) = schema.get("enum").and_then(Value::as_array) {
        assert!(known.contains(value), "{at} is none of {known:?}: {value}");
        held += 1;
    }
    if let (Some(format), Some(text)) = (schema.get("format").and_then(Value::as_str), value.as_str()) {
        let fine = match format {
            "uuid" => is_uuid(text),
            "uri" => fits("uri", value),
            "email" => fits("email", value),
            "date-time" => text.parse::<jiff::Timestamp>().is_ok(),
            other => panic!("{at}: the check does not know the format {other}"),
        };
        assert!(fine, "{at} is no {format}: {text}");
        held += 1;
    }
    for (name, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        if let Some(value) = value.get(name) {
            held += follows(inner, value, &format!("{at}.{name}"));
        }
    }
    if let (Some(inner), Some(list)) =
        (schema.get("items").filter(|i| i.get("$ref").is_none()), value.as_array())
    {
        held += list.iter().map(|one| follows(inner, one, at)).sum::<usize>();
    }
    held
}

async fn filled(desk: &Desk) {
    let keeper = desk.worker(Role::SocialWorker).await;
    let mut online = entry("Course online");
    online.details.everywhere = true;
    online.details.councils.clear();
    online.details.places[0].kind = crate::directory::model::PlaceKind::Virtual;
    online.details.places[0].postcode.clear();
    (online.details.places[0].latitude, online.details.places[0].longitude) = (None, None);
    online.details.openings.clear();
    online.details.alert = "Full until May".into();
    online.details.funding = "The council".into();
    online.details.cost = "The Fund pays".into();
    online.cost = Some(crate::directory::model::Cost::Fund);
    (online.minimum_age, online.maximum_age) = (Some(13), None);
    let mut far = entry("Southend play");
    far.details.places[0].postcode = "SS1 1AA".into();
    (far.details.places[0].latitude, far.details.places[0].longitude) = (Some(51.5459), Some(0.7077));
    far.giver.description.clear();
    far.details.openings[0].days = vec!["MO".into()];
    for one in [entry("Saturday play"), online, far] {
        let input = Input { councils: one.details.councils.clone(), entry: one };
        desk.act(&keeper, move |act| add_entry(act, &input)).await.unwrap();
    }
}

async fn get(desk: &Desk, path: &str) -> (u16, Value) {
    let said = call(desk, &Caller::Machine(String::new()), &format!("/open-referral{path}"), None).await;
    (said.status, said.json())
}

fn names(page: &Value) -> Vec<&str> {
    let name = |one: &'_ Value| one["name"].as_str().map(|_| ());
    let contents = page["contents"].as_array().unwrap();
    assert!(contents.iter().all(|one| name(one).is_some() || one["service"]["name"].is_string()));
    contents.iter().map(|one| one["name"].as_str().or(one["service"]["name"].as_str()).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_the_shape_of_the_standard() {
    let mut checker = Checker::new();
    let mut answers = 0;
    for desk in both(crate::schema()).await {
        filled(&desk).await;
        let (status, about) = get(&desk, "").await;
        assert_eq!((status, about["version"].as_str()), (200, Some("3.0")));
        for (path, list, whole, list_file, whole_file) in [
            ("services", "service_list", "service", "compiled/service_list.json", "compiled/service.json"),
            (
                "service_at_locations",
                "at_list",
                "at_whole",
                "compiled/service_at_location_list.json",
                "compiled/service_at_location.json",
            ),
            ("taxonomies", "taxonomy", "taxonomy", "taxonomy.json", "taxonomy.json"),
            ("taxonomy_terms", "taxonomy_term", "taxonomy_term", "taxonomy_term.json", "taxonomy_term.json"),
        ] {
            let (status, page) = get(&desk, &format!("/{path}?per_page=200")).await;
            assert_eq!(status, 200, "{page}");
            let contents = page["contents"].as_array().unwrap();
            assert!(contents.len() >= 3, "{path}");
            assert_eq!(page["total_items"], json!(contents.len()));
            for one in contents {
                checker.check(list, one, path);
                checker.against(list_file, one);
                let (status, found) = get(&desk, &format!("/{path}/{}", one["id"].as_str().unwrap())).await;
                assert_eq!((status, &found["id"]), (200, &one["id"]));
                checker.check(whole, &found, path);
                checker.against(whole_file, &found);
                if path == "service_at_locations" {
                    // The OpenAPI file of the profile names this schema for it.
                    checker.against("compiled/service.json", &found);
                }
                answers += 2;
            }
            let (status, missing) =
                get(&desk, &format!("/{path}/01890000-0000-7000-8000-000000000000")).await;
            assert_eq!((status, missing["code"].as_str()), (404, Some("not-found")), "{path}");
            assert_eq!(get(&desk, &format!("/{path}/none")).await.0, 404);
        }
    }
    let _ = writeln!(
        std::io::stderr(),
        "open referral: {answers} answers, {} objects with {} properties in the standard's shape, {} rules of its schema files held{}",
        checker.objects,
        checker.properties,
        checker.against_files,
        if checker.folder.is_some() { "" } else { " (HEARTH_OPEN_REFERRAL names no folder)" },
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_counted_and_what_cannot_be_read_is_refused() {
    for desk in both(crate::schema()).await {
        filled(&desk).await;
        for path in ["services", "service_at_locations", "taxonomies", "taxonomy_terms"] {
            let (_, first) = get(&desk, &format!("/{path}?per_page=2")).await;
            assert_eq!(
                (&first["first_page"], &first["last_page"], &first["size"]),
                (&json!(true), &json!(false), &json!(2))
            );
            let pages = first["total_pages"].as_u64().unwrap();
            let mut ids = Vec::new();
            for number in 1..=pages {
                let (_, page) = get(&desk, &format!("/{path}?per_page=2&page={number}")).await;
                assert_eq!(
                    (&page["page_number"], &page["last_page"]),
                    (&json!(number), &json!(number == pages))
                );
                ids.extend(page["contents"].as_array().unwrap().iter().map(|one| one["id"].to_string()));
            }
            assert_eq!(json!(ids.len()), first["total_items"]);
            ids.sort();
            ids.dedup();
            assert_eq!(json!(ids.len()), first["total_items"], "{path} repeats itself");
            assert_eq!(get(&desk, &format!("/{path}?per_page=2&page={}", pages + 1)).await.0, 404);
            for bad in ["page=0", "page=x", "per_page=0", "per_page=100000"] {
                let (status, said) = get(&desk, &format!("/{path}?{bad}")).await;
                assert_eq!((status, said["code"].as_str()), (400, Some("invalid")), "{path}?{bad}");
            }
        }
        let (_, none) = get(&desk, "/services?search=xyzzy").await;
        assert_eq!(
            (&none["empty"], &none["total_items"], &none["total_pages"]),
            (&json!(true), &json!(0), &json!(1))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_parameter_narrows() {
    for desk in both(crate::schema()).await {
        filled(&desk).await;
        let (_, terms) = get(&desk, "/taxonomy_terms?per_page=200").await;
        let fund = terms["contents"]
            .as_array()
            .unwrap()
            .iter()
            .find(|t| t["name"].as_str().unwrap().contains("Fund"));
        let fund = fund.unwrap()["id"].as_str().unwrap();
        let taxonomy = terms["contents"][0]["taxonomy_id"].as_str().unwrap();
        let (online, saturday, southend) = ("Course online", "Saturday play", "Southend play");
        for (query, wanted) in [
            ("search=course".to_owned(), vec![online]),
            ("search=play families".to_owned(), vec![online, saturday, southend]),
            ("search=southend".to_owned(), vec![southend]),
            ("minimum_age=12".to_owned(), vec![online]),
            ("minimum_age=5&maximum_age=11".to_owned(), vec![saturday, southend]),
            ("maximum_age=10.5".to_owned(), vec![]),
            ("day=MO".to_owned(), vec![southend]),
            ("day=SA&start_time=10:00&end_time=12:30:00".to_owned(), vec![saturday]),
            ("start_time=10:01".to_owned(), vec![]),
            (format!("taxonomy_term_id={fund}"), vec![online]),
            (format!("taxonomy_id={taxonomy}"), vec![online, saturday, southend]),
            ("taxonomy_id=01890000-0000-7000-8000-000000000000".to_owned(), vec![]),
        ] {
            for path in ["services", "service_at_locations"] {
                let (status, page) = get(&desk, &format!("/{path}?{query}")).await;
                assert_eq!((status, names(&page)), (200, wanted.clone()), "{path}?{query}");
            }
        }
        for (query, wanted) in [
            ("postcode=CM1 1QH", vec![saturday]),
            ("postcode=SS", vec![southend]),
            ("postcode=CM1 1QH&proximity=1000", vec![saturday]),
            ("postcode=CM1&proximity=30000", vec![saturday, southend]),
        ] {
            let (status, page) = get(&desk, &format!("/service_at_locations?{query}")).await;
            assert_eq!((status, names(&page)), (200, wanted), "{query}");
        }
        for bad in [
            "postcode=YO1 7HH&proximity=1000",
            "proximity=5",
            "minimum_age=old",
            "day=YESTERDAY",
            "start_time=soon",
        ] {
            assert_eq!(get(&desk, &format!("/service_at_locations?{bad}")).await.0, 400, "{bad}");
        }
        let (_, described) = get(&desk, "/openapi.json").await;
        assert_eq!(described["paths"].as_object().unwrap().len(), 9);
    }
}
