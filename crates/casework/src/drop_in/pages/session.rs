//! The agency's sessions, one of them with who booked, and a booking made for somebody.

use access::actions::{BookDropIns, PublishDropIns, ViewDropIns};
use kernel::{Error, Invalid, Moment, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, Response, Rows, csv_file,
    kit::{self, Tone, cell, layout, number},
};

use super::{facts, fine, span, state_tag, wish_fields};
use crate::{
    drop_in::{
        actions::{self, Booker},
        form,
        model::{Booking, DropIn, Slot, State},
        store::{self, Line, bookings},
    },
    front_door::form as enquiries,
};

/// The most rows of a CSV file, in pages of the list.
const FILE_PAGES: usize = 100;

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let past = ctx.query().raw("show") == "past";
    let after = Cursor::parse(ctx.query().raw("after"));
    let from = kernel::Calendar::england().start_of(ctx.today());
    let (rows, may_publish) = ctx
        .read(move |look| {
            let rows = store::list(look, &look.agency::<ViewDropIns>()?, past, from, after)?;
            Ok((rows, look.may::<PublishDropIns>()))
        })
        .await?;
    let Rows { items, next } = rows;
    let show = if past { "past" } else { "ahead" };
    let choices = [("ahead", "From today on"), ("past", "Before today")];
    let body = html! {
        (layout::page_heading(None, "Drop-ins"))
        p class="govuk-body" { "Times that families, adopted adults and birth relatives can book the same day, without an assessment." }
        (kit::button_group(html! {
            @if may_publish { (kit::button("Publish a drop-in").href("/drop-ins/new")) }
            (kit::button("Today’s list").href("/drop-ins/day").secondary())
        }))
        (layout::filters("/drop-ins", html! { (kit::select("show", "Show", choices).value(show)) }))
        @if items.is_empty() {
            (kit::nothing_here(if past { "There were none." } else { "No drop-in is published. Publish one, and people can book it at once." }))
        } @else {
            (kit::table(["When", "How", "Who it is for", "Booked", "How it stands"].map(cell).into(), items.iter().map(line).collect())
                .caption("Sessions").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
        (kit::pagination(after.map(|_| format!("/drop-ins?show={show}")), next.map(|c| format!("/drop-ins?show={show}&after={c}")))
            .previous_text("Back to the start"))
        p class="govuk-body" {
            a class="govuk-link" href={ "/drop-ins.csv?show=" (show) } { "Download this list (CSV)" } " · "
            a class="govuk-link" href="/drop-in" { "The page on which anybody books" }
        }
    };
    Ok(ctx.page("Drop-ins", body).dense().respond())
}

fn line((d, taken): &Line) -> Vec<kit::Cell> {
    vec![
        cell(html! { a class="govuk-link" href={ "/drop-ins/" (d.id) } { (Moment(d.starts)) } }),
        cell(d.way.label()),
        cell(d.audience.label()),
        number(format!("{taken} of {}", d.slots * d.places)),
        cell(standing(d)),
    ]
}

fn standing(d: &DropIn) -> Markup {
    let tone = if d.state == State::Open { Tone::Good } else { Tone::Quiet };
    html! { (kit::tag(d.state.label()).tone(tone)) }
}

pub(super) async fn file(ctx: Ctx) -> Result<Response> {
    let past = ctx.query().raw("show") == "past";
    let from = kernel::Calendar::england().start_of(ctx.today());
    let items = ctx
        .read(move |look| {
            let grant = look.agency::<ViewDropIns>()?;
            let (mut all, mut after) = (Vec::new(), None);
            for _ in 0..FILE_PAGES {
                let Rows { items, next } = store::list(look, &grant, past, from, after)?;
                all.extend(items);
                after = next;
                if after.is_none() {
                    break;
                }
            }
            Ok(all)
        })
        .await?;
    let lines = items.into_iter().map(|(d, taken)| {
        vec![
            d.starts.to_string(),
            d.way.code().to_owned(),
            d.audience.code().to_owned(),
            d.minutes.to_string(),
            d.slots.to_string(),
            d.places.to_string(),
            taken.to_string(),
            d.state.code().to_owned(),
        ]
    });
    csv_file(
        "drop-ins",
        &["starts", "way", "audience", "minutes", "times", "places", "booked", "status"],
        lines,
    )
}

struct One {
    session: DropIn,
    slots: Vec<Slot>,
    booked: Vec<Booking>,
    may_publish: bool,
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &fine()).await
}

async fn draw(ctx: &Ctx, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id("id")?;
    let s = ctx
        .read(move |look| {
            let session = store::load(look, &look.one::<ViewDropIns, _>(id)?)?;
            Ok(One {
                slots: store::slots(look, id)?,
                booked: bookings::of_session(look, &look.agency::<ViewDropIns>()?, id)?,
                may_publish: look.may::<PublishDropIns>(),
                session,
            })
        })
        .await?;
    let d = &s.session;
    let over = d.ends() <= ctx.now;
    let body = html! {
        (layout::page_heading(Some("Drop-in"), Moment(d.starts).to_string()))
        p class="govuk-body" { (standing(d)) }
        (facts(d, d.starts))
        @if !d.about.is_empty() { p class="govuk-body" { (d.about) } }
        h2 class="govuk-heading-m" { "Times" }
        @for slot in &s.slots { (one_slot(ctx, d, *slot, &s.booked)) }
        @if s.may_publish && d.state == State::Open && !over {
            (kit::details("Call this session off", html! {
                p class="govuk-body" { "Everybody who booked is told by email, where they said that we may write. You see whom to ring." }
                (ctx.form(&format!("/drop-ins/{}/call-off", d.id), &Fields::default(), html! {
                    (kit::hidden("version", &d.version.to_string()))
                    (kit::button("Call it off").warning().once())
                }))
            }))
        }
        (kit::print_button("Print this list"))
    };
    Ok(ctx.page("Drop-in", body).back("/drop-ins", "Drop-ins").dense().errors(wrong).respond())
}

fn one_slot(ctx: &Ctx, d: &DropIn, slot: Slot, booked: &[Booking]) -> Markup {
    let starts = d.slot_starts(slot.number).unwrap_or(d.starts);
    let here: Vec<&Booking> = booked.iter().filter(|b| b.slot == slot.number).collect();
    html! {
        h3 class="govuk-heading-s govuk-!-margin-bottom-1" { (span(d, starts)) }
        ul class="govuk-list govuk-!-margin-bottom-4" {
            @for b in &here {
                li {
                    a class="govuk-link" href={ "/drop-in-bookings/" (b.id) } { (who(b)) } " " (state_tag(b.state))
                    @if b.state == crate::drop_in::model::Booked::CalledOff && !b.told.may_write() { " Ring them: " (b.told.phone) }
                }
            }
            @if slot.free() > 0 && d.bookable(slot.number, ctx.now).is_ok() {
                li { a class="govuk-link" href={ "/drop-ins/book?time=" (d.id) ":" (slot.number) } { "Book for somebody" span class="govuk-visually-hidden" { " at " (span(d, starts)) } } " (" (slot.free()) " free)" }
            } @else if here.is_empty() { li { @if slot.taken > 0 { "Taken." } @else { "Nobody booked." } } }
        }
    }
}

/// Who comes; their words may be gone.
pub(super) fn who(b: &Booking) -> String {
    match format!("{} {}", b.told.first_name, b.told.last_name).trim() {
        "" if b.enquiry.is_some() => "See the enquiry".to_owned(),
        "" => "Forgotten after half a year".to_owned(),
        name => name.to_owned(),
    }
}

pub(super) async fn call_off(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = match form::version(&mut ctx.fields()?) {
        Ok(version) => version,
        Err(invalid) => return draw(&ctx, &invalid).await,
    };
    let done = ctx
        .act("call a drop-in off", move |act| {
            let words = match actions::call_off(act, id, version)?.len() {
                0 => "It is called off. Everybody who booked was written to.",
                _ => "It is called off. Ring those whom we may not write to: they are marked below.",
            };
            Ok(Answer::see(format!("/drop-ins/{id}")).saying(words))
        })
        .await;
    match done {
        Err(error) => draw(&ctx, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    let filled = Fields::filled([("time", ctx.query().raw("time").to_owned())]);
    for_somebody(&ctx, &filled, &fine()).await
}

async fn for_somebody(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let (id, slot) = form::chosen(f.raw("time")).ok_or(Error::NotFound)?;
    let (session, councils) = ctx
        .read(move |look| {
            let session = store::public(look, id)?;
            if look.agency::<BookDropIns>()?.agency() != session.agency {
                return Err(Error::NotFound);
            }
            Ok((session, enquiries::councils(look)?))
        })
        .await?;
    let starts = session.slot_starts(slot).ok_or(Error::NotFound)?;
    let body = html! {
        (layout::page_heading(Some("Drop-in, for somebody"), format!("Book {}", Moment(starts))))
        (facts(&session, starts))
        (ctx.form("/drop-ins/book", f, html! {
            (kit::hidden("time", &format!("{id}:{slot}")))
            (wish_fields(f, wrong, &councils))
            (kit::input("case", "Reference of their case, where there is one (optional)").value(f.raw("case")).error(wrong.of("case")).width(20))
            (kit::button("Book this time").once())
        }))
    };
    let page =
        ctx.page("Book a drop-in for somebody", body).back(format!("/drop-ins/{id}"), "Back to the session");
    Ok(page.dense().errors(wrong).respond())
}

pub(super) async fn book(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let (time, told, case) = match form::book_for(&mut fields, ctx.today()) {
        Ok(input) => input,
        Err(invalid) => return for_somebody(&ctx, &fields, &invalid).await,
    };
    let site = super::site(&ctx);
    let done = ctx
        .act("book a drop-in for somebody", move |act| {
            let made =
                actions::book(act, &Booker::Worker { case: case.clone() }, time, &told, site.as_deref())?;
            Ok(Answer::see(format!("/drop-ins/{}", made.booking.drop_in)).saying("The time is booked."))
        })
        .await;
    match done {
        Err(error) => for_somebody(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
