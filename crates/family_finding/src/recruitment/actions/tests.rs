//! Recruitment on both engines: the national clocks as promises, stopped and started, and other agencies kept out.

use ::store::{Sql, Value};
use access::{Actor, Role, actions::ManageRecruitment, finding::Applicant};
use kernel::{Date, Error, Id, PromiseKind, Timestamp};
use testkit::{Desk, both};

use super::*;
use crate::{
    adopters::model::ReachBy,
    recruitment::{
        form::{Enquiry, StepInput},
        model::{Did, Stage, rule},
        store,
    },
};

async fn enquiry(desk: &Desk, who: &Actor, on: &str) -> kernel::Result<Id<Applicant>> {
    let new = Enquiry { names: "Bea Marsh".into(), reach: ReachBy::default(), on: on.parse().unwrap() };
    desk.act(who, move |act| Ok(record_enquiry(act, &new)?.0)).await
}

async fn step(
    desk: &Desk,
    who: &Actor,
    id: Id<Applicant>,
    version: i64,
    did: Did,
    on: &str,
) -> kernel::Result<Stage> {
    let input = StepInput { version, did, on: on.parse::<Date>().unwrap(), words: "As they asked".into() };
    desk.act(who, move |act| take_step(act, id, &input)).await
}

/// When the promises of a kind fell due, were kept and withdrawn, in the order they were made.
async fn promises(
    desk: &Desk,
    id: Id<Applicant>,
    kind: PromiseKind,
) -> Vec<(Timestamp, Option<Timestamp>, Option<Timestamp>)> {
    let params: [Value; 2] = [id.into(), kind.code().into()];
    let sql = Sql {
        name: "test",
        text: "SELECT due_at, kept_at, withdrawn_at FROM promise WHERE about_id = $1 AND kind = $2 ORDER BY made_at, id",
    };
    let rows = desk.db.read(move |r| r.query(sql, &params)).await.unwrap();
    rows.iter().map(|r| (r.get(0).unwrap(), r.get(1).unwrap(), r.get(2).unwrap())).collect()
}

fn t(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_stage_has_its_clock_and_approval_keeps_the_last() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let id = enquiry(&desk, &worker, "2026-03-02").await.unwrap();
        step(&desk, &worker, id, 1, Did::Register, "2026-03-09").await.unwrap();
        step(&desk, &worker, id, 2, Did::Accept, "2026-03-16").await.unwrap();
        // Five working days after Monday 9 March end on Monday 16 March: kept that evening.
        let [answer] = promises(&desk, id, PromiseKind::RegistrationAnswer).await[..] else { panic!() };
        assert_eq!(answer.0, t("2026-03-16T23:59:59.999999Z"));
        assert_eq!(answer.1, Some(answer.0));
        step(&desk, &worker, id, 3, Did::OneDone, "2026-05-20").await.unwrap();
        let [one] = promises(&desk, id, PromiseKind::StageOne).await[..] else { panic!() };
        // Two months from 16 March are 16 May, a Saturday: Monday the 18th. Done on the 20th, so late.
        assert_eq!(one.0, t("2026-05-18T22:59:59.999999Z"));
        assert!(one.1.unwrap() > one.0);
        assert_eq!(step(&desk, &worker, id, 4, Did::Two, "2026-05-19").await.unwrap_err().code(), rule::DAY);
        assert_eq!(
            step(&desk, &worker, id, 4, Did::Approve, "2026-06-01").await.unwrap_err().code(),
            rule::STEP
        );
        step(&desk, &worker, id, 4, Did::Two, "2026-06-01").await.unwrap();
        assert_eq!(step(&desk, &worker, id, 4, Did::Approve, "2026-09-01").await.unwrap_err(), Error::Stale);
        step(&desk, &worker, id, 5, Did::Approve, "2026-09-01").await.unwrap();
        let [two] = promises(&desk, id, PromiseKind::StageTwo).await[..] else { panic!() };
        assert!(two.1.unwrap() < two.0 && two.2.is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_clock_keeps_the_days_that_were_left() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let id = enquiry(&desk, &worker, "2026-08-03").await.unwrap();
        assert_eq!(
            step(&desk, &worker, id, 1, Did::Pause, "2026-08-04").await.unwrap_err().code(),
            rule::CLOCK
        );
        step(&desk, &worker, id, 1, Did::Register, "2026-08-04").await.unwrap();
        step(&desk, &worker, id, 2, Did::Accept, "2026-08-06").await.unwrap();
        // Two months from 6 August: Tuesday 6 October. Stopped on 6 September with 30 days left.
        step(&desk, &worker, id, 3, Did::Pause, "2026-09-06").await.unwrap();
        assert_eq!(
            step(&desk, &worker, id, 4, Did::OneDone, "2026-10-20").await.unwrap_err().code(),
            rule::CLOCK
        );
        step(&desk, &worker, id, 4, Did::Resume, "2026-11-01").await.unwrap();
        let made = promises(&desk, id, PromiseKind::StageOne).await;
        assert_eq!(made.len(), 2);
        assert!(made[0].2.is_some() && made[1].2.is_none());
        assert_eq!(made[1].0, t("2026-12-01T23:59:59.999999Z"));
        step(&desk, &worker, id, 5, Did::End, "2026-11-02").await.unwrap();
        assert!(promises(&desk, id, PromiseKind::StageOne).await[1].2.is_some());
        let found = desk
            .look(&worker, move |look| store::one(look, &look.one::<ManageRecruitment, Applicant>(id)?))
            .await
            .unwrap();
        assert_eq!((found.stage, found.words.as_str()), (Stage::Ended, "As they asked"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_long_between_the_stages_and_other_agencies_are_refused() {
    for desk in both(crate::schema()).await {
        let (worker, stranger) =
            (desk.worker(Role::SocialWorker).await, desk.stranger(Role::TeamManager).await);
        assert!(enquiry(&desk, &worker, "2026-11-21").await.unwrap_err().to_string().contains("future"));
        let duty = desk.worker(Role::DutyWorker).await;
        assert_eq!(enquiry(&desk, &duty, "2026-11-01").await.unwrap_err(), Error::Forbidden);
        let id = enquiry(&desk, &worker, "2026-01-05").await.unwrap();
        assert_eq!(
            step(&desk, &stranger, id, 1, Did::Register, "2026-01-06").await.unwrap_err(),
            Error::NotFound
        );
        step(&desk, &worker, id, 1, Did::Register, "2026-01-06").await.unwrap();
        step(&desk, &worker, id, 2, Did::Accept, "2026-01-07").await.unwrap();
        step(&desk, &worker, id, 3, Did::OneDone, "2026-03-02").await.unwrap();
        assert_eq!(step(&desk, &worker, id, 4, Did::Two, "2026-09-03").await.unwrap_err().code(), rule::GAP);
        let list = |who: Actor| {
            let desk = &desk;
            async move {
                desk.look(&who, |look| store::page(look, &look.agency::<ManageRecruitment>()?, None))
                    .await
                    .unwrap()
            }
        };
        assert_eq!(list(worker.clone()).await.items.len(), 1);
        assert!(list(stranger.clone()).await.items.is_empty());
    }
}
