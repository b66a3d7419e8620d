//! The list of invoices, and one invoice, as the agency and the provider see them.

use access::actions::{PayInvoice, SendInvoice, ViewInvoice};
use kernel::{Date, Id, Invalid, Moment, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, PAGE_ROWS, Response, csv_file,
    kit::{self, Tone, layout},
};

use super::{
    actions,
    dispute::pages::{Disputed, answer_form, clear_form},
    form,
    model::{InvoiceState, Mismatch, match_invoice},
    store::{self, Listed, Record},
};
use crate::{
    delivery::store::{self as sessions, Record as Session},
    orders::store::{self as orders, Opened},
    words,
};

fn wanted(ctx: &Ctx) -> Option<InvoiceState> {
    InvoiceState::from_code(ctx.query().raw("status"))
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let state = wanted(&ctx);
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::list(look, state, after, Some(PAGE_ROWS))).await?;
    let query = state.map_or_else(String::new, |s| format!("status={}", s.code()));
    let choices =
        std::iter::once(("", "Any status")).chain(InvoiceState::ALL.iter().map(|s| (s.code(), s.label())));
    let body = html! {
        (layout::page_heading(None, "Invoices"))
        (layout::filters("/invoices", html! {
            (kit::select("status", "Status", choices).value(state.map_or("", InvoiceState::code)))
        }))
        @if rows.items.is_empty() {
            (kit::nothing_here("No invoices here. A provider sends one from the page of its order."))
        } @else {
            (table(&rows.items, "Invoices, newest first"))
            (kit::pagination(None, rows.next.map(|next| format!("/invoices?{query}&after={next}"))))
        }
        p class="govuk-body" { a class="govuk-link" href={ "/invoices.csv?" (query) } { "Download this list (CSV)" } }
    };
    Ok(ctx.page("Invoices", body).dense().respond())
}

/// A table of invoices.
pub(crate) fn table(invoices: &[Listed], caption: &str) -> Markup {
    let rows = invoices
        .iter()
        .map(|line| {
            vec![
                kit::cell(html! { a class="govuk-link" href={ "/invoices/" (line.id) } { (line.number) } }),
                kit::cell(html! {
                    a class="govuk-link" href={ "/orders/" (line.order) } { (line.order_reference) }
                }),
                kit::cell(line.provider_name.as_str()),
                kit::cell(line.agency_name.as_str()),
                kit::number(line.total.to_string()),
                kit::cell(words::day(kernel::local_date(line.received_at))),
                kit::cell(words::day(line.due_on)),
                kit::cell(html! { (tag(line.state)) }),
            ]
        })
        .collect();
    let head = vec![
        kit::cell("Number"),
        kit::cell("Order"),
        kit::cell("Provider"),
        kit::cell("Agency"),
        kit::number("Total"),
        kit::cell("Received"),
        kit::cell("Pay by"),
        kit::cell("Status"),
    ];
    let table = kit::table(head, rows)
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling();
    html! { (table) }
}

fn tag(state: InvoiceState) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        InvoiceState::Received | InvoiceState::Matched => Tone::Calm,
        InvoiceState::Paid => Tone::Good,
        InvoiceState::Queried => Tone::Late,
        InvoiceState::Withdrawn => Tone::Quiet,
    })
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let state = wanted(&ctx);
    let rows = ctx.read(move |look| store::list(look, state, None, None)).await?;
    let head = [
        "invoice",
        "order",
        "provider",
        "agency",
        "therapy",
        "total_pence",
        "status",
        "received_at",
        "pay_by",
        "ended_at",
    ];
    let lines = rows.items.into_iter().map(|line| {
        vec![
            line.number,
            line.order_reference.to_string(),
            line.provider_name,
            line.agency_name,
            line.therapy,
            line.total.0.to_string(),
            line.state.code().to_owned(),
            line.received_at.to_string(),
            line.due_on.to_string(),
            line.ended_at.map_or_else(String::new, |at| at.to_string()),
        ]
    });
    csv_file("invoices", &head, lines)
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

struct Shown {
    record: Record,
    order: Opened,
    sessions: Vec<Session>,
    disputed: Disputed,
    /// What does not agree with the order and its sessions as they are now.
    differences: Vec<Mismatch>,
    may_pay: bool,
    may_send: bool,
}

pub(super) async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    let shown = ctx
        .read(move |look| {
            let grant = look.one::<ViewInvoice, kinds::Invoice>(id)?;
            let record = store::load(look, &grant)?;
            let order = orders::of_opened(look, &grant, record.invoice.order)?;
            let sessions = sessions::of_opened(look, &grant, record.invoice.order)?;
            let matched = match_invoice(&order.record.order, &sessions::plain(&sessions), &record.invoice);
            Ok(Shown {
                order,
                sessions,
                disputed: Disputed::read(look, &grant)?,
                differences: matched.err().unwrap_or_default(),
                record,
                may_pay: look.may::<PayInvoice>(),
                may_send: look.may::<SendInvoice>(),
            })
        })
        .await?;
    let heading = format!("Invoice {}", shown.record.invoice.number);
    let story = html! {
        (facts(&shown, ctx.today())?)
        h2 class="govuk-heading-m" { "Lines" }
        (lines(&shown))
        (shown.disputed.story(&shown.record, ctx.today()))
    };
    let body = html! {
        (layout::page_heading(None, heading.as_str()))
        (layout::record(story, layout::aside(to_do(ctx, &shown, fields, wrong))))
    };
    Ok(ctx.page("Invoice", body).back("/invoices", "Invoices").dense().errors(wrong).respond())
}

fn facts(shown: &Shown, today: Date) -> Result<Markup> {
    let (record, invoice, order) = (&shown.record, &shown.record.invoice, &shown.order);
    let waiting = record.ended_at.is_none();
    let late = waiting && record.due_on < today;
    let mut rows = vec![kit::row("Status", html! { (tag(invoice.state)) })];
    if let Some(query) = &record.query {
        rows.push(kit::row("What was queried", query.as_str()));
    }
    let order_link = html! {
        a class="govuk-link" href={ "/orders/" (invoice.order) } { (order.record.reference) }
    };
    let pay_by = html! {
        (words::day(record.due_on)) @if late { " " (kit::tag("Late").tone(Tone::Late)) }
    };
    rows.extend([
        kit::row("Order", order_link),
        kit::row("Provider", order.provider_name.as_str()),
        kit::row("Agency", order.agency_name.as_str()),
        kit::row("Therapy", words::therapy(&order.record.order.therapy)?),
        kit::row("Total", invoice.total.to_string()),
        kit::row("Received", Moment(record.received_at).to_string()),
        kit::row("Pay by", pay_by),
    ]);
    if let Some(at) = record.ended_at {
        let what = if invoice.state == InvoiceState::Paid { "Paid" } else { "Withdrawn" };
        rows.push(kit::row(what, Moment(at).to_string()));
    }
    Ok(html! { (kit::summary_list(rows)) })
}

fn lines(shown: &Shown) -> Markup {
    let rows = shown
        .record
        .invoice
        .lines
        .iter()
        .enumerate()
        .map(|(place, line)| {
            let session = shown.sessions.iter().find(|s| s.session.id == line.session);
            let number = session.map_or_else(String::new, |s| s.number.to_string());
            let state = session.map_or("", |s| s.session.state.status().label());
            vec![
                kit::cell(number),
                kit::cell(words::day(line.day)),
                kit::cell(state),
                kit::number(line.amount.to_string()),
                kit::cell(differs(shown, place)),
            ]
        })
        .collect();
    let head = vec![
        kit::cell("Session"),
        kit::cell("Day"),
        kit::cell("What became of it"),
        kit::number("Amount"),
        kit::cell("Against the order"),
    ];
    let table = kit::table(head, rows)
        .caption("Lines of the invoice, one for each session")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling();
    html! { (table) }
}

/// What differs on a line; a withdrawn invoice asks for nothing.
fn differs(shown: &Shown, place: usize) -> String {
    if shown.record.invoice.state == InvoiceState::Withdrawn {
        return "Withdrawn".into();
    }
    let on_line = shown.differences.iter().filter(|d| d.line == Some(place));
    let found: Vec<&str> = on_line.map(|d| d.message.as_str()).collect();
    if found.is_empty() { "Agrees".into() } else { found.join(" ") }
}

fn to_do(ctx: &Ctx, shown: &Shown, fields: &Fields, wrong: &Invalid) -> Markup {
    let id = shown.record.invoice.id;
    let state = shown.record.invoice.state;
    let (matched, queried) = (state == InvoiceState::Matched, state == InvoiceState::Queried);
    let going = shown.disputed.going();
    let acts = (shown.may_pay && (matched || queried)) || (shown.may_send && queried);
    html! {
        h2 class="govuk-heading-m" { "What to do" }
        @if !acts { p class="govuk-body" { "Nothing to do here now." } }
        @if shown.may_pay && matched {
            @if shown.differences.is_empty() { p class="govuk-body" { "Every line agrees with the order and its sessions." } }
            p class="govuk-body" { (kit::button("Pay this invoice").href(format!("/invoices/{id}/pay"))) }
            p class="govuk-body" {
                (kit::button("Dispute lines").secondary().href(format!("/invoices/{id}/dispute")))
            }
            (query_form(ctx, id, fields, wrong))
        }
        @if let Some(dispute) = going {
            @if shown.may_pay { (clear_form(ctx, id, dispute, fields, wrong)) }
            @if shown.may_send && dispute.standing.answer(1).is_ok() { (answer_form(ctx, id, dispute, fields, wrong)) }
        }
        @if shown.may_pay && queried && going.is_none() {
            (ctx.form(&format!("/invoices/{id}/settle"), fields, html! {
                p class="govuk-body" { "When the provider has answered and the invoice is right, end the query. It can then be paid." }
                (kit::button("End the query").once())
            }))
        }
        @if shown.may_send && queried && going.is_none() {
            (ctx.form(&format!("/invoices/{id}/withdraw"), fields, html! {
                p class="govuk-body" { "If the invoice is wrong, withdraw it. You can then send its sessions on another invoice, with another number." }
                (kit::button("Withdraw the invoice").warning().once())
            }))
        }
    }
}

fn query_form(ctx: &Ctx, id: Id<kinds::Invoice>, fields: &Fields, wrong: &Invalid) -> Markup {
    let form = ctx.form(
        &format!("/invoices/{id}/query"),
        fields,
        html! {
            (kit::textarea("reason", "What the provider should look at").hint("The provider reads this.").rows(3)
                .value(fields.raw("reason")).error(wrong.of("reason")))
            (kit::button("Query the invoice").secondary().once())
        },
    );
    let details = kit::details("Query this invoice", form);
    let details = if wrong.0.is_empty() { details } else { details.open() };
    html! { (details) }
}

pub(super) async fn query(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    let mut fields = ctx.fields()?;
    let reason = match form::reason(&mut fields) {
        Ok(reason) => reason,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("query an invoice", move |act| {
        actions::query_invoice(act, id, &reason)?;
        Ok(Answer::see(format!("/invoices/{id}")).saying("The invoice is queried. The provider reads why."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn settle(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    let done = ctx.act("settle a query", move |act| {
        actions::settle_query(act, id)?;
        Ok(Answer::see(format!("/invoices/{id}")).saying("The query is settled. The invoice can be paid."))
    });
    match done.await {
        Err(error) => draw(&ctx, &ctx.fields()?, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    let done = ctx.act("withdraw an invoice", move |act| {
        actions::withdraw_invoice(act, id)?;
        Ok(Answer::see(format!("/invoices/{id}"))
            .saying("The invoice is withdrawn. Its sessions can be invoiced again."))
    });
    match done.await {
        Err(error) => draw(&ctx, &ctx.fields()?, &page::mend(error)?).await,
        done => done,
    }
}
