//! What a case weighs, what a worker can carry, and when something is an alarm. Pure: weights are dated data, and the day comes in.
//!
//! Figures in points. The shipped ones (`data/caseload_weights.csv`) are Hearth's own and unsure; an agency sets its own from a day on.

use std::{collections::BTreeMap, sync::LazyLock};

use kernel::{Date, Error, Id, Level, Result, codes, kinds::Account};
use serde::Deserialize;

codes! {
    /// Of what a line says how much it weighs.
    Part {
        Level = "level", "Level of support";
        Risk = "risk", "How it stands now";
        Stage = "stage", "Where the case is";
        Travel = "travel", "The way to the family";
        Worker = "worker", "What one person can carry";
        Alarm = "alarm", "When it is an alarm";
        Share = "share", "A worker’s share of full time";
    }
}

codes! {
    /// How a worker's load stands beside what they can carry.
    Standing {
        Room = "room", "Has room";
        Near = "near", "Nearly full";
        Over = "over", "More than one person can carry";
    }
}

codes! {
    /// What wants a manager's eye.
    Alarm {
        NoCoordinator = "no-coordinator", "Nobody coordinates it";
        Ended = "access-ended", "The coordinator’s access has ended";
        Away = "away-uncovered", "The coordinator is away and nobody covers";
        PlanOwner = "plan-owner", "The plan names nobody who coordinates it now";
        Unallocated = "unallocated", "An enquiry waits and nobody has taken it on";
    }
}

/// Days from which on a case is no longer new.
pub const NEW_DAYS: i64 = 56;
/// The most points that one line can give.
pub const MOST: i64 = 1_000;
const FULL_TIME: &str = "full-time";
const OUTSIDE: &str = "outside";

/// One line: from a day on, something weighs so much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Of what kind.
    pub part: Part,
    /// Which one.
    pub code: String,
    /// In points; in days for an alarm, per cent for a share.
    pub points: i64,
    /// From which day on.
    pub from: Date,
}

/// A line of `data/caseload_weights.csv`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Shipped {
    /// Of what kind.
    pub part: Part,
    /// Which one.
    pub code: String,
    /// In plain words.
    pub name: String,
    /// In points; in days for an alarm.
    pub points: i64,
    /// From which day on.
    pub from: Date,
    /// Whether the figure is confirmed: `yes` or `no`.
    pub sure: String,
    /// Where it is from.
    pub source: String,
}

/// Every shipped line, in the order of the file.
///
/// # Errors
/// `Internal` when the file of this build cannot be read.
pub fn shipped() -> Result<&'static [Shipped]> {
    static LINES: LazyLock<Result<Vec<Shipped>>> = LazyLock::new(|| {
        let bad = |what: String| Error::Internal(format!("data/caseload_weights.csv: {what}"));
        csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(include_str!("../../../../data/caseload_weights.csv").as_bytes())
            .deserialize::<Shipped>()
            .map(|line| {
                let line = line.map_err(|e| bad(e.to_string()))?;
                let known = line.part != Part::Share && matches!(line.sure.as_str(), "yes" | "no");
                if known && (0..=MOST).contains(&line.points) {
                    Ok(line)
                } else {
                    Err(bad(format!("'{}' cannot be weighed", line.code)))
                }
            })
            .collect()
    });
    LINES.as_deref().map_err(Clone::clone)
}

/// What something is called; its code where no shipped line says, such as a council's.
///
/// # Errors
/// Those of [`shipped`].
pub fn name_of(part: Part, code: &str) -> Result<&str> {
    Ok(shipped()?.iter().find(|l| l.part == part && l.code == code).map_or(code, |l| l.name.as_str()))
}

/// Whether an agency may set a line of this part and code: those that are shipped, councils by their code, and shares of its own workers,
/// which the caller looks up.
///
/// # Errors
/// Those of [`shipped`].
pub fn can_be_set(part: Part, code: &str) -> Result<bool> {
    let council = part == Part::Travel && code.len() == 3 && code.chars().all(|c| c.is_ascii_digit());
    Ok(council || part == Part::Share || shipped()?.iter().any(|l| l.part == part && l.code == code))
}

/// What weighs how much on a day: the agency's own lines before the shipped ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Weights {
    holding: BTreeMap<(Part, String), (i64, bool)>,
}

impl Weights {
    /// The weights of a day. Of the agency's lines, the one that holds from the latest day counts; of two for one day, the later in `own`.
    ///
    /// # Errors
    /// Those of [`shipped`].
    pub fn on(day: Date, own: &[Line]) -> Result<Self> {
        let mut holding = BTreeMap::new();
        let mut since: BTreeMap<(Part, String), Date> = BTreeMap::new();
        for line in shipped()?.iter().filter(|l| l.from <= day) {
            let key = (line.part, line.code.clone());
            if since.get(&key).is_none_or(|from| *from <= line.from) {
                since.insert(key.clone(), line.from);
                holding.insert(key, (line.points, false));
            }
        }
        since.clear();
        for line in own.iter().filter(|l| l.from <= day) {
            let key = (line.part, line.code.clone());
            if since.get(&key).is_none_or(|from| *from <= line.from) {
                since.insert(key.clone(), line.from);
                holding.insert(key, (line.points, true));
            }
        }
        Ok(Weights { holding })
    }

    /// What a line weighs; nothing where none holds.
    pub fn of(&self, part: Part, code: &str) -> i64 {
        self.holding.get(&(part, code.to_owned())).map_or(0, |(points, _)| *points)
    }

    /// Every line that holds, with whether it is the agency's own.
    pub fn lines(&self) -> impl Iterator<Item = (Part, &str, i64, bool)> {
        self.holding.iter().map(|((part, code), (points, own))| (*part, code.as_str(), *points, *own))
    }

    /// What a worker can carry: a full-time worker's points, by their share of full time where the agency gave one.
    pub fn ceiling(&self, worker: Id<Account>) -> i64 {
        let share = self.holding.get(&(Part::Share, worker.to_string())).map_or(100, |(share, _)| *share);
        self.of(Part::Worker, FULL_TIME) * share / 100
    }

    /// Days of an alarm.
    pub fn days(&self, alarm: Alarm) -> i64 {
        let code = if alarm == Alarm::Unallocated { "unallocated" } else { "away" };
        self.of(Part::Alarm, code)
    }

    /// Why a case weighs what it weighs: each reason with its points, what weighs nothing left out.
    pub fn reasons(&self, facts: &Facts) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let mut add = |part: Part, code: &str| {
            let points = self.of(part, code);
            if points > 0 {
                reasons.push(Reason { part, code: code.to_owned(), points });
            }
        };
        add(Part::Level, facts.level.code());
        if facts.escalated {
            add(Part::Risk, "escalation");
        }
        if facts.signs {
            add(Part::Risk, "early-signs");
        }
        if facts.new {
            add(Part::Stage, "new");
        }
        if !facts.planned {
            add(Part::Stage, "no-plan");
        }
        if self.holding.contains_key(&(Part::Travel, facts.council.clone())) {
            add(Part::Travel, &facts.council);
        } else if facts.outside {
            add(Part::Travel, OUTSIDE);
        }
        reasons
    }

    /// What a case weighs.
    pub fn points(&self, facts: &Facts) -> i64 {
        self.reasons(facts).iter().map(|r| r.points).sum()
    }
}

/// What a case is weighed by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Facts {
    /// The level of support.
    pub level: Level,
    /// Where the family lives, by the council's code.
    pub council: String,
    /// Whether that is outside the agency's councils.
    pub outside: bool,
    /// Whether it was opened within [`NEW_DAYS`].
    pub new: bool,
    /// Whether a plan holds.
    pub planned: bool,
    /// Whether an escalation is open.
    pub escalated: bool,
    /// Whether early signs gathered, and nobody has looked.
    pub signs: bool,
}

/// Why a case weighs something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Of what kind.
    pub part: Part,
    /// Which one.
    pub code: String,
    /// How much.
    pub points: i64,
}

impl Reason {
    /// The reason in words.
    ///
    /// # Errors
    /// Those of [`shipped`].
    pub fn words(&self) -> Result<String> {
        let name = match (self.part, name_of(self.part, &self.code)?) {
            (Part::Travel, code) if code == self.code => format!("The way to council {code}"),
            (_, name) => name.to_owned(),
        };
        Ok(format!("{name} ({})", self.points))
    }
}

/// What somebody carries: how many cases weigh what, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Load {
    /// Open cases.
    pub cases: i64,
    /// Their points together.
    pub points: i64,
    /// For each reason, how many cases it is of and what it gives together.
    pub why: BTreeMap<(Part, String), (i64, i64)>,
}

impl Load {
    /// Adds so many cases of the same facts.
    pub fn add(&mut self, weights: &Weights, facts: &Facts, cases: i64) {
        self.cases += cases;
        for reason in weights.reasons(facts) {
            self.points += reason.points * cases;
            let line = self.why.entry((reason.part, reason.code)).or_default();
            line.0 += cases;
            line.1 += reason.points * cases;
        }
    }

    /// How it stands beside what one can carry: nearly full from four fifths on.
    pub fn standing(&self, ceiling: i64) -> Standing {
        if self.points > ceiling {
            Standing::Over
        } else if self.points * 5 >= ceiling * 4 && self.points > 0 {
            Standing::Near
        } else {
            Standing::Room
        }
    }
}

/// How many per cent of promises were kept in time; none where none was kept.
pub fn per_cent(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part * 100 + whole / 2) / whole)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{day, fixed};

    fn facts(level: Level) -> Facts {
        Facts {
            level,
            council: "881".into(),
            outside: false,
            new: false,
            planned: true,
            escalated: false,
            signs: false,
        }
    }

    fn line(part: Part, code: &str, points: i64, from: &str) -> Line {
        Line { part, code: code.into(), points, from: day(from) }
    }

    #[test]
    fn a_case_weighs_by_level_risk_stage_and_travel_and_says_why() {
        let weights = Weights::on(day("2026-11-20"), &[]).unwrap();
        assert_eq!(weights.points(&facts(Level::Universal)), 1);
        let hard = Facts {
            outside: true,
            new: true,
            planned: false,
            escalated: true,
            signs: true,
            ..facts(Level::Intensive)
        };
        assert_eq!(weights.points(&hard), 6 + 4 + 2 + 2 + 1 + 1);
        let words: Vec<String> = weights.reasons(&hard).iter().map(|r| r.words().unwrap()).collect();
        assert_eq!(
            (words[0].as_str(), words[1].as_str()),
            ("Intensive support (6)", "An escalation is open (4)")
        );
        assert_eq!(words.len(), 6);
    }

    #[test]
    fn an_agencys_own_lines_hold_from_their_day_and_a_past_day_is_weighed_as_it_was() {
        let own = [
            line(Part::Level, "targeted", 4, "2026-06-01"),
            line(Part::Level, "targeted", 5, "2026-12-01"),
            line(Part::Travel, "881", 3, "2026-06-01"),
            line(Part::Share, &Id::<Account>::from_parts(1, [1; 10]).to_string(), 50, "2026-06-01"),
        ];
        let on = |text: &str| Weights::on(day(text), &own).unwrap();
        assert_eq!(on("2026-05-31").points(&facts(Level::Targeted)), 3);
        assert_eq!(on("2026-06-01").points(&facts(Level::Targeted)), 4 + 3);
        assert_eq!(on("2026-12-01").points(&facts(Level::Targeted)), 5 + 3);
        assert_eq!(
            on("2026-06-01").reasons(&facts(Level::Targeted))[1].words().unwrap(),
            "The way to council 881 (3)"
        );
        assert_eq!(on("2026-06-01").ceiling(Id::from_parts(1, [1; 10])), 30, "half of full time");
        assert_eq!(on("2026-06-01").ceiling(Id::from_parts(2, [2; 10])), 60);
        // The same day again: what was set last.
        let twice = [own[0].clone(), line(Part::Level, "targeted", 2, "2026-06-01")];
        assert_eq!(Weights::on(day("2026-06-02"), &twice).unwrap().of(Part::Level, "targeted"), 2);
    }

    #[test]
    fn what_can_be_set_is_what_is_known() {
        assert!(can_be_set(Part::Level, "targeted").unwrap() && can_be_set(Part::Travel, "881").unwrap());
        for (part, code) in [(Part::Level, "huge"), (Part::Travel, "88a"), (Part::Worker, "881")] {
            assert!(!can_be_set(part, code).unwrap(), "{code}");
        }
        assert!(
            shipped().unwrap().iter().all(|l| l.sure == "no" && !l.source.is_empty()),
            "no figure is confirmed"
        );
    }

    #[test]
    fn a_load_stands_beside_what_one_can_carry() {
        let load = |points| Load { points, cases: 1, ..Load::default() };
        let at = |points| load(points).standing(60);
        assert_eq!([at(0), at(47), at(48), at(60), at(61)], {
            use Standing::*;
            [Room, Room, Near, Near, Over]
        });
        assert_eq!((per_cent(1, 3), per_cent(2, 3), per_cent(0, 0)), (Some(33), Some(67), None));
    }

    proptest! {
        #![proptest_config(fixed())]
        /// The reasons of a load add up to it, however its cases are put together.
        #[test]
        fn the_reasons_add_up(cases in prop::collection::vec((0_usize..3, any::<[bool; 5]>(), 1_i64..9), 0..20)) {
            let weights = Weights::on(day("2026-11-20"), &[]).unwrap();
            let mut load = Load::default();
            let mut sum = 0;
            for (level, [outside, new, planned, escalated, signs], many) in cases {
                let facts = Facts { outside, new, planned, escalated, signs, ..facts(Level::ALL[level]) };
                load.add(&weights, &facts, many);
                sum += weights.points(&facts) * many;
            }
            prop_assert_eq!(load.points, sum);
            prop_assert_eq!(load.why.values().map(|(_, points)| points).sum::<i64>(), sum);
        }
    }
}
