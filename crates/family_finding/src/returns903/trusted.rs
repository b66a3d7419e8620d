//! What can be trusted of a return: the facts of each child on the way to adoption, without the rows that broke
//! a rule which leaves them out.

use std::collections::HashSet;

use super::{
    model::{Child, Code, Day, Line, Return, Table},
    rules::{Checked, Weight},
};
use crate::children::model::{Adoption, Born, Decision, EpisodeFact, Facts, Part};

/// What a return says of one child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The child's id in the return.
    pub id: String,
    /// The rows that can be trusted.
    pub facts: Facts,
    /// Parts of which a row was left out: what is known of them from before stays.
    pub doubtful: Vec<Part>,
}

/// What can be trusted, and how many rows were left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trusted {
    /// Children on the way to adoption, and children who were when a return was taken in before.
    pub told: Vec<Told>,
    /// Rows that broke a rule which leaves them out, among all children of the return.
    pub left_out: usize,
}

/// Sorts out what can be trusted. `known` says whether a child of this id was taken in before.
pub fn trusted(whole: &Return, checked: &Checked, known: impl Fn(&str) -> bool) -> Trusted {
    let bad: HashSet<(Table, Line)> = checked
        .findings
        .iter()
        .filter(|f| f.rule().weight == Weight::LeavesOut(f.table))
        .map(|f| (f.table, f.line))
        .collect();
    let mut out = Trusted { left_out: bad.len(), ..Trusted::default() };
    whole.each(|child| {
        let id = whole.id(child.number);
        if signs(child) || known(id) {
            out.told.push(told(id, child, &bad));
        }
    });
    out
}

/// Whether any row, right or wrong, speaks of adoption: most children's do not, and need no more work.
fn signs(child: &Child<'_>) -> bool {
    let codes = [
        Code::of("E1"),
        Code::of("D1"),
        Code::of("A3"),
        Code::of("A4"),
        Code::of("A5"),
        Code::of("A6"),
        Code::of("E11"),
        Code::of("E12"),
    ];
    !child.placed.is_empty()
        || !child.ad1.is_empty()
        || child.episodes.iter().any(|e| e.ls.is_in(&codes) || e.place.is_in(&codes) || e.rec.is_in(&codes))
}

fn told(id: &str, child: &Child<'_>, bad: &HashSet<(Table, Line)>) -> Told {
    let good = |table: Table, line: Line| !bad.contains(&(table, line));
    let born = child
        .headers
        .iter()
        .find(|row| good(Table::Header, row.line))
        .and_then(|row| Some(Born { on: row.dob.on()?, sex: row.sex.text(), ethnic: row.ethnic.text() }));
    let episodes = child.episodes.iter().filter(|row| good(Table::Episodes, row.line)).filter_map(|row| {
        Some(EpisodeFact {
            from: row.decom.on()?,
            to: row.dec.on(),
            why: row.rne.text(),
            status: row.ls.text(),
            place: row.place.text(),
            end: row.rec.text(),
        })
    });
    let decisions = child
        .placed
        .iter()
        .filter(|row| {
            good(Table::PlacedAdoption, row.line) && (row.date, row.ceased) != (Day::Blank, Day::Blank)
        })
        .map(|row| Decision { on: row.date.on(), reversed: row.ceased.on(), reason: row.reason.text() });
    let adoption =
        child.ad1.iter().find(|row| good(Table::Ad1, row.line) && row.first(true).is_some()).map(|row| {
            Adoption {
                best_interests: row.date_int.on(),
                matched: row.date_match.on(),
                by_carer: row.foster_care == Code::of("1"),
            }
        });
    let doubtful = Part::ALL.into_iter().filter(|part| {
        let table = table_of(*part);
        match part {
            Part::Born => child.headers.iter().any(|row| !good(table, row.line)),
            Part::Episodes => child.episodes.iter().any(|row| !good(table, row.line)),
            Part::Decisions => child.placed.iter().any(|row| !good(table, row.line)),
            Part::Adoption => child.ad1.iter().any(|row| !good(table, row.line)),
        }
    });
    let doubtful = doubtful.collect();
    Told {
        id: id.to_owned(),
        facts: Facts { born, episodes: episodes.collect(), decisions: decisions.collect(), adoption },
        doubtful,
    }
}

/// The table that gives a part.
pub fn table_of(part: Part) -> Table {
    match part {
        Part::Born => Table::Header,
        Part::Episodes => Table::Episodes,
        Part::Decisions => Table::PlacedAdoption,
        Part::Adoption => Table::Ad1,
    }
}

/// A day as the rules hold it.
pub fn as_cell(day: Option<jiff::civil::Date>) -> Day {
    day.map_or(Day::Blank, Day::On)
}
