//! Sums done by hand, and what must hold of any formula.

use kernel::Pence;
use proptest::{prelude::*, test_runner::RngSeed};

use super::{
    files,
    model::{Area, Factor, Formula, RULE, explain, share},
    tries::{draws, sensitivity},
};

fn area(code: &str, counts: [i64; 5], last_year: i64) -> Area {
    Area {
        code: code.into(),
        name: code.to_uppercase(),
        region: "North".into(),
        counts,
        last_year: Pence::pounds(last_year),
    }
}

fn plain(weights: [u32; 5]) -> Formula {
    Formula { weights, reserve: 0, floor: None, ceiling: None, damping: 100 }
}

fn pounds(pot: i64, areas: &[Area], formula: &Formula) -> Vec<i64> {
    share(Pence::pounds(pot), areas, formula).unwrap().areas.iter().map(|a| a.amount.0 / 100).collect()
}

fn three() -> [Area; 3] {
    [
        area("a", [100, 50, 0, 10, 7], 600),
        area("b", [300, 50, 0, 30, 7], 300),
        area("c", [0, 0, 0, 0, 0], 100),
    ]
}

#[test]
fn shares_follow_counts_and_weights() {
    assert_eq!(pounds(1_000, &three(), &plain([100, 0, 0, 0, 0])), [250, 750, 0]);
    assert_eq!(pounds(1_000, &three(), &plain([60, 40, 0, 0, 0])), [350, 650, 0]);
    let reserve = Formula { reserve: 10, ..plain([60, 40, 0, 0, 0]) };
    assert_eq!(share(Pence::pounds(1_000), &three(), &reserve).unwrap().reserve, Pence::pounds(100));
    assert_eq!(pounds(1_000, &three(), &reserve), [315, 585, 0]);
    // Half of the way from 600, 300 and 100.
    let damped = Formula { damping: 50, ..plain([100, 0, 0, 0, 0]) };
    assert_eq!(pounds(1_000, &three(), &damped), [425, 525, 50]);
    // Nobody below 80 per cent of last year: the others give in proportion.
    let floor = Formula { floor: Some(80), ..plain([100, 0, 0, 0, 0]) };
    assert_eq!(pounds(1_000, &three(), &floor), [480, 440, 80]);
    let ceiling = Formula { ceiling: Some(200), ..plain([100, 0, 0, 0, 0]) };
    assert_eq!(pounds(1_000, &three(), &ceiling), [400, 600, 0]);
}

#[test]
fn a_third_of_a_penny_is_nobodys() {
    let equal = ["a", "b", "c"].map(|code| area(code, [1, 0, 0, 0, 0], 0));
    let amounts: Vec<i64> = share(Pence(100), &equal, &plain([100, 0, 0, 0, 0]))
        .unwrap()
        .areas
        .iter()
        .map(|a| a.amount.0)
        .collect();
    assert_eq!(amounts, [34, 33, 33]);
}

#[test]
fn what_does_not_add_up_is_refused_with_words() {
    let refused = |pot: i64, areas: &[Area], formula: &Formula, words: &str| {
        let error = share(Pence::pounds(pot), areas, formula).unwrap_err();
        assert_eq!(error.code(), RULE);
        assert!(error.to_string().contains(words), "{error}");
    };
    let all = plain([100, 0, 0, 0, 0]);
    refused(1_000, &three(), &plain([50, 49, 0, 0, 0]), "come to 99 and not to 100");
    refused(1_000, &three(), &plain([50, 0, 50, 0, 0]), "no agency has a count of it");
    refused(1_000, &three(), &Formula { floor: Some(110), ..all.clone() }, "Lower the floor");
    refused(1_000, &three(), &Formula { ceiling: Some(90), ..all.clone() }, "Raise the ceiling");
    refused(
        1_000,
        &three(),
        &Formula { floor: Some(120), ceiling: Some(110), ..all.clone() },
        "above the ceiling",
    );
    // The one without a count could have more, and has no share: the money is not given to nobody.
    refused(
        1_000,
        &three(),
        &Formula { ceiling: Some(105), ..plain([0, 100, 0, 0, 0]) },
        "every agency with a share",
    );
    refused(0, &three(), &all, "The pot");
    refused(1_000, &[], &all, "no agency");
    let twice = [area("a", [1, 0, 0, 0, 0], 0), area("a", [1, 0, 0, 0, 0], 0)];
    refused(1_000, &twice, &all, "stands twice");
    refused(1_000, &[area("a", [0; 5], 0)], &all, "Give it no weight");
}

#[test]
fn a_figure_is_explained_in_words() {
    let formula = Formula { floor: Some(80), ..plain([100, 0, 0, 0, 0]) };
    let shared = share(Pence::pounds(1_000), &three(), &formula).unwrap();
    let words = |at: usize| explain(&three()[at], &shared.areas[at], &formula).join(" ");
    assert!(
        words(0).contains("with 100 of them A has £250") && words(0).contains("The floor lifts it to £480")
    );
    assert!(words(0).contains("£120 less than last year's £600"), "{}", words(0));
    assert!(words(1).contains("in proportion") && words(1).contains("£140 more"), "{}", words(1));
}

#[test]
fn files_are_read_or_refused_with_line_and_reason() {
    let head = files::AREAS.join(",");
    let areas = |rows: &str| files::areas("areas.csv", &format!("# made up\n{head}\n{rows}"));
    assert_eq!(areas("a,A,North,1,2,3,4,5,600\n").unwrap()[0].counts, [1, 2, 3, 4, 5]);
    let formula = |rows: &str| files::formula("f.csv", &format!("setting,per_cent,source\n{rows}"));
    let good = "children,60,assumed\nspecial_guardianship,40,assumed\nfloor,90,assumed\n";
    assert_eq!(formula(good).unwrap().floor, Some(90));
    for (error, words) in [
        (areas("a,A,North,-1,2,3,4,5,600\n").unwrap_err(), "areas.csv, line 3: children is a whole number"),
        (
            areas("a,A,North,1,2,3,4,5,6\na,A,North,1,2,3,4,5,6\n").unwrap_err(),
            "line 4: the code “a” is empty or stands twice",
        ),
        (areas("a,A,North,1\n").unwrap_err(), "line 3: 4 fields"),
        (files::areas("x", "code\n").unwrap_err(), "line 1: the heading is code,name"),
        (files::areas("x", "").unwrap_err(), "the file is empty"),
        (
            formula("children,60,assumed\nneeds,39,assumed\n").unwrap_err(),
            "f.csv, line 3: The weights come to 99",
        ),
        (formula("children,60,\n").unwrap_err(), "line 2: no source"),
        (formula("colour,60,me\n").unwrap_err(), "line 2: unknown setting “colour”"),
        (formula("children,60,me\nchildren,40,me\n").unwrap_err(), "line 3: “children” stands here twice"),
        (formula("children,half,me\n").unwrap_err(), "line 2: “half” is no whole number"),
    ] {
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn weights_can_be_moved_and_drawn() {
    let gains = sensitivity(Pence::pounds(1_000), &three(), &plain([60, 40, 0, 0, 0]), 1).unwrap().unwrap();
    assert_eq!(gains.iter().map(|g| g.0).collect::<Vec<_>>(), [1_250, -1_250, 0]);
    assert_eq!(sensitivity(Pence::pounds(1_000), &three(), &plain([60, 40, 0, 0, 0]), 2), Ok(None));
    let ranges = draws(Pence::pounds(1_000), &three(), &plain([60, 40, 0, 0, 0]), 200, 1).unwrap();
    assert_eq!(ranges, draws(Pence::pounds(1_000), &three(), &plain([60, 40, 0, 0, 0]), 200, 1).unwrap());
    // Between what one factor gives alone and what another does.
    assert!(ranges[0].low >= Pence::pounds(250) && ranges[0].high <= Pence::pounds(500));
    assert!(ranges[0].low < ranges[0].high);
}

fn any_areas() -> impl Strategy<Value = Vec<Area>> {
    prop::collection::vec((prop::array::uniform5(0..5_000_i64), 0..2_000_000_i64), 1..40).prop_map(|rows| {
        let rows = rows.into_iter().enumerate();
        rows.map(|(n, (counts, last))| Area { last_year: Pence(last), ..area(&format!("{n:03}"), counts, 0) })
            .collect()
    })
}

fn any_formula() -> impl Strategy<Value = Formula> {
    let cuts = prop::array::uniform4(0..=100_u32);
    let bound = |low: u32, high: u32| prop::option::of(low..high);
    (cuts, 0..30_u32, bound(0, 100), bound(100, 200), 0..=100_u32).prop_map(
        |(mut cuts, reserve, floor, ceiling, damping)| {
            cuts.sort_unstable();
            let [a, b, c, d] = cuts;
            Formula { weights: [a, b - a, c - b, d - c, 100 - d], reserve, floor, ceiling, damping }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, rng_seed: RngSeed::Fixed(5), failure_persistence: None, ..Default::default() })]

    #[test]
    fn all_of_the_pot_is_shared_out_and_nobody_passes_a_bound(areas in any_areas(), formula in any_formula(), pot in 1..90_000_000_i64) {
        let Ok(shared) = share(Pence(pot), &areas, &formula) else { return Ok(()) };
        let total: Pence = shared.areas.iter().map(|a| a.amount).sum();
        prop_assert_eq!(total + shared.reserve, Pence(pot));
        for given in &shared.areas {
            prop_assert!(given.amount >= given.least && given.amount >= Pence::ZERO);
            prop_assert!(given.most.is_none_or(|most| given.amount <= most));
        }
    }

    #[test]
    fn without_bounds_everything_can_be_shared_and_more_counts_are_never_worse(areas in any_areas(), formula in any_formula(), more in 1..500_i64) {
        let formula = Formula { floor: None, ceiling: None, damping: 100, ..formula };
        let live = (0..Factor::ALL.len()).all(|at| formula.weights[at] == 0 || areas.iter().any(|a| a.counts[at] > 0));
        let before = share(Pence::pounds(50_000), &areas, &formula);
        prop_assert_eq!(before.is_ok(), live);
        if let Ok(before) = before {
            let mut changed = areas.clone();
            changed[0].counts[0] += more;
            let after = share(Pence::pounds(50_000), &changed, &formula).unwrap();
            // To a penny, since the last pennies go by what is lost in rounding.
            prop_assert!(after.areas[0].amount + Pence(1) >= before.areas[0].amount);
        }
    }
}
