//! A new set of recovery codes. The set before works no longer.

use access::sign_in::{
    codes,
    notices::{self, News},
};
use kernel::{Error, Invalid, Result};
use maud::html;
use page::{Ctx, Fields, Response, kit, mend};

use super::{actions, mine};
use crate::sign_in::set_up::recovery_list;

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default())
}

fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let body = html! {
        h1 class="govuk-heading-l" { "Make new recovery codes" }
        p class="govuk-body" { "You get ten new codes. The ones you have now stop working." }
        (ctx.form("/account/recovery-codes", fields, html! {
            (actions::field(invalid.of("current")))
            (kit::button("Make new codes").once())
        }))
    };
    Ok(ctx.page("Make new recovery codes", body).back("/account", "Your account").errors(invalid).respond())
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let current = fields.required("current", "Enter your password", 200);
    let done = match fields.finish(|| current) {
        Ok(current) => make(&ctx, current).await,
        Err(invalid) => return draw(&ctx, &fields, &invalid),
    };
    match done {
        Err(error) => draw(&ctx, &fields, &mend(error)?),
        done => done,
    }
}

async fn make(ctx: &Ctx, current: String) -> Result<Response> {
    let (account, now, origin) = (mine(ctx)?, ctx.now, ctx.request.origin.clone());
    actions::check(ctx, current).await?;
    let list = ctx
        .app
        .db
        .write("new recovery codes", move |w| {
            if codes::security(w, account)?.codes_since.is_none() {
                return Err(Error::refused(
                    "account.no-codes",
                    "Set up one-time codes first: recovery codes stand in for them.",
                ));
            }
            notices::note(w, account, &origin, "made new recovery codes", now)?;
            notices::tell(w, account, News::RecoverySet, now)?;
            codes::new_recovery(w, account, now)
        })
        .await?;
    let body = html! {
        h1 class="govuk-heading-l" { "Your recovery codes" }
        (recovery_list(&list))
        (kit::button("I have kept them").href("/account"))
    };
    Ok(ctx.page("Your recovery codes", body).respond())
}
