//! A field for a password, with a button that shows what was typed where script runs.

use maud::{Markup, Render, html};

use super::action::button;
use super::field::Label;
use super::input::{Input, input};
use super::{Text, classes};

/// A field for a password.
#[derive(Debug, Clone)]
pub struct PasswordInput {
    input: Input,
}

/// A field for a password, named `name` in the form.
pub fn password_input(name: impl Into<String>, label: impl Into<Label>) -> PasswordInput {
    let mut input = input(name, label).autocomplete("current-password").autocapitalize("none").spellcheck(false);
    input.kind = Some("password");
    input.wrapper_classes = "govuk-password-input__wrapper".to_owned();
    PasswordInput { input }
}

impl PasswordInput {
    /// Sets the id, where it is not the name.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.input = self.input.id(id);
        self
    }

    /// Adds a line of help under the label.
    pub fn hint(mut self, text: impl Into<Text>) -> Self {
        self.input = self.input.hint(text);
        self
    }

    /// Says what is wrong; `None` when nothing is.
    pub fn error(mut self, message: Option<&str>) -> Self {
        self.input = self.input.error(message);
        self
    }

    /// Asks for a new password rather than a known one.
    pub fn new_password(mut self) -> Self {
        self.input = self.input.autocomplete("new-password");
        self
    }

    /// Adds class names to the control.
    pub fn classes(mut self, more: &str) -> Self {
        self.input = self.input.classes(more);
        self
    }

    /// Names what else describes the field, by ids parted with spaces.
    pub fn described_by(mut self, ids: impl Into<String>) -> Self {
        self.input = self.input.described_by(ids);
        self
    }
}

impl Render for PasswordInput {
    fn render(&self) -> Markup {
        let mut input =
            self.input.clone().classes("govuk-password-input__input govuk-js-password-input-input");
        let show = button("Show")
            .kind("button")
            .secondary()
            .classes("govuk-password-input__toggle govuk-js-password-input-toggle")
            .controls(input.asked.id(), "Show password");
        input.after = Some(show.render().into());
        html! {
            div class=(classes(&[&input.asked.group(), "govuk-password-input"])) data-module="govuk-password-input" {
                (input.inside())
            }
        }
    }
}
