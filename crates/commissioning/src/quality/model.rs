//! Concerns: what they are about, what may follow what, and what is held back where few are behind a figure.

use kernel::{Error, Result};

/// Counts of other agencies below this are not told.
pub const FEWEST: u32 = 5;

kernel::codes! {
    /// What a concern is about.
    About {
        Safety = "safety", "Safety of a child or family";
        Conduct = "conduct", "How somebody behaved";
        Practice = "practice", "How the work is done";
        Missed = "missed", "Sessions missed, late or moved";
        Records = "records", "Records and confidentiality";
        Money = "money", "Invoices and money";
        Other = "other", "Something else";
    }
}

kernel::codes! {
    /// How serious it is.
    Seriousness {
        Watch = "watch", "To watch";
        Serious = "serious", "Serious";
        Grave = "grave", "Grave: think of suspension from new work";
    }
}

kernel::codes! {
    /// How a concern stands.
    State {
        Raised = "raised", "Known to one's own agency alone";
        Shared = "shared", "Shared";
        Closed = "closed", "Closed";
    }
}

impl State {
    /// It is told to others; more may be told later.
    ///
    /// # Errors
    /// `Refused` (`concern.state`) once it is closed.
    pub fn share(self) -> Result<State> {
        match self {
            State::Raised | State::Shared => Ok(State::Shared),
            State::Closed => Err(closed("shared")),
        }
    }

    /// It is over.
    ///
    /// # Errors
    /// `Refused` (`concern.state`) when it is closed already.
    pub fn close(self) -> Result<State> {
        match self {
            State::Raised | State::Shared => Ok(State::Closed),
            State::Closed => Err(closed("closed again")),
        }
    }
}

fn closed(wish: &str) -> Error {
    Error::refused("concern.state", format!("This concern is closed, so it cannot be {wish}."))
}

/// A count of other agencies as it may be told.
pub fn told(count: u32) -> String {
    if count < FEWEST { format!("fewer than {FEWEST}") } else { count.to_string() }
}

/// Whether a count has a line of its own. One that the reader's agency has no part in, and others too little, has none: that it stands
/// there would tell that it is not nought.
pub fn has_line(own: u32, others: u32) -> bool {
    own > 0 || others >= FEWEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_follow_what() {
        assert_eq!(State::Raised.share(), Ok(State::Shared));
        assert_eq!(State::Shared.share(), Ok(State::Shared), "agencies that came since are told later");
        assert_eq!((State::Raised.close(), State::Shared.close()), (Ok(State::Closed), Ok(State::Closed)));
        for step in [State::share, State::close] {
            assert_eq!(step(State::Closed).unwrap_err().code(), "concern.state");
        }
    }

    #[test]
    fn few_are_not_told_apart_from_none() {
        assert_eq!(told(0), told(4));
        assert_eq!(told(5), "5");
        assert_eq!(
            [(0, 0), (0, 4), (0, 5), (1, 0)].map(|(own, others)| has_line(own, others)),
            [false, false, true, true]
        );
    }
}
