//! A dispute as finance opens it, as the provider answers it, and as both read it on the page of the invoice.

use access::{Grant, Look, One, actions::ViewInvoice};
use kernel::{Date, Id, Invalid, Result, days_between, kinds, local_date};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Tone, layout},
};

use super::{
    actions, form,
    model::{Clearing, LineAnswer, Reason, Standing, WORKING_DAYS_TO_ANSWER},
    store::{self, Dispute},
};
use crate::{
    delivery::store as sessions,
    invoices::{
        model::InvoiceState,
        pages,
        store::{self as invoices, Record},
    },
    words,
};

/// What the page of an invoice shows of disputes.
pub(in crate::invoices) struct Disputed {
    all: Vec<Dispute>,
    parts: Vec<store::Numbered>,
    wholes: Vec<store::Numbered>,
}

impl Disputed {
    pub(in crate::invoices) fn read(
        look: &Look<'_>,
        grant: &Grant<ViewInvoice, One<kinds::Invoice>>,
    ) -> Result<Disputed> {
        let [parts, wholes] = store::kin(look, grant)?;
        Ok(Disputed { all: store::of_invoice(look, grant)?, parts, wholes })
    }

    pub(in crate::invoices) fn going(&self) -> Option<&Dispute> {
        self.all.iter().find(|dispute| dispute.standing.is_going())
    }

    /// What was disputed, the newest first, and where the other lines of the invoice are.
    pub(in crate::invoices) fn story(&self, record: &Record, today: Date) -> Markup {
        html! {
            @for (id, number) in &self.wholes {
                p class="govuk-body" {
                    "These lines were taken out of invoice "
                    a class="govuk-link" href={ "/invoices/" (id) } { (number) }
                    ", so that its other lines are paid in time."
                }
            }
            @for (id, number) in &self.parts {
                p class="govuk-body" {
                    "Some lines of this invoice are disputed and stand on "
                    a class="govuk-link" href={ "/invoices/" (id) } { (number) } "."
                }
            }
            @for dispute in &self.all {
                h2 class="govuk-heading-m" { "Dispute of " (words::day(local_date(dispute.opened_at))) }
                (kit::summary_list(facts(dispute, record, today)))
                (table(dispute))
            }
        }
    }
}

fn tag(standing: Standing) -> kit::Tag {
    kit::tag(standing.label()).tone(match standing {
        Standing::Open => Tone::Late,
        Standing::Answered => Tone::Calm,
        Standing::Cleared => Tone::Good,
        Standing::Credited | Standing::Again => Tone::Quiet,
    })
}

fn facts(dispute: &Dispute, record: &Record, today: Date) -> Vec<kit::Row> {
    let opened = local_date(dispute.opened_at);
    let after = days_between(local_date(record.received_at), opened);
    let after = match after {
        0 => "on the day the invoice came".to_owned(),
        1 => "1 day after the invoice came".to_owned(),
        days => format!("{days} days after the invoice came"),
    };
    let late = dispute.standing == Standing::Open && dispute.answer_by < today;
    let by = html! {
        (words::day(dispute.answer_by)) @if late { " " (kit::tag("Late").tone(Tone::Late)) }
    };
    let mut rows = vec![
        kit::row("Status", html! { (tag(dispute.standing)) }),
        kit::row("Told to the provider", format!("{}, {after}", words::day(opened))),
        kit::row("Answer asked for by", by),
        kit::row("What finance wrote", dispute.words.as_str()),
    ];
    if let Some(at) = dispute.answered_at {
        rows.push(kit::row("Answered on", words::day(local_date(at))));
        rows.push(kit::row("What the provider answered", dispute.answer.as_str()));
    }
    if let Some(at) = dispute.ended_at {
        rows.push(kit::row("Over on", words::day(local_date(at))));
    }
    rows
}

fn table(dispute: &Dispute) -> Markup {
    let rows = dispute
        .lines
        .iter()
        .map(|line| {
            vec![
                kit::cell(line.number.to_string()),
                kit::cell(words::day(line.day)),
                kit::number(line.amount.to_string()),
                kit::cell(line.reason.label()),
                kit::cell(line.answer.map_or("Not answered yet", LineAnswer::label)),
            ]
        })
        .collect();
    let head = vec![
        kit::cell("Session"),
        kit::cell("Day"),
        kit::number("Amount"),
        kit::cell("Why it is disputed"),
        kit::cell("Answer"),
    ];
    let caption = format!("Lines disputed on {}", words::day(local_date(dispute.opened_at)));
    let table = kit::table(head, rows)
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling();
    html! { (table) }
}

/// The provider's form: an answer to each line.
pub(in crate::invoices) fn answer_form(
    ctx: &Ctx,
    id: Id<kinds::Invoice>,
    dispute: &Dispute,
    fields: &Fields,
    wrong: &Invalid,
) -> Markup {
    ctx.form(
        &format!("/invoices/{id}/dispute/answer"),
        fields,
        html! {
            p class="govuk-body" { "A line that stands is looked at again by the agency. A line that you take off is not paid: send its session again, on another invoice, once it is right." }
            @if let Some(message) = wrong.of("lines") { (kit::error_message(message)) }
            @for line in &dispute.lines {
                @let name = format!("line-{}", line.session);
                @let legend = format!("Session {} on {}, {}: {}", line.number, words::day(line.day), line.amount, line.reason.label().to_lowercase());
                (kit::radios(name.as_str(), kit::legend(legend).size(kit::Size::S), choices::<LineAnswer>())
                    .small().value(fields.raw(&name)).error(wrong.of(&name)))
            }
            (kit::textarea("words", "Why").hint("The agency reads this. Name nobody of the family.").rows(3)
                .value(fields.raw("words")).error(wrong.of("words")))
            (kit::button("Send the answer").once())
        },
    )
}

fn choices<T: kernel::Coded>() -> Vec<kit::Choice> {
    T::all().iter().map(|t| kit::choice(t.code_of(), t.label_of())).collect()
}

/// Finance's form: clear, or ask again.
pub(in crate::invoices) fn clear_form(
    ctx: &Ctx,
    id: Id<kinds::Invoice>,
    dispute: &Dispute,
    fields: &Fields,
    wrong: &Invalid,
) -> Markup {
    let answered = dispute.standing == Standing::Answered;
    let again = kit::textarea("words", "What the provider should look at")
        .rows(3)
        .value(fields.raw("words"))
        .error(wrong.of("words"));
    let choices = Clearing::ALL
        .iter()
        .filter(|how| answered || **how == Clearing::Pay)
        .map(|how| {
            let choice = kit::choice(how.code(), how.label());
            if *how == Clearing::Again { choice.reveals(html! { (again) }) } else { choice }
        })
        .collect();
    ctx.form(
        &format!("/invoices/{id}/dispute/clear"),
        fields,
        html! {
            @if !answered {
                p class="govuk-body" { "The provider has not answered yet. If you see by now that the lines are right, clear them." }
            }
            (kit::radios("how", kit::legend("The lines that are left").size(kit::Size::S), choices)
                .value(fields.raw("how")).error(wrong.of("how")))
            (kit::button("Save").once())
        },
    )
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    let (record, all) = ctx
        .read(move |look| {
            let grant = look.one::<ViewInvoice, kinds::Invoice>(id)?;
            let record = invoices::load(look, &grant)?;
            let all = sessions::of_opened(look, &grant, record.invoice.order)?;
            Ok((record, all))
        })
        .await?;
    let invoice = &record.invoice;
    let sent: Vec<&str> = fields.all("lines").collect();
    let open = matches!(invoice.state, InvoiceState::Matched | InvoiceState::Received);
    let body = html! {
        (layout::page_heading(Some(&format!("Invoice {}", invoice.number)), "Dispute lines"))
        @if open {
            p class="govuk-body" {
                "Choose a reason beside each line that you do not accept. The other lines can be paid at once, and are due by "
                (words::day(record.due_on)) ": the 30 days run for what is valid (Procurement Act 2023 section 68). "
                "Tell the provider of a dispute without undue delay. It is asked to answer within " (WORKING_DAYS_TO_ANSWER)
                " working days, a time that Hearth chose."
            }
            (ctx.form(&format!("/invoices/{id}/dispute"), fields, html! {
                @for (place, line) in invoice.lines.iter().enumerate() {
                    @let session = all.iter().find(|s| s.session.id == line.session);
                    @let number = session.map_or_else(String::new, |s| s.number.to_string());
                    @let label = format!("Session {number} on {}, {}", words::day(line.day), line.amount);
                    @let options = std::iter::once((String::new(), "Not disputed"))
                        .chain(Reason::ALL.iter().map(|r| (form::value(line.session, r.code()), r.label())));
                    @let chosen = Reason::ALL.iter().map(|r| form::value(line.session, r.code())).find(|v| sent.contains(&v.as_str()));
                    // A message leads to the first of them.
                    (kit::select("lines", label, options)
                        .id(if place == 0 { "lines".to_owned() } else { format!("lines-{place}") })
                        .value(chosen.unwrap_or_default())
                        .error(if place == 0 { wrong.of("lines") } else { None }))
                }
                (kit::textarea("words", "What the provider should look at").hint("The provider reads this.").rows(4)
                    .value(fields.raw("words")).error(wrong.of("words")))
                (kit::button("Dispute these lines").once())
            }))
        } @else {
            (kit::nothing_here("This invoice does not wait to be paid, so no line of it can be disputed now."))
        }
    };
    Ok(ctx
        .page("Dispute lines", body)
        .dense()
        .back(format!("/invoices/{id}"), "Back to the invoice")
        .errors(wrong)
        .respond())
}

pub(super) async fn open(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::picked(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("dispute lines of an invoice", move |act| {
        let target = actions::open_dispute(act, id, &input)?;
        Ok(Answer::see(format!("/invoices/{target}")).saying(
            "The lines are disputed, and the provider reads why. Lines that are not disputed can be paid.",
        ))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::answered(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return pages::draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("answer a dispute", move |act| {
        let words = match actions::answer_dispute(act, id, &input)? {
            Standing::Credited => {
                "The answer is sent. The lines are taken off: send their sessions again once they are right."
            }
            _ => "The answer is sent. The agency looks at the lines that stand.",
        };
        Ok(Answer::see(format!("/invoices/{id}")).saying(words))
    });
    match done.await {
        Err(error) => pages::draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn clear(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Invoice>("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::clear(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return pages::draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("clear a dispute", move |act| {
        let words = match actions::clear_dispute(act, id, &input)? {
            Standing::Cleared => "The dispute is cleared. The invoice can be paid.",
            _ => "The provider is asked again.",
        };
        Ok(Answer::see(format!("/invoices/{id}")).saying(words))
    });
    match done.await {
        Err(error) => pages::draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
