//! What a manager sees of a team: what each worker carries beside what one person can carry, with the reasons; how timely it is; and alarms
//! for cases, plans and enquiries that nobody holds (requirement PL2). Each figure opens to its rows.

pub mod actions;
pub mod alarms;
mod api;
pub mod model;
pub(crate) mod pages;
pub mod store;

use ::store::Sql;
use access::{
    Action,
    actions::{ViewTeam, WeighCases},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Every statement of this room.
pub(crate) fn statements() -> Vec<Sql> {
    [store::ALL, alarms::ALL].concat()
}

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/team", text: "Your team", needs: ViewTeam::NAME, reach: Reach::Agency }]
}

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/team", pages::team::page).needs::<ViewTeam>().personal().about(
            "The agency's workers with their caseloads, timeliness and alarms; ?team= keeps to a team",
        ),
        Route::get("/team.csv", pages::team::csv)
            .needs::<ViewTeam>()
            .personal()
            .about("The same as a CSV file"),
        Route::get("/team/alarms", pages::alarms::page)
            .needs::<ViewTeam>()
            .personal()
            .about("The cases or enquiries of an alarm; ?kind= says which"),
        Route::get("/team/alarms.csv", pages::alarms::csv)
            .needs::<ViewTeam>()
            .personal()
            .about("The same as a CSV file, without names"),
        Route::get("/team/workers/{id}", pages::worker::page).needs::<ViewTeam>().personal().about(
            "What a worker carries: each open case with its weight and the reasons, and late promises",
        ),
        Route::get("/team/workers/{id}/cases.csv", pages::worker::csv)
            .needs::<ViewTeam>()
            .personal()
            .about("A worker's open cases with their weights as a CSV file, without names"),
        Route::get("/team/weights", pages::weights::page)
            .needs::<ViewTeam>()
            .about("What weighs how much today, and the form to set it from a day on"),
        Route::get("/team/weights.csv", pages::weights::csv)
            .needs::<ViewTeam>()
            .about("What weighs how much today as a CSV file"),
        Route::post("/team/weights", pages::weights::set)
            .needs::<WeighCases>()
            .about("Set what something weighs from a day on")
            .body(|f| drop(actions::fields(f))),
        Route::get("/api/v1/team", api::team)
            .needs::<ViewTeam>()
            .personal()
            .about("The agency's workers with caseloads and timeliness")
            .answers::<api::Team>(),
        Route::get("/api/v1/team/alarms", api::alarms)
            .needs::<ViewTeam>()
            .personal()
            .about("How many there are of each alarm, and the first rows of one; ?kind= says which")
            .answers::<api::Alarms>(),
        Route::get("/api/v1/team/weights", api::weights)
            .needs::<ViewTeam>()
            .about("What weighs how much today")
            .answers::<api::WeightList>(),
        Route::post("/api/v1/team/weights", api::set)
            .needs::<WeighCases>()
            .about("Set what something weighs from a day on")
            .body(|f| drop(actions::fields(f)))
            .answers::<api::WeightList>(),
    ]
}
