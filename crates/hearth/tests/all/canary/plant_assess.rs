//! Marks of the rooms round an assessment: the chronology, a screening tool, other plans, school, what other services were asked for, and what
//! an agency adds to the framework.

use access::Role;
use serde_json::json;

use super::{
    marks::What,
    world::{World, agency_of, post, token},
};
use crate::house::House;

/// Everything that is written about a child beside the assessment, while it is a draft.
pub async fn plant(house: &House, world: &mut World, own: &str, (key, case): (&str, &str), draft: &str) {
    let at = format!("/api/v1/cases/{case}");
    let mut mark = |field: &str| world.put(own, What::Assessment, field);
    let entry = json!({"year": 2016, "about": "yes", "kind": "loss", "words": mark("chronology"), "source": mark("chronologysays")});
    let screening = json!({"tool": "bpses", "by": "parents", "who": mark("filledin"), "on": "2026-11-18", "why": mark("screenedfor"),
        "total": 14, "note": mark("screennote")});
    let answered = json!({"measure": "bpses", "informant": "parent", "who": mark("whoanswered"), "wave": "start", "way": "paper",
        "on": "2026-11-18", "answer.b1": 3, "answer.b2": 3, "answer.b3": 3, "answer.b4": 3, "answer.b5": 3, "note": mark("answernote")});
    let other = json!({"kind": "ehcp", "lead": mark("planlead"), "relation": mark("relation"), "review": "2027-01-15"});
    let school = json!({"version": 0, "school": mark("atschool"), "teacher": mark("designated"), "sen": "ehcp", "reviewed": "2026-01-12",
        "premium-words": mark("premium")});
    let event = json!({"kind": "suspension", "on": "2026-11-12", "half-days": 2, "minutes": 45, "words": mark("suspended")});
    let asked = json!({"need": "trauma", "service": "camhs", "board": "QH8", "on": "2026-09-01", "words": mark("askedof")});
    let refused = json!({"version": 1, "state": "refused", "on": "2026-10-01", "answer": mark("threshold"), "gave": mark("instead"), "cost": 45_000});

    let made = post(house, key, &format!("{at}/chronology"), entry).await;
    world.id("chronology", &made["id"]);
    let made = post(house, key, &format!("/api/v1/assessments/{draft}/screenings"), screening).await;
    world.id("screenings", &made["id"]);
    let made = post(house, key, &format!("{at}/questionnaires"), answered).await;
    world.id("questionnaires", &made["id"]);
    let made = post(house, key, &format!("{at}/other-plans"), other).await;
    world.id("other-plans", &made["id"]);
    post(house, key, &format!("{at}/education"), school).await;
    let made = post(house, key, &format!("{at}/education-events"), event).await;
    world.id("education-events", &made["events"][0]["id"]);
    let made = post(house, key, &format!("{at}/duties"), asked).await;
    let duty = world.id("duties", &made["id"]);
    post(house, key, &format!("{at}/duties/{duty}"), refused).await;
}

/// What an agency adds to the framework, sent back by a manager who did not write it.
pub async fn framework(house: &House, world: &mut World, agency: char) {
    let own = format!("{agency}socialworker");
    let key = token(house, Role::TeamManager, Some(agency_of(house, agency))).await;
    let mut mark = |field: &str| world.put(&own, What::Assessment, field);
    let (prompt, part, words) = (mark("ownprompt"), mark("ownpart"), mark("askless"));
    let begun = post(house, &key, "/api/v1/frameworks", json!({})).await;
    let at = format!("/api/v1/frameworks/{}", world.id("frameworks", &begun["id"]));
    let matter = "The child's developmental needs";
    let body = json!({"version": begun["version"], "prompts": {"health": prompt}, "parts": {"0": {"title": part, "about": "Distance",
        "matter": matter, "prompts": "How far is it?", "says": "Says how far.", "words": 3, "ask": ["parents"]}}});
    let saved = post(house, &key, &at, body).await;
    let asked =
        post(house, &key, &format!("{at}/ask"), json!({"version": saved["version"], "from": "2026-12-01"}))
            .await;
    // A key that nobody made answers for nothing, so a person of the house does.
    let id = begun["id"].as_str().unwrap().parse().unwrap();
    let version = asked["version"].as_i64().unwrap();
    let manager = super::world::actor(house, world, &format!("{agency}teammanager")).await;
    let decided = casework::frameworks::form::Decided {
        version,
        decision: casework::frameworks::model::Decision::SendBack,
        words,
    };
    let done =
        house.desk.act(&manager, move |act| casework::frameworks::actions::decide(act, id, &decided)).await;
    assert_eq!(done.unwrap().state, casework::frameworks::model::State::Draft);
}
