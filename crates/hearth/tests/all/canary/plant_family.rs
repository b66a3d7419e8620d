//! Plants a family: its first contact, case, assessment, plan and goals, with a mark in everything that is typed.

use access::Role;
use kernel::{
    Id,
    kinds::{Family, Organisation},
};
use serde_json::json;

use super::{
    marks::What,
    plant_actions, plant_assess,
    plant_consent::agreed,
    plant_escalations, plant_frontdoor,
    plant_money::funded,
    plant_offers, plant_outside, plant_partners, plant_signatures,
    world::{World, agency_of, get, post, text, token, word},
};
use crate::house::House;

/// One family's whole way, with a mark in everything that is typed on it.
pub async fn family(
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
            match own {
                "a1" => "2019-01",
                "a2" => "2019-02",
                "a3" => "2019-04",
                _ => "2019-03",
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
    plant_offers::plant(house, world, own, &case).await;
    plant_escalations::plant(house, world, own, &case).await;
    plant_frontdoor::plant(house, world, own, &case).await;
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
    plant_partners::asked(house, world, own, (worker, case), &id).await;
    plant_assess::plant(house, world, own, (worker, case), &id).await;
    let complete = format!("/api/v1/assessments/{id}/complete");
    let done = post(house, worker, &complete, json!({"version": saved["version"]})).await;
    plant_outside::entered(house, world, own, (worker, case)).await;
    plant_partners::sent_back(house, world, own, (worker, case), &done).await;

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
    plant_actions::asked(house, world, own, (worker, case), &current).await;
    plant_signatures::sent_back(house, world, own, &current).await;
    let words = world.put(own, What::Goal, "goal");
    let made = post(house, worker, "/api/v1/goals", json!({"case": case, "words": words})).await;
    let anew = world.put(own, What::Goal, "goalanew");
    let goal = made["id"].as_str().unwrap();
    post(house, worker, &format!("/api/v1/goals/{goal}/reword"), json!({"words": anew})).await;
    let goals = get(house, worker, &format!("/api/v1/goals?case={case}")).await;
    world.id("goals", &goals["items"][0]["id"]);
    let rating = json!({"case": case, "goal": goals["items"][0]["id"], "rater": "parent", "on": "2026-11-20", "score": 3});
    post(house, worker, "/api/v1/ratings", rating).await;
}
