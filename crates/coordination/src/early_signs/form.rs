//! What is asked about early signs, in forms and in the API alike.

use kernel::{Date, Invalid};
use page::Fields;

use super::model::Decided;
use crate::escalation::words::{LINE, NOTE};

/// A tipping point to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSign {
    /// Which one.
    pub point: String,
    /// On which day; today unless it is said.
    pub on: Option<Date>,
    /// What was heard; may be empty.
    pub words: String,
}

/// What somebody decided who looked.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The version that was read.
    pub version: i64,
    /// What.
    pub decided: Decided,
    /// Why.
    pub words: String,
}

pub(super) fn sign(f: &mut Fields) -> Result<NewSign, Invalid> {
    let point = f.required("point", "Choose what happened", LINE);
    let on = f.date_opt("on");
    let words = f.optional("words", NOTE).unwrap_or_default();
    f.finish(|| Some(NewSign { point: point?, on, words }))
}

pub(super) fn settle(f: &mut Fields) -> Result<Settled, Invalid> {
    let version = f.version();
    let decided = f.choice::<Decided>("decided", "Choose what you decided");
    if decided == Some(Decided::Escalated) {
        f.fail("decided", "Open the escalation first: that says so here by itself");
    }
    let words = f.required("why", "Say why you decided so", NOTE);
    f.finish(|| Some(Settled { version: version?, decided: decided?, words: words? }))
}
