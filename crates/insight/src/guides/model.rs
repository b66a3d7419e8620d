//! From the figures of promises to a table that may be shown.

use std::collections::BTreeMap;

use access::{Look, actions::SeeAgencyFigures};
use casework::practice_guides::{self, Guide};
use kernel::{Date, Result};
use store::statements;

use crate::suppression::{Cell, Policy, Table, protect};

statements! {
    KEPT = "SELECT part, measure, CAST(sum(amount) AS BIGINT) FROM figure
            WHERE agency_id = $1 AND month >= $2 AND month <= $3 AND measure IN ('promises-kept', 'promises-kept-late') GROUP BY part, measure";
}

/// One duty, and how far it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// What the guide says.
    pub(super) guide: &'static Guide,
    /// Promises kept in time.
    pub(super) in_time: Cell,
    /// Promises kept late.
    pub(super) late: Cell,
}

/// Reads and protects a financial year. The guides are those of today.
pub(super) fn read(look: &Look<'_>, year: i16, today: Date) -> Result<Vec<Line>> {
    let grant = look.agency::<SeeAgencyFigures>()?;
    let (from, to) = (format!("{year}-04"), format!("{}-03", year.saturating_add(1)));
    let mut kept: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for row in grant.totals(look, KEPT, &[from.into(), to.into()])? {
        let (part, measure, amount): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let sums = kept.entry(part).or_default();
        match measure.as_str() {
            casework::promises::measures::KEPT => sums.0 += amount,
            _ => sums.1 += amount,
        }
    }
    let guides = practice_guides::on(today)?;
    let exact = guides.iter().map(|g| kept.get(g.promise.code()).copied().unwrap_or_default()).collect();
    protected(guides, exact)
}

/// Protects what was counted for each guide, in their order.
pub(super) fn protected(guides: Vec<&'static Guide>, exact: Vec<(i64, i64)>) -> Result<Vec<Line>> {
    if guides.is_empty() {
        return Ok(Vec::new());
    }
    // A figure that was taken back can not be under nought.
    let groups = exact.into_iter().map(|(kept, late)| vec![kept.max(0), late.max(0)]).collect();
    let safe = protect(&Table::groups(groups)?, Policy::LOCAL);
    Ok(guides
        .into_iter()
        .zip(safe.rows)
        .filter_map(|(guide, cells)| match cells.as_slice() {
            [in_time, late] => Some(Line { guide, in_time: *in_time, late: *late }),
            _ => None,
        })
        .collect())
}
