//! Safeguarding protocols on both engines.

use access::Role;
use testkit::both;

use crate::escalation::{
    actions as escalations,
    form::Opening,
    model::Kind,
    testing::{call, case, send},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_keeps_versions_and_workers_read_the_one_that_holds_where_it_got_hard() {
    for desk in both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let worker = desk.worker(Role::SocialWorker).await;
        let keeper = manager.account().unwrap();
        let at = "/safeguarding-protocols/agency";
        assert!(send(&desk, &worker, "/safeguarding-protocols", None).await.text.contains("None is written"));
        let form = |version: u8, first: &str, review: &str| {
            let [y, m, d]: [&str; 3] = review.split('-').collect::<Vec<_>>().try_into().unwrap();
            format!(
                "version={version}&first={first}&thresholds=Harm+is+likely&contacts=MASH+0300+000&out_of_hours=EDT+0300+111&\
                 keeper={keeper}&review-year={y}&review-month={m}&review-day={d}"
            )
        };
        assert_eq!(send(&desk, &worker, at, Some(&form(0, "Call", "2027-05-01"))).await.status, 403);
        let over = send(&desk, &manager, at, Some(&form(0, "Call", "2026-11-20"))).await;
        assert!(over.status == 422 && over.text.contains("Enter a day after today"), "{}", over.text);
        assert_eq!(send(&desk, &manager, at, Some(&form(0, "Call+first", "2027-05-01"))).await.status, 303);
        let stale = send(&desk, &manager, at, Some(&form(0, "Late", "2027-05-01"))).await;
        assert!(stale.status != 303 && !send(&desk, &manager, at, None).await.text.contains("Late"));
        assert_eq!(
            send(&desk, &manager, at, Some(&form(1, "Stay+with+them", "2027-05-01"))).await.status,
            303
        );
        let page = send(&desk, &worker, at, None).await.text;
        assert!(page.contains("Stay with them") && page.contains("Call first") && page.contains("Version 2"));

        let case = case(&desk, worker.account()).await;
        let id = case.id;
        let opening = Opening { kind: Kind::Safeguarding, reason: "A bruise".into() };
        let made = desk.act(&worker, move |act| escalations::open(act, id, &opening)).await.unwrap();
        let shown = send(&desk, &worker, &format!("/escalations/{made}"), None).await.text;
        assert!(shown.contains("Stay with them") && shown.contains("EDT 0300 111"), "{shown}");
        let stranger = desk.stranger(Role::TeamManager).await;
        assert!(!send(&desk, &stranger, at, None).await.text.contains("Stay with them"));
        let csv = send(&desk, &manager, "/safeguarding-protocols.csv", None).await.text;
        assert!(csv.lines().any(|l| l.starts_with("agency,") && l.contains("holds,2,2027-05-01")), "{csv}");
        let elsewhere = send(&desk, &manager, "/safeguarding-protocols/000", None).await;
        assert_eq!(elsewhere.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_write_and_read_them() {
    for desk in both(crate::schema()).await {
        let keeper = desk.worker(Role::TeamManager).await.account().unwrap();
        let key = desk.machine(Role::TeamManager, desk.agency()).await;
        let body = format!(
            r#"{{"version": 0, "first": "Call", "thresholds": "Harm", "contacts": "MASH", "out_of_hours": "EDT", "keeper": "{keeper}",
                "review": "2027-01-10"}}"#
        );
        let path = "/api/v1/safeguarding-protocols";
        let written = call(&desk, &key, &format!("{path}/agency"), Some(&body)).await;
        assert_eq!(written.status, 200, "{}", written.text);
        let all = call(&desk, &key, path, None).await.json();
        assert_eq!((&all["items"][0]["place"], &all["items"][0]["version"]), (&"agency".into(), &1.into()));
        let twice = call(&desk, &key, &format!("{path}/agency"), Some(&body)).await;
        assert_eq!(twice.status, 409, "{}", twice.text);
    }
}
