//! A worker writes a complaint down for somebody.

use access::actions::MakeComplaint;
use casework::cases::frame::{self, Head, Tab};
use kernel::{Invalid, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, layout},
};

use super::asked;
use crate::{
    complaints::{actions, model::Who},
    words::{choices, fine},
};

fn form(ctx: &Ctx, path: &str, f: &Fields, wrong: &Invalid) -> Markup {
    ctx.form(
        path,
        f,
        html! {
            (kit::radios("who", kit::legend("Who complains?").size(Size::M), choices::<Who>()).value(f.raw("who")).error(wrong.of("who")))
            (kit::input("complainant", "Their name, and how to reach them").value(f.raw("complainant")).error(wrong.of("complainant")))
            (asked(f, wrong, false))
            (kit::date_input("received", kit::legend("When did it come?").size(Size::S)).hint("Leave empty for today")
                .values(f.date_parts("received")).error(wrong.of("received")))
            (kit::button("Write it down").once())
        },
    )
}

const SAYING: &str = "The complaint is written down. Managers are told, and it is acknowledged in time.";

pub(in crate::complaints) async fn of_case(ctx: Ctx) -> Result<Response> {
    if ctx.actor.is_of_a_family() {
        return page::see_other("/my/complaints");
    }
    draw_case(&ctx, &Fields::default(), &fine()).await
}

async fn draw_case(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let head: Head =
        ctx.read(move |look| frame::head(look, &look.one::<MakeComplaint, kinds::Case>(id)?)).await?;
    let body = html! {
        p class="govuk-body" {
            "Only managers read it, and whoever complains. It does not stand in the timeline, which whoever it is about may read."
        }
        (form(ctx, &format!("/cases/{id}/complaints"), f, wrong))
    };
    Ok(frame::frame(ctx, &head, Tab::Overview, "Write a complaint down", body).errors(wrong).respond())
}

pub(in crate::complaints) async fn make_of_case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut f = ctx.fields()?;
    let input = match actions::recorded_fields(&mut f) {
        Ok(input) => input,
        Err(invalid) => return draw_case(&ctx, &f, &invalid).await,
    };
    let done = ctx.act("write a complaint down", move |act| {
        actions::make(act, id, &input)?;
        Ok(Answer::see(format!("/cases/{id}")).saying(SAYING))
    });
    match done.await {
        Err(error) => draw_case(&ctx, &f, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::complaints) async fn without(ctx: Ctx) -> Result<Response> {
    draw_without(&ctx, &Fields::default(), &fine()).await
}

async fn draw_without(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    ctx.read(|look| look.agency::<MakeComplaint>().map(drop)).await?;
    let body = html! {
        (layout::page_heading(None, "Write a complaint down"))
        p class="govuk-body" { "For somebody whose case you cannot name. Write a family’s complaint down from its case." }
        (form(ctx, "/complaints/new", f, wrong))
    };
    Ok(ctx.page("Write a complaint down", body).dense().errors(wrong).respond())
}

pub(in crate::complaints) async fn make_without(ctx: Ctx) -> Result<Response> {
    let mut f = ctx.fields()?;
    let input = match actions::recorded_fields(&mut f) {
        Ok(input) => input,
        Err(invalid) => return draw_without(&ctx, &f, &invalid).await,
    };
    let done = ctx.act("write a complaint down", move |act| {
        actions::make_without_case(act, &input)?;
        Ok(Answer::see("/").saying(SAYING))
    });
    match done.await {
        Err(error) => draw_without(&ctx, &f, &page::mend(error)?).await,
        done => done,
    }
}
