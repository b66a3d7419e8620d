//! `hearth export`: what may leave the record, protected.

use std::{fs, io::Write as _, path::PathBuf};

use access::organisations;
use clap::{Args, Subcommand, ValueEnum};
use insight::fund_statistics::export::{self, Format};
use kernel::{Error, FinancialYear, Result};
use store::Db;

/// What to write out.
#[derive(Subcommand, Debug)]
pub(super) enum Export {
    /// Applications that the Fund approved in a financial year: number, value and median by council, kind of provider, therapy and
    /// route, over and under £3,000; small numbers held back. Beside them what was published of the same year.
    FundStatistics(FundStatistics),
}

/// The Fund's statistics.
#[derive(Args, Debug)]
pub(super) struct FundStatistics {
    /// The financial year in which the applications were approved, such as 2024-25.
    #[arg(long, value_parser = year)]
    year: FinancialYear,
    /// The kind of file.
    #[arg(long, default_value = "csv")]
    format: Kind,
    /// Only one agency's applications, by its code; every agency's unless said.
    #[arg(long)]
    agency: Option<String>,
    /// Where to write it; standard output unless said.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// Lines of text.
    Csv,
    /// For machines.
    Json,
    /// An OpenDocument spreadsheet.
    Ods,
}

fn year(text: &str) -> std::result::Result<FinancialYear, String> {
    export::year(text)
        .map_err(|_| "write a financial year from 2000-01 to 2099-00, such as 2024-25".to_owned())
}

impl Export {
    pub(super) async fn run(self, db: Db) -> Result<()> {
        let Export::FundStatistics(wanted) = self;
        let (year, code) = (wanted.year, wanted.agency);
        let statistics = db
            .read(move |r| {
                let agency = code
                    .as_deref()
                    .map(|code| {
                        organisations::agency_by_code(r, code)?.ok_or_else(|| {
                            Error::field("agency", format!("There is no agency with the code {code}"))
                        })
                    })
                    .transpose()?;
                export::at_the_desk(r, year, agency.map(|found| (found.id, found.name)))
            })
            .await?;
        let file = statistics.file(match wanted.format {
            Kind::Csv => Format::Csv,
            Kind::Json => Format::Json,
            Kind::Ods => Format::Ods,
        })?;
        match wanted.out {
            Some(path) => fs::write(&path, file).map_err(|e| {
                Error::refused("export.file", format!("{} cannot be written: {e}", path.display()))
            }),
            None => std::io::stdout().write_all(&file).map_err(|e| Error::internal("standard output", e)),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::commands::Cli;

    #[test]
    fn a_year_is_asked_and_a_kind_of_file() {
        let parsed = |args: &[&str]| {
            let all = ["hearth", "export", "fund-statistics"].iter().chain(args);
            Cli::try_parse_from(all).map(|_| ()).map_err(|e| e.to_string())
        };
        for kind in ["csv", "json", "ods"] {
            assert!(parsed(&["--year", "2024-25", "--format", kind]).is_ok());
        }
        for (args, words) in [
            (vec![], "--year"),
            (vec!["--year", "2024-26"], "such as 2024-25"),
            (vec!["--year", "soon"], "such as 2024-25"),
            (vec!["--year", "2024-25", "--format", "xls"], "possible values"),
        ] {
            let error = parsed(&args).unwrap_err();
            assert!(error.contains(words), "{args:?}: {error}");
        }
    }
}
