//! A new entry.

use access::{Act, actions::KeepDirectory, organisations};
use kernel::{Error, Id, Result};

use super::promise;
use crate::directory::{
    model::{Entry, MOST_PARTS, Service},
    store::{self, Terms},
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The entry, but for its councils.
    pub entry: Entry,
    /// Councils by name or code, as typed.
    pub councils: Vec<String>,
}

impl Input {
    /// The entry with its councils found and everything checked.
    ///
    /// # Errors
    /// `Invalid` on the field that must be mended.
    pub(super) fn checked(&self, act: &Act<'_>) -> Result<Entry> {
        let mut entry = self.entry.clone();
        entry.details.councils = councils(act, &self.councils)?;
        if entry.details.everywhere {
            entry.details.councils.clear();
        } else if entry.details.councils.is_empty() {
            return Err(Error::field(
                "councils",
                "Enter the councils it serves, or say that it serves all of England",
            ));
        }
        entry.check(act.today())?;
        Ok(entry)
    }
}

/// The codes of councils that were typed by name or code.
fn councils(act: &Act<'_>, typed: &[String]) -> Result<Vec<String>> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let known = organisations::of_kind(act, organisations::kind::COUNCIL)?;
    let mut codes = Vec::new();
    for name in typed.iter().take(MOST_PARTS) {
        let found = known.iter().find(|o| o.code == *name || o.name.eq_ignore_ascii_case(name));
        let Some(found) = found else {
            let words = format!(
                "There is no council called {name}. Use the name or the code of the Department for Education"
            );
            return Err(Error::field("councils", words));
        };
        if !codes.contains(&found.code) {
            codes.push(found.code.clone());
        }
    }
    Ok(codes)
}

/// Adds an entry to the directory. It is open to everybody at once.
///
/// # Errors
/// `Forbidden` for other roles; `Invalid` on the field that must be mended.
pub fn add_entry(act: &Act<'_>, input: &Input) -> Result<Service> {
    let grant = act.agency::<KeepDirectory>()?;
    let entry = input.checked(act)?;
    let service = Service {
        id: Id::new(act.now()),
        agency: grant.agency(),
        organisation: store::put_giver(act.write(), grant.agency(), &entry.giver, act.now())?,
        entry,
        modified: act.now(),
        source: None,
        missing: None,
        version: 1,
    };
    let mut terms = Terms::default();
    store::add(act.write(), &mut terms, &service, None)?;
    terms.write(act.write())?;
    promise(act, &service, false)?;
    grant.noted(
        act,
        "directory-entry",
        service.id.cast(),
        None,
        &format!("added: {}", service.entry.name),
    )?;
    Ok(service)
}
