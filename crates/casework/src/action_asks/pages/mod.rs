//! What people see of askings: the worker's pages, what stands beside an action, and behind a link the owner's page.

mod ask;
pub(crate) mod draw;
pub(super) mod list;
mod owner;
mod show;

use access::actions::EditPlan;
use page::Route;

/// The pages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/plans/{id}/actions/{action}/ask", ask::show)
            .needs::<EditPlan>()
            .personal()
            .about("Asks the owner of an action, in a letter with a link, what became of it."),
        Route::post("/plans/{id}/actions/{action}/ask", ask::preview)
            .needs::<EditPlan>()
            .personal()
            .about("Shows what the owner of an action would read, before it is sent."),
        Route::post("/plans/{id}/actions/{action}/ask/send", ask::send)
            .needs::<EditPlan>()
            .personal()
            .about("Sends the owner of an action the letter with the link."),
        Route::get("/plan-actions", list::show)
            .needs::<EditPlan>()
            .personal()
            .about("What owners of actions in other organisations were asked, and what became of it: `?show=late`, `?partner=CODE`, `?organisation=KEY`."),
        Route::get("/plan-actions.csv", list::csv)
            .needs::<EditPlan>()
            .personal()
            .about("What owners of actions were asked, and what became of it, as a CSV file."),
        Route::post("/action-asks/{id}/stop-reminding", show::stop_reminding)
            .needs::<EditPlan>()
            .personal()
            .about("Sends the owner of an action no more reminders."),
        Route::get("/action-asks/{id}", show::show)
            .needs::<EditPlan>()
            .personal()
            .about("What the owner of an action was asked, and what they said."),
        Route::post("/action-asks/{id}/withdraw", show::withdraw)
            .needs::<EditPlan>()
            .personal()
            .about("Withdraws what the owner of an action was asked."),
        Route::get("/action/{secret}", owner::show)
            .public()
            .about("Where the link of an action's owner leads: the same page for every link, which says nothing of whether it works"),
        Route::post("/action/{secret}", owner::act_on)
            .public()
            .personal()
            .about("Sends the owner of an action a code, opens their link with it, or takes their answer"),
    ]
}
