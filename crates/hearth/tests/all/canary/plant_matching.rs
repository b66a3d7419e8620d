//! Children who wait, a ready family, sensitive reasons behind what it offers, a suggestion that was passed over, and
//! a link that went to the decision maker and ended.

use access::Role;
use serde_json::json;

use super::{
    marks::What,
    world::{World, agency_of, get, post, text, token, word},
};
use crate::house::House;

pub async fn plant(house: &House, world: &mut World, own: &str) {
    let agency = own.chars().next().unwrap();
    let at = agency_of(house, agency);
    let worker = token(house, Role::SocialWorker, Some(at)).await;
    let manager = token(house, Role::TeamManager, Some(at)).await;
    let born = if agency == 'a' { "2023-04-17" } else { "2022-09-26" };
    world.mark(own, What::Finding, born);
    let day: kernel::Date = born.parse().unwrap();
    world.mark(own, What::Finding, day.strftime("%-d %B %Y").to_string());
    let child = json!({
        "first-name": world.put(own, What::Finding, "first"), "born": born, "sex": "girl", "health": "well",
        "number": world.put(own, What::Finding, "number"), "need-trauma": "strong",
        "since": "2026-06-01", "route": "adoption", "contact": "letters", "council": "881",
        "profile": world.put(own, What::Finding, "likes"),
    });
    let child = post(house, &worker, "/api/v1/matching", child).await;
    let child = world.id("matching", &child["id"]);
    let phone = world.mark(own, What::Finding, format!("07702 9{:05}", world.marks.len()));
    let family = json!({
        "names": world.put(own, What::Finding, "couple"), "address": world.put(own, What::Finding, "street"),
        "phone": phone, "email": world.mark(own, What::Finding, format!("{}@example.org", word(own, "home"))),
        "profile": world.put(own, What::Finding, "portrait"), "approved": "2026-02-01", "youngest": 0, "oldest": 6,
        "most": 1, "able-trauma": "strong", "health": "uncertain", "contact": "siblings", "council": "882",
        "experience": "children", "shared": "2026-03-01",
    });
    let adopter = post(house, &worker, "/api/v1/adopters", family.clone()).await;
    let adopter = world.id("adopters", &adopter["id"]);
    let other = text(&post(house, &worker, "/api/v1/adopters", family).await["id"]);

    let passed = json!({"adopter": other, "words": world.put(own, What::Finding, "passed")});
    post(house, &worker, &format!("/api/v1/matching/{child}/pass-over"), passed).await;
    // Sensitive reasons have a page and no API.
    let (cookie, csrf) = world.form_of(&format!("{agency}teammanager"));
    let reason = world.put(own, What::Sensitive, "loss");
    let form = format!("csrf={csrf}&words={reason}");
    let said = house.form(&cookie, &format!("/adopters/{adopter}/reasons"), &form).await;
    assert!(said.status.is_redirection(), "{}: {}", said.status, said.told());

    let asking = json!({
        "names": world.put(own, What::Finding, "asking"), "address": world.put(own, What::Finding, "lane"), "on": "2026-10-01",
    });
    let asking = post(house, &worker, "/api/v1/recruitment", asking).await;
    let asking = world.id("recruitment", &asking["id"]);
    let words = world.put(own, What::Finding, "withdrew");
    let step = json!({"version": 1, "did": "end", "on": "2026-10-02", "words": words});
    post(house, &worker, &format!("/api/v1/recruitment/{asking}/step"), step).await;

    let link = json!({
        "adopter": adopter, "speaks-for": world.put(own, What::Finding, "pro"),
        "against": world.put(own, What::Finding, "contra"),
    });
    let link = post(house, &worker, &format!("/api/v1/matching/{child}/links"), link).await;
    let id = world.id("links", &link["id"]);
    let step = format!("/api/v1/links/{id}/step");
    post(house, &worker, &step, json!({"version": 1, "did": "link"})).await;
    let words = world.put(own, What::Finding, "panel");
    let panel = json!({"version": 2, "did": "panel", "on": "2026-11-18", "advice": "yes", "words": words});
    post(house, &worker, &step, panel).await;
    let words = world.put(own, What::Finding, "decided");
    let decision = json!({"version": 3, "on": "2026-11-19", "agreed": true, "words": words});
    post(house, &manager, &format!("/api/v1/links/{id}/decision"), decision).await;
    let words = world.put(own, What::Finding, "reversed");
    post(house, &worker, &step, json!({"version": 4, "did": "end", "words": words})).await;
    let seen = get(house, &worker, &format!("/api/v1/links/{id}")).await;
    assert_eq!(text(&seen["stage"]), "ended");
}
