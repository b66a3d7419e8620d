//! Life stages: what is offered to a family before it has to ask, at the stages of a child's life that can be seen
//! coming (requirements PL4, PL5 and OR2).
//!
//! ```text
//! data/life_stages.csv ── a child's dates ── job, once a day ──> offers that fall due ── a worker offers ──> the family's pages, an email
//!                                                                                             │
//!       no answer in time <── declined <── the family or its worker answers ── taken up ──────┘
//!                                                                                  └──> a promised call, or a new assessment
//! ```
//!
//! A child who moves in is met by the early support of the room `early_support`, which has its own one step on: the
//! stage of placement only points there.

pub mod actions;
mod api;
mod form;
pub mod job;
pub mod model;
mod pages;
pub mod store;

use access::{
    Action,
    actions::{AnswerOffers, ListOffersAhead, MakeOffersAhead, RecordLifeEvents, ViewRhythm},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Figures that this room feeds.
pub mod measures {
    /// Offers made ahead that were taken up, in the month of the answer, by stage (the part). An answer that is taken back
    /// is taken away from the month in which it was given.
    pub const TAKEN_UP: &str = "offers-taken-up";
}

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [staff(), families(), machines()].concat()
}

fn staff() -> Vec<Route> {
    vec![
        Route::get("/offers-ahead", pages::list::page)
            .needs::<ListOffersAhead>()
            .personal()
            .about("Offers at the stages of families' lives, the soonest first; ?show= says how they stand"),
        Route::get("/offers-ahead.csv", pages::list::csv)
            .needs::<ListOffersAhead>()
            .personal()
            .about("The same offers as a CSV file"),
        Route::post("/offers-ahead", pages::list::make)
            .needs::<MakeOffersAhead>()
            .personal()
            .about("Make several offers that are due, each with a message to its family")
            .body(|f| drop(form::chosen(f))),
        Route::get("/cases/{id}/ahead", pages::case::page)
            .needs::<ViewRhythm>()
            .personal()
            .about("What lies ahead of a family: stages, offers, life events, checking in"),
        Route::post("/cases/{id}/ahead/offer", pages::case::offer)
            .needs::<MakeOffersAhead>()
            .personal()
            .about("Offer a family support ahead of a stage")
            .body(|f| drop(form::making(f))),
        Route::post("/cases/{id}/ahead/answer", pages::case::answer)
            .needs::<AnswerOffers>()
            .personal()
            .about("Say whether a family takes an offer up")
            .body(|f| drop(form::answer(f))),
        Route::post("/cases/{id}/ahead/call", pages::case::call)
            .needs::<MakeOffersAhead>()
            .personal()
            .about("Say what came of the call to a family that took an offer up")
            .body(|f| drop(form::call(f))),
        Route::post("/cases/{id}/ahead/life-event", pages::case::life_event)
            .needs::<RecordLifeEvents>()
            .personal()
            .about("Note an event in a family's life")
            .body(|f| drop(form::life_event(f))),
        Route::post("/cases/{id}/ahead/life-event/remove", pages::case::remove_event)
            .needs::<RecordLifeEvents>()
            .personal()
            .about("Take back an event that was noted by mistake")
            .body(|f| drop(form::removal(f))),
    ]
}

fn families() -> Vec<Route> {
    vec![
        Route::post("/my/cases/{id}/ahead/answer", pages::my::answer)
            .needs::<AnswerOffers>()
            .personal()
            .about("A family says whether it takes an offer up")
            .body(|f| drop(form::answer(f))),
        Route::post("/my/cases/{id}/ahead/life-event", pages::my::life_event)
            .needs::<RecordLifeEvents>()
            .personal()
            .about("A family tells of an event in its life")
            .body(|f| drop(form::life_event(f))),
    ]
}

fn machines() -> Vec<Route> {
    vec![
        Route::get("/api/v1/offers-ahead", api::list)
            .needs::<ListOffersAhead>()
            .personal()
            .about("Offers at the stages of families' lives, the soonest first: show, after")
            .answers::<api::OfferList>(),
        Route::post("/api/v1/offers-ahead", api::make)
            .needs::<MakeOffersAhead>()
            .personal()
            .about("Make offers, each with a message to its family")
            .body(|f| drop(form::several(f)))
            .answers::<api::Made>(),
        Route::get("/api/v1/cases/{id}/ahead", api::of_case)
            .needs::<ViewRhythm>()
            .personal()
            .about("The stages of a child's life and how each offer stands")
            .answers::<api::Ahead>(),
        Route::post("/api/v1/cases/{id}/ahead/answer", api::answer)
            .needs::<AnswerOffers>()
            .personal()
            .about("Say whether a family takes an offer up")
            .body(|f| drop(form::answer(f)))
            .answers::<api::Ahead>(),
        Route::post("/api/v1/cases/{id}/ahead/call", api::call)
            .needs::<MakeOffersAhead>()
            .personal()
            .about("Say what came of the call to a family that took an offer up")
            .body(|f| drop(form::call(f)))
            .answers::<api::Ahead>(),
        Route::post("/api/v1/cases/{id}/ahead/life-event", api::life_event)
            .needs::<RecordLifeEvents>()
            .personal()
            .about("Note an event in a family's life")
            .body(|f| drop(form::life_event(f)))
            .answers::<api::Ahead>(),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/offers-ahead",
        text: "Offers ahead",
        needs: ListOffersAhead::NAME,
        reach: Reach::Agency,
    }]
}
