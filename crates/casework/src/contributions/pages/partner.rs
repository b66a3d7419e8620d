//! The partner's side, behind a link and without an account. Opening the link changes nothing and shows nothing, whether it
//! works or not; a code that goes to the address of the letter opens it. Whoever is here is nobody, even with a session of
//! their own in the same browser.

use access::{Act, Actor, Look, links::Secret, sign_in::guard::Attempt};
use kernel::{Error, Invalid, Moment, Result};
use maud::{Markup, html};
use page::{
    Ctx, Fields, Response,
    kit::{self, Size, checkboxes, choice, details, input, label, legend, radios, textarea},
    site,
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

fn here(ctx: &Ctx) -> Result<String> {
    Ok(format!("/contribute/{}", ctx.param("secret")?))
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
    if is_open(ctx)? { look(ctx).await } else { Ok(None) }
}

/// What the link shows; none where it does not work.
async fn look(ctx: &Ctx) -> Result<Option<Seen>> {
    let (secret, now, origin) = (secret(ctx)?, ctx.now, ctx.request.origin.clone());
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

/// `GET /contribute/{secret}`: the same page for every link, without a look into the database.
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    door(&ctx, &Invalid::default())
}

/// The page that every link shows, whether it works or not. A browser that typed the code goes on without one.
fn door(ctx: &Ctx, invalid: &Invalid) -> Result<Response> {
    let here = here(ctx)?;
    let form = |body: Markup| ctx.form(&here, &Fields::default(), body);
    let known = is_open(ctx)?;
    let body = html! {
        h1 class="govuk-heading-l" { "You are asked for a contribution" }
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
    Ok(ctx.page("You are asked for a contribution", body).errors(invalid).respond())
}

fn code_field(invalid: &Invalid) -> Markup {
    html! {
        (input("code", label("The code").size(Size::S)).whole_number().autocomplete("one-time-code").width(10)
            .hint("It works for 15 minutes. Look among unwanted mail too.").error(invalid.of("code")))
        (kit::button("Open").name_value("do", "open").once())
    }
}

/// What a link shows once it is open: what is asked, with what was typed before, or that the answer was received.
fn inside(ctx: &Ctx, seen: Option<Seen>) -> Result<Response> {
    match seen {
        None => door(ctx, &no_good()),
        Some(Seen::Received(at)) => Ok(received(ctx, &Moment(at).to_string())),
        Some(Seen::Asked { contribution, framework, draft }) => {
            let (fields, kept) = match draft {
                Some((answer, at)) => (form::filled(&answer), Some(Moment(at).to_string())),
                None => {
                    let ask = &contribution.ask;
                    (Fields::filled([("name", ask.name.clone()), ("role", ask.role.clone())]), None)
                }
            };
            write(ctx, &contribution, &framework, &fields, &Invalid::default(), kept.as_deref())
        }
    }
}

/// What is said of every code and every link that opens nothing.
fn no_good() -> Invalid {
    let words = "This code does not open this link. It may be mistyped or too old, or the link may have ended. \
        Send yourself another code, or ask the person who wrote to you to send the letter again.";
    Invalid(vec![mend("code", words)])
}

/// Counts a try before it is known whether it is right. It stays counted whatever comes of it.
async fn guarded(ctx: &Ctx) -> Result<Attempt> {
    let attempt = Attempt::new(ctx.app.db.keys(), GUARDED, ctx.param("secret")?, &ctx.request.origin, None);
    let (counted, now) = (attempt.clone(), ctx.now);
    ctx.app.db.write("count a try of a contribution's link", move |w| counted.begin(w, now)).await?;
    Ok(attempt)
}

/// Sends a code, if the link works; the page is the same either way.
async fn send_code(ctx: &Ctx) -> Result<Response> {
    guarded(ctx).await?;
    act(ctx, "send a partner a code", opening::send_code).await?;
    let form = |body: Markup| here(ctx).map(|here| ctx.form(&here, &Fields::default(), body));
    let body = html! {
        h1 class="govuk-heading-l" { "Look into your mail" }
        p class="govuk-body" { "If this link works, a code is on its way to the address that our letter went to. This page can stay open." }
        (form(code_field(&Invalid::default()))?)
        p class="govuk-body" { a class="govuk-link" href=(here(ctx)?) { "Nothing came: send another code" } }
    };
    Ok(ctx.page("Look into your mail", body).respond())
}

/// Opens the link with the code that was typed, or for a browser that typed one before.
async fn open(ctx: &Ctx, typed: &Fields) -> Result<Response> {
    if is_open(ctx)? && typed.raw("code").is_empty() {
        return inside(ctx, seen(ctx).await?);
    }
    let typed = typed.raw("code").to_owned();
    let attempt = guarded(ctx).await?;
    let now = ctx.now;
    let right = act(ctx, "open a contribution's link", move |act, secret| {
        let right = opening::try_code(act, secret, &typed)?;
        if right {
            attempt.was_right(act.write(), now)?;
        }
        Ok(right)
    })
    .await?;
    if !right {
        return door(ctx, &no_good());
    }
    let (keys, secret) = (ctx.app.db.keys(), ctx.param("secret")?);
    let mut response = inside(ctx, look(ctx).await?)?;
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
    let (due, here) = (draw::day(k.due), here(ctx)?);
    let body = html! {
        h1 class="govuk-heading-l govuk-!-text-break-word" { "What can you say about " (draw::name(&k.ask.child)) "?" }
        (draw::asked(&k.ask, &due))
        (ctx.form(&here, &Fields::default(), html! {
            (kit::button("I cannot answer, or this is not for me").secondary().name_value("do", "no").once())
        }))
        h2 class="govuk-heading-m" { "Your answer" }
        p class="govuk-body" {
            "Leave a box empty where you have nothing to say. You can save, close this page and come back with the same link until you have sent it."
        }
        @if let Some(kept) = kept { (kit::inset_text(html! { "Saved on " (kept) ". It is not sent yet." })) }
        form method="post" action=(here) novalidate data-hearth-draft={ (here) "/draft" } {
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
            (details(html! { "What we ask everybody about this" span class="govuk-visually-hidden" { ": " (part.title) } }, html! {
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

/// `POST /contribute/{secret}`: all that a partner does, by the button that was pressed. What the link leads to is shown in
/// the answer to a form alone, so that no address of a page shows it.
pub(super) async fn act_on(ctx: Ctx) -> Result<Response> {
    let typed = ctx.fields()?;
    match typed.raw("do") {
        "code" => send_code(&ctx).await,
        "open" => open(&ctx, &typed).await,
        _ => match seen(&ctx).await? {
            None => Ok(given_back(&ctx, &typed)),
            Some(Seen::Received(at)) => Ok(received(&ctx, &Moment(at).to_string())),
            Some(Seen::Asked { contribution, framework, .. }) => match typed.raw("do") {
                "send" => send(&ctx, &typed, &contribution, &framework).await,
                "no" => no(&ctx, &Fields::default(), &Invalid::default()),
                "say-no" => say_no(&ctx, &typed).await,
                _ => save(&ctx, &typed).await,
            },
        },
    }
}

/// What was done, as the link shows it now; what was typed is given back where the link stopped working.
async fn after(ctx: &Ctx, typed: &Fields, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => inside(ctx, seen(ctx).await?),
        Err(Error::NotFound | Error::Stale) => Ok(given_back(ctx, typed)),
        Err(other) => Err(other),
    }
}

async fn keep_draft(ctx: &Ctx, typed: &Fields) -> Result<()> {
    let fields = typed.clone();
    act(ctx, "keep a partner's draft", move |act, secret| answer::keep(act, secret, &fields)).await
}

async fn save(ctx: &Ctx, typed: &Fields) -> Result<Response> {
    let kept = keep_draft(ctx, typed).await;
    after(ctx, typed, kept).await
}

async fn send(ctx: &Ctx, typed: &Fields, k: &Contribution, framework: &Framework) -> Result<Response> {
    let fields = typed.clone();
    match act(ctx, "send a contribution", move |act, secret| answer::send(act, secret, &fields)).await {
        Err(error @ (Error::Invalid(_) | Error::Refused { .. } | Error::Busy)) => {
            // What could not be sent is kept all the same.
            match keep_draft(ctx, typed).await {
                Err(Error::NotFound | Error::Stale) => Ok(given_back(ctx, typed)),
                Err(other) => Err(other),
                Ok(()) => write(ctx, k, framework, typed, &page::mend(error)?, None),
            }
        }
        done => after(ctx, typed, done).await,
    }
}

/// `POST /contribute/{secret}/draft`
pub(super) async fn keep(ctx: Ctx) -> Result<Response> {
    if !is_open(&ctx)? {
        return Err(Error::NotFound);
    }
    keep_draft(&ctx, &ctx.fields()?).await?;
    ctx.json(&serde_json::json!({ "kept": true }))
}

fn no(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let choices = vec![
        choice(State::Declined.code(), "I cannot answer"),
        choice(State::NotMine.code(), "This is not for me")
            .hint("Somebody else knows the child, or the letter went to the wrong person."),
    ];
    let body = html! {
        h1 class="govuk-heading-l" { "You cannot answer" }
        (ctx.form(&here(ctx)?, fields, html! {
            (radios("no", legend("What is so?").size(Size::S), choices).value(fields.raw("no")).error(invalid.of("no")))
            (textarea("words", label("Why, or who would be the right person").size(Size::S)).rows(4)
                .value(fields.raw("words")).error(invalid.of("words")))
            (kit::button_group(html! {
                (kit::button("Tell them").name_value("do", "say-no").once())
                (kit::button("Go back and answer").secondary().name_value("do", "open"))
            }))
        }))
    };
    Ok(ctx.page("You cannot answer", body).errors(invalid).respond())
}

async fn say_no(ctx: &Ctx, typed: &Fields) -> Result<Response> {
    let said = match answer::no_fields(&mut typed.clone()) {
        Ok(said) => said,
        Err(wrong) => return no(ctx, typed, &wrong),
    };
    let told =
        act(ctx, "decline a contribution", move |act, secret| answer::decline(act, secret, &said)).await;
    after(ctx, typed, told).await
}
