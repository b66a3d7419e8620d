//! Who of a family signs in, kept by those who work on the case.

use access::{
    actions::InviteFamily,
    sign_in::{invitations, people},
};
use casework::cases::frame::{self, Tab};
use kernel::{Id, Invalid, Result, kinds::Case};
use maud::html;
use page::{Answer, Ctx, Fields, Response, kit, mend, site};

use super::draw;
use crate::people_of_agency::{guest, letter};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn show(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let (head, accounts, waiting) = ctx
        .read(move |look| {
            let grant = look.one::<InviteFamily, Case>(id)?;
            Ok((
                frame::head(look, &grant)?,
                people::of_family(look, &grant)?,
                invitations::of_family(look, &grant)?,
            ))
        })
        .await?;
    let body = html! {
        p class="govuk-body" { "A family member sees their own plan, appointments and goals, and nothing that is only for workers. Make sure that the address is theirs alone." }
        (draw::accounts(ctx, &accounts, &format!("/cases/{id}/accounts"), "Nobody of this family signs in yet."))
        (draw::invitations(ctx, &waiting, &format!("/cases/{id}/invitations"), false))
        h2 class="govuk-heading-m" { "Invite a family member" }
        (ctx.form(&format!("/cases/{id}/invite-family"), fields, html! {
            (kit::input("name", "Name").value(fields.raw("name")).spellcheck(false).error(invalid.of("name")))
            (kit::input("email", "Email address").email().autocomplete("off").value(fields.raw("email")).error(invalid.of("email")))
            (kit::button("Send the invitation").once())
        }))
    };
    Ok(frame::frame(ctx, &head, Tab::Overview, "Family members who sign in", body).errors(invalid).respond())
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let who = guest(&mut fields);
    let done = match fields.finish(|| who) {
        Ok(who) => {
            let base = site::base(&ctx.request);
            ctx.act("invite a family member", move |act| {
                let made = invitations::family(act, id, &who)?;
                letter(act, &made, base.as_ref().map_err(Clone::clone)?)?;
                Ok(Answer::see(format!("/cases/{id}/invite-family")).saying("The invitation is on its way."))
            })
            .await
        }
        Err(invalid) => return show(&ctx, &fields, &invalid).await,
    };
    match done {
        Err(error) => show(&ctx, &fields, &mend(error)?).await,
        done => done,
    }
}
