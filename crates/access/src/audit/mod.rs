//! The audit log: every look at a record and every change, each line with its own keyed
//! MAC. A line is written in the transaction of what it tells about, to `audit_line`; the
//! sealer ([`seal`]) numbers the lines that wait there about once a second, moves them to
//! `audit_log` and signs a checkpoint, so no writer waits for the head of a chain.
//! [`verify`] finds whatever was done to the log behind Hearth's back.
//!
//! Which lines outlive a write that was refused or undone: every line of a look, granted or
//! not, because the record was opened all the same; never a line of a change, because
//! nothing changed.

mod checkpoint;
mod line;
pub mod report;
pub mod seal;
mod told;
pub mod verify;

pub use checkpoint::Checkpoint;
pub use line::{COLUMNS, Deed, NewLine, values, values_of};

use kernel::{
    Error, Id, Result,
    kinds::{AuditLine, Family, Organisation},
};
use serde::Serialize;
use serde_json::Value as Json;
use store::{Row, Sql, statements};

use self::told::Told;
use crate::{Actor, Look};

mod sql {
    use super::statements;

    statements! {
        ADD = "INSERT INTO audit_line (id, at, actor_id, role, agency_id, family_id, action, kind, object_id, deed, detail, mac, version)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    }
}

/// Every statement of the audit log.
pub(crate) fn statements() -> Vec<Sql> {
    [sql::ALL, seal::ALL, verify::ALL, report::ALL].concat()
}

/// What a line says besides who, what and when. The text is sealed.
#[derive(Debug, Clone, Copy)]
pub enum Detail<'a> {
    /// Ids that a list showed.
    Shown(&'a str),
    /// What was changed, before and after: see [`changed`].
    Change(&'a str),
    /// The look was refused: the record belongs to others.
    Refused,
    /// The look was refused, for this other reason.
    RefusedFor(&'static str),
    /// Why somebody looked, in their own words: for looks that need a reason.
    Reason(&'a str),
}

/// What a line is about.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct About {
    /// The record.
    pub object: Option<Id<()>>,
    /// The agency whose record it is.
    pub agency: Option<Id<Organisation>>,
    /// The family it is about.
    pub family: Option<Id<Family>>,
}

/// Writes one line about a record whose family is not known or that is about none: see [`about`].
pub(crate) fn line(
    look: &Look<'_>,
    action: &'static str,
    kind: &'static str,
    object: Option<Id<()>>,
    agency: Option<Id<Organisation>>,
    detail: Option<Detail<'_>>,
) -> Result<()> {
    about(look, action, kind, About { object, agency, family: None }, detail)
}

/// Writes one line in the request's transaction; a look's line also when that is undone.
pub(crate) fn about(
    look: &Look<'_>,
    action: &'static str,
    kind: &'static str,
    about: About,
    detail: Option<Detail<'_>>,
) -> Result<()> {
    let mut told = Told::by(look.actor(), look.origin());
    let deed = match detail {
        None => Deed::Look,
        Some(Detail::Shown(ids)) => {
            told.shown = Some(ids.into());
            Deed::List
        }
        Some(Detail::Change(change)) => {
            told.change = Some(change.into());
            Deed::Change
        }
        Some(Detail::Refused) => Deed::Refused,
        Some(Detail::RefusedFor(why)) => {
            told.reason = Some(why.into());
            Deed::Refused
        }
        Some(Detail::Reason(reason)) => {
            told.reason = Some(reason.into());
            Deed::Look
        }
    };
    let line = NewLine {
        id: Id::<AuditLine>::new(look.now()),
        at: look.now(),
        actor: look.actor(),
        agency: about.agency,
        family: about.family,
        action,
        kind,
        object: about.object,
        deed,
        detail: &told.text()?,
    };
    let params = values(look.keys(), &line)?;
    match deed {
        Deed::Change => look.afterwards(sql::ADD, params),
        Deed::Look | Deed::List | Deed::Refused => look.regardless(sql::ADD, params),
    }
    Ok(())
}

/// Writes one line that names what a list showed.
pub(crate) fn shown(
    look: &Look<'_>,
    action: &'static str,
    kind: &'static str,
    whose: About,
    rows: &[Row],
) -> Result<()> {
    let ids: Result<Vec<String>> =
        rows.iter().map(|row| row.get::<Id<()>>(0).map(|id| id.to_string())).collect();
    about(look, action, kind, whose, Some(Detail::Shown(&ids?.join(" "))))
}

/// Writes that somebody's role does not let them do this at all: one line, without a record.
pub fn turned_away(look: &Look<'_>, action: &'static str) -> Result<()> {
    let whose = About { agency: look.actor().agency(), family: look.actor().family(), object: None };
    about(look, action, "", whose, Some(Detail::RefusedFor("the role does not allow it")))
}

/// What changed, for [`crate::Grant::note`]: `field, before, after` of each; what stayed the same is
/// left out. `level: targeted -> intensive; review: none -> 2026-12-01`.
pub fn changed(fields: &[(&str, &str, &str)]) -> String {
    let said = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    let lines: Vec<String> = fields
        .iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| format!("{field}: {} -> {}", said(before), said(after)))
        .collect();
    if lines.is_empty() { "nothing changed".into() } else { lines.join("; ") }
}

/// What differs between a record's content before and after, part by part, for
/// [`crate::Grant::note`]: `summary: "old" -> "new"; actions.0.due: null -> "2026-12-01"`. Long texts are told by
/// their first 300 characters: the records keep the whole.
pub fn differences(before: &impl Serialize, after: &impl Serialize) -> Result<String> {
    let json = |e: serde_json::Error| Error::internal("what changed", e);
    let (before, after) =
        (serde_json::to_value(before).map_err(json)?, serde_json::to_value(after).map_err(json)?);
    let mut lines = Vec::new();
    differ("", &before, &after, &mut lines);
    Ok(if lines.is_empty() { "nothing changed".into() } else { lines.join("; ") })
}

fn differ(name: &str, before: &Json, after: &Json, lines: &mut Vec<String>) {
    let inner = |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
    match (before, after) {
        _ if before == after => {}
        (Json::Object(old), Json::Object(new)) => {
            let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
            names.sort_unstable();
            names.dedup();
            for part in names {
                let of = |all: &serde_json::Map<String, Json>| all.get(part).cloned().unwrap_or(Json::Null);
                differ(&inner(part), &of(old), &of(new), lines);
            }
        }
        (Json::Array(old), Json::Array(new)) if old.len() == new.len() => {
            for (place, (old, new)) in old.iter().zip(new).enumerate() {
                differ(&inner(&place.to_string()), old, new, lines);
            }
        }
        _ => lines.push(format!("{name}: {} -> {}", short(before), short(after))),
    }
}

/// The first 300 characters of a value.
fn short(value: &Json) -> String {
    const LONGEST: usize = 300;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The actor that a command at the operator's desk is.
pub fn desk() -> Actor {
    Actor::system("command")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_part_by_part() {
        assert_eq!(
            changed(&[("level", "a", "b"), ("same", "c", "c"), ("review", "", "d")]),
            "level: a -> b; review: none -> d"
        );
        assert_eq!(changed(&[("same", "c", "c")]), "nothing changed");
        let before = serde_json::json!({ "summary": "one", "needs": [{ "weight": 1 }], "gone": true });
        let after = serde_json::json!({ "summary": "x".repeat(400), "needs": [{ "weight": 2 }], "new": [1] });
        let told = differences(&before, &after).unwrap();
        assert!(
            told.starts_with(
                "gone: true -> null; needs.0.weight: 1 -> 2; new: null -> [1]; summary: \"one\" -> \"xxx"
            ),
            "{told}"
        );
        assert!(told.ends_with('…') && told.len() < 400, "{told}");
        assert_eq!(differences(&before, &before).unwrap(), "nothing changed");
    }
}
