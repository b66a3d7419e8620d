//! What workers see of vetoes, wishes and intermediary cases.

mod case;
mod list;
mod vetoes;

use access::actions::{HandleAdults, ListAdults, RecordVetoes};
use page::{
    Route,
    kit::{self, Tone},
};

use super::{actions, model::State};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/vetoes", vetoes::page)
            .needs::<ListAdults>()
            .personal()
            .about("Vetoes and wishes about contact, the newest first"),
        Route::get("/vetoes.csv", vetoes::csv)
            .needs::<ListAdults>()
            .personal()
            .about("Vetoes and wishes as a file"),
        Route::post("/vetoes", vetoes::add)
            .needs::<RecordVetoes>()
            .personal()
            .about("Record a veto or a wish about contact")
            .body(|f| drop(actions::veto_fields(f))),
        Route::post("/vetoes/{id}/withdraw", vetoes::withdraw)
            .needs::<RecordVetoes>()
            .personal()
            .about("Withdraw a veto or a wish")
            .body(|f| drop(actions::why_fields(f))),
        Route::get("/intermediaries", list::page)
            .needs::<ListAdults>()
            .personal()
            .about("Intermediary cases, the newest first"),
        Route::get("/intermediaries.csv", list::csv)
            .needs::<ListAdults>()
            .personal()
            .about("Intermediary cases as a file"),
        Route::get("/intermediaries/new", list::blank)
            .needs::<HandleAdults>()
            .about("The page on which an intermediary case is recorded"),
        Route::post("/intermediaries/new", list::record)
            .needs::<HandleAdults>()
            .personal()
            .about("Record an intermediary case")
            .body(|f| drop(actions::case_fields(f))),
        Route::get("/intermediaries/{id}", case::show)
            .needs::<HandleAdults>()
            .personal()
            .about("An intermediary case, and the vetoes that may be about the relative"),
        Route::post("/intermediaries/{id}/decision", case::decide)
            .needs::<HandleAdults>()
            .personal()
            .about("Decide whether the relative may be asked")
            .body(|f| drop(actions::decide_fields(f))),
        Route::post("/intermediaries/{id}/wants", case::wants)
            .needs::<HandleAdults>()
            .personal()
            .about("Record what each of the two wants")
            .body(|f| drop(actions::said_fields(f))),
        Route::post("/intermediaries/{id}/in-touch", case::in_touch)
            .needs::<HandleAdults>()
            .personal()
            .about("Record that the two were put in touch")
            .body(|f| drop(actions::in_touch_fields(f))),
        Route::post("/intermediaries/{id}/close", case::close)
            .needs::<HandleAdults>()
            .personal()
            .about("Close an intermediary case")
            .body(|f| drop(actions::close_fields(f))),
    ]
}

fn state_tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::Asked => Tone::Soon,
        State::Stopped => Tone::Late,
        State::Allowed => Tone::Calm,
        State::InTouch => Tone::Good,
        State::Closed => Tone::Quiet,
    })
}
