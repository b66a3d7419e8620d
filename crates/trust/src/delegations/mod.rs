//! Acting in a colleague's place until a date. The rules are in `access::delegations`.

mod api;
mod pages;
#[cfg(test)]
mod tests;

use access::actions::Delegate;
use page::Route;

/// The pages of this room.
pub(crate) fn routes() -> Vec<Route> {
    let pages = vec![
        Route::get("/delegations", pages::list)
            .needs::<Delegate>()
            .personal()
            .about("Who acts in whose place"),
        Route::post("/delegations", pages::make)
            .needs::<Delegate>()
            .personal()
            .about("Let a colleague act in somebody's place until a date"),
        Route::post("/delegations/{id}/end", pages::end)
            .needs::<Delegate>()
            .personal()
            .about("End acting in a colleague's place"),
    ];
    [pages, api::routes()].concat()
}
