//! Checking in on both engines.

use access::Role;
use kernel::{Error, Id};
use page::PAGE_ROWS;
use testkit::both;

use super::{
    actions::{CheckedIn, check_in, choose},
    model::{Contact, Often},
    store,
};
use crate::{
    life_stages::job,
    testing::{ELEVEN, Home, call, day, family, send},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_family_chooses_and_somebody_notes_each_time() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = family(&desk, ELEVEN).await;
        let id = case.id;
        let parent = desk.relative(case.family).await;
        let other = desk.relative(Id::random()).await;
        let theirs = desk.act(&other, move |act| choose(act, id, Often::Never)).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        let path = format!("/my/cases/{id}/checking-in");
        assert_eq!(send(&desk, &parent, &path, Some("often=sometimes")).await.status, 422);
        assert_eq!(send(&desk, &parent, &path, Some("often=quarterly")).await.status, 303);
        let page = send(&desk, &worker, &format!("/cases/{id}/checking-in"), None).await.text;
        assert!(page.contains("20 February 2027") && page.contains("The family chose this."), "{page}");

        for wrong in ["2026-11-21", "2026-08-31"] {
            let input =
                CheckedIn { on: Some(day(wrong)), way: Contact::Visit, reached: true, words: String::new() };
            let refused = desk.act(&worker, move |act| check_in(act, id, &input)).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{wrong}");
        }
        let own = CheckedIn { on: None, way: Contact::Call, reached: true, words: String::new() };
        let own = desk.act(&parent, move |act| check_in(act, id, &own)).await;
        assert_eq!(own.unwrap_err(), Error::Forbidden);
        let form = "way=visit&reached=yes&on-day=2&on-month=11&on-year=2026&words=All+is+well";
        let noted = send(&desk, &worker, &format!("/cases/{id}/checking-in/held"), Some(form)).await;
        assert_eq!(noted.status, 303);
        let of_case = desk
            .look(&worker, move |look| {
                let grant = look.one::<access::actions::ViewRhythm, _>(id)?;
                Ok((store::of_case(look, &grant)?, store::held(look, &grant)?))
            })
            .await
            .unwrap();
        let (kept, held) = (of_case.0.unwrap(), of_case.1);
        assert_eq!((kept.often, kept.said, kept.by_family), (Often::Quarterly, true, true));
        assert_eq!((kept.last, kept.next), (Some(day("2026-11-02")), Some(day("2027-02-02"))));
        assert_eq!((held.len(), held[0].on, held[0].reached), (1, day("2026-11-02"), true));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_due_stands_in_pages_by_key_and_only_ones_own() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let new = Home { ordered: Some("2026-10-20"), coordinator: None, ..ELEVEN };
        let mine = family(&desk, Home { coordinator: worker.account(), ..new }).await;
        for _ in 0..PAGE_ROWS + 2 {
            family(&desk, new).await;
        }
        let left = family(&desk, Home { closed: true, ..new }).await;
        family(&desk, Home { elsewhere: true, ..new }).await;
        // Born so that no stage is near: this test is of the schedule.
        job::run(&desk.db, desk.now).await.unwrap();
        let key = desk.machine(Role::TeamManager, desk.agency()).await;
        let first = call(&desk, &key, "/api/v1/check-ins", None).await.json();
        let next = first["next"].as_str().unwrap().to_owned();
        let second = call(&desk, &key, &format!("/api/v1/check-ins?after={next}"), None).await.json();
        let count = |page: &serde_json::Value| page["items"].as_array().unwrap().len();
        assert_eq!((count(&first), count(&second)), (PAGE_ROWS, 3));
        assert!(second["next"].is_null());
        let none = call(&desk, &key, "/api/v1/check-ins?until=2026-11-01", None).await.json();
        assert_eq!(count(&none), 0, "the first is due on 20 November");
        assert_eq!(call(&desk, &key, "/api/v1/check-ins?coordinator=you", None).await.status, 422);
        let csv = send(&desk, &worker, "/check-ins.csv", None).await.text;
        assert_eq!(csv.lines().count(), PAGE_ROWS + 4, "all of them, and a head");
        assert!(!csv.contains(left.reference.as_str()));
        let own = send(&desk, &worker, "/check-ins.csv?coordinator=me", None).await.text;
        assert_eq!(own.lines().count(), 2);
        assert!(own.contains(&format!("{},2026-11-20,,usual,open,", mine.reference)), "{own}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_choose_and_note() {
    for desk in both(crate::schema()).await {
        let key = desk.machine(Role::SocialWorker, desk.agency()).await;
        let case = family(&desk, Home { closed: true, ..ELEVEN }).await;
        let at = format!("/api/v1/cases/{}/checking-in", case.id);
        assert!(call(&desk, &key, &at, None).await.json()["often"].is_null());
        // A call to a family that left begins no schedule by itself.
        let body = r#"{"way": "call", "reached": true}"#;
        let held = call(&desk, &key, &format!("{at}/held"), Some(body)).await;
        assert_eq!((held.status, held.json()["often"].is_null()), (201, true));
        let chosen = call(&desk, &key, &at, Some(r#"{"often": "yearly"}"#)).await.json();
        assert_eq!((&chosen["said"], &chosen["next_on"]), (&true.into(), &"2027-11-20".into()));
        assert_eq!(chosen["held"].as_array().unwrap().len(), 1);
        let elsewhere = desk.machine(Role::SocialWorker, desk.other_agency()).await;
        assert_eq!(call(&desk, &elsewhere, &at, Some(r#"{"often": "never"}"#)).await.status, 404);
    }
}
