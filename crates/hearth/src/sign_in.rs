//! The permission table as a page.

use access::{Role, actions::ViewPermissions, permissions};
use kernel::{Coded, Result};
use maud::html;
use page::{Ctx, Response, Route, kit};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/permissions", table).needs::<ViewPermissions>().about("Who may do what")]
}

async fn table(ctx: Ctx) -> Result<Response> {
    let head = std::iter::once(kit::cell("Action"))
        .chain(std::iter::once(kit::cell("Public")))
        .chain(Role::all().iter().map(|r| kit::cell(r.label())))
        .collect();
    let rows = permissions::table()
        .map(|line| {
            std::iter::once(kit::cell(line.action.as_str()))
                .chain(std::iter::once(kit::cell(line.public.label())))
                .chain(line.roles.iter().map(|r| kit::cell(r.label())))
                .collect()
        })
        .collect();
    let body = html! {
        h1 class="govuk-heading-l" { "Who may do what" }
        p class="govuk-body" { "Own agency: records of the agency a person works for. Own records: a family's own, or a provider's own orders. National totals are protected so that small numbers name nobody." }
        (kit::table(head, rows).caption("Permissions by role").first_cell_is_header().scrolling())
    };
    Ok(ctx.page("Who may do what", body).dense().respond())
}
