//! Asking for something to be put right and deciding on it, on both engines.

use access::{
    Role,
    actions::{SearchPeople, ViewCase},
};
use casework::people::store as people;
use kernel::{Error, Id};

use super::*;
use crate::{
    consent::testing::worlds,
    corrections::{
        model::{State, What},
        store,
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_right_is_found_by_its_new_name_and_the_old_value_stays() {
    for w in worlds().await {
        let (case, child) = (w.case, w.child);
        let input = Input {
            what: What::First,
            person: Some(child),
            quoted: String::new(),
            wanted: "Robyn".into(),
            why: "It is spelt with a y".into(),
        };
        let asked = w.desk.act(&w.parent, move |act| ask_correction(act, case, &input)).await.unwrap();
        assert_eq!((asked.old.as_str(), asked.state), ("Robin", State::Asked));
        let say = |version, put_right| Decide { version, put_right, why: "The certificate says so".into() };
        let own = w.desk.act(&w.parent, move |act| decide_correction(act, asked.id, &say(1, true))).await;
        assert_eq!(own.unwrap_err(), Error::Forbidden, "a family does not decide its own request");
        let stranger = w.desk.stranger(Role::SocialWorker).await;
        let theirs = w.desk.act(&stranger, move |act| decide_correction(act, asked.id, &say(1, true))).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        let stale = w.desk.act(&w.worker, move |act| decide_correction(act, asked.id, &say(4, true))).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        let done =
            w.desk.act(&w.worker, move |act| decide_correction(act, asked.id, &say(1, true))).await.unwrap();
        assert_eq!((done.state, done.old.as_str(), done.wanted.as_str()), (State::Done, "Robin", "Robyn"));
        let found = w
            .desk
            .look(&w.worker, move |look| {
                let query = people::Query { name: "Robyn Marsh".into(), ..people::Query::default() };
                let found = people::find(look, &look.agency::<SearchPeople>()?, &query)?;
                Ok((people::load(look, child)?.first, found.len()))
            })
            .await
            .unwrap();
        assert_eq!(found, ("Robyn".to_owned(), 1));
        let twice = w.desk.act(&w.worker, move |act| decide_correction(act, asked.id, &say(2, false))).await;
        assert_eq!(twice.unwrap_err().code(), "correction.decided");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_changes_nothing_and_a_record_that_moved_is_not_overwritten() {
    for w in worlds().await {
        let (case, parent) = (w.case, w.parent_person);
        let phone = |wanted: &str| Input {
            what: What::Phone,
            person: Some(parent),
            quoted: String::new(),
            wanted: wanted.into(),
            why: String::new(),
        };
        let (one, two) = (phone("07700 900222"), phone("07700 900333"));
        let one = w.desk.act(&w.parent, move |act| ask_correction(act, case, &one)).await.unwrap();
        let two = w.desk.act(&w.worker, move |act| ask_correction(act, case, &two)).await.unwrap();
        let say = |put_right| Decide { version: 1, put_right, why: "As asked".into() };
        w.desk.act(&w.worker, move |act| decide_correction(act, one.id, &say(true))).await.unwrap();
        let moved = w.desk.act(&w.worker, move |act| decide_correction(act, two.id, &say(true))).await;
        assert_eq!(moved.unwrap_err().code(), "correction.moved");
        w.desk.act(&w.worker, move |act| decide_correction(act, two.id, &say(false))).await.unwrap();
        let (now, kept) = w
            .desk
            .look(&w.worker, move |look| {
                let kept = store::of_case(look, &look.one::<ViewCase, _>(case)?)?;
                Ok((people::load(look, parent)?.contact.phone, kept))
            })
            .await
            .unwrap();
        assert_eq!((now.as_str(), kept.len()), ("07700 900222", 2));
        let stranger = Input { person: Some(Id::from_parts(1, [88; 10])), ..phone("x") };
        let asked = w.desk.act(&w.parent, move |act| ask_correction(act, case, &stranger)).await;
        assert!(matches!(asked.unwrap_err(), Error::Invalid(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_ask_and_decide() {
    for w in worlds().await {
        let path = format!("/cases/{}/rights/correction", w.case);
        assert!(w.read(&w.parent, &path).await.contains("We answer within a month"));
        let wrong = w.send(&w.parent, &path, Some("what=born&wanted=soon&person=")).await;
        assert!(wrong.status == 422 && wrong.text.contains("Choose whom it is about"));
        let wrong =
            w.send(&w.parent, &path, Some(&format!("what=born&wanted=soon&person={}", w.child))).await;
        assert!(wrong.status == 422 && wrong.text.contains("such as 2016-03-27"));
        let sent = w.send(&w.parent, &path, Some("what=words&quoted=He+is+lazy&wanted=He+is+tired")).await;
        assert_eq!(sent.to.as_deref(), Some("/my/rights"));
        let rights = w.read(&w.worker, &format!("/cases/{}/rights", w.case)).await;
        let id = rights.split("/corrections/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let page = w.read(&w.worker, &format!("/corrections/{id}")).await;
        assert!(page.contains("He is lazy") && page.contains("Words are not overwritten"));
        let done = w
            .send(
                &w.worker,
                &format!("/corrections/{id}"),
                Some("version=1&put_right=yes&why=A+new+version+says+tired"),
            )
            .await;
        assert_eq!(done.status, 303);
        assert!(w.read(&w.parent, "/my/rights").await.contains("Put right"));
    }
}
