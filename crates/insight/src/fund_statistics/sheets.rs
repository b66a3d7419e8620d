//! From exact statistics to sheets that may leave the agency.

use std::collections::BTreeMap;

use kernel::Result;

use super::model::{Exact, RouteGroup, Stat, together};
use crate::{
    picture::{
        agency::{provider_kind_name, therapy_name},
        sheet::{Entry, Figure, Kind, Line, Sheet},
    },
    suppression::{Cell, Policy, Table, protect},
};

/// Councils are shown, so the rule for councils holds for all of it.
const POLICY: Policy = Policy::LOCAL;

const COLUMNS: [(&str, &str); 3] =
    [("applications", "Applications approved"), ("value", "Value"), ("median", "Median")];

/// The sheets of a year; none where nothing was approved. `councils` names the councils by their codes.
pub(super) fn sheets(exact: &Exact, councils: &BTreeMap<String, String>) -> Result<Vec<Sheet>> {
    if exact.routes.is_empty() {
        return Ok(Vec::new());
    }
    let council = |code: &String| (code.clone(), councils.get(code).unwrap_or(code).clone());
    let provider = |code: &String| (code.clone(), provider_kind_name(code));
    let mut therapies = BTreeMap::new();
    for code in exact.therapies.keys() {
        therapies.insert(code.clone(), therapy_name(code)?);
    }
    let therapy = |code: &String| (code.clone(), therapies.get(code).unwrap_or(code).clone());
    let route = |route: &RouteGroup| (route.code().to_owned(), route.label().to_owned());
    let mut sheets = vec![
        parted("councils", "By council", "Council", &exact.councils, council)?,
        parted("provider-kinds", "By kind of provider", "Kind of provider", &exact.providers, provider)?,
        parted("therapies", "By therapy", "Therapy", &exact.therapies, therapy)?,
        parted("routes", "By route", "Route", &exact.routes, route)?,
    ];
    if !exact.bands.is_empty() {
        sheets.push(bands(exact)?);
    }
    Ok(sheets)
}

/// One way of parting the applications, with the total.
fn parted<K>(
    code: &'static str,
    title: &str,
    lines_are: &'static str,
    parts: &BTreeMap<K, Stat>,
    name: impl Fn(&K) -> (String, String),
) -> Result<Sheet> {
    let counts: Vec<i64> = parts.values().map(Stat::count).collect();
    let protected = protect(&Table::list(counts)?, POLICY);
    let cells = protected.rows.into_iter().flatten();
    let mut lines: Vec<Line> = parts
        .iter()
        .zip(cells)
        .map(|((key, stat), cell)| {
            let (code, name) = name(key);
            Line::part(code, name, entries(stat, cell))
        })
        .collect();
    lines.sort_by(|a, b| a.name.cmp(&b.name));
    lines.push(Line::total("All", entries(&together(parts), protected.total)));
    Ok(Sheet {
        code,
        title: title.to_owned(),
        about: "An amount is held back where the number of applications behind it is.",
        lines_are,
        columns: COLUMNS.to_vec(),
        lines,
    })
}

fn entries(stat: &Stat, cell: Cell) -> Vec<Entry> {
    let median = stat.median().map_or(Figure::Hidden, |median| cell.amount(median).into());
    vec![Figure::from(cell).into(), Figure::from(cell.amount(stat.value())).into(), median.into()]
}

/// Therapy over and under £3,000 by route.
fn bands(exact: &Exact) -> Result<Sheet> {
    let protected = protect(&Table::grid(exact.bands.values().map(|band| band.to_vec()).collect())?, POLICY);
    let line = |cells: &[Cell], total: Cell| {
        let mut entries: Vec<Entry> = cells.iter().map(|cell| Figure::from(*cell).into()).collect();
        entries.push(Figure::from(total).into());
        // From what is shown, so that it tells no more than that does.
        let share = match cells {
            [Cell::Shown(under), Cell::Shown(over)] if under + over > 0 => {
                Figure::Share(Some(*over as f64 * 100.0 / (under + over) as f64))
            }
            _ => Figure::Hidden,
        };
        entries.push(share.into());
        entries
    };
    let mut lines: Vec<Line> = (exact.bands.keys().zip(&protected.rows).zip(&protected.row_totals))
        .map(|((route, cells), total)| Line::part(route.code(), route.label(), line(cells, *total)))
        .collect();
    lines.push(Line {
        kind: Kind::Total,
        code: String::new(),
        name: "All".to_owned(),
        href: None,
        entries: line(&protected.column_totals, protected.total),
    });
    Ok(Sheet {
        code: "bands",
        title: "Therapy over and under £3,000".to_owned(),
        about: "Specialist assessments are not counted here. The share is that of the rounded counts.",
        lines_are: "Route",
        columns: vec![
            ("up-to-3000", "Up to £3,000"),
            ("over-3000", "Over £3,000"),
            ("therapy", "All therapy"),
            ("share-over", "Share over £3,000"),
        ],
        lines,
    })
}
