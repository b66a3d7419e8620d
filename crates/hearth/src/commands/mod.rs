//! The commands of `hearth`. A command is here only when it works.

mod accounts;
mod allocate;
mod audit;
mod backup;
mod data;
mod describe;
mod enquiries;
mod export;
mod fund;
mod key;
mod matching;
mod returns;
mod score;
mod serve;
mod simulate;
mod ssda903;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use kernel::{Error, Result};
use store::{Db, Keys};

/// Open software for everyone touched by adoption in England.
#[derive(Parser, Debug)]
#[command(name = "hearth", version)]
pub struct Cli {
    /// Where the record is kept: sqlite:PATH or postgres://…
    #[arg(
        long,
        global = true,
        env = "HEARTH_DATABASE",
        default_value = "sqlite:hearth.db",
        hide_env_values = true
    )]
    database: String,
    /// The key file that seals personal data; hearth.key beside the database unless said.
    #[arg(long, global = true, env = "HEARTH_KEY_FILE")]
    key_file: Option<PathBuf>,
    /// The folder of stored files; hearth-files beside the database unless said.
    #[arg(long, global = true, env = "HEARTH_FILES")]
    files: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Serve pages and the API.
    Serve(serve::Serve),
    /// Bring the database's tables up to date.
    Migrate,
    /// Fill an empty database with made-up people and money.
    Demo(data::Demo),
    /// Take in files from elsewhere.
    #[command(subcommand)]
    Import(data::Import),
    /// Write out what may leave the record, protected.
    #[command(subcommand)]
    Export(export::Export),
    /// People who sign in.
    #[command(subcommand)]
    User(accounts::User),
    /// Tokens for the API.
    #[command(subcommand)]
    Token(accounts::Token),
    /// Back up the whole record into one encrypted file, while people work.
    Backup(backup::Backup),
    /// Put a backup back, into an empty database or in the place of a record.
    Restore(backup::Restore),
    /// Quarterly returns between installations.
    #[command(subcommand)]
    Return(returns::Returns),
    /// Demand ahead, and how many staff clear a waiting list.
    #[command(subcommand)]
    Simulate(simulate::Simulate),
    /// Enquiries that come as files: emails of the duty mailbox.
    #[command(subcommand)]
    Enquiries(enquiries::Enquiries),
    /// The keys that seal personal data.
    #[command(subcommand)]
    Key(key::Key),
    /// The log of who looked at what, and of every change.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Suggest families for children and children for families, and the best use of a pool, with reasons.
    Match(matching::Match),
    /// Score the answers of a CSV file by the rules of a measure.
    Score(score::Score),
    /// Ask the Fund's rules what a child may have on a day, and read or check the rules.
    #[command(subcommand)]
    Fund(fund::Fund),
    /// List every route with the grant it needs.
    Routes(describe::Routes),
    /// Print the API's description (OpenAPI 3.1, JSON).
    Openapi,
}

impl Cli {
    /// Runs the command; gives the code to exit with.
    ///
    /// # Errors
    /// The reason, for standard error.
    pub fn run(self) -> Result<ExitCode> {
        let done = |result: Result<()>| result.map(|()| ExitCode::SUCCESS);
        match &self.command {
            Command::Routes(routes) => return done(routes.run()),
            Command::Openapi => return done(describe::openapi()),
            Command::Fund(fund) => return done(fund.run()),
            Command::Simulate(simulate::Simulate::Capacity(capacity)) => return done(capacity.run()),
            Command::Match(pool) if pool.is_of_files() => return done(pool.run_with_files()),
            Command::Score(score) => return done(score.run()),
            _ => {}
        }
        if let Command::Backup(_) = &self.command {
            backup::step_back();
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|e| Error::internal("no runtime", e))?;
        let key = self.key_path();
        match self.command {
            Command::Audit(audit) => runtime.block_on(audit.run(&self.database, &key)),
            _ => done(runtime.block_on(self.run_with_database())),
        }
    }

    async fn run_with_database(self) -> Result<()> {
        let at = Place { database: self.database.clone(), key: self.key_path(), files: self.files_path() };
        match self.command {
            Command::Backup(backup) => return backup.run(&at).await,
            Command::Restore(restore) => return restore.run(at).await,
            Command::Key(key) => return key.run(&at).await,
            _ => {}
        }
        let keys = Keys::load_or_create(&at.key)?;
        let db = Db::connect(&self.database, keys).await?;
        match self.command {
            Command::Serve(serve) => serve.run(db, at.files).await,
            Command::Migrate => {
                let ran = migrate(&db).await?;
                say(&format!("{ran} migrations ran"))
            }
            Command::Demo(demo) => demo.run(db).await,
            Command::Import(import) => import.run(db).await,
            Command::Export(export) => {
                migrate(&db).await?;
                export.run(db).await
            }
            Command::User(user) => user.run(db).await,
            Command::Token(token) => token.run(db).await,
            Command::Return(command) => {
                migrate(&db).await?;
                command.run(db).await
            }
            Command::Enquiries(command) => {
                migrate(&db).await?;
                command.run(db).await
            }
            Command::Simulate(simulate::Simulate::Demand(demand)) => {
                migrate(&db).await?;
                demand.run(db).await
            }
            Command::Simulate(simulate::Simulate::Capacity(_)) => Ok(()),
            Command::Match(pool) => pool.run(db).await,
            Command::Backup(_) | Command::Restore(_) | Command::Key(_) | Command::Audit(_) => Ok(()),
            Command::Routes(_) | Command::Openapi | Command::Score(_) | Command::Fund(_) => Ok(()),
        }
    }

    fn key_path(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.beside("hearth.key"))
    }

    fn files_path(&self) -> PathBuf {
        self.files.clone().unwrap_or_else(|| self.beside("hearth-files"))
    }

    /// A name beside the database's file; here, where the database is a server.
    fn beside(&self, name: &str) -> PathBuf {
        match self.database.strip_prefix("sqlite:") {
            Some(file) => Path::new(file).parent().unwrap_or(Path::new("")).join(name),
            None => PathBuf::from(name),
        }
    }
}

/// Where the record is: for commands that must not make a key or a database by themselves.
struct Place {
    database: String,
    key: PathBuf,
    files: PathBuf,
}

impl Place {
    /// The record that must be there, with its keys.
    async fn open(&self) -> Result<Db> {
        if let Some(path) = self.database.strip_prefix("sqlite:")
            && !Path::new(path).exists()
        {
            return Err(Error::refused("database.missing", format!("There is no database at {path}.")));
        }
        Db::connect(&self.database, Keys::load(&self.key)?).await
    }
}

/// Says how far something is, on standard error.
pub(crate) fn tell(line: &str) {
    use std::io::Write;
    // Standard error may be closed; the work goes on all the same.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Brings the tables up to date and puts in the organisations that ship with Hearth.
pub(crate) async fn migrate(db: &Db) -> Result<usize> {
    let ran = db.migrate(crate::rooms::migrations()).await?;
    if ran > 0 {
        db.write("organisations", access::organisations::put_shipped).await?;
    }
    Ok(ran)
}

/// Prints a line on standard output.
pub(crate) fn say(line: &str) -> Result<()> {
    use std::io::Write;
    writeln!(std::io::stdout(), "{line}").map_err(|e| Error::internal("standard output", e))
}

/// Tells the reason of an error on standard error.
pub fn complain(error: &Error) {
    let reason = match error {
        Error::Internal(message) => message.clone(),
        other => other.to_string(),
    };
    // Standard error may be closed; there is nobody left to tell then.
    let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("hearth: {reason}\n"));
}
