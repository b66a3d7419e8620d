//! Small pieces that the pages of this crate share.

use access::accounts::Account;
use kernel::{Coded, Id, Moment, Timestamp, kinds};
use maud::{Markup, html};
use page::kit::{self, Choice, Legend, Size};

/// Longest line that a form takes, in characters.
pub(crate) const LINE: usize = 200;
/// Longest reason or note, in characters.
pub(crate) const NOTE: usize = 1_000;

/// A question of a form.
pub(crate) fn question(text: &str) -> Legend {
    kit::legend(text).size(Size::S)
}

/// The choices of a closed list.
pub(crate) fn choices<T: Coded>() -> Vec<Choice> {
    T::all().iter().map(|v| kit::choice(v.code_of(), v.label_of())).collect()
}

/// Colleagues to choose one from.
pub(crate) fn people(first: &str, colleagues: &[Account]) -> Vec<(String, String)> {
    std::iter::once((String::new(), first.to_owned()))
        .chain(colleagues.iter().map(|a| (a.id.to_string(), named(a))))
        .collect()
}

/// A colleague's name and role.
pub(crate) fn named(account: &Account) -> String {
    format!("{}, {}", account.name, account.role.label().to_lowercase())
}

/// A colleague's name in a list of colleagues; "somebody who left" when they are not in it.
pub(crate) fn name_of(colleagues: &[Account], id: Option<Id<kinds::Account>>) -> String {
    let found = id.and_then(|id| colleagues.iter().find(|a| a.id == id));
    found.map_or_else(|| "somebody else".to_owned(), named)
}

/// An instant as people write it.
pub(crate) fn when(at: Timestamp) -> String {
    Moment(at).to_string()
}

/// A paragraph.
pub(crate) fn p(text: &str) -> Markup {
    html! { p class="govuk-body" { (text) } }
}
