//! The invoices of an order and their payment.

use casework::promises::{About, NewPromise};
use commissioning::invoices::model::{Invoice, InvoiceState, Line};
use kernel::{Pence, PromiseKind};

use super::{Bill, Funded, Wish};
use crate::{
    days::{self, Day},
    dice::Dice,
    story::{CaseStory, Teller, at_work},
    words,
};

/// Payable sessions on one invoice.
const LINES: usize = 8;

impl Teller<'_> {
    /// The invoices for what was given; gives the day the last was paid.
    pub(super) fn bills(
        &mut self,
        dice: &mut Dice,
        story: &mut CaseStory,
        funded: &mut Funded,
        wish: &Wish,
        provider: kernel::Id<kernel::kinds::Organisation>,
    ) -> Day {
        let Some(order) = &funded.order else { return 0 };
        let (price, ended) = (order.order.price, order.ended_at.is_some());
        let payable: Vec<usize> =
            (0..funded.sessions.len()).filter(|n| funded.sessions[*n].session.state.payable()).collect();
        let lines = if wish.shown.is_some() { 3 } else { LINES };
        let mut last = 0;
        let groups = payable.chunks(lines).count();
        for (n, group) in payable.chunks(lines).enumerate() {
            // A group that may still grow is not invoiced yet.
            if group.len() < lines && !ended {
                break;
            }
            let given = group.last().map_or(0, |n| days::day(funded.sessions[*n].session.day));
            let received = self.world.workdays.on_or_after(given + dice.within(2..=9)).max(given + 1);
            if !self.past(received) {
                break;
            }
            let received_at = at_work(dice, received);
            let id = dice.id(received_at);
            self.invoices += 1;
            let lines = group
                .iter()
                .map(|n| Line {
                    session: funded.sessions[*n].session.id,
                    day: funded.sessions[*n].session.day,
                    amount: price,
                })
                .collect();
            let wait = if dice.percent(91) { dice.within(6..=28) } else { dice.within(31..=60) };
            let paid = self.world.workdays.on_or_after(received + wait);
            let hold = wish.shown.is_some() && n + 1 == groups;
            let is_paid = self.past(paid) && !hold;
            let state = match is_paid {
                true => InvoiceState::Paid,
                false if hold => InvoiceState::Matched,
                false => dice.weighted(&[
                    (InvoiceState::Matched, 90),
                    (InvoiceState::Queried, 7),
                    (InvoiceState::Received, 3),
                ]),
            };
            let paid_at = is_paid.then(|| at_work(dice, paid));
            let total = Pence(price.0 * group.len() as i64);
            let invoice = Invoice {
                id,
                provider,
                order: order.order.id,
                number: format!("INV-{:06}", self.invoices),
                received: days::date(received),
                lines,
                total,
                state,
            };
            let due_on = invoice.due();
            let about = About {
                agency: story.case.agency,
                case: Some(story.case.id),
                enquiry: None,
                thing: id.cast(),
            };
            let promise: NewPromise =
                self.promise(dice, about, PromiseKind::InvoicePaid, received_at, paid_at);
            story.promises.push(promise);
            if is_paid {
                funded.application.paid += total;
                funded.application.version += 1;
                last = paid;
            }
            funded.bills.push(Bill {
                invoice,
                agency: story.case.agency,
                case: story.case.id,
                received_at,
                due_on,
                ended_at: paid_at,
                query: (state == InvoiceState::Queried).then(|| words::QUERY.to_owned()),
                version: if is_paid { 3 } else { 2 },
            });
            for n in group {
                funded.sessions[*n].session.invoiced = Some(id);
            }
        }
        last
    }
}
