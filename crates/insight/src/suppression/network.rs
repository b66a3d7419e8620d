//! A table of sums as a network: every figure is an edge, and at every node what
//! flows in equals what flows out. What a reader can work out about a hidden figure
//! is then how far its edge can change while every shown edge stays: a maximum flow
//! through the hidden edges. With whole numbers that range is exact, not an estimate
//! (a network's sums are totally unimodular).

use std::{cmp::Reverse, collections::BinaryHeap};

#[derive(Debug, Clone)]
struct Edge {
    from: usize,
    to: usize,
    value: i64,
    hidden: bool,
    /// What is lost by hiding it.
    cost: i64,
}

/// Figures and the sums between them.
#[derive(Debug, Clone)]
pub(super) struct Network {
    edges: Vec<Edge>,
    /// The edges at each node.
    at: Vec<Vec<usize>>,
}

/// One step along an edge: forwards raises its figure, backwards lowers it.
#[derive(Debug, Clone, Copy)]
struct Step {
    edge: usize,
    before: usize,
}

impl Network {
    pub(super) fn new(nodes: usize) -> Self {
        Network { edges: Vec::new(), at: vec![Vec::new(); nodes] }
    }

    /// Adds a figure; both nodes are below the count given to `new`.
    pub(super) fn add(&mut self, from: usize, to: usize, value: i64, hidden: bool, cost: i64) {
        let index = self.edges.len();
        self.edges.push(Edge { from, to, value, hidden, cost });
        self.at[from].push(index);
        self.at[to].push(index);
    }

    /// Every figure in the order it was added, and whether it is hidden.
    pub(super) fn figures(&self) -> impl Iterator<Item = (i64, bool)> + '_ {
        self.edges.iter().map(|edge| (edge.value, edge.hidden))
    }

    /// Hides further figures until every hidden one may be anything in a range whose ends
    /// lie at least `width` apart, given that hidden figures are `floor` or more.
    pub(super) fn protect(&mut self, floor: i64, width: i64) {
        // Each figure hidden here, and the one for whose sake.
        let mut added: Vec<(usize, usize)> = Vec::new();
        let mut waiting: Vec<usize> = (0..self.edges.len()).filter(|&e| self.edges[e].hidden).collect();
        waiting.reverse();
        while let Some(exposed) = waiting.pop() {
            if self.is_safe(exposed, floor, width) {
                continue;
            }
            for edge in self.cheapest_ring(exposed, floor, width) {
                if !self.edges[edge].hidden {
                    self.edges[edge].hidden = true;
                    added.push((edge, exposed));
                    waiting.push(edge);
                }
            }
        }
        self.show_again(added, floor, width);
    }

    /// Shows again what is not needed. The figure for whose sake it was hidden is looked
    /// at first, since it is the likeliest to be given away.
    fn show_again(&mut self, mut added: Vec<(usize, usize)>, floor: i64, width: i64) {
        added.sort_by_key(|&(edge, _)| (Reverse(self.edges[edge].cost), edge));
        for (edge, sake) in added {
            self.edges[edge].hidden = false;
            let safe =
                (!self.edges[sake].hidden || self.is_safe(sake, floor, width)) && self.all_safe(floor, width);
            self.edges[edge].hidden = !safe;
        }
    }

    fn all_safe(&self, floor: i64, width: i64) -> bool {
        let mut hidden = (0..self.edges.len()).filter(|&e| self.edges[e].hidden);
        hidden.all(|e| self.is_safe(e, floor, width))
    }

    /// Whether all would still be safe with this figure shown.
    #[cfg(test)]
    pub(super) fn stays_safe_without(&self, edge: usize, floor: i64, width: i64) -> bool {
        let mut other = self.clone();
        other.edges[edge].hidden = false;
        other.all_safe(floor, width)
    }

    fn is_safe(&self, edge: usize, floor: i64, width: i64) -> bool {
        let (low, high) = self.range(edge, floor, width);
        high - low >= width
    }

    /// The range in which a hidden figure lies for a reader of all that is shown, looked
    /// at no further than `reach` on either side.
    fn range(&self, edge: usize, floor: i64, reach: i64) -> (i64, i64) {
        let Edge { from, to, value, .. } = self.edges[edge];
        let up = self.flow(to, from, edge, floor, reach);
        let down = self.flow(from, to, edge, floor, reach.min(value - floor));
        (value - down, value + up)
    }

    /// The most, up to `wanted`, that can flow from one node to another by changing hidden
    /// figures other than `except`.
    fn flow(&self, from: usize, to: usize, except: usize, floor: i64, wanted: i64) -> i64 {
        let mut changed: Vec<(usize, i64)> = Vec::new();
        let mut flowed = 0;
        while flowed < wanted {
            let value = |e: usize| {
                let moved = changed.iter().find(|(at, _)| *at == e).map_or(0, |(_, by)| *by);
                self.edges[e].value + moved
            };
            let Some(path) = self.path(from, to, except, |e| value(e) - floor) else { break };
            let most = path
                .iter()
                .filter(|step| self.is_backwards(**step))
                .map(|step| value(step.edge) - floor)
                .min()
                .unwrap_or(i64::MAX)
                .min(wanted - flowed);
            for step in path {
                let by = if self.is_backwards(step) { -most } else { most };
                match changed.iter_mut().find(|(at, _)| *at == step.edge) {
                    Some((_, moved)) => *moved += by,
                    None => changed.push((step.edge, by)),
                }
            }
            flowed += most;
        }
        flowed
    }

    fn is_backwards(&self, step: Step) -> bool {
        self.edges[step.edge].to == step.before
    }

    /// The shortest path through hidden edges; `room` says how far an edge can be lowered.
    fn path(&self, from: usize, to: usize, except: usize, room: impl Fn(usize) -> i64) -> Option<Vec<Step>> {
        let mut reached: Vec<Option<Step>> = vec![None; self.at.len()];
        let mut queue = std::collections::VecDeque::from([from]);
        while let Some(node) = queue.pop_front() {
            if node == to {
                return Some(trace(&reached, from, to));
            }
            for &edge in &self.at[node] {
                let Edge { from: tail, to: head, hidden, .. } = self.edges[edge];
                let next = if tail == node { head } else { tail };
                let open = hidden && edge != except && (tail == node || room(edge) > 0);
                if open && next != from && reached[next].is_none() {
                    reached[next] = Some(Step { edge, before: node });
                    queue.push_back(next);
                }
            }
        }
        None
    }

    /// The edges of the cheapest ring through `exposed` along which it can be raised by
    /// `width`: hidden edges cost nothing. A figure of nought that stands as shown is no
    /// part of a ring. There always is one, since every figure runs forwards round the
    /// network by way of its totals.
    fn cheapest_ring(&self, exposed: usize, floor: i64, width: i64) -> Vec<usize> {
        let (start, end) = (self.edges[exposed].to, self.edges[exposed].from);
        let mut best: Vec<i64> = vec![i64::MAX; self.at.len()];
        let mut reached: Vec<Option<Step>> = vec![None; self.at.len()];
        best[start] = 0;
        let mut heap = BinaryHeap::from([Reverse((0_i64, start))]);
        while let Some(Reverse((cost, node))) = heap.pop() {
            if node == end {
                break;
            }
            if cost > best[node] {
                continue;
            }
            for &edge in &self.at[node] {
                let Edge { from: tail, to: head, value, hidden, cost: price } = self.edges[edge];
                let forwards = tail == node;
                let next = if forwards { head } else { tail };
                let open = edge != exposed && value >= floor && (forwards || value - floor >= width);
                let sum = cost.saturating_add(if hidden { 0 } else { price });
                if open && sum < best[next] {
                    best[next] = sum;
                    reached[next] = Some(Step { edge, before: node });
                    heap.push(Reverse((sum, next)));
                }
            }
        }
        if best[end] == i64::MAX {
            return Vec::new();
        }
        trace(&reached, start, end).iter().map(|step| step.edge).collect()
    }
}

/// The steps that lead to `to`, last first.
fn trace(reached: &[Option<Step>], from: usize, to: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut node = to;
    while node != from {
        let Some(step) = reached[node] else { break };
        steps.push(step);
        node = step.before;
    }
    steps
}
