//! What a trial found, protected.

use std::collections::BTreeMap;

use kernel::{Pence, Result};

use super::model::Child;
use crate::{
    fund_statistics::model::RouteGroup,
    picture::sheet::{Entry, Figure, Kind, Line, Sheet},
    suppression::{Cell, Policy, Table, protect},
};

const POLICY: Policy = Policy::LOCAL;

/// Children of one route: how many lose, keep and gain, and what they lose and gain together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) counts: [i64; 3],
    pub(super) lost: Pence,
    pub(super) gained: Pence,
    pub(super) before: Pence,
    pub(super) after: Pence,
}

pub(super) fn tally(children: &[Child]) -> BTreeMap<RouteGroup, Tally> {
    let mut all: BTreeMap<RouteGroup, Tally> = BTreeMap::new();
    for child in children {
        let one = all.entry(child.route).or_default();
        let change = child.after - child.before;
        one.counts[(change.0.signum() + 1) as usize] += 1;
        one.lost += (-change).max(Pence::ZERO);
        one.gained += change.max(Pence::ZERO);
        one.before += child.before;
        one.after += child.after;
    }
    all
}

/// The sheets; none where nobody asked.
pub(super) fn sheets(children: &[Child]) -> Result<Vec<Sheet>> {
    let all = tally(children);
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let protected = protect(&Table::grid(all.values().map(|t| t.counts.to_vec()).collect())?, POLICY);
    let sum = |of: fn(&Tally) -> Pence| all.values().map(of).sum::<Pence>();
    let whole = Tally {
        counts: [0; 3],
        lost: sum(|t| t.lost),
        gained: sum(|t| t.gained),
        before: sum(|t| t.before),
        after: sum(|t| t.after),
    };
    let line = |kind, code: &str, name: &str, entries| Line {
        kind,
        code: code.to_owned(),
        name: name.to_owned(),
        href: None,
        entries,
    };
    let (mut who, mut money) = (Vec::new(), Vec::new());
    for (((route, tally), cells), total) in all.iter().zip(&protected.rows).zip(&protected.row_totals) {
        who.push(line(Kind::Part, route.code(), route.label(), change(tally, cells)));
        money.push(line(Kind::Part, route.code(), route.label(), both(tally, cells, *total)));
    }
    who.push(line(Kind::Total, "", "All", change(&whole, &protected.column_totals)));
    money.push(line(Kind::Total, "", "All", both(&whole, &protected.column_totals, protected.total)));
    Ok(vec![
        Sheet {
            code: "children",
            title: "Children who would lose and gain".to_owned(),
            about: "In the year, by the route of the child. An amount is held back where the number of children behind it is.",
            lines_are: "Route",
            columns: vec![
                ("lose", "Would lose"),
                ("lost", "Together lose"),
                ("same", "The same"),
                ("gain", "Would gain"),
                ("gained", "Together gain"),
            ],
            lines: who,
        },
        Sheet {
            code: "money",
            title: "What the Fund would pay".to_owned(),
            about: "Of all that was asked. Held back where it would tell what is held back above.",
            lines_are: "Route",
            columns: vec![("before", "By the rules of the day"), ("after", "By the draft")],
            lines: money,
        },
    ])
}

/// What is told of a change: each amount with the count behind it.
fn change(tally: &Tally, cells: &[Cell]) -> Vec<Entry> {
    let [lose, same, gain] = [0, 1, 2].map(|at| cells.get(at).copied().unwrap_or(Cell::Suppressed));
    vec![
        Figure::from(lose).into(),
        Figure::from(lose.amount(tally.lost)).into(),
        Figure::from(same).into(),
        Figure::from(gain).into(),
        Figure::from(gain.amount(tally.gained)).into(),
    ]
}

/// The two sums. Their difference is what is gained less what is lost, so they stand only where both of these do.
fn both(tally: &Tally, cells: &[Cell], total: Cell) -> Vec<Entry> {
    let hidden = cells.iter().chain([&total]).any(|cell| cell.shown().is_none());
    let figure = |amount| if hidden { Figure::Hidden } else { Figure::Money(amount) };
    vec![figure(tally.before).into(), figure(tally.after).into()]
}
