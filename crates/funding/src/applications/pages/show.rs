//! One application: what it says, the check, the decision, the money and the order.

use access::{
    actions::{ViewApplication, ViewCase, ViewLedger},
    consent,
    organisations::{self, kind},
};
use casework::plan::signatures::{self, Signature};
use kernel::{FinancialYear, Id, Invalid, Moment, Pence, Result, kinds};
use maud::{Markup, html};
use page::{
    Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{check, may, next::next_steps, state_tag, words};
use crate::{
    applications::{
        actions,
        identify::Finding,
        model::State,
        sources,
        store::{self, Opened, Ordered},
    },
    ledger::{
        self,
        model::{AccountCode, Agency},
        store::Entry,
    },
    schemes::{self, Decision, Used, scheme_on},
    words as say,
};

/// What a draft is held against.
pub(super) struct Checking {
    /// What the rules of today say.
    pub(super) decision: Decision,
    /// What they counted.
    used: Used,
    /// What gives the family away, by passage.
    pub(super) found: Vec<(usize, Finding)>,
    /// Whether the Fund may be told.
    pub(super) sharing: consent::Decision,
}

/// Everything that the page shows.
pub(super) struct View {
    pub(super) opened: Opened,
    council: String,
    /// The second signature under the plan of its case.
    signature: Option<Signature>,
    pub(super) draft: Option<Checking>,
    entries: Vec<Entry>,
    pub(super) orders: Vec<Ordered>,
    /// For one that waits for a decision: the year it takes money of, and what of the agency's is free.
    pub(super) free: Option<(FinancialYear, Pence)>,
}

pub(crate) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    page_with(&ctx, id, Fields::default(), Invalid::default()).await
}

/// The page, with what was typed into one of its forms and what is wrong with it.
pub(super) async fn page_with(
    ctx: &Ctx,
    id: Id<kinds::Application>,
    fields: Fields,
    wrong: Invalid,
) -> Result<Response> {
    let view = ctx
        .read(move |look| {
            let grant = look.one::<ViewApplication, kinds::Application>(id)?;
            let mut opened = store::load(look, &grant)?;
            let a = &mut opened.application;
            let draft = if a.state == State::Draft {
                let (case, household) = sources::of_opened(look, &grant, a.case)?;
                sources::refresh(a, &case, &household, look.today())?;
                let (decision, used) = actions::checked_now(look, a, &household)?;
                let sharing = consent::decision(look, &grant, case.id, &actions::told_to_the_fund())?;
                Some(Checking { decision, used, found: a.content.findings(&household.known), sharing })
            } else {
                None
            };
            let council = organisations::by_code(look, kind::COUNCIL, &a.council)?
                .map_or_else(|| a.council.clone(), |found| found.name);
            let entries = ledger::store::of_application(look, &grant)?;
            let orders = store::orders(look, id)?;
            let free = match (a.state, schemes::version(a.rule.as_str())) {
                (State::Sent, Some(version)) => {
                    let account = AccountCode::Available(Agency { id: a.agency, year: version.year() });
                    Some((version.year(), ledger::store::balance(look, account)?))
                }
                _ => None,
            };
            let signature = signatures::of_current(look, opened.application.case)?;
            Ok(View { opened, council, signature, draft, entries, orders, free })
        })
        .await?;
    let a = &view.opened.application;
    let title = format!("{}: {}", say::therapy(&a.therapy)?, say::sessions(a.sessions));
    let caption = format!("Application {} · Case {}", a.reference, view.opened.case_reference);
    let story = html! {
        p class="govuk-body" {
            (state_tag(a.state))
            @if may::<ViewCase>(ctx) {
                " " a class="govuk-link" href={ "/cases/" (a.case) "/applications" } { "All funding of this case" }
            }
        }
        (asked_for(&view)?)
        (about_the_child(&view))
        (what_is_said(&view))
        @match &view.draft {
            Some(draft) => {
                (check::now(&draft.decision, &draft.used, scheme_on(ctx.today()), a))
                (check::signature(view.signature.as_ref(), a))
            },
            None => @if let Some(checked) = &a.content.checked {
                (check::then(checked, schemes::version(a.rule.as_str()), a))
            },
        }
        (decision(&view))
        (money(ctx, &view)?)
    };
    let body = html! {
        (layout::page_heading(Some(&caption), title))
        (layout::record(story, layout::aside(next_steps(ctx, &view, &fields, &wrong)?)))
    };
    Ok(ctx.page(format!("Application {}", a.reference), body).dense().errors(&wrong).respond())
}

fn asked_for(view: &View) -> Result<kit::SummaryList> {
    let a = &view.opened.application;
    Ok(kit::summary_list(vec![
        kit::row("Amount", format!("{}: {} at {}", a.amount()?, say::sessions(a.sessions), a.price)),
        kit::row(
            "Provider",
            format!("{} ({})", view.opened.provider_name, a.provider_kind.label().to_lowercase()),
        ),
        kit::row("From", say::day(a.starts_on)),
        kit::row("Until", say::day(a.ends_on)),
        kit::row(
            "New or repeat",
            if a.repeat { "Repeat: an earlier application was approved" } else { "New" },
        ),
        kit::row("Money for", a.kind.label()),
    ]))
}

fn about_the_child(view: &View) -> Markup {
    let a = &view.opened.application;
    let content = &a.content;
    let needs =
        content.needs.iter().map(|(need, weight)| vec![kit::cell(need.label()), kit::cell(weight.label())]);
    html! {
        h2 class="govuk-heading-m" { "About the child" }
        p class="govuk-hint" { "Filled in from the assessment, the plan and the goals. The child is not named." }
        (kit::summary_list(vec![
            kit::row("Age", content.age.to_string()),
            kit::row("How the child came to the family", a.route.label()),
            kit::row("Council", view.council.as_str()),
            kit::row("Education, health and care plan", if content.has_ehcp { "Yes" } else { "Not recorded" }),
            kit::row("Level of support", content.level.label()),
            kit::row("Need assessed on", say::day(content.assessed_on)),
            kit::row("Outcomes hoped for", html! {
                ul class="govuk-list" { @for outcome in &content.outcomes { li { (outcome.label()) } } }
            }),
        ]))
        @if content.needs.is_empty() {
            (kit::nothing_here("The assessment named no need."))
        } @else {
            (kit::table(vec![kit::cell("Need"), kit::cell("Weight")], needs.collect())
                .caption("Needs found").first_cell_is_header())
        }
    }
}

fn what_is_said(view: &View) -> Markup {
    let content = &view.opened.application.content;
    let found: &[(usize, Finding)] = view.draft.as_ref().map_or(&[], |draft| &draft.found);
    html! {
        h2 class="govuk-heading-m" id="words" { "What is said" }
        @if !found.is_empty() {
            (kit::warning_text(format!(
                "The words say who the family is in {} {}. They are marked below. It cannot be sent until they are mended.",
                found.len(),
                if found.len() == 1 { "place" } else { "places" }
            )))
        }
        @for (n, passage) in content.passages.iter().enumerate() {
            @let here: Vec<Finding> = found.iter().filter(|(at, _)| *at == n).map(|(_, f)| f.clone()).collect();
            h3 class="govuk-heading-s" { (words::heading(passage)) }
            p class="govuk-body" { (words::marked(&passage.words, &here)) }
        }
    }
}

fn decision(view: &View) -> Markup {
    let a = &view.opened.application;
    let heading = match a.state {
        State::Approved | State::Refused => "The decision",
        State::Withdrawn => "Why it was withdrawn",
        State::Draft | State::Sent => return html! {},
    };
    html! {
        h2 class="govuk-heading-m" id="decision" { (heading) }
        @if let Some(decided) = a.decided {
            p class="govuk-body" { (a.state.label()) ", recorded on " (Moment(decided)) "." }
        }
        @match &a.decision {
            Some(text) => p class="govuk-body" { (words::marked(text, &[])) },
            None => p class="govuk-hint" { "No words were recorded with it." },
        }
    }
}

fn money(ctx: &Ctx, view: &View) -> Result<Markup> {
    let a = &view.opened.application;
    if a.state != State::Approved {
        return Ok(html! {});
    }
    let money = a.money()?;
    let orders = view.orders.iter().map(|o| {
        vec![
            kit::cell(html! { a class="govuk-link" href={ "/orders/" (o.id) } { (o.reference) } }),
            kit::cell(o.state.label()),
        ]
    });
    Ok(html! {
        h2 class="govuk-heading-m" id="money" { "The money" }
        (kit::figures(&[
            kit::figure("Approved", money.approved.to_string()),
            kit::figure("Paid", money.paid.to_string()),
            kit::figure("Given back", money.released.to_string()),
            kit::figure("Committed", money.committed().to_string()).note("Approved and not yet paid"),
        ]))
        @if may::<ViewLedger>(ctx) {
            (ledger::pages::movements(&view.entries, "Movements of this application"))
        }
        h3 class="govuk-heading-s" { "Orders" }
        @if view.orders.is_empty() {
            (kit::nothing_here("Nothing has been ordered yet."))
        } @else {
            (kit::table(vec![kit::cell("Order"), kit::cell("Status")], orders.collect())
                .caption("Orders of this application").caption_classes("govuk-visually-hidden").first_cell_is_header())
        }
    })
}
