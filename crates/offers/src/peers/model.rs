//! Peer mentors and the families they stand beside, as values. Pure.

use access::offers::{Match as MatchKind, Mentor as Kind};
use kernel::{
    Date, Error, Id, Result, Timestamp, codes,
    kinds::{Case, Family, Organisation},
};

codes! {
    /// How a mentor stands.
    Stand {
        Active = "active", "Active";
        Paused = "paused", "Taking a break";
        Left = "left", "Has left";
    }
}

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// A mentor who may not be matched now.
    pub const NOT_READY: &str = "mentor.not-ready";
    /// A mentor stands beside as many families as one can.
    pub const FULL: &str = "mentor.full";
    /// They are matched already.
    pub const TWICE: &str = "mentor.twice";
    /// The match has ended.
    pub const OVER: &str = "mentor.over";
    /// A mentor who still stands beside families.
    pub const MATCHED: &str = "mentor.matched";
}

/// Families that one mentor stands beside at most: Hearth's own limit, so that volunteers are not worn out.
pub const MOST_FAMILIES: usize = 3;

/// Somebody who volunteers.
#[derive(Debug, Clone, PartialEq)]
pub struct Mentor {
    /// Their id.
    pub id: Id<Kind>,
    /// Whose volunteer.
    pub agency: Id<Organisation>,
    /// Their name.
    pub name: String,
    /// How to reach them.
    pub contact: String,
    /// What they bring, and what they would rather not; may be empty.
    pub note: String,
    /// When they finished their training.
    pub trained: Option<Date>,
    /// Until when their checks hold (DBS and references).
    pub checked_until: Option<Date>,
    /// By when somebody sees them next.
    pub supervise_by: Date,
    /// How they stand.
    pub stand: Stand,
    /// The version that an edit is based on.
    pub version: i64,
}

/// A mentor and a family.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Its id.
    pub id: Id<MatchKind>,
    /// The mentor.
    pub mentor: Id<Kind>,
    /// The family.
    pub family: Id<Family>,
    /// The case by which they were found.
    pub case: Id<Case>,
    /// The case's reference.
    pub reference: String,
    /// Why these two.
    pub reason: String,
    /// Since when.
    pub started: Timestamp,
    /// Until when.
    pub ended: Option<Timestamp>,
    /// Why it ended; may be empty.
    pub end_reason: String,
    /// The version that an edit is based on.
    pub version: i64,
}

impl Mentor {
    /// Why they cannot be brought together with a family today, each reason by itself; none when they can.
    pub fn not_ready(&self, today: Date) -> Vec<&'static str> {
        let mut why = Vec::new();
        if self.stand != Stand::Active {
            why.push("they are not active");
        }
        if self.trained.is_none_or(|day| day > today) {
            why.push("their training is not finished");
        }
        match self.checked_until {
            None => why.push("their checks are not recorded"),
            Some(until) if until < today => why.push("their checks have run out"),
            Some(_) => {}
        }
        if self.supervise_by < today {
            why.push("their supervision is late");
        }
        why
    }

    /// Refuses a match that must not be made.
    ///
    /// # Errors
    /// `Refused`: `mentor.not-ready` with every reason, `mentor.full`, `mentor.twice`.
    pub fn may_match(&self, family: Id<Family>, standing: &[Match], today: Date) -> Result<()> {
        let why = self.not_ready(today);
        if !why.is_empty() {
            let words = format!("This mentor cannot be matched now: {}.", why.join(", "));
            return Err(Error::refused(rule::NOT_READY, words));
        }
        if standing.iter().any(|m| m.family == family) {
            return Err(Error::refused(rule::TWICE, "They are matched already."));
        }
        if standing.len() >= MOST_FAMILIES {
            let words = format!(
                "This mentor stands beside {MOST_FAMILIES} families already, which is the most. Choose another."
            );
            return Err(Error::refused(rule::FULL, words));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;

    fn mentor() -> Mentor {
        Mentor {
            id: Id::from_parts(1, [1; 10]),
            agency: Id::from_parts(1, [2; 10]),
            name: "Bo".into(),
            contact: "bo@example.org".into(),
            note: String::new(),
            trained: Some(day("2026-01-10")),
            checked_until: Some(day("2027-01-10")),
            supervise_by: day("2026-12-01"),
            stand: Stand::Active,
            version: 1,
        }
    }

    fn with(number: u8) -> Match {
        Match {
            id: Id::from_parts(1, [number; 10]),
            mentor: mentor().id,
            family: Id::from_parts(2, [number; 10]),
            case: Id::from_parts(3, [number; 10]),
            reference: "CA".into(),
            reason: "Both".into(),
            started: "2026-11-01T00:00:00Z".parse().unwrap(),
            ended: None,
            end_reason: String::new(),
            version: 1,
        }
    }

    #[test]
    fn a_mentor_is_matched_when_trained_checked_and_seen() {
        let today = day("2026-11-20");
        assert!(mentor().not_ready(today).is_empty());
        let wrong = |change: fn(&mut Mentor)| {
            let mut m = mentor();
            change(&mut m);
            m.not_ready(today).join(", ")
        };
        assert_eq!(wrong(|m| m.trained = None), "their training is not finished");
        assert_eq!(wrong(|m| m.trained = Some(day("2026-11-21"))), "their training is not finished");
        assert_eq!(wrong(|m| m.checked_until = None), "their checks are not recorded");
        assert_eq!(wrong(|m| m.checked_until = Some(day("2026-11-19"))), "their checks have run out");
        assert_eq!(wrong(|m| m.supervise_by = day("2026-11-19")), "their supervision is late");
        assert_eq!(wrong(|m| m.stand = Stand::Paused), "they are not active");
        let code = |family: u8, standing: &[Match]| {
            mentor()
                .may_match(Id::from_parts(2, [family; 10]), standing, today)
                .map_err(|e| e.code().to_owned())
        };
        assert_eq!(code(9, &[with(1), with(2)]), Ok(()));
        assert_eq!(code(2, &[with(1), with(2)]), Err(rule::TWICE.into()));
        assert_eq!(code(9, &[with(1), with(2), with(3)]), Err(rule::FULL.into()));
    }
}
