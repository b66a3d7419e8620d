//! The one-time code after a right password, or a recovery code instead.

use access::sign_in::{
    codes,
    notices::{self, News},
    rules::Way,
    steps,
};
use kernel::{Error, Invalid, Result};
use maud::html;
use page::{Ctx, Fields, Response, kit, mend, see_other};

use super::{
    arriving::{Came, In, STEP, inside},
    form::{attempt_of, wait_words},
};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let Some(token) = ctx.request.cookie(STEP).map(str::to_owned) else { return see_other("/sign-in") };
    let now = ctx.now;
    match ctx.app.db.read(move |r| steps::find(r, "code", &token, now)).await? {
        Some(_) => draw(&ctx, &Fields::default(), &Invalid::default()),
        None => see_other("/sign-in"),
    }
}

fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let body = html! {
        h1 class="govuk-heading-l" { "Enter your code" }
        (ctx.form("/sign-in/code", fields, html! {
            (kit::input("code", "The 6 figures that your app shows now")
                .hint("If you do not have your phone, enter one of your recovery codes instead.")
                .autocomplete("one-time-code").autocapitalize("characters").spellcheck(false).width(10)
                .error(invalid.of("code")))
            (kit::button("Sign in").once())
        }))
        (kit::details("I have neither", html! {
            p class="govuk-body" { "Ask whoever keeps your account: an administrator of your agency, or whoever invited you. They can take your codes away, so that you set them up anew when you sign in." }
        }))
    };
    Ok(ctx.page("Enter your code", body).errors(invalid).respond())
}

enum Outcome {
    In(In, String),
    Wrong,
    Gone,
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let typed = fields.required("code", "Enter the 6 figures that your app shows", 40);
    let typed = match fields.finish(|| typed) {
        Ok(typed) => typed,
        Err(invalid) => return draw(&ctx, &fields, &invalid),
    };
    let Some(token) = ctx.request.cookie(STEP).map(str::to_owned) else { return see_other("/sign-in") };
    let (now, came) = (ctx.now, Came::with(&ctx));
    let outcome = ctx
        .app
        .db
        .write("check a code", move |w| {
            let Some(step) = steps::find(w, "code", &token, now)? else { return Ok(Outcome::Gone) };
            let Some(account) = step.account else { return Ok(Outcome::Gone) };
            let attempt = attempt_of(w, "code", account, &came, now)?;
            attempt.begin(w, now)?;
            let way = if codes::use_code(w, account, &typed, now)? {
                Way::PasswordAndCode
            } else if codes::use_recovery(w, account, &typed, now)? {
                notices::tell(w, account, News::RecoveryCode, now)?;
                Way::RecoveryCode
            } else {
                // Not an error: the try that was counted must be kept.
                return Ok(Outcome::Wrong);
            };
            attempt.was_right(w, now)?;
            steps::spend(w, "code", &token, now)?;
            Ok(Outcome::In(came.begin(w, account, way, None, now)?, step.data))
        })
        .await;
    match outcome {
        Ok(Outcome::In(session, to)) => session.with(&ctx, see_other(inside(&to))?),
        Ok(Outcome::Gone) => see_other("/sign-in"),
        Ok(Outcome::Wrong) => {
            let wrong = "That code is not right, or it was used before. Wait for the next one and enter it.";
            draw(&ctx, &fields, &mend(Error::field("code", wrong))?)
        }
        Err(Error::TooMany { seconds }) => {
            draw(&ctx, &fields, &mend(Error::field("code", wait_words(seconds)))?)
        }
        Err(other) => Err(other),
    }
}
