//! The partner's side, behind a link and without an account. Opening the link changes nothing and shows nothing, whether it
//! works or not; a code that goes to the address of the letter opens it. Whoever is here is nobody, even with a session of
//! their own in the same browser.

use access::{Act, Actor, Look, links::Secret, sign_in::guard::Attempt};
use kernel::{Error, Invalid, Moment, Result};
use maud::{Markup, html};
use page::{
    Ctx, Fields, Response,
    kit::{self, Size, checkboxes, choice, details, input, label, legend, radios, textarea},
    see_other, site,
};

use super::draw;
use crate::{
    assessment::model::Framework,
    contributions::{
        actions::{
            answer::{self, Seen},
            open as opening,
        },
        form, link,
        model::{PartAsked, State},
        store::Contribution,
    },
    words::mend,
};

/// What the guard against guessing counts here.
const GUARDED: &str = "contribution";

fn secret(ctx: &Ctx) -> Result<Secret> {
    ctx.param("secret").map(Secret::sent)
}

fn here(ctx: &Ctx, rest: &str) -> Result<String> {
    Ok(format!("/contribute/{}{rest}", ctx.param("secret")?))
}

/// Changes something as nobody.
async fn act<T, F>(ctx: &Ctx, name: &'static str, work: F) -> Result<T>
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

/// What the link shows to this browser; none where it did not type the code, and where the link does not work.
async fn seen(ctx: &Ctx) -> Result<Option<Seen>> {
    let (secret, now, origin) = (secret(ctx)?, ctx.now, ctx.request.origin.clone());
    if !is_open(ctx)? {
        return Ok(None);
    }
    let found = ctx
        .app
        .db
        .read(move |r| {
            let actor = Actor::public();
            answer::see(&Look::new(r, &actor, now, &origin), &secret)
        })
        .await;
    match found {
        Ok(seen) => Ok(Some(seen)),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Whether this browser typed the code of this link.
fn is_open(ctx: &Ctx) -> Result<bool> {
    let (keys, secret) = (ctx.app.db.keys(), ctx.param("secret")?);
    let cookie = ctx.request.cookie(&link::cookie_name(keys, secret));
    Ok(cookie.is_some_and(|cookie| link::holds(keys, secret, cookie, ctx.now)))
}

/// `GET /contribute/{secret}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    match seen(&ctx).await? {
        None => door(&ctx, &Invalid::default()),
        Some(Seen::Received(at)) => Ok(received(&ctx, &Moment(at).to_string())),
        Some(Seen::Asked { contribution, framework, draft }) => {
            let (fields, kept) = match draft {
                Some((answer, at)) => (form::filled(&answer), Some(Moment(at).to_string())),
                None => (Fields::filled([("name", contribution.ask.name.clone())]), None),
            };
            write(&ctx, &contribution, framework, &fields, &Invalid::default(), kept.as_deref())
        }
    }
}

/// The page that every link shows until a code was typed, whether it works or not.
fn door(ctx: &Ctx, invalid: &Invalid) -> Result<Response> {
    let (code, open) = (here(ctx, "/code")?, here(ctx, "/open")?);
    let body = html! {
        h1 class="govuk-heading-l" { "You are asked for a contribution" }
        p class="govuk-body" {
            "So that only you can read what we ask, we send a code of six digits to the address that our letter went to."
        }
        (ctx.form(&code, &Fields::default(), html! { (kit::button("Send me a code").secondary().once()) }))
        (ctx.form(&open, &Fields::default(), html! {
            (input("code", label("The code").size(Size::S)).whole_number().autocomplete("one-time-code").width(10)
                .hint("It works for 15 minutes. Look among unwanted mail too.").error(invalid.of("code")))
            (kit::button("Open").once())
        }))
        p class="govuk-body" {
            "No code comes? The link may have ended, or been replaced by one in a later letter. Ask the person who wrote to you to send it again."
        }
    };
    Ok(ctx.page("You are asked for a contribution", body).errors(invalid).respond())
}

/// Counts a try before it is known whether it is right. It stays counted whatever comes of it.
async fn guarded(ctx: &Ctx) -> Result<Attempt> {
    let attempt = Attempt::new(ctx.app.db.keys(), GUARDED, ctx.param("secret")?, &ctx.request.origin, None);
    let (counted, now) = (attempt.clone(), ctx.now);
    ctx.app.db.write("count a try of a contribution's link", move |w| counted.begin(w, now)).await?;
    Ok(attempt)
}

/// `POST /contribute/{secret}/code`
pub(super) async fn send_code(ctx: Ctx) -> Result<Response> {
    guarded(&ctx).await?;
    act(&ctx, "send a partner a code", opening::send_code).await?;
    let body = html! {
        h1 class="govuk-heading-l" { "Look into your mail" }
        p class="govuk-body" { "If this link works, a code is on its way to the address that our letter went to. This page can stay open." }
        (ctx.form(&here(&ctx, "/open")?, &Fields::default(), html! {
            (input("code", label("The code").size(Size::S)).whole_number().autocomplete("one-time-code").width(10)
                .hint("It works for 15 minutes. Look among unwanted mail too."))
            (kit::button("Open").once())
        }))
        p class="govuk-body" { a class="govuk-link" href=(here(&ctx, "")?) { "Nothing came: send another code" } }
    };
    Ok(ctx.page("Look into your mail", body).respond())
}

/// `POST /contribute/{secret}/open`
pub(super) async fn open(ctx: Ctx) -> Result<Response> {
    let typed = ctx.fields()?.raw("code").to_owned();
    let attempt = guarded(&ctx).await?;
    let now = ctx.now;
    let right = act(&ctx, "open a contribution's link", move |act, secret| {
        let right = opening::try_code(act, secret, &typed)?;
        if right {
            attempt.was_right(act.write(), now)?;
        }
        Ok(right)
    })
    .await?;
    if !right {
        let words = "This code does not open this link. It may be mistyped or too old, or the link may have ended. \
            Send yourself another code, or ask the person who wrote to you to send the letter again.";
        return door(&ctx, &Invalid(vec![mend("code", words)]));
    }
    let (keys, secret) = (ctx.app.db.keys(), ctx.param("secret")?);
    let mut response = see_other(&here(&ctx, "")?)?;
    let seconds = u32::try_from(link::BROWSER_LASTS.as_secs()).unwrap_or(0);
    let (name, value) = (link::cookie_name(keys, secret), link::cookie(keys, secret, ctx.now)?);
    site::set_cookie(&ctx.request, &mut response, &name, &value, Some(seconds))?;
    Ok(response)
}

fn write(
    ctx: &Ctx,
    k: &Contribution,
    framework: &Framework,
    fields: &Fields,
    invalid: &Invalid,
    kept: Option<&str>,
) -> Result<Response> {
    let parts = k.ask.parts(framework);
    let due = draw::day(k.due);
    let body = html! {
        h1 class="govuk-heading-l govuk-!-text-break-word" { "What can you say about " (draw::name(&k.ask.child)) "?" }
        (draw::asked(&k.ask, &due))
        p class="govuk-body" { a class="govuk-link" href=(here(ctx, "/no")?) { "I cannot answer, or this is not for me" } }
        h2 class="govuk-heading-m" { "Your answer" }
        p class="govuk-body" {
            "Leave a box empty where you have nothing to say. You can save, close this page and come back with the same link until you have sent it."
        }
        @if let Some(kept) = kept { (kit::inset_text(html! { "Saved on " (kept) ". It is not sent yet." })) }
        form method="post" action=(here(ctx, "")?) novalidate data-hearth-draft=(here(ctx, "/draft")?) {
            (ctx.hidden(fields))
            @for part in &parts { (boxes(part, fields, invalid)) }
            (input("name", label("Your name").size(Size::S)).autocomplete("name").value(fields.raw("name")).error(invalid.of("name")))
            (input("role", label("What you are there (optional)").size(Size::S)).autocomplete("organization-title")
                .hint("Such as: class teacher").value(fields.raw("role")).error(invalid.of("role")))
            (kit::button_group(html! {
                (kit::button("Save and come back later").secondary().name_value("do", "save").once())
                (kit::button("Send the answer").name_value("do", "send").once())
            }))
            p class="govuk-body-s" data-hearth-draft-status role="status" {}
        }
        p class="govuk-body" { "Once it is sent, this link only says that we have it. Use " (draw::name(&k.ask.worker)) "’s usual address or telephone for anything else." }
    };
    Ok(ctx.page("What can you say?", body).errors(invalid).respond())
}

fn boxes(part: &PartAsked<'_>, fields: &Fields, invalid: &Invalid) -> Markup {
    let (hold, why) = (format!("{}-withheld", part.code), format!("{}-why", part.code));
    let reason = html! {
        (textarea(why.as_str(), label("Why should they not read it?").size(Size::S)).rows(2)
            .value(fields.raw(&why)).error(invalid.of(&why)))
    };
    html! {
        (textarea(part.code, label(part.title).size(Size::M)).rows(8)
            .hint(html! { span dir="auto" class="govuk-!-text-break-word" { (part.about) } })
            .value(fields.raw(part.code)).error(invalid.of(part.code)))
        @if !part.prompts.is_empty() {
            (details(html! { "Questions that may help" span class="govuk-visually-hidden" { ": " (part.title) } }, html! {
                ul class="govuk-list govuk-list--bullet" { @for prompt in part.prompts { li { (prompt) } } }
            }))
        }
        (checkboxes(hold.as_str(), legend(html! { span class="govuk-visually-hidden" { (part.title) ": who reads it" } }),
            vec![choice("yes", "The family should not read this").reveals(reason)])
            .values(fields.all(&hold)).small())
    }
}

/// A page that says that the answer was received, and nothing else.
fn received(ctx: &Ctx, at: &str) -> Response {
    let body = html! {
        (kit::panel("We have your answer").body(at))
        p class="govuk-body" { "Thank you. The person who asked has been told. You need to do nothing more, and can close this page." }
        p class="govuk-body" { "This link shows no more than this from now on." }
    };
    ctx.page("We have your answer", body).respond()
}

/// What is said where a link stopped working while somebody wrote: their words are given back, for they would be lost.
fn given_back(ctx: &Ctx, typed: &Fields) -> Response {
    const OWN: [&str; 4] = ["csrf", "_once", "do", "version"];
    let written =
        typed.sent().iter().filter(|(name, value)| !OWN.contains(&name.as_str()) && !value.is_empty());
    let body = html! {
        h1 class="govuk-heading-l" { "This link does not work any more" }
        p class="govuk-body" {
            "It may have ended, or be replaced by one in a later letter, or nothing may be wanted any more. Nothing was sent. "
            "If you typed the code more than 12 hours ago, open the link again and send yourself a new one: what was saved is still there. "
            "What you wrote stands here, so that you can copy it."
        }
        @for (name, value) in written {
            (textarea(name.as_str(), label("What you wrote").size(Size::S)).rows(6).value(value.as_str()))
        }
    };
    ctx.page("This link does not work any more", body).respond()
}

/// `POST /contribute/{secret}`
pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let typed = ctx.fields()?;
    let (contribution, framework) = match seen(&ctx).await? {
        None => return Ok(given_back(&ctx, &typed)),
        Some(Seen::Received(at)) => return Ok(received(&ctx, &Moment(at).to_string())),
        Some(Seen::Asked { contribution, framework, .. }) => (contribution, framework),
    };
    let fields = typed.clone();
    if typed.raw("do") != "send" {
        return match act(&ctx, "keep a partner's draft", move |act, secret| {
            answer::keep(act, secret, &fields)
        })
        .await
        {
            Ok(()) => see_other(&here(&ctx, "")?),
            Err(Error::NotFound | Error::Stale) => Ok(given_back(&ctx, &typed)),
            Err(other) => Err(other),
        };
    }
    match act(&ctx, "send a contribution", move |act, secret| answer::send(act, secret, &fields)).await {
        Ok(()) => see_other(&here(&ctx, "")?),
        Err(Error::NotFound | Error::Stale) => Ok(given_back(&ctx, &typed)),
        Err(error) => {
            let invalid = page::mend(error)?;
            // What could not be sent is kept all the same.
            let fields = typed.clone();
            match act(&ctx, "keep a partner's draft", move |act, secret| answer::keep(act, secret, &fields))
                .await
            {
                Ok(()) => {}
                Err(Error::NotFound | Error::Stale) => return Ok(given_back(&ctx, &typed)),
                Err(other) => return Err(other),
            }
            write(&ctx, &contribution, framework, &typed, &invalid, None)
        }
    }
}

/// `POST /contribute/{secret}/draft`
pub(super) async fn keep(ctx: Ctx) -> Result<Response> {
    if !is_open(&ctx)? {
        return Err(Error::NotFound);
    }
    let fields = ctx.fields()?;
    act(&ctx, "keep a partner's draft", move |act, secret| answer::keep(act, secret, &fields)).await?;
    ctx.json(&serde_json::json!({ "kept": true }))
}

/// `GET /contribute/{secret}/no`
pub(super) async fn ask_no(ctx: Ctx) -> Result<Response> {
    match seen(&ctx).await? {
        None => door(&ctx, &Invalid::default()),
        Some(Seen::Received(at)) => Ok(received(&ctx, &Moment(at).to_string())),
        Some(Seen::Asked { .. }) => no(&ctx, &Fields::default(), &Invalid::default()),
    }
}

fn no(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let choices = vec![
        choice(State::Declined.code(), "I cannot answer"),
        choice(State::NotMine.code(), "This is not for me")
            .hint("Somebody else knows the child, or the letter went to the wrong person."),
    ];
    let body = html! {
        h1 class="govuk-heading-l" { "You cannot answer" }
        (ctx.form(&here(ctx, "/no")?, fields, html! {
            (radios("no", legend("What is so?").size(Size::S), choices).value(fields.raw("no")).error(invalid.of("no")))
            (textarea("words", label("Why, or who would be the right person").size(Size::S)).rows(4)
                .value(fields.raw("words")).error(invalid.of("words")))
            (kit::button_group(html! {
                (kit::button("Tell them").once())
                a class="govuk-link" href=(here(ctx, "")?) { "Go back and answer" }
            }))
        }))
    };
    Ok(ctx.page("You cannot answer", body).errors(invalid).respond())
}

/// `POST /contribute/{secret}/no`
pub(super) async fn say_no(ctx: Ctx) -> Result<Response> {
    let typed = ctx.fields()?;
    match seen(&ctx).await? {
        None => return Ok(given_back(&ctx, &typed)),
        Some(Seen::Received(at)) => return Ok(received(&ctx, &Moment(at).to_string())),
        Some(Seen::Asked { .. }) => {}
    }
    let said = match answer::no_fields(&mut typed.clone()) {
        Ok(said) => said,
        Err(wrong) => return no(&ctx, &typed, &wrong),
    };
    match act(&ctx, "decline a contribution", move |act, secret| answer::decline(act, secret, &said)).await {
        Ok(()) => see_other(&here(&ctx, "")?),
        Err(Error::NotFound | Error::Stale) => Ok(given_back(&ctx, &typed)),
        Err(other) => Err(other),
    }
}
