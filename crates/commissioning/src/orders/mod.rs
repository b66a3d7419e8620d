//! Orders: so many sessions of one therapy from one provider at one price (requirement CM4, thin).
//!
//! A worker places an order on a case, from core budget here or from an approved application in
//! the crate `funding`. The provider accepts or declines. A provider sees what it needs to plan
//! sessions and no name: the social worker shares details directly.

pub mod actions;
mod api;
mod case_pages;
mod form;
pub mod model;
mod pages;
pub mod store;

use access::{
    Action as _,
    actions::{AnswerOrder, ListOrders, PlaceOrder, RecordSession, ViewOrder},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Figures that orders feed; the part is the therapy's code.
pub mod measures {
    /// Orders placed, in the month they were placed.
    pub const PLACED: &str = "orders-placed";
}

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/orders", pages::list).needs::<ListOrders>().personal().about("Orders, newest first"),
        Route::get("/orders.csv", pages::csv).needs::<ListOrders>().personal().about("Orders as a CSV file"),
        Route::get("/orders/{id}", pages::show)
            .needs::<ViewOrder>()
            .personal()
            .about("An order, its sessions and its invoices"),
        Route::post("/orders/{id}/answer", pages::answer)
            .needs::<AnswerOrder>()
            .personal()
            .about("Accept or decline an order")
            .body(form::describe_answer),
        Route::post("/orders/{id}/cancel", pages::cancel)
            .needs::<PlaceOrder>()
            .personal()
            .about("Cancel an order")
            .body(form::describe_reason),
        Route::post("/orders/{id}/complete", pages::complete)
            .needs::<RecordSession>()
            .personal()
            .about("Say that the work of an order is done"),
        Route::get("/cases/{id}/orders", case_pages::list)
            .needs::<ViewOrder>()
            .personal()
            .about("The orders of a case"),
        Route::get("/cases/{id}/orders/new", case_pages::ask)
            .needs::<PlaceOrder>()
            .personal()
            .about("The form for an order from core budget"),
        Route::post("/cases/{id}/orders/new", case_pages::place)
            .needs::<PlaceOrder>()
            .personal()
            .about("Place an order from core budget")
            .body(form::describe),
        Route::get("/api/v1/orders", api::list)
            .needs::<ListOrders>()
            .personal()
            .about("Orders, newest first; ?status= and ?after= narrow them")
            .answers::<api::OrderList>(),
        Route::post("/api/v1/orders", api::place)
            .needs::<PlaceOrder>()
            .personal()
            .about("Place an order from core budget")
            .body(form::describe_for_case)
            .answers::<api::Order>(),
        Route::get("/api/v1/orders/{id}", api::show)
            .needs::<ViewOrder>()
            .personal()
            .about("An order")
            .answers::<api::Order>(),
        Route::post("/api/v1/orders/{id}/answer", api::answer)
            .needs::<AnswerOrder>()
            .personal()
            .about("Accept or decline an order")
            .body(form::describe_answer)
            .answers::<api::Order>(),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [Reach::Agency, Reach::Own]
        .map(|reach| NavItem { href: "/orders", text: "Orders", needs: ListOrders::NAME, reach })
        .into()
}
