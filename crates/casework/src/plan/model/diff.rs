//! What changed from one version of a plan to the next, for its history page (requirement PL1).

use std::fmt::Display;

use kernel::Need;
use serde::Serialize;

use super::{Action, ActionState, PlanContent};

kernel::codes! {
    /// What happened to a part.
    ChangeKind {
        Added = "added", "Added";
        Removed = "removed", "Removed";
        Changed = "changed", "Changed";
    }
}

kernel::codes! {
    /// The part of a plan that changed.
    Part {
        Level = "level", "Level of support";
        Summary = "summary", "What the plan is for";
        Coordinator = "coordinator", "Named coordinator";
        Need = "need", "Need";
        Goal = "goal", "Goal";
        Action = "action", "Action";
        Review = "review", "Next review";
        Escalation = "escalation", "If things get worse";
        OtherPlans = "other-plans", "Other plans";
        Adulthood = "adulthood", "At 18 and after";
    }
}

/// One change. `before` is missing for what was added, `after` for what was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// To which part.
    pub part: Part,
    /// Which one of the needs, goals or actions: its code or id.
    pub key: Option<String>,
    /// How it read before.
    pub before: Option<String>,
    /// How it reads now.
    pub after: Option<String>,
}

/// What changed between two versions, in the order of the plan. Order within a list is no change.
pub fn diff(before: &PlanContent, after: &PlanContent) -> Vec<Change> {
    let one = |part, key: Option<String>, before: Option<String>, after: Option<String>| {
        let kind = match (&before, &after) {
            (Some(old), Some(new)) if old != new => ChangeKind::Changed,
            (None, Some(_)) => ChangeKind::Added,
            (Some(_), None) => ChangeKind::Removed,
            _ => return None,
        };
        Some(Change { kind, part, key, before, after })
    };
    let mut changes = Vec::new();
    changes.extend(one(
        Part::Level,
        None,
        Some(before.level.label().to_owned()),
        Some(after.level.label().to_owned()),
    ));
    changes.extend(one(Part::Summary, None, text(&before.summary), text(&after.summary)));
    changes.extend(coordinators(before, after));
    for (key, old, new) in pairs(&before.needs, &after.needs, |n| n.need.code()) {
        let say = |n: &super::PlanNeed| lines(&[n.need.label(), n.weight.label(), &n.words]);
        changes.extend(one(Part::Need, Some(key), old.map(say), new.map(say)));
    }
    for (key, old, new) in pairs(&before.goals, &after.goals, |g| g.id) {
        let say = |g: &super::PlanGoal| g.words.clone();
        changes.extend(one(Part::Goal, Some(key), old.map(say), new.map(say)));
    }
    for (key, old, new) in pairs(&before.actions, &after.actions, |a| a.id) {
        changes.extend(one(Part::Action, Some(key), old.map(say_action), new.map(say_action)));
    }
    let day = |plan: &PlanContent| plan.review_on.map(|day| day.to_string());
    changes.extend(one(Part::Review, None, day(before), day(after)));
    changes.extend(one(Part::Escalation, None, text(&before.escalation), text(&after.escalation)));
    changes.extend(one(Part::OtherPlans, None, text(&before.other_plans), text(&after.other_plans)));
    changes.extend(one(Part::Adulthood, None, text(&before.adulthood), text(&after.adulthood)));
    changes
}

/// A hand-off is a change of account, even to a namesake: hand-offs are counted (requirement PL2).
fn coordinators(before: &PlanContent, after: &PlanContent) -> Option<Change> {
    if before.coordinator == after.coordinator {
        return None;
    }
    let kind = match (&before.coordinator, &after.coordinator) {
        (None, _) => ChangeKind::Added,
        (_, None) => ChangeKind::Removed,
        _ => ChangeKind::Changed,
    };
    let name = |plan: &PlanContent| plan.coordinator.as_ref().map(|c| c.name.clone());
    Some(Change { kind, part: Part::Coordinator, key: None, before: name(before), after: name(after) })
}

fn text(words: &str) -> Option<String> {
    (!words.is_empty()).then(|| words.to_owned())
}

fn lines(parts: &[&str]) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn say_action(action: &Action) -> String {
    let due = action.due.map(|day| format!("by {day}")).unwrap_or_default();
    let state = if action.state == ActionState::Open { "" } else { action.state.label() };
    let need = action.need.map_or("", Need::label);
    lines(&[&action.what, action.owner.label(), &action.owner_name, need, &due, state, &action.happened])
}

type Pair<'a, T> = (String, Option<&'a T>, Option<&'a T>);

/// Pairs the items of two lists by key: those of the first in their order, then the new ones.
fn pairs<'a, T, K: PartialEq + Display>(
    before: &'a [T],
    after: &'a [T],
    key: impl Fn(&T) -> K,
) -> Vec<Pair<'a, T>> {
    let find = |list: &'a [T], wanted: &K| list.iter().find(|item| key(item) == *wanted);
    let kept = before.iter().map(|old| (key(old).to_string(), Some(old), find(after, &key(old))));
    let new = after.iter().filter(|item| find(before, &key(item)).is_none());
    kept.chain(new.map(|item| (key(item).to_string(), None, Some(item)))).collect()
}

#[cfg(test)]
mod tests {
    use kernel::{Date, Id, Level, Need, Weight};
    use proptest::prelude::*;

    use super::super::{
        Coordinator, PlanGoal, PlanNeed,
        content::tests::{action, good},
    };
    use super::*;

    #[test]
    fn a_version_tells_what_was_added_removed_and_changed() {
        let before = good();
        let mut after = good();
        after.level = Level::Intensive;
        after.needs.push(PlanNeed { need: Need::Violence, weight: Weight::Strong, words: String::new() });
        after.goals.clear();
        after.actions[0].state = ActionState::Done;
        after.actions[0].happened = "A room was found.".into();
        after.actions.push(action(9, "Safety plan"));
        let told: Vec<(Part, ChangeKind)> = diff(&before, &after).iter().map(|c| (c.part, c.kind)).collect();
        assert_eq!(
            told,
            [
                (Part::Level, ChangeKind::Changed),
                (Part::Need, ChangeKind::Added),
                (Part::Goal, ChangeKind::Removed),
                (Part::Action, ChangeKind::Changed),
                (Part::Action, ChangeKind::Added),
            ]
        );
        let done = &diff(&before, &after)[3];
        assert!(done.after.as_ref().unwrap().ends_with("Done · A room was found."));
    }

    #[test]
    fn a_hand_off_to_a_namesake_is_a_change() {
        let mut after = good();
        after.coordinator =
            Some(Coordinator { account: Id::from_parts(9, [9; 10]), name: "R. Patel".into() });
        assert_eq!(diff(&good(), &after)[0].part, Part::Coordinator);
        after.coordinator = None;
        assert_eq!(diff(&good(), &after)[0].kind, ChangeKind::Removed);
    }

    fn plan() -> impl Strategy<Value = PlanContent> {
        let needs = prop::collection::btree_map(
            prop::sample::select(Need::ALL),
            (prop::sample::select(Weight::ALL), "[a-z]{0,4}"),
            0..4,
        );
        let actions = prop::collection::btree_map(0_u8..6, "[a-z]{1,4}", 0..4);
        let goals = prop::collection::btree_map(0_u8..6, "[a-z]{1,4}", 0..4);
        (prop::sample::select(Level::ALL), needs, goals, actions, prop::option::of(1_i8..28)).prop_map(
            |(level, needs, goals, actions, day)| PlanContent {
                needs: needs
                    .into_iter()
                    .map(|(need, (weight, words))| PlanNeed { need, weight, words })
                    .collect(),
                goals: goals
                    .into_iter()
                    .map(|(seed, words)| PlanGoal { id: Id::from_parts(1, [seed; 10]), words })
                    .collect(),
                actions: actions.into_iter().map(|(seed, what)| action(seed, &what)).collect(),
                review_on: day.and_then(|day| Date::new(2027, 2, day).ok()),
                ..PlanContent::new(level)
            },
        )
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn nothing_changed_is_no_change(plan in plan()) {
            prop_assert!(diff(&plan, &plan).is_empty());
        }

        #[test]
        fn no_change_told_means_the_same_plan(a in plan(), b in plan()) {
            prop_assert_eq!(diff(&a, &b).is_empty(), a == b);
        }

        #[test]
        fn read_backwards_it_tells_the_opposite(a in plan(), b in plan()) {
            let mut there = diff(&a, &b);
            let mut back: Vec<Change> = diff(&b, &a)
                .into_iter()
                .map(|c| Change {
                    kind: match c.kind {
                        ChangeKind::Added => ChangeKind::Removed,
                        ChangeKind::Removed => ChangeKind::Added,
                        ChangeKind::Changed => ChangeKind::Changed,
                    },
                    before: c.after,
                    after: c.before,
                    ..c
                })
                .collect();
            let order = |c: &Change| (c.part, c.key.clone());
            there.sort_by_key(order);
            back.sort_by_key(order);
            prop_assert_eq!(there, back);
        }

        #[test]
        fn plans_survive_storage(plan in plan()) {
            let text = serde_json::to_string(&plan).unwrap();
            prop_assert_eq!(serde_json::from_str::<PlanContent>(&text).unwrap(), plan);
        }
    }
}
