//! Complaints about the service and disagreements, from families, young people, providers and others: acknowledged, answered with reasons, looked
//! at again by somebody new, and learned from (requirement GV2). Each stage has its clock. Complaints about data are another room: see
//! `trust::complaints`.
//!
//! ```text
//! made ──> acknowledged (who looks into it) ──> answered ──> not agreed ──> somebody new ──> answered again
//!   └─ taken back                                  └──> learned from: what is done, by a day
//! ```

pub mod actions;
mod api;
pub mod model;
#[cfg(test)]
mod model_tests;
mod pages;
pub mod store;

use access::{
    Action,
    actions::{HandleComplaints, MakeComplaint, SeeComplaintFigures},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/team/complaints",
        text: "Complaints",
        needs: HandleComplaints::NAME,
        reach: Reach::Agency,
    }]
}

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    [staff(), own(), api::routes()].concat()
}

fn staff() -> Vec<Route> {
    vec![
        Route::get("/team/complaints", pages::list::page)
            .needs::<HandleComplaints>()
            .personal()
            .about("Complaints about the service; ?state= says which"),
        Route::get("/team/complaints.csv", pages::list::csv)
            .needs::<HandleComplaints>()
            .personal()
            .about("The same as a CSV file, without words"),
        Route::get("/team/complaints/months", pages::months::page)
            .needs::<SeeComplaintFigures>()
            .about("How many complaints came in which month, beside changes of the Fund; protected for others than managers"),
        Route::get("/team/complaints/months.csv", pages::months::csv)
            .needs::<SeeComplaintFigures>()
            .about("The same as a CSV file"),
        Route::get("/team/complaints/learning", pages::list::learning)
            .needs::<HandleComplaints>()
            .personal()
            .about("What was learned from complaints, without names"),
        Route::get("/team/complaints/learning.csv", pages::list::learning_csv)
            .needs::<HandleComplaints>()
            .personal()
            .about("The same as a CSV file"),
        Route::get("/team/complaints/{id}", pages::show::page)
            .needs::<HandleComplaints>()
            .personal()
            .about("A complaint with its stages, and the form of the next one"),
        Route::post("/team/complaints/{id}/acknowledge", pages::show::acknowledge)
            .needs::<HandleComplaints>()
            .personal()
            .about("Acknowledge a complaint, and say who looks into it")
            .body(|f| drop(actions::ack_fields(f))),
        Route::post("/team/complaints/{id}/answer", pages::show::answer)
            .needs::<HandleComplaints>()
            .personal()
            .about("Answer a complaint with reasons")
            .body(|f| drop(actions::answer_fields(f))),
        Route::post("/team/complaints/{id}/disagree", pages::show::disagree)
            .needs::<HandleComplaints>()
            .personal()
            .about("Write down that whoever complained does not agree")
            .body(|f| drop(actions::disagree_fields(f))),
        Route::post("/team/complaints/{id}/reviewer", pages::show::reviewer)
            .needs::<HandleComplaints>()
            .personal()
            .about("Name somebody new to look at a complaint again")
            .body(|f| drop(actions::reviewer_fields(f))),
        Route::post("/team/complaints/{id}/review", pages::show::review)
            .needs::<HandleComplaints>()
            .personal()
            .about("Answer a complaint after looking at it with new eyes")
            .body(|f| drop(actions::answer_fields(f))),
        Route::post("/team/complaints/{id}/learn", pages::show::learn)
            .needs::<HandleComplaints>()
            .personal()
            .about("Write down what was learned from a complaint, and what is done by when")
            .body(|f| drop(actions::learn_fields(f))),
        Route::post("/team/complaints/{id}/done", pages::show::done)
            .needs::<HandleComplaints>()
            .personal()
            .about("Say that what was learned was acted on")
            .body(|f| drop(actions::withdraw_fields(f))),
        Route::post("/team/complaints/{id}/withdraw", pages::show::withdraw)
            .needs::<HandleComplaints>()
            .personal()
            .about("Write down that a complaint was taken back")
            .body(|f| drop(actions::withdraw_fields(f))),
        Route::get("/cases/{id}/complaints", pages::record::of_case)
            .needs::<MakeComplaint>()
            .personal()
            .about("The form to write a family's complaint down"),
        Route::post("/cases/{id}/complaints", pages::record::make_of_case)
            .needs::<MakeComplaint>()
            .personal()
            .about("Write a family's complaint down")
            .body(|f| drop(actions::recorded_fields(f))),
        Route::get("/complaints/new", pages::record::without)
            .needs::<MakeComplaint>()
            .personal()
            .about("The form to write down a complaint of somebody whose case cannot be named"),
        Route::post("/complaints/new", pages::record::make_without)
            .needs::<MakeComplaint>()
            .personal()
            .about("Write down a complaint of somebody whose case cannot be named")
            .body(|f| drop(actions::recorded_fields(f))),
    ]
}

fn own() -> Vec<Route> {
    vec![
        Route::get("/my/complaints", pages::my::page)
            .needs::<MakeComplaint>()
            .personal()
            .about("One's own complaints with how they stand, and the form to make one"),
        Route::post("/my/complaints", pages::my::make)
            .needs::<MakeComplaint>()
            .personal()
            .about("Complain about the service")
            .body(|f| drop(actions::fields(f))),
        Route::post("/my/complaints/{id}/disagree", pages::my::disagree)
            .needs::<MakeComplaint>()
            .personal()
            .about("Ask that somebody new looks at one's complaint")
            .body(|f| drop(actions::disagree_fields(f))),
        Route::post("/my/complaints/{id}/withdraw", pages::my::withdraw)
            .needs::<MakeComplaint>()
            .personal()
            .about("Take one's complaint back")
            .body(|f| drop(actions::withdraw_fields(f))),
    ]
}
