//! The database itself, looked at from outside: how large it is, and what the audit log costs.

use std::{path::PathBuf, time::Duration};

use rusqlite::{Connection, OpenFlags};
use tokio_postgres::{Client, NoTls};

use crate::{
    fault::{Result, While, fault},
    server::file_mib,
};

/// The database that PostgreSQL measurements use; made anew each time, and removed.
const NAME: &str = "hearth_bench";
/// How long a change behind the server's back waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where the record is kept.
#[derive(Debug, Clone)]
pub(crate) enum Books {
    Sqlite(PathBuf),
    Postgres {
        /// The server, by a database that is always there.
        server: String,
        /// The database measured.
        url: String,
    },
}

impl Books {
    /// A fresh database on the PostgreSQL server of `make bench`.
    pub(crate) async fn make_postgres() -> Result<Self> {
        let Ok(server) = std::env::var("HEARTH_TEST_POSTGRES") else {
            return fault(
                "no PostgreSQL is here: run `make bench`, or name a server in HEARTH_TEST_POSTGRES",
            );
        };
        let Some((start, _)) = server.rsplit_once('/') else {
            return fault("HEARTH_TEST_POSTGRES names no database, as in postgres://user@host:5432/postgres");
        };
        let books = Books::Postgres { url: format!("{start}/{NAME}"), server: server.clone() };
        books.remove().await?;
        let postgres = connect(&server).await?;
        postgres.batch_execute(&format!("CREATE DATABASE {NAME}")).await.while_("making a database")?;
        Ok(books)
    }

    /// As `--database` takes it.
    pub(crate) fn address(&self) -> String {
        match self {
            Books::Sqlite(path) => format!("sqlite:{}", path.display()),
            Books::Postgres { url, .. } => url.clone(),
        }
    }

    /// Takes a PostgreSQL database away again. SQLite's goes with its folder.
    pub(crate) async fn remove(&self) -> Result<()> {
        let Books::Postgres { server, .. } = self else { return Ok(()) };
        let drop = format!("DROP DATABASE IF EXISTS {NAME} WITH (FORCE)");
        connect(server).await?.batch_execute(&drop).await.while_("removing a database")
    }

    /// All of it, in MiB.
    pub(crate) async fn size_mib(&self) -> Result<f64> {
        match self {
            Books::Sqlite(path) => file_mib(path),
            Books::Postgres { .. } => {
                let bytes = self.number("SELECT pg_database_size(current_database())").await?;
                Ok(bytes as f64 / 1024.0 / 1024.0)
            }
        }
    }

    /// Audit lines written so far.
    pub(crate) async fn audit_lines(&self) -> Result<i64> {
        self.number("SELECT (SELECT count(*) FROM audit_line) + (SELECT count(*) FROM audit_log)").await
    }

    /// Bytes that all audit lines take, their indexes included.
    pub(crate) async fn audit_bytes(&self) -> Result<i64> {
        let sql = match self {
            Books::Sqlite(_) => {
                "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE
                    AND name IN (SELECT name FROM sqlite_master WHERE tbl_name IN ('audit_line', 'audit_log', 'audit_checkpoint'))"
            }
            Books::Postgres { .. } => "SELECT pg_total_relation_size('audit_line') + pg_total_relation_size('audit_log') + pg_total_relation_size('audit_checkpoint')",
        };
        self.number(sql).await
    }

    /// From now on audit lines are thrown away as they are written, or kept again. Hearth cannot be told to do
    /// without its log; this is done to a database that is thrown away afterwards, behind its back.
    pub(crate) async fn without_a_log(&self, without: bool) -> Result<()> {
        let sql = match (self, without) {
            (Books::Sqlite(_), true) => {
                "CREATE TRIGGER without_a_log BEFORE INSERT ON audit_line BEGIN SELECT RAISE(IGNORE); END"
            }
            (Books::Postgres { .. }, true) => {
                "CREATE FUNCTION thrown_away() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                 CREATE TRIGGER without_a_log BEFORE INSERT ON audit_line FOR EACH ROW EXECUTE FUNCTION thrown_away()"
            }
            (Books::Sqlite(_), false) => "DROP TRIGGER without_a_log",
            (Books::Postgres { .. }, false) => {
                "DROP TRIGGER without_a_log ON audit_line; DROP FUNCTION thrown_away()"
            }
        };
        match self {
            Books::Sqlite(path) => {
                let connection = Connection::open(path).while_("opening the database")?;
                connection.busy_timeout(PATIENCE).while_("opening the database")?;
                connection.execute_batch(sql).while_("the trigger")
            }
            Books::Postgres { url, .. } => connect(url).await?.batch_execute(sql).await.while_("the trigger"),
        }
    }

    /// What the server says of how it keeps what it is given.
    pub(crate) async fn keeping(&self) -> Result<String> {
        match self {
            Books::Sqlite(_) => Ok(format!("SQLite {}, WAL, synchronous=FULL", rusqlite::version())),
            Books::Postgres { url, .. } => {
                let client = connect(url).await?;
                let sql = "SELECT current_setting('server_version'), current_setting('fsync'), current_setting('synchronous_commit')";
                let row = client.query_one(sql, &[]).await.while_("asking PostgreSQL for its settings")?;
                let [version, fsync, commit]: [String; 3] = [row.get(0), row.get(1), row.get(2)];
                let flatters =
                    if fsync == "on" && commit == "on" { "" } else { " (this flatters every write)" };
                Ok(format!("PostgreSQL {version}, fsync={fsync}, synchronous_commit={commit}{flatters}"))
            }
        }
    }

    async fn number(&self, sql: &str) -> Result<i64> {
        match self {
            Books::Sqlite(path) => {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let connection = Connection::open_with_flags(path, flags).while_("opening the database")?;
                connection.query_row(sql, [], |row| row.get(0)).while_("asking SQLite")
            }
            Books::Postgres { url, .. } => {
                let row = connect(url).await?.query_one(sql, &[]).await.while_("asking PostgreSQL")?;
                row.try_get(0).while_("asking PostgreSQL")
            }
        }
    }
}

async fn connect(url: &str) -> Result<Client> {
    let (client, connection) =
        tokio_postgres::connect(url, NoTls).await.while_("connecting to PostgreSQL")?;
    // It ends when the client is dropped; what goes wrong before comes up at the client.
    tokio::spawn(connection);
    Ok(client)
}
