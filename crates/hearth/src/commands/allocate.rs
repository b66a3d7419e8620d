//! `hearth fund allocate`: a national pot shared out by a formula, from files. No database needed.

use std::{
    collections::BTreeSet,
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

use clap::Args;
use funding::formula::{
    files,
    model::{Area, Factor, Formula, RULE, Shared, explain, share},
    tries::{POINTS, draws, sensitivity},
};
use kernel::{Error, Pence, Result};

use super::say;

/// The most bytes of a file.
const LARGEST: u64 = 5_000_000;

/// Share a pot out.
#[derive(Args, Debug)]
pub(super) struct Allocate {
    /// The agencies with their counts, one a line; a wrong first line is answered with the right one.
    #[arg(long, value_name = "FILE")]
    areas: PathBuf,
    /// The formula: setting, per cent and source, one a line. The weights come to 100.
    #[arg(long, value_name = "FILE")]
    formula: PathBuf,
    /// A second formula, to see both side by side.
    #[arg(long, value_name = "FILE")]
    beside: Option<PathBuf>,
    /// The pot in whole pence.
    #[arg(long, value_name = "PENCE", value_parser = super::fund::pence)]
    pot: Pence,
    /// Say in words how one agency's figure comes about, by its code.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["sensitivity", "draws", "beside"])]
    explain: Option<String>,
    /// What each agency gains when one weight has five points more, taken from the heaviest others.
    #[arg(long, conflicts_with_all = ["draws", "beside"])]
    sensitivity: bool,
    /// What each agency has in so many draws of the weights, without the tenth at either end.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(10..=100_000), conflicts_with = "beside")]
    draws: Option<u32>,
    /// The same seed gives the same draws.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn read(path: &Path) -> Result<(String, String)> {
    let name = path.display().to_string();
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST).read_to_string(&mut text))
        .map_err(|e| Error::refused(RULE, format!("{name} cannot be read: {e}.")))?;
    Ok((name, text))
}

fn formula(path: &Path) -> Result<Formula> {
    let (name, text) = read(path)?;
    files::formula(&name, &text)
}

impl Allocate {
    pub(super) fn run(&self) -> Result<()> {
        let (name, text) = read(&self.areas)?;
        let areas = files::areas(&name, &text)?;
        let formula = self::formula(&self.formula)?;
        let shared = share(self.pot, &areas, &formula)?;
        if let Some(code) = &self.explain {
            let at = areas
                .iter()
                .position(|a| a.code == *code)
                .ok_or_else(|| Error::refused(RULE, format!("There is no agency {code} in {name}.")))?;
            for line in explain(&areas[at], &shared.areas[at], &formula) {
                say(&line)?;
            }
            return Ok(());
        }
        let mut table = Table::new(&areas, &shared);
        if self.sensitivity {
            for (at, factor) in Factor::ALL.iter().enumerate() {
                if let Some(gains) = sensitivity(self.pot, &areas, &formula, at)? {
                    table.add(format!("{}_plus_{POINTS}_pence", factor.code()), &gains);
                }
            }
        }
        if let Some(count) = self.draws {
            let ranges = draws(self.pot, &areas, &formula, count as usize, self.seed)?;
            table.alone("low_pence", ranges.iter().map(|r| r.low).collect());
            table.alone("middle_pence", ranges.iter().map(|r| r.middle).collect());
            table.alone("high_pence", ranges.iter().map(|r| r.high).collect());
        }
        if let Some(path) = &self.beside {
            let other = share(self.pot, &areas, &self::formula(path)?)?;
            let amounts: Vec<Pence> = other.areas.iter().map(|g| g.amount).collect();
            let gains: Vec<Pence> = amounts.iter().zip(&shared.areas).map(|(b, a)| *b - a.amount).collect();
            table.add("beside_pence".to_owned(), &amounts);
            table.add("beside_more_pence".to_owned(), &gains);
        }
        table.print(shared.reserve)
    }
}

/// Lines of CSV: each agency, each pan-region, and all.
struct Table<'a> {
    areas: &'a [Area],
    head: Vec<String>,
    columns: Vec<(Vec<Pence>, bool)>,
}

impl<'a> Table<'a> {
    fn new(areas: &'a [Area], shared: &Shared) -> Self {
        let mut table = Table { areas, head: Vec::new(), columns: Vec::new() };
        let last: Vec<Pence> = areas.iter().map(|a| a.last_year).collect();
        let now: Vec<Pence> = shared.areas.iter().map(|g| g.amount).collect();
        let change: Vec<Pence> = now.iter().zip(&last).map(|(a, b)| *a - *b).collect();
        table.add("last_year_pence".to_owned(), &last);
        table.add("share_pence".to_owned(), &now);
        table.add("change_pence".to_owned(), &change);
        table
    }

    /// A column that can be added up.
    fn add(&mut self, name: String, values: &[Pence]) {
        self.head.push(name);
        self.columns.push((values.to_vec(), true));
    }

    /// A column that cannot: the ends of ranges do not add up.
    fn alone(&mut self, name: &str, values: Vec<Pence>) {
        self.head.push(name.to_owned());
        self.columns.push((values, false));
    }

    fn print(&self, reserve: Pence) -> Result<()> {
        let fail = |e: csv::Error| Error::internal("standard output", e);
        let mut out = csv::Writer::from_writer(std::io::stdout().lock());
        let head = ["line", "code", "name", "region"].map(str::to_owned).into_iter();
        out.write_record(head.chain(self.head.iter().cloned())).map_err(fail)?;
        let sum = |of: &dyn Fn(&Area) -> bool| {
            let sums = self.columns.iter().map(|(values, adds)| {
                let within = self.areas.iter().zip(values).filter(|(area, _)| of(area));
                let sum: i64 = within.map(|(_, value)| value.0).sum();
                if *adds { sum.to_string() } else { String::new() }
            });
            sums.collect::<Vec<_>>()
        };
        let mut regions: BTreeSet<&str> = BTreeSet::new();
        for (at, area) in self.areas.iter().enumerate() {
            regions.insert(&area.region);
            let lead =
                ["agency", area.code.as_str(), area.name.as_str(), area.region.as_str()].map(str::to_owned);
            let values = self.columns.iter().map(|(values, _)| values[at].0.to_string());
            out.write_record(lead.into_iter().chain(values)).map_err(fail)?;
        }
        for region in regions {
            let lead = ["region", "", region, region].map(str::to_owned);
            out.write_record(lead.into_iter().chain(sum(&|a| a.region == region))).map_err(fail)?;
        }
        let lead = ["all", "", "All agencies", ""].map(str::to_owned);
        out.write_record(lead.into_iter().chain(sum(&|_| true))).map_err(fail)?;
        let mut kept = ["reserve", "", "Kept for risks", ""].map(str::to_owned).to_vec();
        for name in &self.head {
            kept.push(if name == "share_pence" { reserve.0.to_string() } else { String::new() });
        }
        out.write_record(kept).map_err(fail)?;
        out.flush().map_err(|e| Error::internal("standard output", e))
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::commands::Cli;

    #[test]
    fn a_pot_and_two_files_are_asked() {
        let parsed = |args: &str| {
            let files = ["hearth", "fund", "allocate", "--areas", "a.csv", "--formula", "f.csv"];
            Cli::try_parse_from(files.into_iter().chain(args.split_whitespace()))
                .map(|_| ())
                .map_err(|e| e.to_string())
        };
        assert_eq!(parsed("--pot 100"), Ok(()));
        assert_eq!(parsed("--pot 100 --draws 1000 --seed 7"), Ok(()));
        for (args, words) in [
            ("", "--pot"),
            ("--pot lots", "whole pence"),
            ("--pot 1 --draws 1", "not in 10..=100000"),
            ("--pot 1 --draws 10 --beside b.csv", "cannot be used with"),
        ] {
            let error = parsed(args).unwrap_err();
            assert!(error.contains(words), "{args}: {error}");
        }
    }
}
