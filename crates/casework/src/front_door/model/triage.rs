//! What the duty team does with an enquiry, and which promises begin and end with it
//! (requirements FD3, FD4; S2 section 8: a call within 48 to 72 hours of the request, an
//! assessment within four weeks of that call).

use kernel::{Error, Invalid, PromiseKind, Result, Timestamp};

use crate::words::{LINE, NOTE, required};

kernel::codes! {
    /// Where an enquiry stands.
    State {
        New = "new", "New";
        Advised = "advised", "Advised";
        Signposted = "signposted", "Signposted";
        Allocated = "allocated", "Allocated";
        Closed = "closed", "Closed";
    }
}

kernel::codes! {
    /// Why an enquiry is closed.
    Closing {
        Answered = "answered", "Answered, nothing more is needed";
        NoReply = "no-reply", "Could not be reached after several tries";
        NotWanted = "not-wanted", "The family does not want support now";
        Elsewhere = "elsewhere", "Another agency is responsible and has accepted it";
        Duplicate = "duplicate", "The same enquiry is already recorded";
        Mistake = "mistake", "Made by mistake, or not an enquiry";
    }
}

/// What a duty worker decides. Every outcome also needs a reason in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Advice was given in a call.
    Advise,
    /// Pointed to a service, which is named.
    Signpost {
        /// The service, in the worker's words.
        to: String,
    },
    /// Given to the team for an assessment: it becomes a case.
    Allocate,
    /// Ended here.
    Close {
        /// Which kind of ending.
        because: Closing,
    },
}

impl Outcome {
    /// The move without its details.
    pub fn step(&self) -> Move {
        match self {
            Outcome::Advise => Move::Advise,
            Outcome::Signpost { .. } => Move::Signpost,
            Outcome::Allocate => Move::Allocate,
            Outcome::Close { .. } => Move::Close,
        }
    }
}

kernel::codes! {
    /// A move of the duty team.
    Move {
        Advise = "advise", "Give advice";
        Signpost = "signpost", "Signpost";
        Allocate = "allocate", "Allocate";
        Close = "close", "Close";
    }
}

impl State {
    /// The moves that may be made from here, for the page to offer.
    pub fn moves(self) -> &'static [Move] {
        match self {
            State::New => &[Move::Advise, Move::Signpost, Move::Allocate, Move::Close],
            State::Advised => &[Move::Signpost, Move::Allocate, Move::Close],
            State::Signposted => &[Move::Advise, Move::Allocate, Move::Close],
            // From here on the case carries it; what was closed by mistake is asked anew.
            State::Allocated | State::Closed => &[],
        }
    }

    /// The state after a decision, with its reason in words.
    ///
    /// # Errors
    /// `Refused` by rule `enquiry.triage` when the move cannot be made from here;
    /// `Invalid` on `why` or `to` when the words are missing or too long.
    pub fn after(self, outcome: &Outcome, why: &str) -> Result<State> {
        if !self.moves().contains(&outcome.step()) {
            return Err(Error::refused("enquiry.triage", self.no_move(outcome.step())));
        }
        let mut found = Vec::new();
        if let Outcome::Signpost { to } = outcome {
            found.extend(required("to", to, LINE, "Enter the service that you pointed them to"));
        }
        found.extend(required("why", why, NOTE, "Say why, so that the next person understands"));
        if !found.is_empty() {
            return Err(Error::Invalid(Invalid(found)));
        }
        Ok(match outcome.step() {
            Move::Advise => State::Advised,
            Move::Signpost => State::Signposted,
            Move::Allocate => State::Allocated,
            Move::Close => State::Closed,
        })
    }

    fn no_move(self, step: Move) -> String {
        match self {
            State::Allocated => "This enquiry is already allocated. Work on its case instead.".into(),
            State::Closed => {
                "This enquiry is closed. Record a new enquiry if the family has asked again.".into()
            }
            State::New | State::Advised | State::Signposted => {
                format!("\"{}\" is already recorded for this enquiry.", step.label())
            }
        }
    }
}

/// Marks a safeguarding concern, in any state and at any time (FD3). Gives the instant to
/// store: the first mark stays, since the protocol's clock runs from it.
///
/// # Errors
/// `Invalid` on `concern` when the concern is not described.
pub fn mark_safeguarding(already: Option<Timestamp>, concern: &str, now: Timestamp) -> Result<Timestamp> {
    match required("concern", concern, NOTE, "Say what the concern is, in a few words") {
        Some(error) => Err(Error::Invalid(Invalid(vec![error]))),
        None => Ok(already.unwrap_or(now)),
    }
}

/// Something that happened to an enquiry, as far as promises go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// It was received.
    Received,
    /// The advice call was held.
    CallHeld,
    /// The duty team moved it.
    Moved(Move),
}

/// What to do with a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromiseStep {
    /// Start one at this instant, unless one of the kind is open. The term is the agency's,
    /// or that of `data/promises.csv`.
    Start(PromiseKind, Timestamp),
    /// The open one of this kind was kept at this instant.
    Keep(PromiseKind, Timestamp),
    /// The open one of this kind, if any, is no longer needed.
    Withdraw(PromiseKind),
}

/// What an event means for promises. `call_open` says whether the advice call is still
/// owed. The same event told twice starts nothing twice.
pub fn promises(event: Event, at: Timestamp, call_open: bool) -> Vec<PromiseStep> {
    use PromiseKind::{AdviceCall, Assessment};
    match event {
        Event::Received => vec![PromiseStep::Start(AdviceCall, at)],
        // Advice is given in the call, so that advising keeps the promise.
        Event::CallHeld | Event::Moved(Move::Advise) => match call_open {
            true => vec![PromiseStep::Keep(AdviceCall, at), PromiseStep::Start(Assessment, at)],
            false => vec![],
        },
        // The family still waits for its call, and then for its assessment.
        Event::Moved(Move::Allocate) if call_open => vec![],
        // Open since the call, or promised anew if signposting had withdrawn it.
        Event::Moved(Move::Allocate) => vec![PromiseStep::Start(Assessment, at)],
        Event::Moved(Move::Signpost | Move::Close) => {
            let mut steps = Vec::new();
            if call_open {
                steps.push(PromiseStep::Withdraw(AdviceCall));
            }
            steps.push(PromiseStep::Withdraw(Assessment));
            steps
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Calendar, Term};
    use proptest::prelude::*;

    use super::*;

    fn t(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn outcome(step: Move) -> Outcome {
        match step {
            Move::Advise => Outcome::Advise,
            Move::Signpost => Outcome::Signpost { to: "Parents' group".into() },
            Move::Allocate => Outcome::Allocate,
            Move::Close => Outcome::Close { because: Closing::Answered },
        }
    }

    #[test]
    fn an_enquiry_goes_forward_with_a_reason() {
        let advised = State::New.after(&Outcome::Advise, "Talked through the bedtime plan").unwrap();
        assert_eq!(advised, State::Advised);
        let allocated = advised.after(&Outcome::Allocate, "Needs an assessment").unwrap();
        assert_eq!(allocated, State::Allocated);
        let error = allocated.after(&outcome(Move::Close), "No").unwrap_err();
        assert_eq!(error.code(), "enquiry.triage");
    }

    #[test]
    fn words_are_needed() {
        let Error::Invalid(invalid) =
            State::New.after(&Outcome::Signpost { to: " ".into() }, "").unwrap_err()
        else {
            panic!("expected field errors")
        };
        assert!(invalid.of("to").is_some() && invalid.of("why").is_some());
    }

    #[test]
    fn safeguarding_is_marked_at_any_time_and_the_first_mark_stays() {
        let (first, later) = (t("2026-11-20T09:00:00Z"), t("2026-11-21T09:00:00Z"));
        assert_eq!(mark_safeguarding(None, "A bruise was mentioned", first).unwrap(), first);
        assert_eq!(mark_safeguarding(Some(first), "More was said", later).unwrap(), first);
        assert!(mark_safeguarding(None, "  ", first).is_err());
    }

    #[test]
    fn the_assessment_is_promised_from_the_call_and_not_before() {
        let (received, called) = (t("2026-11-20T16:00:00Z"), t("2026-11-23T10:00:00Z"));
        assert_eq!(
            promises(Event::Received, received, false),
            [PromiseStep::Start(PromiseKind::AdviceCall, received)]
        );
        assert_eq!(promises(Event::Moved(Move::Allocate), received, true), []);
        assert_eq!(
            promises(Event::Moved(Move::Allocate), called, false),
            [PromiseStep::Start(PromiseKind::Assessment, called)]
        );
        let steps = promises(Event::CallHeld, called, true);
        assert_eq!(
            steps,
            [
                PromiseStep::Keep(PromiseKind::AdviceCall, called),
                PromiseStep::Start(PromiseKind::Assessment, called)
            ]
        );
        assert_eq!(promises(Event::CallHeld, called, false), []);
        assert_eq!(Term::Days(28).due(called, Calendar::england()), t("2026-12-21T23:59:59.999999Z"));
    }

    #[test]
    fn signposting_and_closing_withdraw_what_is_open() {
        let at = t("2026-11-23T10:00:00Z");
        for step in [Move::Signpost, Move::Close] {
            assert_eq!(promises(Event::Moved(step), at, true).len(), 2);
            assert_eq!(
                promises(Event::Moved(step), at, false),
                [PromiseStep::Withdraw(PromiseKind::Assessment)]
            );
        }
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn every_walk_ends_and_never_comes_back_to_new(
            steps in prop::collection::vec(prop::sample::select(Move::ALL), 0..12),
        ) {
            let mut state = State::New;
            for step in steps {
                let offered = state.moves().contains(&step);
                match state.after(&outcome(step), "because") {
                    Ok(next) => {
                        prop_assert!(offered);
                        prop_assert!(next != State::New && next != state);
                        state = next;
                    }
                    Err(_) => prop_assert!(!offered),
                }
            }
            if matches!(state, State::Allocated | State::Closed) {
                prop_assert!(state.moves().is_empty());
            }
        }
    }
}
