//! Plants what partners were asked and said to an assessment: one who answered, one who declined, one who has typed and not
//! sent; and an assessment that a manager sent back.

use access::{Actor, links::Secret};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use casework::contributions::{
    actions::{
        answer::{self, No},
        open,
    },
    link,
    model::State,
};
use kernel::{Id, kinds::Contribution};
use page::Fields;
use serde_json::{Value, json};
use store::outbox;

use super::{
    marks::What,
    world::{World, post, text},
};
use crate::house::House;

const CLINIC: &str = "Riverside Clinic";

/// Asks somebody of the clinic, and opens the link as they would. Gives the id and the secret.
async fn ask(
    house: &House,
    world: &mut World,
    own: &str,
    (worker, assessment): (&str, &str),
    field: &str,
) -> (String, Secret) {
    let mut word = |part: &str| world.put(own, What::Partner, &format!("{field}{part}"));
    let email = format!("{own}{field}@example.org");
    let body = json!({
        "partner": "paediatrics", "name": word("name"), "role": word("role"), "organisation": CLINIC, "email": email,
        "child": "first-name", "why": word("why"), "question": word("question"), "domains": ["health"],
    });
    let path = format!("/api/v1/assessments/{assessment}/contributions");
    // A letter says where the service is, which on this machine is what the request says.
    let request = Request::post(path)
        .header(header::AUTHORIZATION, format!("Bearer {worker}"))
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, "application/json");
    let said = house.send(request.body(Body::from(body.to_string())).unwrap()).await;
    assert_eq!(said.status, StatusCode::CREATED, "{}", said.told());
    let made = said.json();
    let id = world.id("contributions", &made["id"]);
    let of: Id<Contribution> = id.parse().unwrap();
    let secret = link::secret(house.desk.db.keys(), of, 1);
    world.ids.entry("contribute").or_default().push(secret.as_str().to_owned());
    let mine = secret.clone();
    house.desk.act(&Actor::public(), move |act| open::send_code(act, &mine)).await.unwrap();
    let now = house.desk.now;
    let letters = house.desk.db.read(move |r| outbox::due(r, now, 10_000)).await.unwrap();
    let code = letters.iter().find(|m| m.to == email && m.subject == "Your code").unwrap().body.clone();
    let typed: String = code.split_once("code is ").unwrap().1.chars().take(6).collect();
    let mine = secret.clone();
    let right =
        house.desk.act(&Actor::public(), move |act| open::try_code(act, &mine, &typed)).await.unwrap();
    assert!(right, "the code opens the link");
    (id, secret)
}

fn typed(world: &mut World, own: &str, field: &str) -> Fields {
    let mut word = |part: &str| world.put(own, What::Partner, &format!("{field}{part}"));
    Fields::filled([
        ("health", word("health")),
        ("question", word("answer")),
        ("question-withheld", "yes".to_owned()),
        ("question-why", word("keptwhy")),
        ("name", word("signed")),
        ("role", word("signedas")),
    ])
}

/// While the assessment is written: one answers and something is taken from it, one declines.
pub async fn asked(
    house: &House,
    world: &mut World,
    own: &str,
    (worker, case): (&str, &str),
    assessment: &str,
) {
    let agreed = json!({"case": case, "purpose": "work-with-health", "name": CLINIC, "answer": "given",
                        "given_by": "parent", "given_name": world.put(own, What::Consent, "clinicgiver"),
                        "how": "phone", "on": "2026-11-20"});
    post(house, worker, "/api/v1/consents", agreed).await;
    let (id, secret) = ask(house, world, own, (worker, assessment), "doctor").await;
    let said = typed(world, own, "doctorsaid");
    house.desk.act(&Actor::public(), move |act| answer::send(act, &secret, &said)).await.unwrap();
    let taken = json!({"version": 2, "used": "taken", "words": world.put(own, What::Partner, "took")});
    let path = format!("/api/v1/contributions/{id}/take");
    post(house, worker, &path, taken).await;
    let (_, secret) = ask(house, world, own, (worker, assessment), "nurse").await;
    let no = No { state: State::Declined, words: world.put(own, What::Partner, "nursedeclined") };
    house.desk.act(&Actor::public(), move |act| answer::decline(act, &secret, &no)).await.unwrap();
}

/// Once it is complete: a manager sends it back, and in the next one somebody has typed and not sent.
pub async fn sent_back(
    house: &House,
    world: &mut World,
    own: &str,
    (worker, case): (&str, &str),
    done: &Value,
) {
    let (cookie, csrf) = world.form_of(&format!("{}teammanager", &own[..1]));
    let words = world.put(own, What::SentBack, "assessmentback");
    let form = format!("csrf={csrf}&version={}&answer=send-back&words={words}+please", done["version"]);
    let path = format!("/assessments/{}/signature", text(&done["id"]));
    let said = house.form(&cookie, &path, &form).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.told());
    let next = post(house, worker, "/api/v1/assessments", json!({"case": case})).await;
    let (_, secret) = ask(house, world, own, (worker, &text(&next["id"])), "visitor").await;
    let draft = typed(world, own, "visitordraft");
    house.desk.act(&Actor::public(), move |act| answer::keep(act, &secret, &draft)).await.unwrap();
}
