//! The second signature: nobody signs off the plan they wrote. A plan holds with the family from the moment
//! it is made current; the signature is a second pair of eyes, and support does not wait for it.

use kernel::{Error, FieldError, Result};

use crate::words::{NOTE, required};

kernel::codes! {
    /// Where the second signature under a version of a plan stands.
    SignatureState {
        Waiting = "waiting", "Not signed yet";
        Signed = "signed", "Signed";
        Returned = "returned", "Sent back to be changed";
        Answered = "answered", "Sent back, then changed in a later version";
        Replaced = "replaced", "Replaced before it was signed";
    }
}

kernel::codes! {
    /// What a manager says to a plan that waits.
    SignatureAnswer {
        Sign = "sign", "Sign it";
        SendBack = "send-back", "Send it back, with what to change";
    }
}

impl SignatureState {
    /// The state after a manager's answer.
    ///
    /// # Errors
    /// `Refused` by rule `plan.signature.settled` unless it waits.
    pub fn after(self, answer: SignatureAnswer) -> Result<SignatureState> {
        match (self, answer) {
            (SignatureState::Waiting, SignatureAnswer::Sign) => Ok(SignatureState::Signed),
            (SignatureState::Waiting, SignatureAnswer::SendBack) => Ok(SignatureState::Returned),
            _ => Err(Error::refused(
                "plan.signature.settled",
                "This version does not wait for a signature any more. Open the plan to see who answered, and what.",
            )),
        }
    }

    /// The state once a later version takes the plan's place. What was signed stays signed.
    #[must_use]
    pub fn replaced(self) -> SignatureState {
        match self {
            SignatureState::Waiting => SignatureState::Replaced,
            SignatureState::Returned => SignatureState::Answered,
            settled => settled,
        }
    }
}

/// What is wrong with the words of an answer: whoever sends a plan back says what to change.
pub fn wrong_words(answer: SignatureAnswer, words: &str) -> Option<FieldError> {
    match answer {
        SignatureAnswer::Sign => None,
        SignatureAnswer::SendBack => {
            required("words", words, NOTE, "Say what should be changed, so that the author can do it")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_given_or_refused_once() {
        let after = |state: SignatureState, answer| state.after(answer).ok();
        for answer in SignatureAnswer::ALL {
            for state in SignatureState::ALL {
                let open = *state == SignatureState::Waiting;
                assert_eq!(after(*state, *answer).is_some(), open, "{}", state.code());
            }
        }
        assert_eq!(after(SignatureState::Waiting, SignatureAnswer::Sign), Some(SignatureState::Signed));
        assert_eq!(after(SignatureState::Waiting, SignatureAnswer::SendBack), Some(SignatureState::Returned));
    }

    #[test]
    fn a_later_version_leaves_nothing_waiting() {
        for state in SignatureState::ALL {
            let then = state.replaced();
            assert!(!matches!(then, SignatureState::Waiting | SignatureState::Returned));
            assert_eq!(then.replaced(), then);
        }
        assert_eq!(SignatureState::Signed.replaced(), SignatureState::Signed);
    }

    #[test]
    fn whoever_sends_a_plan_back_says_what_to_change() {
        assert!(wrong_words(SignatureAnswer::SendBack, " ").is_some());
        assert!(wrong_words(SignatureAnswer::SendBack, "Name who calls the school").is_none());
        assert!(wrong_words(SignatureAnswer::Sign, "").is_none());
    }
}
