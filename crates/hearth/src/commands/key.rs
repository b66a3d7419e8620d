//! `hearth key`: the keys that seal personal data, and changing them without stopping.

use std::{path::PathBuf, time::Duration};

use clap::Subcommand;
use kernel::{Error, Result};
use store::{Db, KeyFile, rotation};

use super::{Place, say, tell};

/// Longer than any server of this version takes to learn of a new key.
const SERVERS_LEARN: Duration = Duration::from_secs(12);

/// The keys that seal personal data.
#[derive(Subcommand, Debug)]
pub(super) enum Key {
    /// Say which keys there are, and how many values each seals.
    Status,
    /// Take a new sealing key into use and seal every value anew, while people work. Run it
    /// again after an interruption: it goes on where it stopped.
    Rotate {
        /// Only add the new key, unused. With several servers: copy the key file to each, then
        /// run `hearth key rotate`.
        #[arg(long)]
        prepare: bool,
    },
    /// Seal what older keys sealed with the key in use, without a new key.
    Reseal,
    /// Take an old key out of the file for good. Refused while any value needs it.
    Retire {
        /// The key's number, as `hearth key status` tells it.
        number: u8,
    },
    /// Make a key file for backups alone.
    New {
        /// Where to.
        file: PathBuf,
    },
}

impl Key {
    pub(super) async fn run(self, at: &Place) -> Result<()> {
        match self {
            Key::New { file } => {
                KeyFile::create(&file)?;
                say(&format!(
                    "{} is made. Keep a copy of it apart from the backups that it locks.",
                    file.display()
                ))
            }
            Key::Status => status(&at.open().await?, at).await,
            Key::Rotate { prepare } => rotate(at, prepare).await,
            Key::Reseal => reseal(&at.open().await?).await,
            Key::Retire { number } => retire(at, number).await,
        }
    }
}

async fn status(db: &Db, at: &Place) -> Result<()> {
    let file = KeyFile::load(&at.key)?;
    let counts = rotation::count(db, crate::sealed::ALL).await?;
    for held in db.keys().generations() {
        let values: u64 = counts.get(&held.number).map(|c| c.values().sum()).unwrap_or_default();
        let now = match held.number {
            n if n == file.in_use => ", in use",
            n if file.waiting() == Some(n) => ", waiting to be used",
            _ => "",
        };
        say(&format!("key {} ({}): {values} values{now}", held.number, held.check))?;
    }
    let held: Vec<u8> = db.keys().generations().iter().map(|g| g.number).collect();
    for (number, columns) in counts.iter().filter(|(n, _)| !held.contains(n)) {
        let values: u64 = columns.values().sum();
        say(&format!("key {number} is not in this file, and {values} values need it"))?;
    }
    Ok(())
}

async fn rotate(at: &Place, prepare: bool) -> Result<()> {
    let db = at.open().await?;
    let mut file = KeyFile::load(&at.key)?;
    // A key that is waiting is used; a rotation that was interrupted goes on, rather than
    // adding another key.
    let left: u64 = others(&db, file.in_use).await?;
    match (file.waiting(), prepare) {
        (Some(number), true) => {
            return say(&format!("Key {number} is waiting already. Run `hearth key rotate`."));
        }
        (None, true) => {
            let number = file.add()?;
            file.save(&at.key)?;
            return say(&format!(
                "Key {number} is added and waits. Copy the key file to every server, then rotate."
            ));
        }
        (Some(number), false) => {
            file.use_generation(number)?;
            file.save(&at.key)?;
            say(&format!("Key {number} seals from now on."))?;
        }
        (None, false) if left > 0 => {
            say(&format!(
                "{left} values are still sealed with older keys: going on with key {}.",
                file.in_use
            ))?;
        }
        (None, false) => {
            let number = file.add()?;
            file.use_generation(number)?;
            file.save(&at.key)?;
            say(&format!("Key {number} is made and seals from now on."))?;
        }
    }
    db.keys().refresh()?;
    reseal(&db).await?;
    tell("Waiting until every server has learnt of the key, then looking once more.");
    tokio::time::sleep(SERVERS_LEARN).await;
    reseal(&db).await
}

/// Values that another key than this one seals, and that can be sealed anew.
async fn others(db: &Db, in_use: u8) -> Result<u64> {
    let again: Vec<_> = crate::sealed::ALL.iter().filter(|s| !s.kept).copied().collect();
    let counts = rotation::count(db, &again).await?;
    Ok(counts.iter().filter(|(n, _)| **n != in_use).flat_map(|(_, c)| c.values()).sum())
}

async fn reseal(db: &Db) -> Result<()> {
    let mut told = 0;
    let done = rotation::reseal(db, crate::sealed::ALL, &mut |column, values| {
        if values >= told + 20_000 {
            told = values;
            tell(&format!("{values} values so far, now in {column}"));
        }
    })
    .await?;
    say(&format!("{} values sealed anew with key {}", done.values, db.keys().in_use()))?;
    if done.shut.is_empty() {
        return Ok(());
    }
    for (column, values) in &done.shut {
        say(&format!("{values} values of {column} do not open with any key of this file"))?;
    }
    Err(Error::refused(
        "key.shut",
        "Some values do not open. They are left as they are: is a key missing from the file?",
    ))
}

async fn retire(at: &Place, number: u8) -> Result<()> {
    let db = at.open().await?;
    let mut file = KeyFile::load(&at.key)?;
    let counts = rotation::count(&db, crate::sealed::ALL).await?;
    if let Some(columns) = counts.get(&number) {
        let list: Vec<String> =
            columns.iter().map(|(column, values)| format!("{values} in {column}")).collect();
        let again = crate::sealed::ALL.iter().any(|s| !s.kept && columns.contains_key(s.column.name));
        let next = if again {
            "Run `hearth key reseal` first."
        } else {
            "Those are never sealed anew: it stays, to read them."
        };
        return Err(Error::refused(
            "key.needed",
            format!("Key {number} still opens {}. {next}", list.join(", ")),
        ));
    }
    file.retire(number)?;
    file.save(&at.key)?;
    say(&format!("Key {number} is retired. Keep the old key file as long as you keep backups made before."))
}
