//! What people see of cases and promises.

mod level;
mod list;
mod overview;
mod promises;
mod timeline;

use access::actions::{ListCases, ListPromises, StepCase, ViewCase};
use page::Route;

pub(super) use promises::mine;

/// The pages of this room.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/cases", list::page)
            .needs::<ListCases>()
            .personal()
            .about("The agency's cases, newest first"),
        Route::get("/cases.csv", list::csv)
            .needs::<ListCases>()
            .personal()
            .about("The agency's cases as a file"),
        Route::get("/cases/{id}", overview::page).needs::<ViewCase>().personal().about("A case at a glance"),
        Route::get("/cases/{id}/timeline", timeline::page)
            .needs::<ViewCase>()
            .personal()
            .about("What happened in a case, newest first"),
        Route::get("/cases/{id}/timeline.csv", timeline::csv)
            .needs::<ViewCase>()
            .personal()
            .about("What happened in a case, as a file"),
        Route::get("/cases/{id}/level", level::page)
            .needs::<StepCase>()
            .personal()
            .about("Change the level of support, close a case or open it again"),
        Route::post("/cases/{id}/level", level::send)
            .needs::<StepCase>()
            .personal()
            .about("Change the level of support, close a case or open it again"),
        Route::get("/promises", promises::page)
            .needs::<ListPromises>()
            .personal()
            .about("What was promised and is still open, late first"),
        Route::get("/promises.csv", promises::csv)
            .needs::<ListPromises>()
            .personal()
            .about("What was promised and is still open, as a file"),
    ]
}
