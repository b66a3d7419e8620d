//! The face: connect, read, write. Which engine is behind it shows nowhere else.

use std::{
    any::Any,
    cell::{OnceCell, RefCell},
    ops::Deref,
    path::PathBuf,
    pin::Pin,
    sync::{Arc, OnceLock},
};

use kernel::{Error, Id, Result};
use serde::de::DeserializeOwned;

use crate::{Bulk, Cells, Column, Keys, Migration, Row, Sql, Value, files::Files, migrate, postgres, sqlite};

/// Which engine a database runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, in the same process.
    Sqlite,
    /// PostgreSQL, over the network.
    Postgres,
}

/// A database with the keys to its sealed columns. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    back: Back,
    keys: Arc<Keys>,
    files: OnceLock<Files>,
    ear: OnceLock<Ear>,
}

/// Told the name of each statement as it is run. Never its values.
#[derive(Clone)]
struct Ear(Arc<dyn Fn(&'static str) + Send + Sync>);

impl std::fmt::Debug for Ear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ear")
    }
}

/// An answer without its type. The engines run work of this one shape, so that their machinery is compiled once, and
/// not again for every page that reads.
type Anything = Box<dyn Any + Send>;
type Reading = Box<dyn FnOnce(&Read<'_>) -> Result<Anything> + Send>;
type Writing = Box<dyn Fn(&Write<'_>) -> Result<Anything> + Send + Sync>;
type Answering<'a> = Pin<Box<dyn Future<Output = Result<Anything>> + Send + 'a>>;

/// The answer as whoever asked knows it.
fn typed<T: 'static>(answer: Anything) -> Result<T> {
    answer.downcast().map(|answer| *answer).map_err(|_| Error::Internal("an answer of another type".into()))
}

#[derive(Debug)]
enum Back {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Back {
    /// Somebody at work, where that matters to others.
    fn caller(&self) -> Option<sqlite::Caller> {
        match self {
            Back::Sqlite(db) => Some(db.caller()),
            Back::Postgres(_) => None,
        }
    }
}

impl Db {
    /// Opens `sqlite:PATH` (made where it is not there) or `postgres://…`.
    ///
    /// # Errors
    /// An operator's message when the address is not understood or nobody answers.
    pub async fn connect(address: &str, keys: impl Into<Arc<Keys>>) -> Result<Self> {
        let keys = keys.into();
        let back = if let Some(path) = address.strip_prefix("sqlite:") {
            Back::Sqlite(sqlite::Sqlite::open(PathBuf::from(path), keys.clone())?)
        } else if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            Back::Postgres(postgres::Postgres::connect(address, keys.clone()).await?)
        } else {
            return Err(Error::Internal("a database address is sqlite:PATH or postgres://…".into()));
        };
        Ok(Db { inner: Arc::new(Inner { back, keys, files: OnceLock::new(), ear: OnceLock::new() }) })
    }

    /// Opens a PostgreSQL database with another schema in the place of its usual one.
    pub(crate) async fn connect_in(address: &str, keys: Arc<Keys>, schema: &str) -> Result<Self> {
        let back = Back::Postgres(postgres::Postgres::connect_in(address, keys.clone(), Some(schema)).await?);
        Ok(Db { inner: Arc::new(Inner { back, keys, files: OnceLock::new(), ear: OnceLock::new() }) })
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match self.inner.back {
            Back::Sqlite(_) => Engine::Sqlite,
            Back::Postgres(_) => Engine::Postgres,
        }
    }

    /// The keys of this installation.
    pub fn keys(&self) -> &Keys {
        &self.inner.keys
    }

    /// Says where stored files lie. The first word counts.
    pub fn keep_files(&self, files: Files) {
        self.inner.files.get_or_init(|| files);
    }

    /// Stored files.
    ///
    /// # Errors
    /// An operator's message where nobody said where they lie.
    pub fn files(&self) -> Result<&Files> {
        self.inner.files.get().ok_or_else(|| Error::Internal("no folder for stored files was named".into()))
    }

    /// Tells `ear` the name of every statement that is run from now on, in order: for tests that hold that two
    /// requests do the same work. The first ear counts.
    pub fn listen(&self, ear: impl Fn(&'static str) + Send + Sync + 'static) {
        self.inner.ear.get_or_init(|| Ear(Arc::new(ear)));
    }

    fn ear(&self) -> Option<Ear> {
        self.inner.ear.get().cloned()
    }

    /// Runs `work` on one consistent snapshot. Statements that it put aside with
    /// [`Read::afterwards`] or [`Read::regardless`] are written, and durable, before this
    /// returns, also when the work answers an error: a look that was refused was a look.
    ///
    /// # Errors
    /// Whatever `work` answers; but when what it put aside cannot be written, that error.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Read<'_>) -> Result<T> + Send + 'static,
    {
        typed(self.read_anything(Box::new(move |r| Ok(Box::new(work(r)?)))).await?)
    }

    fn read_anything(&self, work: Reading) -> Answering<'_> {
        Box::pin(async move {
            let ear = self.ear();
            let caller = self.inner.back.caller();
            let (answer, later) = match &self.inner.back {
                Back::Sqlite(db) => db.read(move |r: &Read<'_>| work(r.heard_by(ear))).await?,
                Back::Postgres(db) => db.read(move |r: &Read<'_>| work(r.heard_by(ear))).await?,
            };
            // From here on the write itself is who is at work.
            drop(caller);
            if !later.is_empty() {
                self.write("what a read leaves behind", move |w| {
                    later.iter().try_for_each(|aside| aside.run(w))
                })
                .await?;
            }
            answer
        })
    }

    /// Runs `work` as one transaction, named for the operator's log. It may run more
    /// than once, so it must not change anything but the database.
    ///
    /// # Errors
    /// Whatever `work` refuses with, and then nothing is changed but what was put aside with
    /// [`Read::regardless`]; [`Error::Busy`] when it clashed with others again and again.
    pub async fn write<T, F>(&self, name: &'static str, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&Write<'_>) -> Result<T> + Send + Sync + 'static,
    {
        typed(self.write_anything(name, Box::new(move |w| Ok(Box::new(work(w)?)))).await?)
    }

    fn write_anything(&self, name: &'static str, work: Writing) -> Answering<'_> {
        Box::pin(async move {
            let ear = self.ear();
            let _caller = self.inner.back.caller();
            let work = move |w: &Write<'_>| {
                w.heard_by(ear.clone());
                work(w)
            };
            match &self.inner.back {
                Back::Sqlite(db) => db.write(name, work).await,
                Back::Postgres(db) => db.write(name, work).await,
            }
        })
    }

    /// Runs `work` as one transaction that is not checked against all others, as
    /// [`Db::write`] is: for jobs whose first statement changes a row that every job of their
    /// kind changes first, so that they take turns. On PostgreSQL this is READ COMMITTED:
    /// it makes nobody else's write run again.
    pub async fn in_turn<T, F>(&self, name: &'static str, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&Write<'_>) -> Result<T> + Send + Sync + 'static,
    {
        typed(self.in_turn_anything(name, Box::new(move |w| Ok(Box::new(work(w)?)))).await?)
    }

    fn in_turn_anything(&self, name: &'static str, work: Writing) -> Answering<'_> {
        Box::pin(async move {
            let _caller = self.inner.back.caller();
            match &self.inner.back {
                Back::Sqlite(db) => db.write(name, work).await,
                Back::Postgres(db) => db.in_turn(name, work).await,
            }
        })
    }

    /// Loads many rows into an otherwise quiet database: indexes and foreign keys are laid
    /// aside and put back at the end, and nothing is kept unless all is.
    pub async fn bulk<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Bulk<'_>) -> Result<T> + Send + 'static,
    {
        match &self.inner.back {
            Back::Sqlite(db) => db.bulk(work).await,
            Back::Postgres(db) => db.bulk(work).await,
        }
    }

    /// After a load into PostgreSQL: marks the new rows as seen by everybody, so that counts are read from indexes alone, and
    /// the server's own cleaning does not begin while people work. SQLite needs none of it.
    pub async fn settle(&self) -> Result<()> {
        match &self.inner.back {
            Back::Sqlite(_) => Ok(()),
            Back::Postgres(db) => db.batch("VACUUM (ANALYZE)".to_owned()).await,
        }
    }

    /// Brings the schema up to date; gives how many migrations ran.
    pub async fn migrate(&self, migrations: Vec<Migration>) -> Result<usize> {
        let plan = migrate::ordered(migrations)?;
        match &self.inner.back {
            Back::Sqlite(db) => db.migrate(plan).await,
            Back::Postgres(db) => db.migrate(plan).await,
        }
    }

    /// How many of these migrations this database still lacks.
    pub async fn pending(&self, migrations: Vec<Migration>) -> Result<usize> {
        let plan = migrate::ordered(migrations)?;
        match &self.inner.back {
            Back::Sqlite(db) => db.pending(plan).await,
            Back::Postgres(db) => db.pending(plan).await,
        }
    }

    /// Every column of every table as `table.column kind`, in order, in words that the
    /// engines share; for the test that compares the schemas.
    pub async fn schema(&self) -> Result<Vec<String>> {
        match &self.inner.back {
            Back::Sqlite(db) => db.schema().await,
            Back::Postgres(db) => db.schema().await,
        }
    }

    /// Prepares a statement without running it: does this engine understand it?
    pub async fn prepares(&self, sql: Sql) -> Result<()> {
        match &self.inner.back {
            Back::Sqlite(db) => db.read(move |r| r.prepare(sql)).await?.0,
            Back::Postgres(db) => db.read(move |r| r.prepare(sql)).await?.0,
        }
    }

    /// The engine's plan for a statement, one line each; for tests and the operator.
    pub async fn explain(&self, sql: Sql, params: Vec<Value>) -> Result<Vec<String>> {
        match &self.inner.back {
            Back::Sqlite(db) => db.read(move |r| r.explain(sql, &params)).await?.0,
            Back::Postgres(db) => db.read(move |r| r.explain(sql, &params)).await?.0,
        }
    }
}

/// A connection of either engine, inside a transaction.
pub(crate) enum Conn<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a postgres::Link),
}

/// A statement put aside to be written after the work that asked for it.
pub(crate) struct Aside {
    sql: Sql,
    params: Vec<Value>,
    /// Whether it is written also when the write that asked for it is undone.
    regardless: bool,
}

impl Aside {
    /// The statement and its values.
    pub(crate) fn statement(&self) -> (Sql, &[Value]) {
        (self.sql, &self.params)
    }

    pub(crate) fn run(&self, w: &Write<'_>) -> Result<()> {
        w.execute(self.sql, &self.params).map(drop)
    }
}

/// Statements put aside, in the order that they were asked for.
pub(crate) type Later = Vec<Aside>;

/// A transaction that can only read.
pub struct Read<'a> {
    conn: Conn<'a>,
    keys: &'a Keys,
    later: RefCell<Later>,
    ear: OnceCell<Ear>,
}

impl<'a> Read<'a> {
    pub(crate) fn new(conn: Conn<'a>, keys: &'a Keys) -> Self {
        Read { conn, keys, later: RefCell::default(), ear: OnceCell::new() }
    }

    fn heard_by(&self, ear: Option<Ear>) -> &Self {
        if let Some(ear) = ear {
            self.ear.get_or_init(|| ear);
        }
        self
    }

    fn tell(&self, sql: Sql) {
        if let Some(ear) = self.ear.get() {
            (ear.0)(sql.name);
        }
    }

    pub(crate) fn into_later(self) -> Later {
        self.later.into_inner()
    }

    /// The same for a connection that writes it at once, and tells of it.
    pub(crate) fn told_later(self) -> Later {
        self.later.borrow().iter().for_each(|aside| self.tell(aside.sql));
        self.into_later()
    }

    pub(crate) fn conn(&self) -> &Conn<'a> {
        &self.conn
    }

    /// Every row that a statement gives.
    pub fn query(&self, sql: Sql, params: &[Value]) -> Result<Vec<Row>> {
        self.tell(sql);
        match &self.conn {
            Conn::Sqlite(conn) => sqlite::query(conn, sql, params),
            Conn::Postgres(conn) => conn.query(sql, params),
        }
    }

    /// The first row, if there is one.
    pub fn opt(&self, sql: Sql, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// The row that must be there, or [`Error::NotFound`].
    pub fn row(&self, sql: Sql, params: &[Value]) -> Result<Row> {
        self.opt(sql, params)?.ok_or(Error::NotFound)
    }

    /// Puts a statement aside: in a read it is written as soon as the read is over, in a
    /// write it runs at the end of the same transaction, and is forgotten when that is undone.
    pub fn afterwards(&self, sql: Sql, params: Vec<Value>) {
        self.later.borrow_mut().push(Aside { sql, params, regardless: false });
    }

    /// The same, but in a write that is undone it is written all the same, by itself, right
    /// after. For audit lines of looks. A write that clashed and runs again writes it once.
    pub fn regardless(&self, sql: Sql, params: Vec<Value>) {
        self.later.borrow_mut().push(Aside { sql, params, regardless: true });
    }

    /// Goes over every row that a statement gives without keeping any: for reading much.
    pub fn scan(
        &self,
        sql: Sql,
        params: &[Value],
        each: &mut dyn FnMut(&Cells<'_>) -> Result<()>,
    ) -> Result<()> {
        self.tell(sql);
        match &self.conn {
            Conn::Sqlite(conn) => sqlite::scan(conn, sql.name, sql.text, params, each),
            Conn::Postgres(conn) => conn.scan(sql.name, sql.text, params, each),
        }
    }

    /// The keys of this installation.
    pub fn keys(&self) -> &Keys {
        self.keys
    }

    /// Seals text for a column of a row.
    pub fn seal<T>(&self, column: Column, row: Id<T>, text: &str) -> Result<Value> {
        self.keys.seal(column, row, text).map(Value::Bytes)
    }

    /// Opens a sealed column of a row.
    pub fn open<T>(&self, column: Column, row: Id<T>, sealed: &[u8]) -> Result<String> {
        self.keys.open(column, row, sealed)
    }

    /// The text of a sealed column; empty where nothing was written, and where the words went with their record when its
    /// time was over.
    pub fn opened<T>(&self, column: Column, id: Id<T>, row: &Row, at: usize) -> Result<String> {
        match row.get::<Option<Vec<u8>>>(at)? {
            Some(sealed) if !sealed.is_empty() => self.open(column, id, &sealed),
            _ => Ok(String::new()),
        }
    }

    /// The same for what is kept as JSON; none where nothing is there.
    ///
    /// # Errors
    /// An operator's message for what is no such thing.
    pub fn opened_json<T, D: DeserializeOwned>(
        &self,
        column: Column,
        id: Id<T>,
        row: &Row,
        at: usize,
    ) -> Result<Option<D>> {
        match self.opened(column, id, row, at)?.as_str() {
            "" => Ok(None),
            text => serde_json::from_str(text).map(Some).map_err(|e| Error::internal(column.name, e)),
        }
    }

    /// Seals text that may be empty: then nothing is stored.
    pub fn seal_unless_empty<T>(&self, column: Column, row: Id<T>, text: &str) -> Result<Value> {
        if text.is_empty() { Ok(Value::Null) } else { self.seal(column, row, text) }
    }

    fn prepare(&self, sql: Sql) -> Result<()> {
        match &self.conn {
            Conn::Sqlite(conn) => sqlite::prepare(conn, sql),
            Conn::Postgres(conn) => conn.prepare(sql),
        }
    }

    fn explain(&self, sql: Sql, params: &[Value]) -> Result<Vec<String>> {
        match &self.conn {
            Conn::Sqlite(conn) => sqlite::explain(conn, sql, params),
            Conn::Postgres(conn) => conn.explain(sql, params),
        }
    }
}

/// A transaction that can read and change.
pub struct Write<'a> {
    read: Read<'a>,
}

impl<'a> Write<'a> {
    pub(crate) fn new(conn: Conn<'a>, keys: &'a Keys) -> Self {
        Write { read: Read::new(conn, keys) }
    }

    /// Runs `work`, then what it put aside.
    pub(crate) fn run<T>(&self, work: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
        let answer = work(self)?;
        self.read.later.borrow().iter().try_for_each(|aside| aside.run(self))?;
        Ok(answer)
    }

    /// What is to be written although this write was undone.
    pub(crate) fn into_survivors(self) -> Later {
        self.read.into_later().into_iter().filter(|aside| aside.regardless).collect()
    }

    /// Runs a statement; gives how many rows it changed.
    pub fn execute(&self, sql: Sql, params: &[Value]) -> Result<u64> {
        self.tell(sql);
        match &self.read.conn {
            Conn::Sqlite(conn) => sqlite::execute(conn, sql, params),
            Conn::Postgres(conn) => conn.execute(sql, params),
        }
    }

    /// Runs a statement that must change exactly one row; otherwise somebody else changed
    /// it first, and the answer is [`Error::Stale`].
    pub fn change(&self, sql: Sql, params: &[Value]) -> Result<()> {
        match self.execute(sql, params)? {
            1 => Ok(()),
            _ => Err(Error::Stale),
        }
    }
}

impl<'a> Deref for Write<'a> {
    type Target = Read<'a>;
    fn deref(&self) -> &Read<'a> {
        &self.read
    }
}
