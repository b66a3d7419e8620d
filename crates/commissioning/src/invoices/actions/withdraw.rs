//! The provider takes a queried invoice back, usually to send a right one. Its sessions may be
//! invoiced again, and the promise to pay it is no longer needed.

use access::{Act, actions::SendInvoice};
use casework::{
    promises,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Id, PromiseKind, Result, kinds};

use crate::invoices::{dispute, store};

/// Withdraws an invoice.
///
/// # Errors
/// `NotFound` for an invoice of others; `Refused` (`invoice.state`) unless it is queried or not matched yet.
pub fn withdraw_invoice(act: &Act<'_>, id: Id<kinds::Invoice>) -> Result<()> {
    let grant = act.one::<SendInvoice, kinds::Invoice>(id)?;
    let record = store::load(act, &grant)?;
    let next = record.invoice.state.withdraw()?;
    dispute::actions::over_with(act, &grant)?;
    store::step(act, &record, next, None)?;
    grant.note(act, &format!("status {} to {}", record.invoice.state.code(), next.code()))?;
    promises::withdraw(act, id.cast(), PromiseKind::InvoicePaid)?;
    timeline::note(
        act,
        NewEvent {
            agency: record.agency,
            case: record.case,
            kind: EventKind::Invoice,
            words: &format!("Invoice {} withdrawn by the provider.", record.invoice.number),
            link: Some(&format!("/invoices/{id}")),
            family_sees: false,
        },
    )
}
