//! Early signs on both engines.

use access::{Role, actions::ViewSigns};
use kernel::Error;
use testkit::both;

use super::{settle::NOTHING, *};
use crate::{
    early_signs::{
        form::{NewSign, Settled},
        model::{Decided, Standing},
        store,
    },
    escalation::{
        actions as escalations,
        form::Opening,
        model::Kind,
        testing::{call, case, send},
    },
};

fn sign(point: &str, on: &str) -> NewSign {
    NewSign { point: point.into(), on: Some(on.parse().unwrap()), words: "His teacher rang".into() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_comes_with_its_reasons_is_seen_and_returns_only_with_something_new() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let manager = desk.worker(Role::TeamManager).await;
        let id = case(&desk, worker.account()).await.id;
        let put = |s: NewSign| desk.act(&worker, move |act| record(act, id, &s));
        assert_eq!(put(sign("exclusion", "2026-11-02")).await.unwrap(), Standing::Quiet);
        for wrong in [sign("none", "2026-11-02"), sign("look", "2026-11-02"), sign("missing", "2026-11-21")] {
            assert!(matches!(put(wrong).await, Err(Error::Invalid(_))));
        }
        assert!(send(&desk, &manager, "/early-signs", None).await.text.contains("No case waits"));
        assert_eq!(put(sign("police-call", "2026-11-18")).await.unwrap(), Standing::Look);
        let page = send(&desk, &manager, "/early-signs", None).await.text;
        assert!(page.contains("Excluded from school: once") && page.contains("Police were called: once"));

        let seen = |version| Settled { version, decided: Decided::Talk, words: "I ring them today".into() };
        let stale = desk.act(&manager, move |act| settle(act, id, &seen(1))).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        let duty = desk.worker(Role::DutyWorker).await;
        let duty = desk.act(&duty, move |act| settle(act, id, &seen(2))).await;
        assert_eq!(duty.unwrap_err(), Error::Forbidden);
        desk.act(&manager, move |act| settle(act, id, &seen(2))).await.unwrap();
        let again = desk.act(&manager, move |act| settle(act, id, &seen(3))).await;
        assert_eq!(again.unwrap_err().code(), NOTHING);
        assert!(!send(&desk, &manager, "/early-signs.csv", None).await.text.contains("CA-"));
        let listed = send(&desk, &manager, "/early-signs.csv?state=seen", None).await.text;
        assert!(listed.contains("talk"), "{listed}");

        assert_eq!(put(sign("parent-worn", "2026-11-19")).await.unwrap(), Standing::Look);
        let stranger = desk.stranger(Role::SocialWorker).await;
        let theirs = desk.act(&stranger, move |act| record(act, id, &sign("missing", "2026-11-18"))).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        assert!(send(&desk, &stranger, "/early-signs", None).await.text.contains("No case waits"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_opens_an_escalation_has_looked() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let id = case(&desk, worker.account()).await.id;
        desk.act(&worker, move |act| record(act, id, &sign("accommodation", "2026-11-18"))).await.unwrap();
        let opening = Opening { kind: Kind::Leaving, reason: "They asked for him to be taken".into() };
        desk.act(&worker, move |act| escalations::open(act, id, &opening)).await.unwrap();
        let prompt = desk
            .look(&worker, move |look| store::prompt(look, &look.one::<ViewSigns, _>(id)?))
            .await
            .unwrap()
            .unwrap();
        assert_eq!((prompt.standing, prompt.decided), (Standing::Seen, Some(Decided::Escalated)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_and_the_api_take_each_step() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = case(&desk, worker.account()).await;
        let at = format!("/cases/{}/early-signs", case.id);
        assert!(send(&desk, &worker, &at, None).await.text.contains("Nothing was recorded"));
        let wrong = send(&desk, &worker, &at, Some("point=")).await;
        assert!(wrong.status == 422 && wrong.text.contains("Choose what happened"));
        let noted = send(&desk, &worker, &at, Some("point=accommodation&words=She+rang")).await;
        assert_eq!(noted.status, 303);
        let page = send(&desk, &worker, &at, None).await.text;
        assert!(page.contains("She rang") && page.contains("Somebody should look"));
        let early =
            send(&desk, &worker, &format!("{at}/seen"), Some("version=1&decided=escalated&why=x")).await;
        assert!(early.status == 422 && early.text.contains("Open the escalation first"));
        let key = desk.machine(Role::TeamManager, desk.agency()).await;
        let api = format!("/api/v1{at}");
        let listed = call(&desk, &key, "/api/v1/early-signs", None).await.json();
        assert_eq!(listed["items"][0]["reference"], case.reference.as_str());
        assert_eq!(listed["items"][0]["reasons"][0]["point"], "accommodation");
        let body = r#"{"version": 1, "decided": "change-plan", "why": "Respite from Friday"}"#;
        let seen = call(&desk, &key, &format!("{api}/seen"), Some(body)).await.json();
        assert_eq!((&seen["standing"], &seen["decided"]), (&"seen".into(), &"change-plan".into()));
        let body = r#"{"point": "missing", "on": "2026-11-19"}"#;
        let added = call(&desk, &key, &api, Some(body)).await.json();
        assert_eq!((&added["standing"], added["signs"].as_array().unwrap().len()), (&"look".into(), 2));
    }
}
