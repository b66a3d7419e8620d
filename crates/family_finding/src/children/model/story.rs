//! The way of one child, worked out from what the returns of all years say: when they came into care, the
//! decision, the placement order, the match, the placement, the adoption, or how the plan ended.
//!
//! Episodes and decisions of a later return stand in the place of the same ones in an earlier one. A child who went
//! home and came back begins anew: only the latest period of care counts.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::facts::{Born, Decision, EpisodeFact, Facts};

kernel::codes! {
    /// How far a child has come.
    Step {
        Undecided = "undecided", "On the way, but no decision is recorded";
        Decided = "decided", "Decided, waiting for a placement order";
        Ordered = "ordered", "Placement order made, waiting for a match";
        Matched = "matched", "Matched, waiting to move in";
        Placed = "placed", "Placed for adoption, waiting for the order";
        Adopted = "adopted", "Adopted";
        Reversed = "reversed", "Decision reversed";
        Left = "left", "Left care another way";
    }
}

impl Step {
    /// Whether a family is still to be found, as far as the returns tell. They tell the day of a match of adopted children
    /// alone, so a child who is linked already may be among these.
    pub fn lacks_a_family(self) -> bool {
        matches!(self, Step::Undecided | Step::Decided | Step::Ordered)
    }

    /// Whether the child still waits for something.
    pub fn is_open(self) -> bool {
        !matches!(self, Step::Adopted | Step::Reversed | Step::Left)
    }
}

kernel::codes! {
    /// Why a decision was reversed (facts: SSDA903, REASON_PLACED_CEASED).
    Reversed {
        NeedsChanged = "RD1", "The child's needs changed";
        NoOrder = "RD2", "The court made no placement order";
        NobodyFound = "RD3", "No adopters could be found";
        Other = "RD4", "Another reason";
    }
}

/// The way of one child. A day that the returns do not tell is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Story {
    /// From Header.
    pub born: Option<Born>,
    /// The latest period of care began.
    pub started: Option<Date>,
    /// The decision that the child should be placed for adoption.
    pub decided: Option<Date>,
    /// The placement order, or a freeing order.
    pub ordered: Option<Date>,
    /// The match with adopters. The return tells it only of adopted children.
    pub matched: Option<Date>,
    /// Placed for adoption.
    pub placed: Option<Date>,
    /// The adoption order.
    pub adopted: Option<Date>,
    /// The decision was reversed, and why.
    pub reversed: Option<(Date, Option<Reversed>)>,
    /// Left care in another way than by adoption, and the code of how.
    pub left: Option<(Date, String)>,
    /// Whether a former foster carer adopted.
    pub by_carer: bool,
    /// When the child came to the foster carers who then adopted.
    pub fostered_from: Option<Date>,
}

impl Story {
    /// The story that the returns tell: the facts of each year, in any order.
    pub fn of<'a>(years: impl IntoIterator<Item = (i16, &'a Facts)>) -> Story {
        let years: BTreeMap<i16, &Facts> = years.into_iter().collect();
        let mut episodes: BTreeMap<Date, &EpisodeFact> = BTreeMap::new();
        let mut decisions: BTreeMap<Date, &Decision> = BTreeMap::new();
        let (mut born, mut adoption) = (None, None);
        for facts in years.values() {
            episodes.extend(facts.episodes.iter().map(|e| (e.from, e)));
            decisions.extend(facts.decisions.iter().filter_map(|d| Some((d.on?, d))));
            born = facts.born.as_ref().or(born);
            adoption = facts.adoption.as_ref().or(adoption);
        }
        let episodes: Vec<&EpisodeFact> = episodes.into_values().collect();
        let begin = episodes.iter().rposition(|e| e.why == "S");
        let period = episodes.get(begin.unwrap_or(0)..).unwrap_or_default();
        let started = begin.and_then(|at| episodes.get(at)).map(|e| e.from);
        let decisions: Vec<&Decision> =
            decisions.into_values().filter(|d| started.is_none_or(|start| d.on >= Some(start))).collect();
        let latest = decisions.last();
        // After an earlier decision was reversed, only what came with the new one counts.
        let anew = if decisions.len() > 1 { latest.and_then(|d| d.on) } else { None };
        let first = |is: &dyn Fn(&EpisodeFact) -> bool| {
            period.iter().find(|e| is(e) && anew.is_none_or(|anew| e.from >= anew)).map(|e| e.from)
        };
        let adopted = period.iter().rfind(|e| is_adoption(&e.end)).and_then(|e| e.to);
        let left = period
            .last()
            .filter(|e| adopted.is_none() && !e.end.is_empty() && e.end != "X1")
            .and_then(|e| Some((e.to?, e.end.clone())));
        let reversed = latest
            .filter(|_| adopted.is_none())
            .and_then(|d| d.reversed.map(|on| (on, Reversed::from_code(&d.reason))));
        let adoption = adoption.filter(|a| {
            let of_this_period =
                |day: Option<Date>| day.is_none_or(|day| started.is_none_or(|start| day >= start));
            of_this_period(a.best_interests) && of_this_period(a.matched)
        });
        Story {
            born: born.cloned(),
            started,
            decided: latest.and_then(|d| d.on).or_else(|| adoption.and_then(|a| a.best_interests)),
            ordered: first(&|e| matches!(e.status.as_str(), "E1" | "D1")),
            matched: adoption.and_then(|a| a.matched),
            placed: first(&|e| is_for_adoption(&e.place)),
            adopted,
            reversed,
            left,
            by_carer: adoption.is_some_and(|a| a.by_carer),
            fostered_from: fostered_from(period),
        }
    }

    /// How far the child has come.
    pub fn step(&self) -> Step {
        match self {
            Story { adopted: Some(_), .. } => Step::Adopted,
            Story { reversed: Some(_), .. } => Step::Reversed,
            Story { left: Some(_), .. } => Step::Left,
            Story { placed: Some(_), .. } => Step::Placed,
            Story { matched: Some(_), .. } => Step::Matched,
            Story { ordered: Some(_), .. } => Step::Ordered,
            Story { decided: Some(_), .. } => Step::Decided,
            _ => Step::Undecided,
        }
    }

    /// The day of the last thing that happened on the way.
    pub fn since(&self) -> Option<Date> {
        let ended =
            self.adopted.or(self.reversed.map(|(on, _)| on)).or(self.left.as_ref().map(|(on, _)| *on));
        ended.or(self.placed).or(self.matched).or(self.ordered).or(self.decided).or(self.started)
    }
}

fn is_adoption(end: &str) -> bool {
    matches!(end, "E11" | "E12")
}

fn is_for_adoption(place: &str) -> bool {
    matches!(place, "A3" | "A4" | "A5" | "A6")
}

/// When the fostering began that became the adoption: back from the first placement with the current carers
/// (A3, A5) over episodes in which the carers stayed the same (RNE L, T, U) to the one with which the child came to
/// them (S, P, B). None where the returns do not reach back so far.
fn fostered_from(period: &[&EpisodeFact]) -> Option<Date> {
    let with_carer = period.iter().position(|e| matches!(e.place.as_str(), "A3" | "A5"))?;
    period
        .get(..=with_carer)?
        .iter()
        .rev()
        .find(|e| matches!(e.why.as_str(), "S" | "P" | "B"))
        .filter(|e| e.place.starts_with('U') || is_for_adoption(&e.place))
        .map(|e| e.from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::children::model::facts::Adoption;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Episodes as `from to why status place end`, parted by `;`; a dash is blank.
    pub(crate) fn episodes(text: &str) -> Vec<EpisodeFact> {
        let one = |row: &str| {
            let cells: Vec<&str> = row.split_whitespace().map(|c| if c == "-" { "" } else { c }).collect();
            EpisodeFact {
                from: d(cells[0]),
                to: cells[1].parse().ok(),
                why: cells[2].into(),
                status: cells[3].into(),
                place: cells[4].into(),
                end: cells[5].into(),
            }
        };
        text.split(';').map(str::trim).filter(|row| !row.is_empty()).map(one).collect()
    }

    fn decision(on: &str, reversed: Option<(&str, &str)>) -> Decision {
        Decision {
            on: Some(d(on)),
            reversed: reversed.map(|r| d(r.0)),
            reason: reversed.map(|r| r.1.to_owned()).unwrap_or_default(),
        }
    }

    #[test]
    fn two_years_of_returns_tell_one_story() {
        let first = Facts {
            episodes: episodes("2023-05-01 2023-09-01 S C1 U1 X1; 2023-09-01 - L E1 U1 -"),
            decisions: vec![decision("2023-08-01", None)],
            ..Facts::default()
        };
        assert_eq!(Story::of([(2024, &first)]).step(), Step::Ordered);
        let second = Facts {
            episodes: episodes("2023-09-01 2024-06-01 L E1 U1 X1; 2024-06-01 2025-01-10 P E1 A6 E11"),
            decisions: vec![decision("2023-08-01", None)],
            adoption: Some(Adoption {
                best_interests: Some(d("2023-08-01")),
                matched: Some(d("2024-05-10")),
                by_carer: false,
            }),
            ..Facts::default()
        };
        for years in [[(2024, &first), (2025, &second)], [(2025, &second), (2024, &first)]] {
            let story = Story::of(years);
            assert_eq!(story.step(), Step::Adopted);
            assert_eq!(
                [story.started, story.decided, story.ordered, story.matched, story.placed, story.adopted],
                ["2023-05-01", "2023-08-01", "2023-09-01", "2024-05-10", "2024-06-01", "2025-01-10"]
                    .map(|t| Some(d(t)))
            );
            assert_eq!(story.since(), Some(d("2025-01-10")));
        }
        assert_eq!(
            Story::of([(2025, &second)]).started,
            None,
            "the second year alone does not tell when care began"
        );
    }

    #[test]
    fn a_reversed_decision_ends_the_way_and_a_new_one_begins_it_anew() {
        let rows = episodes(
            "2023-05-01 2023-09-01 S C1 U1 X1; 2023-09-01 2023-12-01 L E1 U1 X1; 2023-12-01 - L C2 U1 -",
        );
        let mut facts = Facts {
            episodes: rows,
            decisions: vec![decision("2023-08-01", Some(("2023-12-01", "RD3")))],
            ..Facts::default()
        };
        let story = Story::of([(2024, &facts)]);
        assert_eq!(
            (story.step(), story.reversed),
            (Step::Reversed, Some((d("2023-12-01"), Some(Reversed::NobodyFound))))
        );
        facts.decisions.push(decision("2024-02-01", None));
        let story = Story::of([(2024, &facts)]);
        assert_eq!(
            (story.step(), story.ordered, story.decided),
            (Step::Decided, None, Some(d("2024-02-01")))
        );
    }

    #[test]
    fn only_the_latest_period_of_care_counts() {
        let facts = Facts {
            episodes: episodes("2020-01-01 2020-06-01 S E1 A6 E4A; 2023-05-01 - S C1 U1 -"),
            decisions: vec![decision("2020-02-01", None)],
            adoption: Some(Adoption {
                best_interests: Some(d("2020-02-01")),
                matched: None,
                by_carer: false,
            }),
            ..Facts::default()
        };
        let story = Story::of([(2024, &facts)]);
        assert_eq!(
            (story.step(), story.started, story.placed),
            (Step::Undecided, Some(d("2023-05-01")), None)
        );
    }

    #[test]
    fn a_child_who_leaves_another_way_is_told_so() {
        let facts = Facts {
            episodes: episodes("2023-05-01 2023-09-01 S E1 U1 E45"),
            decisions: vec![decision("2023-06-01", None)],
            ..Facts::default()
        };
        let story = Story::of([(2024, &facts)]);
        assert_eq!((story.step(), story.left), (Step::Left, Some((d("2023-09-01"), "E45".to_owned()))));
    }

    #[test]
    fn fostering_by_the_adopters_is_followed_back_to_its_beginning() {
        let story = |rows: &str| {
            Story::of([(2024, &Facts { episodes: episodes(rows), ..Facts::default() })]).fostered_from
        };
        let rows = "2022-01-01 2022-03-01 S C1 K2 X1; 2022-03-01 2022-06-01 P C1 U5 X1; 2022-06-01 2022-09-01 L E1 U5 X1; 2022-09-01 - T E1 A5 -";
        assert_eq!(story(rows), Some(d("2022-03-01")));
        assert_eq!(
            story("2022-06-01 2022-09-01 L E1 U5 X1; 2022-09-01 - T E1 A5 -"),
            None,
            "not so far back"
        );
        assert_eq!(
            story("2022-03-01 2022-06-01 S E1 U5 X1; 2022-09-01 - P E1 A6 -"),
            None,
            "not by the carers"
        );
    }

    #[test]
    fn parts_that_a_file_does_not_give_stay_as_they_were() {
        let before = Facts {
            episodes: episodes("2023-05-01 - S E1 U1 -"),
            decisions: vec![decision("2023-06-01", None)],
            ..Facts::default()
        };
        let new = Facts { decisions: vec![decision("2023-06-02", None)], ..Facts::default() };
        let after = new.over(&before, |part| part == super::super::Part::Decisions);
        assert_eq!((after.episodes.len(), after.decisions[0].on), (1, Some(d("2023-06-02"))));
        let told = Facts::differences(&before, &after);
        assert_eq!(told, [("Decisions", "2023-06-01".to_owned(), "2023-06-02".to_owned())]);
        assert!(before.on_the_way());
        assert!(!Facts { episodes: episodes("2023-05-01 - S C2 U1 -"), ..Facts::default() }.on_the_way());
        let text = serde_json::to_string(&before).unwrap();
        assert_eq!(serde_json::from_str::<Facts>(&text).unwrap(), before);
    }
}
