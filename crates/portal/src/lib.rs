//! What families see: their own support, told plainly, phone first; and the pages that
//! say how this service treats everybody who uses it.

mod about;
mod my;
#[cfg(test)]
mod tests;

use access::{
    Action,
    actions::{SeeOwnPage, WriteMessages},
    permissions::Reach,
};
use page::{NavItem, Route};
use store::Sql;

/// Every statement of this crate, for the test that prepares them all: the portal reads
/// through the rooms and has none of its own.
pub fn all_statements() -> Vec<Sql> {
    Vec::new()
}

/// The pages of this crate.
pub fn routes() -> Vec<Route> {
    [my::routes(), about::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![
        NavItem { href: "/my", text: "My support", needs: SeeOwnPage::NAME, reach: Reach::Own },
        NavItem { href: "/my/messages", text: "My messages", needs: WriteMessages::NAME, reach: Reach::Own },
    ]
}
