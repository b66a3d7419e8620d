//! What a birth relative sees who signed in: how we reach them, and what was written to
//! them. Nothing of a child, of the family that adopted them, or of anybody else stands
//! on this page, and nothing on it leads further.

use access::{Look, actions::ViewOwnBirthRecord, organisations};
use casework::birth_families::store::{self, Message, Relative};
use kernel::{Moment, Result};
use maud::{Markup, html};
use page::{
    Ctx, Response,
    kit::{self, layout},
};

fn read(look: &Look<'_>) -> Result<(Relative, Vec<Message>, String)> {
    let grant = look.own_birth_record::<ViewOwnBirthRecord>()?;
    let agency = organisations::by_id(look, grant.agency())?.name;
    Ok((store::person(look, &grant)?, store::messages(look, &grant)?, agency))
}

pub(super) async fn page(ctx: &Ctx) -> Result<Response> {
    let (me, messages, agency) = ctx.read(read).await?;
    let c = &me.identity.contact;
    let given = |text: &str| if text.is_empty() { "We do not have this".to_owned() } else { text.to_owned() };
    let body = html! {
        (layout::page_heading(None, "Your details and messages"))
        h2 class="govuk-heading-m" { "Messages from " (agency) }
        (draw(&messages))
        h2 class="govuk-heading-m" { "Letters" }
        p class="govuk-body" { a class="govuk-link" href="/my/letterbox" { "Read and write letters" } }
        p class="govuk-body" { a class="govuk-link" href="/my/support" { "Support for you" } }
        h2 class="govuk-heading-m" { "How we reach you" }
        (kit::summary_list(vec![
            kit::row("Name", me.identity.name()),
            kit::row("Address", given(&c.address)),
            kit::row("Postcode", given(&c.postcode)),
            kit::row("Telephone", given(&c.phone)),
            kit::row("Email", given(&c.email)),
        ]))
        p class="govuk-body" {
            "If something has changed, tell your worker at " (agency) ". "
            a class="govuk-link" href="/help" { "Who can help" }
        }
    };
    Ok(ctx.page("Your details and messages", body).respond())
}

fn draw(messages: &[Message]) -> Markup {
    let events: Vec<_> = messages
        .iter()
        .map(|m| kit::event(Moment(m.at).to_string(), "Message").datetime(m.at.to_string()).body(&m.words))
        .collect();
    html! {
        @if events.is_empty() { (kit::nothing_here("Nobody has written to you here yet.")) }
        @else { (kit::timeline(&events)) }
    }
}
