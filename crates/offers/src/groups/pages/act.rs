//! What the forms on a group's page send.

use access::actions::{BookGroups, ManageGroups};
use kernel::{Error, Result};
use page::{Answer, Ctx, Response};

use super::show;
use crate::groups::{actions, form, store};

pub(in crate::groups) async fn session(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::add_session(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show::draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("add a session to a group", move |act| {
        actions::add_session(act, id, &input)?;
        Ok(Answer::see(format!("/groups/{id}")).saying("The session is added."))
    });
    match done.await {
        Err(error) => show::draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::groups) async fn share(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let (agency, places) = match form::share(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show::draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("offer places to another agency", move |act| {
        actions::share_places(act, id, &agency, places)?;
        Ok(Answer::see(format!("/groups/{id}")).saying("The places are offered."))
    });
    match done.await {
        Err(error) => show::draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::groups) async fn book(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let wish = match form::wish(&mut fields) {
        Ok(wish) => wish,
        Err(invalid) => return show::draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("book a place for a family", move |act| {
        act.agency::<BookGroups>()?;
        actions::book(act, id, &wish)?;
        Ok(Answer::see(format!("/groups/{id}")).saying("The family is booked, or waits."))
    });
    match done.await {
        Err(error) => show::draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::groups) async fn end(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let version = match form::version(&mut fields) {
        Ok(version) => version,
        Err(invalid) => return show::draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("end a group", move |act| {
        actions::end_group(act, id, version)?;
        Ok(Answer::see(format!("/groups/{id}")).saying("The group is ended."))
    });
    match done.await {
        Err(error) => show::draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::groups) async fn call_off(ctx: Ctx) -> Result<Response> {
    let session = ctx.id("id")?;
    ctx.act("call off a session", move |act| {
        let (_, group) = store::one_session(act, &act.agency::<ManageGroups>()?, session)?;
        actions::call_off_session(act, group, session)?;
        Ok(Answer::see(format!("/groups/{group}"))
            .saying("The session does not take place. Tell the families."))
    })
    .await
}

pub(in crate::groups) async fn cancel(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = form::version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("cancel a booking for a family", move |act| {
        act.agency::<BookGroups>()?;
        let booking = actions::cancel_booking(act, id, version)?;
        Ok(Answer::see(format!("/groups/{}", booking.group)).saying("The booking is cancelled."))
    })
    .await
}
