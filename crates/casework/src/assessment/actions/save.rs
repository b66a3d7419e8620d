//! Saves parts of a draft. A draft may be as incomplete as it likes; each part that is
//! sent takes the place of what was there.

use access::{Act, actions::EditAssessment, audit::differences};
use kernel::{Error, Id, Result, kinds};
use page::Fields;

use crate::assessment::{
    form,
    model::{Part, State},
    signatures,
    store::{self, Assessment},
};

/// Which parts are saved.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    /// The part with this code, whether or not anything was sent for it: a form's page.
    Page(&'a str),
    /// Every part of which something was sent: the API.
    Sent,
}

/// Reads the fields by the assessment's own framework and saves them.
///
/// # Errors
/// `Stale` when somebody saved it after it was read, `Refused` by rule
/// `assessment.complete` once it is complete, `Invalid` beside the fields that are wrong.
pub fn run(
    act: &Act<'_>,
    id: Id<kinds::Assessment>,
    fields: &Fields,
    which: Which<'_>,
) -> Result<Assessment> {
    let grant = act.one::<EditAssessment, kinds::Assessment>(id)?;
    let mut now = store::load(act, &grant)?;
    must_be_draft(&now)?;
    let framework = now.framework()?;
    let parts = match which {
        Which::Page(code) => vec![Part::find(framework, code).ok_or(Error::NotFound)?],
        Which::Sent => form::sent(fields, framework),
    };
    if parts.is_empty() {
        return Err(Error::field("", "Send at least one part of the assessment"));
    }
    let before = now.findings.clone();
    let mut f = fields.clone();
    let version = f.version();
    let written: Vec<_> = parts.into_iter().map(|part| form::read(&mut f, part)).collect();
    for part in written {
        now.findings.put(part);
    }
    if now.findings.answers.voice.heard_on.is_some_and(|on| on > act.today()) {
        f.fail("heard-on", "Enter today, or a day before");
    }
    let version = f.finish(|| version).map_err(Error::Invalid)?;
    store::save(act, &grant, version, &now)?;
    signatures::wrote(act, id)?;
    grant.note(act, &differences(&before, &now.findings)?)?;
    now.version = version + 1;
    Ok(now)
}

/// Refuses to change an assessment that is complete.
pub(crate) fn must_be_draft(assessment: &Assessment) -> Result<()> {
    match assessment.state {
        State::Draft => Ok(()),
        State::Complete => Err(Error::refused(
            "assessment.complete",
            "This assessment is already complete. Start a new one to record what has changed.",
        )),
    }
}
