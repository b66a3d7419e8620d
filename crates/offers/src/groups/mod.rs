//! Groups, workshops, activity days and training: sessions, places, waiting lists, attendance (requirement UN2).
//!
//! ```text
//! a group ── sessions                       who books: a family itself, or a worker for it
//!    └────── places of each agency ── bookings ── attendance
//!                 │                      └── waiting list: a freed place is held for whoever waits longest (a promise)
//!                 └── the agency that gives the group offers places to others; each sees its own families alone
//! ```

pub mod actions;
mod api;
mod form;
pub mod job;
pub mod model;
mod pages;
pub(crate) mod store;

pub use store::put;

use access::actions::{BookGroups, ManageGroups, ViewGroups};
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [staff(), families(), machines()].concat()
}

fn staff() -> Vec<Route> {
    vec![
        Route::get("/groups", pages::list::page)
            .needs::<ViewGroups>()
            .about("The groups that the agency gives or has places in, the newest first"),
        Route::get("/groups.csv", pages::list::csv)
            .needs::<ViewGroups>()
            .about("The agency's groups as a CSV file"),
        Route::get("/groups/new", pages::plan::ask).needs::<ManageGroups>().about("The form for a new group"),
        Route::post("/groups/new", pages::plan::send)
            .needs::<ManageGroups>()
            .about("Plan a group with its first session")
            .body(|f| drop(form::plan(f))),
        Route::get("/groups/{id}", pages::show::page)
            .needs::<ViewGroups>()
            .personal()
            .about("A group: sessions, places, who booked and who waits"),
        Route::get("/groups/{id}/bookings.csv", pages::show::csv)
            .needs::<ViewGroups>()
            .personal()
            .about("Who booked and who waits as a CSV file"),
        Route::get("/groups/{id}/change", pages::plan::ask_change)
            .needs::<ManageGroups>()
            .about("The form to change a group"),
        Route::post("/groups/{id}/change", pages::plan::change)
            .needs::<ManageGroups>()
            .about("Change a group and the number of its places")
            .body(|f| drop(form::change(f))),
        Route::post("/groups/{id}/sessions", pages::act::session)
            .needs::<ManageGroups>()
            .about("Add a session to a group")
            .body(|f| drop(form::add_session(f))),
        Route::post("/groups/{id}/places", pages::act::share)
            .needs::<ManageGroups>()
            .about("Offer places of a group to another agency")
            .body(|f| drop(form::share(f))),
        Route::post("/groups/{id}/book", pages::act::book)
            .needs::<BookGroups>()
            .personal()
            .about("Book a place for a family by the reference of its case")
            .body(|f| drop(form::wish(f))),
        Route::post("/groups/{id}/end", pages::act::end)
            .needs::<ManageGroups>()
            .about("End a group")
            .body(|f| drop(form::version(f))),
        Route::post("/bookings/{id}/cancel", pages::act::cancel)
            .needs::<BookGroups>()
            .personal()
            .about("Cancel a family's booking")
            .body(|f| drop(form::version(f))),
        Route::get("/group-sessions/{id}", pages::attend::page)
            .needs::<ManageGroups>()
            .personal()
            .about("The attendance sheet of a session, to fill in or print"),
        Route::get("/group-sessions/{id}/attendance.csv", pages::attend::csv)
            .needs::<ManageGroups>()
            .personal()
            .about("The attendance of a session as a CSV file"),
        Route::post("/group-sessions/{id}", pages::attend::send)
            .needs::<ManageGroups>()
            .personal()
            .about("Note who came to a session")
            .body(|f| drop(form::attendance(f))),
        Route::post("/group-sessions/{id}/call-off", pages::act::call_off)
            .needs::<ManageGroups>()
            .about("Say that a session does not take place"),
    ]
}

fn families() -> Vec<Route> {
    vec![
        Route::get("/my/groups", pages::my::list)
            .needs::<BookGroups>()
            .personal()
            .about("The groups that a family can book, and its own bookings"),
        Route::get("/my/groups/{event}", pages::my::one)
            .needs::<BookGroups>()
            .personal()
            .about("A group, and the form to book a place or join the waiting list"),
        Route::post("/my/groups/{event}", pages::my::book)
            .needs::<BookGroups>()
            .personal()
            .about("Book a place, or join the waiting list")
            .body(|f| drop(form::wish(f))),
        Route::post("/my/bookings/{id}/answer", pages::my::answer)
            .needs::<BookGroups>()
            .personal()
            .about("Take or decline the place that is held")
            .body(|f| drop(form::answer(f))),
        Route::post("/my/bookings/{id}/cancel", pages::my::cancel)
            .needs::<BookGroups>()
            .personal()
            .about("Cancel a booking, or leave the waiting list")
            .body(|f| drop(form::version(f))),
    ]
}

fn machines() -> Vec<Route> {
    vec![
        Route::get("/api/v1/groups", api::list)
            .needs::<ViewGroups>()
            .about("The groups that the agency gives or has places in, the newest first; ?after= for the next page")
            .answers::<api::GroupList>(),
        Route::post("/api/v1/groups", api::plan)
            .needs::<ManageGroups>()
            .about("Plan a group with its first session")
            .body(|f| drop(form::plan(f)))
            .answers::<api::Group>(),
        Route::get("/api/v1/groups/{id}", api::one)
            .needs::<ViewGroups>()
            .about("A group with its sessions and places")
            .answers::<api::Group>(),
        Route::get("/api/v1/groups/{id}/bookings", api::bookings)
            .needs::<ViewGroups>()
            .personal()
            .about("Who booked and who waits, those who asked first leading")
            .answers::<api::BookingList>(),
        Route::post("/api/v1/groups/{id}/bookings", api::book)
            .needs::<BookGroups>()
            .personal()
            .about("Book a place for a family by the reference of its case")
            .body(|f| drop(form::wish(f)))
            .answers::<api::Booking>(),
        Route::post("/api/v1/bookings/{id}/answer", api::answer)
            .needs::<BookGroups>()
            .personal()
            .about("Take or decline the place that is held")
            .body(|f| drop(form::answer(f)))
            .answers::<api::Booking>(),
        Route::post("/api/v1/bookings/{id}/cancel", api::cancel)
            .needs::<BookGroups>()
            .personal()
            .about("Cancel a family's booking")
            .body(|f| drop(form::version(f)))
            .answers::<api::Booking>(),
        Route::post("/api/v1/group-sessions/{id}/attendance", api::attendance)
            .needs::<ManageGroups>()
            .personal()
            .about("Note who came to a session")
            .body(|f| drop(form::attendance_listed(f))),
    ]
}
