//! Paying a matched invoice, once, to the penny.

use access::{Act, actions::PayInvoice, approval, audit::changed};
use commissioning::invoices::actions::mark_paid;
use kernel::{Error, Id, Pence, Result, kinds};

use crate::{
    applications::{actions::release_what_is_over, model::State, store},
    ledger::model::AccountCode,
    ledger::{
        model::{Agency, Movement},
        store::{About, balance, post},
    },
    schemes,
};

/// Where the money came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaidFrom {
    /// What was approved for this application; how much of it is still committed.
    Application {
        /// Which.
        id: Id<kinds::Application>,
        /// What people quote.
        reference: String,
        /// Approved, and neither paid nor given back.
        left: Pence,
    },
    /// The agency's own budget.
    CoreBudget,
}

/// What was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The invoice's total.
    pub amount: Pence,
    /// From what.
    pub from: PaidFrom,
}

/// Pays a matched invoice. The ledger, the application, the invoice, its promise and the figures
/// change together or not at all. When the order has ended and nothing more can be charged, what
/// is over is given back with the last payment.
///
/// # Errors
/// `NotFound` for an invoice of others; `Refused`: `invoice.state` unless matched and not paid,
/// `invoice.own` for whoever placed the order or asked the Fund for the money,
/// `ledger.commitment` when it is more than is left of what was approved.
pub fn pay_invoice(act: &Act<'_>, id: Id<kinds::Invoice>) -> Result<Payment> {
    let grant = act.one::<PayInvoice, kinds::Invoice>(id)?;
    let application = store::of_invoice(act, &grant)?;
    let paid = mark_paid(act, &grant)?;
    let amount = paid.record.invoice.total;
    let Some(opened) = application else {
        grant.note(act, &changed(&[("paid from core budget", "£0", &amount.to_string())]))?;
        return Ok(Payment { amount, from: PaidFrom::CoreBudget });
    };
    let a = opened.application;
    approval::by_another(
        act.actor(),
        [a.created_by, a.sent_by],
        "invoice.own",
        "You asked the Fund for this money, so somebody else must pay it out.",
    )?;
    if a.state != State::Approved {
        return Err(Error::Internal("an order stands on an application that was not approved".into()));
    }
    let version = schemes::version(a.rule.as_str())
        .ok_or_else(|| Error::Internal(format!("no rules are named {}", a.rule)))?;
    let agency = Agency { id: a.agency, year: version.year() };
    let committed = balance(act, AccountCode::Committed(agency, a.id))?;
    let movement = Movement::pay(format!("pay:{id}"), agency, a.id, amount)?;
    post(act, &movement, About { application: Some(a.id), invoice: Some(id) })?;
    store::spend(act, a.id, amount, Pence::ZERO)?;
    match release_what_is_over(act, &store::written(act, a.id)?.application) {
        // Most payments are not the last: the order goes on, or all that is left is owed.
        Ok(_) | Err(Error::Refused { .. }) => {}
        Err(other) => return Err(other),
    }
    let left = balance(act, AccountCode::Committed(agency, a.id))?;
    grant.note(
        act,
        &changed(&[
            (
                &format!("application {} paid", a.reference),
                &a.paid.to_string(),
                &(a.paid + amount).to_string(),
            ),
            ("committed", &committed.to_string(), &left.to_string()),
        ]),
    )?;
    let from = PaidFrom::Application { id: a.id, reference: a.reference.to_string(), left };
    Ok(Payment { amount, from })
}
