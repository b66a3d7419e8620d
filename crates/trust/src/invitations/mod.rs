//! Taking up an invitation; and inviting those who are no colleagues, each from a record: a family member from their case, a
//! birth relative from theirs, somebody of a provider from the provider's page. What is kept there is the same at all three.

mod actions;
mod api;
mod birth;
mod draw;
mod family;
mod keep;
mod model;
mod paper;
mod provider;
mod take_up;
#[cfg(test)]
mod tests;

use access::actions::{InviteBirthRelative, InviteFamily, InviteProvider};
use page::Route;

use keep::Place;

/// The pages and the API of this room.
pub(crate) fn routes() -> Vec<Route> {
    let public = vec![
        Route::get("/invited/{secret}", take_up::page).public().about("Take up an invitation"),
        Route::post("/invited/{secret}", take_up::send)
            .public()
            .personal()
            .about("Take up an invitation: choose a password"),
    ];
    [public, of_family(), of_birth_relative(), of_provider(), api::routes()].concat()
}

fn of_family() -> Vec<Route> {
    let here = Place::Case;
    let routes = vec![
        Route::get("/cases/{id}/invite-family", family::page).about("Who of the family signs in"),
        Route::post("/cases/{id}/invite-family", family::send).about("Invite a family member"),
        Route::post("/cases/{id}/invite-young-person", family::send_to_young_person)
            .about("Invite the young person of a case to a page of their own")
            .body(|f| drop(casework::young_people::actions::invite::fields(f))),
        Route::post("/cases/{id}/accounts/{account}/sight", family::sight)
            .about("Say how much of the family's record one of its members sees, with a reason")
            .body(|f| drop(family::sight_fields(f))),
        Route::post("/cases/{id}/invitations/{invitation}/send", move |ctx| keep::again(ctx, here))
            .about("Send a family member's invitation again"),
        Route::post("/cases/{id}/invitations/{invitation}/withdraw", move |ctx| keep::withdraw(ctx, here))
            .about("Take a family member's invitation back"),
        Route::post("/cases/{id}/accounts/{account}/end", move |ctx| keep::end(ctx, here))
            .about("End a family member's access at once"),
        Route::post("/cases/{id}/accounts/{account}/give-back", move |ctx| keep::give_back(ctx, here))
            .about("Give a family member's access back"),
        Route::post("/cases/{id}/accounts/{account}/reset", move |ctx| keep::reset(ctx, here))
            .about("Start the way back of a family member who lost how they sign in"),
    ];
    routes.into_iter().map(|r| r.needs::<InviteFamily>().personal()).collect()
}

fn of_birth_relative() -> Vec<Route> {
    let here = Place::BirthPerson;
    let routes = vec![
        Route::get("/birth-people/{id}/sign-in", birth::page)
            .about("Whether a birth relative signs in, and their invitations"),
        Route::post("/birth-people/{id}/sign-in", birth::send)
            .about("Invite a birth relative to pages of their own, by email or on paper")
            .body(|f| drop(actions::birth_fields(f))),
        Route::post("/birth-people/{id}/invitations/{invitation}/send", birth::again)
            .about("Send a birth relative's invitation again, by email or on paper"),
        Route::post("/birth-people/{id}/invitations/{invitation}/withdraw", move |ctx| {
            keep::withdraw(ctx, here)
        })
        .about("Take a birth relative's invitation back"),
        Route::post("/birth-people/{id}/accounts/{account}/end", move |ctx| keep::end(ctx, here))
            .about("End a birth relative's access at once"),
        Route::post("/birth-people/{id}/accounts/{account}/give-back", move |ctx| keep::give_back(ctx, here))
            .about("Give a birth relative's access back"),
        Route::post("/birth-people/{id}/accounts/{account}/reset", move |ctx| keep::reset(ctx, here))
            .about("Start the way back of a birth relative who lost how they sign in"),
    ];
    routes.into_iter().map(|r| r.needs::<InviteBirthRelative>().personal()).collect()
}

fn of_provider() -> Vec<Route> {
    let here = Place::Provider;
    let routes = vec![
        Route::get("/providers/{id}/accounts", provider::page)
            .about("Whom one's agency invited to sign in for a provider"),
        Route::post("/providers/{id}/accounts", provider::send)
            .about("Invite somebody of a provider to sign in")
            .body(|f| drop(crate::people_of_agency::guest(f))),
        Route::post("/providers/{id}/invitations/{invitation}/send", move |ctx| keep::again(ctx, here))
            .about("Send the invitation of somebody of a provider again"),
        Route::post("/providers/{id}/invitations/{invitation}/withdraw", move |ctx| {
            keep::withdraw(ctx, here)
        })
        .about("Take the invitation of somebody of a provider back"),
        Route::post("/providers/{id}/accounts/{account}/end", move |ctx| keep::end(ctx, here))
            .about("End the access of somebody of a provider at once"),
        Route::post("/providers/{id}/accounts/{account}/give-back", move |ctx| keep::give_back(ctx, here))
            .about("Give back the access of somebody of a provider"),
        Route::post("/providers/{id}/accounts/{account}/reset", move |ctx| keep::reset(ctx, here))
            .about("Start the way back of somebody of a provider who lost how they sign in"),
    ];
    routes.into_iter().map(|r| r.needs::<InviteProvider>().personal()).collect()
}
