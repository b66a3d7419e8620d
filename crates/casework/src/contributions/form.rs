//! The fields of a partner's form: each part has its code, its code with `-withheld` and with `-why`; then `name` and `role`.

use page::Fields;

use super::model::{Answer, Ask, Said};
use crate::assessment::model::Framework;

/// Reads what was typed. Nothing is cut off and nothing refused here, so that a draft holds it all.
pub(super) fn read(f: &Fields, ask: &Ask, framework: &Framework) -> Answer {
    let text = |name: &str| f.raw(name).to_owned();
    let said = ask
        .parts(framework)
        .iter()
        .map(|part| Said {
            part: part.code.to_owned(),
            words: text(part.code),
            withheld: !text(&format!("{}-withheld", part.code)).is_empty(),
            withheld_why: text(&format!("{}-why", part.code)),
        })
        .collect();
    Answer { said, name: text("name"), role: text("role") }
}

/// The fields that show an answer again.
pub(super) fn filled(answer: &Answer) -> Fields {
    let mut values = vec![("name".to_owned(), answer.name.clone()), ("role".to_owned(), answer.role.clone())];
    for said in &answer.said {
        values.push((said.part.clone(), said.words.clone()));
        values.push((format!("{}-why", said.part), said.withheld_why.clone()));
        if said.withheld {
            values.push((format!("{}-withheld", said.part), "yes".to_owned()));
        }
    }
    Fields::filled(values)
}
