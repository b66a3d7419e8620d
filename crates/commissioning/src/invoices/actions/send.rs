//! A provider sends an invoice. It is matched at once, and taken only if every line agrees.

use access::{Act, actions::SendInvoice, audit::changed};
use casework::{
    promises::{self, About},
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Error, FieldError, Id, Invalid, Pence, PromiseKind, Result, kinds};

use crate::{
    delivery::store as sessions,
    invoices::{
        model::{Invoice, InvoiceState, Line, Mismatch, MismatchCode, match_invoice},
        store::{self, Record},
    },
    orders::store as orders,
    words,
};

/// What a provider sends for an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The provider's own number for it.
    pub number: String,
    /// One line for each session.
    pub lines: Vec<Line>,
    /// The sum that the provider asks for.
    pub total: Pence,
}

/// Takes an invoice and promises to pay it in time.
///
/// # Errors
/// `NotFound` for an order of others. `Invalid` on `number` (also when it was used before), on `lines` or on `total`,
/// with a message for each thing that does not agree; nothing is kept then.
pub fn send_invoice(act: &Act<'_>, order: Id<kinds::Order>, input: &Input) -> Result<Record> {
    let grant = act.one::<SendInvoice, kinds::Order>(order)?;
    let opened = orders::load(act, &grant)?;
    let order = &opened.record.order;
    let invoice = Invoice {
        id: Id::new(act.now()),
        provider: order.provider,
        order: order.id,
        number: input.number.trim().to_owned(),
        received: act.today(),
        lines: input.lines.clone(),
        total: input.total,
        state: InvoiceState::Received,
    };
    let invoice = invoice.check(act.today())?;
    if store::is_numbered(act, order.provider, &invoice.number)? {
        return Err(Error::field("number", "You have sent an invoice with this number before. Use another"));
    }
    let known = sessions::plain(&sessions::of_order(act, &grant)?);
    let proof = match_invoice(order, &known, &invoice).map_err(|found| told(&found))?;
    let state = invoice.state.matched(invoice.id, &proof)?;
    let due_on = invoice.due();
    let invoice = Invoice { state, ..invoice };
    let record = Record {
        invoice,
        agency: opened.record.agency,
        case: order.case,
        received_at: act.now(),
        due_on,
        ended_at: None,
        query: None,
        version: 1,
    };
    store::insert(act, &record)?;
    let (id, total) = (record.invoice.id.to_string(), record.invoice.total.to_string());
    grant.note(
        act,
        &changed(&[
            ("invoice", "", &id),
            ("number", "", &record.invoice.number),
            ("total", "", &total),
            ("status", "", record.invoice.state.code()),
        ]),
    )?;
    let about = About {
        agency: record.agency,
        case: Some(record.case),
        enquiry: None,
        thing: record.invoice.id.cast(),
    };
    promises::make(act, about, PromiseKind::InvoicePaid, act.now())?;
    let count = words::sessions(u32::try_from(record.invoice.lines.len()).unwrap_or(u32::MAX));
    timeline::note(
        act,
        NewEvent {
            agency: record.agency,
            case: record.case,
            kind: EventKind::Invoice,
            words: &format!(
                "Invoice from {} for {count}: {}. It matches order {}.",
                opened.provider_name, record.invoice.total, opened.record.reference
            ),
            link: Some(&format!("/invoices/{}", record.invoice.id)),
            family_sees: false,
        },
    )?;
    Ok(record)
}

/// What does not agree, beside the field where the provider can mend it.
fn told(found: &[Mismatch]) -> Error {
    let field = |code| if code == MismatchCode::Total { "total" } else { "lines" };
    let told = found.iter().map(|m| FieldError { field: field(m.code).into(), message: m.to_string() });
    Error::Invalid(Invalid(told.collect()))
}
