//! Documents on a case: taken in after checks, kept sealed, read with a grant, replaced
//! rather than changed, and released to a family by a link that works once.

pub mod actions;
mod api;
pub mod model;
mod pages;
mod shared;
pub mod store;

use access::actions::{AddDocument, ReleaseDocument, ViewDocument};
use page::Route;

pub(crate) use pages::{as_download, settle};
pub(crate) use store::ALL;

/// What a link to a document is for, in `access::links`.
pub const PURPOSE: &str = "document";
/// How long a released document waits to be fetched.
pub const LINK_LASTS: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 7);
/// The largest body that carries a document: the file and the form round it.
pub(crate) const BODY: usize = model::LARGEST + (64 << 10);

/// The pages and the API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/cases/{id}/documents", pages::list)
            .needs::<ViewDocument>()
            .personal()
            .about("The documents of a case"),
        Route::post("/cases/{id}/documents", pages::add)
            .needs::<AddDocument>()
            .personal()
            .uploads(BODY)
            .about("Add a document to a case, or put one in the place of another"),
        Route::get("/documents/{id}/file", pages::file)
            .needs::<ViewDocument>()
            .personal()
            .about("Download a document"),
        Route::post("/documents/{id}/release", pages::release)
            .needs::<ReleaseDocument>()
            .personal()
            .about("Make a link with which a family fetches a document once"),
        Route::get("/shared/{secret}", shared::ask)
            .public()
            .about("Where a link to a released document leads: says nothing before the button is pressed"),
        Route::post("/shared/{secret}", shared::fetch)
            .public()
            .personal()
            .about("Fetch a released document; the link works once"),
        Route::get("/api/v1/cases/{id}/documents", api::list)
            .needs::<ViewDocument>()
            .personal()
            .about("The documents of a case, newest first")
            .answers::<api::DocumentList>(),
        Route::post("/api/v1/cases/{id}/documents", api::add)
            .needs::<AddDocument>()
            .personal()
            .uploads(BODY)
            .about("Add a document: multipart/form-data with title, file and, to replace one, replaces")
            .answers::<api::DocumentItem>(),
        Route::get("/api/v1/documents/{id}/file", api::file)
            .needs::<ViewDocument>()
            .personal()
            .about("Download a document"),
    ]
}
