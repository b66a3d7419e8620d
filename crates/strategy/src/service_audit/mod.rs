//! The service audit (requirement SA1): an agency rates its own service on 17 elements with 49 lines, beside its live
//! figures; says what is to be done, by whom and by when; sees how it changes from round to round; and, if it shares a
//! finished round, how it stands beside others that share.
//!
//! One round at a time: it opens empty, is rated line by line by several people, and is finished when every line is
//! rated. A finished round is never changed.

pub mod actions;
mod api;
mod catalogue;
mod compare;
mod evidence;
mod form;
pub mod model;
mod pages;
mod show;
mod store;
#[cfg(test)]
mod tests;

pub(crate) fn statements() -> Vec<::store::Sql> {
    [store::ALL, evidence::STATEMENTS].concat()
}

use access::actions::{CompareServiceAudits, RateServiceAudit, ViewServiceAudit};
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/service-audit", pages::list)
            .needs::<ViewServiceAudit>()
            .about("The agency's rounds of rating its own service, and what is to be done"),
        Route::get("/service-audit.csv", pages::list_csv)
            .needs::<ViewServiceAudit>()
            .about("Every rating of every round as a CSV file"),
        Route::post("/service-audit", pages::open).needs::<RateServiceAudit>().about("Open a new round"),
        Route::get("/service-audit/actions.csv", pages::actions_csv)
            .needs::<ViewServiceAudit>()
            .about("What is to be done, as a CSV file"),
        Route::get("/service-audit/compare", compare::page)
            .needs::<CompareServiceAudits>()
            .about("The newest finished round of every agency that shares, element by element"),
        Route::get("/service-audit/compare.csv", compare::csv)
            .needs::<CompareServiceAudits>()
            .about("The same as a CSV file, line by line"),
        Route::get("/service-audit/{id}", show::show)
            .needs::<ViewServiceAudit>()
            .about("A round: every element and line with its rating, to read and to print"),
        Route::post("/service-audit/{id}/finish", pages::finish)
            .needs::<RateServiceAudit>()
            .about("Finish a round in which every line is rated"),
        Route::post("/service-audit/{id}/share", pages::share)
            .needs::<RateServiceAudit>()
            .about("Share a finished round with other agencies, or stop sharing it")
            .body(|f| drop(form::sharing(f))),
        Route::get("/service-audit/{id}/elements/{element}", pages::element)
            .needs::<ViewServiceAudit>()
            .about("An element: its lines to rate, beside live figures and what is to be done"),
        Route::post("/service-audit/{id}/elements/{element}", pages::rate)
            .needs::<RateServiceAudit>()
            .about("Rate the lines of an element")
            .body(|f| drop(form::ratings(f, &catalogue::lines_of_first()))),
        Route::post("/service-audit/{id}/actions", pages::add_action)
            .needs::<RateServiceAudit>()
            .about("Set down something to be done about a line")
            .body(|f| drop(form::action(f))),
        Route::post("/audit-actions/{id}/end", pages::end_action)
            .needs::<RateServiceAudit>()
            .about("Mark something as done, or dropped")
            .body(|f| drop(form::ending(f))),
        Route::get("/api/v1/service-audits", api::list)
            .needs::<ViewServiceAudit>()
            .about("The agency's rounds with every rating")
            .answers::<api::RoundList>(),
        Route::post("/api/v1/service-audits", api::open)
            .needs::<RateServiceAudit>()
            .about("Open a new round")
            .answers::<api::Round>(),
        Route::post("/api/v1/service-audits/{id}/ratings", api::rate)
            .needs::<RateServiceAudit>()
            .about("Rate one line of the open round")
            .body(|f| drop(form::one_rating(f)))
            .answers::<api::Round>(),
        Route::post("/api/v1/service-audits/{id}/finish", api::finish)
            .needs::<RateServiceAudit>()
            .about("Finish a round in which every line is rated")
            .answers::<api::Round>(),
    ]
}
