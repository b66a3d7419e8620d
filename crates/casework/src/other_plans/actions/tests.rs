//! Other plans on both engines, as the people who may and as those who may not.

use access::Role;

use super::*;
use crate::{
    assessment::{
        actions::tests::open_case,
        pages::tests::{shows, visit},
    },
    other_plans::model::{Content, Kind},
};

fn ehcp(relation: &str) -> Written {
    Written {
        kind: Kind::Ehcp,
        content: Content { lead: "SEN team".into(), relation: relation.into() },
        review: Some(kernel::Date::constant(2026, 11, 1)),
        ended: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_plan_is_written_down_changed_and_ended_by_those_who_write_the_plan() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = desk.act(&worker, open_case).await.unwrap();
        let elsewhere = desk.act(&worker, open_case).await.unwrap();
        let new = desk
            .act(&worker, move |act| add(act, case, &ehcp("It pays for the sessions at school")))
            .await
            .unwrap();
        assert!(new.is_late(kernel::Date::constant(2026, 11, 20)));
        let id = new.id;
        let crossed = desk.act(&worker, move |act| change(act, elsewhere, id, 1, &ehcp("x"))).await;
        assert_eq!(crossed.unwrap_err(), Error::NotFound);
        let ended = Written { ended: true, ..ehcp("It has ended") };
        let done = desk.act(&worker, move |act| change(act, case, id, 1, &ended.clone())).await.unwrap();
        assert!(done.ended && !done.is_late(kernel::Date::constant(2026, 11, 20)));
        let stale = desk.act(&worker, move |act| change(act, case, id, 1, &ehcp("x"))).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        let stranger = desk.stranger(Role::SocialWorker).await;
        let theirs = desk.act(&stranger, move |act| add(act, case, &ehcp("x"))).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        let duty = desk.worker(Role::DutyWorker).await;
        assert_eq!(
            desk.act(&duty, move |act| add(act, case, &ehcp("x"))).await.unwrap_err(),
            Error::Forbidden
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_says_how_it_stands_to_the_others() {
    let desk = testkit::sqlite(crate::schema()).await;
    let worker = desk.worker(Role::SocialWorker).await;
    let case = desk.act(&worker, open_case).await.unwrap();
    let at = format!("/cases/{case}/other-plans");
    shows(
        &visit(&desk, &worker, &at, None).await.unwrap(),
        &["No other plan is written down.", "/education\"", "its day belongs under School"],
    );
    let wrong =
        visit(&desk, &worker, &at, Some(&[("kind", "ehcp"), ("lead", "SEN <b>team</b>")])).await.unwrap();
    assert_eq!(wrong.status, 422);
    shows(&wrong, &["Say how the support plan stands to it", "SEN &lt;b&gt;team"]);
    let right = [
        ("kind", "child-in-need"),
        ("lead", "Ms Low"),
        ("relation", "Both meet on one day"),
        ("review", "2026-11-01"),
    ];
    assert_eq!(visit(&desk, &worker, &at, Some(&right)).await.unwrap().status, 303);
    shows(
        &visit(&desk, &worker, &at, None).await.unwrap(),
        &["Child in need plan", "Both meet on one day", "Overdue"],
    );
    let plan = visit(&desk, &worker, &format!("/cases/{case}/plan"), None).await.unwrap();
    shows(&plan, &["Child in need plan", "Both meet on one day"]);
    let csv = visit(&desk, &worker, &format!("{at}.csv"), None).await.unwrap();
    assert!(csv.html.contains("child-in-need,Ms Low,Both meet on one day,2026-11-01,no"), "{}", csv.html);
    let api = visit(&desk, &worker, &format!("/api/v1{at}"), None).await.unwrap();
    let id = api.html.split("\"id\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    shows(&visit(&desk, &worker, &format!("{at}/{id}"), None).await.unwrap(), &["Ms Low", "It has ended"]);
    let ended = [("version", "1"), ("kind", "child-in-need"), ("relation", "Over"), ("ended", "yes")];
    assert_eq!(visit(&desk, &worker, &format!("{at}/{id}"), Some(&ended)).await.unwrap().status, 303);
    shows(&visit(&desk, &worker, &at, None).await.unwrap(), &["Ended"]);
}
