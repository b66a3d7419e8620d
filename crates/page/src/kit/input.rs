//! Fields for text: one line, several lines, several lines with a limit, and files.

use maud::{Markup, Render, html};

use super::asked::{Asked, asked_setters};
use super::field::{Label, hint};
use super::{Text, classes};

/// A field of one line.
#[derive(Debug, Clone, Default)]
pub struct Input {
    pub(super) asked: Asked,
    pub(super) kind: Option<&'static str>,
    pub(super) value: Option<String>,
    pub(super) autocomplete: Option<String>,
    pub(super) autocapitalize: Option<String>,
    inputmode: Option<String>,
    pattern: Option<String>,
    pub(super) spellcheck: Option<bool>,
    prefix: Option<Text>,
    suffix: Option<Text>,
    pub(super) wrapper_classes: String,
    pub(super) after: Option<Text>,
}

/// A field of one line named `name` in the form.
pub fn input(name: impl Into<String>, label: impl Into<Label>) -> Input {
    Input { asked: Asked::new(name, label), ..Input::default() }
}

/// A field for an amount in pounds.
pub fn money_input(name: impl Into<String>, label: impl Into<Label>) -> Input {
    input(name, label).prefix("£").inputmode("decimal").spellcheck(false).width(10)
}

impl Input {
    asked_setters!();

    /// Fills it with what was typed before.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// Sets the kind of input (`email`, `tel`, `search`); text when not set.
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Asks for an email address: kind, autocomplete and no spelling check.
    pub fn email(self) -> Self {
        self.kind("email").autocomplete("email").spellcheck(false)
    }

    /// Asks for a telephone number.
    pub fn telephone(self) -> Self {
        self.kind("tel").autocomplete("tel").width(20)
    }

    /// Asks for whole numbers with the number keyboard on phones.
    pub fn whole_number(self) -> Self {
        self.inputmode("numeric").spellcheck(false)
    }

    /// Draws it as wide as so many letters: 2, 3, 4, 5, 10, 20 or 30.
    pub fn width(self, letters: u8) -> Self {
        let name = format!("govuk-input--width-{letters}");
        self.classes(&name)
    }

    /// Says what browsers may fill in.
    pub fn autocomplete(mut self, what: impl Into<String>) -> Self {
        self.autocomplete = Some(what.into());
        self
    }

    /// Sets how phones make capitals.
    pub fn autocapitalize(mut self, how: impl Into<String>) -> Self {
        self.autocapitalize = Some(how.into());
        self
    }

    /// Sets the keyboard that phones show.
    pub fn inputmode(mut self, mode: impl Into<String>) -> Self {
        self.inputmode = Some(mode.into());
        self
    }

    /// Sets the pattern a browser may check.
    pub fn pattern(mut self, pattern: impl Into<String>) -> Self {
        self.pattern = Some(pattern.into());
        self
    }

    /// Turns the browser's spelling check on or off.
    pub fn spellcheck(mut self, on: bool) -> Self {
        self.spellcheck = Some(on);
        self
    }

    /// Puts a sign before the field, such as "£".
    pub fn prefix(mut self, sign: impl Into<Text>) -> Self {
        self.prefix = Some(sign.into());
        self
    }

    /// Puts a sign after the field, such as "per hour".
    pub fn suffix(mut self, sign: impl Into<Text>) -> Self {
        self.suffix = Some(sign.into());
        self
    }
}

impl Input {
    /// What stands in the form group.
    pub(super) fn inside(&self) -> Markup {
        html! {
            (self.asked.before())
            @if self.prefix.is_none() && self.suffix.is_none() && self.after.is_none() {
                (self.control())
            } @else {
                div class=(classes(&["govuk-input__wrapper", &self.wrapper_classes])) {
                    @if let Some(sign) = &self.prefix {
                        div class="govuk-input__prefix" aria-hidden="true" { (sign) }
                    }
                    (self.control())
                    @if let Some(sign) = &self.suffix {
                        div class="govuk-input__suffix" aria-hidden="true" { (sign) }
                    }
                    @if let Some(more) = &self.after { (more) }
                }
            }
        }
    }

    fn control(&self) -> Markup {
        html! {
            input class=(self.asked.control_classes("govuk-input")) id=(self.asked.id()) name=(self.asked.name)
                type=(self.kind.unwrap_or("text")) spellcheck=[self.spellcheck] value=[self.value.as_ref()]
                disabled[self.asked.disabled] aria-describedby=[self.asked.describing()]
                autocomplete=[self.autocomplete.as_ref()] autocapitalize=[self.autocapitalize.as_ref()]
                pattern=[self.pattern.as_ref()] inputmode=[self.inputmode.as_ref()];
        }
    }
}

impl Render for Input {
    fn render(&self) -> Markup {
        html! { div class=(self.asked.group()) { (self.inside()) } }
    }
}

/// A field of several lines.
#[derive(Debug, Clone)]
pub struct Textarea {
    asked: Asked,
    value: String,
    rows: u8,
    autocomplete: Option<String>,
    spellcheck: Option<bool>,
}

/// A field of several lines named `name` in the form.
pub fn textarea(name: impl Into<String>, label: impl Into<Label>) -> Textarea {
    Textarea {
        asked: Asked::new(name, label),
        value: String::new(),
        rows: 5,
        autocomplete: None,
        spellcheck: None,
    }
}

impl Textarea {
    asked_setters!();

    /// Fills it with what was typed before.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// Sets how many lines are shown; 5 when not set.
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }

    /// Says what browsers may fill in.
    pub fn autocomplete(mut self, what: impl Into<String>) -> Self {
        self.autocomplete = Some(what.into());
        self
    }

    /// Turns the browser's spelling check on or off.
    pub fn spellcheck(mut self, on: bool) -> Self {
        self.spellcheck = Some(on);
        self
    }

    fn control(&self) -> Markup {
        html! {
            textarea class=(self.asked.control_classes("govuk-textarea")) id=(self.asked.id()) name=(self.asked.name)
                rows=(self.rows) spellcheck=[self.spellcheck] disabled[self.asked.disabled]
                aria-describedby=[self.asked.describing()] autocomplete=[self.autocomplete.as_ref()] {
                // Browsers drop one line break at the start, so one typed by a person needs another before it.
                @if self.value.starts_with('\n') { "\n" }
                (self.value)
            }
        }
    }
}

impl Render for Textarea {
    fn render(&self) -> Markup {
        self.asked.around(&self.control())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    Characters(u32),
    Words(u32),
}

/// A field of several lines with a limit, counted down where script runs and always said in words.
#[derive(Debug, Clone)]
pub struct CharacterCount {
    area: Textarea,
    limit: Limit,
    threshold: Option<u8>,
    message_classes: String,
}

/// A field of several lines of at most `most` characters.
pub fn character_count(name: impl Into<String>, label: impl Into<Label>, most: u32) -> CharacterCount {
    CharacterCount {
        area: textarea(name, label),
        limit: Limit::Characters(most),
        threshold: None,
        message_classes: String::new(),
    }
}

impl CharacterCount {
    /// Sets the id, where it is not the name.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.area = self.area.id(id);
        self
    }

    /// Adds a line of help under the label.
    pub fn hint(mut self, text: impl Into<Text>) -> Self {
        self.area = self.area.hint(text);
        self
    }

    /// Says what is wrong; `None` when nothing is.
    pub fn error(mut self, message: Option<&str>) -> Self {
        self.area = self.area.error(message);
        self
    }

    /// Fills it with what was typed before.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.area = self.area.value(value);
        self
    }

    /// Sets how many lines are shown; 5 when not set.
    pub fn rows(mut self, rows: u8) -> Self {
        self.area = self.area.rows(rows);
        self
    }

    /// Turns the browser's spelling check on or off.
    pub fn spellcheck(mut self, on: bool) -> Self {
        self.area = self.area.spellcheck(on);
        self
    }

    /// Adds class names to the control.
    pub fn classes(mut self, more: &str) -> Self {
        self.area = self.area.classes(more);
        self
    }

    /// Adds class names to the group round label and control.
    pub fn group_classes(mut self, more: &str) -> Self {
        self.area = self.area.group_classes(more);
        self
    }

    /// Adds class names to the line that says how much is left.
    pub fn message_classes(mut self, more: &str) -> Self {
        self.message_classes = classes(&[&self.message_classes, more]);
        self
    }

    /// Limits words instead of characters, to the same number.
    pub fn in_words(mut self) -> Self {
        let (Limit::Characters(most) | Limit::Words(most)) = self.limit;
        self.limit = Limit::Words(most);
        self
    }

    /// Shows the count only after so many per cent of the limit.
    pub fn threshold(mut self, per_cent: u8) -> Self {
        self.threshold = Some(per_cent);
        self
    }
}

impl Render for CharacterCount {
    fn render(&self) -> Markup {
        let info = format!("{}-info", self.area.asked.id());
        let area = self.area.clone().described_by(&info);
        let (most, what, characters, words) = match self.limit {
            Limit::Characters(most) => (most, "characters", Some(most), None),
            Limit::Words(most) => (most, "words", None, Some(most)),
        };
        html! {
            div class=(classes(&[&area.asked.group(), "govuk-character-count"])) data-module="govuk-character-count"
                data-maxlength=[characters] data-maxwords=[words] data-threshold=[self.threshold]
                data-count-type=[words.map(|_| "words")] {
                (area.asked.before())
                (area.clone().classes("govuk-js-character-count").control())
                (hint(format!("You can enter up to {most} {what}"))
                    .id(info)
                    .classes("govuk-character-count__message")
                    .classes(&self.message_classes))
            }
        }
    }
}

/// A field for files.
#[derive(Debug, Clone)]
pub struct FileUpload {
    asked: Asked,
    multiple: bool,
}

/// A field for a file, named `name` in the form.
pub fn file_upload(name: impl Into<String>, label: impl Into<Label>) -> FileUpload {
    FileUpload { asked: Asked::new(name, label), multiple: false }
}

impl FileUpload {
    asked_setters!();

    /// Takes more than one file.
    pub fn multiple(mut self) -> Self {
        self.multiple = true;
        self
    }
}

impl Render for FileUpload {
    fn render(&self) -> Markup {
        self.asked.around(&html! {
            input class=(self.asked.control_classes("govuk-file-upload")) id=(self.asked.id()) name=(self.asked.name)
                type="file" disabled[self.asked.disabled] multiple[self.multiple]
                aria-describedby=[self.asked.describing()];
        })
    }
}
