//! Rules that ask whether a cell is a day of the calendar.

use super::{Rule, Weight};
use crate::returns903::model::{Day, Field, Table};

/// The rules.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "102",
        tables: &[Table::Header],
        message: "The date of birth is missing or no day of the calendar. Write it as DD/MM/YYYY.",
        weight: Weight::LeavesOut(Table::Header),
        check: |child, out| {
            for row in child.headers.iter().filter(|row| row.dob.on().is_none()) {
                out.at(Table::Header, Field::Dob, row.line);
            }
        },
    },
    Rule {
        code: "104",
        tables: &[Table::Uasc],
        message: "The day on which unaccompanied asylum-seeking status ceased is no day of the calendar, or lies before this year.",
        weight: Weight::Check,
        check: |child, out| {
            let begin = Day::On(out.year.first_day());
            for row in child.uasc.iter().filter(|row| row.duc == Day::Wrong || row.duc.is_before(begin)) {
                out.at(Table::Uasc, Field::Duc, row.line);
            }
        },
    },
    Rule {
        code: "112",
        tables: &[Table::Ad1],
        message: "The date of the decision that adoption is in the child's best interests is no day of the calendar. Write it as DD/MM/YYYY.",
        weight: Weight::LeavesOut(Table::Ad1),
        check: |child, out| {
            for row in child.ad1.iter().filter(|row| row.date_int == Day::Wrong) {
                out.at(Table::Ad1, Field::DateInt, row.line);
            }
        },
    },
    Rule {
        code: "113",
        tables: &[Table::Ad1],
        message: "The date of the match with adopters is no day of the calendar. Write it as DD/MM/YYYY.",
        weight: Weight::LeavesOut(Table::Ad1),
        check: |child, out| {
            for row in child.ad1.iter().filter(|row| row.date_match == Day::Wrong) {
                out.at(Table::Ad1, Field::DateMatch, row.line);
            }
        },
    },
    Rule {
        code: "115",
        tables: &[Table::PlacedAdoption],
        message: "The date of the decision that the child should be placed for adoption is no day of the calendar. Write it as DD/MM/YYYY.",
        weight: Weight::LeavesOut(Table::PlacedAdoption),
        check: |child, out| {
            for row in child.placed.iter().filter(|row| row.date == Day::Wrong) {
                out.at(Table::PlacedAdoption, Field::DatePlaced, row.line);
            }
        },
    },
    Rule {
        code: "116",
        tables: &[Table::PlacedAdoption],
        message: "The date of the decision that the child should no longer be placed is no day of the calendar. Write it as DD/MM/YYYY.",
        weight: Weight::LeavesOut(Table::PlacedAdoption),
        check: |child, out| {
            for row in child.placed.iter().filter(|row| row.ceased == Day::Wrong) {
                out.at(Table::PlacedAdoption, Field::DatePlacedCeased, row.line);
            }
        },
    },
    Rule {
        code: "141",
        tables: &[Table::Episodes],
        message: "The day on which the episode began is no day of the calendar. Write it as DD/MM/YYYY.",
        weight: Weight::LeavesOut(Table::Episodes),
        check: |child, out| {
            for row in child.episodes.iter().filter(|row| row.decom == Day::Wrong) {
                out.at(Table::Episodes, Field::Decom, row.line);
            }
        },
    },
    Rule {
        code: "147",
        tables: &[Table::Episodes],
        message: "The day on which the episode ceased is no day of the calendar. Write it as DD/MM/YYYY, or leave it blank while the episode is open.",
        weight: Weight::LeavesOut(Table::Episodes),
        check: |child, out| {
            for row in child.episodes.iter().filter(|row| row.dec == Day::Wrong) {
                out.at(Table::Episodes, Field::Dec, row.line);
            }
        },
    },
];
