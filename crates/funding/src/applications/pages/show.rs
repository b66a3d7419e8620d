//! One application: what it says, the check, the decision, the money and the order.

use access::{
    actions::{DecideApplication, DraftApplication, PlaceOrder, ViewApplication, ViewCase, ViewLedger},
    consent,
    organisations::{self, kind},
};
use commissioning::orders::model::OrderState;
use kernel::{FinancialYear, Id, Invalid, Moment, Pence, Result, kinds};
use maud::{Markup, Render, html};
use page::{
    Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{check, may, state_tag, words};
use crate::{
    applications::{
        actions,
        identify::Finding,
        model::{Outcome, State},
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
struct Checking {
    /// What the rules of today say.
    decision: Decision,
    /// What they counted.
    used: Used,
    /// What gives the family away, by passage.
    found: Vec<(usize, Finding)>,
    /// Whether the Fund may be told.
    sharing: consent::Decision,
}

/// Everything that the page shows.
struct View {
    opened: Opened,
    council: String,
    draft: Option<Checking>,
    entries: Vec<Entry>,
    orders: Vec<Ordered>,
    /// For one that waits for a decision: the year it takes money of, and what of the agency's is free.
    free: Option<(FinancialYear, Pence)>,
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
            Ok(View { opened, council, draft, entries, orders, free })
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
            Some(draft) => (check::now(&draft.decision, &draft.used, scheme_on(ctx.today()), a)),
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

fn next_steps(ctx: &Ctx, view: &View, fields: &Fields, wrong: &Invalid) -> Result<Markup> {
    let a = &view.opened.application;
    let path = |step: &str| format!("/applications/{}/{step}", a.id);
    let version = kit::hidden("version", &a.version.to_string());
    let (drafts, decides) = (may::<DraftApplication>(ctx), may::<DecideApplication>(ctx));
    let withdraw = html! {
        (kit::details("Withdraw this application", html! {
            (ctx.form(&path("withdraw"), fields, html! {
                (version)
                (kit::textarea("reason", "Why it is withdrawn").id("withdraw-reason").rows(2).value(fields.raw("reason")))
                (kit::button("Withdraw").warning().once())
            }))
        }))
    };
    Ok(html! {
        h2 class="govuk-heading-m" { "What to do next" }
        @match a.state {
            State::Draft if drafts => {
                @let (allowed, clean) = view.draft.as_ref().map_or((false, false), |d| (d.decision.allowed, d.found.is_empty()));
                @let refused = view.draft.as_ref().and_then(|d| match &d.sharing {
                    consent::Decision::Refused(no) => Some(no),
                    consent::Decision::Allowed(_) => None,
                });
                @if let Some(no) = refused {
                    (kit::warning_text(format!("The Fund may not be told yet. {} {}", no.why, no.next)))
                    p class="govuk-body" { a class="govuk-link" href={ "/cases/" (a.case) "/consent" } { "Consent and sharing" } }
                }
                p class="govuk-body" { a class="govuk-link" href=(path("change")) { "Change what is asked for" } }
                p class="govuk-body" { a class="govuk-link" href=(path("words")) { "Change the words" } }
                @if !clean {
                    (ctx.form(&path("mend"), fields, html! {
                        (version)
                        (kit::button("Put neutral words for me").secondary().once())
                    }))
                }
                @if let (Some(Checking { sharing: consent::Decision::Allowed(basis), .. }), true, true) = (&view.draft, allowed, clean) {
                    p class="govuk-body" { "Read the words and the check once more. What you see is what is sent." }
                    p class="govuk-hint" { "The Fund may be told on the ground of " (basis.words()) "." }
                    (ctx.form(&path("send"), fields, html! { (version) (kit::button("Send to the Fund").once()) }))
                } @else {
                    p class="govuk-body" { "It can be sent once the words name nobody, nothing stands in the way in the check, and the Fund may be told." }
                }
                (withdraw)
            },
            State::Sent => {
                @if decides { (enough_money(ctx, view)?) (decide_form(ctx, view, fields, wrong)) }
                @if drafts { (withdraw) }
                @if !decides { p class="govuk-body" { "The Fund decides. A manager or finance officer records its answer here." } }
            },
            State::Approved => { (approved_steps(ctx, view, fields)?) },
            State::Refused | State::Withdrawn | State::Draft => {
                @if may::<ViewCase>(ctx) && drafts {
                    p class="govuk-body" {
                        a class="govuk-link" href={ "/cases/" (a.case) "/applications/new?from=" (a.id) } {
                            "Begin a new application from this one"
                        }
                    }
                } @else {
                    p class="govuk-body" { "Nothing: this application is not with you." }
                }
            },
        }
    })
}

/// Says so before an approval is tried that the agency's money does not reach for.
fn enough_money(ctx: &Ctx, view: &View) -> Result<Markup> {
    let needed = view.opened.application.amount()?;
    let Some((year, free)) = view.free.filter(|(_, free)| *free < needed) else { return Ok(html! {}) };
    Ok(kit::inset_text(html! {
        @if free <= Pence::ZERO { "No money is free for " (year) ". " }
        @else { "Only " (free) " is free for " (year) ", and this needs " (needed) ". " }
        "An approval cannot be recorded until the finance officer has recorded the grant letter, or money is given back. "
        @if may::<ViewLedger>(ctx) {
            a class="govuk-link" href={ "/funding/allocations?year=" (year.0) } { "Allocations of the year" }
        }
    })
    .render())
}

fn decide_form(ctx: &Ctx, view: &View, fields: &Fields, wrong: &Invalid) -> Markup {
    let a = &view.opened.application;
    let choices = Outcome::ALL.iter().map(|o| kit::choice(o.code(), o.label())).collect();
    ctx.form(&format!("/applications/{}/decision", a.id), fields, html! {
        (kit::hidden("version", &a.version.to_string()))
        (kit::radios("outcome", "What did the Fund decide?", choices).value(fields.raw("outcome"))
            .error(wrong.of("outcome")).small())
        (kit::textarea("reason", "What it said").rows(3).value(fields.raw("reason")).error(wrong.of("reason"))
            .hint("A refusal needs this. The family reads what is written with an approval."))
        (kit::button("Record the decision").once())
    })
}

fn approved_steps(ctx: &Ctx, view: &View, fields: &Fields) -> Result<Markup> {
    let a = &view.opened.application;
    let money = a.money()?;
    let live = view.orders.iter().any(|o| !matches!(o.state, OrderState::Declined | OrderState::Cancelled));
    let going_on = view.orders.iter().any(|o| matches!(o.state, OrderState::Placed | OrderState::Accepted));
    let untouched = money.committed() == money.approved;
    let nothing_left = money.committed() == Pence::ZERO;
    Ok(html! {
        @if may::<PlaceOrder>(ctx) && !live && untouched {
            p class="govuk-body" {
                "Order the sessions from " (view.opened.provider_name) " at " (a.price) " each, as approved."
            }
            (ctx.form(&format!("/applications/{}/order", a.id), fields, html! {
                (kit::button("Place the order").once())
            }))
        }
        @if going_on { p class="govuk-body" { "The order goes on. Invoices are paid out of what was approved." } }
        @if may::<DraftApplication>(ctx) && !going_on && !nothing_left {
            (kit::details("Give back what is not needed", html! {
                p class="govuk-body" {
                    "What no session can be charged for goes back to the agency's money and to this child's limit. \
                     It cannot be ordered afterwards."
                }
                (ctx.form(&format!("/applications/{}/release", a.id), fields, html! {
                    (kit::button("Give it back").warning().once())
                }))
            }))
        }
        @if may::<DraftApplication>(ctx) {
            p class="govuk-body" {
                a class="govuk-link" href={ "/cases/" (a.case) "/applications/new?from=" (a.id) } { "Apply for more of this" }
            }
        }
    })
}
