//! Orders on both engines: by the right people, by the wrong ones, late, twice.

use access::{Role, actions::ViewOrder};
use kernel::{Error, Pence, kinds};

use super::*;
use crate::{
    orders::{
        model::OrderState,
        store::{self, list, load},
    },
    testing::{d, id, worlds},
};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_takes_the_price_of_the_day_and_is_told() {
    for w in worlds().await {
        let record = w.placed(12).await;
        assert_eq!(record.order.price, Pence::pounds(120));
        assert_eq!(record.order.total().unwrap(), Pence::pounds(1440));
        let order = record.order.id;
        let opened = w.desk.look(&w.worker, move |l| load(l, &l.one::<ViewOrder, _>(order)?)).await.unwrap();
        assert_eq!(opened.record, record);
        assert_eq!((opened.provider_name.as_str(), opened.record.order.minutes), ("Willow Therapies", 60));
        assert_eq!(
            w.timeline().await,
            ["12 sessions of Theraplay ordered from Willow Therapies, to start from 23 November 2026."]
        );
        assert_eq!(w.figures().await, ["orders-placed theraplay 1"]);
        for who in [&w.worker, &w.finance, &w.seller] {
            let rows = w.desk.look(who, |l| list(l, Some(OrderState::Placed), None, Some(5))).await.unwrap();
            assert_eq!(rows.items.iter().map(|o| o.id).collect::<Vec<_>>(), [order]);
            let none = w.desk.look(who, |l| list(l, Some(OrderState::Declined), None, None)).await.unwrap();
            assert!(none.items.is_empty());
        }
        let none = w.desk.look(&w.rival, |l| list(l, None, None, Some(5))).await.unwrap();
        assert!(none.items.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_ordered_is_refused_beside_its_field() {
    for w in worlds().await {
        let case = w.case;
        let good = w.input(10);
        for (input, field) in [
            (Input { sessions: 0, ..good.clone() }, "sessions"),
            (Input { sessions: 209, ..good.clone() }, "sessions"),
            (Input { therapy: "emdr".into(), ..good.clone() }, "therapy"),
            (Input { therapy: "magic".into(), ..good.clone() }, "therapy"),
            (Input { provider: id(11), ..good.clone() }, "therapy"),
            (Input { provider: id(99), ..good.clone() }, "provider"),
            (Input { starts_on: d("2026-11-19"), ..good.clone() }, "starts_on"),
            (Input { starts_on: d("2062-11-19"), ..good.clone() }, "starts_on"),
        ] {
            let refused = w.desk.act(&w.worker, move |act| place_order(act, case, &input)).await;
            match refused {
                Err(Error::Invalid(invalid)) => assert!(invalid.of(field).is_some(), "{field}: {invalid:?}"),
                other => panic!("{field}: {other:?}"),
            }
        }
        assert!(w.timeline().await.is_empty() && w.figures().await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_pays_for_one_order_that_goes_on() {
    for w in worlds().await {
        let (case, input) = (w.case, Input { application: Some(id(77)), ..w.input(4) });
        let again = input.clone();
        let place = move |act: &access::Act<'_>| place_order(act, case, &input);
        let first = w.desk.act(&w.worker, place).await.unwrap().order.id;
        let twice = {
            let input = again.clone();
            w.desk.act(&w.worker, move |act| place_order(act, case, &input)).await
        };
        assert_eq!(twice.unwrap_err().code(), "order.application");
        let no = move |act: &access::Act<'_>| answer_order(act, first, Answer::Decline, Some("No room"));
        w.as_seller(no).await.unwrap();
        w.desk.act(&w.worker, move |act| place_order(act, case, &again)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_provider_answers_an_order_and_once() {
    for w in worlds().await {
        let order = w.placed(6).await.order.id;
        let yes = move |act: &access::Act<'_>| answer_order(act, order, Answer::Accept, None);
        assert_eq!(w.desk.act(&w.rival, yes).await, Err(Error::NotFound));
        assert_eq!(w.desk.act(&w.worker, yes).await, Err(Error::Forbidden));
        let no = move |act: &access::Act<'_>| answer_order(act, order, Answer::Decline, None);
        assert_eq!(w.as_seller(no).await.unwrap_err().code(), "invalid");
        w.as_seller(yes).await.unwrap();
        assert_eq!(w.as_seller(yes).await.unwrap_err().code(), "order.state");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_wrong_roles_find_nothing() {
    for w in worlds().await {
        let (case, order) = (w.case, w.placed(6).await.order.id);
        let stranger = w.desk.stranger(Role::SocialWorker).await;
        let (input, other) = (w.input(1), w.input(1));
        let placed = w.desk.act(&stranger, move |act| place_order(act, case, &input)).await;
        assert_eq!(placed.unwrap_err(), Error::NotFound);
        let placed = w.desk.act(&w.finance, move |act| place_order(act, case, &other)).await;
        assert_eq!(placed.unwrap_err(), Error::Forbidden);
        for who in [&stranger, &w.rival] {
            let seen =
                w.desk.look(who, move |l| store::load(l, &l.one::<ViewOrder, kinds::Order>(order)?)).await;
            assert_eq!(seen.unwrap_err(), Error::NotFound);
        }
        let cancelled = w.desk.act(&stranger, move |act| cancel_order(act, order, "No longer needed")).await;
        assert_eq!(cancelled, Err(Error::NotFound));
        w.desk.act(&w.worker, move |act| cancel_order(act, order, "No longer needed")).await.unwrap();
        let twice = w.desk.act(&w.worker, move |act| cancel_order(act, order, "Again")).await;
        assert_eq!(twice.unwrap_err().code(), "order.state");
    }
}
