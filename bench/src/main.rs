//! Measures Hearth as people meet it: whole requests over loopback against the release build,
//! at the sizes and limits that the README states. `docs/benchmarks.md` says how to read it.
//!
//! ```text
//! machine ─> measure: load ─> starts ─> pages (harvest ─> load.rs over http.rs) ─> report
//! ```
//!
//! A figure over its limit is reported and ends with exit code 0, since a busy machine must not
//! break a build; what could not be measured at all ends with 1.

mod bids;
mod books;
mod directory;
mod fault;
mod harvest;
mod http;
mod inside;
mod load;
mod machine;
mod matching;
mod measure;
mod report;
mod scoring;
mod server;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Duration,
};

use clap::Parser;

use fault::{Fault, Result, While, fault};
use measure::{Choice, KEYS, Subject};
use report::{Report, say};

/// Measure Hearth against its limits.
#[derive(Parser, Debug)]
#[command(name = "bench")]
struct Options {
    /// The databases to measure, as ENGINE:SIZE.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "sqlite:agency,sqlite:nation,postgres:agency,postgres:nation"
    )]
    sizes: Vec<Subject>,
    /// Measure only these: see docs/benchmarks.md.
    #[arg(long, value_delimiter = ',', value_parser = KEYS)]
    only: Vec<String>,
    /// Requests of each measurement, at most; a quarter of them where one client asks alone.
    #[arg(long, default_value_t = 4000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    requests: u32,
    /// Seconds of each measurement, at most.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// Keep the SQLite databases in this folder, and use those that are there already.
    #[arg(long)]
    keep: Option<PathBuf>,
    /// The program to measure; target/release/hearth unless said.
    #[arg(long)]
    hearth: Option<PathBuf>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    // One thread: server and client share the cores, and the client shall take little of them.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = runtime.while_("no runtime").and_then(|runtime| runtime.block_on(bench(options)));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            say(&why.to_string());
            ExitCode::FAILURE
        }
    }
}

/// Whether all could be measured.
async fn bench(options: Options) -> Result<bool> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let program = options.hearth.unwrap_or_else(|| target.join("release/hearth"));
    let program = fs::canonicalize(&program)
        .map_err(|error| Fault(format!("{}: {error}; `make build` makes it", program.display())))?;
    let version = version(&program)?;
    let results = made(&target.join("bench"))?;
    let folder = match &options.keep {
        Some(folder) => made(folder)?,
        None => made(&results.join("work"))?,
    };
    let mut report = Report::new(version, machine::Machine::look(&folder)?);
    let choice = Choice {
        program,
        folder,
        keep: options.keep.is_some(),
        only: options.only,
        requests: options.requests as usize,
        at_most: Duration::from_secs(options.seconds),
    };
    if choice.only.is_empty() || choice.only.iter().any(|only| only == "matching") {
        if let Err(why) = matching::measure(&choice.program, &results, &mut report) {
            report.miss("matching", &why);
        }
        report.write(&results)?;
    }
    if choice.only.is_empty() || choice.only.iter().any(|only| only == "score") {
        if let Err(why) = scoring::measure(&choice.program, &results, &mut report) {
            report.miss("score", &why);
        }
        report.write(&results)?;
    }
    if choice.only.is_empty() || choice.only.iter().any(|only| only == "bids") {
        if let Err(why) = bids::measure(&mut report) {
            report.miss("bids", &why);
        }
        report.write(&results)?;
    }
    // What is measured on files or in memory alone needs no database.
    let only_files = !choice.only.is_empty()
        && choice.only.iter().all(|only| ["matching", "score", "bids"].contains(&only.as_str()));
    for subject in options.sizes.iter().filter(|_| !only_files) {
        measure::measure(subject, &choice, &mut report).await;
        // What is known so far stays, whatever happens next.
        report.write(&results)?;
    }
    report.growth();
    report.write(&results)?;
    print(&report.markdown())?;
    Ok(report.not_measured.is_empty())
}

/// A folder that is there, by its whole path.
fn made(folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder).while_("making a folder")?;
    fs::canonicalize(folder).while_("finding a folder")
}

fn version(program: &Path) -> Result<String> {
    let said = Command::new(program).arg("--version").output().while_("starting hearth")?;
    match String::from_utf8(said.stdout) {
        Ok(version) if said.status.success() => Ok(version.trim().to_owned()),
        _ => fault("this program does not tell its version: it is not hearth"),
    }
}

fn print(text: &str) -> Result<()> {
    use std::io::Write;
    writeln!(std::io::stdout(), "{text}").while_("standard output")
}
