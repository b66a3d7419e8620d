//! Links on both engines: made with reasons, decided by somebody else, reversed, never two at once.

use ::store::{Sql, Value};
use access::{
    Actor, Role,
    actions::{ViewAdopters, ViewMatching},
    finding::{FamilyLink, Household, WaitingGroup},
};
use kernel::{Error, Id, PromiseKind, Timestamp};
use testkit::{Desk, both};

use super::*;
use crate::{
    adopters::{
        actions::tests::{entry, household},
        model::Availability,
    },
    links::{
        form::{Decision, Did, Input, StepInput},
        model::{PanelAdvice, Stage, rule},
        store,
    },
    matching::{actions::tests::waiting, store::GroupState},
};

struct Place {
    desk: Desk,
    worker: Actor,
    manager: Actor,
    children: Id<WaitingGroup>,
    family: Id<Household>,
}

async fn places() -> Vec<Place> {
    let mut places = Vec::new();
    for desk in both(crate::schema()).await {
        let (worker, manager) = (desk.worker(Role::SocialWorker).await, desk.worker(Role::TeamManager).await);
        let stranger = desk.stranger(Role::SocialWorker).await;
        let children = waiting(&desk, &worker).await;
        let family = household(&desk, &stranger, entry(true)).await;
        places.push(Place { desk, worker, manager, children, family });
    }
    places
}

impl Place {
    async fn make(&self, who: &Actor, family: Id<Household>) -> kernel::Result<Id<FamilyLink>> {
        let input =
            Input { family, speaks_for: "They know trauma".into(), against: "They live far away".into() };
        let children = self.children;
        self.desk.act(who, move |act| Ok(make_link(act, children, &input)?.0)).await
    }

    async fn step(
        &self,
        who: &Actor,
        id: Id<FamilyLink>,
        version: i64,
        did: Did,
        on: &str,
    ) -> kernel::Result<Stage> {
        let input = StepInput {
            version,
            did,
            on: on.parse().ok(),
            advice: (did == Did::Panel).then_some(PanelAdvice::Yes),
            words: "We talked it through".into(),
        };
        self.desk.act(who, move |act| take_step(act, id, &input)).await
    }

    async fn decide(
        &self,
        who: &Actor,
        id: Id<FamilyLink>,
        version: i64,
        yes: bool,
    ) -> kernel::Result<Stage> {
        let input =
            Decision { version, on: "2026-11-19".parse().unwrap(), yes, words: "I have read it all".into() };
        self.desk.act(who, move |act| decide_link(act, id, &input)).await
    }

    async fn link(&self, id: Id<FamilyLink>) -> store::Link {
        let look =
            move |look: &access::Look<'_>| store::one(look, &look.one::<ViewMatching, FamilyLink>(id)?);
        self.desk.look(&self.worker, look).await.unwrap()
    }

    /// How children and family stand.
    async fn stand(&self) -> (GroupState, Availability) {
        let (children, family) = (self.children, self.family);
        self.desk
            .look(&self.worker, move |look| {
                let w = matching::one(look, &look.one::<ViewMatching, WaitingGroup>(children)?)?;
                Ok((w.state, adopters::of_link(look, family)?.availability))
            })
            .await
            .unwrap()
    }

    /// When the open or kept promise of a decision falls due, was kept, was withdrawn.
    async fn promise(&self, id: Id<FamilyLink>) -> (Timestamp, Option<Timestamp>, Option<Timestamp>) {
        let params: [Value; 2] = [id.into(), PromiseKind::MatchDecision.code().into()];
        let sql = Sql {
            name: "test",
            text: "SELECT due_at, kept_at, withdrawn_at FROM promise WHERE about_id = $1 AND kind = $2",
        };
        let row = self.desk.db.read(move |r| r.row(sql, &params)).await.unwrap();
        (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_goes_from_reasons_to_placement_and_can_be_reversed() {
    for p in places().await {
        let id = p.make(&p.worker, p.family).await.unwrap();
        assert_eq!(p.stand().await, (GroupState::Waiting, Availability::Ready), "to consider binds nobody");
        assert_eq!(p.step(&p.worker, id, 1, Did::Panel, "2026-11-18").await.unwrap_err().code(), rule::STEP);
        p.step(&p.worker, id, 1, Did::Link, "").await.unwrap();
        assert_eq!(p.stand().await, (GroupState::Linked, Availability::Exploring));
        assert_eq!(p.step(&p.worker, id, 2, Did::Panel, "2026-11-21").await.unwrap_err().code(), rule::DAY);
        p.step(&p.worker, id, 2, Did::Panel, "2026-11-18").await.unwrap();
        // Seven working days after Wednesday 18 November end on Friday the 27th.
        assert_eq!(p.promise(id).await, ("2026-11-27T23:59:59.999999Z".parse().unwrap(), None, None));
        p.decide(&p.manager, id, 3, true).await.unwrap();
        assert!(p.promise(id).await.1.is_some());
        assert_eq!(p.step(&p.worker, id, 3, Did::Introduce, "2026-11-20").await.unwrap_err(), Error::Stale);
        assert_eq!(
            p.step(&p.worker, id, 4, Did::Introduce, "2026-11-18").await.unwrap_err().code(),
            rule::DAY
        );
        p.step(&p.worker, id, 4, Did::Introduce, "2026-11-19").await.unwrap();
        p.step(&p.worker, id, 5, Did::Place, "2026-11-20").await.unwrap();
        assert_eq!(p.stand().await, (GroupState::Placed, Availability::Placed));
        p.step(&p.worker, id, 6, Did::End, "").await.unwrap();
        assert_eq!(p.stand().await, (GroupState::Waiting, Availability::Ready));
        let link = p.link(id).await;
        assert_eq!((link.stage, link.is_between_agencies()), (Stage::Ended, true));
        assert_eq!(
            (link.speaks_for.as_str(), link.against.as_str()),
            ("They know trauma", "They live far away")
        );
        assert_eq!(link.ended.unwrap().1, "We talked it through");
        assert_eq!(link.decision.unwrap().2, p.manager.account());
        assert!(p.step(&p.worker, id, 7, Did::Link, "").await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_on_a_link_that_they_made() {
    for p in places().await {
        let id = p.make(&p.manager, p.family).await.unwrap();
        p.step(&p.worker, id, 1, Did::Link, "").await.unwrap();
        p.step(&p.worker, id, 2, Did::Panel, "2026-11-18").await.unwrap();
        assert_eq!(p.decide(&p.manager, id, 3, true).await.unwrap_err().code(), rule::OWN);
        assert_eq!(p.decide(&p.worker, id, 3, true).await.unwrap_err(), Error::Forbidden);
        let stranger = p.desk.stranger(Role::TeamManager).await;
        assert_eq!(p.decide(&stranger, id, 3, true).await.unwrap_err(), Error::NotFound);
        // Linking counts as making: a second manager who linked does not decide either.
        let other = p.desk.worker(Role::TeamManager).await;
        assert_eq!(p.decide(&other, id, 3, false).await.unwrap(), Stage::Ended);
        assert_eq!(p.stand().await, (GroupState::Waiting, Availability::Ready));
        assert!(p.promise(id).await.1.is_some(), "a no is a decision too");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_linked_does_not_decide_and_an_end_withdraws_the_promise() {
    for p in places().await {
        let id = p.make(&p.worker, p.family).await.unwrap();
        p.step(&p.manager, id, 1, Did::Link, "").await.unwrap();
        p.step(&p.worker, id, 2, Did::Panel, "2026-11-18").await.unwrap();
        assert_eq!(p.decide(&p.manager, id, 3, true).await.unwrap_err().code(), rule::OWN);
        p.step(&p.worker, id, 3, Did::End, "").await.unwrap();
        assert!(p.promise(id).await.2.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn children_and_families_are_held_by_one_link_at_a_time() {
    for p in places().await {
        let second = household(&p.desk, &p.worker, entry(true)).await;
        let (a, b) = (p.make(&p.worker, p.family).await.unwrap(), p.make(&p.worker, second).await.unwrap());
        assert_eq!(p.make(&p.worker, second).await.unwrap_err().code(), rule::HELD, "considered already");
        p.step(&p.worker, a, 1, Did::Link, "").await.unwrap();
        assert_eq!(p.step(&p.worker, b, 1, Did::Link, "").await.unwrap_err().code(), rule::HELD);
        // A link that was only considered ends without freeing what another holds.
        p.step(&p.worker, b, 1, Did::End, "").await.unwrap();
        assert_eq!(p.stand().await, (GroupState::Linked, Availability::Exploring));
        let third = household(&p.desk, &p.worker, entry(true)).await;
        assert_eq!(p.make(&p.worker, third).await.unwrap_err().code(), rule::HELD);

        // The family's own agency sees that a link is explored, and nothing of the children.
        let stranger = p.desk.stranger(Role::SocialWorker).await;
        let family = p.family;
        let explored = p
            .desk
            .look(&stranger, move |look| {
                look.one::<ViewAdopters, Household>(family)?;
                store::of_household(look, family)
            })
            .await
            .unwrap();
        assert_eq!(explored.iter().map(|e| e.stage).collect::<Vec<_>>(), [Stage::Linked]);
        let theirs = p.desk.look(&stranger, move |look| look.one::<ViewMatching, FamilyLink>(a)).await;
        assert_eq!(theirs.err(), Some(Error::NotFound));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_barred_or_hidden_family_cannot_be_linked() {
    for p in places().await {
        let stranger = p.desk.stranger(Role::SocialWorker).await;
        let hidden = household(&p.desk, &stranger, entry(false)).await;
        assert_eq!(p.make(&p.worker, hidden).await.unwrap_err(), Error::NotFound);
        assert_eq!(p.make(&stranger, p.family).await.unwrap_err(), Error::NotFound);
        let mut older = entry(true);
        older.offer.youngest = 4;
        let older = household(&p.desk, &p.worker, older).await;
        assert_eq!(p.make(&p.worker, older).await.unwrap_err().code(), rule::BARRED);
    }
}
