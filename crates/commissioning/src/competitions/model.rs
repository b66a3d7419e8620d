//! The rules of a choice of provider: its steps, its terms, points and rank. Pure.
//!
//! How points are reckoned is Hearth's own and stands on every invitation: no source sets it for mini-competitions under
//! the light touch of the Procurement Act 2023 (facts: public sector conventions).

use kernel::{Date, Error, FieldError, Id, Invalid, Pence, Result};
use serde::{Deserialize, Serialize};

use access::market::Bid;

kernel::codes! {
    /// How a provider is chosen.
    Route {
        Competition = "competition", "Mini-competition with sealed bids";
        Direct = "direct", "Direct award";
        Family = "family-choice", "The family's own choice";
    }
}

kernel::codes! {
    /// How a choice stands.
    State {
        Asked = "asked", "Asked for";
        Preparing = "preparing", "Openers set their passphrases";
        Ready = "ready", "Ready to invite";
        Open = "open", "Bids can be sent";
        Opened = "opened", "Bids opened, being scored";
        Moderated = "moderated", "Scores moderated";
        Awarded = "awarded", "Awarded";
        Ordered = "ordered", "Ordered";
        Closed = "closed", "Closed without an award";
    }
}

impl State {
    /// Refuses a step that this state does not allow.
    ///
    /// # Errors
    /// `Refused` (`competition.state`).
    pub fn must_be(self, allowed: &[State]) -> Result<()> {
        if allowed.contains(&self) {
            return Ok(());
        }
        let now = match self {
            State::Asked => "has no terms yet",
            State::Preparing => "waits for its openers",
            State::Ready => "has nobody invited yet",
            State::Open => "takes bids now",
            State::Opened => "has its bids opened",
            State::Moderated => "has its scores moderated",
            State::Awarded => "is awarded",
            State::Ordered => "is ordered already",
            State::Closed => "is closed",
        };
        Err(Error::refused("competition.state", format!("This {now}, so that cannot be done now.")))
    }

    /// Whether it can still be closed without an award.
    pub fn goes_on(self) -> bool {
        !matches!(self, State::Awarded | State::Ordered | State::Closed)
    }
}

/// The best score of a criterion; the least is nought.
pub const BEST: u8 = 5;
/// The most criteria.
pub const CRITERIA: usize = 4;
/// The longest brief, in characters.
pub const BRIEF: usize = 6000;
/// The longest answer to a criterion, in characters.
pub const ANSWER: usize = 2000;

/// One thing that is scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// What bidders are asked.
    pub name: String,
    /// Points of a hundred.
    pub weight: u8,
}

/// What counts for how much. Fixed before anybody is invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Points of a hundred for the price.
    pub price: u8,
    /// What else counts.
    pub criteria: Vec<Criterion>,
}

impl Terms {
    /// Checks that all weights together make a hundred.
    ///
    /// # Errors
    /// `Invalid` on `price_weight`, or on `criterion1` without any.
    pub fn check(self) -> Result<Terms> {
        let total: u32 =
            u32::from(self.price) + self.criteria.iter().map(|c| u32::from(c.weight)).sum::<u32>();
        let mut wrong = Vec::new();
        if self.criteria.is_empty() || self.criteria.len() > CRITERIA {
            wrong.push(FieldError {
                field: "criterion1".into(),
                message: "Enter at least one thing that counts besides the price".into(),
            });
        }
        if total != 100 {
            wrong.push(FieldError {
                field: "price_weight".into(),
                message: format!("Price and criteria together must make 100. They make {total}"),
            });
        }
        if wrong.is_empty() { Ok(self) } else { Err(Error::Invalid(Invalid(wrong))) }
    }
}

/// What a bidder offers: nobody reads it before the opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Price of one session in pence.
    pub price: i64,
    /// Minutes of one session.
    pub minutes: u32,
    /// One answer for each criterion, in their order.
    pub answers: Vec<String>,
}

/// A bid with its moderated scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// Which.
    pub bid: Id<Bid>,
    /// Price of one session.
    pub price: Pence,
    /// One score from 0 to [`BEST`] for each criterion.
    pub scores: Vec<u8>,
}

/// A bid's points, in hundredths, and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// Which.
    pub bid: Id<Bid>,
    /// Points for the price: the lowest price gets all, another the share that the lowest is of it.
    pub price: i64,
    /// Points for each criterion: the weight, times the score, by five.
    pub quality: Vec<i64>,
}

impl Ranked {
    /// All points, in hundredths.
    pub fn total(&self) -> i64 {
        self.price + self.quality.iter().sum::<i64>()
    }
}

/// Bids with their points, the best first; of two with the same points the cheaper one, then the one that came first in
/// `bids`.
pub fn rank(terms: &Terms, bids: &[Scored]) -> Vec<Ranked> {
    let lowest = bids.iter().map(|b| b.price.0).min().unwrap_or(0);
    let mut ranked: Vec<(Ranked, Pence)> = bids
        .iter()
        .map(|b| {
            let price = i64::from(terms.price) * 100 * lowest / b.price.0.max(1);
            let quality = terms
                .criteria
                .iter()
                .zip(&b.scores)
                .map(|(c, s)| i64::from(c.weight) * 100 * i64::from((*s).min(BEST)) / i64::from(BEST))
                .collect();
            (Ranked { bid: b.bid, price, quality }, b.price)
        })
        .collect();
    ranked.sort_by_key(|(r, price)| (std::cmp::Reverse(r.total()), *price));
    ranked.into_iter().map(|(r, _)| r).collect()
}

/// Hundredths of points as people read them: `72.50`.
pub fn points(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Whether an award may be ordered on a day: a standstill lasts to the end of its last day.
///
/// # Errors
/// `Refused` (`competition.standstill`).
pub fn may_be_ordered(standstill_until: Option<Date>, today: Date) -> Result<()> {
    match standstill_until {
        Some(last) if today <= last => Err(Error::refused(
            "competition.standstill",
            format!(
                "The standstill lasts to the end of {}. Order on the day after, so that bidders have had their time.",
                crate::words::day(last)
            ),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn terms(price: u8, weights: &[u8]) -> Terms {
        let criteria = weights.iter().map(|w| Criterion { name: "How".into(), weight: *w }).collect();
        Terms { price, criteria }
    }

    fn bid(n: u8, price: i64, scores: &[u8]) -> Scored {
        Scored { bid: Id::from_parts(1, [n; 10]), price: Pence(price), scores: scores.to_vec() }
    }

    #[test]
    fn weights_make_a_hundred() {
        assert!(terms(40, &[40, 20]).check().is_ok());
        for (wrong, field) in [
            (terms(40, &[40]), "price_weight"),
            (terms(100, &[]), "criterion1"),
            (terms(60, &[60]), "price_weight"),
        ] {
            assert!(matches!(wrong.check(), Err(Error::Invalid(i)) if i.of(field).is_some()));
        }
    }

    #[test]
    fn the_best_for_price_and_quality_together_is_first() {
        let ranked =
            rank(&terms(40, &[60]), &[bid(1, 10_000, &[2]), bid(2, 12_500, &[4]), bid(3, 20_000, &[5])]);
        let seen: Vec<(u8, i64, i64)> =
            ranked.iter().map(|r| (r.bid.as_bytes()[15], r.price, r.quality[0])).collect();
        assert_eq!(seen, [(2, 3_200, 4_800), (3, 2_000, 6_000), (1, 4_000, 2_400)]);
        assert_eq!(points(ranked[0].total()), "80.00");
    }

    #[test]
    fn with_the_same_points_the_cheaper_is_first() {
        let ranked = rank(&terms(0, &[100]), &[bid(1, 12_000, &[3]), bid(2, 9_000, &[3])]);
        assert_eq!(ranked[0].bid, Id::from_parts(1, [2; 10]));
    }

    #[test]
    fn nothing_is_ordered_while_bidders_may_still_object() {
        let d = |text: &str| text.parse::<Date>().unwrap();
        assert!(may_be_ordered(None, d("2026-11-20")).is_ok());
        assert_eq!(
            may_be_ordered(Some(d("2026-11-20")), d("2026-11-20")).unwrap_err().code(),
            "competition.standstill"
        );
        assert!(may_be_ordered(Some(d("2026-11-20")), d("2026-11-21")).is_ok());
    }

    proptest! {
        #[test]
        fn no_points_beyond_the_weights_and_a_lower_price_never_harms(
            price in 0_u8..=100, prices in proptest::collection::vec(1_i64..1_000_000, 1..6), score in 0_u8..=5,
        ) {
            let terms = terms(price, &[100 - price]);
            let bids: Vec<Scored> = (0_u8..).zip(&prices).map(|(n, p)| bid(n, *p, &[score])).collect();
            let ranked = rank(&terms, &bids);
            let lowest = prices.iter().min().unwrap();
            let first = bids.iter().find(|b| b.bid == ranked[0].bid).unwrap();
            prop_assert_eq!(first.price.0, *lowest);
            for r in &ranked {
                prop_assert!(r.price <= i64::from(price) * 100 && r.total() <= 10_000 && r.total() >= 0);
            }
        }
    }
}
