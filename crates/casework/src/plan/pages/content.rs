//! What a version says, drawn for workers; and what changed from one to the next.

use kernel::{Date, Id, kinds};
use maud::{Markup, html};
use page::kit::{self, Tone, cell, row, summary_list, table, tag};

use crate::{
    action_asks::{pages::draw::beside, store::Asking},
    assessment::pages::{day, paragraphs},
    plan::model::{Action, ActionState, Change, PlanContent},
    words::blank,
};

/// The whole version. `settle` names the plan whose actions may be settled here.
pub(in crate::plan) fn whole(content: &PlanContent, today: Date, settle: Option<Id<kinds::Plan>>) -> Markup {
    whole_with(content, today, settle, &[])
}

/// The whole version, with what owners of its actions were asked and said beside each.
pub(super) fn whole_with(
    content: &PlanContent,
    today: Date,
    settle: Option<Id<kinds::Plan>>,
    asks: &[Asking],
) -> Markup {
    let coordinator = content.coordinator.as_ref().map_or("Nobody yet", |c| c.name.as_str());
    let review = content.review_on.map_or_else(|| "No day yet".to_owned(), day);
    html! {
        (paragraphs(&content.summary))
        (summary_list(vec![
            row("Level of support", content.level.label()),
            row("Coordinator", coordinator),
            row("Next review", review),
        ]))
        h2 class="govuk-heading-m" { "Needs" }
        (needs(content))
        @if !content.goals.is_empty() {
            h2 class="govuk-heading-m" { "Goals" }
            ul class="govuk-list govuk-list--bullet" { @for goal in &content.goals { li { (goal.words) } } }
        }
        h2 class="govuk-heading-m" { "Actions" }
        (actions(content, today, settle, asks))
        h2 class="govuk-heading-m" { "If things get worse" }
        (or_nothing(&content.escalation))
        @if !blank(&content.other_plans) {
            h2 class="govuk-heading-m" { "Other plans for the child" }
            (paragraphs(&content.other_plans))
        }
        @if !blank(&content.adulthood) {
            h2 class="govuk-heading-m" { "At 18 and after" }
            (paragraphs(&content.adulthood))
        }
    }
}

fn or_nothing(words: &str) -> Markup {
    html! {
        @if blank(words) { (kit::nothing_here("Nothing is written here yet.")) } @else { (paragraphs(words)) }
    }
}

fn needs(content: &PlanContent) -> Markup {
    let without = content.needs_without_action();
    let rows: Vec<_> = content
        .needs
        .iter()
        .map(|need| {
            let open = without.contains(&need.need);
            vec![
                cell(need.need.label()),
                cell(need.weight.label()),
                cell(html! {
                    (need.words)
                    @if open { " " (tag("No action answers it").tone(Tone::Soon)) }
                }),
            ]
        })
        .collect();
    html! {
        @if rows.is_empty() { (kit::nothing_here("No need is named yet.")) } @else {
            (table(vec![cell("Need"), cell("Weight"), cell("How it shows in this family")], rows)
                .caption("Needs that the plan answers")
                .caption_classes("govuk-visually-hidden")
                .first_cell_is_header()
                .scrolling())
        }
    }
}

fn actions(content: &PlanContent, today: Date, settle: Option<Id<kinds::Plan>>, asks: &[Asking]) -> Markup {
    let rows: Vec<_> = content
        .actions
        .iter()
        .map(|action| {
            vec![
                cell(html! {
                    (action.what)
                    @if let Some(need) = action.need { br; span class="govuk-hint" { (need.label()) } }
                }),
                cell(html! { (action.owner_name) br; span class="govuk-hint" { (action.owner.label()) } }),
                cell(action.due.map_or_else(|| "No day".to_owned(), day)),
                cell(html! { (state(action, today, settle)) (beside(asks, action.id, settle.is_some())) }),
            ]
        })
        .collect();
    html! {
        @if rows.is_empty() { (kit::nothing_here("No action is written yet.")) } @else {
            (table(vec![cell("What"), cell("Who"), cell("By when"), cell("What became of it")], rows)
                .caption("Who does what, by when")
                .caption_classes("govuk-visually-hidden")
                .first_cell_is_header()
                .scrolling())
        }
    }
}

fn state(action: &Action, today: Date, settle: Option<Id<kinds::Plan>>) -> Markup {
    let (words, tone) = match action.state {
        ActionState::Done => (action.state.label(), Tone::Good),
        ActionState::NotDone => (action.state.label(), Tone::Quiet),
        ActionState::Open if action.overdue(today) => ("Late", Tone::Late),
        ActionState::Open => (action.state.label(), Tone::Calm),
    };
    html! {
        (tag(words).tone(tone)) " " (action.happened)
        @if let (Some(plan), ActionState::Open) = (settle, action.state) {
            " " a class="govuk-link" href={ "/plans/" (plan) "/actions/" (action.id) } {
                "Say what became of it" span class="govuk-visually-hidden" { ": " (action.what) }
            }
        }
    }
}

/// What changed, as a table.
pub(super) fn changes(changes: &[Change], since: i64) -> Markup {
    let rows: Vec<_> = changes
        .iter()
        .map(|change| {
            vec![
                cell(change.part.label()),
                cell(change.kind.label()),
                cell(change.before.as_deref().unwrap_or("–")),
                cell(change.after.as_deref().unwrap_or("–")),
            ]
        })
        .collect();
    html! {
        h2 class="govuk-heading-m" { "What changed since version " (since) }
        @if rows.is_empty() { (kit::nothing_here("Nothing changed.")) } @else {
            (table(vec![cell("Part"), cell("Change"), cell("Before"), cell("Now")], rows)
                .caption(format!("What changed since version {since}"))
                .caption_classes("govuk-visually-hidden")
                .first_cell_is_header()
                .scrolling())
        }
    }
}
