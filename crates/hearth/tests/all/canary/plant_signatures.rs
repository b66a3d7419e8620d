//! A plan that a manager sent back, and a team with somebody in it.

use access::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{
    marks::What,
    world::{World, agency_of, post, token},
};
use crate::house::House;

/// A manager of the family's agency, who did not write the plan, sends it back with what to change.
pub async fn sent_back(house: &House, world: &mut World, own: &str, plan: &Value) {
    let (cookie, csrf) = world.form_of(&format!("{}teammanager", &own[..1]));
    let words = world.put(own, What::SentBack, "sentback");
    let form = format!("csrf={csrf}&version={}&answer=send-back&words={words}+please", plan["version"]);
    let path = format!("/plans/{}/signature", plan["id"].as_str().unwrap());
    let said = house.form(&cookie, &path, &form).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.told());
}

/// A team of an agency with its social worker in it.
pub async fn team(house: &House, world: &mut World, agency: char) {
    let key = token(house, Role::Administrator, Some(agency_of(house, agency))).await;
    let made = post(house, &key, "/api/v1/teams", json!({"name": "Post-adoption"})).await;
    let id = world.id("teams", &made["id"]);
    let code = format!("{agency}socialworker");
    let worker = world.personas.iter().find(|p| p.own == [code.clone()]).unwrap().account.clone();
    let joins = json!({"account": worker, "from": "2026-11-20"});
    let joined = post(house, &key, &format!("/api/v1/teams/{id}/members"), joins).await;
    world.id("members", &joined["members"][0]["id"]);
}
