//! Cards on both engines: versions with their days, and the closest one for anybody.

use access::{Actor, Role};
use testkit::{Rooms, both};

use super::store;
use crate::{
    schema,
    testing::{call, send},
};

fn form(version: u8, answers: &str, from: &str) -> String {
    let [y, m, d]: [&str; 3] = from.split('-').collect::<Vec<_>>().try_into().unwrap();
    format!("version={version}&answers={answers}&from-year={y}&from-month={m}&from-day={d}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_keeps_versions_and_anybody_reads_the_one_that_holds() {
    for desk in both(schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let duty = desk.worker(Role::DutyWorker).await;
        let anybody = Rooms { routes: crate::routes, nav: crate::nav }.anybody(&desk);
        let at = "/out-of-hours-cards/881";
        // Nothing is entered: the page says so, and names no number that nobody checked.
        let said = anybody.page("/out-of-hours?council=881").await;
        assert!(
            said.contains("has not entered here who answers") && said.contains("emergency duty team"),
            "{said}"
        );
        assert_eq!(send(&desk, &duty, at, Some(&form(0, "EDT", "2026-11-20"))).await.status, 403);
        let past = send(&desk, &manager, at, Some(&form(0, "EDT", "2026-11-19"))).await;
        assert!(past.status == 422 && past.text.contains("today or later"), "{}", past.text);
        let blank = send(&desk, &manager, at, Some(&form(0, "", "2026-11-20"))).await;
        assert!(blank.text.contains("Say who answers"));
        assert_eq!(send(&desk, &manager, at, Some(&form(0, "EDT+0300", "2026-11-20"))).await.status, 303);
        // A version for Christmas waits for its day; what holds stays.
        assert_eq!(
            send(&desk, &manager, at, Some(&form(1, "Christmas+line", "2026-12-24"))).await.status,
            303
        );
        let stale = send(&desk, &manager, at, Some(&form(1, "Late", "2026-12-24"))).await;
        assert!(stale.status == 422 && stale.text.contains("Somebody changed"), "{}", stale.text);
        let said = anybody.page("/out-of-hours?council=881").await;
        assert!(said.contains("EDT 0300") && !said.contains("Christmas line"));
        let kept = send(&desk, &duty, at, None).await.text;
        assert!(kept.contains("From 24 December 2026") && kept.contains("Version 1"), "{kept}");
        let on = |day: &str| {
            let (agency, day) = (desk.agency(), day.parse().unwrap());
            desk.db.read(move |r| {
                Ok(store::holding(r, agency, day)?.into_iter().map(|c| c.text.number).collect::<Vec<_>>())
            })
        };
        assert_eq!(on("2026-12-23").await.unwrap(), [1]);
        assert_eq!(on("2026-12-24").await.unwrap(), [2]);

        // The postcode area is closer than the council; another council has the agency's own.
        assert_eq!(
            send(&desk, &manager, "/out-of-hours-cards/area-CM", Some(&form(0, "CM+line", "2026-11-20")))
                .await
                .status,
            303
        );
        assert_eq!(
            send(&desk, &manager, "/out-of-hours-cards/agency", Some(&form(0, "Agency+line", "2026-11-20")))
                .await
                .status,
            303
        );
        assert!(anybody.page("/out-of-hours?council=881&area=cm1").await.contains("CM line"));
        assert!(anybody.page("/out-of-hours?council=881&area=SS").await.contains("EDT 0300"));
        let file = send(&desk, &duty, "/out-of-hours-cards.csv", None).await.text;
        assert!(file.lines().any(|l| l.starts_with("area-CM,") && l.contains("CM line")), "{file}");
        assert_eq!(send(&desk, &manager, "/out-of-hours-cards/000", None).await.status, 404);
        assert_eq!(send(&desk, &manager, "/out-of-hours-cards/area-TOOLONG", None).await.status, 404);
        let stranger = desk.stranger(Role::TeamManager).await;
        assert_eq!(send(&desk, &stranger, at, None).await.status, 404, "a council of another agency");

        let for_family = desk
            .look(&Actor::public(), {
                let agency = desk.agency();
                move |look| store::for_council(look, agency, "882")
            })
            .await
            .unwrap();
        assert_eq!(for_family.unwrap().text.answers, "Agency line");
        let key = desk.machine(Role::TeamManager, desk.agency()).await;
        let all = call(&desk, &key, "/api/v1/out-of-hours-cards", None).await.json();
        assert_eq!(all["items"].as_array().unwrap().len(), 3);
        let written = call(
            &desk,
            &key,
            "/api/v1/out-of-hours-cards/882",
            Some(r#"{"version": 0, "answers": "EDT", "from": "2026-11-21"}"#),
        )
        .await;
        assert_eq!(
            (written.status, written.json()["items"].as_array().unwrap().len()),
            (200, 3),
            "it holds from tomorrow"
        );
    }
}
