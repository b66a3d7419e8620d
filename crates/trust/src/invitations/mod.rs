//! Taking up an invitation, and inviting a family member from their case.

mod family;
mod take_up;

use access::actions::InviteFamily;
use page::Route;

/// The pages of this room.
pub(crate) fn routes() -> Vec<Route> {
    let public = vec![
        Route::get("/invited/{secret}", take_up::page).public().about("Take up an invitation"),
        Route::post("/invited/{secret}", take_up::send)
            .public()
            .personal()
            .about("Take up an invitation: choose a password"),
    ];
    let case = vec![
        Route::get("/cases/{id}/invite-family", family::page).about("Who of the family signs in"),
        Route::post("/cases/{id}/invite-family", family::send).about("Invite a family member"),
        Route::post("/cases/{id}/invitations/{invitation}/send", family::again)
            .about("Send a family member's invitation again"),
        Route::post("/cases/{id}/invitations/{invitation}/withdraw", family::withdraw)
            .about("Take a family member's invitation back"),
        Route::post("/cases/{id}/accounts/{account}/end", family::end)
            .about("End a family member's access at once"),
    ];
    public.into_iter().chain(case.into_iter().map(|r| r.needs::<InviteFamily>().personal())).collect()
}
