//! Saves a draft: what was sent takes the place of the whole draft. What became of actions
//! is not written here: see `settle`.

use access::{Act, accounts, actions::EditPlan, audit::differences};
use kernel::{Error, FieldError, Id, Invalid, Result, kinds};
use page::Fields;

use crate::{
    plan::{
        form::{self, OWNER, Written, WrittenAction, WrittenGoal},
        model::{Action, ActionState, Coordinator, OwnerKind, PlanContent, PlanGoal, State},
        signatures,
        store::{self, Plan},
    },
    words::mend,
};

/// An empty row to be added after what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Add {
    /// No row.
    Nothing,
    /// Another action.
    Action,
    /// Another goal.
    Goal,
}

/// Reads the fields and saves them.
///
/// # Errors
/// `Stale` when somebody saved it after it was read, `Refused` by rule `plan.draft` when the
/// version is no longer a draft, `Invalid` beside the fields that are wrong.
pub fn run(act: &Act<'_>, id: Id<kinds::Plan>, fields: &Fields, add: Add) -> Result<Plan> {
    let grant = act.one::<EditPlan, kinds::Plan>(id)?;
    let mut plan = store::load(act, &grant)?;
    if plan.state != State::Draft {
        return Err(Error::refused(
            "plan.draft",
            "This version is no longer a draft. Start a new version to change the plan.",
        ));
    }
    if let Some(current) = store::current(act, plan.case)? {
        plan.content.carry(&current.content);
    }
    let mut f = fields.clone();
    let written = form::read(&mut f);
    let written = f.finish(|| written).map_err(Error::Invalid)?;
    let version = written.version;
    // Before its rows are compared: a row that somebody took out meanwhile is a clash, not a mistake.
    if version != plan.version {
        return Err(Error::Stale);
    }
    let before = plan.content.clone();
    let mut wrong = Vec::new();
    plan.content = apply(act, &plan, written, &mut wrong)?;
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    match add {
        Add::Nothing => {}
        Add::Goal => plan.content.goals.push(PlanGoal { id: Id::new(act.now()), words: String::new() }),
        Add::Action => plan.content.actions.push(Action {
            id: Id::new(act.now()),
            what: String::new(),
            need: None,
            owner: OwnerKind::Agency,
            owner_name: String::new(),
            due: None,
            state: ActionState::Open,
            happened: String::new(),
        }),
    }
    store::save(act, version, &plan)?;
    signatures::wrote(act, id)?;
    grant.note(act, &differences(&before, &plan.content)?)?;
    plan.version = version + 1;
    Ok(plan)
}

/// The content that was sent, on the ground of what is stored.
fn apply(act: &Act<'_>, stored: &Plan, written: Written, wrong: &mut Vec<FieldError>) -> Result<PlanContent> {
    let coordinator = match written.coordinator {
        None => None,
        Some(account) => coordinator(act, stored, account, wrong)?,
    };
    let before = &stored.content;
    Ok(PlanContent {
        level: before.level,
        summary: written.summary,
        coordinator,
        needs: written.needs,
        goals: written.goals.into_iter().filter_map(|row| goal(act, before, row, wrong)).collect(),
        actions: written.actions.into_iter().filter_map(|row| action(act, before, row, wrong)).collect(),
        review_on: written.review_on,
        escalation: written.escalation,
        other_plans: written.other_plans,
        adulthood: written.adulthood,
        only: None,
    })
}

/// A coordinator works for the agency whose plan it is.
fn coordinator(
    act: &Act<'_>,
    stored: &Plan,
    account: Id<kinds::Account>,
    wrong: &mut Vec<FieldError>,
) -> Result<Option<Coordinator>> {
    let found = accounts::colleagues(act, stored.agency)?.into_iter().find(|one| one.id == account);
    if found.is_none() {
        wrong.push(mend("coordinator", "Choose somebody who works here now"));
    }
    Ok(found.map(|one| Coordinator { account, name: one.name }))
}

/// A goal keeps its id; a row that nobody filled in is left out.
fn goal(
    act: &Act<'_>,
    before: &PlanContent,
    row: WrittenGoal,
    wrong: &mut Vec<FieldError>,
) -> Option<PlanGoal> {
    if row.words.is_empty() {
        return None;
    }
    let id = match row.id {
        None => Id::new(act.now()),
        Some(id) if before.goals.iter().any(|goal| goal.id == id) => id,
        Some(_) => {
            wrong.push(mend(format!("{}.id", row.row), "This goal is not in the plan"));
            return None;
        }
    };
    Some(PlanGoal { id, words: row.words })
}

/// An action keeps its id, and once settled it keeps every word; a row that nobody filled
/// in is left out.
fn action(
    act: &Act<'_>,
    before: &PlanContent,
    row: WrittenAction,
    wrong: &mut Vec<FieldError>,
) -> Option<Action> {
    let stored = row.id.and_then(|id| before.actions.iter().find(|action| action.id == id));
    if row.id.is_some() && stored.is_none() {
        wrong.push(mend(format!("{}.id", row.row), "This action is not in the plan"));
        return None;
    }
    if let Some(settled) = stored.filter(|action| action.state != ActionState::Open) {
        return Some(settled.clone());
    }
    if row.is_blank() {
        return None;
    }
    let Some(owner) = row.owner else {
        wrong.push(mend(format!("{}.owner", row.row), OWNER));
        return None;
    };
    Some(Action {
        id: stored.map_or_else(|| Id::new(act.now()), |action| action.id),
        what: row.what,
        need: row.need,
        owner,
        owner_name: row.owner_name,
        due: row.due,
        state: ActionState::Open,
        happened: String::new(),
    })
}
