//! Reviews on both engines: asked for, held, declined, and what each of the family reads of them.

use access::{
    Actor, Role,
    actions::{AskReview, ListReviews, ViewCase},
};
use kernel::{Date, Error, Id, PromiseKind, PromiseState, kinds};
use testkit::Desk;

use super::*;
use crate::{
    cases::{
        actions::step_level,
        levels::Standing,
        store::Case,
        testing::{open_case, promise},
    },
    plan::{
        actions::{draft, tests as plans},
        store as plan,
    },
    promises,
    reviews::{
        model::{AskedAs, Held, Review, ReviewState},
        store,
    },
    schema,
};

struct Home {
    desk: Desk,
    case: Case,
    worker: Actor,
    parent: Actor,
    other: Actor,
    young: Actor,
}

async fn homes() -> Vec<Home> {
    let mut homes = Vec::new();
    for desk in testkit::both(schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = open_case(&desk, 1, worker.account()).await;
        let (parent, other) = (desk.relative(case.family).await, desk.relative(case.family).await);
        let young = desk.young_person(case.family, case.child).await;
        homes.push(Home { desk, case, worker, parent, other, young });
    }
    homes
}

fn held() -> Held {
    Held {
        on: Date::constant(2026, 11, 20),
        present: "Both parents, Robin and the school".into(),
        changed: "Therapy moves to Tuesdays".into(),
        child_said: "I want it after swimming".into(),
        next: Date::constant(2027, 2, 19),
    }
}

async fn own(h: &Home, who: &Actor) -> Vec<Review> {
    let case = h.case.id;
    h.desk.look(who, move |look| store::own(look, &look.mine::<AskReview>(case)?)).await.unwrap()
}

async fn open_promises(h: &Home, kind: PromiseKind) -> usize {
    let case = h.case.id;
    let all = h
        .desk
        .look(&h.worker, move |look| promises::of_case(look, &look.one::<ViewCase, _>(case)?))
        .await
        .unwrap();
    all.iter().filter(|p| p.kind == kind && p.kept.is_none() && !p.withdrawn).count()
}

/// Who asked for reviews, the newest first, as a reader of the timeline is told.
async fn asked_by(h: &Home, reader: &Actor) -> Vec<(Option<Id<kinds::Account>>, String)> {
    let case = h.case.id;
    let lines = h
        .desk
        .look(reader, move |look| timeline::latest(look, &look.one::<ViewCase, _>(case)?, 20))
        .await
        .unwrap();
    lines.into_iter().filter(|e| e.words.contains("review")).map(|e| (e.actor, e.role)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_promises_a_review_and_holding_it_answers_everybody_who_asked() {
    for h in homes().await {
        let case = h.case.id;
        promise(&h.desk, &h.case, PromiseKind::PlanReview, -3).await;
        let asked = h
            .desk
            .act(&h.young, move |act| ask::run(act, case, "Therapy is on the wrong day"))
            .await
            .unwrap();
        assert_eq!(asked.asked_as, AskedAs::YoungPerson);
        // Twenty working days from Friday 20 November 2026.
        assert_eq!(asked.due.to_string(), "2026-12-18T23:59:59.999999Z");
        let twice = h.desk.act(&h.young, move |act| ask::run(act, case, "Please")).await;
        assert_eq!(twice.unwrap_err().code(), "review.waits");
        h.desk.act(&h.parent, move |act| ask::run(act, case, "We need more help")).await.unwrap();
        assert_eq!(open_promises(&h, PromiseKind::ReviewAsked).await, 2);
        let due = h
            .desk
            .look(&h.worker, |look| store::due(look, &look.agency::<ListReviews>()?, None))
            .await
            .unwrap();
        let states: Vec<_> = due.items.iter().map(|d| (d.asked, d.state)).collect();
        let open = (true, PromiseState::Open);
        assert_eq!(states, [(false, PromiseState::Late), open, open], "the late one leads");
        // Neither the other parent nor the first reads who asked, or why.
        assert!(own(&h, &h.other).await.is_empty());
        let mine = own(&h, &h.parent).await;
        assert_eq!((mine.len(), mine[0].why.as_str()), (1, "We need more help"));
        // The timeline tells a parent that somebody asked, and the workers who.
        let parents = asked_by(&h, &h.parent).await;
        assert_eq!(
            parents,
            [(h.parent.account(), "family-member".into()), (None, "somebody of the family".into())]
        );
        let workers = asked_by(&h, &h.worker).await;
        assert_eq!(workers[1], (h.young.account(), "young-person".into()));

        h.desk.act(&h.worker, move |act| hold::run(act, case, &held())).await.unwrap();
        assert_eq!(open_promises(&h, PromiseKind::ReviewAsked).await, 0);
        assert_eq!(
            open_promises(&h, PromiseKind::PlanReview).await,
            0,
            "kept, and no plan whose date could move"
        );
        let young = own(&h, &h.young).await;
        let of_young = young.iter().find(|r| r.asked_as == AskedAs::YoungPerson).unwrap();
        assert_eq!(of_young.state, ReviewState::Held);
        assert_eq!(of_young.held.as_ref().unwrap().child_said, "I want it after swimming");
        let parents = own(&h, &h.other).await;
        assert_eq!(parents.len(), 2, "what came of it is the family's");
        for r in &parents {
            let held = r.held.as_ref().unwrap();
            assert_eq!((held.changed.as_str(), held.child_said.as_str()), ("Therapy moves to Tuesdays", ""));
            assert!(r.why.is_empty() && r.asked_by.is_none() && r.asked_as == AskedAs::Worker);
        }
        let list = h
            .desk
            .look(&h.worker, |look| store::settled(look, &look.agency::<ListReviews>()?, None))
            .await
            .unwrap();
        assert_eq!(list.items.len(), 2);
        assert!(list.items.iter().all(|s| !s.is_late() && s.next == Some(Date::constant(2027, 2, 19))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_was_set_at_a_review_is_not_lost_behind_a_draft() {
    for desk in testkit::both(schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = plans::assessed_case(&desk, &worker).await;
        plans::agreed(&desk, &worker, case).await;
        let draft = desk.act(&worker, move |act| draft::run(act, case)).await.unwrap();
        let next = Date::constant(2027, 1, 29);
        assert_ne!(draft.content.review_on, Some(next));
        let review = Held { next, ..held() };
        desk.act(&worker, move |act| hold::run(act, case, &review)).await.unwrap();
        let now = desk.look(&worker, move |look| plan::draft(look, case)).await.unwrap().unwrap();
        assert_eq!((now.id, now.content.review_on), (draft.id, Some(next)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_declined_with_a_reason_that_only_whoever_asked_reads() {
    for h in homes().await {
        let case = h.case.id;
        let asked =
            h.desk.act(&h.young, move |act| ask::run(act, case, "Change my worker")).await.unwrap().id;
        let say = |version, reason: &str| decline::Input { version, reason: reason.into() };
        let blank = say(1, " . ");
        let none = h.desk.act(&h.worker, move |act| decline::run(act, case, asked, &blank)).await;
        assert!(matches!(none.unwrap_err(), Error::Invalid(_)));
        let stale = say(2, "We looked at it last week");
        let old = h.desk.act(&h.worker, move |act| decline::run(act, case, asked, &stale)).await;
        assert_eq!(old.unwrap_err(), Error::Stale);
        let good = say(1, "We looked at it last week. Tell us what is new");
        let (by_parent, by_stranger, again) = (good.clone(), good.clone(), good.clone());
        let parent = h.desk.act(&h.parent, move |act| decline::run(act, case, asked, &by_parent)).await;
        assert_eq!(parent.unwrap_err(), Error::Forbidden);
        let stranger = h.desk.stranger(Role::SocialWorker).await;
        let theirs = h.desk.act(&stranger, move |act| decline::run(act, case, asked, &by_stranger)).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        h.desk.act(&h.worker, move |act| decline::run(act, case, asked, &good)).await.unwrap();
        let twice = h.desk.act(&h.worker, move |act| decline::run(act, case, asked, &again)).await;
        assert_eq!(twice.unwrap_err().code(), "review.answered");
        assert_eq!(open_promises(&h, PromiseKind::ReviewAsked).await, 0);
        let read = own(&h, &h.young).await;
        assert_eq!(read[0].declined_why, "We looked at it last week. Tell us what is new");
        assert!(own(&h, &h.parent).await.is_empty(), "nothing of it is the parents'");
        // By the way of another case it is not there.
        let other: Id<kinds::Case> = open_case(&h.desk, 2, None).await.id;
        let astray = say(1, "Not here");
        let wrong = h.desk.act(&h.worker, move |act| decline::run(act, other, asked, &astray)).await;
        assert_eq!(wrong.unwrap_err(), Error::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_not_closed_over_a_request_that_waits_and_a_review_needs_no_request() {
    for h in homes().await {
        let (case, version) = (h.case.id, h.case.version);
        let asked = h.desk.act(&h.parent, move |act| ask::run(act, case, "It is hard")).await.unwrap().id;
        let close = step_level::Input { version, to: Standing::Closed, reason: "They are well".into() };
        let same = close.clone();
        let refused = h.desk.act(&h.worker, move |act| step_level::run(act, case, &close)).await;
        assert_eq!(refused.unwrap_err().code(), "review.waits");
        let why = decline::Input { version: 1, reason: "We ended together".into() };
        h.desk.act(&h.worker, move |act| decline::run(act, case, asked, &why)).await.unwrap();
        // One that nobody asked for is recorded too.
        h.desk.act(&h.worker, move |act| hold::run(act, case, &held())).await.unwrap();
        let all = h
            .desk
            .look(&h.worker, move |look| store::of_case(look, &look.one::<ListReviews, _>(case)?))
            .await
            .unwrap();
        assert_eq!(
            all.iter().filter(|r| r.asked_as == AskedAs::Worker && r.state == ReviewState::Held).count(),
            1
        );
        let tomorrow = Held { on: Date::constant(2026, 11, 21), ..held() };
        let wrong = h.desk.act(&h.worker, move |act| hold::run(act, case, &tomorrow)).await;
        assert!(matches!(wrong.unwrap_err(), Error::Invalid(_)));
        h.desk.act(&h.worker, move |act| step_level::run(act, case, &same)).await.unwrap();
        let ended = h.desk.act(&h.parent, move |act| ask::run(act, case, "Again")).await;
        assert_eq!(ended.unwrap_err().code(), "case.closed");
    }
}
