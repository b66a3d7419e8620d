//! One connection to the server, driven by whoever uses it.
//!
//! A statement goes from the thread that asks straight into the socket, and the thread sleeps on that socket till the
//! answer is there. Handing each to a task that minds the connection, as is usual, costs two more changes of thread a
//! statement, and a page asks ten or twenty. For the same reason `BEGIN` travels with the first statement of a
//! transaction, and nobody waits for the `COMMIT` of one that only read.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::Poll,
};

use bytes::Bytes;
use futures_util::{FutureExt, SinkExt, TryStreamExt, future::join_all};
use kernel::{Error, Result};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, Config, NoTls, Statement};

use super::values::{as_params, fault, read_row};
use crate::{Cells, Row, Sql, Value, db::Later};

/// Has statements planned without regard to their values, and so but once.
const ONE_PLAN: &str = "SET LOCAL plan_cache_mode = force_generic_plan";
/// Leaves it to the server again.
const ANY_PLAN: &str = "SET LOCAL plan_cache_mode = auto";

/// What carries the bytes; it ends when the server hangs up.
type Wire = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A connection, for one thread at a time. All of it blocks: not to be used from a task.
pub(crate) struct Link {
    /// Minds the socket while somebody waits; `None` only while it is taken down.
    runtime: Option<Runtime>,
    client: Client,
    /// `None` once the server hung up.
    wire: RefCell<Option<Wire>>,
    statements: RefCell<HashMap<String, Statement>>,
    /// The `BEGIN` that goes with the next statement.
    begin: Cell<Option<&'static str>>,
    /// Whether the transaction that is open plans each statement once. Said to the server only where two statements that
    /// follow each other differ in it; the end of a transaction takes it back.
    one_plan: Cell<bool>,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Link")
    }
}

impl Link {
    /// Connects.
    ///
    /// # Errors
    /// An operator's message when the server does not answer.
    pub(super) fn open(config: &Config) -> Result<Self> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| Error::internal("no way to wait for the database", e))?;
        let (client, connection) = runtime
            .block_on(config.connect(NoTls))
            .map_err(|e| Error::internal("the database server does not answer", e))?;
        let link = Link {
            runtime: Some(runtime),
            client,
            // Why it hung up is told by the statement that meets it.
            wire: RefCell::new(Some(Box::pin(connection.map(drop)))),
            statements: RefCell::default(),
            begin: Cell::new(None),
            one_plan: Cell::new(false),
        };
        // Statements here take milliseconds: compiling one takes longer than it saves. A server that speaks
        // PostgreSQL's language and has no compiler may refuse this.
        let _ = link.batch("SET jit = off");
        Ok(link)
    }

    /// Whether the server is still there, as far as it has said. Takes in what came while nobody listened.
    pub(super) fn is_open(&self) -> bool {
        let turn = async {
            // The first look at a socket tells only what was known, and arms it; the look after a turn tells what came.
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
        };
        self.wait(turn).is_ok() && self.wire.borrow().is_some()
    }

    /// Waits for an answer, and moves the bytes meanwhile.
    fn wait<F: Future>(&self, work: F) -> Result<F::Output> {
        let Some(runtime) = &self.runtime else { return Err(hung_up()) };
        let mut work = pin!(work);
        let mut wire = self.wire.borrow_mut();
        Ok(runtime.block_on(std::future::poll_fn(|cx| {
            if let done @ Poll::Ready(_) = work.as_mut().poll(cx) {
                return done;
            }
            // What was asked is sent, and what was answered handed over; without a wire every question ends in an error.
            if wire.as_mut().is_some_and(|wire| wire.as_mut().poll(cx).is_ready()) {
                *wire = None;
            }
            work.as_mut().poll(cx)
        })))
    }

    async fn prepared(&self, name: &str, text: &str) -> Result<Statement> {
        let known = self.statements.borrow().get(text).cloned();
        if let Some(statement) = known {
            return Ok(statement);
        }
        let statement = self.client.prepare(text).await.map_err(|e| fault(name, &e))?;
        self.statements.borrow_mut().insert(text.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Sends the `BEGIN` that waits, if one does.
    async fn begun(&self) -> std::result::Result<(), tokio_postgres::Error> {
        match self.begin.take() {
            Some(begin) => self.client.batch_execute(begin).await,
            None => Ok(()),
        }
    }

    /// Says how the next statement is planned, where the one before it was planned otherwise.
    async fn planned(&self, once: bool) -> std::result::Result<(), tokio_postgres::Error> {
        if self.one_plan.replace(once) == once {
            return Ok(());
        }
        self.client.batch_execute(if once { ONE_PLAN } else { ANY_PLAN }).await
    }

    pub(crate) fn query(&self, sql: Sql, params: &[Value]) -> Result<Vec<Row>> {
        self.wait(async {
            let statement = self.prepared(sql.name, sql.text).await?;
            let params = as_params(params, statement.params().len());
            // All are sent before the first is answered. Within a transaction, which every query of the house has, an
            // error takes the setting back too.
            let (begun, planned, rows) = tokio::join!(
                biased;
                self.begun(),
                self.planned(sql.is_planned_once()),
                self.client.query(&statement, &params)
            );
            begun.map_err(|e| fault("BEGIN", &e))?;
            let rows = rows.and_then(|rows| planned.map(|()| rows));
            rows.map_err(|e| fault(sql.name, &e))?.iter().map(|row| read_row(sql, row)).collect()
        })?
    }

    pub(crate) fn execute(&self, sql: Sql, params: &[Value]) -> Result<u64> {
        self.wait(async {
            let statement = self.prepared(sql.name, sql.text).await?;
            let params = as_params(params, statement.params().len());
            let (begun, planned, changed) = tokio::join!(
                biased;
                self.begun(),
                self.planned(sql.is_planned_once()),
                self.client.execute(&statement, &params)
            );
            begun.map_err(|e| fault("BEGIN", &e))?;
            let changed = changed.and_then(|rows| planned.map(|()| rows));
            changed.map_err(|e| fault(sql.name, &e))
        })?
    }

    /// Goes over the rows of a statement as they arrive.
    pub(crate) fn scan(
        &self,
        name: &'static str,
        text: &str,
        params: &[Value],
        each: &mut dyn FnMut(&Cells<'_>) -> Result<()>,
    ) -> Result<()> {
        self.wait(async {
            self.begun().await.map_err(|e| fault("BEGIN", &e))?;
            let statement = self.prepared(name, text).await?;
            let params = as_params(params, statement.params().len());
            let rows = self.client.query_raw(&statement, params).await.map_err(|e| fault(name, &e))?;
            let mut rows = pin!(rows);
            while let Some(row) = rows.try_next().await.map_err(|e| fault(name, &e))? {
                each(&Cells::Postgres(&row))?;
            }
            Ok(())
        })?
    }

    pub(crate) fn prepare(&self, sql: Sql) -> Result<()> {
        self.wait(self.prepared(sql.name, sql.text))?.map(drop)
    }

    pub(crate) fn explain(&self, sql: Sql, params: &[Value]) -> Result<Vec<String>> {
        let text = format!("EXPLAIN {}", sql.text);
        self.wait(async {
            let statement = self.client.prepare(&text).await.map_err(|e| fault(sql.name, &e))?;
            let params = as_params(params, statement.params().len());
            let rows = self.client.query(&statement, &params).await.map_err(|e| fault(sql.name, &e))?;
            Ok(rows.iter().map(|row| row.get::<_, String>(0)).collect())
        })?
    }

    pub(crate) fn batch(&self, text: &str) -> Result<()> {
        self.wait(async {
            self.begun().await.map_err(|e| fault("BEGIN", &e))?;
            self.client.batch_execute(text).await.map_err(|e| fault("batch", &e))
        })?
    }

    /// Sends rows in COPY's text format.
    pub(crate) fn copy(&self, table: &str, columns: &str, bytes: Vec<u8>) -> Result<()> {
        let text = format!("COPY {table} ({columns}) FROM STDIN");
        self.wait(async {
            self.begun().await.map_err(|e| fault("BEGIN", &e))?;
            let sink = self.client.copy_in(&text).await.map_err(|e| fault(table, &e))?;
            let mut sink = pin!(sink);
            sink.send(Bytes::from(bytes)).await.map_err(|e| fault(table, &e))?;
            sink.finish().await.map(drop).map_err(|e| fault(table, &e))
        })?
    }

    /// Runs `work` as one transaction. What it wrote is safe when this returns without an error.
    pub(super) fn transaction<T>(&self, begin: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let worked = self.begin_and(begin, work);
        if self.begin.take().is_some() {
            // The server was asked nothing, so there is nothing to end.
            return worked;
        }
        match worked {
            Ok(answer) => self.batch("COMMIT").map(|()| answer),
            Err(e) => {
                // The first error is the one to tell; a broken connection is dropped by the pool.
                let _ = self.batch("ROLLBACK");
                Err(e)
            }
        }
    }

    /// Runs `work` as one transaction that only reads. Its end lies in the queue afterwards: it goes with what is asked
    /// next, or with [`Link::leave`], and nobody waits for it.
    pub(super) fn reading<T>(&self, begin: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let worked = self.begin_and(begin, work);
        if self.begin.take().is_none() {
            // Asked once, it is in the queue; the answer may go to nobody. An aborted transaction ends by it too.
            let _ = self.client.batch_execute("COMMIT").now_or_never();
        }
        worked
    }

    /// Writes what a read left behind, as one transaction, all of it sent before the first is answered. The end of the
    /// read goes with it, also where nothing was left.
    pub(super) fn leave(&self, later: &Later) -> Result<()> {
        let names = || later.iter().map(|aside| aside.statement().0.name);
        self.wait(async {
            let mut statements = Vec::with_capacity(later.len());
            for aside in later {
                let (sql, params) = aside.statement();
                let statement = self.prepared(sql.name, sql.text).await?;
                let count = statement.params().len();
                statements.push((statement, as_params(params, count)));
            }
            let written =
                join_all(statements.iter().map(|(statement, params)| self.client.execute(statement, params)));
            let (begun, written, safe) = match later.len() {
                // Whoever looks next at the socket sends it; this look is enough.
                0 => {
                    tokio::task::yield_now().await;
                    return Ok(());
                }
                // One statement is a transaction of its own.
                1 => (Ok(()), written.await, Ok(())),
                // Where one fails the others are undone with it, whatever the end says.
                _ => tokio::join!(
                    biased;
                    self.client.batch_execute("BEGIN"),
                    written,
                    self.client.batch_execute("COMMIT")
                ),
            };
            begun.map_err(|e| fault("BEGIN", &e))?;
            for (name, written) in names().zip(written) {
                written.map_err(|e| fault(name, &e))?;
            }
            safe.map_err(|e| fault("COMMIT", &e))
        })?
    }

    fn begin_and<T>(&self, begin: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.begin.set(Some(begin));
        self.one_plan.set(false);
        // A panic must not leave the transaction open for whoever gets this connection next.
        catch_unwind(AssertUnwindSafe(work))
            .unwrap_or_else(|_| Err(Error::Internal("work on the database panicked".into())))
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        // A link may end in a task, where nothing may wait for the last of its threads.
        if let Some(runtime) = self.runtime.take() {
            self.wire.get_mut().take();
            runtime.shutdown_background();
        }
    }
}

fn hung_up() -> Error {
    Error::Internal("the database connection failed".into())
}
