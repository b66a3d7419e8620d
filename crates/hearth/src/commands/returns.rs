//! `hearth return`: build, sign and take in quarterly returns.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use access::{Act, audit, organisations};
use clap::Subcommand;
use kernel::{Clock, Error, Result, local_date};
use store::Db;
use strategy::returns::{
    LARGEST,
    actions::{Became, add_key, close_quarter, take_in},
    build::build,
    model::{self, Quarter, Return},
};

use super::say;

/// Quarterly returns between installations, without personal data.
#[derive(Subcommand, Debug)]
pub(super) enum Returns {
    /// Build an agency's return of a quarter that is over, protected, as text that people can read.
    Build {
        /// The agency's code.
        #[arg(long)]
        agency: String,
        /// The quarter, such as 2026-27-Q2.
        #[arg(long)]
        quarter: String,
        /// Where to write it; standard output unless said.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Sign a built return with this installation's key. What would give somebody away is refused.
    Sign {
        /// The built return; - for standard input.
        file: PathBuf,
        /// Where to write it; standard output unless said.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Print the public key that this installation signs with: tell it by telephone to whoever takes returns in.
    Key,
    /// Say by which key an agency's returns are known from now on.
    Trust {
        /// The agency's code.
        #[arg(long)]
        agency: String,
        /// Its public key: 64 digits and letters.
        #[arg(long)]
        key: String,
    },
    /// Take in signed returns. The same twice changes nothing; a corrected one takes the place of the one before.
    Receive {
        /// The signed files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Close a quarter, so that nothing more is taken in for it.
    Close {
        /// The quarter, such as 2026-27-Q2.
        #[arg(long)]
        quarter: String,
    },
}

/// Runs something at the operator's desk, with its line in the audit log.
async fn at_desk<T: Send + 'static>(
    db: &Db,
    name: &'static str,
    work: impl Fn(&Act<'_>) -> Result<T> + Send + Sync + 'static,
) -> Result<T> {
    let now = Clock::System.now();
    db.write(name, move |w| work(&Act::new(w, &audit::desk(), now, "hearth return"))).await
}

fn read(path: &Path) -> Result<String> {
    let fail =
        |e: std::io::Error| Error::refused("return.file", format!("{} cannot be read: {e}", path.display()));
    // A return is small; a file that is not one is not read to its end.
    let most = LARGEST as u64 + 1;
    let mut bytes = Vec::new();
    match path.to_str() {
        Some("-") => std::io::stdin().take(most).read_to_end(&mut bytes),
        _ => fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)),
    }
    .map_err(fail)?;
    if bytes.len() > LARGEST {
        return Err(Error::refused(
            model::rule::FORM,
            format!("{} is too large to be a return.", path.display()),
        ));
    }
    String::from_utf8(bytes).map_err(|_| {
        Error::refused(model::rule::FORM, format!("{} is no return: it is not text.", path.display()))
    })
}

fn write(out: Option<&Path>, text: &str) -> Result<()> {
    match out {
        Some(path) => fs::write(path, text)
            .map_err(|e| Error::refused("return.file", format!("{} cannot be written: {e}", path.display()))),
        None => say(text.trim_end_matches('\n')),
    }
}

impl Returns {
    pub(super) async fn run(self, db: Db) -> Result<()> {
        match self {
            Returns::Build { agency, quarter, out } => {
                let quarter = Quarter::parse(&quarter)?;
                let now = Clock::System.now();
                quarter.must_be_over(local_date(now))?;
                let built = db
                    .read(move |r| {
                        let found = organisations::agency_by_code(r, &agency)?.ok_or_else(|| {
                            Error::field("agency", format!("There is no agency with the code {agency}"))
                        })?;
                        build(r, (found.id, &found.code), quarter, now)
                    })
                    .await?;
                write(out.as_deref(), &built.text()?)
            }
            Returns::Sign { file, out } => {
                let text = read(&file)?;
                // What was changed by hand since it was built is looked at again.
                Return::parse(&text)?;
                write(out.as_deref(), &model::sign(db.keys(), &text)?)
            }
            Returns::Key => {
                let digits: String =
                    db.keys().public_key().iter().map(|byte| format!("{byte:02x}")).collect();
                say(&digits)
            }
            Returns::Trust { agency, key } => {
                at_desk(&db, "trust a key", move |act| add_key(act, &agency, &key)).await?;
                say("The key is set down.")
            }
            Returns::Receive { files } => {
                for path in files {
                    let text = read(&path)?;
                    let done = at_desk(&db, "take in a return", move |act| take_in(act, &text)).await;
                    let (found, became) = done.map_err(|e| match e {
                        Error::Refused { rule, why } => {
                            Error::refused(rule, format!("{}: {why}", path.display()))
                        }
                        other => other,
                    })?;
                    let words = match became {
                        Became::New(_) => "taken in",
                        Became::Corrected(_) => "taken in, in the place of the one before",
                        Became::Unchanged => "taken in before: nothing was changed",
                    };
                    say(&format!("{}: {} of {} {words}", path.display(), found.quarter, found.agency))?;
                }
                Ok(())
            }
            Returns::Close { quarter } => {
                let quarter = Quarter::parse(&quarter)?;
                at_desk(&db, "close a quarter", move |act| close_quarter(act, quarter)).await?;
                say(&format!("{quarter} is closed."))
            }
        }
    }
}
