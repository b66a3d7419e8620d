//! Disputes: opened by finance on lines, answered by the provider, cleared by finance.

use access::{
    Act, Action, Grant, One,
    actions::{PayInvoice, SendInvoice},
    approval,
    audit::changed,
};
use casework::{
    promises::{self, About},
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Error, Id, PromiseKind, Result, kinds};

use super::{
    model::{self, Clearing, LineAnswer, Reason, Standing, answer_by},
    store::{self, Dispute},
};
use crate::{
    delivery::store as sessions,
    invoices::{
        model::{Invoice, InvoiceState, match_invoice},
        store::{self as invoices, Record},
    },
    orders::store as orders,
};

/// What finance disputes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The lines, each by its session, with the reason.
    pub lines: Vec<(Id<kinds::Session>, Reason)>,
    /// What the provider should look at.
    pub words: String,
}

/// What the provider answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Each disputed line: it stands, or it is taken off.
    pub lines: Vec<(Id<kinds::Session>, LineAnswer)>,
    /// Why.
    pub words: String,
}

/// What finance does in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleared {
    /// Whether the lines may be paid.
    pub how: Clearing,
    /// What the provider should look at again.
    pub words: Option<String>,
}

/// Disputes lines of an invoice. Where some are not disputed, the disputed ones move to a record of their own and the others can
/// be paid at once. Gives the record on which the disputed lines stand.
///
/// # Errors
/// `NotFound` for an invoice of others; `Invalid` on `lines`; `Refused` (`invoice.state`) unless it waits to be paid.
pub fn open_dispute(act: &Act<'_>, id: Id<kinds::Invoice>, input: &Opened) -> Result<Id<kinds::Invoice>> {
    let grant = act.one::<PayInvoice, kinds::Invoice>(id)?;
    let record = invoices::load(act, &grant)?;
    let next = record.invoice.state.query()?;
    let parts = model::part(&record.invoice, &input.lines)?;
    let (target, from) = if parts.stay.is_empty() {
        invoices::step(act, &record, next, None)?;
        (id, None)
    } else {
        (taken_out(act, &record, &parts)?, Some(id))
    };
    let lines: Vec<_> = parts.wait.iter().map(|(line, why)| (line.session, line.amount, *why)).collect();
    let by = answer_by(act.today());
    store::insert(
        act,
        &store::New { invoice: target, from, answer_by: by, words: &input.words, lines: &lines },
    )?;
    let waits = model::sum(parts.wait.iter().map(|(line, _)| line));
    let stays = model::sum(parts.stay.iter());
    grant.note(
        act,
        &changed(&[
            ("disputed", "£0", &waits.to_string()),
            ("can be paid", &record.invoice.total.to_string(), &stays.to_string()),
        ]),
    )?;
    let words = format!(
        "Invoice {}: {waits} disputed with the provider, {stays} can be paid. {}",
        record.invoice.number, input.words
    );
    note(act, &record, target, &words)?;
    Ok(target)
}

/// A record of its own for the lines that wait. It keeps the day on which the invoice came and the day by which it is to be paid:
/// a dispute that comes to nothing has not made the bill younger.
fn taken_out(act: &Act<'_>, record: &Record, parts: &model::Parts) -> Result<Id<kinds::Invoice>> {
    let id = Id::new(act.now());
    let total = model::sum(parts.wait.iter().map(|(line, _)| line));
    let number = part_number(act, &record.invoice)?;
    let invoice = Invoice {
        id,
        number,
        lines: Vec::new(),
        total,
        state: InvoiceState::Queried,
        ..record.invoice.clone()
    };
    let part = Record { invoice, ended_at: None, query: None, version: 1, ..record.clone() };
    invoices::insert(act, &part)?;
    for (line, _) in &parts.wait {
        store::move_line(act, line.session, record.invoice.id, id)?;
    }
    store::retotal(act, record.invoice.id, record.version, model::sum(parts.stay.iter()))?;
    let about = About { agency: record.agency, case: Some(record.case), enquiry: None, thing: id.cast() };
    promises::make(act, about, PromiseKind::InvoicePaid, record.received_at)?;
    Ok(id)
}

/// The provider's number with a mark: the first that is free.
fn part_number(act: &Act<'_>, invoice: &Invoice) -> Result<String> {
    for place in 1..100 {
        let number = format!("{}/D{place}", invoice.number);
        if !invoices::is_numbered(act, invoice.provider, &number)? {
            return Ok(number);
        }
    }
    Err(Error::refused("dispute.many", "This invoice was disputed in too many parts. Query it as a whole."))
}

/// The provider answers, line by line. Lines that are taken off may be sent again once they are right; when all are, the record is
/// withdrawn and nothing is owed on it.
///
/// # Errors
/// `NotFound` for an invoice of others; `Invalid` on `lines`; `Refused`: `dispute.none`, `dispute.state`.
pub fn answer_dispute(act: &Act<'_>, id: Id<kinds::Invoice>, input: &Answered) -> Result<Standing> {
    let grant = act.one::<SendInvoice, kinds::Invoice>(id)?;
    let record = invoices::load(act, &grant)?;
    let dispute = store::must_go_on(act, &grant)?;
    let disputed: Vec<_> = dispute.lines.iter().map(|line| line.session).collect();
    let left = model::left(&disputed, &input.lines)?;
    let next = dispute.standing.answer(left.len())?;
    for (session, answer) in &input.lines {
        store::answer_line(act, dispute.id, *session, *answer)?;
    }
    store::step(act, &dispute, next, Some(&input.words))?;
    if left.is_empty() {
        gone(act, &record)?;
    } else if left.len() < disputed.len() {
        let total = model::sum(record.invoice.lines.iter().filter(|line| left.contains(&line.session)));
        for session in disputed.iter().filter(|session| !left.contains(session)) {
            store::drop_line(act, id, *session)?;
        }
        store::retotal(act, id, record.version, total)?;
    }
    grant.note(act, &changed(&[("dispute", dispute.standing.code(), next.code())]))?;
    let (stand, off) = (left.len(), disputed.len().saturating_sub(left.len()));
    let words = format!(
        "Dispute about invoice {} answered by the provider: lines that stand {stand}, taken off {off}. {}",
        record.invoice.number, input.words
    );
    note(act, &record, id, &words)?;
    Ok(next)
}

/// Every line is off: the record is withdrawn, and so is the promise to pay it.
fn gone(act: &Act<'_>, record: &Record) -> Result<()> {
    let next = record.invoice.state.withdraw()?;
    invoices::step(act, record, next, None)?;
    promises::withdraw(act, record.invoice.id.cast(), PromiseKind::InvoicePaid).map(|_| ())
}

/// A dispute whose invoice the provider takes back is over.
pub(in crate::invoices) fn over_with<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<kinds::Invoice>>,
) -> Result<()> {
    let Some(dispute) = store::going(act, grant)? else { return Ok(()) };
    for line in &dispute.lines {
        store::answer_line(act, dispute.id, line.session, LineAnswer::Credit)?;
    }
    store::step(act, &dispute, Standing::Credited, None)
}

/// Finance clears the lines, so that they may be paid, or asks the provider again.
///
/// # Errors
/// `NotFound` for an invoice of others. `Refused`: `invoice.own` for whoever placed the order, `dispute.none`, `dispute.state`,
/// `invoice.match` when a line no longer agrees with its session.
pub fn clear_dispute(act: &Act<'_>, id: Id<kinds::Invoice>, input: &Cleared) -> Result<Standing> {
    let grant = act.one::<PayInvoice, kinds::Invoice>(id)?;
    let record = invoices::load(act, &grant)?;
    let order = orders::of_opened(act, &grant, record.invoice.order)?.record;
    approval::by_another(
        act.actor(),
        [order.placed_by],
        "invoice.own",
        "You placed this order, so somebody else must clear the dispute about its invoice.",
    )?;
    let dispute = store::must_go_on(act, &grant)?;
    let next = dispute.standing.clear(input.how)?;
    store::step(act, &dispute, next, None)?;
    let words = match input.how {
        Clearing::Pay => {
            let known = sessions::plain(&sessions::of_opened(act, &grant, record.invoice.order)?);
            let proof = match_invoice(&order.order, &known, &record.invoice).map_err(|found| {
                let all: Vec<String> = found.iter().map(ToString::to_string).collect();
                Error::refused("invoice.match", format!("These lines do not agree. {}", all.join(" ")))
            })?;
            invoices::step(act, &record, record.invoice.state.matched(id, &proof)?, None)?;
            format!("Dispute about invoice {} cleared: {} can be paid.", record.invoice.number, proof.total())
        }
        Clearing::Again => {
            let words = input.words.as_deref().unwrap_or_default();
            again(act, id, &dispute, words)?;
            format!("Invoice {}: the provider is asked again. {words}", record.invoice.number)
        }
    };
    grant.note(act, &changed(&[("dispute", dispute.standing.code(), next.code())]))?;
    note(act, &record, id, &words)?;
    Ok(next)
}

/// The same lines once more, for the same reasons, with a new day to answer by.
fn again(act: &Act<'_>, id: Id<kinds::Invoice>, dispute: &Dispute, words: &str) -> Result<()> {
    let left = |answer| answer != Some(LineAnswer::Credit);
    let lines: Vec<_> =
        dispute.lines.iter().filter(|l| left(l.answer)).map(|l| (l.session, l.amount, l.reason)).collect();
    let by = answer_by(act.today());
    store::insert(act, &store::New { invoice: id, from: dispute.from, answer_by: by, words, lines: &lines })
}

fn note(act: &Act<'_>, record: &Record, link: Id<kinds::Invoice>, words: &str) -> Result<()> {
    timeline::note(
        act,
        NewEvent {
            agency: record.agency,
            case: record.case,
            kind: EventKind::Invoice,
            words,
            link: Some(&format!("/invoices/{link}")),
            family_sees: false,
        },
    )
}
