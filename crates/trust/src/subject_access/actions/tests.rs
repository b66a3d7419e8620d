//! From a request to a released copy, on both engines.

use ::store::{Column, Sql};
use access::{
    Role,
    actions::{HandleSubjectAccess, ViewCase},
    consent::Answer,
};
use casework::promises;
use kernel::{Error, PromiseKind, PromiseState};

use super::*;
use crate::{
    consent::testing::{World, d, worlds},
    subject_access::{
        model::{Choice, Passage, Proof, Room, State},
        store,
    },
};

const BEFORE: Sql = Sql {
    name: "BEFORE",
    text: "INSERT INTO identity (id, person_id, side, name, version) VALUES ($1, $2, 'before', $3, 1)",
};

fn input(w: &World) -> Input {
    Input {
        person: w.child,
        asked_by: "His mother, for a child of ten".into(),
        proof: Proof::Known,
        proof_note: String::new(),
        received: Some(d("2026-11-18")),
    }
}

async fn passages(w: &World, id: kernel::Id<access::rights::SubjectRequest>) -> Vec<Passage> {
    w.desk
        .look(&w.worker, move |look| store::passages(look, &look.one::<HandleSubjectAccess, _>(id)?))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_gathered_read_and_released_by_somebody_else_in_time() {
    for w in worlds().await {
        // An identity from before the adoption stands beside the other: it must never be in a copy.
        let child = w.child;
        w.desk
            .db
            .write("a before identity", move |w| {
                let id = kernel::Id::<kernel::kinds::Identity>::from_parts(7, [7; 10]);
                let name =
                    w.seal(Column::new("identity.name"), id, r#"{"first":"Beforename","last":"Oldfamily"}"#)?;
                w.execute(BEFORE, &[id.into(), child.into(), name]).map(|_| ())
            })
            .await
            .unwrap();
        w.says(Answer::Given).await;
        w.place().await.unwrap();
        let (case, new) = (w.case, input(&w));
        let decided = teamwork::supervision::actions::Decided {
            decision: "Weekly visits".into(),
            reason: "It got harder".into(),
            review: None,
        };
        w.desk
            .act(&w.manager, move |act| {
                let grant = act.one::<access::actions::PrepareAdulthood, kernel::kinds::Case>(case)?;
                let record = casework::cases::store::load(act, &grant)?;
                let kind = casework::of_age::model::StepKind::Account;
                casework::of_age::store::add(act, &record, kind, None, "Talked about signing in")?;
                let home = teamwork::moves::store::NewHome {
                    address: "3 Harbour View".into(),
                    postcode: "SO14 2AA".into(),
                };
                let moved =
                    teamwork::moves::actions::Moved { council: "850".into(), on: d("2026-11-01"), home };
                teamwork::moves::actions::record(act, case, &moved)?;
                teamwork::supervision::actions::decide(act, case, &decided)
            })
            .await
            .unwrap();
        let asked = w.desk.act(&w.worker, move |act| record_request(act, case, &new)).await.unwrap();
        assert_eq!((asked.due, asked.state), (d("2026-12-18"), State::Open));
        let id = asked.id;
        // The sealer numbers the lines of the log, as it does within a second.
        access::audit::seal::all(&w.desk.db, w.desk.now).await.unwrap();
        let ready = w.desk.act(&w.manager, move |act| prepare_request(act, id, 1)).await.unwrap();
        assert_eq!(ready.state, State::Ready);
        let all = passages(&w, id).await;
        for room in [
            Room::Identity,
            Room::Household,
            Room::Case,
            Room::Orders,
            Room::Timeline,
            Room::Consent,
            Room::Shared,
            Room::Looks,
        ] {
            assert!(all.iter().any(|p| p.room == room), "nothing of {room:?}");
        }
        let whole: String = all.iter().map(|p| p.words.as_str()).collect();
        assert!(whole.contains("Robin Marsh") && whole.contains("Willow Therapies"));
        assert!(whole.contains("A move on 1 November 2026") && whole.contains("3 Harbour View"), "{whole}");
        assert!(whole.contains("Decided on") && whole.contains("Why: It got harder"), "{whole}");
        assert!(whole.contains("Talked about signing in"), "as the page says on which it is noted");
        assert!(!whole.contains("Beforename") && !whole.contains("Oldfamily"), "the wall stands");
        // The mother's own line is marked, and so is the consent that names her; the child's is not.
        assert!(all.iter().filter(|p| p.words.contains("Ines")).all(|p| p.marked));
        assert!(!all.iter().find(|p| p.room == Room::Identity).unwrap().marked);
        let end = |version| End { version, words: "In person".into(), asked_adult: false };
        let soon = w.desk.act(&w.other_manager, move |act| release_request(act, id, &end(2))).await;
        assert_eq!(soon.unwrap_err().code(), "copy.unread");
        for p in all.iter().filter(|p| p.marked) {
            let (passage, choice) =
                (p.id, if p.room == Room::Household { Choice::Remove } else { Choice::Keep });
            let say = Decide { choice, reason: "Her own data".into() };
            w.desk.act(&w.worker, move |act| decide_passage(act, id, passage, &say)).await.unwrap();
        }
        let own = w.desk.act(&w.manager, move |act| release_request(act, id, &end(2))).await;
        assert_eq!(own.unwrap_err().code(), "copy.own");
        let worker = w.desk.act(&w.worker, move |act| release_request(act, id, &end(2))).await;
        assert_eq!(worker.unwrap_err(), Error::Forbidden);
        let early = w.send(&w.worker, &format!("/subject-access/{id}/copy"), None).await;
        assert_eq!(early.status, 409);
        w.desk.act(&w.other_manager, move |act| release_request(act, id, &end(2))).await.unwrap();
        let copy = w.read(&w.worker, &format!("/subject-access/{id}/copy")).await;
        assert!(
            copy.contains("Robin Marsh")
                && copy.contains("[Removed:")
                && !copy.contains("07700 900111. Email: .</p><h2>First")
        );
        assert!(!copy.contains("Ines Marsh, parent"), "what was removed is not in the copy");
        let kept = w
            .desk
            .look(&w.worker, move |look| promises::of_case(look, &look.one::<ViewCase, _>(case)?))
            .await
            .unwrap();
        let promise = kept.iter().find(|p| p.kind == PromiseKind::SubjectAccess).unwrap();
        assert_eq!(promise.state(w.desk.now), PromiseState::Kept);
        let after = w.desk.act(&w.worker, move |act| prepare_request(act, id, 3)).await;
        assert_eq!(after.unwrap_err().code(), "copy.state");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_time_is_told_once_within_the_month_and_strangers_find_nothing() {
    for w in worlds().await {
        let (case, new) = (w.case, input(&w));
        let asked = w.desk.act(&w.worker, move |act| record_request(act, case, &new)).await.unwrap();
        let id = asked.id;
        let more = |version| More { version, why: "Four volumes of paper".into() };
        let stranger = w.desk.stranger(Role::TeamManager).await;
        for who in [&stranger] {
            let theirs = w.desk.act(who, move |act| extend_request(act, id, &more(1))).await;
            assert_eq!(theirs.unwrap_err(), Error::NotFound);
        }
        let family = w.desk.act(&w.parent, move |act| prepare_request(act, id, 1)).await;
        assert_eq!(family.unwrap_err(), Error::Forbidden);
        let longer = w.desk.act(&w.worker, move |act| extend_request(act, id, &more(1))).await.unwrap();
        assert_eq!(longer.due, d("2027-02-18"));
        let twice = w.desk.act(&w.worker, move |act| extend_request(act, id, &more(2))).await;
        assert_eq!(twice.unwrap_err().code(), "copy.extended");
        let end = End { version: 2, words: "Asked five times this month".into(), asked_adult: false };
        let refused = w.desk.act(&w.worker, move |act| refuse_request(act, id, &end)).await.unwrap();
        assert_eq!(refused.state, State::Refused);
        let new = Input { person: kernel::Id::from_parts(1, [99; 10]), ..input(&w) };
        let other = w.desk.act(&w.worker, move |act| record_request(act, case, &new)).await;
        assert!(matches!(other.unwrap_err(), Error::Invalid(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_walk_from_request_to_reading() {
    for w in worlds().await {
        let path = format!("/cases/{}/rights/copy", w.case);
        assert!(w.read(&w.worker, &path).await.contains("Ines Marsh"));
        let wrong = w.send(&w.worker, &path, Some("person=&proof=authority")).await;
        assert!(
            wrong.status == 422
                && wrong.text.contains("Choose whom the copy is about")
                && wrong.text.contains("gives them the authority")
        );
        let body = format!("person={}&asked_by=Herself&proof=known", w.parent_person);
        let to = w.send(&w.worker, &path, Some(&body)).await.to.unwrap();
        assert!(w.read(&w.worker, &to).await.contains("Gather what is held"));
        assert_eq!(w.send(&w.worker, &format!("{to}/prepare"), Some("version=1")).await.status, 303);
        let page = w.read(&w.worker, &to).await;
        assert!(page.contains("Read it") && page.contains("marked passages are still to be read"));
        let wrong = w.send(&w.manager, &format!("{to}/release"), Some("version=2&words=x")).await;
        assert!(wrong.status == 422 && wrong.text.contains("tick that you did"));
        assert!(w.read(&w.manager, "/subject-access.csv").await.contains("ready"));
        assert!(w.read(&w.manager, "/rights").await.contains("To be read and released"));
    }
}
