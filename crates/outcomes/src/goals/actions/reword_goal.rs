//! Says a goal in other words. What it said before stays, with the day until which ratings are of those words.

use access::{Act, actions::EditGoals};
use casework::{
    cases::store as cases,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Error, Id, Result, kinds};

use crate::goals::{actions::add_goal::Input, model::Goal, store};

/// Words the goal anew and gives it back.
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
    let before = goals.set.reword(goal, &input.words)?;
    let reworded = goals.set.find(goal).ok_or(Error::NotFound)?;
    store::reword(act, &grant, &case, (reworded, &before))?;
    grant.note(act, &format!("reworded: {before} -> {}", reworded.title()))?;
    timeline::note(
        act,
        NewEvent {
            agency: case.agency,
            case: case.id,
            kind: EventKind::Goal,
            words: &format!("A goal was put in other words: “{before}” is now “{}”", reworded.title()),
            link: Some(&format!("/cases/{}/goals", case.id)),
            family_sees: true,
        },
    )?;
    Ok(reworded.clone())
}
