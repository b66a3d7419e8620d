//! Who may see what: the table of permissions as a page, and the way to the other pages of this
//! crate.

mod pages;

use access::{
    Action,
    actions::{Delegate, ViewPermissions},
    permissions::Reach,
};
use page::{NavItem, Route};

/// The pages of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/access", pages::hub).needs::<Delegate>().about("Who may see what: the way to its pages"),
        Route::get("/permissions", pages::table).needs::<ViewPermissions>().about("Who may do what"),
        Route::get("/permissions.csv", pages::csv)
            .needs::<ViewPermissions>()
            .about("Who may do what, as a CSV file"),
    ]
}

/// The link of the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/access", text: "Access", needs: Delegate::NAME, reach: Reach::Agency }]
}
