//! Allocations on both engines.

use access::{Actor, Role};
use kernel::{Error, FinancialYear, Pence};
use testkit::both;

use super::*;
use crate::{
    allocations::{model::rule, store::Allocation},
    testing::worlds,
};

fn input(letter: &str, pounds: i64) -> Input {
    Input {
        year: FinancialYear(2026),
        amount: Pence::pounds(pounds),
        letter: letter.into(),
        note: Some("Second letter of the year".into()),
    }
}

async fn record(desk: &testkit::Desk, who: &Actor, input: Input) -> kernel::Result<Allocation> {
    desk.act(who, move |act| record_allocation(act, &input)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_recorded_once_by_finance_and_taken_back_once() {
    for desk in both(crate::schema()).await {
        let finance = desk.worker(Role::FinanceOfficer).await;
        for role in [Role::TeamManager, Role::Commissioner, Role::Administrator] {
            let other = desk.worker(role).await;
            assert_eq!(record(&desk, &other, input("A1", 10)).await.unwrap_err(), Error::Forbidden);
        }
        let first = record(&desk, &finance, input("A1", 1_000)).await.unwrap();
        assert_eq!(record(&desk, &finance, input("A1", 10)).await.unwrap_err().code(), rule::LETTER);
        record(&desk, &finance, input("A2", 50)).await.unwrap();
        let far = Input { year: FinancialYear(2036), ..input("A3", 1) };
        assert!(record(&desk, &finance, far).await.unwrap_err().to_string().contains("financial year"));

        let totals = |who: Actor| {
            let desk = &desk;
            async move {
                desk.look(&who, |look| {
                    crate::ledger::store::totals(look, &look.agency()?, FinancialYear(2026))
                })
                .await
                .unwrap()
            }
        };
        assert_eq!(totals(finance.clone()).await.available, Pence::pounds(1_050));

        let take = move |act: &access::Act<'_>| take_back_allocation(act, first.id, "A nought too many");
        let stranger = desk.stranger(Role::FinanceOfficer).await;
        assert_eq!(desk.act(&stranger, take).await.unwrap_err(), Error::NotFound);
        let back = desk.act(&finance, take).await.unwrap();
        assert_eq!((back.amount, back.corrects), (Pence::pounds(-1_000), Some(first.id)));
        assert_eq!(desk.act(&finance, take).await.unwrap_err().code(), rule::TAKEN_BACK);
        let again = move |act: &access::Act<'_>| take_back_allocation(act, back.id, "No");
        assert_eq!(desk.act(&finance, again).await.unwrap_err().code(), rule::TAKEN_BACK);
        assert_eq!(totals(finance.clone()).await.available, Pence::pounds(50));

        // The letter may be recorded again, rightly this time.
        record(&desk, &finance, input("A1", 100)).await.unwrap();
        assert_eq!(totals(finance.clone()).await.allocated(), Pence::pounds(150));
        assert_eq!(totals(stranger).await.allocated(), Pence::ZERO);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_promised_already_cannot_be_taken_back() {
    for w in worlds(Pence::pounds(500)).await {
        w.approved("ddp", 4).await;
        let given = w
            .desk
            .look(&w.finance, |look| {
                let grant = look.agency::<access::actions::ViewLedger>()?;
                crate::allocations::store::page(look, &grant, FinancialYear(2026), None)
            })
            .await
            .unwrap();
        let id = given.items[0].id;
        let refused =
            w.desk.act(&w.finance, move |act| take_back_allocation(act, id, "Wrong year")).await.unwrap_err();
        assert_eq!(refused.code(), "ledger.allocation");
        w.ledger_is_true().await;
    }
}
