//! The audit log, for those who answer for it: managers see who looked at what in their
//! agency, and a family sees who has looked at its own record. The log itself, its sealing
//! and its reading live in `access::audit`.

mod api;
pub mod model;
mod pages;
mod read;
#[cfg(test)]
mod tamper;
#[cfg(test)]
mod tests;

use access::{
    Action,
    actions::{ViewAudit, ViewOwnLooks},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![
        NavItem { href: "/audit", text: "Audit log", needs: ViewAudit::NAME, reach: Reach::Agency },
        NavItem { href: "/my/looks", text: "Who has looked", needs: ViewOwnLooks::NAME, reach: Reach::Own },
    ]
}
