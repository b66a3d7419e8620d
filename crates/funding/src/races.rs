//! Two tabs, two people and one sum of money, on both engines: whatever comes first, nothing is sent, approved or
//! paid twice.

use access::Actor;
use kernel::{Error, Id, Pence, PromiseKind, kinds};

use crate::{
    applications::{
        actions::{mend_words, order_approved},
        model::State,
    },
    payments::actions::{Payment, pay_invoice},
    testing::{World, worlds},
};

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
