//! Peer mentors: volunteers with their training, checks and supervision, brought together with families by people
//! (requirement UN3). When a mentor is seen next is a promise.

pub mod actions;
mod api;
mod form;
pub mod model;
mod pages;
pub(crate) mod store;

use access::actions::{KeepMentors, MatchMentors};
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/mentors", pages::list)
            .needs::<KeepMentors>()
            .personal()
            .about("The agency's peer mentors, those to be seen soonest first"),
        Route::get("/mentors.csv", pages::csv)
            .needs::<KeepMentors>()
            .personal()
            .about("The agency's peer mentors as a CSV file"),
        Route::get("/mentors/new", pages::ask).needs::<KeepMentors>().about("The form for a new mentor"),
        Route::post("/mentors/new", pages::add)
            .needs::<KeepMentors>()
            .personal()
            .about("Write down somebody who volunteers")
            .body(|f| drop(form::add(f))),
        Route::get("/mentors/{id}", pages::one)
            .needs::<KeepMentors>()
            .personal()
            .about("A mentor: training, checks, supervision, families"),
        Route::post("/mentors/{id}", pages::change)
            .needs::<KeepMentors>()
            .personal()
            .about("Change what is written of a mentor")
            .body(|f| drop(form::change(f))),
        Route::post("/mentors/{id}/supervision", pages::supervise)
            .needs::<KeepMentors>()
            .personal()
            .about("Record that somebody saw a mentor")
            .body(|f| drop(form::seen(f))),
        Route::post("/mentors/{id}/matches", pages::pair)
            .needs::<MatchMentors>()
            .personal()
            .about("Bring a mentor and the family of a case together")
            .body(|f| drop(form::pair(f))),
        Route::get("/mentor-matches/{id}/end", pages::ask_part)
            .needs::<MatchMentors>()
            .personal()
            .about("The question why a mentor and a family part"),
        Route::post("/mentor-matches/{id}/end", pages::part)
            .needs::<MatchMentors>()
            .personal()
            .about("End a match of a mentor and a family")
            .body(|f| drop(form::part(f))),
        Route::get("/api/v1/mentors", api::list)
            .needs::<KeepMentors>()
            .personal()
            .about("The agency's peer mentors, those to be seen soonest first")
            .answers::<api::MentorList>(),
        Route::post("/api/v1/mentors", api::add)
            .needs::<KeepMentors>()
            .personal()
            .about("Write down somebody who volunteers")
            .body(|f| drop(form::add(f)))
            .answers::<api::Mentor>(),
        Route::post("/api/v1/mentors/{id}/supervision", api::supervise)
            .needs::<KeepMentors>()
            .personal()
            .about("Record that somebody saw a mentor")
            .body(|f| drop(form::seen(f)))
            .answers::<api::Mentor>(),
        Route::post("/api/v1/mentors/{id}/matches", api::pair)
            .needs::<MatchMentors>()
            .personal()
            .about("Bring a mentor and the family of a case together")
            .body(|f| drop(form::pair(f)))
            .answers::<api::Match>(),
        Route::post("/api/v1/mentor-matches/{id}/end", api::part)
            .needs::<MatchMentors>()
            .personal()
            .about("End a match of a mentor and a family")
            .body(|f| drop(form::part(f)))
            .answers::<api::Match>(),
    ]
}
