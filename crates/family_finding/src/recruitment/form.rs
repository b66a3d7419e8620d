//! What is asked about people who want to adopt, in forms and in the API alike.

use kernel::{Date, Invalid};
use page::Fields;

use super::model::Did;
use crate::{
    adopters::model::ReachBy,
    shared::{LINE, NOTE},
};

/// An enquiry, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enquiry {
    /// Their names.
    pub names: String,
    /// How to reach them.
    pub reach: ReachBy,
    /// The day of the enquiry.
    pub on: Date,
}

/// A step, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepInput {
    /// The version that it is based on.
    pub version: i64,
    /// What happened.
    pub did: Did,
    /// On which day.
    pub on: Date,
    /// Why: must be there where the clock is stopped or the way ends.
    pub words: String,
}

/// Reads an enquiry.
pub(super) fn fields(f: &mut Fields) -> Result<Enquiry, Invalid> {
    let names = f.required("names", "Enter the names of those who ask", LINE);
    let reach = ReachBy {
        address: f.optional("address", 4 * LINE).unwrap_or_default(),
        phone: f.optional("phone", LINE).unwrap_or_default(),
        email: f.optional("email", LINE).unwrap_or_default(),
        profile: String::new(),
    };
    let on = f.date("on", "Enter the day of the enquiry");
    f.finish(|| Some(Enquiry { names: names?, reach, on: on? }))
}

/// Reads a step.
pub(super) fn step_fields(f: &mut Fields) -> Result<StepInput, Invalid> {
    let version = f.version();
    let did = f.choice::<Did>("did", "Choose what happened");
    let on = f.date("on", "Enter the day");
    let words = f.optional("words", NOTE).unwrap_or_default();
    if matches!(did, Some(Did::Pause | Did::End)) && words.is_empty() {
        f.fail("words", "Say why");
    }
    f.finish(|| Some(StepInput { version: version?, did: did?, on: on?, words }))
}
