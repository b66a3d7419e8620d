//! The fields of a plan, for the form, the API and the API's description alike.
//!
//! Rows are numbered: `actions.0.what`, `goals.0.words`; in JSON `{"actions": {"0": {"what": …}}}`.
//! Needs stand under their code: `needs.fasd.weight`, `needs.fasd.words`.

use std::collections::BTreeSet;

use kernel::{Date, Id, Need, Weight, kinds};
use page::Fields;

use super::model::{ActionState, OwnerKind, PlanContent, PlanNeed};
use crate::words::{LINE, NOTE};

/// The most rows of one kind that a plan has.
const ROWS: usize = 60;
/// What is said when nobody is chosen to own an action.
pub(super) const OWNER: &str = "Choose what kind of person or body will do it";

/// What was sent for a draft: it takes the place of the whole draft.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub version: i64,
    pub summary: String,
    pub coordinator: Option<Id<kinds::Account>>,
    pub needs: Vec<PlanNeed>,
    pub goals: Vec<WrittenGoal>,
    pub actions: Vec<WrittenAction>,
    pub review_on: Option<Date>,
    pub escalation: String,
    pub other_plans: String,
    pub adulthood: String,
}

/// A goal as sent.
#[derive(Debug, Clone)]
pub(super) struct WrittenGoal {
    /// The row's name, for messages.
    pub row: String,
    pub id: Option<Id<kinds::Goal>>,
    pub words: String,
}

/// An action as sent.
#[derive(Debug, Clone)]
pub(super) struct WrittenAction {
    /// The row's name, for messages.
    pub row: String,
    pub id: Option<Id<kinds::PlanAction>>,
    pub what: String,
    pub need: Option<Need>,
    pub owner: Option<OwnerKind>,
    pub owner_name: String,
    pub due: Option<Date>,
}

impl WrittenAction {
    /// Whether nothing was typed in the row; who owns it is always chosen in a form.
    pub fn is_blank(&self) -> bool {
        self.what.is_empty() && self.owner_name.is_empty() && self.due.is_none() && self.need.is_none()
    }
}

/// Reads a draft. It may be as incomplete as it likes; what is wrong is noted in `f`.
pub(super) fn read(f: &mut Fields) -> Option<Written> {
    let version = f.version();
    let summary = text(f, "summary", NOTE);
    let coordinator = f.id_opt("coordinator", "Choose somebody from the list");
    let needs = needs(f);
    let goals = rows(f, "goals").into_iter().map(|row| goal(f, row)).collect();
    let actions = rows(f, "actions").into_iter().map(|row| action(f, row)).collect();
    let review_on = f.date_opt("review-on");
    let escalation = text(f, "escalation", NOTE);
    let other_plans = text(f, "other-plans", NOTE);
    let adulthood = text(f, "adulthood", NOTE);
    Some(Written {
        version: version?,
        summary,
        coordinator,
        needs,
        goals,
        actions,
        review_on,
        escalation,
        other_plans,
        adulthood,
    })
}

/// Asks for every field, with one row of each kind, to describe the API.
pub(super) fn describe(f: &mut Fields) {
    read(f);
    goal(f, "goals.0".into());
    action(f, "actions.0".into());
}

fn goal(f: &mut Fields, row: String) -> WrittenGoal {
    WrittenGoal {
        id: f.id_opt(&format!("{row}.id"), "This goal is not in the plan"),
        words: text(f, &format!("{row}.words"), NOTE),
        row,
    }
}

fn action(f: &mut Fields, row: String) -> WrittenAction {
    WrittenAction {
        id: f.id_opt(&format!("{row}.id"), "This action is not in the plan"),
        what: text(f, &format!("{row}.what"), NOTE),
        need: f.choice_opt(&format!("{row}.need"), "Choose a need from the list"),
        owner: f.choice_opt(&format!("{row}.owner"), OWNER),
        owner_name: text(f, &format!("{row}.owner-name"), LINE),
        due: f.date_opt(&format!("{row}.due")),
        row,
    }
}

fn needs(f: &mut Fields) -> Vec<PlanNeed> {
    let mut found = Vec::new();
    for need in Need::ALL {
        let weight = f.choice_opt::<Weight>(
            &format!("needs.{}.weight", need.code()),
            "Choose how much this need weighs",
        );
        let words = text(f, &format!("needs.{}.words", need.code()), NOTE);
        if let Some(weight) = weight {
            found.push(PlanNeed { need: *need, weight, words });
        }
    }
    let added = f.choice_opt::<Need>("add-need", "Choose a need from the list");
    let weight = f.choice_opt::<Weight>("add-need-weight", "Choose how much this need weighs");
    match (added, weight) {
        (Some(need), Some(weight)) if found.iter().all(|n| n.need != need) => {
            found.push(PlanNeed { need, weight, words: String::new() });
        }
        (Some(_), None) => f.fail("add-need-weight", "Choose how much this need weighs"),
        _ => {}
    }
    found
}

/// The rows of a kind that were sent, in the order of their numbers: `actions.0` and on.
fn rows(f: &mut Fields, kind: &str) -> Vec<String> {
    let numbers: BTreeSet<u16> = f
        .names()
        .filter_map(|name| name.strip_prefix(kind)?.strip_prefix('.')?.split_once('.')?.0.parse().ok())
        .collect();
    if numbers.len() > ROWS {
        f.fail(kind, format!("A plan has at most {ROWS} of these"));
    }
    numbers.into_iter().take(ROWS).map(|number| format!("{kind}.{number}")).collect()
}

fn text(f: &mut Fields, name: &str, longest: usize) -> String {
    f.optional(name, longest).unwrap_or_default()
}

/// A draft as the form shows it.
pub(super) fn filled(content: &PlanContent) -> Fields {
    let mut values: Vec<(String, String)> = Vec::new();
    let mut add = |name: String, value: &str| values.push((name, value.to_owned()));
    add("summary".into(), &content.summary);
    if let Some(coordinator) = &content.coordinator {
        add("coordinator".into(), &coordinator.account.to_string());
    }
    for need in &content.needs {
        add(format!("needs.{}.weight", need.need.code()), need.weight.code());
        add(format!("needs.{}.words", need.need.code()), &need.words);
    }
    for (n, goal) in content.goals.iter().enumerate() {
        add(format!("goals.{n}.id"), &goal.id.to_string());
        add(format!("goals.{n}.words"), &goal.words);
    }
    for (n, action) in content.actions.iter().enumerate() {
        let mut field = |part: &str, value: &str| add(format!("actions.{n}.{part}"), value);
        field("id", &action.id.to_string());
        field("what", &action.what);
        field("need", action.need.map_or("", Need::code));
        field("owner", action.owner.code());
        field("owner-name", &action.owner_name);
        if let Some(due) = action.due {
            field("due", &due.to_string());
        }
        if action.state != ActionState::Open {
            field("state", action.state.code());
        }
    }
    if let Some(day) = content.review_on {
        add("review-on".into(), &day.to_string());
    }
    add("escalation".into(), &content.escalation);
    add("other-plans".into(), &content.other_plans);
    add("adulthood".into(), &content.adulthood);
    Fields::filled(values)
}

/// The fields without a row that somebody took out.
pub(super) fn without(fields: &Fields, row: &str) -> Fields {
    let inside = format!("{row}.");
    let kept: Vec<(String, String)> = fields
        .names()
        .filter(|name| !name.starts_with(&inside))
        .map(|name| (name.to_owned(), fields.raw(name).to_owned()))
        .collect();
    Fields::filled(kept)
}

/// The fields after a clash: a row that somebody else took out meanwhile becomes a new one,
/// so that what was written in it can still be saved.
pub(super) fn after_clash(fields: &Fields, stored: &PlanContent) -> Fields {
    let goals = stored.goals.iter().map(|goal| goal.id.to_string());
    let ids: BTreeSet<String> =
        goals.chain(stored.actions.iter().map(|action| action.id.to_string())).collect();
    let gone = |name: &str, value: &str| {
        let row = name.starts_with("goals.") || name.starts_with("actions.");
        row && name.ends_with(".id") && !ids.contains(value)
    };
    let kept: Vec<(String, String)> = fields
        .names()
        .map(|name| (name.to_owned(), fields.raw(name).to_owned()))
        .filter(|(name, value)| !gone(name, value))
        .collect();
    Fields::filled(kept)
}

/// The rows of a kind that stand in the fields, in order.
pub(super) fn rows_of(fields: &Fields, kind: &str) -> Vec<String> {
    rows(&mut fields.clone(), kind)
}
