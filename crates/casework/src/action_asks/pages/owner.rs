//! The page of an action's owner, behind a link and without an account. What the link leads to is shown in the answer to a
//! form alone, so that no address of a page shows it.

use kernel::{Error, Invalid, Moment, Result};
use maud::html;
use page::{
    Ctx, Fields, Response,
    kit::{self, Size, choice, date_input, input, label, legend, radios, textarea},
};

use super::draw;
use crate::{
    action_asks::{
        actions::{
            answer,
            open::{self, Seen},
            quiet,
        },
        model::Outcome,
        store::{Asking, DOOR},
    },
    contributions::pages::draw::{day, name},
    door::{Opening, given_back, received},
};

/// What a new code brings back.
const AGAIN: &str =
    "If you typed the code more than 12 hours ago, open the link again and send yourself a new one.";

/// `GET /action/{secret}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    DOOR.show(&ctx, &Invalid::default())
}

/// What the link shows to this browser; none where it did not type the code, and where the link does not work.
async fn seen(ctx: &Ctx) -> Result<Option<Seen>> {
    if DOOR.is_open(ctx)? { DOOR.look(ctx, open::see).await } else { Ok(None) }
}

fn inside(ctx: &Ctx, seen: Option<Seen>) -> Result<Response> {
    match seen {
        None => DOOR.closed(ctx),
        Some(Seen::Received(at)) => Ok(received(ctx, &Moment(at).to_string())),
        Some(Seen::Asked(k)) => {
            let fields = Fields::filled([("name", k.ask.name.clone())]);
            form(ctx, &k, &fields, &Invalid::default())
        }
    }
}

/// `POST /action/{secret}`: all that an owner does, by the button that was pressed.
pub(super) async fn act_on(ctx: Ctx) -> Result<Response> {
    let typed = ctx.fields()?;
    match typed.raw("do") {
        "code" => DOOR.send_code(&ctx, open::send_code).await,
        "open" => match DOOR.open(&ctx, &typed, open::try_code).await? {
            Opening::Known => inside(&ctx, seen(&ctx).await?),
            Opening::Wrong => DOOR.closed(&ctx),
            Opening::Right => {
                let mut response = inside(&ctx, DOOR.look(&ctx, open::see).await?)?;
                DOOR.remember(&ctx, &mut response)?;
                Ok(response)
            }
        },
        _ => match seen(&ctx).await? {
            None => Ok(given_back(&ctx, &typed, AGAIN)),
            Some(Seen::Asked(_)) if typed.raw("do") == "stop" => {
                DOOR.act(&ctx, "stop reminders about an action", quiet::by_owner).await?;
                inside(&ctx, seen(&ctx).await?)
            }
            Some(Seen::Asked(k)) => send(&ctx, &typed, &k).await,
            Some(received) => inside(&ctx, Some(received)),
        },
    }
}

async fn send(ctx: &Ctx, typed: &Fields, k: &Asking) -> Result<Response> {
    let said = match answer::fields(&mut typed.clone(), ctx.today()) {
        Ok(said) => said,
        Err(wrong) => return form(ctx, k, typed, &wrong),
    };
    let sent =
        DOOR.act(ctx, "answer about an action", move |act, secret| answer::run(act, secret, &said)).await;
    match sent {
        Ok(()) => inside(ctx, seen(ctx).await?),
        Err(Error::NotFound | Error::Stale) => Ok(given_back(ctx, typed, AGAIN)),
        Err(other) => form(ctx, k, typed, &page::mend(other)?),
    }
}

fn form(ctx: &Ctx, k: &Asking, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let until = html! {
        (date_input("until", legend("Until which day?").size(Size::S)).values(fields.date_parts("until"))
            .error(invalid.of("until")))
    };
    let choices = vec![
        choice(Outcome::Done.code(), Outcome::Done.label()),
        choice(Outcome::NotDone.code(), Outcome::NotDone.label()),
        choice(Outcome::MoreTime.code(), Outcome::MoreTime.label()).reveals(until),
    ];
    let body = html! {
        h1 class="govuk-heading-l" { "What became of this?" }
        (draw::asked(&k.ask, &day(k.due)))
        h2 class="govuk-heading-m" { "Your answer" }
        (ctx.form(&DOOR.here(ctx)?, fields, html! {
            (radios("outcome", legend("How does it stand?").size(Size::S), choices)
                .value(fields.raw("outcome")).error(invalid.of("outcome")))
            (textarea("words", label("What happened, why not, or what it waits for").size(Size::S)).rows(5)
                .value(fields.raw("words")).error(invalid.of("words")))
            (input("name", label("Your name").size(Size::S)).autocomplete("name")
                .value(fields.raw("name")).error(invalid.of("name")))
            (kit::button("Send the answer").name_value("do", "send").once())
        }))
        @if k.quiet.is_some() {
            p class="govuk-body" { "You get no more reminders about this. You can still answer." }
        } @else {
            (ctx.form(&DOOR.here(ctx)?, &Fields::default(), html! {
                (kit::button("Send me no more reminders about this").secondary().name_value("do", "stop").once())
            }))
        }
        p class="govuk-body" { "Once it is sent, this link only says that we have it. Use " (name(&k.ask.worker)) "’s usual address or telephone for anything else." }
    };
    Ok(ctx.page("What became of this?", body).errors(invalid).respond())
}
