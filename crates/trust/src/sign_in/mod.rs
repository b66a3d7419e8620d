//! Signing in and out: a password and, for whoever needs it, a one-time code; a passkey; another sign-in service by OpenID
//! Connect; and, in a demo alone, one click as any role. The rules live in `access::sign_in`.

pub(crate) mod arriving;
mod code;
mod demo;
pub(crate) mod form;
pub(crate) mod hashing;
pub mod oidc;
pub(crate) mod passkey;
pub(crate) mod picture;
pub(crate) mod set_up;
#[cfg(test)]
mod tests;

use page::Route;

/// The pages of this room.
pub(crate) fn routes() -> Vec<Route> {
    let here = vec![
        Route::get("/sign-in", form::page).public().about("Sign in"),
        Route::post("/sign-in", form::send).public().personal().about("Sign in with a password"),
        Route::get("/sign-in/code", code::page).public().about("Enter a one-time code"),
        Route::post("/sign-in/code", code::send)
            .public()
            .personal()
            .about("Enter a one-time or recovery code"),
        Route::get("/sign-in/set-up", set_up::page)
            .public()
            .about("Set up one-time codes before the first sign-in"),
        Route::post("/sign-in/set-up", set_up::send)
            .public()
            .personal()
            .about("Prove that one-time codes are set up"),
        Route::get("/sign-in/demo", demo::page).public().about("Sign in as any role of a demo"),
        Route::post("/sign-in/demo", demo::send).public().about("Sign in as a role of a demo"),
        Route::post("/sign-out", arriving::sign_out).public().about("Sign out"),
        Route::get("/signed-out", arriving::signed_out).public().about("You are signed out"),
    ];
    [here, passkey::routes(), oidc::routes()].concat()
}
