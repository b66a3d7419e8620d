//! Buttons and the hidden fields that go with forms.

use maud::{Markup, Render, html};

use super::{CSRF_FIELD, Text, classes};

/// A button, or a link drawn as one.
#[derive(Debug, Clone)]
pub struct Button {
    text: Text,
    classes: String,
    kind: &'static str,
    name: Option<String>,
    value: Option<String>,
    href: Option<String>,
    id: Option<String>,
    start: bool,
    disabled: bool,
    once: Option<bool>,
    controls: Option<(String, &'static str)>,
    prints: bool,
}

/// A button saying `text`, which sends its form.
pub fn button(text: impl Into<Text>) -> Button {
    Button {
        text: text.into(),
        classes: String::new(),
        kind: "submit",
        name: None,
        value: None,
        href: None,
        id: None,
        start: false,
        disabled: false,
        once: None,
        controls: None,
        prints: false,
    }
}

/// The large link that starts something.
pub fn start_button(text: impl Into<Text>, href: impl Into<String>) -> Button {
    let mut start = button(text).href(href);
    start.start = true;
    start
}

/// A button that prints the page; drawn only where script runs.
pub fn print_button(text: impl Into<Text>) -> Button {
    let mut print = button(text).kind("button").secondary();
    print.prints = true;
    print
}

impl Button {
    /// The quieter look, for what is not the main thing to do.
    pub fn secondary(self) -> Self {
        self.classes("govuk-button--secondary")
    }

    /// The alarming look, for what cannot be undone.
    pub fn warning(self) -> Self {
        self.classes("govuk-button--warning")
    }

    /// The look for dark ground.
    pub fn inverse(self) -> Self {
        self.classes("govuk-button--inverse")
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }

    /// Makes it a link to `href`.
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// Sends `name=value` with the form.
    pub fn name_value(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self.value = Some(value.into());
        self
    }

    /// Sets the kind: `submit` when not set, else `button` or `reset`.
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// Sets the id.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Ignores a second press within a second, where script runs.
    pub fn once(self) -> Self {
        self.prevent_double_click(true)
    }

    /// Says whether a second press within a second is ignored, where script runs.
    pub fn prevent_double_click(mut self, once: bool) -> Self {
        self.once = Some(once);
        self
    }

    /// Makes it unusable. Prefer leaving the button out.
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }

    /// Draws it as a start button.
    pub fn start(mut self) -> Self {
        self.start = true;
        self
    }

    /// Hides it until script shows it to control the element `id`, naming it `spoken` for screen readers.
    pub(super) fn controls(mut self, id: impl Into<String>, spoken: &'static str) -> Self {
        self.controls = Some((id.into(), spoken));
        self
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let class = classes(&["govuk-button", &self.classes, if self.start { "govuk-button--start" } else { "" }]);
        let inside = html! {
            @if self.start && self.text.is_marked_up() { span { (self.text) } } @else { (self.text) }
            @if self.start {
                svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" height="19"
                    viewBox="0 0 33 40" aria-hidden="true" focusable="false" {
                    path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z" {}
                }
            }
        };
        html! {
            @if let Some(href) = &self.href {
                a href=(href) role="button" draggable="false" class=(class) data-module="govuk-button"
                    id=[self.id.as_ref()] { (inside) }
            } @else {
                button type=(self.kind) value=[self.value.as_ref()] name=[self.name.as_ref()]
                    disabled[self.disabled] aria-disabled=[self.disabled.then_some("true")]
                    data-prevent-double-click=[self.once] class=(class) data-module="govuk-button"
                    id=[self.id.as_ref()] aria-controls=[self.controls.as_ref().map(|(id, _)| id)]
                    aria-label=[self.controls.as_ref().map(|(_, spoken)| spoken)]
                    data-hearth-print[self.prints] hidden[self.prints || self.controls.is_some()] { (inside) }
            }
        }
    }
}

/// Buttons and links side by side.
pub fn button_group(body: Markup) -> Markup {
    html! { div class="govuk-button-group" { (body) } }
}

/// A hidden field.
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// The hidden field that proves a form came from Hearth's own page.
pub fn csrf_field(token: &str) -> Markup {
    hidden(CSRF_FIELD, token)
}
