//! Actions of current plans that fall due, for the worklist of whoever coordinates the case: their own, and those of other
//! organisations. What is the family's own stands on the family's page. A line goes when the action is settled.

use access::{InAgency, Look, actions::EditPlan, seen};
use kernel::{Calendar, Date, Id, Reference, Result, kinds};
use store::{planned_once, statements};

use super::{
    model::{OwnerKind, PlanContent},
    store::CONTENT,
};

statements! {
    // The contents of plans are long: those of the actions that are shown alone are read.
    DUE = concat!(planned_once!(), "SELECT own.id, own.plan_id, own.case_id, own.owner_kind, own.due_on, own.reference, p.content,
              CASE WHEN k.id IS NULL THEN 0 ELSE 1 END
            FROM (SELECT a.id, a.plan_id, a.case_id, a.owner_kind, a.due_on, c.reference
                FROM support_case c JOIN plan_action a ON a.case_id = c.id AND a.status = 'open'
                WHERE (c.agency_id = $1) IS TRUE AND c.coordinator_id = $2 AND c.status = 'open' AND a.due_on <= $3 AND a.owner_kind <> 'family'",
                seen!("c.family_id", "$5", "$6", "$7"), "ORDER BY a.due_on, a.id LIMIT $4) own
            JOIN plan p ON p.id = own.plan_id LEFT JOIN action_ask k ON k.action_id = own.id AND k.status = 'asked'
            ORDER BY own.due_on, own.id");
}

/// How many days ahead an action stands on the worklist. Hearth's own figure: a week.
const AHEAD: i32 = 7;

/// An action that falls due.
#[derive(Debug, Clone, PartialEq)]
pub struct DueAction {
    /// Which.
    pub id: Id<kinds::PlanAction>,
    /// The plan that holds now.
    pub plan: Id<kinds::Plan>,
    /// The case.
    pub case: Id<kinds::Case>,
    /// What people quote.
    pub reference: Reference,
    /// Whose it is.
    pub owner: OwnerKind,
    /// Who, by name or role.
    pub owner_name: String,
    /// What is to be done.
    pub what: String,
    /// By when.
    pub due: Date,
    /// Whether its owner was asked and has not answered yet.
    pub asked: bool,
}

/// The actions of the cases that whoever asks coordinates, due within a week or late, the latest first: `limit` at most.
///
/// # Errors
/// Those of the store.
pub fn mine(
    look: &Look<'_>,
    grant: &access::Grant<EditPlan, InAgency>,
    limit: u32,
) -> Result<Vec<DueAction>> {
    // A machine coordinates nothing.
    let Some(me) = look.actor().account() else { return Ok(Vec::new()) };
    let until = Calendar::england().add_days(look.today(), AHEAD);
    let mut found = Vec::new();
    for row in grant.list(look, "plan", DUE, &[me.into(), until.into(), limit.into()])? {
        let (id, plan): (Id<kinds::PlanAction>, Id<kinds::Plan>) = (row.get(0)?, row.get(1)?);
        let content = look.open(CONTENT, plan, &row.get::<Vec<u8>>(6)?)?;
        let content: PlanContent =
            serde_json::from_str(&content).map_err(|e| kernel::Error::internal("a plan's content", e))?;
        // One that a later version of the plan took out stands in no plan that holds.
        let Some(action) = content.actions.into_iter().find(|one| one.id == id) else { continue };
        found.push(DueAction {
            id,
            plan,
            case: row.get(2)?,
            reference: row.get(5)?,
            owner: row.code(3, OwnerKind::stored)?,
            owner_name: action.owner_name,
            what: action.what,
            due: row.get(4)?,
            asked: row.get::<i64>(7)? == 1,
        });
    }
    Ok(found)
}
