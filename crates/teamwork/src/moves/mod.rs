//! A family moves to another council's area (requirement OR5): who is responsible for its support and who pays on each day, and the case handed to
//! the agency that becomes responsible, so that nothing is lost and the family knows who its person is.
//!
//! ```text
//! a move is written down ──> who is responsible by day (three years from the order, then where the family lives)
//!                                └──> offered to the other agency ──> taken over: its own case, promises end on the old side
//!                                          └─ disputed, with a clock ──> one writes what was agreed, the other confirms ──> stays, or taken over
//! ```

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod standing;
pub mod store;

use access::{
    Action,
    actions::{AnswerHandover, OfferHandover, RecordMove, SeeOwnMove},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Every statement of this room.
pub(crate) fn statements() -> Vec<::store::Sql> {
    store::statements()
}

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/handovers-in",
        text: "Between agencies",
        needs: AnswerHandover::NAME,
        reach: Reach::Agency,
    }]
}

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    [of_case(), from_us(), to_us(), api::routes()].concat()
}

fn of_case() -> Vec<Route> {
    vec![
        Route::get("/cases/{id}/moves", pages::case::page).needs::<RecordMove>().personal().about(
            "Where the family of a case lives, who is responsible on which day, and the form of a move",
        ),
        Route::post("/cases/{id}/moves", pages::case::record)
            .needs::<RecordMove>()
            .personal()
            .about("Write down that a family moves")
            .body(|f| drop(actions::moved_fields(f))),
        Route::post("/cases/{id}/placing", pages::case::placed)
            .needs::<RecordMove>()
            .personal()
            .about("Write down which council placed the child")
            .body(|f| drop(actions::placing_fields(f))),
        Route::post("/moves/{id}/undo", pages::case::undo)
            .needs::<RecordMove>()
            .personal()
            .about("Take a move back that was written down by mistake")
            .body(|f| drop(actions::undone_fields(f))),
        Route::get("/cases/{id}/hand-to-agency", pages::offer::page)
            .needs::<OfferHandover>()
            .personal()
            .about("The form to hand a case to the agency that becomes responsible"),
        Route::post("/cases/{id}/hand-to-agency", pages::offer::send)
            .needs::<OfferHandover>()
            .personal()
            .about("Hand a case to the agency that becomes responsible")
            .body(|f| drop(actions::offer_fields(f))),
        Route::get("/my/moves", pages::my::page)
            .needs::<SeeOwnMove>()
            .personal()
            .about("Who looks after one's support from which day on, when one moves"),
    ]
}

fn from_us() -> Vec<Route> {
    vec![
        Route::get("/handovers-out", pages::list::outgoing)
            .needs::<OfferHandover>()
            .about("Cases handed to other agencies, the newest first"),
        Route::get("/handovers-out.csv", pages::list::outgoing_csv)
            .needs::<OfferHandover>()
            .about("The same as a CSV file"),
        Route::get("/handovers-out/{id}", pages::outgoing::page)
            .needs::<OfferHandover>()
            .personal()
            .about("A case handed to another agency, and how it stands"),
        Route::post("/handovers-out/{id}/take-back", pages::outgoing::take_back)
            .needs::<OfferHandover>()
            .personal()
            .about("Take a hand-over to another agency back")
            .body(|f| drop(actions::version_fields(f))),
        Route::post("/handovers-out/{id}/propose", pages::outgoing::propose)
            .needs::<OfferHandover>()
            .personal()
            .about("Write down how a dispute over a case could end")
            .body(|f| drop(actions::proposal_fields(f))),
        Route::post("/handovers-out/{id}/agree", pages::outgoing::agree)
            .needs::<OfferHandover>()
            .personal()
            .about("Agree how a dispute over a case ends")
            .body(|f| drop(actions::version_fields(f))),
    ]
}

fn to_us() -> Vec<Route> {
    vec![
        Route::get("/handovers-in", pages::list::incoming)
            .needs::<AnswerHandover>()
            .about("Cases that other agencies hand over, the newest first"),
        Route::get("/handovers-in.csv", pages::list::incoming_csv)
            .needs::<AnswerHandover>()
            .about("The same as a CSV file"),
        Route::get("/handovers-in/{id}", pages::incoming::page)
            .needs::<AnswerHandover>()
            .personal()
            .about("A case that another agency hands over, and the forms to answer"),
        Route::post("/handovers-in/{id}/accept", pages::incoming::accept)
            .needs::<AnswerHandover>()
            .personal()
            .about("Take over a case that another agency hands over")
            .body(|f| drop(actions::accept_fields(f))),
        Route::post("/handovers-in/{id}/dispute", pages::incoming::disputed)
            .needs::<AnswerHandover>()
            .personal()
            .about("Say why one is not responsible for a case")
            .body(|f| drop(actions::dispute_fields(f))),
        Route::post("/handovers-in/{id}/propose", pages::incoming::propose)
            .needs::<AnswerHandover>()
            .personal()
            .about("Write down how a dispute over a case could end")
            .body(|f| drop(actions::proposal_fields(f))),
        Route::post("/handovers-in/{id}/agree", pages::incoming::agree)
            .needs::<AnswerHandover>()
            .personal()
            .about("Agree how a dispute over a case ends")
            .body(|f| drop(actions::version_fields(f))),
    ]
}
