//! Moves between universal, targeted and intensive support: in any direction, over any
//! step, with a reason and no gate to pass through (requirement PL4; S4 "A rhythm of support").

use kernel::{Date, Error, Invalid, Level, Result};
use serde::Serialize;

use crate::words::{NOTE, mend, required};

kernel::codes! {
    /// Which way a family moves.
    Direction {
        More = "more", "More support";
        Less = "less", "Less support";
    }
}

/// A move from one level to another, as [`level_move`] makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelMove {
    /// The level left.
    pub from: Level,
    /// The level entered.
    pub to: Level,
    /// Why, in words that the family may read.
    pub reason: String,
    /// The day from which it holds.
    pub on: Date,
}

impl LevelMove {
    /// Which way the family moves.
    pub fn direction(&self) -> Direction {
        if self.to > self.from { Direction::More } else { Direction::Less }
    }
}

/// A move between levels.
///
/// # Errors
/// `Invalid` on `level` when nothing changes, on `reason` when none is given.
pub fn level_move(from: Level, to: Level, reason: &str, on: Date) -> Result<LevelMove> {
    let mut found = Vec::new();
    if from == to {
        found.push(mend(
            "level",
            format!("The family has {} support already. Choose another level", from.label().to_lowercase()),
        ));
    }
    found.extend(required("reason", reason, NOTE, "Say why, in words that the family may read"));
    if found.is_empty() {
        Ok(LevelMove { from, to, reason: reason.to_owned(), on })
    } else {
        Err(Error::Invalid(Invalid(found)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_level_leads_to_any_other_with_a_reason() {
        let day = Date::constant(2026, 11, 21);
        for from in Level::ALL {
            for to in Level::ALL {
                assert_eq!(level_move(*from, *to, "A calmer term", day).is_ok(), from != to);
                assert!(level_move(*from, *to, " ", day).is_err());
            }
        }
        let up = level_move(Level::Universal, Level::Intensive, "Grandmother died", day).unwrap();
        assert_eq!(up.direction(), Direction::More);
        let down = level_move(Level::Targeted, Level::Universal, "Goals met", day).unwrap();
        assert_eq!(down.direction(), Direction::Less);
    }
}
