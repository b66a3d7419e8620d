//! What a plan holds, and the steps of a version: draft, current, superseded.

use std::collections::BTreeSet;

use kernel::{Date, Error, FieldError, Id, Invalid, Level, Need, Result, Weight, kinds};
use serde::{Deserialize, Serialize};

use super::review::LONGEST_DAYS;
use crate::{
    words::{LINE, NOTE, blank, mend, required, too_long},
    young_people::model::{Age, has_reached},
};

kernel::codes! {
    /// Where a version of a plan stands. One version at most is current.
    State {
        Draft = "draft", "Draft";
        Current = "current", "Current";
        Superseded = "superseded", "Replaced by a later version";
    }
}

impl State {
    /// The state of a current version once a later one takes its place.
    ///
    /// # Errors
    /// `Refused` by rule `plan.supersede` for any other version.
    pub fn superseded(self) -> Result<State> {
        match self {
            State::Current => Ok(State::Superseded),
            State::Draft | State::Superseded => {
                Err(Error::refused("plan.supersede", "Only the current version of a plan can be replaced."))
            }
        }
    }
}

kernel::codes! {
    /// What kind of person or body owns an action (requirement PL3).
    OwnerKind {
        Agency = "agency", "Adoption agency or council";
        Family = "family", "The family";
        School = "school", "Nursery, school or college";
        Health = "health", "Health service";
        Provider = "provider", "Provider of support";
        Other = "other", "Somebody else";
    }
}

kernel::codes! {
    /// What became of an action.
    ActionState {
        Open = "open", "To do";
        Done = "done", "Done";
        NotDone = "not-done", "Not done";
    }
}

/// The named coordinator (requirement PL2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coordinator {
    /// Whose work it is.
    pub account: Id<kinds::Account>,
    /// The name that the family reads.
    pub name: String,
}

/// A need that the plan answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanNeed {
    /// Which.
    pub need: Need,
    /// How much it weighs now.
    pub weight: Weight,
    /// How it shows in this family, in words that the family would use.
    pub words: String,
}

/// A goal of the plan; its ratings live with the outcomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanGoal {
    /// Which.
    pub id: Id<kinds::Goal>,
    /// The goal in the family's words.
    pub words: String,
}

/// Something that somebody will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Which; the same in every version that carries it.
    pub id: Id<kinds::PlanAction>,
    /// What will be done.
    pub what: String,
    /// The need that it answers, if one alone.
    pub need: Option<Need>,
    /// What kind of owner.
    pub owner: OwnerKind,
    /// Who, by name or role.
    pub owner_name: String,
    /// By when.
    pub due: Option<Date>,
    /// What became of it.
    pub state: ActionState,
    /// What happened, or why it was not done.
    pub happened: String,
}

impl Action {
    /// Whether it is still to do after its day.
    pub fn overdue(&self, today: Date) -> bool {
        self.state == ActionState::Open && self.due.is_some_and(|due| due < today)
    }

    /// The action once it is done or given up.
    ///
    /// # Errors
    /// `Refused` by rule `plan.action` when it is settled already, or when `to` is `Open`;
    /// `Invalid` on `happened` when nothing says what happened.
    pub fn settled(&self, to: ActionState, happened: &str) -> Result<Action> {
        if self.state != ActionState::Open {
            return Err(Error::refused(
                "plan.action",
                "This action is already settled. Add a new one if it is needed again.",
            ));
        }
        let ask = match to {
            ActionState::Done => "Say what happened and what difference it made",
            ActionState::NotDone => "Say why it was not done",
            ActionState::Open => return Err(Error::refused("plan.action", "This action is still open.")),
        };
        match required("happened", happened, NOTE, ask) {
            Some(error) => Err(Error::Invalid(Invalid(vec![error]))),
            None => Ok(Action { state: to, happened: happened.to_owned(), ..self.clone() }),
        }
    }
}

/// Everything that a version of a plan says; stored whole with each version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanContent {
    /// The level of support it plans for.
    pub level: Level,
    /// What it is for, in words that the family reads first.
    pub summary: String,
    /// Who holds it together; a plan without one is an alarm.
    pub coordinator: Option<Coordinator>,
    /// The needs that it answers.
    pub needs: Vec<PlanNeed>,
    /// The family's goals.
    pub goals: Vec<PlanGoal>,
    /// Who does what by when.
    pub actions: Vec<Action>,
    /// When it is looked at again.
    pub review_on: Option<Date>,
    /// Whom to call, and what happens, if things get worse.
    pub escalation: String,
    /// Other plans for the child, such as an education, health and care plan, and how they fit.
    pub other_plans: String,
    /// What happens at 18 and after. Versions from before this was asked say nothing of it.
    #[serde(default)]
    pub adulthood: String,
    /// What alone is different from the version before, where it is one thing: see `alone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<super::OnlyThis>,
}

impl PlanContent {
    /// An empty plan at this level.
    pub fn new(level: Level) -> Self {
        PlanContent {
            level,
            summary: String::new(),
            coordinator: None,
            needs: Vec::new(),
            goals: Vec::new(),
            actions: Vec::new(),
            review_on: None,
            escalation: String::new(),
            other_plans: String::new(),
            adulthood: String::new(),
            only: None,
        }
    }

    /// Takes over what became of actions in `current` while this version was being drafted:
    /// what was done stays done.
    pub fn carry(&mut self, current: &PlanContent) {
        for action in &mut self.actions {
            let there = current.actions.iter().find(|other| other.id == action.id);
            if let Some(settled) = there.filter(|other| other.state != ActionState::Open) {
                action.clone_from(settled);
            }
        }
    }

    /// Needs that no action answers: shown to the coordinator, and no bar to the plan.
    pub fn needs_without_action(&self) -> Vec<Need> {
        let answered: BTreeSet<Need> = self.actions.iter().filter_map(|action| action.need).collect();
        self.needs.iter().map(|n| n.need).filter(|need| !answered.contains(need)).collect()
    }
}

/// What a plan that starts on `today` still lacks (requirement AS6: coordinator, actions,
/// review point, escalation route).
///
/// Field names: `summary`, `coordinator`, `needs`, `needs.CODE.words`, `goals.N.words`, `actions`,
/// `actions.N.what`, `actions.N.owner-name`, `actions.N.due`, `review-on`, `escalation`, `other-plans`,
/// with N from 0.
pub fn gaps(plan: &PlanContent, today: Date) -> Vec<FieldError> {
    let mut found = Vec::new();
    found.extend(too_long("summary", &plan.summary, NOTE));
    if plan.coordinator.as_ref().is_none_or(|c| blank(&c.name)) {
        found.push(mend("coordinator", "Name the coordinator: the family needs one person to call"));
    }
    needs_gaps(plan, &mut found);
    for (n, goal) in plan.goals.iter().enumerate() {
        found.extend(required(
            &format!("goals.{n}.words"),
            &goal.words,
            NOTE,
            "Write the goal, or remove it",
        ));
    }
    actions_gaps(plan, today, &mut found);
    found.extend(review_gap(plan.review_on, today));
    found.extend(required(
        "escalation",
        &plan.escalation,
        NOTE,
        "Say whom the family calls if things get worse, at night as well, and what happens then",
    ));
    found.extend(too_long("other-plans", &plan.other_plans, NOTE));
    found.extend(too_long("adulthood", &plan.adulthood, NOTE));
    found
}

/// What a plan lacks for somebody of this birth date who comes near adulthood: from the age in `data/young-people/ages.csv` on it
/// says what happens at 18 and after (requirement PL8). Nothing where the birth date is not known.
///
/// # Errors
/// `Internal` when no age is known for that day.
pub fn adulthood_gap(plan: &PlanContent, born: Option<Date>, today: Date) -> Result<Option<FieldError>> {
    let near = has_reached(Age::PlanForAdulthood, born, today)? == Some(true);
    Ok((near && blank(&plan.adulthood)).then(|| {
        let words = "Say what happens at 18 and after: who stays, what goes on, and what is arranged before";
        mend("adulthood", words)
    }))
}

fn needs_gaps(plan: &PlanContent, found: &mut Vec<FieldError>) {
    if plan.needs.is_empty() {
        found.push(mend("needs", "Name at least one need that the plan answers"));
    }
    let distinct: BTreeSet<Need> = plan.needs.iter().map(|n| n.need).collect();
    if distinct.len() != plan.needs.len() {
        found.push(mend("needs", "Name each need once"));
    }
    for need in &plan.needs {
        found.extend(too_long(&format!("needs.{}.words", need.need.code()), &need.words, NOTE));
    }
}

fn actions_gaps(plan: &PlanContent, today: Date, found: &mut Vec<FieldError>) {
    if plan.actions.is_empty() {
        found.push(mend("actions", "Add at least one action"));
    }
    for (n, action) in plan.actions.iter().enumerate() {
        let field = |part: &str| format!("actions.{n}.{part}");
        found.extend(required(
            &field("what"),
            &action.what,
            NOTE,
            "Say what will be done, or remove the action",
        ));
        found.extend(required(&field("owner-name"), &action.owner_name, LINE, "Say who will do it"));
        match action.due {
            _ if action.state != ActionState::Open => {}
            None => found.push(mend(field("due"), "Say by when it will be done")),
            // An action carried over from an earlier version may be late already: that is shown, not refused.
            Some(due) if due.year() > today.year() + 5 => {
                found.push(mend(field("due"), "The day is more than five years away. Check the year"));
            }
            Some(_) => {}
        }
    }
}

fn review_gap(review_on: Option<Date>, today: Date) -> Option<FieldError> {
    let Some(day) = review_on else {
        return Some(mend("review-on", "Choose the day of the next review"));
    };
    let ahead = kernel::days_between(today, day);
    if ahead <= 0 {
        return Some(mend("review-on", "Choose a day after today"));
    }
    (ahead > LONGEST_DAYS)
        .then(|| mend("review-on", "Choose a day within a year: a plan is reviewed at least yearly"))
}

/// Makes a draft the current version.
///
/// # Errors
/// `Refused` by rule `plan.current` when the version is not a draft; `Invalid` with every
/// gap when the plan is not complete.
pub fn make_current(state: State, plan: &PlanContent, today: Date) -> Result<State> {
    if state != State::Draft {
        return Err(Error::refused(
            "plan.current",
            "This version is no longer a draft. Start a new version to change the plan.",
        ));
    }
    let missing = gaps(plan, today);
    if missing.is_empty() { Ok(State::Current) } else { Err(Error::Invalid(Invalid(missing))) }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) const TODAY: Date = Date::constant(2026, 11, 21);

    pub(crate) fn action(seed: u8, what: &str) -> Action {
        Action {
            id: Id::from_parts(1, [seed; 10]),
            what: what.into(),
            need: Some(Need::School),
            owner: OwnerKind::School,
            owner_name: "Designated teacher".into(),
            due: Some(Date::constant(2026, 12, 18)),
            state: ActionState::Open,
            happened: String::new(),
        }
    }

    pub(crate) fn good() -> PlanContent {
        PlanContent {
            coordinator: Some(Coordinator { account: Id::from_parts(1, [1; 10]), name: "R. Patel".into() }),
            needs: vec![PlanNeed { need: Need::School, weight: Weight::Strong, words: "Mornings".into() }],
            goals: vec![PlanGoal { id: Id::from_parts(1, [2; 10]), words: "Go in without tears".into() }],
            actions: vec![action(3, "A quiet start to the day")],
            review_on: Some(Date::constant(2027, 2, 20)),
            escalation: "Call the duty line; at night, the crisis line.".into(),
            ..PlanContent::new(Level::Targeted)
        }
    }

    #[test]
    fn from_sixteen_a_plan_says_what_happens_at_eighteen() {
        let gap = |born: Option<Date>, words: &str| {
            let plan = PlanContent { adulthood: words.into(), ..good() };
            adulthood_gap(&plan, born, TODAY).unwrap().map(|gap| gap.field)
        };
        let asked = Some("adulthood".to_owned());
        assert_eq!(gap(Some(Date::constant(2010, 11, 21)), ""), asked, "16 today");
        assert_eq!(gap(Some(Date::constant(2010, 11, 22)), ""), None, "16 tomorrow");
        assert_eq!(gap(Some(Date::constant(2009, 1, 1)), " - "), asked, "marks are no words");
        assert_eq!(gap(Some(Date::constant(2009, 1, 1)), "Her worker stays until 19"), None);
        assert_eq!(gap(None, ""), None, "a person knows, or asks");
        let old: PlanContent =
            serde_json::from_str(&serde_json::to_string(&good()).unwrap().replace(",\"adulthood\":\"\"", ""))
                .unwrap();
        assert_eq!(old, good(), "a version from before reads as one that says nothing of it");
    }

    fn fields(change: impl FnOnce(&mut PlanContent)) -> Vec<String> {
        let mut plan = good();
        change(&mut plan);
        gaps(&plan, TODAY).into_iter().map(|e| e.field).collect()
    }

    #[test]
    fn a_good_plan_becomes_current_once_and_is_then_superseded() {
        let current = make_current(State::Draft, &good(), TODAY).unwrap();
        assert_eq!(current, State::Current);
        assert_eq!(make_current(current, &good(), TODAY).unwrap_err().code(), "plan.current");
        assert_eq!(current.superseded().unwrap(), State::Superseded);
        assert_eq!(State::Draft.superseded().unwrap_err().code(), "plan.supersede");
        assert!(State::Superseded.superseded().is_err());
    }

    #[test]
    fn an_empty_plan_lacks_all_five_things() {
        let found: Vec<String> =
            gaps(&PlanContent::new(Level::Universal), TODAY).into_iter().map(|e| e.field).collect();
        assert_eq!(found, ["coordinator", "needs", "actions", "review-on", "escalation"]);
    }

    #[test]
    fn each_gap_stands_beside_its_field() {
        assert_eq!(fields(|p| p.coordinator = None), ["coordinator"]);
        assert_eq!(fields(|p| p.review_on = Some(TODAY)), ["review-on"]);
        assert_eq!(
            fields(|p| p.review_on = TODAY.checked_add(jiff::Span::new().days(366)).ok()),
            [] as [&str; 0]
        );
        assert_eq!(
            fields(|p| p.review_on = TODAY.checked_add(jiff::Span::new().days(367)).ok()),
            ["review-on"]
        );
        assert_eq!(fields(|p| p.actions[0].due = None), ["actions.0.due"]);
        assert_eq!(fields(|p| p.actions[0].owner_name.clear()), ["actions.0.owner-name"]);
        assert_eq!(fields(|p| p.needs.push(p.needs[0].clone())), ["needs"]);
        assert_eq!(fields(|p| p.escalation = "x".repeat(NOTE + 1)), ["escalation"]);
    }

    #[test]
    fn a_late_action_is_shown_and_does_not_stop_the_plan() {
        let mut plan = good();
        plan.actions[0].due = Some(Date::constant(2026, 11, 20));
        assert!(plan.actions[0].overdue(TODAY));
        assert!(gaps(&plan, TODAY).is_empty());
    }

    #[test]
    fn actions_are_settled_once_with_words() {
        let open = action(1, "Meet");
        let done = open.settled(ActionState::Done, "Met on Monday; he has a quiet room now").unwrap();
        assert!(!done.overdue(TODAY));
        assert_eq!(done.settled(ActionState::NotDone, "No").unwrap_err().code(), "plan.action");
        assert_eq!(open.settled(ActionState::NotDone, " ").unwrap_err().code(), "invalid");
        assert_eq!(open.settled(ActionState::Open, "?").unwrap_err().code(), "plan.action");
    }

    #[test]
    fn what_was_done_meanwhile_stays_done() {
        let (mut draft, mut current) = (good(), good());
        draft.actions[0].what = "Something else".into();
        draft.carry(&current);
        assert_eq!(draft.actions[0].what, "Something else", "what is open may still be changed");
        current.actions[0] = current.actions[0].settled(ActionState::Done, "A room was found").unwrap();
        draft.carry(&current);
        assert_eq!(draft.actions, current.actions);
    }

    #[test]
    fn needs_without_action_are_listed() {
        let mut plan = good();
        plan.needs.push(PlanNeed { need: Need::Sensory, weight: Weight::Some, words: String::new() });
        assert_eq!(plan.needs_without_action(), [Need::Sensory]);
    }
}
