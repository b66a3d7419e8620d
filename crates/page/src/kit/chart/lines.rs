//! Lines: figures over time.

use maud::{Markup, Render, html};

use super::scale::{Scale, Unit};
use super::{Frame, Point, gap_mark, per_cent};
use crate::kit::{Cell, Text, cell, number, table};

/// Height of the picture and of the field the lines are drawn in, in pixels.
const HEIGHT: f64 = 280.0;
const TOP: f64 = 26.0;
const FIELD: f64 = 216.0;
/// Where the first and the last point stand, as shares of the width.
const FIRST: f64 = 0.09;
const LAST: f64 = 0.93;
/// The most labels that fit under the field on a phone.
const LABELS: usize = 5;
/// How near two figures at the ends of lines may stand, in pixels.
const APART: f64 = 17.0;

/// One line: its name and its figures over time.
#[derive(Debug, Clone)]
pub struct Series {
    name: String,
    points: Vec<Point>,
}

/// The line `name`. All lines of a chart have the same labels in the same order.
pub fn series(name: impl Into<String>, points: Vec<Point>) -> Series {
    Series { name: name.into(), points }
}

/// A line chart.
#[derive(Debug, Clone)]
pub struct Lines {
    title: Text,
    about: Option<Text>,
    what: String,
    unit: Unit,
    series: Vec<Series>,
}

/// Lines of `series`, called `title`. Four looks are told apart; more than four lines are hard to read anyway.
pub fn lines(title: impl Into<Text>, unit: Unit, series: Vec<Series>) -> Lines {
    Lines { title: title.into(), about: None, what: "Year".to_owned(), unit, series }
}

impl Lines {
    /// Adds a sentence on what to see in it.
    pub fn about(mut self, text: impl Into<Text>) -> Self {
        self.about = Some(text.into());
        self
    }

    /// Says what the labels are, as the head of the table's first column; "Year" when not set.
    pub fn what(mut self, what: impl Into<String>) -> Self {
        self.what = what.into();
        self
    }

    fn labels(&self) -> impl Iterator<Item = &str> {
        self.series.first().into_iter().flat_map(|s| &s.points).map(|point| point.label.as_str())
    }

    fn spoken(&self) -> String {
        let one = |series: &Series| {
            let all: Vec<_> =
                series.points.iter().map(|p| format!("{}: {}", p.label, p.words(self.unit))).collect();
            format!("{}. {}.", series.name, all.join("; "))
        };
        format!("Line chart. {}", self.series.iter().map(one).collect::<Vec<_>>().join(" "))
    }

    fn picture(&self) -> Markup {
        let values = self.series.iter().flat_map(|s| &s.points).filter_map(|point| point.value);
        let scale = Scale::holding(values, self.unit.places);
        let count = self.series.iter().map(|s| s.points.len()).max().unwrap_or(0);
        let every = count.div_ceil(LABELS).max(1);
        html! {
            svg class="hearth-chart__picture" role="img" width="100%" height=(HEIGHT) aria-label=(self.spoken()) {
                @for step in scale.steps() {
                    @let y = height_of(scale, step);
                    line class=(if step == 0.0 { "hearth-chart__base" } else { "hearth-chart__grid" })
                        x1="0" x2="100%" y1=(y) y2=(y) {}
                    text class="hearth-chart__soft" x="0" y=(y - 4.0) { (self.unit.write(step)) }
                }
                @for (index, label) in self.labels().enumerate() {
                    // Counted from the end, so that the latest always has its label.
                    @if (count - 1 - index).is_multiple_of(every) {
                        text x=(across(index, count)) y=(TOP + FIELD + 22.0) text-anchor="middle" { (label) }
                    }
                }
                @for (index, series) in self.series.iter().enumerate() {
                    (draw_line(series, index % 4 + 1, scale, count))
                }
                @for (y, words) in self.last_figures(scale) {
                    text class="hearth-chart__value" x=(across(count - 1, count)) y=(y) text-anchor="middle" {
                        (words)
                    }
                }
            }
        }
    }

    /// The last figure of each line, with the height of its base line, moved apart where they would touch.
    fn last_figures(&self, scale: Scale) -> Vec<(f64, String)> {
        let mut last: Vec<_> = self
            .series
            .iter()
            .filter_map(|s| s.points.last().and_then(|point| point.value))
            .map(|value| (height_of(scale, value) - 11.0, self.unit.write(value)))
            .collect();
        last.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut below = f64::INFINITY;
        for (y, _) in &mut last {
            *y = y.min(below - APART);
            below = *y;
        }
        last
    }

    fn legend(&self) -> Option<Markup> {
        (self.series.len() > 1).then(|| {
            html! {
                ul class="hearth-chart__legend" {
                    @for (index, series) in self.series.iter().enumerate() {
                        @let look = index % 4 + 1;
                        li {
                            svg class="hearth-chart__key" aria-hidden="true" focusable="false" {
                                line class={ "hearth-chart__line hearth-chart__line--" (look) }
                                    x1="2" x2="42" y1="8" y2="8" {}
                                svg x="22" y="8" overflow="visible" { (mark(look)) }
                            }
                            (series.name)
                        }
                    }
                }
            }
        })
    }

    fn table(&self) -> Markup {
        let mut head = vec![cell(&self.what)];
        head.extend(self.series.iter().map(|series| number(&series.name)));
        let rows = self.labels().enumerate().map(|(index, label)| {
            let mut row = vec![Cell::from(label)];
            row.extend(self.series.iter().map(|series| match series.points.get(index) {
                None => number("not known"),
                Some(point) => {
                    let words = point.words(self.unit);
                    match &point.href {
                        Some(href) => number(html! { a class="govuk-link" href=(href) { (words) } }),
                        None => number(words),
                    }
                }
            }));
            row
        });
        table(head, rows.collect()).first_cell_is_header().render()
    }
}

/// How far across the point at `index` of `count` stands.
fn across(index: usize, count: usize) -> String {
    // Charts have few points, so the numbers are exact.
    let share = if count > 1 { index as f64 / (count - 1) as f64 } else { 0.5 };
    per_cent(FIRST + share * (LAST - FIRST))
}

fn height_of(scale: Scale, value: f64) -> f64 {
    ((TOP + (1.0 - scale.share(value)) * FIELD) * 100.0).round() / 100.0
}

/// The mark of the line with this look.
pub(super) fn mark(look: usize) -> Markup {
    let shape = match look {
        1 => "M-5 0 A5 5 0 1 0 5 0 A5 5 0 1 0 -5 0 Z",
        2 => "M-5 -5 H5 V5 H-5 Z",
        3 => "M0 -6.5 L6 4.5 H-6 Z",
        _ => "M-6 -2 H-2 V-6 H2 V-2 H6 V2 H2 V6 H-2 V2 H-6 Z",
    };
    html! { path class={ "hearth-chart__dot hearth-chart__dot--" (look) } d=(shape) {} }
}

fn draw_line(series: &Series, look: usize, scale: Scale, count: usize) -> Markup {
    html! {
        @for (index, pair) in series.points.windows(2).enumerate() {
            @if let (Some(from), Some(to)) = (pair[0].value, pair[1].value) {
                line class={ "hearth-chart__line hearth-chart__line--" (look) }
                    x1=(across(index, count)) y1=(height_of(scale, from))
                    x2=(across(index + 1, count)) y2=(height_of(scale, to)) {}
            }
        }
        @for (index, point) in series.points.iter().enumerate() {
            @match point.value {
                Some(value) => svg x=(across(index, count)) y=(height_of(scale, value)) overflow="visible" {
                    (mark(look))
                },
                None => svg x=(across(index, count)) y=(height_of(scale, 0.0)) overflow="visible" {
                    (gap_mark())
                },
            }
        }
    }
}

impl Render for Lines {
    fn render(&self) -> Markup {
        Frame {
            title: &self.title,
            about: self.about.as_ref(),
            legend: self.legend(),
            picture: self.picture(),
            gaps: self.series.iter().flat_map(|s| &s.points).any(|point| point.value.is_none()),
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
    fn a_line_breaks_at_a_gap() {
        let points = vec![
            point("2021", 4.0),
            point("2022", 6.0),
            point("2023", None).note("held back"),
            point("2024", 8.0),
        ];
        let drawn = lines("x", Unit::COUNT, vec![series("one", points)]).render().0;
        assert_eq!(drawn.matches("class=\"hearth-chart__line ").count(), 1, "only 2021 to 2022 is joined");
        assert_eq!(drawn.matches("hearth-chart__gap").count(), 1);
        assert!(drawn.contains("2023: held back"));
    }

    #[test]
    fn nothing_to_draw_is_no_failure() {
        assert!(lines("x", Unit::COUNT, Vec::new()).render().0.contains("Line chart."));
    }
}
