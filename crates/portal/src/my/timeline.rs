//! Everything that a family may see of what happened.

use access::actions::ViewCase;
use casework::{
    cases::frame,
    timeline::{self, Event},
};
use kernel::{Moment, Result, kinds};
use maud::{Markup, html};
use page::{
    Ctx, Cursor, Response,
    kit::{self, layout},
};

/// The lines as a family reads them: what and when, without links into the workers' pages.
pub(super) fn draw(events: &[Event]) -> Markup {
    let events: Vec<_> = events
        .iter()
        .map(|e| {
            kit::event(Moment(e.at).to_string(), e.kind.label()).datetime(e.at.to_string()).body(&e.words)
        })
        .collect();
    html! { (kit::timeline(&events)) }
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let after = Cursor::parse(ctx.query().raw("after"));
    let (head, rows) = ctx
        .read(move |look| {
            let grant = look.one::<ViewCase, _>(id)?;
            Ok((frame::head(look, &grant)?, timeline::of_case(look, &grant, after)?))
        })
        .await?;
    let body = html! {
        (layout::page_heading(Some(&head.child), "What happened"))
        p class="govuk-body" { "The newest comes first." }
        h2 class="govuk-visually-hidden" { "Everything, newest first" }
        @if rows.items.is_empty() {
            (kit::nothing_here("Nothing is written here yet."))
        } @else {
            (draw(&rows.items))
        }
        @if let Some(next) = rows.next {
            (kit::pagination(None, Some(format!("/my/cases/{id}/timeline?after={next}"))).next_text("Earlier"))
        }
    };
    Ok(ctx.page("What happened", body).back("/my", "Back to your family’s support").respond())
}
