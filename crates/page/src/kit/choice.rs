//! Choices: one of several (radios), any of several (checkboxes).

use maud::{Markup, Render, html};

use super::asked::group_classes;
use super::field::{Legend, error_message, fieldset, hint, label};
use super::{Text, classes};

/// One choice, or a word between choices.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    value: String,
    text: Text,
    id: Option<String>,
    name: Option<String>,
    hint: Option<Text>,
    conditional: Option<Text>,
    checked: Option<bool>,
    disabled: bool,
    exclusive: bool,
    divider: bool,
    label_classes: String,
}

/// A choice that sends `value` and reads `text`.
pub fn choice(value: impl Into<String>, text: impl Into<Text>) -> Choice {
    Choice { value: value.into(), text: text.into(), ..Choice::default() }
}

/// A word between choices, such as "or".
pub fn divider(word: impl Into<Text>) -> Choice {
    Choice { text: word.into(), divider: true, ..Choice::default() }
}

/// The two choices `yes` and `no`.
pub fn yes_no() -> Vec<Choice> {
    vec![choice("yes", "Yes"), choice("no", "No")]
}

impl Choice {
    /// Adds a line of help under the choice.
    pub fn hint(mut self, text: impl Into<Text>) -> Self {
        self.hint = Some(text.into());
        self
    }

    /// Shows more when it is chosen. Without script it always shows, so a form must bear both answers.
    pub fn reveals(mut self, body: Markup) -> Self {
        self.conditional = Some(Text::from(body)).filter(|body| !body.is_empty());
        self
    }

    /// Marks it as chosen or not, whatever the group's value.
    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = Some(checked);
        self
    }

    /// Makes it unusable. Prefer leaving the choice out.
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }

    /// Unticks all others when ticked, as "none of these" does (checkboxes).
    pub fn exclusive(mut self) -> Self {
        self.exclusive = true;
        self
    }

    /// Sets the id, where it is not made from the group's name.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the field's name, where it is not the group's (checkboxes).
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Adds class names to its label.
    pub fn label_classes(mut self, more: &str) -> Self {
        self.label_classes = classes(&[&self.label_classes, more]);
        self
    }
}

/// What radios and checkboxes share.
#[derive(Debug, Clone)]
struct Group {
    name: String,
    prefix: Option<String>,
    legend: Option<Legend>,
    fieldset_classes: String,
    items: Vec<Choice>,
    values: Vec<String>,
    hint: Option<Text>,
    error: Option<Text>,
    described_by: String,
    classes: String,
    group_classes: String,
}

impl Group {
    fn new(name: impl Into<String>, legend: impl Into<Legend>, items: Vec<Choice>) -> Self {
        Self {
            name: name.into(),
            prefix: None,
            legend: Some(legend.into()),
            fieldset_classes: String::new(),
            items,
            values: Vec::new(),
            hint: None,
            error: None,
            described_by: String::new(),
            classes: String::new(),
            group_classes: String::new(),
        }
    }

    /// Draws the group; `block` is the class of the kind, `kind` the input's type.
    fn draw(&self, block: &str, kind: &str) -> Markup {
        let prefix = self.prefix.as_deref().unwrap_or(&self.name);
        let hint_id = self.hint.as_ref().map_or(String::new(), |_| format!("{prefix}-hint"));
        let error_id = self.error.as_ref().map_or(String::new(), |_| format!("{prefix}-error"));
        let describing = classes(&[&self.described_by, &hint_id, &error_id]);
        // Ticks outside a fieldset have nobody else to say what describes their group.
        let each = if self.legend.is_none() && kind == "checkbox" { self.described_by.as_str() } else { "" };
        let inside = html! {
            @if let Some(text) = &self.hint { (hint(text).id(&hint_id)) }
            @if let Some(text) = &self.error { (error_message(text).id(&error_id)) }
            div class=(classes(&[block, &self.classes])) data-module=(block) {
                @for (index, item) in self.items.iter().enumerate() {
                    @let id = item.id.clone().unwrap_or_else(|| match index {
                        // The first has no number, so that the error summary can lead to it.
                        0 => prefix.to_owned(),
                        _ => format!("{prefix}-{}", index + 1),
                    });
                    (self.draw_item(item, &id, each, block, kind))
                }
            }
        };
        html! {
            div class=(group_classes(self.error.is_some(), &self.group_classes)) {
                @if let Some(legend) = &self.legend {
                    (fieldset_of(legend.clone(), inside, &self.fieldset_classes, describing))
                } @else {
                    (inside)
                }
            }
        }
    }

    fn draw_item(&self, item: &Choice, id: &str, described_by: &str, block: &str, kind: &str) -> Markup {
        if item.divider {
            return html! { div class={ (block) "__divider" } { (item.text) } };
        }
        let checked = item.checked.unwrap_or_else(|| self.values.contains(&item.value));
        let hint_id = item.hint.as_ref().map_or(String::new(), |_| format!("{id}-item-hint"));
        let describing = Some(classes(&[described_by, &hint_id])).filter(|ids| !ids.is_empty());
        let conditional = format!("conditional-{id}");
        html! {
            div class={ (block) "__item" } {
                input class={ (block) "__input" } id=(id) name=(item.name.as_ref().unwrap_or(&self.name)) type=(kind)
                    value=(item.value) checked[checked] disabled[item.disabled]
                    data-aria-controls=[item.conditional.as_ref().map(|_| &conditional)]
                    data-behaviour=[item.exclusive.then_some("exclusive")] aria-describedby=[describing];
                (label(&item.text).classes(&format!("{block}__label")).classes(&item.label_classes).target(id))
                @if let Some(text) = &item.hint { (hint(text).id(hint_id).classes(&format!("{block}__hint"))) }
            }
            @if let Some(body) = &item.conditional {
                @let closed = if checked { String::new() } else { format!("{block}__conditional--hidden") };
                div class=(classes(&[&format!("{block}__conditional"), &closed])) id=(conditional) { (body) }
            }
        }
    }
}

fn fieldset_of(legend: Legend, inside: Markup, more: &str, describing: String) -> Markup {
    html! { (fieldset(legend, inside).classes(more).described_by(describing)) }
}

/// The setters of radios and checkboxes.
macro_rules! group_setters {
    () => {
        /// Adds a line of help under the legend.
        pub fn hint(mut self, text: impl Into<Text>) -> Self {
            self.group.hint = Some(text.into());
            self
        }

        /// Says what is wrong; `None` when nothing is.
        pub fn error(mut self, message: Option<&str>) -> Self {
            self.group.error = message.map(Into::into);
            self
        }

        /// Draws the smaller marks.
        pub fn small(mut self) -> Self {
            self.group.classes = classes(&[&self.group.classes, &format!("{}--small", Self::BLOCK)]);
            self
        }

        /// Starts the ids of the choices, where not with the name.
        pub fn id_prefix(mut self, prefix: impl Into<String>) -> Self {
            self.group.prefix = Some(prefix.into());
            self
        }

        /// Leaves out fieldset and legend: only where something else names the group.
        pub fn bare(mut self) -> Self {
            self.group.legend = None;
            self
        }

        /// Names what else describes the group, by ids parted with spaces.
        pub fn described_by(mut self, ids: impl Into<String>) -> Self {
            self.group.described_by = ids.into();
            self
        }

        /// Adds class names to the list of choices.
        pub fn classes(mut self, more: &str) -> Self {
            self.group.classes = classes(&[&self.group.classes, more]);
            self
        }

        /// Adds class names to the fieldset.
        pub fn fieldset_classes(mut self, more: &str) -> Self {
            self.group.fieldset_classes = classes(&[&self.group.fieldset_classes, more]);
            self
        }

        /// Adds class names to the group round it all.
        pub fn group_classes(mut self, more: &str) -> Self {
            self.group.group_classes = classes(&[&self.group.group_classes, more]);
            self
        }
    };
}

/// One of several choices.
#[derive(Debug, Clone)]
pub struct Radios {
    group: Group,
}

/// One of several `items`, asked by `legend`, named `name` in the form.
pub fn radios(name: impl Into<String>, legend: impl Into<Legend>, items: Vec<Choice>) -> Radios {
    Radios { group: Group::new(name, legend, items) }
}

impl Radios {
    const BLOCK: &str = "govuk-radios";

    group_setters!();

    /// Marks the choice with this value; an empty value marks none.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.group.values = Some(value.into()).filter(|value| !value.is_empty()).into_iter().collect();
        self
    }

    /// Sets short choices side by side.
    pub fn inline(self) -> Self {
        self.classes("govuk-radios--inline")
    }
}

impl Render for Radios {
    fn render(&self) -> Markup {
        self.group.draw(Self::BLOCK, "radio")
    }
}

/// Any of several choices.
#[derive(Debug, Clone)]
pub struct Checkboxes {
    group: Group,
}

/// Any of several `items`, asked by `legend`, named `name` in the form.
pub fn checkboxes(name: impl Into<String>, legend: impl Into<Legend>, items: Vec<Choice>) -> Checkboxes {
    Checkboxes { group: Group::new(name, legend, items) }
}

impl Checkboxes {
    const BLOCK: &str = "govuk-checkboxes";

    group_setters!();

    /// Ticks the choices with these values.
    pub fn values<V: Into<String>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self.group.values = values.into_iter().map(Into::into).collect();
        self
    }
}

impl Render for Checkboxes {
    fn render(&self) -> Markup {
        self.group.draw(Self::BLOCK, "checkbox")
    }
}
