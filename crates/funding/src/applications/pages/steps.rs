//! The steps of an application as they are taken on its page.

use kernel::{Id, Result, kinds};
use page::{Answer, Ctx, Fields, Response};

use super::show;
use crate::applications::{actions, form};

/// Shows the application's page again with what is wrong, where that can be mended.
async fn again(
    ctx: &Ctx,
    id: Id<kinds::Application>,
    fields: Fields,
    done: Result<Response>,
) -> Result<Response> {
    match done {
        Err(error) => show::page_with(ctx, id, fields, page::mend(error)?).await,
        ok => ok,
    }
}

pub(crate) async fn send(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Application>("id")?;
    let mut fields = ctx.fields()?;
    let version = match form::version(&mut fields) {
        Ok(version) => version,
        Err(invalid) => return show::page_with(&ctx, id, fields, invalid).await,
    };
    let done = ctx
        .act("send an application", move |act| {
            actions::send_application(act, id, version)?;
            Ok(Answer::see(format!("/applications/{id}")).saying("The application was sent."))
        })
        .await;
    again(&ctx, id, fields, done).await
}

pub(crate) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Application>("id")?;
    let mut fields = ctx.fields()?;
    let (version, reason) = match form::withdrawal(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show::page_with(&ctx, id, fields, invalid).await,
    };
    let done = ctx
        .act("withdraw an application", move |act| {
            actions::withdraw_application(act, id, version, &reason)?;
            Ok(Answer::see(format!("/applications/{id}")).saying("The application was withdrawn."))
        })
        .await;
    again(&ctx, id, fields, done).await
}

pub(crate) async fn decide(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Application>("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::decision(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show::page_with(&ctx, id, fields, invalid).await,
    };
    let done = ctx
        .act("record the decision on an application", move |act| {
            actions::decide_application(act, id, &input)?;
            Ok(Answer::see(format!("/applications/{id}")).saying("The decision was recorded."))
        })
        .await;
    again(&ctx, id, fields, done).await
}

pub(crate) async fn order(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Application>("id")?;
    let done = ctx
        .act("order what was approved", move |act| {
            let order = actions::order_approved(act, id)?;
            Ok(Answer::see(format!("/orders/{order}")).saying("The order was placed."))
        })
        .await;
    again(&ctx, id, ctx.fields()?, done).await
}

pub(crate) async fn release(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Application>("id")?;
    let done = ctx
        .act("release what is not needed", move |act| {
            actions::release_unspent(act, id)?;
            Ok(Answer::see(format!("/applications/{id}"))
                .saying("What was not needed was given back. It can be used again this year."))
        })
        .await;
    again(&ctx, id, ctx.fields()?, done).await
}
