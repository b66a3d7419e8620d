//! What a family answers and tells on its own pages. What it sees is drawn by the room `rhythm`.

use kernel::Result;
use page::{Answer, Ctx, Response};

use crate::{
    life_stages::{actions, form},
    rhythm::pages::my::{self, here},
};

pub(in crate::life_stages) async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::answer(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return my::draw(&ctx, Some(id), &fields, &invalid).await,
    };
    let done = ctx.act("a family answers an offer", move |act| {
        actions::answer(act, id, &input)?;
        let said = match input.takes_up {
            true => "Thank you. What happens next stands under What we promised you.",
            false => "That is fine. You can come back to it at any time.",
        };
        Ok(Answer::see(here(id)).saying(said))
    });
    match done.await {
        Err(error) => my::draw(&ctx, Some(id), &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::life_stages) async fn life_event(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::life_event(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return my::draw(&ctx, Some(id), &fields, &invalid).await,
    };
    let done = ctx.act("a family tells of a life event", move |act| {
        actions::life_event(act, id, &input)?;
        Ok(Answer::see(here(id)).saying("Thank you for telling us."))
    });
    match done.await {
        Err(error) => my::draw(&ctx, Some(id), &fields, &page::mend(error)?).await,
        done => done,
    }
}
