//! A list to choose one from, where radios would be too long.

use maud::{Markup, Render, html};

use super::Text;
use super::asked::{Asked, asked_setters};
use super::field::Label;

/// One line of a list to choose from.
#[derive(Debug, Clone, Default)]
pub struct SelectItem {
    value: Option<String>,
    text: String,
    selected: Option<bool>,
    disabled: bool,
}

/// A line that sends `value` and reads `text`.
pub fn option(value: impl Into<String>, text: impl Into<String>) -> SelectItem {
    SelectItem { value: Some(value.into()), text: text.into(), ..SelectItem::default() }
}

impl SelectItem {
    /// A line that sends what it reads.
    pub fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Marks it as chosen or not, whatever the field's value.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = Some(selected);
        self
    }

    /// Makes it unusable.
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }
}

impl<V: Into<String>, T: Into<String>> From<(V, T)> for SelectItem {
    fn from((value, text): (V, T)) -> Self {
        option(value, text)
    }
}

/// A list to choose one from.
#[derive(Debug, Clone)]
pub struct Select {
    asked: Asked,
    items: Vec<SelectItem>,
    value: Option<String>,
}

/// A list of `items` to choose one from, named `name` in the form. Items may be `(value, text)` pairs.
pub fn select<I: Into<SelectItem>>(
    name: impl Into<String>,
    label: impl Into<Label>,
    items: impl IntoIterator<Item = I>,
) -> Select {
    Select { asked: Asked::new(name, label), items: items.into_iter().map(Into::into).collect(), value: None }
}

impl Select {
    asked_setters!();

    /// Chooses the line with this value.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }
}

impl Render for Select {
    fn render(&self) -> Markup {
        self.asked.around(&html! {
            select class=(self.asked.control_classes("govuk-select")) id=(self.asked.id()) name=(self.asked.name)
                disabled[self.asked.disabled] aria-describedby=[self.asked.describing()] {
                @for item in &self.items {
                    @let sent = item.value.as_ref().unwrap_or(&item.text);
                    @let selected = item.selected.unwrap_or(self.value.as_ref() == Some(sent));
                    option value=[item.value.as_ref()] selected[selected] disabled[item.disabled] {
                        (Text::from(&item.text))
                    }
                }
            }
        })
    }
}
