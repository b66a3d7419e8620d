//! How far somebody is on the way to approval, which step may follow, and which promise runs meanwhile.
//!
//! Sources of the time limits: facts of adoptsouthwest, york.gov.uk and adoption-focus.org.uk as gathered: a
//! registration of interest is answered within 5 working days, Stage 1 takes two months, Stage 2 four, and up to
//! six months may lie between them.

use kernel::{Date, Error, PromiseKind, Result, codes};

codes! {
    /// How far somebody is.
    Stage {
        Enquiry = "enquiry", "Enquiry";
        Registered = "registered", "Registration of interest received";
        One = "stage-one", "Stage 1";
        Between = "between", "Between Stage 1 and Stage 2";
        Two = "stage-two", "Stage 2";
        Approved = "approved", "Approved";
        Ended = "ended", "Ended";
    }
}

codes! {
    /// What happened.
    Did {
        Register = "register", "A registration of interest came";
        Accept = "accept", "It was accepted: Stage 1 begins";
        OneDone = "stage-one-done", "Stage 1 is done";
        Two = "begin-stage-two", "Stage 2 begins";
        Approve = "approve", "They were approved";
        Pause = "pause", "Stop the clock";
        Resume = "resume", "Let the clock run again";
        End = "end", "Their way ends here";
    }
}

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// This step does not follow the stage.
    pub const STEP: &str = "recruitment.step";
    /// The day lies before the step that it follows, or after today.
    pub const DAY: &str = "recruitment.day";
    /// More than six months lie between the stages.
    pub const GAP: &str = "recruitment.gap";
    /// The clock is stopped, or there is none to stop.
    pub const CLOCK: &str = "recruitment.clock";
}

/// The most months between Stage 1 and Stage 2.
const GAP_MONTHS: i64 = 6;

impl Stage {
    /// The stage after a step that changes it.
    ///
    /// # Errors
    /// `Refused` (`recruitment.step`).
    pub fn after(self, did: Did) -> Result<Stage> {
        match (self, did) {
            (Stage::Enquiry, Did::Register) => Ok(Stage::Registered),
            (Stage::Registered, Did::Accept) => Ok(Stage::One),
            (Stage::One, Did::OneDone) => Ok(Stage::Between),
            (Stage::Between, Did::Two) => Ok(Stage::Two),
            (Stage::Two, Did::Approve) => Ok(Stage::Approved),
            (Stage::Approved | Stage::Ended, _) => Err(Error::refused(
                rule::STEP,
                "This way is at its end. Record a new enquiry to begin again.",
            )),
            (_, Did::End) => Ok(Stage::Ended),
            (at, Did::Pause | Did::Resume) => Ok(at),
            (at, _) => Err(Error::refused(
                rule::STEP,
                format!("They are at “{}”. Record the steps in their order.", at.label()),
            )),
        }
    }

    /// The promise that runs during a stage.
    pub fn promise(self) -> Option<PromiseKind> {
        match self {
            Stage::Registered => Some(PromiseKind::RegistrationAnswer),
            Stage::One => Some(PromiseKind::StageOne),
            Stage::Two => Some(PromiseKind::StageTwo),
            _ => None,
        }
    }

    /// The step that comes next.
    pub fn next(self) -> Option<Did> {
        match self {
            Stage::Enquiry => Some(Did::Register),
            Stage::Registered => Some(Did::Accept),
            Stage::One => Some(Did::OneDone),
            Stage::Between => Some(Did::Two),
            Stage::Two => Some(Did::Approve),
            Stage::Approved | Stage::Ended => None,
        }
    }
}

/// Checks the day of a step: not after today, and not before the last one.
///
/// # Errors
/// `Refused` (`recruitment.day`).
pub fn check_day(on: Date, last: Date, today: Date) -> Result<()> {
    if on > today {
        return Err(Error::refused(
            rule::DAY,
            "This day is in the future. Record the step once it has happened.",
        ));
    }
    if on < last {
        return Err(Error::refused(
            rule::DAY,
            "This day lies before the step that it follows. Check both days.",
        ));
    }
    Ok(())
}

/// Checks that at most six months lie between the end of Stage 1 and the beginning of Stage 2.
///
/// # Errors
/// `Refused` (`recruitment.gap`).
pub fn check_gap(done: Date, begins: Date) -> Result<()> {
    let last = done.checked_add(jiff::Span::new().months(GAP_MONTHS)).unwrap_or(Date::MAX);
    if begins <= last {
        return Ok(());
    }
    Err(Error::refused(
        rule::GAP,
        "More than six months lie between Stage 1 and Stage 2, so Stage 1 has to be done again. End this way and record a new enquiry.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_follow_each_other_and_an_end_is_an_end() {
        let way = [Did::Register, Did::Accept, Did::OneDone, Did::Two, Did::Approve];
        let mut at = Stage::Enquiry;
        for (i, did) in way.into_iter().enumerate() {
            assert_eq!(at.next(), Some(did));
            for (j, other) in way.into_iter().enumerate() {
                assert_eq!(at.after(other).is_ok(), i == j, "{at:?} {other:?}");
            }
            assert_eq!(at.after(Did::End).unwrap(), Stage::Ended);
            at = at.after(did).unwrap();
        }
        assert_eq!((at, at.next()), (Stage::Approved, None));
        assert!(at.after(Did::End).is_err() && Stage::Ended.after(Did::Register).is_err());
    }

    #[test]
    fn six_months_may_lie_between_the_stages() {
        let gap = |begins: &str| check_gap("2026-03-31".parse().unwrap(), begins.parse().unwrap());
        assert!(gap("2026-09-30").is_ok());
        assert_eq!(gap("2026-10-01").unwrap_err().code(), rule::GAP);
    }
}
