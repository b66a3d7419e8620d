//! Take in a return: read its files, check them, keep what was found and what can be trusted.
//!
//! Reading and checking hold no transaction; keeping is one, so that nothing is ever half taken in.

use std::collections::HashSet;

use ::store::{Db, Read, Write};
use access::{Act, actions::ImportStatutoryReturn};
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Account, Organisation, StatutoryReturn, WaitingChild},
};

use crate::{
    children::{
        model::{Facts, Part, Story},
        store as children,
    },
    returns903::{
        model::{Code, LastPlaced, Return, Table, Year},
        reader::{Reading, Was},
        rules::{self, Checked},
        store::{self, Former, New},
        trusted::{self, Told, Trusted},
    },
};

/// What must be known of an agency before its return can be checked.
#[derive(Debug, Clone)]
pub struct Before {
    agency: Id<Organisation>,
    year: Year,
    former: Former,
    known: HashSet<String>,
    last: Vec<Last>,
}

/// A decision of last year's return: the child's id, and the three cells.
type Last = (String, crate::returns903::model::Day, crate::returns903::model::Day, Code);

/// What is known of an agency before its return of a year is read.
///
/// # Errors
/// Whatever the database says.
pub fn before(r: &Read<'_>, agency: Id<Organisation>, year: Year) -> Result<Before> {
    let former = store::former(r, agency, year)?;
    let known = children::known(r, agency)?;
    let mut last = Vec::new();
    if former.last_given {
        let standing = children::standing(r, agency)?;
        for child in known.values() {
            let of_last_year =
                standing.get(&child.id).into_iter().flatten().filter(|s| s.year == year.before().ending());
            for decision in of_last_year.flat_map(|s| &s.facts.decisions) {
                let cells = (trusted::as_cell(decision.on), trusted::as_cell(decision.reversed));
                last.push((child.local_id.clone(), cells.0, cells.1, Code::of(&decision.reason)));
            }
        }
    }
    let known = known.into_values().map(|child| child.local_id).collect();
    Ok(Before { agency, year, former, known, last })
}

/// A return that was read and checked, and waits to be kept.
#[derive(Debug)]
pub struct Prepared {
    /// What was read.
    pub whole: Return,
    /// What was found.
    pub checked: Checked,
    /// What each file was, in the order given.
    pub files: Vec<Was>,
    trusted: Trusted,
    mark: u64,
    before: Before,
}

/// A file of a return: what to call it in a message, and what is in it.
pub type File<'a> = (String, Box<dyn std::io::Read + 'a>);

/// Reads and checks the files of a return.
///
/// # Errors
/// As [`Reading::file`] and [`Reading::finish`]; the message names the file.
pub fn prepare(files: Vec<File<'_>>, before: Before) -> Result<Prepared> {
    let mut reading = Reading::default();
    let mut were = Vec::new();
    for (name, input) in files {
        were.push(reading.file(input).map_err(|e| of_file(&name, e))?);
    }
    if before.former.last_given {
        reading.whole.give(Table::PlacedAdoptionLast)?;
        for (id, date, ceased, reason) in &before.last {
            // Of a child whom this year's files do not name there is nothing to compare.
            if let Some(child) = reading.whole.number(id) {
                reading.whole.last.push(LastPlaced { child, date: *date, ceased: *ceased, reason: *reason });
            }
        }
    }
    let reading = reading.finish(before.year)?;
    let checked = rules::check(&reading.whole, before.year, &reading.findings);
    let trusted = trusted::trusted(&reading.whole, &checked, |id| before.known.contains(id));
    Ok(Prepared { whole: reading.whole, checked, files: were, trusted, mark: reading.mark, before })
}

fn of_file(name: &str, error: Error) -> Error {
    match error {
        Error::Refused { rule, why } => Error::refused(rule, format!("{name}: {why}")),
        other => other,
    }
}

/// What came of a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The return.
    pub id: Id<StatutoryReturn>,
    /// Whether just this was taken in before, so that nothing changed.
    pub again: bool,
    /// Children who were not known before.
    pub new: usize,
    /// Children of whom something changed.
    pub changed: usize,
    /// Children of whom nothing changed.
    pub same: usize,
    /// Rows that were not taken in because they cannot be trusted.
    pub left_out: usize,
}

/// Takes in a prepared return, for somebody who may.
///
/// # Errors
/// `Stale` when another return of the agency was taken in since [`before`].
pub fn run(act: &Act<'_>, prepared: &Prepared) -> Result<Outcome> {
    let grant = act.agency::<ImportStatutoryReturn>()?;
    if grant.agency() != prepared.before.agency {
        return Err(Error::NotFound);
    }
    let outcome = keep(act.write(), prepared, act.actor().account(), act.now())?;
    if !outcome.again {
        let words = format!(
            "Return of the {}: {} children new, {} changed, {} rows left out",
            prepared.before.year, outcome.new, outcome.changed, outcome.left_out
        );
        grant.noted(act, "statutory-return", outcome.id.cast(), None, &words)?;
    }
    Ok(outcome)
}

/// Takes in a return at the operator's desk. Asks for no grant: a command has no role to check.
///
/// # Errors
/// As [`prepare`] and [`run`].
pub async fn at_the_desk(
    db: &Db,
    agency: Id<Organisation>,
    year: Year,
    files: Vec<File<'_>>,
    now: Timestamp,
) -> Result<(Outcome, std::sync::Arc<Prepared>)> {
    let before = db.read(move |r| before(r, agency, year)).await?;
    let prepared = std::sync::Arc::new(prepare(files, before)?);
    let kept = prepared.clone();
    let outcome = db.write("take in a return", move |w| keep(w, &kept, None, now)).await?;
    Ok((outcome, prepared))
}

/// Keeps a prepared return.
fn keep(w: &Write<'_>, p: &Prepared, by: Option<Id<Account>>, at: Timestamp) -> Result<Outcome> {
    let (agency, year) = (p.before.agency, p.before.year);
    let former = store::former(w, agency, year)?;
    if former.latest != p.before.former.latest {
        return Err(Error::Stale);
    }
    // The same rows are another matter once last year's can be held against them.
    let mark = w
        .keys()
        .look_up("statutory_return", &format!("{agency} {year} {:016x} {}", p.mark, former.last_given));
    if let Some((id, _)) = former.this_year.filter(|(_, before)| *before == mark) {
        let same = p.trusted.told.iter().filter(|told| told.facts.on_the_way()).count();
        return Ok(Outcome { id, again: true, new: 0, changed: 0, same, left_out: p.trusted.left_out });
    }
    let id: Id<StatutoryReturn> = Id::new(at);
    let known = children::known(w, agency)?;
    let mut standing = children::standing(w, agency)?;
    let given = |part: Part| p.whole.has(trusted::table_of(part));
    let mut changes: Vec<Change<'_>> = Vec::new();
    let mut same = 0;
    let mut met = HashSet::new();
    for told in &p.trusted.told {
        let key = children::child_key(w.keys(), agency, &told.id);
        let child = known.get(&key).map(|known| known.id);
        let all = child.and_then(|child| standing.remove(&child)).unwrap_or_default();
        met.extend(child);
        let change = Change::of(told, key, child, &all, year, given);
        match change {
            Some(change) => changes.push(change),
            None if child.is_some() => same += 1,
            None => {}
        }
    }
    // A child whom the year's files named before and name no more: the tables that are given take it back.
    for (child, all) in standing.iter().filter(|(child, _)| !met.contains(child)) {
        if let Some(change) = Change::gone(*child, all, year, given) {
            changes.push(change);
        }
    }
    let new = changes.iter().filter(|change| change.child.is_none()).count();
    let changed = changes.len() - new;
    let counts = [new, changed, same];
    let (whole, checked, left_out) = (&p.whole, &p.checked, p.trusted.left_out);
    store::add(w, &New { id, agency, year, at, by, mark, whole, checked, left_out, counts })?;
    for change in &changes {
        change.write(w, agency, id, year, at)?;
    }
    Ok(Outcome { id, again: false, new, changed, same, left_out })
}

/// What changes of one child.
struct Change<'a> {
    child: Option<Id<WaitingChild>>,
    key: i64,
    local_id: &'a str,
    supersedes: Option<Id<kernel::kinds::ReturnFacts>>,
    facts: Facts,
    step: crate::children::model::Step,
}

impl<'a> Change<'a> {
    /// What changes of a child whom the return names; nothing where all is as it was, and nothing of a child who
    /// is not on the way to adoption and never was.
    fn of(
        told: &'a Told,
        key: i64,
        child: Option<Id<WaitingChild>>,
        all: &[children::Standing],
        year: Year,
        given: impl Fn(Part) -> bool,
    ) -> Option<Self> {
        let current = all.iter().find(|s| s.year == year.ending());
        let none = Facts::default();
        let before = current.map_or(&none, |s| &s.facts);
        let facts = told.facts.clone().over(before, |part| given(part) && !told.doubtful.contains(&part));
        let nothing_new = facts == *before || (child.is_none() && !facts.on_the_way());
        (!nothing_new).then(|| Change {
            child,
            key,
            local_id: &told.id,
            supersedes: current.map(|s| s.id),
            step: step_with(all, year, &facts),
            facts,
        })
    }

    /// What changes of a child whom the return names no more.
    fn gone(
        child: Id<WaitingChild>,
        all: &[children::Standing],
        year: Year,
        given: impl Fn(Part) -> bool,
    ) -> Option<Self> {
        let current = all.iter().find(|s| s.year == year.ending())?;
        let facts = Facts::default().over(&current.facts, given);
        (facts != current.facts).then(|| Change {
            child: Some(child),
            key: 0,
            local_id: "",
            supersedes: Some(current.id),
            step: step_with(all, year, &facts),
            facts,
        })
    }

    fn write(
        &self,
        w: &Write<'_>,
        agency: Id<Organisation>,
        of: Id<StatutoryReturn>,
        year: Year,
        at: Timestamp,
    ) -> Result<()> {
        let child = match self.child {
            Some(child) => child,
            None => {
                let new =
                    children::New { agency, key: self.key, local_id: self.local_id, step: self.step, at };
                children::add(w, &new)?
            }
        };
        if let Some(former) = self.supersedes {
            children::supersede(w, former, at)?;
        }
        children::add_facts(w, child, (agency, of, year.ending()), &self.facts, at)?;
        if self.child.is_some() {
            children::set_step(w, child, self.step)?;
        }
        Ok(())
    }
}

/// How far a child has come once the facts of this year are these.
fn step_with(all: &[children::Standing], year: Year, facts: &Facts) -> crate::children::model::Step {
    let others = all.iter().filter(|s| s.year != year.ending()).map(|s| (s.year, &s.facts));
    Story::of(others.chain([(year.ending(), facts)])).step()
}

#[cfg(test)]
#[path = "take_in_tests.rs"]
mod tests;
