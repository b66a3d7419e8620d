//! The job on both engines: what comes on the lists, what leaves them, and that twice is once.

use access::{Role, actions::ViewRhythm};
use casework::cases::store::Case as CaseRecord;
use testkit::{Desk, both};

use super::*;
use crate::{
    checking_in::{self, model::Contact},
    life_stages::actions::{Happened, Offering, life_event, offer, remove_event},
    testing::{ELEVEN, Home, day, family},
};

/// Stage and state of each offer of a case, and the next check-in.
async fn lists(desk: &Desk, case: &CaseRecord) -> (Vec<(String, State)>, Option<Date>) {
    let role = Role::TeamManager;
    let id = case.id;
    let worker =
        if case.agency == desk.agency() { desk.worker(role).await } else { desk.stranger(role).await };
    desk.look(&worker, move |look| {
        let grant = look.one::<ViewRhythm, _>(id)?;
        let offers = store::of_case(look, &grant)?.into_iter().map(|o| (o.stage, o.state)).collect();
        Ok((offers, checking::of_case(look, &grant)?.and_then(|k| k.next)))
    })
    .await
    .unwrap()
}

fn due(stage: &str) -> (String, State) {
    (stage.to_owned(), State::Due)
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_fall_due_by_the_dates_of_the_record_once_a_day() {
    for desk in both(crate::schema()).await {
        let eleven = family(&desk, ELEVEN).await;
        // Born on 29 February: 18 on 1 March 2026, a year ago at most.
        let leap = family(&desk, Home { born: Some("2008-02-29"), ..ELEVEN }).await;
        let unknown = family(&desk, Home { born: None, ordered: None, ..ELEVEN }).await;
        let left = family(&desk, Home { closed: true, ..ELEVEN }).await;
        let elsewhere = family(&desk, Home { elsewhere: true, ..ELEVEN }).await;
        assert!(run(&desk.db, desk.now).await.unwrap() >= 3);
        assert_eq!(run(&desk.db, desk.now).await, Ok(0), "once a day");
        assert_eq!(
            lists(&desk, &eleven).await,
            (vec![due("secondary-transfer")], Some(day("2027-05-04"))),
            "a year ahead of September 2027"
        );
        assert_eq!(lists(&desk, &elsewhere).await.0, [due("secondary-transfer")]);
        assert_eq!(lists(&desk, &leap).await.0, [due("adulthood")]);
        assert_eq!(lists(&desk, &unknown).await, (Vec::new(), None), "nothing is guessed");
        assert_eq!(lists(&desk, &left).await, (Vec::new(), None), "who left is left in peace");

        // The next day nothing is new, and nothing is written twice.
        assert_eq!(run(&desk.db, at("2026-11-21T09:30:00Z")).await, Ok(0));
        // What was never offered is missed in the end.
        run(&desk.db, at("2028-01-10T09:30:00Z")).await.unwrap();
        let (offers, _) = lists(&desk, &eleven).await;
        assert_eq!(offers, [("secondary-transfer".to_owned(), State::Missed)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_without_an_answer_lapses_and_what_left_the_list_is_gone() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = family(&desk, ELEVEN).await;
        let id = case.id;
        let meeting = Happened { kind: LifeEventKind::Reunion, on: day("2026-12-20") };
        desk.act(&worker, move |act| life_event(act, id, &meeting)).await.unwrap();
        run(&desk.db, desk.now).await.unwrap();
        assert_eq!(lists(&desk, &case).await.0, [due("reunion"), due("secondary-transfer")]);
        let event = desk
            .look(&worker, move |look| store::events(look, &look.one::<ViewRhythm, _>(id)?))
            .await
            .unwrap()[0]
            .id;
        desk.act(&worker, move |act| remove_event(act, id, event)).await.unwrap();
        let offered = Offering { stage: "secondary-transfer".into(), words: String::new() };
        desk.act(&worker, move |act| offer(act, id, &offered)).await.unwrap();

        run(&desk.db, at("2026-12-18T23:30:00Z")).await.unwrap();
        let offered = ("secondary-transfer".to_owned(), State::Offered);
        assert_eq!(
            lists(&desk, &case).await.0,
            [offered],
            "its last day; and no meeting is planned any more"
        );
        run(&desk.db, at("2026-12-19T00:30:00Z")).await.unwrap();
        assert_eq!(lists(&desk, &case).await.0, [("secondary-transfer".to_owned(), State::NoAnswer)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schedule_moves_with_each_time_and_stops_where_nobody_wishes_it() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let new = family(&desk, Home { ordered: Some("2026-10-31"), ..ELEVEN }).await;
        let id = new.id;
        run(&desk.db, desk.now).await.unwrap();
        assert_eq!(lists(&desk, &new).await.1, Some(day("2026-11-30")));
        let called = |reached| checking_in::actions::CheckedIn {
            on: None,
            way: Contact::Call,
            reached,
            words: String::new(),
        };
        let not = called(false);
        desk.act(&worker, move |act| checking_in::actions::check_in(act, id, &not)).await.unwrap();
        assert_eq!(lists(&desk, &new).await.1, Some(day("2026-11-30")), "nobody was reached");
        let spoke = called(true);
        desk.act(&worker, move |act| checking_in::actions::check_in(act, id, &spoke)).await.unwrap();
        assert_eq!(lists(&desk, &new).await.1, Some(day("2026-11-30")), "the first month is still to come");
        let never = Often::Never;
        desk.act(&worker, move |act| checking_in::actions::choose(act, id, never)).await.unwrap();
        run(&desk.db, at("2026-11-21T09:30:00Z")).await.unwrap();
        assert_eq!(lists(&desk, &new).await.1, None);
    }
}
