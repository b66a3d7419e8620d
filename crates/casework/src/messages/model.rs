//! What a thread of messages is, and when an answer is owed. Pure.

use access::members;
use kernel::{
    Id, PromiseState, Timestamp,
    kinds::{Account, Case, Organisation},
};

/// The longest message, in characters.
pub const LONGEST: usize = 4_000;

/// A thread: everything that one member of a family and the team wrote to each other in a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Thread {
    /// Its id.
    pub id: Id<members::Thread>,
    /// Whose.
    pub agency: Id<Organisation>,
    /// In which case.
    pub case: Id<Case>,
    /// The member of the family.
    pub member: Id<Account>,
    /// When it began.
    pub started: Timestamp,
    /// When the last message was written.
    pub last: Timestamp,
    /// How many messages the member has not said to have read.
    pub family_unread: i64,
    /// How many messages nobody of the team has said to have read.
    pub team_unread: i64,
    /// By when the team promised to answer, while an answer is owed.
    pub due: Option<Timestamp>,
}

impl Thread {
    /// How the promised answer stands; nothing while none is owed.
    pub fn state(&self, now: Timestamp) -> Option<PromiseState> {
        self.due.map(|due| PromiseState::at(now, self.last.min(due), due, None, false))
    }
}

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its id.
    pub id: Id<members::Message>,
    /// When.
    pub at: Timestamp,
    /// Whether somebody of the team wrote it.
    pub from_team: bool,
    /// Who wrote it; nobody for another system.
    pub author: Option<Id<Account>>,
    /// What it says.
    pub words: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_late_after_its_time_and_owed_only_while_somebody_waits() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let thread = Thread {
            id: Id::from_parts(1, [1; 10]),
            agency: Id::from_parts(1, [2; 10]),
            case: Id::from_parts(1, [3; 10]),
            member: Id::from_parts(1, [4; 10]),
            started: at("2026-11-01T09:00:00Z"),
            last: at("2026-11-16T09:00:00Z"),
            family_unread: 0,
            team_unread: 1,
            due: Some(at("2026-11-30T23:59:59Z")),
        };
        assert_eq!(thread.state(at("2026-11-17T09:00:00Z")), Some(PromiseState::Open));
        assert_eq!(thread.state(at("2026-11-30T12:00:00Z")), Some(PromiseState::NearlyDue));
        assert_eq!(thread.state(at("2026-12-01T00:00:00Z")), Some(PromiseState::Late));
        assert_eq!(Thread { due: None, ..thread }.state(at("2027-01-01T00:00:00Z")), None);
    }
}
