//! How a goal's ratings are drawn: a line for each rater, with the table beside it.

use kernel::{Date, Rater};
use maud::{Markup, html};
use page::kit::chart::{Unit, lines, point, series};

use super::model::{Goal, Score, Series};

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
