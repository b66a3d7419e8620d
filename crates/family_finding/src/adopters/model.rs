//! What is recorded of a household, and what must not be.

use kernel::{Date, FieldError, codes};
use serde::{Deserialize, Serialize};

use crate::matching::{offer::Offer, score::is_council};

codes! {
    /// Whether a household is free.
    Availability {
        Ready = "ready", "Ready";
        Exploring = "exploring", "A link is being explored";
        Placed = "placed", "Children are placed";
        Paused = "paused", "Paused";
    }
}

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// A link holds the household, so that it cannot be made ready or paused by hand.
    pub const HELD: &str = "adopter.held";
}

/// How to reach a household.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachBy {
    /// Where they live.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Email.
    pub email: String,
    /// What they are like, in words.
    pub profile: String,
}

/// A household to be recorded, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Their names.
    pub names: String,
    /// How to reach them.
    pub reach: ReachBy,
    /// What they can offer. Its reference and agency are given when it is kept.
    pub offer: Offer,
    /// The day on which they agreed that other agencies see their profile.
    pub shared: Option<Date>,
}

/// What is wrong with an entry on `today`.
pub fn check(entry: &Entry, today: Date) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    let mut say = |field: &str, message: &str| {
        wrong.push(FieldError { field: field.to_owned(), message: message.to_owned() });
    };
    let offer = &entry.offer;
    if offer.approved > today {
        say("approved", "The day of approval is in the future. Record the family when they are approved");
    }
    if offer.oldest < offer.youngest {
        say("oldest", "The oldest age must not be below the youngest");
    }
    if !is_council(&offer.council) {
        say("council", "Choose the council where they live");
    }
    if entry.shared.is_some_and(|day| day > today || day < offer.approved) {
        say("shared", "They can agree from the day of approval on, and not after today");
    }
    wrong
}

/// Whether somebody may change availability by hand: between ready and paused, and not while a link holds.
pub fn may_change(from: Availability, to: Availability) -> bool {
    let by_hand = |a| matches!(a, Availability::Ready | Availability::Paused);
    by_hand(from) && by_hand(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::tests::offer;

    #[test]
    fn what_cannot_be_is_told_beside_its_field() {
        let today = "2026-11-20".parse().unwrap();
        let entry = |offer: Offer, shared: Option<&str>| Entry {
            names: "Ada and Jo Quill".into(),
            reach: ReachBy::default(),
            offer,
            shared: shared.map(|d| d.parse().unwrap()),
        };
        let fields = |e: Entry| check(&e, today).into_iter().map(|e| e.field).collect::<Vec<_>>();
        assert!(fields(entry(offer(), Some("2026-03-01"))).is_empty());
        assert_eq!(fields(entry(offer(), Some("2026-01-31"))), ["shared"]);
        let odd =
            Offer { approved: "2026-11-21".parse().unwrap(), youngest: 6, council: "999".into(), ..offer() };
        assert_eq!(fields(entry(odd, None)), ["approved", "oldest", "council"]);
    }

    #[test]
    fn what_a_link_holds_is_not_changed_by_hand() {
        use Availability::{Exploring, Paused, Placed, Ready};
        for from in [Ready, Paused] {
            assert!(may_change(from, Ready) && may_change(from, Paused));
            assert!(!may_change(from, Exploring) && !may_change(from, Placed));
        }
        assert!(!may_change(Exploring, Ready) && !may_change(Placed, Ready));
    }
}
