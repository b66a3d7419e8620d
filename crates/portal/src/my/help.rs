//! Whom a young person can turn to besides their worker. Parents read the same page: nothing on it is a secret.

use casework::young_people::help;
use kernel::Result;
use maud::html;
use page::{
    Ctx, Response,
    kit::{self, layout},
};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let all = help::all()?;
    let rows = all
        .iter()
        .map(|h| {
            kit::row(
                h.name.as_str(),
                html! {
                    p class="govuk-body" { (h.words) }
                    @if let Some(phone) = h.phone() { p class="govuk-body" { "Call " strong { (phone) } } }
                    @if !h.site.is_empty() { p class="govuk-body" { "On the web: " (h.site) } }
                },
            )
        })
        .collect();
    let body = html! {
        (layout::page_heading(None, "People who can help me"))
        p class="govuk-body" { "Your worker is not the only one. You can ask any of these, and you do not have to say why." }
        (kit::summary_list(rows))
        p class="govuk-body" { "If you or somebody else is in danger now, call 999." }
        p class="govuk-body" { "On a phone or computer that others use too: “Leave this page” at the top takes you away at once and signs you out. To leave no trace, use a private window, or delete the history." }
    };
    Ok(ctx.page("People who can help me", body).back("/my", "Back to my page").respond())
}
