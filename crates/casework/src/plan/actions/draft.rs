//! Drafts the next version of a case's plan, or goes on with the draft that there is:
//! never more than one.

use access::{Act, accounts, actions::EditPlan};
use kernel::{Id, Result, kinds};

use super::note;
use crate::{
    assessment, cases,
    plan::{
        model::{Assessed, Coordinator, State, next_draft},
        signatures,
        store::{self, Plan},
    },
};

/// Gives the case's draft, new or as it stands.
///
/// # Errors
/// `Refused` by rule `case.closed` when the case is closed.
pub fn run(act: &Act<'_>, case: Id<kinds::Case>) -> Result<Plan> {
    let grant = act.one::<EditPlan, kinds::Case>(case)?;
    if let Some(draft) = store::draft(act, case)? {
        return Ok(draft);
    }
    let of = cases::store::load(act, &grant)?;
    cases::store::must_be_open(&of)?;
    let current = store::current(act, case)?;
    let found = assessment::store::latest_complete(act, case)?;
    let assessed = found.as_ref().map(|assessment| Assessed {
        needs: assessment.needs(),
        newer: assessment.completed > current.as_ref().and_then(|plan| plan.current_from),
    });
    let mut content =
        next_draft(of.level, current.as_ref().map(|plan| &plan.content), assessed, act.today())?;
    if content.coordinator.is_none() {
        content.coordinator = of
            .coordinator
            .map(|account| accounts::by_id(act, account))
            .transpose()?
            .map(|found| Coordinator { account: found.id, name: found.name });
    }
    let new = Plan {
        id: Id::new(act.now()),
        agency: grant.agency(),
        case,
        number: store::next_number(act, &grant)?,
        state: State::Draft,
        content,
        author: act.actor().account(),
        created: act.now(),
        current_from: None,
        current_to: None,
        version: 1,
    };
    store::insert(act, &new)?;
    signatures::wrote(act, new.id)?;
    grant.note(act, &format!("version {} of the plan begun as {}", new.number, new.id))?;
    note(act, &new, &format!("Version {} of the support plan was begun.", new.number), false)?;
    Ok(new)
}
