//! The orders of a case, and the form for an order from core budget.

use access::{
    Look,
    actions::{BriefCompetition, PlaceOrder, ViewCompetitions, ViewOrder},
    market::Competition,
};
use casework::cases::frame::{self, Tab};
use kernel::{Id, Invalid, Result, kinds};
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
    competitions,
    providers::store::{self as providers, Offer},
    words,
};

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let (head, orders, choices, may_place, may_ask) = ctx
        .read(move |look| {
            let grant = look.one::<ViewOrder, kinds::Case>(id)?;
            let choices = if look.may::<ViewCompetitions>() { choices(look, id)? } else { Vec::new() };
            let (may_place, may_ask) = (look.may::<PlaceOrder>(), look.may::<BriefCompetition>());
            Ok((frame::head(look, &grant)?, store::of_case(look, &grant)?, choices, may_place, may_ask))
        })
        .await?;
    let lines = orders.iter().map(|line| pages::cells(line, false)).collect::<Result<Vec<_>>>()?;
    let body = html! {
        @if lines.is_empty() {
            (kit::nothing_here("Nothing has been ordered for this family yet."))
        } @else {
            (pages::table("Provider", lines, "Orders of this case, newest first"))
        }
        @if !choices.is_empty() {
            h2 class="govuk-heading-m" { "Choices of provider" }
            ul class="govuk-list" {
                @for (id, reference, label, state) in &choices {
                    li { a class="govuk-link" href={ "/competitions/" (id) } { (reference) } ": " (label) ", " (state) }
                }
            }
        }
        @if may_ask {
            p class="govuk-body" {
                a class="govuk-link" href={ "/cases/" (id) "/competitions/new" } { "Ask for a provider to be chosen" }
                ": by competition with sealed bids, by direct award, or by the family."
            }
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

/// A choice of provider as the page of a case names it: id, reference, route and standing.
type Choice = (Id<Competition>, String, &'static str, String);

fn choices(look: &Look<'_>, id: Id<kinds::Case>) -> Result<Vec<Choice>> {
    let all = competitions::store::of_case(look, &look.one::<ViewCompetitions, kinds::Case>(id)?)?;
    Ok(all
        .into_iter()
        .map(|c| (c.id, c.reference.to_string(), c.route.label(), c.state.label().to_lowercase()))
        .collect())
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
