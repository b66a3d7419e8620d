//! An invitation on paper, for somebody to whom no mail is safe or none gets through. The link stands on the answer to the form
//! and nowhere else: it is not kept, not even as the answer to the same form sent twice, and a page that is opened again does not
//! show it.

use access::{Act, actions::InviteBirthRelative, organisations, sign_in::invitations::Made};
use casework::birth_families::store as births;
use kernel::{Id, Result, kinds::BirthPerson};
use maud::html;
use page::{
    Ctx, Response,
    kit::{self, layout},
    site,
};

use super::model::in_groups;
use crate::{sign_in::picture, words::day_of};

/// Writes the invitation with `write`, and answers with the letter.
pub(super) async fn printed(
    ctx: &Ctx,
    id: Id<BirthPerson>,
    write: impl Fn(&Act<'_>) -> Result<Made> + Send + Sync + 'static,
) -> Result<Response> {
    let base = site::base(&ctx.request)?;
    let (actor, now, origin) = (ctx.actor.clone(), ctx.now, ctx.request.origin.clone());
    let (made, who, agency) = ctx
        .app
        .db
        .write("print an invitation", move |w| {
            let act = Act::new(w, &actor, now, &origin);
            let made = write(&act)?;
            let grant = act.one::<InviteBirthRelative, BirthPerson>(id)?;
            let agency = organisations::by_id(&act, grant.agency())?.name;
            Ok((made, births::person(&act, &grant)?, agency))
        })
        .await?;
    let link = format!("{base}/invited/{}", made.secret);
    let contact = &who.identity.contact;
    let lines = [who.identity.name(), contact.address.clone(), contact.postcode.clone()];
    let body = html! {
        div class="hearth-no-print" {
            (kit::warning_text("Print this now. The link is not kept: once you leave this page nobody can show it again, and you would have to print a new one."))
            @if contact.address.is_empty() {
                p class="govuk-body" { "No address is recorded for them. Hand the letter over yourself." }
            }
            (kit::print_button("Print this letter"))
        }
        p class="govuk-body" { @for line in lines.iter().filter(|l| !l.is_empty()) { (line) br; } }
        p class="govuk-body" { (agency) br; (day_of(now)) }
        (layout::page_heading(None, "You are invited to pages of your own"))
        p class="govuk-body" { "Hello," }
        p class="govuk-body" { "there you can read what we write to you, read and write letters, and tell us what you need." }
        ol class="govuk-list govuk-list--number" {
            li { "Point the camera of a phone at this picture, or type the address below it." }
            li { "Choose a password that only you know." }
            li { "From then on you sign in with that password and this email address: " strong { (made.invitation.email) } }
        }
        p { (picture::qr(&link, "Picture to scan with a phone: the address below")?) }
        p class="govuk-body" { (base) "/invited/" br; strong { (in_groups(&made.secret)) } }
        p class="govuk-body" {
            "The address works once, until " (day_of(made.invitation.ends)) ". Whoever holds this letter could use it, so please keep it to yourself until you have."
        }
        p class="govuk-body" { "If you would rather not, you need do nothing. If reading this is hard, call us: we can do it together." }
    };
    Ok(ctx
        .page("A letter to print", body)
        .back(format!("/birth-people/{id}/sign-in"), "Back to their pages")
        .respond())
}
