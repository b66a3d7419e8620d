//! The waiting list for allocation: who waits for a worker, how long and with what risk, and when the list would be
//! empty at the pace that was measured (requirement FD7; S2, section 8 on the backlog of referrals).
//!
//! ```text
//! enquiries nobody settled ─┐
//!                           ├─> list, oldest first ─> length, age, risk, alarms
//! cases without a worker ───┘                              │
//! weeks: came, allocated, settled ─────────────────────────┴─> when it clears, or that it grows
//! ```

mod api;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use access::{
    Action, Look, Role,
    actions::{ListCases, ListEnquiries},
    permissions::Reach,
};
use kernel::Result;
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/waiting-list", pages::page)
            .needs::<ListEnquiries>()
            .personal()
            .about("Who waits for a worker, the longest first, and when the list would be empty"),
        Route::get("/waiting-list.csv", pages::file)
            .needs::<ListEnquiries>()
            .personal()
            .about("Who waits for a worker as a CSV file, without names"),
        Route::get("/waiting-list-weeks.csv", pages::weeks_file)
            .needs::<ListEnquiries>()
            .about("How many enquiries came and left in each of the last weeks, as a CSV file"),
        Route::get("/api/v1/waiting-list", api::list)
            .needs::<ListEnquiries>()
            .personal()
            .about("Who waits for a worker, the longest first; with one risk, when it is asked for")
            .answers::<api::WaitingList>(),
        Route::get("/api/v1/waiting-list/forecast", api::forecast)
            .needs::<ListEnquiries>()
            .about("How long the waiting list is, the weeks it is measured by, and when it would be empty")
            .answers::<api::WaitingForecast>(),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/waiting-list",
        text: "Waiting for a worker",
        needs: ListEnquiries::NAME,
        reach: Reach::Agency,
    }]
}

/// For the first page of duty workers and managers: the list in figures. Nothing for others.
///
/// # Errors
/// Those of the store.
pub fn glance(look: &Look<'_>) -> Result<Option<model::Summary>> {
    let works_it = matches!(look.actor().role(), Some(Role::DutyWorker | Role::TeamManager));
    if !works_it || !look.may::<ListEnquiries>() {
        return Ok(None);
    }
    let grant = look.agency::<ListEnquiries>()?;
    let cases = look.may::<ListCases>().then(|| look.agency::<ListCases>()).transpose()?;
    let (waits, more) = store::waits(look, &grant, cases.as_ref())?;
    Ok(Some(model::summary(&waits, more, look.now())))
}
