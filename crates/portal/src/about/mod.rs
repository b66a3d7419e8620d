//! Pages for everybody: help, what our words mean, accessibility, cookies, privacy. What
//! they say of this software is held true; what an operator has to say for itself comes
//! from the setting `contact`, or the reader is sent to their agency.

mod accessibility;
mod cookies;
mod glossary;
mod help;
mod privacy;

use access::organisations;
use kernel::Result;
use maud::{Markup, html};
use page::{Ctx, Route};

/// The setting that says how to reach whoever runs this service.
pub const CONTACT: &str = "contact";

/// The public pages.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/help", help::page)
            .public()
            .about("What happens next, what our promises mean, who can help"),
        Route::get("/help/words", glossary::page).public().about("What the words of adoption support mean"),
        Route::get("/accessibility", accessibility::page).public().about("How accessible this service is"),
        Route::get("/cookies", cookies::page).public().about("The cookies of this service"),
        Route::get("/privacy", privacy::page).public().about("What this service does with what it is told"),
    ]
}

/// How to reach whoever runs this service, as a paragraph.
async fn contact(ctx: &Ctx) -> Result<Markup> {
    let contact = ctx.read(|look| organisations::setting(look, CONTACT)).await?;
    Ok(match contact.filter(|text| !text.trim().is_empty()) {
        Some(text) => html! { p class="govuk-body" { (text) } },
        None => html! {
            p class="govuk-body" {
                "Ask your agency: the regional adoption agency or council that supports you. Its address and telephone number stand on its letters and on its website."
            }
        },
    })
}

/// A heading with what stands under it.
fn part(heading: &str, body: &Markup) -> Markup {
    html! { h2 class="govuk-heading-m" { (heading) } (body) }
}

/// A list of short points.
fn points(points: &[&str]) -> Markup {
    html! { ul class="govuk-list govuk-list--bullet" { @for point in points { li { (point) } } } }
}

/// Prose at a width that reads well.
fn prose(body: &Markup) -> Markup {
    html! { div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" { (body) } } }
}

/// A paragraph.
fn p(text: &str) -> Markup {
    html! { p class="govuk-body" { (text) } }
}
