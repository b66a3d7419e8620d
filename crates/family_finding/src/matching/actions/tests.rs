//! Children who wait on both engines: recorded, suggested families of all agencies at once, passed over.

use access::{
    Actor, Role,
    actions::{EditMatching, ViewMatching},
    finding::WaitingGroup,
};
use kernel::{Error, Id, Need, Weight};
use testkit::{Caller, Desk, both};

use super::*;
use crate::{
    adopters::actions::tests::{entry, household},
    adopters::model::Entry,
    matching::{
        form::{NewChild, NewGroup},
        offer::Offer,
        operator::pool_of_agency,
        store::{self, GroupState},
        tests::{child, group, offer},
        view,
        words::Able,
    },
    testing::changes,
};

pub(crate) fn new_group() -> NewGroup {
    let g = group();
    NewGroup {
        since: g.since,
        route: g.route,
        contact: g.contact,
        council: g.council,
        avoid: g.avoid,
        heritage: None,
        language: None,
        faith: None,
        profile: "Laughs at the rain".into(),
    }
}

pub(crate) fn new_child(first: &str, born: &str) -> NewChild {
    let mut child = child(born);
    child.needs = vec![(Need::Trauma, Weight::Strong)];
    NewChild { first: first.into(), number: String::new(), child }
}

pub(crate) async fn waiting(desk: &Desk, who: &Actor) -> Id<WaitingGroup> {
    desk.act(who, |act| Ok(record_group(act, &new_group(), &new_child("Robin", "2024-01-10"))?.0))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn families_of_all_agencies_are_suggested_at_once_with_reasons() {
    for desk in both(crate::schema()).await {
        let (worker, stranger) =
            (desk.worker(Role::SocialWorker).await, desk.stranger(Role::SocialWorker).await);
        let id = waiting(&desk, &worker).await;
        let _hidden = household(&desk, &stranger, entry(false)).await;
        let theirs = household(&desk, &stranger, entry(true)).await;
        let less =
            Entry { offer: Offer { able: vec![(Need::Trauma, Able::Some)], ..offer() }, ..entry(false) };
        let ours = household(&desk, &worker, less).await;
        let (w, pairs) = desk
            .look(&worker, move |look| {
                let w = store::one(look, &look.one::<ViewMatching, WaitingGroup>(id)?)?;
                let pairs = view::families_for(look, &look.agency::<ViewMatching>()?, &w)?;
                Ok((w, pairs))
            })
            .await
            .unwrap();
        assert_eq!((w.called().as_str(), w.profile.as_str()), ("Robin", "Laughs at the rain"));
        // The family of the other agency fits better, and comes first: the own pool has no right of way.
        assert_eq!(pairs.iter().map(|p| p.profile.id).collect::<Vec<_>>(), [theirs, ours]);
        assert!(pairs[0].why.against.iter().any(|r| r.contains("Another agency")));

        // The same way back, for one's own children alone.
        let children = |who: Actor| {
            let (desk, profile) = (&desk, pairs[0].profile.clone());
            async move {
                desk.look(&who, move |look| {
                    view::children_for(look, &look.agency::<ViewMatching>()?, &profile)
                })
                .await
                .unwrap()
            }
        };
        assert_eq!(children(worker.clone()).await.len(), 1);
        assert!(children(stranger.clone()).await.is_empty());

        let best =
            desk.look(&worker, |look| view::best(look, &look.agency::<ViewMatching>()?)).await.unwrap();
        assert_eq!((best.pairs.len(), best.pairs[0].profile.id, best.proof.gap()), (1, theirs, 0));
        let (groups, offers) = pool_of_agency(&desk.db, testkit::AGENCY, desk.now).await.unwrap();
        assert_eq!((groups.len(), offers.len()), (1, 2));
        assert!(pool_of_agency(&desk.db, "nowhere", desk.now).await.is_err());

        // Somebody of another agency sees neither the children nor their list.
        let seen = desk.look(&stranger, move |look| look.one::<ViewMatching, WaitingGroup>(id)).await;
        assert_eq!(seen.err(), Some(Error::NotFound));
        let list = |who: Actor| {
            let desk = &desk;
            async move {
                desk.look(&who, |look| {
                    store::page(look, &look.agency::<ViewMatching>()?, GroupState::Waiting, None, Some(50))
                })
                .await
                .unwrap()
                .items
                .len()
            }
        };
        assert_eq!((list(worker.clone()).await, list(stranger.clone()).await), (1, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn brothers_and_sisters_stay_together_and_a_clash_is_told() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let id = waiting(&desk, &worker).await;
        household(&desk, &worker, entry(true)).await;
        let add = |version| {
            let (desk, who) = (&desk, worker.clone());
            async move {
                desk.act(&who, move |act| add_child(act, id, version, &new_child("Wren", "2022-05-01"))).await
            }
        };
        add(1).await.unwrap();
        assert_eq!(add(1).await.unwrap_err(), Error::Stale);
        let (w, pairs) = desk
            .look(&worker, move |look| {
                let w = store::one(look, &look.one::<ViewMatching, WaitingGroup>(id)?)?;
                let pairs = view::families_for(look, &look.agency::<ViewMatching>()?, &w)?;
                Ok((w, pairs))
            })
            .await
            .unwrap();
        assert_eq!((w.called().as_str(), w.group.children.len()), ("Robin and Wren", 2));
        assert!(pairs.is_empty(), "the family has room for one");
        household(&desk, &worker, Entry { offer: Offer { most: 2, ..offer() }, ..entry(true) }).await;
        let best =
            desk.look(&worker, |look| view::best(look, &look.agency::<ViewMatching>()?)).await.unwrap();
        assert_eq!(best.pairs.len(), 1);

        let wrong = new_child("Wren", "2005-05-01");
        let tried = desk.act(&worker, move |act| add_child(act, id, 2, &wrong)).await.unwrap_err();
        assert!(tried.to_string().contains("18 or over"));
        let later = NewGroup { since: "2026-11-21".parse().unwrap(), ..new_group() };
        let tried = desk.act(&worker, move |act| change_group(act, id, 2, &later)).await.unwrap_err();
        assert!(tried.to_string().contains("in the future"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missed_match_is_listed_until_somebody_says_why() {
    for desk in both(crate::schema()).await {
        let (worker, stranger) =
            (desk.worker(Role::SocialWorker).await, desk.stranger(Role::SocialWorker).await);
        let (id, family) = (waiting(&desk, &worker).await, household(&desk, &worker, entry(true)).await);
        let missed = || {
            let (desk, who) = (&desk, worker.clone());
            async move {
                desk.look(&who, |look| view::missed(look, &look.agency::<ViewMatching>()?)).await.unwrap()
            }
        };
        let found = missed().await;
        assert_eq!(found.iter().map(|p| (p.waiting.id, p.profile.id)).collect::<Vec<_>>(), [(id, family)]);
        let pass = |who: &Actor| {
            let (desk, who) = (&desk, who.clone());
            async move { desk.act(&who, move |act| pass_over(act, id, family, "They move abroad")).await }
        };
        assert_eq!(pass(&stranger).await.unwrap_err(), Error::NotFound);
        pass(&worker).await.unwrap();
        assert!(missed().await.is_empty());
        let over = desk
            .look(&worker, |look| store::passed_over(look, &look.agency::<ViewMatching>()?, None, None))
            .await
            .unwrap();
        assert_eq!(over.items[0].words, "They move abroad");

        // Withdrawn, and looked for again.
        for (version, to, fine) in
            [(1, GroupState::Withdrawn, true), (2, GroupState::Linked, false), (2, GroupState::Waiting, true)]
        {
            let done = desk
                .act(&worker, move |act| withdraw_group(act, id, version, to, "The plan has changed"))
                .await;
            assert_eq!(done.is_ok(), fine, "{to:?}");
        }
        let w = desk
            .look(&worker, move |look| store::one(look, &look.one::<EditMatching, WaitingGroup>(id)?))
            .await
            .unwrap();
        assert_eq!(w.state, GroupState::Waiting);
    }
}

/// A number in the return stands for one child of the agency, whoever records it and however.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_number_in_the_return_is_recorded_once_in_an_agency() {
    for desk in both(crate::schema()).await {
        let (worker, stranger) =
            (desk.worker(Role::SocialWorker).await, desk.stranger(Role::SocialWorker).await);
        let numbered =
            |first: &str, number: &str| NewChild { number: number.into(), ..new_child(first, "2024-01-10") };
        let record = |who: &Actor, child: NewChild| {
            let (desk, who) = (&desk, who.clone());
            async move { desk.act(&who, move |act| Ok(record_group(act, &new_group(), &child)?.0)).await }
        };
        let code = |e: Error| match e {
            Error::Refused { rule, .. } => rule,
            other => panic!("{other:?}"),
        };
        let first = record(&worker, numbered("Robin", "J1")).await.unwrap();
        assert_eq!(code(record(&worker, numbered("Rob", "J1")).await.unwrap_err()), rule::KNOWN);
        record(&stranger, numbered("Rob", "J1")).await.unwrap();
        let second = record(&worker, new_child("Wren", "2022-05-01")).await.unwrap();
        let adding = numbered("Wrenna", "J1");
        let added = desk.act(&worker, move |act| add_child(act, second, 1, &adding)).await;
        assert_eq!(code(added.unwrap_err()), rule::KNOWN);

        let w = desk
            .look(&worker, move |look| store::one(look, &look.one::<EditMatching, WaitingGroup>(second)?))
            .await
            .unwrap();
        let wren = w.ids[0];
        let correct = |group, version, child, new: NewChild| {
            let (desk, who) = (&desk, worker.clone());
            async move { desk.act(&who, move |act| correct_child(act, group, version, child, &new)).await }
        };
        assert_eq!(code(correct(second, 1, wren, numbered("Wren", "J1")).await.unwrap_err()), rule::KNOWN);
        correct(second, 1, wren, numbered("Wren", "J2")).await.unwrap();
        correct(second, 2, wren, numbered("Wrenna", "J2")).await.unwrap();
        // A number that was put right is free again.
        correct(second, 3, wren, numbered("Wren", "J3")).await.unwrap();
        record(&worker, numbered("Ash", "J2")).await.unwrap();
        assert_ne!(first, second);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_is_corrected_once_and_the_log_keeps_what_was_recorded_before() {
    for desk in both(crate::schema()).await {
        let (worker, manager) = (desk.worker(Role::SocialWorker).await, desk.worker(Role::TeamManager).await);
        let id = waiting(&desk, &worker).await;
        let younger = NewChild { number: "CH123".into(), ..new_child("Wren", "2022-05-01") };
        desk.act(&worker, move |act| add_child(act, id, 1, &younger)).await.unwrap();
        let read = || {
            let (desk, who) = (&desk, worker.clone());
            async move {
                desk.look(&who, move |look| store::one(look, &look.one::<EditMatching, WaitingGroup>(id)?))
                    .await
                    .unwrap()
            }
        };
        let before = read().await;
        let (robin, wren) = (before.ids[0], before.ids[1]);
        let right = NewChild { number: "CH124".into(), ..new_child("Wrenna", "2022-05-11") };
        let correct = |who: &Actor, group, version, child, new: &NewChild| {
            let (desk, who, new) = (&desk, who.clone(), new.clone());
            async move { desk.act(&who, move |act| correct_child(act, group, version, child, &new)).await }
        };
        correct(&worker, id, 2, wren, &right).await.unwrap();
        let after = read().await;
        assert_eq!(after.called(), "Robin and Wrenna");
        assert_eq!(NewChild::of(&after, wren).unwrap(), right);
        assert_eq!(NewChild::of(&after, robin), NewChild::of(&before, robin), "the other child is as it was");

        // Somebody who read the version before, a child of others, another agency, a role without matching, and what cannot be.
        assert_eq!(correct(&worker, id, 2, wren, &right).await, Err(Error::Stale));
        let other = waiting(&desk, &worker).await;
        for (group, child) in [(other, wren), (id, Id::random())] {
            let version = if group == id { 3 } else { 1 };
            assert_eq!(correct(&worker, group, version, child, &right).await, Err(Error::NotFound));
        }
        let stranger = desk.stranger(Role::SocialWorker).await;
        assert_eq!(correct(&stranger, id, 3, wren, &right).await, Err(Error::NotFound));
        let duty = desk.worker(Role::DutyWorker).await;
        assert_eq!(correct(&duty, id, 3, wren, &right).await, Err(Error::Forbidden));
        let grown = new_child("Wren", "2005-05-01");
        let refused = correct(&worker, id, 3, wren, &grown).await.unwrap_err();
        assert!(refused.to_string().contains("18 or over"));
        let kept = read().await;
        assert_eq!((kept.version, NewChild::of(&kept, wren).unwrap()), (3, right));

        let told = changes(&desk, &manager).await;
        let line =
            told.iter().find(|line| line.contains("a child was corrected")).expect("a line of the log");
        for part in ["first name: Wren -> Wrenna", "born: 2022-05-01 -> 2022-05-11", "number: CH123 -> CH124"]
        {
            assert!(line.contains(part), "{line}");
        }
        assert!(!line.contains("health"), "what stayed the same is left out: {line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_correction_is_filled_and_tells_what_is_wrong() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let id = waiting(&desk, &worker).await;
        let child = desk
            .look(&worker, move |look| store::one(look, &look.one::<EditMatching, WaitingGroup>(id)?))
            .await
            .unwrap()
            .ids[0];
        let send = |path: String, body: Option<String>| {
            let (desk, who) = (&desk, Caller::Browser(worker.clone()));
            async move {
                let here = (crate::routes(), crate::nav());
                desk.request(here, &desk.now.to_string(), &who, &path, body.as_deref()).await
            }
        };
        let page = send(format!("/matching/{id}"), None).await;
        assert!(page.text.contains(&format!("/matching/{id}/correct?child={child}")), "{}", page.text);
        let form = send(format!("/matching/{id}/correct?child={child}"), None).await;
        assert!(form.status == 200 && form.text.contains("value=\"Robin\""), "{}", form.text);
        let tab = form.text.split("</title>").next().unwrap();
        assert!(!tab.contains("Robin"), "the tab names nobody");
        for odd in ["", "nobody", &Id::<()>::random().to_string()] {
            assert_eq!(send(format!("/matching/{id}/correct?child={odd}"), None).await.status, 404, "{odd}");
        }
        let typed = |first: &str| {
            format!(
                "version=1&child={child}&first-name={first}&born-day=10&born-month=1&born-year=2024&sex=girl&health=uncertain"
            )
        };
        let empty = send(format!("/matching/{id}/correct"), Some(typed(""))).await;
        let told = empty.text.contains("Enter the child's first name");
        assert!(empty.status == 422 && told, "{}", empty.text);
        let done = send(format!("/matching/{id}/correct"), Some(typed("Robyn"))).await;
        assert_eq!(done.to.as_deref(), Some(format!("/matching/{id}").as_str()), "{}", done.text);
        let stale = send(format!("/matching/{id}/correct"), Some(typed("Roban"))).await;
        assert!(stale.status == 422 && stale.text.contains("value=\"Roban\""), "{}", stale.text);
    }
}
