//! That every sealed column holds a mark, and what the secrets in them are.

use std::{collections::BTreeSet, path::Path};

use store::statements;

use super::{
    marks::{Mark, What},
    world::World,
};
use crate::{columns, house::House};

statements! {
    DATABASES = "PRAGMA database_list";
}

/// What a sealed column is expected to hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// A mark, in at least one row.
    Mark,
    /// An id of the other side of the wall.
    Link,
    /// A secret, which becomes a mark that nobody may meet.
    Secret,
    /// Paths and fixed words, and never a mark.
    Nothing,
}

/// Columns that hold something else than a mark. A new column does not belong here: plant it.
const OTHERS: &[(&str, Holds)] = &[
    ("account_security.totp", Holds::Secret),
    ("answer.body", Holds::Nothing),
    ("competition.public_key", Holds::Secret),
    ("competition_bid.encrypted", Holds::Secret),
    ("competition_opener.locked", Holds::Secret),
    ("competition_opener.public_key", Holds::Secret),
    ("competition_opener.share", Holds::Secret),
    ("competition_pass.share", Holds::Secret),
    ("contact_after.plan", Holds::Nothing),
    ("contact_before.plan", Holds::Nothing),
    ("identity_link.other", Holds::Link),
    ("message.body", Holds::Nothing),
    ("message.subject", Holds::Nothing),
    ("passkey.credential", Holds::Nothing),
    ("session.id_token", Holds::Secret),
    ("sign_in_step.data", Holds::Secret),
    ("stored_file.secret", Holds::Secret),
];

fn holds(name: &str) -> Holds {
    OTHERS.iter().find(|(other, _)| *other == name).map_or(Holds::Mark, |(_, holds)| *holds)
}

/// How many columns are looked into.
pub fn columns() -> usize {
    hearth::sealed::ALL.len()
}

/// Makes a mark of every secret.
pub async fn secrets(house: &House, world: &mut World) {
    for (name, values) in columns::opened(house).await {
        if holds(name) == Holds::Secret {
            assert!(!values.is_empty(), "no secret was planted in {name}");
            for text in values {
                world.marks.push(Mark {
                    text: text.to_lowercase(),
                    what: What::Secret,
                    agency: 'a',
                    own: "asecret".into(),
                });
            }
        }
    }
}

/// Every `Column::new("table.column")` of the source.
fn in_the_code(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            in_the_code(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let named = text.split("Column::new(\"").skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(named.filter(|name| name.contains('.')).map(str::to_owned));
        }
    }
}

/// What is wrong with the sealed columns: one of the code that the house does not list, and one that holds no mark.
pub async fn columns_without_a_mark(house: &House, world: &World) -> Vec<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut code = BTreeSet::new();
    for entry in std::fs::read_dir(crates).unwrap() {
        let source = entry.unwrap().path().join("src");
        if source.is_dir() {
            in_the_code(&source, &mut code);
        }
    }
    let opened = columns::opened(house).await;
    let unlisted = code.iter().filter(|name| !opened.contains_key(name.as_str()));
    let mut problems: Vec<String> =
        unlisted.map(|name| format!("{name} is sealed and not in hearth::sealed::ALL")).collect();
    for (name, values) in opened {
        let texts: Vec<String> = values.iter().map(|text| text.to_lowercase()).collect();
        let marked = world.marks.iter().any(|m| texts.iter().any(|t| t.contains(&m.text)));
        match holds(name) {
            Holds::Mark | Holds::Secret if marked => {}
            Holds::Mark | Holds::Secret => problems.push(format!("no mark stands in {name}")),
            Holds::Nothing if marked => problems.push(format!("a mark stands in {name}")),
            Holds::Nothing => assert!(!texts.is_empty(), "nothing at all stands in {name}"),
            Holds::Link => {
                for (after, before) in &world.linked {
                    assert!(texts.contains(after) && texts.contains(before), "a link is not in {name}");
                }
            }
        }
    }
    problems
}

/// The bytes of the database, as they stand on the disk, in small letters.
pub async fn file(house: &House) -> String {
    let row = house.desk.db.read(|r| r.row(DATABASES, &[])).await.unwrap();
    let path: String = row.get(2).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
    String::from_utf8_lossy(&bytes).to_lowercase()
}
