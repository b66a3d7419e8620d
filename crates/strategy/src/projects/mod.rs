//! Innovation projects (requirement PI1): how something new should work (its theory of change), what is measured, which
//! questions the evaluation asks, and what was learnt on the way.

pub mod actions;
pub mod model;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use store::STATEMENTS;

use access::actions::{RecordProjects, ViewProjects};
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/projects", pages::list)
            .needs::<ViewProjects>()
            .about("The agency's innovation projects"),
        Route::get("/projects.csv", pages::csv)
            .needs::<ViewProjects>()
            .about("Projects with their measures, questions and learning, as a CSV file"),
        Route::post("/projects", pages::start)
            .needs::<RecordProjects>()
            .about("Record a project")
            .body(|f| drop(pages::project_fields(f))),
        Route::get("/projects/{id}", pages::show)
            .needs::<ViewProjects>()
            .about("A project: how it should work, what is measured and asked, what was learnt"),
        Route::post("/projects/{id}/notes", pages::add)
            .needs::<RecordProjects>()
            .about("Add a measure, a question, a result or something learnt")
            .body(|f| drop(pages::note_fields(f))),
        Route::post("/projects/{id}/end", pages::end)
            .needs::<RecordProjects>()
            .about("End a project, once something was learnt")
            .body(|f| drop(pages::version_fields(f))),
        Route::get("/api/v1/projects", pages::api_list)
            .needs::<ViewProjects>()
            .about("The agency's innovation projects with all that is noted of them")
            .answers::<pages::ProjectList>(),
    ]
}
