//! The page before the door, the code, and what is said where a link opens nothing. Opening a link changes nothing and shows
//! nothing, whether it works or not. Whoever is here is nobody, even with a session of their own in the same browser.

use access::{Act, Actor, Look, links::Secret, sign_in::guard::Attempt};
use kernel::{Error, Invalid, Result};
use maud::{Markup, html};
use page::{
    Ctx, Fields, Response,
    kit::{self, Size, input, label, textarea},
    site,
};

use super::{BROWSER_LASTS, Door};
use crate::words::mend;

/// What came of opening a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// This browser typed the code before.
    Known,
    /// The code is right: the browser is to remember it, see [`Door::remember`].
    Right,
    /// The code, or the link, opens nothing.
    Wrong,
}

fn secret(ctx: &Ctx) -> Result<Secret> {
    ctx.param("secret").map(Secret::sent)
}

impl Door {
    /// The path of the link that was opened.
    pub(crate) fn here(&self, ctx: &Ctx) -> Result<String> {
        Ok(format!("{}/{}", self.path, ctx.param("secret")?))
    }

    /// Changes something as nobody.
    pub(crate) async fn act<T, F>(&self, ctx: &Ctx, name: &'static str, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&Act<'_>, &Secret) -> Result<T> + Send + Sync + 'static,
    {
        let (secret, now, origin) = (secret(ctx)?, ctx.now, ctx.request.origin.clone());
        ctx.app
            .db
            .write(name, move |w| {
                let actor = Actor::public();
                work(&Act::new(w, &actor, now, &origin), &secret)
            })
            .await
    }

    /// What a link shows; none where it does not work.
    pub(crate) async fn look<T, F>(&self, ctx: &Ctx, see: F) -> Result<Option<T>>
    where
        T: Send + 'static,
        F: Fn(&Look<'_>, &Secret) -> Result<T> + Send + Sync + 'static,
    {
        let (secret, now, origin) = (secret(ctx)?, ctx.now, ctx.request.origin.clone());
        let found = ctx
            .app
            .db
            .read(move |r| {
                let actor = Actor::public();
                see(&Look::new(r, &actor, now, &origin), &secret)
            })
            .await;
        match found {
            Ok(seen) => Ok(Some(seen)),
            Err(Error::NotFound) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Whether this browser typed the code of this link.
    pub(crate) fn is_open(&self, ctx: &Ctx) -> Result<bool> {
        let (keys, secret) = (ctx.app.db.keys(), ctx.param("secret")?);
        let cookie = ctx.request.cookie(&self.cookie_name(keys, secret));
        Ok(cookie.is_some_and(|cookie| self.holds(keys, secret, cookie, ctx.now)))
    }

    /// The page that every link shows, whether it works or not, without a look into the database. A browser that typed the
    /// code goes on without one.
    pub(crate) fn show(&self, ctx: &Ctx, invalid: &Invalid) -> Result<Response> {
        let here = self.here(ctx)?;
        let form = |body: Markup| ctx.form(&here, &Fields::default(), body);
        let known = self.is_open(ctx)?;
        let body = html! {
            h1 class="govuk-heading-l" { (self.title) }
            @if known {
                p class="govuk-body" { "You typed the code on this device, and can go on." }
                (form(html! { (kit::button("Go on").name_value("do", "open").once()) }))
                p class="govuk-body" { "If that opens nothing, send yourself a new code." }
            } @else {
                p class="govuk-body" {
                    "So that only you can read what we ask, we send a code of six digits to the address that our letter went to."
                }
            }
            (form(html! { (kit::button("Send me a code").secondary().name_value("do", "code").once()) }))
            (form(code_field(invalid)))
            p class="govuk-body" {
                "No code comes? The link may have ended, or been replaced by one in a later letter. Ask the person who wrote to you to send it again."
            }
        };
        Ok(ctx.page(self.title, body).errors(invalid).respond())
    }

    /// The same page, where a code or a link opened nothing: the same words for every reason.
    pub(crate) fn closed(&self, ctx: &Ctx) -> Result<Response> {
        let words = "This code does not open this link. It may be mistyped or too old, or the link may have ended. \
            Send yourself another code, or ask the person who wrote to you to send the letter again.";
        self.show(ctx, &Invalid(vec![mend("code", words)]))
    }

    /// Counts a try before it is known whether it is right. It stays counted whatever comes of it.
    async fn guarded(&self, ctx: &Ctx) -> Result<Attempt> {
        let attempt =
            Attempt::new(ctx.app.db.keys(), self.name, ctx.param("secret")?, &ctx.request.origin, None);
        let (counted, now) = (attempt.clone(), ctx.now);
        ctx.app.db.write("count a try of a partner's link", move |w| counted.begin(w, now)).await?;
        Ok(attempt)
    }

    /// Sends a code by `send`, if the link works; the page is the same either way.
    pub(crate) async fn send_code<F>(&self, ctx: &Ctx, send: F) -> Result<Response>
    where
        F: Fn(&Act<'_>, &Secret) -> Result<()> + Send + Sync + 'static,
    {
        self.guarded(ctx).await?;
        self.act(ctx, "send a partner a code", send).await?;
        let here = self.here(ctx)?;
        let body = html! {
            h1 class="govuk-heading-l" { "Look into your mail" }
            p class="govuk-body" { "If this link works, a code is on its way to the address that our letter went to. This page can stay open." }
            (ctx.form(&here, &Fields::default(), code_field(&Invalid::default())))
            p class="govuk-body" { a class="govuk-link" href=(here) { "Nothing came: send another code" } }
        };
        Ok(ctx.page("Look into your mail", body).respond())
    }

    /// Opens the link with the code that was typed, which `try_code` tries, or for a browser that typed one before.
    pub(crate) async fn open<F>(&self, ctx: &Ctx, typed: &Fields, try_code: F) -> Result<Opening>
    where
        F: Fn(&Act<'_>, &Secret, &str) -> Result<bool> + Send + Sync + 'static,
    {
        if self.is_open(ctx)? && typed.raw("code").is_empty() {
            return Ok(Opening::Known);
        }
        let typed = typed.raw("code").to_owned();
        let attempt = self.guarded(ctx).await?;
        let now = ctx.now;
        let right = self
            .act(ctx, "open a partner's link", move |act, secret| {
                let right = try_code(act, secret, &typed)?;
                if right {
                    attempt.was_right(act.write(), now)?;
                }
                Ok(right)
            })
            .await?;
        Ok(if right { Opening::Right } else { Opening::Wrong })
    }

    /// Lets the browser go on without a code for [`BROWSER_LASTS`].
    pub(crate) fn remember(&self, ctx: &Ctx, response: &mut Response) -> Result<()> {
        let (keys, secret) = (ctx.app.db.keys(), ctx.param("secret")?);
        let seconds = u32::try_from(BROWSER_LASTS.as_secs()).unwrap_or(0);
        let (name, value) = (self.cookie_name(keys, secret), self.cookie(keys, secret, ctx.now)?);
        site::set_cookie(&ctx.request, response, &name, &value, Some(seconds))
    }
}

fn code_field(invalid: &Invalid) -> Markup {
    html! {
        (input("code", label("The code").size(Size::S)).whole_number().autocomplete("one-time-code").width(10)
            .hint("It works for 15 minutes. Look among unwanted mail too.").error(invalid.of("code")))
        (kit::button("Open").name_value("do", "open").once())
    }
}

/// A page that says that the answer was received, and nothing else.
pub(crate) fn received(ctx: &Ctx, at: &str) -> Response {
    let body = html! {
        (kit::panel("We have your answer").body(at))
        p class="govuk-body" { "Thank you. The person who asked has been told. You need to do nothing more, and can close this page." }
        p class="govuk-body" { "This link shows no more than this from now on." }
    };
    ctx.page("We have your answer", body).respond()
}

/// What is said where a link stopped working while somebody wrote: their words are given back, for they would be lost.
/// `after` says what a new code brings back.
pub(crate) fn given_back(ctx: &Ctx, typed: &Fields, after: &str) -> Response {
    const OWN: [&str; 4] = ["csrf", "_once", "do", "version"];
    let written =
        typed.sent().iter().filter(|(name, value)| !OWN.contains(&name.as_str()) && !value.is_empty());
    let body = html! {
        h1 class="govuk-heading-l" { "This link does not work any more" }
        p class="govuk-body" {
            "It may have ended, or be replaced by one in a later letter, or nothing may be wanted any more. Nothing was sent. "
            (after) " What you wrote stands here, so that you can copy it."
        }
        @for (name, value) in written {
            (textarea(name.as_str(), label("What you wrote").size(Size::S)).rows(6).value(value.as_str()))
        }
    };
    ctx.page("This link does not work any more", body).respond()
}
