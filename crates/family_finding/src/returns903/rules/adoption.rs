//! Rules about AD1: what an adoption needs, and how its dates stand to the episodes.

use super::{Rule, Weight};
use crate::returns903::model::{Child, Code, Episode, Field, Table, Year};

/// Episodes that ceased because the child was adopted.
pub(super) const ADOPTED: [Code; 2] = [Code::of("E11"), Code::of("E12")];
/// Placements for adoption.
pub(super) const FOR_ADOPTION: [Code; 4] = [Code::of("A3"), Code::of("A4"), Code::of("A5"), Code::of("A6")];

/// Adopted within the year, by the day on which the episode ceased.
fn adopted_in(year: Year, episode: &Episode) -> bool {
    episode.rec.is_in(&ADOPTED) && episode.dec.on().is_some_and(|on| year.holds(on))
}

/// The latest of a child's episodes with which it started to be looked after.
fn latest_start<'a>(child: &Child<'a>) -> Option<&'a Episode> {
    child.episodes.iter().rfind(|row| row.rne == Code::of("S") && row.decom.on().is_some())
}

/// The rules.
pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "151",
        tables: &[Table::Ad1],
        message: "Some of the six adoption items are filled in and some are not. Fill in all of them, or none.",
        weight: Weight::Check,
        check: |child, out| {
            for row in child.ad1 {
                if let (Some(_), Some(blank)) = (row.first(true), row.first(false)) {
                    out.at(Table::Ad1, blank, row.line);
                }
            }
        },
    },
    Rule {
        code: "331",
        tables: &[Table::Ad1, Table::Episodes],
        message: "The child was matched after being placed for adoption. The match must come first, or on the same day.",
        weight: Weight::LeavesOut(Table::Ad1),
        check: |child, out| {
            for episode in child.episodes.iter().filter(|row| row.rec.is_in(&ADOPTED)) {
                for row in child.ad1.iter().filter(|row| row.date_match.is_after(episode.decom)) {
                    out.at(Table::Ad1, Field::DateMatch, row.line);
                    out.at(Table::Episodes, Field::Decom, episode.line);
                }
            }
        },
    },
    Rule {
        code: "333",
        tables: &[Table::Ad1],
        message: "The match needs an earlier decision (or one of the same day) that adoption is in the child's best interests.",
        weight: Weight::LeavesOut(Table::Ad1),
        check: |child, out| {
            let wanting = child.ad1.iter().filter(|row| {
                row.date_match.on().is_some()
                    && (row.date_int.on().is_none() || row.date_int.is_after(row.date_match))
            });
            for row in wanting {
                out.at(Table::Ad1, Field::DateInt, row.line);
            }
        },
    },
    Rule {
        code: "334",
        tables: &[Table::Episodes, Table::Ad1],
        message: "The decision that adoption is in the child's best interests lies before the child's latest start of being looked after.",
        weight: Weight::LeavesOut(Table::Ad1),
        check: |child, out| {
            let Some(start) = latest_start(child) else { return };
            for row in child.ad1.iter().filter(|row| row.date_int.is_before(start.decom)) {
                out.at(Table::Ad1, Field::DateInt, row.line);
                out.at(Table::Episodes, Field::Decom, start.line);
            }
        },
    },
    Rule {
        code: "335",
        tables: &[Table::Episodes, Table::Ad1],
        message: "FOSTER_CARE and the last placement disagree on whether the adopter was the child's foster carer (A3 and A5 say so, A4 and A6 say not).",
        weight: Weight::Check,
        check: |child, out| {
            let adopted = [Code::of("E1"), ADOPTED[0], ADOPTED[1]];
            let (by_carer, not) = (
                [Code::of("A2"), FOR_ADOPTION[0], FOR_ADOPTION[2]],
                [Code::of("A1"), FOR_ADOPTION[1], FOR_ADOPTION[3]],
            );
            for episode in child.episodes.iter().filter(|row| row.rec.is_in(&adopted)) {
                for row in child.ad1 {
                    let wrong = (episode.place.is_in(&by_carer) && row.foster_care == Code::of("0"))
                        || (episode.place.is_in(&not) && row.foster_care == Code::of("1"));
                    if wrong {
                        out.at(Table::Ad1, Field::FosterCare, row.line);
                        out.at(Table::Episodes, Field::Place, episode.line);
                    }
                }
            }
        },
    },
    Rule {
        code: "521",
        tables: &[Table::Episodes, Table::Ad1],
        message: "The child was placed for adoption before the decision that adoption is in their best interests.",
        weight: Weight::LeavesOut(Table::Ad1),
        check: |child, out| {
            for episode in child.episodes.iter().filter(|row| row.place.is_in(&FOR_ADOPTION)) {
                for row in child.ad1.iter().filter(|row| row.date_int.is_after(episode.decom)) {
                    out.at(Table::Ad1, Field::DateInt, row.line);
                    out.at(Table::Episodes, Field::Decom, episode.line);
                }
            }
        },
    },
    Rule {
        code: "523",
        tables: &[Table::PlacedAdoption, Table::Ad1],
        message: "The decision that the child should be placed for adoption and the decision that adoption is in their best interests must be of the same day.",
        weight: Weight::Check,
        check: |child, out| {
            for decision in child.placed.iter().filter(|row| row.date.on().is_some()) {
                for row in child
                    .ad1
                    .iter()
                    .filter(|row| row.date_int.on().is_some() && row.date_int != decision.date)
                {
                    out.at(Table::PlacedAdoption, Field::DatePlaced, decision.line);
                    out.at(Table::Ad1, Field::DateInt, row.line);
                }
            }
        },
    },
    Rule {
        code: "525",
        tables: &[Table::PlacedAdoption, Table::Ad1],
        message: "The decision to place the child was reversed, so there can be no adoption items for them this year.",
        weight: Weight::Check,
        check: |child, out| {
            for decision in child.placed.iter().filter(|row| !row.ceased.is_blank()) {
                for row in child.ad1 {
                    if let Some(filled) = row.first(true) {
                        out.at(Table::PlacedAdoption, Field::DatePlacedCeased, decision.line);
                        out.at(Table::Ad1, filled, row.line);
                    }
                }
            }
        },
    },
    Rule {
        code: "582",
        tables: &[Table::Episodes, Table::Ad1],
        message: "The day of the adoption is also given as the day of the match. Check: a match is nearly always earlier.",
        weight: Weight::Check,
        check: |child, out| {
            for episode in child.episodes.iter().filter(|row| row.rec.is_in(&ADOPTED) && !row.dec.is_blank())
            {
                if child.ad1.iter().any(|row| row.date_match == episode.dec && episode.dec.on().is_some()) {
                    out.at(Table::Episodes, Field::Dec, episode.line);
                }
            }
        },
    },
    Rule {
        code: "601",
        tables: &[Table::Episodes, Table::Ad1],
        message: "The child was adopted this year, but the adoption items in AD1 are not all filled in.",
        weight: Weight::Check,
        check: |child, out| {
            let year = out.year;
            for episode in child.episodes.iter().filter(|row| adopted_in(year, row)) {
                if child.ad1.is_empty() {
                    out.at(Table::Episodes, Field::Rec, episode.line);
                }
                for row in child.ad1 {
                    if let Some(blank) = row.first(false) {
                        out.at(Table::Ad1, blank, row.line);
                        out.at(Table::Episodes, Field::Rec, episode.line);
                    }
                }
            }
        },
    },
    Rule {
        code: "602",
        tables: &[Table::Episodes, Table::Ad1],
        message: "There are adoption items, but no episode shows that the child was adopted this year.",
        weight: Weight::Check,
        check: |child, out| {
            let year = out.year;
            if child.episodes.iter().any(|row| adopted_in(year, row)) {
                return;
            }
            for row in child.ad1.iter().filter(|row| row.first(true).is_some()) {
                out.at(Table::Ad1, Field::Child, row.line);
            }
        },
    },
];
