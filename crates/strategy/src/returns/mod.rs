//! Returns between installations (requirement NP2): an agency that runs its own sends a quarterly return without
//! personal data, protected and signed; whoever works nationally takes it in, and sees all agencies together.
//!
//! ```text
//! figures ─> build (protect) ─> a file that people can read ─> sign (Ed25519) ─> receive: key, quarter, form, disclosure ─> roll-up
//! ```
//!
//! A return that was taken in before changes nothing; a corrected one takes its place, and the earlier one stays on
//! record. See `docs/returns.md`.

pub mod actions;
mod api;
pub mod build;
mod form;
pub mod model;
mod pages;
pub mod roll_up;
pub mod store;
#[cfg(test)]
mod tests;

pub(crate) fn statements() -> Vec<::store::Sql> {
    [store::ALL, build::STATEMENTS].concat()
}

use access::actions::{BuildReturn, ReceiveReturn, ViewReturns};
use page::Route;

/// The largest file that is taken in, in bytes; a whole return is under 8 thousand.
pub const LARGEST: usize = 256 << 10;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/returns", pages::list)
            .needs::<ViewReturns>()
            .about("The quarterly returns of every agency together: who sent one, and the sums"),
        Route::get("/returns.csv", pages::list_csv)
            .needs::<ViewReturns>()
            .about("Every figure of a quarter's returns as a CSV file"),
        Route::post("/returns", pages::receive)
            .needs::<ReceiveReturn>()
            .uploads(LARGEST + (16 << 10))
            .about("Take in a signed return"),
        Route::post("/returns/close", pages::close)
            .needs::<ReceiveReturn>()
            .about("Close a quarter, so that nothing more is taken in for it")
            .body(|f| drop(form::closing(f))),
        Route::get("/returns/keys", pages::keys)
            .needs::<ReceiveReturn>()
            .about("By which key each agency's returns are known"),
        Route::post("/returns/keys", pages::add_key)
            .needs::<ReceiveReturn>()
            .about("Say by which key an agency's returns are known from now on")
            .body(|f| drop(form::key(f))),
        Route::get("/returns/own", pages::own)
            .needs::<BuildReturn>()
            .about("The agency's own returns: what stands in that of a quarter, before it is sent"),
        Route::get("/returns/own/{quarter}/file", pages::own_file)
            .needs::<BuildReturn>()
            .about("The agency's return of a quarter, signed, to send"),
        Route::get("/api/v1/returns", api::list)
            .needs::<ViewReturns>()
            .about("The figures of a quarter's returns; quarter= such as 2026-27-Q2")
            .answers::<api::ReturnFigures>(),
        Route::post("/api/v1/returns", api::receive)
            .needs::<ReceiveReturn>()
            .about("Take in a signed return: the whole text of the file as file")
            .body(|f| drop(form::text(f)))
            .answers::<api::Taken>(),
    ]
}
