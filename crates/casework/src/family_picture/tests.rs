//! Ties on both engines: recorded, put right, ended, taken back; and nobody else's.

use access::{Actor, Role, actions::ViewFamilyPicture, members::FamilyTie};
use kernel::{Error, Id, Result, kinds};
use testkit::Desk;

use super::{
    actions::{Input, change, record, take_back},
    model::{Details, Tie, TieKind},
    store,
};
use crate::{
    cases::{store::Case, testing::open_case},
    schema,
};

fn input(kind: TieKind, name: &str) -> Input {
    let details = Details {
        name: name.into(),
        from: Some("2019-06-01".parse().unwrap()),
        until: None,
        said_by: "Robin".into(),
        note: String::new(),
    };
    Input { kind, details }
}

async fn ties(desk: &Desk, who: &Actor, case: &Case) -> Result<Vec<Tie>> {
    let id = case.id;
    desk.look(who, move |look| store::of_case(look, &look.one::<ViewFamilyPicture, kinds::Case>(id)?)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tie_is_recorded_ended_and_taken_back() {
    for desk in testkit::both(schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = open_case(&desk, 1, worker.account()).await;
        let id = case.id;
        let new = input(TieKind::Grandparent, "Gran Marsh");
        let tie = desk.act(&worker, move |act| record::run(act, id, &new)).await.unwrap();
        let found = ties(&desk, &worker, &case).await.unwrap();
        assert_eq!((found.len(), found[0].details.name.as_str(), found[0].version), (1, "Gran Marsh", 1));
        let mut ended = input(TieKind::Grandparent, "Gran Marsh");
        ended.details.until = Some("2025-02-03".parse().unwrap());
        let (first, again) = (ended.clone(), ended);
        desk.act(&worker, move |act| change::run(act, id, tie, 1, &first)).await.unwrap();
        let stale = desk.act(&worker, move |act| change::run(act, id, tie, 1, &again)).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        let found = ties(&desk, &worker, &case).await.unwrap();
        assert_eq!(found[0].details.until, Some("2025-02-03".parse().unwrap()));
        desk.act(&worker, move |act| take_back::run(act, id, tie, 2)).await.unwrap();
        assert!(ties(&desk, &worker, &case).await.unwrap().is_empty());
        let gone = desk.act(&worker, move |act| take_back::run(act, id, tie, 3)).await;
        assert_eq!(gone.unwrap_err(), Error::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_others_is_not_there_and_nothing_crosses_the_wall() {
    for desk in testkit::both(schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let (case, other) = (open_case(&desk, 1, worker.account()).await, open_case(&desk, 2, None).await);
        let new = input(TieKind::Parent, "Ines");
        let id = case.id;
        let tie: Id<FamilyTie> = desk.act(&worker, move |act| record::run(act, id, &new)).await.unwrap();
        let astray = other.id;
        let by_other_case = desk.act(&worker, move |act| take_back::run(act, astray, tie, 1)).await;
        assert_eq!(by_other_case.unwrap_err(), Error::NotFound);
        let stranger = desk.stranger(Role::SocialWorker).await;
        assert_eq!(ties(&desk, &stranger, &case).await.unwrap_err(), Error::NotFound);
        let parent = desk.relative(case.family).await;
        assert_eq!(ties(&desk, &parent, &case).await.unwrap_err(), Error::Forbidden);
        let duty = desk.worker(Role::DutyWorker).await;
        assert_eq!(ties(&desk, &duty, &case).await.unwrap().len(), 1);
        let theirs = input(TieKind::Friend, "Kit");
        let refused = desk.act(&duty, move |act| record::run(act, id, &theirs)).await;
        assert_eq!(refused.unwrap_err(), Error::Forbidden);
        let whole = input(TieKind::SiblingElsewhere, "Sam Okafor");
        let refused = desk.act(&worker, move |act| record::run(act, id, &whole)).await;
        assert!(matches!(refused.unwrap_err(), Error::Invalid(_)), "a full name of somebody elsewhere");
    }
}
