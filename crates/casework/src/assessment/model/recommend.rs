//! From needs and signals to a suggested level of support, with reasons (requirement AS4;
//! the weighted needs are those of S4, "The model", targeted support).

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Level, Need, Weight};
use serde::{Deserialize, Serialize};

use super::{Framework, Rule};

kernel::codes! {
    /// Facts besides the needs that change what is suggested.
    Signal {
        PlacementAtRisk = "placement-at-risk", "The child may not be able to stay at home";
        Safeguarding = "safeguarding", "There is a safeguarding concern";
        SelfHarm = "self-harm", "Self-harm, or not wanting to live";
        Missing = "missing", "Goes missing, or is being drawn into harm";
        OutOfSchool = "out-of-school", "Out of school for all or part of the week";
        FirstYear = "first-year", "Has lived with the family for less than a year";
        ChangeComing = "change-coming", "A large change is coming";
        NobodyToCall = "nobody-to-call", "The parents or carers have nobody to call on";
        NotHelpedBefore = "not-helped-before", "Earlier help made too little difference";
    }
}

/// One reason for a suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule's code in the framework, or `points`.
    pub rule: String,
    /// The level it points to.
    pub level: Level,
    /// Why, in plain English.
    pub text: String,
    /// What to arrange because of it.
    pub suggest: Option<String>,
}

/// What one need adds to the points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The need.
    pub need: Need,
    /// Its weight.
    pub weight: Weight,
    /// The points of that weight.
    pub points: u32,
    /// How much more this need weighs: 1 for most.
    pub factor: u32,
}

impl Counted {
    /// What it adds.
    pub fn sum(&self) -> u32 {
        self.points.saturating_mul(self.factor)
    }
}

/// What the framework suggests. A person decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// The version of the framework that suggested it.
    pub framework: String,
    /// The suggested level.
    pub level: Level,
    /// The points of all needs together.
    pub points: u32,
    /// Whether a detailed assessment by several disciplines is suggested.
    pub detailed: bool,
    /// Why, the highest level first.
    pub reasons: Vec<Reason>,
    /// What each need adds to the points; empty for assessments completed before this was kept.
    #[serde(default)]
    pub counted: Vec<Counted>,
}

/// Suggests a level of support from the needs found and the signals ticked. A need given
/// twice counts once, at its higher weight.
pub fn recommend(
    framework: &Framework,
    needs: &[(Need, Weight)],
    signals: &BTreeSet<Signal>,
) -> Recommendation {
    let mut weights: BTreeMap<Need, Weight> = BTreeMap::new();
    for (need, weight) in needs {
        let held = weights.entry(*need).or_insert(*weight);
        *held = (*held).max(*weight);
    }

    let scoring = &framework.recommendation;
    let counted: Vec<Counted> = weights
        .iter()
        .map(|(need, weight)| {
            let factor = if scoring.weighted.contains(need) { scoring.weighted_factor } else { 1 };
            Counted { need: *need, weight: *weight, points: weight.points(), factor }
        })
        .collect();
    let points = counted.iter().fold(0_u32, |sum, c| sum.saturating_add(c.sum()));
    let applying = scoring.rules.iter().filter(|rule| applies(rule, &weights, signals));
    let detailed = applying.clone().any(|rule| rule.detailed);
    let mut reasons: Vec<Reason> = applying
        .map(|rule| Reason {
            rule: rule.code.clone(),
            level: rule.level,
            text: rule.why.clone(),
            suggest: Some(rule.suggest.clone()),
        })
        .collect();
    reasons.push(by_points(framework, points, weights.len()));
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.level));

    let level = reasons.iter().map(|r| r.level).max().unwrap_or(Level::Universal);
    Recommendation { framework: framework.version.clone(), level, points, detailed, reasons, counted }
}

fn applies(rule: &Rule, weights: &BTreeMap<Need, Weight>, signals: &BTreeSet<Signal>) -> bool {
    let need = rule.need.is_none_or(|need| {
        weights.get(&need).is_some_and(|weight| rule.at_least.is_none_or(|least| *weight >= least))
    });
    let signal = rule.signal.is_none_or(|signal| signals.contains(&signal));
    let among = rule.among.iter().filter(|need| weights.contains_key(need)).count() >= rule.count;
    need && signal && among
}

fn by_points(framework: &Framework, points: u32, needs: usize) -> Reason {
    let scoring = &framework.recommendation;
    let level = match points {
        p if p >= scoring.intensive_points => Level::Intensive,
        p if p >= scoring.targeted_points => Level::Targeted,
        _ => Level::Universal,
    };
    let text = match needs {
        0 => "No needs were recorded.".to_owned(),
        n => format!(
            "{n} {} with {points} {} together. Targeted support is suggested from {}, intensive from {}.",
            if n == 1 { "need" } else { "needs" },
            if points == 1 { "point" } else { "points" },
            scoring.targeted_points,
            scoring.intensive_points,
        ),
    };
    Reason { rule: "points".into(), level, text, suggest: None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{framework, versions};
    use super::*;

    fn suggest(needs: &[(Need, Weight)], signals: &[Signal]) -> Recommendation {
        recommend(framework("2026.1").unwrap(), needs, &signals.iter().copied().collect())
    }

    #[test]
    fn nothing_found_suggests_universal_and_says_so() {
        let nothing = suggest(&[], &[]);
        assert_eq!((nothing.level, nothing.points, nothing.detailed), (Level::Universal, 0, false));
        assert_eq!(nothing.reasons[0].text, "No needs were recorded.");
    }

    #[test]
    fn a_light_need_stays_universal_and_a_weighted_one_does_not() {
        assert_eq!(suggest(&[(Need::Trauma, Weight::Some)], &[]).level, Level::Universal);
        for need in framework("2026.1").unwrap().recommendation.weighted.iter() {
            let given = suggest(&[(*need, Weight::Some)], &[]);
            assert!(given.level >= Level::Targeted, "{need:?}");
            assert!(given.reasons.iter().any(|r| r.suggest.is_some()), "{need:?} has a suggestion");
        }
    }

    #[test]
    fn violence_and_a_developmental_need_together_are_intensive() {
        let apart = suggest(&[(Need::Violence, Weight::Some)], &[]);
        let together = suggest(&[(Need::Violence, Weight::Some), (Need::Fasd, Weight::Some)], &[]);
        assert_eq!((apart.level, together.level), (Level::Targeted, Level::Intensive));
        assert_eq!(together.reasons[0].rule, "violence-and-development");
    }

    #[test]
    fn signals_count_without_any_need() {
        let at_risk = suggest(&[], &[Signal::PlacementAtRisk]);
        assert_eq!((at_risk.level, at_risk.detailed), (Level::Intensive, true));
        assert_eq!(suggest(&[], &[Signal::ChangeComing]).level, Level::Targeted);
    }

    #[test]
    fn many_needs_add_up() {
        let needs = [
            (Need::Trauma, Weight::Severe),
            (Need::Regulation, Weight::Severe),
            (Need::Relationships, Weight::Severe),
            (Need::Parents, Weight::Severe),
        ];
        assert_eq!(suggest(&needs, &[]).level, Level::Intensive);
        assert_eq!(suggest(&needs[..3], &[]).level, Level::Targeted);
    }

    fn some_needs() -> impl Strategy<Value = Vec<(Need, Weight)>> {
        let one = (prop::sample::select(Need::ALL), prop::sample::select(Weight::ALL));
        prop::collection::vec(one, 0..8)
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn finding_more_never_suggests_less(
            needs in some_needs(),
            more in some_needs(),
            signals in prop::collection::btree_set(prop::sample::select(Signal::ALL), 0..4),
            signal in prop::sample::select(Signal::ALL),
        ) {
            let mut wider = signals.clone();
            wider.insert(signal);
            let wider_needs = [needs.clone(), more].concat();
            for version in versions().unwrap() {
                let before = recommend(version, &needs, &signals);
                let after = recommend(version, &wider_needs, &wider);
                prop_assert!(after.level >= before.level);
                prop_assert!(after.points >= before.points);
                prop_assert!(after.detailed >= before.detailed);
            }
        }

        #[test]
        fn the_order_of_needs_does_not_matter(needs in some_needs()) {
            let framework = framework("2026.1").unwrap();
            let mut turned = needs.clone();
            turned.reverse();
            let none = BTreeSet::new();
            prop_assert_eq!(recommend(framework, &needs, &none), recommend(framework, &turned, &none));
        }

        #[test]
        fn the_level_is_always_explained(needs in some_needs()) {
            let given = recommend(framework("2026.1").unwrap(), &needs, &BTreeSet::new());
            prop_assert_eq!(given.counted.iter().map(Counted::sum).sum::<u32>(), given.points);
            prop_assert!(given.reasons.iter().any(|r| r.level == given.level));
        }
    }
}
