//! Somebody who is signed in and proves by a passkey who they are, to set a password that they have forgotten: a person
//! who signs in with a passkey each day does not remember the password that they need when the phone is gone.

use access::{
    accounts,
    actions::OwnAccount,
    sessions,
    sign_in::{
        notices::{self, News},
        passkeys, passwords,
    },
};
use kernel::{Error, Id, Invalid, Result, kinds};
use maud::html;
use page::{Ctx, Fields, Response, Route, kit, mend, see_other};

use super::{
    answer::{self, Answer, Taken},
    relying::Relying,
};
use crate::sign_in::{arriving::rotated, form::wait_words, hashing};

/// What the step in between is called.
const KIND: &str = "passkey-once-more";
/// Where the page is.
const HERE: &str = "/account/password/by-passkey";

pub(super) fn routes() -> Vec<Route> {
    let own = |route: Route, about| route.needs::<OwnAccount>().personal().about(about);
    vec![
        own(Route::get(HERE, page), "Set a new password by a passkey"),
        own(Route::post(HERE, send), "Set a new password by a passkey"),
        own(
            Route::post("/account/password/by-passkey/challenge", challenge),
            "Ask one's own passkeys for a proof, for the page’s own script",
        ),
    ]
}

fn mine(ctx: &Ctx) -> Result<Id<kinds::Account>> {
    ctx.actor.account().ok_or(Error::Forbidden)
}

async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Invalid::default())
}

fn draw(ctx: &Ctx, invalid: &Invalid) -> Result<Response> {
    if Relying::here(&ctx.request).is_none() {
        return Err(Error::NotFound);
    }
    let body = html! {
        h1 class="govuk-heading-l" { "Set a new password" }
        p class="govuk-body" { "You do not need the password you had: your passkey says who you are. Keep the new one where you find it on the day you lose your phone." }
        (ctx.form(HERE, &Fields::default(), html! {
            (kit::password_input("password", "New password").new_password()
                .hint("At least 12 characters. Three or four words that do not belong together work well.")
                .error(invalid.of("password")))
            (kit::passkey_to_sign_in("/account/password/by-passkey/challenge", "Set it with my passkey")
                .error(invalid.of("passkey")))
        }))
        p class="govuk-body" { "You stay signed in here. Everywhere else you are signed out." }
    };
    Ok(ctx
        .page("Set a new password", body)
        .back("/account/password", "Change your password")
        .errors(invalid)
        .respond())
}

async fn challenge(ctx: Ctx) -> Result<Response> {
    let relying = Relying::here(&ctx.request).ok_or(Error::NotFound)?;
    let account = mine(&ctx)?;
    let own = ctx.read(move |look| passkeys::credentials(look, account)).await?;
    if own.is_empty() {
        return Err(Error::NotFound);
    }
    answer::ask(&ctx, KIND, relying.ask(&own)?, Some(account), String::new()).await
}

async fn send(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let new = fields.required("password", "Enter a new password", 400);
    let done = match fields.finish(|| new) {
        Ok(new) => set(&ctx, new).await,
        Err(invalid) => return draw(&ctx, &invalid),
    };
    match done {
        Err(Error::TooMany { seconds }) => draw(&ctx, &mend(Error::field("passkey", wait_words(seconds)))?),
        Err(error) => draw(&ctx, &mend(error)?),
        done => done,
    }
}

async fn set(ctx: &Ctx, new: String) -> Result<Response> {
    let (account, old) = (mine(ctx)?, ctx.session().ok_or(Error::SignIn)?);
    let wrong = |words| Error::field("passkey", words);
    let answer = Answer::sent(ctx)?.map_err(wrong)?;
    let (email, has_password) = ctx
        .read(move |look| {
            Ok((accounts::email_of(look, account)?, accounts::candidate_of(look, account)?.has_password()))
        })
        .await?;
    if !has_password {
        return Err(Error::NotFound);
    }
    passwords::check(&new, &[&email, ctx.actor.name()]).map_err(|why| Error::field("password", why))?;
    let hash = hashing::hash(new).await?;
    let now = ctx.now;
    let token = ctx
        .app
        .db
        .write("set a password by a passkey", move |w| {
            if let Taken::No(words) = answer.check(w, KIND, Some(account))? {
                return Ok(Err(words));
            }
            accounts::set_password(w, account, &hash, now)?;
            sessions::end_others(w, account, &old)?;
            notices::note(w, account, &answer.came().origin, "set a new password by a passkey", now)?;
            notices::tell(w, account, News::Password, now)?;
            sessions::rotate(w, &old).map(Ok)
        })
        .await?;
    rotated(ctx, &token.map_err(wrong)?, see_other("/account")?)
}
