//! A family's own side: what was promised, what is planned, how things are going.

mod birth;
mod goals;
mod home;
mod timeline;
mod words;

use access::actions::{RateGoals, ViewCase, ViewOwnBirthRecord};
use page::Route;

/// The pages of a family.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/my", home::page).needs::<ViewCase>().needs::<ViewOwnBirthRecord>().personal().about(
            "A family's own support: promises, plan, goals and what happened; a birth relative's own details",
        ),
        Route::get("/my/cases/{id}/timeline", timeline::page)
            .needs::<ViewCase>()
            .personal()
            .about("Everything a family may see of what happened"),
        Route::get("/my/cases/{id}/goals", goals::page)
            .needs::<ViewCase>()
            .personal()
            .about("A family's own goals over time"),
        Route::get("/my/cases/{id}/goals/{rater}", goals::begin)
            .needs::<RateGoals>()
            .personal()
            .about("Begin to rate one's goals, one question a page"),
        Route::get("/my/cases/{id}/goals/{rater}/{goal}", goals::ask)
            .needs::<RateGoals>()
            .personal()
            .about("Rate one goal from 0 to 10, as a parent or as a child"),
        Route::post("/my/cases/{id}/goals/{rater}/{goal}", goals::answer)
            .needs::<RateGoals>()
            .personal()
            .about("Rate one goal from 0 to 10, as a parent or as a child"),
    ]
}
