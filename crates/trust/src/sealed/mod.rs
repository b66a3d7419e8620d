//! Sealed cases: sealing one, saying who may see it, and opening it again. The rules are in
//! `access::seals`.

mod pages;
#[cfg(test)]
mod tests;

use access::actions::ManageSeals;
use page::Route;

/// The pages of this room.
pub(crate) fn routes() -> Vec<Route> {
    let personal = |route: Route| route.needs::<ManageSeals>().personal();
    vec![
        personal(Route::get("/sealed", pages::list)).about("The sealed cases that one is named for"),
        personal(Route::get("/sealed/new", pages::ask)).about("The form that seals a case"),
        personal(Route::post("/sealed/new", pages::seal)).about("Seal a case, and name who may see it"),
        personal(Route::get("/sealed/{id}", pages::show)).about("Who may see a sealed case"),
        personal(Route::post("/sealed/{id}/readers", pages::add))
            .about("Name one more person for a sealed case"),
        personal(Route::post("/sealed/{id}/readers/{account}/end", pages::end))
            .about("Take a person's name from a sealed case"),
        personal(Route::post("/sealed/{id}/open", pages::open))
            .about("Open a sealed case to the agency again"),
    ]
}
