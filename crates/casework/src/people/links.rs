//! The cases of somebody who was found, so that a worker can go on to them.

use std::collections::BTreeMap;

use access::{Grant, InAgency, Look, actions::ListCases, seen};
use kernel::{
    Id, Reference, Result, Timestamp,
    kinds::{Case, Family, Person},
};
use store::{Row, statements};

use crate::cases::store::CaseState;

statements! {
    OF_FAMILY = concat!("SELECT id, reference, child_id, status, opened_at FROM support_case
                 WHERE agency_id = $1 AND family_id = $2", seen!("family_id", "$3", "$4", "$5"),
                 "ORDER BY opened_at DESC, id LIMIT 20");
}

/// A case, as a search shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseLink {
    /// The case.
    pub id: Id<Case>,
    /// What people quote.
    pub reference: Reference,
    /// Whose support it is.
    pub child: Id<Person>,
    /// Whether it is open.
    pub state: CaseState,
    /// Since when.
    pub opened: Timestamp,
}

/// The newest 20 cases of each of these households. The audit log is told once.
pub fn cases_of(
    look: &Look<'_>,
    grant: &Grant<ListCases, InAgency>,
    families: impl IntoIterator<Item = Id<Family>>,
) -> Result<BTreeMap<Id<Family>, Vec<CaseLink>>> {
    let mut found = BTreeMap::new();
    for family in families {
        if found.contains_key(&family) {
            continue;
        }
        let rows = grant.rows(look, "case", OF_FAMILY, &[family.into()])?;
        found.insert(family, rows.iter().map(read).collect::<Result<Vec<CaseLink>>>()?);
    }
    let shown: Vec<Id<Case>> = found.values().flatten().map(|case| case.id).collect();
    grant.showed(look, "case", &shown)?;
    Ok(found)
}

fn read(row: &Row) -> Result<CaseLink> {
    Ok(CaseLink {
        id: row.get(0)?,
        reference: row.get(1)?,
        child: row.get(2)?,
        state: row.code(3, CaseState::stored)?,
        opened: row.get(4)?,
    })
}
