//! A date in three fields, since people know days and months and no calendar to click through knows a birthday.

use maud::{Markup, Render, html};

use super::asked::group_classes;
use super::field::{Legend, error_message, fieldset, hint, label};
use super::input::input;
use super::{Text, classes};

/// One part of a date.
#[derive(Debug, Clone, Default)]
pub struct DatePart {
    name: String,
    label: Option<String>,
    id: Option<String>,
    value: Option<String>,
    wrong: Option<bool>,
    classes: String,
    autocomplete: Option<String>,
    inputmode: Option<String>,
    pattern: Option<String>,
}

/// The part named `name` (`day`, `month`, `year`); its label is that word with a capital.
pub fn date_part(name: impl Into<String>) -> DatePart {
    DatePart { name: name.into(), ..DatePart::default() }
}

impl DatePart {
    /// Sets its label.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Sets its id, where it is not made from the date's.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Fills it with what was typed before.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// Says whether this part is what is wrong with the date.
    pub fn wrong(mut self, wrong: bool) -> Self {
        self.wrong = Some(wrong);
        self
    }

    /// Adds class names, such as another width.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }

    /// Says what browsers may fill in.
    pub fn autocomplete(mut self, what: impl Into<String>) -> Self {
        self.autocomplete = Some(what.into());
        self
    }

    /// Sets the keyboard that phones show; numbers when not set.
    pub fn inputmode(mut self, mode: impl Into<String>) -> Self {
        self.inputmode = Some(mode.into());
        self
    }

    /// Sets the pattern a browser may check.
    pub fn pattern(mut self, pattern: impl Into<String>) -> Self {
        self.pattern = Some(pattern.into());
        self
    }

    fn is_wrong(&self) -> bool {
        self.wrong == Some(true) || self.classes.contains("govuk-input--error")
    }
}

/// A date in parts.
#[derive(Debug, Clone)]
pub struct DateInput {
    id: String,
    prefix: Option<String>,
    legend: Option<Legend>,
    parts: Vec<DatePart>,
    hint: Option<Text>,
    error: Option<Text>,
    described_by: String,
    classes: String,
    group_classes: String,
}

/// A date asked by `legend`. Its fields are named `name-day`, `name-month` and `name-year`, and so are their ids.
pub fn date_input(name: impl Into<String>, legend: impl Into<Legend>) -> DateInput {
    let name = name.into();
    DateInput {
        prefix: Some(name.clone()),
        id: name,
        legend: Some(legend.into()),
        parts: ["day", "month", "year"].map(date_part).into(),
        hint: None,
        error: None,
        described_by: String::new(),
        classes: String::new(),
        group_classes: String::new(),
    }
}

impl DateInput {
    /// Fills the parts, in order, with what was typed before.
    pub fn values<V: Into<String>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        for (part, value) in self.parts.iter_mut().zip(values) {
            part.value = Some(value.into());
        }
        self
    }

    /// Adds a line of help, such as an example.
    pub fn hint(mut self, text: impl Into<Text>) -> Self {
        self.hint = Some(text.into());
        self
    }

    /// Says what is wrong; `None` when nothing is. All parts are marked unless some are marked by name.
    pub fn error(mut self, message: Option<&str>) -> Self {
        self.error = message.map(Into::into);
        self
    }

    /// Marks only these parts as wrong.
    pub fn wrong_parts(mut self, names: &[&str]) -> Self {
        for part in &mut self.parts {
            part.wrong = names.contains(&part.name.as_str()).then_some(true);
        }
        self
    }

    /// Lets browsers fill in the person's own birthday.
    pub fn own_birthday(mut self) -> Self {
        for part in &mut self.parts {
            part.autocomplete = Some(format!("bday-{}", part.name));
        }
        self
    }

    /// Asks for other parts than day, month and year.
    pub fn parts(mut self, parts: Vec<DatePart>) -> Self {
        self.parts = parts;
        self
    }

    /// Names the fields by their parts alone, or after another word than the id.
    pub fn prefix(mut self, prefix: Option<&str>) -> Self {
        self.prefix = prefix.map(str::to_owned);
        self
    }

    /// Leaves out fieldset and legend: only where something else names the group.
    pub fn bare(mut self) -> Self {
        self.legend = None;
        self
    }

    /// Names what else describes the date, by ids parted with spaces.
    pub fn described_by(mut self, ids: impl Into<String>) -> Self {
        self.described_by = ids.into();
        self
    }

    /// Adds class names to the row of parts.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }

    /// Adds class names to the group round it all.
    pub fn group_classes(mut self, more: &str) -> Self {
        self.group_classes = classes(&[&self.group_classes, more]);
        self
    }

    fn draw_part(&self, part: &DatePart, any_wrong: bool) -> Markup {
        let wrong = part.is_wrong() || (part.wrong != Some(false) && self.error.is_some() && !any_wrong);
        let width = match (part.classes.contains("govuk-input--width-"), part.name.as_str()) {
            (true, _) => "",
            (false, "year") => "govuk-input--width-4",
            (false, _) => "govuk-input--width-2",
        };
        let name = match &self.prefix {
            Some(prefix) => format!("{prefix}-{}", part.name),
            None => part.name.clone(),
        };
        let words = part.label.clone().unwrap_or_else(|| capitalised(&part.name));
        let mut field = input(name, label(words).classes("govuk-date-input__label"))
            .id(part.id.clone().unwrap_or_else(|| format!("{}-{}", self.id, part.name)))
            .classes("govuk-date-input__input")
            .classes(if wrong { "govuk-input--error" } else { "" })
            .classes(width)
            .classes(&part.classes)
            .inputmode(part.inputmode.as_deref().unwrap_or("numeric"));
        if let Some(value) = &part.value {
            field = field.value(value);
        }
        if let Some(what) = &part.autocomplete {
            field = field.autocomplete(what);
        }
        if let Some(pattern) = &part.pattern {
            field = field.pattern(pattern);
        }
        html! { div class="govuk-date-input__item" { (field) } }
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

impl Render for DateInput {
    fn render(&self) -> Markup {
        let hint_id = self.hint.as_ref().map_or(String::new(), |_| format!("{}-hint", self.id));
        let error_id = self.error.as_ref().map_or(String::new(), |_| format!("{}-error", self.id));
        let any_wrong = self.parts.iter().any(DatePart::is_wrong);
        let inside = html! {
            @if let Some(text) = &self.hint { (hint(text).id(&hint_id)) }
            @if let Some(text) = &self.error { (error_message(text).id(&error_id)) }
            div class=(classes(&["govuk-date-input", &self.classes])) id=(self.id) {
                @for part in &self.parts { (self.draw_part(part, any_wrong)) }
            }
        };
        html! {
            div class=(group_classes(self.error.is_some(), &self.group_classes)) {
                @if let Some(legend) = &self.legend {
                    // Some screen readers describe a fieldset of text fields only when it is called a group.
                    (fieldset(legend.clone(), inside)
                        .role("group")
                        .described_by(classes(&[&self.described_by, &hint_id, &error_id])))
                } @else {
                    (inside)
                }
            }
        }
    }
}
