//! The commands of `hearth`. A command is here only when it works.

mod accounts;
mod audit;
mod data;
mod describe;
mod serve;

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
    /// People who sign in.
    #[command(subcommand)]
    User(accounts::User),
    /// Tokens for the API.
    #[command(subcommand)]
    Token(accounts::Token),
    /// The log of who looked at what, and of every change.
    #[command(subcommand)]
    Audit(audit::Audit),
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
            _ => {}
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
        let keys = Keys::load_or_create(&self.key_path())?;
        let db = Db::connect(&self.database, keys).await?;
        match self.command {
            Command::Serve(serve) => serve.run(db).await,
            Command::Migrate => {
                let ran = migrate(&db).await?;
                say(&format!("{ran} migrations ran"))
            }
            Command::Demo(demo) => demo.run(db).await,
            Command::Import(import) => import.run(db).await,
            Command::User(user) => user.run(db).await,
            Command::Token(token) => token.run(db).await,
            Command::Audit(_) | Command::Routes(_) | Command::Openapi => Ok(()),
        }
    }

    fn key_path(&self) -> PathBuf {
        match (&self.key_file, self.database.strip_prefix("sqlite:")) {
            (Some(path), _) => path.clone(),
            (None, Some(file)) => Path::new(file).parent().unwrap_or(Path::new("")).join("hearth.key"),
            (None, None) => PathBuf::from("hearth.key"),
        }
    }
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
