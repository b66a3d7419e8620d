//! The chronology on both engines, as the people who may and as those who may not.

use access::{
    Role,
    actions::{EditAssessment, ViewAssessment},
};
use kernel::{Error, Id, kinds::Case};
use testkit::Desk;

use super::*;
use crate::{
    assessment::{
        actions::{start, tests::open_case},
        pages::tests::{shows, visit},
    },
    chronology::{
        form::NewEntry,
        model::{Kind, Standing, Wanted, When},
        store,
    },
    timeline,
};

fn entry(year: i64, month: Option<i64>, words: &str) -> NewEntry {
    NewEntry {
        when: When::new(year, month, None, month.is_none()).unwrap(),
        kind: Kind::Move,
        words: words.into(),
        source: "Court papers".into(),
    }
}

async fn words(desk: &Desk, who: &access::Actor, case: Id<Case>, standing: Standing) -> Vec<String> {
    let entries = desk
        .look(who, move |look| {
            store::of_case(look, &look.one::<ViewAssessment, Case>(case)?, standing, Wanted::default())
        })
        .await
        .unwrap();
    entries.into_iter().map(|e| e.words).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_stand_in_order_of_time_and_can_be_taken_out_and_put_back() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = desk.act(&worker, open_case).await.unwrap();
        let put = |e: NewEntry| desk.act(&worker, move |act| add(act, case, &e));
        let second = put(entry(2016, Some(3), "Came to live with foster carers")).await.unwrap();
        put(entry(2016, None, "Born")).await.unwrap();
        put(entry(2019, None, "Came home")).await.unwrap();
        let kept = [vec!["Born", "Came to live with foster carers", "Came home"]].concat();
        assert_eq!(words(&desk, &worker, case, Standing::Kept).await, kept);
        assert!(matches!(put(entry(2026, Some(12), "To come")).await, Err(Error::Invalid(_))));

        let (id, other) = (second.id, entry(2017, None, "Moved to other carers"));
        let changed = desk.act(&worker, move |act| change(act, case, id, 1, &other.clone())).await.unwrap();
        assert_eq!((changed.version, changed.when.to_string().as_str()), (2, "about 2017"));
        let late = desk.act(&worker, move |act| stand(act, case, id, 1, Standing::Out)).await;
        assert_eq!(late.unwrap_err(), Error::Stale);
        desk.act(&worker, move |act| stand(act, case, id, 2, Standing::Out)).await.unwrap();
        assert_eq!(words(&desk, &worker, case, Standing::Kept).await, ["Born", "Came home"]);
        assert_eq!(words(&desk, &worker, case, Standing::Out).await, ["Moved to other carers"]);
        desk.act(&worker, move |act| stand(act, case, id, 3, Standing::Kept)).await.unwrap();
        assert_eq!(words(&desk, &worker, case, Standing::Kept).await.len(), 3);
    }
}

/// The day of an order, or of birth, is the same on both sides of the wall: none stands in the clear.
#[tokio::test(flavor = "multi_thread")]
async fn no_day_of_a_childs_life_is_stored_in_the_clear_and_none_is_left_when_it_is_forgotten() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = desk.act(&worker, open_case).await.unwrap();
        let new = NewEntry {
            when: When::new(2019, Some(5), Some(14), false).unwrap(),
            kind: Kind::Court,
            words: "Adoption order".into(),
            source: "Court papers".into(),
        };
        let put = desk.act(&worker, move |act| add(act, case, &new)).await.unwrap();
        let again = put.clone();
        let values = desk
            .look(&worker, move |look| {
                let grant = look.one::<ViewAssessment, Case>(case)?;
                store::values(look.keys(), grant.agency(), case, &again)
            })
            .await
            .unwrap();
        for value in values {
            match value {
                ::store::Value::Text(text) => {
                    assert!(!text.contains("2019") && !text.contains("order"), "{text}")
                }
                ::store::Value::Bytes(bytes) => assert!(!bytes.windows(4).any(|four| four == b"2019")),
                ::store::Value::Int(n) => assert!(n == 1 || n == put.added.as_microsecond(), "{n}"),
                ::store::Value::Null => {}
            }
        }
        desk.act(&worker, move |act| {
            let grant = act.one::<ViewAssessment, Case>(case)?;
            store::forget(act, &grant, case)
        })
        .await
        .unwrap();
        assert!(words(&desk, &worker, case, Standing::Kept).await.is_empty());
        let id = put.id;
        let gone = desk.act(&worker, move |act| stand(act, case, id, 1, Standing::Out)).await;
        assert_eq!(gone.unwrap_err(), Error::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_the_timeline_are_taken_in_once() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = desk.act(&worker, open_case).await.unwrap();
        desk.act(&worker, move |act| start::run(act, case)).await.unwrap();
        let line = desk
            .look(&worker, move |look| {
                timeline::latest(look, &look.one::<access::actions::ViewCase, Case>(case)?, 5)
            })
            .await
            .unwrap()
            .remove(0);
        let (id, said) = (line.id, line.words.clone());
        for new in [1, 0] {
            let taken = desk.act(&worker, move |act| gather(act, case, &[id, id], Kind::Help)).await.unwrap();
            assert_eq!(taken, new);
        }
        assert_eq!(words(&desk, &worker, case, Standing::Kept).await, [said]);
        let unknown = desk.act(&worker, move |act| gather(act, case, &[Id::random()], Kind::Help)).await;
        assert!(matches!(unknown, Err(Error::Invalid(_))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reaches_the_chronology_of_others() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = desk.act(&worker, open_case).await.unwrap();
        let own = desk.act(&worker, move |act| add(act, case, &entry(2016, None, "Born"))).await.unwrap();
        let elsewhere = desk.act(&worker, open_case).await.unwrap();
        let id = own.id;
        // The same agency's entry, but under another case.
        let crossed = desk.act(&worker, move |act| stand(act, elsewhere, id, 1, Standing::Out)).await;
        assert_eq!(crossed.unwrap_err(), Error::NotFound);
        let stranger = desk.stranger(Role::SocialWorker).await;
        let theirs = desk.act(&stranger, move |act| add(act, case, &entry(2016, None, "Born"))).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        let duty = desk.worker(Role::DutyWorker).await;
        assert_eq!(words(&desk, &duty, case, Standing::Kept).await.len(), 1);
        let duty = desk.act(&duty, move |act| add(act, case, &entry(2016, None, "Born"))).await;
        assert_eq!(duty.unwrap_err(), Error::Forbidden);
        let room = desk
            .look(&worker, move |look| store::room(look, &look.one::<EditAssessment, Case>(case)?))
            .await
            .unwrap();
        assert_eq!(room, crate::chronology::model::MOST - 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_take_each_step_and_keep_what_was_typed() {
    let desk = testkit::sqlite(crate::schema()).await;
    let worker = desk.worker(Role::SocialWorker).await;
    let case = desk.act(&worker, open_case).await.unwrap();
    let at = format!("/cases/{case}/chronology");
    shows(&visit(&desk, &worker, &at, None).await.unwrap(), &["Nothing is in the chronology yet."]);
    let wrong = [("year", "2015"), ("day", "3"), ("kind", "loss"), ("words", "<b>Gran</b> died")];
    let refused = visit(&desk, &worker, &at, Some(&wrong)).await.unwrap();
    assert_eq!(refused.status, 422);
    shows(&refused, &["Enter the month too", "&lt;b&gt;Gran&lt;/b&gt; died"]);
    let right = [("year", "2015"), ("about", "yes"), ("kind", "loss"), ("words", "Gran died")];
    assert_eq!(visit(&desk, &worker, &at, Some(&right)).await.unwrap().status, 303);
    shows(&visit(&desk, &worker, &at, None).await.unwrap(), &["about 2015", "Gran died", "Print this"]);
    shows(
        &visit(&desk, &worker, &format!("{at}?kind=school"), None).await.unwrap(),
        &["Nothing in the chronology is of this kind and time."],
    );
    let csv = visit(&desk, &worker, &format!("{at}.csv"), None).await.unwrap();
    assert!(csv.html.contains("2015,,,yes,loss,Gran died,"), "{}", csv.html);
    let api = visit(&desk, &worker, &format!("/api/v1{at}"), None).await.unwrap();
    let id = api.html.split("\"id\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    shows(&visit(&desk, &worker, &format!("{at}/{id}"), None).await.unwrap(), &["Take it out", "Gran died"]);
    let out = [("version", "1"), ("standing", "out")];
    let done = visit(&desk, &worker, &format!("{at}/{id}/standing"), Some(&out)).await.unwrap();
    assert_eq!(done.status, 303);
    shows(&visit(&desk, &worker, &at, None).await.unwrap(), &["Taken out (1)", "Put it back"]);
    shows(
        &visit(&desk, &worker, &format!("{at}-from-timeline"), None).await.unwrap(),
        &["From the timeline"],
    );
}
