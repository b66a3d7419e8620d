//! Recruitment: people who want to adopt, from enquiry through registration of interest, Stage 1 and Stage 2 to
//! approval, with the national time limits as promises, clocks that stop for a reason, and whether there are
//! enough families for the children who wait.

pub mod actions;
mod api;
pub mod form;
pub mod model;
mod pages;
pub mod store;

use access::{Action, actions::ManageRecruitment, permissions::Reach};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/recruitment",
        text: "Recruitment",
        needs: ManageRecruitment::NAME,
        reach: Reach::Agency,
    }]
}
