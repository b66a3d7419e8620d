//! The one place that protects small numbers before a figure leaves an agency
//! (design rule 11: under 6 by default, with totals that do not give it away).
//!
//! Method
//! 1. Counts from 1 up to one below the threshold are suppressed, totals too. A
//!    nought may stand, unless the policy says otherwise.
//! 2. A suppressed count could still be worked out: a total less the counts shown
//!    beside it. The table is read as a network of sums, and for every suppressed
//!    figure the exact range is found that agrees with all that is shown. It must
//!    span at least as many values as "under the threshold" says by itself (1 to 5 by
//!    default). Where it does not, the cheapest ring of further figures that widens it
//!    is suppressed as well: small counts before large ones, counts before totals.
//!    This is repeated until every suppressed figure is safe.
//! 3. What turned out not to be needed is shown again, the largest first.
//! 4. What remains is rounded. The ranges were found from exact figures, so they hold
//!    even if somebody learns an exact total elsewhere. Each figure is rounded by
//!    itself: rounded counts may not add up to the rounded total, and a page that shows
//!    them says so.
//!
//! The defaults follow what was done with the quarterly adoption figures of English
//! councils: "5 or fewer" suppressed, councils to the nearest 5, England to the nearest
//! 10 (first4adoption.org.uk, 2015). The threshold is the rule "under 6 by default"
//! of the house.
//!
//! Limits
//! - One table at a time. Two tables that overlap, or the same table a month later,
//!   can be compared; who publishes must settle on fixed tables and dates.
//! - A list with its total, groups with theirs and the total of all, and a grid with its
//!   margins. More dimensions, or subtotals within a direction of a grid, are several
//!   tables and meet the limit above.
//! - Two councils that put their own hidden counts together know more than a reader does.
//! - A reader who knows this method may rule out a few combinations of hidden counts
//!   within a range. The ends of the range are found without that.
//! - An amount is guarded by the count behind it, not by how it is shared out: where one
//!   family takes nearly all of an amount, six families do not hide it.

mod network;
#[cfg(test)]
mod tests;

use kernel::{Error, Pence, Result};
use network::Network;

/// How small numbers are protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    threshold: i64,
    round_to: i64,
    zeros: Zeros,
}

/// Whether a count of nought is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zeros {
    /// Nought is shown: that nobody did something names nobody.
    #[default]
    Shown,
    /// Nought is hidden like any small number, where "nobody" itself would tell.
    Hidden,
}

impl Policy {
    /// For figures of councils and agencies: under 6 hidden, the rest to the nearest 5.
    pub const LOCAL: Policy = Policy { threshold: 6, round_to: 5, zeros: Zeros::Shown };
    /// For figures of England: under 6 hidden, the rest to the nearest 10.
    pub const NATIONAL: Policy = Policy { threshold: 6, round_to: 10, zeros: Zeros::Shown };

    /// A policy that hides counts under `threshold` (2 to 1,000) and rounds to the
    /// nearest `round_to` (1, which leaves figures exact, to 1,000).
    pub fn new(threshold: i64, round_to: i64, zeros: Zeros) -> Result<Self> {
        if !(2..=1000).contains(&threshold) {
            return Err(Error::field("threshold", "Enter a threshold from 2 to 1,000"));
        }
        if !(1..=1000).contains(&round_to) {
            return Err(Error::field("round_to", "Enter a step of rounding from 1 to 1,000"));
        }
        Ok(Policy { threshold, round_to, zeros })
    }

    /// The least count that may be shown.
    pub fn threshold(self) -> i64 {
        self.threshold
    }

    /// The step to which shown counts are rounded.
    pub fn round_to(self) -> i64 {
        self.round_to
    }

    /// Whether a count by itself is too small to show.
    pub fn is_small(self, count: i64) -> bool {
        count < self.threshold && (count != 0 || self.zeros == Zeros::Hidden)
    }

    /// The least that a suppressed count can be, which a reader knows.
    pub fn floor(self) -> i64 {
        match self.zeros {
            Zeros::Shown => 1,
            Zeros::Hidden => 0,
        }
    }

    /// How wide the range of a suppressed count must stay: its ends lie at least this far apart.
    pub fn width(self) -> i64 {
        self.threshold - 1 - self.floor()
    }

    /// To the nearest step, halves upwards.
    fn round(self, count: i64) -> i64 {
        let down = count - count.rem_euclid(self.round_to);
        if (count - down) * 2 >= self.round_to { down.saturating_add(self.round_to) } else { down }
    }
}

impl Default for Policy {
    /// [`Policy::LOCAL`].
    fn default() -> Self {
        Policy::LOCAL
    }
}

/// Exact counts, before protection. Totals are worked out here, so that they always agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    rows: Vec<Vec<i64>>,
    columns: usize,
    shape: Shape,
}

/// Which sums a table tells besides its counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// The total of all.
    List,
    /// A total of each row, of each column, and of all.
    Grid,
    /// A total of each group, and of all.
    Groups,
}

/// The largest count that a table takes; far above any count of people, and small
/// enough that no sum of a table overflows.
const LARGEST: i64 = 1_000_000_000_000;
/// The most cells that a table takes.
const MOST_CELLS: usize = 100_000;

impl Table {
    /// Counts side by side, with one total.
    ///
    /// # Errors
    /// `Internal` when a count is below nought or above a million million, or there are
    /// more than 100,000.
    pub fn list(counts: impl Into<Vec<i64>>) -> Result<Self> {
        let counts = counts.into();
        let columns = counts.len();
        Self::check(Table { rows: vec![counts], columns, shape: Shape::List })
    }

    /// Counts in rows and columns, with a total of each and of all.
    ///
    /// # Errors
    /// As for [`Table::list`], and when rows differ in length.
    pub fn grid(rows: Vec<Vec<i64>>) -> Result<Self> {
        let columns = rows.first().map_or(0, Vec::len);
        Self::check(Table { rows, columns, shape: Shape::Grid })
    }

    /// Counts in groups, such as agencies in pan-regions, with a total of each group and
    /// of all. Groups may differ in size.
    ///
    /// # Errors
    /// As for [`Table::list`], and when a group is empty.
    pub fn groups(groups: Vec<Vec<i64>>) -> Result<Self> {
        Self::check(Table { rows: groups, columns: 0, shape: Shape::Groups })
    }

    fn check(self) -> Result<Self> {
        if self.shape == Shape::Groups && self.rows.iter().any(Vec::is_empty) {
            return Err(Error::Internal("a table to be protected has an empty group".into()));
        }
        if self.shape != Shape::Groups && self.rows.iter().any(|row| row.len() != self.columns) {
            return Err(Error::Internal("a table to be protected has rows of unequal length".into()));
        }
        if self.rows.iter().map(Vec::len).sum::<usize>() > MOST_CELLS || self.rows.len() > MOST_CELLS {
            return Err(Error::Internal("a table to be protected has too many cells".into()));
        }
        if self.rows.iter().flatten().any(|count| !(0..=LARGEST).contains(count)) {
            return Err(Error::Internal("a table to be protected holds a count out of range".into()));
        }
        Ok(self)
    }
}

/// One figure as it may leave the agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// The count, rounded as the policy says.
    Shown(i64),
    /// Hidden: too small, or needed to hide one that is.
    Suppressed,
}

impl Cell {
    /// The count, if it may be seen.
    pub fn shown(self) -> Option<i64> {
        match self {
            Cell::Shown(count) => Some(count),
            Cell::Suppressed => None,
        }
    }

    /// An amount that belongs to this count: seen only where the count is seen, so that
    /// the amounts of a table are hidden in the same places as its counts.
    pub fn amount(self, amount: Pence) -> Amount {
        match self {
            Cell::Shown(_) => Amount::Shown(amount),
            Cell::Suppressed => Amount::Suppressed,
        }
    }
}

/// An amount of money as it may leave the agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// The amount in whole pence, not rounded.
    Shown(Pence),
    /// Hidden because of the count behind it.
    Suppressed,
}

/// A table that may leave the agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    /// Row by row, or group by group. A list has one row.
    pub rows: Vec<Vec<Cell>>,
    /// One total a row or group; for a list, its one total.
    pub row_totals: Vec<Cell>,
    /// One total a column of a grid; none otherwise.
    pub column_totals: Vec<Cell>,
    /// The total of all; for a list the same as its row's.
    pub total: Cell,
}

/// Protects a table: see the top of this module for the method and its limits.
pub fn protect(table: &Table, policy: Policy) -> Protected {
    let mut network = build(table, policy);
    network.protect(policy.floor(), policy.width());
    read(table, &network, policy)
}

/// Protects one amount that stands alone, with no total beside it: hidden when the
/// `count` of people behind it is small. Amounts of a table take [`Cell::amount`] instead.
pub fn protect_amount(count: i64, amount: Pence, policy: Policy) -> Amount {
    if policy.is_small(count) { Amount::Suppressed } else { Amount::Shown(amount) }
}

/// Protects one count that stands alone, with no total beside it.
pub fn protect_count(count: i64, policy: Policy) -> Cell {
    if policy.is_small(count) { Cell::Suppressed } else { Cell::Shown(policy.round(count)) }
}

/// Lays a table out as a network. Node 0 spreads the total of all over the rows, node 1
/// gathers it from the columns (or from the members of groups); then come rows and
/// columns. Edges stand row by row, then row totals and column totals where the table has
/// them, and last the total of all.
fn build(table: &Table, policy: Policy) -> Network {
    let nodes = match table.shape {
        Shape::List => 0,
        Shape::Grid => table.rows.len() + table.columns,
        Shape::Groups => table.rows.len(),
    };
    let mut network = Network::new(2 + nodes);
    let total: i64 = table.rows.iter().flatten().sum();
    let mut add = |from, to, count: i64, is_total: bool| {
        // Counts are hidden before totals: one total costs more than all counts together.
        let cost = if is_total { count.saturating_add(total).saturating_add(1) } else { count };
        network.add(from, to, count, policy.is_small(count), cost);
    };
    let (row_node, column_node) = (|i: usize| 2 + i, |j: usize| 2 + table.rows.len() + j);
    for (i, row) in table.rows.iter().enumerate() {
        for (j, &count) in row.iter().enumerate() {
            let (from, to) = match table.shape {
                Shape::List => (0, 1),
                Shape::Grid => (row_node(i), column_node(j)),
                Shape::Groups => (row_node(i), 1),
            };
            add(from, to, count, false);
        }
    }
    if table.shape != Shape::List {
        for (i, row) in table.rows.iter().enumerate() {
            add(0, row_node(i), row.iter().sum(), true);
        }
    }
    if table.shape == Shape::Grid {
        for j in 0..table.columns {
            add(column_node(j), 1, table.rows.iter().filter_map(|row| row.get(j)).sum(), true);
        }
    }
    add(1, 0, total, true);
    network
}

/// Reads the figures back in the order that [`build`] laid them out.
fn read(table: &Table, network: &Network, policy: Policy) -> Protected {
    let mut cells = network
        .figures()
        .map(|(count, hidden)| if hidden { Cell::Suppressed } else { Cell::Shown(policy.round(count)) });
    let rows: Vec<Vec<Cell>> =
        table.rows.iter().map(|row| cells.by_ref().take(row.len()).collect()).collect();
    let row_totals: Option<Vec<Cell>> =
        (table.shape != Shape::List).then(|| cells.by_ref().take(table.rows.len()).collect());
    let columns = if table.shape == Shape::Grid { table.columns } else { 0 };
    let column_totals = cells.by_ref().take(columns).collect();
    // The total of all is always laid out last.
    let total = cells.next().unwrap_or(Cell::Suppressed);
    Protected { rows, row_totals: row_totals.unwrap_or_else(|| vec![total]), column_totals, total }
}
