//! The second signature under a completed assessment: nobody signs off what they wrote. The assessment holds from the moment
//! it is complete; the signature is a second pair of eyes, and support does not wait for it (as for plans).

use kernel::{Error, FieldError, Result};

use crate::words::{NOTE, required};

kernel::codes! {
    /// Where the second signature under an assessment stands.
    SignOff {
        Waiting = "waiting", "Not signed yet";
        Signed = "signed", "Signed";
        Returned = "returned", "Sent back, to be looked at again";
        Answered = "answered", "Sent back, then answered by a later assessment";
        Replaced = "replaced", "Replaced before it was signed";
    }
}

kernel::codes! {
    /// What a manager says to an assessment that waits.
    SignAnswer {
        Sign = "sign", "Sign it";
        SendBack = "send-back", "Send it back, with what to look at again";
    }
}

impl SignOff {
    /// The state after a manager's answer.
    ///
    /// # Errors
    /// `Refused` by rule `assessment.signature.settled` unless it waits.
    pub fn after(self, answer: SignAnswer) -> Result<SignOff> {
        match (self, answer) {
            (SignOff::Waiting, SignAnswer::Sign) => Ok(SignOff::Signed),
            (SignOff::Waiting, SignAnswer::SendBack) => Ok(SignOff::Returned),
            _ => Err(Error::refused(
                "assessment.signature.settled",
                "This assessment does not wait for a signature any more. Open it to see who answered, and what.",
            )),
        }
    }

    /// The state once a later assessment of the case is complete. What was signed stays signed.
    #[must_use]
    pub fn replaced(self) -> SignOff {
        match self {
            SignOff::Waiting => SignOff::Replaced,
            SignOff::Returned => SignOff::Answered,
            settled => settled,
        }
    }
}

/// What is wrong with the words of an answer: whoever sends an assessment back says what to look at again.
pub fn wrong_sign_words(answer: SignAnswer, words: &str) -> Option<FieldError> {
    match answer {
        SignAnswer::Sign => None,
        SignAnswer::SendBack => {
            required("words", words, NOTE, "Say what should be looked at again, so that the author can do it")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_given_or_refused_once() {
        for answer in SignAnswer::ALL {
            for state in SignOff::ALL {
                assert_eq!(state.after(*answer).is_ok(), *state == SignOff::Waiting, "{}", state.code());
            }
        }
        assert_eq!(SignOff::Waiting.after(SignAnswer::Sign).unwrap(), SignOff::Signed);
        assert_eq!(SignOff::Waiting.after(SignAnswer::SendBack).unwrap(), SignOff::Returned);
    }

    #[test]
    fn a_later_assessment_leaves_nothing_waiting() {
        for state in SignOff::ALL {
            let then = state.replaced();
            assert!(!matches!(then, SignOff::Waiting | SignOff::Returned));
            assert_eq!(then.replaced(), then);
        }
        assert_eq!(SignOff::Signed.replaced(), SignOff::Signed);
    }

    #[test]
    fn whoever_sends_it_back_says_what_to_look_at() {
        assert!(wrong_sign_words(SignAnswer::SendBack, " ").is_some());
        assert!(wrong_sign_words(SignAnswer::SendBack, "Ask the school too").is_none());
        assert!(wrong_sign_words(SignAnswer::Sign, "").is_none());
    }
}
