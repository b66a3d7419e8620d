//! What is known of a provider's work, from facts: nobody is ranked.

use access::actions::{ListProviders, RaiseConcern, ViewConcerns};
use kernel::{Calendar, Error, Result, kinds::Organisation};
use maud::{Markup, html};
use page::{
    Ctx, Response,
    kit::{self, layout},
};

use super::{
    super::{
        model::{FEWEST, has_line, told},
        store::{self, Count, Kept},
    },
    tag,
};
use crate::{
    delivery::model::{MissedBy, SessionStatus},
    invoices::dispute::model::{LineAnswer, Reason},
    orders::model::OrderState,
    providers::{model::Approval, store as providers},
};

/// What a count is of, in words.
fn label(count: &Count) -> String {
    let what = SessionStatus::from_code(&count.what)
        .map(SessionStatus::label)
        .or_else(|| OrderState::from_code(&count.what).map(OrderState::label))
        .or_else(|| Reason::from_code(&count.what).map(Reason::label))
        .unwrap_or(count.what.as_str());
    let part = MissedBy::from_code(&count.part)
        .map(MissedBy::label)
        .or_else(|| LineAnswer::from_code(&count.part).map(LineAnswer::label));
    part.map_or_else(|| what.to_owned(), |part| format!("{what}: {}", part.to_lowercase()))
}

fn counts(title: &str, counts: &[Count]) -> Markup {
    let rows = counts
        .iter()
        .map(|c| vec![kit::cell(label(c)), kit::number(c.own.to_string()), kit::number(told(c.others))])
        .collect();
    let head = vec![kit::cell(title), kit::number("Your agency"), kit::number("Other agencies")];
    let table = kit::table(head, rows)
        .caption(title)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling();
    html! { @if !counts.is_empty() { (table) } }
}

/// A year back, to the day.
const DAYS: i32 = -365;

pub(in crate::quality) async fn provider(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Organisation>("id")?;
    let since = Calendar::england().add_days(ctx.today(), DAYS);
    let (kept, counted, concerns, may) = ctx
        .read(move |look| {
            let grant = look.agency::<ListProviders>()?;
            let kept = providers::kept(look, id)?.ok_or(Error::NotFound)?;
            grant.showed(look, "provider", &[id])?;
            let mut counted = store::counted(look, &grant, id, since)?;
            for counts in [&mut counted.orders, &mut counted.sessions, &mut counted.disputes] {
                counts.retain(|c| has_line(c.own, c.others));
            }
            let concerns = if look.may::<ViewConcerns>() {
                store::about(look, &look.agency::<ViewConcerns>()?, id)?
            } else {
                Vec::new()
            };
            Ok((kept, counted, concerns, look.may::<RaiseConcern>()))
        })
        .await?;
    let nothing = counted.sessions.is_empty() && counted.orders.is_empty() && counted.disputes.is_empty();
    let body = html! {
        (layout::page_heading(Some(kept.provider.name.as_str()), "Quality"))
        @if kept.provider.approval != Approval::Approved {
            (kit::warning_text(format!("How this provider stands: {}. It takes no new work.", kept.provider.approval.label().to_lowercase())))
        }
        p class="govuk-body" {
            "What happened in the year to today, as it was recorded. Nobody is ranked. Of other agencies nothing below " (FEWEST) " is told."
        }
        @if nothing {
            (kit::nothing_here("There is nothing of the last year that your agency can be told."))
        }
        (counts("Orders", &counted.orders))
        (counts("Sessions", &counted.sessions))
        (counts("Disputed lines of invoices", &counted.disputes))
        h2 class="govuk-heading-m" { "Concerns" }
        @if concerns.is_empty() {
            p class="govuk-body" { "Your agency has raised none and was told of none." }
        }
        @for c in &concerns {
            h3 class="govuk-heading-s" { (c.reference) ", " (c.about.label().to_lowercase()) }
            (kit::summary_list(concern_rows(c)))
        }
        @if may {
            p class="govuk-body" { (kit::button("Raise a concern").secondary().href(format!("/concerns/new?provider={id}"))) }
        }
        p class="govuk-body" { (kit::print_button("Print this page")) }
    };
    Ok(ctx
        .page("Quality of a provider", body)
        .dense()
        .back(format!("/providers/{id}"), kept.provider.name.as_str())
        .respond())
}

fn concern_rows(c: &Kept) -> Vec<kit::Row> {
    let mut rows = vec![
        kit::row("Standing", html! { (tag(c.state)) }),
        kit::row("Raised by", c.agency_name.as_str()),
        kit::row("How serious", c.seriousness.label()),
    ];
    if c.shared_at.is_some() {
        rows.push(kit::row("What was told", kit::paragraphs(&c.shared)));
    }
    let reply = if c.replied_at.is_some() {
        kit::paragraphs(&c.reply)
    } else if c.provider_told_at.is_some() {
        html! { "The provider was told and has not replied yet." }
    } else {
        html! { "The provider was not told of it yet." }
    };
    rows.push(kit::row("The provider's reply", reply));
    if c.closed_at.is_some() {
        rows.push(kit::row("What came of it", kit::paragraphs(&c.outcome)));
    }
    rows
}
