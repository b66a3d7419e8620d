//! Groups as families see them: what they can book, what they have booked, and the place that is held for them.

use access::{Look, Own, actions::BookGroups};
use kernel::{Error, Id, Invalid, Moment, Result, kinds::Family};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{state_tag, when, wish_fields};
use crate::{
    groups::{
        actions::{self, agency_of},
        form,
        model::{Group, State},
        store::{self, Line},
    },
    words::fine,
};

/// The family that asks, with its agency.
fn own(look: &Look<'_>) -> Result<(Id<Family>, Id<kernel::kinds::Organisation>)> {
    let grant = look.own::<BookGroups>()?;
    let Own::Family(family) = *grant.own() else { return Err(Error::Forbidden) };
    // A family that nobody has written down yet has no agency, and so no groups.
    Ok((family, agency_of(look, family)?))
}

pub(in crate::groups) async fn list(ctx: Ctx) -> Result<Response> {
    draw_list(&ctx, &fine()).await
}

async fn draw_list(ctx: &Ctx, wrong: &Invalid) -> Result<Response> {
    let (lines, groups) = ctx
        .read(|look| {
            let lines = store::of_family(look, &look.own::<BookGroups>()?)?;
            let groups = match own(look) {
                Ok((_, agency)) => store::open(look, agency, look.now())?,
                Err(Error::NotFound) => Vec::new(),
                Err(error) => return Err(error),
            };
            Ok((lines, groups))
        })
        .await?;
    let (standing, over): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|l| l.booking.state.stands());
    let free: Vec<&Group> =
        groups.iter().filter(|g| !standing.iter().any(|l| l.booking.group == g.id)).collect();
    let body = html! {
        (layout::page_heading(None, "Groups"))
        @if standing.is_empty() {
            (kit::nothing_here("You have not booked a group."))
        } @else {
            h2 class="govuk-heading-m" { "Your bookings" }
            @for line in &standing { (one_booking(ctx, line)) }
        }
        h2 class="govuk-heading-m" { "Groups you can book" }
        @if free.is_empty() {
            (kit::nothing_here("Nothing more is planned just now. Look again, or ask your coordinator."))
        }
        @for group in free { (one_group(group)) }
        @if !over.is_empty() {
            (kit::details("Bookings that are over", html! {
                ul class="govuk-list" { @for line in &over { li { (line.group) " " (state_tag(line.booking.state)) } } }
            }))
        }
        p class="govuk-body" { a class="govuk-link" href="/directory" { "Find other support in the directory" } }
    };
    Ok(ctx.page("Groups", body).errors(wrong).respond())
}

fn one_group(g: &Group) -> Markup {
    html! {
        h3 class="govuk-heading-s" { a class="govuk-link" href={ "/my/groups/" (g.id) } { (g.name) } }
        p class="govuk-body" {
            (g.sort.label()) " · " (g.host_name)
            @if let Some(next) = g.next { " · next on " (Moment(next).to_string()) }
            br; @if g.pool.free() > 0 { strong { (free_words(g.pool.free())) } } @else { "Full: you can join the waiting list" }
        }
    }
}

fn free_words(free: i64) -> String {
    if free == 1 { "1 place free".into() } else { format!("{free} places free") }
}

fn one_booking(ctx: &Ctx, line: &Line) -> Markup {
    let b = &line.booking;
    html! {
        h3 class="govuk-heading-s" { a class="govuk-link" href={ "/my/groups/" (b.group) } { (line.group) } " " (state_tag(b.state)) }
        p class="govuk-body" { "For " (b.who) @if let Some(next) = line.next { " · next on " (Moment(next).to_string()) } }
        @if b.state == State::Offered { (held(ctx, line)) }
        @else { (cancel_form(ctx, line)) }
    }
}

fn held(ctx: &Ctx, line: &Line) -> Markup {
    let b = &line.booking;
    html! {
        @if let Some(until) = b.held_until {
            (kit::inset_text(format!("A place is free. We hold it for you until {}.", Moment(until))))
        }
        (ctx.form(&format!("/my/bookings/{}/answer", b.id), &Fields::default(), html! {
            (kit::button_group(html! {
                (kit::button("Yes, we take the place").name_value("yes", "yes"))
                (kit::button("No, give it to the next").secondary().name_value("yes", "no"))
            }))
        }))
    }
}

fn cancel_form(ctx: &Ctx, line: &Line) -> Markup {
    let b = &line.booking;
    let words = if b.state == State::Waiting { "Leave the waiting list" } else { "Cancel our place" };
    html! {
        (ctx.form(&format!("/my/bookings/{}/cancel", b.id), &Fields::default(), html! {
            (kit::hidden("version", &b.version.to_string()))
            (kit::button(html! { (words) span class="govuk-visually-hidden" { " of " (line.group) } }).secondary())
        }))
    }
}

pub(in crate::groups) async fn one(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id("event")?;
    let (group, sessions, line) = ctx
        .read(move |look| {
            let (family, agency) = own(look)?;
            let group = store::load(look, agency, id, look.now())?;
            let sessions = store::sessions(look, &group)?;
            let standing = store::standing(look, id, family)?;
            let line = standing.map(|booking| Line { booking, group: group.name.clone(), next: group.next });
            Ok((group, sessions, line))
        })
        .await?;
    let booked = line.as_ref().is_some_and(|l| l.booking.state == State::Booked);
    let full = group.pool.free() == 0;
    let bookable = crate::groups::model::takes_bookings(&group, ctx.now).is_ok();
    let body = html! {
        (layout::page_heading(Some(&group.host_name), group.name.as_str()))
        p class="govuk-body-l" { (group.about) }
        h2 class="govuk-heading-m" { "When and where" }
        @if sessions.is_empty() { (kit::nothing_here("No session is planned yet.")) } @else {
            ul class="govuk-list govuk-list--bullet" { @for s in &sessions { li { (when(s, booked)) } } }
        }
        @if let Some(line) = &line {
            h2 class="govuk-heading-m" { "Your booking" }
            (one_booking(ctx, line))
        } @else if !bookable {
            (kit::inset_text("This group takes no bookings now."))
        } @else {
            h2 class="govuk-heading-m" { @if full { "Join the waiting list" } @else { "Book a place" } }
            @if full {
                p class="govuk-body" {
                    "The group is full. A freed place goes to whoever has waited longest, and is held for " (group.hold_hours)
                    " hours. We write to you."
                }
            } @else { p class="govuk-body" { (free_words(group.pool.free())) ". You come to all sessions together." } }
            (ctx.form(&format!("/my/groups/{id}"), f, html! {
                (wish_fields(f, wrong, ctx.actor.name()))
                @if full { (kit::hidden("wait", "yes")) }
                (kit::button(if full { "Join the waiting list" } else { "Book a place" }).once())
            }))
        }
    };
    Ok(ctx.page(group.name.clone(), body).back("/my/groups", "Back to groups").errors(wrong).respond())
}

pub(in crate::groups) async fn book(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("event")?;
    let mut fields = ctx.fields()?;
    let wish = match form::wish(&mut fields) {
        Ok(wish) => wish,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("book a place in a group", move |act| {
        act.own::<BookGroups>()?;
        let booking = actions::book(act, id, &wish)?;
        let words = match booking.state {
            State::Booked => "Your place is booked.",
            _ => "You are on the waiting list. We write to you when a place is free.",
        };
        Ok(Answer::see("/my/groups").saying(words))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::groups) async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let yes = match form::answer(&mut ctx.fields()?) {
        Ok(yes) => yes,
        Err(invalid) => return draw_list(&ctx, &invalid).await,
    };
    let done = ctx.act("answer a held place", move |act| {
        act.own::<BookGroups>()?;
        actions::answer_offer(act, id, yes)?;
        let words =
            if yes { "Your place is booked." } else { "Thank you. The place goes to the next family." };
        Ok(Answer::see("/my/groups").saying(words))
    });
    match done.await {
        Err(error) => draw_list(&ctx, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::groups) async fn cancel(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = match form::version(&mut ctx.fields()?) {
        Ok(version) => version,
        Err(invalid) => return draw_list(&ctx, &invalid).await,
    };
    let done = ctx.act("cancel one's own booking", move |act| {
        act.own::<BookGroups>()?;
        actions::cancel_booking(act, id, version)?;
        Ok(Answer::see("/my/groups").saying("Your booking is cancelled. Thank you for telling us."))
    });
    match done.await {
        Err(error) => draw_list(&ctx, &page::mend(error)?).await,
        done => done,
    }
}
