//! Stepping, closing and opening again, on both engines.

use ::store::statements;
use access::{
    Role,
    actions::{ListPromises, ViewCase},
};
use kernel::{Error, Level, PromiseKind, PromiseState};
use testkit::Desk;

use super::step_level::{Input, run, set_level};
use crate::{
    cases::{
        levels::{self, Standing},
        measures,
        store::{Case, CaseState, load},
        testing,
    },
    promises, timeline,
};

statements! {
    FIGURE = "SELECT COALESCE(CAST(sum(amount) AS BIGINT), 0) FROM figure WHERE measure = $1 AND part = $2";
    AT_LEVEL = "SELECT count(*) FROM support_case WHERE status = 'open' AND level = $1";
}

fn input(version: i64, to: Standing) -> Input {
    Input { version, to, reason: "A calmer term".into() }
}

async fn figure(desk: &Desk, measure: &'static str, part: &'static str) -> i64 {
    desk.db.read(move |r| r.row(FIGURE, &[measure.into(), part.into()])?.get(0)).await.unwrap()
}

/// What the figures of levels have moved by; the test's cases were loaded without figures.
async fn moved(desk: &Desk) -> Vec<i64> {
    let mut all = Vec::new();
    for level in Level::ALL {
        all.push(figure(desk, measures::AT_LEVEL, level.code()).await);
    }
    all
}

async fn now(desk: &Desk, case: &Case) -> Case {
    let (id, who) = (case.id, desk.worker(Role::DutyWorker).await);
    desk.look(&who, move |look| load(look, &look.one::<ViewCase, _>(id)?)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_steps_in_any_direction_with_a_reason() {
    for desk in testkit::both(crate::schema()).await {
        let case = testing::open_case(&desk, 1, None).await;
        let (id, worker) = (case.id, desk.worker(Role::SocialWorker).await);
        let step = |input: Input| {
            let (desk, worker) = (&desk, &worker);
            async move { desk.act(worker, move |act| run(act, id, &input)).await }
        };
        let after = step(input(1, Standing::Intensive)).await.unwrap();
        assert_eq!((after.level, after.version), (Level::Intensive, 2));
        assert_eq!(moved(&desk).await, [0, -1, 1]);
        assert_eq!(step(input(1, Standing::Universal)).await.unwrap_err(), Error::Stale);
        let same = step(input(2, Standing::Intensive)).await.unwrap_err();
        assert!(matches!(same, Error::Invalid(ref i) if i.of("to").is_some()), "{same:?}");
        let silent = step(Input { reason: " ".into(), ..input(2, Standing::Universal) }).await.unwrap_err();
        assert!(matches!(silent, Error::Invalid(ref i) if i.of("reason").is_some()), "{silent:?}");
        step(input(2, Standing::Universal)).await.unwrap();
        assert_eq!(moved(&desk).await, [1, -1, 0]);

        let (moves, lines) = desk
            .look(&worker, move |look| {
                let grant = look.one::<ViewCase, _>(id)?;
                Ok((levels::of_case(look, &grant)?, timeline::of_case(look, &grant, None)?.items))
            })
            .await
            .unwrap();
        assert_eq!(moves.len(), 2);
        assert!(moves.iter().all(|m| m.reason == "A calmer term" && m.actor == worker.account()));
        assert!(lines.iter().any(|l| l.family_sees && l.words.contains("from targeted to intensive")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_step_of_the_work_sets_the_level_once() {
    for desk in testkit::both(crate::schema()).await {
        let case = testing::open_case(&desk, 1, None).await;
        let (id, worker) = (case.id, desk.worker(Role::SocialWorker).await);
        let set = |to| {
            let (desk, worker) = (&desk, &worker);
            async move { desk.act(worker, move |act| set_level(act, id, to, "Assessed")).await }
        };
        assert_eq!(set(Level::Targeted).await, Ok(false));
        assert_eq!(set(Level::Intensive).await, Ok(true));
        assert_eq!(now(&desk, &case).await.level, Level::Intensive);
        desk.act(&worker, move |act| run(act, id, &input(2, Standing::Closed))).await.unwrap();
        assert_eq!(set(Level::Universal).await.unwrap_err().code(), "case.closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_withdraws_what_ends_with_the_work_and_opening_again_undoes_the_figure() {
    for desk in testkit::both(crate::schema()).await {
        let case = testing::open_case(&desk, 1, None).await;
        testing::promise(&desk, &case, PromiseKind::PlanReview, 3).await;
        testing::promise(&desk, &case, PromiseKind::FundingDecision, 3).await;
        let (id, worker) = (case.id, desk.worker(Role::TeamManager).await);
        let closed = desk.act(&worker, move |act| run(act, id, &input(1, Standing::Closed))).await.unwrap();
        assert_eq!((closed.state, closed.closed), (CaseState::Closed, Some(desk.now)));
        assert_eq!(moved(&desk).await, [0, -1, 0]);
        assert_eq!(figure(&desk, measures::CLOSED, "").await, 1);
        let twice = desk.act(&worker, move |act| run(act, id, &input(2, Standing::Closed))).await;
        assert!(matches!(twice.unwrap_err(), Error::Invalid(_)));
        let (all, open) = desk
            .look(&worker, move |look| {
                let all = promises::of_case(look, &look.one::<ViewCase, _>(id)?)?;
                Ok((all, promises::open(look, &look.agency::<ListPromises>()?, None)?.items))
            })
            .await
            .unwrap();
        let withdrawn: Vec<_> =
            all.iter().filter(|p| p.state(desk.now) == PromiseState::Withdrawn).map(|p| p.kind).collect();
        assert_eq!(withdrawn, [PromiseKind::PlanReview]);
        assert_eq!(open.iter().map(|p| p.kind).collect::<Vec<_>>(), [PromiseKind::FundingDecision]);

        let again = desk.act(&worker, move |act| run(act, id, &input(2, Standing::Universal))).await.unwrap();
        assert_eq!((again.state, again.closed, again.level), (CaseState::Open, None, Level::Universal));
        assert_eq!(moved(&desk).await, [1, -1, 0]);
        assert_eq!(figure(&desk, measures::CLOSED, "").await, 0);
        // The balance moved as the cases did: from one targeted to one universal.
        for (level, count) in [(Level::Universal, 1), (Level::Targeted, 0)] {
            let counted: i64 =
                desk.db.read(move |r| r.row(AT_LEVEL, &[level.code().into()])?.get(0)).await.unwrap();
            assert_eq!(counted, count);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_providers_duty_and_families_cannot_step_a_case() {
    for desk in testkit::both(crate::schema()).await {
        let case = testing::open_case(&desk, 1, None).await;
        let id = case.id;
        let provider = kernel::Id::from_parts(9, [9; 10]);
        let expected = [
            (desk.stranger(Role::SocialWorker).await, Error::NotFound),
            (desk.worker(Role::DutyWorker).await, Error::Forbidden),
            (desk.relative(case.family).await, Error::Forbidden),
            (desk.provider(provider).await, Error::Forbidden),
        ];
        for (who, error) in expected {
            let tried = desk.act(&who, move |act| run(act, id, &input(1, Standing::Universal))).await;
            assert_eq!(tried.unwrap_err(), error);
        }
        let provider = desk.provider(provider).await;
        let seen = desk.look(&provider, move |look| look.one::<ViewCase, _>(id).map(|g| g.id())).await;
        assert_eq!(seen.unwrap_err(), Error::Forbidden);
        assert_eq!(now(&desk, &case).await.version, 1);
    }
}
