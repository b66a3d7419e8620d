//! `hearth import ssda903`.

use std::{fs::File, path::PathBuf};

use access::organisations;
use clap::Args;
use family_finding::returns903::{
    actions::take_in::{self, Outcome, Prepared},
    made_up,
    model::Year,
    reader::Was,
    report,
};
use kernel::{Calendar, Clock, Error, Result};
use store::Db;

use super::{say, tell};

/// Take in a statutory return on children looked after (SSDA903).
#[derive(Args, Debug)]
pub(super) struct Ssda903 {
    /// The agency's or council's code.
    #[arg(long)]
    agency: String,
    /// The year in which the return ends: 2025 for 1 April 2024 to 31 March 2025.
    #[arg(long, value_parser = Year::parse)]
    year: Year,
    /// Write every finding, and every rule that was skipped, into this CSV file.
    #[arg(long)]
    report: Option<PathBuf>,
    /// The files. Which table each is, is told by its heading.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Ssda903 {
    pub(super) async fn run(self, db: &Db) -> Result<()> {
        let code = self.agency.clone();
        let agency = db.read(move |r| organisations::agency_by_code(r, &code)).await?.ok_or_else(|| {
            Error::Internal(format!("there is no agency or council with the code '{}'", self.agency))
        })?;
        let mut files: Vec<take_in::File<'_>> = Vec::new();
        for path in &self.files {
            let file = File::open(path)
                .map_err(|e| Error::Internal(format!("{} cannot be read: {e}", path.display())))?;
            files.push((path.display().to_string(), Box::new(file)));
        }
        let (outcome, prepared) =
            take_in::at_the_desk(db, agency.id, self.year, files, Clock::System.now()).await?;
        for (path, was) in self.files.iter().zip(&prepared.files) {
            match was {
                Was::Read(table, rows) => tell(&format!("{}: {}, {rows} rows", path.display(), table.code())),
                Was::LeftAlone(table) => {
                    tell(&format!("{}: {table}, which no adoption rule reads; left alone", path.display()));
                }
            }
        }
        if let Some(path) = &self.report {
            let file = File::create(path)
                .map_err(|e| Error::Internal(format!("{} cannot be written: {e}", path.display())))?;
            report::write(std::io::BufWriter::new(file), &prepared.whole, &prepared.checked)?;
        }
        told(&outcome, &prepared)
    }
}

/// Rows of the return of a demo: some 900 children looked after, one in fourteen of them on the way to adoption.
const DEMO_ROWS: usize = 3_000;

/// Takes in a made-up return for the one agency of a demo, as its people would have done the year before: the one
/// that is due is left to be brought in. Gives how many children are on the way to adoption.
pub(super) async fn made_up_return(db: &Db, seed: u64, today: kernel::Date) -> Result<usize> {
    let Some(agency) = db.read(organisations::home).await? else { return Ok(0) };
    let due = Year::of(today) - 1;
    let Some(year) = Year::new(due - 1) else { return Ok(0) };
    let made = made_up::files(seed, year, DEMO_ROWS);
    let files = made.named().into_iter().map(|(name, text)| {
        let input: Box<dyn std::io::Read + '_> = Box::new(text.as_bytes());
        (name.to_owned(), input)
    });
    // The day before the demo's day, so that nothing in it comes from the future.
    let at = Calendar::england().end_of(today.yesterday().unwrap_or(today));
    let (outcome, _) = take_in::at_the_desk(db, agency, year, files.collect(), at).await?;
    Ok(outcome.new)
}

/// Says what came of it: each rule that found a fault or was skipped, then the sums.
fn told(outcome: &Outcome, prepared: &Prepared) -> Result<()> {
    let (mut checked, mut skipped) = (0, 0);
    for of in &prepared.checked.outcomes {
        match of.found {
            Some(found) => {
                checked += 1;
                if found > 0 {
                    say(&format!("{:>6} {found:>7}  {}", of.rule.code, of.rule.message))?;
                }
            }
            None => {
                skipped += 1;
                let lacking: Vec<&str> = of.lacking(&prepared.whole).map(|table| table.code()).collect();
                say(&format!("{:>6} skipped  for want of {}", of.rule.code, lacking.join(" and ")))?;
            }
        }
    }
    say(&format!(
        "{} rows of {} children; {checked} rules checked, {skipped} skipped, {} faults",
        prepared.whole.rows(),
        prepared.whole.children(),
        prepared.checked.findings.len()
    ))?;
    if outcome.again {
        return say("The same content was taken in before: nothing changed");
    }
    say(&format!(
        "Children on the way to adoption: {} new, {} changed, {} as before; {} rows that cannot be trusted were left out",
        outcome.new, outcome.changed, outcome.same, outcome.left_out
    ))
}
