//! A family's answer to what it was asked: given by itself, or recorded by a worker.

use access::{
    Act,
    actions::WithdrawConsent,
    consent::{Answer, Consent, GivenBy, How, kinds::Consent as Kind, store},
};
use casework::cases::store as cases;
use kernel::{Date, Error, Id, Invalid, Result};
use page::Fields;

use super::ask::{check_days, may_say, tell};
use crate::words::{LINE, NOTE};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The version that was read.
    pub version: i64,
    /// Yes or no.
    pub answer: Answer,
    /// Who answers.
    pub by: GivenBy,
    /// Their name.
    pub name: String,
    /// What they want to add.
    pub note: String,
    /// The last day of a yes.
    pub until: Option<Date>,
}

/// Reads [`Said`].
pub fn said_fields(f: &mut Fields) -> Result<Said, Invalid> {
    let version = f.version();
    let answer = f.choice::<Answer>("answer", "Choose yes or no");
    if answer == Some(Answer::Asked) {
        f.fail("answer", "Choose yes or no");
    }
    let by = f.choice::<GivenBy>("given_by", "Choose who is answering");
    let name = f.optional("given_name", LINE).unwrap_or_default();
    let note = f.optional("note", NOTE).unwrap_or_default();
    let until = f.date_opt("until");
    f.finish(|| Some(Said { version: version?, answer: answer?, by: by?, name, note, until }))
}

/// Writes the answer down.
///
/// # Errors
/// `NotFound` for what is another family's; `Refused` (`consent.answered`); `Stale`; `Invalid` on
/// `given_by`, `note` or `until`.
pub fn answer_consent(act: &Act<'_>, id: Id<Kind>, input: &Said) -> Result<Consent> {
    let grant = act.one::<WithdrawConsent, Kind>(id)?;
    let before = store::load(act, &grant)?;
    before.may_answer()?;
    let case = cases::of_opened(act, &grant, before.case)?;
    may_say(act, &case, input.by, act.today(), &input.note)?;
    check_days(act.today(), input.until, act.today())?;
    let said = store::Said {
        answer: input.answer,
        by: input.by,
        name: input.name.clone(),
        how: if act.actor().family().is_some() { How::Online } else { How::InPerson },
        note: input.note.clone(),
        on: act.today(),
        until: input.until,
    };
    if before.version != input.version {
        return Err(Error::Stale);
    }
    store::answer(act, &grant, input.version, &said)?;
    grant.note(act, &format!("{}: asked, then {}", before.purpose, input.answer.code()))?;
    let after = store::load(act, &grant)?;
    tell(act, &after)?;
    Ok(after)
}
