//! Who is on duty when, by half days: the queue shows who answers now, a half day without anybody is an alarm, and two workers
//! swap only when both want to (requirement FD3; S2, section 8 on a dedicated duty team).

pub mod actions;
mod api;
mod form;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use access::{
    Action, Look,
    actions::{KeepRota, SwapDuty, ViewRota},
    permissions::Reach,
};
use kernel::Result;
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/duty-rota", pages::show)
            .needs::<ViewRota>()
            .about("Who is on duty in the next weeks, the half days without anybody, and what one is asked to take"),
        Route::get("/duty-rota.csv", pages::file)
            .needs::<ViewRota>()
            .about("Who is on duty as a CSV file"),
        Route::post("/duty-rota", pages::put)
            .needs::<KeepRota>()
            .about("Put somebody on duty")
            .body(|f| drop(form::put(f))),
        Route::post("/duty-rota/{id}/off", pages::take_off)
            .needs::<KeepRota>()
            .about("Take somebody off a duty")
            .body(|f| drop(form::version(f))),
        Route::get("/duty-rota/{id}/swap", pages::ask_swap)
            .needs::<SwapDuty>()
            .about("The page on which one asks a colleague to take one's duty"),
        Route::post("/duty-rota/{id}/swap", pages::swap)
            .needs::<SwapDuty>()
            .about("Ask a colleague to take one's duty")
            .body(|f| drop(form::swap(f))),
        Route::post("/duty-swaps/{id}/answer", pages::answer)
            .needs::<SwapDuty>()
            .about("Agree to take a colleague's duty, say no, or take back what one asked")
            .body(|f| drop(form::answer(f))),
        Route::get("/api/v1/duty-rota", api::list)
            .needs::<ViewRota>()
            .about("Who is on duty in the four weeks from a day (`from`, today unless said), and the half days without anybody")
            .answers::<api::DutyRota>(),
        Route::post("/api/v1/duty-rota", api::put)
            .needs::<KeepRota>()
            .about("Put somebody on duty")
            .body(|f| drop(form::put(f)))
            .answers::<api::DutyRota>(),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/duty-rota", text: "Duty rota", needs: ViewRota::NAME, reach: Reach::Agency }]
}

/// The duties between two days that somebody can hold: theirs whose access ended, and who are away, are held by nobody.
fn held(
    look: &Look<'_>,
    grant: &access::Grant<ViewRota, access::InAgency>,
    from: kernel::Date,
    until: kernel::Date,
) -> Result<Vec<model::Duty>> {
    let team = access::accounts::colleagues(look, grant.agency())?;
    let away = access::absences::away_between(look, grant, from, until)?;
    let is_away = |d: &model::Duty| {
        away.iter().any(|(who, first, last)| *who == d.account && *first <= d.on && d.on <= *last)
    };
    let mut duties = store::between(look, grant, from, until)?;
    duties.retain(|d| team.iter().any(|a| a.id == d.account) && !is_away(d));
    Ok(duties)
}

/// The names of those who are on duty now; none where nobody is, nothing for whoever may not see the rota, outside of working
/// days and out of hours.
///
/// # Errors
/// Those of the store.
pub fn on_duty_now(look: &Look<'_>) -> Result<Option<Vec<String>>> {
    let today = look.today();
    if !look.may::<ViewRota>() || !kernel::Calendar::england().is_working(today) {
        return Ok(None);
    }
    let Some(half) = model::Half::on_duty_at(look.now()) else { return Ok(None) };
    let grant = look.agency::<ViewRota>()?;
    let duties = held(look, &grant, today, today)?;
    let team = access::accounts::colleagues(look, grant.agency())?;
    let name = |d: &model::Duty| team.iter().find(|a| a.id == d.account).map(|a| a.name.clone());
    Ok(Some(duties.iter().filter(|d| d.half == half).filter_map(name).collect()))
}
