//! What workers see of adults' requests, and the open page on which anybody finds their route.

mod list;
mod open;
mod request;

use access::actions::{HandleAdults, ListAdults, ShareAdultRecords};
use kernel::Invalid;
use page::{
    Fields, Route,
    kit::{self, Markup, html},
};

use super::{actions, model::Country};
use crate::words::choices;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/adopted-adults", open::ask_route)
            .public()
            .about("The open page on which an adopted adult finds their legal route"),
        Route::post("/adopted-adults", open::tell_route)
            .public()
            .personal()
            .about("Tell the legal route from two dates; nothing of it is kept"),
        Route::get("/adults", list::page)
            .needs::<ListAdults>()
            .personal()
            .about("Adults' requests for records, the newest first"),
        Route::get("/adults.csv", list::csv)
            .needs::<ListAdults>()
            .personal()
            .about("Adults' requests for records as a file"),
        Route::get("/adults/new", list::blank)
            .needs::<HandleAdults>()
            .about("The page on which an adult's request is recorded"),
        Route::post("/adults/new", list::record)
            .needs::<HandleAdults>()
            .personal()
            .about("Record an adult's request for records")
            .body(|f| drop(actions::new_fields(f))),
        Route::get("/adults/{id}", request::show)
            .needs::<HandleAdults>()
            .personal()
            .about("An adult's request: route, steps and log"),
        Route::post("/adults/{id}/identity", request::identity)
            .needs::<HandleAdults>()
            .personal()
            .about("Record how an adult showed who they are")
            .body(|f| drop(actions::identity_fields(f))),
        Route::post("/adults/{id}/counselling", request::counselling)
            .needs::<HandleAdults>()
            .personal()
            .about("Record how it stands with counselling")
            .body(|f| drop(actions::counselling_fields(f))),
        Route::post("/adults/{id}/holders", request::holder)
            .needs::<HandleAdults>()
            .personal()
            .about("Record that a holder of records was asked")
            .body(|f| drop(actions::ask_holder_fields(f))),
        Route::post("/adults/{id}/answers", request::answer)
            .needs::<HandleAdults>()
            .personal()
            .about("Record what a holder of records answered")
            .body(|f| drop(actions::answer_fields(f))),
        Route::post("/adults/{id}/shares", request::share)
            .needs::<ShareAdultRecords>()
            .personal()
            .about("Record what was shared with an adult")
            .body(|f| drop(actions::share_fields(f))),
        Route::post("/adults/{id}/close", request::close)
            .needs::<HandleAdults>()
            .personal()
            .about("Close an adult's request")
            .body(|f| drop(actions::close_fields(f))),
    ]
}

/// The two days and the country that the route turns on; asked of the adult, or of whoever records for them.
fn dates(fields: &Fields, invalid: &Invalid, you: bool) -> Markup {
    let (born, order) = if you {
        ("When were you born?", "When was your adoption order made?")
    } else {
        ("When were they born?", "When was the adoption order made?")
    };
    html! {
        (kit::date_input("born", born).values(fields.date_parts("born")).error(invalid.of("born")))
        (kit::date_input("adopted_on", order).values(fields.date_parts("adopted_on")).error(invalid.of("adopted_on")))
        (kit::radios("country", kit::legend("Where was the order made?").size(kit::Size::S), choices::<Country>()).small()
            .value(fields.raw("country")).error(invalid.of("country")))
    }
}
