//! What a plan says ahead: from 16 on of 18 and after; and the day of a review, which moves with each review that is held.

use access::actions::EditPlan;
use kernel::Date;

use super::*;
use crate::{people::store as people, reviews};

#[tokio::test(flavor = "multi_thread")]
async fn from_sixteen_a_plan_is_not_made_current_before_it_says_what_happens_at_eighteen() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = assessed_case(&desk, &worker).await;
        desk.act(&worker, move |act| {
            let grant = act.one::<EditPlan, kinds::Case>(case)?;
            let child = cases::store::load(act, &grant)?.child;
            people::correct(act, &grant, child, |p| p.born = Some(Date::constant(2010, 11, 20)))
        })
        .await
        .unwrap();
        let me = worker.account().unwrap();
        let draft = desk
            .act(&worker, move |act| {
                let plan = draft::run(act, case)?;
                save::run(act, plan.id, &Fields::filled(whole(plan.version, me)), Add::Nothing)
            })
            .await
            .unwrap();
        let (id, at) = (draft.id, draft.version);
        let refused = desk.act(&worker, move |act| make_current::run(act, id, &version(at))).await;
        assert_eq!(fields_of(refused.unwrap_err()), ["adulthood"], "16 today");
        let said = again(&draft, &[("adulthood", "Her worker stays until she is 19.")]);
        let saved = desk.act(&worker, move |act| save::run(act, id, &said, Add::Nothing)).await.unwrap();
        let at = saved.version;
        let current = desk.act(&worker, move |act| make_current::run(act, id, &version(at))).await.unwrap();
        assert_eq!(current.content.adulthood, "Her worker stays until she is 19.");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_that_is_held_makes_a_version_with_the_next_day_by_whoever_held_it() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = assessed_case(&desk, &worker).await;
        let plan = agreed(&desk, &worker, case).await;
        let held = reviews::model::Held {
            on: Date::constant(2026, 11, 20),
            present: "Both parents".into(),
            changed: "Nothing: it helps".into(),
            child_said: "Likes it".into(),
            next: Date::constant(2027, 5, 20),
        };
        let colleague = desk.worker(Role::SocialWorker).await;
        desk.act(&colleague, move |act| reviews::actions::hold::run(act, case, &held)).await.unwrap();
        let now = desk.look(&worker, move |look| store::current(look, case)).await.unwrap().unwrap();
        assert_eq!(now.content.review_on, Some(Date::constant(2027, 5, 20)));
        assert_ne!(now.id, plan.id);
        assert_eq!((now.author, now.number), (colleague.account(), plan.number + 1));
        let promised = desk.db.read(move |r| r.query(REVIEWS, &[case.into()])).await.unwrap();
        let due: Vec<(String, bool)> = promised
            .iter()
            .map(|row| {
                let due: kernel::Timestamp = row.get(0).unwrap();
                (due.to_string(), row.get::<Option<kernel::Timestamp>>(1).unwrap().is_some())
            })
            .collect();
        assert_eq!(
            due,
            [
                ("2027-02-19T23:59:59.999999Z".to_owned(), true),
                ("2027-05-20T22:59:59.999999Z".to_owned(), false)
            ],
            "the one that was promised is kept, the next is promised"
        );
    }
}
