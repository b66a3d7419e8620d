//! Marks in the rooms of strategy: what an agency notes when it rates its service, what it sets down to be done, and
//! what was said and done at its boards, and what its
//! projects are and taught.

use access::Role;
use serde_json::json;

use super::{
    marks::What,
    world::{World, agency_of, get, post, token},
};
use crate::house::House;

/// Opens a round in both agencies, with a note on a line and something to be done.
pub async fn plant(house: &House, world: &mut World) {
    for (agency, own) in [('a', "ateam"), ('b', "bteam")] {
        let manager = token(house, Role::TeamManager, Some(agency_of(house, agency))).await;
        let round = post(house, &manager, "/api/v1/service-audits", json!({})).await;
        let id = world.id("service-audit", &round["id"]);
        world.id("service-audits", &round["id"]);
        let note = world.put(own, What::ServiceAudit, "auditnote");
        let rating = json!({ "line": "3a", "rating": "partly", "note": note, "version": 0 });
        post(house, &manager, &format!("/api/v1/service-audits/{id}/ratings"), rating).await;

        let (cookie, csrf) = world.form_of(&format!("{agency}teammanager"));
        let what = world.put(own, What::ServiceAudit, "auditwhat");
        let owner = world.put(own, What::ServiceAudit, "auditowner");
        let body = format!(
            "csrf={csrf}&_once={own}audit&line=3a&what={what}&owner={owner}&priority=4&due-day=1&due-month=3&due-year=2027"
        );
        let said = house.form(&cookie, &format!("/service-audit/{id}/actions"), &body).await;
        assert!(said.status.is_redirection(), "{}: {}", said.status, said.told());
        let page = house.page(&cookie, "/service-audit").await.text;
        let action = page.split("/audit-actions/").nth(1).and_then(|rest| rest.split('/').next());
        world.id("audit-actions", &json!(action.unwrap()));

        let send = async |path: String, body: String| {
            let said = house.form(&cookie, &path, &format!("csrf={csrf}&_once={path}&{body}")).await;
            assert!(said.status.is_redirection(), "{path} {}: {}", said.status, said.told());
        };
        let name = world.put(own, What::Board, "boardname");
        let day = "held-day=1&held-month=10&held-year=2026";
        send("/boards".into(), format!("name={name}&{day}&partners=health&partners=adopters")).await;
        let meetings = get(house, &manager, "/api/v1/board-meetings").await;
        let meeting = world.id("boards", &meetings["items"][0]["id"]);
        let said = world.put(own, What::Board, "boardsaid");
        send(format!("/boards/{meeting}/points"), format!("by=adopters&said={said}")).await;
        let page = house.page(&cookie, &format!("/boards/{meeting}")).await.text;
        let point = page.split("/board-points/").nth(1).and_then(|rest| rest.split('/').next());
        let point = world.id("board-points", &json!(point.unwrap()));
        let done = world.put(own, What::Board, "boarddone");
        send(format!("/board-points/{point}/done"), format!("version=1&done={done}")).await;

        let name = world.put(own, What::Project, "projectname");
        let theory = world.put(own, What::Project, "projecttheory");
        let day = "starts-day=1&starts-month=4&starts-year=2026";
        send("/projects".into(), format!("name={name}&theory={theory}&{day}")).await;
        let projects = get(house, &manager, "/api/v1/projects").await;
        let project = world.id("projects", &projects["items"][0]["id"]);
        let words = world.put(own, What::Project, "projectwords");
        send(format!("/projects/{project}/notes"), format!("kind=learning&words={words}")).await;
    }
}
