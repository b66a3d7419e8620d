//! Pages of returns: the list, bringing in files, what was found.

mod bring;
mod list;
mod show;

use access::actions::{ImportStatutoryReturn, ViewStatutoryReturns};
use page::Route;

/// The largest body that carries the files of a return. A council's five files have a few megabytes.
const BODY: usize = 48 << 20;

/// The pages of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/children/returns", list::page)
            .needs::<ViewStatutoryReturns>()
            .about("The statutory returns that were taken in, the newest first"),
        Route::get("/children/returns.csv", list::csv)
            .needs::<ViewStatutoryReturns>()
            .about("The same as a file"),
        Route::get("/children/returns/new", bring::ask)
            .needs::<ImportStatutoryReturn>()
            .about("The page on which the files of a return are brought in"),
        Route::post("/children/returns/new", bring::take)
            .needs::<ImportStatutoryReturn>()
            .personal()
            .uploads(BODY)
            .about("Check the files of a return and take them in"),
        Route::get("/children/returns/{id}", show::page)
            .needs::<ViewStatutoryReturns>()
            .personal()
            .about("What the rules found in a return"),
        Route::get("/children/returns/{id}/findings.csv", show::csv)
            .needs::<ViewStatutoryReturns>()
            .personal()
            .about("The same as a file, with the rules that were skipped"),
    ]
}

fn day(at: kernel::Timestamp) -> String {
    kernel::Moment(at).to_string()
}

fn year(ending: i16) -> String {
    format!("Year to 31 March {ending}")
}
