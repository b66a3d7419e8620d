//! Ends a goal that was reached or is no longer wanted. Its ratings stay.

use access::{Act, actions::EditGoals};
use casework::{
    cases::store as cases,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Id, Result, kinds};

use crate::goals::{model::Goal, store};

/// Ends the goal, which is rated no more, and gives it back.
///
/// # Errors
/// `NotFound` when there is no such goal; `Refused`: `goal.common` for the two that every
/// family has, `goal.ended` when it is ended already.
pub fn run(act: &Act<'_>, goal: Id<kinds::Goal>) -> Result<Goal> {
    let grant = act.one::<EditGoals, kinds::Goal>(goal)?;
    let case = grant.row(act, store::CASE_OF_GOAL, &[])?.get(0)?;
    let case = cases::of_opened(act, &grant, case)?;
    let mut goals = store::read(act, &case)?;
    let ended = goals.set.end(goal, act.today())?;
    grant.change(act, store::END_GOAL, &[act.today().into()])?;
    grant.note(act, &format!("ended: none -> {}", act.today()))?;
    timeline::note(
        act,
        NewEvent {
            agency: case.agency,
            case: case.id,
            kind: EventKind::Goal,
            words: &format!("A goal was ended: “{}”", ended.title()),
            link: Some(&format!("/cases/{}/goals", case.id)),
            family_sees: true,
        },
    )?;
    Ok(ended.clone())
}
