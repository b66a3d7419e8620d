//! Groups as machines see them.

use access::actions::{BookGroups, ViewGroups};
use kernel::{Error, Result};
use page::{Answer, Ctx, Cursor, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, model, store};

/// A session of a group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSession)]
pub(super) struct Session {
    id: String,
    starts_at: String,
    minutes: i64,
    place: String,
    online: bool,
    facilitator: String,
    /// `planned` or `cancelled`.
    status: String,
}

/// A group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Group {
    id: String,
    name: String,
    sort: String,
    about: String,
    /// The agency that gives it.
    host: String,
    /// The entry of the directory that it belongs to.
    service: Option<String>,
    status: String,
    /// Places for the families of this agency.
    places: i64,
    /// Of these, booked or held.
    taken: i64,
    hold_hours: i64,
    /// Its next session.
    next_at: Option<String>,
    /// Left out of lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sessions: Vec<Session>,
    version: i64,
}

/// One page of groups, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupList {
    items: Vec<Group>,
    /// Send it as `after` to get the next page.
    next: Option<String>,
}

/// A family's booking.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupBooking)]
pub(super) struct Booking {
    id: String,
    group: String,
    /// `booked`, `offered`, `waiting`, `cancelled`, `declined`, `lapsed` or `ended`.
    status: String,
    who: String,
    needs: String,
    queued_at: String,
    /// Until when a place is held.
    held_until: Option<String>,
    version: i64,
}

/// The standing bookings of a group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupBookingList)]
pub(super) struct BookingList {
    items: Vec<Booking>,
    /// Always nothing: a group has no more bookings than one answer holds.
    next: Option<String>,
}

fn group(g: model::Group, sessions: Vec<model::Session>) -> Group {
    Group {
        id: g.id.to_string(),
        name: g.name,
        sort: g.sort.code().into(),
        about: g.about,
        host: g.host_name,
        service: g.service.map(|id| id.to_string()),
        status: g.stand.code().into(),
        places: g.pool.places,
        taken: g.pool.taken,
        hold_hours: g.hold_hours,
        next_at: g.next.map(|at| at.to_string()),
        sessions: sessions
            .into_iter()
            .map(|s| Session {
                id: s.id.to_string(),
                starts_at: s.starts.to_string(),
                minutes: s.minutes,
                place: s.place,
                online: s.online,
                facilitator: s.facilitator,
                status: s.state.code().into(),
            })
            .collect(),
        version: g.version,
    }
}

fn booking(b: model::Booking) -> Booking {
    Booking {
        id: b.id.to_string(),
        group: b.group.to_string(),
        status: b.state.code().into(),
        who: b.who,
        needs: b.needs,
        queued_at: b.queued.to_string(),
        held_until: b.held_until.map(|at| at.to_string()),
        version: b.version,
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ViewGroups>()?, after)).await?;
    ctx.json(&GroupList {
        items: rows.items.into_iter().map(|g| group(g, Vec::new())).collect(),
        next: rows.next.map(|next| next.to_string()),
    })
}

pub(super) async fn plan(ctx: Ctx) -> Result<Response> {
    let (input, first) = form::plan(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("plan a group", move |act| {
        let made = actions::plan_group(act, &input, &first)?;
        let sessions = store::sessions(act, &made)?;
        Answer::made(&group(made, sessions))
    })
    .await
}

pub(super) async fn one(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (found, sessions) = ctx
        .read(move |look| {
            let grant = look.agency::<ViewGroups>()?;
            let found = store::load(look, grant.agency(), id, look.now())?;
            let sessions = store::sessions(look, &found)?;
            Ok((found, sessions))
        })
        .await?;
    ctx.json(&group(found, sessions))
}

pub(super) async fn bookings(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let items = ctx
        .read(move |look| {
            let grant = look.agency::<ViewGroups>()?;
            store::load(look, grant.agency(), id, look.now())?;
            store::bookings(look, &grant, id)
        })
        .await?;
    ctx.json(&BookingList { items: items.into_iter().map(booking).collect(), next: None })
}

pub(super) async fn book(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let wish = form::wish(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("book a place in a group", move |act| {
        act.agency::<BookGroups>()?;
        Answer::made(&booking(actions::book(act, id, &wish)?))
    })
    .await
}

pub(super) async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let yes = form::answer(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("answer a held place", move |act| Answer::done(&booking(actions::answer_offer(act, id, yes)?)))
        .await
}

pub(super) async fn cancel(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = form::version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("cancel a booking", move |act| Answer::done(&booking(actions::cancel_booking(act, id, version)?)))
        .await
}

pub(super) async fn attendance(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let came = form::attendance_listed(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("take attendance", move |act| {
        actions::take_attendance(act, id, &came)?;
        Answer::done(&serde_json::json!({"recorded": came.len()}))
    })
    .await
}
