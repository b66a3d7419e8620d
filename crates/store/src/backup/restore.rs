//! Taking an archive back: the record is built beside the old one (a file of its own on
//! SQLite, a schema of its own on PostgreSQL), counted again row by row, and put in its
//! place in one step at the very end. Whatever fails before that leaves everything as it was.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use kernel::{Error, Result, Timestamp};

use super::{
    Progress, Summary,
    dump::summary,
    format::{self, Adder, Header, Sum, pack},
    read::{Archive, Sink},
};
use crate::{
    Bulk, Db, Keys, Migration, Read, Value,
    db::Conn,
    key_file::{new_private, sync_folder},
    outbox,
    postgres::Postgres,
    scan::{Cell, Rows, Table, sqlite_broken_links},
    sqlite::fault,
};

/// The schema in which PostgreSQL builds the record.
const STAGING: &str = "hearth_restoring";
/// How long to wait for this process's own connections to close, in steps of 50 ms.
const CLOSING_STEPS: u32 = 200;

/// Where an archive goes.
#[derive(Debug)]
pub struct Place {
    /// `sqlite:PATH` or `postgres://…`.
    pub address: String,
    /// The keys of the record: they must hold every generation that sealed values need.
    pub keys: Arc<Keys>,
    /// Every migration that this version knows.
    pub migrations: Vec<Migration>,
    /// Whether a record that is there may be set aside for the restored one.
    pub replace: bool,
    /// The folder of stored files.
    pub files: Option<PathBuf>,
    /// Whether messages that waited in the outbox are held back: right after a disaster, when
    /// some of them left after the backup was made; wrong when a record moves house.
    pub hold_messages: bool,
    /// The time of the restore, for the name of what is set aside.
    pub now: Timestamp,
}

/// What was restored.
#[derive(Debug)]
pub struct Restored {
    /// What the archive held.
    pub summary: Summary,
    /// Where the former record is now: a file or a schema.
    pub aside: Option<String>,
    /// Migrations that brought the record up to this version.
    pub migrated: usize,
    /// Messages held back.
    pub held: u64,
}

/// Restores an archive.
///
/// # Errors
/// Refused with the reason, and then the running record is untouched: rules that begin with
/// `backup.` are about the archive, with `restore.` about the place.
pub async fn restore(
    archive: &Path,
    lock: &Keys,
    place: Place,
    tell: impl FnMut(Progress) + Send + 'static,
) -> Result<Restored> {
    let archive = Archive::open(archive, lock)?;
    let (then, now) = migrations_of(&archive.header, &place.migrations)?;
    keys_open(&archive.header, &place.keys)?;
    if let Some(path) = place.address.strip_prefix("sqlite:") {
        let path = PathBuf::from(path);
        let full = prepare_file(&path, place.replace)?;
        let staging = PathBuf::from(format!("{}.restoring", path.display()));
        remove_database(&staging)?;
        let address = format!("sqlite:{}", staging.display());
        let built = async {
            let db = Db::connect(&address, place.keys.clone()).await?;
            let built = build(&db, archive, then, now, &place, tell).await;
            drop(db);
            let built = built?;
            close(&staging)?;
            Ok(built)
        }
        .await;
        let built = match built {
            Ok(built) => built,
            Err(e) => {
                // The first error is the one to tell.
                let _ = remove_database(&staging);
                return Err(e);
            }
        };
        let aside = swap_files(&path, &staging, full, place.now)?;
        return Ok(Restored { aside, ..built });
    }
    if !place.address.starts_with("postgres") {
        return Err(Error::refused("restore.address", "A database address is sqlite:PATH or postgres://…"));
    }
    let admin = Postgres::connect(&place.address, place.keys.clone()).await?;
    let full = prepare_schema(&admin, place.replace).await?;
    let drop_staging = format!("DROP SCHEMA IF EXISTS {STAGING} CASCADE");
    admin.batch(format!("{drop_staging}; CREATE SCHEMA {STAGING}")).await?;
    let built = async {
        let db = Db::connect_in(&place.address, place.keys.clone(), STAGING).await?;
        build(&db, archive, then, now, &place, tell).await
    }
    .await;
    match built {
        Ok(built) => {
            let aside = swap_schemas(&admin, full, place.now).await?;
            Ok(Restored { aside, ..built })
        }
        Err(e) => {
            let _ = admin.batch(drop_staging).await;
            Err(e)
        }
    }
}

/// The migrations that the archive's record had, and all of them.
fn migrations_of(header: &Header, known: &[Migration]) -> Result<(Vec<Migration>, Vec<Migration>)> {
    let mut then = Vec::new();
    for (number, name, checksum) in &header.migrations {
        match known.iter().find(|m| m.number == *number) {
            None => {
                return Err(format::newer(&format!(
                    "it has migration {number} ({name}), which this version lacks"
                )));
            }
            Some(m) if m.checksum() == *checksum => then.push(*m),
            Some(_) => {
                return Err(Error::refused(
                    "backup.other-schema",
                    format!(
                        "Migration {number} ({name}) of this backup is not the one that this version knows."
                    ),
                ));
            }
        }
    }
    Ok((then, known.to_vec()))
}

/// Refuses a record that could never be read again.
fn keys_open(header: &Header, keys: &Keys) -> Result<()> {
    let held = keys.generations();
    if header.keys.iter().all(|needed| held.contains(needed)) {
        return Ok(());
    }
    Err(Error::refused(
        "restore.keys-missing",
        "The names and texts in this backup are sealed with keys that the key file of this place does not hold. Put \
         the key file there that belonged to the record, or name it with --key-file.",
    ))
}

async fn build(
    db: &Db,
    mut archive: Archive,
    then: Vec<Migration>,
    all: Vec<Migration>,
    place: &Place,
    mut tell: impl FnMut(Progress) + Send + 'static,
) -> Result<Restored> {
    db.migrate(then).await?;
    let tables = archive.header.tables.clone();
    let made = db.read(|r| r.tables()).await?;
    let same = |t: &Table| made.iter().any(|m| m.name == t.name && same_columns(m, t));
    if !tables.iter().all(same) || made.iter().filter(|t| t.name != "migration").count() != tables.len() {
        return Err(Error::refused(
            "backup.other-schema",
            "The tables of this backup are not those of its migrations.",
        ));
    }
    let files = place.files.clone();
    let (end, archive) = db
        .bulk(move |bulk| {
            for table in &tables {
                bulk.clear(&table.name)?;
            }
            let columns = tables.iter().map(|t| t.columns.join(", ")).collect();
            let mut loader =
                Loader { bulk, tables: &tables, columns, folder: files, open: None, values: Vec::new() };
            let end = archive.each(&mut loader, &mut tell)?;
            loader.close()?;
            Ok((end, archive))
        })
        .await?;
    let (header, sums) = (archive.header.clone(), end.tables.clone());
    db.read(move |r| counted_again(r, &header, &sums)).await?;
    let migrated = db.migrate(all).await?;
    db.settle().await?;
    let held = if place.hold_messages { db.write("hold messages", outbox::hold).await? } else { 0 };
    Ok(Restored { summary: summary(&archive.header, &end, archive.bytes), aside: None, migrated, held })
}

fn same_columns(made: &Table, said: &Table) -> bool {
    made.columns.len() == said.columns.len() && said.columns.iter().all(|c| made.columns.contains(c))
}

/// Puts rows into the database and files into their folder.
struct Loader<'a, 'b> {
    bulk: &'a mut Bulk<'b>,
    tables: &'a [Table],
    columns: Vec<String>,
    folder: Option<PathBuf>,
    open: Option<(String, PathBuf, fs::File)>,
    values: Vec<Value>,
}

impl Sink for Loader<'_, '_> {
    fn row(&mut self, table: usize, cells: &[Cell<'_>], _: &[u8]) -> Result<()> {
        let (Some(shape), Some(columns)) = (self.tables.get(table), self.columns.get(table)) else {
            return Err(format::damaged());
        };
        self.values.clear();
        self.values.extend(cells.iter().map(|c| c.to_value()));
        self.bulk.row(&shape.name, columns, &self.values)
    }

    fn file(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let Some(folder) = &self.folder else {
            return Err(Error::refused(
                "restore.no-folder",
                "This backup holds stored files. Say where they go with --files FOLDER.",
            ));
        };
        let failed = |e: std::io::Error| Error::internal("a stored file cannot be written", e);
        if self.open.as_ref().is_none_or(|(open, ..)| open != name) {
            let to = folder.join(name);
            self.close()?;
            if let Some(shelf) = to.parent() {
                fs::create_dir_all(shelf).map_err(failed)?;
            }
            let part = PathBuf::from(format!("{}.restoring", to.display()));
            if part.exists() {
                fs::remove_file(&part).map_err(failed)?;
            }
            let file = new_private(&part).map_err(failed)?;
            self.open = Some((name.to_owned(), to, file));
        }
        match &mut self.open {
            Some((.., file)) => file.write_all(bytes).map_err(failed),
            None => Ok(()),
        }
    }
}

impl Loader<'_, '_> {
    /// Ends the stored file that is open. Its name was never given to another, so one that is
    /// there already is the same.
    fn close(&mut self) -> Result<()> {
        let failed = |e: std::io::Error| Error::internal("a stored file cannot be written", e);
        if let Some((_, to, file)) = self.open.take() {
            file.sync_all().map_err(failed)?;
            fs::rename(format!("{}.restoring", to.display()), &to).map_err(failed)?;
            sync_folder(&to)?;
        }
        Ok(())
    }
}

/// Counts rows and adds up their digests.
#[derive(Default)]
struct Counter {
    row: Vec<u8>,
    adder: Adder,
}

impl Rows for Counter {
    fn cell(&mut self, cell: Cell<'_>) {
        pack(cell, &mut self.row);
    }

    fn end(&mut self) -> Result<()> {
        self.adder.row(&self.row);
        self.row.clear();
        Ok(())
    }
}

/// Reads every table back from the database: the same rows, and no reference that leads nowhere.
fn counted_again(r: &Read<'_>, header: &Header, sums: &[Sum]) -> Result<()> {
    for (table, sum) in header.tables.iter().zip(sums) {
        let mut counter = Counter::default();
        r.scan_table(table, &mut counter)?;
        if counter.adder.sum() != *sum {
            return Err(Error::Internal(format!(
                "{} did not come back as it was: nothing was changed",
                table.name
            )));
        }
    }
    match r.conn() {
        // PostgreSQL checked as it put its foreign keys back.
        Conn::Postgres(_) => Ok(()),
        Conn::Sqlite(conn) => match sqlite_broken_links(conn)? {
            0 => Ok(()),
            n => Err(Error::refused(
                "backup.broken-links",
                format!("{n} rows of this backup point at rows that are not in it. Nothing was changed."),
            )),
        },
    }
}

fn not_empty() -> Error {
    Error::refused(
        "restore.not-empty",
        "This database holds a record already. Restore into an empty one, or say --replace to set the record aside.",
    )
}

fn in_use() -> Error {
    Error::refused(
        "restore.in-use",
        "This database is in use. Stop Hearth everywhere it uses this database, then restore again.",
    )
}

/// Whether there is a record in the file that may be set aside.
fn prepare_file(path: &Path, replace: bool) -> Result<bool> {
    if !path.exists() {
        return Ok(false);
    }
    let connection = rusqlite::Connection::open(path).map_err(fault)?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0)).map_err(|_| {
            Error::refused("restore.not-a-database", format!("{} is not a database.", path.display()))
        })?;
    if tables > 0 && !replace {
        return Err(not_empty());
    }
    if !alone(&connection) {
        return Err(in_use());
    }
    Ok(tables > 0)
}

/// Leaving the write-ahead log needs the file to oneself, and puts everything into the one file.
fn alone(connection: &rusqlite::Connection) -> bool {
    let mode = connection.query_row("PRAGMA journal_mode=DELETE", [], |row| row.get::<_, String>(0));
    mode.is_ok_and(|mode| mode == "delete")
}

/// Waits until this process's own connections to the file have gone.
fn close(path: &Path) -> Result<()> {
    for _ in 0..CLOSING_STEPS {
        let connection = rusqlite::Connection::open(path).map_err(fault)?;
        if alone(&connection) {
            return fs::File::open(path)
                .and_then(|file| file.sync_all())
                .map_err(|e| Error::internal("the restored file", e));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err(Error::Internal("the restored file stayed in use".into()))
}

fn remove_database(path: &Path) -> Result<()> {
    for end in ["", "-wal", "-shm", "-journal"] {
        match fs::remove_file(format!("{}{end}", path.display())) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::internal("what an earlier restore left cannot be removed", e));
            }
            _ => {}
        }
    }
    Ok(())
}

fn stamp(now: Timestamp) -> String {
    now.strftime("%Y%m%d_%H%M%S").to_string()
}

/// Puts the restored file in its place in one step; the former one keeps its contents under another name.
fn swap_files(path: &Path, staging: &Path, full: bool, now: Timestamp) -> Result<Option<String>> {
    let failed = |e: std::io::Error| Error::internal("the restored file could not be put in its place", e);
    let aside = full.then(|| format!("{}.before_restore_{}", path.display(), stamp(now)));
    if let Some(aside) = &aside {
        fs::hard_link(path, aside).map_err(failed)?;
    }
    fs::rename(staging, path).map_err(failed)?;
    sync_folder(path)?;
    Ok(aside)
}

const OTHERS: crate::Sql = crate::Sql {
    name: "OTHERS",
    text:
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND backend_type = 'client backend'",
};
const SCHEMA: crate::Sql = crate::Sql { name: "SCHEMA", text: "SELECT current_schema()::text" };

async fn prepare_schema(admin: &Postgres, replace: bool) -> Result<bool> {
    let (answer, _) = admin.read(|r| Ok((r.tables()?.len(), r.row(OTHERS, &[])?.get::<i64>(0)?))).await?;
    let (tables, others) = answer?;
    match (tables > 0, replace, others > 0) {
        (true, false, _) => Err(not_empty()),
        (true, true, true) => Err(in_use()),
        (full, ..) => Ok(full),
    }
}

async fn swap_schemas(admin: &Postgres, full: bool, now: Timestamp) -> Result<Option<String>> {
    let (current, _) = admin.read(|r| r.row(SCHEMA, &[])?.get::<String>(0)).await?;
    let aside = format!("before_restore_{}", stamp(now));
    let quoted = current?.replace('"', "\"\"");
    admin
        .batch(format!(
            "BEGIN; ALTER SCHEMA \"{quoted}\" RENAME TO {aside}; ALTER SCHEMA {STAGING} RENAME TO \"{quoted}\"; COMMIT"
        ))
        .await?;
    if full {
        return Ok(Some(aside));
    }
    // Nothing was in it; where something other than a record is, it stays, and that is told.
    let gone = admin.batch(format!("DROP SCHEMA {aside} RESTRICT")).await;
    Ok(gone.is_err().then_some(aside))
}
