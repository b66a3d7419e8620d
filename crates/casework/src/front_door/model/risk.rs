//! How urgent an enquiry looks, to put the duty queue in order. It suggests and explains;
//! it decides nothing. The rules are Hearth's own.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Asker;

kernel::codes! {
    /// Worries that the form asks about.
    Warning {
        ImmediateDanger = "immediate-danger", "Somebody is in danger now";
        Harm = "harm", "Worry that somebody is harming a child";
        SelfHarm = "self-harm", "Self-harm, or not wanting to live";
        Missing = "missing", "Going missing";
        Exploitation = "exploitation", "Being drawn into harm by people outside the family";
        Violence = "violence", "Violence or threats at home";
        PlacementAtRisk = "placement-at-risk", "Fear that the child cannot stay at home";
        OutOfSchool = "out-of-school", "Not in school, or only part of the week";
        Exhausted = "exhausted", "Parents or carers at the end of their strength";
        OnlineContact = "online-contact", "Unplanned contact with birth family, online or otherwise";
    }
}

kernel::codes! {
    /// How soon a person should look.
    RiskLevel {
        Low = "low", "Low";
        Medium = "medium", "Medium";
        High = "high", "High";
    }
}

/// What the suggestion is drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskFacts<'a> {
    /// The worries that were ticked.
    pub warnings: &'a BTreeSet<Warning>,
    /// Age of the person the support is for, in whole years, if known.
    pub age: Option<i32>,
    /// Who asks, if known.
    pub asker: Option<Asker>,
    /// Other enquiries by or about the same people in the last twelve months, as a worker confirmed them.
    pub earlier: u32,
}

/// Why an enquiry looks as urgent as it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RiskReason {
    /// The level that it points to.
    pub level: RiskLevel,
    /// In plain English.
    pub text: &'static str,
}

/// How urgent an enquiry looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Risk {
    /// The suggestion.
    pub level: RiskLevel,
    /// Why, the most urgent first; empty when nothing raised it.
    pub reasons: Vec<RiskReason>,
    /// Whether the worker is asked to consider the safeguarding path at once (FD3).
    pub consider_safeguarding: bool,
}

/// Suggests how urgent an enquiry is.
pub fn risk(facts: &RiskFacts<'_>) -> Risk {
    let has = |warning| facts.warnings.contains(&warning);
    let mut reasons: Vec<RiskReason> = facts.warnings.iter().map(|warning| alone(*warning)).collect();
    let mut because = |holds: bool, level, text| {
        if holds {
            reasons.push(RiskReason { level, text });
        }
    };

    let unsafe_at_home = has(Warning::Violence) || has(Warning::PlacementAtRisk);
    let under_five = facts.age.is_some_and(|age| (0..5).contains(&age));
    let by_child = facts.asker == Some(Asker::YoungPerson) && facts.age.is_none_or(|age| age < 18);
    because(
        has(Warning::Violence) && has(Warning::PlacementAtRisk),
        RiskLevel::High,
        "There is violence at home and a fear that the child cannot stay.",
    );
    because(
        under_five && unsafe_at_home,
        RiskLevel::High,
        "The child is under 5 and home may not be safe or may not last.",
    );
    because(
        by_child && unsafe_at_home,
        RiskLevel::High,
        "A young person asks for themselves and home may not be safe or may not last.",
    );
    because(by_child, RiskLevel::Medium, "A young person asks for themselves.");
    because(
        under_five && !facts.warnings.is_empty(),
        RiskLevel::Medium,
        "The child is under 5 and a worry was ticked.",
    );
    because(facts.warnings.len() >= 4, RiskLevel::High, "Four or more worries were ticked together.");
    because(
        facts.earlier >= 2,
        RiskLevel::Medium,
        "This family has asked for help at least twice in the past year.",
    );

    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.level));
    let level = reasons.iter().map(|r| r.level).max().unwrap_or(RiskLevel::Low);
    let protect =
        [Warning::ImmediateDanger, Warning::Harm, Warning::SelfHarm, Warning::Missing, Warning::Exploitation];
    let consider_safeguarding = protect.into_iter().any(has) || (under_five && has(Warning::Violence));
    Risk { level, reasons, consider_safeguarding }
}

/// What one worry means by itself.
fn alone(warning: Warning) -> RiskReason {
    let (level, text) = match warning {
        Warning::ImmediateDanger => (RiskLevel::High, "Somebody may be in danger now."),
        Warning::Harm => (RiskLevel::High, "There is a worry that somebody is harming a child."),
        Warning::SelfHarm => (RiskLevel::High, "Self-harm, or not wanting to live, was mentioned."),
        Warning::Missing => (RiskLevel::High, "The child goes missing."),
        Warning::Exploitation => {
            (RiskLevel::High, "People outside the family may be drawing the child into harm.")
        }
        Warning::Violence => (RiskLevel::Medium, "There is violence or there are threats at home."),
        Warning::PlacementAtRisk => {
            (RiskLevel::Medium, "The family fears that the child cannot stay at home.")
        }
        Warning::OutOfSchool => {
            (RiskLevel::Medium, "The child is out of school for all or part of the week.")
        }
        Warning::Exhausted => (RiskLevel::Medium, "The parents or carers are at the end of their strength."),
        Warning::OnlineContact => {
            (RiskLevel::Medium, "There was contact with birth family that nobody had planned.")
        }
    };
    RiskReason { level, text }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(warnings: &[Warning], age: Option<i32>, asker: Asker) -> Risk {
        let warnings = warnings.iter().copied().collect();
        risk(&RiskFacts { warnings: &warnings, age, asker: Some(asker), earlier: 0 })
    }

    #[test]
    fn nothing_ticked_is_low_without_reasons() {
        let calm = of(&[], Some(9), Asker::AdoptiveParent);
        assert_eq!(calm, Risk { level: RiskLevel::Low, reasons: vec![], consider_safeguarding: false });
    }

    #[test]
    fn danger_is_high_and_points_to_safeguarding() {
        for warning in [Warning::ImmediateDanger, Warning::Harm, Warning::SelfHarm, Warning::Missing] {
            let found = of(&[warning], None, Asker::KinshipCarer);
            assert_eq!(found.level, RiskLevel::High);
            assert!(found.consider_safeguarding);
        }
    }

    #[test]
    fn violence_is_medium_until_the_placement_or_a_small_child_is_at_risk() {
        assert_eq!(of(&[Warning::Violence], Some(12), Asker::AdoptiveParent).level, RiskLevel::Medium);
        let both = of(&[Warning::Violence, Warning::PlacementAtRisk], Some(12), Asker::AdoptiveParent);
        assert_eq!(both.level, RiskLevel::High);
        let small = of(&[Warning::Violence], Some(4), Asker::AdoptiveParent);
        assert_eq!((small.level, small.consider_safeguarding), (RiskLevel::High, true));
        assert_eq!(of(&[Warning::Violence], Some(5), Asker::AdoptiveParent).level, RiskLevel::Medium);
    }

    #[test]
    fn a_young_person_who_asks_is_not_left_at_the_end() {
        assert_eq!(of(&[], Some(15), Asker::YoungPerson).level, RiskLevel::Medium);
        assert_eq!(of(&[], Some(19), Asker::YoungPerson).level, RiskLevel::Low);
        assert_eq!(of(&[Warning::PlacementAtRisk], None, Asker::YoungPerson).level, RiskLevel::High);
    }

    #[test]
    fn asking_again_and_again_counts() {
        let none = BTreeSet::new();
        let found = risk(&RiskFacts { warnings: &none, age: None, asker: None, earlier: 2 });
        assert_eq!(found.level, RiskLevel::Medium);
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn one_more_worry_never_lowers_the_risk(
            warnings in prop::collection::btree_set(prop::sample::select(Warning::ALL), 0..6),
            more in prop::sample::select(Warning::ALL),
            age in prop::option::of(0_i32..30),
            asker in prop::option::of(prop::sample::select(Asker::ALL)),
            earlier in 0_u32..4,
        ) {
            let before = risk(&RiskFacts { warnings: &warnings, age, asker, earlier });
            let mut wider = warnings.clone();
            wider.insert(more);
            let after = risk(&RiskFacts { warnings: &wider, age, asker, earlier });
            prop_assert!(after.level >= before.level);
            prop_assert!(after.consider_safeguarding >= before.consider_safeguarding);
            prop_assert_eq!(after.level, after.reasons[0].level);
        }
    }
}
