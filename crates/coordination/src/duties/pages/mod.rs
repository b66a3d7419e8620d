//! Other services' duties as people see them.

pub(super) mod answer;
pub(super) mod case;
pub(super) mod list;

use std::collections::{BTreeMap, btree_map::Entry};

use access::organisations::{self, kind};
use kernel::Result;
use page::kit::{self, Tone};

use super::model::{Ask, OTHER, State, System, boards};

/// The tag that shows what became of asking.
fn tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::Asked => Tone::Soon,
        State::Given => Tone::Good,
        State::Refused | State::Unanswered => Tone::Late,
    })
}

/// What a body is called: a board by the list, a council by the organisations.
///
/// # Errors
/// Those of the store.
pub fn body_name(read: &store::Read<'_>, system: System, code: &str) -> Result<String> {
    if code == OTHER {
        return Ok("Another board".to_owned());
    }
    match system {
        System::Health => Ok(boards()?
            .iter()
            .find(|(known, _)| known == code)
            .map_or(code, |(_, name)| name.as_str())
            .to_owned()),
        System::Education | System::SocialCare => {
            Ok(organisations::by_code(read, kind::COUNCIL, code)?.map_or(code.to_owned(), |o| o.name))
        }
    }
}

/// What the bodies of these asks are called, each read once.
fn body_names<'a>(
    read: &store::Read<'_>,
    asks: impl IntoIterator<Item = &'a Ask>,
) -> Result<BTreeMap<(System, String), String>> {
    let mut names = BTreeMap::new();
    for a in asks {
        if let Entry::Vacant(place) = names.entry((a.system, a.body.clone())) {
            place.insert(body_name(read, a.system, &a.body)?);
        }
    }
    Ok(names)
}

/// Days in words.
fn days(n: i32) -> String {
    if n == 1 { "1 day".to_owned() } else { format!("{n} days") }
}
