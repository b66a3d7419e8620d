//! The map of the system as people see it: councils, agencies, pan-regions, which council
//! belongs to which agency and how sure that is; and a page for each council, with what
//! was published about it beside the agency's own figures.

mod api;
mod correct;
mod council;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use store::ALL;

use access::{
    Action, Look,
    actions::{SeeAgencyFigures, SeePublished, ViewOrganisations},
};
use kernel::{Error, Result};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    let mut routes = correct::routes();
    routes.extend([
        Route::get("/organisations", pages::index)
            .needs::<ViewOrganisations>()
            .about("Councils, agencies and pan-regions, and how sure each membership is"),
        Route::get("/organisations.csv", pages::index_csv)
            .needs::<ViewOrganisations>()
            .about("Memberships as a CSV file"),
        Route::get("/councils/{code}", council::show)
            .needs::<SeePublished>()
            .needs::<SeeAgencyFigures>()
            .about("A council: children adopted by year, beside the agency's own figures"),
        Route::get("/councils/{code}/figures.csv", council::csv)
            .needs::<SeePublished>()
            .about("What was published about a council, as a CSV file"),
        Route::get("/api/v1/organisations", api::list)
            .needs::<ViewOrganisations>()
            .about("Councils, agencies and pan-regions with their memberships; narrow with kind")
            .answers::<api::OrganisationList>(),
    ]);
    routes
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    crate::for_agency_and_nation("/organisations", "Organisations", ViewOrganisations::NAME)
}

/// Checks that somebody may see the map.
fn may_see(look: &Look<'_>) -> Result<()> {
    match look.agency::<ViewOrganisations>() {
        Err(Error::Forbidden) => look.nation::<ViewOrganisations>().map(|_| ()),
        other => other.map(|_| ()),
    }
}

/// How sure a membership is, in words.
pub(crate) fn sureness(code: &str) -> &'static str {
    match code {
        "sourced" => "A source says so",
        "inferred" => "Inferred from a source",
        "unconfirmed" => "Not confirmed",
        "corrected" => "An administrator corrected it",
        "assumed" => "Assumed for the demonstration",
        _ => "Not known",
    }
}
