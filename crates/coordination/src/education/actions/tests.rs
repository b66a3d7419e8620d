//! A child's schooling on both engines, as the people who may and as those who may not.

use access::{Role, actions::ViewEducation};
use page::PAGE_ROWS;
use testkit::both;

use super::*;
use crate::{
    education::model::{EventKind, Sen, sums},
    testing::{ELEVEN, Home, call, day, family, send},
};

fn plan(reviewed: &str) -> Schooling {
    Schooling {
        school: "Green Lane".into(),
        sen: Some(Sen::Plan),
        reviewed: Some(day(reviewed)),
        ..Schooling::default()
    }
}

fn meeting(on: &str, minutes: i64) -> NewEvent {
    NewEvent { kind: EventKind::Meeting, on: day(on), half_days: 0, minutes, words: "With the head".into() }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_save_at_once_one_is_told_and_reviews_stand_in_order() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let (one, two) = (family(&desk, ELEVEN).await.id, family(&desk, ELEVEN).await.id);
        let put = |id, version, s: Schooling| desk.act(&worker, move |act| save(act, id, version, &s));
        assert_eq!(put(one, 0, plan("2026-06-10")).await.unwrap().version, 1);
        assert_eq!(put(one, 0, plan("2026-06-11")).await.unwrap_err(), Error::Stale);
        assert_eq!(put(one, 1, plan("2026-06-12")).await.unwrap().version, 2);
        assert_eq!(put(two, 1, plan("2025-10-01")).await.unwrap_err(), Error::Stale);
        put(two, 0, plan("2025-10-01")).await.unwrap();
        assert!(matches!(put(two, 1, plan("2026-11-21")).await, Err(Error::Invalid(_))));
        let due = desk
            .look(&worker, |look| {
                store::reviews(look, &look.agency::<ViewEducation>()?, None, Some(PAGE_ROWS))
            })
            .await
            .unwrap()
            .items;
        let due: Vec<_> = due.into_iter().map(|r| (r.case, r.on.to_string())).collect();
        assert_eq!(due, [(two, "2026-10-01".to_owned()), (one, "2027-06-12".to_owned())]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn time_is_counted_while_it_stands_and_nobody_writes_for_others() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let id = family(&desk, ELEVEN).await.id;
        let other = family(&desk, ELEVEN).await.id;
        let theirs = family(&desk, Home { elsewhere: true, ..ELEVEN }).await.id;
        let closed = family(&desk, Home { closed: true, ..ELEVEN }).await.id;
        let put = |id, e: NewEvent| desk.act(&worker, move |act| add(act, id, &e));
        let first = put(id, meeting("2026-11-02", 90)).await.unwrap();
        put(id, meeting("2026-11-09", 30)).await.unwrap();
        assert_eq!(put(theirs, meeting("2026-11-02", 90)).await.unwrap_err(), Error::NotFound);
        assert_eq!(put(closed, meeting("2026-11-02", 90)).await.unwrap_err().code(), "case.closed");
        assert!(matches!(put(id, meeting("2026-11-21", 1)).await, Err(Error::Invalid(_))));
        let spent = || {
            desk.look(&worker, |look| {
                store::spent(look, &look.agency::<ViewEducation>()?, day("2026-11-01"), day("2026-11-30"))
            })
        };
        assert_eq!(spent().await.unwrap(), (120, 1));
        let event = first.id;
        let crossed = desk.act(&worker, move |act| stand(act, other, event, 1, Standing::Out)).await;
        assert_eq!(crossed.unwrap_err(), Error::NotFound);
        desk.act(&worker, move |act| stand(act, id, event, 1, Standing::Out)).await.unwrap();
        assert_eq!(spent().await.unwrap(), (30, 1));
        let all = desk
            .look(&worker, move |look| store::events(look, &look.one::<ViewEducation, Case>(id)?))
            .await
            .unwrap();
        assert_eq!((all.len(), sums(&all).minutes), (2, 30));
        let stale = desk.act(&worker, move |act| stand(act, id, event, 1, Standing::Kept)).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        let duty = desk.worker(Role::DutyWorker).await;
        let no = desk.act(&duty, move |act| add(act, id, &meeting("2026-11-02", 1))).await;
        assert_eq!(no.unwrap_err(), Error::Forbidden);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_and_the_api_take_each_step() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = family(&desk, ELEVEN).await;
        let at = format!("/cases/{}/education", case.id);
        let first = send(&desk, &worker, &at, None).await.text;
        assert!(first.contains("Nothing is written down about school yet."), "{first}");
        let edit = format!("{at}/edit");
        assert!(send(&desk, &worker, &edit, None).await.text.contains("Designated teacher"));
        let wrong = send(
            &desk,
            &worker,
            &edit,
            Some("version=0&school=Green+Lane&sen=support&review=2027-01-01&attendance=101"),
        )
        .await;
        assert_eq!(wrong.status, 422);
        assert!(
            wrong.text.contains("Only an education, health and care plan")
                && wrong.text.contains("Green Lane")
        );
        let right = "version=0&school=Green+Lane&teacher=Ms+Hall&sen=ehcp&reviewed=2025-11-01&attendance=84&premium=unused";
        assert_eq!(send(&desk, &worker, &edit, Some(right)).await.status, 303);
        let page = send(&desk, &worker, &at, None).await.text;
        for words in ["Ms Hall", "84 per cent", "is overdue", "misses more than a tenth"] {
            assert!(page.contains(words), "{words} in {page}");
        }
        let clash = send(&desk, &worker, &edit, Some(right)).await;
        assert!(clash.status == 422 && clash.text.contains("Somebody saved this"), "{}", clash.text);
        let event = "kind=suspension&on=2026-11-12&half-days=4&minutes=75&words=Sent+home+again";
        assert_eq!(send(&desk, &worker, &at, Some(event)).await.status, 303);
        let page = send(&desk, &worker, &at, None).await.text;
        assert!(page.contains("1 hour 15 minutes") && page.contains("Sent home again"), "{page}");
        let csv = send(&desk, &worker, &format!("{at}.csv"), None).await.text;
        assert!(csv.contains("2026-11-12,suspension,4,75,Sent home again"), "{csv}");
        let due = send(&desk, &worker, "/education-reviews", None).await.text;
        assert!(due.contains(case.reference.as_str()) && due.contains("Overdue"), "{due}");
        let key = desk.machine(Role::SocialWorker, desk.agency()).await;
        let api = format!("/api/v1{at}");
        let body = call(&desk, &key, &api, None).await.json();
        assert_eq!(
            (&body["minutes"], &body["sen"], &body["version"]),
            (&75.into(), &"ehcp".into(), &1.into())
        );
        let saved = call(&desk, &key, &api, Some(r#"{"version": 1, "school": "Hill Road", "sen": "none"}"#))
            .await
            .json();
        assert_eq!((&saved["school"], &saved["version"]), (&"Hill Road".into(), &2.into()));
        let meeting = r#"{"kind": "meeting", "on": "2026-11-13", "minutes": 30}"#;
        let added = call(&desk, &key, &format!("/api/v1/cases/{}/education-events", case.id), Some(meeting))
            .await
            .json();
        assert_eq!(added["minutes"], 105);
        let none = call(&desk, &key, "/api/v1/education-reviews", None).await.json();
        assert_eq!(none["items"].as_array().unwrap().len(), 0, "no plan, no review");
    }
}
