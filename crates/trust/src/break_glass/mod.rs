//! Emergency access: asking for it, going on to the record, and its review. The rules are in
//! `access::emergency`.

mod pages;
#[cfg(test)]
mod tests;

use access::{
    Look,
    actions::{ReviewEmergencyAccess, UseEmergencyAccess},
    emergency,
};
use kernel::Result;
use page::Route;

/// The pages of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/emergency", pages::ask)
            .needs::<UseEmergencyAccess>()
            .about("The form that asks for emergency access to one record"),
        Route::post("/emergency", pages::open)
            .needs::<UseEmergencyAccess>()
            .personal()
            .about("Ask for emergency access: managers are told at once"),
        Route::get("/emergency/{id}", pages::go_on)
            .needs::<UseEmergencyAccess>()
            .personal()
            .about("Go on to the record that was asked for"),
        Route::get("/emergency/reviews", pages::reviews)
            .needs::<ReviewEmergencyAccess>()
            .personal()
            .about("Uses of emergency access, those that wait for a review first"),
        Route::get("/emergency/{id}/review", pages::review)
            .needs::<ReviewEmergencyAccess>()
            .personal()
            .about("One use of emergency access, and its review"),
        Route::post("/emergency/{id}/review", pages::judge)
            .needs::<ReviewEmergencyAccess>()
            .personal()
            .about("Say whether a use of emergency access was justified"),
    ]
}

/// How many uses wait for a review by whoever asks.
pub(crate) fn waiting(look: &Look<'_>) -> Result<usize> {
    if !look.may::<ReviewEmergencyAccess>() {
        return Ok(0);
    }
    emergency::waiting(look, &look.agency::<ReviewEmergencyAccess>()?)
}
