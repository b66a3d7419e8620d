//! The quality of providers (requirement CM7): concerns, shared with the agencies that need to know, and a page of facts for each provider.
//!
//! Whoever works with a provider raises a concern: what, how serious, the facts. Somebody else of the same agency decides to share
//! it, in words that name nobody of a family. Every agency with an order that goes on with the provider is told, says that it knows, and records what it
//! did. The provider, once told, has the right of reply, and everybody who reads the concern reads the reply. Providers are not ranked.

pub mod actions;
mod api;
mod form;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use access::{
    Action as _,
    actions::{AnswerConcern, ListProviders, RaiseConcern, ReplyToConcern, ShareConcern, ViewConcerns},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/providers/{id}/quality", pages::provider)
            .needs::<ListProviders>()
            .about("What is known of a provider's work: sessions, orders, disputes, concerns with the provider's reply"),
        Route::get("/concerns", pages::list)
            .needs::<ViewConcerns>()
            .about("Concerns about providers that one's own agency raised"),
        Route::get("/concerns.csv", pages::csv)
            .needs::<ViewConcerns>()
            .about("Concerns about providers that one's own agency raised, as a CSV file"),
        Route::get("/concerns/new", pages::ask)
            .needs::<RaiseConcern>()
            .about("The form for a concern about a provider"),
        Route::post("/concerns/new", pages::raise)
            .needs::<RaiseConcern>()
            .about("Raise a concern about a provider")
            .body(form::describe_raised),
        Route::get("/concerns/{id}", pages::show)
            .needs::<ViewConcerns>()
            .about("A concern, whom it was shared with, and what they did"),
        Route::post("/concerns/{id}/share", pages::share)
            .needs::<ShareConcern>()
            .about("Share a concern with every agency whose orders with the provider go on")
            .body(form::describe_shared),
        Route::post("/concerns/{id}/close", pages::close)
            .needs::<ShareConcern>()
            .about("Close a concern with what came of it")
            .body(form::describe_words),
        Route::get("/concern-notices", pages::notices)
            .needs::<ViewConcerns>()
            .about("Concerns about providers that other agencies shared"),
        Route::get("/concern-notices.csv", pages::notices_csv)
            .needs::<ViewConcerns>()
            .about("Concerns about providers that other agencies shared, as a CSV file"),
        Route::get("/concern-notices/{id}", pages::notice)
            .needs::<ViewConcerns>()
            .about("A concern that another agency shared"),
        Route::post("/concern-notices/{id}/acknowledge", pages::acknowledge)
            .needs::<AnswerConcern>()
            .about("Say that one's own agency knows of a concern"),
        Route::post("/concern-notices/{id}/did", pages::did)
            .needs::<AnswerConcern>()
            .about("Record what one's own agency did about a concern")
            .body(form::describe_words),
        Route::get("/concern-replies", pages::replies)
            .needs::<ReplyToConcern>()
            .about("Concerns that a provider was told of"),
        Route::get("/concern-replies.csv", pages::replies_csv)
            .needs::<ReplyToConcern>()
            .about("Concerns that a provider was told of, as a CSV file"),
        Route::get("/concern-replies/{id}", pages::about_us)
            .needs::<ReplyToConcern>()
            .about("A concern that a provider was told of"),
        Route::post("/concern-replies/{id}/reply", pages::reply)
            .needs::<ReplyToConcern>()
            .about("A provider's reply to a concern, which everybody reads who reads the concern")
            .body(form::describe_words),
        Route::get("/api/v1/concerns", api::list)
            .needs::<ViewConcerns>()
            .about("Concerns about providers that one's own agency raised, the newest first")
            .answers::<api::ConcernList>(),
        Route::post("/api/v1/concerns", api::raise)
            .needs::<RaiseConcern>()
            .about("Raise a concern about a provider")
            .body(form::describe_raised)
            .answers::<api::RaisedConcern>(),
        Route::get("/api/v1/concern-notices", api::notices)
            .needs::<ViewConcerns>()
            .about("Concerns about providers that other agencies shared, the newest first")
            .answers::<api::NoticeList>(),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    let link = |href, text, needs, reach| NavItem { href, text, needs, reach };
    vec![
        link("/concerns", "Concerns about providers", ViewConcerns::NAME, Reach::Agency),
        link("/concern-notices", "Concerns shared with us", ViewConcerns::NAME, Reach::Agency),
        link("/concern-replies", "Concerns about us", ReplyToConcern::NAME, Reach::Own),
    ]
}
