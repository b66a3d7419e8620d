//! When it gets hard: an escalation is opened on a case, somebody leads within the promised time, adoption expertise stays on whoever
//! leads, partners are asked with a clock, the family hears what happens next, and what was learned is kept (requirements PL6, PL7).
//!
//! ```text
//! opened ──> adoption worker stays on ──> lead named (promise) ──> lead handed over (counted)
//!   │            │ allegation: somebody else enquires, and neither reads the other's notes
//!   ├──> partners involved ──> asked by a day (promise) ──> answered │ refused │ late
//!   ├──> family told what happens next (promise) ──> /my/what-happens-next
//!   └──> stepped down: why, what stays ──> learned from: across the agency without names
//! ```

pub mod actions;
mod api;
pub mod form;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
pub(crate) mod testing;
pub mod words;

use access::{
    Action,
    actions::{ReadNextSteps, ViewEscalation, WorkEscalation},
    permissions::Reach,
};
use form::Did;
use page::{NavItem, Route};

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/escalations",
        text: "Escalations",
        needs: ViewEscalation::NAME,
        reach: Reach::Agency,
    }]
}

/// Each step with its page, its address in the API, and what it is for.
const STEPS: &[(Did, &str, &str, &str)] = &[
    (
        Did::Keep,
        "/escalations/{id}/adoption-worker",
        "/api/v1/escalations/{id}/adoption-worker",
        "Name the adoption worker who stays on, and who enquires into an allegation",
    ),
    (
        Did::Lead,
        "/escalations/{id}/lead",
        "/api/v1/escalations/{id}/lead",
        "Say who leads from now on; a change is counted as a hand-off",
    ),
    (
        Did::Involve,
        "/escalations/{id}/involve",
        "/api/v1/escalations/{id}/involve",
        "Say who is involved, from which day",
    ),
    (
        Did::Ask,
        "/escalations/{id}/ask",
        "/api/v1/escalations/{id}/ask",
        "Ask a partner for something, by a day",
    ),
    (
        Did::Answer,
        "/escalations/{id}/answer",
        "/api/v1/escalations/{id}/answer",
        "Write down that a partner answered or refused",
    ),
    (
        Did::Tell,
        "/escalations/{id}/tell-family",
        "/api/v1/escalations/{id}/tell-family",
        "Tell the family what happens next",
    ),
    (Did::Note, "/escalations/{id}/note", "/api/v1/escalations/{id}/note", "Write a note of an escalation"),
    (
        Did::StepDown,
        "/escalations/{id}/step-down",
        "/api/v1/escalations/{id}/step-down",
        "Say why it is less hard now, and what stays in place",
    ),
    (
        Did::Learn,
        "/escalations/{id}/learn",
        "/api/v1/escalations/{id}/learn",
        "Write down what was learned from an escalation",
    ),
];

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    [staff(), steps(), machines()].concat()
}

fn staff() -> Vec<Route> {
    vec![
        Route::get("/escalations", pages::list::page).needs::<ViewEscalation>().personal().about(
            "Where it got hard for families: who leads, and what wants somebody's eye; ?state= says which",
        ),
        Route::get("/escalations.csv", pages::list::csv)
            .needs::<ViewEscalation>()
            .personal()
            .about("Escalations with their alarms and hand-offs as a CSV file"),
        Route::get("/escalations/learning", pages::learning::page)
            .needs::<ViewEscalation>()
            .personal()
            .about("What was learned from escalations, without names"),
        Route::get("/escalations/learning.csv", pages::learning::csv)
            .needs::<ViewEscalation>()
            .personal()
            .about("What was learned from escalations as a CSV file, without names"),
        Route::get("/cases/{id}/escalations", pages::case::page)
            .needs::<ViewEscalation>()
            .personal()
            .about("The escalations of a case, and the form to open one"),
        Route::post("/cases/{id}/escalations", pages::case::open)
            .needs::<WorkEscalation>()
            .personal()
            .about("Open an escalation")
            .body(|f| drop(form::opening(f))),
        Route::get("/escalations/{id}", pages::show::page)
            .needs::<ViewEscalation>()
            .personal()
            .about("An escalation: who leads, who is involved, what was asked, what the family knows"),
        Route::get("/my/what-happens-next", pages::my::page)
            .needs::<ReadNextSteps>()
            .personal()
            .about("What a family is told happens next"),
    ]
}

fn steps() -> Vec<Route> {
    let pages = STEPS.iter().flat_map(|(did, path, _, about)| {
        let did = *did;
        [
            Route::get(path, move |ctx| pages::step::page(ctx, did))
                .needs::<WorkEscalation>()
                .personal()
                .about(about),
            Route::post(path, move |ctx| pages::step::send(ctx, did))
                .needs::<WorkEscalation>()
                .personal()
                .about(about)
                .body(did.body()),
        ]
    });
    pages.collect()
}

fn machines() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/api/v1/escalations", api::list)
            .needs::<ViewEscalation>()
            .personal()
            .about("Escalations of an agency, the newest first; ?state= says which")
            .answers::<api::EscalationList>(),
        Route::get("/api/v1/escalations/learning", api::learning)
            .needs::<ViewEscalation>()
            .personal()
            .about("What was learned from escalations, without names")
            .answers::<api::LearningList>(),
        Route::get("/api/v1/escalations/{id}", api::show)
            .needs::<ViewEscalation>()
            .personal()
            .about("An escalation with its leads, parties, askings and the notes that whoever asks may read")
            .answers::<api::Whole>(),
        Route::post("/api/v1/cases/{id}/escalations", api::open)
            .needs::<WorkEscalation>()
            .personal()
            .about("Open an escalation")
            .body(|f| drop(form::opening(f)))
            .answers::<api::Whole>(),
    ];
    routes.extend(STEPS.iter().map(|(did, _, path, about)| {
        let did = *did;
        Route::post(path, move |ctx| api::step(ctx, did))
            .needs::<WorkEscalation>()
            .personal()
            .about(about)
            .body(did.body())
            .answers::<api::Whole>()
    }));
    routes
}

#[cfg(test)]
mod tests {
    use super::STEPS;

    #[test]
    fn each_step_has_its_page_and_its_address_in_the_api_under_one_word() {
        for (did, page, api, _) in STEPS {
            assert_eq!(*page, format!("/escalations/{{id}}/{}", did.word()));
            assert_eq!(*api, format!("/api/v1{page}"));
        }
        let words: std::collections::BTreeSet<&str> = STEPS.iter().map(|(did, ..)| did.word()).collect();
        assert_eq!(words.len(), STEPS.len());
    }
}
