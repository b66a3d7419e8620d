//! Somebody else's record is as if it did not exist.
//!
//! Every role takes every route that names a record, with a record of another agency, another family,
//! another provider, and with a sealed one; and again with an id of nothing. The two answers must be
//! the same, letter for letter, and give nothing. Routes and the fields they ask for come from the
//! house itself, so that a new route is tried without a line being added; a new kind of record needs
//! its line in [`records::KINDS`], and the test says so.

pub mod records;

use std::{
    collections::BTreeMap,
    io::Write,
    sync::{Arc, Mutex},
};

use ::store::Sql;
use access::{
    Actor, Role, delegations,
    emergency::{self, Ask},
    permissions::{self, Reach, Table},
    seals::{self, New, SealKind},
    sign_in::passkeys,
    teams, tokens,
};
use axum::http::StatusCode;
use casework::{
    assessment::actions::start,
    contributions::{actions::ask as asked, model::NameAs},
    messages::actions::write,
    people::store::{self, Person, PersonKind},
    reviews::actions::ask,
    young_people::{actions::say, model::Readers},
};
use commissioning::competitions::{
    self,
    actions::{Brief, ask_for_choice},
};
use kernel::{Id, kinds, local_date};
use page::{AskedKind, Fields, Method, Route};
use serde_json::{Map, Value, json};

use self::records::{KINDS, MADE_LATER, OF_THE_AGENCY, OTHER_WORDS, WORDS};
use crate::house::{House, Said};

/// An id of nothing.
const NOTHING: &str = "01890000-0000-7000-8000-000000000000";

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
    // A teacher was asked for an assessment that is being written.
    let input = asked::Input {
        partner: "school".into(),
        name: "To be tried".into(),
        role: String::new(),
        organisation: "A school".into(),
        email: "tried@example.org".into(),
        child: NameAs::Initials,
        why: "To be tried".into(),
        domains: vec!["education".into()],
        question: String::new(),
        due: None,
    };
    let asking = move |act: &access::Act<'_>| {
        let draft = start::run(act, case)?;
        asked::run(act, draft.id, &input, "http://localhost")
    };
    desk.act(&manager, asking).await.unwrap();
    // A provider is to be chosen.
    let brief = Brief {
        therapy: "theraplay".into(),
        region: String::new(),
        sessions: 6,
        starts_on: local_date(desk.now),
        words: "to be tried".into(),
        read_again: true,
        route: competitions::model::Route::Competition,
        provider: None,
        why: String::new(),
    };
    desk.act(&manager, move |act| ask_for_choice(act, case, &brief)).await.unwrap();
    // What a young person of the family wrote and asked for.
    let child: Id<kinds::Person> = ids(
        &house,
        "SELECT child_id FROM support_case WHERE family_id = $1 ORDER BY id LIMIT 1",
        Some(family),
    )
    .await[0]
        .cast();
    let young = desk.young_person(family, child).await;
    desk.act(&young, |act| {
        let input = say::Input { words: "To be tried".into(), readers: Readers::Team };
        say::run(act, &input)?;
        let own = act.own_case::<access::actions::AskReview>()?.id();
        ask::run(act, own, "To be tried")?;
        write::run(act, own, "To be tried")
    })
    .await
    .unwrap();
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
    let joins =
        teams::NewMember { account: duty.account().unwrap(), from: local_date(desk.now), until: None };
    let team = move |act: &access::Act<'_>| {
        let id = teams::make(act, "To be tried")?;
        teams::add(act, id, &joins)
    };
    desk.act(&manager, team).await.unwrap();
    desk.act(&manager, |act| tokens::make(act, Role::SocialWorker, "To be tried", 1)).await.unwrap();
    // Somebody's own, whom nobody in these tests signs in as.
    let (owner, now) = (desk.worker(Role::Commissioner).await.account().unwrap(), desk.now);
    let new = passkeys::New {
        name: "To be tried".into(),
        credential_id: b"tried".to_vec(),
        credential: "a credential".into(),
    };
    desk.db.write("a passkey", move |w| passkeys::add(w, owner, &new, now)).await.unwrap();
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

/// The names of the statements that a house runs, as they come. Two requests that run the same ones in the same
/// order do the same work, whatever a clock says of a busy machine.
struct Heard(Arc<Mutex<Vec<&'static str>>>);

impl Heard {
    fn of(house: &House) -> Self {
        let heard = Heard(Arc::default());
        let names = heard.0.clone();
        house.desk.db.listen(move |name| names.lock().unwrap().push(name));
        heard
    }

    /// What was run since this was asked last.
    fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
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
            Role::YoungPerson => {
                let child = ids(
                    house,
                    "SELECT child_id FROM support_case WHERE family_id = $1 ORDER BY id LIMIT 1",
                    Some(place.another),
                )
                .await[0];
                desk.young_person(place.another, child.cast()).await
            }
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
            Role::FamilyMember | Role::YoungPerson => "of another family",
            Role::Provider => "of another provider",
            _ => "of another agency",
        };
        askers.push(asker(house, what, &who).await);
        // The same agency, and not named for the sealed record.
        if !matches!(role, Role::FamilyMember | Role::YoungPerson | Role::Provider | Role::NationalAnalyst) {
            askers.push(asker(house, "not named", &desk.worker(*role).await).await);
        }
    }
    let routes: Vec<Route> = hearth::rooms::routes().into_iter().filter(names_a_record).collect();
    let full = every_field();
    let (mut answers, mut missing, mut statements) = (0_usize, 0_usize, 0_usize);
    let (heard, mut longer) = (Heard::of(house), Vec::new());
    for asker in &askers {
        // That a key or a session was used is noted once in five minutes, and so only now.
        house.page(&asker.cookie, "/").await;
        house.get(&asker.token, "/api/v1/cases").await;
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
            heard.take();
            let theirs = asker.ask(house, route, Some(&place.objects), &full).await;
            let of_theirs = heard.take();
            let nothing = asker.ask(house, route, None, &full).await;
            let of_nothing = heard.take();
            if of_theirs != of_nothing {
                longer.push(format!("{} {route:?}: {of_theirs:?}, for nothing {of_nothing:?}", asker.what));
            }
            statements += of_theirs.len();
            for (theirs, nothing) in theirs.iter().zip(&nothing) {
                let what = format!("{} {route:?}: {} {}", asker.what, theirs.status, theirs.text);
                assert_eq!(alike(theirs, &place.objects), alike(nothing, &place.objects), "{what}");
                answers += 1;
                missing += usize::from(theirs.status == StatusCode::NOT_FOUND);
                // A list, or what is known of an area: no record is named.
                let list = route.is_api() && route.method == Method::Get && !filled(route, None).1;
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
    assert!(
        longer.is_empty(),
        "{} routes do other work for what is not there:\n{}",
        longer.len(),
        longer.join("\n")
    );
    let (people, routes) = (askers.len(), routes.len());
    let _ = writeln!(
        std::io::stderr(),
        "somebody else's record: {people} people x {routes} routes, {answers} answers compared, {missing} of them not found, {statements} statements the same"
    );
}

/// Looking for somebody who is hidden does the work of looking for nobody: a child of a sealed family, a child of an
/// adoptive family looked for among birth relatives, and somebody of another agency on either side.
#[tokio::test(flavor = "multi_thread")]
async fn a_search_for_somebody_hidden_does_the_work_of_a_search_for_nobody() {
    let place = place().await;
    let (house, desk) = (&place.house, &place.house.desk);
    let manager = asker(house, "not named", &desk.worker(Role::TeamManager).await).await;
    let stranger = asker(house, "of another agency", &desk.stranger(Role::TeamManager).await).await;
    let child = people(&place).await.into_iter().find(|p| p.kind == PersonKind::Child).unwrap();
    let mother = format!("csrf={}&kind=birth-parent&first-name=Wilhelmina&last-name=Ashgrove", manager.word);
    let said = house.form(&manager.cookie, "/birth-families/new", &mother).await;
    assert!(said.status.is_redirection(), "{}", said.text);
    let hidden = child.name().replace(' ', "+");
    let named = asker(house, "named", &place.named).await;
    let heard = Heard::of(house);
    let search = async |who: &Asker, path: &str, name: &str| {
        house.page(&who.cookie, "/").await;
        heard.take();
        let said = house.form(&who.cookie, path, &format!("csrf={}&name={name}", who.word)).await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.text);
        (heard.take(), said.text)
    };
    for (who, path, name) in [
        (&manager, "/people", hidden.as_str()),
        (&stranger, "/people", hidden.as_str()),
        (&manager, "/birth-families/search", hidden.as_str()),
        (&named, "/birth-families/search", hidden.as_str()),
        (&stranger, "/birth-families/search", "Wilhelmina+Ashgrove"),
        (&stranger, "/people", "Wilhelmina+Ashgrove"),
    ] {
        let (theirs, shown) = search(who, path, name).await;
        let (nobodys, nothing) = search(who, path, "Gwendoline+Tarrant").await;
        assert_eq!(theirs, nobodys, "{} at {path} for {name}", who.what);
        assert!(theirs.len() > 3, "{theirs:?}");
        let empty = |page: &str| page.contains("Nobody was found");
        assert!(empty(&shown) && empty(&nothing), "{} at {path} for {name}", who.what);
    }
    // Those who may find them do: otherwise this would prove nothing.
    assert!(!search(&named, "/people", &hidden).await.1.contains("Nobody was found"));
    let (_, shown) = search(&manager, "/birth-families/search", "Wilhelmina+Ashgrove").await;
    assert!(shown.contains("Wilhelmina"), "{shown}");
}

/// Set in the process in which the table of teams holds: a table holds for a whole process.
const UNDER_TEAMS: &str = "HEARTH_TEST_UNDER_TEAMS";

/// A table that gives duty and social workers no more than their team, wherever a table may say so.
fn table_of_teams() -> Table {
    let shipped = Table::shipped();
    let lines = shipped.lines().filter(|l| permissions::is_of_one_family(&l.action)).map(|line| {
        let narrow = |role: &Role| match (role, line.of(*role)) {
            (Role::DutyWorker | Role::SocialWorker, Reach::Agency) => Reach::Team.word(),
            (_, reach) => reach.word(),
        };
        let roles: Vec<&str> = Role::ALL.iter().map(narrow).collect();
        format!("{},{},{}\n", line.action, line.public.word(), roles.join(","))
    });
    shipped.narrowed(&format!("{}\n{}", permissions::heading(), lines.collect::<String>())).unwrap()
}

/// A colleague's record is as if it did not exist for those of another team, where a council's table says so; and
/// the coordinator's own team reaches it.
#[tokio::test(flavor = "multi_thread")]
async fn a_colleagues_record_is_answered_like_none_under_a_table_of_teams() {
    if std::env::var_os(UNDER_TEAMS).is_none() {
        let name = "others::a_colleagues_record_is_answered_like_none_under_a_table_of_teams";
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args([name, "--exact", "--nocapture"])
            .env(UNDER_TEAMS, "yes")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout).into_owned();
        let told = String::from_utf8_lossy(&child.stderr).into_owned();
        assert!(child.status.success() && said.contains("1 passed"), "{said}\n{told}");
        for line in told.lines().filter(|line| line.starts_with("a colleague")) {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
        return;
    }
    permissions::put_in_force(table_of_teams()).unwrap();
    let place = place().await;
    let (house, desk) = (&place.house, &place.house.desk);
    // A family that is not sealed, and all that belongs to it.
    let mut objects = Objects::new();
    for (kind, text) in KINDS {
        if let Some(id) = ids(house, text, Some(place.another)).await.first() {
            objects.insert(*kind, id.to_string());
        }
    }
    let holder = ids(
        house,
        "SELECT coordinator_id FROM support_case WHERE family_id = $1 AND coordinator_id IS NOT NULL ORDER BY id LIMIT 1",
        Some(place.another),
    )
    .await[0]
        .cast();
    let administrator = desk.worker(Role::Administrator).await;
    let join = |name: &'static str, with: Vec<Id<kinds::Account>>| {
        let from = local_date(desk.now);
        desk.act(&administrator, move |act| {
            let team = teams::make(act, name)?;
            for account in &with {
                teams::add(act, team, &teams::NewMember { account: *account, from, until: None })?;
            }
            Ok(())
        })
    };
    let (mut askers, mut mates) = (Vec::new(), Vec::new());
    for role in [Role::DutyWorker, Role::SocialWorker] {
        let (alone, other, mate) =
            (desk.worker(role).await, desk.worker(role).await, desk.worker(role).await);
        let id = |who: &Actor| who.account().unwrap();
        let (first, second) = match role {
            Role::DutyWorker => ("Duty elsewhere", "Duty here"),
            _ => ("Workers elsewhere", "Workers here"),
        };
        join(first, vec![id(&other), id(&alone)]).await.unwrap();
        join(second, vec![id(&mate), holder]).await.unwrap();
        askers.push((role, asker(house, "of no team of theirs", &desk.worker(role).await).await));
        askers.push((role, asker(house, "of another team", &other).await));
        mates.push(asker(house, "of the same team", &mate).await);
    }
    let narrowed = |route: &Route, role: Role| {
        let team = |action: &&str| permissions::current().reach(Some(role), action) == Reach::Team;
        names_a_record(route) && route.grants.iter().all(team)
    };
    let full = every_field();
    let (mut answers, mut missing) = (0_usize, 0_usize);
    for (role, asker) in &askers {
        for route in hearth::rooms::routes().iter().filter(|r| narrowed(r, *role)) {
            let theirs = asker.ask(house, route, Some(&objects), &full).await;
            let nothing = asker.ask(house, route, None, &full).await;
            for (theirs, nothing) in theirs.iter().zip(&nothing) {
                let what = format!("{} {route:?}: {} {}", asker.what, theirs.status, theirs.text);
                assert_eq!(alike(theirs, &objects), alike(nothing, &objects), "{what}");
                assert!(!theirs.status.is_server_error(), "{what}");
                answers += 1;
                missing += usize::from(theirs.status == StatusCode::NOT_FOUND);
            }
        }
    }
    assert!(missing > 50, "only {missing} answers came as far as looking for the record");
    let case = objects.get("cases").unwrap();
    for mate in &mates {
        let said = house.page(&mate.cookie, &format!("/cases/{case}")).await;
        assert_eq!(said.status, StatusCode::OK, "{}", mate.what);
    }
    let _ = writeln!(
        std::io::stderr(),
        "a colleague's record under a table of teams: {answers} answers compared, {missing} of them not found"
    );
}

/// The people of the sealed family, as somebody named for it reads them.
pub async fn people(place: &Place) -> Vec<Person> {
    let family = place.family;
    place.house.desk.look(&place.named, move |look| store::of_family(look, family)).await.unwrap()
}
