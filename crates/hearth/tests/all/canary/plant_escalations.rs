//! Marks of when it gets hard: early signs and what was decided about them, an escalation with everything that people write in it, and what
//! the family is told.

use access::Role;
use serde_json::{Value, json};

use super::{
    marks::What,
    world::{World, agency_of, post, token},
};
use crate::house::House;

/// Early signs on the case of the family `own`, and an escalation walked from its opening to what was learned.
pub async fn plant(house: &House, world: &mut World, own: &str, case: &str) {
    let at = agency_of(house, own.chars().next().unwrap());
    let key = token(house, Role::SocialWorker, Some(at)).await;
    let signs = format!("/api/v1/cases/{case}/early-signs");
    let heard = world.put(own, What::Hard, "sign");
    let said = post(house, &key, &signs, json!({"point": "accommodation", "words": heard})).await;
    let why = world.put(own, What::Hard, "looked");
    let seen = json!({"version": said["version"], "decided": "watch", "why": why});
    post(house, &key, &format!("{signs}/seen"), seen).await;

    let reason = world.put(own, What::Hard, "hardreason");
    let body = json!({"kind": "education", "reason": reason});
    let made = post(house, &key, &format!("/api/v1/cases/{case}/escalations"), body).await;
    let path = format!("/api/v1/escalations/{}", world.id("escalations", &made["id"]));
    let mut now = made;
    let mut hard = |field: &str| world.put(own, What::Hard, field);
    let lead = json!({"field": "adoption", "who": hard("leads"), "why": hard("leadwhy")});
    let party = json!({"field": "education", "organisation": hard("partner"), "who": hard("partnerwho")});
    let note = json!({"words": hard("hardnote")});
    let down = json!({"why": hard("downwhy"), "stays": hard("stays")});
    let learn = json!({"again": hard("again"), "differently": hard("differently")});
    let (asking, answer) = (hard("asking"), hard("answering"));
    let tell = json!({"words": world.put(own, What::NextSteps, "nextsteps")});
    for (word, body) in [("lead", lead), ("involve", party), ("tell-family", tell), ("note", note)] {
        now = step(house, &key, &path, word, &now, body).await;
    }
    let ask = json!({"party": now["parties"][0]["id"], "what": asking});
    now = step(house, &key, &path, "ask", &now, ask).await;
    let answered = json!({"asked": now["asks"][0]["id"], "state": "answered", "words": answer});
    now = step(house, &key, &path, "answer", &now, answered).await;
    now = step(house, &key, &path, "step-down", &now, down).await;
    step(house, &key, &path, "learn", &now, learn).await;
}

async fn step(house: &House, key: &str, path: &str, word: &str, now: &Value, mut body: Value) -> Value {
    body["version"] = now["version"].clone();
    post(house, key, &format!("{path}/{word}"), body).await
}

/// The safeguarding protocol of an agency.
pub async fn protocol(house: &House, world: &mut World, agency: char) {
    let key = token(house, Role::TeamManager, Some(agency_of(house, agency))).await;
    let code = format!("{agency}socialworker");
    let keeper = world.personas.iter().find(|p| p.own == [code.clone()]).unwrap().account.clone();
    let mut mark = |field: &str| world.put(&code, What::Hard, field);
    let body = json!({"version": 0, "first": mark("dofirst"), "thresholds": mark("thresholds"), "contacts": mark("callday"),
        "out_of_hours": mark("callnight"), "keeper": keeper, "review": "2027-03-01"});
    post(house, &key, "/api/v1/safeguarding-protocols/agency", body).await;
}
