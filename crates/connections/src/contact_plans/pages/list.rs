//! The list of contact plans.

use access::actions::ListContact;
use kernel::Result;
use page::{
    Ctx, Cursor, Response, csv_file,
    kit::{self, cell, html, layout},
};

use super::{months, state_tag};
use crate::{
    contact_plans::wire,
    lists::every,
    words::{day, day_of},
};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| wire::page(look, &look.agency::<ListContact>()?, after)).await?;
    let today = ctx.today();
    let body = html! {
        (layout::page_heading(None, "Contact plans"))
        p class="govuk-body" {
            a class="govuk-link" href="/letterbox" { "The letterbox" }
        }
        p class="govuk-hint" {
            "No plan leads to both sides at once. Only its coordinator and managers open it. A plan starts at a child’s case, under Contact."
        }
        @if rows.items.is_empty() {
            (kit::nothing_here("No contact plan is made yet. Open a child’s case and choose Contact to start one."))
        } @else {
            (kit::table(["Plan", "Signed as", "Letters due in", "Looked at again", "How it stands"].map(cell).to_vec(), rows.items.iter().map(|l| vec![
                cell(html! { a class="govuk-link" href={ "/contact-plans/" (l.plan.id) } { (l.plan.reference) } }),
                cell(html! { (l.plan.names.adoptive) br; @if l.plan.joined { (l.plan.names.birth) } @else { "Nobody yet" } }),
                cell(months(&l.terms.terms)),
                cell(html! {
                    (day(l.terms.terms.review_on))
                    @if l.terms.terms.review_on < today && l.plan.state != crate::contact_plans::model::PlanState::Ended {
                        " " (kit::promise_tag("Late", kit::Tone::Late))
                    }
                }),
                cell(html! { (state_tag(l.plan.state)) }),
            ]).collect()).caption("Contact plans, the newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            @if let Some(next) = rows.next { (kit::pagination(None, Some(format!("/contact-plans?after={next}")))) }
            p class="govuk-body" { a class="govuk-link" href="/contact-plans.csv" { "Download contact plans as a CSV file" } }
        }
    };
    Ok(ctx.page("Contact plans", body).dense().respond())
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(|look| {
            let grant = look.agency::<ListContact>()?;
            every(|after| wire::page(look, &grant, after))
        })
        .await?;
    let rows = all.into_iter().map(|l| {
        let t = &l.terms.terms;
        vec![
            l.plan.reference.to_string(),
            l.plan.state.code().to_owned(),
            super::labels(&t.kinds),
            months(t),
            t.writers.code().to_owned(),
            t.photos.code().to_owned(),
            t.managed.code().to_owned(),
            t.meeting.code().to_owned(),
            t.review_on.to_string(),
            day_of(l.plan.made),
        ]
    });
    let head =
        ["plan", "state", "kinds", "months", "writers", "photos", "managed", "meeting", "review_on", "made"];
    csv_file("contact-plans", &head, rows)
}
