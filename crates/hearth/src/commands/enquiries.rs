//! `hearth enquiries`: emails of the duty mailbox, saved as files, become enquiries in the duty queue.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use access::{Act, audit};
use casework::front_door::{
    actions::{Took, agency_of, take_email},
    model::email::LARGEST,
};
use clap::Subcommand;
use kernel::{Clock, Error, Result};
use store::Db;

use super::say;

/// Enquiries that come as files.
#[derive(Subcommand, Debug)]
pub(super) enum Enquiries {
    /// Take emails in (.eml). The same message twice changes nothing. What hangs from an email is named and stays outside the record.
    Take {
        /// Files, or folders of files that end in .eml.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// The agency's code.
        #[arg(long)]
        agency: String,
        /// The council where the families live, by its code, where one mailbox serves one council.
        #[arg(long, default_value = "")]
        council: String,
    },
}

/// The files of a path: itself, or what lies in the folder and ends in .eml, in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    let fail =
        |e: std::io::Error| Error::refused("email.file", format!("{} cannot be read: {e}", path.display()));
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(fail)? {
        let file = entry.map_err(fail)?.path();
        if file.extension().is_some_and(|end| end.eq_ignore_ascii_case("eml")) && file.is_file() {
            found.push(file);
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(LARGEST as u64 + 1).read_to_end(&mut bytes))
        .map_err(|e| Error::refused("email.file", format!("{} cannot be read: {e}", path.display())))?;
    Ok(bytes)
}

impl Enquiries {
    pub(super) async fn run(self, db: Db) -> Result<()> {
        let Enquiries::Take { paths, agency, council } = self;
        let mut refused = 0_u32;
        for path in paths {
            for file in files(&path)? {
                let (bytes, agency, council) = (read(&file)?, agency.clone(), council.clone());
                let now = Clock::System.now();
                let done = db
                    .write("take an email in", move |w| {
                        let desk = audit::desk();
                        let act = Act::new(w, &desk, now, "hearth enquiries");
                        take_email(&act, agency_of(&act, &agency)?, &council, &bytes)
                    })
                    .await;
                match done {
                    Ok(Took::New(reference, 0)) => {
                        say(&format!("{}: {reference}, in the duty queue", file.display()))?
                    }
                    Ok(Took::New(reference, hung)) => say(&format!(
                        "{}: {reference}, in the duty queue; {hung} attached and not in the record",
                        file.display()
                    ))?,
                    Ok(Took::Before(reference)) => say(&format!(
                        "{}: {reference}, taken in before: nothing was changed",
                        file.display()
                    ))?,
                    // One that cannot be read keeps no other one waiting.
                    Err(Error::Refused { why, .. }) => {
                        refused += 1;
                        super::tell(&format!("{}: {why}", file.display()));
                    }
                    Err(other) => return Err(other),
                }
            }
        }
        match refused {
            0 => Ok(()),
            n => Err(Error::refused("email.some", format!("{n} could not be taken in; the others were."))),
        }
    }
}
