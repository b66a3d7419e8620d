//! How a complaint stands and what may be done with it. Pure.

use access::rights::DataComplaint;
use kernel::{
    Date, Error, Id, Reference, Result, Timestamp, codes,
    kinds::{Account, Case, Family, Organisation},
};

codes! {
    /// What came of a complaint.
    Outcome {
        Upheld = "upheld", "We got it wrong";
        Partly = "partly", "We got part of it wrong";
        NotUpheld = "not-upheld", "We found nothing wrong";
        Withdrawn = "withdrawn", "It was taken back";
    }
}

codes! {
    /// How a complaint stands.
    State {
        New = "new", "To be acknowledged";
        Acknowledged = "acknowledged", "Being looked into";
        Closed = "closed", "Answered";
    }
}

/// A complaint about how data is used.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaint {
    /// Its id.
    pub id: Id<DataComplaint>,
    /// To which agency.
    pub agency: Id<Organisation>,
    /// The household, where it comes from one.
    pub family: Option<Id<Family>>,
    /// The case, where it is about one.
    pub case: Option<Id<Case>>,
    /// What people quote.
    pub reference: Reference,
    /// Who complains, and how to reach them.
    pub complainant: String,
    /// What about.
    pub words: String,
    /// When it came.
    pub received: Date,
    /// When it was written down.
    pub recorded: Timestamp,
    /// Who wrote it down.
    pub recorded_by: Option<Id<Account>>,
    /// In which role.
    pub recorded_role: String,
    /// When it was acknowledged.
    pub acknowledged: Option<Timestamp>,
    /// Who did.
    pub acknowledged_by: Option<Id<Account>>,
    /// How the complainant was told.
    pub acknowledged_how: String,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// What the complainant was told of it.
    pub outcome_words: String,
    /// When it was answered.
    pub closed: Option<Timestamp>,
    /// Who answered.
    pub closed_by: Option<Id<Account>>,
    /// The version that an edit is based on.
    pub version: i64,
}

impl Complaint {
    /// How it stands.
    pub fn state(&self) -> State {
        match (self.closed, self.acknowledged) {
            (Some(_), _) => State::Closed,
            (None, Some(_)) => State::Acknowledged,
            (None, None) => State::New,
        }
    }

    /// Refuses (`complaint.state`) to acknowledge twice.
    pub fn may_acknowledge(&self) -> Result<()> {
        match self.state() {
            State::New => Ok(()),
            _ => Err(Error::refused("complaint.state", "This complaint was acknowledged already.")),
        }
    }

    /// Refuses (`complaint.state`) to answer before it is acknowledged, or twice.
    pub fn may_close(&self) -> Result<()> {
        match self.state() {
            State::Acknowledged => Ok(()),
            State::New => Err(Error::refused(
                "complaint.state",
                "Acknowledge it first: the complainant must know that it came.",
            )),
            State::Closed => Err(Error::refused("complaint.state", "This complaint was answered already.")),
        }
    }
}
