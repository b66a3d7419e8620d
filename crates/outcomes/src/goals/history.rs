//! How a goal's ratings are drawn: a line for each rater, with the table beside it.

use kernel::{Date, Rater};
use maud::{Markup, html};
use page::kit::chart::{Unit, lines, point, series};

use super::{
    model::{Goal, Score, Series, mean_change},
    store::CaseGoals,
};

/// The ratings of a goal over time; nothing where nobody has rated it yet.
///
/// Where both raters rated on the same days, one chart shows both. Where their days
/// differ, each has a chart of their own, so that no line is broken by a day on which
/// only the other was asked.
pub fn history(goal: &Goal, ratings: &Series) -> Markup {
    let rows = ratings.rows();
    if rows.is_empty() {
        return html! {};
    }
    let together = rows.iter().all(|row| row.parent.is_some() && row.child.is_some());
    let title = format!("Ratings of “{}”", goal.title());
    if together {
        let both = Rater::ALL.iter().map(|rater| line(*rater, &ratings.points(*rater))).collect();
        return html! { (lines(title, Unit::COUNT, both).what("Day")) };
    }
    html! {
        @for rater in Rater::ALL {
            @let points = ratings.points(*rater);
            @if !points.is_empty() {
                (lines(format!("{title}: {}", rater.label().to_lowercase()), Unit::COUNT, vec![line(*rater, &points)])
                    .what("Day"))
            }
        }
    }
}

fn line(rater: Rater, points: &[(Date, Score)]) -> page::kit::chart::Series {
    let points = points
        .iter()
        .map(|(day, score)| point(day.strftime("%-d %b %Y").to_string(), f64::from(score.number())))
        .collect();
    series(rater.label(), points)
}

/// What the goal said before, beside its curve, and which goal it is a smaller step of: so that no line means two things unsaid.
pub fn wordings(goal: &Goal, goals: &CaseGoals) -> Markup {
    let before = goals.wordings.iter().filter(|w| w.goal == goal.id && !w.words.is_empty());
    let from = goals.steps.get(&goal.id).and_then(|from| goals.set.find(*from));
    html! {
        @if let Some(from) = from {
            p class="govuk-body govuk-!-text-break-word" { "A smaller step towards “" (from.title()) "”, whose ratings stand with the goals that were ended." }
        }
        @for w in before {
            p class="govuk-body govuk-!-text-break-word" {
                "Until " (w.until.strftime("%-d %B %Y").to_string()) " this goal said “" (w.words) "”. Ratings of days before that are of those words."
            }
        }
    }
}

/// The mean change over all goals by each rater, with the figure for more than chance where there is one.
pub fn means(goals: &CaseGoals) -> Markup {
    html! {
        @for rater in Rater::ALL {
            @let changes: Vec<_> = goals.set.all().iter().filter_map(|g| goals.change(g.id, *rater)).collect();
            @if let Ok(Some(mean)) = mean_change(&changes, *rater) {
                p class="govuk-body" {
                    (rater.label()) ": " (mean.mean) " points on average over " (mean.goals) (if mean.goals == 1 { " goal" } else { " goals" })
                    ", " (mean.verdict.words()) "."
                    @if let Some(rule) = mean.rule {
                        " The figure is " (rule.points) " points" (crate::measures::unsure(rule.sure)) ". " (rule.source) "."
                    }
                }
            }
        }
    }
}
