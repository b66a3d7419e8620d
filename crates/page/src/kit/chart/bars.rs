//! Bars: one figure each, compared side by side.

use maud::{Markup, Render, html};

use super::scale::{Scale, Unit};
use super::{Frame, Point, gap_mark, per_cent};
use crate::kit::{Cell, Text, cell, number, table};

/// The height of one row in pixels: its label's line and its bar.
const ROW: usize = 52;
/// Where the label's base line stands in a row.
const LABEL: usize = 16;
/// Where the bar begins in a row, and how thick it is.
const BAR: usize = 22;
const THICK: usize = 20;
/// The widest a bar grows, so that its figure has room beside it on a phone.
const WIDEST: f64 = 0.74;

/// A bar chart.
#[derive(Debug, Clone)]
pub struct Bars {
    title: Text,
    about: Option<Text>,
    what: String,
    unit: Unit,
    points: Vec<Point>,
}

/// Bars of `points`, called `title`. Figures below nought are drawn as none, and said.
pub fn bars(title: impl Into<Text>, unit: Unit, points: Vec<Point>) -> Bars {
    Bars { title: title.into(), about: None, what: "Group".to_owned(), unit, points }
}

impl Bars {
    /// Adds a sentence on what to see in it.
    pub fn about(mut self, text: impl Into<Text>) -> Self {
        self.about = Some(text.into());
        self
    }

    /// Says what the points are, as the head of the table's first column; "Group" when not set.
    pub fn what(mut self, what: impl Into<String>) -> Self {
        self.what = what.into();
        self
    }

    fn spoken(&self) -> String {
        let all = self.points.iter().map(|p| format!("{}: {}", p.label, p.words(self.unit)));
        format!("Bar chart. {}.", all.collect::<Vec<_>>().join("; "))
    }

    fn picture(&self) -> Markup {
        let scale = Scale::holding(self.points.iter().filter_map(|p| p.value).map(|v| v.max(0.0)), self.unit.places);
        html! {
            svg class="hearth-chart__picture" role="img" width="100%" height=(self.points.len() * ROW)
                aria-label=(self.spoken()) {
                @for (index, point) in self.points.iter().enumerate() {
                    svg x="0" y=(index * ROW) width="100%" height=(ROW) overflow="visible" {
                        (self.row(point, scale))
                    }
                }
            }
        }
    }

    fn row(&self, point: &Point, scale: Scale) -> Markup {
        let share = point.value.map_or(0.0, |value| scale.share(value.max(0.0)) * WIDEST);
        let picked = if point.picked { "hearth-chart__bar hearth-chart__bar--picked" } else { "hearth-chart__bar" };
        let middle = BAR + THICK - 5;
        html! {
            text x="0" y=(LABEL) { (point.label) @if point.picked { " ◀" } }
            rect class="hearth-chart__track" x="0" y=(BAR) width=(per_cent(WIDEST)) height=(THICK) {}
            @if let Some(value) = point.value {
                rect class=(picked) x="0" y=(BAR) width=(per_cent(share)) height=(THICK) {}
                text class="hearth-chart__value" x=(per_cent(share)) dx="7" y=(middle) { (self.unit.write(value)) }
            } @else {
                svg x="9" y=(BAR + THICK / 2) overflow="visible" { (gap_mark()) }
                text class="hearth-chart__soft" x="22" y=(middle) {
                    (point.note.as_deref().unwrap_or("not known"))
                }
            }
        }
    }

    fn table(&self) -> Markup {
        let rows = self.points.iter().map(|point| {
            let words = point.words(self.unit);
            let figure = match &point.href {
                Some(href) => number(html! { a class="govuk-link" href=(href) { (words) } }),
                None => number(words),
            };
            vec![Cell::from(&point.label), figure]
        });
        table(vec![cell(&self.what), number("Figure")], rows.collect()).first_cell_is_header().render()
    }
}

impl Render for Bars {
    fn render(&self) -> Markup {
        Frame {
            title: &self.title,
            about: self.about.as_ref(),
            legend: None,
            picture: self.picture(),
            gaps: self.points.iter().any(|point| point.value.is_none()),
            table: self.table(),
        }
        .draw()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::chart::point;

    #[test]
    fn a_missing_figure_is_a_mark_with_its_reason_and_never_a_nought() {
        let chart = bars(
            "Children adopted",
            Unit::COUNT,
            vec![point("Ashby", 12.0), point("Brook", None).note("fewer than 6")],
        );
        let drawn = chart.render().0;
        assert!(drawn.contains("Ashby: 12; Brook: fewer than 6"));
        assert_eq!(drawn.matches("hearth-chart__gap").count(), 1);
        assert_eq!(drawn.matches("class=\"hearth-chart__bar\"").count(), 1);
    }

    #[test]
    fn the_longest_bar_leaves_room_for_its_figure() {
        let drawn = bars("x", Unit::COUNT, vec![point("a", 100.0)]).render().0;
        assert!(drawn.contains("width=\"74.00%\""), "{drawn}");
    }
}
