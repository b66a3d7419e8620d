//! Paying an invoice, as a finance officer does it.

use access::actions::PayInvoice;
use commissioning::invoices::actions::to_pay;
use kernel::{Id, Invalid, Result, kinds};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use super::actions::{PaidFrom, pay_invoice};
use crate::{applications::store, words};

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    page_with(&ctx, ctx.id("id")?, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn pay(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    let done = ctx
        .act("pay an invoice", move |act| {
            let news = match pay_invoice(act, id)?.from {
                PaidFrom::Application { .. } => {
                    "The invoice was paid out of what was approved for the application."
                }
                PaidFrom::CoreBudget => "The invoice was recorded as paid from core budget.",
            };
            Ok(Answer::see(format!("/invoices/{id}")).saying(news))
        })
        .await;
    match done {
        Err(error) => page_with(&ctx, id, &ctx.fields()?, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn page_with(ctx: &Ctx, id: Id<kinds::Invoice>, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let (due, application) = ctx
        .read(move |look| {
            let grant = look.one::<PayInvoice, kinds::Invoice>(id)?;
            Ok((to_pay(look, &grant)?, store::of_invoice(look, &grant)?))
        })
        .await?;
    let invoice = &due.record.invoice;
    let mut rows = vec![
        kit::row("To", due.provider_name.as_str()),
        kit::row("For", words::therapy(&due.therapy)?),
        kit::row("Amount", invoice.total.to_string()),
    ];
    match &application {
        Some(opened) => {
            let a = &opened.application;
            rows.push(kit::row(
                "Out of",
                html! { a class="govuk-link" href={ "/applications/" (a.id) } { "Application " (a.reference) } },
            ));
            rows.push(kit::row("Left of what was approved", a.money()?.committed().to_string()));
        }
        None => rows.push(kit::row("Out of", "The agency's core budget, outside the Fund's ledger")),
    }
    let body = html! {
        (layout::page_heading(Some("Every line was matched to a session"), format!("Pay invoice {}", invoice.number)))
        (kit::summary_list(rows))
        (ctx.form(&format!("/invoices/{id}/pay"), fields, html! { (kit::button("Pay this invoice").once()) }))
    };
    Ok(ctx
        .page("Pay an invoice", body)
        .dense()
        .back(format!("/invoices/{id}"), "Back to the invoice")
        .errors(wrong)
        .respond())
}
