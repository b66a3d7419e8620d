//! What people see of contributions: the worker's pages, the agency's list, and behind a link the partner's.

mod ask;
pub(crate) mod draw;
mod list;
mod partner;
mod show;

use access::actions::{AskContribution, ViewContribution};
use page::Route;

/// The pages.
pub(super) fn routes() -> Vec<Route> {
    let worker = vec![
        Route::get("/assessments/{id}/contributions/new", ask::show)
            .needs::<AskContribution>()
            .personal()
            .about("Asks a partner to contribute to an assessment: `?partner=CODE`."),
        Route::post("/assessments/{id}/contributions/new", ask::preview)
            .needs::<AskContribution>()
            .personal()
            .about("Shows what a partner would read, before it is sent."),
        Route::post("/assessments/{id}/contributions", ask::send)
            .needs::<AskContribution>()
            .personal()
            .about("Sends a partner the letter with the link."),
        Route::get("/contributions", list::show)
            .needs::<ViewContribution>()
            .personal()
            .about("What partners of the agency have not answered yet: `?show=late` for what is late."),
        Route::get("/contributions.csv", list::csv)
            .needs::<ViewContribution>()
            .personal()
            .about("What partners have not answered yet, as a CSV file."),
        Route::get("/contributions/{id}", show::show)
            .needs::<ViewContribution>()
            .personal()
            .about("What one partner was asked, and what they said."),
        Route::post("/contributions/{id}/send-again", show::send_again)
            .needs::<AskContribution>()
            .personal()
            .about("Sends a partner a new link; the old one stops working."),
        Route::post("/contributions/{id}/extend", show::extend)
            .needs::<AskContribution>()
            .personal()
            .about("Gives a partner more time."),
        Route::post("/contributions/{id}/withdraw", show::withdraw)
            .needs::<AskContribution>()
            .personal()
            .about("Withdraws what a partner was asked."),
        Route::post("/contributions/{id}/take", show::take)
            .needs::<AskContribution>()
            .personal()
            .about("Says what was taken from a contribution into the assessment."),
    ];
    let partner = vec![
        Route::get("/contribute/{secret}", partner::show)
            .public()
            .about("Where a partner's link leads: the same page for every link, which says nothing of whether it works"),
        Route::post("/contribute/{secret}", partner::act_on)
            .public()
            .personal()
            .about("Sends a partner a code, opens their link with it, keeps what they wrote, sends it, or declines"),
        Route::post("/contribute/{secret}/draft", partner::keep)
            .public()
            .personal()
            .about("Keeps what a partner typed; the script of the form asks for it"),
    ];
    [worker, partner].concat()
}
