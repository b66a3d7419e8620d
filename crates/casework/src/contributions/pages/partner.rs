//! The partner's side, behind a link and without an account. Opening the link changes nothing and shows nothing, whether it
//! works or not; a code that goes to the address of the letter opens it. Whoever is here is nobody, even with a session of
//! their own in the same browser.

use kernel::{Error, Invalid, Moment, Result};
use maud::{Markup, html};
use page::{
    Ctx, Fields, Response,
    kit::{self, Size, checkboxes, choice, details, input, label, legend, radios, textarea},
};

use super::draw;
use crate::{
    assessment::model::Framework,
    contributions::{
        actions::{
            answer::{self, Seen},
            open as opening,
        },
        form,
        model::{PartAsked, State},
        store::{Contribution, DOOR},
    },
    door::{Opening, given_back, received},
};

/// What a new code brings back.
const SAVED: &str = "If you typed the code more than 12 hours ago, open the link again and send yourself a new one: what was saved is still there.";

/// What the link shows to this browser; none where it did not type the code, and where the link does not work.
async fn seen(ctx: &Ctx) -> Result<Option<Seen>> {
    if DOOR.is_open(ctx)? { DOOR.look(ctx, answer::see).await } else { Ok(None) }
}

/// `GET /contribute/{secret}`: the same page for every link.
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    DOOR.show(&ctx, &Invalid::default())
}

/// What a link shows once it is open: what is asked, with what was typed before, or that the answer was received.
fn inside(ctx: &Ctx, seen: Option<Seen>) -> Result<Response> {
    match seen {
        None => DOOR.closed(ctx),
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

/// Opens the link with the code that was typed, or for a browser that typed one before.
async fn open(ctx: &Ctx, typed: &Fields) -> Result<Response> {
    match DOOR.open(ctx, typed, opening::try_code).await? {
        Opening::Known => inside(ctx, seen(ctx).await?),
        Opening::Wrong => DOOR.closed(ctx),
        Opening::Right => {
            let mut response = inside(ctx, DOOR.look(ctx, answer::see).await?)?;
            DOOR.remember(ctx, &mut response)?;
            Ok(response)
        }
    }
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
    let (due, here) = (draw::day(k.due), DOOR.here(ctx)?);
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

/// `POST /contribute/{secret}`: all that a partner does, by the button that was pressed. What the link leads to is shown in
/// the answer to a form alone, so that no address of a page shows it.
pub(super) async fn act_on(ctx: Ctx) -> Result<Response> {
    let typed = ctx.fields()?;
    match typed.raw("do") {
        "code" => DOOR.send_code(&ctx, opening::send_code).await,
        "open" => open(&ctx, &typed).await,
        _ => match seen(&ctx).await? {
            None => Ok(given_back(&ctx, &typed, SAVED)),
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
        Err(Error::NotFound | Error::Stale) => Ok(given_back(ctx, typed, SAVED)),
        Err(other) => Err(other),
    }
}

async fn keep_draft(ctx: &Ctx, typed: &Fields) -> Result<()> {
    let fields = typed.clone();
    DOOR.act(ctx, "keep a partner's draft", move |act, secret| answer::keep(act, secret, &fields)).await
}

async fn save(ctx: &Ctx, typed: &Fields) -> Result<Response> {
    let kept = keep_draft(ctx, typed).await;
    after(ctx, typed, kept).await
}

async fn send(ctx: &Ctx, typed: &Fields, k: &Contribution, framework: &Framework) -> Result<Response> {
    let fields = typed.clone();
    match DOOR.act(ctx, "send a contribution", move |act, secret| answer::send(act, secret, &fields)).await {
        Err(error @ (Error::Invalid(_) | Error::Refused { .. } | Error::Busy)) => {
            // What could not be sent is kept all the same.
            match keep_draft(ctx, typed).await {
                Err(Error::NotFound | Error::Stale) => Ok(given_back(ctx, typed, SAVED)),
                Err(other) => Err(other),
                Ok(()) => write(ctx, k, framework, typed, &page::mend(error)?, None),
            }
        }
        done => after(ctx, typed, done).await,
    }
}

/// `POST /contribute/{secret}/draft`
pub(super) async fn keep(ctx: Ctx) -> Result<Response> {
    if !DOOR.is_open(&ctx)? {
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
        (ctx.form(&DOOR.here(ctx)?, fields, html! {
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
        DOOR.act(ctx, "decline a contribution", move |act, secret| answer::decline(act, secret, &said)).await;
    after(ctx, typed, told).await
}
