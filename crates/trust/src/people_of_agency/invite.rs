//! The form that invites a colleague, and what can be done about an invitation that waits.

use access::sign_in::{invitations, keeper::At, rules};
use kernel::{Invalid, Result};
use maud::html;
use page::{Answer, Ctx, Fields, Response, kit, mend, site};

use super::actions;

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default())
}

fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let roles = std::iter::once(("", "Choose")).chain(rules::OF_AGENCY.iter().map(|r| (r.code(), r.label())));
    let body = html! {
        h1 class="govuk-heading-l" { "Invite a colleague" }
        p class="govuk-body" { "They get a letter with a link that works once, within seven days. A family member is invited from their case, a birth relative from their own record, and somebody of a provider from the provider’s page." }
        (ctx.form("/accounts/invite", fields, html! {
            (kit::input("name", "Name").value(fields.raw("name")).spellcheck(false).error(invalid.of("name")))
            (kit::input("email", "Email address").email().autocomplete("off").value(fields.raw("email")).error(invalid.of("email")))
            (kit::select("role", "What they will do", roles).value(fields.raw("role")).error(invalid.of("role")))
            (kit::button("Send the invitation").once())
        }))
        p class="govuk-body" { "The other administrators of your agency are told that you invited somebody." }
    };
    Ok(ctx.page("Invite a colleague", body).back("/accounts", "Accounts").errors(invalid).respond())
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = actions::fields(&mut fields);
    let done = match fields.finish(|| input) {
        Ok(input) => {
            let base = site::base(&ctx.request);
            ctx.act("invite", move |act| {
                actions::invite(act, &input, base.as_ref().map_err(Clone::clone)?)?;
                Ok(Answer::see("/accounts").saying("The invitation is on its way."))
            })
            .await
        }
        Err(invalid) => return draw(&ctx, &fields, &invalid),
    };
    match done {
        Err(error) => draw(&ctx, &fields, &mend(error)?),
        done => done,
    }
}

pub(super) async fn again(ctx: Ctx) -> Result<Response> {
    let (id, base) = (ctx.id("id")?, site::base(&ctx.request));
    ctx.act("send an invitation again", move |act| {
        let made = invitations::renew(act, id, At::Agency, false)?;
        actions::letter(act, &made, base.as_ref().map_err(Clone::clone)?)?;
        Ok(Answer::see("/accounts")
            .saying("The invitation is on its way again. The link sent before no longer works."))
    })
    .await
}

pub(super) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    ctx.act("withdraw an invitation", move |act| {
        invitations::withdraw(act, id, At::Agency)?;
        Ok(Answer::see("/accounts").saying("The invitation is taken back. Its link no longer works."))
    })
    .await
}
