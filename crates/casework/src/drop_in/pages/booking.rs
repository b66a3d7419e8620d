//! One booking as a worker sees it: who comes, what about, whether they came, and the step to an enquiry.

use access::{
    actions::{BookDropIns, HoldDropIns, ViewDropIns},
    organisations,
};
use kernel::{Invalid, Moment, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, choice, layout, legend, row},
};

use super::{choices, fine, other_times, session::who, state_tag};
use crate::{
    drop_in::{
        actions, form,
        model::{Booked, Booking, DropIn, Slot},
        store::{self, bookings},
    },
    words::NOTE,
};

struct Seen {
    booking: Booking,
    session: DropIn,
    times: Vec<(DropIn, Vec<Slot>)>,
    council: String,
    may_hold: bool,
    may_book: bool,
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id("id")?;
    let s = ctx
        .read(move |look| {
            let booking = bookings::load(look, &look.one::<ViewDropIns, _>(id)?)?;
            let council = organisations::by_code(look, organisations::kind::COUNCIL, &booking.told.council)?;
            let may_change = booking.may_change(look.now()).is_ok();
            Ok(Seen {
                session: store::public(look, booking.drop_in)?,
                times: if may_change { other_times(look, &booking)? } else { Vec::new() },
                council: council.map(|c| c.name).unwrap_or_default(),
                may_hold: look.may::<HoldDropIns>(),
                may_book: look.may::<BookDropIns>() && may_change,
                booking,
            })
        })
        .await?;
    let b = &s.booking;
    let body = html! {
        (layout::page_heading(Some(&format!("Drop-in, {}", Moment(b.starts))), who(b)))
        p class="govuk-body" { (state_tag(b.state)) }
        @match b.enquiry {
            Some(enquiry) => p class="govuk-body" {
                "An enquiry was made of this visit, and holds what was said. "
                a class="govuk-link" href={ "/enquiries/" (enquiry) } { "Open the enquiry" }
            },
            None => (told(&s)),
        }
        @if s.may_hold && b.may_mark(ctx.now).is_ok() { (attendance(ctx, b, f, wrong)) }
        @if s.may_hold && b.may_become_enquiry().is_ok() {
            h2 class="govuk-heading-m" { "If more is needed" }
            p class="govuk-body" { "What was told when booking and what you noted go with it. The family does not tell it again." }
            (ctx.form(&format!("/drop-in-bookings/{}/enquiry", b.id), &Fields::default(), html! {
                (kit::hidden("version", &b.version.to_string()))
                (kit::button("Make this an enquiry").once())
            }))
        }
        @if s.may_book { (change(ctx, &s, f, wrong)) }
    };
    let page = ctx
        .page("Drop-in booking", body)
        .back(format!("/drop-ins/day?on={}", kernel::local_date(b.starts)), "The day’s list");
    Ok(page.dense().errors(wrong).respond())
}

fn told(s: &Seen) -> Markup {
    let t = &s.booking.told;
    let or_not = |text: &str| if text.is_empty() { "Not given".to_owned() } else { text.to_owned() };
    html! {
        (kit::summary_list(vec![
            row("They are", t.asker.map_or("", |a| a.label())),
            row("Phone", or_not(&t.phone)),
            row("Email", or_not(&t.email)),
            row("May we write?", if t.may_write() { "Yes" } else { "No: ring them" }),
            row("Lives in", or_not(&s.council)),
            row("How", format!("{}: {}", s.session.way.label(), s.session.place)),
        ]))
        h2 class="govuk-heading-m" { "What it is about" }
        div class="govuk-inset-text" { @for part in t.story.split('\n').filter(|p| !p.trim().is_empty()) { p class="govuk-body" { (part) } } }
    }
}

fn attendance(ctx: &Ctx, b: &Booking, f: &Fields, wrong: &Invalid) -> Markup {
    let outcome = match (f.raw("outcome"), b.state) {
        ("", Booked::Came | Booked::Missed) => b.state.code(),
        (typed, _) => typed,
    };
    let note = if f.raw("note").is_empty() { b.note.as_str() } else { f.raw("note") };
    let outcomes = [Booked::Came, Booked::Missed].map(|o| choice(o.code(), o.label())).to_vec();
    html! {
        (ctx.form(&format!("/drop-in-bookings/{}/attend", b.id), f, html! {
            (kit::hidden("version", &b.version.to_string()))
            (kit::radios("outcome", legend("Did they come?").size(Size::S), outcomes).small().inline().value(outcome).error(wrong.of("outcome")))
            (kit::character_count("note", "What was said, and what you advised", u32::try_from(NOTE).unwrap_or(u32::MAX)).rows(5)
                .hint("In their words where you can. It goes into the enquiry, if one is made.").value(note).error(wrong.of("note")))
            (kit::button("Save").once())
        }))
    }
}

fn change(ctx: &Ctx, s: &Seen, f: &Fields, wrong: &Invalid) -> Markup {
    let b = &s.booking;
    html! {
        (kit::details("Move or cancel it", html! {
            (ctx.form(&format!("/drop-in-bookings/{}/move", b.id), f, html! {
                (kit::hidden("version", &b.version.to_string()))
                (kit::select("time", "Another time", choices(&s.times)).value(f.raw("time")).error(wrong.of("time")))
                (kit::button("Move it").secondary().once())
            }))
            (ctx.form(&format!("/drop-in-bookings/{}/cancel", b.id), &Fields::default(), html! {
                (kit::hidden("version", &b.version.to_string()))
                (kit::button("Cancel this time").warning().once())
            }))
        }))
    }
}

/// What was done, or the page again with what is to be mended.
async fn or_again(ctx: &Ctx, fields: &Fields, done: Result<Response>) -> Result<Response> {
    match done {
        Err(error) => draw(ctx, fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn attend(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::attendance(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("say who came to a drop-in", move |act| {
            actions::attend(act, id, &input)?;
            Ok(Answer::see(format!("/drop-in-bookings/{id}")).saying("Saved."))
        })
        .await;
    or_again(&ctx, &fields, done).await
}

pub(super) async fn enquiry(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let version = match form::version(&mut fields) {
        Ok(version) => version,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("make an enquiry of a drop-in", move |act| {
            let record = actions::make_enquiry(act, id, version)?;
            Ok(Answer::see(format!("/enquiries/{}", record.id))
                .saying("The enquiry is made. Nothing has to be told again."))
        })
        .await;
    or_again(&ctx, &fields, done).await
}

pub(super) async fn move_to(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let (version, time) = match form::move_to(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("move a drop-in booking", move |act| {
            let grant = act.one::<BookDropIns, _>(id)?;
            actions::move_to(act, &grant, version, time)?;
            Ok(Answer::see(format!("/drop-in-bookings/{id}")).saying("The time is moved."))
        })
        .await;
    or_again(&ctx, &fields, done).await
}

pub(super) async fn cancel(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let version = match form::version(&mut fields) {
        Ok(version) => version,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("cancel a drop-in booking", move |act| {
            actions::cancel(act, &act.one::<BookDropIns, _>(id)?, version)?;
            Ok(Answer::see(format!("/drop-in-bookings/{id}")).saying("The time is cancelled."))
        })
        .await;
    or_again(&ctx, &fields, done).await
}
