//! The page behind a booking's link: when and where, to move it or cancel it. It says nothing of who booked or what about,
//! for links are passed on; opening it changes nothing, for mail programs open links too.

use access::links::Secret;
use kernel::{Invalid, Result};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{choices, facts, fine, other_times, state_tag};
use crate::drop_in::{
    actions, form,
    store::{self, bookings},
};

fn secret(ctx: &Ctx) -> Result<Secret> {
    ctx.param("secret").map(Secret::sent)
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let link = secret(ctx)?;
    let (booking, session, times) = ctx
        .read(move |look| {
            let booking = bookings::load(look, &actions::of_link(look, &link)?)?;
            let times = other_times(look, &booking)?;
            Ok((booking.clone(), store::public(look, booking.drop_in)?, times))
        })
        .await?;
    let here = format!("/drop-in/booked/{}", ctx.param("secret")?);
    let may = booking.may_change(ctx.now).is_ok();
    let body = html! {
        (layout::page_heading(Some("Drop-in"), "Your time"))
        p class="govuk-body" { (state_tag(booking.state)) }
        (facts(&session, booking.starts))
        @if may {
            (kit::inset_text("Keep this page’s address: with it you can move or cancel your time. We do not show it again, unless you said that we may write to you."))
            (kit::details("Move it to another time", ctx.form(&format!("{here}/move"), f, html! {
                (kit::hidden("version", &booking.version.to_string()))
                (kit::select("time", "Another time", choices(&times)).value(f.raw("time")).error(wrong.of("time")))
                (kit::button("Move it").secondary().once())
            })).open())
            (ctx.form(&format!("{here}/cancel"), &Fields::default(), html! {
                (kit::hidden("version", &booking.version.to_string()))
                (kit::button("Cancel this time").warning().once())
            }))
        } @else {
            p class="govuk-body" { "It can no longer be changed. " a class="govuk-link" href="/drop-in" { "Book another time" } }
        }
        p class="govuk-body" { "If anybody is in danger, do not wait for it: call 999. " a class="govuk-link" href="/out-of-hours" { "Who answers when we are closed" } }
    };
    Ok(ctx.page("Your time at a drop-in", body).errors(wrong).respond())
}

pub(super) async fn move_to(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let (version, time) = match form::move_to(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let (link, here) = (secret(&ctx)?, format!("/drop-in/booked/{}", ctx.param("secret")?));
    let done = ctx
        .act("move a drop-in booking", move |act| {
            let grant = actions::of_link(act, &link)?;
            actions::move_to(act, &grant, version, time)?;
            Ok(Answer::see(here.clone()).saying("Your time is moved."))
        })
        .await;
    match done {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn cancel(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let version = match form::version(&mut fields) {
        Ok(version) => version,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let (link, here) = (secret(&ctx)?, format!("/drop-in/booked/{}", ctx.param("secret")?));
    let done = ctx
        .act("cancel a drop-in booking", move |act| {
            let grant = actions::of_link(act, &link)?;
            actions::cancel(act, &grant, version)?;
            Ok(Answer::see(here.clone()).saying("Your time is cancelled. Thank you for telling us."))
        })
        .await;
    match done {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
