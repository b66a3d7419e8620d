//! Anybody books a time, without an account. The page answers alike whether or not somebody is known here.

use access::{Look, organisations};
use kernel::{Channel, Error, Id, Invalid, Moment, Result, kinds::Organisation};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{facts, fine, free_times, site, to_book, wish_fields};
use crate::{
    drop_in::{
        actions::{self, Booker},
        form, store,
    },
    front_door::{
        form as enquiries,
        pages::ask::{too_many, wait_a_while},
    },
};

/// The agency whose drop-ins are shown: the one this installation serves, or that of a council.
fn agency_of(look: &Look<'_>, council: &str) -> Result<Option<Id<Organisation>>> {
    match organisations::home(look)? {
        Some(home) => Ok(Some(home)),
        None if council.is_empty() => Ok(None),
        None => organisations::agency_of(look, council, look.today()),
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let council: String = ctx.query().raw("council").chars().filter(char::is_ascii_alphanumeric).collect();
    let asked = council.clone();
    let (home, found, councils) = ctx
        .read(move |look| {
            let found = match agency_of(look, &asked)? {
                None => None,
                Some(agency) => Some((organisations::by_id(look, agency)?.name, free_times(look, agency)?)),
            };
            Ok((organisations::home(look)?.is_some(), found, enquiries::councils(look)?))
        })
        .await?;
    let body = html! {
        (layout::page_heading(found.as_ref().map(|(name, _)| name.as_str()), "Drop-ins: talk to somebody soon"))
        p class="govuk-body-l" { "Book a time to talk with an adoption support worker. You need no assessment and no account." }
        (kit::warning_text("If anybody is in danger now, call 999. If you cannot speak, press 55 when asked."))
        @if !home { (choose_council(&council, &councils)) }
        @match &found {
            None if home => (nothing()),
            None if council.is_empty() => p class="govuk-body" { "Choose your council to see the times near you." },
            None => (nothing()),
            Some((_, times)) if times.is_empty() => (nothing()),
            Some((_, times)) => (to_book(times, "/drop-in/book")),
        }
        p class="govuk-body" { a class="govuk-link" href="/out-of-hours" { "If you cannot wait: who answers in the evening, at night and at weekends" } }
    };
    Ok(ctx.page("Drop-ins", body).back("/", "Back").respond())
}

fn nothing() -> Markup {
    html! {
        (kit::nothing_here("No times are free just now. New ones appear here as they are published."))
        p class="govuk-body" { a class="govuk-link" href="/ask" { "Ask for support instead, and we call you" } }
    }
}

fn choose_council(council: &str, councils: &[organisations::Organisation]) -> Markup {
    let none = std::iter::once((String::new(), "Choose a council".to_owned()));
    let all = none.chain(councils.iter().map(|c| (c.code.clone(), c.name.clone())));
    layout::filters(
        "/drop-in",
        html! { (kit::select("council", "Council where you live", all).value(council)) },
    )
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    let query = ctx.query();
    let filled = Fields::filled([("time", query.raw("time").to_owned())]);
    show(&ctx, &filled, &fine()).await
}

async fn show(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let (id, slot) = form::chosen(f.raw("time")).ok_or(Error::NotFound)?;
    let (session, councils) =
        ctx.read(move |look| Ok((store::public(look, id)?, enquiries::councils(look)?))).await?;
    let starts = session.slot_starts(slot).ok_or(Error::NotFound)?;
    let body = html! {
        (layout::page_heading(Some("Drop-in"), format!("Book {}", Moment(starts))))
        (facts(&session, starts))
        (ctx.form("/drop-in/book", f, html! {
            (kit::hidden("time", &format!("{id}:{slot}")))
            (wish_fields(f, wrong, &councils))
            // Nobody sees this field; what fills it in is no person.
            div class="govuk-visually-hidden" aria-hidden="true" {
                label for="website" { "Leave this blank" }
                input type="text" id="website" name="website" tabindex="-1" autocomplete="off" value="";
            }
            (kit::button("Book this time").once())
        }))
        p class="govuk-hint" { "What you write is kept until your visit, and becomes part of your record only if more support is arranged. " a class="govuk-link" href="/privacy" { "How we use and protect it" } }
    };
    Ok(ctx.page("Book a drop-in", body).back("/drop-in", "All times").errors(wrong).respond())
}

pub(super) async fn book(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    if !fields.raw("website").is_empty() {
        let why = "We could not tell that a person sent this. Please press the button again.";
        return show(&ctx, &fields, &Invalid(vec![crate::words::mend("", why)])).await;
    }
    let (time, told) = match form::book(&mut fields, Channel::Web, ctx.today()) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, &fields, &invalid).await,
    };
    let (booker, site) = (Booker::Public { origin: ctx.request.origin.clone() }, site(&ctx));
    let done = ctx
        .act("book a drop-in", move |act| {
            let made = actions::book(act, &booker, time, &told, site.as_deref())?;
            Ok(Answer::see(format!("/drop-in/booked/{}", made.link.as_str())).saying("Your time is booked."))
        })
        .await;
    match done {
        Err(Error::TooMany { seconds }) => {
            let wrong = Invalid(vec![wait_a_while(seconds, "Book this time")]);
            Ok(too_many(show(&ctx, &fields, &wrong).await?, seconds))
        }
        Err(error) => show(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
