//! The cookies of this service: all needed, none of them following anybody.

use kernel::Result;
use maud::html;
use page::{
    Ctx, Response,
    kit::{self, layout},
};

use super::{p, part, prose};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let rows = [
        (
            "hearth_session",
            "Keeps you signed in. It holds a random word and nothing about you",
            "Until you sign out or close the browser; the session itself ends after an hour without use, or after 12 hours",
        ),
        (
            "hearth_news",
            "Carries a short message, such as “The plan is saved”, to the next page. It holds nothing about you",
            "One minute, or until it was shown",
        ),
        (
            "hearth_asked_ and letters",
            "Remembers that you typed the code of a link by which somebody asks you about a child you know through your work. It names nobody",
            "12 hours",
        ),
    ]
    .map(|(name, what, long)| vec![kit::cell(name), kit::cell(what), kit::cell(long)]);
    let head = ["Name", "What it is for", "How long it stays"].map(kit::cell).to_vec();
    let body = prose(&html! {
        (layout::page_heading(None, "Cookies"))
        (p("Cookies are small files that your browser keeps for a website. This service uses these, and it cannot work without them. That is why it does not ask you to agree to them."))
        (kit::table(head, rows.to_vec()).caption("Cookies of this service").caption_classes("govuk-table__caption--m")
            .first_cell_is_header().scrolling())
        (p("All are for this website alone, and scripts cannot read them."))
        (part("What we do not use", &html! {
            (p("No cookies for statistics or advertising, nothing from other companies, and nothing that follows you to other websites. Fonts, styles and scripts come from this service itself."))
        }))
    });
    Ok(ctx.page("Cookies", body).respond())
}
