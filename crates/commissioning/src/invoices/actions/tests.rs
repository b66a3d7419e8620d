//! Invoices on both engines.

use access::actions::{PayInvoice, ViewCase, ViewInvoice};
use casework::promises;
use kernel::{Error, Id, Pence, PromiseKind, PromiseState, kinds};

use super::*;
use crate::{
    delivery::{actions::add_session, model::Outcome},
    invoices::{
        model::{InvoiceState, Line},
        store::{self, Record},
    },
    testing::{World, d, worlds},
};

/// An order of three sessions, two of them held, and the lines of an invoice for those.
async fn delivered(w: &World) -> (Id<kinds::Order>, Vec<Line>) {
    let order = w.accepted(3).await.order.id;
    let mut lines = Vec::new();
    for day in ["2026-11-24", "2026-11-26"] {
        let day = d(day);
        let record =
            w.as_seller(move |act| add_session(act, order, day, Some(Outcome::Held), None)).await.unwrap();
        lines.push(Line { session: record.session.id, day, amount: Pence::pounds(120) });
    }
    (order, lines)
}

fn input(number: &str, lines: &[Line]) -> Input {
    Input { number: number.into(), lines: lines.to_vec(), total: lines.iter().map(|l| l.amount).sum() }
}

async fn send(w: &World, order: Id<kinds::Order>, input: Input) -> Result<Record, Error> {
    w.as_seller(move |act| send_invoice(act, order, &input)).await
}

async fn pay(w: &World, id: Id<kinds::Invoice>) -> Result<Paid, Error> {
    let on = "2026-12-15T09:30:00Z".parse().unwrap();
    w.desk.act_at(on, &w.finance, move |act| mark_paid(act, &act.one::<PayInvoice, _>(id)?)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_that_agrees_is_promised_and_paid_once() {
    for w in worlds().await {
        let (order, lines) = delivered(&w).await;
        let record = send(&w, order, input("W-17", &lines)).await.unwrap();
        let id = record.invoice.id;
        assert_eq!(record.invoice.state, InvoiceState::Matched);
        assert_eq!(record.due_on, d("2026-12-30"));
        for who in [&w.finance, &w.seller] {
            let seen =
                w.desk.look(who, move |l| store::load(l, &l.one::<ViewInvoice, _>(id)?)).await.unwrap();
            assert_eq!(seen, record);
            let rows = w.desk.look(who, |l| store::list(l, None, None, Some(5))).await.unwrap();
            assert_eq!(rows.items.len(), 1);
        }
        let case = w.case;
        let promised = move |l: &access::Look<'_>| promises::of_case(l, &l.one::<ViewCase, _>(case)?);
        let made = w.desk.look(&w.worker, promised).await.unwrap();
        assert_eq!(made.iter().map(|p| p.kind).collect::<Vec<_>>(), [PromiseKind::InvoicePaid]);
        let both = tokio::join!(pay(&w, id), pay(&w, id));
        let refused: Vec<&str> =
            [&both.0, &both.1].into_iter().filter_map(|a| a.as_ref().err()).map(Error::code).collect();
        assert_eq!(refused, ["invoice.state"]);
        let paid = both.0.or(both.1).unwrap();
        assert_eq!((paid.application, paid.record.invoice.total), (None, Pence::pounds(240)));
        let kept = w.desk.look(&w.worker, promised).await.unwrap();
        assert_eq!(kept[0].state(w.desk.now), PromiseState::Kept);
        let figures = w.figures().await;
        for figure in ["money-paid theraplay 24000", "money-paid-by-provider-kind asa 24000"] {
            assert!(figures.iter().any(|f| f == figure), "{figures:?}");
        }
        assert!(w.timeline().await.iter().any(|l| l == "Invoice W-17 paid to Willow Therapies: £240."));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_agree_is_told_line_by_line_and_nothing_is_kept() {
    for w in worlds().await {
        let (order, lines) = delivered(&w).await;
        let mut wrong = lines.clone();
        wrong[0].amount = Pence::pounds(125);
        wrong[1].day = d("2026-11-27");
        let sent = Input { total: Pence::pounds(250), ..input("W-17", &wrong) };
        match send(&w, order, sent).await {
            Err(Error::Invalid(invalid)) => {
                let told: Vec<_> = invalid.0.iter().map(|e| (e.field.as_str(), e.message.as_str())).collect();
                assert_eq!(
                    told,
                    [
                        ("total", "The total is £250, but the lines come to £245."),
                        ("lines", "Line 1: £125 is asked, but the order's price is £120."),
                        (
                            "lines",
                            "Line 2: the invoice says 27 November 2026, but the session was on 26 November 2026."
                        ),
                    ]
                );
            }
            other => panic!("{other:?}"),
        }
        let rows = w.desk.look(&w.seller, |l| store::list(l, None, None, None)).await.unwrap();
        assert!(rows.items.is_empty());
        send(&w, order, input("W-17", &lines)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_asked_for_once_until_its_invoice_is_withdrawn() {
    for w in worlds().await {
        let (order, lines) = delivered(&w).await;
        let both =
            tokio::join!(send(&w, order, input("W-1", &lines)), send(&w, order, input("W-2", &lines[..1])));
        let refused: Vec<&Error> = [&both.0, &both.1].into_iter().filter_map(|a| a.as_ref().err()).collect();
        match refused.as_slice() {
            [Error::Invalid(invalid)] => {
                assert!(
                    invalid
                        .0
                        .iter()
                        .all(|e| e.message.ends_with("an earlier invoice has asked for this session."))
                );
            }
            other => panic!("{other:?}"),
        }
        let id = both.0.or(both.1).unwrap().invoice.id;
        // A matched invoice is not taken back; one that is queried may be.
        assert_eq!(
            w.as_seller(move |act| withdraw_invoice(act, id)).await.unwrap_err().code(),
            "invoice.state"
        );
        w.desk.act(&w.finance, move |act| query_invoice(act, id, "Is the date right?")).await.unwrap();
        assert_eq!(pay(&w, id).await.unwrap_err().code(), "invoice.state");
        w.desk.act(&w.finance, move |act| settle_query(act, id)).await.unwrap();
        w.desk.act(&w.finance, move |act| query_invoice(act, id, "It is not")).await.unwrap();
        w.as_seller(move |act| withdraw_invoice(act, id)).await.unwrap();
        assert_eq!(
            w.as_seller(move |act| withdraw_invoice(act, id)).await.unwrap_err().code(),
            "invoice.state"
        );
        // Its number stays taken, its sessions do not.
        let seen =
            w.desk.look(&w.seller, move |l| store::load(l, &l.one::<ViewInvoice, _>(id)?)).await.unwrap();
        assert_eq!(seen.query.as_deref(), Some("It is not"));
        let again = send(&w, order, input(&seen.invoice.number, &lines)).await.unwrap_err();
        assert!(matches!(again, Error::Invalid(i) if i.of("number").is_some()));
        send(&w, order, input("W-3", &lines)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn others_neither_send_nor_see_nor_pay() {
    for w in worlds().await {
        let (order, lines) = delivered(&w).await;
        let sent = input("W-1", &lines);
        for (who, error) in [(&w.rival, Error::NotFound), (&w.finance, Error::Forbidden)] {
            let sent = sent.clone();
            assert_eq!(w.desk.act(who, move |act| send_invoice(act, order, &sent)).await, Err(error));
        }
        let id = send(&w, order, sent).await.unwrap().invoice.id;
        let stranger = w.desk.stranger(access::Role::FinanceOfficer).await;
        for (who, error) in
            [(&stranger, Error::NotFound), (&w.worker, Error::Forbidden), (&w.seller, Error::Forbidden)]
        {
            let paid = w.desk.act(who, move |act| mark_paid(act, &act.one::<PayInvoice, _>(id)?)).await;
            assert_eq!(paid.unwrap_err(), error);
        }
        let seen = w.desk.look(&w.rival, move |l| store::load(l, &l.one::<ViewInvoice, _>(id)?)).await;
        assert_eq!(seen.unwrap_err(), Error::NotFound);
    }
}
