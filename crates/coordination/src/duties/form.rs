//! What is asked about other services' duties, in forms and in the API alike.

use kernel::{Date, Invalid, Need, Pence};
use page::Fields;

use super::model::{OTHER, Outcome, Service, State, System, boards};
use crate::escalation::words::{LINE, NOTE};

/// A service that was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Which need.
    pub need: Need,
    /// Which service.
    pub service: &'static Service,
    /// The board, for health; empty for a service of the child's council.
    pub board: String,
    /// On which day.
    pub on: Date,
    /// What was asked for.
    pub words: String,
}

/// Reads that a service was asked.
///
/// # Errors
/// `Invalid` beside `need`, `service`, `board`, `on` or `words`.
pub fn asked(f: &mut Fields) -> Result<Asked, Invalid> {
    const WHICH: &str = "Choose the service that is bound to meet the need";
    let need = f.choice::<Need>("need", "Choose the need");
    let code = f.required("service", WHICH, LINE);
    let service = code.as_deref().and_then(|code| Service::find(code).ok());
    if code.is_some() && service.is_none() {
        f.fail("service", WHICH);
    }
    if let (Some(need), Some(service)) = (need, service)
        && !service.needs.contains(&need)
    {
        f.fail("service", format!("{} is not bound to meet this need. {WHICH}", service.name));
    }
    let board = f.optional("board", LINE).unwrap_or_default();
    let known = board == OTHER || boards().is_ok_and(|all| all.iter().any(|(code, _)| *code == board));
    if service.is_some_and(|s| s.system == System::Health) && !known {
        f.fail("board", "Choose the integrated care board of the child's home");
    }
    let on = f.date("on", "Enter the day on which it was asked");
    let words = f.required("words", "Write what you asked for", NOTE);
    f.finish(|| Some(Asked { need: need?, service: service?, board, on: on?, words: words? }))
}

/// Reads what became of it: the version that was read, and the outcome.
///
/// # Errors
/// `Invalid` beside `version`, `state`, `on`, `answer`, `gave` or `cost`.
pub fn answered(f: &mut Fields) -> Result<(i64, Outcome), Invalid> {
    let version = f.version();
    let state = f.choice::<State>("state", "Choose what became of it");
    let on = f.date_opt("on");
    let answer = f.optional("answer", NOTE).unwrap_or_default();
    let gave = f.optional("gave", NOTE).unwrap_or_default();
    let nothing = matches!(f.raw("cost"), "" | "0" | "0.00" | "£0");
    let cost = if nothing {
        Some(Pence(0))
    } else {
        f.money("cost", "Enter what it cost in pounds, such as 450, or leave it empty")
    };
    f.finish(|| Some((version?, Outcome { state: state?, on, answer, gave, cost: cost? })))
}
