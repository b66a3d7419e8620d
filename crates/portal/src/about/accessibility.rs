//! How accessible this service is, and what is known to be wrong with it.

use kernel::Result;
use maud::html;
use page::{Ctx, Response, kit::layout};

use super::{contact, p, part, points, prose};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let contact = contact(&ctx).await?;
    let body = prose(&html! {
        (layout::page_heading(None, "Accessibility"))
        (p("We want as many people as possible to be able to use this service. You should be able to:"))
        (points(&[
            "zoom in to 400% without losing anything",
            "use every page with only a keyboard, or by voice",
            "listen to every page with a screen reader",
            "use it on a telephone, and without scripts",
            "read every chart as a table as well",
        ]))
        (p("The text is written to be simple to understand. We ask one question at a time where families answer."))
        (part("How accessible it is", &html! {
            (p("It is built to meet the Web Content Accessibility Guidelines, version 2.2, at level AA. Whether it does so in every part has not been checked by anybody outside the project, so we do not claim that it complies in full."))
        }))
        (part("What is known not to work well", &points(&[
            "Pages are in English only. If you need an interpreter, say so on the form or on the telephone.",
            "Long tables that workers use scroll sideways on a small screen.",
            "Files that you download as CSV depend on the program you open them with.",
        ])))
        (part("How it was tested", &html! {
            (p("The browser tests of the project walk through the service in a real browser and check the pages they pass with axe-core, an automatic tool. Automatic tools find only part of what can be wrong. It has not yet been tested with people who use assistive technology."))
        }))
        (part("If you find something that does not work for you", &html! {
            (p("Tell us what you were doing, and in which form you need it instead: large print, easy read, an audio recording, a call. We will say when you can expect an answer."))
            (contact)
        }))
        (part("If you are not happy with the answer", &html! {
            p class="govuk-body" {
                "The Equality and Human Rights Commission enforces the accessibility rules for public bodies (SI 2018/952). The Equality Advisory and Support Service can advise you: "
                a class="govuk-link" href="https://www.equalityadvisoryservice.com/" rel="noreferrer" { "equalityadvisoryservice.com" } "."
            }
        }))
    });
    Ok(ctx.page("Accessibility", body).respond())
}
