//! SQLite: one thread that writes and commits in groups, one that brings what was written from
//! the log into the file meanwhile, and a few connections that read.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use kernel::{Error, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig, types::ValueRef};
use tokio::sync::{Semaphore, oneshot};

use crate::{
    Bulk, Cells, Keys, Migration, Read, Row, Sql, Value, Write,
    db::{Conn, Later},
    migrate,
};

/// Connections that read at the same time. More than this wait their turn.
const READERS: usize = 4;
/// Writes that share one commit at most.
const GROUP: usize = 64;
/// How long the first write of a group waits at most for those of others who are at work. Each commit costs far more
/// than a line of the audit log, and a page that somebody looks at is about to write one.
const GATHER: Duration = Duration::from_millis(1);
/// How long to wait for another process that writes, in milliseconds.
const BUSY_MILLIS: u64 = 5_000;
const STATEMENTS_KEPT: usize = 512;
/// Memory of a reading connection for pages, in KiB. The file is not mapped into memory: whenever somebody has written,
/// and every look at a record writes a line, SQLite gives up the whole map and maps it anew. Without the map 16 clients
/// were given 1,221 case pages a second where they had been given 861, on one machine in one hour.
const READER_CACHE: i64 = 16_000;
/// Commits after which the log is brought into the file, beside the work: a commit that had to
/// do it itself would keep everybody behind it waiting.
const CHECKPOINT_EVERY: u32 = 32;
/// Pages that the log may hold before a commit must bring them into the file after all (64 MiB
/// of 4 KiB each): a bound, for when the thread beside the work cannot keep up.
const LOG_PAGES: u32 = 16_384;

#[derive(Debug)]
pub(crate) struct Sqlite {
    writer: mpsc::Sender<Box<dyn Job>>,
    readers: Arc<Readers>,
    keys: Arc<Keys>,
    callers: Callers,
}

/// How many callers are at work, reading or writing: each may be about to write.
#[derive(Debug, Clone, Default)]
struct Callers(Arc<AtomicUsize>);

/// One of them, until it is dropped.
pub(crate) struct Caller(Callers);

impl Drop for Caller {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[derive(Debug)]
struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

impl Sqlite {
    pub(crate) fn open(path: PathBuf, keys: Arc<Keys>) -> Result<Self> {
        let connection = writer_connection(&path)?;
        let checkpoints = connection_of(&path)?;
        let (sender, receiver) = mpsc::channel();
        let callers = Callers::default();
        // One wish is enough: a wish that is made while one waits is the same wish.
        let (wish, wishes) = mpsc::sync_channel(1);
        let (thread_keys, at_work) = (keys.clone(), callers.clone());
        thread("sqlite-writer", move || write_loop(connection, &receiver, &at_work, &thread_keys, &wish))?;
        thread("sqlite-checkpoint", move || checkpoint_loop(&checkpoints, &wishes))?;
        let readers = Readers { path, idle: Mutex::default(), permits: Semaphore::new(READERS) };
        Ok(Sqlite { writer: sender, readers: Arc::new(readers), keys, callers })
    }

    /// Says that somebody is at work from now on, until the answer is dropped.
    pub(crate) fn caller(&self) -> Caller {
        self.callers.0.fetch_add(1, Ordering::Relaxed);
        Caller(self.callers.clone())
    }

    pub(crate) async fn read<T, F>(&self, work: F) -> Result<(Result<T>, Later)>
    where
        T: Send + 'static,
        F: FnOnce(&Read<'_>) -> Result<T> + Send + 'static,
    {
        let _permit = self.readers.permits.acquire().await.map_err(|_| Error::Busy)?;
        let (readers, keys) = (self.readers.clone(), self.keys.clone());
        blocking(move || {
            let connection = readers.take()?;
            let answer = (|| {
                connection.execute_batch("BEGIN").map_err(fault)?;
                let read = Read::new(Conn::Sqlite(&connection), &keys);
                let answer = work(&read);
                connection.execute_batch("COMMIT").map_err(fault)?;
                Ok((answer, read.into_later()))
            })();
            readers.put(connection);
            answer
        })
        .await
    }

    pub(crate) async fn write<T, F>(&self, name: &'static str, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&Write<'_>) -> Result<T> + Send + 'static,
    {
        self.send(|reply| Box::new(Savepoint { name, work, answer: None, reply })).await
    }

    pub(crate) async fn bulk<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Bulk<'_>) -> Result<T> + Send + 'static,
    {
        self.alone(move |connection, keys| {
            // The file is being filled for the first time; a crash means starting again.
            // Rows come in no order of their keys, so the indexes of the keys must fit into memory meanwhile:
            // 400 MB holds those of the nation's demo. It is given back below. (The minus says kibibytes, not pages.)
            connection
                .execute_batch("PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA cache_size=-400000")
                .map_err(fault)?;
            let answer = in_transaction(connection, |connection| {
                let mut bulk = Bulk::sqlite(connection, keys)?;
                let answer = work(&mut bulk)?;
                bulk.finish()?;
                Ok(answer)
            });
            connection
                .execute_batch(
                    "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000; PRAGMA shrink_memory;
                     PRAGMA wal_checkpoint(TRUNCATE)",
                )
                .map_err(fault)?;
            answer
        })
        .await
    }

    pub(crate) async fn migrate(&self, plan: Vec<Migration>) -> Result<usize> {
        self.alone(move |connection, _| {
            in_transaction(connection, |connection| {
                connection.execute_batch(&migrate::table(crate::Engine::Sqlite)).map_err(fault)?;
                let mut ran = 0;
                for migration in migrate::missing(&plan, &query(connection, migrate::APPLIED, &[])?)? {
                    connection
                        .execute_batch(&migration.text(crate::Engine::Sqlite))
                        .map_err(|e| Error::internal(migration.name, e))?;
                    execute(connection, migrate::RECORD, &migration.record())?;
                    ran += 1;
                }
                Ok(ran)
            })
        })
        .await
    }

    pub(crate) async fn pending(&self, plan: Vec<Migration>) -> Result<usize> {
        self.alone(move |connection, _| {
            connection.execute_batch(&migrate::table(crate::Engine::Sqlite)).map_err(fault)?;
            Ok(migrate::missing(&plan, &query(connection, migrate::APPLIED, &[])?)?.len())
        })
        .await
    }

    pub(crate) async fn schema(&self) -> Result<Vec<String>> {
        const COLUMNS: Sql = Sql {
            name: "COLUMNS",
            text: "SELECT m.name || '.' || c.name || ' ' ||
                     CASE c.type WHEN 'BLOB' THEN 'bytes' WHEN 'INTEGER' THEN 'int' ELSE 'text' END ||
                     CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN ' required' ELSE '' END
                   FROM sqlite_master m, pragma_table_info(m.name) c
                   WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY 1",
        };
        let (rows, _) = self.read(|r| r.query(COLUMNS, &[])).await?;
        rows?.iter().map(|row| row.get(0)).collect()
    }

    /// Runs `work` on the writing connection with no other write beside it.
    async fn alone<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, &Keys) -> Result<T> + Send + 'static,
    {
        self.send(|reply| Box::new(Alone { work: Some(work), answer: None, reply })).await
    }

    async fn send<T>(&self, job: impl FnOnce(oneshot::Sender<Result<T>>) -> Box<dyn Job>) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let gone = || Error::Internal("the database writer has stopped".into());
        self.writer.send(job(reply)).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

impl Readers {
    fn take(&self) -> Result<Connection> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let connection = Connection::open_with_flags(&self.path, flags).map_err(fault)?;
                patient_and_steady(&connection)?;
                connection.pragma_update(None, "cache_size", -READER_CACHE).map_err(fault)?;
                connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
                Ok(connection)
            }
        }
    }

    fn put(&self, connection: Connection) {
        if connection.is_autocommit() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}

fn thread(name: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
    std::thread::Builder::new()
        .name(name.into())
        .spawn(work)
        .map(|_| ())
        .map_err(|e| Error::internal("no thread for the database", e))
}

fn connection_of(path: &Path) -> Result<Connection> {
    let connection =
        Connection::open(path).map_err(|e| Error::internal("the database file cannot be opened", e))?;
    patient_and_steady(&connection)?;
    Ok(connection)
}

/// Waits for others, and plans a statement once. Without the second, SQLite plans a kept statement anew at every run
/// with other values, once the tables have been analysed: of a search that took most of the time.
fn patient_and_steady(connection: &Connection) -> Result<()> {
    connection.busy_timeout(Duration::from_millis(BUSY_MILLIS)).map_err(fault)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fault)?;
    Ok(())
}

fn writer_connection(path: &Path) -> Result<Connection> {
    let connection = connection_of(path)?;
    connection
        .execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000;",
        )
        .map_err(|e| Error::internal("the database file is not usable", e))?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES).map_err(fault)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(connection)
}

/// Work for the writing thread. It runs, and then it is told whether the commit held.
trait Job: Send {
    /// Whether this needs the connection to itself, outside any group.
    fn alone(&self) -> bool;
    fn run(&mut self, connection: &Connection, keys: &Keys);
    fn finish(self: Box<Self>, committed: Result<()>);
    /// Ends without having run.
    fn refuse(self: Box<Self>, why: Error);
}

struct Savepoint<T, F> {
    name: &'static str,
    work: F,
    answer: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Job for Savepoint<T, F>
where
    T: Send,
    F: Fn(&Write<'_>) -> Result<T> + Send,
{
    fn alone(&self) -> bool {
        false
    }

    fn run(&mut self, connection: &Connection, keys: &Keys) {
        if self.reply.is_closed() {
            return;
        }
        let write = Write::new(Conn::Sqlite(connection), keys);
        let attempt = catch_unwind(AssertUnwindSafe(|| {
            connection.execute_batch("SAVEPOINT job").map_err(fault)?;
            write.run(&self.work)
        }));
        let mut answer =
            attempt.unwrap_or_else(|_| Err(Error::Internal(format!("the write '{}' panicked", self.name))));
        let keep = answer.is_ok() && !self.reply.is_closed();
        let end = if keep { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
        if let Err(e) = connection.execute_batch(end) {
            answer = answer.and(Err(fault(e)));
        } else if !keep && let Err(e) = leave(connection, keys, &write.into_survivors()) {
            answer = Err(e);
        }
        self.answer = Some(answer);
    }

    fn finish(self: Box<Self>, committed: Result<()>) {
        if let Some(answer) = self.answer {
            // The caller may have gone away; then there is nobody to tell.
            let _ = self.reply.send(answer.and_then(|a| committed.map(|()| a)));
        }
    }

    fn refuse(self: Box<Self>, why: Error) {
        let _ = self.reply.send(Err(why));
    }
}

/// Writes what outlives a write that was undone: in the same commit, so that it costs no
/// sync of its own, but in a savepoint of its own.
fn leave(connection: &Connection, keys: &Keys, survivors: &Later) -> Result<()> {
    if survivors.is_empty() {
        return Ok(());
    }
    connection.execute_batch("SAVEPOINT left").map_err(fault)?;
    let write = Write::new(Conn::Sqlite(connection), keys);
    let written = survivors.iter().try_for_each(|aside| aside.run(&write));
    let end = if written.is_ok() { "RELEASE left" } else { "ROLLBACK TO left; RELEASE left" };
    connection.execute_batch(end).map_err(fault)?;
    written
}

struct Alone<T, F> {
    work: Option<F>,
    answer: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Job for Alone<T, F>
where
    T: Send,
    F: FnOnce(&Connection, &Keys) -> Result<T> + Send,
{
    fn alone(&self) -> bool {
        true
    }

    fn run(&mut self, connection: &Connection, keys: &Keys) {
        if let Some(work) = self.work.take() {
            let attempt = catch_unwind(AssertUnwindSafe(|| work(connection, keys)));
            self.answer = Some(
                attempt.unwrap_or_else(|_| Err(Error::Internal("work on the database panicked".into()))),
            );
        }
    }

    fn finish(self: Box<Self>, committed: Result<()>) {
        if let Some(answer) = self.answer {
            // The caller may have gone away; then there is nobody to tell.
            let _ = self.reply.send(answer.and_then(|a| committed.map(|()| a)));
        }
    }

    fn refuse(self: Box<Self>, why: Error) {
        let _ = self.reply.send(Err(why));
    }
}

fn write_loop(
    connection: Connection,
    jobs: &mpsc::Receiver<Box<dyn Job>>,
    callers: &Callers,
    keys: &Keys,
    checkpoint: &mpsc::SyncSender<()>,
) {
    let mut waiting: Option<Box<dyn Job>> = None;
    let mut commits = 0_u32;
    while let Some(mut job) = waiting.take().or_else(|| jobs.recv().ok()) {
        if job.alone() {
            job.run(&connection, keys);
            job.finish(Ok(()));
            continue;
        }
        let mut group = vec![job];
        waiting = gather(jobs, callers, &mut group);
        if let Err(e) = connection.execute_batch("BEGIN IMMEDIATE").map_err(fault) {
            for job in group {
                job.refuse(e.clone());
            }
            continue;
        }
        for job in &mut group {
            job.run(&connection, keys);
        }
        let committed = connection.execute_batch("COMMIT").map_err(fault);
        if committed.is_err() && !connection.is_autocommit() {
            // Nothing of the group is kept; each caller hears why.
            let _ = connection.execute_batch("ROLLBACK");
        }
        for job in group {
            job.finish(committed.clone());
        }
        commits += 1;
        if commits >= CHECKPOINT_EVERY {
            commits = 0;
            // A wish that waits already will do.
            let _ = checkpoint.try_send(());
        }
    }
}

/// Takes those who wait into the group, and waits a moment for others who are at work: nobody who is alone waits.
/// Gives the job that ended the gathering, where one must run alone.
fn gather(
    jobs: &mpsc::Receiver<Box<dyn Job>>,
    callers: &Callers,
    group: &mut Vec<Box<dyn Job>>,
) -> Option<Box<dyn Job>> {
    let until = Instant::now() + GATHER;
    while group.len() < GROUP {
        let next = jobs.try_recv().ok().or_else(|| {
            let others = callers.0.load(Ordering::Relaxed) > group.len();
            let left = until.saturating_duration_since(Instant::now());
            (others && !left.is_zero()).then(|| jobs.recv_timeout(left).ok()).flatten()
        })?;
        if next.alone() {
            return Some(next);
        }
        group.push(next);
    }
    None
}

/// Brings the log into the file whenever somebody wishes it, for as long as there is a writer.
/// PASSIVE waits for nobody and keeps nobody waiting; what it has to leave comes the next time.
fn checkpoint_loop(connection: &Connection, wishes: &mpsc::Receiver<()>) {
    while wishes.recv().is_ok() {
        let done = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get::<_, i64>(0));
        if let Err(error) = done {
            tracing::warn!(%error, "the log could not be brought into the file; the writer does it");
        }
    }
}

fn in_transaction<T>(connection: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    connection.execute_batch("BEGIN IMMEDIATE").map_err(fault)?;
    let answer = work(connection);
    connection.execute_batch(if answer.is_ok() { "COMMIT" } else { "ROLLBACK" }).map_err(fault)?;
    answer
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Internal("a database read panicked".into()))?
}

/// Turns an engine's error into the house's. The text names no value that was bound.
pub(crate) fn fault(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy,
        Some(ErrorCode::ConstraintViolation) => Error::Internal(format!("constraint: {error}")),
        _ => Error::Internal(format!("sqlite: {error}")),
    }
}

fn bind(statement: &mut rusqlite::Statement<'_>, params: &[Value]) -> Result<()> {
    // SQLite numbers `$n` by first appearance, so parameters are found by their name.
    for (i, value) in params.iter().enumerate() {
        let name = format!("${}", i + 1);
        if let Some(index) = statement.parameter_index(&name).map_err(fault)? {
            match value {
                Value::Null => statement.raw_bind_parameter(index, rusqlite::types::Null),
                Value::Int(v) => statement.raw_bind_parameter(index, v),
                Value::Text(v) => statement.raw_bind_parameter(index, v),
                Value::Bytes(v) => statement.raw_bind_parameter(index, v),
            }
            .map_err(fault)?;
        }
    }
    Ok(())
}

pub(crate) fn query(connection: &Connection, sql: Sql, params: &[Value]) -> Result<Vec<Row>> {
    let mut statement = connection.prepare_cached(sql.text).map_err(|e| Error::internal(sql.name, e))?;
    bind(&mut statement, params)?;
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    let mut out = Vec::new();
    while let Some(row) = rows.next().map_err(fault)? {
        let mut values = Vec::with_capacity(columns);
        for i in 0..columns {
            values.push(match row.get_ref(i).map_err(fault)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(v) => Value::Int(v),
                ValueRef::Text(v) => Value::Text(String::from_utf8_lossy(v).into_owned()),
                ValueRef::Blob(v) => Value::Bytes(v.to_vec()),
                ValueRef::Real(_) => {
                    return Err(Error::Internal(format!("{} gives a fraction: cast it", sql.name)));
                }
            });
        }
        out.push(Row(values));
    }
    Ok(out)
}

/// Goes over the rows of a statement without copying them.
pub(crate) fn scan(
    connection: &Connection,
    name: &'static str,
    text: &str,
    params: &[Value],
    each: &mut dyn FnMut(&Cells<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(text).map_err(|e| Error::internal(name, e))?;
    bind(&mut statement, params)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(fault)? {
        each(&Cells::Sqlite(row))?;
    }
    Ok(())
}

pub(crate) fn execute(connection: &Connection, sql: Sql, params: &[Value]) -> Result<u64> {
    let mut statement = connection.prepare_cached(sql.text).map_err(|e| Error::internal(sql.name, e))?;
    bind(&mut statement, params)?;
    statement.raw_execute().map(|n| n as u64).map_err(fault)
}

pub(crate) fn prepare(connection: &Connection, sql: Sql) -> Result<()> {
    connection.prepare_cached(sql.text).map(|_| ()).map_err(|e| Error::internal(sql.name, e))
}

pub(crate) fn explain(connection: &Connection, sql: Sql, params: &[Value]) -> Result<Vec<String>> {
    let text = format!("EXPLAIN QUERY PLAN {}", sql.text);
    let mut statement = connection.prepare(&text).map_err(|e| Error::internal(sql.name, e))?;
    bind(&mut statement, params)?;
    let mut rows = statement.raw_query();
    let mut out = Vec::new();
    while let Some(row) = rows.next().map_err(fault)? {
        out.push(row.get::<_, String>(3).map_err(fault)?);
    }
    Ok(out)
}
