//! What people see of pairs of records that may be one person.

mod compare;
mod list;
mod show;

use access::actions::{DecideMerge, ProposeMerge};
use maud::{Markup, html};
use page::{
    Route,
    kit::{self, Tone},
};

use super::{
    actions::{fields, not_same, propose},
    model::{Line, State, compare as lines, warnings},
    store::CaseOf,
};
use crate::people::store::Person;

pub(super) fn routes() -> Vec<Route> {
    let proposing = vec![
        Route::get("/same-person", list::page)
            .about("Pairs of records proposed as one person: `?show=merged` for what came of others"),
        Route::get("/same-person.csv", list::csv).about("The same as a file, without names"),
        Route::get("/people/{id}/lookalikes", compare::lookalikes)
            .about("Who of the agency looks like somebody, so that they may have been recorded twice"),
        Route::get("/people/{id}/same-as/{other}", compare::page).about("Two records side by side"),
        Route::post("/people/{id}/same-as/{other}", compare::send)
            .about("Propose that two records are one person")
            .body(|f| drop(propose::fields(f))),
        Route::post("/people/{id}/not-same/{other}", compare::two)
            .about("Record that two records are of two people")
            .body(|f| drop(not_same::fields(f))),
        Route::post("/people/{id}/not-same/{other}/lift", compare::lift)
            .about("Take back that two records are of two people"),
        Route::get("/same-person/{id}", show::page)
            .about("A proposed pair, side by side, and what came of it"),
    ];
    let deciding = vec![
        Route::post("/same-person/{id}/approve", show::approve)
            .about("Say that two records are one person")
            .body(|f| drop(fields(f))),
        Route::post("/same-person/{id}/decline", show::decline)
            .about("Decline that two records are one person")
            .body(|f| drop(fields(f))),
        Route::post("/same-person/{id}/undo", show::undo)
            .about("Make two records two again")
            .body(|f| drop(fields(f))),
    ];
    let proposing = proposing.into_iter().map(|r| r.needs::<ProposeMerge>().personal());
    proposing.chain(deciding.into_iter().map(|r| r.needs::<DecideMerge>().personal())).collect()
}

/// The tag that shows how a proposal stands.
fn state_tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::Proposed => Tone::Soon,
        State::Merged => Tone::Good,
        State::Declined | State::Undone => Tone::Quiet,
    })
}

/// Two records side by side, with what agrees and what differs, and their cases.
fn side_by_side(a: &Person, b: &Person, heads: [&str; 2], cases: [&[CaseOf]; 2]) -> Markup {
    let head = vec![kit::cell("What"), kit::cell(heads[0]), kit::cell(heads[1]), kit::cell("Alike?")];
    let said = |text: &str| if text.is_empty() { "Not recorded".to_owned() } else { text.to_owned() };
    let mut rows: Vec<_> = lines(a, b)
        .iter()
        .map(|Line { what, one, two, agrees }| {
            let tag = match agrees {
                Some(true) => kit::tag("Agrees").tone(Tone::Good),
                Some(false) => kit::tag("Differs").tone(Tone::Late),
                None => kit::tag("Not known").tone(Tone::Quiet),
            };
            vec![kit::cell(*what), kit::cell(said(one)), kit::cell(said(two)), kit::cell(html! { (tag) })]
        })
        .collect();
    rows.push(vec![
        kit::cell("Cases"),
        kit::cell(case_links(cases[0])),
        kit::cell(case_links(cases[1])),
        kit::cell(""),
    ]);
    html! {
        (kit::table(head, rows).caption("The two records side by side").caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
        @for warning in warnings(a, b) { (kit::warning_text(warning)) }
    }
}

fn case_links(cases: &[CaseOf]) -> Markup {
    html! {
        @if cases.is_empty() { "No case" }
        @for case in cases {
            a class="govuk-link" href={ "/cases/" (case.id) } { (case.reference) } " (" (case.state.label().to_lowercase())
            ", since " (kernel::local_date(case.opened).strftime("%-d %B %Y")) ")" br;
        }
    }
}
