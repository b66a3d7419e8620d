//! What this service does with what it is told.

use kernel::Result;
use maud::html;
use page::{Ctx, Response, kit::layout};

use super::{contact, p, part, points, prose};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let contact = contact(&ctx).await?;
    let body = prose(&html! {
        (layout::page_heading(None, "Privacy"))
        (p("This page says what this service does with what you tell it. Your agency (the regional adoption agency or council that supports you) decides what your information is used for, and is answerable for it. It has a privacy notice of its own, which says on what lawful ground it keeps your information and for how long. Ask for it if you have not seen it."))
        (part("What is kept", &points(&[
            "what you write on the form or tell us on the telephone: names, dates of birth, how to reach you, what is happening",
            "what we do with you: calls, assessments, plans, goals and how you rate them, orders and sessions, and what was paid",
            "what was promised to you and whether it was kept",
        ])))
        (part("Who can see it", &points(&[
            "Duty workers, social workers and managers of your agency, for their work with you.",
            "Finance officers of your agency see what was applied for, ordered and paid.",
            "A provider sees the orders that were sent to it and the sessions it gives, and not your case.",
            "You and your family see your case’s promises, plan, goals, and what happened, when you sign in.",
            "Nobody of another agency sees your record. The national picture holds numbers, never people, and small numbers are held back so that nobody can be found out.",
        ])))
        (part("How it is protected", &points(&[
            "Names, dates of birth, addresses and everything written in free words are encrypted in the database.",
            "Every look at a record and every change is written down: who, when, and what.",
            "The email that confirms your message holds your reference number, and nothing of what you told us.",
            "Addresses of pages hold no names.",
        ])))
        (part("What is not done", &points(&[
            "Nothing about you is decided by a computer. Suggestions show their reasons, and a person decides.",
            "Nothing is sold or given away for advertising.",
            "No statistics service watches what you do here.",
        ])))
        (part("Your rights", &html! {
            (p("You can ask your agency to show you what it keeps about you, to put right what is wrong, and, in some cases, to delete it or to stop using it. Records about adoption must often be kept for a long time by law, so that people can find out about their own lives later. Your agency tells you what applies to you."))
        }))
        (part("Who to ask, or to complain to", &html! {
            (contact)
            p class="govuk-body" {
                "If you are not happy with the answer, you can complain to the Information Commissioner’s Office: "
                a class="govuk-link" href="https://ico.org.uk/" rel="noreferrer" { "ico.org.uk" } ", telephone 0303 123 1113."
            }
        }))
    });
    Ok(ctx.page("Privacy", body).respond())
}
