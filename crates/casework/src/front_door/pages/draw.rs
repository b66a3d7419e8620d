//! Fields of an enquiry, drawn with what was typed and what is wrong with it.

use access::organisations::Organisation;
use kernel::{Coded, Invalid};
use page::{
    Fields,
    kit::{self, Choice, Input, Legend, Select, Size, choice, label, legend},
};

/// A form as it was typed, and what must be mended.
pub(super) struct Draw<'a> {
    pub fields: &'a Fields,
    pub invalid: &'a Invalid,
}

impl Draw<'_> {
    pub fn error(&self, name: &str) -> Option<&str> {
        self.invalid.of(name)
    }

    /// A field of one line.
    pub fn line(&self, name: &str, words: &str) -> Input {
        kit::input(name, words).value(self.fields.raw(name)).error(self.error(name))
    }

    /// One of a closed list.
    pub fn one<T: Coded>(&self, name: &str, question: Legend) -> kit::Radios {
        self.radios(name, question, choices::<T>())
    }

    /// One of these choices.
    pub fn radios(&self, name: &str, question: Legend, items: Vec<Choice>) -> kit::Radios {
        kit::radios(name, question, items).value(self.fields.raw(name)).error(self.error(name))
    }

    /// Any of a closed list.
    pub fn any<T: Coded>(&self, name: &str, question: Legend) -> kit::Checkboxes {
        kit::checkboxes(name, question, choices::<T>()).values(self.fields.all(name)).error(self.error(name))
    }

    /// A date in three parts.
    pub fn date(&self, name: &str, question: Legend) -> kit::DateInput {
        kit::date_input(name, question).values(self.fields.date_parts(name)).error(self.error(name))
    }

    /// A council to choose; `none` is the line that stands for no answer.
    pub fn council(
        &self,
        name: &str,
        words: impl Into<kit::Label>,
        councils: &[Organisation],
        none: &str,
    ) -> Select {
        let first = [(String::new(), none.to_owned())];
        let all = councils.iter().map(|c| (c.code.clone(), c.name.clone()));
        kit::select(name, words, first.into_iter().chain(all))
            .value(self.fields.raw(name))
            .error(self.error(name))
    }

    /// A text of several lines with its limit.
    pub fn text(&self, name: &str, words: impl Into<kit::Label>, most: usize) -> kit::CharacterCount {
        kit::character_count(name, words, u32::try_from(most).unwrap_or(u32::MAX))
            .value(self.fields.raw(name))
            .error(self.error(name))
            .threshold(75)
    }

    /// The choices of a list of closed codes, as a field to choose one from.
    pub fn select<T: Coded>(&self, name: &str, words: &str, none: &str) -> Select {
        let first = [("", none)];
        kit::select(
            name,
            words,
            first.into_iter().chain(T::all().iter().map(|v| (v.code_of(), v.label_of()))),
        )
        .value(self.fields.raw(name))
        .error(self.error(name))
    }
}

/// The choices of a closed list.
pub(super) fn choices<T: Coded>() -> Vec<Choice> {
    T::all().iter().map(|v| choice(v.code_of(), v.label_of())).collect()
}

/// A question that is its page's heading.
pub(super) fn heading(words: impl Into<kit::Text>) -> Legend {
    legend(words).size(Size::L).heading()
}

/// A question under another heading.
pub(super) fn question(words: impl Into<kit::Text>) -> Legend {
    legend(words).size(Size::S)
}

/// The same for a single field.
pub(super) fn field_heading(words: impl Into<kit::Text>) -> kit::Label {
    label(words).size(Size::L).heading()
}
