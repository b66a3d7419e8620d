//! The facts about the Fund as they are written, one by one, and what must hold of any question.

use proptest::prelude::*;

use super::*;
use crate::schemes::decide;

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

fn asks(on: &str) -> Question {
    Question {
        on: d(on),
        born: Date::new(d(on).year() - 9, 1, 1).unwrap(),
        route: LegalRoute::Adoption,
        ehcp: false,
        therapy: Pence::ZERO,
        assessment: Pence::ZERO,
        used_therapy: Pence::ZERO,
        used_assessment: Pence::ZERO,
        match_cap: None,
    }
}

fn told(question: &Question) -> Answer {
    answer(Schemes::shipped().unwrap(), question)
}

/// Fundable, the Fund's share above, and above, in pounds.
fn pounds(question: &Question) -> [i64; 3] {
    let answer = told(question);
    assert!(answer.eligible, "{:?}", answer.reasons);
    [answer.fundable_pence, answer.match_funding_pence, answer.above_limit_pence].map(|p| {
        assert_eq!(p.0 % 100, 0);
        p.0 / 100
    })
}

fn asked(on: &str, therapy: i64, assessment: i64, used: (i64, i64)) -> [i64; 3] {
    pounds(&Question {
        therapy: Pence::pounds(therapy),
        assessment: Pence::pounds(assessment),
        used_therapy: Pence::pounds(used.0),
        used_assessment: Pence::pounds(used.1),
        ..asks(on)
    })
}

/// HCWS589 of 22 April 2025 and communitycare.co.uk/?p=217113: £3,000 a child a year in all, up to £2,500 of it for
/// assessment, and no match funding.
#[test]
fn from_april_2025_there_are_3000_with_the_assessment_inside_and_no_match() {
    for day in ["2025-04-01", "2025-04-14", "2025-12-25", "2026-03-31", "2026-04-01", "2027-03-31"] {
        assert_eq!(asked(day, 3_000, 0, (0, 0)), [3_000, 0, 0], "{day}");
        assert_eq!(asked(day, 5_000, 0, (0, 0)), [3_000, 0, 2_000], "{day}");
        assert_eq!(asked(day, 0, 2_500, (0, 0)), [2_500, 0, 0], "{day}");
        assert_eq!(asked(day, 0, 3_000, (0, 0)), [2_500, 0, 500], "{day}");
        assert_eq!(asked(day, 3_000, 2_500, (0, 0)), [3_000, 0, 2_500], "{day}");
        assert_eq!(asked(day, 1_000, 0, (500, 2_000)), [500, 0, 500], "{day}");
        assert_eq!(asked(day, 0, 1_000, (2_500, 0)), [500, 0, 500], "{day}");
        assert_eq!(asked(day, 1, 1, (3_000, 0)), [0, 0, 2], "{day}");
        assert_eq!(asked(day, 1_000, 0, (9_000, 0)), [0, 0, 1_000], "{day}");
    }
}

/// communitycare.co.uk/?p=217113: £5,000 for therapy, £2,500 apart for assessment, and half of the cost above in cases
/// of higher risk, up to £30,000.
#[test]
fn until_march_2025_there_are_5000_and_2500_apart_and_the_fund_matches_half() {
    for day in ["2017-04-01", "2022-04-01", "2024-02-29", "2025-03-31"] {
        assert_eq!(asked(day, 5_000, 2_500, (0, 0)), [7_500, 0, 0], "{day}");
        assert_eq!(asked(day, 0, 3_000, (0, 0)), [2_500, 0, 500], "{day}");
        assert_eq!(asked(day, 0, 2_500, (5_000, 0)), [2_500, 0, 0], "{day}");
        assert_eq!(asked(day, 5_000, 0, (0, 2_500)), [5_000, 0, 0], "{day}");
        assert_eq!(asked(day, 9_000, 0, (0, 0)), [5_000, 2_000, 4_000], "{day}");
        assert_eq!(asked(day, 9_000, 0, (3_000, 0)), [2_000, 3_500, 7_000], "{day}");
        // Only therapy is matched.
        assert_eq!(asked(day, 6_000, 3_500, (0, 0)), [7_500, 500, 2_000], "{day}");
    }
}

/// The worked example of communitycare.co.uk, 7 October 2016: of £50,000 the Fund pays £27,500.
#[test]
fn the_fund_pays_30000_for_a_child_and_no_more() {
    assert_eq!(asked("2016-10-07", 50_000, 0, (0, 0)), [5_000, 22_500, 45_000]);
    assert_eq!(asked("2024-06-01", 55_000, 0, (0, 0)), [5_000, 25_000, 50_000]);
    assert_eq!(asked("2024-06-01", 90_000, 0, (0, 0)), [5_000, 25_000, 85_000]);
    assert_eq!(asked("2024-06-01", 90_000, 0, (29_000, 0)), [0, 1_000, 90_000]);
    assert_eq!(asked("2024-06-01", 10_000, 0, (30_000, 0)), [0, 0, 10_000]);
}

/// “Half of the annual therapy cost, up to a maximum of £30,000” can be read as a cap on the cost: a setting.
#[test]
fn the_cap_can_be_counted_on_the_cost_where_sources_leave_it_open() {
    let on_cost = |on: &str, therapy: i64, used: i64| {
        pounds(&Question {
            therapy: Pence::pounds(therapy),
            used_therapy: Pence::pounds(used),
            match_cap: Some(MatchCap::Cost),
            ..asks(on)
        })
    };
    assert_eq!(on_cost("2024-06-01", 30_000, 0), [5_000, 12_500, 25_000]);
    assert_eq!(on_cost("2024-06-01", 55_000, 0), [5_000, 12_500, 50_000]);
    assert_eq!(on_cost("2024-06-01", 20_000, 15_000), [0, 2_500, 20_000]);
    // The example of 2016 rules the other reading out, and later there is nothing to cap.
    assert_eq!(on_cost("2016-10-07", 50_000, 0), [5_000, 22_500, 45_000]);
    assert_eq!(on_cost("2025-06-01", 5_000, 0), [3_000, 0, 2_000]);
    let v = |on: &str| Schemes::shipped().unwrap().on(d(on)).unwrap();
    assert!(v("2016-10-07").with_match_cap(MatchCap::Cost).is_err());
    assert!(v("2024-06-01").with_match_cap(MatchCap::Cost).is_ok());
}

/// adoptionuk.org: no limit until October 2016.
#[test]
fn before_october_2016_there_was_no_limit() {
    for day in ["2014-06-01", "2015-05-01", "2016-10-05"] {
        assert_eq!(asked(day, 60_000, 9_000, (9_000, 9_000)), [69_000, 0, 0], "{day}");
    }
    assert_eq!(asked("2016-10-06", 6_000, 0, (0, 0)), [5_000, 500, 1_000]);
    // Until April 2017 an assessment came out of the one limit.
    assert_eq!(asked("2016-12-01", 5_000, 2_000, (0, 0)), [5_000, 1_000, 2_000]);
}

/// An odd penny is the council's: the Fund pays none that is not matched.
#[test]
fn an_odd_penny_is_not_the_funds() {
    let answer = told(&Question { therapy: Pence(500_001), ..asks("2024-06-01") });
    assert_eq!((answer.match_funding_pence, answer.above_limit_pence), (Pence(0), Pence(1)));
    let answer = told(&Question { therapy: Pence(500_003), ..asks("2024-06-01") });
    assert_eq!((answer.match_funding_pence, answer.above_limit_pence), (Pence(1), Pence(3)));
}

/// The guide to March 2025: up to and including 21, or 25 with a plan.
#[test]
fn ages_run_until_the_birthday_after_the_last() {
    let eligible =
        |born: &str, ehcp: bool, on: &str| told(&Question { born: d(born), ehcp, ..asks(on) }).eligible;
    for on in ["2024-06-01", "2025-06-01", "2026-06-01"] {
        let born = |years: i16, day: &str| format!("{}-{day}", d(on).year() - years);
        assert!(eligible(&born(22, "06-02"), false, on));
        assert!(!eligible(&born(22, "06-01"), false, on));
        assert!(eligible(&born(22, "06-01"), true, on));
        assert!(eligible(&born(26, "06-02"), true, on));
        assert!(!eligible(&born(26, "06-01"), true, on));
        assert!(eligible(on, false, on));
    }
    // Of 29 February the birthday is on 1 March of a year without that day.
    assert!(eligible("2004-02-29", false, "2026-02-28"));
    assert!(!eligible("2004-02-29", false, "2026-03-01"));
    assert!(!eligible("2002-02-28", false, "2024-02-29"));
    assert!(!eligible("2002-03-01", false, "2024-03-01"));
    assert!(eligible("2002-03-01", false, "2024-02-29"));
}

/// The guide to March 2025, and the days on which the routes joined.
#[test]
fn routes_are_helped_from_their_days() {
    let eligible = |route, on: &str| told(&Question { route, ..asks(on) }).eligible;
    use LegalRoute::{Adoption, ChildArrangements, Intercountry, Other, Placed, SpecialGuardianship};
    for route in [Adoption, ChildArrangements, Intercountry, Placed, SpecialGuardianship] {
        for on in ["2022-06-01", "2025-03-31", "2025-06-01", "2026-06-01"] {
            assert!(eligible(route, on), "{route:?} {on}");
        }
    }
    assert!(!eligible(Other, "2025-06-01"));
    assert!(eligible(Adoption, "2014-06-01"));
    assert!(!eligible(SpecialGuardianship, "2016-03-31"));
    assert!(eligible(SpecialGuardianship, "2016-04-01"));
    assert!(!eligible(Intercountry, "2016-03-31"));
    let answer = told(&Question { route: SpecialGuardianship, ..asks("2025-06-01") });
    let says = |rule: &str| answer.reasons.iter().find(|r| r.rule == rule).unwrap().text.clone();
    assert!(says(rule::ROUTE).contains("in council care immediately before the special guardianship order"));
}

#[test]
fn a_child_who_is_not_helped_has_nothing_and_the_reason() {
    let asked = Question { born: d("2003-06-01"), therapy: Pence::pounds(1_000), ..asks("2025-06-01") };
    let answer = told(&asked);
    assert!(!answer.eligible);
    assert_eq!(
        [answer.fundable_pence, answer.match_funding_pence, answer.above_limit_pence],
        [Pence::ZERO; 3]
    );
    assert_eq!(answer.reasons.iter().map(|r| r.rule).collect::<Vec<_>>(), [reason::SCHEME, rule::AGE]);
    assert_eq!(answer.scheme.unwrap().as_str(), "asgsf-2025-26.2");
}

#[test]
fn outside_the_days_of_the_fund_no_rules_are_known() {
    for (on, words) in [
        ("2014-05-31", "no fund yet"),
        ("1990-01-01", "no fund yet"),
        ("2027-04-01", "no source gives its limits after 31 March 2027"),
        ("2028-03-31", "no source gives its limits"),
        ("2028-04-01", "and no further"),
    ] {
        let answer = told(&Question { therapy: Pence::pounds(100), ..asks(on) });
        assert_eq!((answer.scheme, answer.eligible), (None, false));
        assert_eq!(answer.fundable_pence, Pence::ZERO);
        assert_eq!(answer.reasons.len(), 1);
        assert!(answer.reasons[0].text.contains(words), "{on}: {}", answer.reasons[0].text);
        assert!(!answer.reasons[0].source.is_empty());
    }
}

/// cypnow.co.uk and cvaa.org.uk, 1 April 2025: the money was announced, and new applications held until 14 April. The
/// child stays eligible by the limits of the year; the reason says when to apply.
#[test]
fn while_the_fund_was_shut_the_answer_says_when_to_apply() {
    let answer = told(&Question { therapy: Pence::pounds(4_000), ..asks("2025-04-07") });
    assert!(answer.eligible);
    assert_eq!(answer.fundable_pence, Pence::pounds(3_000));
    let shut = answer.reasons.iter().find(|r| r.rule == rule::NOT_OPEN).unwrap();
    assert!(shut.text.contains("Apply on 14 April 2025 or later"));
    assert!(told(&asks("2025-04-14")).reasons.iter().all(|r| r.rule != rule::NOT_OPEN));
}

#[test]
fn the_answer_is_the_json_that_is_promised() {
    let json = serde_json::to_value(told(&Question { therapy: Pence::pounds(9_000), ..asks("2024-06-01") }))
        .unwrap();
    let mut names: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    let promised =
        ["above_limit_pence", "eligible", "fundable_pence", "match_funding_pence", "reasons", "scheme"];
    assert_eq!(names, promised);
    assert_eq!(json["scheme"], "asgsf-2024-25.1");
    assert_eq!(json["match_funding_pence"], 200_000);
    for reason in json["reasons"].as_array().unwrap() {
        assert_eq!(reason.as_object().unwrap().len(), 3);
        assert!(!reason["source"].as_str().unwrap().is_empty());
    }
}

fn any_question() -> impl Strategy<Value = Question> {
    let money = || prop_oneof![Just(0_i64), 0..700_000_i64, 0..9_000_000_i64];
    (0..5_200_i32, 0..30_i16, any::<bool>(), 0..LegalRoute::ALL.len(), money(), money(), money(), money())
        .prop_map(|(days, age, ehcp, route, therapy, assessment, used_therapy, used_assessment)| {
            let on = kernel::Calendar::england().add_days(d("2014-01-01"), days);
            Question {
                on,
                born: Date::new(on.year() - age, 1, 1).unwrap(),
                route: LegalRoute::ALL[route],
                ehcp,
                therapy: Pence(therapy),
                assessment: Pence(assessment),
                used_therapy: Pence(used_therapy),
                used_assessment: Pence(used_assessment),
                match_cap: (days % 3 == 0).then_some(MatchCap::Cost),
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn nothing_is_lost_and_nothing_is_paid_twice(q in any_question()) {
        let answer = told(&q);
        let asked = q.therapy + q.assessment;
        if answer.eligible {
            prop_assert_eq!(answer.fundable_pence + answer.above_limit_pence, asked);
        } else {
            prop_assert_eq!(answer.fundable_pence + answer.above_limit_pence, Pence::ZERO);
        }
        prop_assert!(answer.match_funding_pence.0 * 2 <= answer.above_limit_pence.0);
        prop_assert!([answer.fundable_pence, answer.match_funding_pence, answer.above_limit_pence]
            .iter().all(|p| !p.is_negative()));
        prop_assert!(!answer.reasons.is_empty());
    }

    /// The short answer and the check that an application goes through agree to the penny.
    #[test]
    fn an_application_for_what_is_fundable_is_allowed_and_a_penny_more_is_not(q in any_question()) {
        // What the council had matched before is not asked here, and an application for therapy is checked alone.
        let q = Question {
            used_therapy: q.used_therapy.min(Pence::pounds(2_000)),
            used_assessment: q.used_assessment.min(Pence::pounds(900)),
            assessment: Pence::ZERO, match_cap: None, ..q
        };
        let answer = told(&q);
        let ask = |amount: Pence| decide(&Ask {
            kind: AskKind::Therapy,
            amount,
            council_share: answer.match_funding_pence,
            applied_on: q.on,
            assessed_on: Some(q.on),
            starts_on: q.on,
            ends_on: q.on,
            urgent_start: false,
            child_born: q.born,
            has_ehcp: q.ehcp,
            legal_route: q.route,
            therapy: "ddp".to_owned(),
            already: Used { therapy: q.used_therapy, assessment: q.used_assessment, council: Pence::ZERO },
        });
        let paid = answer.fundable_pence + answer.match_funding_pence;
        if answer.eligible && paid > Pence::ZERO {
            let decision = ask(paid);
            let shut = decision.refusals.iter().all(|r| r.rule == rule::NOT_OPEN);
            prop_assert!(decision.allowed || shut, "{:?}", decision.refusals);
            if answer.above_limit_pence > Pence::ZERO {
                prop_assert!(!ask(paid + Pence(1)).allowed);
            }
        }
        if answer.scheme.is_some() && !answer.eligible {
            prop_assert!(!ask(Pence(1)).allowed);
        }
    }
}
