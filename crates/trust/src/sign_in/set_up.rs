//! Setting up one-time codes before the first sign-in of somebody whose role needs them.

use access::{
    accounts,
    sign_in::{codes, notices, rules::Way, steps},
};
use kernel::{Error, Invalid, Result};
use maud::{Markup, html};
use page::{Ctx, Fields, Response, kit, mend, see_other};

use super::{
    arriving::{Came, In, STEP, inside},
    form::{attempt_of, wait_words},
    picture::qr,
};

/// What is said of recovery codes, wherever they are shown.
pub(crate) const RECOVERY_WORDS: &str = "Print these codes or write them down, and keep them where you keep important papers. Each works once, when you do not have your phone. They are not shown again.";

struct Waiting {
    email: String,
    secret: String,
}

async fn find(ctx: &Ctx) -> Result<Option<Waiting>> {
    let Some(token) = ctx.request.cookie(STEP).map(str::to_owned) else { return Ok(None) };
    let now = ctx.now;
    ctx.app
        .db
        .read(move |r| {
            let Some(step) = steps::find(r, "set-up", &token, now)? else { return Ok(None) };
            let (Some(account), Some((secret, _))) = (step.account, step.data.split_once('\n')) else {
                return Ok(None);
            };
            Ok(Some(Waiting { email: accounts::email_of(r, account)?, secret: secret.to_owned() }))
        })
        .await
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    match find(&ctx).await? {
        Some(waiting) => draw(&ctx, &waiting, &Fields::default(), &Invalid::default()),
        None => see_other("/sign-in"),
    }
}

fn draw(ctx: &Ctx, waiting: &Waiting, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let body = html! {
        h1 class="govuk-heading-l" { "Set up one-time codes" }
        p class="govuk-body" {
            "You see records that could put a child in danger in the wrong hands, so a password alone does not let you in. An app on your phone shows a new code every half minute; you enter it after your password."
        }
        (ctx.form("/sign-in/set-up", fields, scan(&waiting.secret, &waiting.email, invalid)?))
    };
    Ok(ctx.page("Set up one-time codes", body).errors(invalid).respond())
}

/// What is scanned, and the field for the first code.
pub(crate) fn scan(secret: &str, email: &str, invalid: &Invalid) -> Result<Markup> {
    let groups: Vec<String> =
        secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    Ok(html! {
        ol class="govuk-list govuk-list--number" {
            li { "Open an app for one-time codes on your phone. If you have none, any will do: your phone’s own password app often shows such codes." }
            li { "Scan this picture with it, or type the letters below it." }
            li { "Enter the 6 figures that it shows." }
        }
        p { (qr(&codes::address(secret, email, "Hearth"), "Picture to scan with an app for one-time codes")?) }
        p class="govuk-body" { "Letters to type instead: " strong { (groups.join(" ")) } }
        (kit::input("code", "The 6 figures that your app shows now")
            .autocomplete("one-time-code").whole_number().width(10).error(invalid.of("code")))
        (kit::button("Continue").once())
    })
}

/// The recovery codes, shown this once.
pub(crate) fn recovery_list(list: &[String]) -> Markup {
    html! {
        (kit::inset_text(RECOVERY_WORDS))
        ul class="govuk-list" aria-label="Recovery codes" { @for code in list { li { code { (code) } } } }
        (kit::print_button("Print the codes"))
    }
}

enum Outcome {
    In(In, Vec<String>, String),
    Wrong,
    Gone,
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let Some(waits) = find(&ctx).await? else { return see_other("/sign-in") };
    let mut fields = ctx.fields()?;
    let typed = fields.required("code", "Enter the 6 figures that your app shows", 20);
    let typed = match fields.finish(|| typed) {
        Ok(typed) => typed,
        Err(invalid) => return draw(&ctx, &waits, &fields, &invalid),
    };
    let Some(token) = ctx.request.cookie(STEP).map(str::to_owned) else { return see_other("/sign-in") };
    let (now, came) = (ctx.now, Came::with(&ctx));
    let outcome = ctx
        .app
        .db
        .write("set up codes", move |w| {
            let Some(step) = steps::find(w, "set-up", &token, now)? else { return Ok(Outcome::Gone) };
            let (Some(account), Some((secret, to))) = (step.account, step.data.split_once('\n')) else {
                return Ok(Outcome::Gone);
            };
            let attempt = attempt_of(w, "code", account, &came, now)?;
            attempt.begin(w, now)?;
            let Some(at) = codes::step_of(secret, &typed, 0, now)? else { return Ok(Outcome::Wrong) };
            attempt.was_right(w, now)?;
            if steps::spend(w, "set-up", &token, now)?.is_none()
                || codes::security(w, account)?.codes_since.is_some()
            {
                return Ok(Outcome::Gone);
            }
            codes::turn_on(w, account, secret, at, now)?;
            notices::note(w, account, &came.origin, "set up one-time codes", now)?;
            let list = codes::new_recovery(w, account, now)?;
            Ok(Outcome::In(came.begin(w, account, Way::PasswordAndCode, None, now)?, list, to.to_owned()))
        })
        .await;
    match outcome {
        Ok(Outcome::In(session, list, to)) => {
            let body = html! {
                h1 class="govuk-heading-l" { "Your recovery codes" }
                (recovery_list(&list))
                p class="govuk-body" { "You are signed in." }
                (kit::button("I have kept them: go on").href(inside(&to)))
            };
            session.with(&ctx, ctx.page("Your recovery codes", body).respond())
        }
        Ok(Outcome::Gone) => see_other("/sign-in"),
        Ok(Outcome::Wrong) => {
            let wrong = "That is not the code of this picture. Check that your phone’s clock is right, and enter the next one.";
            draw(&ctx, &waits, &fields, &mend(Error::field("code", wrong))?)
        }
        Err(Error::TooMany { seconds }) => {
            draw(&ctx, &waits, &fields, &mend(Error::field("code", wait_words(seconds)))?)
        }
        Err(other) => Err(other),
    }
}
