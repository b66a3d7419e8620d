//! The form for an invoice: tick the sessions that it is for.

use access::actions::SendInvoice;
use kernel::{Invalid, Result, kinds};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{actions, form, model::Line};
use crate::{
    delivery::{model::SessionState, store as sessions},
    orders::store as orders,
    words,
};

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let order = ctx.id::<kinds::Order>("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::ticked(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("send an invoice", move |act| {
        let record = actions::send_invoice(act, order, &input)?;
        Ok(Answer::see(format!("/invoices/{}", record.invoice.id))
            .saying("The invoice is sent. It matches the order and waits to be paid."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Order>("id")?;
    let (opened, all) = ctx
        .read(move |look| {
            let grant = look.one::<SendInvoice, kinds::Order>(id)?;
            Ok((orders::load(look, &grant)?, sessions::of_order(look, &grant)?))
        })
        .await?;
    let price = opened.record.order.price;
    let choices: Vec<kit::Choice> = all
        .iter()
        .filter(|r| r.session.state.payable() && r.session.invoiced.is_none())
        .map(|r| {
            let s = &r.session;
            let what = match s.state {
                SessionState::Held => "held",
                _ => "missed, and charged",
            };
            let text = format!("Session {}, {what} on {}: {price}", r.number, words::day(s.day));
            kit::choice(form::ticked_value(&Line { session: s.id, day: s.day, amount: price }), text)
        })
        .collect();
    let path = format!("/orders/{id}/invoices/new");
    // Every mismatch of every line stands beside the sessions.
    let lines: Vec<&str> =
        wrong.0.iter().filter(|e| e.field == "lines").map(|e| e.message.as_str()).collect();
    let lines = (!lines.is_empty()).then(|| lines.join(" "));
    let ticked: Vec<String> = fields.all("lines").map(str::to_owned).collect();
    let caption = format!("Order {}", opened.record.reference);
    let body = html! {
        (layout::page_heading(Some(&caption), "Send an invoice"))
        @if choices.is_empty() {
            (kit::nothing_here("Every session that was held is invoiced already. Record a session first."))
        } @else {
            p class="govuk-body" {
                "One line for each session, at the order's price of " (price) ". "
                (opened.agency_name) " has 30 days to pay."
            }
            (ctx.form(&path, fields, html! {
                (kit::input("number", "Your number for this invoice").width(20)
                    .value(fields.raw("number")).error(wrong.of("number")))
                (kit::checkboxes("lines", kit::legend("Sessions that it is for").size(kit::Size::S), choices)
                    .values(ticked).error(lines.as_deref()))
                (kit::money_input("total", "Total of the invoice")
                    .hint("As it stands on your own invoice, in pounds. It must be the sum of the sessions.")
                    .value(fields.raw("total")).error(wrong.of("total")))
                (kit::button("Send the invoice").once())
            }))
        }
    };
    let page = ctx.page("Send an invoice", body).back(format!("/orders/{id}"), "Back to the order");
    Ok(page.errors(wrong).respond())
}
