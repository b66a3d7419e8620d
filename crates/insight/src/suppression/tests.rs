//! Tests by example, and two attackers: one that tries every table that agrees with
//! what is shown (small tables), one that tightens bounds (larger ones). Neither uses
//! the network that the protection itself is worked out with.

use proptest::prelude::*;

use super::*;

const EXACT: Policy = Policy { threshold: 6, round_to: 1, zeros: Zeros::Shown };
const NO_ZEROS: Policy = Policy { threshold: 6, round_to: 1, zeros: Zeros::Hidden };

fn list(counts: &[i64]) -> Protected {
    protect(&Table::list(counts).unwrap(), EXACT)
}

fn text(protected: &Protected) -> String {
    let word = |cell: &Cell| cell.shown().map_or("*".to_owned(), |n| n.to_string());
    let line = |cells: &[Cell]| cells.iter().map(word).collect::<Vec<_>>().join(" ");
    let mut out: Vec<String> = protected
        .rows
        .iter()
        .zip(&protected.row_totals)
        .map(|(row, total)| format!("{} = {}", line(row), word(total)))
        .collect();
    if !protected.column_totals.is_empty() {
        out.push(format!("{} = {}", line(&protected.column_totals), word(&protected.total)));
    }
    out.join("\n")
}

#[test]
fn a_lone_small_count_takes_the_next_smallest_with_it() {
    assert_eq!(text(&list(&[3, 40, 7, 25])), "* 40 * 25 = 75");
    assert_eq!(text(&list(&[12, 40, 7])), "12 40 7 = 59");
    assert_eq!(text(&list(&[3, 4, 40, 7])), "* * 40 7 = 54");
    // Two counts that make two can only be one and one: a third goes with them.
    assert_eq!(text(&list(&[1, 1, 40, 7])), "* * 40 * = 49");
}

#[test]
fn a_total_goes_when_nothing_else_can() {
    assert_eq!(text(&list(&[2, 1, 0])), "* * 0 = *");
    assert_eq!(text(&list(&[4])), "* = *");
    assert_eq!(text(&list(&[9])), "9 = 9");
    assert_eq!(text(&list(&[])), " = 0");
    assert_eq!(text(&list(&[0, 0])), "0 0 = 0");
}

#[test]
fn noughts_stand_unless_the_policy_hides_them() {
    assert_eq!(text(&list(&[0, 8, 9])), "0 8 9 = 17");
    let hidden = protect(&Table::list([0, 8, 9]).unwrap(), NO_ZEROS);
    assert_eq!(text(&hidden), "* * 9 = 17");
}

#[test]
fn a_grid_hides_a_ring_so_that_no_margin_tells() {
    let table = Table::grid(vec![vec![3, 20, 30], vec![21, 22, 31], vec![40, 41, 42]]).unwrap();
    assert_eq!(text(&protect(&table, EXACT)), "* * 30 = 53\n* * 31 = 74\n40 41 42 = 123\n64 83 103 = 250");
    let small = Table::grid(vec![vec![1, 1], vec![1, 0]]).unwrap();
    assert_eq!(text(&protect(&small, EXACT)), "* * = *\n* 0 = *\n* * = *");
}

#[test]
fn groups_hide_a_neighbour_or_another_group() {
    let groups = |groups: Vec<Vec<i64>>| protect(&Table::groups(groups).unwrap(), EXACT);
    let shown = |p: &Protected| p.row_totals.iter().map(|c| c.shown()).collect::<Vec<_>>();
    let protected = groups(vec![vec![3, 20, 9], vec![40, 41]]);
    assert_eq!(protected.rows[0], [Cell::Suppressed, Cell::Shown(20), Cell::Suppressed]);
    assert_eq!((shown(&protected), protected.total), (vec![Some(32), Some(81)], Cell::Shown(113)));
    // Alone in its group, it takes the group with it, and another group so that the total does not tell.
    let alone = groups(vec![vec![3, 0], vec![48], vec![61], vec![33]]);
    assert_eq!(shown(&alone), [None, Some(48), Some(61), None]);
    assert_eq!((alone.rows[3][0], alone.total), (Cell::Suppressed, Cell::Shown(145)));
}

#[test]
fn what_is_shown_is_rounded() {
    let shown = protect(&Table::list([12, 13, 0, 8]).unwrap(), Policy::LOCAL);
    assert_eq!(text(&shown), "10 15 0 10 = 35");
    assert_eq!(protect_count(14, Policy::NATIONAL), Cell::Shown(10));
    assert_eq!(protect_count(15, Policy::NATIONAL), Cell::Shown(20));
    assert_eq!(protect_count(5, Policy::LOCAL), Cell::Suppressed);
    assert_eq!(protect_count(0, Policy::LOCAL), Cell::Shown(0));
}

#[test]
fn an_amount_follows_its_count() {
    let pounds = Pence::pounds(3_000);
    assert_eq!(protect_amount(5, pounds, Policy::LOCAL), Amount::Suppressed);
    assert_eq!(protect_amount(6, pounds, Policy::LOCAL), Amount::Shown(pounds));
    assert_eq!(protect_amount(0, Pence::ZERO, Policy::LOCAL), Amount::Shown(Pence::ZERO));
    let protected = list(&[3, 40, 7, 25]);
    assert_eq!(protected.rows[0][2].amount(pounds), Amount::Suppressed, "hidden with its count");
    assert_eq!(protected.rows[0][1].amount(pounds), Amount::Shown(pounds));
}

#[test]
fn what_cannot_be_a_table_of_counts_is_refused() {
    assert!(Table::list([-1]).is_err());
    assert!(Table::list([i64::MAX]).is_err());
    assert!(Table::grid(vec![vec![1], vec![1, 2]]).is_err());
    assert!(Table::groups(vec![vec![1], vec![]]).is_err());
    assert!(Policy::new(1, 5, Zeros::Shown).is_err() && Policy::new(6, 0, Zeros::Shown).is_err());
    assert_eq!(Policy::new(6, 5, Zeros::Shown).unwrap(), Policy::default());
}

/// A table as large as the nation's (153 councils by ten kinds) is protected at once.
#[test]
fn a_national_grid_is_protected() {
    let rows = (0..153_i64).map(|i| (0..10).map(|j| (i * 7 + j * 13 + i * j) % 23).collect()).collect();
    let table = Table::grid(rows).unwrap();
    let protected = protect(&table, Policy::LOCAL);
    assert!(protected.total.shown().is_some());
    let hidden = protected.rows.iter().flatten().filter(|c| c.shown().is_none()).count();
    let small = table.rows.iter().flatten().filter(|c| Policy::LOCAL.is_small(**c)).count();
    assert!(hidden < small + small / 4, "{hidden} hidden for {small} small counts");
}

/// All figures of a grid in the order of the network, and the sums between them as
/// (parts, whole).
fn sums(rows: usize, columns: usize) -> Vec<(Vec<usize>, usize)> {
    let cells = rows * columns;
    let total = cells + rows + columns;
    let mut sums: Vec<(Vec<usize>, usize)> =
        (0..rows).map(|i| ((0..columns).map(|j| i * columns + j).collect(), cells + i)).collect();
    sums.extend((0..columns).map(|j| ((0..rows).map(|i| i * columns + j).collect(), cells + rows + j)));
    sums.push(((cells..cells + rows).collect(), total));
    sums.push(((cells + rows..total).collect(), total));
    sums
}

/// Every figure, `None` where hidden.
fn seen(protected: &Protected) -> Vec<Option<i64>> {
    let cells = protected.rows.iter().flatten().chain(&protected.row_totals);
    cells.chain(&protected.column_totals).chain([&protected.total]).map(|c| c.shown()).collect()
}

/// Tries every 2 by 2 table up to `cap` and keeps the least and the greatest that each
/// hidden figure can be.
fn try_all(seen: &[Option<i64>], floor: i64, cap: i64) -> Vec<(i64, i64)> {
    let choices = |at: usize| match seen[at] {
        Some(n) => n..=n,
        None => floor..=cap,
    };
    let mut ranges = vec![(i64::MAX, i64::MIN); seen.len()];
    for a in choices(0) {
        for b in choices(1) {
            if seen[4].is_some_and(|t| t != a + b) {
                continue;
            }
            for c in choices(2) {
                for d in choices(3) {
                    let all = [a, b, c, d, a + b, c + d, a + c, b + d, a + b + c + d];
                    let fits =
                        |(n, shown): (&i64, &Option<i64>)| shown.map_or(*n >= floor, |shown| shown == *n);
                    if all.iter().zip(seen).all(fits) {
                        for (range, n) in ranges.iter_mut().zip(all) {
                            *range = (range.0.min(n), range.1.max(n));
                        }
                    }
                }
            }
        }
    }
    ranges
}

/// Tightens the bounds of all hidden figures until nothing moves any more.
fn tighten(seen: &[Option<i64>], sums: &[(Vec<usize>, usize)], floor: i64) -> Vec<(i64, i64)> {
    let mut bounds: Vec<(i64, i64)> = seen.iter().map(|n| n.map_or((floor, 1_000_000), |n| (n, n))).collect();
    loop {
        let before = bounds.clone();
        for (parts, whole) in sums {
            let (low, high) = parts.iter().fold((0, 0), |s, &p| (s.0 + bounds[p].0, s.1 + bounds[p].1));
            bounds[*whole] = (bounds[*whole].0.max(low), bounds[*whole].1.min(high));
            for &p in parts {
                let (rest_low, rest_high) = (low - bounds[p].0, high - bounds[p].1);
                let (least, most) = (bounds[*whole].0 - rest_high, bounds[*whole].1 - rest_low);
                bounds[p] = (bounds[p].0.max(least), bounds[p].1.min(most));
                // Sums of this line are worked out afresh on the next round.
                if bounds[p] != before[p] {
                    break;
                }
            }
        }
        if bounds == before {
            return bounds;
        }
    }
}

fn counts() -> impl Strategy<Value = i64> {
    prop_oneof![2 => Just(0), 4 => 1_i64..6, 4 => 6_i64..40]
}

fn grids() -> impl Strategy<Value = Vec<Vec<i64>>> {
    (1_usize..6, 1_usize..6).prop_flat_map(|(rows, columns)| {
        prop::collection::vec(prop::collection::vec(counts(), columns), rows)
    })
}

fn policies() -> impl Strategy<Value = Policy> {
    prop_oneof![Just(EXACT), Just(NO_ZEROS)]
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::with_cases(128) })]

    #[test]
    fn trying_every_small_table_never_narrows_a_hidden_figure(
        cells in prop::array::uniform4(0_i64..10), policy in policies(),
    ) {
        let table = Table::grid(vec![cells[..2].to_vec(), cells[2..].to_vec()]).unwrap();
        let seen = seen(&protect(&table, policy));
        let ranges = try_all(&seen, policy.floor(), 16);
        for (n, (low, high)) in seen.iter().zip(ranges) {
            if n.is_none() {
                prop_assert!(high - low >= policy.width(), "{seen:?}: {low} to {high}");
            }
        }
    }

    #[test]
    fn a_list_never_gives_away_what_is_hidden(counts in prop::collection::vec(counts(), 0..9), policy in policies()) {
        let protected = protect(&Table::list(counts).unwrap(), policy);
        let hidden = protected.rows[0].iter().filter(|c| c.shown().is_none()).count();
        let shown: i64 = protected.rows[0].iter().filter_map(|c| c.shown()).sum();
        if let (Some(total), true) = (protected.total.shown(), hidden > 0) {
            // With an exact total the hidden share of it, less the floor of the others, is
            // the most that one of them can be.
            let others = i64::try_from(hidden).unwrap() - 1;
            let most = total - shown - others * policy.floor();
            prop_assert!(hidden >= 2 && most - policy.floor() >= policy.width());
        }
    }

    #[test]
    fn tightening_bounds_never_narrows_a_hidden_figure(rows in grids(), policy in policies()) {
        let table = Table::grid(rows).unwrap();
        let protected = protect(&table, policy);
        let seen = seen(&protected);
        let bounds = tighten(&seen, &sums(table.rows.len(), table.columns), policy.floor());
        for (n, (low, high)) in seen.iter().zip(bounds) {
            if n.is_none() {
                prop_assert!(high - low >= policy.width(), "{}: {low} to {high}", text(&protected));
            }
        }
    }

    #[test]
    fn groups_never_give_away_what_is_hidden(
        groups in prop::collection::vec(prop::collection::vec(counts(), 1..5), 1..6), policy in policies(),
    ) {
        let table = Table::groups(groups).unwrap();
        let protected = protect(&table, policy);
        let seen = seen(&protected);
        let (mut sums, mut at) = (Vec::new(), 0);
        let cells: usize = table.rows.iter().map(Vec::len).sum();
        for (i, row) in table.rows.iter().enumerate() {
            sums.push(((at..at + row.len()).collect(), cells + i));
            at += row.len();
        }
        let total = cells + table.rows.len();
        sums.push(((cells..total).collect(), total));
        for (n, (low, high)) in seen.iter().zip(tighten(&seen, &sums, policy.floor())) {
            if n.is_none() {
                prop_assert!(high - low >= policy.width(), "{seen:?}: {low} to {high}");
            }
        }
    }

    #[test]
    fn small_counts_are_hidden_and_others_only_when_needed(rows in grids(), policy in policies()) {
        let table = Table::grid(rows).unwrap();
        let mut network = build(&table, policy);
        let before: Vec<bool> = network.figures().map(|(_, hidden)| hidden).collect();
        network.protect(policy.floor(), policy.width());
        let after: Vec<(i64, bool)> = network.figures().collect();
        for (at, &(count, hidden)) in after.iter().enumerate() {
            prop_assert!(hidden || !policy.is_small(count));
            if hidden && !before[at] {
                prop_assert!(!network.stays_safe_without(at, policy.floor(), policy.width()));
            }
        }
    }

    #[test]
    fn protecting_again_changes_nothing(rows in grids(), policy in policies()) {
        let table = Table::grid(rows).unwrap();
        let mut network = build(&table, policy);
        network.protect(policy.floor(), policy.width());
        let once: Vec<(i64, bool)> = network.figures().collect();
        network.protect(policy.floor(), policy.width());
        prop_assert_eq!(once, network.figures().collect::<Vec<_>>());
        prop_assert_eq!(protect(&table, policy), protect(&table, policy));
    }

    #[test]
    fn rounding_twice_is_rounding_once(count in 0_i64..100_000, step in 1_i64..50) {
        let policy = Policy::new(6, step, Zeros::Shown).unwrap();
        let once = policy.round(count);
        prop_assert_eq!(policy.round(once), once);
        prop_assert!((once - count).abs() * 2 <= step);
    }
}
