//! A small world with a mark in every protected field: two agencies, three families, two
//! providers, two birth families, and everybody who signs in.

use std::collections::BTreeMap;

use access::{
    Role,
    accounts::{self, Account, NewAccount},
    sessions, walls,
};
use commissioning::providers::{
    model::{Approval, Price, Provider},
    store::{NewProvider, put},
};
use kernel::{
    Id, Pence, ProviderKind,
    kinds::{Family, Organisation},
};
use serde_json::{Value, json};

use super::marks::{Mark, What};
use crate::house::House;

/// Somebody who crawls: with a browser's cookie and with a token for the API.
pub struct Persona {
    /// What the report calls them.
    pub name: String,
    pub role: Option<Role>,
    /// Whether they sign in as a birth relative.
    pub birth: bool,
    pub agency: Option<char>,
    /// What is theirs.
    pub own: Vec<String>,
    pub cookie: String,
    pub csrf: String,
    pub token: String,
    /// Their account, where they have one.
    pub account: String,
}

/// All that was planted.
pub struct World {
    pub marks: Vec<Mark>,
    /// Ids by the part of a path that they stand behind.
    pub ids: BTreeMap<&'static str, Vec<String>>,
    pub personas: Vec<Persona>,
    /// The child of each family and the child before adoption that it is linked with.
    pub linked: Vec<(String, String)>,
}

/// Letters for a mark: no part of a word that a page says by itself.
fn word(own: &str, field: &str) -> String {
    format!("zq{own}{field}")
}

impl World {
    pub fn mark(&mut self, own: &str, what: What, text: impl Into<String>) -> String {
        let text = text.into();
        let agency = own.chars().next().unwrap();
        self.marks.push(Mark { text: text.to_lowercase(), what, agency, own: own.to_owned() });
        text
    }

    pub fn put(&mut self, own: &str, what: What, field: &str) -> String {
        self.mark(own, what, word(own, field))
    }

    /// The cookie of somebody, and the word that their forms carry.
    fn form_of(&self, code: &str) -> (String, String) {
        let who = self.personas.iter().find(|p| p.own == [code]).unwrap();
        (who.cookie.clone(), who.csrf.clone())
    }

    fn id(&mut self, of: &'static str, value: &Value) -> String {
        let text = text(value);
        self.ids.entry(of).or_default().push(text.clone());
        text
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not text: {value}")).to_owned()
}

pub fn agency_of(house: &House, agency: char) -> Id<Organisation> {
    if agency == 'a' { house.desk.agency() } else { house.desk.other_agency() }
}

async fn post(house: &House, token: &str, path: &str, body: Value) -> Value {
    let said = house.post(token, path, &body).await;
    assert!(said.status.is_success(), "{path} {}: {}", said.status, said.text);
    said.json()
}

async fn get(house: &House, token: &str, path: &str) -> Value {
    let said = house.get(token, path).await;
    assert!(said.status.is_success(), "{path} {}: {}", said.status, said.text);
    said.json()
}

async fn token(house: &House, role: Role, agency: Option<Id<Organisation>>) -> String {
    let now = house.desk.now;
    let made = house.desk.db.write("a token", move |w| access::tokens::create(w, role, agency, "t", 30, now));
    made.await.unwrap()
}

/// Everybody's world.
pub async fn build(house: &House) -> World {
    let mut world =
        World { marks: Vec::new(), ids: BTreeMap::new(), personas: Vec::new(), linked: Vec::new() };
    for agency in ['a', 'b'] {
        for role in [
            Role::DutyWorker,
            Role::SocialWorker,
            Role::TeamManager,
            Role::Commissioner,
            Role::FinanceOfficer,
            Role::Administrator,
        ] {
            let code = format!("{agency}{}", role.code().replace('-', ""));
            let at = Some(agency_of(house, agency));
            persona(house, &mut world, &code, role, (at, None, None), What::Worker).await;
        }
    }
    let none = (None, None, None);
    persona(house, &mut world, "nanalyst", Role::NationalAnalyst, none, What::Caller).await;
    for (own, full, born) in
        [("a1", true, "2013-01-17"), ("a2", false, "2014-04-19"), ("b1", true, "2012-07-23")]
    {
        let (family, provider) = family(house, &mut world, own, full, born).await;
        let code = format!("{own}me");
        persona(house, &mut world, &code, Role::FamilyMember, (None, Some(family), None), What::Caller).await;
        world.personas.last_mut().unwrap().own.push(own.to_owned());
        if let Some(provider) = provider {
            let code = format!("{own}provider");
            persona(house, &mut world, &code, Role::Provider, (None, None, Some(provider)), What::Caller)
                .await;
            // A provider's own are the orders of the family.
            world.personas.last_mut().unwrap().own.push(own.to_owned());
        }
    }
    for (own, born) in [("abirth", "2013-02-18"), ("bbirth", "2012-08-24")] {
        birth_family(house, &mut world, own, born).await;
    }
    super::plant_connections::plant(house, &mut world).await;
    // The second agency stands for every other: two of its workers crawl, the rest only did their part.
    world.personas.retain(|p| {
        let elsewhere = p.agency == Some('b') && p.role.is_some_and(|role| role != Role::FamilyMember);
        !elsewhere || matches!(p.role, Some(Role::SocialWorker | Role::TeamManager))
    });
    world.personas.push(Persona {
        name: "nobody".into(),
        role: None,
        birth: false,
        agency: None,
        own: Vec::new(),
        cookie: String::new(),
        csrf: String::new(),
        token: "hearth_NONE".into(),
        account: String::new(),
    });
    world
}

type Belongs = (Option<Id<Organisation>>, Option<Id<Family>>, Option<Id<Organisation>>);

async fn persona(
    house: &House,
    world: &mut World,
    code: &str,
    role: Role,
    (agency, family, provider): Belongs,
    called: What,
) {
    let name = world.put(code, called, "called");
    let email = world.mark(code, What::SignIn, format!("{}@example.org", word(code, "signin")));
    let account = Account { id: Id::new(house.desk.now), name, role, agency, family, provider };
    let new = NewAccount { account, email, password: None, demo: false };
    let (id, now) = (new.account.id, house.desk.now);
    let session = house
        .desk
        .db
        .write("a persona", move |w| {
            accounts::create(w, &new, now)?;
            sessions::start(w, id, now)
        })
        .await
        .unwrap();
    let machine = token(house, role, agency.or(provider).or(Some(house.desk.agency()))).await;
    world.personas.push(Persona {
        name: format!("{} {code}", role.code()),
        role: Some(role),
        birth: false,
        agency: agency.and(code.chars().next()).or(family.and(code.chars().next())),
        own: vec![code.to_owned()],
        cookie: format!("hearth_session={}", session.as_str()),
        csrf: session.form_word(house.desk.db.keys()),
        token: machine,
        account: id.to_string(),
    });
}

/// One family's whole way, with a mark in everything that is typed on it.
async fn family(
    house: &House,
    world: &mut World,
    own: &str,
    full: bool,
    born: &str,
) -> (Id<Family>, Option<Id<Organisation>>) {
    let agency = own.chars().next().unwrap();
    let at = agency_of(house, agency);
    let duty = token(house, Role::DutyWorker, Some(at)).await;
    let worker = token(house, Role::SocialWorker, Some(at)).await;
    let finance = token(house, Role::FinanceOfficer, Some(at)).await;
    let code = format!("{agency}socialworker");
    let coordinator = world.personas.iter().find(|p| p.own == [code.clone()]).unwrap().account.clone();
    let number = world.marks.len();
    let phone = world.mark(own, What::Name, format!("07700 9{number:05}"));
    world.mark(own, What::Name, born);
    let day: kernel::Date = born.parse().unwrap();
    world.mark(own, What::Name, day.strftime("%-d %B %Y").to_string());
    let ordered = world.mark(
        own,
        What::Name,
        format!(
            "{}-27",
            if own == "a1" {
                "2019-01"
            } else if own == "a2" {
                "2019-02"
            } else {
                "2019-03"
            }
        ),
    );
    let email = world.mark(own, What::Name, format!("{}@example.org", word(own, "mail")));
    let enquiry = json!({
        "channel": "phone", "asker": "adoptive-parent",
        "first-name": world.put(own, What::Name, "parent"), "last-name": world.put(own, What::Name, "family"),
        "phone": phone, "email": email, "contact-by": "phone", "safe": "open",
        "safe-contact": world.put(own, What::Said, "safe"), "interpreter": true,
        "language": world.put(own, What::Said, "language"),
        "council": if agency == 'a' { "881" } else { "850" }, "postcode": "CM1 1QH",
        "child-first-name": world.put(own, What::Name, "child"), "child-last-name": word(own, "family"),
        "born": born, "route": "adoption", "ordered": ordered, "placing-council": "881",
        "story": world.put(own, What::Said, "story"), "warnings": ["violence"], "retold": 2,
    });
    let enquiry = post(house, &duty, "/api/v1/enquiries", enquiry).await;
    let id = world.id("enquiries", &enquiry["id"]);
    let why = world.put(own, What::Said, "call");
    let step = json!({"did": "call-held", "version": enquiry["version"], "why": why});
    let held = post(house, &duty, &format!("/api/v1/enquiries/{id}/triage"), step).await;
    let step = json!({"did": "allocate", "version": held["version"], "why": world.put(own, What::Said, "allocated"),
                      "checked": true, "to": "new", "coordinator": coordinator, "level": "targeted"});
    let allocated = post(house, &duty, &format!("/api/v1/enquiries/{id}/triage"), step).await;
    let case = world.id("cases", &allocated["case"]);
    let found = post(house, &duty, "/api/v1/people/search", json!({"born": born})).await;
    let child = world.id("people", &found["items"][0]["id"]);
    let family: Id<Family> = text(&found["items"][0]["family"]).parse().unwrap();
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{child}");
    if !full {
        return (family, None);
    }
    assessed_and_planned(house, world, own, (&worker, &case, &coordinator)).await;
    agreed(house, world, own, (&worker, &case)).await;
    let provider = funded(house, world, own, (&worker, &finance, &case)).await;
    let view = get(house, &worker, &format!("/api/v1/cases/{case}")).await;
    let reason = world.put(own, What::Level, "level");
    let step = json!({"to": "universal", "reason": reason, "version": view["version"]});
    post(house, &worker, &format!("/api/v1/cases/{case}/level"), step).await;
    (family, Some(provider))
}

async fn assessed_and_planned(
    house: &House,
    world: &mut World,
    own: &str,
    (worker, case, coordinator): (&str, &str, &str),
) {
    let a = post(house, worker, "/api/v1/assessments", json!({"case": case})).await;
    let id = world.id("assessments", &a["id"]);
    let found = world.put(own, What::Assessment, "found");
    let long = format!(
        "{found} {}",
        "We talked about this at length, with examples from home and from school. ".repeat(4)
    );
    let mut body = json!({
        "version": a["version"], "heard": "alone", "child-words": world.put(own, What::Assessment, "childsaid") + " and more words of mine",
        "family-words": world.put(own, What::Assessment, "familysaid") + " and we are tired",
        "formulation": world.put(own, What::Assessment, "formulation") + " is what keeps it going at home and at school",
        "needs": {"violence": "strong", "school": "strong", "trauma": "severe"}, "level": "intensive",
    });
    let framework = casework::assessment::model::current_on("2026-11-20".parse().unwrap()).unwrap();
    for domain in &framework.domains {
        let asked: Vec<&str> = domain.ask.iter().map(|who| who.code()).collect();
        body[&domain.code] = json!(long);
        body[format!("{}-asked", domain.code)] = json!(asked);
    }
    let saved = post(house, worker, &format!("/api/v1/assessments/{id}"), body).await;
    post(house, worker, &format!("/api/v1/assessments/{id}/complete"), json!({"version": saved["version"]}))
        .await;

    let plan = post(house, worker, "/api/v1/plans", json!({"case": case})).await;
    let id = world.id("plans", &plan["id"]);
    let mut body = json!({
        "version": plan["version"], "coordinator": coordinator, "review-on": "2027-01-15",
        "summary": world.put(own, What::Plan, "summary") + " is what the family wants from all of this together.",
        "escalation": world.put(own, What::Plan, "escalation") + ": call the coordinator, then the manager.",
        "actions": {"0": {"what": world.put(own, What::Plan, "action"), "owner": "school",
                          "owner-name": world.put(own, What::Plan, "owner"), "due": "2026-12-11", "need": "school"}},
    });
    let words = world.put(own, What::Plan, "need") + " at home";
    for need in plan["needs"].as_array().unwrap() {
        let code = text(&need["need"]);
        body["needs"][code.as_str()] = json!({"weight": need["weight"], "words": words});
    }
    let saved = post(house, worker, &format!("/api/v1/plans/{id}"), body).await;
    let current = json!({"version": saved["version"]});
    let current = post(house, worker, &format!("/api/v1/plans/{id}/current"), current).await;
    world.id("actions", &current["actions"][0]["id"]);
    let words = world.put(own, What::Goal, "goal");
    post(house, worker, "/api/v1/goals", json!({"case": case, "words": words})).await;
    let goals = get(house, worker, &format!("/api/v1/goals?case={case}")).await;
    world.id("goals", &goals["items"][0]["id"]);
    let rating = json!({"case": case, "goal": goals["items"][0]["id"], "rater": "parent", "on": "2026-11-20", "score": 3});
    post(house, worker, "/api/v1/ratings", rating).await;
}

async fn funded(
    house: &House,
    world: &mut World,
    own: &str,
    (worker, finance, case): (&str, &str, &str),
) -> Id<Organisation> {
    let desk = &house.desk;
    let provider: Id<Organisation> = Id::new(desk.now);
    world.ids.entry("providers").or_default().push(provider.to_string());
    let code = format!("therapies-{own}");
    desk.db
        .write("a provider", move |w| {
            let listed = Provider {
                id: provider,
                name: format!("Therapies {}", code.len()),
                kind: ProviderKind::Independent,
                approval: Approval::Approved,
            };
            let new = NewProvider {
                provider: listed,
                code: code.clone(),
                region: String::new(),
                approved_on: None,
            };
            let price = Price {
                provider,
                therapy: "ddp".into(),
                per_session: Pence::pounds(120),
                minutes: 60,
                from: "2026-04-01".parse().unwrap(),
            };
            put(w, &new, &[price])
        })
        .await
        .unwrap();
    let letter = json!({"year": 2026, "amount": 1_000_000, "letter": format!("ASGSF-2026-{own}"),
                         "note": world.put(own, What::Ledger, "grantnote")});
    post(house, finance, "/api/v1/allocations", letter).await;
    let wrong = json!({"year": 2026, "amount": 200_000, "letter": format!("ASGSF-2026-{own}-2")});
    let wrong = post(house, finance, "/api/v1/allocations", wrong).await;
    let wrong = world.id("allocations", &wrong["id"]);
    let reason = json!({"reason": world.put(own, What::Ledger, "takenback")});
    post(house, finance, &format!("/api/v1/allocations/{wrong}/take-back"), reason).await;
    let ask = json!({"case": case, "therapy": "ddp", "provider": provider.to_string(), "sessions": 10,
                     "starts_on": "2026-11-20", "ends_on": "2027-03-20"});
    let a = post(house, worker, "/api/v1/applications", ask).await;
    let id = world.id("applications", &a["id"]);
    let path = format!("/api/v1/applications/{id}");
    let passage = world.put(own, What::Application, "passage");
    let words: Vec<String> =
        a["passages"].as_array().unwrap().iter().map(|_| format!("{passage} helps")).collect();
    let a =
        post(house, worker, &format!("{path}/words"), json!({"version": a["version"], "words": words})).await;
    let sent = post(house, worker, &format!("{path}/send"), json!({"version": a["version"]})).await;
    let reason = world.put(own, What::Decision, "decision");
    let decision = json!({"outcome": "approved", "reason": reason, "version": sent["version"]});
    post(house, finance, &format!("{path}/decision"), decision).await;

    let machine = token(house, Role::Provider, Some(provider)).await;
    let declined = text(&post(house, worker, &format!("{path}/order"), json!({})).await["order"]);
    let reason = world.put(own, What::Declined, "declined");
    let answer = json!({"answer": "decline", "reason": reason});
    post(house, &machine, &format!("/api/v1/orders/{declined}/answer"), answer).await;
    let order = post(house, worker, &format!("{path}/order"), json!({})).await["order"].clone();
    let order = world.id("orders", &order);
    world.ids.entry("orders").or_default().push(declined);
    post(house, &machine, &format!("/api/v1/orders/{order}/answer"), json!({"answer": "accept"})).await;
    let note = world.put(own, What::Session, "note");
    let session = json!({"order": order, "day": "2026-11-20", "outcome": "held", "note": note});
    let session = post(house, &machine, "/api/v1/sessions", session).await;
    let session = world.id("sessions", &session["id"]);
    let bill = json!({"order": order, "number": format!("N-{own}"), "total": 12_000,
                      "lines": [{"session": session, "day": "2026-11-20", "amount": 12_000}]});
    let invoice = post(house, &machine, "/api/v1/invoices", bill).await;
    let invoice = world.id("invoices", &invoice["id"]);
    // A query has a page and no API.
    let code = format!("{}financeofficer", own.chars().next().unwrap());
    let (cookie, csrf) = world.form_of(&code);
    let query = world.put(own, What::Query, "query");
    let seen = get(house, finance, &format!("/api/v1/invoices/{invoice}")).await;
    let form = format!("csrf={csrf}&reason={query}&version={}", seen["version"]);
    let said = house.form(&cookie, &format!("/invoices/{invoice}/query"), &form).await;
    assert!(said.status.is_redirection(), "{}: {}", said.status, said.text);
    provider
}

/// What a family agreed to and took back, and what was shared to keep somebody safe.
async fn agreed(house: &House, world: &mut World, own: &str, (worker, case): (&str, &str)) {
    let asked = json!({
        "case": case, "purpose": "work-with-school", "name": world.put(own, What::Consent, "school"),
        "answer": "given", "given_by": "parent", "given_name": world.put(own, What::Consent, "giver"),
        "how": "phone", "on": "2026-11-20", "note": world.put(own, What::ConsentNote, "consentnote"),
    });
    let consent = post(house, worker, "/api/v1/consents", asked).await;
    let id = world.id("consents", &consent["id"]);
    let why = json!({"version": consent["version"], "why": world.put(own, What::ConsentNote, "withdrawn")});
    post(house, worker, &format!("/api/v1/consents/{id}/withdrawal"), why).await;
    let agency = own.chars().next().unwrap();
    let (cookie, csrf) = world.form_of(&format!("{agency}socialworker"));
    let (to, reason) = (world.put(own, What::Exception, "hospital"), world.put(own, What::Exception, "risk"));
    let form = format!("csrf={csrf}&recipient=health&name={to}&shares=safety&reason={reason}");
    let said = house.form(&cookie, &format!("/cases/{case}/consent/safeguarding"), &form).await;
    assert!(said.status.is_redirection(), "{}: {}", said.status, said.text);
    let administrator = token(house, Role::Administrator, Some(agency_of(house, agency))).await;
    let agreement = json!({"name": "Working with health", "recipient": "health", "purposes": ["work-with-health"],
                           "shares": ["need"], "basis": "public-task", "reference": "H-1", "from": "2026-04-01"});
    let agreement = post(house, &administrator, "/api/v1/agreements", agreement).await;
    let agreement = world.id("agreements", &agreement["id"]);
    world.ids.entry("sharing").or_default().push(agreement);
    // A manager looks at what a colleague shared.
    let (cookie, csrf) = world.form_of(&format!("{agency}teammanager"));
    let list = house.page(&cookie, "/sharing/exceptions").await.text;
    let id = list
        .split("/sharing/exceptions/")
        .nth(1)
        .and_then(|rest| rest.get(..36))
        .unwrap_or_else(|| panic!("{list}"));
    world.ids.entry("exceptions").or_default().push(id.to_owned());
    let note = world.put(own, What::Exception, "seen");
    let form = format!("csrf={csrf}&version=1&note={note}");
    let said = house.form(&cookie, &format!("/sharing/exceptions/{id}"), &form).await;
    assert!(said.status.is_redirection(), "{}: {}", said.status, said.text);
}

/// A birth family, with a child who is linked with the first family of the agency, a birth parent who
/// asked, is written to and signs in.
async fn birth_family(house: &House, world: &mut World, own: &str, born: &str) {
    let agency = own.chars().next().unwrap();
    let at = agency_of(house, agency);
    let duty = token(house, Role::DutyWorker, Some(at)).await;
    let email = world.mark(own, What::Birth, format!("{}@example.org", word(own, "mail")));
    let phone = world.mark(own, What::Birth, format!("07701 9{:05}", world.marks.len()));
    let mother = json!({
        "kind": "birth-parent", "first-name": world.put(own, What::Birth, "mother"),
        "last-name": world.put(own, What::Birth, "surname"), "born": "1985-05-05",
        "address": world.put(own, What::Birth, "address"), "postcode": "CM9 9ZZ", "phone": phone, "email": email,
    });
    let made = post(house, &duty, "/api/v1/birth-families", mother).await;
    let family = world.id("birth-families", &made["id"]);
    let person = world.id("birth-people", &made["person"]);

    // The child, added by a form; then the link, and a look through it.
    let manager = format!("{agency}teammanager");
    let (cookie, csrf) = world.form_of(&manager);
    let send = async |path: String, body: String| {
        let said = house.form(&cookie, &path, &format!("csrf={csrf}&_once={path}&{body}")).await;
        assert!(
            said.status.is_redirection() || said.status.is_success(),
            "{path} {}: {}",
            said.status,
            said.text
        );
    };
    let child = world.put(own, What::BirthChild, "before");
    let body = format!("kind=birth-child&first-name={child}&last-name={child}&born={born}");
    world.mark(own, What::BirthChild, born);
    let day: kernel::Date = born.parse().unwrap();
    world.mark(own, What::BirthChild, day.strftime("%-d %B %Y").to_string());
    send(format!("/birth-families/{family}/people"), body).await;
    let whole = get(house, &duty, &format!("/api/v1/birth-families/{family}")).await;
    let child = whole["people"].as_array().unwrap().iter().find(|p| p["kind"] == "birth-child").unwrap();
    let child = world.id("birth-people", &child["id"]);
    let index = usize::from(agency == 'b') * 2;
    let (case, after) = (world.ids["cases"][index].clone(), world.ids["people"][index].clone());
    let reference = text(&get(house, &duty, &format!("/api/v1/cases/{case}")).await["reference"]);
    let reason = world.put(own, What::Reason, "becauseofthecourt");
    send(format!("/birth-people/{child}/link"), format!("case={reference}&reason={reason}")).await;
    send(format!("/people/{after}/before-adoption"), format!("reason={reason}")).await;
    world.linked.push((after, child));

    let words = world.put(own, What::BirthMessage, "message");
    send(format!("/birth-people/{person}/messages"), format!("words={words}&tell=yes")).await;
    let code = format!("{own}me");
    persona(house, world, &code, Role::FamilyMember, (None, None, None), What::Caller).await;
    let me = world.personas.last_mut().unwrap();
    me.own.push(own.to_owned());
    me.birth = true;
    let (account, person) = (me.account.parse().unwrap(), person.parse().unwrap());
    house.desk.db.write("her account", move |w| walls::give_account(w, account, person)).await.unwrap();

    // Somebody by birth asks, too, and tells the name that the child has now.
    let asked = json!({
        "channel": "phone", "asker": "birth-relative",
        "first-name": world.put(own, What::Said, "asker"), "last-name": word(own, "asker"),
        "phone": "0113 496 0000", "contact-by": "phone", "safe": "open", "council": "881",
        "child-first-name": word(&format!("{agency}1"), "child"),
        "born": if agency == 'a' { "2013-01-17" } else { "2012-07-23" },
        "story": world.put(own, What::Said, "birthstory"),
    });
    let enquiry = post(house, &duty, "/api/v1/enquiries", asked).await;
    world.id("enquiries", &enquiry["id"]);
}
