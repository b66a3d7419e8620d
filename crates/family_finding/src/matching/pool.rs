//! All pairs of a pool at once, and suggestions both ways.

use std::thread;

use kernel::Date;

use super::{
    child::Group,
    offer::Offer,
    score::{ReadyGroup, ReadyOffer, Suggestion, explain, fit, shared, value},
    weights::Weights,
};

/// The pairs of a pool that fit, row by row: what [`super::best_use`] works on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairs {
    /// Where each group's pairs begin; one more at the end.
    pub starts: Vec<usize>,
    /// The family of each pair.
    pub families: Vec<u32>,
    /// What each pair is worth, above nought: see [`value`].
    pub values: Vec<i32>,
    /// How many families there are.
    pub width: usize,
}

impl Pairs {
    /// Pairs from rows of (family, value); values of nought and less are left out.
    pub fn of_rows(rows: Vec<Vec<(u32, i32)>>, width: usize) -> Self {
        let mut pairs = Pairs { starts: vec![0], width, ..Pairs::default() };
        for row in rows {
            for (family, value) in row.into_iter().filter(|(_, value)| *value > 0) {
                pairs.families.push(family);
                pairs.values.push(value);
            }
            pairs.starts.push(pairs.families.len());
        }
        pairs
    }

    /// How many groups there are.
    pub fn height(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The pairs of one group: family and value.
    pub fn row(&self, group: usize) -> impl Iterator<Item = (usize, i64)> {
        let range = self.starts[group]..self.starts[group + 1];
        self.families[range.clone()]
            .iter()
            .zip(&self.values[range])
            .map(|(f, v)| (*f as usize, i64::from(*v)))
    }
}

/// Scores every group against every family, on as many threads as the machine has cores.
pub fn pairs(groups: &[Group], offers: &[Offer], weights: &Weights, today: Date) -> Pairs {
    let ready: Vec<ReadyOffer> = offers.iter().map(ReadyOffer::new).collect();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = groups.len().div_ceil(threads).max(1);
    let score = |some: &[Group]| -> Vec<Vec<(u32, i32)>> {
        some.iter()
            .map(|group| {
                let group = ReadyGroup::new(group, weights, today);
                (0_u32..)
                    .zip(&ready)
                    .filter_map(|(at, offer)| value(&group, offer, weights).map(|value| (at, value)))
                    .collect()
            })
            .collect()
    };
    let mut rows = Vec::with_capacity(groups.len());
    thread::scope(|scope| {
        let parts: Vec<_> = groups.chunks(share).map(|some| (some, scope.spawn(|| score(some)))).collect();
        for (some, part) in parts {
            // A thread that could not go on is done again here, where its failure is seen.
            rows.extend(part.join().unwrap_or_else(|_| score(some)));
        }
    });
    Pairs::of_rows(rows, offers.len())
}

/// The families that fit a group best, at most `most`, with reasons.
pub fn families_for(
    group: &Group,
    offers: &[Offer],
    weights: &Weights,
    today: Date,
    most: usize,
) -> Vec<Suggestion> {
    let ready = ReadyGroup::new(group, weights, today);
    let scored = offers.iter().enumerate().filter_map(|(at, offer)| {
        let offer = ReadyOffer::new(offer);
        let fit = fit(&ready, &offer, weights).filter(|fit| *fit >= weights.floor)?;
        Some((fit + shared(&ready, &offer, weights), at))
    });
    first(scored.collect(), most)
        .into_iter()
        .map(|at| Suggestion { offer: at, ..explain(group, &offers[at], weights, today) })
        .collect()
}

/// The groups that fit a family best, at most `most`, with reasons. Of two that fit alike, whoever has
/// waited longer comes first.
pub fn children_for(
    offer: &Offer,
    groups: &[Group],
    weights: &Weights,
    today: Date,
    most: usize,
) -> Vec<Suggestion> {
    let ready = ReadyOffer::new(offer);
    let scored = groups.iter().enumerate().filter_map(|(at, group)| {
        let group = ReadyGroup::new(group, weights, today);
        let fit = fit(&group, &ready, weights).filter(|fit| *fit >= weights.floor)?;
        Some((fit + shared(&group, &ready, weights) + group.waiting(), at))
    });
    first(scored.collect(), most)
        .into_iter()
        .map(|at| Suggestion { group: at, ..explain(&groups[at], offer, weights, today) })
        .collect()
}

/// The places of the highest scores, the highest first.
fn first(mut scored: Vec<(i32, usize)>, most: usize) -> Vec<usize> {
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.into_iter().take(most).map(|(_, at)| at).collect()
}

/// The pairs that fit strongly: (group, family, fit in hundredths), the best first.
pub fn strong(
    groups: &[Group],
    offers: &[Offer],
    weights: &Weights,
    today: Date,
) -> Vec<(usize, usize, i32)> {
    let ready: Vec<ReadyOffer> = offers.iter().map(ReadyOffer::new).collect();
    let mut found = Vec::new();
    for (g, group) in groups.iter().enumerate() {
        let group = ReadyGroup::new(group, weights, today);
        for (o, offer) in ready.iter().enumerate() {
            if let Some(fit) = fit(&group, offer, weights).filter(|fit| *fit >= weights.strong) {
                found.push((g, o, fit));
            }
        }
    }
    found.sort_by(|a, b| b.2.cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    found
}
