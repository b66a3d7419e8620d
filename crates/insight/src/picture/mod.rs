//! The picture: what the figures say, for an agency with every row behind them open, and
//! for the nation with every cell protected. Both are sheets of the same kind, so that the
//! page, the CSV file and the API tell the same.

pub(crate) mod agency;
pub(crate) mod api;
mod care;
pub(crate) mod model;
pub(crate) mod nation;
pub(crate) mod pages;
mod rows;
pub(crate) mod sheet;
mod store;

use ::store::Sql;
use access::{
    Action,
    actions::{SeeAgencyFigures, SeeNationFigures, SeeRegionFigures},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Every statement of this room.
pub(crate) fn statements() -> Vec<Sql> {
    [store::ALL, rows::ALL, care::ALL].concat()
}

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/agency", pages::agency)
            .needs::<SeeAgencyFigures>()
            .about("An agency's figures of a financial year; each opens the rows behind it"),
        Route::get("/agency.csv", pages::agency_csv)
            .needs::<SeeAgencyFigures>()
            .about("The same as a CSV file"),
        Route::get("/agency/rows", rows::show)
            .needs::<SeeAgencyFigures>()
            .personal()
            .about("The records behind a figure of the agency, for who may list them"),
        Route::get("/agency/rows.csv", rows::csv)
            .needs::<SeeAgencyFigures>()
            .personal()
            .about("The same as a CSV file, page by page"),
        Route::get("/nation", pages::nation)
            .needs::<SeeNationFigures>()
            .about("The figures of every agency, protected, for a financial year"),
        Route::get("/nation.csv", pages::nation_csv)
            .needs::<SeeNationFigures>()
            .about("The same as a CSV file, protected alike"),
        Route::get("/region", pages::region)
            .needs::<SeeRegionFigures>()
            .about("The figures of the agencies of one's own pan-region, protected, for a financial year"),
        Route::get("/region.csv", pages::region_csv)
            .needs::<SeeRegionFigures>()
            .about("The same as a CSV file, protected alike"),
        Route::get("/api/v1/figures", api::list)
            .needs::<SeeAgencyFigures>()
            .needs::<SeeRegionFigures>()
            .needs::<SeeNationFigures>()
            .about("Figures of a financial year: whose=agency (one's own), whose=region or whose=nation (protected)")
            .answers::<api::FigureList>(),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![
        NavItem { href: "/agency", text: "Figures", needs: SeeAgencyFigures::NAME, reach: Reach::Agency },
        NavItem { href: "/region", text: "Region", needs: SeeRegionFigures::NAME, reach: Reach::Region },
        NavItem {
            href: "/nation",
            text: "National picture",
            needs: SeeNationFigures::NAME,
            reach: Reach::Nation,
        },
    ]
}
