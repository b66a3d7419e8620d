//! Drop-ins as people see them: anybody's page to book, the page behind a link, a family's own, and the worker's.

mod booking;
mod day;
mod link;
mod my;
mod public;
mod publish;
mod session;

use access::{
    Look,
    actions::{BookDropIns, HoldDropIns, PublishDropIns, ViewDropIns},
};
use kernel::{Id, Invalid, Moment, Result, Timestamp, kinds::Organisation};
use maud::{Markup, html};
use page::{
    Ctx, Fields, Route, fine,
    kit::{self, Size, Tone},
};

use super::{
    actions::shown_until,
    form,
    model::{Booked, Booking, DropIn, Slot},
    store,
};
use crate::{front_door::model::Asker, words::NOTE};

pub(super) fn routes() -> Vec<Route> {
    [public_routes(), family_routes(), worker_routes()].concat()
}

fn public_routes() -> Vec<Route> {
    vec![
        Route::get("/drop-in", public::list)
            .public()
            .about("The drop-ins of an agency, with the times that are free"),
        Route::get("/drop-in/book", public::ask)
            .public()
            .about("The page on which anybody books a time at a drop-in"),
        Route::post("/drop-in/book", public::book)
            .public()
            .personal()
            .about("Book a time at a drop-in without an account"),
        Route::get("/drop-in/booked/{secret}", link::show)
            .public()
            .about("What was booked, for whoever holds its link: when and where, and nothing of who booked"),
        Route::post("/drop-in/booked/{secret}/move", link::move_to)
            .public()
            .personal()
            .about("Move a booking with its link"),
        Route::post("/drop-in/booked/{secret}/cancel", link::cancel)
            .public()
            .personal()
            .about("Cancel a booking with its link"),
    ]
}

fn family_routes() -> Vec<Route> {
    vec![
        Route::get("/my/drop-ins", my::list)
            .needs::<BookDropIns>()
            .personal()
            .about("The drop-ins that a family can book, and its own bookings"),
        Route::get("/my/drop-ins/book", my::ask)
            .needs::<BookDropIns>()
            .personal()
            .about("The page on which a family books a time at a drop-in"),
        Route::post("/my/drop-ins/book", my::book)
            .needs::<BookDropIns>()
            .personal()
            .about("Book a time at a drop-in for one's own family")
            .body(|f| drop(form::book(f, kernel::Channel::Web, kernel::Date::MIN))),
        Route::post("/my/drop-in-bookings/{id}/cancel", my::cancel)
            .needs::<BookDropIns>()
            .personal()
            .about("Cancel one's own booking"),
    ]
}

fn worker_routes() -> Vec<Route> {
    vec![
        Route::get("/drop-ins", session::list)
            .needs::<ViewDropIns>()
            .about("The agency's drop-in sessions, and how many of their times are booked"),
        Route::get("/drop-ins.csv", session::file)
            .needs::<ViewDropIns>()
            .about("The agency's drop-in sessions as a CSV file"),
        Route::get("/drop-ins/new", publish::ask)
            .needs::<PublishDropIns>()
            .about("The page on which a drop-in or a series is published"),
        Route::post("/drop-ins/new", publish::publish)
            .needs::<PublishDropIns>()
            .about("Publish a drop-in or a series")
            .body(|f| drop(form::publish(f))),
        Route::get("/drop-ins/day", day::show)
            .needs::<ViewDropIns>()
            .personal()
            .about("Everybody who booked a time on one day"),
        Route::get("/drop-ins/day.csv", day::file)
            .needs::<ViewDropIns>()
            .personal()
            .about("The bookings of one day as a CSV file, without names"),
        Route::get("/drop-ins/book", session::ask)
            .needs::<BookDropIns>()
            .personal()
            .about("The page on which a worker books a time for somebody"),
        Route::post("/drop-ins/book", session::book)
            .needs::<BookDropIns>()
            .personal()
            .about("Book a time at a drop-in for somebody")
            .body(|f| drop(form::book_for(f, kernel::Date::MIN))),
        Route::get("/drop-ins/{id}", session::show)
            .needs::<ViewDropIns>()
            .personal()
            .about("One drop-in session: its times, and who booked"),
        Route::post("/drop-ins/{id}/call-off", session::call_off)
            .needs::<PublishDropIns>()
            .personal()
            .about("Call a drop-in session off: everybody who booked is told")
            .body(|f| drop(form::version(f))),
        Route::get("/drop-in-bookings/{id}", booking::show)
            .needs::<ViewDropIns>()
            .personal()
            .about("One booking: who comes, what about, and whether they came"),
        Route::post("/drop-in-bookings/{id}/attend", booking::attend)
            .needs::<HoldDropIns>()
            .personal()
            .about("Say whether somebody came, and what was said")
            .body(|f| drop(form::attendance(f))),
        Route::post("/drop-in-bookings/{id}/enquiry", booking::enquiry)
            .needs::<HoldDropIns>()
            .personal()
            .about("Make an enquiry of a visit, without asking for anything again")
            .body(|f| drop(form::version(f))),
        Route::post("/drop-in-bookings/{id}/move", booking::move_to)
            .needs::<BookDropIns>()
            .personal()
            .about("Move a booking for somebody")
            .body(|f| drop(form::move_to(f))),
        Route::post("/drop-in-bookings/{id}/cancel", booking::cancel)
            .needs::<BookDropIns>()
            .personal()
            .about("Cancel a booking for somebody")
            .body(|f| drop(form::version(f))),
    ]
}

fn state_tag(state: Booked) -> Markup {
    let tone = match state {
        Booked::Booked => Tone::Calm,
        Booked::Came => Tone::Good,
        Booked::Missed => Tone::Soon,
        Booked::Cancelled | Booked::CalledOff => Tone::Quiet,
    };
    html! { (kit::tag(state.label()).tone(tone)) }
}

/// When a time begins and ends, in England.
fn span(d: &DropIn, starts: Timestamp) -> String {
    let ends = starts.checked_add(jiff::SignedDuration::from_mins(d.minutes)).unwrap_or(starts);
    format!("{} to {}", kernel::local_time(starts), kernel::local_time(ends))
}

/// When and where, for a summary.
fn facts(d: &DropIn, starts: Timestamp) -> Markup {
    html! {
        (kit::summary_list(vec![
            kit::row("When", format!("{}, {} minutes", Moment(starts), d.minutes)),
            kit::row("How", d.way.label()),
            kit::row(if d.way == super::model::Way::Place { "Where" } else { "How to join" }, d.place.as_str()),
            kit::row("Who it is for", d.audience.label()),
        ]))
    }
}

/// Every free time that lies ahead at an agency, to choose one from.
fn free_times(look: &Look<'_>, agency: Id<Organisation>) -> Result<Vec<(DropIn, Vec<Slot>)>> {
    let mut all = store::ahead(look, agency, shown_until(look.now()))?;
    all.iter_mut().for_each(|(_, slots)| slots.retain(|slot| slot.free() > 0));
    all.retain(|(_, slots)| !slots.is_empty());
    Ok(all)
}

/// The free times to which a booking can be moved: of sessions for whoever comes, and another than its own.
fn other_times(look: &Look<'_>, b: &Booking) -> Result<Vec<(DropIn, Vec<Slot>)>> {
    let mut all = free_times(look, b.agency)?;
    all.retain(|(session, _)| session.audience.must_take(b.told.asker).is_ok());
    let own = |session: &DropIn, slot: &Slot| (session.id, slot.number) == (b.drop_in, b.slot);
    all.iter_mut().for_each(|(session, slots)| slots.retain(|slot| !own(session, slot)));
    Ok(all)
}

/// The same as choices of a list: the value, and its words.
fn choices(times: &[(DropIn, Vec<Slot>)]) -> Vec<(String, String)> {
    let none = std::iter::once((String::new(), "Choose a time".to_owned()));
    let each = times.iter().flat_map(|(d, slots)| {
        slots.iter().filter_map(move |slot| {
            let starts = d.slot_starts(slot.number)?;
            Some((
                format!("{}:{}", d.id, slot.number),
                format!("{}, {}", Moment(starts), d.way.label().to_lowercase()),
            ))
        })
    });
    none.chain(each).collect()
}

/// Sessions with links to their free times; `book` is the page that books one.
fn to_book(times: &[(DropIn, Vec<Slot>)], book: &str) -> Markup {
    html! {
        @for (d, slots) in times {
            section class="govuk-!-margin-bottom-6" {
                h2 class="govuk-heading-m" { (kernel::local_date(d.starts).strftime("%A %-d %B %Y").to_string()) }
                p class="govuk-body" { (d.way.label()) ": " (d.place) br; "For: " (d.audience.label().to_lowercase()) ". Each time lasts " (d.minutes) " minutes." }
                @if !d.about.is_empty() { p class="govuk-body" { (d.about) } }
                ul class="govuk-list" {
                    @for slot in slots {
                        @if let Some(starts) = d.slot_starts(slot.number) {
                            li {
                                a class="govuk-link" href={ (book) "?time=" (d.id) ":" (slot.number) } {
                                    "Book " (span(d, starts)) span class="govuk-visually-hidden" { " on " (Moment(starts)) }
                                }
                                @if d.places > 1 { " (" (slot.free()) " free)" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The fields of a booking, as they were typed.
fn wish_fields(f: &Fields, wrong: &Invalid, councils: &[access::organisations::Organisation]) -> Markup {
    let line = |name: &str, words: &str| kit::input(name, words).value(f.raw(name)).error(wrong.of(name));
    let askers = Asker::ALL.iter().map(|a| (a.code(), a.label()));
    let none = std::iter::once((String::new(), "Choose a council".to_owned()));
    let councils = none.chain(councils.iter().map(|c| (c.code.clone(), c.name.clone())));
    let write = vec![
        kit::choice("yes", "You may write to this address")
            .hint("Tick it only where nobody reads along who should not"),
    ];
    html! {
        (kit::select("asker", "Who you are", [("", "Choose")].into_iter().chain(askers)).value(f.raw("asker")).error(wrong.of("asker")))
        (line("first-name", "First name").autocomplete("given-name"))
        (line("last-name", "Last name").autocomplete("family-name"))
        (line("works-for", "Where you work (professionals only)"))
        (line("phone", "Phone number").telephone().autocomplete("tel"))
        (line("email", "Email address").email().autocomplete("email"))
        (kit::checkboxes("write", kit::legend("Letters about this time").size(Size::S), write).small()
            .values(f.all("write")).error(wrong.of("write")))
        (kit::select("council", "Council where the family lives", councils).value(f.raw("council")).error(wrong.of("council")))
        (kit::character_count("story", "What would you like to talk about?", u32::try_from(NOTE).unwrap_or(u32::MAX))
            .hint("A sentence or two. It is kept, so that you do not have to tell it again.").rows(4)
            .value(f.raw("story")).error(wrong.of("story")))
    }
}

/// The address at which this service is reached, for letters; none where it does not know it.
fn site(ctx: &Ctx) -> Option<String> {
    page::site::base(&ctx.request).ok()
}
