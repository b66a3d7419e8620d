//! The list of orders, and one order, as the agency and the provider see them.

use access::actions::{
    AnswerOrder, ListInvoices, PlaceOrder, RecordSession, SendInvoice, ViewCase, ViewOrder,
};
use kernel::{Id, Invalid, Moment, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer as Answered, Ctx, Cursor, Fields, PAGE_ROWS, Response, csv_file,
    kit::{self, Tone, layout},
};

use super::{
    actions::{self, Answer},
    form,
    model::OrderState,
    store::{self, Listed, Opened},
};
use crate::{
    delivery::{
        model::{SessionState, Tally},
        store::{self as sessions, Record as Session},
    },
    invoices::{self, store::Listed as InvoiceLine},
    words,
};

fn wanted(ctx: &Ctx) -> Option<OrderState> {
    OrderState::from_code(ctx.query().raw("status"))
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let state = wanted(&ctx);
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::list(look, state, after, Some(PAGE_ROWS))).await?;
    let provider = ctx.actor.provider().is_some();
    let lines = rows.items.iter().map(|line| cells(line, provider)).collect::<Result<Vec<_>>>()?;
    let other = if provider { "Agency" } else { "Provider" };
    let query = state.map_or_else(String::new, |s| format!("status={}", s.code()));
    let choices =
        std::iter::once(("", "Any status")).chain(OrderState::ALL.iter().map(|s| (s.code(), s.label())));
    let body = html! {
        (layout::page_heading(None, "Orders"))
        (layout::filters("/orders", html! {
            (kit::select("status", "Status", choices).value(state.map_or("", OrderState::code)))
        }))
        @if lines.is_empty() {
            @if provider { (kit::nothing_here("No orders here. When an agency places an order with you, it appears in this list.")) }
            @else { (kit::nothing_here("No orders here. Place one from a case, or from an approved application.")) }
        } @else {
            (table(other, lines, "Orders, newest first"))
            (kit::pagination(None, rows.next.map(|next| format!("/orders?{query}&after={next}"))))
        }
        p class="govuk-body" { a class="govuk-link" href={ "/orders.csv?" (query) } { "Download this list (CSV)" } }
    };
    Ok(ctx.page("Orders", body).dense().respond())
}

pub(super) fn table(other: &str, lines: Vec<Vec<kit::Cell>>, caption: &str) -> kit::Table {
    let head = vec![
        kit::cell("Order"),
        kit::cell(other),
        kit::cell("Therapy"),
        kit::number("Held of ordered"),
        kit::number("Missed"),
        kit::number("Total"),
        kit::cell("Starts"),
        kit::cell("Placed"),
        kit::cell("Status"),
    ];
    kit::table(head, lines)
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

pub(super) fn cells(line: &Listed, for_provider: bool) -> Result<Vec<kit::Cell>> {
    let other = if for_provider { &line.agency_name } else { &line.provider_name };
    Ok(vec![
        kit::cell(html! { a class="govuk-link" href={ "/orders/" (line.id) } { (line.reference) } }),
        kit::cell(other.as_str()),
        kit::cell(words::therapy(&line.therapy)?),
        kit::number(format!("{} of {}", line.held, line.sessions)),
        kit::number(line.missed.to_string()),
        kit::number(line.total.to_string()),
        kit::cell(words::day(line.starts_on)),
        kit::cell(words::day(kernel::local_date(line.placed_at))),
        kit::cell(html! { (tag(line.state)) }),
    ])
}

pub(super) fn tag(state: OrderState) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        OrderState::Placed => Tone::Soon,
        OrderState::Accepted => Tone::Calm,
        OrderState::Completed => Tone::Good,
        OrderState::Declined => Tone::Late,
        OrderState::Cancelled => Tone::Quiet,
    })
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let state = wanted(&ctx);
    let rows = ctx.read(move |look| store::list(look, state, None, None)).await?;
    let provider = ctx.actor.provider().is_some();
    let mut head = vec![
        "order",
        "agency",
        "provider",
        "therapy",
        "status",
        "sessions",
        "held",
        "missed",
        "price_pence",
        "total_pence",
        "starts_on",
        "placed_at",
    ];
    // A provider is told the order's reference and not the case's.
    if !provider {
        head.push("case");
    }
    let lines = rows.items.into_iter().map(|line| {
        let mut cells = vec![
            line.reference.to_string(),
            line.agency_name,
            line.provider_name,
            line.therapy,
            line.state.code().to_owned(),
            line.sessions.to_string(),
            line.held.to_string(),
            line.missed.to_string(),
            line.price.0.to_string(),
            line.total.0.to_string(),
            line.starts_on.to_string(),
            line.placed_at.to_string(),
        ];
        if !provider {
            cells.push(line.case_reference.to_string());
        }
        cells
    });
    csv_file("orders", &head, lines)
}

/// What the page of an order shows, and what this reader may do there.
struct Shown {
    opened: Opened,
    sessions: Vec<Session>,
    tally: Tally,
    invoices: Vec<InvoiceLine>,
    provider: bool,
    may_answer: bool,
    may_record: bool,
    may_invoice: bool,
    may_cancel: bool,
    may_open_case: bool,
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Order>("id")?;
    let shown = ctx
        .read(move |look| {
            let grant = look.one::<ViewOrder, kinds::Order>(id)?;
            let opened = store::load(look, &grant)?;
            let sessions = sessions::of_order(look, &grant)?;
            let order = &opened.record.order;
            let tally = Tally::of(order, &sessions::plain(&sessions));
            let delivering = order.state.may_deliver().is_ok();
            let waiting = sessions.iter().any(|s| s.session.state.payable() && s.session.invoiced.is_none());
            Ok(Shown {
                invoices: if look.may::<ListInvoices>() {
                    invoices::store::of_order(look, &grant)?
                } else {
                    Vec::new()
                },
                provider: look.actor().provider().is_some(),
                may_answer: look.may::<AnswerOrder>() && order.state == OrderState::Placed,
                may_record: look.may::<RecordSession>() && delivering,
                may_invoice: look.may::<SendInvoice>() && order.state.may_be_invoiced() && waiting,
                may_cancel: look.may::<PlaceOrder>()
                    && matches!(order.state, OrderState::Placed | OrderState::Accepted),
                may_open_case: look.may::<ViewCase>(),
                opened,
                sessions,
                tally,
            })
        })
        .await?;
    let heading = format!("Order {}", shown.opened.record.reference);
    let story = html! {
        (facts(&shown)?)
        h2 class="govuk-heading-m" { "Sessions" }
        (session_table(&shown))
        @if !shown.invoices.is_empty() {
            h2 class="govuk-heading-m" { "Invoices" }
            (invoices::table(&shown.invoices, "Invoices of this order"))
        }
    };
    let body = html! {
        (layout::page_heading(None, heading.as_str()))
        (layout::record(story, layout::aside(to_do(ctx, &shown, fields, wrong))))
    };
    Ok(ctx.page(heading, body).back("/orders", "Orders").dense().errors(wrong).respond())
}

fn facts(shown: &Shown) -> Result<Markup> {
    let (opened, record, order) = (&shown.opened, &shown.opened.record, &shown.opened.record.order);
    let mut rows = vec![kit::row("Status", html! { (tag(order.state)) })];
    if let Some(reason) = &record.reason {
        rows.push(kit::row("Reason", reason.as_str()));
    }
    if shown.provider {
        rows.push(kit::row("Agency", opened.agency_name.as_str()));
    } else {
        let case = &opened.case_reference;
        let case = html! {
            @if shown.may_open_case { a class="govuk-link" href={ "/cases/" (order.case) } { (case) } } @else { (case) }
        };
        rows.push(kit::row("Case", case));
        let kind = record.provider_kind.label().to_lowercase();
        rows.push(kit::row("Provider", format!("{}, {kind}", opened.provider_name)));
        let paid_by = match record.application {
            Some(id) => {
                html! { a class="govuk-link" href={ "/applications/" (id) } { "Application to the Fund" } }
            }
            None => html! { "The agency's core budget" },
        };
        rows.push(kit::row("Paid by", paid_by));
        rows.push(kit::row("Chosen by", order.kind.label()));
    }
    rows.extend([
        kit::row("Therapy", words::therapy(&order.therapy)?),
        kit::row("Sessions ordered", order.sessions.to_string()),
        kit::row("Length of a session", format!("{} minutes", order.minutes)),
        kit::row("Price of a session", order.price.to_string()),
        kit::row("Total", order.total()?.to_string()),
        kit::row("To start from", words::day(record.starts_on)),
        kit::row("Placed", Moment(record.placed_at).to_string()),
    ]);
    let tally = shown.tally;
    Ok(html! {
        @if shown.provider {
            (kit::inset_text("The social worker shares the family's details and goals with you directly. This page holds no names."))
        }
        (kit::summary_list(rows))
        (kit::figures(&[
            kit::figure("Held", tally.held.to_string()).note(format!("of {} ordered", tally.ordered)),
            kit::figure("Planned", tally.planned.to_string()),
            kit::figure("Missed", tally.charged.saturating_add(tally.free).to_string())
                .note(format!("{} charged", tally.charged)),
            kit::figure("Still to plan", tally.to_plan().to_string()),
        ]))
    })
}

fn session_table(shown: &Shown) -> Markup {
    if shown.sessions.is_empty() {
        let text = if shown.may_record {
            "No sessions yet. Add the first one when its day is agreed with the family."
        } else {
            "No sessions yet. The provider adds them once the order is accepted."
        };
        return kit::nothing_here(text);
    }
    let rows = shown
        .sessions
        .iter()
        .map(|record| {
            let s = &record.session;
            let state = match s.state {
                SessionState::Planned => kit::tag("Planned"),
                SessionState::Held => kit::tag("Held").tone(Tone::Good),
                SessionState::Missed(_) => kit::tag("Missed").tone(Tone::Late),
            };
            let more = s.state.missed().map(|m| {
                let charged = if m.chargeable { "charged" } else { "not charged" };
                format!("{}; {}; {charged}", m.by.label(), m.notice.label().to_lowercase())
            });
            let record_here = shown.may_record && s.state == SessionState::Planned;
            vec![
                kit::cell(record.number.to_string()),
                kit::cell(words::day(s.day)),
                kit::cell(html! { (state) @if let Some(more) = more { br; (more) } }),
                kit::cell(record.note.clone().unwrap_or_default()),
                kit::cell(match s.invoiced {
                    Some(_) => "Invoiced",
                    None if s.state.payable() => "Not yet invoiced",
                    None => "",
                }),
                kit::cell(html! {
                    @if record_here {
                        a class="govuk-link" href={ "/sessions/" (s.id) } {
                            "Record" span class="govuk-visually-hidden" { " session " (record.number) }
                        }
                    }
                }),
            ]
        })
        .collect();
    let head = ["Session", "Day", "What became of it", "Note", "Invoice", "To do"];
    let table = kit::table(head.map(kit::cell).into(), rows)
        .caption("Sessions by day")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling();
    html! { (table) }
}

fn to_do(ctx: &Ctx, shown: &Shown, fields: &Fields, wrong: &Invalid) -> Markup {
    let id = shown.opened.record.order.id;
    let acts = shown.may_answer || shown.may_record || shown.may_invoice || shown.may_cancel;
    html! {
        h2 class="govuk-heading-m" { "What to do" }
        @if !acts { p class="govuk-body" { "Nothing to do here now." } }
        @if shown.may_answer { (answer_form(ctx, id, fields, wrong)) }
        @if shown.may_record {
            @if shown.tally.to_plan() > 0 {
                p class="govuk-body" { (kit::button("Add a session").href(format!("/orders/{id}/sessions/new"))) }
            }
            @if shown.tally.planned == 0 && !shown.sessions.is_empty() {
                (ctx.form(&format!("/orders/{id}/complete"), fields, html! {
                    p class="govuk-body" { "If no more sessions will be given, say so: the order then ends." }
                    (kit::button("The work is done").secondary().once())
                }))
            }
        }
        @if shown.may_invoice {
            p class="govuk-body" {
                (kit::button("Send an invoice").secondary().href(format!("/orders/{id}/invoices/new")))
            }
        }
        @if shown.may_cancel { (cancel_form(ctx, id, fields, wrong)) }
    }
}

fn answer_form(ctx: &Ctx, id: Id<kinds::Order>, fields: &Fields, wrong: &Invalid) -> Markup {
    let why = html! {
        (kit::textarea("reason", "Why you cannot take it").hint("The agency reads this. Do not write names here.").rows(3)
            .value(fields.raw("reason")).error(wrong.of("reason")))
    };
    let choices = vec![
        kit::choice(Answer::Accept.code(), "We accept it"),
        kit::choice(Answer::Decline.code(), "We cannot take it").reveals(why),
    ];
    ctx.form(
        &format!("/orders/{id}/answer"),
        fields,
        html! {
            (kit::radios("answer", kit::legend("Can you take this order?").size(kit::Size::S), choices).small()
                .value(fields.raw("answer")).error(wrong.of("answer")))
            (kit::button("Send the answer").once())
        },
    )
}

fn cancel_form(ctx: &Ctx, id: Id<kinds::Order>, fields: &Fields, wrong: &Invalid) -> Markup {
    let form = ctx.form(
        &format!("/orders/{id}/cancel"),
        fields,
        html! {
            (kit::textarea("reason", "Why it is cancelled").hint("The provider reads this. Sessions already given are still paid.").rows(3)
                .value(fields.raw("reason")).error(wrong.of("reason")))
            (kit::button("Cancel the order").warning().once())
        },
    );
    let details = kit::details("Cancel this order", form);
    let details = if wrong.0.is_empty() { details } else { details.open() };
    html! { (details) }
}

pub(super) async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Order>("id")?;
    let mut fields = ctx.fields()?;
    let (answer, reason) = match form::answer(&mut fields) {
        Ok(answer) => answer,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("answer an order", move |act| {
        actions::answer_order(act, id, answer, reason.as_deref())?;
        Ok(Answered::see(format!("/orders/{id}")).saying(match answer {
            Answer::Accept => "You accepted this order. Plan its sessions here.",
            Answer::Decline => "You declined this order. The agency has been told.",
        }))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn cancel(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Order>("id")?;
    let mut fields = ctx.fields()?;
    let reason = match form::reason(&mut fields) {
        Ok(reason) => reason,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("cancel an order", move |act| {
        actions::cancel_order(act, id, &reason)?;
        Ok(Answered::see(format!("/orders/{id}")).saying("The order is cancelled."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn complete(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Order>("id")?;
    let done = ctx.act("complete an order", move |act| {
        actions::complete_order(act, id)?;
        Ok(Answered::see(format!("/orders/{id}")).saying("The order is completed."))
    });
    match done.await {
        Err(error) => draw(&ctx, &ctx.fields()?, &page::mend(error)?).await,
        done => done,
    }
}
