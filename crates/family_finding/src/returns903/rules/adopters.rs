//! Rules that hold the adopters' items of one AD1 row against each other.

use super::{Rule, Weight};
use crate::returns903::model::{Ad1, Code, Field, Table};

const M1: Code = Code::of("M1");
const F1: Code = Code::of("F1");
const MM: Code = Code::of("MM");
const FF: Code = Code::of("FF");
const MF: Code = Code::of("MF");

/// The row's field where the adopters' legal status is `status` and their sex is none of `allowed`.
fn status_needs(row: &Ad1, status: &str, allowed: &[Code]) -> bool {
    row.ls_adoptr == Code::of(status) && !row.sex_adoptr.is_in(allowed)
}

/// The rules.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "511",
        tables: &[Table::Ad1],
        message: "Two adopters are counted, but their sex is given for one. A couple is MM, FF or MF.",
        weight: Weight::Check,
        check: |child, out| {
            let two = Code::of("2");
            for row in child.ad1.iter().filter(|row| row.nb_adoptr == two && row.sex_adoptr.is_in(&[M1, F1]))
            {
                out.at(Table::Ad1, Field::SexAdoptr, row.line);
            }
        },
    },
    Rule {
        code: "514",
        tables: &[Table::Ad1],
        message: "The legal status says a single adopter (L0), so the sex must be M1 or F1.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.ad1.iter().filter(|row| status_needs(row, "L0", &[M1, F1])) {
                out.at(Table::Ad1, Field::SexAdoptr, row.line);
            }
        },
    },
    Rule {
        code: "517",
        tables: &[Table::Ad1],
        message: "The legal status says an unmarried couple of different sex (L3), so the sex must be MF.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.ad1.iter().filter(|row| status_needs(row, "L3", &[MF])) {
                out.at(Table::Ad1, Field::SexAdoptr, row.line);
            }
        },
    },
    Rule {
        code: "518",
        tables: &[Table::Ad1],
        message: "The legal status says a couple of the same sex who are neither married nor partners (L4), so the sex must be MM or FF.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.ad1.iter().filter(|row| status_needs(row, "L4", &[MM, FF])) {
                out.at(Table::Ad1, Field::SexAdoptr, row.line);
            }
        },
    },
    Rule {
        code: "519",
        tables: &[Table::Ad1],
        message: "The legal status says civil partners (L2), so the sex must be that of a couple: MM, FF or MF.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.ad1.iter().filter(|row| status_needs(row, "L2", &[MM, FF, MF])) {
                out.at(Table::Ad1, Field::SexAdoptr, row.line);
            }
        },
    },
    Rule {
        code: "520",
        tables: &[Table::Ad1],
        message: "The legal status says a married couple of different sex (L11), so the sex must be MF.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.ad1.iter().filter(|row| status_needs(row, "L11", &[MF])) {
                out.at(Table::Ad1, Field::SexAdoptr, row.line);
            }
        },
    },
    Rule {
        code: "524",
        tables: &[Table::Ad1],
        message: "The legal status says a married couple of the same sex (L12), so the sex must be MM or FF.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.ad1.iter().filter(|row| status_needs(row, "L12", &[MM, FF])) {
                out.at(Table::Ad1, Field::SexAdoptr, row.line);
            }
        },
    },
];
