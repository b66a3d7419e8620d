//! What can be done next with an application, beside its page.

use access::{
    actions::{DecideApplication, DraftApplication, PlaceOrder, ViewCase, ViewLedger},
    consent,
};
use commissioning::orders::model::OrderState;
use kernel::{Invalid, Pence, Result};
use maud::{Markup, Render, html};
use page::{Ctx, Fields, kit};

use super::{
    may,
    show::{Checking, View},
};
use crate::applications::model::{Outcome, State};

pub(super) fn next_steps(ctx: &Ctx, view: &View, fields: &Fields, wrong: &Invalid) -> Result<Markup> {
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
