//! What the tests of this crate share: a family that came by the front door, so that its record is as any other.

use access::{Actor, Role};
use kernel::{Date, Id, kinds};
use proptest::test_runner::{Config, RngSeed};
use serde_json::{Value, json};
use store::statements;
use testkit::{Caller, Desk, Said};

/// The same cases on every run, so that a failure on one machine is a failure on all.
pub(crate) fn fixed() -> Config {
    Config { rng_seed: RngSeed::Fixed(2026), failure_persistence: None, cases: 128, ..Config::default() }
}

/// A day.
pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

statements! {
    FAMILY = "SELECT family_id, child_id FROM support_case WHERE id = $1";
    FREE = "UPDATE support_case SET coordinator_id = NULL WHERE id = $1";
    LEAVES = "UPDATE account SET disabled_at = $2 WHERE id = $1";
    HAND_OFFS = "SELECT COALESCE(CAST(sum(amount) AS BIGINT), 0) FROM figure WHERE measure = 'coordinator-hand-offs'";
}

/// A family with a case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Home {
    pub(crate) case: Id<kinds::Case>,
    pub(crate) family: Id<kinds::Family>,
    pub(crate) child: Id<kinds::Person>,
}

/// Somebody's account.
pub(crate) fn account(who: &Actor) -> Id<kinds::Account> {
    who.account().unwrap()
}

/// Where letters to somebody go.
pub(crate) async fn address(desk: &Desk, who: &Actor) -> String {
    let id = account(who);
    desk.db.read(move |r| access::accounts::email_of(r, id)).await.unwrap()
}

/// To whom the letters go that wait, the oldest first.
pub(crate) async fn letters_to(desk: &Desk) -> Vec<String> {
    let later = desk.now.checked_add(jiff::SignedDuration::from_hours(24 * 400)).unwrap();
    let due = desk.db.read(move |r| store::outbox::due(r, later, 100)).await.unwrap();
    due.into_iter().map(|m| m.to).collect()
}

/// Seals a family's record for those who are named, as a manager who may see it.
pub(crate) async fn seal(desk: &Desk, who: &Actor, case: Id<kinds::Case>, readers: &[&Actor]) {
    let seal = access::seals::New {
        kind: access::seals::SealKind::ALL[0],
        reason: "A colleague’s own".into(),
        readers: readers.iter().map(|reader| account(reader)).collect(),
    };
    desk.act(who, move |act| access::seals::seal(act, case, &seal).map(drop)).await.unwrap();
}

/// Somebody to whom a colleague lends their place today.
pub(crate) async fn in_place_of(desk: &Desk, giver: &Actor, receiver: &Actor) -> Actor {
    let new = access::delegations::New {
        giver: account(giver),
        receiver: account(receiver),
        from: day("2026-11-20"),
        until: day("2026-11-20"),
        reason: "On leave".into(),
    };
    desk.act(giver, move |act| access::delegations::make(act, &new).map(drop)).await.unwrap();
    let (who, now) = (receiver.clone(), desk.now);
    desk.db.read(move |r| access::delegations::load(r, who, now)).await.unwrap()
}

/// Routes of the rooms that these tests walk through.
fn rooms() -> (Vec<page::Route>, Vec<page::NavItem>) {
    ([casework::routes(), crate::routes()].concat(), crate::nav())
}

/// A page, a form or a call, as somebody.
pub(crate) async fn send(desk: &Desk, who: &Actor, path: &str, body: Option<&str>) -> Said {
    call(desk, &Caller::Browser(who.clone()), path, body).await
}

/// The same as a machine, or at a browser.
pub(crate) async fn call(desk: &Desk, who: &Caller, path: &str, body: Option<&str>) -> Said {
    desk.request(rooms(), "2026-11-20T09:30:00Z", who, path, body).await
}

/// The same at another time.
pub(crate) async fn send_at(desk: &Desk, at: &str, who: &Actor, path: &str, body: Option<&str>) -> Said {
    desk.request(rooms(), at, &Caller::Browser(who.clone()), path, body).await
}

async fn done(desk: &Desk, who: &Caller, path: &str, body: Value) -> Value {
    let said = call(desk, who, path, Some(&body.to_string())).await;
    assert!(said.status < 300, "{path} {}: {}", said.status, said.text);
    said.json()
}

/// What a family says that calls. `number` makes it another family.
fn asked(number: u8) -> Value {
    json!({
        "channel": "phone", "asker": "adoptive-parent", "first-name": "Ana", "last-name": format!("Bright{number}"),
        "phone": format!("07700 9003{number:02}"), "contact-by": "phone", "safe": "open", "council": "881", "postcode": "CM1 1QH",
        "child-first-name": format!("Kit{number}"), "child-last-name": format!("Bright{number}"), "born": "2013-02-14",
        "route": "adoption", "ordered": "2016-06-01", "placing-council": "881", "story": "It has been hard.", "warnings": [], "retold": 0,
    })
}

/// An enquiry that came at a time and that nobody has taken on.
pub(crate) async fn enquiry_at(desk: &Desk, at: &str, number: u8) -> String {
    let duty = desk.machine(Role::DutyWorker, desk.agency()).await;
    let body = asked(number).to_string();
    let said = desk.request(rooms(), at, &duty, "/api/v1/enquiries", Some(&body)).await;
    assert_eq!(said.status, 201, "{}", said.text);
    said.json()["id"].as_str().unwrap().to_owned()
}

/// A family that called, and a targeted case with this coordinator.
pub(crate) async fn home(desk: &Desk, number: u8, coordinator: Id<kinds::Account>) -> Home {
    let duty = desk.machine(Role::DutyWorker, desk.agency()).await;
    let enquiry = done(desk, &duty, "/api/v1/enquiries", asked(number)).await;
    let path = format!("/api/v1/enquiries/{}/triage", enquiry["id"].as_str().unwrap());
    let held = json!({"did": "call-held", "version": enquiry["version"], "why": "Spoke with Ana"});
    let held = done(desk, &duty, &path, held).await;
    let allocate = json!({"did": "allocate", "version": held["version"], "why": "Needs help", "checked": true, "to": "new",
        "coordinator": coordinator.to_string(), "level": "targeted"});
    let case: Id<kinds::Case> =
        done(desk, &duty, &path, allocate).await["case"].as_str().unwrap().parse().unwrap();
    let row = desk.db.read(move |r| r.row(FAMILY, &[case.into()])).await.unwrap();
    Home { case, family: row.get(0).unwrap(), child: row.get(1).unwrap() }
}

/// A plan that holds, which this worker wrote and coordinates.
pub(crate) async fn plan(desk: &Desk, case: Id<kinds::Case>, coordinator: Id<kinds::Account>) {
    let worker = desk.machine(Role::SocialWorker, desk.agency()).await;
    let begun = done(desk, &worker, "/api/v1/plans", json!({"case": case.to_string()})).await;
    let path = format!("/api/v1/plans/{}", begun["id"].as_str().unwrap());
    let body = json!({
        "version": begun["version"], "summary": "Calmer mornings.", "coordinator": coordinator.to_string(), "review-on": "2027-02-12",
        "escalation": "Call the duty line; at night, the crisis line.",
        "needs": {"school": {"weight": "strong", "words": "Mornings"}},
        "goals": {"0": {"words": "Go in without tears"}},
        "actions": {"0": {"what": "A quiet start", "owner": "school", "owner-name": "Teacher", "need": "school", "due": "2026-12-18"}},
    });
    let saved = done(desk, &worker, &path, body).await;
    done(desk, &worker, &format!("{path}/current"), json!({"version": saved["version"]})).await;
}

/// Takes the coordinator off a case: as a record from before coordinators were asked for.
pub(crate) async fn free(desk: &Desk, case: Id<kinds::Case>) {
    desk.db.write("test", move |w| w.execute(FREE, &[case.into()]).map(drop)).await.unwrap();
}

/// Ends somebody's access.
pub(crate) async fn leaves(desk: &Desk, who: &Actor) {
    let (who, now) = (account(who), desk.now);
    desk.db.write("test", move |w| w.execute(LEAVES, &[who.into(), now.into()]).map(drop)).await.unwrap();
}

/// How many hand-offs the figure counts.
pub(crate) async fn hand_offs(desk: &Desk) -> i64 {
    desk.db.read(|r| r.row(HAND_OFFS, &[])?.get(0)).await.unwrap()
}
