//! Rules that hold one cell against its code set.

use super::{Rule, Weight};
use crate::returns903::model::{Code, Field, Table, Year};

const fn set<const N: usize>(codes: [&str; N]) -> [Code; N] {
    let mut out = [Code::BLANK; N];
    let mut at = 0;
    while at < N {
        out[at] = Code::of(codes[at]);
        at += 1;
    }
    out
}

/// SEX since the return of 2024-25.
const SEX: [Code; 3] = set(["M", "F", "U"]);
/// SEX before.
const SEX_BEFORE: [Code; 2] = set(["1", "2"]);
const ETHNIC: [Code; 20] = set([
    "WBRI", "WIRI", "WOTH", "WIRT", "WROM", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN", "ABAN", "AOTH",
    "BCRB", "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT",
]);
const RNE: [Code; 6] = set(["S", "L", "P", "T", "B", "U"]);
const LS: [Code; 13] = set(["C1", "C2", "D1", "E1", "V2", "V3", "V4", "J1", "J2", "J3", "L1", "L2", "L3"]);
const CIN: [Code; 8] = set(["N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8"]);
const PLACE: [Code; 29] = set([
    "A3", "A4", "A5", "A6", "K1", "K2", "K3", "P1", "P3", "R1", "R2", "R3", "R5", "S1", "T0", "T1", "T2",
    "T3", "T4", "U1", "U2", "U3", "U4", "U5", "U6", "Z11", "Z12", "Z13", "Z14",
]);
/// Codes of PLACE that were dropped with the return of 2024-25.
const PLACE_BEFORE: [Code; 3] = set(["H5", "P2", "Z1"]);
const REC: [Code; 22] = set([
    "X1", "E11", "E12", "E2", "E3", "E4A", "E4B", "E13", "E41", "E45", "E46", "E47", "E48", "E5", "E6", "E7",
    "E8", "E9", "E14", "E15", "E16", "E17",
]);
const REASON: [Code; 4] = set(["RD1", "RD2", "RD3", "RD4"]);
const FOSTER_CARE: [Code; 2] = set(["0", "1"]);
const NB_ADOPTR: [Code; 2] = set(["1", "2"]);
const SEX_ADOPTR: [Code; 5] = set(["M1", "F1", "MM", "FF", "MF"]);
const LS_ADOPTR: [Code; 6] = set(["L0", "L11", "L12", "L2", "L3", "L4"]);
const PREV_PERM: [Code; 5] = set(["P1", "P2", "P3", "P4", "Z1"]);

/// The return of 2024-25, with which SEX became a letter and PLACE lost three codes.
const NEW_CODES: i16 = 2025;

fn sex_is_good(code: Code, year: Year) -> bool {
    if year.ending() >= NEW_CODES { code.is_in(&SEX) } else { code.is_in(&SEX_BEFORE) }
}

fn place_is_good(code: Code, year: Year) -> bool {
    code.is_in(&PLACE) || (year.ending() < NEW_CODES && code.is_in(&PLACE_BEFORE))
}

/// Whether a code is blank or of its set.
fn optional(code: Code, of: &[Code]) -> bool {
    code.is_blank() || code.is_in(of)
}

/// The rules.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "101",
        tables: &[Table::Header],
        message: "The sex is missing or not a code of this year's return: M, F or U from 2024-25, 1 or 2 before.",
        weight: Weight::Check,
        check: |child, out| {
            let year = out.year;
            for row in child.headers.iter().filter(|row| !sex_is_good(row.sex, year)) {
                out.at(Table::Header, Field::Sex, row.line);
            }
        },
    },
    Rule {
        code: "103",
        tables: &[Table::Header],
        message: "The ethnicity is missing or not a code of the return. Use REFU where it was refused and NOBT where it was not obtained.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.headers.iter().filter(|row| !row.ethnic.is_in(&ETHNIC)) {
                out.at(Table::Header, Field::Ethnic, row.line);
            }
        },
    },
    Rule {
        code: "114",
        tables: &[Table::Ad1],
        message: "FOSTER_CARE must be 1 (adopted by a former foster carer), 0 (not), or blank.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.ad1.iter().filter(|row| !optional(row.foster_care, &FOSTER_CARE)) {
                out.at(Table::Ad1, Field::FosterCare, row.line);
            }
        },
    },
    Rule {
        code: "120",
        tables: &[Table::PlacedAdoption],
        message: "The reason for reversing the decision must be RD1, RD2, RD3 or RD4, or blank.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.placed.iter().filter(|row| !optional(row.reason, &REASON)) {
                out.at(Table::PlacedAdoption, Field::ReasonPlacedCeased, row.line);
            }
        },
    },
    Rule {
        code: "143",
        tables: &[Table::Episodes],
        message: "The reason for a new episode must be S, L, P, T, B or U.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.episodes.iter().filter(|row| !optional(row.rne, &RNE)) {
                out.at(Table::Episodes, Field::Rne, row.line);
            }
        },
    },
    Rule {
        code: "144",
        tables: &[Table::Episodes],
        message: "The legal status is not a code of the return, such as C2 for a full care order or E1 for a placement order.",
        weight: Weight::LeavesOut(Table::Episodes),
        check: |child, out| {
            for row in child.episodes.iter().filter(|row| !optional(row.ls, &LS)) {
                out.at(Table::Episodes, Field::Ls, row.line);
            }
        },
    },
    Rule {
        code: "145",
        tables: &[Table::Episodes],
        message: "The category of need must be N1 to N8.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.episodes.iter().filter(|row| !optional(row.cin, &CIN)) {
                out.at(Table::Episodes, Field::Cin, row.line);
            }
        },
    },
    Rule {
        code: "146",
        tables: &[Table::Episodes],
        message: "The kind of placement is not a code of this year's return. H5, P2 and Z1 ended with 2024-25; adoption is A3 to A6.",
        weight: Weight::LeavesOut(Table::Episodes),
        check: |child, out| {
            let year = out.year;
            for row in
                child.episodes.iter().filter(|row| !row.place.is_blank() && !place_is_good(row.place, year))
            {
                out.at(Table::Episodes, Field::Place, row.line);
            }
        },
    },
    Rule {
        code: "149",
        tables: &[Table::Episodes],
        message: "The reason why the episode ceased is not a code of the return, such as X1 for a new episode or E11 and E12 for adoption.",
        weight: Weight::LeavesOut(Table::Episodes),
        check: |child, out| {
            for row in child.episodes.iter().filter(|row| !optional(row.rec, &REC)) {
                out.at(Table::Episodes, Field::Rec, row.line);
            }
        },
    },
    Rule {
        code: "175",
        tables: &[Table::Ad1],
        message: "The number of adopters must be 1 or 2, or blank.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.ad1.iter().filter(|row| !optional(row.nb_adoptr, &NB_ADOPTR)) {
                out.at(Table::Ad1, Field::NbAdoptr, row.line);
            }
        },
    },
    Rule {
        code: "176",
        tables: &[Table::Ad1],
        message: "The sex of the adopters must be M1, F1, MM, FF or MF, or blank.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.ad1.iter().filter(|row| !optional(row.sex_adoptr, &SEX_ADOPTR)) {
                out.at(Table::Ad1, Field::SexAdoptr, row.line);
            }
        },
    },
    Rule {
        code: "177",
        tables: &[Table::Ad1],
        message: "The legal status of the adopters must be L0, L11, L12, L2, L3 or L4, or blank.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.ad1.iter().filter(|row| !optional(row.ls_adoptr, &LS_ADOPTR)) {
                out.at(Table::Ad1, Field::LsAdoptr, row.line);
            }
        },
    },
    Rule {
        code: "631",
        tables: &[Table::PrevPerm],
        message: "The permanence option before must be P1, P2, P3, P4 or Z1, or blank.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.prev_perm.iter().filter(|row| !optional(row.option, &PREV_PERM)) {
                out.at(Table::PrevPerm, Field::PrevPerm, row.line);
            }
        },
    },
];
