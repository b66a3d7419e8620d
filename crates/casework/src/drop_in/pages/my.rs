//! Drop-ins as a signed-in family sees them.

use super::{facts, fine, free_times, site, state_tag, to_book, wish_fields};
use crate::{
    drop_in::{
        actions::{self, Booker},
        form,
        model::Audience,
        store::{self as sessions, bookings},
    },
    front_door::form as enquiries,
};
use access::{Look, Own, actions::BookDropIns};
use kernel::{Channel, Error, Id, Invalid, Moment, Result, kinds::Organisation};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

/// The agency of the family that asks; none where nobody wrote it down yet.
fn own_agency(look: &Look<'_>) -> Result<Option<Id<Organisation>>> {
    let grant = look.own::<BookDropIns>()?;
    let Own::Family(family) = *grant.own() else { return Err(Error::Forbidden) };
    actions::agency_of(look, family)
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &fine()).await
}

async fn draw(ctx: &Ctx, wrong: &Invalid) -> Result<Response> {
    let (own, times) = ctx
        .read(|look| {
            let own = bookings::own(look, &look.own::<BookDropIns>()?)?;
            let own = own.into_iter().map(|b| Ok((sessions::public(look, b.drop_in)?, b)));
            let times = match own_agency(look)? {
                Some(agency) => free_times(look, agency)?,
                None => Vec::new(),
            };
            let times =
                times.into_iter().filter(|time| time.0.audience != Audience::Birth).collect::<Vec<_>>();
            Ok((own.collect::<Result<Vec<_>>>()?, times))
        })
        .await?;
    let body = html! {
        (layout::page_heading(None, "Drop-ins: talk to somebody soon"))
        p class="govuk-body-l" { "Book a time with a worker of the team, without waiting for an assessment." }
        @if !own.is_empty() {
            h2 class="govuk-heading-m" { "Your times" }
            @for (session, b) in &own {
                h3 class="govuk-heading-s" { (Moment(b.starts)) " " (state_tag(b.state)) }
                p class="govuk-body" { (session.way.label()) ": " (session.place) }
                @if b.may_change(ctx.now).is_ok() {
                    (ctx.form(&format!("/my/drop-in-bookings/{}/cancel", b.id), &Fields::default(), html! {
                        (kit::hidden("version", &b.version.to_string()))
                        (kit::button(html! { "Cancel this time" span class="govuk-visually-hidden" { " on " (Moment(b.starts)) } }).secondary().once())
                    }))
                }
            }
            h2 class="govuk-heading-m" { "Book another" }
        }
        @if times.is_empty() { (kit::nothing_here("No times are free just now. Look again tomorrow, or write to your coordinator.")) }
        (to_book(&times, "/my/drop-ins/book"))
    };
    Ok(ctx.page("Drop-ins", body).errors(wrong).respond())
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    let (first, last) = ctx.actor.name().split_once(' ').unwrap_or((ctx.actor.name(), ""));
    let filled = Fields::filled([
        ("time", ctx.query().raw("time").to_owned()),
        ("first-name", first.to_owned()),
        ("last-name", last.to_owned()),
    ]);
    show(&ctx, &filled, &fine()).await
}

async fn show(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let (id, slot) = form::chosen(f.raw("time")).ok_or(Error::NotFound)?;
    let (session, councils) = ctx
        .read(move |look| {
            let session = sessions::public(look, id)?;
            if own_agency(look)? != Some(session.agency) {
                return Err(Error::NotFound);
            }
            Ok((session, enquiries::councils(look)?))
        })
        .await?;
    let starts = session.slot_starts(slot).ok_or(Error::NotFound)?;
    let body = html! {
        (layout::page_heading(Some("Drop-in"), format!("Book {}", Moment(starts))))
        (facts(&session, starts))
        (ctx.form("/my/drop-ins/book", f, html! {
            (kit::hidden("time", &format!("{id}:{slot}")))
            (wish_fields(f, wrong, &councils))
            (kit::button("Book this time").once())
        }))
    };
    Ok(ctx.page("Book a drop-in", body).back("/my/drop-ins", "All times").errors(wrong).respond())
}

pub(super) async fn book(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let (time, told) = match form::book(&mut fields, Channel::Web, ctx.today()) {
        Ok(input) => input,
        Err(invalid) if form::chosen(fields.raw("time")).is_none() => return draw(&ctx, &invalid).await,
        Err(invalid) => return show(&ctx, &fields, &invalid).await,
    };
    let site = site(&ctx);
    let done = ctx
        .act("book a drop-in", move |act| {
            actions::book(act, &Booker::Family, time, &told, site.as_deref())?;
            Ok(Answer::see("/my/drop-ins").saying("Your time is booked."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn cancel(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = match form::version(&mut ctx.fields()?) {
        Ok(version) => version,
        Err(invalid) => return draw(&ctx, &invalid).await,
    };
    let done = ctx
        .act("cancel one's own drop-in", move |act| {
            act.own::<BookDropIns>()?;
            let grant = act.one::<BookDropIns, _>(id)?;
            // What another of the family booked is as if it were not there.
            if bookings::load(act, &grant)?.account != act.actor().account() {
                return Err(Error::NotFound);
            }
            actions::cancel(act, &grant, version)?;
            Ok(Answer::see("/my/drop-ins").saying("Your time is cancelled. Thank you for telling us."))
        })
        .await;
    match done {
        Err(error) => draw(&ctx, &page::mend(error)?).await,
        done => done,
    }
}
