//! Sets a smaller step in the place of a goal that was too far away. The goal is ended, its ratings stay.

use access::{Act, actions::EditGoals};
use casework::{
    cases::store as cases,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Error, Id, Result, kinds};

use crate::goals::{actions::add_goal::Input, model::Goal, store};

/// Ends the goal, sets the smaller step and gives that back.
///
/// # Errors
/// `NotFound` when there is no such goal; `Refused`: `case.closed`, `goal.common` for the two that every family has, `goal.ended`; `Invalid`
/// on `words`.
pub fn run(act: &Act<'_>, goal: Id<kinds::Goal>, input: &Input) -> Result<Goal> {
    let grant = act.one::<EditGoals, kinds::Goal>(goal)?;
    let case = grant.row(act, store::CASE_OF_GOAL, &[])?.get(0)?;
    let case = cases::of_opened(act, &grant, case)?;
    cases::must_be_open(&case)?;
    let mut goals = store::read(act, &case)?;
    let before = goals.set.find(goal).ok_or(Error::NotFound)?.title().to_owned();
    let step = goals.set.step(goal, Id::new(act.now()), &input.words, act.today())?.clone();
    grant.change(act, store::END_GOAL, &[act.today().into()])?;
    store::add(act, &case, &step)?;
    store::is_step_of(act, step.id, goal)?;
    grant.note(act, &format!("stepped down to goal {}: {}", step.id, step.title()))?;
    timeline::note(
        act,
        NewEvent {
            agency: case.agency,
            case: case.id,
            kind: EventKind::Goal,
            words: &format!("A smaller step was set: “{}”, towards “{before}”", step.title()),
            link: Some(&format!("/cases/{}/goals", case.id)),
            family_sees: true,
        },
    )?;
    Ok(step)
}
