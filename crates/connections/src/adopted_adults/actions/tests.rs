//! Adults' requests on both engines: each route from the first date to the log.

use access::{
    Role,
    actions::{ListAdults, ListPromises},
};
use casework::promises;
use kernel::{Date, Error, Id, PromiseKind};

use super::*;
use crate::{
    adopted_adults::{
        model::{Counselling, Country, Holder, Identity, Outcome, Route, State, Way},
        store::{self, Request, Who},
    },
    testing::{World, worlds},
};

fn new(adopted: Date, birth_name: &str) -> New {
    New {
        who: Who {
            name: "Rowan Vale".into(),
            adopted_name: String::new(),
            birth_name: birth_name.into(),
            born: Date::constant(1970, 2, 3),
            adopted_on: adopted,
            agency: "A society that has closed".into(),
            contact: "07700 900444".into(),
            wants: "Why I was adopted.".into(),
        },
        country: Country::EnglandWales,
    }
}

async fn recorded(w: &World, adopted: Date, birth_name: &'static str) -> Request {
    w.desk.act(&w.duty, move |act| record(act, &new(adopted, birth_name))).await.unwrap()
}

fn seen(version: i64) -> CheckIdentity {
    CheckIdentity { version, how: Identity::Passport, note: "Seen at the office".into() }
}

async fn open(w: &World, kind: PromiseKind) -> usize {
    let list = w.desk.look(&w.duty, |l| promises::open(l, &l.agency::<ListPromises>()?, None)).await.unwrap();
    list.items.iter().filter(|p| p.kind == kind).count()
}

fn given() -> Share {
    Share { what: "The court file".into(), left_out: "A neighbour’s name".into(), way: Way::Meeting }
}

#[tokio::test(flavor = "multi_thread")]
async fn before_1975_a_meeting_comes_first() {
    for w in worlds().await {
        let r = recorded(&w, Date::constant(1971, 5, 6), "").await;
        let id = r.id;
        assert_eq!(r.standing.route, Route::Before1975);
        let ask = AskHolder { holder: Holder::RegistrarGeneral, name: "General Register Office".into() };
        let early = ask.clone();
        let refused = w.desk.act(&w.duty, move |act| ask_holder(act, id, &early)).await;
        assert_eq!(refused.unwrap_err().code(), "adult.identity");
        w.desk.act(&w.duty, move |act| check_identity(act, id, &seen(1))).await.unwrap();
        let stale = w.desk.act(&w.duty, move |act| check_identity(act, id, &seen(1))).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        let asked = w.desk.act(&w.duty, move |act| ask_holder(act, id, &ask)).await.unwrap();
        assert_eq!(
            (open(&w, PromiseKind::RecordsRequest).await, open(&w, PromiseKind::HolderAnswer).await),
            (1, 1)
        );
        let refused = w.desk.act(&w.worker, move |act| share(act, id, &given())).await;
        assert_eq!(refused.unwrap_err().code(), "adult.counselling");
        let settle = |counselling| Settle { version: 2, counselling };
        let refused =
            w.desk.act(&w.duty, move |act| settle_counselling(act, id, &settle(Counselling::Declined))).await;
        assert_eq!(refused.unwrap_err().code(), "adult.counselling");
        w.desk
            .act(&w.duty, move |act| settle_counselling(act, id, &settle(Counselling::Attended)))
            .await
            .unwrap();
        let answer = Answer { asked, outcome: Outcome::Found, note: "Came by post".into() };
        let twice = answer.clone();
        w.desk.act(&w.duty, move |act| holder_answers(act, id, &answer)).await.unwrap();
        let refused = w.desk.act(&w.duty, move |act| holder_answers(act, id, &twice)).await;
        assert_eq!(refused, Err(Error::Stale));
        let refused = w.desk.act(&w.duty, move |act| share(act, id, &given())).await;
        assert_eq!(refused, Err(Error::Forbidden), "a duty worker records, and shares nothing");
        w.desk.act(&w.worker, move |act| share(act, id, &given())).await.unwrap();
        assert_eq!(
            (open(&w, PromiseKind::RecordsRequest).await, open(&w, PromiseKind::HolderAnswer).await),
            (0, 0)
        );
        let page = w.read(&w.worker, &format!("/adults/{id}")).await;
        assert!(
            page.contains("The court file")
                && page.contains("A neighbour’s name")
                && page.contains("Came by post")
        );
        let why = Close { version: 3, why: "All was found".into() };
        let closed = w.desk.act(&w.duty, move |act| close(act, id, &why)).await.unwrap();
        assert_eq!(closed.standing.state, State::Closed);
        let refused = w.desk.act(&w.worker, move |act| share(act, id, &given())).await;
        assert_eq!(refused.unwrap_err().code(), "adult.closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn later_routes_leave_counselling_to_the_adult_and_2005_has_one_gateway() {
    for w in worlds().await {
        for (adopted, birth_name, legal, courts) in [
            (Date::constant(1971, 5, 6), "Sorrel Quill", Route::Before1975, true),
            (Date::constant(1984, 5, 6), "", Route::To2005, true),
            (Date::constant(2006, 5, 6), "", Route::From2005, false),
        ] {
            let r = recorded(&w, adopted, birth_name).await;
            let id = r.id;
            assert_eq!(r.standing.route, legal);
            w.desk.act(&w.duty, move |act| check_identity(act, id, &seen(1))).await.unwrap();
            for (holder, may) in
                [(Holder::Agency, true), (Holder::Court, courts), (Holder::RegistrarGeneral, courts)]
            {
                let ask = AskHolder { holder, name: "One".into() };
                let done = w.desk.act(&w.duty, move |act| ask_holder(act, id, &ask)).await;
                assert_eq!(done.is_ok(), may, "{legal:?} {holder:?}");
            }
            let refused = w.desk.act(&w.worker, move |act| share(act, id, &given())).await;
            assert_eq!(refused.unwrap_err().code(), "adult.counselling", "it has to be offered");
            let declined = Settle { version: 2, counselling: Counselling::Declined };
            w.desk.act(&w.duty, move |act| settle_counselling(act, id, &declined)).await.unwrap();
            w.desk.act(&w.worker, move |act| share(act, id, &given())).await.unwrap();
        }
        let list =
            w.desk.look(&w.duty, |l| store::page(l, &l.agency::<ListAdults>()?, State::Open, None)).await;
        assert_eq!(list.unwrap().items.len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_that_fit_no_route_are_told_and_nobody_elses_request_opens() {
    for w in worlds().await {
        let mut young = new(Date::constant(2010, 5, 6), "");
        young.who.born = Date::constant(2009, 1, 1);
        let refused = w.desk.act(&w.duty, move |act| record(act, &young)).await;
        assert_eq!(refused.unwrap_err().code(), "adult.no-route");
        let r = recorded(&w, Date::constant(1984, 5, 6), "").await;
        let id = r.id;
        let stranger = w.desk.stranger(Role::DutyWorker).await;
        for wrong in [id, Id::random()] {
            let refused = w.desk.act(&stranger, move |act| check_identity(act, wrong, &seen(1))).await;
            assert_eq!(refused.unwrap_err(), Error::NotFound);
        }
        for (who, status) in [(&stranger, 404), (&w.parent, 403), (&w.ada, 403), (&w.duty, 200)] {
            assert_eq!(w.send(who, &format!("/adults/{id}"), None).await.status, status);
        }
        // A holder of one request is no holder of another.
        let other = recorded(&w, Date::constant(1985, 5, 6), "").await.id;
        for request in [id, other] {
            w.desk.act(&w.duty, move |act| check_identity(act, request, &seen(1))).await.unwrap();
        }
        let ask = AskHolder { holder: Holder::Court, name: "A county court".into() };
        let asked = w.desk.act(&w.duty, move |act| ask_holder(act, other, &ask)).await.unwrap();
        let crossed = Answer { asked, outcome: Outcome::Found, note: String::new() };
        let refused = w.desk.act(&w.duty, move |act| holder_answers(act, id, &crossed)).await;
        assert_eq!(refused, Err(Error::Stale));
        // The open page keeps nothing, and says what to do.
        let body = "born-day=1&born-month=1&born-year=1970&adopted_on-day=1&adopted_on-month=1&adopted_on-year=1971&country=scotland";
        let said = w.send(&w.parent, "/adopted-adults", Some(body)).await;
        assert!(said.status == 200 && said.text.contains("not made in England or Wales"));
        let said =
            w.send(&w.parent, "/adopted-adults", Some(&body.replace("scotland", "england-wales"))).await;
        assert!(said.text.contains("Adopted before 12 November 1975"), "{}", said.text);
        let csv = w.read(&w.duty, "/adults.csv").await;
        assert_eq!(csv.lines().count(), 3, "{csv}");
    }
}
