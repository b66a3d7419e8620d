//! Plants what owners of a plan's actions were asked and said: one was withdrawn, one answered.

use access::{Actor, links::Secret, planning::ActionAsk};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use casework::action_asks::{
    actions::answer,
    model::{Answer, Outcome},
    store::DOOR,
};
use kernel::Id;
use serde_json::{Value, json};

use super::{
    marks::What,
    world::{World, post, text},
};
use crate::house::House;

/// Asks the owner of the plan's action, on the ground of a consent of its own; gives id and secret.
async fn ask(
    house: &House,
    world: &mut World,
    own: &str,
    (worker, plan): (&str, &Value),
    field: &str,
) -> (String, Secret) {
    let mut word = |part: &str| world.put(own, What::Partner, &format!("{field}{part}"));
    let body = json!({
        "version": plan["version"], "partner": "school", "name": word("name"), "organisation": "Canary Primary",
        "email": format!("{own}{field}@example.org"), "what": word("what"), "due": "2026-12-18",
    });
    let path = format!("/api/v1/plans/{}/actions/{}/ask", text(&plan["id"]), text(&plan["actions"][0]["id"]));
    // A letter says where the service is, which on this machine is what the request says.
    let request = Request::post(path)
        .header(header::AUTHORIZATION, format!("Bearer {worker}"))
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, "application/json");
    let said = house.send(request.body(Body::from(body.to_string())).unwrap()).await;
    assert_eq!(said.status, StatusCode::CREATED, "{}", said.told());
    let id = world.id("action-asks", &said.json()["id"]);
    let of: Id<ActionAsk> = id.parse().unwrap();
    let secret = DOOR.secret(house.desk.db.keys(), of, 1);
    world.ids.entry("action").or_default().push(secret.as_str().to_owned());
    (id, secret)
}

/// While the plan holds: one asking is withdrawn, the next is answered.
pub async fn asked(house: &House, world: &mut World, own: &str, (worker, case): (&str, &str), plan: &Value) {
    let agreed = json!({"case": case, "purpose": "work-with-school", "name": "Canary Primary", "answer": "given",
                        "given_by": "parent", "given_name": world.put(own, What::Consent, "schoolgiver"),
                        "how": "phone", "on": "2026-11-20"});
    post(house, worker, "/api/v1/consents", agreed).await;
    let (id, _) = ask(house, world, own, (worker, plan), "actionfirst").await;
    let why = json!({"version": 1, "why": world.put(own, What::Partner, "actionwithdrawn")});
    post(house, worker, &format!("/api/v1/action-asks/{id}/withdraw"), why).await;
    let (_, secret) = ask(house, world, own, (worker, plan), "actionnext").await;
    // The family reads it beside the action, on its own page of the plan.
    let mut word = |part: &str| world.put(own, What::Plan, part);
    let answer =
        Answer { outcome: Outcome::Done, words: word("actionsaid"), until: None, name: word("actionsigned") };
    house.desk.act(&Actor::public(), move |act| answer::run(act, &secret, &answer)).await.unwrap();
}
