//! Owners of a plan's actions in other organisations: a school or a clinic is asked by a letter with a link what became of the
//! action that is theirs, reads what the worker chose to tell, and answers without an account (requirement PL3).
//!
//! ```text
//! worker: ask (previewed, on a ground of sharing) ── letter ──> owner: button, code from the same mailbox, form
//!                                                                 │
//!            plan: the answer beside the action <── done, not done, needs more time
//!                                │
//!            worker: takes it into what became of the action, or asks again
//! ```
//!
//! Owners are reminded before and after the last day, until they answer or ask for no more reminders ([`job`]). All that was asked
//! of whom, with what became of it, is a list of the agency's.
//!
//! An answer settles nothing: a worker does, with the answer before them. An asking ends with its answer, when the action is
//! settled, when a new version of the plan is without it, and when the case is closed.

pub mod actions;
mod api;
pub mod job;
mod mail;
pub mod model;
pub(crate) mod pages;
pub mod store;

use access::{Action, actions::EditPlan, permissions::Reach, planning::ActionAsk};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/plan-actions",
        text: "Actions of others",
        needs: EditPlan::NAME,
        reach: Reach::Agency,
    }]
}
