//! One's own account: where one is signed in, the password, passkeys, one-time codes and recovery codes. Whatever proves who
//! somebody is changes only after the password is given once more, and its owner gets a letter.

mod actions;
mod codes;
mod overview;
mod passkeys;
mod password;
mod recovery;
mod sessions;

use access::actions::OwnAccount;
use kernel::{Error, Id, Result, kinds};
use page::{Ctx, Route};

/// The pages of this room.
pub(crate) fn routes() -> Vec<Route> {
    let get = |path, handler: page::Handler, about| route(Route::get(path, move |ctx| handler(ctx)), about);
    let post = |path, handler: page::Handler, about| route(Route::post(path, move |ctx| handler(ctx)), about);
    vec![
        get("/account", boxed(overview::page), "How one signs in oneself"),
        get("/account/password", boxed(password::page), "Change one's password"),
        post("/account/password", boxed(password::send), "Change one's password"),
        get("/account/codes", boxed(codes::page), "Set up one-time codes, or move them to another phone"),
        post("/account/codes", boxed(codes::send), "Set up one-time codes, or move them to another phone"),
        get("/account/codes/off", boxed(codes::off_page), "Turn one-time codes off"),
        post("/account/codes/off", boxed(codes::off), "Turn one-time codes off"),
        get("/account/passkeys", boxed(passkeys::page), "One's own passkeys"),
        get("/account/passkeys/add", boxed(passkeys::add_page), "Add a passkey: say who one is once more"),
        post("/account/passkeys/add", boxed(passkeys::add), "Add a passkey: say who one is once more"),
        get("/account/passkeys/make", boxed(passkeys::make_page), "Have one's device make the passkey"),
        post("/account/passkeys/make", boxed(passkeys::make), "Keep the passkey that one's device made"),
        get(
            "/account/passkeys/{passkey}/rename",
            boxed(passkeys::rename_page),
            "Rename a passkey of one's own",
        ),
        post("/account/passkeys/{passkey}/rename", boxed(passkeys::rename), "Rename a passkey of one's own"),
        get(
            "/account/passkeys/{passkey}/remove",
            boxed(passkeys::remove_page),
            "Remove a passkey of one's own",
        ),
        post("/account/passkeys/{passkey}/remove", boxed(passkeys::remove), "Remove a passkey of one's own"),
        get("/account/recovery-codes", boxed(recovery::page), "Make a new set of recovery codes"),
        post("/account/recovery-codes", boxed(recovery::send), "Make a new set of recovery codes"),
        get("/account/sessions", boxed(sessions::page), "Where one is signed in"),
        post("/account/sessions", boxed(sessions::end), "End one's other sessions"),
    ]
}

fn route(route: Route, about: &'static str) -> Route {
    route.needs::<OwnAccount>().personal().about(about)
}

fn boxed<F, Fut>(handler: F) -> page::Handler
where
    F: Fn(Ctx) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<page::Response>> + Send + 'static,
{
    std::sync::Arc::new(move |ctx| Box::pin(handler(ctx)))
}

/// Whose account it is: whoever is signed in.
fn mine(ctx: &Ctx) -> Result<Id<kinds::Account>> {
    ctx.actor.account().ok_or(Error::Forbidden)
}
