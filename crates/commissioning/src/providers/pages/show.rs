//! One provider: what was seen of them, their prices, and how they stand.

use access::actions::{InviteProvider, ListProviders, ManageProviders};
use kernel::{Error, Id, Invalid, Moment, Result, kinds::Organisation};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{approval_tag, vetting_fields};
use crate::{
    providers::{
        actions::{self, Step},
        form,
        model::{Approval, Price},
        store::{self, Kept, Seen},
    },
    words,
};

/// Which of the page's forms was sent and comes back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    None,
    Price,
    Vetting,
}

pub(in crate::providers) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, Form::None, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, sent: Form, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Organisation>("id")?;
    let (kept, seen, prices, may, invites) = ctx
        .read(move |look| {
            let grant = look.agency::<ListProviders>()?;
            let kept = store::kept(look, id)?.ok_or(Error::NotFound)?;
            grant.showed(look, "provider", &[id])?;
            let (may, invites) = (look.may::<ManageProviders>(), look.may::<InviteProvider>());
            Ok((kept, store::vetting(look, id)?, store::all_prices(look, id)?, may, invites))
        })
        .await?;
    let missing = seen.as_ref().map_or_else(Vec::new, |s| s.seen.missing(ctx.today()));
    let mut story = html! {
        p class="govuk-body" { (approval_tag(kept.provider.approval)) }
        @if !missing.is_empty() {
            (kit::warning_text(format!("No new order can go to this provider: {}.", missing.join(" and "))))
        }
        (facts(&kept, seen.as_ref()))
        p class="govuk-body" { a class="govuk-link" href={ "/providers/" (id) "/quality" } { "What is known of this provider's work" } }
        @if invites {
            p class="govuk-body" { a class="govuk-link" href={ "/providers/" (id) "/accounts" } { "Who signs in for this provider" } }
        }
        h2 class="govuk-heading-m" { "Prices" }
        @if prices.is_empty() { (kit::nothing_here("No price is listed yet.")) } @else { (price_list(&prices)?) }
    };
    let mut aside = html! {};
    if may {
        let blank = Fields::default();
        let fine = Invalid::default();
        let of = |form: Form| if sent == form { (fields, wrong) } else { (&blank, &fine) };
        story = html! {
            (story)
            h2 class="govuk-heading-m" id="price" { "Add a price" }
            (price_form(ctx, id, of(Form::Price))?)
            h2 class="govuk-heading-m" id="vetting" { "Record what was seen anew" }
            p class="govuk-body" { "A renewed insurance or another check. The earlier record stays." }
            (ctx.form(&format!("/providers/{id}/vetting"), of(Form::Vetting).0, html! {
                (vetting_fields(of(Form::Vetting).0, of(Form::Vetting).1))
                (kit::button("Record it").secondary().once())
            }))
        };
        aside = steps(ctx, &kept, fields);
    }
    let body = html! {
        (layout::page_heading(Some("Provider"), kept.provider.name.as_str()))
        (layout::record(story, layout::aside(aside)))
    };
    let page =
        ctx.page(kept.provider.name.as_str(), body).dense().back("/providers", "Back to the providers");
    Ok(page.errors(&words::linked(wrong)).respond())
}

fn facts(kept: &Kept, seen: Option<&Seen>) -> kit::SummaryList {
    let mut rows = vec![
        kit::row("Sort", kept.provider.kind.label()),
        kit::row("Works in", if kept.region.is_empty() { "Everywhere" } else { kept.region.as_str() }),
        kit::row(
            "Code",
            html! { (kept.code) span class="govuk-hint" { "Names the provider when an account is made for it" } },
        ),
        kit::row("Approved on", kept.approved_on.map_or_else(|| "Not yet".to_owned(), words::day)),
    ];
    match seen {
        None => rows.push(kit::row("Vetting", "Nothing is recorded here")),
        Some(s) => rows.extend([
            kit::row("Registered with", format!("{}: {}", s.seen.body.label(), s.seen.registration)),
            kit::row("Insured until", words::day(s.seen.insured_until)),
            kit::row("Safeguarding seen on", words::day(s.seen.safeguarding_on)),
            kit::row("Recorded", Moment(s.recorded).to_string()),
        ]),
    }
    kit::summary_list(rows)
}

fn price_list(prices: &[Price]) -> Result<kit::Table> {
    let head =
        vec![kit::cell("Therapy"), kit::number("A session"), kit::number("Minutes"), kit::cell("From")];
    let rows = prices
        .iter()
        .map(|p| {
            Ok(vec![
                kit::cell(words::therapy(&p.therapy)?),
                kit::number(p.per_session.to_string()),
                kit::number(p.minutes.to_string()),
                kit::cell(words::day(p.from)),
            ])
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(kit::table(head, rows)
        .caption("Price list; a later line takes over from an earlier one for the same therapy")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling())
}

fn price_form(ctx: &Ctx, id: Id<Organisation>, (fields, wrong): (&Fields, &Invalid)) -> Result<Markup> {
    let therapies = std::iter::once(("", "Choose a therapy")).chain(words::therapies()?);
    let legend = kit::legend("First day of the price").size(kit::Size::S);
    Ok(ctx.form(&format!("/providers/{id}/prices"), fields, html! {
        (kit::select("therapy", "Therapy", therapies).value(fields.raw("therapy")).error(wrong.of("therapy")))
        (kit::money_input("per_session", "Price of a session").hint("VAT included if any")
            .value(fields.raw("per_session")).error(wrong.of("per_session")))
        (kit::input("minutes", "Minutes of a session").whole_number().width(4)
            .value(fields.raw("minutes")).error(wrong.of("minutes")))
        (kit::date_input("from", legend).values(fields.date_parts("from")).error(wrong.of("from")))
        (kit::button("Add the price").secondary().once())
    }))
}

fn steps(ctx: &Ctx, kept: &Kept, fields: &Fields) -> Markup {
    let id = kept.provider.id;
    let step = |step: Step, button: kit::Button| {
        ctx.form(
            &format!("/providers/{id}/standing"),
            fields,
            html! {
                (kit::hidden("version", &kept.version.to_string()))
                (kit::hidden("step", step.code()))
                (button.once())
            },
        )
    };
    html! {
        h2 class="govuk-heading-m" { "What to do next" }
        @match kept.provider.approval {
            Approval::Asked => {
                p class="govuk-body" { "Approve them once their prices are listed. Every agency can then order from them." }
                (step(Step::Approve, kit::button(Step::Approve.label())))
                (step(Step::Leave, kit::button(Step::Leave.label()).warning()))
            },
            Approval::Approved => {
                p class="govuk-body" { "While they are suspended no new order goes to them. What is ordered goes on." }
                (step(Step::Suspend, kit::button(Step::Suspend.label()).secondary()))
                (step(Step::Leave, kit::button(Step::Leave.label()).warning()))
            },
            Approval::Suspended => {
                (step(Step::Reinstate, kit::button(Step::Reinstate.label())))
                (step(Step::Leave, kit::button(Step::Leave.label()).warning()))
            },
            Approval::Left => p class="govuk-body" { "Nothing: they have left the list. The record of past work stays." },
        }
    }
}

pub(in crate::providers) async fn price(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let price = match form::price(&mut fields, id) {
        Ok(price) => price,
        Err(invalid) => return draw(&ctx, Form::Price, &fields, &invalid).await,
    };
    let done = ctx.act("set a price", move |act| {
        actions::set_price(act, &price)?;
        Ok(Answer::see(format!("/providers/{id}")).saying("The price is listed."))
    });
    match done.await {
        Err(error) => draw(&ctx, Form::Price, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::providers) async fn vet(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let vetting = match form::vetting(&mut fields) {
        Ok(vetting) => vetting,
        Err(invalid) => return draw(&ctx, Form::Vetting, &fields, &invalid).await,
    };
    let done = ctx.act("vet a provider", move |act| {
        actions::vet_provider(act, id, &vetting)?;
        Ok(Answer::see(format!("/providers/{id}")).saying("What was seen is recorded."))
    });
    match done.await {
        Err(error) => draw(&ctx, Form::Vetting, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::providers) async fn step(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let (step, version) = match form::step(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, Form::None, &fields, &invalid).await,
    };
    let done = ctx.act("change a provider's standing", move |act| {
        actions::step_provider(act, id, step, version)?;
        Ok(Answer::see(format!("/providers/{id}")).saying("The provider's standing is changed."))
    });
    match done.await {
        Err(error) => draw(&ctx, Form::None, &fields, &page::mend(error)?).await,
        done => done,
    }
}
