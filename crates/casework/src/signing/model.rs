//! The rules of second signatures: where one stands, and what an answer makes of it.

use kernel::FieldError;

use crate::words::{NOTE, required};

kernel::codes! {
    /// Where a second signature stands.
    State {
        Waiting = "waiting", "Not signed yet";
        Signed = "signed", "Signed";
        Returned = "returned", "Sent back";
        Answered = "answered", "Sent back, then answered later";
        Replaced = "replaced", "Replaced before it was signed";
    }
}

kernel::codes! {
    /// What a manager says to what waits.
    Reply {
        Sign = "sign", "Sign it";
        SendBack = "send-back", "Send it back";
    }
}

impl State {
    /// The state after a manager's answer; none unless it waits.
    pub fn after(self, answer: Reply) -> Option<State> {
        match (self, answer) {
            (State::Waiting, Reply::Sign) => Some(State::Signed),
            (State::Waiting, Reply::SendBack) => Some(State::Returned),
            _ => None,
        }
    }

    /// The state once a later one takes its place. What was signed stays signed.
    #[must_use]
    pub fn replaced(self) -> State {
        match self {
            State::Waiting => State::Replaced,
            State::Returned => State::Answered,
            settled => settled,
        }
    }
}

/// What is wrong with the words of an answer: whoever sends something back says what to look at; `ask` is the message when
/// they do not.
pub fn wrong_words(answer: Reply, words: &str, ask: &str) -> Option<FieldError> {
    match answer {
        Reply::Sign => None,
        Reply::SendBack => required("words", words, NOTE, ask),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_given_or_refused_once() {
        for answer in Reply::ALL {
            for state in State::ALL {
                assert_eq!(state.after(*answer).is_some(), *state == State::Waiting, "{}", state.code());
            }
        }
        assert_eq!(State::Waiting.after(Reply::Sign), Some(State::Signed));
        assert_eq!(State::Waiting.after(Reply::SendBack), Some(State::Returned));
    }

    #[test]
    fn a_later_one_leaves_nothing_waiting() {
        for state in State::ALL {
            let then = state.replaced();
            assert!(!matches!(then, State::Waiting | State::Returned));
            assert_eq!(then.replaced(), then);
        }
        assert_eq!(State::Signed.replaced(), State::Signed);
    }

    #[test]
    fn whoever_sends_it_back_says_what_to_look_at() {
        assert_eq!(wrong_words(Reply::SendBack, " ", "Say what.").unwrap().message, "Say what.");
        assert!(wrong_words(Reply::SendBack, "Ask the school too", "Say what.").is_none());
        assert!(wrong_words(Reply::Sign, "", "Say what.").is_none());
    }
}
