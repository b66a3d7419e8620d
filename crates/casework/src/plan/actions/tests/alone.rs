//! A review that was held, and a hand-over, each make a version in which one thing alone is different.

use access::actions::{EditPlan, StepCase};
use kernel::Date;

use super::*;
use crate::{
    plan::{
        actions::hand_over,
        model::{Coordinator, Part, SignatureState},
        signatures,
    },
    reviews::{actions::hold, model::Held},
};

statements! {
    VERSIONS = "SELECT number, status, review_on, coordinator_id FROM plan WHERE case_id = $1 ORDER BY number";
}

fn held(next: Date) -> Held {
    Held {
        on: Date::constant(2026, 11, 20),
        present: "Both parents".into(),
        changed: "Nothing: it works".into(),
        child_said: "It is fine".into(),
        next,
    }
}

/// The number, state, day of review and coordinator of each version of a case's plan.
async fn versions(
    desk: &Desk,
    case: Id<kinds::Case>,
) -> Vec<(i64, String, Option<String>, Option<Id<kinds::Account>>)> {
    let rows = desk.db.read(move |r| r.query(VERSIONS, &[case.into()])).await.unwrap();
    rows.iter()
        .map(|r| (r.get(0).unwrap(), r.get(1).unwrap(), r.get(2).unwrap(), r.get(3).unwrap()))
        .collect()
}

async fn current(desk: &Desk, who: &Actor, case: Id<kinds::Case>) -> (Plan, Option<SignatureState>) {
    desk.look(who, move |look| {
        let _ = look.one::<ViewPlan, kinds::Case>(case)?;
        let plan = store::current(look, case)?.ok_or(Error::NotFound)?;
        let signature = signatures::of_plan(look, plan.id)?.map(|s| s.state);
        Ok((plan, signature))
    })
    .await
    .unwrap()
}

async fn signed(desk: &Desk, manager: &Actor, plan: &Plan) {
    let (id, version) = (plan.id, plan.version);
    let sign = crate::plan::actions::sign::Input {
        version,
        answer: crate::plan::model::SignatureAnswer::Sign,
        words: String::new(),
    };
    desk.act(manager, move |act| crate::plan::actions::sign::run(act, id, &sign).map(drop)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn holding_a_review_makes_a_version_with_the_new_day_alone_which_waits_for_a_signature() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let manager = desk.worker(Role::TeamManager).await;
        let case = assessed_case(&desk, &worker).await;
        let first = agreed(&desk, &worker, case).await;
        signed(&desk, &manager, &first).await;
        let next = held(Date::constant(2027, 5, 3));
        desk.act(&worker, move |act| hold::run(act, case, &next)).await.unwrap();

        let me = worker.account();
        assert_eq!(
            versions(&desk, case).await,
            [
                (1, "superseded".to_owned(), Some("2027-02-19".to_owned()), me),
                (2, "current".to_owned(), Some("2027-05-03".to_owned()), me),
            ],
            "what the first version said is what it says"
        );
        let (plan, signature) = current(&desk, &worker, case).await;
        assert_eq!(signature, Some(SignatureState::Waiting));
        let only = plan.content.only.as_ref().unwrap();
        assert_eq!((only.part, only.by.as_str()), (Part::Review, "Social worker 0"));
        assert_eq!(plan.content.actions, first.content.actions);
        let lines = desk.db.read(move |r| r.query(LINES, &[case.into()])).await.unwrap();
        assert!(lines.iter().all(|l| l.get::<Id<kinds::Plan>>(1).unwrap() == plan.id), "the actions follow");
        let due = desk.db.read(move |r| r.query(REVIEWS, &[case.into()])).await.unwrap();
        let open: Vec<kernel::Timestamp> = due
            .iter()
            .filter(|r| r.get::<Option<kernel::Timestamp>>(1).unwrap().is_none())
            .map(|r| r.get(0).unwrap())
            .collect();
        assert_eq!(
            open.iter().map(|at| kernel::local_date(*at)).collect::<Vec<_>>(),
            [Date::constant(2027, 5, 3)]
        );

        // The family reads who said so, and what stayed.
        let family = desk.db.read(move |r| r.row(FAMILY, &[case.into()])?.get(0)).await.unwrap();
        let parent = testkit::Caller::Browser(desk.relative(family).await);
        let path = format!("/plans/{}/print", plan.id);
        let page =
            desk.request((crate::routes(), crate::nav()), "2026-11-20T09:30:00Z", &parent, &path, None);
        let page = page.await.text;
        assert!(
            page.contains("3 May 2027") && page.contains("Social worker 0 said so on 20 November 2026"),
            "{page}"
        );

        // The same day again is no version.
        let same = held(Date::constant(2027, 5, 3));
        desk.act(&worker, move |act| hold::run(act, case, &same)).await.unwrap();
        assert_eq!(versions(&desk, case).await.len(), 2);
        let still = desk.db.read(move |r| r.query(REVIEWS, &[case.into()])).await.unwrap();
        assert!(
            still.iter().any(|r| r.get::<Option<kernel::Timestamp>>(1).unwrap().is_none()),
            "and is promised"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_goes_on_behind_the_version_that_a_review_made() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = assessed_case(&desk, &worker).await;
        agreed(&desk, &worker, case).await;
        let draft = desk.act(&worker, move |act| draft::run(act, case)).await.unwrap();
        let next = held(Date::constant(2027, 5, 3));
        desk.act(&worker, move |act| hold::run(act, case, &next)).await.unwrap();
        let states: Vec<(i64, String)> =
            versions(&desk, case).await.into_iter().map(|(n, s, ..)| (n, s)).collect();
        let said = [(1, "superseded".to_owned()), (2, "current".to_owned()), (3, "draft".to_owned())];
        assert_eq!(states, said);
        // Whoever writes it reads the day that was set before it holds, and it is not lost.
        let (id, at) = (draft.id, draft.version);
        let before = desk.act(&worker, move |act| make_current::run(act, id, &version(at))).await;
        assert_eq!(before.unwrap_err(), Error::Stale);
        let done = desk.act(&worker, move |act| make_current::run(act, id, &version(at + 1))).await.unwrap();
        assert_eq!((done.number, done.content.only.is_none()), (3, true));
        assert_eq!(done.content.review_on, Some(Date::constant(2027, 5, 3)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_over_is_counted_carries_the_signature_and_can_be_taken_back() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let other = desk.worker(Role::SocialWorker).await;
        let manager = desk.worker(Role::TeamManager).await;
        let case = assessed_case(&desk, &worker).await;
        let first = agreed(&desk, &worker, case).await;
        signed(&desk, &manager, &first).await;
        desk.act(&other, move |act| draft::run(act, case)).await.unwrap();
        let counted = async || desk.db.read(|r| r.row(HANDED, &[])?.get::<i64>(0)).await.unwrap();
        let before = counted().await;
        let (from, to) = (worker.account().unwrap(), other.account().unwrap());
        let new = Coordinator { account: to, name: "Jo Lind".into() };
        let handed = desk
            .act(&manager, move |act| {
                let grant = act.one::<StepCase, kinds::Case>(case)?;
                hand_over::run(act, &grant, &new, "Sam moves to another town.")
            })
            .await
            .unwrap()
            .unwrap();
        assert_eq!(counted().await, before + 1);
        let (plan, signature) = current(&desk, &worker, case).await;
        assert_eq!((plan.number, signature), (2, Some(SignatureState::Signed)));
        assert_eq!(plan.content.coordinator.as_ref().unwrap().name, "Jo Lind");
        let of_draft = versions(&desk, case).await.into_iter().find(|v| v.1 == "draft").unwrap();
        assert_eq!(of_draft.3, Some(to), "a draft does not hand the case back");

        let again = desk
            .act(&manager, move |act| {
                let grant = act.one::<StepCase, kinds::Case>(case)?;
                hand_over::run(act, &grant, &Coordinator { account: to, name: "Jo Lind".into() }, "")
            })
            .await;
        assert_eq!(again.unwrap_err().code(), "case.coordinator");

        let take_back = move |act: &access::Act<'_>| {
            let grant = act.one::<EditPlan, kinds::Case>(case)?;
            let back = Coordinator { account: from, name: "Social worker 0".into() };
            hand_over::take_back(act, &grant, (handed.id, handed.at), to, &back)
        };
        assert!(desk.act(&manager, take_back).await.unwrap());
        assert_eq!(counted().await, before, "a mistake is no change of hands");
        let rows = desk.db.read(move |r| r.query(HAND_OFFS, &[case.into()])).await.unwrap();
        assert!(rows.iter().all(|r| r.get::<Id<kinds::Account>>(1).unwrap() != to));
        assert!(!desk.act(&manager, take_back).await.unwrap(), "somebody else has it by now");
        let (plan, _) = current(&desk, &worker, case).await;
        assert_eq!((plan.number, plan.content.coordinator.unwrap().account), (3, from));
    }
}
