//! What stands round a field: label, hint, error message, fieldset and legend.

use maud::{Markup, Render, html};

use super::{Text, classes};

/// The size of a label, legend or heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Small.
    S,
    /// Medium.
    M,
    /// Large.
    L,
    /// Extra large.
    Xl,
}

impl Size {
    fn suffix(self) -> &'static str {
        match self {
            Self::S => "s",
            Self::M => "m",
            Self::L => "l",
            Self::Xl => "xl",
        }
    }
}

/// A field's name as people read it.
#[derive(Debug, Clone, Default)]
pub struct Label {
    text: Text,
    classes: String,
    heading: bool,
    target: Option<String>,
}

/// A label saying `text`.
pub fn label(text: impl Into<Text>) -> Label {
    Label { text: text.into(), ..Label::default() }
}

impl Label {
    /// Draws it in a size.
    pub fn size(self, size: Size) -> Self {
        self.classes(&format!("govuk-label--{}", size.suffix()))
    }

    /// Makes it the page's heading.
    pub fn heading(mut self) -> Self {
        self.heading = true;
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }

    /// Names the field it belongs to, by id.
    pub fn target(mut self, id: impl Into<String>) -> Self {
        self.target = Some(id.into());
        self
    }
}

impl<T: Into<Text>> From<T> for Label {
    fn from(text: T) -> Self {
        label(text)
    }
}

impl Render for Label {
    fn render(&self) -> Markup {
        let label = html! {
            label class=(classes(&["govuk-label", &self.classes])) for=[self.target.as_ref()] { (self.text) }
        };
        html! {
            @if !self.text.is_empty() {
                @if self.heading { h1 class="govuk-label-wrapper" { (label) } } @else { (label) }
            }
        }
    }
}

/// A line of help under a label.
#[derive(Debug, Clone, Default)]
pub struct Hint {
    text: Text,
    id: Option<String>,
    classes: String,
}

/// A hint saying `text`.
pub fn hint(text: impl Into<Text>) -> Hint {
    Hint { text: text.into(), ..Hint::default() }
}

impl Hint {
    /// Sets the id that a field's `aria-describedby` names.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

impl Render for Hint {
    fn render(&self) -> Markup {
        html! { div id=[self.id.as_ref()] class=(classes(&["govuk-hint", &self.classes])) { (self.text) } }
    }
}

/// What is wrong with a field, beside it.
#[derive(Debug, Clone, Default)]
pub struct ErrorMessage {
    text: Text,
    id: Option<String>,
    classes: String,
    spoken: String,
}

/// An error message saying `text`; a screen reader hears "Error:" first.
pub fn error_message(text: impl Into<Text>) -> ErrorMessage {
    ErrorMessage { text: text.into(), spoken: "Error".to_owned(), ..ErrorMessage::default() }
}

impl ErrorMessage {
    /// Sets the id that a field's `aria-describedby` names.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }

    /// Says another word than "Error" before it; nothing when empty.
    pub fn spoken(mut self, word: impl Into<String>) -> Self {
        self.spoken = word.into();
        self
    }
}

impl Render for ErrorMessage {
    fn render(&self) -> Markup {
        html! {
            p id=[self.id.as_ref()] class=(classes(&["govuk-error-message", &self.classes])) {
                @if !self.spoken.is_empty() { span class="govuk-visually-hidden" { (self.spoken) ":" } " " }
                (self.text)
            }
        }
    }
}

/// The name of a group of fields.
#[derive(Debug, Clone, Default)]
pub struct Legend {
    text: Text,
    classes: String,
    heading: bool,
}

/// A legend saying `text`.
pub fn legend(text: impl Into<Text>) -> Legend {
    Legend { text: text.into(), ..Legend::default() }
}

impl Legend {
    /// Draws it in a size.
    pub fn size(self, size: Size) -> Self {
        self.classes(&format!("govuk-fieldset__legend--{}", size.suffix()))
    }

    /// Makes it the page's heading, as on a page of one question.
    pub fn heading(mut self) -> Self {
        self.heading = true;
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

impl<T: Into<Text>> From<T> for Legend {
    fn from(text: T) -> Self {
        legend(text)
    }
}

impl Render for Legend {
    fn render(&self) -> Markup {
        html! {
            @if !self.text.is_empty() {
                legend class=(classes(&["govuk-fieldset__legend", &self.classes])) {
                    @if self.heading { h1 class="govuk-fieldset__heading" { (self.text) } } @else { (self.text) }
                }
            }
        }
    }
}

/// A group of fields under one legend.
#[derive(Debug, Clone, Default)]
pub struct Fieldset {
    legend: Legend,
    body: Text,
    classes: String,
    role: Option<String>,
    described_by: Option<String>,
}

/// `body`, grouped under `legend`.
pub fn fieldset(legend: impl Into<Legend>, body: Markup) -> Fieldset {
    Fieldset { legend: legend.into(), body: body.into(), ..Fieldset::default() }
}

impl Fieldset {
    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }

    /// Sets the ARIA role.
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }

    /// Names what describes the group, by ids parted with spaces; nothing when empty.
    pub fn described_by(mut self, ids: impl Into<String>) -> Self {
        self.described_by = Some(ids.into()).filter(|ids| !ids.is_empty());
        self
    }
}

impl Render for Fieldset {
    fn render(&self) -> Markup {
        html! {
            fieldset class=(classes(&["govuk-fieldset", &self.classes])) role=[self.role.as_ref()]
                aria-describedby=[self.described_by.as_ref()] {
                (self.legend)
                (self.body)
            }
        }
    }
}
