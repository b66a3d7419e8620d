//! How far a link is, and which step may follow.

use kernel::{Date, Error, Result, codes};

use crate::{adopters::model::Availability, matching::store::GroupState};

codes! {
    /// How far a link is.
    Stage {
        Considering = "considering", "Being considered";
        Linked = "linked", "Linked";
        Panel = "panel", "Seen by the matching panel";
        Agreed = "agreed", "Agreed by the decision maker";
        Introductions = "introductions", "Introductions";
        Placed = "placed", "Placed";
        Ended = "ended", "Ended";
    }
}

codes! {
    /// What the matching panel advised.
    PanelAdvice {
        Yes = "yes", "The panel advises to go on";
        No = "no", "The panel advises against";
    }
}

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// This step does not follow the stage that the link is at.
    pub const STEP: &str = "link.step";
    /// The children or the family are linked already.
    pub const HELD: &str = "link.held";
    /// Something bars the pair.
    pub const BARRED: &str = "link.barred";
    /// Whoever made the link, or linked them, would decide on it.
    pub const OWN: &str = "link.own";
    /// The day lies before the step that it follows, or after today.
    pub const DAY: &str = "link.day";
}

/// A step of a link, with the day on which it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// From many that are considered, this one is chosen: nobody else is looked at meanwhile.
    Link,
    /// The matching panel met and advised.
    Panel(PanelAdvice),
    /// The agency's decision maker agreed or did not.
    Decide(bool),
    /// Introductions began.
    Introduce,
    /// The children moved in.
    Place,
    /// The link is ended or reversed, at any stage.
    End,
}

impl Stage {
    /// The stage after a step.
    ///
    /// # Errors
    /// `Refused` (`link.step`) with what comes first.
    pub fn after(self, step: Step) -> Result<Stage> {
        match (self, step) {
            (Stage::Considering, Step::Link) => Ok(Stage::Linked),
            (Stage::Linked, Step::Panel(_)) => Ok(Stage::Panel),
            (Stage::Panel, Step::Decide(true)) => Ok(Stage::Agreed),
            (Stage::Panel, Step::Decide(false)) => Ok(Stage::Ended),
            (Stage::Agreed, Step::Introduce) => Ok(Stage::Introductions),
            (Stage::Introductions, Step::Place) => Ok(Stage::Placed),
            (Stage::Ended, _) => Err(Error::refused(rule::STEP, "This link has ended. Make a new one.")),
            (_, Step::End) => Ok(Stage::Ended),
            (at, _) => Err(Error::refused(rule::STEP, format!("{}. {}", at.label(), at.next_words()))),
        }
    }

    /// What comes next, in words.
    pub fn next_words(self) -> &'static str {
        match self {
            Stage::Considering => "Next, link them, or end it with the reason.",
            Stage::Linked => "Next, record what the matching panel advised.",
            Stage::Panel => {
                "Next, the agency's decision maker decides, who is not the one that made the link."
            }
            Stage::Agreed => "Next, record when introductions began.",
            Stage::Introductions => "Next, record when the children moved in.",
            Stage::Placed => "Nothing is left to record, unless the placement ends.",
            Stage::Ended => "Nothing is left to record.",
        }
    }

    /// Whether nobody else can be linked with the same children or family meanwhile.
    pub fn holds(self) -> bool {
        !matches!(self, Stage::Considering | Stage::Ended)
    }

    /// How the children stand at this stage, where the link says so.
    pub fn children(self) -> GroupState {
        match self {
            Stage::Considering | Stage::Ended => GroupState::Waiting,
            Stage::Placed => GroupState::Placed,
            _ => GroupState::Linked,
        }
    }

    /// How the family stands at this stage.
    pub fn family(self) -> Availability {
        match self {
            Stage::Considering | Stage::Ended => Availability::Ready,
            Stage::Placed => Availability::Placed,
            _ => Availability::Exploring,
        }
    }
}

/// Checks the day of a step: not before the one that it follows, and not after today.
///
/// # Errors
/// `Refused` (`link.day`).
pub fn check_day(on: Date, not_before: Option<Date>, today: Date) -> Result<()> {
    if on > today {
        return Err(Error::refused(
            rule::DAY,
            "This day is in the future. Record the step once it has happened.",
        ));
    }
    if not_before.is_some_and(|day| on < day) {
        return Err(Error::refused(
            rule::DAY,
            "This day lies before the step that it follows. Check both days.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_leads_from_considering_to_placement_and_ends_anywhere() {
        let way =
            [Step::Link, Step::Panel(PanelAdvice::Yes), Step::Decide(true), Step::Introduce, Step::Place];
        let mut at = Stage::Considering;
        for (i, step) in way.into_iter().enumerate() {
            // Every other step is refused here, and says what comes first.
            for (j, other) in way.into_iter().enumerate() {
                if i != j {
                    assert_eq!(at.after(other).unwrap_err().code(), rule::STEP, "{at:?} {other:?}");
                }
            }
            assert_eq!(at.after(Step::End).unwrap(), Stage::Ended);
            at = at.after(step).unwrap();
            assert!(at.holds());
        }
        assert_eq!(at, Stage::Placed);
        assert_eq!(Stage::Panel.after(Step::Decide(false)).unwrap(), Stage::Ended);
        for step in way.into_iter().chain([Step::End]) {
            assert!(Stage::Ended.after(step).is_err(), "an end is an end");
        }
    }

    #[test]
    fn a_day_lies_between_the_step_before_and_today() {
        let day = |d: &str| d.parse().unwrap();
        let check = |on: &str| check_day(day(on), Some(day("2026-11-10")), day("2026-11-20"));
        assert!(check("2026-11-10").is_ok() && check("2026-11-20").is_ok());
        assert_eq!(check("2026-11-09").unwrap_err().code(), rule::DAY);
        assert_eq!(check("2026-11-21").unwrap_err().code(), rule::DAY);
    }
}
