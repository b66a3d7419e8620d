//! Rules about PrevPerm: whether the child had a permanent home before.

use std::sync::LazyLock;

use jiff::civil::{Date, date};

use super::{Rule, Weight};
use crate::returns903::model::{Code, Field, PartDay, Table};

/// From this day information on permanence before is collected, of every child who starts to be looked after.
const COLLECTED_FROM: Date = date(2016, 4, 1);

/// No permanence option before.
const NONE_BEFORE: Code = Code::of("Z1");

/// Councils that are or were, with `999` for one that is not known and the codes for outside England.
static AUTHORITIES: LazyLock<Vec<Code>> = LazyLock::new(|| {
    let shipped = include_str!("../../../../../data/organisations/councils.csv");
    let former = include_str!("../../../../../data/ssda903/former_councils.csv");
    let mut codes: Vec<Code> = [shipped, former]
        .iter()
        .flat_map(|text| text.lines())
        .filter(|line| !line.starts_with('#') && !line.starts_with("dfe_code"))
        .filter_map(|line| line.split(',').next())
        .map(Code::of)
        .chain(["999", "WAL", "SCO", "NUK", "NIR"].map(Code::of))
        .collect();
    codes.sort_unstable();
    codes
});

/// The rules.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "630",
        tables: &[Table::Episodes, Table::PrevPerm],
        message: "The child started to be looked after this year, so PrevPerm must say whether they had a permanent home before: Z1, or an option with its authority and date.",
        weight: Weight::Check,
        check: |child, out| {
            let begin = out.year.first_day();
            let wanting = child.prev_perm.is_empty()
                || child.prev_perm.iter().any(|row| {
                    row.option.is_blank()
                        || (row.option != NONE_BEFORE && (row.authority.is_blank() || row.date.is_blank()))
                });
            let started = child
                .episodes
                .iter()
                .filter(|row| row.rne == Code::of("S") && row.decom.on().is_some_and(|on| on >= begin));
            for row in started.filter(|_| wanting) {
                out.at(Table::Episodes, Field::Rne, row.line);
            }
        },
    },
    Rule {
        code: "632",
        tables: &[Table::Episodes, Table::PrevPerm],
        message: "The date of the order before is no date (DD/MM/YYYY, with zz for parts that are not known), or does not lie before the child's first episode.",
        weight: Weight::Check,
        check: |child, out| {
            let Some(start) = child.episodes.iter().find(|row| row.decom.on().is_some()) else { return };
            for row in child.prev_perm {
                let late =
                    row.date.latest().zip(start.decom.on()).is_some_and(|(order, start)| order >= start);
                if row.date == PartDay::Wrong || late {
                    out.at(Table::PrevPerm, Field::DatePerm, row.line);
                    out.at(Table::Episodes, Field::Decom, start.line);
                }
            }
        },
    },
    Rule {
        code: "633",
        tables: &[Table::PrevPerm],
        message: "The authority that arranged the option before is not one of England's three-digit codes, 999, or WAL, SCO, NIR, NUK.",
        weight: Weight::Check,
        check: |child, out| {
            let known = |code: Code| AUTHORITIES.binary_search(&code).is_ok();
            for row in child.prev_perm.iter().filter(|row| !row.authority.is_blank() && !known(row.authority))
            {
                out.at(Table::PrevPerm, Field::LaPerm, row.line);
            }
        },
    },
    Rule {
        code: "634",
        tables: &[Table::Episodes, Table::PrevPerm],
        message: "Permanence before is filled in, but no episode of the child begins on or after 1 April 2016, from when it is collected.",
        weight: Weight::Check,
        check: |child, out| {
            let last = child.episodes.iter().filter_map(|row| row.decom.on()).max();
            if last.is_none_or(|last| last >= COLLECTED_FROM) {
                return;
            }
            for row in child.prev_perm {
                let filled = [
                    (Field::PrevPerm, !row.option.is_blank()),
                    (Field::LaPerm, !row.authority.is_blank()),
                    (Field::DatePerm, !row.date.is_blank()),
                ];
                if let Some((field, _)) = filled.into_iter().find(|(_, filled)| *filled) {
                    out.at(Table::PrevPerm, field, row.line);
                    for episode in child.episodes {
                        out.at(Table::Episodes, Field::Decom, episode.line);
                    }
                }
            }
        },
    },
    Rule {
        code: "635",
        tables: &[Table::PrevPerm],
        message: "An authority or a date is given, but the option before is Z1 (none) or blank.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.prev_perm {
                let filled = !row.authority.is_blank() || !row.date.is_blank();
                if filled && (row.option.is_blank() || row.option == NONE_BEFORE) {
                    out.at(Table::PrevPerm, Field::PrevPerm, row.line);
                }
            }
        },
    },
];
