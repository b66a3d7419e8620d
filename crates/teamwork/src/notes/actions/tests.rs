//! Notes and what was promised with them, on both engines.

use access::{Role, actions::ViewCase};
use casework::timeline;
use kernel::Error;
use testkit::both;

use super::*;
use crate::testing::{account, call, home, send};

#[tokio::test(flavor = "multi_thread")]
async fn a_call_and_what_was_promised_on_it_are_one_page() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let one = home(&desk, 1, account(&worker)).await;
        let parent = desk.relative(one.family).await;
        let path = format!("/cases/{}/notes", one.case);
        let form = "kind=call&words=Ana+is+tired.&promised=Ring+the+school&by=2026-11-24";
        let saved = send(&desk, &worker, &path, Some(form)).await;
        assert_eq!(
            saved.to.as_deref(),
            Some(format!("/cases/{}/timeline", one.case).as_str()),
            "{}",
            saved.text
        );
        let page = send(&desk, &worker, &path, None).await.text;
        assert!(page.contains("Ring the school") && page.contains("24 November 2026"), "{page}");

        // The family reads the promise and not the note.
        let case = one.case;
        let lines = desk
            .look(&parent, move |look| timeline::latest(look, &look.one::<ViewCase, _>(case)?, 20))
            .await
            .unwrap();
        let words: Vec<&str> = lines.iter().map(|l| l.words.as_str()).collect();
        assert!(words.contains(&"We promised: Ring the school. By 24 November 2026."), "{words:?}");
        assert!(!words.iter().any(|w| w.contains("tired")), "{words:?}");
        let due = desk
            .look(&worker, move |look| promises::of_case(look, &look.one::<ViewCase, _>(case)?))
            .await
            .unwrap();
        let told = due.iter().find(|p| p.kind == PromiseKind::ToldInNote).unwrap();
        assert_eq!(told.due.to_string(), "2026-11-24T23:59:59.999999Z");

        let id = desk
            .look(&worker, move |look| store::of_case(look, &look.one::<WriteNote, _>(case)?))
            .await
            .unwrap()[0]
            .id;
        assert_eq!(send(&desk, &worker, &format!("{path}/{id}/kept"), Some("")).await.status, 303);
        let twice = desk.act(&worker, move |act| kept(act, case, id)).await;
        assert_eq!(twice.unwrap_err(), Error::NotFound);
        let csv = send(&desk, &worker, &format!("{path}/promises.csv"), None).await.text;
        assert!(csv.lines().count() == 2 && !csv.contains("school"), "{csv}");

        // Attacks: a parent, somebody elsewhere, by the way of another case, and a blank.
        assert_eq!(send(&desk, &parent, &path, Some(form)).await.status, 403);
        let stranger = desk.stranger(Role::SocialWorker).await;
        assert_eq!(send(&desk, &stranger, &path, Some(form)).await.status, 404);
        let other = home(&desk, 2, account(&worker)).await.case;
        let astray = desk.act(&worker, move |act| kept(act, other, id)).await;
        assert_eq!(astray.unwrap_err(), Error::NotFound);
        let blank = send(&desk, &worker, &path, Some("kind=call&words=")).await;
        assert!(blank.status == 422 && blank.text.contains("Write the note"), "{}", blank.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_write_notes_and_an_agencys_own_time_holds_where_no_day_is_said() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let one = home(&desk, 1, account(&worker)).await;
        let key = desk.machine(Role::DutyWorker, desk.agency()).await;
        let path = format!("/api/v1/cases/{}/notes", one.case);
        let body = r#"{"kind": "visit", "words": "All three at home", "family_sees": true, "promised": "Send the list"}"#;
        let made = call(&desk, &key, &path, Some(body)).await;
        assert_eq!(made.status, 201, "{}", made.text);
        // Five working days from Friday 20 November 2026.
        assert_eq!(made.json()["items"][0]["due_at"], "2026-11-27T23:59:59.999999Z");
        let id = made.json()["items"][0]["id"].as_str().unwrap().to_owned();
        let kept = call(&desk, &key, &format!("{path}/{id}/kept"), Some("{}")).await;
        assert!(kept.json()["items"][0]["kept_at"].is_string());
    }
}
