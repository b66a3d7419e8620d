//! The main job through the API, on both engines: told once, promised, assessed, planned,
//! rated, funded, ordered, delivered, invoiced, paid, stepped down, and counted.

use access::Role;
use axum::http::StatusCode;
use kernel::Id;
use serde_json::{Value, json};
use store::statements;

use crate::house::{self, House};

struct Step<'a> {
    house: &'a House,
    token: &'a str,
}

impl Step<'_> {
    /// Posts what must be taken, and must leave what changed in the audit log.
    async fn post(&self, path: &str, body: Value) -> Value {
        let before = changes(self.house).await;
        let said = self.house.post(self.token, path, &body).await;
        assert!(said.status.is_success(), "{path} {}: {}", said.status, said.told());
        assert!(changes(self.house).await > before, "{path} left no line of what changed");
        said.json()
    }

    async fn get(&self, path: &str) -> Value {
        let said = self.house.get(self.token, path).await;
        assert_eq!(said.status, StatusCode::OK, "{path}: {}", said.told());
        said.json()
    }
}

statements! { CHANGES = "SELECT count(*) FROM audit_line WHERE deed = 'change'"; }

async fn changes(house: &House) -> i64 {
    house.desk.db.read(|r| r.row(CHANGES, &[])?.get(0)).await.unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not text: {value}")).to_owned()
}

/// What the family said on the phone.
fn call() -> Value {
    json!({
        "channel": "phone", "asker": "adoptive-parent", "first-name": "Maya", "last-name": "Okoro",
        "phone": "07700 900123", "contact-by": "phone", "safe": "open", "council": "881", "postcode": "CM1 1QH",
        "child-first-name": "Theo", "child-last-name": "Okoro", "born": "2016-05-04", "route": "adoption",
        "ordered": "2019-06-01", "placing-council": "881",
        "story": "He cannot settle at school, and hits me when he is frightened.",
        "warnings": ["violence", "out-of-school"], "retold": 4,
    })
}

/// A whole assessment, as much as the framework asks at least.
pub(crate) fn assessed(version: &Value) -> Value {
    let long = "We talked about this at length, with examples from home and from school, about what helps and what \
                makes it harder, what has been tried before, and what the family would like to be different by next summer.";
    let mut body = json!({
        "version": version,
        "heard": "alone", "child-words": "I want to go to football and I want Mum not to be sad.",
        "family-words": "We love him and we are very tired.",
        "formulation": "Early neglect left him quick to feel unsafe. Noise at school keeps it going. Football and his mother's calm protect him.",
        "needs": {"violence": "strong", "school": "strong", "trauma": "severe"},
        "level": "intensive",
    });
    let framework = casework::assessment::model::current_on("2026-11-20".parse().unwrap()).unwrap();
    for domain in &framework.domains {
        let asked: Vec<&str> = domain.ask.iter().map(|who| who.code()).collect();
        body[&domain.code] = json!(long);
        body[format!("{}-asked", domain.code)] = json!(asked);
    }
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_is_heard_funded_helped_and_counted() {
    let log = crate::web::log();
    for house in house::both().await {
        walk(house).await;
    }
    // Whatever the whole job logged, on either engine, it named nobody.
    tracing::info!("the log is listened to");
    let logged = log();
    assert!(logged.contains("the log is listened to"));
    for word in ["Okoro", "Maya", "Theo", "900123", "1QH", "2016-05-04", "hits me when"] {
        assert!(!logged.contains(word), "the log tells {word}");
    }
}

async fn walk(house: House) {
    let desk = &house.desk;
    let duty_token = house.token(Role::DutyWorker).await;
    let worker_token = house.token(Role::SocialWorker).await;
    let finance_token = house.token(Role::FinanceOfficer).await;
    let duty = Step { house: &house, token: &duty_token };
    let worker = Step { house: &house, token: &worker_token };
    let finance = Step { house: &house, token: &finance_token };
    let coordinator = desk.worker(Role::SocialWorker).await.account().unwrap().to_string();

    // 1. A call is recorded, with a promise that runs from now.
    let enquiry = duty.post("/api/v1/enquiries", call()).await;
    assert_eq!(enquiry["risk"], "medium");
    assert_eq!(enquiry["call_due"], "2026-11-23T09:30:00Z");
    let path = format!("/api/v1/enquiries/{}", text(&enquiry["id"]));

    // 2. Triage: the advice call is held, then a worker is given the case.
    let held = duty
        .post(
            &format!("{path}/triage"),
            json!({"did": "call-held", "version": enquiry["version"], "why": "Spoke with Maya"}),
        )
        .await;
    let allocated = duty
        .post(
            &format!("{path}/triage"),
            json!({"did": "allocate", "version": held["version"], "why": "Needs an assessment", "checked": true, "to": "new",
                   "coordinator": coordinator, "level": "targeted"}),
        )
        .await;
    let case = text(&allocated["case"]);
    let whole = duty.get(&path).await;
    let states: Vec<(String, String)> =
        whole["promises"].as_array().unwrap().iter().map(|p| (text(&p["kind"]), text(&p["state"]))).collect();
    assert!(states.contains(&("advice-call".into(), "kept".into())), "{states:?}");
    assert!(states.contains(&("assessment".into(), "open".into())), "{states:?}");

    // 3. The assessment: what is missing is told, then it is completed.
    let assessment = worker.post("/api/v1/assessments", json!({"case": case})).await;
    let path = format!("/api/v1/assessments/{}", text(&assessment["id"]));
    let too_soon = house
        .post(&worker_token, &format!("{path}/complete"), &json!({"version": assessment["version"]}))
        .await;
    assert_eq!(too_soon.status, StatusCode::UNPROCESSABLE_ENTITY);
    let saved = worker.post(&path, assessed(&assessment["version"])).await;
    assert_eq!(saved["missing"], json!([]), "{saved}");
    assert_eq!(saved["suggestion"]["level"], "intensive");
    let done = worker.post(&format!("{path}/complete"), json!({"version": saved["version"]})).await;
    assert_eq!(done["state"], "complete");

    // 4. The plan: a named coordinator, actions with owners, a review date.
    let plan = worker.post("/api/v1/plans", json!({"case": case})).await;
    let path = format!("/api/v1/plans/{}", text(&plan["id"]));
    let mut body = json!({
        "version": plan["version"], "coordinator": coordinator, "review-on": "2027-01-15",
        "summary": "Theo and his parents want calmer evenings and a way back into class.",
        "escalation": "Call the named coordinator, then the team manager; out of hours the crisis line.",
        "actions": [{"what": "Meet the school to plan a calm start to each day", "owner": "school",
                     "owner-name": "Head of year", "due": "2026-12-11", "need": "school"}],
    });
    // A JSON list is read as repeated values, so numbered rows are written out.
    body["actions"] = json!({"0": body["actions"][0]});
    for need in plan["needs"].as_array().unwrap() {
        let code = text(&need["need"]);
        body["needs"][code.as_str()] =
            json!({"weight": need["weight"], "words": "What it looks like at home and at school"});
    }
    let saved = worker.post(&path, body).await;
    let current = worker.post(&format!("{path}/current"), json!({"version": saved["version"]})).await;
    assert_eq!(current["state"], "current", "{current}");
    assert_eq!(current["signature"], "waiting", "the plan holds before anybody signs it");

    // Nobody signs off the plan they wrote: a manager does, as a person. A key that nobody made signs nothing.
    let manager_token = house.token(Role::TeamManager).await;
    let manager = Step { house: &house, token: &manager_token };
    let waiting = manager.get("/api/v1/plan-signatures").await;
    assert_eq!((&waiting["items"][0]["case"], &waiting["items"][0]["own"]), (&json!(case), &json!(false)));
    let sign = json!({"version": current["version"], "answer": "sign"});
    let machine = house.post(&manager_token, &format!("{path}/signature"), &sign).await;
    assert_eq!(machine.json()["code"], "plan.signature.person", "{}", machine.text);
    let (cookie, word) = house.session(&desk.worker(Role::TeamManager).await).await;
    let form = format!("csrf={word}&version={}&answer=sign", current["version"]);
    let signed = house.form(&cookie, &format!("/plans/{}/signature", text(&current["id"])), &form).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    assert_eq!(worker.get(&path).await["signature"], "signed");
    assert_eq!(manager.get("/api/v1/plan-signatures").await["items"], json!([]));

    // The family agrees that a provider hears what help is needed. Their answer stands by itself.
    let consent = worker
        .post(
            "/api/v1/consents",
            json!({"case": case, "purpose": "arrange-support", "answer": "given", "given_by": "parent",
                   "given_name": "Maya Okoro", "how": "in-person", "on": "2026-11-20"}),
        )
        .await;
    assert_eq!((&consent["state"], &consent["shares"]), (&json!("holds"), &json!(["need", "sessions"])));

    // 5. Goals: the two common ones are there; parent and child rate them.
    let goals = worker.get(&format!("/api/v1/goals?case={case}")).await;
    let goal = goals["items"][0].clone();
    assert_eq!(goals["items"].as_array().unwrap().len(), 2);
    for (rater, score) in [("parent", 3), ("child", 4)] {
        worker
            .post(
                "/api/v1/ratings",
                json!({"case": case, "goal": goal["id"], "rater": rater, "on": "2026-11-20", "score": score}),
            )
            .await;
    }

    // 6. Funding: drafted from the record, checked by the rule of the day, decided by somebody else.
    // The list of providers and the year's money come from people too: nothing is put there from outside.
    let token = house.token(Role::Commissioner).await;
    let commissioner = Step { house: &house, token: &token };
    let listed = commissioner
        .post(
            "/api/v1/providers",
            json!({"name": "Willow Therapies", "kind": "independent", "body": "hcpc", "registration": "AS01234",
                   "insured_until": "2027-09-30", "safeguarding_on": "2026-11-02"}),
        )
        .await;
    let provider: Id<kernel::kinds::Organisation> = text(&listed["id"]).parse().unwrap();
    let path = format!("/api/v1/providers/{provider}");
    let approve = json!({"step": "approve", "version": 1});
    let early = house.post(&token, &format!("{path}/standing"), &approve).await;
    assert_eq!(early.json()["code"], "provider.price", "{}", early.text);
    commissioner
        .post(
            &format!("{path}/prices"),
            json!({"therapy": "ddp", "per_session": 12_000, "minutes": 60, "from": "2026-04-01"}),
        )
        .await;
    let listed = commissioner.post(&format!("{path}/standing"), approve).await;
    assert_eq!(listed["standing"], "approved", "{listed}");
    let ask = json!({"case": case, "therapy": "ddp", "provider": provider.to_string(), "sessions": 10,
                     "starts_on": "2026-11-20", "ends_on": "2027-03-20"});
    let mut too_much = ask.clone();
    too_much["sessions"] = json!(26);
    let over = worker.post("/api/v1/applications", too_much).await;
    assert_eq!(over["check"]["allowed"], false);
    assert_eq!(over["check"]["refusals"][0]["rule"], "funding.limit", "{over}");
    let application = worker.post("/api/v1/applications", ask).await;
    assert_eq!(application["check"]["allowed"], true, "{application}");
    assert_eq!(application["amount"], 120_000);
    let passages = application["passages"].to_string();
    for name in ["Theo", "Maya", "Okoro", "CM1"] {
        assert!(!passages.contains(name), "the application names {name}: {passages}");
    }
    let path = format!("/api/v1/applications/{}", text(&application["id"]));
    let sent = worker.post(&format!("{path}/send"), json!({"version": application["version"]})).await;
    let approval = json!({"outcome": "approved", "reason": "Within the limit", "version": sent["version"]});
    let penniless = house.post(&finance_token, &format!("{path}/decision"), &approval).await;
    assert_eq!(penniless.json()["code"], "ledger.allocation", "{}", penniless.text);
    let letter = json!({"year": 2026, "amount": 1_000_000, "letter": "ASGSF-2026-17"});
    assert_eq!(finance.post("/api/v1/allocations", letter).await["year"], "2026-27");
    let decided = finance.post(&format!("{path}/decision"), approval).await;
    assert_eq!(decided["status"], "approved");
    assert_eq!(finance.get("/api/v1/ledger").await["committed"], 120_000);

    // 7. Ordered, delivered, invoiced to the penny, paid from the commitment.
    let order = text(&worker.post(&format!("{path}/order"), json!({})).await["order"]);
    let provider_token = desk
        .db
        .write("a provider's token", {
            let now = desk.now;
            move |w| access::tokens::create(w, Role::Provider, Some(provider), "provider", 30, now)
        })
        .await
        .unwrap();
    let therapist = Step { house: &house, token: &provider_token };
    let seen = therapist.get(&format!("/api/v1/orders/{order}")).await;
    assert!(!seen.to_string().contains("Theo") && seen["case"].is_null(), "{seen}");
    therapist.post(&format!("/api/v1/orders/{order}/answer"), json!({"answer": "accept"})).await;
    // Three weeks go by.
    let house = house.later("2026-12-11T10:00:00Z".parse().unwrap());
    let desk = &house.desk;
    let worker = Step { house: &house, token: &worker_token };
    let finance = Step { house: &house, token: &finance_token };
    let therapist = Step { house: &house, token: &provider_token };
    let mut lines = Vec::new();
    for day in ["2026-12-01", "2026-12-08"] {
        let session =
            therapist.post("/api/v1/sessions", json!({"order": order, "day": day, "outcome": "held"})).await;
        lines.push(json!({"session": session["id"], "day": day, "amount": 12_000}));
    }
    let bill = |amount: i64, lines: &[Value]| json!({"order": order, "number": format!("W-{amount}"), "total": amount, "lines": lines});
    let wrong = house.post(&provider_token, "/api/v1/invoices", &bill(24_001, &lines)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    let invoice = therapist.post("/api/v1/invoices", bill(24_000, &lines)).await;
    let again = house.post(&provider_token, "/api/v1/invoices", &bill(24_000, &lines)).await;
    assert!(again.status.is_client_error(), "a session was invoiced twice: {}", again.text);
    let paid = finance
        .post(
            &format!("/api/v1/invoices/{}/payment", text(&invoice["id"])),
            json!({"version": invoice["version"]}),
        )
        .await;
    assert_eq!((&paid["amount"], &paid["left"]), (&json!(24_000), &json!(96_000)));
    let ledger = finance.get("/api/v1/ledger").await;
    assert_eq!((&ledger["paid"], &ledger["committed"]), (&json!(24_000), &json!(96_000)));

    // 8. Rated again, and stepped down with a reason.
    worker
        .post(
            "/api/v1/ratings",
            json!({"case": case, "goal": goal["id"], "rater": "parent", "on": "2026-12-11", "score": 6}),
        )
        .await;
    let view = worker.get(&format!("/api/v1/cases/{case}")).await;
    assert_eq!(view["level"], "intensive");
    worker
        .post(
            &format!("/api/v1/cases/{case}/level"),
            json!({"to": "targeted", "reason": "Evenings are calmer", "version": view["version"]}),
        )
        .await;

    // 9. The timeline tells all of it.
    let events = worker.get(&format!("/api/v1/cases/{case}/timeline")).await;
    let kinds: Vec<String> = events["items"].as_array().unwrap().iter().map(|e| text(&e["kind"])).collect();
    for kind in ["assessment", "plan", "rating", "application", "order", "session", "invoice", "level"] {
        assert!(kinds.iter().any(|k| k == kind), "no {kind} in {kinds:?}");
    }

    // What is measured names routes, and nobody.
    let metrics = house.page("", "/metrics").await.text;
    assert!(metrics.contains("route=\"/api/v1/cases/{id}\""), "{metrics}");
    for word in ["Okoro", "Theo", case.as_str()] {
        assert!(!metrics.contains(word), "the metrics tell {word}");
    }

    // 10. Counted; and the figures agree with the rows.
    let differences = desk.db.read(insight::recount::differences).await.unwrap();
    assert!(differences.is_empty(), "{differences:?}");

    // What went to other organisations stands there, each with its ground.
    let shared = worker.get(&format!("/api/v1/disclosures?case={case}")).await;
    let to: Vec<(String, String)> = shared["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (text(&d["recipient"]), text(&d["basis"])))
        .collect();
    assert!(to.contains(&("fund".into(), "agreement".into())), "{to:?}");
    assert!(to.contains(&("provider".into(), "agreement".into())) && to.len() == 2, "{to:?}");

    // Somebody else's agency sees nothing of it.
    let stranger = house.strange_token(Role::SocialWorker).await;
    assert_eq!(house.get(&stranger, &format!("/api/v1/cases/{case}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&stranger, "/api/v1/cases").await.json()["items"], json!([]));
}
