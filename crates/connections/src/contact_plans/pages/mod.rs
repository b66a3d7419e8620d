//! What workers see of contact plans. No page shows people of both sides: the wire's pages name nobody but those who
//! sign, and each side has a page of its own.

mod birth;
mod case;
mod list;
mod plan;
mod sides;

use access::actions::{ListContact, RecordContact, ViewContact};
use kernel::Coded;
use page::{
    Route,
    kit::{self, Markup, Tone},
};

use super::{
    form,
    model::{PlanState, Terms},
};
use crate::words::day;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/contact-plans", list::page)
            .needs::<ListContact>()
            .personal()
            .about("The agency's contact plans, the newest first"),
        Route::get("/contact-plans.csv", list::csv)
            .needs::<ListContact>()
            .personal()
            .about("The agency's contact plans as a file"),
        Route::get("/cases/{id}/contact", case::page)
            .needs::<ViewContact>()
            .personal()
            .about("How a child stays in touch, from the adoptive family's side"),
        Route::get("/cases/{id}/contact/new", case::new)
            .needs::<RecordContact>()
            .personal()
            .about("The page on which a contact plan is started"),
        Route::post("/cases/{id}/contact/new", case::start)
            .needs::<RecordContact>()
            .personal()
            .about("Start a contact plan")
            .body(|f| drop(form::start_fields(f))),
        Route::get("/birth-people/{id}/contact-plans", birth::page)
            .needs::<ViewContact>()
            .personal()
            .about("How a birth relative stays in touch, from their side"),
        Route::post("/birth-people/{id}/contact-plans", birth::join)
            .needs::<RecordContact>()
            .personal()
            .about("Add a birth relative to a contact plan by its reference")
            .body(|f| drop(form::join_fields(f))),
        Route::get("/contact-plans/{id}", plan::page)
            .needs::<ViewContact>()
            .personal()
            .about("A contact plan: what is agreed, and its letters, without anybody's record"),
        Route::get("/contact-plans/{id}/terms", plan::terms)
            .needs::<RecordContact>()
            .personal()
            .about("The page on which a contact plan is reviewed or changed"),
        Route::post("/contact-plans/{id}/terms", plan::change)
            .needs::<RecordContact>()
            .personal()
            .about("Review or change a contact plan")
            .body(|f| drop(form::change_fields(f))),
        Route::get("/contact-plans/{id}/adoptive", sides::adoptive)
            .needs::<ViewContact>()
            .personal()
            .about("The adoptive family's side of a contact plan, for its coordinator"),
        Route::post("/contact-plans/{id}/adoptive", sides::adoptive_wish)
            .needs::<RecordContact>()
            .personal()
            .about("Write down what the adoptive family wishes"),
        Route::get("/contact-plans/{id}/birth", sides::birth)
            .needs::<ViewContact>()
            .personal()
            .about("The birth relative's side of a contact plan, for its coordinator"),
        Route::post("/contact-plans/{id}/birth", sides::birth_wish)
            .needs::<RecordContact>()
            .personal()
            .about("Write down what the birth relative wishes"),
    ]
}

/// How a plan stands, as a tag.
pub(crate) fn state_tag(state: PlanState) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        PlanState::Active => Tone::Good,
        PlanState::Paused => Tone::Soon,
        PlanState::Ended => Tone::Quiet,
    })
}

fn labels<T: Coded>(all: &[T]) -> String {
    all.iter().map(|v| v.label_of()).collect::<Vec<_>>().join("; ")
}

/// The months in words.
pub(crate) fn months(terms: &Terms) -> String {
    let named: Vec<&str> = terms
        .months
        .iter()
        .filter_map(|m| form::Month::from_code(&m.to_string()))
        .map(form::Month::label)
        .collect();
    if named.is_empty() { "None".to_owned() } else { named.join(", ") }
}

/// What is agreed, in words that either side may read.
pub(crate) fn agreed(terms: &Terms) -> Vec<kit::Row> {
    vec![
        kit::row("How", labels(&terms.kinds)),
        kit::row("Letters are due in", months(terms)),
        kit::row("Who writes", terms.writers.label()),
        kit::row("Photographs", terms.photos.label()),
        kit::row("Who carries it", terms.managed.label()),
        kit::row("The one meeting", terms.meeting.label()),
        kit::row("Looked at again", day(terms.review_on)),
    ]
}

/// What a side wished over time, the newest first.
fn wishes(all: &[super::faces::Wish]) -> Markup {
    let events: Vec<_> = all
        .iter()
        .map(|w| kit::event(day(w.on), "Wishes").datetime(w.on.to_string()).body(w.words.as_str()))
        .collect();
    kit::timeline(&events)
}
