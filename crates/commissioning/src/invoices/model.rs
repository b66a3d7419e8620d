//! Invoices: one line for each session, matched exactly to what was ordered and given, and
//! paid within 30 days. Nothing is paid that was not matched: only [`match_invoice`] makes
//! the proof that [`InvoiceState::matched`] asks for.

use std::{collections::BTreeSet, fmt};

use kernel::{Calendar, Date, Error, FieldError, Id, Invalid, Pence, Result, kinds};

use crate::{
    delivery::model::{Session, SessionState},
    orders::model::Order,
};

/// Days from receipt of a valid invoice to the last day for paying it (Procurement Act 2023
/// section 68(2); it cannot be contracted out of, section 68(6)).
pub const DAYS_TO_PAY: i32 = 30;

/// The most lines that one invoice may have; an order has no more sessions than this.
pub const MOST_LINES: usize = crate::orders::model::MOST_SESSIONS as usize;

kernel::codes! {
    /// How an invoice stands.
    InvoiceState {
        Received = "received", "Received";
        Matched = "matched", "Matched, waiting to be paid";
        Paid = "paid", "Paid";
        Queried = "queried", "Queried with the provider";
        Withdrawn = "withdrawn", "Withdrawn by the provider";
    }
}

impl InvoiceState {
    /// Every line agrees; `proof` comes from [`match_invoice`] for this very invoice.
    ///
    /// # Errors
    /// `Refused`: `invoice.proof` when the proof is another invoice's; `invoice.state` unless received or queried.
    pub fn matched(self, invoice: Id<kinds::Invoice>, proof: &Matched) -> Result<InvoiceState> {
        if proof.invoice != invoice {
            return Err(Error::refused("invoice.proof", "This match belongs to another invoice."));
        }
        match self {
            InvoiceState::Received | InvoiceState::Queried => Ok(InvoiceState::Matched),
            other => Err(other.refuse("matched")),
        }
    }

    /// Something does not agree, or is disputed. The provider must be told without undue delay
    /// (Procurement Act 2023 section 68). Sessions keep their mark until it is withdrawn.
    ///
    /// # Errors
    /// `Refused` (`invoice.state`) unless received or matched.
    pub fn query(self) -> Result<InvoiceState> {
        match self {
            InvoiceState::Received | InvoiceState::Matched => Ok(InvoiceState::Queried),
            other => Err(other.refuse("queried")),
        }
    }

    /// The provider takes it back, usually to send a right one; its sessions may be invoiced again.
    ///
    /// # Errors
    /// `Refused` (`invoice.state`) unless received or queried.
    pub fn withdraw(self) -> Result<InvoiceState> {
        match self {
            InvoiceState::Received | InvoiceState::Queried => Ok(InvoiceState::Withdrawn),
            other => Err(other.refuse("withdrawn")),
        }
    }

    /// The money has gone.
    ///
    /// # Errors
    /// `Refused` (`invoice.state`) unless matched.
    pub fn pay(self) -> Result<InvoiceState> {
        match self {
            InvoiceState::Matched => Ok(InvoiceState::Paid),
            other => Err(other.refuse("paid")),
        }
    }

    fn refuse(self, wish: &str) -> Error {
        let now = match self {
            InvoiceState::Received => "has not been matched yet",
            InvoiceState::Matched => "is matched",
            InvoiceState::Paid => "is paid",
            InvoiceState::Queried => "is being queried",
            InvoiceState::Withdrawn => "was withdrawn",
        };
        Error::refused("invoice.state", format!("This invoice {now}, so it cannot be {wish}."))
    }
}

/// What a provider sends: who, for which order, and a line for each session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// Whose record this is.
    pub id: Id<kinds::Invoice>,
    /// Who sent it.
    pub provider: Id<kinds::Organisation>,
    /// The order it is for.
    pub order: Id<kinds::Order>,
    /// The provider's own number for it.
    pub number: String,
    /// The day it came.
    pub received: Date,
    /// One line for each session.
    pub lines: Vec<Line>,
    /// The sum that the provider asks for.
    pub total: Pence,
    /// How it stands.
    pub state: InvoiceState,
}

impl Invoice {
    /// Checks what a provider sent before it is kept; whether it agrees with the order is
    /// for [`match_invoice`].
    ///
    /// # Errors
    /// `Invalid` on `number` (1 to 40 characters), `received` (not after `today`), or `lines` (1 to
    /// [`MOST_LINES`], each above £0).
    pub fn check(self, today: Date) -> Result<Invoice> {
        let mut wrong = Vec::new();
        let mut say = |field: &str, message: String| {
            wrong.push(FieldError { field: field.to_owned(), message });
        };
        if !(1..=40).contains(&self.number.trim().chars().count()) {
            say("number", "Enter the invoice's number, up to 40 characters".into());
        }
        if self.received > today {
            say("received", "Enter the day the invoice came, today or earlier".into());
        }
        if !(1..=MOST_LINES).contains(&self.lines.len()) {
            say("lines", format!("Give one line for each session, from 1 to {MOST_LINES}"));
        } else if self.lines.iter().any(|line| line.amount <= Pence::ZERO) {
            say("lines", "Enter an amount above £0 on each line".into());
        }
        if wrong.is_empty() { Ok(self) } else { Err(Error::Invalid(Invalid(wrong))) }
    }

    /// The last day on which payment is on time: 30 days after the day it came.
    pub fn due(&self) -> Date {
        Calendar::england().add_days(self.received, DAYS_TO_PAY)
    }
}

/// One line of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The session it asks for.
    pub session: Id<kinds::Session>,
    /// The day that the provider says it was.
    pub day: Date,
    /// What the provider asks for it.
    pub amount: Pence,
}

/// Proof that every line agrees. Only [`match_invoice`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    invoice: Id<kinds::Invoice>,
    sessions: Vec<Id<kinds::Session>>,
    total: Pence,
}

impl Matched {
    /// The invoice that agrees.
    pub fn invoice(&self) -> Id<kinds::Invoice> {
        self.invoice
    }

    /// The sessions to mark as invoiced, in the order of the lines.
    pub fn sessions(&self) -> &[Id<kinds::Session>] {
        &self.sessions
    }

    /// What is to be paid: price times sessions, to the penny.
    pub fn total(&self) -> Pence {
        self.total
    }
}

kernel::codes! {
    /// What can be wrong with an invoice.
    MismatchCode {
        Order = "wrong-order", "For another order";
        Provider = "wrong-provider", "From another provider";
        OrderState = "order-not-delivered", "The order was not taken up";
        Empty = "no-lines", "No lines";
        Session = "unknown-session", "No such session of this order";
        Given = "not-given", "Neither held nor chargeable";
        Day = "wrong-day", "Another day";
        Twice = "twice", "Asked for twice";
        Before = "invoiced-before", "On an earlier invoice";
        Price = "wrong-price", "Another price";
        Total = "wrong-total", "The total is not the sum of the lines";
    }
}

/// One thing that does not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Place of the line from 0; none for the invoice as a whole.
    pub line: Option<usize>,
    /// Stable code.
    pub code: MismatchCode,
    /// What a person reads, without personal data.
    pub message: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "Line {}: {}", line.saturating_add(1), self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Holds an invoice against its order and the order's sessions. It agrees only if each line names a
/// session of this order that was held (or missed and chargeable), on its day, at the order's price, not
/// asked for before, and the total is the sum of the lines. Sessions already marked with
/// this same invoice may be matched again.
///
/// # Errors
/// Everything that does not agree, whole invoice first, then line by line; never empty.
pub fn match_invoice(
    order: &Order,
    sessions: &[Session],
    invoice: &Invoice,
) -> Result<Matched, Vec<Mismatch>> {
    let mut found = whole(order, invoice);
    let mut seen = BTreeSet::new();
    for (place, line) in invoice.lines.iter().enumerate() {
        let mut say = |code, message: String| found.push(Mismatch { line: Some(place), code, message });
        if !seen.insert(line.session) {
            say(MismatchCode::Twice, "this session stands on an earlier line too.".into());
        }
        if line.amount != order.price {
            let (asked, price) = (line.amount, order.price);
            say(MismatchCode::Price, format!("{asked} is asked, but the order's price is {price}."));
        }
        let Some(session) = sessions.iter().find(|s| s.id == line.session && s.order == order.id) else {
            say(MismatchCode::Session, "this order has no such session.".into());
            continue;
        };
        if line.day != session.day {
            let (asked, day) = (line.day.strftime("%-d %B %Y"), session.day.strftime("%-d %B %Y"));
            say(MismatchCode::Day, format!("the invoice says {asked}, but the session was on {day}."));
        }
        if !session.state.payable() {
            let why = match session.state {
                SessionState::Planned => "this session is not recorded as held yet.",
                _ => "this session was missed and is not chargeable.",
            };
            say(MismatchCode::Given, why.into());
        }
        if session.invoiced.is_some_and(|other| other != invoice.id) {
            say(MismatchCode::Before, "an earlier invoice has asked for this session.".into());
        }
    }
    if !found.is_empty() {
        return Err(found);
    }
    let sessions = invoice.lines.iter().map(|line| line.session).collect();
    Ok(Matched { invoice: invoice.id, sessions, total: invoice.total })
}

fn whole(order: &Order, invoice: &Invoice) -> Vec<Mismatch> {
    let mut found = Vec::new();
    let mut say = |code, message: String| found.push(Mismatch { line: None, code, message });
    if invoice.order != order.id {
        say(MismatchCode::Order, "This invoice is for another order.".into());
    }
    if invoice.provider != order.provider {
        say(MismatchCode::Provider, "This invoice is not from the provider of the order.".into());
    }
    if !order.state.may_be_invoiced() {
        say(MismatchCode::OrderState, "The provider has not accepted this order.".into());
    }
    if invoice.lines.is_empty() {
        say(MismatchCode::Empty, "This invoice has no lines.".into());
    }
    // A sum that could stop at the greatest amount would hide a difference, so it is wider than pence.
    let sum: i128 = invoice.lines.iter().map(|line| i128::from(line.amount.0)).sum();
    if sum != i128::from(invoice.total.0) {
        let total = invoice.total;
        let message = match i64::try_from(sum) {
            Ok(sum) => format!("The total is {total}, but the lines come to {}.", Pence(sum)),
            Err(_) => format!("The total is {total}, but the lines come to more than can be paid."),
        };
        say(MismatchCode::Total, message);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        delivery::model::{Missed, MissedBy, Notice},
        orders::model::{
            OrderState,
            tests::{accepted, d},
        },
    };
    use proptest::prelude::*;

    fn sessions(order: &Order, count: u32) -> Vec<Session> {
        (0..count)
            .map(|n| Session {
                id: Id::from_parts(u64::from(n), [7; 10]),
                order: order.id,
                day: Calendar::england().add_days(order.placed, i32::try_from(n).unwrap()),
                state: SessionState::Held,
                invoiced: None,
            })
            .collect()
    }

    fn invoice(order: &Order, sessions: &[Session]) -> Invoice {
        let lines: Vec<Line> =
            sessions.iter().map(|s| Line { session: s.id, day: s.day, amount: order.price }).collect();
        Invoice {
            id: Id::from_parts(50, [5; 10]),
            provider: order.provider,
            order: order.id,
            number: "W-17".into(),
            received: d("2026-06-01"),
            total: lines.iter().map(|l| l.amount).sum(),
            lines,
            state: InvoiceState::Received,
        }
    }

    fn missed(chargeable: bool) -> SessionState {
        SessionState::Missed(Missed { by: MissedBy::Family, notice: Notice::None, chargeable })
    }

    fn codes(result: Result<Matched, Vec<Mismatch>>) -> Vec<(Option<usize>, &'static str)> {
        result.unwrap_err().iter().map(|m| (m.line, m.code.code())).collect()
    }

    #[test]
    fn an_exact_invoice_is_matched_paid_and_due_in_thirty_days() {
        let order = accepted(3, Pence(12_050));
        let mut given = sessions(&order, 3);
        given[1].state = missed(true);
        let asked = invoice(&order, &given);
        let proof = match_invoice(&order, &given, &asked).unwrap();
        assert_eq!(proof.total(), Pence(36_150));
        let matched = asked.state.matched(asked.id, &proof).unwrap();
        assert_eq!(matched.pay(), Ok(InvoiceState::Paid));
        assert_eq!(asked.due(), d("2026-07-01"));
        // A cancelled order still pays for what was given, and the same invoice may be matched again.
        given.iter_mut().for_each(|s| s.invoiced = Some(asked.id));
        let cancelled = Order { state: OrderState::Cancelled, ..order };
        assert!(match_invoice(&cancelled, &given, &asked).is_ok());
    }

    #[test]
    fn each_line_that_does_not_agree_is_named() {
        let order = accepted(5, Pence::pounds(100));
        let mut given = sessions(&order, 5);
        given[0].state = SessionState::Planned;
        given[1].state = missed(false);
        given[2].invoiced = Some(Id::from_parts(49, [4; 10]));
        let mut asked = invoice(&order, &given);
        asked.lines[3].amount = Pence(10_001);
        asked.lines[4].day = d("2026-01-01");
        asked.lines.push(asked.lines[4]);
        asked.lines[5].session = Id::from_parts(99, [9; 10]);
        asked.lines.push(asked.lines[3]);
        assert_eq!(
            codes(match_invoice(&order, &given, &asked)),
            [
                (None, "wrong-total"),
                (Some(0), "not-given"),
                (Some(1), "not-given"),
                (Some(2), "invoiced-before"),
                (Some(3), "wrong-price"),
                (Some(4), "wrong-day"),
                (Some(5), "unknown-session"),
                (Some(6), "twice"),
                (Some(6), "wrong-price"),
            ]
        );
    }

    #[test]
    fn a_foreign_or_empty_invoice_is_refused_as_a_whole() {
        let order = accepted(1, Pence::pounds(100));
        let mut asked = invoice(&order, &[]);
        asked.order = Id::from_parts(77, [7; 10]);
        asked.provider = Id::from_parts(78, [7; 10]);
        let waiting = Order { state: OrderState::Placed, ..order };
        assert_eq!(
            codes(match_invoice(&waiting, &[], &asked)),
            [
                (None, "wrong-order"),
                (None, "wrong-provider"),
                (None, "order-not-delivered"),
                (None, "no-lines")
            ]
        );
    }

    #[test]
    fn what_was_typed_is_checked_by_field() {
        let order = accepted(1, Pence::pounds(100));
        let good = invoice(&order, &sessions(&order, 1));
        assert!(good.clone().check(good.received).is_ok());
        let mut bad = Invoice { number: " ".into(), ..good };
        bad.lines[0].amount = Pence::ZERO;
        match bad.check(d("2026-05-31")) {
            Err(Error::Invalid(fields)) => {
                for field in ["number", "received", "lines"] {
                    assert!(fields.of(field).is_some(), "{field}");
                }
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn amounts_beyond_counting_do_not_pass_for_a_total() {
        let order = accepted(2, Pence::pounds(100));
        let given = sessions(&order, 2);
        let mut asked = invoice(&order, &given);
        asked.lines.iter_mut().for_each(|l| l.amount = Pence(i64::MAX));
        asked.total = Pence(i64::MAX);
        assert!(codes(match_invoice(&order, &given, &asked)).contains(&(None, "wrong-total")));
    }

    #[test]
    fn only_the_steps_of_an_invoice_are_allowed() {
        use InvoiceState::*;
        let order = accepted(1, Pence::pounds(100));
        let given = sessions(&order, 1);
        let asked = invoice(&order, &given);
        let proof = match_invoice(&order, &given, &asked).unwrap();
        let allowed: Vec<_> = InvoiceState::ALL
            .iter()
            .flat_map(|from| {
                [from.matched(asked.id, &proof), from.query(), from.withdraw(), from.pay()]
                    .into_iter()
                    .filter_map(|to| Some((*from, to.ok()?)))
            })
            .collect();
        assert_eq!(
            allowed,
            [
                (Received, Matched),
                (Received, Queried),
                (Received, Withdrawn),
                (Matched, Queried),
                (Matched, Paid),
                (Queried, Matched),
                (Queried, Withdrawn),
            ]
        );
        let stranger = Received.matched(Id::from_parts(51, [5; 10]), &proof);
        assert_eq!(stranger.unwrap_err().code(), "invoice.proof");
    }

    proptest! {
        /// Of any choice of lines and amounts, exactly the honest ones match, and what is paid is
        /// price times lines.
        #[test]
        fn only_exact_invoices_match(
            price in 1_i64..1_000_000,
            states in prop::collection::vec(0_u8..4, 1..12),
            picks in prop::collection::vec((0_usize..14, -1_i64..=1), 0..12),
            slip in -1_i64..=1,
        ) {
            let order = accepted(12, Pence(price));
            let mut given = sessions(&order, u32::try_from(states.len()).unwrap());
            for (session, state) in given.iter_mut().zip(&states) {
                session.state = match state {
                    0 => SessionState::Planned,
                    1 => missed(false),
                    2 => missed(true),
                    _ => SessionState::Held,
                };
            }
            let mut asked = invoice(&order, &[]);
            for (pick, odd) in &picks {
                let (session, day) = given
                    .get(*pick)
                    .map_or((Id::from_parts(1_000, [3; 10]), order.placed), |s| (s.id, s.day));
                asked.lines.push(Line { session, day, amount: Pence(price + odd) });
            }
            asked.total = asked.lines.iter().map(|l| l.amount).sum::<Pence>() + Pence(slip);
            let distinct: BTreeSet<usize> = picks.iter().map(|(pick, _)| *pick).collect();
            let honest = !picks.is_empty()
                && slip == 0
                && distinct.len() == picks.len()
                && picks.iter().all(|(pick, odd)| *odd == 0 && states.get(*pick).is_some_and(|s| *s >= 2));
            match match_invoice(&order, &given, &asked) {
                Ok(proof) => {
                    prop_assert!(honest);
                    prop_assert_eq!(Some(proof.total()), order.price.times(picks.len() as i64));
                }
                Err(found) => prop_assert!(!honest && !found.is_empty()),
            }
        }
    }
}
