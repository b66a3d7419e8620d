//! Rules that hold this year's decisions against those of last year's return, as it was taken in before.

use super::{Rule, Weight};
use crate::returns903::model::{Day, Field, Table};

const TABLES: &[Table] = &[Table::PlacedAdoption, Table::PlacedAdoptionLast];

/// The rules.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "559",
        tables: TABLES,
        message: "The decision was made before this year, but last year's return did not have it.",
        weight: Weight::Check,
        check: |child, out| {
            let begin = Day::On(out.year.first_day());
            let had = !child.last.is_empty() && child.last.iter().all(|last| last.date.on().is_some());
            for row in child.placed.iter().filter(|row| row.date.is_before(begin) && !had) {
                out.at(Table::PlacedAdoption, Field::DatePlaced, row.line);
            }
        },
    },
    Rule {
        code: "560",
        tables: TABLES,
        message: "The date of the decision differs from last year's return, though the decision was not reversed there.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.placed {
                let moved = |last: Day| !last.is_blank() && last != row.date;
                if child.last.iter().any(|last| last.ceased.is_blank() && moved(last.date)) {
                    out.at(Table::PlacedAdoption, Field::DatePlaced, row.line);
                }
            }
        },
    },
    Rule {
        code: "561",
        tables: TABLES,
        message: "The decision is the one of last year's return, but it was reversed there.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.placed.iter().filter(|row| !row.date.is_blank()) {
                let reversed = child.last.iter().any(|last| {
                    last.date == row.date && (!last.ceased.is_blank() || !last.reason.is_blank())
                });
                if reversed {
                    out.at(Table::PlacedAdoption, Field::DatePlaced, row.line);
                }
            }
        },
    },
    Rule {
        code: "584",
        tables: TABLES,
        message: "Last year's decision was reversed, so this year's must be a later one.",
        weight: Weight::Check,
        check: |child, out| {
            let reversed =
                || child.last.iter().filter(|last| !last.ceased.is_blank() || !last.reason.is_blank());
            if reversed().next().is_none() {
                return;
            }
            for row in child.placed {
                let not_later =
                    |last: Day| matches!((row.date, last), (Day::On(now), Day::On(then)) if now <= then);
                if row.date.is_blank() || reversed().any(|last| not_later(last.date)) {
                    out.at(Table::PlacedAdoption, Field::DatePlaced, row.line);
                }
            }
        },
    },
];
