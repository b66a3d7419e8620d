//! Goal-based outcomes: two goals that every family has, up to three of their own, each rated
//! from 0 to 10 by a parent and by the child over time (requirement OU1; S2 section 16).
//!
//! What is reported is the raw change, last rating minus first, for each rater apart. The figure for "reliable"
//! change (change larger than chance would give) stands in `data/measures/gbo.toml`: it is of the mean over a
//! parent's goals and was not confirmed, so no single goal is marked by it, and [`RELIABLE_CHANGE`] says so.

use std::{collections::BTreeMap, fmt, iter::Sum, ops::Add};

use kernel::{Date, Error, Id, Rater, Result, kinds};

use crate::measures::model::{Informant, Instrument, Points, ReliableChange, Verdict, verdict};

/// Goals in a family's own words that may be open at one time, as goal-based practice has it.
pub const MOST_OWN_GOALS: usize = 3;

/// The longest that a goal's words may be, in characters.
pub const LONGEST_GOAL: usize = 300;

/// What people read beside every figure of change.
pub const RELIABLE_CHANGE: &str = "Change is the last rating minus the first. Ratings go up and down \
    from week to week, and there is no confirmed figure for how large the change of one goal must be to \
    be more than chance, so none is marked as certain. A rise goes with the support; it does not prove \
    that the support caused it.";

/// What the ends of the scale mean, shown beside the numbers.
pub const SCALE_ENDS: (&str, &str) = ("0: as hard as it could be", "10: just how we want it");

kernel::codes! {
    /// The goals that every family rates, so that different kinds of help can be held side
    /// by side (S2 section 16).
    CommonGoal {
        Family = "family-stability", "Stability of the family";
        School = "school-stability", "Stability of school";
    }
}

impl CommonGoal {
    /// The question for this rater.
    pub fn question(self, rater: Rater) -> &'static str {
        match (self, rater) {
            (CommonGoal::Family, Rater::Parent) => "How steady does life in your family feel just now?",
            (CommonGoal::Family, Rater::Child) => "How safe and settled do you feel at home just now?",
            (CommonGoal::School, Rater::Parent) => {
                "How steady is your child's place at school, nursery or college just now?"
            }
            (CommonGoal::School, Rater::Child) => {
                "How okay do things feel at school, nursery or college just now?"
            }
        }
    }
}

/// What a goal is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GoalKind {
    /// One of the two that every family has.
    Common(CommonGoal),
    /// The family's own words.
    Own(String),
}

/// One goal of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// Whose record this is.
    pub id: Id<kinds::Goal>,
    /// The case it belongs to.
    pub case: Id<kinds::Case>,
    /// What it is.
    pub kind: GoalKind,
    /// The day it was set.
    pub set: Date,
    /// The day it was ended, because it was reached or is no longer wanted.
    pub ended: Option<Date>,
}

impl Goal {
    /// The question that this rater answers.
    pub fn question(&self, rater: Rater) -> &str {
        match &self.kind {
            GoalKind::Common(common) => common.question(rater),
            GoalKind::Own(words) => words,
        }
    }

    /// A short name for tables and charts.
    pub fn title(&self) -> &str {
        match &self.kind {
            GoalKind::Common(common) => common.label(),
            GoalKind::Own(words) => words,
        }
    }
}

/// The goals of one case: the two common ones always, up to three own ones open at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalSet {
    case: Id<kinds::Case>,
    goals: Vec<Goal>,
}

impl GoalSet {
    /// The goals a case starts with: the two common ones, with these ids.
    pub fn start(case: Id<kinds::Case>, ids: [Id<kinds::Goal>; 2], set: Date) -> GoalSet {
        let common = |(id, common): (Id<kinds::Goal>, &CommonGoal)| Goal {
            id,
            case,
            kind: GoalKind::Common(*common),
            set,
            ended: None,
        };
        GoalSet { case, goals: ids.into_iter().zip(CommonGoal::ALL).map(common).collect() }
    }

    /// The goals as stored, common ones first, then in the order they were set.
    ///
    /// # Errors
    /// `Internal` when a goal is another case's, a common one is missing, double or ended, or
    /// more than three own ones are open.
    pub fn stored(case: Id<kinds::Case>, mut goals: Vec<Goal>) -> Result<GoalSet> {
        let count =
            |common| goals.iter().filter(|g| g.ended.is_none() && g.kind == GoalKind::Common(common)).count();
        let whole = CommonGoal::ALL.iter().all(|common| count(*common) == 1)
            && goals.iter().filter(|g| matches!(g.kind, GoalKind::Common(_))).count()
                == CommonGoal::ALL.len()
            && goals.iter().all(|g| g.case == case);
        goals.sort_by_key(|g| {
            let rank = match g.kind {
                GoalKind::Common(CommonGoal::Family) => 0,
                GoalKind::Common(CommonGoal::School) => 1,
                GoalKind::Own(_) => 2,
            };
            (rank, g.set, g.id)
        });
        let set = GoalSet { case, goals };
        if !whole || set.open_own() > MOST_OWN_GOALS {
            return Err(Error::Internal("the stored goals of a case do not make a whole set".into()));
        }
        Ok(set)
    }

    /// Every goal, ended ones included: common ones first, then own ones as they were set.
    pub fn all(&self) -> &[Goal] {
        &self.goals
    }

    /// The goal with this id.
    pub fn find(&self, id: Id<kinds::Goal>) -> Option<&Goal> {
        self.goals.iter().find(|g| g.id == id)
    }

    /// Adds a goal in the family's own words and gives it back for storing.
    ///
    /// # Errors
    /// `Invalid` on `words` when empty, too long or the same as an open goal;
    /// `Refused` (`goal.limit`) when three own goals are open.
    pub fn add_own(&mut self, id: Id<kinds::Goal>, words: &str, today: Date) -> Result<&Goal> {
        let words = self.checked(words)?;
        if self.open_own() >= MOST_OWN_GOALS {
            return Err(Error::refused(
                "goal.limit",
                "Three goals of the family's own are open. End one before setting another.",
            ));
        }
        let kind = GoalKind::Own(words);
        self.goals.push(Goal { id, case: self.case, kind, set: today, ended: None });
        self.find(id).ok_or(Error::NotFound)
    }

    /// Says a goal in other words, and gives back what it said before. Its ratings stay, those of before beside the old words.
    ///
    /// # Errors
    /// `NotFound` when the case has no such goal; `Refused`: `goal.common`, `goal.ended`; `Invalid` on `words` when empty, too long, or the
    /// same as an open goal.
    pub fn reword(&mut self, id: Id<kinds::Goal>, words: &str) -> Result<String> {
        let goal = self.find(id).ok_or(Error::NotFound)?;
        let GoalKind::Own(before) = goal.kind.clone() else {
            return Err(Error::refused(
                "goal.common",
                "Every family answers this goal in the same words, so they cannot be changed.",
            ));
        };
        if goal.ended.is_some() {
            return Err(Error::refused("goal.ended", "This goal is ended already."));
        }
        let words = self.checked(words)?;
        if let Some(goal) = self.goals.iter_mut().find(|g| g.id == id) {
            goal.kind = GoalKind::Own(words);
        }
        Ok(before)
    }

    /// Sets a smaller step in the place of a goal that was too far away: ends that goal, whose ratings stay, and gives the new one.
    ///
    /// # Errors
    /// As [`GoalSet::end`] and [`GoalSet::add_own`].
    pub fn step(
        &mut self,
        from: Id<kinds::Goal>,
        id: Id<kinds::Goal>,
        words: &str,
        today: Date,
    ) -> Result<&Goal> {
        // Checked first, so that a goal is not ended for words that nobody can keep. The same words are no smaller step.
        self.checked(words)?;
        self.end(from, today)?;
        self.add_own(id, words, today)
    }

    /// Ends an own goal; its ratings stay.
    ///
    /// # Errors
    /// `NotFound` when the case has no such goal; `Refused`: `goal.common` for the two that every
    /// family has, `goal.ended` when it is ended already.
    pub fn end(&mut self, id: Id<kinds::Goal>, today: Date) -> Result<&Goal> {
        let goal = self.goals.iter_mut().find(|g| g.id == id).ok_or(Error::NotFound)?;
        if matches!(goal.kind, GoalKind::Common(_)) {
            return Err(Error::refused(
                "goal.common",
                "Every family keeps this goal, so it cannot be ended.",
            ));
        }
        if goal.ended.is_some() {
            return Err(Error::refused("goal.ended", "This goal is ended already."));
        }
        goal.ended = Some(today);
        Ok(goal)
    }

    /// Checks a rating before it is kept. A second rating by the same person for the same
    /// goal and day stands in the place of the first (see [`Series`]).
    ///
    /// # Errors
    /// `NotFound` when the case has no such goal; `Invalid` on `on` for a day to come or before the goal was
    /// set; `Refused` (`goal.ended`) for a day after the goal was ended.
    pub fn rate(&self, rating: Rating, today: Date) -> Result<Rating> {
        let goal = self.find(rating.goal).ok_or(Error::NotFound)?;
        if rating.on > today {
            return Err(Error::field("on", "Enter the day of the rating, today or earlier"));
        }
        if rating.on < goal.set {
            let set = goal.set.strftime("%-d %B %Y");
            return Err(Error::field("on", format!("Enter a day from {set} on, when the goal was set")));
        }
        if goal.ended.is_some_and(|ended| rating.on > ended) {
            return Err(Error::refused("goal.ended", "This goal was ended, so it is no longer rated."));
        }
        Ok(rating)
    }

    /// Words that can be kept, without space round them.
    fn checked(&self, words: &str) -> Result<String> {
        let words = words.trim();
        let wrong = |message: String| Err(Error::field("words", message));
        if words.is_empty() {
            return wrong("Enter the goal in the family's own words".into());
        }
        if words.chars().count() > LONGEST_GOAL {
            return wrong(format!("Keep the goal to {LONGEST_GOAL} characters or fewer"));
        }
        let folded = words.to_lowercase();
        if self.goals.iter().any(|g| g.ended.is_none() && g.title().to_lowercase() == folded) {
            return wrong("This goal is set already".into());
        }
        Ok(words.to_owned())
    }

    fn open_own(&self) -> usize {
        self.goals.iter().filter(|g| g.ended.is_none() && matches!(g.kind, GoalKind::Own(_))).count()
    }
}

/// What a goal said before it was worded anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The goal.
    pub goal: Id<kinds::Goal>,
    /// What it said.
    pub words: String,
    /// The day on which that ended: ratings of days before it are of these words.
    pub until: Date,
}

/// The words that stood on a day; `before` are the goal's earlier wordings, earliest first.
pub fn words_on<'a>(goal: &'a Goal, before: &'a [Wording], day: Date) -> &'a str {
    let then = before.iter().find(|w| w.goal == goal.id && day < w.until);
    then.map_or(goal.title(), |w| w.words.as_str())
}

/// The mean change of one rater's goals, held against the figure for a reliable change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeanChange {
    /// The mean, to a hundredth.
    pub mean: Points,
    /// Of so many goals.
    pub goals: usize,
    /// What it is worth.
    pub verdict: Verdict,
    /// The figure, where there is one for this rater.
    pub rule: Option<&'static ReliableChange>,
}

/// The mean of these changes by one rater; none without any.
///
/// # Errors
/// `Internal` when the shipped measures are broken.
pub fn mean_change(changes: &[Change], rater: Rater) -> Result<Option<MeanChange>> {
    let Some(count) = i64::try_from(changes.len()).ok().filter(|count| *count > 0) else { return Ok(None) };
    let sum: i64 = changes.iter().map(|c| i64::from(c.points())).sum();
    // The nearest hundredth, halves up.
    let mean = Points::hundredths((sum * 200 + count).div_euclid(count * 2));
    let gbo = Instrument::find("gbo")?;
    let who = match rater {
        Rater::Parent => Informant::Parent,
        Rater::Child => Informant::Own,
    };
    let rule = gbo.reliable_change(gbo.total(), who);
    let better = gbo.scales[gbo.total()].better;
    let verdict = verdict(better, Points::default(), mean, rule);
    Ok(Some(MeanChange { mean, goals: changes.len(), verdict, rule }))
}

/// A rating from 0 to 10; more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(u8);

impl Score {
    /// The least and the most.
    pub const RANGE: std::ops::RangeInclusive<i64> = 0..=10;

    /// The score with this number, if it is from 0 to 10.
    pub fn new(number: i64) -> Option<Score> {
        Self::RANGE.contains(&number).then(|| u8::try_from(number).ok().map(Score)).flatten()
    }

    /// Reads what was typed or chosen in the form.
    ///
    /// # Errors
    /// `Invalid` on `score` unless it is a whole number from 0 to 10.
    pub fn parse(text: &str) -> Result<Score> {
        let number = text.trim().parse().ok().and_then(Score::new);
        number.ok_or_else(|| Error::field("score", "Choose a number from 0 to 10"))
    }

    /// The number, 0 to 10.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One rating of one goal by one person on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rating {
    /// Whose record this is; of two for the same day the later id stands.
    pub id: Id<kinds::Rating>,
    /// The goal.
    pub goal: Id<kinds::Goal>,
    /// Who rated.
    pub rater: Rater,
    /// How it was rated.
    pub score: Score,
    /// The day it speaks of.
    pub on: Date,
}

/// First and last rating by one rater.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Day and score of the first rating.
    pub first: (Date, Score),
    /// Day and score of the last, on a later day.
    pub last: (Date, Score),
}

impl Change {
    /// Last minus first, -10 to 10; above zero is better.
    pub fn points(self) -> i32 {
        i32::from(self.last.1.0) - i32::from(self.first.1.0)
    }
}

impl fmt::Display for Change {
    /// `+2, from 3 to 5`, or `no change, at 5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.points() {
            0 => write!(f, "no change, at {}", self.last.1),
            points => write!(f, "{points:+}, from {} to {}", self.first.1, self.last.1),
        }
    }
}

/// The ratings of one goal over time: what a chart draws and the table beside it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    days: BTreeMap<Date, Vec<Held>>,
}

/// What stands for one rater on one day, with the rating it came from.
type Held = (Rater, Id<kinds::Rating>, Score);

/// One row of the table beside a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesRow {
    /// The day.
    pub day: Date,
    /// The parent's rating that day, if there is one.
    pub parent: Option<Score>,
    /// The child's rating that day, if there is one.
    pub child: Option<Score>,
}

impl Series {
    /// The ratings of this goal, in whatever order they come; ratings of others are passed over.
    pub fn of(goal: Id<kinds::Goal>, ratings: &[Rating]) -> Series {
        let mut days: BTreeMap<Date, Vec<Held>> = BTreeMap::new();
        for rating in ratings.iter().filter(|r| r.goal == goal) {
            let day = days.entry(rating.on).or_default();
            match day.iter_mut().find(|(rater, ..)| *rater == rating.rater) {
                Some(held) if held.1 < rating.id => *held = (rating.rater, rating.id, rating.score),
                Some(_) => {}
                None => day.push((rating.rater, rating.id, rating.score)),
            }
        }
        Series { days }
    }

    /// One rater's points, earliest first: one for each day.
    pub fn points(&self, rater: Rater) -> Vec<(Date, Score)> {
        self.days.iter().filter_map(|(day, held)| Some((*day, score_of(held, rater)?))).collect()
    }

    /// The rows of the table, earliest first: every day that anybody rated.
    pub fn rows(&self) -> Vec<SeriesRow> {
        self.days
            .iter()
            .map(|(day, held)| SeriesRow {
                day: *day,
                parent: score_of(held, Rater::Parent),
                child: score_of(held, Rater::Child),
            })
            .collect()
    }

    /// How one rater's view changed; none before there are ratings of two days.
    pub fn change(&self, rater: Rater) -> Option<Change> {
        match self.points(rater).as_slice() {
            [first, .., last] => Some(Change { first: *first, last: *last }),
            _ => None,
        }
    }
}

fn score_of(held: &[Held], rater: Rater) -> Option<Score> {
    held.iter().find(|(r, ..)| *r == rater).map(|(.., score)| *score)
}

/// Changes added up for figures: kept as sum and count, so that parts join without loss.
/// Parents' and children's changes are added apart, never together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChangeSum {
    /// Sum of the points.
    pub points: i64,
    /// How many changes.
    pub count: u64,
}

impl ChangeSum {
    /// The mean in tenths of a point, rounded to the nearest (halves away from zero); none without changes.
    pub fn mean_tenths(self) -> Option<i64> {
        let count = i64::try_from(self.count).ok().filter(|count| *count > 0)?;
        let twice = self.points.checked_mul(20)?;
        let half = if twice < 0 { -count } else { count };
        Some(twice.checked_add(half)? / count.checked_mul(2)?)
    }
}

impl From<Change> for ChangeSum {
    fn from(change: Change) -> ChangeSum {
        ChangeSum { points: i64::from(change.points()), count: 1 }
    }
}

impl Add for ChangeSum {
    type Output = ChangeSum;
    fn add(self, other: ChangeSum) -> ChangeSum {
        ChangeSum {
            points: self.points.saturating_add(other.points),
            count: self.count.saturating_add(other.count),
        }
    }
}

impl Sum<Change> for ChangeSum {
    fn sum<I: Iterator<Item = Change>>(changes: I) -> ChangeSum {
        changes.fold(ChangeSum::default(), |sum, change| sum + change.into())
    }
}

impl fmt::Display for ChangeSum {
    /// The mean to one place with its sign: `+1.4`, `0.0`; `no change known` without ratings of two days.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(tenths) = self.mean_tenths() else { return f.write_str("no change known") };
        let sign = match tenths {
            1.. => "+",
            0 => "",
            _ => "-",
        };
        let size = tenths.unsigned_abs();
        write!(f, "{sign}{}.{}", size / 10, size % 10)
    }
}

#[cfg(test)]
mod tests;
