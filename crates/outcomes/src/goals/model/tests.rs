//! Tests of goals and ratings, by example and by property.

use super::*;
use proptest::prelude::*;

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

fn goal_id(n: u64) -> Id<kinds::Goal> {
    Id::from_parts(n, [0; 10])
}

fn case() -> Id<kinds::Case> {
    Id::from_parts(1, [1; 10])
}

fn started() -> GoalSet {
    GoalSet::start(case(), [goal_id(1), goal_id(2)], d("2026-05-01"))
}

fn rating(n: u64, rater: Rater, score: i64, on: &str) -> Rating {
    Rating {
        id: Id::from_parts(n, [2; 10]),
        goal: goal_id(1),
        rater,
        score: Score::new(score).unwrap(),
        on: d(on),
    }
}

#[test]
fn the_two_common_goals_are_always_there_and_never_end() {
    let mut set = started();
    let titles: Vec<_> = set.all().iter().map(Goal::title).collect();
    assert_eq!(titles, ["Stability of the family", "Stability of school"]);
    assert_eq!(set.end(goal_id(1), d("2026-06-01")).unwrap_err().code(), "goal.common");
    for common in CommonGoal::ALL {
        assert_ne!(common.question(Rater::Parent), common.question(Rater::Child));
    }
    let lone = vec![started().all()[0].clone()];
    assert!(GoalSet::stored(case(), lone).is_err());
    let mut turned = started().all().to_vec();
    turned.reverse();
    assert_eq!(GoalSet::stored(case(), turned), Ok(started()));
    assert!(GoalSet::stored(Id::from_parts(9, [9; 10]), started().all().to_vec()).is_err());
}

#[test]
fn up_to_three_own_goals_in_the_familys_words() {
    let (mut set, today) = (started(), d("2026-05-02"));
    for (n, words) in [(3, " Eat together twice a week "), (4, "Sleep through"), (5, "Swim with Dad")] {
        set.add_own(goal_id(n), words, today).unwrap();
    }
    assert_eq!(set.find(goal_id(3)).unwrap().question(Rater::Child), "Eat together twice a week");
    assert_eq!(set.add_own(goal_id(6), "One more", today).unwrap_err().code(), "goal.limit");
    assert_eq!(set.add_own(goal_id(6), "SLEEP through", today).unwrap_err().code(), "invalid");
    assert_eq!(set.add_own(goal_id(6), "  ", today).unwrap_err().code(), "invalid");
    assert_eq!(set.add_own(goal_id(6), &"é".repeat(LONGEST_GOAL + 1), today).unwrap_err().code(), "invalid");
    set.end(goal_id(4), today).unwrap();
    assert_eq!(set.end(goal_id(4), today).unwrap_err().code(), "goal.ended");
    set.add_own(goal_id(6), "Sleep through", today).unwrap();
    assert_eq!(GoalSet::stored(case(), set.all().to_vec()), Ok(set));
}

#[test]
fn ratings_lie_between_the_goals_first_day_and_today() {
    let mut set = started();
    let today = d("2026-06-01");
    let on = |day| set.rate(rating(1, Rater::Parent, 4, day), today);
    assert!(on("2026-05-01").is_ok() && on("2026-06-01").is_ok());
    assert_eq!(on("2026-04-30").unwrap_err().code(), "invalid");
    assert_eq!(on("2026-06-02").unwrap_err().code(), "invalid");
    let stray = Rating { goal: goal_id(8), ..rating(1, Rater::Child, 4, "2026-05-03") };
    assert_eq!(set.rate(stray, today), Err(Error::NotFound));
    set.add_own(goal_id(8), "Sleep through", d("2026-05-01")).unwrap();
    set.end(goal_id(8), d("2026-05-02")).unwrap();
    assert_eq!(set.rate(stray, today).unwrap_err().code(), "goal.ended");
}

#[test]
fn scores_are_whole_numbers_from_0_to_10() {
    assert_eq!(Score::parse(" 10 ").unwrap().number(), 10);
    for bad in ["11", "-1", "", "3.5", "five", "256", "99999999999999999999"] {
        assert_eq!(Score::parse(bad).unwrap_err().code(), "invalid", "{bad}");
    }
}

#[test]
fn change_is_last_minus_first_for_each_rater_apart() {
    let ratings = [
        rating(3, Rater::Parent, 6, "2026-08-01"),
        rating(1, Rater::Parent, 3, "2026-05-01"),
        rating(2, Rater::Child, 7, "2026-05-01"),
        rating(4, Rater::Parent, 5, "2026-08-01"),
    ];
    let series = Series::of(goal_id(1), &ratings);
    let change = series.change(Rater::Parent).unwrap();
    assert_eq!((change.points(), change.to_string().as_str()), (2, "+2, from 3 to 5"));
    assert_eq!(series.change(Rater::Child), None);
    let rows: Vec<_> = series
        .rows()
        .iter()
        .map(|r| (r.day.to_string(), r.parent.map(Score::number), r.child.map(Score::number)))
        .collect();
    assert_eq!(rows, [("2026-05-01".into(), Some(3), Some(7)), ("2026-08-01".into(), Some(5), None)]);
    assert!(Series::of(goal_id(2), &ratings).rows().is_empty());
}

#[test]
fn means_are_rounded_once_and_keep_their_sign() {
    let mean = |points, count| ChangeSum { points, count }.to_string();
    assert_eq!(mean(4, 3), "+1.3");
    assert_eq!(mean(-1, 20), "-0.1");
    assert_eq!(mean(1, 100), "0.0");
    assert_eq!(mean(0, 5), "0.0");
    assert_eq!(mean(0, 0), "no change known");
}

fn ratings() -> impl Strategy<Value = Vec<Rating>> {
    let one = (0_u64..3, prop::sample::select(Rater::ALL), 0_i64..=10, 0_i32..30);
    prop::collection::vec(one, 0..40).prop_map(|drawn| {
        let start = d("2026-05-01");
        drawn
            .into_iter()
            .enumerate()
            .map(|(n, (goal, rater, score, day))| Rating {
                id: Id::from_parts(n as u64, [0; 10]),
                goal: goal_id(goal),
                rater,
                score: Score::new(score).unwrap(),
                on: kernel::Calendar::england().add_days(start, day),
            })
            .collect()
    })
}

#[test]
fn a_goal_reworded_keeps_what_was_rated_beside_what_it_said() {
    let mut set = GoalSet::start(Id::from_parts(1, [1; 10]), [goal_id(1), goal_id(2)], d("2026-05-01"));
    set.add_own(goal_id(3), "Sleep through", d("2026-05-01")).unwrap();
    set.add_own(goal_id(4), "Eat together", d("2026-05-01")).unwrap();
    assert_eq!(set.reword(goal_id(3), " Sleep until five ").unwrap(), "Sleep through");
    assert_eq!(set.find(goal_id(3)).unwrap().title(), "Sleep until five");
    for words in ["", "eat TOGETHER", "sleep until five", &"x".repeat(LONGEST_GOAL + 1)] {
        assert!(matches!(set.reword(goal_id(3), words), Err(Error::Invalid(_))), "{words}");
    }
    assert_eq!(set.reword(goal_id(1), "Other").unwrap_err().code(), "goal.common");
    assert_eq!(set.reword(goal_id(9), "Other").unwrap_err(), Error::NotFound);
    let before = [
        Wording { goal: goal_id(3), words: "Sleep".into(), until: d("2026-05-10") },
        Wording { goal: goal_id(3), words: "Sleep through".into(), until: d("2026-06-01") },
    ];
    let goal = set.find(goal_id(3)).unwrap();
    for (day, said) in [
        ("2026-05-09", "Sleep"),
        ("2026-05-10", "Sleep through"),
        ("2026-05-31", "Sleep through"),
        ("2026-06-01", "Sleep until five"),
    ] {
        assert_eq!(words_on(goal, &before, d(day)), said, "{day}");
    }
}

#[test]
fn a_smaller_step_takes_the_place_of_a_goal_that_was_too_far() {
    let mut set = GoalSet::start(Id::from_parts(1, [1; 10]), [goal_id(1), goal_id(2)], d("2026-05-01"));
    for (id, words) in [(3, "One"), (4, "Two"), (5, "Three")] {
        set.add_own(goal_id(id), words, d("2026-05-01")).unwrap();
    }
    // Three are open, and there is room all the same.
    assert!(matches!(set.step(goal_id(3), goal_id(6), "one", d("2026-06-01")), Err(Error::Invalid(_))));
    assert!(set.find(goal_id(3)).unwrap().ended.is_none(), "nothing is ended for words that cannot be kept");
    assert_eq!(
        set.step(goal_id(3), goal_id(6), "Half of one", d("2026-06-01")).unwrap().title(),
        "Half of one"
    );
    assert_eq!(set.find(goal_id(3)).unwrap().ended, Some(d("2026-06-01")));
    assert_eq!(set.step(goal_id(3), goal_id(7), "Less", d("2026-06-02")).unwrap_err().code(), "goal.ended");
    assert_eq!(set.step(goal_id(1), goal_id(7), "Less", d("2026-06-02")).unwrap_err().code(), "goal.common");
}

/// The figure is attributed to Edbrooke-Childs and others, 2015, for parents' mean change; it was not confirmed and is marked so.
#[test]
fn a_mean_change_is_held_against_the_figure_for_parents_alone() {
    let change = |first, last| Change {
        first: (d("2026-05-01"), Score::new(first).unwrap()),
        last: (d("2026-06-01"), Score::new(last).unwrap()),
    };
    let of = |changes: &[Change], rater| {
        mean_change(changes, rater).unwrap().map(|m| (m.mean.to_string(), m.verdict))
    };
    assert_eq!(of(&[], Rater::Parent), None);
    let up = [change(3, 6), change(2, 4)];
    assert_eq!(of(&up, Rater::Parent), Some(("2.5".into(), Verdict::Better)));
    assert_eq!(of(&up, Rater::Child), Some(("2.5".into(), Verdict::NoFigure)));
    let little = [change(3, 6), change(2, 4), change(2, 4)];
    assert_eq!(of(&little, Rater::Parent), Some(("2.33".into(), Verdict::WithinChance)));
    assert_eq!(of(&[change(6, 3)], Rater::Parent), Some(("-3".into(), Verdict::Worse)));
}

proptest! {
    #[test]
    fn the_order_of_ratings_does_not_matter(
        (ratings, shuffled) in ratings().prop_flat_map(|r| (Just(r.clone()), Just(r).prop_shuffle()))
    ) {
        let (one, other) = (Series::of(goal_id(1), &ratings), Series::of(goal_id(1), &shuffled));
        prop_assert_eq!(one.rows(), other.rows());
        for rater in Rater::ALL {
            prop_assert_eq!(one.change(*rater), other.change(*rater));
        }
    }

    #[test]
    fn chart_and_table_say_the_same(ratings in ratings()) {
        let series = Series::of(goal_id(1), &ratings);
        let rows = series.rows();
        prop_assert!(rows.windows(2).all(|w| w[0].day < w[1].day));
        for rater in Rater::ALL {
            let column: Vec<_> = rows
                .iter()
                .filter_map(|r| Some((r.day, match rater {
                    Rater::Parent => r.parent,
                    Rater::Child => r.child,
                }?)))
                .collect();
            prop_assert_eq!(series.points(*rater), column);
            if let Some(change) = series.change(*rater) {
                prop_assert!((-10..=10).contains(&change.points()) && change.first.0 < change.last.0);
            }
        }
    }

    #[test]
    fn sums_join_in_parts(scores in prop::collection::vec((0_i64..=10, 0_i64..=10), 0..30), cut in 0_usize..30) {
        let changes: Vec<Change> = scores
            .iter()
            .map(|(a, b)| Change {
                first: (d("2026-05-01"), Score::new(*a).unwrap()),
                last: (d("2026-06-01"), Score::new(*b).unwrap()),
            })
            .collect();
        let (left, right) = changes.split_at(cut.min(changes.len()));
        let whole: ChangeSum = changes.iter().copied().sum();
        let parts = left.iter().copied().sum::<ChangeSum>() + right.iter().copied().sum();
        prop_assert_eq!(whole, parts);
        if let Some(tenths) = whole.mean_tenths() {
            let exact = 10.0 * whole.points as f64 / whole.count as f64;
            prop_assert!((exact - tenths as f64).abs() <= 0.5 + 1e-9);
        }
    }
}
