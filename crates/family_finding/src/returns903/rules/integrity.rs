//! Rules on whether the tables are about the same children, and Hearth's own checks of rows.

use super::{Out, Rule, Weight};
use crate::returns903::model::{Child, Day, Field, Line, Table};

/// Rows of a child that Header does not have.
fn unknown(child: &Child<'_>, table: Table, lines: impl Iterator<Item = Line>, out: &mut Out<'_>) {
    if child.headers.is_empty() {
        for line in lines {
            out.at(table, Field::Child, line);
        }
    }
}

/// Rows with another day of birth than Header's.
fn born_otherwise(
    child: &Child<'_>,
    table: Table,
    rows: impl Iterator<Item = (Day, Line)>,
    out: &mut Out<'_>,
) {
    for (born, line) in rows {
        let differs = |header: Day| matches!((header, born), (Day::On(a), Day::On(b)) if a != b);
        if child.headers.iter().any(|header| differs(header.dob)) {
            out.at(table, Field::Dob, line);
        }
    }
}

/// Rows of a child that has more than one.
fn twice(table: Table, lines: &mut dyn ExactSizeIterator<Item = Line>, out: &mut Out<'_>) {
    if lines.len() > 1 {
        for line in lines {
            out.at(table, Field::Child, line);
        }
    }
}

/// The Department's rules.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "INT01",
        tables: &[Table::Header, Table::Ad1],
        message: "The child of this AD1 row is not in Header. Check the child's id, and that both files are of the same return.",
        weight: Weight::LeavesOut(Table::Ad1),
        check: |child, out| unknown(child, Table::Ad1, child.ad1.iter().map(|row| row.line), out),
    },
    Rule {
        code: "INT02",
        tables: &[Table::Header, Table::PlacedAdoption],
        message: "The child of this PlacedAdoption row is not in Header. Check the child's id, and that both files are of the same return.",
        weight: Weight::LeavesOut(Table::PlacedAdoption),
        check: |child, out| {
            unknown(child, Table::PlacedAdoption, child.placed.iter().map(|row| row.line), out)
        },
    },
    Rule {
        code: "INT07",
        tables: &[Table::Header, Table::PrevPerm],
        message: "The child of this PrevPerm row is not in Header. Check the child's id, and that both files are of the same return.",
        weight: Weight::Check,
        check: |child, out| unknown(child, Table::PrevPerm, child.prev_perm.iter().map(|row| row.line), out),
    },
    Rule {
        code: "INT11",
        tables: &[Table::Header, Table::Ad1],
        message: "The date of birth in AD1 differs from the one in Header. Check whether it is the same child.",
        weight: Weight::LeavesOut(Table::Ad1),
        check: |child, out| {
            born_otherwise(child, Table::Ad1, child.ad1.iter().map(|row| (row.dob, row.line)), out)
        },
    },
    Rule {
        code: "INT12",
        tables: &[Table::Header, Table::PlacedAdoption],
        message: "The date of birth in PlacedAdoption differs from the one in Header. Check whether it is the same child.",
        weight: Weight::LeavesOut(Table::PlacedAdoption),
        check: |child, out| {
            born_otherwise(
                child,
                Table::PlacedAdoption,
                child.placed.iter().map(|row| (row.dob, row.line)),
                out,
            );
        },
    },
    Rule {
        code: "INT16",
        tables: &[Table::Header, Table::PrevPerm],
        message: "The date of birth in PrevPerm differs from the one in Header. Check whether it is the same child.",
        weight: Weight::Check,
        check: |child, out| {
            born_otherwise(
                child,
                Table::PrevPerm,
                child.prev_perm.iter().map(|row| (row.dob, row.line)),
                out,
            );
        },
    },
    Rule {
        code: "INT31",
        tables: &[Table::Ad1],
        message: "The child has more than one row in AD1. Keep the right one.",
        weight: Weight::LeavesOut(Table::Ad1),
        check: |child, out| twice(Table::Ad1, &mut child.ad1.iter().map(|row| row.line), out),
    },
    Rule {
        code: "INT35",
        tables: &[Table::PrevPerm],
        message: "The child has more than one row in PrevPerm. Keep the right one.",
        weight: Weight::Check,
        check: |child, out| twice(Table::PrevPerm, &mut child.prev_perm.iter().map(|row| row.line), out),
    },
];

/// Faults that the reader finds by itself, before there is a child to run a rule on.
fn by_the_reader(_: &Child<'_>, _: &mut Out<'_>) {}

/// Hearth's own checks, which are not the Department's.
pub(super) const OWN: &[Rule] = &[
    Rule {
        code: "H1",
        tables: &[],
        message: "Hearth's own check: the row names no child in CHILD, so it cannot be used.",
        weight: Weight::Check,
        check: by_the_reader,
    },
    Rule {
        code: "H2",
        tables: &[],
        message: "Hearth's own check: the row has more or fewer cells than the heading, so it cannot be used. A comma in a cell needs quotation marks round the cell.",
        weight: Weight::Check,
        check: by_the_reader,
    },
    Rule {
        code: "H3",
        tables: &[Table::Header],
        message: "Hearth's own check: the child stands in Header more than once. Keep the right row.",
        weight: Weight::LeavesOut(Table::Header),
        check: |child, out| twice(Table::Header, &mut child.headers.iter().map(|row| row.line), out),
    },
    Rule {
        code: "H4",
        tables: &[Table::Episodes],
        message: "Hearth's own check: the episode ended before this year began, or begins after it ended. It may belong to another year's return.",
        weight: Weight::Check,
        check: |child, out| {
            let (begin, end) = (Day::On(out.year.first_day()), Day::On(out.year.last_day()));
            for row in child.episodes.iter().filter(|row| row.dec.is_before(begin) || row.decom.is_after(end))
            {
                let field = if row.decom.is_after(end) { Field::Decom } else { Field::Dec };
                out.at(Table::Episodes, field, row.line);
            }
        },
    },
];
