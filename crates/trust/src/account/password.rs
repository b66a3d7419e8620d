//! Changing one's password. Every other session ends, and this one gets a new secret.

use access::{
    accounts, sessions,
    sign_in::{
        notices::{self, News},
        passwords,
    },
};
use kernel::{Error, Invalid, Result};
use maud::html;
use page::{Ctx, Fields, Response, kit, mend, see_other};

use super::{actions, mine};
use crate::sign_in::{arriving::rotated, hashing, passkey::relying::Relying};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default())
}

fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let body = html! {
        h1 class="govuk-heading-l" { "Change your password" }
        (ctx.form("/account/password", fields, html! {
            (actions::field(invalid.of("current")))
            (kit::password_input("password", "New password").new_password()
                .hint("At least 12 characters. Three or four words that do not belong together work well.")
                .error(invalid.of("password")))
            (kit::button("Change password").once())
        }))
        p class="govuk-body" { "You stay signed in here. Everywhere else you are signed out." }
        @if Relying::here(&ctx.request).is_some() {
            (kit::details("I do not know my password", html! {
                p class="govuk-body" { "If you have a passkey, " a class="govuk-link" href="/account/password/by-passkey" { "set a new password with it" } "." }
            }))
        }
    };
    Ok(ctx.page("Change your password", body).back("/account", "Your account").errors(invalid).respond())
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let current = fields.required("current", "Enter your password", 200);
    let new = fields.required("password", "Enter a new password", 400);
    let done = match fields.finish(|| Some((current?, new?))) {
        Ok((current, new)) => change(&ctx, current, new).await,
        Err(invalid) => return draw(&ctx, &fields, &invalid),
    };
    match done {
        Err(error) => draw(&ctx, &fields, &mend(error)?),
        done => done,
    }
}

async fn change(ctx: &Ctx, current: String, new: String) -> Result<Response> {
    let account = mine(ctx)?;
    actions::check(ctx, current).await?;
    let email = ctx.app.db.read(move |r| accounts::email_of(r, account)).await?;
    passwords::check(&new, &[&email, ctx.actor.name()]).map_err(|why| Error::field("password", why))?;
    let hash = hashing::hash(new).await?;
    let (now, old) = (ctx.now, ctx.session().ok_or(Error::SignIn)?);
    let origin = ctx.request.origin.clone();
    let token = ctx
        .app
        .db
        .write("change a password", move |w| {
            accounts::set_password(w, account, &hash, now)?;
            sessions::end_others(w, account, &old)?;
            notices::note(w, account, &origin, "changed the password", now)?;
            notices::tell(w, account, News::Password, now)?;
            sessions::rotate(w, &old)
        })
        .await?;
    rotated(ctx, &token, see_other("/account")?)
}
