//! Signing in with an address and a password. An address that nobody has takes as long, costs as many tries and is
//! answered in the same words as one that somebody has.

use access::{
    accounts::{self, Account},
    sign_in::{
        codes, devices,
        guard::Attempt,
        rules::{self, Next, Way},
        steps,
    },
};
use kernel::{Error, Id, Invalid, Result, kinds};
use maud::html;
use page::{Ctx, Fields, Response, kit, mend, see_other};

use super::{
    arriving::{Came, In, inside, waiting},
    hashing, oidc,
    passkey::relying::Relying,
};

/// Minutes that a right password waits for its code.
pub(crate) const CODE_MINUTES: u32 = 10;
/// Minutes that somebody has to set up one-time codes.
pub(crate) const SET_UP_MINUTES: u32 = 30;

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let fields = ctx.query();
    draw(&ctx, &fields, &Invalid::default())
}

pub(super) fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let body = html! {
        h1 class="govuk-heading-l" { "Sign in" }
        @if ctx.app.demo {
            (kit::inset_text(html! {
                "This is a demo. " a class="govuk-link" href="/sign-in/demo" { "Sign in with one click as any role" } "."
            }))
        }
        (ctx.form("/sign-in", fields, html! {
            (kit::hidden("to", inside(fields.raw("to"))))
            (kit::input("email", "Email address").email().autocomplete("username")
                .value(fields.raw("email")).error(invalid.of("email")))
            (kit::password_input("password", "Password").error(invalid.of("password")))
            (kit::button("Sign in").once())
        }))
        @if Relying::here(&ctx.request).is_some() {
            (ctx.form("/sign-in/passkey", fields, html! {
                (kit::hidden("to", inside(fields.raw("to"))))
                (kit::passkey_to_sign_in("/sign-in/passkey/challenge", "Sign in with a passkey").error(invalid.of("passkey")))
            }))
        }
        @if !oidc::all().is_empty() {
            h2 class="govuk-heading-m" { "Or sign in where you are known" }
            @for provider in oidc::all() {
                p { (kit::button(format!("Sign in with {}", provider.settings.label)).secondary()
                    .href(with(&provider.settings.code, fields.raw("to")))) }
            }
        }
        p class="govuk-body" { "Families, providers and staff are invited by their agency. If you have lost your password, ask whoever invited you, or an administrator of your agency: they can have a link sent to your email address." }
    };
    Ok(ctx.page("Sign in", body).errors(invalid).respond())
}

/// The address that leads to another service, and back to a page of this site.
fn with(code: &str, to: &str) -> String {
    let to: String = form_urlencoded::byte_serialize(inside(to).as_bytes()).collect();
    format!("/sign-in/with/{code}?to={to}")
}

/// What comes after a right password.
enum After {
    In(In),
    Wait(&'static str, String, u32),
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let email = fields.required("email", "Enter your email address", 200);
    let password = fields.required("password", "Enter your password", 200);
    let (email, password) = match fields.finish(|| Some((email?, password?))) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid),
    };
    let (now, came) = (ctx.now, Came::with(&ctx));
    let counted = ctx.app.db.write("a try to sign in", move |w| {
        let known = match &came.device {
            Some(token) if devices::knows(w, &email, token, now)? => Some(token.as_str()),
            _ => None,
        };
        let attempt = Attempt::new(w.keys(), "password", &email, &came.origin, known);
        attempt.begin(w, now)?;
        Ok((attempt, accounts::candidate(w, &email)?))
    });
    let (attempt, candidate) = match counted.await {
        Ok(counted) => counted,
        Err(Error::TooMany { seconds }) => {
            return draw(&ctx, &fields, &mend(Error::field("password", wait_words(seconds)))?);
        }
        Err(other) => return Err(other),
    };
    let Some((account, renewed)) = hashing::check(candidate, password).await? else {
        let wrong = Error::field("password", "That email address and password do not belong together");
        return draw(&ctx, &fields, &mend(wrong)?);
    };
    let (to, demo, came) = (inside(fields.raw("to")).to_owned(), ctx.app.demo, Came::with(&ctx));
    let go = to.clone();
    let after = ctx
        .app
        .db
        .write("sign in", move |w| {
            attempt.was_right(w, now)?;
            if let Some(hash) = &renewed {
                accounts::rehash(w, account.id, hash)?;
            }
            after_password(w, &came, &account, &to, demo, now)
        })
        .await?;
    answer(&ctx, after, &go)
}

/// Takes somebody whose password is right, or who just chose one, to what comes next.
fn after_password(
    w: &store::Write<'_>,
    came: &Came,
    account: &Account,
    to: &str,
    demo: bool,
    now: kernel::Timestamp,
) -> Result<After> {
    let has_code = codes::security(w, account.id)?.codes_since.is_some();
    let step =
        |kind, data: &str, minutes: u32| steps::begin(w, kind, Some(account.id), data, minutes.into(), now);
    Ok(match rules::after_password(account.role, has_code, demo) {
        Next::In => After::In(came.begin(w, account.id, Way::Password, None, now)?),
        Next::Code => After::Wait("/sign-in/code", step("code", to, CODE_MINUTES)?, CODE_MINUTES),
        Next::Enrol => {
            let data = format!("{}\n{to}", codes::new_secret()?);
            After::Wait("/sign-in/set-up", step("set-up", &data, SET_UP_MINUTES)?, SET_UP_MINUTES)
        }
    })
}

fn answer(ctx: &Ctx, after: After, to: &str) -> Result<Response> {
    match after {
        After::In(session) => session.with(ctx, see_other(to)?),
        After::Wait(page, step, minutes) => waiting(ctx, &step, minutes, see_other(page)?),
    }
}

/// The first sign-in of an account whose password was just chosen, in the transaction that set it.
pub(crate) struct First(After, &'static str);

impl First {
    /// What comes first for this account.
    pub(crate) fn of(
        w: &store::Write<'_>,
        came: &Came,
        account: &Account,
        demo: bool,
        now: kernel::Timestamp,
    ) -> Result<Self> {
        let to = if account.role.is_of_a_family() { "/my" } else { "/" };
        after_password(w, came, account, to, demo, now).map(|after| First(after, to))
    }

    /// The answer that leads there.
    pub(crate) fn answer(self, ctx: &Ctx) -> Result<Response> {
        answer(ctx, self.0, self.1)
    }
}

/// How long to wait, in words.
pub(crate) fn wait_words(seconds: u64) -> String {
    match seconds {
        0..=90 => format!("Too many tries. Wait {seconds} seconds, then try again."),
        more => format!("Too many tries. Wait {} minutes, then try again.", more.div_ceil(60)),
    }
}

/// The guard of a code or a password that somebody known gives once more.
pub(crate) fn attempt_of(
    w: &store::Write<'_>,
    what: &str,
    account: Id<kinds::Account>,
    came: &Came,
    now: kernel::Timestamp,
) -> Result<Attempt> {
    let known = match &came.device {
        Some(token) if devices::of_account(w, account, token, now)? => Some(token.as_str()),
        _ => None,
    };
    Ok(Attempt::new(w.keys(), what, &account.to_string(), &came.origin, known))
}
