//! The tamper test: a small log, and random single changes made to its tables behind
//! Hearth's back. Each must be found, and told by its number where it was one line; then it
//! is undone, and the log must be whole again.
//!
//! `make test` makes a few hundred changes; `HEARTH_SOAK=20000` makes so many on each engine.
//! The seed is fixed, so that a failure comes again.

use std::collections::BTreeMap;

use access::{
    Role,
    actions::{StepCase, ViewCase},
    audit::{
        Checkpoint, seal,
        verify::{self, Finding, Report},
    },
};
use kernel::{Error, Timestamp};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use store::Db;
use testkit::Desk;

use super::tests::open_case;

const TABLES: [&str; 4] = ["audit_line", "audit_log", "audit_checkpoint", "audit_head"];

/// The tables themselves, past every grant and past the store.
enum Raw {
    Sqlite(rusqlite::Connection),
    Postgres(tokio_postgres::Client),
}

impl Raw {
    async fn run(&self, sql: &str) -> u64 {
        match self {
            Raw::Sqlite(connection) => connection.execute(sql, []).unwrap() as u64,
            Raw::Postgres(client) => client.execute(sql, &[]).await.unwrap(),
        }
    }

    fn bytes(&self, bytes: &[u8]) -> String {
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        match self {
            Raw::Sqlite(_) => format!("x'{hex}'"),
            Raw::Postgres(_) => format!("'\\x{hex}'::bytea"),
        }
    }

    /// A column's value with its last byte turned into another.
    fn bent(&self, column: &str) -> String {
        match self {
            Raw::Sqlite(_) => format!(
                "CAST(substr({column}, 1, length({column}) - 1) || CASE substr({column}, length({column})) WHEN x'00' THEN x'01' ELSE x'00' END AS BLOB)"
            ),
            Raw::Postgres(_) => {
                format!(
                    "set_byte({column}, length({column}) - 1, 255 - get_byte({column}, length({column}) - 1))"
                )
            }
        }
    }

    async fn keep(&self) {
        for table in TABLES {
            self.run(&format!("CREATE TABLE keep_{table} AS SELECT * FROM {table}")).await;
        }
    }

    async fn put_back(&self) {
        self.run(match self {
            Raw::Sqlite(_) => "BEGIN IMMEDIATE",
            Raw::Postgres(_) => "BEGIN",
        })
        .await;
        for table in TABLES {
            self.run(&format!("DELETE FROM {table}")).await;
            self.run(&format!("INSERT INTO {table} SELECT * FROM keep_{table}")).await;
        }
        self.run("COMMIT").await;
    }
}

/// What a change must be told as.
enum Must {
    /// Something about the line with this number.
    Name(i64),
    /// Anything.
    Tell,
    /// Anything, but only against the checkpoint that was kept elsewhere.
    TellOutside,
}

struct Bench {
    db: Db,
    raw: Raw,
    now: Timestamp,
    lines: i64,
    checkpoints: Vec<(i64, i64)>,
    /// The head as it was when this many lines were sealed: what a thief of an old copy has.
    old_head: String,
    old_number: i64,
    kept: Checkpoint,
}

/// Writes some forty batches of one to six lines: looks, changes and refusals.
async fn fill(desk: &Desk, raw: Raw, dice: &mut ChaCha8Rng) -> Bench {
    let (id, _) = open_case(desk).await;
    let worker = desk.worker(Role::SocialWorker).await;
    let stranger = desk.stranger(Role::SocialWorker).await;
    let (mut checkpoints, mut lines, mut old_number) = (Vec::new(), 0, 0);
    for batch in 0..40 {
        for _ in 0..dice.random_range(1..=3) {
            match dice.random_range(0..4) {
                0 => {
                    let done = desk.act(&worker, move |act| {
                        act.one::<StepCase, _>(id)?.note(act, "level: targeted -> intensive")
                    });
                    done.await.unwrap();
                }
                1 => {
                    let tried = desk.look(&stranger, move |look| look.one::<ViewCase, _>(id).map(drop));
                    assert_eq!(tried.await, Err(Error::NotFound));
                }
                _ => desk.look(&worker, move |look| look.one::<ViewCase, _>(id).map(drop)).await.unwrap(),
            }
        }
        let (sealed, _) = seal::all(&desk.db, desk.now).await.unwrap();
        checkpoints.push((lines + 1, lines + sealed as i64));
        lines += sealed as i64;
        if batch == 20 {
            old_number = lines;
            raw.run("CREATE TABLE old_head AS SELECT * FROM audit_head").await;
        }
    }
    raw.keep().await;
    let kept = desk.db.read(seal::newest_checkpoint).await.unwrap().unwrap();
    assert_eq!(kept.number, lines);
    let old_head = "INSERT INTO audit_head SELECT * FROM old_head".to_owned();
    Bench { db: desk.db.clone(), raw, now: desk.now, lines, checkpoints, old_head, old_number, kept }
}

/// The columns of a line, and what may be put into each.
const COLUMNS: [&str; 13] = [
    "version",
    "id",
    "at",
    "actor_id",
    "role",
    "agency_id",
    "family_id",
    "action",
    "kind",
    "object_id",
    "deed",
    "detail",
    "mac",
];

impl Bench {
    async fn verify(&self, outside: Option<Checkpoint>) -> Report {
        verify::verify(&self.db, self.now, outside).await.unwrap()
    }

    /// Makes one change; gives its name and what must be told of it. None when the dice chose one
    /// that changes nothing.
    async fn change(&self, dice: &mut ChaCha8Rng) -> Option<(&'static str, Must)> {
        let raw = &self.raw;
        let n = dice.random_range(1..=self.lines);
        let m = dice.random_range(1..=self.lines);
        let (first, last) = self.checkpoints[dice.random_range(0..self.checkpoints.len())];
        let random: [u8; 16] = dice.random();
        let (name, sql, must): (&'static str, Vec<String>, Must) = match dice.random_range(0..16) {
            0..=4 => {
                let column = COLUMNS[dice.random_range(0..COLUMNS.len())];
                let value = match column {
                    "version" => dice.random_range(0..4).to_string(),
                    "at" => format!("at + {}", dice.random_range(-5_i64..=5)),
                    "role" | "action" | "kind" | "deed" => match dice.random_range(0..3) {
                        0 => "''".to_owned(),
                        1 => format!("{column} || 'x'"),
                        _ => "'case.view'".to_owned(),
                    },
                    "detail" | "mac" => match dice.random_range(0..3) {
                        0 => raw.bytes(&[]),
                        1 => raw.bytes(&random),
                        _ => raw.bent(column),
                    },
                    "id" => raw.bytes(&random),
                    _ => match dice.random_range(0..3) {
                        0 => "NULL".to_owned(),
                        1 => raw.bytes(&[]),
                        _ => raw.bytes(&random),
                    },
                };
                let sql = format!(
                    "UPDATE audit_log SET {column} = {value} WHERE number = {n} AND {column} IS DISTINCT FROM {value}"
                );
                (column, vec![sql], Must::Name(n))
            }
            5 => ("a line removed", vec![format!("DELETE FROM audit_log WHERE number = {n}")], Must::Name(n)),
            6 => {
                let number = match dice.random_range(0..3) {
                    0 => self.lines + dice.random_range(1..5),
                    1 => -dice.random_range(0..3),
                    _ => i64::MAX,
                };
                (
                    "a line's number",
                    vec![format!("UPDATE audit_log SET number = {number} WHERE number = {n}")],
                    Must::Name(n),
                )
            }
            7 => {
                // The copy has an id of its own, or the table would not take it.
                let (id, at) = (raw.bytes(&random), self.lines + dice.random_range(1..3));
                let sql = format!(
                    "INSERT INTO audit_log SELECT {at}, {id}, at, actor_id, role, agency_id, family_id, action, kind,
                     object_id, deed, detail, mac, version FROM audit_log WHERE number = {n}"
                );
                ("a line added", vec![sql], Must::Name(at))
            }
            8 if n != m => {
                let sql = [
                    format!("UPDATE audit_log SET number = -1000 WHERE number = {n}"),
                    format!("UPDATE audit_log SET number = {n} WHERE number = {m}"),
                    format!("UPDATE audit_log SET number = {m} WHERE number = -1000"),
                ];
                ("two lines swapped", sql.to_vec(), Must::Name(n))
            }
            9 if n != m => {
                let column = ["detail", "mac", "action", "at", "object_id", "deed"][dice.random_range(0..6)];
                let sql = format!(
                    "UPDATE audit_log SET {column} = (SELECT o.{column} FROM audit_log o WHERE o.number = {m})
                     WHERE number = {n} AND {column} IS DISTINCT FROM (SELECT o.{column} FROM audit_log o WHERE o.number = {m})"
                );
                ("a line with another's column", vec![sql], Must::Name(n))
            }
            10 => {
                let column = ["last_number", "first_number", "at", "lines", "chain", "signature", "mac"]
                    [dice.random_range(0..7)];
                let value = match column {
                    "last_number" => (self.lines + dice.random_range(1..5)).to_string(),
                    "first_number" | "at" => format!("{column} + {}", dice.random_range(1..4)),
                    _ if dice.random() => raw.bytes(&random),
                    _ => raw.bent(column),
                };
                let sql =
                    format!("UPDATE audit_checkpoint SET {column} = {value} WHERE last_number = {last}");
                ("a checkpoint's column", vec![sql], Must::Tell)
            }
            11 => {
                let sql = format!("DELETE FROM audit_checkpoint WHERE last_number = {last}");
                ("a checkpoint removed", vec![sql], Must::Tell)
            }
            12 => {
                let column = ["number", "chain", "public_key", "mac"][dice.random_range(0..4)];
                let value = match column {
                    "number" => format!("number {:+}", [-1, 1, 7][dice.random_range(0..3)]),
                    _ if dice.random() => raw.bytes(&random),
                    _ => raw.bent(column),
                };
                (
                    "the record of the end",
                    vec![format!("UPDATE audit_head SET {column} = {value}")],
                    Must::Tell,
                )
            }
            13 => {
                let sql = [
                    format!("DELETE FROM audit_log WHERE number >= {first}"),
                    format!("DELETE FROM audit_checkpoint WHERE last_number >= {first}"),
                ];
                let with_head = dice.random::<bool>().then(|| "DELETE FROM audit_head".to_owned());
                // All of it gone leaves nothing to tell by, but the copy kept elsewhere.
                let must = if first == 1 { Must::TellOutside } else { Must::Tell };
                ("the end removed", sql.into_iter().chain(with_head).collect(), must)
            }
            14 => {
                let sql = [
                    format!("DELETE FROM audit_log WHERE number > {}", self.old_number),
                    format!("DELETE FROM audit_checkpoint WHERE last_number > {}", self.old_number),
                    "DELETE FROM audit_head".to_owned(),
                    self.old_head.clone(),
                ];
                ("set back to an older state", sql.to_vec(), Must::TellOutside)
            }
            15 => {
                let columns = "id, at, actor_id, role, agency_id, family_id, action, kind, object_id, deed, detail, mac, version";
                if dice.random() {
                    let sql = format!(
                        "INSERT INTO audit_line ({columns}) SELECT {columns} FROM audit_log WHERE number = {n}"
                    );
                    ("a sealed line put among the waiting", vec![sql], Must::Tell)
                } else {
                    let id = raw.bytes(&random);
                    let sql = format!(
                        "INSERT INTO audit_line ({columns}) SELECT {id}, at, actor_id, role, agency_id, family_id,
                         action, kind, object_id, deed, detail, mac, version FROM audit_log WHERE number = {n}"
                    );
                    ("a forged line put among the waiting", vec![sql], Must::Name(self.lines + 1))
                }
            }
            _ => return None,
        };
        let mut changed = 0;
        for statement in sql {
            changed += raw.run(&statement).await;
        }
        (changed > 0).then_some((name, must))
    }

    /// Makes changes until so many were found; gives how many of each kind.
    async fn trials(&self, count: u32, dice: &mut ChaCha8Rng) -> BTreeMap<&'static str, u32> {
        let mut made: BTreeMap<&'static str, u32> = BTreeMap::new();
        let mut done = 0;
        while done < count {
            let Some((what, must)) = self.change(dice).await else { continue };
            done += 1;
            *made.entry(what).or_default() += 1;
            let outside = match must {
                Must::TellOutside => Some(self.kept.clone()),
                _ => None,
            };
            let report = self.verify(outside).await;
            assert!(!report.is_whole(), "{what} was not found, trial {done}");
            if let Must::Name(number) = must {
                let named = report.findings.iter().any(|f| names(f) == Some(number));
                assert!(named, "{what} of line {number} was not named, trial {done}: {:?}", report.findings);
            }
            self.raw.put_back().await;
            if done % 25 == 0 {
                let report = self.verify(Some(self.kept.clone())).await;
                assert_eq!((report.found, report.lines), (0, self.lines as u64), "after trial {done}");
            }
        }
        made
    }
}

fn names(finding: &Finding) -> Option<i64> {
    match finding {
        Finding::Altered { number, .. }
        | Finding::Moved { number, .. }
        | Finding::Removed { number, .. }
        | Finding::Added { number, .. } => Some(*number),
        _ => None,
    }
}

fn count(short: u32) -> u32 {
    std::env::var("HEARTH_SOAK").ok().and_then(|n| n.parse().ok()).unwrap_or(short)
}

/// Says the counts past the test harness, which swallows what a passing test prints.
fn say(engine: &str, made: &BTreeMap<&'static str, u32>) {
    use std::io::Write as _;
    let total: u32 = made.values().sum();
    writeln!(std::io::stderr(), "tamper test on {engine}: {total} changes, all found: {made:?}").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_to_the_tables_of_sqlite_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let desk = testkit::at(&format!("sqlite:{}", path.display()), crate::schema()).await;
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    raw.pragma_update(None, "synchronous", "OFF").unwrap();
    let mut dice = ChaCha8Rng::seed_from_u64(11);
    let bench = fill(&desk, Raw::Sqlite(raw), &mut dice).await;
    say("SQLite", &bench.trials(count(300), &mut dice).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_to_the_tables_of_postgresql_is_found() {
    let address = testkit::postgres_address().await;
    let desk = testkit::at(&address, crate::schema()).await;
    let (client, connection) = tokio_postgres::connect(&address, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let mut dice = ChaCha8Rng::seed_from_u64(12);
    let bench = fill(&desk, Raw::Postgres(client), &mut dice).await;
    say("PostgreSQL", &bench.trials(count(100), &mut dice).await);
}

/// How fast a log is read: at least 200,000 lines a second when built for release.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: measures, see docs/audit.md"]
async fn a_long_log_is_verified_fast() {
    use std::io::Write as _;
    for desk in testkit::both(crate::schema()).await {
        let (id, family) = open_case(&desk).await;
        let (agency, now) = (desk.agency(), desk.now);
        let worker = desk.worker(Role::SocialWorker).await;
        let lines = 300_000_u32;
        let filled = desk.db.bulk(move |bulk| {
            let detail = r#"{"from":"192.0.2.1"}"#;
            for _ in 0..lines {
                let line = access::audit::NewLine {
                    id: kernel::Id::new(now),
                    at: now,
                    actor: &worker,
                    agency: Some(agency),
                    family: Some(family),
                    action: "case.view",
                    kind: "case",
                    object: Some(id.cast()),
                    deed: access::audit::Deed::Look,
                    detail,
                };
                let values = access::audit::values(bulk.keys(), &line)?;
                bulk.row("audit_line", access::audit::COLUMNS, &values)?;
            }
            Ok(())
        });
        filled.await.unwrap();
        let start = std::time::Instant::now();
        seal::all(&desk.db, now).await.unwrap();
        let sealed = start.elapsed();
        let start = std::time::Instant::now();
        let report = verify::verify(&desk.db, now, None).await.unwrap();
        let took = start.elapsed();
        assert_eq!((report.lines, report.found), (u64::from(lines), 0));
        let rate = |took: std::time::Duration| f64::from(lines) / took.as_secs_f64();
        let engine = desk.db.engine();
        writeln!(
            std::io::stderr(),
            "{engine:?}: {lines} lines sealed at {:.0} a second, verified at {:.0} a second",
            rate(sealed),
            rate(took)
        )
        .unwrap();
        if !cfg!(debug_assertions) {
            assert!(rate(took) >= 200_000.0, "{engine:?}: {took:?}");
        }
    }
}
