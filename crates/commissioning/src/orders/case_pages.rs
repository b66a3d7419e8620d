//! The orders of a case, and the form for an order from core budget.

use access::actions::{PlaceOrder, ViewOrder};
use casework::cases::frame::{self, Tab};
use kernel::{Invalid, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{
    actions, form,
    model::{MOST_SESSIONS, OrderKind},
    pages, store,
};
use crate::{
    catalogue::model::Catalogue,
    providers::store::{self as providers, Offer},
    words,
};

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let (head, orders, may_place) = ctx
        .read(move |look| {
            let grant = look.one::<ViewOrder, kinds::Case>(id)?;
            Ok((frame::head(look, &grant)?, store::of_case(look, &grant)?, look.may::<PlaceOrder>()))
        })
        .await?;
    let lines = orders.iter().map(|line| pages::cells(line, false)).collect::<Result<Vec<_>>>()?;
    let body = html! {
        @if lines.is_empty() {
            (kit::nothing_here("Nothing has been ordered for this family yet."))
        } @else {
            (pages::table("Provider", lines, "Orders of this case, newest first"))
        }
        @if may_place {
            p class="govuk-body" {
                "Support that the Fund pays for is ordered from its approved application, under Funding. "
                "Support that the agency pays for itself is ordered here."
            }
            (kit::button("Order from core budget").href(format!("/cases/{id}/orders/new")))
        }
    };
    Ok(frame::frame(&ctx, &head, Tab::Orders, "Orders", body).respond())
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &ctx.query(), &Invalid::default()).await
}

pub(super) async fn place(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("place an order", move |act| {
        let record = actions::place_order(act, id, &input)?;
        Ok(Answer::see(format!("/orders/{}", record.order.id))
            .saying("The order is placed. The provider is asked to accept it."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

/// The therapy is asked first, so that only providers with a price for it are offered.
async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let therapy = Catalogue::shipped()?.find(fields.raw("therapy"));
    let code = therapy.map(|found| found.code.clone());
    let (head, offers) = ctx
        .read(move |look| {
            let grant = look.one::<PlaceOrder, kinds::Case>(id)?;
            let offers = match &code {
                Some(code) => providers::offers(look, code, look.today())?,
                None => Vec::new(),
            };
            Ok((frame::head(look, &grant)?, offers))
        })
        .await?;
    let path = format!("/cases/{id}/orders/new");
    let therapies = std::iter::once(("", "Choose a therapy")).chain(words::therapies()?);
    let body = html! {
        (layout::filters(&path, html! {
            (kit::select("therapy", "Therapy", therapies).value(fields.raw("therapy")).error(wrong.of("therapy")))
        }))
        @if let Some(therapy) = therapy {
            p class="govuk-body" { (therapy.what_for) }
            @if therapy.funded {
                (kit::inset_text("The Fund can pay for this. An order placed here is paid from the agency's core budget instead."))
            }
            @if offers.is_empty() {
                (kit::nothing_here("No approved provider has a price for this therapy today."))
            } @else {
                (ctx.form(&path, fields, rest(fields, wrong, &therapy.code, therapy.usual_sessions, &offers)))
                p class="govuk-hint" {
                    "The provider learns what help is needed and how many sessions, without names. This needs the family’s consent or a sharing agreement: see "
                    a class="govuk-link" href={ "/cases/" (id) "/consent" } { "Consent and sharing" } "."
                }
            }
        }
    };
    let page = frame::frame(ctx, &head, Tab::Orders, "Order from core budget", body);
    Ok(page.errors(&words::linked(wrong)).respond())
}

fn rest(fields: &Fields, wrong: &Invalid, therapy: &str, usual: Option<u32>, offers: &[Offer]) -> Markup {
    let providers =
        std::iter::once((String::new(), "Choose a provider".to_owned())).chain(offers.iter().map(|o| {
            let text = format!("{}: {} for {} minutes", o.provider.name, o.per_session, o.minutes);
            (o.provider.id.to_string(), text)
        }));
    let kinds = OrderKind::ALL.iter().map(|k| kit::choice(k.code(), k.label())).collect();
    let sessions = match fields.raw("sessions") {
        "" => usual.map_or_else(String::new, |n| n.to_string()),
        typed => typed.to_owned(),
    };
    html! {
        (kit::hidden("therapy", therapy))
        (kit::select("provider", "Provider and price of a session", providers)
            .value(fields.raw("provider")).error(wrong.of("provider")))
        (kit::input("sessions", "How many sessions").hint(format!("From 1 to {MOST_SESSIONS}")).whole_number().width(4)
            .value(sessions).error(wrong.of("sessions")))
        (kit::date_input("starts_on", kit::legend("To start from").size(kit::Size::S))
            .values(fields.date_parts("starts_on")).error(wrong.of("starts_on")))
        (kit::radios("kind", kit::legend("How was the provider chosen?").size(kit::Size::S), kinds).small()
            .value(fields.raw("kind")).error(wrong.of("kind")))
        (kit::button("Place the order").once())
    }
}
