//! A family's own side: what was promised, what is planned, how things are going.

mod appointments;
mod birth;
mod goals;
mod guide;
mod help;
mod home;
mod limited;
mod messages;
mod my_part;
mod record;
mod reviews;
mod shown;
mod timeline;
mod words;
mod young;

use access::actions::{
    AskReview, RateGoals, ReadOwnGuide, SeeOwnPage, ViewCase, ViewOwnBirthRecord, WriteMessages, WriteOwnPart,
};
use page::Route;

/// The pages of a family.
pub(crate) fn routes() -> Vec<Route> {
    [of_family(), record::routes(), shown::routes(), young::routes()].concat()
}

fn of_family() -> Vec<Route> {
    vec![
        Route::get("/my", home::page)
            .needs::<SeeOwnPage>()
            .needs::<ViewCase>()
            .needs::<ViewOwnBirthRecord>()
            .personal()
            .about("A family's own support, a young person's own page, or a birth relative's own details"),
        Route::get("/my/help", help::page).needs::<SeeOwnPage>().about(
            "Whom a young person can turn to: an advocate, a reviewing officer, the inspectorate, complaints",
        ),
        Route::get("/my/messages", messages::list_page)
            .needs::<WriteMessages>()
            .personal()
            .about("One's own threads of messages with the team"),
        Route::get("/my/messages/{id}", messages::thread)
            .needs::<WriteMessages>()
            .personal()
            .about("One's own messages with the team about one case"),
        Route::post("/my/messages/{id}", messages::send)
            .needs::<WriteMessages>()
            .personal()
            .about("Write to the coordinator and the team")
            .body(|f| drop(casework::messages::actions::fields(f))),
        Route::post("/my/messages/{id}/read", messages::mark_read)
            .needs::<WriteMessages>()
            .personal()
            .about("Say that one has read what the team wrote"),
        Route::get("/my/cases/{id}/review", reviews::page)
            .needs::<AskReview>()
            .personal()
            .about("Ask for a review of the plan, and read what came of earlier ones"),
        Route::post("/my/cases/{id}/review", reviews::send)
            .needs::<AskReview>()
            .personal()
            .about("Ask for a review of the plan")
            .body(|f| drop(casework::reviews::actions::ask::fields(f))),
        Route::get("/my/cases/{id}/my-part", my_part::page)
            .needs::<WriteOwnPart>()
            .personal()
            .about("What one wants in the plan, in one’s own words, and what became of it"),
        Route::post("/my/cases/{id}/my-part", my_part::send)
            .needs::<WriteOwnPart>()
            .personal()
            .about("Write what one wants in the plan, or change it while nobody answered")
            .body(|f| drop(casework::family_part::actions::write::fields(f))),
        Route::get("/my/cases/{id}/guide", guide::page).needs::<ReadOwnGuide>().personal().about(
            "The Children’s Guide of one’s own agency: `?reading=younger` to read with a younger child",
        ),
        Route::post("/my/cases/{id}/guide", guide::read)
            .needs::<ReadOwnGuide>()
            .personal()
            .about("Say that one has read the Children’s Guide")
            .body(|f| drop(guide::fields(f))),
        Route::get("/my/cases/{id}/timeline", timeline::page)
            .needs::<ViewCase>()
            .personal()
            .about("Everything a family may see of what happened"),
        Route::get("/my/cases/{id}/goals", goals::page)
            .needs::<ViewCase>()
            .personal()
            .about("A family's own goals over time"),
        Route::get("/my/cases/{id}/goals/{rater}", goals::begin)
            .needs::<RateGoals>()
            .personal()
            .about("Begin to rate one's goals, one question a page"),
        Route::get("/my/cases/{id}/goals/{rater}/{goal}", goals::ask)
            .needs::<RateGoals>()
            .personal()
            .about("Rate one goal from 0 to 10, as a parent or as a child"),
        Route::post("/my/cases/{id}/goals/{rater}/{goal}", goals::answer)
            .needs::<RateGoals>()
            .personal()
            .about("Rate one goal from 0 to 10, as a parent or as a child"),
    ]
}
