//! One page that leads to every room of strategy which the reader may open, so that the navigation stays short.

use access::{
    Action, Look,
    actions::{
        BuildReturn, CompareServiceAudits, ReceiveReturn, SeeAgencyFigures, SeeNationFigures, SeePublished,
        SimulateCapacity, ViewBoards, ViewProjects, ViewReturns, ViewServiceAudit, ViewWorkforce,
    },
    permissions::Reach,
};
use kernel::{Error, Result};
use maud::html;
use page::{Ctx, NavItem, Response, Route, kit::layout};

/// The page.
pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/strategy", page).needs::<SeePublished>().about(
        "What an area needs, what is coming, what it takes, and how good the service is: links to each",
    )]
}

/// Its link.
pub(crate) fn nav() -> Vec<NavItem> {
    [Reach::Agency, Reach::Nation]
        .map(|reach| NavItem { href: "/strategy", text: "Strategy", needs: SeePublished::NAME, reach })
        .to_vec()
}

/// A room: where, its name, and what it answers.
type Room = (&'static str, &'static str, &'static str);

/// The rooms that the reader may open, in the order of the work: look, look ahead, judge, act, tell.
fn rooms(look: &Look<'_>) -> Vec<Room> {
    let agency = look.actor().agency().is_some();
    let all: [(bool, Room); 11] = [
        (
            look.may::<SeeAgencyFigures>() || look.may::<SeeNationFigures>(),
            (
                "/needs",
                "Needs assessments",
                "Who lives in an area, what they need, who gets support and who does not",
            ),
        ),
        (
            true,
            ("/demand", "Demand ahead", "How many will come, with a range, and how wrong that was before"),
        ),
        (
            look.may::<SimulateCapacity>(),
            ("/capacity", "Capacity", "How many staff clear a waiting list, and by when"),
        ),
        (
            look.may::<ViewServiceAudit>(),
            (
                "/service-audit",
                "Service audit",
                "How good the service is by 17 elements, and what is to be done",
            ),
        ),
        (
            look.may::<CompareServiceAudits>(),
            (
                "/service-audit/compare",
                "Service audits side by side",
                "How agencies that share rate themselves",
            ),
        ),
        (
            look.may::<ViewWorkforce>(),
            ("/workforce", "Workforce", "Who carries how much, and which skills are missing"),
        ),
        (
            look.may::<ViewBoards>(),
            ("/boards", "Boards", "What partners and families said, and what was done about it"),
        ),
        (
            look.may::<ViewProjects>(),
            ("/projects", "Innovation projects", "What is tried, how it should work, and what was learnt"),
        ),
        (
            agency && look.may::<BuildReturn>(),
            ("/returns/own", "Our returns", "The agency's quarterly return, before it leaves"),
        ),
        (
            look.may::<ViewReturns>(),
            ("/returns", "Returns", "The quarterly returns of every agency together"),
        ),
        (
            look.may::<ReceiveReturn>(),
            ("/returns/keys", "Keys of agencies", "By which key each agency's returns are known"),
        ),
    ];
    all.into_iter().filter(|(may, _)| *may).map(|(_, room)| room).collect()
}

/// `GET /strategy`
async fn page(ctx: Ctx) -> Result<Response> {
    let rooms = ctx
        .read(|look| {
            match look.agency::<SeePublished>() {
                Err(Error::Forbidden) => look.nation::<SeePublished>().map(|_| ())?,
                other => other.map(|_| ())?,
            }
            Ok(rooms(look))
        })
        .await?;
    let body = html! {
        (layout::page_heading(None, "Strategy"))
        @for (href, name, about) in &rooms {
            h2 class="govuk-heading-m" { a class="govuk-link" href=(href) { (name) } }
            p class="govuk-body" { (about) "." }
        }
    };
    Ok(ctx.page("Strategy", body).dense().respond())
}
