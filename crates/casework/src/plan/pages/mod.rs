//! What people see of a plan: the case's page with the current plan, the form for a draft,
//! a version with what changed, what became of an action, and the family's page for paper.

mod case;
pub(super) mod content;
mod edit;
mod family;
mod settle;
mod signature;
#[cfg(test)]
mod tests;
mod version;

use access::{
    Grant, Look, One,
    actions::{EditPlan, ViewPlan},
};
use kernel::{Error, Result, kinds};
use page::{
    Route,
    kit::{Tag, Tone, tag},
};

use super::{
    model::State,
    store::{self, Plan},
};

/// The pages.
pub(super) fn routes() -> Vec<Route> {
    let plans = vec![
        Route::get("/cases/{id}/plan", case::show)
            .needs::<ViewPlan>()
            .personal()
            .about("A case's current plan, its draft and its versions."),
        Route::get("/cases/{id}/plan.csv", case::csv)
            .needs::<ViewPlan>()
            .personal()
            .about("The versions of a case's plan as a CSV file."),
        Route::post("/cases/{id}/plan", case::draft)
            .needs::<EditPlan>()
            .personal()
            .about("Drafts the next version of a plan."),
        Route::get("/plans/{id}", version::show)
            .needs::<ViewPlan>()
            .personal()
            .about("A version of a plan, what changed, and what a draft still lacks."),
        Route::get("/plans/{id}/edit", edit::show)
            .needs::<EditPlan>()
            .personal()
            .about("The form for a draft of a plan."),
        Route::post("/plans/{id}/edit", edit::save)
            .needs::<EditPlan>()
            .personal()
            .about("Saves a draft of a plan."),
        Route::post("/plans/{id}/current", version::make_current)
            .needs::<EditPlan>()
            .personal()
            .about("Makes a draft the current plan."),
        Route::get("/plans/{id}/actions/{action}", settle::show)
            .needs::<EditPlan>()
            .personal()
            .about("Asks what became of an action."),
        Route::post("/plans/{id}/actions/{action}", settle::save)
            .needs::<EditPlan>()
            .personal()
            .about("Says what became of an action."),
        Route::get("/plans/{id}/print", family::show)
            .needs::<ViewPlan>()
            .personal()
            .about("The family's page of a plan, for paper; `?large=yes` in large print."),
    ];
    [plans, signature::routes()].concat()
}

/// The version of a grant to read it. A family reads its current plan, and no other version.
pub(super) fn readable(look: &Look<'_>, grant: &Grant<ViewPlan, One<kinds::Plan>>) -> Result<Plan> {
    let plan = store::load(look, grant)?;
    let mine = look.actor().family().is_none() || plan.state == State::Current;
    if mine { Ok(plan) } else { Err(Error::NotFound) }
}

fn state_tag(state: State) -> Tag {
    tag(state.label()).tone(match state {
        State::Draft => Tone::Soon,
        State::Current => Tone::Good,
        State::Superseded => Tone::Quiet,
    })
}
