//! What every single field shares: name, label, hint, error, and the group round them.

use maud::{Markup, html};

use super::field::{Label, error_message, hint};
use super::{Text, classes};

/// The shared half of a field.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub name: String,
    pub id: Option<String>,
    pub label: Label,
    pub hint: Option<Text>,
    pub error: Option<Text>,
    pub described_by: Option<String>,
    pub classes: String,
    pub group_classes: String,
    pub disabled: bool,
}

impl Asked {
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Self {
        Self { name: name.into(), label: label.into(), ..Self::default() }
    }

    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.name)
    }

    /// The ids of what describes the field, in reading order.
    pub fn describing(&self) -> Option<String> {
        let hint = self.hint.as_ref().map_or(String::new(), |_| format!("{}-hint", self.id()));
        let error = self.error.as_ref().map_or(String::new(), |_| format!("{}-error", self.id()));
        let all = classes(&[self.described_by.as_deref().unwrap_or_default(), &hint, &error]);
        Some(all).filter(|all| !all.is_empty())
    }

    /// Class names of the control: its own, the error's, the caller's.
    pub fn control_classes(&self, base: &str) -> String {
        let error = if self.error.is_some() { format!("{base}--error") } else { String::new() };
        classes(&[base, &error, &self.classes])
    }

    /// The group's class names.
    pub fn group(&self) -> String {
        group_classes(self.error.is_some(), &self.group_classes)
    }

    /// Label, hint and error, as they stand before the control.
    pub fn before(&self) -> Markup {
        html! {
            (self.label.clone().target(self.id()))
            @if let Some(text) = &self.hint { (hint(text).id(format!("{}-hint", self.id()))) }
            @if let Some(text) = &self.error { (error_message(text).id(format!("{}-error", self.id()))) }
        }
    }

    /// The whole form group round `control`.
    pub fn around(&self, control: &Markup) -> Markup {
        html! { div class=(self.group()) { (self.before()) (control) } }
    }
}

/// The class names of a form group.
pub(super) fn group_classes(wrong: bool, more: &str) -> String {
    classes(&["govuk-form-group", if wrong { "govuk-form-group--error" } else { "" }, more])
}

/// The setters that every field with an `asked` half has.
macro_rules! asked_setters {
    () => {
        /// Sets the id, where it is not the name.
        pub fn id(mut self, id: impl Into<String>) -> Self {
            self.asked.id = Some(id.into());
            self
        }

        /// Adds a line of help under the label.
        pub fn hint(mut self, text: impl Into<$crate::kit::Text>) -> Self {
            self.asked.hint = Some(text.into());
            self
        }

        /// Says what is wrong; `None` when nothing is.
        pub fn error(mut self, message: Option<&str>) -> Self {
            self.asked.error = message.map(Into::into);
            self
        }

        /// Adds class names to the control.
        pub fn classes(mut self, more: &str) -> Self {
            self.asked.classes = $crate::kit::classes(&[&self.asked.classes, more]);
            self
        }

        /// Adds class names to the group round label and control.
        pub fn group_classes(mut self, more: &str) -> Self {
            self.asked.group_classes = $crate::kit::classes(&[&self.asked.group_classes, more]);
            self
        }

        /// Names what else describes the field, by ids parted with spaces.
        pub fn described_by(mut self, ids: impl Into<String>) -> Self {
            self.asked.described_by = Some(ids.into());
            self
        }

        /// Makes it unusable. Prefer leaving the field out.
        pub fn disabled(mut self, disabled: bool) -> Self {
            self.asked.disabled = disabled;
            self
        }
    };
}
pub(super) use asked_setters;
