//! A young person's own pages, in their own language: short words, the first person, nothing that is their parents'.
//!
//! Each page stands on a grant for their own case, which no id in an address can change.

mod goals;
mod home;
mod words;

use access::actions::OwnYoungRecord;
use page::Route;

pub(super) use home::page as home;

/// The pages that only a young person has.
pub(super) fn routes() -> Vec<Route> {
    let routes = vec![
        Route::get("/my/goals", goals::page).about("A young person's goals and how they rate them"),
        Route::post("/my/goals", goals::rate)
            .about("A young person rates their goals, and says whether their parents may see it"),
        Route::get("/my/words", words::page).about("What a young person wrote for their workers"),
        Route::post("/my/words", words::say)
            .about("A young person writes something, and says who can read it")
            .body(|f| drop(casework::young_people::actions::say::fields(f))),
        Route::post("/my/words/{said}/readers", words::change)
            .about("A young person changes who can read something"),
    ];
    routes.into_iter().map(|r| r.needs::<OwnYoungRecord>().personal()).collect()
}
