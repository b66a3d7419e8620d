//! What can be done with assessments by others: enter one, and decide about it.

#[cfg(test)]
mod tests;

use ::store::figure::Figure;
use access::{
    Act,
    actions::{EditAssessment, SignAssessment},
    approval,
    assessing::OutsideAssessment,
    audit::changed,
};
use kernel::{Error, Id, Invalid, PromiseKind, Result, kinds};

use super::{
    model::{Found, State, wrong_day},
    store::{self, Outside},
};
use crate::{
    assessment::{
        measures,
        model::{State as AssessmentState, current_on, recommend},
        store::{self as assessments, Assessment},
    },
    cases::{self, actions::step_level},
    promises,
    timeline::{self, EventKind, NewEvent},
};

fn tell(act: &Act<'_>, o: &Outside, words: &str) -> Result<()> {
    let link = format!("/outside-assessments/{}", o.id);
    let event = NewEvent {
        agency: o.agency,
        case: o.case,
        kind: EventKind::Assessment,
        words,
        link: Some(&link),
        family_sees: true,
    };
    timeline::note(act, event)
}

/// Enters what a voluntary agency found. Nothing is used of it before a manager endorses it.
///
/// # Errors
/// `NotFound` for a case of others; `Refused` by `case.closed`; `Invalid` on `on`.
pub fn enter(act: &Act<'_>, case: Id<kinds::Case>, found: &Found) -> Result<Outside> {
    let grant = act.one::<EditAssessment, kinds::Case>(case)?;
    let of = cases::store::load(act, &grant)?;
    cases::store::must_be_open(&of)?;
    if let Some(wrong) = wrong_day(found.on, act.today()) {
        return Err(Error::Invalid(Invalid(vec![wrong])));
    }
    let o = Outside {
        id: Id::new(act.now()),
        agency: of.agency,
        case,
        state: State::Entered,
        found: Some(found.clone()),
        on: found.on,
        entered: act.now(),
        entered_by: act.actor().answerable(),
        decided: None,
        decided_by: None,
        words: String::new(),
        became: None,
        version: 1,
    };
    store::add(act, &o, found)?;
    grant.note(act, &changed(&[("assessment by others", "", &o.id.to_string())]))?;
    tell(
        act,
        &o,
        &format!("We have the assessment that {} completed. A manager reads it.", found.organisation),
    )?;
    Ok(o)
}

/// A manager endorses it, or sends it back. What is endorsed becomes an assessment of the case: its level is the case's, the promise of an
/// assessment is kept, and the next plan begins from its needs.
///
/// # Errors
/// `NotFound` for what is others'; `Refused` by `outside.settled` once it was decided, `outside.own` for whoever entered it, acts in the place of
/// somebody who did, or uses a key of theirs, and by `case.closed`; `Stale` when it changed after it was read.
pub fn decide(
    act: &Act<'_>,
    id: Id<OutsideAssessment>,
    version: i64,
    endorse: bool,
    words: &str,
) -> Result<Outside> {
    let grant = act.one::<SignAssessment, OutsideAssessment>(id)?;
    let before = store::load(act, &grant)?;
    let state = before.state.decided(endorse)?;
    if act.actor().answerable().is_none() {
        return Err(Error::refused(
            "outside.person",
            "A person decides about this, not a key that nobody made.",
        ));
    }
    approval::by_another(
        act.actor(),
        [before.entered_by],
        "outside.own",
        "You entered this yourself. Another manager reads it and endorses it.",
    )?;
    if before.version != version {
        return Err(Error::Stale);
    }
    let case = cases::store::of_opened(act, &grant, before.case)?;
    cases::store::must_be_open(&case)?;
    let found = before.found.as_ref().ok_or(Error::NotFound)?;
    let became = if endorse { Some(become_own(act, &before, found, &case)?) } else { None };
    store::decide(act, &grant, (version, state, words), became)?;
    grant.note(act, &changed(&[("state", before.state.code(), state.code())]))?;
    if endorse {
        let words = format!(
            "A manager endorsed the assessment of {}: {} support. You are not assessed a second time.",
            found.organisation,
            found.level.label().to_lowercase()
        );
        tell(act, &before, &words)?;
    }
    store::load(act, &grant)
}

fn become_own(
    act: &Act<'_>,
    o: &Outside,
    found: &Found,
    case: &cases::store::Case,
) -> Result<Id<kinds::Assessment>> {
    let framework = current_on(act.today())?;
    let mut findings = found.findings();
    findings.suggestion = Some(recommend(framework, &findings.conclusion.needs, &findings.signals));
    let own = Assessment {
        id: Id::new(act.now()),
        agency: o.agency,
        case: o.case,
        framework: framework.version.clone(),
        state: AssessmentState::Complete,
        findings,
        author: o.entered_by,
        started: o.entered,
        completed: Some(act.now()),
        version: 1,
        own: None,
    };
    assessments::insert(act, &own)?;
    assessments::insert_needs(act, &own)?;
    step_level::set_level(act, o.case, found.level, &found.level_reason)?;
    promises::keep_for_case(act, o.case, PromiseKind::Assessment, act.now())?;
    let count = |measure, part| {
        Figure { agency: o.agency, measure, day: act.today(), council: &case.council, part }
            .add(act.write(), 1)
    };
    count(measures::COMPLETED, found.level.code())?;
    for (need, _) in &found.needs {
        count(measures::NEEDS_FOUND, need.code())?;
    }
    Ok(own.id)
}
