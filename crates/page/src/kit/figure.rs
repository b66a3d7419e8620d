//! A figure on a tile, which opens the rows behind it.

use maud::{Markup, Render, html};

use super::tag::Tone;
use super::{Text, classes};

/// One figure.
#[derive(Debug, Clone)]
pub struct Figure {
    label: Text,
    value: Text,
    href: Option<String>,
    note: Option<Text>,
    tone: Tone,
}

/// The figure `value`, called `label`.
pub fn figure(label: impl Into<Text>, value: impl Into<Text>) -> Figure {
    Figure { label: label.into(), value: value.into(), href: None, note: None, tone: Tone::Calm }
}

impl Figure {
    /// Leads to the rows behind it. Only a figure whose rows the reader may not see goes without.
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// Adds a line under it, such as what it is counted from or why it is not shown.
    pub fn note(mut self, text: impl Into<Text>) -> Self {
        self.note = Some(text.into());
        self
    }

    /// Colours its edge after a tone.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}

impl Render for Figure {
    fn render(&self) -> Markup {
        let tone = format!("hearth-figure--{}", self.tone.modifier());
        html! {
            div class=(classes(&["hearth-figure", &tone])) {
                @if let Some(href) = &self.href {
                    a class="govuk-link hearth-figure__link" href=(href) {
                        span class="hearth-figure__label" { (self.label) }
                    }
                } @else {
                    span class="hearth-figure__label" { (self.label) }
                }
                span class="hearth-figure__value" { (self.value) }
                @if let Some(note) = &self.note { span class="hearth-figure__note" { (note) } }
            }
        }
    }
}

/// Figures side by side, as many as fit.
pub fn figures(figures: &[Figure]) -> Markup {
    html! { ul class="hearth-figures" { @for figure in figures { li { (figure) } } } }
}
