//! How an offer of support stands. Pure.

use kernel::{Error, Result, codes};

codes! {
    /// How an offer stands.
    State {
        Offered = "offered", "Offered, not answered yet";
        TakenUp = "taken-up", "Taken up";
        Later = "later", "Not now";
        No = "no", "Did not want it";
        Ended = "ended", "Support has ended";
    }
}

codes! {
    /// What somebody answers.
    Answer {
        Yes = "yes", "Yes";
        Later = "later", "Not now, ask me again";
        No = "no", "No";
    }
}

impl State {
    /// The state after an answer. Who said no or not now may say yes later.
    ///
    /// # Errors
    /// `Refused` by `birth-support.answered` once support was taken up.
    pub fn answered(self, answer: Answer) -> Result<State> {
        match (self, answer) {
            (State::TakenUp | State::Ended, _) => Err(Error::refused(
                "birth-support.answered",
                "This offer was taken up already. Make a new one if they would like support again.",
            )),
            (_, Answer::Yes) => Ok(State::TakenUp),
            (_, Answer::Later) => Ok(State::Later),
            (_, Answer::No) => Ok(State::No),
        }
    }

    /// The state after support has ended.
    ///
    /// # Errors
    /// `Refused` by `birth-support.not-taken-up` where it had not begun.
    pub fn ended(self) -> Result<State> {
        match self {
            State::TakenUp => Ok(State::Ended),
            _ => Err(Error::refused(
                "birth-support.not-taken-up",
                "This support was not taken up, so it cannot end.",
            )),
        }
    }

    /// Whether somebody asks again after a while: nobody is asked for ever who has support.
    pub fn asks_again(self) -> bool {
        matches!(self, State::Offered | State::Later | State::No | State::Ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_is_not_for_ever_and_yes_is_not_asked_again() {
        assert_eq!(State::Offered.answered(Answer::No), Ok(State::No));
        assert_eq!(State::No.answered(Answer::Yes), Ok(State::TakenUp));
        assert_eq!(State::TakenUp.answered(Answer::No).unwrap_err().code(), "birth-support.answered");
        assert_eq!(State::TakenUp.ended(), Ok(State::Ended));
        assert_eq!(State::No.ended().unwrap_err().code(), "birth-support.not-taken-up");
        for state in State::ALL {
            assert_eq!(state.asks_again(), *state != State::TakenUp);
        }
    }
}
