//! The family's page: the plan in plain words, for the screen, for paper, and in large
//! print. A family sees its own current plan here and nothing else.

use access::{Look, actions::ViewPlan};
use kernel::{Id, Result, kinds};
use maud::{Markup, html};
use page::{
    Ctx, Response,
    kit::{self, cell, table},
};

use super::readable;
use crate::{
    action_asks::{
        pages::draw::beside,
        store::{self as action_asks, Asking},
    },
    assessment::pages::{day, day_of, paragraphs},
    cases, people,
    plan::{
        model::{Action, ActionState, PlanContent, SignatureState, State},
        signatures,
        store::{self, Plan},
    },
    words::blank,
};

struct Shown {
    plan: Plan,
    /// What the child is called.
    first: String,
    reference: String,
    /// Whether a manager has still to sign it.
    unsigned: bool,
    /// What owners of actions were asked and said; of the plan that holds now alone.
    asks: Vec<Asking>,
}

/// `GET /plans/{id}/print`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Plan>("id")?;
    let shown = ctx
        .read(move |look| {
            let grant = look.one::<ViewPlan, kinds::Plan>(id)?;
            let plan = readable(look, &grant)?;
            let case = cases::store::of_opened(look, &grant, plan.case)?;
            gather(look, plan, &case)
        })
        .await?;
    let back = match ctx.actor.family() {
        Some(_) => ("/my".to_owned(), "My page"),
        None => (format!("/plans/{id}"), "This version of the plan"),
    };
    draw(&ctx, &shown, back)
}

/// A family's page of its case: the current plan, or that there is none yet.
pub(super) async fn of_case(ctx: &Ctx, id: Id<kinds::Case>) -> Result<Response> {
    let shown = ctx
        .read(move |look| {
            let grant = look.one::<ViewPlan, kinds::Case>(id)?;
            let case = cases::store::load(look, &grant)?;
            store::current(look, id)?.map(|plan| gather(look, plan, &case)).transpose()
        })
        .await?;
    match shown {
        Some(shown) => draw(ctx, &shown, ("/my".to_owned(), "My page")),
        None => {
            let body = html! {
                h1 class="govuk-heading-l" { "Your support plan" }
                (kit::nothing_here("There is no plan yet. The people who support you are working on it, and you will be asked what belongs in it."))
            };
            Ok(ctx.page("Your support plan", body).back("/my", "My page").respond())
        }
    }
}

fn gather(look: &Look<'_>, plan: Plan, case: &cases::store::Case) -> Result<Shown> {
    let first = people::store::load(look, case.child)?.first;
    let signature = signatures::of_plan(look, plan.id)?;
    let unsigned = signature.is_some_and(|s| s.state == SignatureState::Waiting);
    let asks = match plan.state {
        State::Current => action_asks::of_opened(look, plan.case)?,
        State::Draft | State::Superseded => Vec::new(),
    };
    Ok(Shown { asks, plan, first, reference: case.reference.to_string(), unsigned })
}

fn draw(ctx: &Ctx, shown: &Shown, (back, words): (String, &str)) -> Result<Response> {
    let large = ctx.query().raw("large") == "yes";
    let here = &ctx.request.path;
    let body = html! {
        (kit::button_group(html! {
            (kit::print_button("Print this page"))
            @if large { a class="govuk-link hearth-no-print" href=(here) { "Ordinary print" } }
            @else { a class="govuk-link hearth-no-print" href={ (here) "?large=yes" } { "Large print" } }
        }))
        (whole(shown))
    };
    Ok(ctx.page("Support plan", body).back(back, words).large_print(large).respond())
}

fn whole(shown: &Shown) -> Markup {
    let Shown { plan, first, reference, unsigned, asks } = shown;
    let content = &plan.content;
    html! {
        h1 class="govuk-heading-l" { "Support plan for " (first) " and your family" }
        @match (plan.state, plan.current_from) {
            (State::Current, Some(from)) => { p class="govuk-body" { "This plan holds from " (day_of(from)) ". Your reference is " (reference) "." } }
            (State::Draft, _) => { (kit::inset_text("This is a draft. Tell us what is wrong or missing before it becomes the plan.")) }
            _ => { (kit::inset_text("This is an old version. A newer plan has taken its place.")) }
        }
        @if *unsigned {
            p class="govuk-body" {
                "Not signed yet: a manager who did not write it reads it too. Your support does not wait for that."
            }
        }
        (paragraphs(&content.summary))
        @if let Some(coordinator) = &content.coordinator {
            h2 class="govuk-heading-m" { "Who to call" }
            p class="govuk-body" {
                strong { (coordinator.name) } " holds this plan together and is the one person to call. "
                "If somebody else takes over, we will tell you first."
            }
        }
        h2 class="govuk-heading-m" { "If things get worse" }
        (paragraphs(&content.escalation))
        (needs(content))
        @if !content.goals.is_empty() {
            h2 class="govuk-heading-m" { "What you want to be different" }
            ul class="govuk-list govuk-list--bullet" { @for goal in &content.goals { li { (goal.words) } } }
        }
        (actions(content, asks))
        @if let Some(review) = content.review_on {
            h2 class="govuk-heading-m" { "When we look at this again" }
            p class="govuk-body" {
                "We will go through the plan with you by " strong { (day(review)) } ". "
                "You or " (first) " can ask for that sooner, at any time."
            }
        }
        @if let Some(words) = content.only_words() {
            h2 class="govuk-heading-m" { "What is different in this version" }
            p class="govuk-body" { (words) }
        }
        @if !blank(&content.other_plans) {
            h2 class="govuk-heading-m" { "How this fits with other plans" }
            (paragraphs(&content.other_plans))
        }
        @if !blank(&content.adulthood) {
            h2 class="govuk-heading-m" { "When " (first) " is 18" }
            (paragraphs(&content.adulthood))
        }
    }
}

fn needs(content: &PlanContent) -> Markup {
    html! {
        @if !content.needs.is_empty() {
            h2 class="govuk-heading-m" { "What this plan helps with" }
            ul class="govuk-list govuk-list--bullet" {
                @for need in &content.needs {
                    li {
                        (need.need.label())
                        @if !blank(&need.words) { ": " (need.words) }
                    }
                }
            }
        }
    }
}

fn actions(content: &PlanContent, asks: &[Asking]) -> Markup {
    let (open, settled): (Vec<&Action>, Vec<&Action>) =
        content.actions.iter().partition(|action| action.state == ActionState::Open);
    let rows: Vec<_> = open
        .iter()
        .map(|action| {
            vec![
                cell(html! { (action.what) (beside(asks, action.id, false)) }),
                cell(action.owner_name.as_str()),
                cell(action.due.map_or_else(|| "No day yet".to_owned(), day)),
            ]
        })
        .collect();
    html! {
        h2 class="govuk-heading-m" { "Who does what" }
        @if rows.is_empty() { p class="govuk-body" { "There is nothing left to do just now." } } @else {
            (table(vec![cell("What"), cell("Who"), cell("By when")], rows)
                .caption("Who does what, by when")
                .caption_classes("govuk-visually-hidden")
                .first_cell_is_header()
                .scrolling())
        }
        @if !settled.is_empty() {
            h2 class="govuk-heading-m" { "What has happened so far" }
            ul class="govuk-list govuk-list--bullet" {
                @for action in &settled { li { (action.what) " – " (action.state.label()) ". " (action.happened) } }
            }
        }
    }
}
