//! Hard stories walked through the API as the right roles, with the clock moved, on both engines; each ends with what the record says
//! (requirement PL13: complex escalation, child-to-parent violence, school breakdown, harm by the system itself).

use access::Role;
use axum::http::StatusCode;
use kernel::{
    Id, Timestamp,
    kinds::{Case, Family},
};
use serde_json::{Value, json};
use store::statements;

use crate::house::{self, House};

mod needs;

statements! {
    FAMILY = "SELECT family_id FROM support_case WHERE id = $1";
    LATEST = "SELECT kind, due_at, kept_at, withdrawn_at FROM promise WHERE case_id = $1 AND kind = $2 ORDER BY made_at DESC, id DESC LIMIT 1";
}

/// A family that called, was listened to and has a case with a coordinator.
struct Story {
    house: House,
    duty: String,
    worker: String,
    manager: String,
    coordinator: String,
    case: String,
    family: Id<Family>,
}

impl Story {
    async fn begin(house: House) -> Story {
        let duty = house.token(Role::DutyWorker).await;
        let worker = house.token(Role::SocialWorker).await;
        let manager = house.token(Role::TeamManager).await;
        let coordinator = house.desk.worker(Role::SocialWorker).await.account().unwrap().to_string();
        let call = json!({
            "channel": "phone", "asker": "adoptive-parent", "first-name": "Ana", "last-name": "Bright", "phone": "07700 900321",
            "contact-by": "phone", "safe": "open", "council": "881", "postcode": "CM1 1QH", "child-first-name": "Kit",
            "child-last-name": "Bright", "born": "2013-02-14", "route": "adoption", "ordered": "2016-06-01", "placing-council": "881",
            "story": "It has been hard for months.", "warnings": [], "retold": 2,
        });
        let enquiry = done(&house, &duty, "/api/v1/enquiries", call).await;
        let path = format!("/api/v1/enquiries/{}/triage", text(&enquiry["id"]));
        let held = json!({"did": "call-held", "version": enquiry["version"], "why": "Spoke with Ana"});
        let held = done(&house, &duty, &path, held).await;
        let allocate = json!({"did": "allocate", "version": held["version"], "why": "Needs help", "checked": true, "to": "new",
            "coordinator": coordinator, "level": "targeted"});
        let case = text(&done(&house, &duty, &path, allocate).await["case"]);
        let id: Id<Case> = case.parse().unwrap();
        let family =
            house.desk.db.read(move |r| r.row(FAMILY, &[id.into()])?.get::<Id<Family>>(0)).await.unwrap();
        Story { house, duty, worker, manager, coordinator, case, family }
    }

    fn at(mut self, now: &str) -> Story {
        self.house = self.house.later(now.parse().unwrap());
        self
    }

    async fn post(&self, token: &str, path: &str, body: Value) -> Value {
        done(&self.house, token, path, body).await
    }

    async fn refused(&self, token: &str, path: &str, body: Value) -> String {
        let said = self.house.post(token, path, &body).await;
        assert!(said.status.is_client_error(), "{path} {}: {}", said.status, said.text);
        text(&said.json()["code"])
    }

    async fn get(&self, token: &str, path: &str) -> Value {
        let said = self.house.get(token, path).await;
        assert_eq!(said.status, StatusCode::OK, "{path}: {}", said.text);
        said.json()
    }

    async fn sign(&self, token: &str, point: &str, on: &str) -> Value {
        let path = format!("/api/v1/cases/{}/early-signs", self.case);
        self.post(token, &path, json!({"point": point, "on": on, "words": "As told on the phone"})).await
    }

    /// The path of a new escalation.
    async fn open(&self, token: &str, kind: &str) -> String {
        let path = format!("/api/v1/cases/{}/escalations", self.case);
        let made =
            self.post(token, &path, json!({"kind": kind, "reason": "It cannot go on like this"})).await;
        assert_eq!(made["adoption_worker"], self.coordinator.as_str(), "the coordinator stays on");
        format!("/api/v1/escalations/{}", text(&made["id"]))
    }

    /// Takes one step on the version that stands now.
    async fn step(&self, token: &str, path: &str, word: &str, mut body: Value) -> Value {
        body["version"] = self.get(token, path).await["version"].clone();
        self.post(token, &format!("{path}/{word}"), body).await
    }

    /// Involves a partner, and asks it for something by a day; gives the id of what was asked.
    async fn asked(&self, path: &str, field: &str, organisation: &str, by: &str) -> String {
        let who = json!({"field": field, "organisation": organisation, "who": "The lead there"});
        let e = self.step(&self.worker, path, "involve", who).await;
        let party = e["parties"].as_array().unwrap().iter().find(|p| p["organisation"] == organisation);
        let asking = json!({"party": party.unwrap()["id"], "what": "Come to the meeting", "by": by});
        let e = self.step(&self.worker, path, "ask", asking).await;
        text(
            &e["asks"].as_array().unwrap().iter().find(|a| a["party"] == party.unwrap()["id"]).unwrap()["id"],
        )
    }

    async fn alarms(&self, path: &str) -> Vec<String> {
        self.get(&self.manager, path).await["alarms"].as_array().unwrap().iter().map(text).collect()
    }

    /// What the parent reads.
    async fn parent_reads(&self) -> String {
        let parent = self.house.desk.relative(self.family).await;
        let (cookie, _) = self.house.session(&parent).await;
        self.house.page(&cookie, "/my/what-happens-next").await.text
    }

    /// Whether the newest promise of a kind was kept, and in time.
    async fn kept(&self, kind: &'static str) -> (bool, bool) {
        let id: Id<Case> = self.case.parse().unwrap();
        let row = self.house.desk.db.read(move |r| r.row(LATEST, &[id.into(), kind.into()]));
        let row = row.await.unwrap();
        let (due, kept): (Timestamp, Option<Timestamp>) = (row.get(1).unwrap(), row.get(2).unwrap());
        (kept.is_some(), kept.is_some_and(|at| at <= due))
    }
}

async fn done(house: &House, token: &str, path: &str, body: Value) -> Value {
    let said = house.post(token, path, &body).await;
    assert!(said.status.is_success(), "{path} {}: {}", said.status, said.text);
    said.json()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not text: {value}")).to_owned()
}

fn lead(field: &str, who: &str) -> Value {
    json!({"field": field, "who": who, "why": "They can act now"})
}

/// Friday to the next week: nobody led in time, the lead moved twice, one partner refused and one stayed late. All of it is in the record.
#[tokio::test(flavor = "multi_thread")]
async fn a_complex_escalation() {
    for house in house::both().await {
        let s = Story::begin(house).await;
        let signs = s.sign(&s.duty, "self-harm", "2026-11-19").await;
        assert_eq!(signs["standing"], "look", "one is enough");
        let path = s.open(&s.worker, "safeguarding").await;
        assert_eq!(s.alarms(&path).await, Vec::<String>::new());

        let s = s.at("2026-11-25T09:00:00Z");
        assert_eq!(s.alarms(&path).await, ["lead-late", "family-untold"]);
        s.step(&s.manager, &path, "lead", lead("childrens-services", "Mo, children’s services")).await;
        s.step(&s.worker, &path, "lead", lead("police", "Sgt Lee")).await;
        let school = s.asked(&path, "education", "Hill School", "2026-11-26").await;
        let camhs = s.asked(&path, "health", "CAMHS", "2026-11-26").await;
        s.step(
            &s.worker,
            &path,
            "tell-family",
            json!({"words": "Sgt Lee and Sam come to you together", "next": "2026-11-26"}),
        )
        .await;
        assert!(s.parent_reads().await.contains("Sgt Lee and Sam come to you together"));

        let s = s.at("2026-11-27T09:00:00Z");
        assert_eq!(s.alarms(&path).await, ["partners-late"]);
        let stale = json!({"version": 1, "asked": camhs, "state": "refused", "words": "Not our threshold"});
        assert_eq!(s.refused(&s.worker, &format!("{path}/answer"), stale).await, "stale");
        let no = json!({"asked": camhs, "state": "refused", "words": "Not our threshold"});
        s.step(&s.worker, &path, "answer", no).await;
        s.step(&s.manager, &path, "lead", lead("adoption", "Sam, adoption support")).await;
        let down =
            json!({"why": "He is safe and back with us", "stays": "Sam calls each evening for four weeks"});
        s.step(&s.worker, &path, "step-down", down).await;

        let e = s.get(&s.worker, &path).await;
        assert_eq!((&e["state"], &e["hand_offs"]), (&json!("stepped-down"), &json!(2)));
        assert_eq!(e["adoption_worker"], s.coordinator.as_str(), "whoever led");
        let how = |id: &str| {
            let asks = e["asks"].as_array().unwrap();
            text(&asks.iter().find(|a| a["id"] == id).unwrap()["state"])
        };
        assert_eq!((how(&camhs), how(&school)), ("refused".to_owned(), "withdrawn".to_owned()));
        assert_eq!(s.kept("lead-named").await, (true, false), "late, and the record says so");
        assert_eq!(s.kept("family-told").await, (true, false));
        let over = json!({"version": e["version"], "field": "police", "who": "x", "why": "x"});
        assert_eq!(s.refused(&s.worker, &format!("{path}/lead"), over).await, "escalation.over");
    }
}

/// The signs gather over a month; a manager asks for help in time, and what was learned is there for others without a name.
#[tokio::test(flavor = "multi_thread")]
async fn child_to_parent_violence() {
    for house in house::both().await {
        let s = Story::begin(house).await;
        assert_eq!(s.sign(&s.duty, "parent-hurt", "2026-11-02").await["standing"], "quiet");
        let both = s.sign(&s.worker, "police-call", "2026-11-19").await;
        assert_eq!((&both["standing"], both["reasons"].as_array().unwrap().len()), (&json!("look"), 2));
        let listed = s.get(&s.manager, "/api/v1/early-signs").await;
        assert_eq!(listed["items"][0]["case"], s.case.as_str());
        let path = s.open(&s.manager, "child-to-parent-violence").await;
        assert_eq!(
            s.get(&s.manager, "/api/v1/early-signs").await["items"],
            json!([]),
            "who opens it has looked"
        );

        let s = s.at("2026-11-23T10:00:00Z");
        s.step(&s.worker, &path, "lead", lead("adoption", "Sam, adoption support")).await;
        let plan = json!({"words": "Sam rings you at six each evening. A safety plan is made with you on Tuesday.", "next": "2026-11-24"});
        s.step(&s.worker, &path, "tell-family", plan).await;
        let note = json!({"words": "Ana is afraid to sleep"});
        s.step(&s.worker, &path, "note", note).await;
        let read = s.parent_reads().await;
        assert!(
            read.contains("A safety plan is made with you on Tuesday") && read.contains("24 November 2026")
        );
        assert!(!read.contains("afraid to sleep") && !read.contains("cannot go on"));
        let youth = s.asked(&path, "other", "Youth service", "2026-11-25").await;
        let yes = json!({"asked": youth, "state": "answered", "words": "A worker begins on Thursday"});
        s.step(&s.worker, &path, "answer", yes).await;

        let s = s.at("2026-12-15T10:00:00Z");
        assert_eq!(s.alarms(&path).await, Vec::<String>::new());
        s.step(
            &s.worker,
            &path,
            "step-down",
            json!({"why": "Two calm weeks", "stays": "The youth worker, and Sam on Fridays"}),
        )
        .await;
        let learned = json!({"again": "One voice each evening", "differently": "Ask the youth service in the first week"});
        s.step(&s.worker, &path, "learn", learned).await;
        let lessons = s.get(&s.manager, "/api/v1/escalations/learning").await;
        assert_eq!(lessons["items"][0]["again"], "One voice each evening");
        assert!(!lessons.to_string().contains(&s.case) && !lessons.to_string().contains("CA-"));
        for kind in ["lead-named", "family-told", "partner-answer"] {
            assert_eq!(s.kept(kind).await, (true, true), "{kind}");
        }
        assert_eq!(s.get(&s.worker, &path).await["hand_offs"], 0, "one lead from start to end");
    }
}

/// Seen and watched first; something new brings it back; education leads and the adoption worker stays on.
#[tokio::test(flavor = "multi_thread")]
async fn a_school_breakdown() {
    for house in house::both().await {
        let s = Story::begin(house).await;
        s.sign(&s.worker, "part-time", "2026-10-05").await;
        let looked = s.sign(&s.worker, "exclusion", "2026-11-12").await;
        assert_eq!((&looked["standing"], &looked["weight"]), (&json!("look"), &json!(3)));
        let signs = format!("/api/v1/cases/{}/early-signs", s.case);
        let seen =
            json!({"version": looked["version"], "decided": "watch", "why": "School has a plan from Monday"});
        assert_eq!(s.refused(&s.duty, &format!("{signs}/seen"), seen.clone()).await, "forbidden");
        let seen = s.post(&s.manager, &format!("{signs}/seen"), seen).await;
        assert_eq!(seen["standing"], "seen");
        assert_eq!(s.get(&s.manager, "/api/v1/early-signs").await["items"], json!([]));

        let s = s.at("2026-11-30T08:00:00Z");
        assert_eq!(s.get(&s.manager, "/api/v1/early-signs").await["items"], json!([]), "not by time alone");
        assert_eq!(s.sign(&s.duty, "exclusion", "2026-11-27").await["standing"], "look", "something new");
        let path = s.open(&s.manager, "education").await;
        s.step(&s.worker, &path, "lead", lead("education", "Ms Ray, virtual school")).await;
        let school = s.asked(&path, "education", "Hill School", "2026-12-02").await;
        s.step(
            &s.worker,
            &path,
            "answer",
            json!({"asked": school, "state": "answered", "words": "A place from Thursday"}),
        )
        .await;
        s.step(
            &s.worker,
            &path,
            "tell-family",
            json!({"words": "Kit goes back on Thursday, mornings first", "next": "2026-12-03"}),
        )
        .await;
        let once = json!({"kind": "education", "reason": "Again"});
        let open = format!("/api/v1/cases/{}/escalations", s.case);
        assert_eq!(s.refused(&s.worker, &open, once).await, "escalation.once");
        let e = s.get(&s.manager, &path).await;
        assert_eq!((&e["lead"], &e["adoption_worker"]), (&json!("education"), &json!(s.coordinator)));
        assert_eq!(e["alarms"], json!([]));
        assert!(s.parent_reads().await.contains("Kit goes back on Thursday"));
    }
}

/// Told again and again while agencies leave: the signs are those of the system, and a manager of another agency sees none of it.
#[tokio::test(flavor = "multi_thread")]
async fn harm_by_the_system_itself() {
    for house in house::both().await {
        let s = Story::begin(house).await;
        for (point, on) in [
            ("told-again", "2026-09-01"),
            ("told-again", "2026-10-01"),
            ("partner-left", "2026-06-01"),
            ("partner-left", "2026-08-01"),
        ] {
            assert_eq!(s.sign(&s.worker, point, on).await["standing"], "quiet");
        }
        assert_eq!(s.sign(&s.worker, "partner-left", "2026-11-10").await["standing"], "look", "the third");
        let path = s.open(&s.manager, "harm-by-system").await;
        s.step(&s.manager, &path, "lead", lead("adoption", "The team manager")).await;
        s.step(
            &s.manager,
            &path,
            "tell-family",
            json!({"words": "You tell it nobody again. Sam tells it for you."}),
        )
        .await;
        assert!(s.parent_reads().await.contains("Sam tells it for you"));
        let elsewhere = s.house.strange_token(Role::TeamManager).await;
        assert_eq!(s.house.get(&elsewhere, &path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(s.get(&elsewhere, "/api/v1/early-signs?state=seen").await["items"], json!([]));
        let e = s.get(&s.worker, &path).await;
        assert_eq!(
            (&e["kind"], &e["state"], &e["alarms"]),
            (&json!("harm-by-system"), &json!("open"), &json!([]))
        );
    }
}
