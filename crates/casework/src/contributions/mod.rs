//! What partners say to an assessment: a school, a health service or a council is asked by a letter with a link, reads what
//! the worker chose to tell, writes without an account, and what it says stands in the assessment under its name
//! (requirements AS2 and AS3).
//!
//! ```text
//! worker: ask (previewed, on a ground of sharing) ── letter ──> partner: button, code from the same mailbox, form
//!                     │                                                            │
//!        reminders, late, managers told (job)                        draft kept ── sent, declined, "not for me"
//!                     │                                                            │
//!                     └────────────── read in the assessment, taken or not ────────┘
//! ```
//!
//! Opening a link changes nothing, since mail programs open links too. It shows nothing either, until a code that went to
//! the same address is typed: a letter that was passed on opens nothing for whoever it was passed to.

pub mod actions;
mod api;
mod form;
pub mod job;
pub mod link;
mod mail;
pub mod model;
pub(crate) mod pages;
pub mod store;

use page::Route;

pub(crate) use store::ALL;

/// What a link to a contribution is for, in `access::links`.
pub const PURPOSE: &str = "contribution";

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}
