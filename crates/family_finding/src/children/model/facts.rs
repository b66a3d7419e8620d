//! What one year's return says of one child: the rows that can be trusted, and nothing worked out from them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A child's row of Header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Born {
    /// Day of birth.
    pub on: Date,
    /// SEX as coded in that year.
    pub sex: String,
    /// ETHNIC.
    pub ethnic: String,
}

/// An episode of care.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EpisodeFact {
    /// The day it began.
    pub from: Date,
    /// The day it ceased.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Date>,
    /// RNE.
    pub why: String,
    /// LS.
    pub status: String,
    /// PLACE.
    pub place: String,
    /// REC.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub end: String,
}

/// A decision that the child should be placed for adoption, and its reversal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Decision {
    /// The day of the decision.
    pub on: Option<Date>,
    /// The day it was reversed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reversed: Option<Date>,
    /// REASON_PLACED_CEASED.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub reason: String,
}

/// A child's row of AD1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adoption {
    /// The decision that adoption is in the child's best interests.
    pub best_interests: Option<Date>,
    /// The match.
    pub matched: Option<Date>,
    /// Whether a former foster carer adopted.
    pub by_carer: bool,
}

/// The part of the facts that one table gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Header.
    Born,
    /// Episodes.
    Episodes,
    /// PlacedAdoption.
    Decisions,
    /// AD1.
    Adoption,
}

impl Part {
    /// All four.
    pub const ALL: [Part; 4] = [Part::Born, Part::Episodes, Part::Decisions, Part::Adoption];
}

/// What one year's return says of one child.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// From Header.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub born: Option<Born>,
    /// From Episodes, the earliest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub episodes: Vec<EpisodeFact>,
    /// From PlacedAdoption, the earliest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub decisions: Vec<Decision>,
    /// From AD1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub adoption: Option<Adoption>,
}

impl Facts {
    /// These facts, with the parts that are not `new` as they were `before`.
    #[must_use]
    pub fn over(mut self, before: &Facts, new: impl Fn(Part) -> bool) -> Facts {
        for part in Part::ALL.into_iter().filter(|part| !new(*part)) {
            match part {
                Part::Born => self.born.clone_from(&before.born),
                Part::Episodes => self.episodes.clone_from(&before.episodes),
                Part::Decisions => self.decisions.clone_from(&before.decisions),
                Part::Adoption => self.adoption.clone_from(&before.adoption),
            }
        }
        self
    }

    /// Whether these rows show a child on the way to adoption, and not only one in care: a decision, an order
    /// that frees for adoption, a placement for it, or the adoption.
    pub fn on_the_way(&self) -> bool {
        let adoption = |e: &EpisodeFact| {
            matches!(e.status.as_str(), "E1" | "D1")
                || matches!(e.place.as_str(), "A3" | "A4" | "A5" | "A6")
                || matches!(e.end.as_str(), "E11" | "E12")
        };
        !self.decisions.is_empty() || self.adoption.is_some() || self.episodes.iter().any(adoption)
    }

    /// What differs, a line each, in words: what was and what is.
    pub fn differences(before: &Facts, after: &Facts) -> Vec<(&'static str, String, String)> {
        let mut out = Vec::new();
        let day = |day: Option<Date>| day.map_or_else(|| "none".to_owned(), |day| day.to_string());
        let mut tell = |what, was: String, is: String| {
            if was != is {
                out.push((what, was, is));
            }
        };
        tell(
            "Date of birth",
            day(before.born.as_ref().map(|b| b.on)),
            day(after.born.as_ref().map(|b| b.on)),
        );
        let episode = |e: &EpisodeFact| {
            format!(
                "{} to {}, {}, {}, {}{}",
                e.from,
                day(e.to),
                e.why,
                e.status,
                e.place,
                if e.end.is_empty() { String::new() } else { format!(", {}", e.end) }
            )
        };
        let all = |facts: &Facts| facts.episodes.iter().map(episode).collect::<Vec<_>>();
        let (was, is) = (all(before), all(after));
        let gone: Vec<&str> = was.iter().filter(|e| !is.contains(e)).map(String::as_str).collect();
        let new: Vec<&str> = is.iter().filter(|e| !was.contains(e)).map(String::as_str).collect();
        tell("Episodes", gone.join("; "), new.join("; "));
        let decision = |d: &Decision| match d.reversed {
            Some(reversed) => format!("{}, reversed {reversed} {}", day(d.on), d.reason),
            None => day(d.on),
        };
        let all = |facts: &Facts| facts.decisions.iter().map(decision).collect::<Vec<_>>().join("; ");
        tell("Decisions", all(before), all(after));
        let adoption = |facts: &Facts| {
            facts.adoption.as_ref().map_or_else(
                || "none".to_owned(),
                |a| {
                    format!(
                        "best interests {}, match {}, foster carer {}",
                        day(a.best_interests),
                        day(a.matched),
                        if a.by_carer { "yes" } else { "no" }
                    )
                },
            )
        };
        tell("Adoption", adoption(before), adoption(after));
        out
    }
}
