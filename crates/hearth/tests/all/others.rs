//! Somebody else's record is as if it did not exist.
//!
//! Every role takes every route that names a record, with a record of another agency, another family,
//! another provider, and with a sealed one; and again with an id of nothing. The two answers must be
//! the same, letter for letter, and give nothing. Routes and the fields they ask for come from the
//! house itself, so that a new route is tried without a line being added; a new kind of record needs
//! its line in [`KINDS`], and the test says so.

use std::{collections::BTreeMap, io::Write};

use ::store::Sql;
use access::{
    Actor, Role, delegations,
    emergency::{self, Ask},
    seals::{self, New, SealKind},
    tokens,
};
use axum::http::StatusCode;
use casework::people::store::{self, Person, PersonKind};
use kernel::{Id, kinds, local_date};
use page::{AskedKind, Fields, Method, Route};
use serde_json::{Map, Value, json};

use crate::house::{House, Said};

/// An id of nothing.
const NOTHING: &str = "01890000-0000-7000-8000-000000000000";

/// The kinds of record that a path can name, by the word before the id (or the id's own name), and how to
/// find one of a family's, or any where it belongs to no family.
pub const KINDS: &[(&str, &str)] = &[
    ("enquiries", "SELECT id FROM enquiry WHERE family_id = $1 ORDER BY id LIMIT 1"),
    ("cases", "SELECT id FROM support_case WHERE family_id = $1 ORDER BY id LIMIT 1"),
    (
        "assessments",
        "SELECT a.id FROM assessment a JOIN support_case c ON c.id = a.case_id WHERE c.family_id = $1 ORDER BY a.id LIMIT 1",
    ),
    (
        "plans",
        "SELECT p.id FROM plan p JOIN support_case c ON c.id = p.case_id WHERE c.family_id = $1 ORDER BY p.id LIMIT 1",
    ),
    (
        "actions",
        "SELECT a.id FROM plan_action a JOIN support_case c ON c.id = a.case_id WHERE c.family_id = $1 ORDER BY a.id LIMIT 1",
    ),
    (
        "goals",
        "SELECT g.id FROM goal g JOIN support_case c ON c.id = g.case_id WHERE c.family_id = $1 ORDER BY g.id LIMIT 1",
    ),
    ("applications", "SELECT id FROM application WHERE family_id = $1 ORDER BY id LIMIT 1"),
    ("orders", "SELECT id FROM purchase_order WHERE family_id = $1 ORDER BY id LIMIT 1"),
    (
        "sessions",
        "SELECT s.id FROM delivery_session s JOIN purchase_order o ON o.id = s.order_id WHERE o.family_id = $1 ORDER BY s.id LIMIT 1",
    ),
    (
        "invoices",
        "SELECT i.id FROM invoice i JOIN purchase_order o ON o.id = i.order_id WHERE o.family_id = $1 ORDER BY i.id LIMIT 1",
    ),
    ("people", "SELECT id FROM person WHERE family_id = $1 ORDER BY id LIMIT 1"),
    (
        "consents",
        "SELECT k.id FROM consent k JOIN support_case c ON c.id = k.case_id WHERE c.family_id = $1 ORDER BY k.id LIMIT 1",
    ),
    (
        "exceptions",
        "SELECT s.id FROM safeguarding_share s JOIN support_case c ON c.id = s.case_id WHERE c.family_id = $1 ORDER BY s.id LIMIT 1",
    ),
    ("sealed", "SELECT id FROM seal WHERE family_id = $1 AND ended_at IS NULL"),
    ("emergency", "SELECT id FROM emergency WHERE family_id = $1 ORDER BY id LIMIT 1"),
    ("delegations", "SELECT id FROM delegation WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    (
        "tokens",
        "SELECT substr(token, 1, 16) FROM api_token WHERE $1 IS NOT NULL AND made_by IS NOT NULL LIMIT 1",
    ),
    ("agreements", "SELECT id FROM sharing_agreement WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("birth-families", "SELECT id FROM birth_family WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("birth-people", "SELECT id FROM birth_person WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("contact-plans", "SELECT id FROM contact_plan WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("letters", "SELECT id FROM letter WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("letterbox", "SELECT id FROM contact_after WHERE family_id = $1 ORDER BY id LIMIT 1"),
    ("birth-support", "SELECT id FROM birth_support WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("vetoes", "SELECT id FROM veto WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("intermediaries", "SELECT id FROM intermediary WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("adults", "SELECT id FROM adult_request WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("invitations", "SELECT id FROM invitation WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("allocations", "SELECT id FROM allocation WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("data-complaints", "SELECT id FROM data_complaint WHERE family_id = $1 ORDER BY id LIMIT 1"),
    ("corrections", "SELECT id FROM correction WHERE family_id = $1 ORDER BY id LIMIT 1"),
    (
        "subject-access",
        "SELECT q.id FROM subject_request q JOIN support_case c ON c.id = q.case_id WHERE c.family_id = $1 ORDER BY q.id LIMIT 1",
    ),
    (
        "passages",
        "SELECT p.id FROM subject_passage p JOIN subject_request q ON q.id = p.request_id JOIN support_case c ON c.id = q.case_id WHERE c.family_id = $1 ORDER BY p.id LIMIT 1",
    ),
    (
        "destructions",
        "SELECT d.id FROM destruction d JOIN support_case c ON c.id = d.record_id WHERE c.family_id = $1 ORDER BY d.id LIMIT 1",
    ),
    (
        "documents",
        "SELECT d.id FROM document d JOIN support_case c ON c.id = d.case_id WHERE c.family_id = $1 ORDER BY d.id LIMIT 1",
    ),
    ("accounts", "SELECT account_id FROM seal_reader WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
];

/// Kinds of which the small demo has none for this family.
const MADE_LATER: &[&str] = &[
    "consents",
    "exceptions",
    "agreements",
    "birth-families",
    "birth-people",
    "contact-plans",
    "letters",
    "letterbox",
    "birth-support",
    "adults",
    "vetoes",
    "intermediaries",
    "invitations",
    "allocations",
    "data-complaints",
    "corrections",
    "subject-access",
    "passages",
    "destructions",
    "documents",
];

/// Words before an id that is of another kind than they say.
const OTHER_WORDS: &[(&str, &str)] =
    &[("consent", "consents"), ("sharing", "agreements"), ("case", "cases"), ("enquiry", "enquiries")];

/// Parts of a path that name no record, or one that is open to everybody.
const WORDS: &[(&str, &str)] = &[
    ("part", "needs"),
    ("rater", "parent"),
    ("provider", "county"),
    ("secret", "nothing"),
    ("code", "881"),
    ("providers", NOTHING),
];

/// What belongs to the agency and to no family, and is its people's own: tried from other agencies alone.
const OF_THE_AGENCY: &[&str] = &[
    "/contact-plans",
    "/letters",
    "/adults",
    "/tokens",
    "/delegations",
    "/accounts",
    "/sharing",
    "/agreements",
    "/birth-",
    "/allocations",
];

/// A family with everything that a family can have.
const WHOLE: &str = "SELECT c.family_id FROM support_case c
    WHERE c.status = 'open' AND EXISTS (SELECT 1 FROM enquiry e WHERE e.family_id = c.family_id)
      AND EXISTS (SELECT 1 FROM plan_action p WHERE p.case_id = c.id) AND EXISTS (SELECT 1 FROM goal g WHERE g.case_id = c.id)
      AND EXISTS (SELECT 1 FROM assessment a WHERE a.case_id = c.id)
      AND EXISTS (SELECT 1 FROM invoice i WHERE i.case_id = c.id)
      AND NOT EXISTS (SELECT 1 FROM seal s WHERE s.family_id = c.family_id)
    ORDER BY c.opened_at DESC, c.id";

type Objects = BTreeMap<&'static str, String>;

/// A small demo with one more sealed family, and everything that belongs to it.
pub struct Place {
    pub house: House,
    pub family: Id<kinds::Family>,
    another: Id<kinds::Family>,
    pub named: Actor,
    objects: Objects,
    /// A new enquiry of the sealed family, that nobody has allocated yet.
    pub again: String,
}

pub fn sql(text: &'static str) -> Sql {
    Sql { name: "test", text }
}

pub async fn ids(house: &House, text: &'static str, family: Option<Id<kinds::Family>>) -> Vec<Id<()>> {
    let params: Vec<::store::Value> = family.into_iter().map(Into::into).collect();
    let rows = house.desk.db.read(move |r| r.query(sql(text), &params)).await.unwrap();
    rows.iter().map(|row| row.get(0).unwrap()).collect()
}

pub async fn place() -> Place {
    let desk = testkit::sqlite(hearth::rooms::migrations()).await;
    demo::fill(&desk.db, demo::Size::Tiny, 1, local_date(desk.now), |_| {}).await.unwrap();
    let house = House::open(desk);
    let whole = ids(&house, WHOLE, None).await;
    let (family, another) = (whole[0].cast(), whole[1].cast());
    let desk = &house.desk;
    let (manager, named) = (desk.worker(Role::TeamManager).await, desk.worker(Role::TeamManager).await);
    let duty = desk.worker(Role::DutyWorker).await;
    let case: Id<kinds::Case> = ids(&house, KINDS[1].1, Some(family)).await[0].cast();
    let reference = desk.db.read(move |r| {
        r.row(sql("SELECT reference FROM support_case WHERE id = $1"), &[case.into()])?.get::<String>(0)
    });
    let ask = Ask { reference: reference.await.unwrap(), reason: "To be tried".into() };
    desk.act(&duty, move |act| emergency::ask(act, &ask)).await.unwrap();
    let new =
        New { kind: SealKind::Threat, reason: "To be tried".into(), readers: vec![named.account().unwrap()] };
    desk.act(&manager, move |act| seals::seal(act, case, &new)).await.unwrap();
    let lent = delegations::New {
        giver: manager.account().unwrap(),
        receiver: duty.account().unwrap(),
        from: local_date(desk.now),
        until: local_date(desk.now),
        reason: "To be tried".into(),
    };
    desk.act(&manager, move |act| delegations::make(act, &lent)).await.unwrap();
    desk.act(&manager, |act| tokens::make(act, Role::SocialWorker, "To be tried", 1)).await.unwrap();
    let mut objects = Objects::new();
    for (kind, text) in KINDS {
        match ids(&house, text, Some(family)).await.first() {
            Some(id) => {
                objects.insert(*kind, id.to_string());
            }
            // The demo has none yet: then only the answers to an id of nothing are compared.
            None => assert!(MADE_LATER.contains(kind), "the family has none of the {kind}"),
        }
    }
    let mut place = Place { house, family, another, named, objects, again: String::new() };
    place.again = ask_again(&place).await;
    place
}

/// The sealed family calls again, and the duty worker records the call.
async fn ask_again(place: &Place) -> String {
    let all = people(place).await;
    let of = |kind| all.iter().find(|p| p.kind == kind).unwrap();
    let (child, parent) = (of(PersonKind::Child), of(PersonKind::Adult));
    let call = json!({
        "channel": "phone", "asker": "adoptive-parent", "first-name": parent.first, "last-name": parent.last,
        "phone": parent.contact.phone, "email": parent.contact.email, "contact-by": "phone", "safe": "open",
        "council": "881", "postcode": parent.contact.postcode,
        "child-first-name": child.first, "child-last-name": child.last,
        "born": child.born.map(|day| day.to_string()), "route": "adoption", "placing-council": "881",
        "story": "We called last year. It has become worse again.", "retold": 1,
    });
    let token = place.house.token(Role::DutyWorker).await;
    let said = place.house.post(&token, "/api/v1/enquiries", &call).await;
    assert!(said.status.is_success(), "{said:?}");
    said.json()["id"].as_str().unwrap().to_owned()
}

/// The kind of record behind each varying part of a path; `None` when it names no record.
fn kind_of(route: &Route, before: &str, name: &str) -> Option<&'static str> {
    let known = |word: &str| KINDS.iter().map(|(kind, _)| *kind).find(|kind| *kind == word);
    let word = match name {
        "id" => before.to_owned(),
        other => format!("{other}s"),
    };
    let other = OTHER_WORDS.iter().find(|(said, _)| *said == word).map(|(_, kind)| *kind);
    let found = known(other.unwrap_or(&word));
    if found.is_none() && !WORDS.iter().any(|(open, _)| *open == name || *open == word) {
        panic!(
            "{route:?}: {{{name}}} is a new kind of record. Add a line for it to KINDS, so that it is tried as somebody else's."
        );
    }
    found
}

/// The path with these records in it, and whether it names any.
fn filled(route: &Route, objects: Option<&Objects>) -> (String, bool) {
    let (mut path, mut before, mut names) = (String::new(), "", false);
    for part in route.path.split('/').skip(1) {
        path.push('/');
        match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
            None => path.push_str(part),
            Some(name) => match kind_of(route, before, name) {
                Some(kind) => {
                    names = true;
                    path.push_str(objects.and_then(|o| o.get(kind)).map_or(NOTHING, String::as_str));
                }
                None => {
                    let word =
                        WORDS.iter().find(|(word, _)| *word == name).map_or("881", |(_, value)| *value);
                    path.push_str(word);
                }
            },
        }
        before = part;
    }
    (path, names)
}

/// A value for a field, by what it asks for.
fn value(name: &str, kind: &AskedKind, objects: Option<&Objects>) -> Value {
    match kind {
        AskedKind::Text(_) => json!("Said by a test"),
        AskedKind::Choice(codes) => json!(codes.first().copied().unwrap_or_default()),
        AskedKind::Choices(codes) => json!(codes.iter().take(1).collect::<Vec<_>>()),
        AskedKind::Date => json!("2026-12-01"),
        AskedKind::Number(least, _) => json!((*least).max(1)),
        AskedKind::Money => json!(100),
        AskedKind::YesNo => json!(true),
        AskedKind::List(..) => json!([]),
        AskedKind::Id => {
            let kind = format!("{name}s");
            let id = objects.and_then(|o| o.get(kind.as_str()));
            json!(id.map_or(NOTHING, String::as_str))
        }
    }
}

/// What a route's own parser asks for, filled in; and whether it names a record of [`KINDS`].
fn body(route: &Route, objects: Option<&Objects>) -> (Map<String, Value>, bool) {
    let mut fields = Fields::default();
    if let Some(parser) = route.body {
        parser(&mut fields);
    }
    let mut names = false;
    let map = fields.asked().iter().map(|asked| {
        names |=
            asked.kind == AskedKind::Id && KINDS.iter().any(|(kind, _)| *kind == format!("{}s", asked.name));
        (asked.name.clone(), value(&asked.name, &asked.kind, objects))
    });
    let map = map.collect();
    (map, names)
}

/// Every field that any parser of the house asks for, as one form: enough to come past most parsers.
fn every_field() -> String {
    let mut all = BTreeMap::new();
    for route in hearth::rooms::routes() {
        for (name, value) in body(&route, None).0 {
            let text = match value {
                Value::String(text) => text,
                Value::Array(list) => list.first().and_then(Value::as_str).unwrap_or_default().to_owned(),
                Value::Bool(_) => "yes".to_owned(),
                other => other.to_string(),
            };
            all.insert(name, text.replace(' ', "+"));
        }
    }
    for name in ["reason", "note", "why", "verdict", "readers", "words"] {
        all.entry(name.to_owned())
            .or_insert_with(|| if name == "verdict" { "justified" } else { "Tried" }.to_owned());
    }
    all.iter().map(|(name, value)| format!("&{name}={value}")).collect()
}

/// An answer without what differs from one asking to the next: the ids that were asked for, and the
/// random word of a form.
fn alike(said: &Said, objects: &Objects) -> (StatusCode, Option<String>, String) {
    let plain = |text: &str| {
        let mut text = objects.values().fold(text.to_owned(), |text, id| text.replace(id, NOTHING));
        let mark = "name=\"_once\" value=\"";
        let mut from = 0;
        while let Some(at) = text[from..].find(mark).map(|at| from + at + mark.len()) {
            let end = at + text[at..].find('"').unwrap();
            text.replace_range(at..end, "");
            from = at;
        }
        text
    };
    (said.status, said.to.as_deref().map(plain), plain(&said.text))
}

/// Who asks: on pages with a cookie, of the API with a token.
pub struct Asker {
    pub what: String,
    pub cookie: String,
    pub word: String,
    pub token: String,
}

pub async fn asker(house: &House, what: &str, who: &Actor) -> Asker {
    let (cookie, word) = house.session(who).await;
    let (role, now) = (who.role().unwrap(), house.desk.now);
    let of = who.provider().or(who.agency()).or((!role.is_national()).then(|| house.desk.other_agency()));
    let make = move |w: &::store::Write<'_>| tokens::create(w, role, of, "test", 30, now);
    let token = house.desk.db.write("a token", make).await.unwrap();
    Asker { what: format!("{what}, {}", role.label()), cookie, word, token }
}

impl Asker {
    /// Every answer of a route to this person with these records: a form is sent empty and full.
    async fn ask(&self, house: &House, route: &Route, objects: Option<&Objects>, full: &str) -> Vec<Said> {
        let (path, _) = filled(route, objects);
        match (route.is_api(), route.method) {
            (true, Method::Get) => {
                // Lists of the API may be asked for one case, order or application.
                let id =
                    |kind| objects.map_or(NOTHING, |o: &Objects| o.get(kind).map_or(NOTHING, String::as_str));
                let query = format!(
                    "?case={}&order={}&application={}&enquiry={}&plan={}",
                    id("cases"),
                    id("orders"),
                    id("applications"),
                    id("enquiries"),
                    id("plans")
                );
                vec![
                    house.get(&self.token, &path).await,
                    house.get(&self.token, &format!("{path}{query}")).await,
                ]
            }
            (true, Method::Post) => {
                let whole = Value::Object(body(route, objects).0);
                vec![
                    house.post(&self.token, &path, &json!({})).await,
                    house.post(&self.token, &path, &whole).await,
                ]
            }
            (false, Method::Get) => vec![house.page(&self.cookie, &path).await],
            (false, Method::Post) => {
                let word = format!("csrf={}", self.word);
                let empty = house.form(&self.cookie, &path, &word).await;
                vec![empty, house.form(&self.cookie, &path, &format!("{word}{full}")).await]
            }
        }
    }
}

/// Whether a route names a record, in its path, its query or its body.
fn names_a_record(route: &Route) -> bool {
    // The log tells askers of their own asking, so two answers of it are never alike.
    !route.public
        && route.path != "/api/v1/audit"
        && (filled(route, None).1 || (route.is_api() && (route.method == Method::Get || body(route, None).1)))
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_record_is_answered_like_one_that_does_not_exist() {
    let place = place().await;
    let (house, desk) = (&place.house, &place.house.desk);
    let mut askers = Vec::new();
    for role in Role::ALL {
        let who = match role {
            Role::FamilyMember => desk.relative(place.another).await,
            Role::Provider => {
                let own = ids(
                    house,
                    "SELECT provider_id FROM purchase_order WHERE family_id = $1",
                    Some(place.family),
                )
                .await;
                let all = ids(house, "SELECT id FROM provider ORDER BY id", None).await;
                desk.provider(all.iter().find(|p| !own.contains(p)).unwrap().cast()).await
            }
            Role::NationalAnalyst => desk.worker(*role).await,
            _ => desk.stranger(*role).await,
        };
        let what = match role {
            Role::FamilyMember => "of another family",
            Role::Provider => "of another provider",
            _ => "of another agency",
        };
        askers.push(asker(house, what, &who).await);
        // The same agency, and not named for the sealed record.
        if !matches!(role, Role::FamilyMember | Role::Provider | Role::NationalAnalyst) {
            askers.push(asker(house, "not named", &desk.worker(*role).await).await);
        }
    }
    let routes: Vec<Route> = hearth::rooms::routes().into_iter().filter(names_a_record).collect();
    let full = every_field();
    let (mut answers, mut missing) = (0_usize, 0_usize);
    for asker in &askers {
        for route in &routes {
            // An administrator sees which cases are sealed and every agency's own keys and lent places, and a
            // manager those too: they are theirs.
            let own = asker.what.starts_with("not named")
                && (OF_THE_AGENCY.iter().any(|p| route.path.contains(p))
                    || (asker.what.ends_with("Administrator")
                        && ["/sealed", "/emergency"].iter().any(|p| route.path.starts_with(p))));
            if own {
                continue;
            }
            let theirs = asker.ask(house, route, Some(&place.objects), &full).await;
            let nothing = asker.ask(house, route, None, &full).await;
            for (theirs, nothing) in theirs.iter().zip(&nothing) {
                let what = format!("{} {route:?}: {} {}", asker.what, theirs.status, theirs.text);
                assert_eq!(alike(theirs, &place.objects), alike(nothing, &place.objects), "{what}");
                answers += 1;
                missing += usize::from(theirs.status == StatusCode::NOT_FOUND);
                let list = route.is_api() && route.method == Method::Get && !route.path.contains('{');
                assert!(!theirs.status.is_server_error(), "{what}");
                if !list {
                    // A page for others may send the reader to their own, whatever the record.
                    let sent_on = route.method == Method::Get && theirs.status.is_redirection();
                    assert!(theirs.status.is_client_error() || sent_on, "{what}");
                }
            }
        }
    }
    assert!(missing > 500, "only {missing} answers came as far as looking for the record");
    let (people, routes) = (askers.len(), routes.len());
    let _ = writeln!(
        std::io::stderr(),
        "somebody else's record: {people} people x {routes} routes, {answers} answers compared, {missing} of them not found"
    );
}

/// The people of the sealed family, as somebody named for it reads them.
pub async fn people(place: &Place) -> Vec<Person> {
    let family = place.family;
    place.house.desk.look(&place.named, move |look| store::of_family(look, family)).await.unwrap()
}
