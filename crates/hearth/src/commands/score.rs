//! `hearth score`: scores the answers of a file by the rules of a measure. No database is needed, and nothing is kept.

use std::{
    fs::File,
    io::{BufWriter, Read as _, stdout},
    path::{Path, PathBuf},
    time::Instant,
};

use clap::{Args, ValueEnum, builder::PossibleValue};
use kernel::{Error, Result};
use outcomes::measures::{
    model::{Informant, Instrument, instruments},
    reader,
    table::score_file,
};

use super::tell;

/// The largest file that is read whole.
const LARGEST: u64 = 256 << 20;

/// Who answered, as an option is typed.
#[derive(Debug, Clone, Copy)]
struct By(Informant);

impl ValueEnum for By {
    fn value_variants<'a>() -> &'a [Self] {
        &[By(Informant::Parent), By(Informant::Teacher), By(Informant::Own), By(Informant::Therapist)]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.code()).help(self.0.label()))
    }
}

/// Score answers or sub-scales of a CSV file: the same rows with total, sub-scales and published words, and with the reason where a row
/// cannot be scored.
#[derive(Args, Debug)]
pub(super) struct Score {
    /// The measure: sdq, core-10, bpses and others as the page of measures names them, or a file of one's own that ends in .toml.
    #[arg(long)]
    measure: String,
    /// Who answered.
    #[arg(long, value_enum)]
    informant: By,
    /// The age in whole years of the person whom the answers are about, for every row; without it a column `age` is read.
    #[arg(long, value_parser = clap::value_parser!(i64).range(0..=120))]
    age: Option<i64>,
    /// The answers, one questionnaire a line under a heading; - for standard input.
    file: PathBuf,
}

fn read(path: &Path, most: u64, rule: &'static str) -> Result<Vec<u8>> {
    let fail = |e: std::io::Error| Error::refused(rule, format!("{} cannot be read: {e}", path.display()));
    let mut bytes = Vec::new();
    match path.to_str() {
        Some("-") => std::io::stdin().take(most + 1).read_to_end(&mut bytes),
        _ => File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes)),
    }
    .map_err(fail)?;
    if bytes.len() as u64 > most {
        return Err(Error::refused(rule, format!("{} is too large. Split it.", path.display())));
    }
    Ok(bytes)
}

impl Score {
    /// Scores the file onto standard output; how many rows there were is told on standard error.
    pub(super) fn run(&self) -> Result<()> {
        let own;
        let measure = if Path::new(&self.measure).extension().is_some_and(|end| end == "toml") {
            own = own_measure(Path::new(&self.measure))?;
            &own
        } else {
            let codes = || {
                let codes = instruments().map(|all| all.iter().map(|m| m.code.as_str()).collect::<Vec<_>>());
                codes.unwrap_or_default().join(", ")
            };
            Instrument::find(&self.measure).map_err(|e| match e {
                Error::NotFound => Error::refused(
                    "score.measure",
                    format!("There is no measure {}. There are: {}.", self.measure, codes()),
                ),
                other => other,
            })?
        };
        let bytes = read(&self.file, LARGEST, "score.file")?;
        let begun = Instant::now();
        let out = BufWriter::with_capacity(1 << 16, stdout().lock());
        let counts = score_file(measure, self.informant.0, self.age, &bytes, out)?;
        let seconds = begun.elapsed().as_secs_f64();
        tell(&format!(
            "{} rows scored in {seconds:.3} s: {} have a total, {} have not and say why under reason",
            counts.rows,
            counts.scored,
            counts.rows - counts.scored
        ));
        Ok(())
    }
}

/// A measure from a file of one's own; every fault is said with its line.
fn own_measure(path: &Path) -> Result<Instrument> {
    let bytes = read(path, reader::LARGEST as u64, "score.measure")?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::refused("score.measure", format!("{} is not text in UTF-8.", path.display())))?;
    reader::read(&path.display().to_string(), &text).map_err(|faults| {
        let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Error::refused("score.measure", said.join("\n"))
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::commands::Cli;

    #[test]
    fn a_measure_and_who_answered_are_needed() {
        let parsed = |args: &[&str]| Cli::try_parse_from(["hearth", "score"].iter().chain(args)).is_ok();
        for who in ["parent", "teacher", "self", "therapist"] {
            assert!(parsed(&["--measure", "sdq", "--informant", who, "a.csv"]), "{who}");
        }
        assert!(parsed(&["--measure", "sdq", "--informant", "parent", "--age", "8", "-"]));
        let wrong: [&[&str]; 5] = [
            &["--informant", "parent", "a.csv"],
            &["--measure", "sdq", "a.csv"],
            &["--measure", "sdq", "--informant", "aunt", "a.csv"],
            &["--measure", "sdq", "--informant", "parent", "--age", "x", "a.csv"],
            &["--measure", "sdq", "--informant", "parent"],
        ];
        for args in wrong {
            assert!(!parsed(args), "{args:?}");
        }
    }
}
