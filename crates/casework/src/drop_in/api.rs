//! Drop-ins for machines: the same actions and the same parsers as the pages.

use access::actions::{BookDropIns, HoldDropIns, PublishDropIns, ViewDropIns};
use kernel::{Error, Result};
use page::{Answer, Ctx, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{self, Booker, shown_until},
    form,
    model::{Booking, DropIn, Slot},
    store::{self, bookings},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/drop-ins", list)
            .needs::<ViewDropIns>()
            .about("The agency's drop-ins of the next four weeks with their times, the soonest first")
            .answers::<DropInList>(),
        Route::post("/api/v1/drop-ins", publish)
            .needs::<PublishDropIns>()
            .about("Publish a drop-in or a weekly series")
            .body(|f| drop(form::publish(f)))
            .answers::<DropInsPublished>(),
        Route::get("/api/v1/drop-in-bookings", day)
            .needs::<ViewDropIns>()
            .personal()
            .about("The bookings of one day (`on`, today unless said), the earliest first")
            .answers::<DropInBookings>(),
        Route::post("/api/v1/drop-in-bookings", book)
            .needs::<BookDropIns>()
            .personal()
            .about("Book a time (`time` is SESSION:NUMBER) for somebody")
            .body(|f| drop(form::book_for(f, kernel::Date::MIN)))
            .answers::<DropInBooked>(),
        Route::post("/api/v1/drop-in-bookings/{id}/attendance", attend)
            .needs::<HoldDropIns>()
            .personal()
            .about("Say whether somebody came, and what was said")
            .body(|f| drop(form::attendance(f)))
            .answers::<DropInBooked>(),
        Route::post("/api/v1/drop-in-bookings/{id}/enquiry", enquiry)
            .needs::<HoldDropIns>()
            .personal()
            .about("Make an enquiry of a visit")
            .body(|f| drop(form::version(f)))
            .answers::<DropInBooked>(),
        Route::post("/api/v1/drop-in-bookings/{id}/cancel", cancel)
            .needs::<BookDropIns>()
            .personal()
            .about("Cancel a booking")
            .body(|f| drop(form::version(f)))
            .answers::<DropInBooked>(),
    ]
}

/// A time of a drop-in that has not begun.
#[derive(Serialize, ToSchema)]
struct DropInTime {
    /// What to send as `time` to book it.
    time: String,
    starts: Option<String>,
    places: i64,
    taken: i64,
}

/// A drop-in.
#[derive(Serialize, ToSchema)]
struct DropInLine {
    id: String,
    way: &'static str,
    place: String,
    audience: &'static str,
    about: String,
    starts: String,
    minutes: i64,
    times: Vec<DropInTime>,
    status: &'static str,
    version: i64,
}

/// The drop-ins of the next four weeks.
#[derive(Serialize, ToSchema)]
struct DropInList {
    items: Vec<DropInLine>,
    /// Always nothing: the list is whole.
    next: Option<String>,
}

/// What was published.
#[derive(Serialize, ToSchema)]
struct DropInsPublished {
    items: Vec<DropInLine>,
    /// Weekends and bank holidays that were left out.
    left_out: Vec<String>,
}

/// A booking.
#[derive(Serialize, ToSchema)]
struct DropInBooked {
    id: String,
    drop_in: String,
    starts: String,
    /// `booked`, `came`, `missed`, `cancelled` or `called-off`.
    status: &'static str,
    asker: Option<&'static str>,
    first_name: String,
    last_name: String,
    phone: String,
    email: String,
    story: String,
    note: String,
    enquiry: Option<String>,
    version: i64,
}

/// The bookings of a day.
#[derive(Serialize, ToSchema)]
struct DropInBookings {
    items: Vec<DropInBooked>,
    /// Always nothing: the list is whole.
    next: Option<String>,
}

fn line(d: DropIn, slots: &[Slot]) -> DropInLine {
    let time = |slot: &Slot| DropInTime {
        time: format!("{}:{}", d.id, slot.number),
        starts: d.slot_starts(slot.number).map(|at| at.to_string()),
        places: slot.places,
        taken: slot.taken,
    };
    DropInLine {
        times: slots.iter().map(time).collect(),
        id: d.id.to_string(),
        way: d.way.code(),
        audience: d.audience.code(),
        starts: d.starts.to_string(),
        minutes: d.minutes,
        status: d.state.code(),
        version: d.version,
        place: d.place,
        about: d.about,
    }
}

fn booked(b: Booking) -> DropInBooked {
    DropInBooked {
        id: b.id.to_string(),
        drop_in: b.drop_in.to_string(),
        starts: b.starts.to_string(),
        status: b.state.code(),
        asker: b.told.asker.map(|a| a.code()),
        first_name: b.told.first_name,
        last_name: b.told.last_name,
        phone: b.told.phone,
        email: b.told.email,
        story: b.told.story,
        note: b.note,
        enquiry: b.enquiry.map(|id| id.to_string()),
        version: b.version,
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(|look| store::ahead(look, look.agency::<ViewDropIns>()?.agency(), shown_until(look.now())))
        .await?;
    ctx.json(&DropInList { items: all.into_iter().map(|(d, slots)| line(d, &slots)).collect(), next: None })
}

async fn publish(ctx: Ctx) -> Result<Response> {
    let input = form::publish(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("publish a drop-in", move |act| {
        let published = actions::publish(act, &input)?;
        let mut items = Vec::new();
        for session in published.sessions {
            let slots = store::slots(act, session.id)?;
            items.push(line(session, &slots));
        }
        let left_out = published.left_out.iter().map(ToString::to_string).collect();
        Answer::made(&DropInsPublished { items, left_out })
    })
    .await
}

async fn day(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let on = query.date_opt("on");
    query.finish(|| Some(())).map_err(Error::Invalid)?;
    let on = on.unwrap_or_else(|| ctx.today());
    let england = kernel::Calendar::england();
    let next = england.add_days(on, 1);
    let all = ctx
        .read(move |look| {
            bookings::of_day(
                look,
                &look.agency::<ViewDropIns>()?,
                england.start_of(on),
                england.start_of(next),
            )
        })
        .await?;
    ctx.json(&DropInBookings { items: all.into_iter().map(booked).collect(), next: None })
}

async fn book(ctx: Ctx) -> Result<Response> {
    let (time, told, case) = form::book_for(&mut ctx.fields()?, ctx.today()).map_err(Error::Invalid)?;
    let site = page::site::base(&ctx.request).ok();
    ctx.act("book a drop-in for somebody", move |act| {
        let booker = Booker::Worker { case: case.clone() };
        Answer::made(&booked(actions::book(act, &booker, time, &told, site.as_deref())?.booking))
    })
    .await
}

async fn attend(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let input = form::attendance(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("say who came to a drop-in", move |act| {
        actions::attend(act, id, &input)?;
        Answer::done(&booked(bookings::load(act, &act.one::<HoldDropIns, _>(id)?)?))
    })
    .await
}

async fn enquiry(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = form::version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("make an enquiry of a drop-in", move |act| {
        actions::make_enquiry(act, id, version)?;
        Answer::done(&booked(bookings::load(act, &act.one::<HoldDropIns, _>(id)?)?))
    })
    .await
}

async fn cancel(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = form::version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("cancel a drop-in booking", move |act| {
        let grant = act.one::<BookDropIns, _>(id)?;
        actions::cancel(act, &grant, version)?;
        Answer::done(&booked(bookings::load(act, &grant)?))
    })
    .await
}
