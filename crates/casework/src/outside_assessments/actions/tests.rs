//! Assessments by others on both engines: endorsed by another, used instead of a repeat, and counted when repeated.

use access::{Actor, Role, actions::ViewAssessment};
use jiff::SignedDuration;
use kernel::{Date, Level, Need, Timestamp, Weight, kinds::Case};
use testkit::{Desk, both};

use super::*;
use crate::{
    cases::testing::{open_case, promise},
    plan::actions::draft,
    testing::send,
};

::store::statements! {
    OPEN = "SELECT count(*) FROM promise WHERE case_id = $1 AND kind = 'assessment' AND kept_at IS NULL AND withdrawn_at IS NULL";
    REPEAT = "INSERT INTO assessment (id, agency_id, case_id, framework, status, content, heard, recommended, level, author_id, started_at,
                completed_at, version)
              SELECT $2, agency_id, case_id, framework, status, content, heard, recommended, level, author_id, started_at, $3, version
              FROM assessment WHERE case_id = $1 LIMIT 1";
}

fn found() -> Found {
    Found {
        organisation: "Family Makers".into(),
        on: Date::constant(2026, 10, 30),
        found: "Sleep has been short since March.".into(),
        child: "I do not like nights.".into(),
        family: "We are tired.".into(),
        needs: vec![(Need::Trauma, Weight::Severe), (Need::School, Weight::Strong)],
        level: Level::Intensive,
        level_reason: "By what they found.".into(),
    }
}

async fn enters(desk: &Desk, who: &Actor, case: Id<Case>, found: Found) -> Result<Outside> {
    desk.act(who, move |act| enter(act, case, &found)).await
}

async fn doubled(desk: &Desk, who: &Actor) -> (i64, i64) {
    desk.look(who, |look| store::doubled(look, &look.agency::<ViewAssessment>()?)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_endorsed_is_used_instead_of_a_repeat_and_a_repeat_is_counted() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let manager = desk.worker(Role::TeamManager).await;
        let case = open_case(&desk, 1, worker.account()).await;
        promise(&desk, &case, PromiseKind::Assessment, 28).await;
        let of = case.id;
        let open =
            async || -> i64 { desk.db.read(move |r| r.row(OPEN, &[of.into()])?.get(0)).await.unwrap() };
        assert_eq!(open().await, 1);
        let o = enters(&desk, &worker, of, found()).await.unwrap();
        let id = o.id;
        assert_eq!(open().await, 1, "nothing is used before it is endorsed");
        let own = desk.act(&worker, move |act| decide(act, id, 1, true, "")).await.unwrap_err();
        assert_eq!(own, Error::Forbidden, "a worker does not endorse");

        let o = desk.act(&manager, move |act| decide(act, id, 1, true, "")).await.unwrap();
        assert_eq!((o.state, o.version, o.decided_by), (State::Endorsed, 2, manager.account()));
        assert_eq!(open().await, 0, "the promise of an assessment is kept");
        let latest =
            desk.look(&worker, move |look| assessments::latest_complete(look, of)).await.unwrap().unwrap();
        assert_eq!(
            (Some(latest.id), latest.needs(), latest.level()),
            (o.became, &found().needs[..], Some(Level::Intensive))
        );
        let plan = desk.act(&worker, move |act| draft::run(act, of)).await.unwrap();
        let needs: Vec<Need> = plan.content.needs.iter().map(|n| n.need).collect();
        assert_eq!(needs, [Need::Trauma, Need::School], "the plan begins from its needs");
        let path = format!("/assessments/{}", latest.id);
        let page = send(&desk, &worker, &path, None).await.text;
        assert!(page.contains("Family Makers") && page.contains("I do not like nights."));
        let twice = desk.act(&manager, move |act| decide(act, id, 2, false, "Late")).await.unwrap_err();
        assert_eq!(twice.code(), "outside.settled");

        assert_eq!(doubled(&desk, &worker).await, (1, 0));
        let (again, soon): (Id<kinds::Assessment>, Timestamp) =
            (Id::random(), desk.now.checked_add(SignedDuration::from_hours(24 * 90)).unwrap());
        desk.db
            .write("a repeat", move |w| w.execute(REPEAT, &[of.into(), again.into(), soon.into()]))
            .await
            .unwrap();
        assert_eq!(doubled(&desk, &worker).await, (1, 1));
        let stranger = desk.stranger(Role::TeamManager).await;
        assert_eq!(doubled(&desk, &stranger).await, (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_endorses_what_they_entered_and_what_is_too_old_or_others_is_refused() {
    for desk in both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let other = desk.worker(Role::TeamManager).await;
        let case = open_case(&desk, 2, None).await.id;
        let id = enters(&desk, &manager, case, found()).await.unwrap().id;
        let own = desk.act(&manager, move |act| decide(act, id, 1, true, "")).await.unwrap_err();
        assert_eq!(own.code(), "outside.own");
        let stale = desk.act(&other, move |act| decide(act, id, 7, true, "")).await.unwrap_err();
        assert_eq!(stale, Error::Stale);
        let stranger = desk.stranger(Role::TeamManager).await;
        let none = desk.act(&stranger, move |act| decide(act, id, 1, true, "")).await.unwrap_err();
        assert_eq!(none, Error::NotFound);
        let back =
            desk.act(&other, move |act| decide(act, id, 1, false, "Who saw the child?")).await.unwrap();
        assert_eq!(
            (back.state, back.became, back.words.as_str()),
            (State::Returned, None, "Who saw the child?")
        );
        let none = desk.look(&other, move |look| assessments::latest_complete(look, case)).await.unwrap();
        assert!(none.is_none(), "what is sent back is not used");
        let old = Found { on: Date::constant(2025, 11, 1), ..found() };
        let wrong = enters(&desk, &manager, case, old).await.unwrap_err();
        assert!(matches!(wrong, Error::Invalid(Invalid(e)) if e[0].field == "on"));
        let theirs = enters(&desk, &stranger, case, found()).await.unwrap_err();
        assert_eq!(theirs, Error::NotFound);
    }
}
