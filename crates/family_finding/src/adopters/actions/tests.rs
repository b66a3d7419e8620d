//! Households on both engines: recorded by their agency, changed once, seen by others without a name.

use access::{
    Actor, Role,
    actions::{EditAdopters, SeeSensitiveReasons, ViewAdopters, ViewMatching},
    finding::Household,
};
use kernel::{Error, Id};
use testkit::{Desk, both};

use super::*;
use crate::{
    adopters::{
        model::{Availability, Entry, ReachBy, rule},
        store,
    },
    matching::{offer::Offer, tests::offer},
    testing::changes,
};

pub(crate) fn entry(shared: bool) -> Entry {
    Entry {
        names: "Ada and Jo Quill".into(),
        reach: ReachBy { address: "1 Low Row".into(), ..ReachBy::default() },
        offer: offer(),
        shared: shared.then(|| "2026-03-01".parse().unwrap()),
    }
}

pub(crate) async fn household(desk: &Desk, who: &Actor, entry: Entry) -> Id<Household> {
    desk.act(who, move |act| Ok(record_household(act, &entry)?.0)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_is_its_own_agencys_and_others_see_what_it_agreed_to() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let stranger = desk.stranger(Role::SocialWorker).await;
        let (hidden, shared) =
            (household(&desk, &worker, entry(false)).await, household(&desk, &worker, entry(true)).await);
        for role in [Role::DutyWorker, Role::Commissioner, Role::FinanceOfficer, Role::Administrator] {
            let other = desk.worker(role).await;
            let tried = desk.act(&other, |act| record_household(act, &entry(true))).await;
            assert_eq!(tried.unwrap_err(), Error::Forbidden);
        }

        let own = desk
            .look(&worker, move |look| store::own(look, &look.one::<ViewAdopters, Household>(shared)?))
            .await
            .unwrap();
        assert_eq!((own.names.as_str(), own.reach.address.as_str()), ("Ada and Jo Quill", "1 Low Row"));
        assert_eq!(
            (&own.profile.offer.able, own.profile.offer.agency.as_str()),
            (&offer().able, testkit::AGENCY)
        );
        let page = |who: Actor| {
            let desk = &desk;
            async move {
                desk.look(&who, |look| store::page(look, &look.agency::<ViewAdopters>()?, None))
                    .await
                    .unwrap()
                    .items
            }
        };
        assert_eq!(page(worker.clone()).await.len(), 2);
        assert!(page(stranger.clone()).await.is_empty());

        // Nobody of another agency opens the record; the shared one alone is among the ready.
        let theirs = desk.look(&stranger, move |look| look.one::<ViewAdopters, Household>(shared)).await;
        assert_eq!(theirs.err(), Some(Error::NotFound));
        let ready =
            desk.look(&stranger, |look| store::ready(look, &look.agency::<ViewMatching>()?)).await.unwrap();
        assert_eq!(ready.iter().map(|p| p.id).collect::<Vec<_>>(), [shared]);
        let seen = |id| {
            let (desk, who) = (&desk, stranger.clone());
            async move {
                desk.look(&who, move |look| store::seen_by(look, &look.agency::<ViewMatching>()?, id)).await
            }
        };
        assert!(seen(shared).await.is_ok());
        assert_eq!(seen(hidden).await.unwrap_err(), Error::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_changed_once_and_a_pause_takes_the_family_out() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let stranger = desk.stranger(Role::TeamManager).await;
        let id = household(&desk, &worker, entry(true)).await;
        let wider = Entry { offer: Offer { oldest: 8, ..offer() }, ..entry(true) };
        let change = |who: &Actor| {
            let (desk, who, wider) = (&desk, who.clone(), wider.clone());
            async move { desk.act(&who, move |act| change_household(act, id, 1, &wider)).await }
        };
        assert_eq!(change(&stranger).await.unwrap_err(), Error::NotFound);
        change(&worker).await.unwrap();
        assert_eq!(change(&worker).await.unwrap_err(), Error::Stale);
        let manager = desk.worker(Role::TeamManager).await;
        let told = changes(&desk, &manager).await;
        assert!(told.iter().any(|line| line.contains("oldest: ") && line.ends_with(" -> 8")), "{told:?}");

        let set = |to| {
            let (desk, who) = (&desk, worker.clone());
            async move {
                desk.act(&who, move |act| {
                    let version = store::own(act, &act.one::<EditAdopters, Household>(id)?)?.profile.version;
                    set_availability(act, id, version, to)
                })
                .await
            }
        };
        assert_eq!(set(Availability::Placed).await.unwrap_err().code(), rule::HELD);
        let ready = || {
            let (desk, who) = (&desk, worker.clone());
            async move {
                desk.look(&who, |look| store::ready(look, &look.agency::<ViewMatching>()?))
                    .await
                    .unwrap()
                    .len()
            }
        };
        assert_eq!(ready().await, 1);
        set(Availability::Paused).await.unwrap();
        assert_eq!(ready().await, 0);
        set(Availability::Ready).await.unwrap();
        assert_eq!(ready().await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sensitive_reasons_stand_behind_an_action_of_their_own() {
    for desk in both(crate::schema()).await {
        let (worker, manager) = (desk.worker(Role::SocialWorker).await, desk.worker(Role::TeamManager).await);
        let stranger = desk.stranger(Role::TeamManager).await;
        let id = household(&desk, &worker, entry(true)).await;
        let words = "They lost a child, and do not want to talk of it";
        let add = |who: &Actor| {
            let (desk, who) = (&desk, who.clone());
            async move { desk.act(&who, move |act| add_reason(act, id, words)).await }
        };
        assert_eq!(add(&worker).await.unwrap_err(), Error::Forbidden);
        assert_eq!(add(&stranger).await.unwrap_err(), Error::NotFound);
        add(&manager).await.unwrap();
        let read = desk
            .look(&manager, move |look| {
                store::reasons(look, &look.one::<SeeSensitiveReasons, Household>(id)?)
            })
            .await
            .unwrap();
        assert_eq!(read.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>(), [words]);
    }
}
