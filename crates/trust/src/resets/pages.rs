//! The page behind the link: a new password. Opening it spends nothing, because mail programs open links by themselves;
//! sending the form does. It names nobody, and a link that does not work is answered alike whatever the reason.

use access::{
    accounts,
    sign_in::{passwords, resets},
};
use kernel::{Error, Invalid, Result};
use maud::html;
use page::{Ctx, Fields, Response, kit, mend};

use crate::sign_in::{arriving::Came, form::First, hashing};

/// What a password must not be made of: the address and the name of whose link it is.
async fn find(ctx: &Ctx) -> Result<(String, String)> {
    let (secret, now) = (ctx.param("secret")?.to_owned(), ctx.now);
    ctx.app
        .db
        .read(move |r| {
            let found = resets::open(r, &secret, now)?.ok_or_else(resets::no_longer)?;
            Ok((accounts::email_of(r, found.account)?, accounts::by_id(r, found.account)?.name))
        })
        .await
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    find(&ctx).await?;
    draw(&ctx, &Fields::default(), &Invalid::default())
}

fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let secret = ctx.param("secret")?;
    let body = html! {
        h1 class="govuk-heading-l" { "Choose a new password" }
        p class="govuk-body" { "Your old password and codes no longer work. If you see other people’s records here, you set up one-time codes anew on the next page: have your phone ready." }
        (ctx.form(&format!("/reset/{secret}"), fields, html! {
            (kit::password_input("password", "New password").new_password()
                .hint("At least 12 characters. Three or four words that do not belong together work well.")
                .error(invalid.of("password")))
            (kit::button("Continue").once())
        }))
    };
    Ok(ctx.page("Choose a new password", body).errors(invalid).respond())
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let about = find(&ctx).await?;
    let mut fields = ctx.fields()?;
    let password = fields.required("password", "Choose a new password", 400);
    let done = match fields.finish(|| password) {
        Ok(password) => finish(&ctx, &about, password).await,
        Err(invalid) => return draw(&ctx, &fields, &invalid),
    };
    match done {
        Err(error) => draw(&ctx, &fields, &mend(error)?),
        done => done,
    }
}

async fn finish(ctx: &Ctx, (email, name): &(String, String), password: String) -> Result<Response> {
    passwords::check(&password, &[email, name]).map_err(|why| Error::field("password", why))?;
    let hash = hashing::hash(password).await?;
    let (now, demo, came) = (ctx.now, ctx.app.demo, Came::with(ctx));
    let (secret, me) = (ctx.param("secret")?.to_owned(), ctx.actor.account());
    let first = ctx
        .app
        .db
        .write("use a reset", move |w| {
            let account = resets::finish(w, &secret, &hash, me, &came.origin, now)?;
            First::of(w, &came, &account, demo, now)
        })
        .await?;
    first.answer(ctx)
}
