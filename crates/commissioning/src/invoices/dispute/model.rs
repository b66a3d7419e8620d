//! Disputes: which lines stay to be paid, which wait, and what may follow what.

use std::collections::BTreeSet;

use kernel::{Calendar, Date, Error, Id, Pence, Result, kinds::Session};

use crate::invoices::model::{Invoice, Line};

/// Working days in which a provider is asked to answer. No law sets it: Hearth's own choice, shown as such. The duty of the
/// payer is to tell of a dispute without undue delay (Procurement Act 2023 section 68).
pub const WORKING_DAYS_TO_ANSWER: u32 = 10;

kernel::codes! {
    /// Why a line is disputed.
    Reason {
        Twice = "twice", "Asked for twice";
        Price = "wrong-price", "Not the price that was agreed";
        NotHeld = "not-held", "The session was not held";
        Day = "wrong-day", "The session was on another day";
        Vat = "wrong-vat", "VAT is wrong";
        Elsewhere = "other-agency", "Another agency's order";
        Other = "other", "Something else, said below";
    }
}

kernel::codes! {
    /// What the provider answers to a line.
    LineAnswer {
        Stands = "stands", "It stands";
        Credit = "credit", "Take it off this invoice";
    }
}

kernel::codes! {
    /// How a dispute stands.
    Standing {
        Open = "open", "Waiting for the provider's answer";
        Answered = "answered", "Answered, waiting for finance";
        Cleared = "cleared", "Cleared for payment";
        Credited = "credited", "Taken off by the provider";
        Again = "asked-again", "Asked again";
    }
}

kernel::codes! {
    /// What finance does with a dispute.
    Clearing {
        Pay = "pay", "Clear the lines: they may be paid";
        Again = "again", "Ask the provider again";
    }
}

impl Standing {
    /// Whether somebody has still something to do.
    pub fn is_going(self) -> bool {
        matches!(self, Standing::Open | Standing::Answered)
    }

    /// The provider answers; `left` lines stay.
    ///
    /// # Errors
    /// `Refused` (`dispute.state`) unless it waits for the provider.
    pub fn answer(self, left: usize) -> Result<Standing> {
        match self {
            Standing::Open if left == 0 => Ok(Standing::Credited),
            Standing::Open => Ok(Standing::Answered),
            other => Err(other.refuse("answered")),
        }
    }

    /// Finance clears it, which needs no answer, or asks again, which does.
    ///
    /// # Errors
    /// `Refused` (`dispute.state`) where it is over, or where there is no answer to ask again about.
    pub fn clear(self, how: Clearing) -> Result<Standing> {
        match (self, how) {
            (Standing::Open | Standing::Answered, Clearing::Pay) => Ok(Standing::Cleared),
            (Standing::Answered, Clearing::Again) => Ok(Standing::Again),
            (other, Clearing::Pay) => Err(other.refuse("cleared")),
            (other, Clearing::Again) => Err(other.refuse("asked again")),
        }
    }

    fn refuse(self, wish: &str) -> Error {
        let now = match self {
            Standing::Open => "waits for the provider's answer",
            Standing::Answered => "is answered already",
            Standing::Cleared => "is cleared already",
            Standing::Credited => "is over: the provider took its lines off",
            Standing::Again => "was asked again",
        };
        Error::refused("dispute.state", format!("This dispute {now}, so it cannot be {wish}."))
    }
}

/// The day by which an answer is asked for.
pub fn answer_by(opened: Date) -> Date {
    Calendar::england().add_working_days(opened, WORKING_DAYS_TO_ANSWER)
}

/// An invoice in two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// What nobody disputes.
    pub stay: Vec<Line>,
    /// What waits, with the reason of each line.
    pub wait: Vec<(Line, Reason)>,
}

/// The sum of some lines.
pub fn sum<'a>(lines: impl Iterator<Item = &'a Line>) -> Pence {
    lines.map(|line| line.amount).sum()
}

/// Takes the disputed lines out of an invoice. No line is lost and none is in both parts.
///
/// # Errors
/// `Invalid` on `lines` when none is named, one twice, or one that is not on the invoice.
pub fn part(invoice: &Invoice, disputed: &[(Id<Session>, Reason)]) -> Result<Parts> {
    let named: BTreeSet<Id<Session>> = disputed.iter().map(|(session, _)| *session).collect();
    if disputed.is_empty() {
        return Err(Error::field("lines", "Choose a reason beside at least one line"));
    }
    if named.len() != disputed.len() {
        return Err(Error::field("lines", "Name each line once"));
    }
    if !named.iter().all(|session| invoice.lines.iter().any(|line| line.session == *session)) {
        return Err(Error::field("lines", "Name lines of this invoice. Open the page again to see them"));
    }
    let mut parts = Parts { stay: Vec::new(), wait: Vec::new() };
    for line in &invoice.lines {
        match disputed.iter().find(|(session, _)| *session == line.session) {
            Some((_, reason)) => parts.wait.push((*line, *reason)),
            None => parts.stay.push(*line),
        }
    }
    Ok(parts)
}

/// The lines that stay after an answer.
///
/// # Errors
/// `Invalid` on `lines` unless each disputed line is answered once, and no other.
pub fn left(disputed: &[Id<Session>], answers: &[(Id<Session>, LineAnswer)]) -> Result<Vec<Id<Session>>> {
    let named: BTreeSet<Id<Session>> = answers.iter().map(|(session, _)| *session).collect();
    let asked: BTreeSet<Id<Session>> = disputed.iter().copied().collect();
    if named != asked || answers.len() != disputed.len() {
        return Err(Error::field("lines", "Answer each disputed line: it stands, or it is taken off"));
    }
    let stands =
        |(session, answer): &(Id<Session>, LineAnswer)| (*answer == LineAnswer::Stands).then_some(*session);
    Ok(answers.iter().filter_map(stands).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invoices::model::InvoiceState;
    use kernel::kinds;
    use proptest::prelude::*;

    fn invoice(amounts: &[i64]) -> Invoice {
        let lines: Vec<Line> = (0_u64..)
            .zip(amounts)
            .map(|(n, amount)| Line {
                session: Id::from_parts(n, [1; 10]),
                day: "2026-11-20".parse().unwrap(),
                amount: Pence(*amount),
            })
            .collect();
        Invoice {
            id: Id::from_parts(1, [2; 10]),
            provider: Id::from_parts(1, [3; 10]),
            order: Id::from_parts(1, [4; 10]),
            number: "W-1".into(),
            received: "2026-11-20".parse().unwrap(),
            total: sum(lines.iter()),
            lines,
            state: InvoiceState::Matched,
        }
    }

    #[test]
    fn what_may_follow_what() {
        use Standing::*;
        assert_eq!((Open.answer(1), Open.answer(0)), (Ok(Answered), Ok(Credited)));
        assert_eq!(Answered.answer(1).unwrap_err().code(), "dispute.state");
        assert_eq!((Open.clear(Clearing::Pay), Answered.clear(Clearing::Again)), (Ok(Cleared), Ok(Again)));
        assert_eq!(Open.clear(Clearing::Again).unwrap_err().code(), "dispute.state");
        for over in [Cleared, Credited, Again] {
            assert!(!over.is_going() && over.answer(1).is_err() && over.clear(Clearing::Pay).is_err());
        }
        // A Sunday: ten working days on.
        assert_eq!(answer_by("2026-11-29".parse().unwrap()).to_string(), "2026-12-11");
    }

    #[test]
    fn lines_that_are_not_there_or_named_twice_are_refused() {
        let asked = invoice(&[100, 200]);
        let first = asked.lines[0].session;
        let strange: Id<kinds::Session> = Id::from_parts(9, [9; 10]);
        for wrong in [vec![], vec![first, first], vec![first, strange]] {
            let wrong: Vec<_> = wrong.into_iter().map(|s| (s, Reason::Price)).collect();
            assert!(matches!(part(&asked, &wrong), Err(Error::Invalid(i)) if i.of("lines").is_some()));
        }
        let disputed: Vec<_> = asked.lines.iter().map(|l| l.session).collect();
        for wrong in [vec![], vec![first], vec![first, first], vec![first, strange]] {
            let wrong: Vec<_> = wrong.into_iter().map(|s| (s, LineAnswer::Stands)).collect();
            assert!(left(&disputed, &wrong).is_err());
        }
    }

    proptest! {
        /// Whatever is disputed, the two parts come to the invoice to the penny, and hold each line once.
        #[test]
        fn nothing_is_lost_in_parting(
            amounts in prop::collection::vec(1_i64..1_000_000, 1..30), picked in prop::collection::vec(any::<bool>(), 30)
        ) {
            let asked = invoice(&amounts);
            let disputed: Vec<_> = asked.lines.iter().zip(&picked).filter(|(_, p)| **p)
                .map(|(line, _)| (line.session, Reason::NotHeld)).collect();
            prop_assume!(!disputed.is_empty());
            let parts = part(&asked, &disputed).unwrap();
            prop_assert_eq!(parts.wait.len(), disputed.len());
            let waits = sum(parts.wait.iter().map(|(line, _)| line));
            prop_assert_eq!(sum(parts.stay.iter()) + waits, asked.total);
            let all: BTreeSet<_> = parts.stay.iter().chain(parts.wait.iter().map(|(line, _)| line)).map(|l| l.session).collect();
            prop_assert_eq!(all.len(), asked.lines.len());
        }
    }
}
