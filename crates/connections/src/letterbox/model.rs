//! A letter on its way: the states it can be in and the steps between them. Pure.

mod checker;
mod redact;

pub use checker::{Found, Known, MarkKind, check};
pub use redact::{LEFT_OUT, redact, words_of};

use kernel::{Error, Result, codes};

codes! {
    /// How a letter stands.
    LetterState {
        Due = "due", "Expected";
        Received = "received", "To be checked";
        Returned = "returned", "Sent back with help";
        Approved = "approved", "Checked, to be passed on";
        Forwarded = "forwarded", "Passed on";
        Read = "read", "Read";
        Ended = "ended", "No letter this time";
    }
}

codes! {
    /// What happens to a letter.
    Step {
        Expect = "expect", "Expected";
        Receive = "receive", "Received";
        Return = "return", "Sent back with help";
        Approve = "approve", "Checked and approved";
        PassOn = "pass-on", "Passed on";
        Acknowledge = "acknowledge", "Read";
        Chase = "chase", "Asked about";
        End = "end", "No letter this time";
    }
}

codes! {
    /// How a letter came, or went.
    Way {
        Pages = "pages", "On their own pages";
        Post = "post", "By post";
    }
}

impl LetterState {
    /// The state after a step.
    ///
    /// # Errors
    /// `Refused` by rule `letter.state` when the step cannot be taken from here.
    pub fn after(self, step: Step) -> Result<LetterState> {
        use LetterState as S;
        match (self, step) {
            // A letter that was sent back comes again; one that waits may be sent anew before it is checked.
            (S::Due | S::Returned | S::Received, Step::Receive) => Ok(S::Received),
            (S::Received, Step::Return) => Ok(S::Returned),
            (S::Received, Step::Approve) => Ok(S::Approved),
            (S::Approved, Step::Return) => Ok(S::Returned),
            (S::Approved, Step::PassOn) => Ok(S::Forwarded),
            (S::Forwarded, Step::Acknowledge) => Ok(S::Read),
            (S::Due, Step::Chase) => Ok(S::Due),
            (S::Returned, Step::Chase) => Ok(S::Returned),
            (S::Due | S::Returned, Step::End) => Ok(S::Ended),
            (_, step) => Err(Error::refused(
                "letter.state",
                format!(
                    "This letter is at “{}”, so “{}” is not the next step. Open it again to see where it stands.",
                    self.label().to_lowercase(),
                    step.label().to_lowercase()
                ),
            )),
        }
    }

    /// Whether somebody still waits for something to happen.
    pub fn is_open(self) -> bool {
        !matches!(self, LetterState::Read | LetterState::Ended)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::fixed;

    #[test]
    fn a_letter_goes_its_way() {
        let mut state = LetterState::Due;
        for step in [
            Step::Chase,
            Step::Receive,
            Step::Return,
            Step::Receive,
            Step::Approve,
            Step::PassOn,
            Step::Acknowledge,
        ] {
            state = state.after(step).unwrap();
        }
        assert_eq!(state, LetterState::Read);
        let refused = LetterState::Received.after(Step::PassOn).unwrap_err();
        assert_eq!(refused.code(), "letter.state");
    }

    proptest! {
        #![proptest_config(fixed())]

        /// Whatever is tried in whatever order: nothing is passed on that was not approved after it last came.
        #[test]
        fn nothing_is_passed_on_unchecked(steps in proptest::collection::vec(0_usize..Step::ALL.len(), 0..40)) {
            let (mut state, mut approved) = (LetterState::Due, false);
            for step in steps.into_iter().map(|i| Step::ALL[i]) {
                let Ok(next) = state.after(step) else { continue };
                match step {
                    Step::Receive | Step::Return => approved = false,
                    Step::Approve => approved = true,
                    Step::PassOn => prop_assert!(approved),
                    _ => {}
                }
                state = next;
                if matches!(state, LetterState::Forwarded | LetterState::Read) {
                    prop_assert!(approved);
                }
            }
        }
    }
}
