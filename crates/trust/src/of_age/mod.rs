//! Turning 18: the record becomes its person's own.
//!
//! On the 18th birthday it goes into a household of their own, with everything that is in it, by itself ([`job`]): from that moment
//! on their parents' accounts reach nothing of it by any way, and what an account of their own reads is an adult's. Whom they let see
//! what, they say on their own page (`access::own_records`). Where the birth date is not known, a person decides and says how they
//! know. A year before, the preparation begins (`casework::of_age`).

mod actions;
mod api;
pub mod job;
mod list;
mod moved;
mod pages;
#[cfg(test)]
mod tests;

use access::{Action, actions::PrepareAdulthood, permissions::Reach};
use page::{NavItem, Route};

pub(crate) use moved::ALL;

/// The pages and the API of this room.
pub(crate) fn routes() -> Vec<Route> {
    [pages::routes(), list::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/turning-18",
        text: "Turning 18",
        needs: PrepareAdulthood::NAME,
        reach: Reach::Agency,
    }]
}
