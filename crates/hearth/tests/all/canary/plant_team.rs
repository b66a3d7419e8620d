//! What a team and its manager write: notes with promises, decisions, supervision, a complaint walked from its making to what was learned, a
//! hand-over that was taken back, and who is away.

use access::{Role, absences};
use kernel::{Id, kinds};
use serde_json::json;
use store::statements;
use teamwork::{complaints, handover, supervision};

use super::{
    marks::What,
    world::{Persona, World, actor, agency_of, persona, post, token},
};
use crate::house::House;

statements! {
    CASE_OF = "SELECT c.id FROM support_case c JOIN account a ON a.family_id = c.family_id WHERE a.id = $1 ORDER BY c.id";
}

fn of<'w>(world: &'w World, code: &str) -> &'w Persona {
    world.personas.iter().find(|p| p.own.iter().any(|own| own == code)).unwrap()
}

fn account(world: &World, code: &str) -> Id<kinds::Account> {
    of(world, code).account.parse().unwrap()
}

async fn case_of(house: &House, world: &World, code: &str) -> Id<kinds::Case> {
    let who = account(world, code);
    house.desk.db.read(move |r| r.row(CASE_OF, &[who.into()])?.get(0)).await.unwrap()
}

/// For the first family of the first agency, and the second for the hand-over.
pub async fn plant(house: &House, world: &mut World) {
    let at = Some(agency_of(house, 'a'));
    persona(house, world, "anewmanager", Role::TeamManager, (at, None, None), What::Worker).await;
    let case = case_of(house, world, "a1me").await;
    on_the_case(house, world, case).await;
    private(house, world).await;
    complaint(house, world, case).await;
    moved(house, world).await;
}

async fn on_the_case(house: &House, world: &mut World, case: Id<kinds::Case>) {
    let worker = token(house, Role::SocialWorker, Some(agency_of(house, 'a'))).await;
    let words = world.put("a1", What::CaseNote, "casenote");
    let promised = world.put("a1", What::Promised, "inanote");
    let body = json!({"kind": "call", "words": words, "promised": promised});
    let made = post(house, &worker, &format!("/api/v1/cases/{case}/notes"), body).await;
    world.id("promises", &made["items"][0]["id"]);

    let manager = actor(house, world, "ateammanager").await;
    let decided = supervision::actions::Decided {
        decision: world.put("a1", What::CaseNote, "casedecided"),
        reason: world.put("a1", What::CaseNote, "becauseof"),
        review: None,
    };
    let made =
        house.desk.act(&manager, move |act| supervision::actions::decide(act, case, &decided)).await.unwrap();
    world.id("decisions", &json!(made.to_string()));
    let words = world.put("a1", What::CaseNote, "cameofit");
    let looked = move |act: &access::Act<'_>| supervision::actions::looked_at(act, case, made, &words);
    house.desk.act(&manager, looked).await.unwrap();
}

/// What stays between a worker and a manager; and who is away.
async fn private(house: &House, world: &mut World) {
    let worker = account(world, "asocialworker");
    let manager = actor(house, world, "ateammanager").await;
    let note = supervision::actions::Note {
        worker,
        held: kernel::local_date(house.desk.now),
        next: kernel::Calendar::england().add_days(kernel::local_date(house.desk.now), 28),
        words: world.put("asocialworker", What::Supervision, "supervised"),
        line: None,
    };
    let made = house.desk.act(&manager, move |act| supervision::actions::write(act, &note)).await.unwrap();
    world.id("supervision", &json!(made.to_string()));
    world.id("workers", &json!(worker.to_string()));
    let from = kernel::Calendar::england().add_days(kernel::local_date(house.desk.now), 30);
    let new = absences::New { account: worker, from, until: from, cover: None, may: absences::May::Answer };
    let away = house.desk.act(&manager, move |act| absences::make(act, &new)).await.unwrap();
    for word in ["away", "absences"] {
        world.id(word, &json!(away.to_string()));
    }
}

/// A parent complains, does not agree, and somebody new looks at it; a worker writes another down for somebody without an account.
async fn complaint(house: &House, world: &mut World, case: Id<kinds::Case>) {
    use complaints::actions as steps;
    let parent = actor(house, world, "a1me").await;
    let manager = actor(house, world, "ateammanager").await;
    let other = actor(house, world, "anewmanager").await;
    let (handler, reviewer) = (account(world, "ateammanager"), account(world, "anewmanager"));
    let input = steps::Input {
        about: complaints::model::About::Delay,
        words: world.put("a1me", What::ServiceComplaint, "wentwrong"),
        wish: world.put("a1me", What::ServiceComplaint, "putright"),
        recorded: None,
    };
    let c = house.desk.act(&parent, move |act| steps::make(act, case, &input)).await.unwrap();
    let id = c.id;
    world.id("complaints", &json!(id.to_string()));
    let words = world.put("a1me", What::ServiceComplaint, "acked");
    let ack = steps::Ack { version: c.version, handler, complained_of: None, words };
    let c = house.desk.act(&manager, move |act| steps::acknowledge(act, id, &ack)).await.unwrap();
    let answered =
        |version, words| steps::Answered { version, outcome: complaints::model::Outcome::Partly, words };
    let first = answered(c.version, world.put("a1me", What::ServiceComplaint, "answered"));
    let c = house.desk.act(&manager, move |act| steps::answer(act, id, &first)).await.unwrap();
    let why = world.put("a1me", What::ServiceComplaint, "notagreed");
    let no = steps::Disagreed { version: c.version, why };
    let c = house.desk.act(&parent, move |act| steps::disagree(act, id, &no)).await.unwrap();
    let new = steps::Reviewer { version: c.version, reviewer };
    let c = house.desk.act(&manager, move |act| steps::name_reviewer(act, id, &new)).await.unwrap();
    let again = answered(c.version, world.put("a1me", What::ServiceComplaint, "reviewed"));
    let c = house.desk.act(&other, move |act| steps::review(act, id, &again)).await.unwrap();
    let lesson = steps::Lesson {
        version: c.version,
        words: world.put("a1", What::Lesson, "learnedfrom"),
        action: world.put("a1", What::Lesson, "wedo"),
        by: kernel::local_date(house.desk.now),
    };
    house.desk.act(&manager, move |act| steps::learn(act, id, &lesson)).await.unwrap();

    let worker = token(house, Role::DutyWorker, Some(agency_of(house, 'a'))).await;
    let body = json!({"case": case.to_string(), "who": "family", "about": "told", "words": world.put("a1", What::Lesson, "recordedfor"),
        "complainant": world.put("a1", What::Lesson, "complains")});
    let made = post(house, &worker, "/api/v1/complaints", body).await;
    world.id("complaints", &made["id"]);
}

/// The second family's case goes to a colleague and comes back.
async fn moved(house: &House, world: &mut World) {
    let manager = actor(house, world, "ateammanager").await;
    let (from, to) = (account(world, "asocialworker"), account(world, "adutyworker"));
    let case = case_of(house, world, "a2me").await;
    let words = world.put("a2", What::Promised, "handedover");
    let input = handover::actions::Input { cases: vec![handover::model::Choice { case, to }], words };
    let made =
        house.desk.act(&manager, move |act| handover::actions::transfer(act, from, &input)).await.unwrap();
    world.id("transfers", &json!(made.to_string()));
    house.desk.act(&manager, move |act| handover::actions::undo(act, made)).await.unwrap();
}
