//! The rhythm on both engines: what it shows, to whom, and that it costs the same whatever has happened.

use std::sync::{Arc, Mutex};

use access::Role;
use casework::timeline::{self, EventKind, NewEvent};
use kernel::{Id, Timestamp};
use store::Sql;
use testkit::{Desk, both};

use crate::testing::{ELEVEN, Home, family, send};

const EVENT: Sql = Sql {
    name: "test",
    text: "INSERT INTO event (id, agency_id, case_id, at, kind, words, actor_id, role, link, family_sees)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
};

/// Lines of a timeline, spread over twenty years.
async fn happened(desk: &Desk, case: &casework::cases::store::Case, count: i64, kind: EventKind, sees: bool) {
    let (agency, id) = (case.agency, case.id);
    let clerk = desk.worker(Role::DutyWorker).await;
    desk.act(&clerk, move |act| {
        for n in 0..count {
            let at = Timestamp::from_second(1_170_000_000 + n * 620_000_000 / count.max(1)).unwrap();
            let event =
                NewEvent { agency, case: id, kind, words: "Secret words", link: None, family_sees: sees };
            act.execute(EVENT, &timeline::values(act.keys(), Id::new(at), at, None, "duty-worker", &event)?)?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_and_its_table_say_the_same_to_workers_and_to_the_family() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = family(&desk, Home { opened: "2020-02-03T10:00:00Z", ..ELEVEN }).await;
        happened(&desk, &case, 4, EventKind::Session, true).await;
        happened(&desk, &case, 1, EventKind::Safeguarding, false).await;
        let at = format!("/cases/{}/rhythm", case.id);
        let page = send(&desk, &worker, &at, None).await.text;
        for words in [
            "<svg",
            "The order was made",
            "Our support began",
            "Starting school",
            "1 session",
            "Worry for somebody",
        ] {
            assert!(page.contains(words), "{words}");
        }
        assert!(!page.contains("Secret words") && !page.contains("style=\""));
        let csv = send(&desk, &worker, &format!("{at}.csv"), None).await.text;
        assert!(csv.contains("2020-09-01,life,Life and stages,Starting school,1"), "{csv}");
        assert_eq!(csv.lines().filter(|l| l.contains(",service,")).count(), 4);
        let parent = desk.relative(case.family).await;
        let mine = send(&desk, &parent, "/my/rhythm", None).await.text;
        assert!(mine.contains("<svg") && mine.contains("1 session") && mine.contains("Robin"));
        assert!(
            !mine.contains("Worry for somebody"),
            "a line that the family does not read is not drawn for it"
        );
        let stranger = desk.stranger(Role::SocialWorker).await;
        assert_eq!(send(&desk, &stranger, &at, None).await.status, 404);
        let other = desk.relative(Id::random()).await;
        assert_eq!(send(&desk, &other, &format!("/my/rhythm?case={}", case.id), None).await.status, 404);
        let key = desk.machine(Role::SocialWorker, desk.agency()).await;
        let told = crate::testing::call(&desk, &key, &format!("/api/v1{at}"), None).await.json();
        assert_eq!(
            (&told["from"], &told["steps"][0]["standing"]),
            (&"2007-01-01".into(), &"targeted".into())
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_events_take_as_many_statements_as_two() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let (few, many) = (family(&desk, ELEVEN).await, family(&desk, ELEVEN).await);
        happened(&desk, &few, 2, EventKind::Session, true).await;
        happened(&desk, &many, 2_000, EventKind::Session, true).await;
        let heard: Arc<Mutex<Vec<&'static str>>> = Arc::default();
        let ear = Arc::clone(&heard);
        desk.db.listen(move |name| ear.lock().unwrap().push(name));
        let mut counts = Vec::new();
        for case in [&few, &many] {
            heard.lock().unwrap().clear();
            let said = send(&desk, &worker, &format!("/cases/{}/rhythm", case.id), None).await;
            assert_eq!(said.status, 200);
            counts.push(heard.lock().unwrap().clone());
        }
        assert_eq!(counts[0], counts[1]);
        assert!(counts[0].contains(&"MARKS") && counts[0].len() < 40, "{:?}", counts[0]);
    }
}
