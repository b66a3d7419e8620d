//! Sessions on both engines.

use access::actions::ViewOrder;
use kernel::{Error, Id, kinds};

use super::*;
use crate::{
    delivery::{
        model::{MissedBy, Notice, Outcome, SessionState},
        store,
    },
    orders::{self, actions::complete_order, model::OrderState},
    testing::{World, d, worlds},
};

const MISSED: Outcome = Outcome::Missed { by: MissedBy::Family, notice: Notice::None };

async fn add(
    w: &World,
    order: Id<kinds::Order>,
    day: &str,
    outcome: Option<Outcome>,
) -> Result<store::Record, Error> {
    let day = d(day);
    w.as_seller(move |act| add_session(act, order, day, outcome, Some("Went well"))).await
}

async fn state(w: &World, order: Id<kinds::Order>) -> OrderState {
    let look = move |l: &access::Look<'_>| orders::store::load(l, &l.one::<ViewOrder, _>(order)?);
    w.desk.look(&w.seller, look).await.unwrap().record.order.state
}

fn held() -> Change {
    Change { what: What::Recorded(Outcome::Held), note: None, version: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_planned_recorded_told_and_counted_until_the_order_is_complete() {
    for w in worlds().await {
        let order = w.accepted(2).await.order.id;
        let first = add(&w, order, "2026-11-24", None).await.unwrap();
        let second = add(&w, order, "2026-11-27", Some(MISSED)).await.unwrap();
        assert_eq!((first.number, second.number), (1, 2));
        assert_eq!(add(&w, order, "2026-11-28", None).await.unwrap_err().code(), "session.ordered");
        assert_eq!(state(&w, order).await, OrderState::Accepted);
        let id = first.session.id;
        w.as_seller(move |act| change_session(act, id, &held())).await.unwrap();
        assert_eq!(state(&w, order).await, OrderState::Completed);
        let sessions = w
            .desk
            .look(&w.worker, move |l| store::of_order(l, &l.one::<ViewOrder, kinds::Order>(order)?))
            .await
            .unwrap();
        assert_eq!(sessions[0].session.state, SessionState::Held);
        assert_eq!((sessions[0].version, sessions[0].note.as_deref()), (2, Some("Went well")));
        assert_eq!(sessions[1], second);
        let told = w.timeline().await;
        for words in [
            "Session 1 held on 24 November 2026 (Theraplay).",
            "Session 2 missed on 27 November 2026 (Theraplay). The family could not come: not told in good time.",
        ] {
            assert!(told.iter().any(|line| line == words), "{told:?}");
        }
        assert!(told.iter().any(|line| line.ends_with("completed: 1 session of 2 held.")), "{told:?}");
        assert_eq!(
            w.figures().await,
            ["orders-placed theraplay 1", "sessions-held theraplay 1", "sessions-missed theraplay 1"]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_record_the_same_session_the_second_is_told() {
    for w in worlds().await {
        let order = w.accepted(3).await.order.id;
        let id = add(&w, order, "2026-11-24", None).await.unwrap().session.id;
        let one = w.as_seller(move |act| change_session(act, id, &held()));
        let two = w.as_seller(move |act| change_session(act, id, &held()));
        let answers = tokio::join!(one, two);
        let codes: Vec<&str> =
            [&answers.0, &answers.1].into_iter().filter_map(|a| a.as_ref().err()).map(Error::code).collect();
        assert_eq!(codes, ["session.state"]);
        // The same visit, added twice by two people who did not look.
        let one = add(&w, order, "2026-11-25", Some(Outcome::Held));
        let two = add(&w, order, "2026-11-25", Some(Outcome::Held));
        let answers = tokio::join!(one, two);
        let codes: Vec<&str> =
            [&answers.0, &answers.1].into_iter().filter_map(|a| a.as_ref().err()).map(Error::code).collect();
        assert_eq!(codes, ["session.same-day"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_future_strangers_and_stale_pages_are_refused() {
    for w in worlds().await {
        let order = w.placed(3).await.order.id;
        assert_eq!(add(&w, order, "2026-11-24", None).await.unwrap_err().code(), "order.state");
        let order = w.accepted(3).await.order.id;
        let early = add(&w, order, "2026-11-19", None).await.unwrap_err();
        assert!(matches!(early, Error::Invalid(_)), "{early:?}");
        let future = add(&w, order, "2026-12-01", Some(Outcome::Held)).await;
        assert_eq!(future.unwrap_err().code(), "session.future");
        let planned = add(&w, order, "2026-12-01", None).await.unwrap();
        let id = planned.session.id;
        for (who, error) in [(&w.rival, Error::NotFound), (&w.worker, Error::Forbidden)] {
            assert_eq!(w.desk.act(who, move |act| change_session(act, id, &held())).await, Err(error));
        }
        let moved = Change { what: What::Planned(d("2026-11-26")), note: None, version: Some(1) };
        let again = moved.clone();
        let done = w.as_seller(move |act| change_session(act, id, &moved)).await.unwrap();
        assert_eq!((done.session.day, done.version), (d("2026-11-26"), 2));
        assert_eq!(w.as_seller(move |act| change_session(act, id, &again)).await, Err(Error::Stale));
        // Nothing may end while a session waits.
        let ended = w.as_seller(move |act| complete_order(act, order)).await;
        assert_eq!(ended.unwrap_err().code(), "order.planned");
        let later = "2026-11-30T09:30:00Z".parse().unwrap();
        let cancel =
            move |act: &access::Act<'_>| orders::actions::cancel_order(act, order, "The family moved away");
        let refused = w.desk.act_at(later, &w.worker, cancel).await;
        assert_eq!(refused.unwrap_err().code(), "order.unrecorded");
        w.as_seller(move |act| change_session(act, id, &held())).await.unwrap();
        w.desk.act_at(later, &w.worker, cancel).await.unwrap();
        assert_eq!(state(&w, order).await, OrderState::Cancelled);
    }
}
