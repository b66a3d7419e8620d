//! A birth relative's way in: who signs in as them, how their invitations stand, and a new one. It shows their own record and
//! nothing of anybody else.

use access::{
    actions::InviteBirthRelative,
    sign_in::{
        invitations::{self, DAYS, PRINTED_DAYS},
        keeper::At,
        people,
    },
};
use casework::birth_families::store as births;
use kernel::{Id, Invalid, Result, kinds::BirthPerson};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
    mend, site,
};

use super::{
    actions::{birth_fields, invite_birth_relative},
    draw,
    model::Way,
    paper,
};
use crate::people_of_agency::letter;

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, None, &Invalid::default()).await
}

async fn show(ctx: &Ctx, typed: Option<&Fields>, invalid: &Invalid) -> Result<Response> {
    let id: Id<BirthPerson> = ctx.id("id")?;
    let (who, accounts, invited) = ctx
        .read(move |look| {
            let grant = look.one::<InviteBirthRelative, BirthPerson>(id)?;
            Ok((
                births::person(look, &grant)?,
                people::of_birth_relative(look, &grant)?,
                invitations::of_birth_relative(look, &grant)?,
            ))
        })
        .await?;
    let recorded = Fields::filled([("email", who.identity.contact.email.clone()), ("way", String::new())]);
    let fields = typed.unwrap_or(&recorded);
    let at = format!("/birth-people/{id}");
    let free =
        accounts.iter().all(|p| p.ended.is_some()) && !invited.iter().any(invitations::Invitation::is_open);
    let ways = Way::ALL.iter().map(|w| kit::choice(w.code(), w.label())).collect();
    let body = html! {
        (layout::page_heading(Some(&who.identity.name()), "Pages of their own"))
        @if who.kind.is_placed() {
            (kit::inset_text("This is a child’s record from before adoption, and nobody signs in with it. Invite their family from the case."))
        } @else {
            p class="govuk-body" {
                "They read your messages and their letters there, write letters, and answer offers of support. Nothing there tells where the child lives or who adopted them."
            }
            (draw::accounts(ctx, &accounts, &format!("{at}/accounts"), "They do not sign in yet."))
            (draw::invitations(ctx, &invited, &format!("{at}/invitations"), true))
            @if free {
                h2 class="govuk-heading-m" { "Invite them" }
                (ctx.form(&format!("{at}/sign-in"), fields, html! {
                    (kit::input("email", "Email address").email().autocomplete("off").value(fields.raw("email"))
                        .hint("They sign in with it, and hear at it that something waits for them. Ask whether anybody else reads it.")
                        .error(invalid.of("email")))
                    (kit::radios("way", kit::legend("How does the link reach them?").size(kit::Size::S), ways)
                        .hint(format!("It works once: for {DAYS} days by email, for {PRINTED_DAYS} days on paper."))
                        .value(fields.raw("way")).error(invalid.of("way")))
                    (kit::button("Invite them").once())
                }))
            }
        }
    };
    // The tab's title names nobody: titles end up in histories and screen shares.
    Ok(ctx
        .page("Pages of their own", body)
        .back(format!("/birth-families/{}", who.family), "Back to the birth family")
        .dense()
        .errors(invalid)
        .respond())
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let id: Id<BirthPerson> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = birth_fields(&mut fields);
    let done = match fields.finish(|| input) {
        Ok(input) if input.way == Way::Paper => {
            paper::printed(&ctx, id, move |act| invite_birth_relative(act, id, &input)).await
        }
        Ok(input) => {
            let base = site::base(&ctx.request);
            ctx.act("invite a birth relative", move |act| {
                let made = invite_birth_relative(act, id, &input)?;
                letter(act, &made, base.as_ref().map_err(Clone::clone)?)?;
                Ok(Answer::see(format!("/birth-people/{id}/sign-in")).saying("The invitation is on its way."))
            })
            .await
        }
        Err(invalid) => return show(&ctx, Some(&fields), &invalid).await,
    };
    match done {
        Err(error) => show(&ctx, Some(&fields), &mend(error)?).await,
        done => done,
    }
}

/// Sends it again by email, or prints a new letter where the form says so.
pub(super) async fn again(ctx: Ctx) -> Result<Response> {
    let (id, invitation) = (ctx.id::<BirthPerson>("id")?, ctx.id("invitation")?);
    if ctx.fields()?.raw("way") == Way::Paper.code() {
        let renew =
            move |act: &access::Act<'_>| invitations::renew(act, invitation, At::BirthPerson(id), true);
        return paper::printed(&ctx, id, renew).await;
    }
    super::keep::again(ctx, super::keep::Place::BirthPerson).await
}
