//! An agency's additions to the national assessment framework (requirement AS1): its own questions and its own parts, in
//! versions that hold from a day on. One manager writes them, another approves them. Nothing national can be taken away or
//! weakened, because an addition has no words for it: see [`model::Addition`].
//!
//! ```text
//! draft ──> asked ──> approved, from a day on ──> the next version's day
//!   ^         │  sent back
//!   └─────────┘                    any of them, until it holds ──> withdrawn
//! ```

pub mod actions;
mod api;
pub mod form;
pub mod model;
mod pages;
pub mod store;

use access::{
    Action,
    actions::{ApproveFramework, EditFramework, ViewFramework},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/frameworks",
        text: "Assessment framework",
        needs: EditFramework::NAME,
        reach: Reach::Agency,
    }]
}

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/frameworks", pages::list::page)
            .needs::<ViewFramework>()
            .about("The assessment framework: national versions, and what the agency adds"),
        Route::get("/frameworks.csv", pages::list::csv)
            .needs::<ViewFramework>()
            .about("The agency's versions of the framework as a CSV file"),
        Route::post("/frameworks", pages::list::start)
            .needs::<EditFramework>()
            .about("Begins the next version of what the agency adds"),
        Route::get("/national-frameworks/{version}", pages::show::national)
            .needs::<ViewFramework>()
            .about("One version of the national framework"),
        Route::get("/frameworks/{id}", pages::show::page)
            .needs::<ViewFramework>()
            .about("The framework as it is with what the agency adds in one version"),
        Route::get("/frameworks/{id}/edit", pages::edit::page)
            .needs::<EditFramework>()
            .about("What the agency adds, to be written"),
        Route::post("/frameworks/{id}/edit", pages::edit::save)
            .needs::<EditFramework>()
            .about("Saves what the agency adds")
            .body(form::describe),
        Route::post("/frameworks/{id}/ask", pages::show::ask)
            .needs::<EditFramework>()
            .about("Asks another manager to approve a version from a day on")
            .body(|f| drop(form::asked(f))),
        Route::post("/frameworks/{id}/decision", pages::show::decide)
            .needs::<ApproveFramework>()
            .about("Approves a version that somebody else wrote, or sends it back")
            .body(|f| drop(form::decided(f))),
        Route::post("/frameworks/{id}/withdrawal", pages::show::withdraw)
            .needs::<EditFramework>()
            .about("Withdraws a version that does not hold yet")
            .body(|f| {
                f.version();
            }),
        Route::get("/api/v1/frameworks", api::list)
            .needs::<ViewFramework>()
            .about("What the agency adds to the national framework, version by version")
            .answers::<api::Frameworks>(),
        Route::post("/api/v1/frameworks", api::start)
            .needs::<EditFramework>()
            .about("Begins the next version of what the agency adds, or gives its draft")
            .answers::<api::FrameworkBody>(),
        Route::get("/api/v1/frameworks/{id}", api::show)
            .needs::<ViewFramework>()
            .about("One version of what the agency adds")
            .answers::<api::FrameworkBody>(),
        Route::post("/api/v1/frameworks/{id}", api::save)
            .needs::<EditFramework>()
            .about(
                "Saves what the agency adds, whole: `prompts.CODE` holds questions for a national part, one a line; \
                 `parts.N.title` and so on hold the agency's own parts.",
            )
            .body(form::describe)
            .answers::<api::FrameworkBody>(),
        Route::post("/api/v1/frameworks/{id}/ask", api::ask)
            .needs::<EditFramework>()
            .about("Asks another manager to approve a version from a day on")
            .body(|f| drop(form::asked(f)))
            .answers::<api::FrameworkBody>(),
        Route::post("/api/v1/frameworks/{id}/decision", api::decide)
            .needs::<ApproveFramework>()
            .about("Approves a version that somebody else wrote, or sends it back")
            .body(|f| drop(form::decided(f)))
            .answers::<api::FrameworkBody>(),
        Route::post("/api/v1/frameworks/{id}/withdrawal", api::withdraw)
            .needs::<EditFramework>()
            .about("Withdraws a version that does not hold yet")
            .body(|f| {
                f.version();
            })
            .answers::<api::FrameworkBody>(),
    ]
}
