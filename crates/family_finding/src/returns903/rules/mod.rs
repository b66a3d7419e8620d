//! The adoption rules of the Department for Education's validation of SSDA903, and a few checks of our own.
//!
//! Each rule is a function of one child's rows: it reads no file, no database and no clock, and what one child's
//! rows hold never touches another's. What each rule says and where its faults lie follows the published
//! rulesets (2022-23 to 2025-26, as the open validator `csc-validator-be-903` 0.1.17 carries them; facts:
//! SSDA903 tables and codes); every message is in our own words and the code stands beside it.

mod adopters;
mod adoption;
mod codes;
mod dates;
mod decisions;
mod episodes;
#[cfg(test)]
mod examples;
mod integrity;
mod last_year;
mod permanence;
#[cfg(test)]
mod tests;

use super::model::{Child, ChildNumber, Field, Line, Return, Table, Year};

/// How much a fault weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// A row of this table cannot be trusted when the rule finds fault with it, and is not taken in.
    LeavesOut(Table),
    /// Look at it again; the row is taken in.
    Check,
}

/// What a rule is run on, and where it writes down what it finds.
pub struct Out<'a> {
    /// The year of the return.
    pub year: Year,
    rule: u8,
    child: ChildNumber,
    found: &'a mut Vec<Finding>,
}

impl Out<'_> {
    /// Finds fault with a cell.
    pub fn at(&mut self, table: Table, field: Field, line: Line) {
        self.found.push(Finding { rule: self.rule, table, field, line, child: Some(self.child) });
    }
}

/// One rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its code, as the Department writes it; `H1` and on are Hearth's own.
    pub code: &'static str,
    /// The tables it needs. Where one was not given, it is skipped.
    pub tables: &'static [Table],
    /// What is wrong, and what to do about it.
    pub message: &'static str,
    /// How much it weighs.
    pub weight: Weight,
    /// The rule, on one child's rows.
    pub check: fn(&Child<'_>, &mut Out<'_>),
}

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    rule: u8,
    /// The table in which it lies.
    pub table: Table,
    /// The column.
    pub field: Field,
    /// The line of the file; the heading is line 1.
    pub line: Line,
    /// Whose row; none where the row names no child.
    pub child: Option<ChildNumber>,
}

impl Finding {
    /// A fault that the reader found before rows were grouped by child.
    pub fn of_file(code: &str, table: Table, field: Field, line: Line, child: Option<ChildNumber>) -> Self {
        let rule =
            all().position(|rule| rule.code == code).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX);
        Finding { rule, table, field, line, child }
    }

    /// The rule that found it.
    pub fn rule(&self) -> &'static Rule {
        all().nth(usize::from(self.rule)).unwrap_or(&integrity::RULES[0])
    }
}

/// The Department's rules, in the order in which they are reported.
pub const DFE: &[&[Rule]] = &[
    codes::RULES,
    dates::RULES,
    adopters::RULES,
    adoption::RULES,
    episodes::RULES,
    decisions::RULES,
    last_year::RULES,
    permanence::RULES,
    integrity::RULES,
];

/// How many rules of the Department there are.
pub const COUNT: usize = 77;

/// Every rule, Hearth's own last.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    DFE.iter().copied().chain([integrity::OWN]).flatten()
}

/// The rule with this code.
pub fn by_code(code: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code == code)
}

/// What became of one rule.
#[derive(Debug, Clone, Copy)]
pub struct Outcome {
    /// The rule.
    pub rule: &'static Rule,
    /// How many faults it found; none where it was skipped.
    pub found: Option<usize>,
}

impl Outcome {
    /// The tables for want of which it was skipped.
    pub fn lacking<'a>(&'a self, whole: &'a Return) -> impl Iterator<Item = Table> + 'a {
        self.rule.tables.iter().copied().filter(|table| !whole.has(*table))
    }
}

/// What checking a return gave.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// The faults, in the order of the rules, then of tables and lines.
    pub findings: Vec<Finding>,
    /// Every rule, and what became of it.
    pub outcomes: Vec<Outcome>,
}

/// Checks a settled return of this year. `before` are the faults that the reader found.
pub fn check(whole: &Return, year: Year, before: &[Finding]) -> Checked {
    let mut findings = before.to_vec();
    let rules: Vec<(u8, &Rule)> = (0_u8..).zip(all()).collect();
    let runs = |rule: &Rule| rule.tables.iter().all(|table| whole.has(*table));
    let active: Vec<(u8, &Rule)> = rules.iter().copied().filter(|(_, rule)| runs(rule)).collect();
    let found_in = |numbers| {
        let mut found = Vec::new();
        whole.each_of(numbers, |child| {
            for (number, rule) in &active {
                let mut out = Out { year, rule: *number, child: child.number, found: &mut found };
                (rule.check)(child, &mut out);
            }
        });
        found
    };
    // A child is checked by its own rows alone, so each core takes a share of the children.
    let found_in = &found_in;
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let shares: Vec<_> = whole.shares(cores).map(|share| scope.spawn(move || found_in(share))).collect();
        for share in shares {
            match share.join() {
                Ok(found) => findings.extend(found),
                // A rule that panics is a fault of this program: it ends as it would have ended here.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    // A row that meets several rows of another table is one fault, not many.
    findings.sort_unstable_by_key(|f| (f.rule, f.table, f.line, f.field));
    findings.dedup_by_key(|f| (f.rule, f.table, f.line, f.field));
    let mut counts = vec![0_usize; rules.len()];
    for finding in &findings {
        if let Some(count) = counts.get_mut(usize::from(finding.rule)) {
            *count += 1;
        }
    }
    let outcomes =
        all().zip(counts).map(|(rule, count)| Outcome { rule, found: runs(rule).then_some(count) });
    Checked { findings, outcomes: outcomes.collect() }
}
