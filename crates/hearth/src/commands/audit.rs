//! `hearth audit`: verify the log, print a checkpoint to be kept elsewhere, tell who has
//! looked at a record and what a worker has looked at.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use access::{
    Look, accounts,
    audit::{
        self, Checkpoint, Deed,
        report::{self, Filter, Line, Page, Subject},
        seal, verify,
    },
};
use clap::{Args, Subcommand};
use kernel::{Calendar, Clock, Date, Error, Id, Result, Timestamp};
use store::Db;

use super::say;

/// The log of who looked at what, and of every change.
#[derive(Subcommand, Debug)]
pub(super) enum Audit {
    /// Seal what waits, then go over the whole log. Exit code 0: whole; 1: tampered with, and where; 2: could not tell.
    Verify {
        /// A checkpoint that was kept elsewhere (see `hearth audit checkpoint`), to be held against the log.
        #[arg(long)]
        checkpoint: Option<PathBuf>,
    },
    /// Print the newest checkpoint, signed: keep it where nobody who can reach the database can change it.
    Checkpoint,
    /// Tell who has looked at a family's records, or what a worker has looked at, newest first. Asking is itself written down.
    Report(Report),
    /// Seal again after `verify` found that the log's end was changed. What is missing stays missing.
    Resume {
        /// Why, in your words: it stands in the log for ever.
        #[arg(long)]
        reason: String,
    },
}

/// Whom the report is about, and since when.
#[derive(Args, Debug)]
pub(super) struct Report {
    #[command(flatten)]
    about: About,
    /// The first day, as YYYY-MM-DD.
    #[arg(long)]
    from: Option<Date>,
    /// The last day, as YYYY-MM-DD.
    #[arg(long)]
    to: Option<Date>,
    /// What changed and what lists showed, too.
    #[arg(long)]
    details: bool,
}

/// One of these.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct About {
    /// A case, by its reference: its family's records.
    #[arg(long)]
    case: Option<String>,
    /// A family, by its id.
    #[arg(long)]
    family: Option<String>,
    /// A worker, by the address they sign in with or by their id.
    #[arg(long)]
    worker: Option<String>,
}

impl Audit {
    /// Runs the command. `connect` is not called before it is sure that the database is there, since
    /// connecting makes one.
    pub(super) async fn run(self, database: &str, key: &Path) -> Result<ExitCode> {
        if let Audit::Verify { checkpoint } = self {
            return Ok(match verified(database, key, checkpoint).await {
                Ok(code) => code,
                Err(error) => {
                    super::complain(&error);
                    ExitCode::from(2)
                }
            });
        }
        let db = open(database, key).await?;
        let now = Clock::System.now();
        match self {
            Audit::Verify { .. } => {}
            Audit::Checkpoint => {
                seal::all(&db, now).await?;
                match db.read(seal::newest_checkpoint).await? {
                    Some(checkpoint) => say(&checkpoint.to_string())?,
                    None => return Err(Error::Internal("nothing was written in the log yet".into())),
                }
            }
            Audit::Report(report) => report.run(db, now).await?,
            Audit::Resume { reason } => {
                let reason = reason.trim().to_owned();
                if reason.is_empty() {
                    return Err(Error::Internal("say why with --reason".into()));
                }
                let number = seal::resume(&db, now, reason).await?;
                say(&format!(
                    "The log goes on after line {number}. `hearth audit verify` still tells what is missing."
                ))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Connects to a database that is there, with a key that is there.
async fn open(database: &str, key: &Path) -> Result<Db> {
    let missing = |what: &str, path: &Path| Error::Internal(format!("there is no {what} {}", path.display()));
    if !key.exists() {
        return Err(missing("key file", key));
    }
    if let Some(path) = database.strip_prefix("sqlite:").map(Path::new)
        && !path.exists()
    {
        return Err(missing("database", path));
    }
    let db = Db::connect(database, store::Keys::load_or_create(key)?).await?;
    match db.pending(crate::rooms::migrations()).await? {
        0 => Ok(db),
        _ => Err(Error::Internal("this database has older tables: run `hearth migrate` first".into())),
    }
}

async fn verified(database: &str, key: &Path, checkpoint: Option<PathBuf>) -> Result<ExitCode> {
    let outside = match checkpoint {
        Some(path) => {
            let text = std::fs::read_to_string(&path)
                .map_err(|e| Error::Internal(format!("{} cannot be read: {e}", path.display())))?;
            Some(Checkpoint::parse(&text)?)
        }
        None => None,
    };
    let compared = outside.as_ref().map(|o| o.number);
    let db = open(database, key).await?;
    let start = std::time::Instant::now();
    let report = verify::verify(&db, Clock::System.now(), outside).await?;
    let seconds = start.elapsed().as_secs_f64();
    for finding in &report.findings {
        say(&finding.to_string())?;
    }
    if report.found > report.findings.len() as u64 {
        say(&format!("and {} more", report.found - report.findings.len() as u64))?;
    }
    if report.not_sealed {
        say("the lines that wait were not sealed, since the log does not end as it was left")?;
    }
    say(&format!(
        "{} lines under {} checkpoints in {seconds:.2} seconds; {} of them were not sealed yet and were sealed first",
        report.lines, report.checkpoints, report.were_waiting
    ))?;
    if let Some(number) = compared {
        say(&format!("held against a checkpoint over {number} lines that was kept elsewhere"))?;
    }
    if report.is_whole() {
        say("The log is whole.")?;
        Ok(ExitCode::SUCCESS)
    } else {
        say(&format!("The log was tampered with: {} findings.", report.found))?;
        Ok(ExitCode::from(1))
    }
}

impl Report {
    async fn run(self, db: Db, now: Timestamp) -> Result<()> {
        seal::all(&db, now).await?;
        let Report { about, from, to, details } = self;
        let (subject, names) = db.read(move |r| subject(r, &about)).await?;
        say(&names)?;
        let end = |day: Date| Calendar::england().end_of(day);
        let filter = Filter {
            since: from.and_then(|day| day.yesterday().ok()).map_or(Timestamp::MIN, end),
            until: to.map_or(Timestamp::MAX, end),
            ..Filter::default()
        };
        let mut after = None;
        loop {
            let (page, filter) = (Page { after, lines: report::MOST }, filter.clone());
            let lines = db
                .read(move |r| {
                    let desk = audit::desk();
                    let look = Look::new(r, &desk, now, "hearth audit report");
                    let lines = report::at_desk(&look, subject, &filter, page)?;
                    lines
                        .into_iter()
                        .map(|line| text(r, &line, details).map(|text| (line, text)))
                        .collect::<Result<Vec<_>>>()
                })
                .await?;
            let Some((last, _)) = lines.last() else { return Ok(()) };
            after = Some((last.at, last.id));
            for (_, text) in &lines {
                say(text)?;
            }
        }
    }
}

fn subject(r: &store::Read<'_>, about: &About) -> Result<(Subject, String)> {
    let unknown = |what: &str| Error::Internal(format!("there is no such {what}"));
    if let Some(reference) = &about.case {
        let family = report::family_of_case(r, reference)?.ok_or_else(|| unknown("case"))?;
        return Ok((
            Subject::Family(family),
            format!("Who has looked at the family's records of case {reference}"),
        ));
    }
    if let Some(id) = &about.family {
        let id = id.parse().map_err(|_| {
            Error::Internal("a family's id looks like 01890000-0000-7000-8000-000000000000".into())
        })?;
        return Ok((Subject::Family(id), "Who has looked at the family's records".into()));
    }
    let worker = about.worker.as_deref().unwrap_or_default();
    let id = match worker.parse::<Id<kernel::kinds::Account>>() {
        Ok(id) => id,
        Err(_) => accounts::by_email(r, worker)?.ok_or_else(|| unknown("worker"))?.id,
    };
    Ok((Subject::Worker(id), format!("What {id} has looked at and done")))
}

/// One line of the report, parted by tabs.
fn text(r: &store::Read<'_>, line: &Line, details: bool) -> Result<String> {
    let who = match line.actor {
        Some(id) => match accounts::by_id(r, id) {
            Ok(account) => format!("{} ({}, {id})", account.name, line.role),
            Err(Error::NotFound) => format!("{id} ({})", line.role),
            Err(other) => return Err(other),
        },
        None => line.token.as_ref().map_or(line.role.clone(), |label| format!("{} ({label})", line.role)),
    };
    let mut cells = vec![
        line.number.to_string(),
        line.at.to_string(),
        who,
        line.deed.map_or("recorded", Deed::code).to_owned(),
        line.action.clone(),
        line.kind.clone(),
        line.object.map(|id| id.to_string()).unwrap_or_default(),
        line.from.clone(),
        line.reason.clone().unwrap_or_default(),
    ];
    if details {
        cells.push(line.change.clone().or(line.shown.clone()).unwrap_or_default());
    }
    // A tab or a line break within a cell would make two of it.
    Ok(cells.iter().map(|cell| cell.replace(['\t', '\n', '\r'], " ")).collect::<Vec<_>>().join("\t"))
}
