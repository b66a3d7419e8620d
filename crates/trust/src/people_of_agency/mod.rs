//! The people of an agency: an administrator sees who has an account, invites colleagues, changes roles, ends access
//! and starts the way back of somebody who lost how they sign in. Nobody does any of it to themselves.

mod actions;
mod api;
mod invite;
mod one;
mod pages;
#[cfg(test)]
mod tests;

use access::{Act, Action, actions::ManageAccounts, permissions::Reach, sign_in::people};
use casework::promises;
use kernel::{Id, PromiseKind, Result, kinds::Account};
use page::{NavItem, Route};

pub(crate) use actions::{guest, letter};

/// Ends somebody's access. The supervision that they were promised is nobody's to hold any more.
fn end(act: &Act<'_>, id: Id<Account>) -> Result<()> {
    people::end_access(act, id)?;
    promises::withdraw(act, id.cast(), PromiseKind::SupervisionHeld).map(drop)
}

/// The pages and the API of this room.
pub(crate) fn routes() -> Vec<Route> {
    let pages = vec![
        Route::get("/accounts", pages::list).about("The agency's accounts, the newest first"),
        Route::get("/accounts.csv", pages::csv).about("The agency's accounts as a file"),
        Route::get("/accounts/invite", invite::page).about("Invite a colleague"),
        Route::post("/accounts/invite", invite::send).about("Invite a colleague"),
        Route::post("/accounts/invitations/{id}/send", invite::again).about("Send an invitation again"),
        Route::post("/accounts/invitations/{id}/withdraw", invite::withdraw).about("Take an invitation back"),
        Route::get("/accounts/{id}", one::page).about("One account"),
        Route::post("/accounts/{id}/role", one::role).about("Change somebody's role"),
        Route::post("/accounts/{id}/end", one::end).about("End somebody's access at once"),
        Route::post("/accounts/{id}/give-back", one::give_back).about("Give access back"),
        Route::post("/accounts/{id}/second-factor", one::second_factor)
            .about("Take away a lost second factor, to be set up anew"),
        Route::post("/accounts/{id}/reset", one::reset)
            .about("Start the way back of somebody who lost their password and their phone"),
    ];
    pages.into_iter().map(|route| route.needs::<ManageAccounts>().personal()).chain(api::routes()).collect()
}

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/accounts", text: "Accounts", needs: ManageAccounts::NAME, reach: Reach::Agency }]
}
