//! Files from families (requirement FP1): a parent or a young person sends a document to their case, the worker is told, keeps it on the
//! record or says why not, and the family reads what became of it.
//!
//! ```text
//! family: title, file (checked, sealed) ──> worker: told, reads it ──> kept: a document of the case
//!                                                               └──> not kept, and why: the file is taken away
//! family: reads which <──────────────────────────────────────────────┘
//! ```
//!
//! Within the family each sees what they sent themselves. A parent who sees the whole record also sees what somebody chose to show to them;
//! nobody else of the family does, a young person's own files least of all.

pub mod actions;
mod api;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use access::{
    Action,
    actions::{AddDocument, SendFile, ViewDocument},
    permissions::Reach,
};
use page::{NavItem, Route};

use crate::documents::BODY;

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/family-files",
        text: "Files from families",
        needs: ViewDocument::NAME,
        reach: Reach::Agency,
    }]
}

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/my/files", pages::mine)
            .needs::<SendFile>()
            .personal()
            .about("What you sent to your worker, and what became of it"),
        Route::post("/my/files", pages::send)
            .needs::<SendFile>()
            .personal()
            .uploads(BODY)
            .about("Send a document to your worker"),
        Route::get("/family-files", pages::list)
            .needs::<ViewDocument>()
            .personal()
            .about("Files from families that wait for a worker, the oldest first"),
        Route::get("/family-files.csv", pages::csv)
            .needs::<ViewDocument>()
            .personal()
            .about("Files from families that wait for a worker, as a CSV file"),
        Route::get("/cases/{id}/family-files", pages::of_case)
            .needs::<ViewDocument>()
            .personal()
            .about("What the family of a case sent, and what became of it"),
        Route::get("/family-files/{id}/file", pages::file)
            .needs::<ViewDocument>()
            .personal()
            .about("Download what a family sent"),
        Route::post("/family-files/{id}/keep", pages::keep)
            .needs::<AddDocument>()
            .personal()
            .about("Keeps what a family sent on the record")
            .body(|f| drop(actions::version(f))),
        Route::post("/family-files/{id}/decline", pages::decline)
            .needs::<AddDocument>()
            .personal()
            .about("Does not keep what a family sent, and says why")
            .body(|f| drop(actions::declined(f))),
        Route::get("/api/v1/family-files", api::list)
            .needs::<ViewDocument>()
            .personal()
            .about("Files from families that wait for a worker, the oldest first: ?after=CURSOR")
            .answers::<api::FamilyFileList>(),
        Route::get("/api/v1/cases/{id}/family-files", api::of_case)
            .needs::<ViewDocument>()
            .personal()
            .about("What the family of a case sent, newest first: 200 at most")
            .answers::<api::FamilyFileList>(),
        Route::post("/api/v1/family-files/{id}/keep", api::keep)
            .needs::<AddDocument>()
            .personal()
            .about("Keeps what a family sent on the record")
            .body(|f| drop(actions::version(f)))
            .answers::<api::FamilyFileBody>(),
        Route::post("/api/v1/family-files/{id}/decline", api::decline)
            .needs::<AddDocument>()
            .personal()
            .about("Does not keep what a family sent, and says why")
            .body(|f| drop(actions::declined(f)))
            .answers::<api::FamilyFileBody>(),
    ]
}
