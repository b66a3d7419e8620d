//! Who of a family signs in, kept by those who work on the case.

use access::{
    actions::InviteFamily,
    sign_in::{invitations, people},
};
use casework::cases::frame::{self, Tab};
use kernel::{Id, Invalid, Moment, Result, kinds::Case};
use maud::html;
use page::{Answer, Ctx, Fields, Response, kit, mend, site};

use crate::people_of_agency::{guest, invited, letter};

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
    let columns = ["Name", "Email address", "Access", "Last sign-in", "End it"].map(kit::cell).to_vec();
    let rows = accounts
        .iter()
        .map(|p| {
            let end = match p.ended {
                Some(at) => html! { "Ended " (Moment(at)) },
                None => ctx.form(&format!("/cases/{id}/accounts/{}/end", p.id), &Fields::default(), html! {
                    (kit::button(html! { "End access" span class="govuk-visually-hidden" { " of " (p.name) } }).secondary().once())
                }),
            };
            vec![
                kit::cell(p.name.as_str()),
                kit::cell(p.email.as_str()),
                kit::cell(if p.ended.is_some() { "Ended" } else { "Has access" }),
                kit::cell(p.last_sign_in.map_or_else(|| "Never".to_owned(), |at| Moment(at).to_string())),
                kit::cell(end),
            ]
        })
        .collect();
    let body = html! {
        p class="govuk-body" { "A family member sees their own plan, appointments and goals, and nothing that is only for workers. Make sure that the address is theirs alone." }
        @if accounts.is_empty() {
            (kit::nothing_here("Nobody of this family signs in yet."))
        } @else {
            (kit::table(columns, rows).caption("Family members who sign in").caption_classes("govuk-table__caption--m")
                .first_cell_is_header().scrolling())
        }
        (invited(ctx, &waiting, &format!("/cases/{id}/invitations")))
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

pub(super) async fn again(ctx: Ctx) -> Result<Response> {
    let (id, invitation, base) = (ctx.id::<Case>("id")?, ctx.id("invitation")?, site::base(&ctx.request));
    ctx.act("send an invitation again", move |act| {
        let made = invitations::renew(act, invitation, Some(id))?;
        letter(act, &made, base.as_ref().map_err(Clone::clone)?)?;
        Ok(Answer::see(format!("/cases/{id}/invite-family"))
            .saying("The invitation is on its way again. The link sent before no longer works."))
    })
    .await
}

pub(super) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let (id, invitation) = (ctx.id::<Case>("id")?, ctx.id("invitation")?);
    ctx.act("withdraw an invitation", move |act| {
        invitations::withdraw(act, invitation, Some(id))?;
        Ok(Answer::see(format!("/cases/{id}/invite-family"))
            .saying("The invitation is taken back. Its link no longer works."))
    })
    .await
}

pub(super) async fn end(ctx: Ctx) -> Result<Response> {
    let (id, account) = (ctx.id::<Case>("id")?, ctx.id("account")?);
    ctx.act("end a family member's access", move |act| {
        people::end_family_access(act, id, account)?;
        Ok(Answer::see(format!("/cases/{id}/invite-family")).saying("Access has ended."))
    })
    .await
}
