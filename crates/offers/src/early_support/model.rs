//! The parts of the early support and how a family stands to each. Pure; the parts are data.

use std::sync::LazyLock;

use kernel::{Date, Error, Id, Result, Timestamp, codes, kinds::Case};
use serde::Deserialize;

use crate::core_offers::model::Stated;

codes! {
    /// Who gives a part.
    Given {
        NationalDigital = "national-digital", "Online, the same for all of England";
        Local = "local", "By the agency or near by";
    }
}

codes! {
    /// When a family needs it.
    Stage {
        Prepare = "prepare", "Before a child moves in";
        Arrive = "arrive", "In the first weeks";
        Settle = "settle", "In the first year";
    }
}

codes! {
    /// How a family stands to a part.
    Taking {
        Offered = "offered", "Offered";
        TookPart = "took-part", "Took part";
        NotNow = "not-now", "Not for us now";
    }
}

codes! {
    /// What came of the call to a family that asked for more.
    Next {
        Talked = "talked", "We talked, and nothing more is needed now";
        Assess = "assess", "An assessment of need begins";
    }
}

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// Somebody has promised to call already.
    pub const ASKED: &str = "early-support.asked";
    /// Nobody asked, or it was answered.
    pub const NOT_ASKED: &str = "early-support.not-asked";
}

/// A part of the early support, as `data/early_support.csv` gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its stable code.
    pub code: String,
    /// Who gives it.
    pub given: Given,
    /// When it is needed.
    pub stage: Stage,
    /// What it is called.
    pub title: String,
    /// What it should achieve for every family.
    pub standard: String,
    /// Where that comes from.
    pub source: String,
}

#[derive(Deserialize)]
struct Line {
    code: String,
    given: String,
    stage: String,
    title: String,
    standard: String,
    source: String,
}

/// Every part, in the order in which a family meets them.
///
/// # Errors
/// An operator's when the data of this build cannot be read.
pub fn parts() -> Result<&'static [Part]> {
    static PARTS: LazyLock<Result<Vec<Part>>> =
        LazyLock::new(|| read(include_str!("../../../../data/early_support.csv")));
    PARTS.as_ref().map(Vec::as_slice).map_err(Clone::clone)
}

fn read(text: &str) -> Result<Vec<Part>> {
    let bad = |what: String| Error::Internal(format!("data/early_support.csv: {what}"));
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .deserialize::<Line>()
        .map(|line| {
            let line = line.map_err(|e| bad(e.to_string()))?;
            let unknown = || bad(format!("'{}' is given, or needed, in no known way", line.code));
            Ok(Part {
                given: Given::from_code(&line.given).ok_or_else(unknown)?,
                stage: Stage::from_code(&line.stage).ok_or_else(unknown)?,
                code: line.code,
                title: line.title,
                standard: line.standard,
                source: line.source,
            })
        })
        .collect()
}

/// The part with this code.
///
/// # Errors
/// `Invalid` on `part` when there is none.
pub fn part(code: &str) -> Result<&'static Part> {
    let found = parts()?.iter().find(|part| part.code == code);
    found.ok_or_else(|| Error::field("part", "Choose a part of the early support from the list"))
}

/// How an agency gives a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Whether it does.
    pub stated: Stated,
    /// How, in words for families; may be empty.
    pub how: String,
    /// A page where a family finds it; may be empty.
    pub link: String,
    /// When it was stated.
    pub at: Timestamp,
}

/// How a household stands to a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Had {
    /// How.
    pub taking: Taking,
    /// On which day it was offered, or they took part.
    pub on: Date,
    /// Whether the family said so itself.
    pub by_family: bool,
}

/// A family's step to a part, in an agency's list.
#[derive(Debug, Clone, PartialEq)]
pub struct Who {
    /// The row.
    pub id: Id<()>,
    /// The case in whose record it was noted.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: String,
    /// How the family stands.
    pub had: Had,
    /// When it was noted.
    pub at: Timestamp,
}

/// How many households stand in each way to a part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Offered, and not yet answered.
    pub offered: u64,
    /// Took part.
    pub took_part: u64,
    /// Did not want it then.
    pub not_now: u64,
}

impl Counts {
    /// Adds households.
    pub fn add(&mut self, taking: Taking, count: u64) {
        match taking {
            Taking::Offered => self.offered += count,
            Taking::TookPart => self.took_part += count,
            Taking::NotNow => self.not_now += count,
        }
    }

    /// Every household that was offered the part, however it answered.
    pub fn all(self) -> u64 {
        self.offered + self.took_part + self.not_now
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_is_a_national_and_a_local_part_with_a_standard_and_a_source_in_the_order_of_a_familys_first_year()
     {
        let all = parts().unwrap();
        let codes: BTreeSet<&str> = all.iter().map(|p| p.code.as_str()).collect();
        assert_eq!(codes.len(), all.len(), "a code stands twice");
        for given in Given::ALL {
            assert!(all.iter().any(|p| p.given == *given), "{given:?}");
        }
        let order = |stage: Stage| Stage::ALL.iter().position(|s| *s == stage).unwrap();
        assert!(all.is_sorted_by_key(|p| order(p.stage)));
        for p in all {
            assert!(
                p.standard.ends_with('.') && p.source.starts_with("Adoption England 2026, proposal "),
                "{}",
                p.code
            );
            assert_eq!(part(&p.code).unwrap(), p);
        }
        assert_eq!(part("none").unwrap_err().code(), "invalid");
    }

    #[test]
    fn a_part_that_is_given_in_no_known_way_is_refused() {
        let head = "code,given,stage,title,standard,source\n";
        assert!(read(&format!("{head}a,local,settle,A,B.,S4 P1\n")).is_ok());
        for wrong in ["a,post,settle,A,B.,S4\n", "a,local,later,A,B.,S4\n", "a,local\n"] {
            assert!(read(&format!("{head}{wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_answer_is_counted_once() {
        let mut counts = Counts::default();
        for (n, taking) in (1..).zip(Taking::ALL) {
            counts.add(*taking, n);
        }
        assert_eq!(counts, Counts { offered: 1, took_part: 2, not_now: 3 });
        assert_eq!(counts.all(), 6);
    }
}
