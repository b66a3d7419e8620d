//! Disputes on both engines.

use access::{
    Role,
    actions::{PayInvoice, ViewInvoice},
};
use kernel::{Error, Id, Pence, kinds};

use ::store::Sql;

use super::{
    actions::*,
    model::{Clearing, LineAnswer, Reason, Standing},
    store::{self, Dispute},
};
use crate::{
    delivery::{actions::add_session, model::Outcome},
    invoices::{
        actions::{Input, mark_paid, send_invoice, settle_query, withdraw_invoice},
        model::{InvoiceState, Line},
        store::{self as invoices, Record},
    },
    testing::{World, d, worlds},
};

const PLACED: Sql = Sql { name: "PLACED", text: "UPDATE purchase_order SET placed_by = $1" };

/// An invoice for three sessions that waits to be paid.
async fn sent(w: &World) -> Record {
    let order = w.accepted(4).await.order.id;
    let mut lines = Vec::new();
    for day in ["2026-11-24", "2026-11-26", "2026-11-27"] {
        let day = d(day);
        let made =
            w.as_seller(move |act| add_session(act, order, day, Some(Outcome::Held), None)).await.unwrap();
        lines.push(Line { session: made.session.id, day, amount: Pence::pounds(120) });
    }
    let input = Input { number: "W-17".into(), total: Pence::pounds(360), lines };
    w.as_seller(move |act| send_invoice(act, order, &input)).await.unwrap()
}

async fn load(w: &World, id: Id<kinds::Invoice>) -> (Record, Vec<Dispute>) {
    let look = move |l: &access::Look<'_>| {
        let grant = l.one::<ViewInvoice, kinds::Invoice>(id)?;
        Ok((invoices::load(l, &grant)?, store::of_invoice(l, &grant)?))
    };
    w.desk.look(&w.seller, look).await.unwrap()
}

fn opened(lines: &[(Id<kinds::Session>, Reason)]) -> Opened {
    Opened { lines: lines.to_vec(), words: "Look at these again".into() }
}

async fn open(w: &World, id: Id<kinds::Invoice>, input: Opened) -> Result<Id<kinds::Invoice>, Error> {
    let at = "2026-12-02T09:30:00Z".parse().unwrap();
    w.desk.act_at(at, &w.finance, move |act| open_dispute(act, id, &input)).await
}

async fn answer(
    w: &World,
    id: Id<kinds::Invoice>,
    lines: Vec<(Id<kinds::Session>, LineAnswer)>,
) -> Result<Standing, Error> {
    let input = Answered { lines, words: "We kept the room".into() };
    w.as_seller(move |act| answer_dispute(act, id, &input)).await
}

async fn clear(w: &World, id: Id<kinds::Invoice>, how: Clearing) -> Result<Standing, Error> {
    let input = Cleared { how, words: (how == Clearing::Again).then(|| "And the second?".into()) };
    let at = "2026-12-10T09:30:00Z".parse().unwrap();
    w.desk.act_at(at, &w.finance, move |act| clear_dispute(act, id, &input)).await
}

async fn pay(w: &World, id: Id<kinds::Invoice>) -> Result<Pence, Error> {
    let at = "2026-12-15T09:30:00Z".parse().unwrap();
    let paid =
        w.desk.act_at(at, &w.finance, move |act| mark_paid(act, &act.one::<PayInvoice, _>(id)?)).await?;
    Ok(paid.record.invoice.total)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_disputes_is_paid_while_the_rest_is_answered_and_cleared() {
    for w in worlds().await {
        let whole = sent(&w).await;
        let id = whole.invoice.id;
        let [first, second, third]: [Id<kinds::Session>; 3] =
            whole.invoice.lines.iter().map(|l| l.session).collect::<Vec<_>>().try_into().unwrap();
        let waits = open(&w, id, opened(&[(first, Reason::NotHeld), (third, Reason::Day)])).await.unwrap();
        assert_ne!(waits, id);
        let (part, disputes) = load(&w, waits).await;
        assert_eq!((part.invoice.state, part.invoice.total), (InvoiceState::Queried, Pence::pounds(240)));
        assert_eq!((part.invoice.number.as_str(), part.due_on), ("W-17/D1", whole.due_on));
        assert_eq!(disputes[0].answer_by, d("2026-12-16"));
        assert_eq!(disputes[0].from, Some(id));
        // The rest is paid at once; what waits is not.
        assert_eq!(pay(&w, waits).await.unwrap_err().code(), "invoice.state");
        assert_eq!(pay(&w, id).await, Ok(Pence::pounds(120)));
        assert_eq!(
            load(&w, id).await.0.invoice.lines.iter().map(|l| l.session).collect::<Vec<_>>(),
            [second]
        );
        // A query's way out is closed while the dispute goes on.
        let settled = w.desk.act(&w.finance, move |act| settle_query(act, waits)).await;
        assert_eq!(settled.unwrap_err().code(), "dispute.going");
        assert_eq!(clear(&w, waits, Clearing::Again).await.unwrap_err().code(), "dispute.state");

        assert!(matches!(answer(&w, waits, vec![(first, LineAnswer::Stands)]).await, Err(Error::Invalid(_))));
        let said = vec![(first, LineAnswer::Stands), (third, LineAnswer::Credit)];
        assert_eq!(answer(&w, waits, said.clone()).await, Ok(Standing::Answered));
        assert_eq!(answer(&w, waits, said).await.unwrap_err().code(), "dispute.state");
        assert_eq!(load(&w, waits).await.0.invoice.total, Pence::pounds(120));
        assert_eq!(clear(&w, waits, Clearing::Again).await, Ok(Standing::Again));
        assert_eq!(answer(&w, waits, vec![(first, LineAnswer::Stands)]).await, Ok(Standing::Answered));
        assert_eq!(clear(&w, waits, Clearing::Pay).await, Ok(Standing::Cleared));
        assert_eq!(pay(&w, waits).await, Ok(Pence::pounds(120)));
        let (_, disputes) = load(&w, waits).await;
        let stood: Vec<Standing> = disputes.iter().map(|d| d.standing).collect();
        assert_eq!(stood, [Standing::Cleared, Standing::Again]);
        assert_eq!(disputes[1].lines.len(), 2, "what was taken off is still told");

        // The session that was taken off can be asked for again, and only that one.
        let order = whole.invoice.order;
        let again = |session: Id<kinds::Session>, day: &str| Input {
            number: format!("W-18-{day}"),
            lines: vec![Line { session, day: d(day), amount: Pence::pounds(120) }],
            total: Pence::pounds(120),
        };
        let (twice, right) = (again(first, "2026-11-24"), again(third, "2026-11-27"));
        assert!(w.as_seller(move |act| send_invoice(act, order, &twice)).await.is_err());
        w.as_seller(move |act| send_invoice(act, order, &right)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_disputed_as_a_whole_stays_one_and_may_be_taken_back() {
    for w in worlds().await {
        let whole = sent(&w).await;
        let id = whole.invoice.id;
        let all: Vec<_> = whole.invoice.lines.iter().map(|l| (l.session, Reason::Other)).collect();
        assert_eq!(open(&w, id, opened(&all)).await, Ok(id));
        assert_eq!(open(&w, id, opened(&all)).await.unwrap_err().code(), "invoice.state");
        w.as_seller(move |act| withdraw_invoice(act, id)).await.unwrap();
        let (record, disputes) = load(&w, id).await;
        assert_eq!(
            (record.invoice.state, disputes[0].standing),
            (InvoiceState::Withdrawn, Standing::Credited)
        );
        assert!(disputes[0].lines.iter().all(|l| l.answer == Some(LineAnswer::Credit)));
        assert_eq!(clear(&w, id, Clearing::Pay).await.unwrap_err().code(), "dispute.none");
        let off = all.iter().map(|(s, _)| (*s, LineAnswer::Credit)).collect();
        assert_eq!(answer(&w, id, off).await.unwrap_err().code(), "dispute.none");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn others_neither_dispute_nor_answer_nor_clear_and_nobody_clears_an_order_of_theirs() {
    for w in worlds().await {
        let whole = sent(&w).await;
        let id = whole.invoice.id;
        let all: Vec<_> = whole.invoice.lines.iter().map(|l| (l.session, Reason::Vat)).collect();
        let stranger = w.desk.stranger(Role::FinanceOfficer).await;
        for (who, error) in
            [(&stranger, Error::NotFound), (&w.worker, Error::Forbidden), (&w.seller, Error::Forbidden)]
        {
            let input = opened(&all);
            assert_eq!(w.desk.act(who, move |act| open_dispute(act, id, &input)).await, Err(error));
        }
        open(&w, id, opened(&all)).await.unwrap();
        let stands: Vec<_> = all.iter().map(|(s, _)| (*s, LineAnswer::Stands)).collect();
        for (who, error) in [(&w.rival, Error::NotFound), (&w.finance, Error::Forbidden)] {
            let input = Answered { lines: stands.clone(), words: "x".into() };
            assert_eq!(w.desk.act(who, move |act| answer_dispute(act, id, &input)).await, Err(error));
        }
        for (who, error) in
            [(&stranger, Error::NotFound), (&w.worker, Error::Forbidden), (&w.seller, Error::Forbidden)]
        {
            let input = Cleared { how: Clearing::Pay, words: None };
            assert_eq!(w.desk.act(who, move |act| clear_dispute(act, id, &input)).await, Err(error));
        }
        let me = w.finance.account();
        w.desk.db.write("placed", move |w| w.execute(PLACED, &[me.into()]).map(|_| ())).await.unwrap();
        assert_eq!(clear(&w, id, Clearing::Pay).await.unwrap_err().code(), "invoice.own");
    }
}
