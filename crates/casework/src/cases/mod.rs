//! Cases: the support of one child and their family over time. The case page shows
//! what was promised, what is planned and what happened.

pub mod actions;
mod api;
pub mod arrivals;
pub mod children;
pub mod frame;
pub mod glance;
pub mod levels;
pub mod list;
mod pages;
pub mod promise_list;
pub mod store;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub mod worklist;

use ::store::Sql;
use access::{
    Action,
    actions::{ListCases, ListPromises},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Every statement of this room.
pub(crate) fn statements() -> Vec<Sql> {
    [store::ALL, children::STATEMENTS, levels::ALL, list::ALL, promise_list::ALL, glance::ALL].concat()
}

/// Figures that cases feed.
pub mod measures {
    /// Cases opened, by council, in the month they were opened.
    pub const OPENED: &str = "cases-opened";
    /// Cases closed, by council, in the month they were closed.
    pub const CLOSED: &str = "cases-closed";
    /// A running balance by level (the part): the sum over all months is how many cases
    /// are open at that level now.
    pub const AT_LEVEL: &str = "cases-at-level";
    /// The same balance by council and level: what a council's needs assessment tells.
    pub const AT_COUNCIL_LEVEL: &str = "cases-at-council-level";
    /// Cases opened in a financial year, by council and the birth year of whom the case is about.
    pub const BY_BIRTH_YEAR: &str = "cases-by-birth-year";
    /// Cases opened in a financial year, by council and ethnicity, where it is recorded.
    pub const BY_ETHNICITY: &str = "cases-by-ethnicity";
    /// Cases opened in a financial year, by council and how long the family had waited.
    pub const BY_WAIT: &str = "cases-by-wait";
}

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![
        NavItem { href: "/cases", text: "Cases", needs: ListCases::NAME, reach: Reach::Agency },
        NavItem { href: "/promises", text: "Promises", needs: ListPromises::NAME, reach: Reach::Agency },
    ]
}
