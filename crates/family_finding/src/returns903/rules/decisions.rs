//! Rules about PlacedAdoption: the decision that a child should be placed, and its reversal.

use super::{
    Out, Rule, Weight,
    adoption::{ADOPTED, FOR_ADOPTION},
};
use crate::returns903::model::{Child, Code, Day, Episode, Field, Placed, Table};

/// A placement order.
const ORDER: Code = Code::of("E1");
/// A freeing order, as it was before placement orders.
const FREEING: Code = Code::of("D1");
/// Agreed series of short breaks.
const SHORT_BREAKS: [Code; 2] = [Code::of("V3"), Code::of("V4")];
/// A new episode follows on the same day.
const GOES_ON: Code = Code::of("X1");

/// The earliest dated episode of which `is` holds.
fn first<'a>(child: &Child<'a>, is: impl Fn(&Episode) -> bool) -> Option<&'a Episode> {
    child.episodes.iter().find(|row| row.decom.on().is_some() && is(row))
}

/// The earliest day on which a child started to be looked after.
fn first_start<'a>(child: &Child<'a>) -> Option<&'a Episode> {
    first(child, |row| row.rne == Code::of("S"))
}

/// An order was granted: there must be a decision, and while the order's episode is open the decision stands.
fn order_needs_decision(child: &Child<'_>, order: Code, out: &mut Out<'_>) {
    for episode in child.episodes.iter().filter(|row| row.ls == order) {
        if child.placed.is_empty() {
            out.at(Table::Episodes, Field::Child, episode.line);
        }
        if episode.dec.is_blank() {
            for row in child.placed.iter().filter(|row| !row.ceased.is_blank() || !row.reason.is_blank()) {
                let field =
                    if row.ceased.is_blank() { Field::ReasonPlacedCeased } else { Field::DatePlacedCeased };
                out.at(Table::PlacedAdoption, field, row.line);
            }
        }
    }
}

/// The field that breaks a bound: the decision or its reversal.
fn beyond(row: &Placed, is: impl Fn(Day) -> bool) -> Option<Field> {
    if is(row.date) {
        return Some(Field::DatePlaced);
    }
    is(row.ceased).then_some(Field::DatePlacedCeased)
}

/// The rules.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "1003",
        tables: &[Table::Episodes, Table::PlacedAdoption],
        message: "The decision that the child should be placed for adoption lies before the child started to be looked after.",
        weight: Weight::LeavesOut(Table::PlacedAdoption),
        check: |child, out| {
            let Some(start) = first_start(child) else { return };
            for row in child.placed.iter().filter(|row| row.date.is_before(start.decom)) {
                out.at(Table::PlacedAdoption, Field::DatePlaced, row.line);
                out.at(Table::Episodes, Field::Decom, start.line);
            }
        },
    },
    Rule {
        code: "117",
        tables: &[Table::Episodes, Table::PlacedAdoption],
        message: "The decision, or its reversal, lies after the end of this year or after the child ceased to be looked after.",
        weight: Weight::LeavesOut(Table::PlacedAdoption),
        check: |child, out| {
            let last = child.episodes.iter().rfind(|row| row.decom.on().is_some() && row.rec != GOES_ON);
            let Some(last) = last else { return };
            let end = Day::On(out.year.last_day());
            for row in child.placed {
                if let Some(field) = beyond(row, |day| day.is_after(end) || day.is_after(last.dec)) {
                    out.at(Table::PlacedAdoption, field, row.line);
                    out.at(Table::Episodes, Field::Dec, last.line);
                }
            }
        },
    },
    Rule {
        code: "118",
        tables: &[Table::Episodes, Table::PlacedAdoption],
        message: "The reversal of the decision lies before this year, or before the child started to be looked after.",
        weight: Weight::Check,
        check: |child, out| {
            let Some(start) = first(child, |row| !row.ls.is_in(&SHORT_BREAKS)) else { return };
            let begin = Day::On(out.year.first_day());
            for row in child
                .placed
                .iter()
                .filter(|row| row.ceased.is_before(start.decom) || row.ceased.is_before(begin))
            {
                out.at(Table::PlacedAdoption, Field::DatePlacedCeased, row.line);
                out.at(Table::Episodes, Field::Decom, start.line);
            }
        },
    },
    Rule {
        code: "119",
        tables: &[Table::PlacedAdoption],
        message: "A reversal needs both its date and its reason. One of them is missing.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.placed.iter().filter(|row| row.ceased.is_blank() != row.reason.is_blank()) {
                let field =
                    if row.ceased.is_blank() { Field::DatePlacedCeased } else { Field::ReasonPlacedCeased };
                out.at(Table::PlacedAdoption, field, row.line);
            }
        },
    },
    Rule {
        code: "522",
        tables: &[Table::PlacedAdoption],
        message: "The decision was reversed before it was made. Check both dates.",
        weight: Weight::LeavesOut(Table::PlacedAdoption),
        check: |child, out| {
            for row in child.placed.iter().filter(|row| row.ceased.is_before(row.date)) {
                out.at(Table::PlacedAdoption, Field::DatePlacedCeased, row.line);
            }
        },
    },
    Rule {
        code: "551",
        tables: &[Table::Episodes, Table::PlacedAdoption],
        message: "The child is placed for adoption, but there is no date of the decision that they should be.",
        weight: Weight::Check,
        check: |child, out| {
            let decided = !child.placed.is_empty() && child.placed.iter().all(|row| !row.date.is_blank());
            if decided {
                return;
            }
            for row in child.episodes.iter().filter(|row| row.place.is_in(&FOR_ADOPTION)) {
                out.at(Table::Episodes, Field::Place, row.line);
            }
        },
    },
    Rule {
        code: "552",
        tables: &[Table::Episodes, Table::PlacedAdoption],
        message: "The child was placed for adoption before the decision that they should be.",
        weight: Weight::LeavesOut(Table::PlacedAdoption),
        check: |child, out| {
            let Some(placed) = first(child, |row| row.place.is_in(&FOR_ADOPTION)) else { return };
            let Some(latest) = child.placed.iter().filter_map(|row| row.date.on()).max() else { return };
            for row in child
                .placed
                .iter()
                .filter(|row| row.date == Day::On(latest) && row.date.is_after(placed.decom))
            {
                out.at(Table::PlacedAdoption, Field::DatePlaced, row.line);
                out.at(Table::Episodes, Field::Decom, placed.line);
            }
        },
    },
    Rule {
        code: "553",
        tables: &[Table::Episodes, Table::PlacedAdoption],
        message: "A placement order was granted, but there is no decision that the child should be placed, or it is given as reversed while the order stands.",
        weight: Weight::Check,
        check: |child, out| order_needs_decision(child, ORDER, out),
    },
    Rule {
        code: "554",
        tables: &[Table::Episodes, Table::PlacedAdoption],
        message: "The decision that the child should be placed lies after the placement order. Check, also against earlier years: the order's first episode may not be in this return.",
        weight: Weight::Check,
        check: |child, out| {
            let Some(order) = first(child, |row| row.ls == ORDER) else { return };
            for row in child.placed.iter().filter(|row| row.date.is_after(order.decom)) {
                out.at(Table::PlacedAdoption, Field::DatePlaced, row.line);
                out.at(Table::Episodes, Field::Decom, order.line);
            }
        },
    },
    Rule {
        code: "555",
        tables: &[Table::Episodes, Table::PlacedAdoption],
        message: "A freeing order was granted, but there is no decision that the child should be placed, or it is given as reversed while the order stands.",
        weight: Weight::Check,
        check: |child, out| order_needs_decision(child, FREEING, out),
    },
    Rule {
        code: "556",
        tables: &[Table::Episodes, Table::PlacedAdoption],
        message: "The decision that the child should be placed lies after the freeing order.",
        weight: Weight::Check,
        check: |child, out| {
            for order in child.episodes.iter().filter(|row| row.ls == FREEING) {
                if child.placed.iter().any(|row| row.date.is_after(order.decom)) {
                    out.at(Table::Episodes, Field::Decom, order.line);
                }
            }
        },
    },
    Rule {
        code: "557",
        tables: &[Table::Episodes, Table::PlacedAdoption],
        message: "The child was to be placed for adoption and left care without being adopted. Give the date and the reason for reversing the decision.",
        weight: Weight::Check,
        check: |child, out| {
            // Until the return of 2023-24 a freeing order counted too.
            let order = |ls: Code| ls == ORDER || (ls == FREEING && out.year.ending() < 2025);
            let left: Vec<&Episode> = child
                .episodes
                .iter()
                .filter(|row| row.place.is_in(&FOR_ADOPTION) || order(row.ls))
                .filter(|row| !row.rec.is_blank() && row.rec != GOES_ON && !row.rec.is_in(&ADOPTED))
                .collect();
            for episode in left {
                if child.placed.is_empty() {
                    out.at(Table::Episodes, Field::Rec, episode.line);
                }
                for row in child.placed.iter().filter(|row| row.ceased.is_blank() || row.reason.is_blank()) {
                    let field = if row.ceased.is_blank() {
                        Field::DatePlacedCeased
                    } else {
                        Field::ReasonPlacedCeased
                    };
                    out.at(Table::Episodes, Field::Rec, episode.line);
                    out.at(Table::PlacedAdoption, field, row.line);
                }
            }
        },
    },
    Rule {
        code: "558",
        tables: &[Table::Episodes, Table::PlacedAdoption],
        message: "The child was adopted, so the last decision to place them was not reversed. Leave its date of reversal blank.",
        weight: Weight::Check,
        check: |child, out| {
            if child.placed.len() < 2 || child.placed.iter().any(|row| row.ceased.is_blank()) {
                return;
            }
            for row in child.episodes.iter().filter(|row| row.rec.is_in(&ADOPTED)) {
                out.at(Table::Episodes, Field::Rec, row.line);
            }
        },
    },
    Rule {
        code: "563",
        tables: &[Table::PlacedAdoption],
        message: "The decision is given as reversed, but the date of the decision itself is blank.",
        weight: Weight::LeavesOut(Table::PlacedAdoption),
        check: |child, out| {
            let reversed =
                |row: &&Placed| !row.reason.is_blank() && !row.ceased.is_blank() && row.date.is_blank();
            for row in child.placed.iter().filter(reversed) {
                out.at(Table::PlacedAdoption, Field::DatePlaced, row.line);
            }
        },
    },
    Rule {
        code: "579",
        tables: &[Table::PlacedAdoption],
        message: "A decision to place the child begins while the one before it is still open, or before that was reversed.",
        weight: Weight::Check,
        check: |child, out| {
            for pair in child.placed.windows(2) {
                let [before, row] = pair else { continue };
                if before.ceased.on().is_none() || row.date.is_before(before.ceased) {
                    out.at(Table::PlacedAdoption, Field::DatePlaced, row.line);
                }
            }
        },
    },
    Rule {
        code: "583",
        tables: &[Table::PlacedAdoption],
        message: "There is a later decision to place the child, but this one was not reversed. Check that both are needed, and give the date of reversal.",
        weight: Weight::Check,
        check: |child, out| {
            // The latest dated decision may stand open; of those without a date none is the latest.
            let dated = child.placed.iter().take_while(|row| row.date.on().is_some()).count();
            let latest = dated.max(1) - 1;
            for (_, row) in
                child.placed.iter().enumerate().filter(|(at, row)| *at != latest && row.ceased.is_blank())
            {
                out.at(Table::PlacedAdoption, Field::DatePlacedCeased, row.line);
            }
        },
    },
];
