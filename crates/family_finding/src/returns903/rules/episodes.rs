//! Rules about the order and the sense of a child's episodes.

use super::{
    Rule, Weight,
    adoption::{ADOPTED, FOR_ADOPTION},
};
use crate::returns903::model::{Code, Field, Table};

/// Placements with foster carers.
const FOSTERED: [Code; 6] =
    [Code::of("U1"), Code::of("U2"), Code::of("U3"), Code::of("U4"), Code::of("U5"), Code::of("U6")];

/// The rules.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "142",
        tables: &[Table::Episodes],
        message: "A later episode has begun, but this one has no day or no reason of ceasing.",
        weight: Weight::Check,
        check: |child, out| {
            let dated = child.episodes.iter().take_while(|row| row.decom.on().is_some()).count();
            let earlier = child.episodes.get(..dated.saturating_sub(1)).unwrap_or_default();
            for row in earlier.iter().filter(|row| row.dec.on().is_none() || row.rec.is_blank()) {
                let field = if row.dec.on().is_none() { Field::Dec } else { Field::Rec };
                out.at(Table::Episodes, field, row.line);
            }
        },
    },
    Rule {
        code: "336",
        tables: &[Table::Episodes],
        message: "The child was placed for adoption with consent (A3 or A4), but the placement before was neither fostering nor for adoption.",
        weight: Weight::Check,
        check: |child, out| {
            for pair in child.episodes.windows(2) {
                let [before, row] = pair else { continue };
                let good = before.place.is_in(&FOR_ADOPTION) || before.place.is_in(&FOSTERED);
                if row.place.is_in(&FOR_ADOPTION[..2]) && !good {
                    out.at(Table::Episodes, Field::Place, row.line);
                }
            }
        },
    },
    Rule {
        code: "390",
        tables: &[Table::Episodes],
        message: "The episode ceased with adoption, but the child was not in a placement for adoption (A3 to A6).",
        weight: Weight::Check,
        check: |child, out| {
            for row in
                child.episodes.iter().filter(|row| row.rec.is_in(&ADOPTED) && !row.place.is_in(&FOR_ADOPTION))
            {
                out.at(Table::Episodes, Field::Place, row.line);
            }
        },
    },
    Rule {
        code: "408",
        tables: &[Table::Episodes],
        message: "The placement says that there is a placement order (A5 or A6), but the legal status is not E1.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child
                .episodes
                .iter()
                .filter(|row| row.place.is_in(&FOR_ADOPTION[2..]) && row.ls != Code::of("E1"))
            {
                out.at(Table::Episodes, Field::Ls, row.line);
            }
        },
    },
    Rule {
        code: "516",
        tables: &[Table::Episodes],
        message: "The child left to a special guardian who was their foster carer (E45 or E46), but the placement was not fostering (U1 to U6).",
        weight: Weight::Check,
        check: |child, out| {
            let to_carer = [Code::of("E45"), Code::of("E46")];
            for row in
                child.episodes.iter().filter(|row| row.rec.is_in(&to_carer) && !row.place.is_in(&FOSTERED))
            {
                out.at(Table::Episodes, Field::Place, row.line);
            }
        },
    },
];
