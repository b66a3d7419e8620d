//! Starts an assessment on the framework of the day, or goes on with the draft that a case
//! has: there is never more than one.

use access::{Act, actions::EditAssessment};
use kernel::{Id, Result, kinds};

use crate::{
    assessment::{
        model::{Findings, SignOff, State},
        signatures,
        store::{self, Assessment},
    },
    cases,
    frameworks::{model::Held, store as frameworks},
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
    let held = frameworks::in_force(act, grant.agency(), act.today())?;
    let new = Assessment {
        id: Id::new(act.now()),
        agency: grant.agency(),
        case,
        framework: held.version.clone(),
        state: State::Draft,
        findings: begun_from(act, case, &held)?,
        author: act.actor().account(),
        started: act.now(),
        completed: None,
        version: 1,
        own: match held {
            Held::Own(own) => Some(own),
            Held::National(_) => None,
        },
    };
    store::insert(act, &new)?;
    signatures::wrote(act, new.id)?;
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

/// What a new assessment begins from: nothing, or what was written in the one that a manager sent back, so that its author
/// changes what is to be looked at again and types nothing twice. Another version of the framework begins anew.
fn begun_from(act: &Act<'_>, case: Id<kinds::Case>, held: &Held) -> Result<Findings> {
    let Some(before) = store::latest_complete(act, case)? else { return Ok(Findings::default()) };
    let returned = signatures::of(act, before.id)?.is_some_and(|s| s.state == SignOff::Returned);
    let same = before.framework == held.version;
    if !returned || !same {
        return Ok(Findings::default());
    }
    Ok(Findings { suggestion: None, ..before.findings })
}
