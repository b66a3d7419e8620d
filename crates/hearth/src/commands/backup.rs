//! `hearth backup` and `hearth restore`.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use clap::Args;
use kernel::{Clock, Error, Result, Timestamp};
use store::{
    Keys,
    backup::{self, Order, Progress, Summary},
};

use super::{Place, say, tell};

/// How often a long run says how far it is.
const TELL_EVERY: Duration = Duration::from_secs(5);

/// How far a backup steps back behind people's pages, as `nice` counts: Hearth's own figure, measured on two cores.
const STEP_BACK: i32 = 10;

/// Lets everything else on this machine go first. To be called before a thread is made: each takes it over from the one
/// that makes it. Where the system does not allow it, the backup is merely more in the way.
pub(super) fn step_back() {
    let _ = rustix::process::nice(STEP_BACK);
}

/// Back up the whole record into one encrypted file, while people work.
#[derive(Args, Debug)]
pub(super) struct Backup {
    /// The file to write, or a folder in which it is named after the time.
    #[arg(long, required_unless_present = "verify", conflicts_with = "verify")]
    out: Option<PathBuf>,
    /// Read a backup to its end instead: it is whole, unchanged and can be opened. Needs no database.
    #[arg(long, value_name = "FILE")]
    verify: Option<PathBuf>,
    /// A key kept for backups alone (`hearth key new FILE` makes one); the record's key unless said.
    #[arg(long, env = "HEARTH_BACKUP_KEY")]
    backup_key: Option<PathBuf>,
}

/// Put a backup back.
#[derive(Args, Debug)]
pub(super) struct Restore {
    /// The backup.
    file: PathBuf,
    /// The key that it was locked with, where it was not the record's own.
    #[arg(long, env = "HEARTH_BACKUP_KEY")]
    backup_key: Option<PathBuf>,
    /// Set the record that is there aside, and put this one in its place. Stop Hearth first.
    #[arg(long)]
    replace: bool,
    /// Hold back the messages that waited in the outbox: some may have been sent since.
    #[arg(long)]
    hold_messages: bool,
}

/// The keys that lock an archive: those kept for backups, or the record's own.
fn lock(backup_key: Option<&PathBuf>, at: &Place) -> Result<Arc<Keys>> {
    Keys::load(backup_key.unwrap_or(&at.key)).map(Arc::new)
}

impl Backup {
    pub(super) async fn run(self, at: &Place) -> Result<()> {
        let lock = lock(self.backup_key.as_ref(), at)?;
        if let Some(file) = &self.verify {
            let summary = backup::verify(file, &lock, progress())?;
            say(&format!("{} is whole.", file.display()))?;
            return report(&summary);
        }
        let Some(out) = self.out else { return Err(Error::Internal("say where to with --out".into())) };
        let now = Clock::System.now();
        let out = if out.is_dir() { out.join(name(now)) } else { out };
        let db = at.open().await?;
        let started = Instant::now();
        let order = Order {
            out: out.clone(),
            lock,
            made_at: now,
            product: env!("CARGO_PKG_VERSION").to_owned(),
            files: at.files.is_dir().then(|| at.files.clone()),
        };
        let summary = backup::create(&db, order, progress()).await?;
        report(&summary)?;
        say(&format!("{} in {:.1} seconds", out.display(), started.elapsed().as_secs_f64()))
    }
}

fn name(now: Timestamp) -> String {
    format!("hearth-{}.backup", now.strftime("%Y-%m-%dT%H%M%SZ"))
}

fn report(summary: &Summary) -> Result<()> {
    for (table, rows, digest) in &summary.tables {
        say(&format!("{rows:>12} {table} {digest}"))?;
    }
    say(&format!(
        "{} rows and {} stored files, made {} by Hearth {} on {}, {} bytes",
        summary.rows(),
        summary.files,
        summary.made_at,
        summary.product,
        summary.engine,
        summary.bytes
    ))
}

/// Says how far it is, every few seconds.
fn progress() -> impl FnMut(Progress) + Send + 'static {
    let mut told = Instant::now();
    move |p| {
        if told.elapsed() >= TELL_EVERY {
            told = Instant::now();
            tell(&format!("{} rows so far; {}", p.rows, p.doing));
        }
    }
}

impl Restore {
    pub(super) async fn run(self, at: Place) -> Result<()> {
        let lock = lock(self.backup_key.as_ref(), &at)?;
        let place = backup::Place {
            keys: Arc::new(Keys::load(&at.key)?),
            address: at.database,
            migrations: crate::rooms::migrations(),
            replace: self.replace,
            files: Some(at.files),
            hold_messages: self.hold_messages,
            now: Clock::System.now(),
        };
        let done = backup::restore(Path::new(&self.file), &lock, place, progress()).await?;
        report(&done.summary)?;
        say(&format!("Every row was counted again; {} further migrations ran.", done.migrated))?;
        if self.hold_messages {
            say(&format!("{} messages are held back.", done.held))?;
        }
        match done.aside {
            Some(aside) => {
                say(&format!("The former record is kept as {aside}. Remove it when you no longer need it."))
            }
            None => Ok(()),
        }
    }
}
