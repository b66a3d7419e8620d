//! Sets a goal in the family's own words.

use access::{Act, actions::EditGoals};
use casework::{
    cases::store as cases,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Id, Invalid, Result, kinds};
use page::Fields;

use crate::goals::{
    model::{Goal, LONGEST_GOAL},
    store,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The goal, in the family's own words.
    pub words: String,
}

/// Reads [`Input`].
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let words = f.required("words", "Enter the goal in the family's own words", LONGEST_GOAL);
    f.finish(|| Some(Input { words: words? }))
}

/// Adds the goal and gives it back.
///
/// # Errors
/// `Refused`: `case.closed`, or `goal.limit` when three own goals are open; `Invalid` on
/// `words` when the goal is set already.
pub fn run(act: &Act<'_>, case: Id<kinds::Case>, input: &Input) -> Result<Goal> {
    let grant = act.one::<EditGoals, kinds::Case>(case)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    store::ensure_common(act, &case)?;
    let mut goals = store::read(act, &case)?;
    let goal = goals.set.add_own(Id::new(act.now()), &input.words, act.today())?;
    store::add(act, &case, goal)?;
    grant.note(act, &format!("goal {} set: {}", goal.id, goal.title()))?;
    timeline::note(
        act,
        NewEvent {
            agency: case.agency,
            case: case.id,
            kind: EventKind::Goal,
            words: &format!("A goal was set: “{}”", goal.title()),
            link: Some(&format!("/cases/{}/goals", case.id)),
            family_sees: true,
        },
    )?;
    Ok(goal.clone())
}
