//! What hangs on the weights: each moved by itself, and many drawn at random.

use kernel::{Pence, Result};

use super::model::{Area, Factor, Formula, share};

/// By how many points a weight is moved.
pub const POINTS: u32 = 5;

/// What each agency gains when one factor has five points more, taken from the others in proportion to what they have.
/// None where there are no five points to take.
pub fn sensitivity(
    pot: Pence,
    areas: &[Area],
    formula: &Formula,
    factor: usize,
) -> Result<Option<Vec<Pence>>> {
    let Some(weights) = moved(&formula.weights, factor) else { return Ok(None) };
    if areas.iter().all(|a| a.counts[factor] == 0) {
        return Ok(None);
    }
    let before = share(pot, areas, formula)?;
    let after = share(pot, areas, &Formula { weights, ..formula.clone() })?;
    Ok(Some(after.areas.iter().zip(&before.areas).map(|(a, b)| a.amount - b.amount).collect()))
}

/// Weights with five points more for one; whole points are taken from the heaviest of the others, one by one.
fn moved(weights: &[u32; 5], factor: usize) -> Option<[u32; 5]> {
    let mut weights = *weights;
    for _ in 0..POINTS {
        let heaviest =
            (0..weights.len()).filter(|at| *at != factor).max_by_key(|at| (weights[*at], usize::MAX - at))?;
        weights[heaviest] = weights[heaviest].checked_sub(1)?;
        weights[factor] += 1;
    }
    Some(weights)
}

/// The least, the middle and the most that an agency has in many draws, without the tenth at either end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// A tenth of the draws gives less.
    pub low: Pence,
    /// Half of them do.
    pub middle: Pence,
    /// A tenth gives more.
    pub high: Pence,
}

/// Shares the pot out by weights drawn at random, all else alike. The same seed gives the same ranges. Factors that no
/// agency has a count of have no weight.
pub fn draws(pot: Pence, areas: &[Area], formula: &Formula, count: usize, seed: u64) -> Result<Vec<Range>> {
    let live: Vec<usize> =
        (0..Factor::ALL.len()).filter(|at| areas.iter().any(|a| a.counts[*at] > 0)).collect();
    let mut state = seed;
    let mut amounts: Vec<Vec<Pence>> = vec![Vec::with_capacity(count); areas.len()];
    for _ in 0..count {
        let mut weights = [0; 5];
        // A hundred points, each to one factor.
        for _ in 0..100 {
            if let Some(at) = live.get(next(&mut state) as usize % live.len().max(1)) {
                weights[*at] += 1;
            }
        }
        let shared =
            share(pot, areas, &Formula { weights: uneven(weights, &live, &mut state), ..formula.clone() })?;
        for (amounts, given) in amounts.iter_mut().zip(shared.areas) {
            amounts.push(given.amount);
        }
    }
    let at = |sorted: &[Pence], tenths: usize| {
        sorted
            .get((sorted.len() * tenths / 10).min(sorted.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    };
    Ok(amounts
        .into_iter()
        .map(|mut one| {
            one.sort_unstable();
            Range { low: at(&one, 1), middle: at(&one, 5), high: at(&one, 9) }
        })
        .collect())
}

/// Points given one by one come out nearly even: so a random part of everybody's goes to one of them.
fn uneven(mut weights: [u32; 5], live: &[usize], state: &mut u64) -> [u32; 5] {
    if let Some(one) = live.get(next(state) as usize % live.len().max(1)) {
        let keep = next(state) % 101;
        for at in live.iter().filter(|at| *at != one) {
            let taken = weights[*at] - (u64::from(weights[*at]) * keep / 100) as u32;
            weights[*at] -= taken;
            weights[*one] += taken;
        }
    }
    weights
}

/// The next number of a row of them (splitmix64, Steele, Lea and Flood 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) >> 8
}
