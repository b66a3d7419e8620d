//! What people see of a chronology.

pub(super) mod change;
pub(super) mod gather;
pub(super) mod list;

use kernel::Invalid;
use maud::{Markup, html};
use page::{
    Fields,
    kit::{self, Size, label, legend},
};

use super::model::Kind;

/// The kinds of thing, with a first line that chooses none.
fn kinds(none: &str) -> Vec<(String, String)> {
    std::iter::once((String::new(), none.to_owned()))
        .chain(Kind::ALL.iter().map(|k| (k.code().to_owned(), k.label().to_owned())))
        .collect()
}

/// The fields of one entry.
fn entry_fields(f: &Fields, wrong: &Invalid) -> Markup {
    let number = |name: &str, words: &str, letters: u8| {
        kit::input(name, label(words)).whole_number().width(letters).value(f.raw(name)).error(wrong.of(name))
    };
    html! {
        (kit::fieldset(legend("When was it?").size(Size::S), html! {
            p class="govuk-hint" { "As far as it is known. Leave out the day, or the day and the month." }
            (number("year", "Year", 4))
            (number("month", "Month, as a number (optional)", 2))
            (number("day", "Day (optional)", 2))
            (kit::checkboxes("about", legend("How sure is that?").classes("govuk-visually-hidden"), vec![kit::choice("yes", "Only about then: nobody is sure")])
                .values(f.all("about"))
                .small())
        }))
        (kit::select("kind", label("What kind of thing was it?"), kinds("Choose one"))
            .value(f.raw("kind"))
            .error(wrong.of("kind")))
        (kit::textarea("words", label("What happened?"))
            .hint("One thing, in words that the child could read one day.")
            .rows(3)
            .value(f.raw("words"))
            .error(wrong.of("words")))
        (kit::input("source", label("Who says so, or which paper? (optional)"))
            .value(f.raw("source"))
            .error(wrong.of("source")))
    }
}
