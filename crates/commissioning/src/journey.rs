//! The whole way through this crate, by its pages and by its API, on both engines: ordered, accepted,
//! held, invoiced, queried.

use access::{Role, permissions};
use serde_json::json;

use crate::testing::{Caller, World, id, worlds};

const ON: &str = "2026-11-20T10:00:00Z";
const LATER: &str = "2026-11-30T10:00:00Z";

/// The values of a page's fields of one name.
fn values(page: &str, name: &str) -> Vec<String> {
    page.split("<input")
        .filter(|tag| tag.contains(&format!("name=\"{name}\"")))
        .filter_map(|tag| Some(tag.split_once("value=\"")?.1.split_once('"')?.0.to_owned()))
        .collect()
}

async fn read(w: &World, who: &Caller, path: &str) -> String {
    let said = w.send(LATER, who, path, None).await;
    assert_eq!(said.status, 200, "{path}: {}", said.text);
    said.text
}

#[tokio::test(flavor = "multi_thread")]
async fn people_walk_from_order_to_invoice() {
    for w in worlds().await {
        let [worker, seller, finance] =
            [&w.worker, &w.seller, &w.finance].map(|actor| Caller::Browser(actor.clone()));
        let case = w.case;

        let form = format!("/cases/{case}/orders/new");
        assert!(read(&w, &worker, &form).await.contains("Choose a therapy"));
        let page = read(&w, &worker, &format!("{form}?therapy=theraplay")).await;
        assert!(page.contains("Willow Therapies: £120 for 60 minutes") && page.contains("Robin Example"));
        let order = format!(
            "therapy=theraplay&provider={}&kind=call-off&starts_on-day=23&starts_on-month=11&starts_on-year=2026",
            w.provider
        );
        let said = w.send(ON, &worker, &form, Some(&format!("{order}&sessions=none"))).await;
        assert_eq!(said.status, 422);
        assert!(said.text.contains("from 1 to 208") && said.text.contains("value=\"none\""));
        let said = w.send(ON, &worker, &form, Some(&format!("{order}&sessions=3"))).await;
        let path = said.to.unwrap();
        assert!(read(&w, &worker, &format!("/cases/{case}/orders")).await.contains(&path));

        let list = read(&w, &seller, "/orders").await;
        assert!(list.contains(&path));
        let page = read(&w, &seller, &path).await;
        assert!(page.contains("shares the family") && page.contains("Theraplay"));
        // The provider learns no name and no case.
        assert!(!page.contains("Robin") && !page.contains("/cases/"));
        let said = w.send(ON, &seller, &format!("{path}/answer"), Some("answer=decline")).await;
        assert!(said.status == 422 && said.text.contains("why you cannot take this order"));
        let said = w.send(ON, &seller, &format!("{path}/answer"), Some("answer=accept")).await;
        assert_eq!(said.to.as_deref(), Some(path.as_str()));

        let add = format!("{path}/sessions/new");
        read(&w, &seller, &add).await;
        let future = "day-day=1&day-month=12&day-year=2026&outcome=held";
        let said = w.send(LATER, &seller, &add, Some(future)).await;
        assert!(said.status == 422 && said.text.contains("still to come"));
        let missed = "day-day=24&day-month=11&day-year=2026&outcome=missed";
        let said = w.send(LATER, &seller, &add, Some(missed)).await;
        assert!(said.status == 422 && said.text.contains("Say who could not come"));
        let missed = format!("{missed}&missed_by=provider&notice=given");
        assert_eq!(w.send(LATER, &seller, &add, Some(&missed)).await.status, 303);
        let planned = "day-day=25&day-month=11&day-year=2026&outcome=planned";
        assert_eq!(w.send(LATER, &seller, &add, Some(planned)).await.status, 303);
        let page = read(&w, &seller, &path).await;
        let session = page.split("/sessions/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let session = if session == "new" {
            page.split("\"/sessions/").nth(1).unwrap().split('"').next().unwrap().to_owned()
        } else {
            session
        };
        let record = format!("/sessions/{session}");
        let version = values(&read(&w, &seller, &record).await, "version").remove(0);
        let held = format!("outcome=held&version={version}");
        assert_eq!(w.send(LATER, &seller, &record, Some(&held)).await.status, 303);
        let said = w.send(LATER, &seller, &record, Some(&held)).await;
        assert!(said.status == 422 && said.text.contains("recorded as held already"));

        let send = format!("{path}/invoices/new");
        let boxes = values(&read(&w, &seller, &send).await, "lines");
        assert_eq!(boxes.len(), 1);
        let lines = boxes[0].replace(' ', "+");
        let said = w.send(LATER, &seller, &send, Some(&format!("number=W-1&total=130&lines={lines}"))).await;
        assert!(said.status == 422 && said.text.contains("The total is £130, but the lines come to £120."));
        assert!(said.text.contains("value=\"W-1\"") && said.text.contains(" checked"));
        let said = w.send(LATER, &seller, &send, Some(&format!("number=W-1&total=120&lines={lines}"))).await;
        let invoice = said.to.unwrap();
        for who in [&finance, &seller] {
            assert!(read(&w, who, "/invoices").await.contains(&invoice));
            assert!(read(&w, who, &invoice).await.contains("£120"));
        }
        let said = w.send(LATER, &finance, &format!("{invoice}/query"), Some("reason=")).await;
        assert!(said.status == 422 && said.text.contains("Say what the provider should look at"));
        let said = w.send(LATER, &finance, &format!("{invoice}/query"), Some("reason=Is+it+right")).await;
        assert_eq!(said.status, 303);
        assert!(read(&w, &seller, &invoice).await.contains("Is it right"));
        assert_eq!(w.send(LATER, &seller, &format!("{invoice}/settle"), Some("")).await.status, 403);
        assert_eq!(w.send(LATER, &finance, &format!("{invoice}/settle"), Some("")).await.status, 303);

        assert!(read(&w, &seller, "/orders.csv").await.starts_with("order,agency,provider"));
        assert!(!read(&w, &seller, "/orders.csv").await.contains("CA-"));
        assert!(read(&w, &worker, "/orders.csv?status=accepted").await.contains("CA-"));
        assert_eq!(read(&w, &finance, "/invoices.csv?status=paid").await.lines().count(), 1);
        assert_eq!(read(&w, &finance, "/invoices.csv?status=matched").await.lines().count(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn providers_are_listed_with_the_prices_of_the_day() {
    for w in worlds().await {
        let worker = Caller::Browser(w.worker.clone());
        let all = read(&w, &worker, "/providers").await;
        assert!(
            all.contains("Willow Therapies") && all.contains("Birch House") && all.contains("No price today")
        );
        assert!(all.contains("£120 for 60 minutes") && !all.contains("£110") && !all.contains("£130"));
        let some = read(&w, &worker, "/providers?therapy=theraplay").await;
        assert!(some.contains("Willow Therapies") && !some.contains("Birch House"));
        let csv = read(&w, &worker, "/providers.csv").await;
        assert_eq!(csv.lines().count(), 3);
        assert!(csv.contains("Theraplay,12000,60,2026-04-01"));
        let after = page::Cursor { key: 0, id: crate::testing::id(11) };
        let next = read(&w, &worker, &format!("/providers?after={after}")).await;
        assert!(next.contains("Willow Therapies") && !next.contains("Birch House"));
        let said = w.send(ON, &Caller::Browser(w.seller.clone()), "/providers", None).await;
        assert_eq!(said.status, 403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_walk_the_same_way() {
    for w in worlds().await {
        let worker = w.machine(Role::SocialWorker, w.desk.agency()).await;
        let seller = w.machine(Role::Provider, w.provider).await;
        let finance = w.machine(Role::FinanceOfficer, w.desk.agency()).await;
        let post = async |who: &Caller, path: &str, body: serde_json::Value| {
            w.send(LATER, who, path, Some(&body.to_string())).await
        };
        let said = post(&worker, "/api/v1/orders", json!({"case": w.case.to_string(), "sessions": 2})).await;
        assert_eq!((said.status, said.json()["code"].as_str()), (422, Some("invalid")));
        let new = json!({"case": w.case.to_string(), "provider": w.provider.to_string(), "therapy": "theraplay",
            "sessions": 2, "starts_on": "2026-12-01", "kind": "spot"});
        let said = w.send(ON, &worker, "/api/v1/orders", Some(&new.to_string())).await;
        assert_eq!(said.status, 201, "{}", said.text);
        let order = said.json();
        assert_eq!((order["total"].as_i64(), order["status"].as_str()), (Some(24_000), Some("placed")));
        let id = order["id"].as_str().unwrap();
        let path = format!("/api/v1/orders/{id}");
        let theirs = w.send(LATER, &seller, &path, None).await.json();
        assert!(theirs["case"].is_null() && theirs["reference"] == order["reference"]);
        let listed = w.send(LATER, &seller, "/api/v1/orders?status=placed", None).await.json();
        assert_eq!((&listed["items"][0]["id"], &listed["next"]), (&json!(id), &json!(null)));
        let said = post(&seller, &format!("{path}/answer"), json!({"answer": "accept"})).await;
        assert_eq!(said.json()["status"], "accepted");
        let said = post(&seller, &format!("{path}/answer"), json!({"answer": "accept"})).await;
        assert_eq!((said.status, said.json()["code"].as_str()), (409, Some("order.state")));

        let held = json!({"order": id, "day": "2026-11-24", "outcome": "held"});
        let said = post(&seller, "/api/v1/sessions", held.clone()).await;
        assert_eq!(said.status, 201, "{}", said.text);
        let first = said.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(post(&seller, "/api/v1/sessions", held).await.json()["code"], "session.same-day");
        let planned = json!({"order": id, "day": "2026-11-26", "outcome": "planned"});
        let second =
            post(&seller, "/api/v1/sessions", planned).await.json()["id"].as_str().unwrap().to_owned();
        let missed = json!({"session": second, "outcome": "missed", "missed_by": "family", "notice": "none"});
        assert_eq!(post(&seller, "/api/v1/sessions", missed).await.json()["payable"], true);
        let sessions = w.send(LATER, &worker, &format!("/api/v1/sessions?order={id}"), None).await.json();
        assert_eq!(sessions["items"].as_array().unwrap().len(), 2);

        let lines = json!([{"session": first, "day": "2026-11-24", "amount": 12_000},
            {"session": second, "day": "2026-11-26", "amount": 12_001}]);
        let wrong = json!({"order": id, "number": "A-1", "total": 24_001, "lines": lines});
        let said = post(&seller, "/api/v1/invoices", wrong).await;
        assert_eq!(
            said.json()["errors"][0]["message"],
            "Line 2: £120.01 is asked, but the order's price is £120."
        );
        let lines = json!([{"session": first, "day": "2026-11-24", "amount": 12_000},
            {"session": second, "day": "2026-11-26", "amount": 12_000}]);
        let right = json!({"order": id, "number": "A-1", "total": 24_000, "lines": lines});
        let said = post(&seller, "/api/v1/invoices", right).await;
        assert_eq!(said.status, 201, "{}", said.text);
        let invoice = said.json()["id"].as_str().unwrap().to_owned();
        let seen = w.send(LATER, &finance, &format!("/api/v1/invoices/{invoice}"), None).await.json();
        assert_eq!(
            (seen["lines"].as_array().map(Vec::len), seen["due_on"].as_str()),
            (Some(2), Some("2026-12-30"))
        );
        let listed = w.send(LATER, &finance, "/api/v1/invoices?status=matched", None).await.json();
        assert_eq!(listed["items"][0]["id"], json!(invoice));
        let bad = w.send(LATER, &finance, "/api/v1/invoices?status=lost", None).await;
        assert_eq!(bad.status, 422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_is_let_in_as_the_table_says_and_a_made_up_id_shows_nothing() {
    for w in worlds().await {
        for role in Role::ALL {
            let who = match role {
                Role::Provider => w.rival.clone(),
                Role::FamilyMember => w.desk.relative(id(2)).await,
                _ => w.desk.worker(*role).await,
            };
            let who = Caller::Browser(who);
            for route in crate::routes().iter().filter(|r| !r.is_api()) {
                let path = route.path.replace("{id}", &id::<()>(200).to_string());
                let body = (route.method == page::Method::Post).then_some("");
                let said = w.send(LATER, &who, &path, body).await;
                let may = route
                    .grants
                    .iter()
                    .any(|a| permissions::reach(Some(*role), a) != permissions::Reach::None);
                let expected: u16 = match (may, route.path.contains('{'), body) {
                    (false, ..) => 403,
                    (true, true, _) => 404,
                    (true, false, None) => 200,
                    (true, false, Some(_)) => 422,
                };
                assert_eq!(said.status, expected, "{role:?} {route:?}");
            }
        }
    }
}
