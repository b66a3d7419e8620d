//! PostgreSQL: a pool, SERIALIZABLE writes that are run again when they clash, and no
//! advisory locks or LISTEN/NOTIFY, so that compatible distributed engines stay open.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use deadpool_postgres::{Hook, Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use futures_util::{SinkExt, TryStreamExt};
use kernel::{Error, Result};
use tokio::runtime::Handle;
use tokio_postgres::{
    NoTls,
    error::SqlState,
    types::{IsNull, ToSql, Type, to_sql_checked},
};

use crate::{
    Bulk, Cells, Engine, Keys, Migration, Read, Row, Sql, Value, Write,
    db::{Aside, Conn as AnyConn, Later},
    migrate,
};

/// Connections to the server from one node.
const CONNECTIONS: usize = 16;
/// Has statements planned without regard to their values, and so but once.
const ONE_PLAN: &str = "SET LOCAL plan_cache_mode = force_generic_plan";
/// Leaves it to the server again.
const ANY_PLAN: &str = "SET LOCAL plan_cache_mode = auto";
/// Tries of a write that keeps clashing.
const TRIES: u32 = 12;

#[derive(Debug)]
pub(crate) struct Postgres {
    pool: Pool,
    keys: Arc<Keys>,
}

impl Postgres {
    pub(crate) async fn connect(address: &str, keys: Arc<Keys>) -> Result<Self> {
        Self::connect_in(address, keys, None).await
    }

    /// Connects with a schema other than the usual one.
    pub(crate) async fn connect_in(address: &str, keys: Arc<Keys>, schema: Option<&str>) -> Result<Self> {
        let mut config: tokio_postgres::Config = address
            .parse()
            .map_err(|_| Error::Internal("the postgres:// address is not understood".into()))?;
        if let Some(schema) = schema {
            let before = config.get_options().unwrap_or_default().to_owned();
            config.options(format!("{before} -c search_path={schema}"));
        }
        let manager =
            Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .post_create(Hook::async_fn(|client, _| {
                Box::pin(async move {
                    // Statements here take milliseconds: compiling one takes longer than it saves. A
                    // server that speaks PostgreSQL's language and has no compiler may refuse this.
                    let _ = client.batch_execute("SET jit = off").await;
                    Ok(())
                })
            }))
            .build()
            .map_err(|e| Error::internal("no pool of connections", e))?;
        let postgres = Postgres { pool, keys };
        drop(postgres.client().await?);
        Ok(postgres)
    }

    async fn client(&self) -> Result<Object> {
        self.pool.get().await.map_err(|e| Error::internal("the database server does not answer", e))
    }

    pub(crate) async fn read<T, F>(&self, work: F) -> Result<(Result<T>, Later)>
    where
        T: Send + 'static,
        F: FnOnce(&Read<'_>) -> Result<T> + Send + 'static,
    {
        let (client, keys) = (self.client().await?, self.keys.clone());
        blocking(move |handle| {
            let conn = Conn { client: &client, handle };
            conn.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", || {
                let read = Read::new(AnyConn::Postgres(conn), &keys);
                let answer = work(&read);
                Ok((answer, read.into_later()))
            })
        })
        .await
    }

    pub(crate) async fn write<T, F>(&self, name: &'static str, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&Write<'_>) -> Result<T> + Send + 'static,
    {
        self.transact(name, "BEGIN ISOLATION LEVEL SERIALIZABLE", work).await
    }

    pub(crate) async fn in_turn<T, F>(&self, name: &'static str, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&Write<'_>) -> Result<T> + Send + 'static,
    {
        self.transact(name, "BEGIN ISOLATION LEVEL READ COMMITTED", work).await
    }

    /// Runs a statement that a read left behind, as a transaction of its own: without the way to another thread and the
    /// two further messages that a transaction of several takes.
    pub(crate) async fn leave_one(&self, aside: &Aside) -> Result<()> {
        let (sql, params) = aside.statement();
        let client = self.client().await?;
        let statement = client.prepare_cached(sql.text).await.map_err(|e| fault(sql.name, &e))?;
        let params = as_params(params, statement.params().len());
        client.execute(&statement, &params).await.map(drop).map_err(|e| fault(sql.name, &e))
    }

    async fn transact<T, F>(&self, name: &'static str, begin: &'static str, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&Write<'_>) -> Result<T> + Send + 'static,
    {
        let (client, keys) = (self.client().await?, self.keys.clone());
        let gone = Arc::new(AtomicBool::new(false));
        let _flag = RaiseOnDrop(gone.clone());
        blocking(move |handle| {
            let conn = Conn { client: &client, handle };
            let mut attempt = 1;
            loop {
                match try_write(conn, begin, &keys, &work, &gone) {
                    (Err(Error::Busy), _) if attempt < TRIES => {
                        tracing::debug!(name, attempt, "a write clashed and runs again");
                        // Each waits another while, or those that clashed once would clash again.
                        let mut dice = [0_u8];
                        crate::crypt::random(&mut dice)?;
                        std::thread::sleep(Duration::from_millis(u64::from(dice[0]) % (1 << attempt.min(6))));
                        attempt += 1;
                    }
                    (Err(e), survivors) => return leave(conn, &keys, &survivors).and(Err(e)),
                    (done, _) => return done,
                }
            }
        })
        .await
    }

    pub(crate) async fn bulk<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Bulk<'_>) -> Result<T> + Send + 'static,
    {
        let (client, keys) = (self.client().await?, self.keys.clone());
        blocking(move |handle| {
            let conn = Conn { client: &client, handle };
            conn.transaction("BEGIN", || {
                let mut bulk = Bulk::postgres(conn, &keys)?;
                let answer = work(&mut bulk)?;
                bulk.finish()?;
                Ok(answer)
            })
        })
        .await
    }

    pub(crate) async fn migrate(&self, plan: Vec<Migration>) -> Result<usize> {
        let client = self.client().await?;
        blocking(move |handle| {
            let conn = Conn { client: &client, handle };
            conn.transaction("BEGIN", || {
                conn.batch(&migrate::table(Engine::Postgres))?;
                // Two nodes that start together take turns.
                conn.batch("LOCK TABLE migration IN EXCLUSIVE MODE")?;
                let mut ran = 0;
                for migration in migrate::missing(&plan, &conn.query(migrate::APPLIED, &[])?)? {
                    conn.batch(&migration.text(Engine::Postgres))
                        .map_err(|e| Error::Internal(format!("{}: {e:?}", migration.name)))?;
                    conn.execute(migrate::RECORD, &migration.record())?;
                    ran += 1;
                }
                Ok(ran)
            })
        })
        .await
    }

    pub(crate) async fn pending(&self, plan: Vec<Migration>) -> Result<usize> {
        let client = self.client().await?;
        blocking(move |handle| {
            let conn = Conn { client: &client, handle };
            conn.batch(&migrate::table(Engine::Postgres))?;
            Ok(migrate::missing(&plan, &conn.query(migrate::APPLIED, &[])?)?.len())
        })
        .await
    }

    /// Runs statements outside any transaction of the house.
    pub(crate) async fn batch(&self, text: String) -> Result<()> {
        let client = self.client().await?;
        blocking(move |handle| Conn { client: &client, handle }.batch(&text)).await
    }

    pub(crate) async fn schema(&self) -> Result<Vec<String>> {
        const COLUMNS: Sql = Sql {
            name: "COLUMNS",
            text: "SELECT (table_name || '.' || column_name || ' ' ||
                     CASE data_type WHEN 'bytea' THEN 'bytes' WHEN 'bigint' THEN 'int' ELSE data_type END ||
                     CASE is_nullable WHEN 'NO' THEN ' required' ELSE '' END) COLLATE \"C\"
                   FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1",
        };
        let (rows, _) = self.read(|r| r.query(COLUMNS, &[])).await?;
        rows?.iter().map(|row| row.get(0)).collect()
    }
}

/// One try, and what is to be written although it was undone.
fn try_write<T>(
    conn: Conn<'_>,
    begin: &str,
    keys: &Keys,
    work: &impl Fn(&Write<'_>) -> Result<T>,
    gone: &AtomicBool,
) -> (Result<T>, Later) {
    let write = Write::new(AnyConn::Postgres(conn), keys);
    let answer = conn.transaction(begin, || {
        let answer = write.run(work)?;
        if gone.load(Ordering::Acquire) {
            return Err(Error::Internal("the caller went away".into()));
        }
        Ok(answer)
    });
    (answer, write.into_survivors())
}

/// Writes what outlives a write that was undone, in a transaction of its own.
fn leave(conn: Conn<'_>, keys: &Keys, survivors: &Later) -> Result<()> {
    if survivors.is_empty() {
        return Ok(());
    }
    conn.transaction("BEGIN ISOLATION LEVEL READ COMMITTED", || {
        let write = Write::new(AnyConn::Postgres(conn), keys);
        survivors.iter().try_for_each(|aside| aside.run(&write))
    })
}

struct RaiseOnDrop(Arc<AtomicBool>);

impl Drop for RaiseOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce(&Handle) -> Result<T> + Send + 'static) -> Result<T> {
    let handle = Handle::current();
    tokio::task::spawn_blocking(move || work(&handle))
        .await
        .map_err(|_| Error::Internal("work on the database panicked".into()))?
}

/// One connection, used from a thread that may block.
#[derive(Clone, Copy)]
pub(crate) struct Conn<'a> {
    client: &'a Object,
    handle: &'a Handle,
}

impl Conn<'_> {
    pub(crate) fn query(&self, sql: Sql, params: &[Value]) -> Result<Vec<Row>> {
        self.handle.block_on(async {
            let statement = self.client.prepare_cached(sql.text).await.map_err(|e| fault(sql.name, &e))?;
            let params = as_params(params, statement.params().len());
            let rows = self.client.query(&statement, &params);
            let rows = if sql.is_planned_once() {
                // All three are sent before the first is answered. Within a transaction, which every query of the house
                // has, an error takes the setting back too.
                let (set, rows, unset) =
                    tokio::join!(biased; self.client.batch_execute(ONE_PLAN), rows, self.client.batch_execute(ANY_PLAN));
                let rows = rows.map_err(|e| fault(sql.name, &e))?;
                set.and(unset).map_err(|e| fault(sql.name, &e))?;
                rows
            } else {
                rows.await.map_err(|e| fault(sql.name, &e))?
            };
            rows.iter().map(|row| read_row(sql, row)).collect()
        })
    }

    /// Goes over the rows of a statement as they arrive.
    pub(crate) fn scan(
        &self,
        name: &'static str,
        text: &str,
        params: &[Value],
        each: &mut dyn FnMut(&Cells<'_>) -> Result<()>,
    ) -> Result<()> {
        self.handle.block_on(async {
            let statement = self.client.prepare_cached(text).await.map_err(|e| fault(name, &e))?;
            let params = as_params(params, statement.params().len());
            let rows = self.client.query_raw(&statement, params).await.map_err(|e| fault(name, &e))?;
            let mut rows = std::pin::pin!(rows);
            while let Some(row) = rows.try_next().await.map_err(|e| fault(name, &e))? {
                each(&Cells::Postgres(&row))?;
            }
            Ok(())
        })
    }

    pub(crate) fn execute(&self, sql: Sql, params: &[Value]) -> Result<u64> {
        self.handle.block_on(async {
            let statement = self.client.prepare_cached(sql.text).await.map_err(|e| fault(sql.name, &e))?;
            let params = as_params(params, statement.params().len());
            self.client.execute(&statement, &params).await.map_err(|e| fault(sql.name, &e))
        })
    }

    pub(crate) fn prepare(&self, sql: Sql) -> Result<()> {
        let prepared = self.handle.block_on(self.client.prepare_cached(sql.text));
        prepared.map(|_| ()).map_err(|e| fault(sql.name, &e))
    }

    pub(crate) fn explain(&self, sql: Sql, params: &[Value]) -> Result<Vec<String>> {
        let text = format!("EXPLAIN {}", sql.text);
        self.handle.block_on(async {
            let statement = self.client.prepare(&text).await.map_err(|e| fault(sql.name, &e))?;
            let params = as_params(params, statement.params().len());
            let rows = self.client.query(&statement, &params).await.map_err(|e| fault(sql.name, &e))?;
            Ok(rows.iter().map(|row| row.get::<_, String>(0)).collect())
        })
    }

    pub(crate) fn batch(&self, text: &str) -> Result<()> {
        self.handle.block_on(self.client.batch_execute(text)).map_err(|e| fault("batch", &e))
    }

    /// Sends rows in COPY's text format.
    pub(crate) fn copy(&self, table: &str, columns: &str, bytes: Vec<u8>) -> Result<()> {
        let text = format!("COPY {table} ({columns}) FROM STDIN");
        self.handle.block_on(async {
            let sink = self.client.copy_in(&text).await.map_err(|e| fault(table, &e))?;
            let mut sink = std::pin::pin!(sink);
            sink.send(Bytes::from(bytes)).await.map_err(|e| fault(table, &e))?;
            sink.finish().await.map(|_| ()).map_err(|e| fault(table, &e))
        })
    }

    fn transaction<T>(&self, begin: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.batch(begin)?;
        // A panic must not leave the transaction open for whoever gets this connection next.
        let worked = catch_unwind(AssertUnwindSafe(work))
            .unwrap_or_else(|_| Err(Error::Internal("work on the database panicked".into())));
        match worked {
            Ok(answer) => self.batch("COMMIT").map(|()| answer),
            Err(e) => {
                // The first error is the one to tell; a broken connection is dropped by the pool.
                let _ = self.batch("ROLLBACK");
                Err(e)
            }
        }
    }
}

/// The first `count` parameters: SQLite ignores those a statement does not name, so this does too.
fn as_params(params: &[Value], count: usize) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().take(count).map(|v| v as &(dyn ToSql + Sync)).collect()
}

/// Turns the server's error into the house's. Only its code and the statement's name are
/// told, since a server's message may quote a value.
fn fault(name: &str, error: &tokio_postgres::Error) -> Error {
    match error.code() {
        Some(code)
            if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED =>
        {
            Error::Busy
        }
        Some(code) => {
            let constraint = error.as_db_error().and_then(|e| e.constraint()).unwrap_or_default();
            let message = match code.code().get(..2) {
                // Class 42 is about the statement's text alone.
                Some("42") => error.as_db_error().map(|e| e.message()).unwrap_or_default(),
                _ => constraint,
            };
            Error::Internal(format!("{name}: SQLSTATE {} {message}", code.code()))
        }
        None => Error::Internal(format!("{name}: the database connection failed")),
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut bytes::BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(v) if *kind == Type::INT4 => i32::try_from(*v)?.to_sql(kind, out),
            Value::Int(v) => v.to_sql(kind, out),
            Value::Text(v) => v.as_str().to_sql(kind, out),
            Value::Bytes(v) => v.as_slice().to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::INT4 | Type::TEXT | Type::VARCHAR | Type::BYTEA)
    }

    to_sql_checked!();
}

fn read_row(sql: Sql, row: &tokio_postgres::Row) -> Result<Row> {
    let mut values = Vec::with_capacity(row.len());
    for (i, column) in row.columns().iter().enumerate() {
        let value = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(i).map(|v| v.map(Value::Int)),
            Type::INT4 => row.try_get::<_, Option<i32>>(i).map(|v| v.map(|v| Value::Int(v.into()))),
            Type::BOOL => row.try_get::<_, Option<bool>>(i).map(|v| v.map(|v| Value::Int(v.into()))),
            Type::TEXT | Type::VARCHAR => row.try_get::<_, Option<String>>(i).map(|v| v.map(Value::Text)),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(i).map(|v| v.map(Value::Bytes)),
            ref other => return Err(Error::Internal(format!("{} gives a {other}: cast it", sql.name))),
        };
        values.push(value.map_err(|e| fault(sql.name, &e))?.unwrap_or(Value::Null));
    }
    Ok(Row(values))
}
