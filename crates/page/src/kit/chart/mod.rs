//! Charts as SVG that reads without colour, without sight and on a phone.
//!
//! Only positions along the page are in per cent, so text keeps its size at any width. Every chart has a title, a
//! sentence for screen readers, and its figures as a table. What is missing or held back is a gap with a mark and its
//! reason, never a nought.

mod bars;
mod family;
mod lines;
mod scale;
mod years;

pub use bars::{Bars, bars};
pub use family::{FamilyPicture, Relative, Row, family};
pub use lines::{Lines, Series, lines, series};
pub use scale::Unit;
pub use years::{Lane, Years, years};

use maud::{Markup, html};

use super::{Text, details};

/// One figure of a chart.
#[derive(Debug, Clone)]
pub struct Point {
    /// What it is the figure of, such as a year or a place.
    pub label: String,
    /// The figure; `None` where it is missing or held back.
    pub value: Option<f64>,
    /// Why there is none, or what to know about it.
    pub note: Option<String>,
    /// Where the rows behind it are.
    pub href: Option<String>,
    /// Whether it stands out as the one the page is about.
    pub picked: bool,
}

/// The figure `value` of `label`.
pub fn point(label: impl Into<String>, value: impl Into<Option<f64>>) -> Point {
    Point {
        label: label.into(),
        // A figure that is no number cannot be drawn and is as good as missing.
        value: value.into().filter(|value| value.is_finite()),
        note: None,
        href: None,
        picked: false,
    }
}

impl Point {
    /// Says why there is no figure, or what to know about it.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.note = Some(text.into());
        self
    }

    /// Leads to the rows behind it.
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// Makes it stand out as the one the page is about.
    pub fn picked(mut self) -> Self {
        self.picked = true;
        self
    }

    /// What the table says: the figure, or why there is none.
    fn words(&self, unit: Unit) -> String {
        match (self.value, &self.note) {
            (Some(value), None) => unit.write(value),
            (Some(value), Some(note)) => format!("{} ({note})", unit.write(value)),
            (None, Some(note)) => note.clone(),
            (None, None) => "not known".to_owned(),
        }
    }
}

/// The frame round a picture: title, sentence, legend, notes, table.
struct Frame<'a> {
    title: &'a Text,
    about: Option<&'a Text>,
    legend: Option<Markup>,
    picture: Markup,
    gaps: bool,
    table: Markup,
}

impl Frame<'_> {
    fn draw(&self) -> Markup {
        html! {
            figure class="hearth-chart" {
                figcaption class="hearth-chart__title" { (self.title) }
                @if let Some(about) = self.about { p class="hearth-chart__about" { (about) } }
                @if let Some(legend) = &self.legend { (legend) }
                (self.picture)
                @if self.gaps {
                    p class="hearth-chart__notes" {
                        "◇ No figure is shown here: it is missing or held back. The table says why."
                    }
                }
                (details("Show the figures as a table", self.table.clone()))
            }
        }
    }
}

/// The mark of a missing figure, drawn at the origin of `svg`.
fn gap_mark() -> Markup {
    html! { path class="hearth-chart__gap" d="M0 -6 L6 0 L0 6 L-6 0 Z" {} }
}

/// A position in per cent, to two places.
fn per_cent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}
