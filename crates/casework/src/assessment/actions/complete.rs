//! Completes an assessment: the level that a person chose becomes the case's, the promise
//! of an assessment is kept, the needs are counted, a manager is asked for a second signature, and what partners have not
//! answered is not wanted any more.

use ::store::figure::Figure;
use access::{Act, actions::EditAssessment};
use kernel::{Error, Id, PromiseKind, Result, kinds};
use page::Fields;

use super::save::must_be_draft;
use crate::{
    assessment::{
        measures,
        model::{Assessed, complete, recommend},
        signatures,
        store::{self, Assessment},
    },
    cases::{self, actions::step_level},
    contributions::actions::withdraw,
    promises,
    timeline::{self, EventKind, NewEvent},
    words::blank,
};

/// Completes the draft that was read as the `version` of the fields.
///
/// # Errors
/// `Invalid` with everything that is missing; `Stale` when somebody saved it after it was
/// read; `Refused` by rule `assessment.complete` when it is complete already, or by
/// `case.closed`.
pub fn run(act: &Act<'_>, id: Id<kinds::Assessment>, fields: &Fields) -> Result<Assessment> {
    let grant = act.one::<EditAssessment, kinds::Assessment>(id)?;
    let mut now = store::load(act, &grant)?;
    must_be_draft(&now)?;
    let mut f = fields.clone();
    let version = f.version();
    let version = f.finish(|| version).map_err(Error::Invalid)?;
    if version != now.version {
        return Err(Error::Stale);
    }
    let case = cases::store::of_opened(act, &grant, now.case)?;
    cases::store::must_be_open(&case)?;

    let framework = now.framework()?;
    let suggested = recommend(framework, now.needs(), &now.findings.signals);
    let Assessed { state, level, differs } =
        complete(now.state, framework, &now.findings.answers, &now.findings.conclusion, &suggested)?;
    let reason = match suggested.reasons.first() {
        Some(first) if blank(&now.findings.conclusion.level_reason) => {
            format!("Assessment of need: {}", first.text)
        }
        _ => now.findings.conclusion.level_reason.clone(),
    };
    now.findings.suggestion = Some(suggested);
    now.state = state;
    now.completed = Some(act.now());
    store::save(act, &grant, version, &now)?;
    grant.note(act, &format!("state: draft -> complete; level: {}", level.code()))?;
    store::insert_needs(act, &now)?;
    now.version = version + 1;
    now.author = act.actor().account().or(now.author);

    step_level::set_level(act, case.id, level, &reason)?;
    promises::keep_for_case(act, case.id, PromiseKind::Assessment, act.now())?;
    signatures::ask(act, &now)?;
    withdraw::of_completed(act, id)?;
    let count = |measure, part| {
        Figure { agency: now.agency, measure, day: act.today(), council: &case.council, part }
            .add(act.write(), 1)
    };
    count(measures::COMPLETED, level.code())?;
    if differs {
        count(measures::DECIDED_OTHERWISE, level.code())?;
    }
    for (need, _) in now.needs() {
        count(measures::NEEDS_FOUND, need.code())?;
    }
    let words = format!("The assessment of need was completed: {} support.", level.label().to_lowercase());
    let link = format!("/assessments/{id}");
    timeline::note(
        act,
        NewEvent {
            agency: now.agency,
            case: case.id,
            kind: EventKind::Assessment,
            words: &words,
            link: Some(&link),
            family_sees: true,
        },
    )?;
    Ok(now)
}
