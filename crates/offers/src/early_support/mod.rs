//! Becoming a family: the early support that every new family should have, as national standards with a digital part and a local
//! part; how each agency gives it; who took part; and one step on to specialist help (requirement UN6).
//!
//! ```text
//! data/early_support.csv ── how the agency gives each part ── what a household has had of it
//!                                                                  │ "we need more than this"
//!                            a promised call (72 hours) ◄──────────┘
//!                                   └── answered ──> nothing more │ an assessment of need, with its own promise
//! ```

pub mod actions;
mod api;
mod form;
pub mod model;
mod pages;
pub mod store;

use access::actions::{AnswerEarlySupport, RecordEarlySupport, StateEarlySupport, ViewEarlySupport};
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [staff(), of_case(), families(), machines()].concat()
}

fn staff() -> Vec<Route> {
    vec![
        Route::get("/becoming-a-family", pages::agency::page)
            .needs::<ViewEarlySupport>()
            .about("The early support of new families: its standards, how the agency gives each part, how many took part"),
        Route::get("/becoming-a-family.csv", pages::agency::csv)
            .needs::<ViewEarlySupport>()
            .about("The parts of the early support with how many took part as a CSV file"),
        Route::post("/becoming-a-family", pages::agency::state)
            .needs::<StateEarlySupport>()
            .about("Say how the agency gives a part of the early support")
            .body(|f| drop(form::offer(f))),
        Route::get("/becoming-a-family/families", pages::agency::families)
            .needs::<ViewEarlySupport>()
            .personal()
            .about("Which families took part in a part of the early support, the newest first; ?part= says which part"),
        Route::get("/becoming-a-family/families.csv", pages::agency::families_csv)
            .needs::<ViewEarlySupport>()
            .personal()
            .about("Which families took part in a part of the early support as a CSV file"),
    ]
}

fn of_case() -> Vec<Route> {
    vec![
        Route::get("/cases/{id}/becoming-a-family", pages::family::page)
            .needs::<ViewEarlySupport>()
            .personal()
            .about("What a family has had of the early support, and whether it asked for more"),
        Route::post("/cases/{id}/becoming-a-family", pages::family::take_part)
            .needs::<RecordEarlySupport>()
            .personal()
            .about("Note that a family was offered, or took part in, a part of the early support")
            .body(|f| drop(form::taking(f))),
        Route::post("/cases/{id}/becoming-a-family/ask", pages::family::ask)
            .needs::<RecordEarlySupport>()
            .personal()
            .about("Ask for specialist help for a family: somebody calls, within the promised time")
            .body(|f| drop(form::ask(f))),
        Route::post("/cases/{id}/becoming-a-family/answer", pages::family::answer)
            .needs::<AnswerEarlySupport>()
            .personal()
            .about("Say what came of the call to a family that asked for more")
            .body(|f| drop(form::answer(f))),
    ]
}

fn families() -> Vec<Route> {
    vec![
        Route::get("/my/becoming-a-family", pages::my::page)
            .needs::<ViewEarlySupport>()
            .personal()
            .about("The early support as a family finds it, with the way to ask for more"),
        Route::post("/my/becoming-a-family", pages::my::take_part)
            .needs::<RecordEarlySupport>()
            .personal()
            .about("A family says that it took part in a part of the early support, or does not want it now")
            .body(|f| drop(form::own_taking(f))),
        Route::post("/my/becoming-a-family/ask", pages::my::ask)
            .needs::<RecordEarlySupport>()
            .personal()
            .about("A family asks for more than the early support")
            .body(|f| drop(form::ask(f))),
    ]
}

fn machines() -> Vec<Route> {
    vec![
        Route::get("/api/v1/becoming-a-family", api::parts)
            .needs::<ViewEarlySupport>()
            .about("The parts of the early support, how the agency gives each, how many took part")
            .answers::<api::PartList>(),
        Route::post("/api/v1/becoming-a-family", api::state)
            .needs::<StateEarlySupport>()
            .about("Say how the agency gives a part of the early support")
            .body(|f| drop(form::offer(f)))
            .answers::<api::PartList>(),
        Route::get("/api/v1/cases/{id}/becoming-a-family", api::of_case)
            .needs::<ViewEarlySupport>()
            .personal()
            .about("What a family has had of the early support")
            .answers::<api::Had>(),
        Route::post("/api/v1/cases/{id}/becoming-a-family", api::take_part)
            .needs::<RecordEarlySupport>()
            .personal()
            .about("Note that a family was offered, or took part in, a part of the early support")
            .body(|f| drop(form::taking(f)))
            .answers::<api::Had>(),
        Route::post("/api/v1/cases/{id}/becoming-a-family/ask", api::ask)
            .needs::<RecordEarlySupport>()
            .personal()
            .about("Ask for specialist help for a family: somebody calls, within the promised time")
            .body(|f| drop(form::ask(f)))
            .answers::<api::Had>(),
        Route::post("/api/v1/cases/{id}/becoming-a-family/answer", api::answer)
            .needs::<AnswerEarlySupport>()
            .personal()
            .about("Say what came of the call to a family that asked for more")
            .body(|f| drop(form::answer(f)))
            .answers::<api::Had>(),
    ]
}
