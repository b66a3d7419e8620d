//! An invoice is paid. The crate `funding` moves the money and calls this in the same transaction,
//! so that no invoice is marked paid without its movement, and none moves twice.

use ::store::figure::Figure;
use access::{Act, Grant, Look, One, actions::PayInvoice, approval};
use casework::{
    cases::children,
    promises,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Calendar, FinancialYear, Id, PromiseKind, ProviderKind, Result, kinds};

use crate::{
    invoices::{
        measures,
        store::{self, Record},
    },
    orders::store as orders,
};

/// What whoever moves the money has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// The invoice: its total is what is paid, to the penny.
    pub record: Record,
    /// The application that pays; none for core budget.
    pub application: Option<Id<kinds::Application>>,
    /// Code of the catalogue.
    pub therapy: String,
    /// What sort of provider it was on the day of the order.
    pub provider_kind: ProviderKind,
    /// The provider's name.
    pub provider_name: String,
    /// Who placed the order.
    pub placed_by: Option<Id<kinds::Account>>,
}

/// What is to be paid, and from what: read before the money moves.
///
/// # Errors
/// `Refused` (`invoice.state`) unless the invoice is matched and not paid.
pub fn to_pay(look: &Look<'_>, grant: &Grant<PayInvoice, One<kinds::Invoice>>) -> Result<Paid> {
    let record = store::load(look, grant)?;
    record.invoice.state.pay()?;
    let opened = orders::of_opened(look, grant, record.invoice.order)?;
    Ok(Paid {
        record,
        application: opened.record.application,
        therapy: opened.record.order.therapy,
        provider_kind: opened.record.provider_kind,
        provider_name: opened.provider_name,
        placed_by: opened.record.placed_by,
    })
}

/// Marks an invoice paid now: its promise is kept, the timeline and the figures say so. Moves no money.
///
/// # Errors
/// `Refused`: `invoice.state` unless the invoice is matched and not paid, so that of two people who pay
/// it the second is told; `invoice.own` for whoever placed the order.
pub fn mark_paid(act: &Act<'_>, grant: &Grant<PayInvoice, One<kinds::Invoice>>) -> Result<Paid> {
    let paid = to_pay(act, grant)?;
    let (record, invoice) = (&paid.record, &paid.record.invoice);
    let next = invoice.state.pay()?;
    approval::by_another(
        act.actor(),
        [paid.placed_by],
        "invoice.own",
        "You placed this order, so somebody else must pay for it.",
    )?;
    store::step(act, record, next, None)?;
    grant.note(act, &format!("status {} to {}", invoice.state.code(), next.code()))?;
    promises::keep(act, invoice.id.cast(), PromiseKind::InvoicePaid, act.now())?;
    timeline::note(
        act,
        NewEvent {
            agency: record.agency,
            case: record.case,
            kind: EventKind::Invoice,
            words: &format!("Invoice {} paid to {}: {}.", invoice.number, paid.provider_name, invoice.total),
            link: Some(&format!("/invoices/{}", invoice.id)),
            family_sees: false,
        },
    )?;
    let figure = Figure {
        agency: record.agency,
        measure: measures::PAID,
        day: act.today(),
        council: "",
        part: &paid.therapy,
    };
    figure.add(act.write(), invoice.total.0)?;
    Figure { measure: measures::PAID_BY_PROVIDER_KIND, part: paid.provider_kind.code(), ..figure }
        .add(act.write(), invoice.total.0)?;
    by_council(act, record)?;
    Ok(paid)
}

/// Counts the money for the council, and the case once a financial year. The invoice is paid already, so the first of
/// the year finds itself alone.
fn by_council(act: &Act<'_>, record: &Record) -> Result<()> {
    let england = Calendar::england();
    let year = FinancialYear::of(act.today());
    let before = england.end_of(england.add_days(year.first_day(), -1));
    let until = england.end_of(year.last_day());
    let row = act.row(store::PAID_OF_CASE, &[record.case.into(), before.into(), until.into()])?;
    let (council, paid): (String, i64) = (row.get(0)?, row.get(1)?);
    let figure = |measure, day| Figure { agency: record.agency, measure, day, council: &council, part: "" };
    figure(measures::PAID_BY_COUNCIL, act.today()).add(act.write(), record.invoice.total.0)?;
    if paid == 1 {
        figure(measures::CASES_PAID_FOR, children::year_day(act.today())).add(act.write(), 1)?;
    }
    Ok(())
}
