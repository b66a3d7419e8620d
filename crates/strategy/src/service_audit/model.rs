//! Ratings, rounds and actions as values, and the rules between them.

use kernel::{Date, Error, Id, Result, Timestamp, codes, kinds};

pub use access::strategy::{AuditAction, AuditRound};

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// A round is open already.
    pub const OPEN: &str = "service-audit.open";
    /// The round is finished, so nothing in it changes.
    pub const FINISHED: &str = "service-audit.finished";
    /// Lines are not rated yet.
    pub const UNRATED: &str = "service-audit.unrated";
    /// Only a finished round is shared.
    pub const SHARE: &str = "service-audit.share";
    /// The action has ended already.
    pub const ACTION: &str = "service-audit.action";
}

codes! {
    /// How far a line is there (the audit tool's four).
    Rating {
        NotPresent = "not-present", "Not present";
        Partly = "partly", "Partly there";
        Matches = "matches", "Matches";
        Exceeds = "exceeds", "Exceeds";
    }
}

codes! {
    /// How a round stands.
    RoundState {
        Open = "open", "Open";
        Finished = "finished", "Finished";
    }
}

codes! {
    /// How an action stands.
    ActionState {
        Open = "open", "To do";
        Done = "done", "Done";
        Dropped = "dropped", "Dropped";
    }
}

/// The lowest priority is 1, the highest 4 (the audit tool's own order).
pub const PRIORITIES: std::ops::RangeInclusive<i64> = 1..=4;

/// A priority as people read it.
pub fn priority_words(priority: i64) -> &'static str {
    match priority {
        1 => "1, low",
        2 => "2",
        3 => "3",
        _ => "4, high",
    }
}

/// A round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Its id.
    pub id: Id<AuditRound>,
    /// Whose.
    pub agency: Id<kinds::Organisation>,
    /// Whether it is open.
    pub state: RoundState,
    /// Whether others see it.
    pub shared: bool,
    /// When it was opened.
    pub opened: Timestamp,
    /// When it was finished.
    pub finished: Option<Timestamp>,
    /// The version that a change is based on.
    pub version: i64,
}

impl Round {
    /// Refuses a change to a finished round.
    ///
    /// # Errors
    /// `Refused` by [`rule::FINISHED`].
    pub fn must_be_open(&self) -> Result<()> {
        match self.state {
            RoundState::Open => Ok(()),
            RoundState::Finished => Err(Error::refused(
                rule::FINISHED,
                "This round is finished, so its ratings stay as they are. Open a new round to rate again.",
            )),
        }
    }

    /// Whether it can be finished: every line of the catalogue is rated.
    ///
    /// # Errors
    /// `Refused` by [`rule::FINISHED`] or [`rule::UNRATED`], which names the first lines that lack a rating.
    pub fn finish(&self, lines: &[String], rated: &[String]) -> Result<()> {
        self.must_be_open()?;
        let lacking: Vec<&str> =
            lines.iter().filter(|line| !rated.contains(line)).map(String::as_str).collect();
        if lacking.is_empty() {
            return Ok(());
        }
        let first = lacking.iter().take(5).copied().collect::<Vec<_>>().join(", ");
        let more = if lacking.len() > 5 { " and others" } else { "" };
        Err(Error::refused(
            rule::UNRATED,
            format!(
                "{} of {} lines are not rated yet: {first}{more}. Rate them first.",
                lacking.len(),
                lines.len()
            ),
        ))
    }

    /// Whether it can be shared.
    ///
    /// # Errors
    /// `Refused` by [`rule::SHARE`] while it is open.
    pub fn share(&self) -> Result<()> {
        match self.state {
            RoundState::Finished => Ok(()),
            RoundState::Open => Err(Error::refused(
                rule::SHARE,
                "Only a finished round is shared, so that nobody compares a half-made one. Finish it first.",
            )),
        }
    }
}

/// A rating of a line in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rated {
    /// The line, such as `9d`.
    pub line: String,
    /// The rating.
    pub rating: Rating,
    /// Why, or what it rests on.
    pub note: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The version that a change is based on.
    pub version: i64,
}

/// Something to be done about a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its id.
    pub id: Id<AuditAction>,
    /// The round in which it was set down.
    pub round: Id<AuditRound>,
    /// The line.
    pub line: String,
    /// What is to be done.
    pub what: String,
    /// Who sees to it.
    pub owner: String,
    /// From 1, low, to 4, high.
    pub priority: i64,
    /// By when.
    pub due: Date,
    /// How it stands.
    pub state: ActionState,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// The version that a change is based on.
    pub version: i64,
}

impl Action {
    /// Whether it is open after its day.
    pub fn is_late(&self, today: Date) -> bool {
        self.state == ActionState::Open && self.due < today
    }
}

/// How many lines of a round have each rating, in the order of [`Rating::ALL`].
pub fn spread(rated: &[Rated]) -> [usize; 4] {
    let mut counts = [0; 4];
    for one in rated {
        if let Some(at) = Rating::ALL.iter().position(|rating| *rating == one.rating) {
            counts[at] += 1;
        }
    }
    counts
}

/// The change of a line between two rounds, in steps; none where one of them has no rating.
pub fn steps(before: Option<Rating>, now: Option<Rating>) -> Option<i64> {
    let place = |rating: Rating| Rating::ALL.iter().position(|r| *r == rating).map(|at| at as i64);
    Some(place(now?)? - place(before?)?)
}

/// A change in words.
pub fn steps_words(steps: Option<i64>) -> &'static str {
    match steps {
        None => "",
        Some(0) => "As before",
        Some(1..) => "Better",
        Some(_) => "Worse",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(state: RoundState) -> Round {
        Round {
            id: Id::from_parts(1, [1; 10]),
            agency: Id::from_parts(2, [2; 10]),
            state,
            shared: false,
            opened: Timestamp::UNIX_EPOCH,
            finished: None,
            version: 1,
        }
    }

    #[test]
    fn a_round_is_finished_once_and_whole() {
        let lines: Vec<String> = ["1a", "1b", "2a"].map(String::from).to_vec();
        let open = round(RoundState::Open);
        assert_eq!(open.finish(&lines, &lines), Ok(()));
        let refused = open.finish(&lines, &lines[..1]).unwrap_err();
        assert_eq!(refused.code(), rule::UNRATED);
        assert!(refused.to_string().contains("2 of 3") && refused.to_string().contains("1b, 2a"));
        let finished = round(RoundState::Finished);
        assert_eq!(finished.finish(&lines, &lines).unwrap_err().code(), rule::FINISHED);
        assert_eq!(finished.share(), Ok(()));
        assert_eq!(open.share().unwrap_err().code(), rule::SHARE);
    }

    #[test]
    fn steps_go_both_ways() {
        assert_eq!(steps(Some(Rating::Partly), Some(Rating::Exceeds)), Some(2));
        assert_eq!(steps_words(steps(Some(Rating::Matches), Some(Rating::NotPresent))), "Worse");
        assert_eq!(steps(None, Some(Rating::Matches)), None);
    }
}
