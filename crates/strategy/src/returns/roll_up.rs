//! All agencies' returns of a quarter together: sums of what they tell, which anybody who has the returns could add up.

use std::collections::BTreeMap;

use super::{
    model::{ALL_PARTS, Kind, MEASURES, places},
    store::Taken,
};

/// One line of the roll-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The measure's code.
    pub measure: &'static str,
    /// The part, or `all`.
    pub part: &'static str,
    /// The sum of what is told: a count or pence.
    pub sum: i64,
    /// How many returns hold the figure back, so that the sum is too low.
    pub held_back: usize,
    /// Whether it is pence.
    pub money: bool,
}

/// The sums of returns, in the order of a return.
pub fn roll_up(taken: &[Taken]) -> Vec<Line> {
    let mut sums: BTreeMap<(&str, &str), (i64, usize)> = BTreeMap::new();
    for figure in taken.iter().flat_map(|one| &one.figures) {
        let entry = sums.entry((figure.measure.as_str(), figure.part.as_str())).or_default();
        match figure.value {
            Some(value) => entry.0 = entry.0.saturating_add(value),
            None => entry.1 += 1,
        }
    }
    let line = |(measure, part): (&'static str, &'static str)| {
        let (sum, held_back) = sums.get(&(measure, part)).copied().unwrap_or((0, 0));
        let money = MEASURES.iter().any(|(m, _, kind)| *m == measure && matches!(kind, Kind::Money(_)));
        Line { measure, part, sum, held_back, money }
    };
    places().into_iter().map(line).collect()
}

/// A measure as people read it.
pub fn measure_words(measure: &str) -> &str {
    MEASURES.iter().find(|(code, ..)| *code == measure).map_or(measure, |(_, words, _)| words)
}

/// A part as people read it.
pub fn part_words(part: &str) -> String {
    if part == ALL_PARTS {
        return "All".to_owned();
    }
    let label = kernel::Level::from_code(part)
        .map(|level| level.label())
        .or_else(|| kernel::Channel::from_code(part).map(|channel| channel.label()))
        .or_else(|| kernel::PromiseKind::from_code(part).map(|kind| kind.label()));
    label.unwrap_or(part).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::returns::model::{
        Return,
        tests::{whole, with},
    };

    fn taken(r: Return) -> Taken {
        let at = r.made_at;
        Taken {
            code: r.agency.clone(),
            name: r.agency,
            made: at,
            received: at,
            corrections: 0,
            figures: r.figures,
        }
    }

    #[test]
    fn sums_say_how_much_is_missing() {
        let one = taken(whole("a", "2026-27-Q2"));
        let two = taken(with(whole("b", "2026-27-Q2"), "cases-opened", "all", None));
        let lines = roll_up(&[one, two]);
        let of = |measure: &str| lines.iter().find(|l| l.measure == measure && l.part == "all").unwrap();
        assert_eq!((of("enquiries").sum, of("enquiries").held_back), (200, 0));
        assert_eq!((of("cases-opened").sum, of("cases-opened").held_back), (100, 1));
        assert_eq!((of("money-paid").sum, of("money-paid").money), (2_469_000, true));
        assert!(roll_up(&[]).iter().all(|line| line.sum == 0));
        assert_eq!(
            (part_words("all"), part_words("targeted"), part_words("?")),
            ("All".into(), "Targeted".into(), "?".into())
        );
    }
}
