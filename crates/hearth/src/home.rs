//! The first page: for the public, the way in; for people who are signed in, their work.

use kernel::Result;
use maud::html;
use page::{Ctx, NavItem, Response, Route, kit};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/", start).public().about("The first page, and the worklist of whoever is signed in")]
}

pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/permissions",
        text: "Permissions",
        needs: "permission.view",
        reach: access::permissions::Reach::Agency,
    }]
}

async fn start(ctx: Ctx) -> Result<Response> {
    let body = html! {
        h1 class="govuk-heading-xl" { "Support for adoptive families" }
        p class="govuk-body-l" {
            "For adoptive families, special guardians, kinship carers, adopted people and birth relatives in England. Tell us once what is happening. You will not have to tell it again."
        }
        (kit::start_button("Ask for support", "/ask"))
        h2 class="govuk-heading-m" { "Already in touch with us?" }
        p class="govuk-body" {
            a class="govuk-link" href="/sign-in" { "Sign in" } " to see your plan, your appointments and your goals."
        }
        @if ctx.app.demo {
            p class="govuk-body" {
                a class="govuk-link" href="/sign-in/demo" { "Look round the demo as any role" } "."
            }
        }
    };
    Ok(ctx.page("Support for adoptive families", body).respond())
}
