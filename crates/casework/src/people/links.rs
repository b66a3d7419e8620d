//! The cases of somebody who was found, so that a worker can go on to them.

use std::collections::BTreeMap;

use access::{Grant, InAgency, Look, actions::ListCases, seen};
use kernel::{
    Id, Reference, Result, Timestamp,
    kinds::{Case, Family, Person},
};
use store::{Row, Value, planned_once, statements};

use super::store::AT_ONCE;
use crate::cases::store::CaseState;

/// Cases shown of one household.
const SHOWN_EACH: usize = 20;

statements! {
    // As of people: found first, then set against the seals once.
    OF_FAMILIES = concat!(planned_once!(), "WITH c AS MATERIALIZED (
                 SELECT id, reference, child_id, status, opened_at, family_id, agency_id FROM support_case WHERE family_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51))
                 SELECT c.id, c.reference, c.child_id, c.status, c.opened_at, c.family_id FROM c WHERE c.agency_id = $1",
                 seen!("c.family_id", "$52", "$53", "$54"), "ORDER BY c.opened_at DESC, c.id LIMIT 1000");
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
    let mut found: BTreeMap<Id<Family>, Vec<CaseLink>> = families.into_iter().map(|f| (f, vec![])).collect();
    let families: Vec<Id<Family>> = found.keys().copied().collect();
    for group in families.chunks(AT_ONCE) {
        let params: Vec<Value> = (0..AT_ONCE).map(|i| group.get(i).copied().into()).collect();
        for row in grant.rows(look, "case", OF_FAMILIES, &params)? {
            let cases = found.entry(row.get(5)?).or_default();
            if cases.len() < SHOWN_EACH {
                cases.push(read(&row)?);
            }
        }
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
