//! The duty worker's list of one day: who comes when.

use std::collections::BTreeMap;

use access::{Look, actions::ViewDropIns};
use kernel::{Date, Invalid, Moment, Result, local_time};
use maud::html;
use page::{
    Ctx, Response, csv_file,
    kit::{self, Size, cell, layout},
};

use super::{session::who, state_tag};
use crate::drop_in::{
    model::{Booking, DropIn},
    store::{self, bookings},
};

fn asked(ctx: &Ctx) -> (Date, Invalid) {
    let mut query = ctx.query();
    let on = query.date_opt("on");
    (on.unwrap_or_else(|| ctx.today()), query.finish(|| Some(())).err().unwrap_or_default())
}

fn on_day(look: &Look<'_>, on: Date) -> Result<Vec<(DropIn, Booking)>> {
    let grant = look.agency::<ViewDropIns>()?;
    let england = kernel::Calendar::england();
    let next = england.add_days(on, 1);
    let booked = bookings::of_day(look, &grant, england.start_of(on), england.start_of(next))?;
    // A day has few sessions, and each is read once.
    let mut sessions: BTreeMap<_, DropIn> = BTreeMap::new();
    booked
        .into_iter()
        .map(|b| {
            let session = match sessions.get(&b.drop_in) {
                Some(known) => known.clone(),
                None => store::public(look, b.drop_in)?,
            };
            sessions.insert(b.drop_in, session.clone());
            Ok((session, b))
        })
        .collect()
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let (on, wrong) = asked(&ctx);
    let all = ctx.read(move |look| on_day(look, on)).await?;
    let england = kernel::Calendar::england();
    let (before, after) = (england.add_days(on, -1), england.add_days(on, 1));
    let rows = all.iter().map(|(d, b)| {
        vec![
            cell(html! { a class="govuk-link" href={ "/drop-in-bookings/" (b.id) } { (local_time(b.starts)) " " (who(b)) } }),
            cell(b.told.asker.map_or("", |a| a.label())),
            cell(d.way.label()),
            cell(if b.told.phone.is_empty() { b.told.email.as_str() } else { b.told.phone.as_str() }),
            cell(state_tag(b.state)),
        ]
    });
    let parts = [on.day().to_string(), on.month().to_string(), on.year().to_string()];
    let body = html! {
        (layout::page_heading(Some("Drop-ins"), on.strftime("%A %-d %B %Y").to_string()))
        (layout::filters("/drop-ins/day", html! {
            (kit::date_input("on", kit::legend("Day").size(Size::S)).values(parts).error(wrong.of("on")))
        }))
        @if all.is_empty() { (kit::nothing_here("Nobody has booked a time on this day.")) } @else {
            (kit::table(["Who", "They are", "How", "Reach them", "How it stands"].map(cell).into(), rows.collect())
                .caption("Who comes, the earliest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/drop-ins/day?on=" (before) } { "The day before" } " · "
            a class="govuk-link" href={ "/drop-ins/day?on=" (after) } { "The day after" } " · "
            a class="govuk-link" href={ "/drop-ins/day.csv?on=" (on) } { "Download this day (CSV, without names)" }
        }
        (kit::print_button("Print this list"))
    };
    Ok(ctx.page("Drop-ins of a day", body).back("/drop-ins", "Drop-ins").dense().errors(&wrong).respond())
}

pub(super) async fn file(ctx: Ctx) -> Result<Response> {
    let (on, _) = asked(&ctx);
    let all = ctx.read(move |look| on_day(look, on)).await?;
    let lines = all.into_iter().map(|(d, b)| {
        vec![
            b.starts.to_string(),
            Moment(b.starts).to_string(),
            d.way.code().to_owned(),
            b.told.asker.map_or("", |a| a.code()).to_owned(),
            b.state.code().to_owned(),
            if b.enquiry.is_some() { "yes" } else { "no" }.to_owned(),
        ]
    });
    csv_file("drop-ins-day", &["starts", "local", "way", "asker", "status", "enquiry"], lines)
}
