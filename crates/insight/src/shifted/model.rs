//! From exact totals to a table that may be shown. Pure but for reading the names of councils.

use access::{Look, actions::SeeDuties};
use coordination::duties::{
    model::System,
    store::{self, Total},
};
use kernel::{Date, Error, Pence, Result};

use crate::suppression::{Amount, Cell, Policy, Table, protect};

/// One body's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// What the body is called.
    pub(super) body: String,
    /// Children whom it left to adoption support.
    pub(super) children: Cell,
    /// What was paid in its place.
    pub(super) cost: Amount,
}

/// One system's bodies with their total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Which.
    pub(super) system: System,
    /// Its bodies, in order of their codes.
    pub(super) lines: Vec<Line>,
    /// All of them.
    pub(super) total: Line,
}

/// The whole picture of one financial year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shifted {
    /// The year in which it begins.
    pub(super) year: i16,
    /// By system.
    pub(super) parts: Vec<Part>,
    /// All of it.
    pub(super) total: Option<Line>,
}

/// The financial year of a day: it begins on 1 April.
pub(crate) fn year_of(day: Date) -> i16 {
    if day.month() >= 4 { day.year() } else { day.year() - 1 }
}

/// Reads and protects the totals of a financial year.
pub(super) fn read(look: &Look<'_>, year: i16) -> Result<Shifted> {
    let grant = look.agency::<SeeDuties>()?;
    let first = |year: i16| Date::new(year, 4, 1).map_err(|e| Error::internal("a financial year", e));
    let totals = store::totals(look, &grant, first(year)?, first(year.saturating_add(1))?)?;
    let names = totals
        .iter()
        .map(|t| coordination::duties::body_name(look, t.system, &t.body))
        .collect::<Result<Vec<_>>>()?;
    protected(year, totals.into_iter().zip(names).collect())
}

/// Protects totals, each with the name of its body.
pub(super) fn protected(year: i16, totals: Vec<(Total, String)>) -> Result<Shifted> {
    let of = |system: System| totals.iter().filter(move |(t, _)| t.system == system).collect::<Vec<_>>();
    let groups: Vec<_> =
        System::ALL.iter().map(|system| (*system, of(*system))).filter(|(_, all)| !all.is_empty()).collect();
    if groups.is_empty() {
        return Ok(Shifted { year, parts: Vec::new(), total: None });
    }
    let count = |of: fn(&Total) -> i64| {
        groups.iter().map(|(_, all)| all.iter().map(|(t, _)| of(t)).collect()).collect::<Vec<Vec<i64>>>()
    };
    let safe = protect(&Table::groups(count(|t| t.left))?, Policy::LOCAL);
    // Money is hidden by the children for whom it was paid, who can be fewer than those who are counted beside it.
    let paid = protect(&Table::groups(count(|t| t.paid))?, Policy::LOCAL);
    let money = |children: Cell, paid: Cell, cost: Pence| match children.amount(cost) {
        Amount::Suppressed => Amount::Suppressed,
        Amount::Shown(cost) => paid.amount(cost),
    };
    let sum = |all: &[&(Total, String)]| all.iter().map(|(t, _)| t.cost).sum::<Pence>();
    let total_line = |cell: Cell, paid: Cell, cost: Pence| Line {
        body: "Together".into(),
        children: cell,
        cost: money(cell, paid, cost),
    };
    let parts = groups
        .iter()
        .zip(safe.rows.iter().zip(&paid.rows))
        .zip(safe.row_totals.iter().zip(&paid.row_totals))
        .map(|(((system, all), (cells, paid)), (total, paid_total))| Part {
            system: *system,
            lines: all
                .iter()
                .zip(cells.iter().zip(paid))
                .map(|((t, name), (cell, paid))| Line {
                    body: name.clone(),
                    children: *cell,
                    cost: money(*cell, *paid, t.cost),
                })
                .collect(),
            total: total_line(*total, *paid_total, sum(all)),
        })
        .collect();
    let all: Pence = totals.iter().map(|(t, _)| t.cost).sum();
    Ok(Shifted { year, parts, total: Some(total_line(safe.total, paid.total, all)) })
}
