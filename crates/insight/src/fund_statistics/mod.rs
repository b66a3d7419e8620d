//! The Fund's statistics as the Fund publishes them (requirement FU6): applications approved in a financial year, their
//! value and the median, by council, kind of provider, therapy and route, and over and under £3,000.
//!
//! Every figure is protected before anybody sees it, since these are made to leave the agency. What was published of
//! the Fund stands beside them as it was published: it is about other applications, and nothing here reproduces it.
//!
//! ```text
//! application rows, added up by the database ──> model (counts, values, medians) ──> sheets (protected)
//! data/fund_published.csv ──> published ───────────────────────────────────────────┘  page, CSV, JSON, ODS
//! ```

mod api;
pub mod export;
pub mod model;
pub mod ods;
mod pages;
pub mod published;
mod sheets;
pub mod store;
#[cfg(test)]
mod tests;

use access::{
    Action,
    actions::{SeeAgencyFigures, SeeNationFigures},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/fund-statistics", pages::page)
            .needs::<SeeAgencyFigures>()
            .needs::<SeeNationFigures>()
            .about("Applications approved by the Fund in a financial year, protected; ?year= says which"),
        Route::get("/fund-statistics.csv", pages::csv)
            .needs::<SeeAgencyFigures>()
            .needs::<SeeNationFigures>()
            .about("The same as a CSV file, protected alike"),
        Route::get("/fund-statistics.ods", pages::ods)
            .needs::<SeeAgencyFigures>()
            .needs::<SeeNationFigures>()
            .about("The same as a spreadsheet, protected alike"),
        Route::get("/api/v1/fund-statistics", api::show)
            .needs::<SeeAgencyFigures>()
            .needs::<SeeNationFigures>()
            .about("Applications approved by the Fund in a financial year, protected; ?year= says which")
            .answers::<api::FundStatistics>(),
    ]
}

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    let link = |needs, reach| NavItem { href: "/fund-statistics", text: "Fund statistics", needs, reach };
    vec![link(SeeAgencyFigures::NAME, Reach::Agency), link(SeeNationFigures::NAME, Reach::Nation)]
}
