//! What a safeguarding protocol says, and how it stands. Pure.

use kernel::{Date, Id, Timestamp, codes, kinds::Account};

/// The word for the agency's own protocol, where a council has its code.
pub const AGENCY: &str = "agency";

codes! {
    /// How a protocol stands.
    Standing {
        Holds = "holds", "Holds";
        Due = "review-due", "Should have been looked at again";
        Missing = "missing", "None is written";
    }
}

/// What a protocol says.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The number of the version that was read; 0 where none was written.
    pub number: i64,
    /// What to do first.
    pub first: String,
    /// When it is more than support.
    pub thresholds: String,
    /// Whom to call by day.
    pub contacts: String,
    /// Whom to call by night and at weekends.
    pub out_of_hours: String,
    /// Who keeps it.
    pub keeper: Id<Account>,
    /// On which day it is looked at again.
    pub review: Date,
}

/// A version of a protocol.
#[derive(Debug, Clone, PartialEq)]
pub struct Protocol {
    /// Its id.
    pub id: Id<()>,
    /// The code of the council; [`AGENCY`] for the agency's own.
    pub place: String,
    /// What it says.
    pub text: Text,
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
}

/// How a place stands on a day. On the day of its review a protocol still holds.
pub fn standing(protocol: Option<&Protocol>, today: Date) -> Standing {
    match protocol {
        None => Standing::Missing,
        Some(p) if p.text.review < today => Standing::Due,
        Some(_) => Standing::Holds,
    }
}

/// The protocol for a case: its council's own, or else the agency's.
pub fn for_council<'a>(all: &'a [Protocol], council: &str) -> Option<&'a Protocol> {
    let of = |place: &str| all.iter().find(|p| p.place == place);
    of(council).or_else(|| of(AGENCY))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn protocol(place: &str, review: &str) -> Protocol {
        let text = Text {
            number: 1,
            first: "Call".into(),
            thresholds: "Harm".into(),
            contacts: "MASH".into(),
            out_of_hours: "EDT".into(),
            keeper: Id::from_parts(1, [1; 10]),
            review: review.parse().unwrap(),
        };
        Protocol {
            id: Id::from_parts(2, [2; 10]),
            place: place.into(),
            text,
            at: Timestamp::UNIX_EPOCH,
            by: None,
        }
    }

    #[test]
    fn a_council_has_its_own_or_the_agencys_and_each_falls_due_after_its_day() {
        let today = "2026-11-20".parse().unwrap();
        let all = [protocol(AGENCY, "2026-11-20"), protocol("881", "2026-11-19")];
        assert_eq!(for_council(&all, "881").unwrap().place, "881");
        assert_eq!(for_council(&all, "882").unwrap().place, AGENCY);
        assert_eq!(for_council(&all[1..], "882"), None);
        assert_eq!(standing(Some(&all[0]), today), Standing::Holds, "on the day itself");
        assert_eq!(standing(Some(&all[1]), today), Standing::Due);
        assert_eq!(standing(None, today), Standing::Missing);
    }
}
