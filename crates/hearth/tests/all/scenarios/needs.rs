//! Needs that are easily missed: a neurodevelopmental one that early trauma hides, and foetal alcohol spectrum disorder (requirement PL13). In both
//! the family is not to tell it again, whoever comes and goes.

use super::*;
use crate::main_job::assessed;

/// An assessment that found these needs; gives what it suggested.
async fn assess(s: &Story, needs: Value, level: &str) -> Value {
    let begun = s.post(&s.worker, "/api/v1/assessments", json!({"case": s.case})).await;
    let path = format!("/api/v1/assessments/{}", text(&begun["id"]));
    let mut body = assessed(&begun["version"]);
    body["needs"] = needs;
    body["level"] = json!(level);
    body["level-why"] = json!("It is what the family asks for, and enough if school and health come too.");
    let saved = s.post(&s.worker, &path, body).await;
    assert_eq!(saved["missing"], json!([]), "{saved}");
    s.post(&s.worker, &format!("{path}/complete"), json!({"version": saved["version"]})).await;
    saved["suggestion"].clone()
}

fn rule<'v>(suggestion: &'v Value, code: &str) -> &'v Value {
    let reasons = suggestion["reasons"].as_array().unwrap();
    reasons.iter().find(|r| r["rule"] == code).unwrap_or_else(|| panic!("no {code}: {suggestion}"))
}

/// A plan that holds, whose actions are owned as said.
async fn plan(s: &Story, actions: Value) -> Value {
    let begun = s.post(&s.worker, "/api/v1/plans", json!({"case": s.case})).await;
    let path = format!("/api/v1/plans/{}", text(&begun["id"]));
    let mut body = json!({
        "version": begun["version"], "coordinator": s.coordinator, "review-on": "2027-01-15",
        "summary": "Kit goes to school in the morning and comes home without a fight.",
        "escalation": "Call the coordinator; out of hours the crisis line.", "actions": actions,
        "goals": {"0": {"words": "A morning without tears"}},
    });
    for need in begun["needs"].as_array().unwrap() {
        body["needs"][text(&need["need"]).as_str()] =
            json!({"weight": need["weight"], "words": "As the school and home see it"});
    }
    let saved = s.post(&s.worker, &path, body).await;
    s.post(&s.worker, &format!("{path}/current"), json!({"version": saved["version"]})).await;
    s.get(&s.worker, &path).await
}

/// The version that holds now.
async fn current(s: &Story) -> Value {
    let all = s.get(&s.worker, &format!("/api/v1/plans?case={}", s.case)).await;
    let holds = all["items"].as_array().unwrap().iter().find(|p| p["state"] == "current").unwrap();
    s.get(&s.worker, &format!("/api/v1/plans/{}", text(&holds["id"]))).await
}

/// Health says that it is trauma, trauma services that it is not theirs. The signs are those of the system; what was found changes the plan, a
/// second service answers in time, and the family's complaint about having told it four times is answered and learned from.
#[tokio::test(flavor = "multi_thread")]
async fn an_unrecognised_neurodevelopmental_need() {
    for house in house::both().await {
        let s = Story::begin(house).await;
        for (point, on) in
            [("part-time", "2026-10-05"), ("told-again", "2026-09-02"), ("told-again", "2026-10-20")]
        {
            assert_eq!(s.sign(&s.worker, point, on).await["standing"], "quiet");
        }
        let refused = s.sign(&s.worker, "partner-refused", "2026-11-18").await;
        assert_eq!(refused["standing"], "look", "{refused}");
        let suggested =
            assess(&s, json!({"neurodevelopmental": "strong", "trauma": "some"}), "targeted").await;
        let reason = rule(&suggested, "neurodevelopmental");
        assert!(text(&reason["text"]).contains("which early trauma can hide"), "{reason}");
        assert_eq!(suggested["detailed"], true, "several disciplines look together");

        let path = s.open(&s.manager, "health").await;
        s.step(&s.manager, &path, "lead", lead("adoption", "Sam, adoption support")).await;
        let camhs = s.asked(&path, "health", "CAMHS", "2026-11-25").await;
        let no = json!({"asked": camhs, "state": "refused", "words": "We think that it is trauma"});
        s.step(&s.worker, &path, "answer", no).await;
        let pathway = s.asked(&path, "health", "Neurodevelopmental pathway", "2026-11-27").await;
        let yes = json!({"asked": pathway, "state": "answered", "words": "Seen on 2 December, trauma and development together"});
        s.step(&s.worker, &path, "answer", yes).await;
        let told = json!({"words": "You are seen on 2 December. You do not tell it again: they have read what you told us.", "next": "2026-12-02"});
        s.step(&s.worker, &path, "tell-family", told).await;
        assert!(s.parent_reads().await.contains("You do not tell it again"));

        let made = plan(
            &s,
            json!({
                "0": {"what": "One adult at the door, the same words each day", "owner": "school", "owner-name": "Form tutor",
                      "due": "2026-12-01", "need": "neurodevelopmental"},
                "1": {"what": "Look at trauma and development together", "owner": "health", "owner-name": "Pathway", "due": "2026-12-02",
                      "need": "neurodevelopmental"},
            }),
        )
        .await;
        assert!(made["needs"].as_array().unwrap().iter().any(|n| n["need"] == "neurodevelopmental"));

        let complaint = json!({"case": s.case, "who": "family", "complainant": "Ana Bright, by telephone", "about": "told",
            "words": "We told it four times.", "wish": "That somebody reads it"});
        let c = s.post(&s.duty, "/api/v1/complaints", complaint).await;
        let at = format!("/api/v1/complaints/{}", text(&c["id"]));
        let looks = s.house.desk.worker(access::Role::TeamManager).await.account().unwrap().to_string();
        let ack = json!({"version": c["version"], "handler": looks, "words": "We have it"});
        let c = s.post(&s.manager, &format!("{at}/acknowledge"), ack).await;
        let answer =
            json!({"version": c["version"], "outcome": "upheld", "words": "You did, and we are sorry"});
        let c = s.post(&s.manager, &format!("{at}/answer"), answer).await;
        let learned = json!({"version": c["version"], "learned": "A referral carries what was told", "action": "One page with each referral", "by": "2026-12-18"});
        let c = s.post(&s.manager, &format!("{at}/learn"), learned).await;
        assert_eq!((&c["state"], &c["action_by"]), (&json!("answered"), &json!("2026-12-18")));

        let s = s.at("2026-12-10T10:00:00Z");
        let down = json!({"why": "He is diagnosed and school knows what helps", "stays": "The same adult at the door"});
        s.step(&s.worker, &path, "step-down", down).await;
        let e = s.get(&s.worker, &path).await;
        assert_eq!(
            (&e["state"], &e["hand_offs"], &e["alarms"]),
            (&json!("stepped-down"), &json!(0), &json!([]))
        );
        assert_eq!(s.kept("partner-answer").await, (true, true));
        assert_eq!(s.kept("family-told").await, (true, true));
    }
}

/// Nobody waits for the diagnosis: what is suspected shapes the plan. The worker leaves in the middle; the plan, what was promised and what was
/// found go on in other hands, and the family hears of it once.
#[tokio::test(flavor = "multi_thread")]
async fn foetal_alcohol_spectrum_disorder() {
    for house in house::both().await {
        let s = Story::begin(house).await;
        let suggested = assess(&s, json!({"fasd": "some", "school": "strong"}), "targeted").await;
        let reason = rule(&suggested, "fasd");
        assert!(text(&reason["suggest"]).contains("without waiting for the diagnosis"), "{reason}");
        let first = plan(
            &s,
            json!({
                "0": {"what": "Ask for an assessment of FASD", "owner": "health", "owner-name": "Community paediatrics", "due": "2026-12-18", "need": "fasd"},
                "1": {"what": "Short instructions, one at a time, with pictures", "owner": "school", "owner-name": "Class teacher", "due": "2026-12-01", "need": "fasd"},
            }),
        )
        .await;
        let note = json!({"kind": "call", "words": "Ana asks what school should read", "promised": "Send the school the guide on FASD", "by": "2026-11-24"});
        let notes = format!("/api/v1/cases/{}/notes", s.case);
        let made = s.post(&s.worker, &notes, note).await;
        let promise = text(&made["items"][0]["id"]);

        // The coordinator leaves: the case goes to a colleague with everything in it.
        let other = s.house.desk.worker(Role::SocialWorker).await.account().unwrap().to_string();
        let over = json!({"cases": [{"case": s.case, "to": other}], "words": "Sam has left. You do not have to tell your story again."});
        let path = format!("/api/v1/team/workers/{}/hand-over", s.coordinator);
        let done = s.post(&s.manager, &path, over).await;
        assert_eq!(done["cases"], 1);
        let now = current(&s).await;
        assert_eq!(
            (&now["coordinator"]["account"], now["number"].as_i64()),
            (&json!(other), Some(2)),
            "{now}"
        );
        assert_eq!(now["actions"].as_array().unwrap().len(), 2, "what was planned goes on");
        let parent = s.house.desk.relative(s.family).await;
        let (cookie, _) = s.house.session(&parent).await;
        let read = s.house.page(&cookie, &format!("/my/cases/{}/timeline", s.case)).await.text;
        assert_eq!(read.matches("You do not have to tell your story again").count(), 1, "{read}");
        assert!(read.contains("We promised: Send the school the guide on FASD."));

        let s = s.at("2026-11-24T15:00:00Z");
        s.post(&s.worker, &format!("{notes}/{promise}/kept"), json!({})).await;
        assert_eq!(s.kept("told-in-note").await, (true, true), "whoever promised it");

        // Twice out of class: somebody looks, and the plan is held against it.
        s.sign(&s.duty, "part-time", "2026-11-20").await;
        let looked = s.sign(&s.duty, "exclusion", "2026-11-23").await;
        assert_eq!(looked["standing"], "look");
        let signs = format!("/api/v1/cases/{}/early-signs/seen", s.case);
        let seen = json!({"version": looked["version"], "decided": "change-plan", "why": "School has not begun with the pictures"});
        s.post(&s.manager, &signs, seen).await;
        let held = json!({"on": "2026-11-24", "present": "Ana, the class teacher", "changed": "The teacher begins on Monday",
            "child_said": "I forget what they say", "next": "2027-02-26"});
        s.post(&s.worker, &format!("/api/v1/cases/{}/reviews", s.case), held).await;
        let now = current(&s).await;
        assert_eq!((now["number"].as_i64(), &now["review_on"]), (Some(3), &json!("2027-02-26")), "{now}");
        assert_eq!(now["needs"], first["needs"], "nothing that was found is lost");
        let team = s.get(&s.manager, "/api/v1/team").await;
        let carries =
            team["items"].as_array().unwrap().iter().find(|w| w["account"] == json!(other)).unwrap();
        assert_eq!(carries["open_cases"], 1);
    }
}
