//! The best use of a whole pool: which group goes to which family so that the sum of values is the
//! greatest there is. Each group takes one family with room, each family at most one group.
//!
//! This is the assignment problem on the pairs that fit, with leave to go without. It is solved exactly, in
//! whole numbers, by shortest augmenting paths with prices (Jonker and Volgenant 1987; Kuhn's Hungarian
//! method as its ancestor): groups come in one after the other, and each time the cheapest chain of changes
//! is found with Dijkstra's search over what a pair falls short of its two prices.
//!
//! The prices are the proof. With a price on each group and family, none below nought, and no pair worth
//! more than its two prices, every assignment is worth at most the sum of all prices. [`prove`] checks just
//! this, from the pairs alone and without trusting the search: where the sum of prices equals the value of
//! the assignment, no better one exists.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::pool::Pairs;

/// An assignment and its prices, in hundredths of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Best {
    /// The family of each group.
    pub family_of: Vec<Option<usize>>,
    /// The price of each group: without it, the best use is worth less by at least this.
    pub group_price: Vec<i64>,
    /// The price of each family: without it, the best use is worth less by at least this. So it tells which
    /// families are scarce.
    pub family_price: Vec<i64>,
}

/// What the proof found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// The value of the assignment.
    pub primal: i64,
    /// The sum of all prices: no assignment can be worth more.
    pub dual: i64,
    /// How many groups have a family.
    pub placed: usize,
}

impl Proof {
    /// How far the assignment may be from the best: nought where it is proven the best.
    pub fn gap(&self) -> i64 {
        self.dual - self.primal
    }
}

const NOBODY: usize = usize::MAX;

/// Where the search for the cheapest chain ends.
#[derive(Debug, Clone, Copy)]
enum End {
    /// A family that has nobody yet.
    Family(usize),
    /// A group that gives up its family, or the new one that gets none.
    Group(usize),
}

struct Search<'a> {
    pairs: &'a Pairs,
    family_of: Vec<usize>,
    group_of: Vec<usize>,
    group_price: Vec<i64>,
    family_price: Vec<i64>,
    distance: Vec<i64>,
    from_group: Vec<usize>,
    touched: Vec<usize>,
}

/// Finds the best use of a pool.
pub fn best_use(pairs: &Pairs) -> Best {
    let (height, width) = (pairs.height(), pairs.width);
    let mut search = Search {
        pairs,
        family_of: vec![NOBODY; height],
        group_of: vec![NOBODY; width],
        group_price: vec![0; height],
        family_price: vec![0; width],
        distance: vec![i64::MAX; width],
        from_group: vec![NOBODY; width],
        touched: Vec::new(),
    };
    for group in 0..height {
        search.take_in(group);
    }
    let some = |at: usize| (at != NOBODY).then_some(at);
    Best {
        family_of: search.family_of.into_iter().map(some).collect(),
        group_price: search.group_price,
        family_price: search.family_price,
    }
}

impl Search<'_> {
    /// Takes one more group into the assignment, which stays the best for the groups that are in.
    fn take_in(&mut self, new: usize) {
        let pairs = self.pairs;
        let price = pairs.row(new).map(|(f, value)| value - self.family_price[f]).max().unwrap_or(0);
        if price <= 0 {
            return;
        }
        self.group_price[new] = price;
        let (end, length, scanned) = self.cheapest_chain(new);
        // Prices move so that every pair of the chain comes to just its value, and none goes above.
        self.group_price[new] -= length;
        for (family, distance) in scanned {
            let group = self.group_of[family];
            self.family_price[family] += length - distance;
            self.group_price[group] -= length - distance;
        }
        self.change_along(new, end);
        for family in self.touched.drain(..) {
            self.distance[family] = i64::MAX;
            self.from_group[family] = NOBODY;
        }
    }

    /// Dijkstra's search from a new group. Gives where it ends, its length, and the families nearer than that
    /// with their distances.
    fn cheapest_chain(&mut self, new: usize) -> (End, i64, Vec<(usize, i64)>) {
        let mut heap: BinaryHeap<Reverse<(i64, usize)>> = BinaryHeap::new();
        let mut scanned = Vec::new();
        let (mut end, mut best) = (End::Group(new), self.group_price[new]);
        let (mut group, mut so_far) = (new, 0);
        let pairs = self.pairs;
        loop {
            for (family, value) in pairs.row(group) {
                let far = so_far + self.group_price[group] + self.family_price[family] - value;
                if far >= best || far >= self.distance[family] {
                    continue;
                }
                if self.distance[family] == i64::MAX {
                    self.touched.push(family);
                }
                self.distance[family] = far;
                self.from_group[family] = group;
                if self.group_of[family] == NOBODY {
                    (end, best) = (End::Family(family), far);
                } else {
                    heap.push(Reverse((far, family)));
                }
            }
            // The nearest family that was not scanned; a longer way to one that was is left behind.
            let next = loop {
                match heap.pop() {
                    Some(Reverse((far, family))) if far > self.distance[family] => {}
                    other => break other,
                }
            };
            match next {
                Some(Reverse((far, family))) if far < best => {
                    scanned.push((family, far));
                    (group, so_far) = (self.group_of[family], far);
                    if so_far + self.group_price[group] < best {
                        (end, best) = (End::Group(group), so_far + self.group_price[group]);
                    }
                }
                _ => break,
            }
        }
        // What was scanned before a shorter end was found may lie beyond it.
        scanned.retain(|(_, far)| *far < best);
        (end, best, scanned)
    }

    /// Gives each group of the chain its new family, from the end back to the new group.
    fn change_along(&mut self, new: usize, end: End) {
        let mut family = match end {
            End::Family(family) => family,
            End::Group(group) if group == new => return,
            End::Group(group) => std::mem::replace(&mut self.family_of[group], NOBODY),
        };
        loop {
            let group = self.from_group[family];
            let before = std::mem::replace(&mut self.family_of[group], family);
            self.group_of[family] = group;
            if group == new {
                return;
            }
            family = before;
        }
    }
}

/// Checks an assignment and its prices against the pairs.
///
/// # Errors
/// What is wrong: a pair that does not fit, a family taken twice, a price below nought, or a pair that is
/// worth more than its prices. Then the prices prove nothing.
pub fn prove(pairs: &Pairs, best: &Best) -> Result<Proof, String> {
    if best.family_of.len() != pairs.height() || best.group_price.len() != pairs.height() {
        return Err("there are not as many groups as in the pool".into());
    }
    if best.family_price.len() != pairs.width {
        return Err("there are not as many families as in the pool".into());
    }
    if best.group_price.iter().chain(&best.family_price).any(|price| *price < 0) {
        return Err("a price is below nought".into());
    }
    let (mut primal, mut placed, mut taken) = (0, 0, vec![false; pairs.width]);
    for (group, family) in best.family_of.iter().enumerate() {
        let mut own = None;
        for (f, value) in pairs.row(group) {
            if best.group_price[group] + best.family_price[f] < value {
                return Err(format!("group {group} and family {f} are worth more than their prices"));
            }
            if Some(f) == *family {
                own = Some(value);
            }
        }
        let Some(family) = *family else { continue };
        let Some(value) = own else {
            return Err(format!("group {group} was given a family that does not fit"));
        };
        if std::mem::replace(&mut taken[family], true) {
            return Err(format!("family {family} was given to two groups"));
        }
        (primal, placed) = (primal + value, placed + 1);
    }
    let dual = best.group_price.iter().chain(&best.family_price).sum();
    Ok(Proof { primal, dual, placed })
}
