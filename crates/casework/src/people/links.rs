//! The cases of somebody who was found, so that a worker can go on to them.

use access::{Grant, InAgency, Look, actions::ListCases};
use kernel::{
    Id, Reference, Result, Timestamp,
    kinds::{Case, Family, Person},
};
use store::statements;

use crate::cases::store::CaseState;

statements! {
    OF_FAMILY = "SELECT id, reference, child_id, status, opened_at FROM support_case
                 WHERE agency_id = $1 AND family_id = $2 ORDER BY opened_at DESC, id LIMIT 20";
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

/// The newest 20 cases of a household.
pub fn cases_of(
    look: &Look<'_>,
    grant: &Grant<ListCases, InAgency>,
    family: Id<Family>,
) -> Result<Vec<CaseLink>> {
    grant
        .list(look, "case", OF_FAMILY, &[family.into()])?
        .iter()
        .map(|row| {
            Ok(CaseLink {
                id: row.get(0)?,
                reference: row.get(1)?,
                child: row.get(2)?,
                state: row.code(3, CaseState::stored)?,
                opened: row.get(4)?,
            })
        })
        .collect()
}
