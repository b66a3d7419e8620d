//! Two tabs, two people and one sum of money, on both engines: whatever comes first, nothing is sent, approved or
//! paid twice.

use std::io::Write;

use access::Actor;
use kernel::{Error, Id, Pence, PromiseKind, kinds};

use crate::{
    applications::{
        actions::{mend_words, order_approved, release_unspent},
        model::{Outcome, State},
        store::Application,
    },
    payments::actions::{Payment, pay_invoice},
    schemes,
    testing::{World, worlds},
};

/// How often a race is run; `HEARTH_SOAK` in the environment asks for more.
fn rounds() -> usize {
    std::env::var("HEARTH_SOAK").ok().and_then(|n| n.parse().ok()).unwrap_or(3)
}

/// Approves; what the engine found too busy is sent again, as a person would.
async fn approve(w: &World, who: &Actor, a: &Application) -> Result<Application, Error> {
    loop {
        match w.decide(who, a, Outcome::Approved).await {
            Err(Error::Busy) => {}
            done => return done,
        }
    }
}

/// Two applications of £2,000 for one child, whose limit of £3,000 holds one: two people approve both at once, and
/// exactly one does, every time. What was approved is given back, and they begin again.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_approvals_over_one_limit_one_wins_every_time() {
    let mut won = [0_usize; 2];
    for w in worlds(Pence::pounds(50_000)).await {
        let other = w.desk.worker(access::Role::TeamManager).await;
        for _ in 0..rounds() {
            let (first, second) = (w.sent("ddp", 20).await, w.sent("ddp", 20).await);
            let (a, b) = tokio::join!(approve(&w, &w.manager, &first), approve(&w, &other, &second));
            let (place, winner, lost, left) = if a.is_ok() { (0, a, b, second) } else { (1, b, a, first) };
            assert_eq!(lost.unwrap_err().code(), schemes::rule::LIMIT);
            let id = winner.unwrap().id;
            won[place] += 1;
            assert_eq!(w.totals().await.committed, Pence::pounds(2_000));
            w.ledger_is_true().await;
            w.decide(&w.manager, &left, Outcome::Refused).await.unwrap();
            w.desk.act(&w.worker, move |act| release_unspent(act, id)).await.unwrap();
        }
        assert_eq!(w.totals().await.committed, Pence::ZERO);
    }
    let [first, second] = won;
    writeln!(
        std::io::stderr(),
        "races: {} pairs of approvals over one limit, the first of the two won {first} times, the second {second}",
        first + second
    )
    .unwrap();
}

async fn pay(w: &World, who: &Actor, invoice: Id<kinds::Invoice>) -> Result<Payment, Error> {
    let on = "2027-02-01T09:30:00Z".parse().unwrap();
    w.desk.act_at(on, who, move |act| pay_invoice(act, invoice)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_in_two_tabs_is_changed_by_one_and_sent_once() {
    for w in worlds(Pence::pounds(5_000)).await {
        let a = w.drafted(w.case, "ddp", 4).await;
        let (id, version) = (a.id, a.version);
        let mend = move |act: &access::Act<'_>| mend_words(act, id, version);
        let (one, two) = tokio::join!(w.desk.act(&w.worker, mend), w.desk.act(&w.worker, mend));
        let lost: Vec<_> = [one.err(), two.err()].into_iter().flatten().collect();
        assert_eq!(lost, [Error::Stale]);

        let a = w
            .desk
            .act(&w.worker, move |act| Ok(crate::applications::store::written(act, id)?.application))
            .await
            .unwrap();
        let (one, two) = tokio::join!(w.send(&a), w.send(&a));
        let (sent, lost) = if one.is_ok() { (one, two) } else { (two, one) };
        assert_eq!(sent.unwrap().state, State::Sent);
        assert_eq!(lost.unwrap_err(), Error::Stale);
        let promised = w.promises().await.iter().filter(|p| p.kind == PromiseKind::FundingDecision).count();
        assert_eq!(promised, 1);
        let figures = w.figures().await;
        assert!(figures.iter().any(|f| f == "money-applied ddp 40000"), "{figures:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn invoices_paid_at_once_by_two_people_come_to_what_was_committed() {
    for w in worlds(Pence::pounds(5_000)).await {
        let id = w.approved("ddp", 4).await.id;
        let order = w.desk.act(&w.worker, move |act| order_approved(act, id)).await.unwrap();
        let first = w.delivered(order, &["2026-12-02", "2026-12-09"], "W-1").await;
        let second = w.delivered(order, &["2026-12-16", "2026-12-23"], "W-2").await;
        let other = w.desk.worker(access::Role::FinanceOfficer).await;
        let done = tokio::join!(
            pay(&w, &w.finance, first),
            pay(&w, &other, second),
            pay(&w, &other, first),
            pay(&w, &w.finance, second),
        );
        let done = [done.0, done.1, done.2, done.3];
        let codes: Vec<_> = done.iter().filter_map(|r| r.as_ref().err()).map(Error::code).collect();
        assert_eq!(codes, ["invoice.state"; 2]);
        let totals = w.totals().await;
        assert_eq!(
            (totals.available, totals.committed, totals.paid),
            (Pence::pounds(4_600), Pence::ZERO, Pence::pounds(400))
        );
        w.ledger_is_true().await;
    }
}
