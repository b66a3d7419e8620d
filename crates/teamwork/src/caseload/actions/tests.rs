//! The team's page, its alarms and its weights, on both engines.

use access::Role;
use kernel::{Error, Id};
use testkit::both;

use super::*;
use crate::{
    caseload::model::{Alarm, Part},
    testing::{account, call, day, enquiry_at, free, home, leaves, plan, seal, send, send_at},
};

fn input(part: Part, code: &str, points: i64, from: &str) -> Input {
    Input { part, code: code.into(), points, from: day(from) }
}

/// How many there are of an alarm, as the API says.
async fn alarm(desk: &testkit::Desk, kind: Alarm) -> (i64, Vec<String>) {
    let key = desk.machine(Role::TeamManager, desk.agency()).await;
    let said = call(desk, &key, &format!("/api/v1/team/alarms?kind={}", kind.code()), None).await.json();
    let counts = said["counts"].as_array().unwrap();
    let count = counts.iter().find(|c| c["kind"] == kind.code()).unwrap()["count"].as_i64().unwrap();
    let ids =
        said["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect();
    (count, ids)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_team_page_shows_loads_with_reasons_and_opens_to_the_cases() {
    for desk in both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let worker = desk.worker(Role::SocialWorker).await;
        let me = account(&worker);
        let first = home(&desk, 1, me).await;
        home(&desk, 2, me).await;
        plan(&desk, first.case, me).await;

        // Targeted 3, new 2; one has no plan yet: 1.
        let key = desk.machine(Role::TeamManager, desk.agency()).await;
        let team = call(&desk, &key, "/api/v1/team", None).await.json();
        let items = team["items"].as_array().unwrap();
        let own = items.iter().find(|w| w["account"] == me.to_string()).unwrap();
        assert_eq!((own["open_cases"].as_i64(), own["points"].as_i64()), (Some(2), Some(11)));
        assert_eq!((own["can_carry"].as_i64(), &own["standing"]), (Some(60), &"room".into()));
        let page = send(&desk, &manager, "/team", None).await.text;
        assert!(page.contains("11 of 60 points") && page.contains("Has room"), "{page}");
        let rows = send(&desk, &manager, &format!("/team/workers/{me}"), None).await.text;
        assert!(rows.contains("Kit1 Bright1") && rows.contains("No plan holds yet (1)"), "{rows}");
        assert!(rows.contains("Targeted support (3)") && rows.contains("What makes up the load"));
        let csv = send(&desk, &manager, &format!("/team/workers/{me}/cases.csv"), None).await.text;
        assert!(
            csv.contains("level:targeted=3 stage:new=2 stage:no-plan=1") && !csv.contains("Kit1"),
            "{csv}"
        );
        let team = send(&desk, &manager, "/team.csv", None).await.text;
        assert!(
            team.lines().any(|l| l.starts_with(&me.to_string()) && l.contains(",2,11,60,room,")),
            "{team}"
        );

        // A worker opens nothing of it, and another agency's manager finds nobody.
        assert_eq!(send(&desk, &worker, "/team", None).await.status, 403);
        let stranger = desk.stranger(Role::TeamManager).await;
        assert_eq!(send(&desk, &stranger, &format!("/team/workers/{me}"), None).await.status, 404);
        assert!(!send(&desk, &stranger, "/team", None).await.text.contains("11 of 60"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_worker_says_the_same_whether_one_of_their_cases_is_sealed_or_not() {
    for desk in both(crate::schema()).await {
        let (manager, named) = (desk.worker(Role::TeamManager).await, desk.worker(Role::TeamManager).await);
        let worker = desk.worker(Role::SocialWorker).await;
        let me = account(&worker);
        home(&desk, 1, me).await;
        let path = format!("/team/workers/{me}");
        let before = send(&desk, &manager, &path, None).await.text;
        assert!(before.contains("Cases that are sealed from you, where there are any"), "{before}");
        let late = "2027-03-01T09:30:00Z";
        let team = async |who: &access::Actor| {
            let csv = send_at(&desk, late, who, "/team.csv", None).await.text;
            csv.lines().find(|l| l.starts_with(&me.to_string())).unwrap().to_owned()
        };
        let lates = |line: &str| line.split(',').nth(7).unwrap().parse::<usize>().unwrap();
        let alone = lates(&team(&manager).await);

        let hidden = home(&desk, 2, me).await;
        let both_late = lates(&team(&manager).await);
        assert!(both_late > alone, "the second case has late promises too");
        seal(&desk, &manager, hidden.case, &[&named]).await;
        let after = send(&desk, &manager, &path, None).await.text;
        let body = |page: &str| page[page.find("<main").unwrap()..page.find("</main>").unwrap()].to_owned();
        assert_eq!(body(&after), body(&before), "count, points and reasons are those of what may be seen");
        assert_eq!(lates(&team(&manager).await), alone, "as the rows that the count opens to");
        assert_eq!(lates(&team(&named).await), both_late);
        assert!(send(&desk, &named, &path, None).await.text.contains("2 open cases"));
        assert!(team(&manager).await.contains(",2,8,60,"), "the load of the team counts it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_and_plans_that_nobody_holds_are_alarms_that_open_to_their_rows() {
    for desk in both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let worker = desk.worker(Role::SocialWorker).await;
        let leaver = desk.worker(Role::SocialWorker).await;
        let nobodys = home(&desk, 1, account(&worker)).await;
        let left = home(&desk, 2, account(&leaver)).await;
        plan(&desk, left.case, account(&leaver)).await;
        for kind in Alarm::ALL {
            assert_eq!(alarm(&desk, *kind).await, (0, Vec::new()), "{}", kind.code());
        }
        free(&desk, nobodys.case).await;
        leaves(&desk, &leaver).await;
        let of = |case: Id<kernel::kinds::Case>| (1, vec![case.to_string()]);
        assert_eq!(alarm(&desk, Alarm::NoCoordinator).await, of(nobodys.case));
        assert_eq!(alarm(&desk, Alarm::Ended).await, of(left.case));
        assert_eq!(alarm(&desk, Alarm::PlanOwner).await, of(left.case), "the plan names whoever left");

        // Away without cover for long is an alarm; covered it is none.
        let new = format!("account={}&from=2026-11-20&until=2026-12-20&may=answer", account(&worker));
        free(&desk, left.case).await;
        let third = home(&desk, 3, account(&worker)).await;
        assert_eq!(send(&desk, &manager, "/team/away", Some(&new)).await.status, 303);
        assert_eq!(alarm(&desk, Alarm::Away).await, of(third.case));

        let page = send(&desk, &manager, "/team/alarms?kind=away-uncovered", None).await.text;
        assert!(page.contains("Kit3 Bright3") && page.contains("Say who answers meanwhile"), "{page}");
        let csv = send(&desk, &manager, "/team/alarms.csv?kind=no-coordinator", None).await.text;
        assert_eq!(csv.lines().count(), 3, "{csv}");
        assert!(!csv.contains("Kit"));
        // A sealed family is in none of it.
        let other = desk.worker(Role::TeamManager).await;
        seal(&desk, &other, nobodys.case, &[&worker]).await;
        let page = send(&desk, &manager, "/team/alarms?kind=no-coordinator", None).await.text;
        assert!(!page.contains("Kit1") && page.contains("Kit2"), "{page}");
        // An enquiry that waits longer than a week.
        assert_eq!(alarm(&desk, Alarm::Unallocated).await.0, 0);
        enquiry_at(&desk, "2026-11-14T09:30:00Z", 7).await;
        let late = enquiry_at(&desk, "2026-11-12T09:30:00Z", 8).await;
        assert_eq!(alarm(&desk, Alarm::Unallocated).await, (1, vec![late]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_sets_its_own_weights_from_a_day_on() {
    for desk in both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let worker = desk.worker(Role::SocialWorker).await;
        let me = account(&worker);
        home(&desk, 1, me).await;
        let refused = async |who: &access::Actor, input: Input| {
            desk.act(who, move |act| set(act, &input)).await.unwrap_err()
        };
        let good = input(Part::Level, "targeted", 5, "2026-11-20");
        assert_eq!(refused(&worker, good.clone()).await, Error::Forbidden);
        let field = |e: Error| match e {
            Error::Invalid(i) => i.0[0].field.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(field(refused(&manager, input(Part::Level, "huge", 5, "2026-11-20")).await), "code");
        assert_eq!(field(refused(&manager, input(Part::Level, "targeted", 5, "2026-11-19")).await), "from");
        let stranger = account(&desk.stranger(Role::SocialWorker).await).to_string();
        assert_eq!(field(refused(&manager, input(Part::Share, &stranger, 50, "2026-11-20")).await), "code");
        assert_eq!(
            field(refused(&manager, input(Part::Share, &me.to_string(), 0, "2026-11-20")).await),
            "points"
        );

        desk.act(&manager, move |act| set(act, &good)).await.unwrap();
        let share = input(Part::Share, &me.to_string(), 50, "2026-11-20");
        desk.act(&manager, move |act| set(act, &share)).await.unwrap();
        let page = send(&desk, &manager, "/team", None).await.text;
        // 5 for the level, 2 as new, 1 without a plan; half of full time.
        assert!(page.contains("8 of 30 points"), "{page}");
        let form = "what=travel:&council=881&points=2&from-day=21&from-month=11&from-year=2026";
        assert_eq!(send(&desk, &manager, "/team/weights", Some(form)).await.status, 303);
        let empty = send(&desk, &manager, "/team/weights", Some("what=&points=x")).await;
        assert!(
            empty.status == 422 && empty.text.contains("Enter a whole number from 0 to 1,000"),
            "{}",
            empty.text
        );
        let csv = send(&desk, &manager, "/team/weights.csv", None).await.text;
        assert!(
            csv.contains("level,targeted,5,agency") && !csv.contains("travel,881"),
            "not before its day: {csv}"
        );
        let other = desk.stranger(Role::TeamManager).await;
        assert!(
            send(&desk, &other, "/team/weights.csv", None).await.text.contains("level,targeted,3,shipped")
        );
    }
}
