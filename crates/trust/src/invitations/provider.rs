//! Who signs in for a provider, as far as one's own agency invited them, and a new invitation.

use access::{
    actions::InviteProvider,
    sign_in::{invitations, people},
};
use commissioning::providers::{model::may_invite, store as providers};
use kernel::{Id, Invalid, Result, kinds::Organisation};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
    mend, site,
};

use super::{actions::invite_for_provider, draw};
use crate::people_of_agency::{guest, letter};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn show(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id: Id<Organisation> = ctx.id("id")?;
    let (known, accounts, invited, all) = ctx
        .read(move |look| {
            let grant = look.agency::<InviteProvider>()?;
            Ok((
                providers::known(look, &grant, id)?,
                people::of_provider(look, &grant, id)?,
                invitations::of_provider(look, &grant, id)?,
                people::sign_in_for(look, &grant, id)?,
            ))
        })
        .await?;
    let at = format!("/providers/{id}");
    let others = all.saturating_sub(accounts.iter().filter(|p| p.ended.is_none()).count());
    let refused = may_invite(known.approval, known.ours).err().map(|e| e.to_string());
    let body = html! {
        (layout::page_heading(Some(known.name.as_str()), "Who signs in"))
        p class="govuk-body" {
            "Their people answer orders, record sessions and send invoices: those of this provider, for every agency that orders from it. They set up one-time codes when they first sign in."
        }
        (draw::accounts(ctx, &accounts, &format!("{at}/accounts"), "Your agency has invited nobody yet, or nobody has come."))
        @if others > 0 {
            p class="govuk-body" {
                (others) @if others == 1 { " more person signs in" } @else { " more people sign in" }
                " whom another agency or the operator brought in. They are kept there."
            }
        }
        (draw::invitations(ctx, &invited, &format!("{at}/invitations"), false))
        @match refused {
            Some(why) => (kit::inset_text(why)),
            None => {
                h2 class="govuk-heading-m" { "Invite somebody of this provider" }
                (ctx.form(&format!("{at}/accounts"), fields, html! {
                    (kit::input("name", "Name").value(fields.raw("name")).spellcheck(false).error(invalid.of("name")))
                    (kit::input("email", "Email address").email().autocomplete("off").value(fields.raw("email"))
                        .hint("Their own address at work, not one that several people read.").error(invalid.of("email")))
                    (kit::button("Send the invitation").once())
                }))
            },
        }
    };
    Ok(ctx
        .page("Who signs in for a provider", body)
        .back(at, "Back to the provider")
        .dense()
        .errors(invalid)
        .respond())
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let id: Id<Organisation> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let who = guest(&mut fields);
    let done = match fields.finish(|| who) {
        Ok(who) => {
            let base = site::base(&ctx.request);
            ctx.act("invite somebody of a provider", move |act| {
                let made = invite_for_provider(act, id, &who)?;
                letter(act, &made, base.as_ref().map_err(Clone::clone)?)?;
                Ok(Answer::see(format!("/providers/{id}/accounts")).saying("The invitation is on its way."))
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
