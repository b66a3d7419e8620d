//! Offers ahead on both engines.

use ::store::{Sql, outbox};
use access::{Role, actions::ViewCase};
use casework::{promises, timeline};
use kernel::{Id, PromiseKind, Timestamp};
use testkit::{Desk, both};

use super::*;
use crate::{
    checking_in::{self, model::Often},
    life_stages::{
        job, measures,
        model::{LifeEventKind, State, Step, rule},
    },
    testing::{ELEVEN, Home, call as machine, day, family, send},
};

const STAGE: &str = "secondary-transfer";

fn offering() -> Offering {
    Offering { stage: STAGE.into(), words: "There is a workshop in March.".into() }
}

fn says(takes_up: bool) -> Answer {
    Answer { stage: STAGE.into(), takes_up, words: String::new() }
}

/// How the offer of the case stands, and what is promised and counted.
async fn stands(desk: &Desk, case: &cases::Case) -> (State, Vec<(PromiseKind, bool)>, i64) {
    const COUNTED: Sql = Sql {
        name: "test",
        text: "SELECT COALESCE(CAST(sum(amount) AS BIGINT), 0) FROM figure WHERE agency_id = $1 AND measure = $2",
    };
    let (worker, id, agency) = (desk.worker(Role::SocialWorker).await, case.id, case.agency);
    desk.look(&worker, move |look| {
        let grant = look.one::<ViewCase, _>(id)?;
        let offer = store::of_case(look, &grant)?.into_iter().find(|o| o.stage == STAGE).unwrap();
        let promised = promises::of_case(look, &grant)?;
        let open = promised.iter().filter(|p| !p.withdrawn).map(|p| (p.kind, p.kept.is_some())).collect();
        let counted = look.row(COUNTED, &[agency.into(), measures::TAKEN_UP.into()])?.get(0)?;
        Ok((offer.state, open, counted))
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_made_with_a_message_and_taking_it_up_leads_one_step_on() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = family(&desk, ELEVEN).await;
        let id = case.id;
        let parent = desk.relative(case.family).await;
        let early = desk.act(&parent, move |act| answer(act, id, &says(true))).await;
        assert_eq!(early.unwrap_err().code(), rule::NOT_MADE, "nothing was offered");

        let stranger = desk.stranger(Role::SocialWorker).await;
        let theirs = desk.act(&stranger, move |act| offer(act, id, &offering())).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        let duty = desk.worker(Role::DutyWorker).await;
        let not_theirs = desk.act(&duty, move |act| offer(act, id, &offering())).await;
        assert_eq!(not_theirs.unwrap_err(), Error::Forbidden);
        let own = desk.act(&parent, move |act| offer(act, id, &offering())).await;
        assert_eq!(own.unwrap_err(), Error::Forbidden, "a family does not offer to itself");

        desk.act(&worker, move |act| offer(act, id, &offering())).await.unwrap();
        let again = desk.act(&worker, move |act| offer(act, id, &offering())).await;
        assert_eq!(again.unwrap_err().code(), rule::MADE);
        let now = desk.now;
        let sent = desk.db.read(move |r| outbox::due(r, now, 9)).await.unwrap();
        assert_eq!(sent.len(), 1, "one parent has an address");
        assert!(sent[0].to.starts_with("parent-") && sent[0].body.contains(case.reference.as_str()));
        assert!(!sent[0].body.contains("Robin") && !sent[0].body.contains("school"), "{}", sent[0].body);

        let other_home = family(&desk, ELEVEN).await;
        let other = desk.relative(other_home.family).await;
        let of_other = desk.act(&other, move |act| answer(act, id, &says(true))).await;
        assert_eq!(of_other.unwrap_err(), Error::NotFound);
        desk.act(&parent, move |act| answer(act, id, &says(true))).await.unwrap();
        desk.act(&parent, move |act| answer(act, id, &says(true))).await.unwrap();
        let (state, promised, counted) = stands(&desk, &case).await;
        assert_eq!((state, counted), (State::TakenUp, 1), "said twice, counted once");
        assert_eq!(promised, [(PromiseKind::OfferCall, false)]);

        // The family changes its mind, and changes it back.
        desk.act(&parent, move |act| answer(act, id, &says(false))).await.unwrap();
        assert_eq!(stands(&desk, &case).await, (State::Declined, Vec::new(), 0));
        desk.act(&worker, move |act| answer(act, id, &says(true))).await.unwrap();

        let called = |next| Called { stage: STAGE.into(), next, words: "We meet the school in May".into() };
        let talked = called(Step::Assess);
        desk.act(&worker, move |act| call(act, id, &talked)).await.unwrap();
        let talked = called(Step::Talked);
        let twice = desk.act(&worker, move |act| call(act, id, &talked)).await;
        assert_eq!(twice.unwrap_err().code(), rule::NO_CALL);
        let (state, mut promised, counted) = stands(&desk, &case).await;
        promised.sort_unstable();
        assert_eq!((state, counted), (State::TakenUp, 1));
        assert_eq!(promised, [(PromiseKind::Assessment, false), (PromiseKind::OfferCall, true)]);
        let late = desk.act(&parent, move |act| answer(act, id, &says(false))).await;
        assert_eq!(late.unwrap_err().code(), rule::NO_CALL, "they have talked");

        let told = desk
            .look(&parent, move |look| timeline::latest(look, &look.one::<ViewCase, _>(id)?, 20))
            .await
            .unwrap();
        for words in ["There is a workshop in March.", "We meet the school in May"] {
            assert!(told.iter().any(|e| e.words.contains(words) && e.family_sees), "{words}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_offered_out_of_time_or_to_who_wishes_none() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = family(&desk, ELEVEN).await;
        let id = case.id;
        for (stage, wanted) in [
            ("adolescence", rule::NOT_NOW),
            ("placement", rule::NOT_NOW),
            ("own-child", rule::NOT_NOW),
            ("none", "invalid"),
        ] {
            let input = Offering { stage: stage.into(), words: String::new() };
            let refused = desk.act(&worker, move |act| offer(act, id, &input)).await;
            assert_eq!(refused.unwrap_err().code(), wanted, "{stage}");
        }
        let parent = desk.relative(case.family).await;
        desk.act(&parent, move |act| checking_in::actions::choose(act, id, Often::Never)).await.unwrap();
        let refused = desk.act(&worker, move |act| offer(act, id, &offering())).await.unwrap_err();
        assert!(
            refused.code() == rule::NOT_NOW && refused.to_string().contains("does not wish"),
            "{refused}"
        );

        // Who left, and said that it wants to hear from us, is offered things and called.
        let left = family(&desk, Home { closed: true, ..ELEVEN }).await;
        let id = left.id;
        let refused = desk.act(&worker, move |act| offer(act, id, &offering())).await;
        assert_eq!(refused.unwrap_err().code(), rule::NOT_NOW);
        let parent = desk.relative(left.family).await;
        desk.act(&parent, move |act| checking_in::actions::choose(act, id, Often::Yearly)).await.unwrap();
        desk.act(&worker, move |act| offer(act, id, &offering())).await.unwrap();
        desk.act(&parent, move |act| answer(act, id, &says(true))).await.unwrap();
        let assess = Called { stage: STAGE.into(), next: Step::Assess, words: String::new() };
        let closed = desk.act(&worker, move |act| call(act, id, &assess)).await;
        assert_eq!(closed.unwrap_err().code(), "case.closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn life_events_are_noted_taken_back_and_bring_their_stage() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::DutyWorker).await;
        let case = family(&desk, ELEVEN).await;
        let id = case.id;
        let parent = desk.relative(case.family).await;
        let happens = |on: &str| Happened { kind: LifeEventKind::Reunion, on: day(on) };
        for wrong in ["2029-01-01", "1920-01-01"] {
            let input = happens(wrong);
            let refused = desk.act(&parent, move |act| life_event(act, id, &input)).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{wrong}");
        }
        let meeting = happens("2026-12-20");
        desk.act(&parent, move |act| life_event(act, id, &meeting)).await.unwrap();
        let by_worker = happens("2026-12-21");
        desk.act(&worker, move |act| life_event(act, id, &by_worker)).await.unwrap();
        let whole = desk
            .look(&worker, move |look| whole(look, &look.one::<access::actions::ViewRhythm, _>(id)?))
            .await
            .unwrap();
        let reunion = whole.stages.iter().find(|a| a.stage.code == "reunion").unwrap();
        assert!(reunion.now && reunion.falls.unwrap().on == day("2026-12-21"), "within six weeks");
        let of = |by_family| whole.events.iter().find(|e| e.by_family == by_family).unwrap().id;
        let (own, theirs) = (of(true), of(false));
        let refused = desk.act(&parent, move |act| remove_event(act, id, theirs)).await;
        assert_eq!(refused.unwrap_err(), Error::NotFound, "a family takes back its own words");
        desk.act(&parent, move |act| remove_event(act, id, own)).await.unwrap();
        let twice = desk.act(&parent, move |act| remove_event(act, id, own)).await;
        assert_eq!(twice.unwrap_err(), Error::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_show_what_is_due_and_take_each_step() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let me = worker.account();
        let case = family(&desk, Home { coordinator: me, ..ELEVEN }).await;
        let second = family(&desk, ELEVEN).await;
        family(&desk, Home { elsewhere: true, ..ELEVEN }).await;
        job::run(&desk.db, desk.now).await.unwrap();
        let list = send(&desk, &worker, "/offers-ahead", None).await.text;
        assert!(list.contains(case.reference.as_str()) && list.contains(second.reference.as_str()));
        let mine = send(&desk, &worker, "/offers-ahead?coordinator=me", None).await.text;
        assert!(mine.contains(case.reference.as_str()) && !mine.contains(second.reference.as_str()));
        let stranger = desk.stranger(Role::SocialWorker).await;
        let theirs = send(&desk, &stranger, "/offers-ahead.csv", None).await.text;
        assert!(!theirs.contains(case.reference.as_str()));
        let none = send(&desk, &worker, "/offers-ahead", Some("words=x")).await;
        assert!(none.status == 422 && none.text.contains("Choose at least one family"), "{}", none.status);
        let bad = send(&desk, &worker, "/offers-ahead", Some("offers=what")).await;
        assert!(bad.status == 422 && bad.text.contains("Choose at least one family"));
        let both_of = format!("offers={}.{STAGE}&offers={}.{STAGE}&words=Hello", case.id, second.id);
        assert_eq!(send(&desk, &worker, "/offers-ahead", Some(&both_of)).await.status, 303);
        let csv = send(&desk, &worker, "/offers-ahead.csv?show=offered", None).await.text;
        let line = format!(
            "{},{STAGE},2027-09-01,2027-09-01,offered,targeted,open,2026-12-18,worker",
            case.reference
        );
        assert!(csv.contains(&line), "{csv}");

        let parent = desk.relative(case.family).await;
        let mine = send(&desk, &parent, "/my/rhythm", None).await.text;
        assert!(mine.contains("Moving to secondary school") && mine.contains("18 December 2026"), "{mine}");
        let path = format!("/my/cases/{}/ahead/answer", case.id);
        let unclear = send(&desk, &parent, &path, Some(&format!("stage={STAGE}"))).await;
        assert_eq!(unclear.status, 422);
        let yes = send(&desk, &parent, &path, Some(&format!("stage={STAGE}&takes_up=yes"))).await;
        assert_eq!(yes.to.unwrap(), format!("/my/rhythm?case={}", case.id));
        let other = format!("/my/cases/{}/ahead/answer", second.id);
        let not_theirs = send(&desk, &parent, &other, Some(&format!("stage={STAGE}&takes_up=yes"))).await;
        assert_eq!(not_theirs.status, 404);

        let at = format!("/cases/{}/ahead", case.id);
        let page = send(&desk, &worker, &format!("{at}?stage={STAGE}"), None).await.text;
        assert!(
            page.contains("It took up: Moving to secondary school")
                && page.contains("What came of the call?")
        );
        let called =
            send(&desk, &worker, &format!("{at}/call"), Some(&format!("stage={STAGE}&next=talked"))).await;
        assert_eq!(called.status, 303);
        let no_day = send(&desk, &worker, &format!("{at}/life-event"), Some("kind=move")).await;
        assert!(no_day.status == 422 && no_day.text.contains("Enter the day"));
        let form = "kind=move&on-day=1&on-month=10&on-year=2026";
        assert_eq!(send(&desk, &worker, &format!("{at}/life-event"), Some(form)).await.status, 303);
        assert!(send(&desk, &worker, &at, None).await.text.contains("The family moved home"));
        let nobody = desk.relative(Id::random()).await;
        assert!(send(&desk, &nobody, "/my/rhythm", None).await.text.contains("We have not opened a case"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_list_offer_answer_and_call() {
    for desk in both(crate::schema()).await {
        let key = desk.machine(Role::TeamManager, desk.agency()).await;
        let case = family(&desk, ELEVEN).await;
        job::run(&desk.db, desk.now).await.unwrap();
        let listed = machine(&desk, &key, "/api/v1/offers-ahead", None).await.json();
        let found =
            listed["items"].as_array().unwrap().iter().find(|o| o["stage"] == STAGE).cloned().unwrap();
        assert_eq!((&found["case_id"], &found["state"]), (&case.id.to_string().into(), &"due".into()));
        let body = format!(r#"{{"offers": [{{"case": "{}", "stage": "{STAGE}"}}]}}"#, case.id);
        let made = machine(&desk, &key, "/api/v1/offers-ahead", Some(&body)).await.json();
        assert_eq!(made["made"], 1);
        let again = machine(&desk, &key, "/api/v1/offers-ahead", Some(&body)).await.json();
        assert_eq!(again["made"], 0, "made already, and passed over");
        let at = format!("/api/v1/cases/{}/ahead", case.id);
        let of = |answer: serde_json::Value| {
            answer["items"].as_array().unwrap().iter().find(|s| s["code"] == STAGE).cloned().unwrap()
        };
        let yes = format!(r#"{{"stage": "{STAGE}", "takes_up": true}}"#);
        let taken = machine(&desk, &key, &format!("{at}/answer"), Some(&yes)).await.json();
        assert_eq!(of(taken)["state"], "taken-up");
        let talked = format!(r#"{{"stage": "{STAGE}", "next": "talked"}}"#);
        assert_eq!(machine(&desk, &key, &format!("{at}/call"), Some(&talked)).await.status, 200);
        let twice = machine(&desk, &key, &format!("{at}/call"), Some(&talked)).await;
        assert!(twice.status == 409 && twice.text.contains(rule::NO_CALL), "{}", twice.text);
        let event = r#"{"kind": "own-child", "on": "2027-01-10"}"#;
        let noted = machine(&desk, &key, &format!("{at}/life-event"), Some(event)).await;
        assert_eq!((noted.status, noted.json()["events"][0]["kind"].as_str()), (201, Some("own-child")));
        let elsewhere = desk.machine(Role::TeamManager, desk.other_agency()).await;
        assert_eq!(machine(&desk, &elsewhere, &at, None).await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_answers_at_once_are_one_answer() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = family(&desk, ELEVEN).await;
        let id = case.id;
        desk.act(&worker, move |act| offer(act, id, &offering())).await.unwrap();
        let parent = desk.relative(case.family).await;
        let (one, two) = tokio::join!(
            desk.act(&parent, move |act| answer(act, id, &says(true))),
            desk.act(&worker, move |act| answer(act, id, &says(true)))
        );
        one.unwrap();
        two.unwrap();
        let (state, promised, counted) = stands(&desk, &case).await;
        assert_eq!((state, counted), (State::TakenUp, 1));
        assert_eq!(promised, [(PromiseKind::OfferCall, false)]);
        let due: Timestamp = "2026-11-27T23:59:59.999999Z".parse().unwrap();
        let found = desk
            .look(&worker, move |look| promises::of_case(look, &look.one::<ViewCase, _>(id)?))
            .await
            .unwrap();
        assert_eq!(found[0].due, due, "five working days");
    }
}
