//! Keys for the API: made, seen and ended by those who answer for them. The rules are in
//! `access::tokens`.

mod pages;
#[cfg(test)]
mod tests;

use access::actions::ManageTokens;
use page::Route;

/// The pages of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/tokens", pages::list)
            .needs::<ManageTokens>()
            .personal()
            .about("The agency's keys for the API"),
        Route::post("/tokens", pages::make)
            .needs::<ManageTokens>()
            .personal()
            .about("Make a key for the API: it is shown once"),
        Route::post("/tokens/{id}/end", pages::end)
            .needs::<ManageTokens>()
            .personal()
            .about("End a key for the API"),
    ]
}
