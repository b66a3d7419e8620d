//! Starts an assessment on the framework of the day, or goes on with the draft that a case
//! has: there is never more than one.

use access::{Act, actions::EditAssessment};
use kernel::{Id, Result, kinds};

use crate::{
    assessment::{
        model::{Findings, State, current_on},
        store::{self, Assessment},
    },
    cases,
    timeline::{self, EventKind, NewEvent},
};

/// Gives the case's draft, new or as it stands.
///
/// # Errors
/// `Refused` by rule `case.closed` when the case is closed.
pub fn run(act: &Act<'_>, case: Id<kinds::Case>) -> Result<Assessment> {
    let grant = act.one::<EditAssessment, kinds::Case>(case)?;
    if let Some(draft) = store::draft_of(act, &grant)? {
        return Ok(draft);
    }
    cases::store::must_be_open(&cases::store::load(act, &grant)?)?;
    let new = Assessment {
        id: Id::new(act.now()),
        agency: grant.agency(),
        case,
        framework: current_on(act.today())?.version.clone(),
        state: State::Draft,
        findings: Findings::default(),
        author: act.actor().account(),
        started: act.now(),
        completed: None,
        version: 1,
    };
    store::insert(act, &new)?;
    grant.note(act, &format!("assessment {} started, framework {}", new.id, new.framework))?;
    let link = format!("/assessments/{}", new.id);
    timeline::note(
        act,
        NewEvent {
            agency: new.agency,
            case,
            kind: EventKind::Assessment,
            words: "An assessment of need was started.",
            link: Some(&link),
            family_sees: true,
        },
    )?;
    Ok(new)
}
