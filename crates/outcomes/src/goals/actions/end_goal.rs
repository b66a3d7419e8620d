//! Ends a goal that was reached or is no longer wanted. Its ratings stay.

use access::{Act, actions::EditGoals};
use casework::{
    cases::store as cases,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Id, Result, kinds};

use crate::goals::store;

/// Ends the goal; it is rated no more.
///
/// # Errors
/// `NotFound` when the case has no such goal; `Refused`: `goal.common` for the two that every
/// family has, `goal.ended` when it is ended already.
pub fn run(act: &Act<'_>, case: Id<kinds::Case>, goal: Id<kinds::Goal>) -> Result<()> {
    let grant = act.one::<EditGoals, kinds::Case>(case)?;
    let case = cases::load(act, &grant)?;
    let mut goals = store::read(act, &case)?;
    let ended = goals.set.end(goal, act.today())?;
    store::end(act, goal, act.today())?;
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
    )
}
