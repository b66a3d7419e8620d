//! A move and a hand-over walked by both agencies, on both engines, and attacks on them.

use access::{
    Actor, Role,
    consent::{
        self, Agreement, Answer, Consent, DataKind, GivenBy, LegalBasis, Recipient, RecipientKind, purposes,
    },
    seals::{self, SealKind},
};
use kernel::{Error, Id, Result, kinds};
use serde_json::{Value, json};
use testkit::{Caller, Desk, both};

use super::*;
use crate::{
    moves::{
        model::{State, Why, refusals},
        standing,
        store::{NewHome, Placing},
    },
    testing::{Home, account, call, day, home, plan, send, send_at},
};

/// Hampshire is in the area of the other agency.
const THERE: &str = "850";
/// Essex, where the family lived.
const HERE: &str = "881";

struct Scene {
    desk: Desk,
    home: Home,
    parent: Actor,
    worker: Actor,
    manager: Actor,
    /// Of the other agency.
    duty: Actor,
    their_worker: Actor,
    /// Of neither.
    third: Actor,
}

async fn scenes() -> Vec<Scene> {
    let mut all = Vec::new();
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let home = home(&desk, 1, account(&worker)).await;
        plan(&desk, home.case, account(&worker)).await;
        let parent = desk.relative(home.family).await;
        let manager = desk.worker(Role::TeamManager).await;
        let duty = desk.stranger(Role::DutyWorker).await;
        let their_worker = desk.stranger(Role::SocialWorker).await;
        let third = desk.worker_at("adopt-north-east", Role::TeamManager).await;
        all.push(Scene { desk, home, parent, worker, manager, duty, their_worker, third });
    }
    all
}

fn to(council: &str, on: &str) -> Moved {
    let home = NewHome { address: "3 Harbour View".into(), postcode: "SO14 2AA".into() };
    Moved { council: council.into(), on: day(on), home }
}

async fn moves(s: &Scene, council: &str, on: &str) -> Result<Id<access::teamwork::FamilyMove>> {
    let (case, input) = (s.home.case, to(council, on));
    s.desk.act(&s.worker, move |act| record(act, case, &input)).await
}

async fn agrees(s: &Scene, answer: Answer) {
    let (case, agency, now) = (s.home.case, s.desk.agency(), s.desk.now);
    let said = Consent {
        id: Id::new(now),
        agency,
        case,
        purpose: purposes::WORK_WITH_AGENCY.into(),
        shares: vec![DataKind::Contact, DataKind::Plan, DataKind::Assessment],
        to: Recipient::named(RecipientKind::Agency, "adopt south"),
        answer,
        given_by: Some(GivenBy::Parent),
        given_name: "Ana Bright".into(),
        how: None,
        note: String::new(),
        answered_on: Some(day("2026-11-19")),
        until: None,
        recorded: now,
        recorded_by: None,
        recorded_role: "social-worker".into(),
        answered: Some(now),
        withdrawn: None,
        withdrawn_by: None,
        withdrawn_role: None,
        withdrawn_why: String::new(),
        version: 1,
    };
    s.desk.act(&s.worker, move |act| consent::store::add(act, &said)).await.unwrap();
}

async fn offered(s: &Scene) -> Result<Handover> {
    let (case, input) = (s.home.case, Offer { summary: "Mornings are hard; Kit likes drawing".into() });
    s.desk.act(&s.manager, move |act| offer(act, case, &input)).await
}

/// The family moved, agreed, and its case was offered.
async fn handed(s: &Scene) -> Handover {
    moves(s, THERE, "2026-11-01").await.unwrap();
    agrees(s, Answer::Given).await;
    offered(s).await.unwrap()
}

fn taking(s: &Scene, version: i64) -> Accept {
    Accept { version, coordinator: account(&s.their_worker), words: "She rings on Monday.".into() }
}

async fn takes(s: &Scene, id: Id<access::teamwork::HandoverOut>, version: i64) -> Result<Handover> {
    let input = taking(s, version);
    s.desk.act(&s.duty, move |act| accept(act, id.cast(), &input)).await
}

async fn standing_of(s: &Scene) -> standing::Standing {
    let case = s.home.case;
    let look = move |look: &access::Look<'_>| {
        standing::read(look, &look.one::<access::actions::RecordMove, kinds::Case>(case)?)
    };
    s.desk.look(&s.worker, look).await.unwrap()
}

async fn open_promises(s: &Scene) -> Vec<PromiseKind> {
    let case = s.home.case;
    let all = s
        .desk
        .look(&s.worker, move |look| {
            promises::of_case(look, &look.one::<access::actions::RecordMove, kinds::Case>(case)?)
        })
        .await
        .unwrap();
    all.iter().filter(|p| p.kept.is_none() && !p.withdrawn).map(|p| p.kind).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_says_from_which_day_another_council_is_responsible() {
    for s in scenes().await {
        assert_eq!(standing_of(&s).await.passing, None);
        let id = moves(&s, THERE, "2027-01-10").await.unwrap();
        let found = standing_of(&s).await.passing.unwrap();
        assert_eq!(
            (found.on, found.council.as_str(), found.agency),
            (Some(day("2027-01-10")), THERE, s.desk.other_agency())
        );
        // Three years from the order were over in 2019, so the placing council changes the past alone.
        let now = standing_of(&s).await;
        assert_eq!((now.periods[0].0.why, now.unknown(day("2026-11-20"))), (Why::NoPlacing, None));
        assert_eq!(now.unknown(day("2018-11-20")), Some(Why::NoPlacing));
        let case = s.home.case;
        let known = Placing { council: Some(HERE.into()), paid_before: true, version: 0 };
        let (first, again) = (known.clone(), known);
        s.desk.act(&s.worker, move |act| placed(act, case, &first)).await.unwrap();
        let stale = s.desk.act(&s.worker, move |act| placed(act, case, &again)).await;
        assert_eq!(stale, Err(Error::Stale));
        let now = standing_of(&s).await;
        assert_eq!(now.unknown(day("2018-11-20")), None);
        assert_eq!(now.periods.last().unwrap().0.also_pays.as_deref(), Some(HERE));

        // The same day twice, the same place, and no place.
        assert_eq!(moves(&s, HERE, "2027-01-10").await.unwrap_err().code(), "move.day");
        assert!(matches!(moves(&s, THERE, "2027-02-10").await, Err(Error::Invalid(_))));
        assert!(matches!(moves(&s, "999", "2027-02-10").await, Err(Error::Invalid(_))));

        let page = send(&s.desk, &s.worker, &format!("/cases/{case}/moves"), None).await;
        for words in ["From 10 January 2027", "SI 2005/691", "3 Harbour View", "A team manager hands it over"]
        {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        let undone = Undone { version: 1, why: "They stay".into() };
        s.desk.act(&s.worker, move |act| undo(act, id, &undone)).await.unwrap();
        assert_eq!(standing_of(&s).await.passing, None);
        let gone = Undone { version: 2, why: "They stay".into() };
        assert_eq!(s.desk.act(&s.worker, move |act| undo(act, id, &gone)).await, Err(Error::NotFound));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_without_a_ground_a_passing_day_and_a_manager() {
    for s in scenes().await {
        assert_eq!(offered(&s).await.unwrap_err().code(), refusals::PASSES);
        moves(&s, THERE, "2026-11-01").await.unwrap();
        assert_eq!(offered(&s).await.unwrap_err().code(), consent::rule::NO_GROUND);
        agrees(&s, Answer::Refused).await;
        assert_eq!(offered(&s).await.unwrap_err().code(), consent::rule::SAID_NO);
        let page = send(&s.desk, &s.manager, &format!("/cases/{}/hand-to-agency", s.home.case), None).await;
        assert!(page.text.contains("said no") && !page.text.contains("name=\"summary\""), "{}", page.text);
        let case = s.home.case;
        let input = Offer { summary: "x".into() };
        let worker = s.desk.act(&s.worker, move |act| offer(act, case, &input)).await;
        assert_eq!(worker.unwrap_err(), Error::Forbidden);
    }
    // A sharing agreement is ground enough.
    for s in scenes().await {
        moves(&s, THERE, "2026-11-01").await.unwrap();
        let agreement = Agreement {
            id: Id::new(s.desk.now),
            agency: s.desk.agency(),
            name: "Agencies that hand over".into(),
            to: Recipient::every(RecipientKind::Agency),
            purposes: vec![purposes::WORK_WITH_AGENCY.into()],
            shares: vec![DataKind::Contact, DataKind::Plan, DataKind::Assessment],
            basis: LegalBasis::PublicTask,
            reference: "T".into(),
            from: day("2020-01-01"),
            until: None,
            made: s.desk.now,
            made_by: None,
            ended: None,
            ended_by: None,
            ended_why: String::new(),
            version: 1,
        };
        s.desk.db.write("an agreement", move |w| consent::store::add_agreement(w, &agreement)).await.unwrap();
        assert_eq!(offered(&s).await.unwrap().state, State::Offered);
        assert_eq!(offered(&s).await.unwrap_err().code(), refusals::OPEN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_agency_takes_it_over_with_its_own_case_and_promises_end_here_only_then() {
    for s in scenes().await {
        let h = handed(&s).await;
        let id = h.id;
        assert!(open_promises(&s).await.contains(&PromiseKind::PlanReview));
        // The duty of the other agency reads what was handed over, and nothing of the case behind it.
        let theirs = send(&s.desk, &s.duty, &format!("/handovers-in/{id}"), None).await;
        for words in ["Kit1 Bright1", "3 Harbour View", "Mornings are hard", "Plan review"] {
            assert!(theirs.text.contains(words), "{words}: {}", theirs.text);
        }
        assert!(!theirs.text.contains(&s.home.case.to_string()), "{}", theirs.text);
        let case = send(&s.desk, &s.duty, &format!("/cases/{}", s.home.case), None).await;
        assert_eq!(case.status, 404);

        let before = send(&s.desk, &s.parent, "/my/moves", None).await;
        assert!(before.text.contains("goes on and nothing changes for you"), "{}", before.text);
        // Somebody of the present agency cannot be named there.
        let ours = Accept { coordinator: account(&s.worker), ..taking(&s, 1) };
        let named = s.desk.act(&s.duty, move |act| accept(act, id.cast(), &ours)).await;
        assert!(matches!(named, Err(Error::Invalid(_))), "{named:?}");
        assert_eq!(takes(&s, id, 7).await.unwrap_err(), Error::Stale);
        assert!(open_promises(&s).await.contains(&PromiseKind::PlanReview));

        let done = takes(&s, id, h.version).await.unwrap();
        assert_eq!((done.state, done.case), (State::Accepted, None));
        assert!(!open_promises(&s).await.contains(&PromiseKind::PlanReview));
        let again = takes(&s, id, done.version).await.unwrap_err();
        assert_eq!(again.code(), refusals::STAGE);

        let new = done.new_case.unwrap();
        let theirs = send(&s.desk, &s.their_worker, &format!("/cases/{new}"), None).await;
        assert!(theirs.text.contains("Kit1 Bright1") && theirs.text.contains("Hampshire"), "{}", theirs.text);
        let came = send(&s.desk, &s.their_worker, &format!("/cases/{new}/moves"), None).await;
        assert!(came.text.contains("This case came from"), "{}", came.text);
        assert_eq!(send(&s.desk, &s.worker, &format!("/cases/{new}"), None).await.status, 404);
        let after = send(&s.desk, &s.parent, "/my/moves", None).await;
        assert!(after.text.contains("has taken over your support"), "{}", after.text);
        let shown = send(&s.desk, &s.manager, &format!("/handovers-out/{id}"), None).await;
        assert!(shown.text.contains("Who coordinates there") && !shown.text.contains(&new.to_string()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_day_the_present_agency_goes_on() {
    for s in scenes().await {
        moves(&s, THERE, "2027-01-10").await.unwrap();
        agrees(&s, Answer::Given).await;
        let h = offered(&s).await.unwrap();
        let id = h.id;
        // The clock of the answer does not end before that day.
        assert_eq!(kernel::local_date(h.answer_due), day("2027-01-10"));
        assert_eq!(takes(&s, id, 1).await.unwrap_err().code(), refusals::EARLY);
        let input = taking(&s, 1);
        let on_the_day = "2027-01-10T09:00:00Z".parse().unwrap();
        let done =
            s.desk.act_at(on_the_day, &s.duty, move |act| accept(act, id.cast(), &input)).await.unwrap();
        assert_eq!(done.state, State::Accepted);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_has_a_clock_and_ends_when_both_agree_who() {
    for (stays, end) in [(true, State::Stays), (false, State::Agreed)] {
        for s in scenes().await {
            let h = handed(&s).await;
            let id = h.id;
            let no = Dispute { version: 1, why: "They rent here for a term".into() };
            let h = s.desk.act(&s.duty, move |act| dispute(act, id.cast(), &no)).await.unwrap();
            assert_eq!(h.state, State::Disputed);
            assert!(open_promises(&s).await.contains(&PromiseKind::DisputeSettled));
            assert_eq!(takes(&s, id, h.version).await.unwrap_err().code(), refusals::STAGE);
            let told = send(&s.desk, &s.parent, "/my/moves", None).await;
            assert!(told.text.contains("settle that between them by 18 December 2026"), "{}", told.text);
            assert!(!told.text.contains("rent here"), "the reason is between the agencies");
            // Who it was at the other agency is not told here, neither to the family nor to colleagues.
            let case = s.home.case;
            for reader in [&s.parent, &s.worker] {
                let events = s
                    .desk
                    .look(reader, move |look| {
                        timeline::latest(look, &look.one::<access::actions::ViewCase, Case>(case)?, 5)
                    })
                    .await
                    .unwrap();
                let line = events.iter().find(|e| e.words.contains("does not think")).unwrap();
                assert_eq!((line.actor, line.role.as_str()), (None, timeline::OTHER_AGENCY));
            }
            let late = send_at(&s.desk, "2027-01-05T09:00:00Z", &s.manager, "/handovers-out", None).await;
            assert!(late.text.contains("Late"), "{}", late.text);

            // Nobody agrees before something is proposed, nor with their own.
            let v = h.version;
            let early = s.desk.act(&s.manager, move |act| agree_out(act, id, v)).await.unwrap_err();
            assert_eq!(early.code(), refusals::STAGE);
            let agreed = Proposal { version: v, stays, words: "Spoke with Hampshire".into() };
            let h = s.desk.act(&s.manager, move |act| propose_out(act, id, &agreed)).await.unwrap();
            let v = h.version;
            let own = s.desk.act(&s.manager, move |act| agree_out(act, id, v)).await.unwrap_err();
            assert_eq!(own.code(), refusals::OWN);
            let stale = s.desk.act(&s.duty, move |act| agree_in(act, id.cast(), v - 1)).await;
            assert_eq!(stale, Err(Error::Stale));
            s.desk.act(&s.duty, move |act| agree_in(act, id.cast(), v)).await.unwrap();
            assert!(!open_promises(&s).await.contains(&PromiseKind::DisputeSettled));
            assert!(open_promises(&s).await.contains(&PromiseKind::PlanReview), "the present agency goes on");
            let seen = send(&s.desk, &s.duty, &format!("/handovers-in/{id}"), None).await;
            assert_eq!(seen.status, if stays { 404 } else { 200 });
            let ours = send(&s.desk, &s.manager, &format!("/handovers-out/{id}"), None).await;
            assert!(ours.text.contains(end.label()), "{}", ours.text);
            if !stays {
                assert_eq!(takes(&s, id, v + 1).await.unwrap().state, State::Accepted);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_party_sees_nothing_and_what_was_taken_back_is_gone() {
    for s in scenes().await {
        let h = handed(&s).await;
        let id = h.id;
        let nobody: Id<access::teamwork::HandoverIn> = Id::new(s.desk.now);
        for who in [&s.third, &s.manager] {
            let there = send(&s.desk, who, &format!("/handovers-in/{id}"), None).await;
            let never = send(&s.desk, who, &format!("/handovers-in/{nobody}"), None).await;
            assert_eq!((there.status, never.status), (404, 404));
            let input = taking(&s, 1);
            let taken = s.desk.act(who, move |act| accept(act, id.cast(), &input)).await;
            assert_eq!(taken.unwrap_err(), Error::NotFound);
        }
        // The other agency has no hand in what is the present one's.
        let manager = s.desk.stranger(Role::TeamManager).await;
        let out = s.desk.act(&manager, move |act| take_back(act, id, 1)).await;
        assert_eq!(out.unwrap_err(), Error::NotFound);
        let social = send(&s.desk, &s.their_worker, &format!("/handovers-in/{id}"), None).await;
        assert_eq!(social.status, 403);
        let list = send(&s.desk, &s.third, "/handovers-in", None).await;
        assert!(list.text.contains("There is none"), "{}", list.text);
        let list = send(&s.desk, &s.duty, "/handovers-in.csv", None).await;
        assert!(list.text.contains(&id.to_string()) && !list.text.contains("Bright"), "{}", list.text);

        let stale = s.desk.act(&s.manager, move |act| take_back(act, id, 9)).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        s.desk.act(&s.manager, move |act| take_back(act, id, 1)).await.unwrap();
        assert_eq!(send(&s.desk, &s.duty, &format!("/handovers-in/{id}"), None).await.status, 404);
        assert_eq!(takes(&s, id, 2).await.unwrap_err(), Error::NotFound);
        assert_eq!(offered(&s).await.unwrap().state, State::Offered, "it can be offered anew");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_case_is_not_handed_over_and_its_hand_over_is_in_no_list() {
    for s in scenes().await {
        let h = handed(&s).await;
        let case = s.home.case;
        let sealing = seals::New {
            kind: SealKind::Threat,
            reason: "He found them".into(),
            readers: vec![account(&s.manager)],
        };
        s.desk.act(&s.manager, move |act| seals::seal(act, case, &sealing).map(drop)).await.unwrap();
        let other = s.desk.worker(Role::TeamManager).await;
        let list = send(&s.desk, &other, "/handovers-out", None).await;
        assert!(list.text.contains("There is none"), "{}", list.text);
        assert_eq!(send(&s.desk, &other, &format!("/handovers-out/{}", h.id), None).await.status, 404);
        assert_eq!(send(&s.desk, &s.worker, &format!("/cases/{case}/moves"), None).await.status, 404);
        let id = h.id;
        s.desk.act(&s.manager, move |act| take_back(act, id, 1)).await.unwrap();
        assert_eq!(offered(&s).await.unwrap_err().code(), refusals::SEALED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_of_both_agencies_walk_it_too() {
    for s in scenes().await {
        let case = s.home.case;
        let ours = s.desk.machine(Role::TeamManager, s.desk.agency()).await;
        let theirs = s.desk.machine(Role::DutyWorker, s.desk.other_agency()).await;
        let post = async |who: &Caller, path: String, body: Value| {
            let said = call(&s.desk, who, &path, Some(&body.to_string())).await;
            assert!(said.status < 300, "{path} {}: {}", said.status, said.text);
            said.json()
        };
        let moved = json!({"council": THERE, "on": "2026-11-01", "postcode": "SO14 2AA"});
        let who = post(&ours, format!("/api/v1/cases/{case}/moves"), moved).await;
        assert_eq!((&who["passes_on"], &who["passes_to"]), (&json!("2026-11-01"), &json!("adopt-south")));
        assert_eq!(who["periods"][0]["why"], "no-placing");
        agrees(&s, Answer::Given).await;
        let offer = json!({"summary": "Mornings are hard", "talked": true});
        let h = post(&ours, format!("/api/v1/cases/{case}/hand-to-agency"), offer).await;
        let id = h["id"].as_str().unwrap().to_owned();
        let list = call(&s.desk, &theirs, "/api/v1/handovers-in", None).await.json();
        assert_eq!((&list["items"][0]["id"], &list["items"][0]["child"]), (&json!(id), &Value::Null));
        let seen = call(&s.desk, &theirs, &format!("/api/v1/handovers-in/{id}"), None).await;
        assert!(!seen.text.contains(&case.to_string()), "{}", seen.text);
        assert_eq!(seen.json()["child"]["first_name"], "Kit1");
        let take =
            json!({"version": 1, "coordinator": account(&s.their_worker).to_string(), "words": "She rings."});
        let done = post(&theirs, format!("/api/v1/handovers-in/{id}/accept"), take.clone()).await;
        assert_eq!(done["state"], "accepted");
        assert!(done["case"].is_string());
        let path = format!("/api/v1/handovers-in/{id}/accept");
        let twice = call(&s.desk, &theirs, &path, Some(&take.to_string())).await;
        assert_eq!(twice.json()["code"], refusals::STAGE, "{}", twice.text);
    }
}
