//! Lanes, entries and years. Pure.

use std::collections::BTreeMap;

use casework::cases::levels::Standing;
use kernel::{Date, codes};

codes! {
    /// A lane of the picture, and a column of the table.
    Lane {
        Level = "level", "How much support";
        Need = "need", "Needs looked at";
        Service = "service", "Support given";
        Hard = "hard", "When it was hard";
        Life = "life", "Life and stages";
        Contact = "contact", "In touch";
    }
}

/// Something in a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The day; for support given, the first of its month.
    pub on: Date,
    /// The lane.
    pub lane: Lane,
    /// What, in words.
    pub words: String,
    /// How many things it stands for.
    pub count: u32,
}

/// An entry that stands for one thing.
pub fn entry(on: Date, lane: Lane, words: impl Into<String>) -> Entry {
    Entry { on, lane, words: words.into(), count: 1 }
}

/// A family's support over the years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rhythm {
    /// The first day drawn: of the year in which the order was made or the support began, whatever came first.
    pub from: Date,
    /// The last: of the present year, or of the last year in which something stands.
    pub to: Date,
    /// From which day on the case stood where.
    pub steps: Vec<(Date, Standing)>,
    /// All entries, in order of their days.
    pub entries: Vec<Entry>,
}

impl Rhythm {
    /// Puts entries in order and finds the years that hold them.
    pub fn new(began: Date, today: Date, steps: Vec<(Date, Standing)>, mut entries: Vec<Entry>) -> Self {
        entries.sort_by_key(|e| (e.on, e.lane));
        let first = entries.first().map_or(began, |e| e.on.min(began));
        let last = entries.last().map_or(today, |e| e.on.max(today));
        let from = Date::new(first.year(), 1, 1).unwrap_or(first);
        let to = Date::new(last.year(), 12, 31).unwrap_or(last);
        Rhythm { from, to, steps, entries }
    }

    /// The years in which something happened, the newest first, each with its entries by lane.
    pub fn years(&self) -> Vec<(i16, BTreeMap<Lane, Vec<&Entry>>)> {
        let mut years: BTreeMap<i16, BTreeMap<Lane, Vec<&Entry>>> = BTreeMap::new();
        for entry in &self.entries {
            years.entry(entry.on.year()).or_default().entry(entry.lane).or_default().push(entry);
        }
        years.into_iter().rev().collect()
    }

    /// The days of a lane.
    pub fn days(&self, lane: Lane) -> Vec<Date> {
        self.entries.iter().filter(|e| e.lane == lane).map(|e| e.on).collect()
    }

    /// How much there was in a lane, by month.
    pub fn months(&self, lane: Lane) -> Vec<(Date, u32)> {
        let mut months: BTreeMap<Date, u32> = BTreeMap::new();
        for e in self.entries.iter().filter(|e| e.lane == lane) {
            *months.entry(e.on.first_of_month()).or_default() += e.count;
        }
        months.into_iter().collect()
    }
}

/// Where a case stood from which day on: the moves, oldest first, after where it was opened.
pub fn steps(opened: Date, now: Standing, moves: &[(Date, Standing, Standing)]) -> Vec<(Date, Standing)> {
    let first = moves.first().map_or(now, |(_, from, _)| *from);
    std::iter::once((opened, first)).chain(moves.iter().map(|(on, _, to)| (*on, *to))).collect()
}

/// Support given, by month, from when each thing was noted and its kind.
pub fn services(noted: &[(Date, &str)]) -> Vec<Entry> {
    const KINDS: [(&str, &str, &str); 3] = [
        ("session", "1 session", "sessions"),
        ("order", "1 order", "orders"),
        ("application", "1 step of an application", "steps of an application"),
    ];
    let mut months: BTreeMap<Date, [u32; 3]> = BTreeMap::new();
    for (on, kind) in noted {
        if let Some(place) = KINDS.iter().position(|(code, ..)| code == kind)
            && let Some(count) = months.entry(on.first_of_month()).or_default().get_mut(place)
        {
            *count += 1;
        }
    }
    months
        .into_iter()
        .map(|(on, counts)| {
            let words: Vec<String> = counts
                .iter()
                .zip(KINDS)
                .filter(|(n, _)| **n > 0)
                .map(|(n, (_, one, many))| if *n == 1 { one.to_owned() } else { format!("{n} {many}") })
                .collect();
            Entry { on, lane: Lane::Service, words: words.join(", "), count: counts.iter().sum() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;

    #[test]
    fn years_begin_with_the_order_and_hold_every_entry_once() {
        let entries = vec![
            entry(day("2026-03-02"), Lane::Life, "b"),
            entry(day("2019-05-04"), Lane::Life, "a"),
            entry(day("2026-03-02"), Lane::Level, "c"),
            entry(day("2027-09-01"), Lane::Life, "d"),
        ];
        let r = Rhythm::new(day("2020-02-01"), day("2026-11-20"), Vec::new(), entries);
        assert_eq!((r.from, r.to), (day("2019-01-01"), day("2027-12-31")));
        let years = r.years();
        assert_eq!(years.iter().map(|(y, _)| *y).collect::<Vec<_>>(), [2027, 2026, 2019]);
        let all: usize = years.iter().flat_map(|(_, lanes)| lanes.values()).map(Vec::len).sum();
        assert_eq!(all, 4);
        assert_eq!(r.days(Lane::Life), [day("2019-05-04"), day("2026-03-02"), day("2027-09-01")]);
        let nothing = Rhythm::new(day("2026-11-20"), day("2026-11-20"), Vec::new(), Vec::new());
        assert_eq!((nothing.from, nothing.to), (day("2026-01-01"), day("2026-12-31")));
    }

    #[test]
    fn a_case_stands_where_it_was_opened_until_it_moves() {
        let (opened, moved) = (day("2020-02-01"), day("2021-02-01"));
        assert_eq!(steps(opened, Standing::Targeted, &[]), [(opened, Standing::Targeted)]);
        let moves = [(moved, Standing::Universal, Standing::Intensive)];
        let wanted = [(opened, Standing::Universal), (moved, Standing::Intensive)];
        assert_eq!(steps(opened, Standing::Intensive, &moves), wanted);
    }

    #[test]
    fn support_is_counted_by_month_and_other_kinds_are_not() {
        let noted = [
            (day("2026-03-02"), "session"),
            (day("2026-03-31"), "session"),
            (day("2026-03-05"), "order"),
            (day("2026-04-01"), "session"),
            (day("2026-04-02"), "plan"),
        ];
        let all = services(&noted);
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].words.as_str(), all[0].count), ("2 sessions, 1 order", 3));
        assert_eq!((all[1].on, all[1].words.as_str()), (day("2026-04-01"), "1 session"));
        let r = Rhythm::new(day("2026-01-01"), day("2026-11-20"), Vec::new(), all);
        assert_eq!(r.months(Lane::Service), [(day("2026-03-01"), 3), (day("2026-04-01"), 1)]);
    }
}
