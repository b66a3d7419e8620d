//! PostgreSQL: a pool, SERIALIZABLE writes that are run again when they clash, and no
//! advisory locks or LISTEN/NOTIFY, so that compatible distributed engines stay open.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use kernel::{Error, Result};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::Config;

use crate::{
    Bulk, Engine, Keys, Migration, Read, Sql, Write,
    db::{Conn, Later},
    migrate,
};

mod link;
mod values;

pub(crate) use link::Link;

/// Connections for each core of this node, beside one more: Hearth's own figure, measured where node and server share their
/// cores. Whoever comes when all are at work waits for a turn, and is served sooner than if all were
/// let in to crowd each other out: of 16 at once on two cores, the slowest of a hundred waited half as long with five.
const CONNECTIONS_PER_CORE: usize = 2;
/// Tries of a write that keeps clashing.
const TRIES: u32 = 12;

#[derive(Debug)]
pub(crate) struct Postgres {
    pool: Arc<Pool>,
    turns: Arc<Semaphore>,
    keys: Arc<Keys>,
}

/// The connections that nobody uses.
#[derive(Debug)]
struct Pool {
    config: Config,
    idle: Mutex<Vec<Link>>,
}

impl Postgres {
    pub(crate) async fn connect(address: &str, keys: Arc<Keys>) -> Result<Self> {
        Self::connect_in(address, keys, None).await
    }

    /// Connects with a schema other than the usual one.
    pub(crate) async fn connect_in(address: &str, keys: Arc<Keys>, schema: Option<&str>) -> Result<Self> {
        let (address, connections) = how_many(address)?;
        let mut config: Config = address
            .parse()
            .map_err(|_| Error::Internal("the postgres:// address is not understood".into()))?;
        if let Some(schema) = schema {
            let before = config.get_options().unwrap_or_default().to_owned();
            config.options(format!("{before} -c search_path={schema}"));
        }
        let pool = Arc::new(Pool { config, idle: Mutex::default() });
        let postgres = Postgres { pool, turns: Arc::new(Semaphore::new(connections)), keys };
        postgres.on_link(|_, _| Ok(())).await?;
        Ok(postgres)
    }

    /// Runs `work` with a connection, on a thread that may wait.
    async fn on_link<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Link, &Keys) -> Result<T> + Send + 'static,
    {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| Error::Busy)?;
        let (pool, keys) = (self.pool.clone(), self.keys.clone());
        tokio::task::spawn_blocking(move || {
            let link = pool.take()?;
            let answer = work(&link, &keys);
            pool.put(link, turn);
            answer
        })
        .await
        .map_err(|_| Error::Internal("work on the database panicked".into()))?
    }

    /// What a read answers, and what of that which it left behind still has to be written.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<(Result<T>, Later)>
    where
        T: Send + 'static,
        F: FnOnce(&Read<'_>) -> Result<T> + Send + 'static,
    {
        self.on_link(move |link, keys| {
            let read = Read::new(Conn::Postgres(link), keys);
            let answer = link.reading("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", || work(&read));
            let mut later = read.told_later();
            match link.leave(&later) {
                // It clashed, and has to wait for its turn.
                Err(Error::Busy) => {}
                left => {
                    left?;
                    later.clear();
                }
            }
            Ok((answer, later))
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

    async fn transact<T, F>(&self, name: &'static str, begin: &'static str, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&Write<'_>) -> Result<T> + Send + 'static,
    {
        let gone = Arc::new(AtomicBool::new(false));
        let _flag = RaiseOnDrop(gone.clone());
        self.on_link(move |link, keys| {
            let mut attempt = 1;
            loop {
                match try_write(link, begin, keys, &work, &gone) {
                    (Err(Error::Busy), _) if attempt < TRIES => {
                        tracing::debug!(name, attempt, "a write clashed and runs again");
                        // Each waits another while, or those that clashed once would clash again.
                        let mut dice = [0_u8];
                        crate::crypt::random(&mut dice)?;
                        std::thread::sleep(Duration::from_millis(u64::from(dice[0]) % (1 << attempt.min(6))));
                        attempt += 1;
                    }
                    (Err(e), survivors) => return leave(link, keys, &survivors).and(Err(e)),
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
        self.on_link(move |link, keys| {
            link.transaction("BEGIN", || {
                let mut bulk = Bulk::postgres(link, keys)?;
                let answer = work(&mut bulk)?;
                bulk.finish()?;
                Ok(answer)
            })
        })
        .await
    }

    pub(crate) async fn migrate(&self, plan: Vec<Migration>) -> Result<usize> {
        self.on_link(move |link, _| {
            link.transaction("BEGIN", || {
                link.batch(&migrate::table(Engine::Postgres))?;
                // Two nodes that start together take turns.
                link.batch("LOCK TABLE migration IN EXCLUSIVE MODE")?;
                let mut ran = 0;
                for migration in migrate::missing(&plan, &link.query(migrate::APPLIED, &[])?)? {
                    link.batch(&migration.text(Engine::Postgres))
                        .map_err(|e| Error::Internal(format!("{}: {e:?}", migration.name)))?;
                    link.execute(migrate::RECORD, &migration.record())?;
                    ran += 1;
                }
                Ok(ran)
            })
        })
        .await
    }

    pub(crate) async fn pending(&self, plan: Vec<Migration>) -> Result<usize> {
        self.on_link(move |link, _| {
            link.batch(&migrate::table(Engine::Postgres))?;
            Ok(migrate::missing(&plan, &link.query(migrate::APPLIED, &[])?)?.len())
        })
        .await
    }

    /// Runs statements outside any transaction of the house.
    pub(crate) async fn batch(&self, text: String) -> Result<()> {
        self.on_link(move |link, _| link.batch(&text)).await
    }

    pub(crate) async fn schema(&self) -> Result<Vec<String>> {
        const COLUMNS: Sql = Sql {
            name: "COLUMNS",
            text: "SELECT (table_name || '.' || column_name || ' ' ||
                     CASE data_type WHEN 'bytea' THEN 'bytes' WHEN 'bigint' THEN 'int' ELSE data_type END ||
                     CASE is_nullable WHEN 'NO' THEN ' required' ELSE '' END) COLLATE \"C\"
                   FROM information_schema.columns WHERE table_schema = current_schema()
                     AND table_name NOT IN (SELECT v.table_name FROM information_schema.views v WHERE v.table_schema = current_schema())
                   ORDER BY 1",
        };
        let (rows, _) = self.read(|r| r.query(COLUMNS, &[])).await?;
        rows?.iter().map(|row| row.get(0)).collect()
    }
}

/// An address without the house's own word among its parameters, `connections=NUMBER`, and how many connections to make.
fn how_many(address: &str) -> Result<(String, usize)> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let usual = CONNECTIONS_PER_CORE * cores + 1;
    let Some((place, parameters)) = address.split_once('?') else { return Ok((address.to_owned(), usual)) };
    let (ours, theirs): (Vec<_>, Vec<_>) =
        parameters.split('&').partition(|parameter| parameter.starts_with("connections="));
    let connections = match ours.as_slice() {
        [] => Some(usual),
        [one] => one.trim_start_matches("connections=").parse().ok().filter(|n| (1..=1_000).contains(n)),
        _ => None,
    };
    let connections = connections
        .ok_or_else(|| Error::Internal("connections= in the address is one number from 1 to 1000".into()))?;
    Ok((format!("{place}?{}", theirs.join("&")), connections))
}

/// One try, and what is to be written although it was undone.
fn try_write<T>(
    link: &Link,
    begin: &'static str,
    keys: &Keys,
    work: &impl Fn(&Write<'_>) -> Result<T>,
    gone: &AtomicBool,
) -> (Result<T>, Later) {
    let write = Write::new(Conn::Postgres(link), keys);
    let answer = link.transaction(begin, || {
        let answer = write.run(work)?;
        if gone.load(Ordering::Acquire) {
            return Err(Error::Internal("the caller went away".into()));
        }
        Ok(answer)
    });
    (answer, write.into_survivors())
}

/// Writes what outlives a write that was undone, in a transaction of its own.
fn leave(link: &Link, keys: &Keys, survivors: &Later) -> Result<()> {
    if survivors.is_empty() {
        return Ok(());
    }
    link.transaction("BEGIN ISOLATION LEVEL READ COMMITTED", || {
        let write = Write::new(Conn::Postgres(link), keys);
        survivors.iter().try_for_each(|aside| aside.run(&write))
    })
}

struct RaiseOnDrop(Arc<AtomicBool>);

impl Drop for RaiseOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

impl Pool {
    /// A connection that works, as far as can be told without asking.
    fn take(&self) -> Result<Link> {
        loop {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            match idle {
                Some(link) if link.is_open() => return Ok(link),
                Some(_) => {}
                None => return Link::open(&self.config),
            }
        }
    }

    /// Gives a connection back, and with it the turn of whoever had it.
    fn put(&self, link: Link, turn: OwnedSemaphorePermit) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(link);
        drop(turn);
    }
}

#[cfg(test)]
mod tests {
    use super::how_many;

    #[test]
    fn the_address_may_say_how_many_connections_and_the_rest_goes_to_the_server() {
        let (address, connections) =
            how_many("postgres://h@db:5432/hearth?connections=12&sslmode=disable").unwrap();
        assert_eq!((address.as_str(), connections), ("postgres://h@db:5432/hearth?sslmode=disable", 12));
        let (address, usual) = how_many("postgres://h@db/hearth").unwrap();
        assert_eq!(address, "postgres://h@db/hearth");
        assert!(usual >= 3 && usual % 2 == 1);
        for wrong in ["0", "1001", "many", "-1", ""] {
            assert!(how_many(&format!("postgres://h@db/hearth?connections={wrong}")).is_err(), "{wrong}");
        }
        assert!(how_many("postgres://h@db/hearth?connections=2&connections=3").is_err());
    }
}
