//! A finance officer queries an invoice with its provider, and ends the query when it is answered.
//! The promise to pay goes on meanwhile: what was late shows as late, and the timeline says why.

use access::{Act, actions::PayInvoice};
use casework::timeline::{self, EventKind, NewEvent};
use kernel::{Error, Id, Result, kinds};

use crate::{
    delivery::store as sessions,
    invoices::{
        dispute::store::going,
        model::{InvoiceState, match_invoice},
        store::{self, Record},
    },
    orders::store as orders,
};

/// Queries an invoice. The provider reads the reason on the invoice's page.
///
/// # Errors
/// `NotFound` for an invoice of others; `Refused` (`invoice.state`) unless it waits to be paid.
pub fn query_invoice(act: &Act<'_>, id: Id<kinds::Invoice>, reason: &str) -> Result<()> {
    let grant = act.one::<PayInvoice, kinds::Invoice>(id)?;
    let record = store::load(act, &grant)?;
    let next = record.invoice.state.query()?;
    store::step(act, &record, next, Some(reason))?;
    grant.note(act, &changed(&record, next))?;
    note(act, &record, &format!("Invoice {} queried with the provider: {reason}", record.invoice.number))
}

/// Ends a query: the invoice still agrees with its order, and may be paid.
///
/// # Errors
/// `NotFound` for an invoice of others; `Refused`: `invoice.state` unless it is queried, `invoice.match` when it
/// no longer agrees, `dispute.going` while lines of it are disputed.
pub fn settle_query(act: &Act<'_>, id: Id<kinds::Invoice>) -> Result<()> {
    let grant = act.one::<PayInvoice, kinds::Invoice>(id)?;
    let record = store::load(act, &grant)?;
    if going(act, &grant)?.is_some() {
        return Err(Error::refused(
            "dispute.going",
            "Lines of this invoice are disputed. Clear the dispute instead.",
        ));
    }
    let invoice = &record.invoice;
    let order = orders::of_opened(act, &grant, invoice.order)?.record.order;
    let known = sessions::plain(&sessions::of_opened(act, &grant, invoice.order)?);
    let proof = match_invoice(&order, &known, invoice).map_err(|found| {
        let all: Vec<String> = found.iter().map(ToString::to_string).collect();
        Error::refused("invoice.match", format!("This invoice no longer agrees. {}", all.join(" ")))
    })?;
    let next = invoice.state.matched(id, &proof)?;
    store::step(act, &record, next, None)?;
    grant.note(act, &changed(&record, next))?;
    note(act, &record, &format!("The query about invoice {} is settled.", invoice.number))
}

fn changed(record: &Record, next: InvoiceState) -> String {
    format!("status {} to {}", record.invoice.state.code(), next.code())
}

fn note(act: &Act<'_>, record: &Record, words: &str) -> Result<()> {
    timeline::note(
        act,
        NewEvent {
            agency: record.agency,
            case: record.case,
            kind: EventKind::Invoice,
            words,
            link: Some(&format!("/invoices/{}", record.invoice.id)),
            family_sees: false,
        },
    )
}
