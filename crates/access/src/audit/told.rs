//! The sealed part of a line: from where, what was shown or changed, and why.

use std::borrow::Cow;

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};

use crate::Actor;

/// What a line's detail holds, as JSON before it is sealed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Told<'a> {
    /// A network address, or a command.
    #[serde(borrow)]
    pub from: Cow<'a, str>,
    /// The label of the token, where a machine asked.
    #[serde(borrow, skip_serializing_if = "Option::is_none", default)]
    pub token: Option<Cow<'a, str>>,
    /// Ids that a list showed, separated by spaces.
    #[serde(borrow, skip_serializing_if = "Option::is_none", default)]
    pub shown: Option<Cow<'a, str>>,
    /// What changed.
    #[serde(borrow, skip_serializing_if = "Option::is_none", default)]
    pub change: Option<Cow<'a, str>>,
    /// Why somebody looked, or why they were refused.
    #[serde(borrow, skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<Cow<'a, str>>,
}

impl<'a> Told<'a> {
    pub(crate) fn by(actor: &'a Actor, origin: &'a str) -> Self {
        let machine = actor.account().is_none() && actor.role().is_some();
        let token = machine.then(|| Cow::Borrowed(actor.name()));
        Told { from: origin.into(), token, ..Told::default() }
    }

    pub(crate) fn text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|e| Error::internal("an audit line", e))
    }

    /// Reads a detail. Lines from before the log was sealed, and loaded ones, are plain text.
    pub(crate) fn read(text: &'a str) -> Self {
        if let Ok(told) = serde_json::from_str(text) {
            return told;
        }
        let mut told = Told::default();
        let Some(rest) = text.strip_prefix("from ") else {
            return Told { reason: Some(text.into()), ..told };
        };
        let (from, rest) = rest.split_once("; ").unwrap_or((rest, ""));
        told.from = from.into();
        match rest.strip_prefix("shown ") {
            Some(ids) => told.shown = Some(ids.into()),
            None if rest.is_empty() || rest == "refused" => {}
            None => told.change = Some(rest.into()),
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_comes_back_and_older_lines_are_read_too() {
        let told = Told {
            from: "192.0.2.1".into(),
            reason: Some("a \"worry\"\n".into()),
            change: Some("level: a -> b".into()),
            ..Told::default()
        };
        assert_eq!(Told::read(&told.text().unwrap()), told);
        let old = Told::read("from 192.0.2.1; level to b");
        assert_eq!((old.from.as_ref(), old.change.as_deref()), ("192.0.2.1", Some("level to b")));
        assert_eq!(Told::read("from test; shown a b").shown.as_deref(), Some("a b"));
        assert_eq!(Told::read("made up by the demo").reason.as_deref(), Some("made up by the demo"));
    }
}
