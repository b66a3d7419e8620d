//! Putting a provider on the list.

use access::actions::ManageProviders;
use kernel::{Invalid, ProviderKind, Result};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{options, vetting_fields};
use crate::{
    providers::{actions, form},
    words,
};

pub(in crate::providers) async fn ask(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    ctx.read(|look| look.agency::<ManageProviders>().map(|_| ())).await?;
    let body = html! {
        (layout::page_heading(None, "Add a provider"))
        p class="govuk-body" {
            "The provider is on the list for every agency once you have added prices and approved them. Write down what \
             you have seen yourself."
        }
        (ctx.form("/providers/new", fields, html! {
            (kit::input("name", "Name").value(fields.raw("name")).error(wrong.of("name")))
            (kit::select("kind", "What sort of provider", options::<ProviderKind>("Choose a sort"))
                .value(fields.raw("kind")).error(wrong.of("kind")))
            (kit::input("region", "Region where they work (optional)").hint("Leave this empty if they work everywhere")
                .value(fields.raw("region")).error(wrong.of("region")))
            (vetting_fields(fields, wrong))
            (kit::button("Add to the list").once())
        }))
    };
    let page = ctx.page("Add a provider", body).dense().back("/providers", "Back to the providers");
    Ok(page.errors(&words::linked(wrong)).respond())
}

pub(in crate::providers) async fn add(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let (who, vetting) = match form::new(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("add a provider", move |act| {
        let id = actions::add_provider(act, &who, &vetting)?;
        Ok(Answer::see(format!("/providers/{id}"))
            .saying("The provider is added. Now add prices, then approve them."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
