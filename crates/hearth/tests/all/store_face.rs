//! The store's promises, on both engines: all or nothing, one at a time, and nothing done
//! for a caller who has gone.

use std::sync::{
    Arc, Barrier,
    atomic::{AtomicU32, Ordering},
};

use access::organisations;
use kernel::{Error, Result};
use store::{Db, Read, Sql, Write, planned_once};

fn read_number(r: &Read<'_>, name: &str) -> Result<i64> {
    let text = organisations::setting(r, name)?.unwrap_or_else(|| "0".into());
    text.parse().map_err(|e| Error::internal("a test's number", e))
}

fn add_one(w: &Write<'_>, name: &str) -> Result<()> {
    let number = read_number(w, name)? + 1;
    organisations::set(w, name, &number.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_at_the_same_time_do_not_lose_each_other() {
    for desk in testkit::both(hearth::rooms::migrations()).await {
        let tasks: Vec<_> = (0..24)
            .map(|_| {
                let db = desk.db.clone();
                tokio::spawn(async move {
                    // A clash that outlasts the store's own tries is told, never half done.
                    while db.write("add one", |w| add_one(w, "n")).await == Err(Error::Busy) {}
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(desk.db.read(|r| read_number(r, "n")).await.unwrap(), 24);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_write_changes_nothing_and_spoils_nobody_elses() {
    for desk in testkit::both(hearth::rooms::migrations()).await {
        let good: Vec<_> = (0..10)
            .map(|_| {
                let db = desk.db.clone();
                tokio::spawn(async move {
                    while db.write("good", |w| add_one(w, "good")).await == Err(Error::Busy) {}
                })
            })
            .collect();
        for _ in 0..10 {
            let refused = desk.db.write("bad", |w| {
                add_one(w, "bad")?;
                Err::<(), _>(Error::NotFound)
            });
            assert!(matches!(refused.await, Err(Error::NotFound | Error::Busy)));
        }
        for task in good {
            task.await.unwrap();
        }
        assert_eq!(desk.db.read(|r| read_number(r, "good")).await.unwrap(), 10);
        assert_eq!(desk.db.read(|r| read_number(r, "bad")).await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_undone_and_the_next_one_works() {
    for desk in testkit::both(hearth::rooms::migrations()).await {
        let broken = desk.db.read(|_| -> Result<()> { panic!("on purpose") });
        assert!(matches!(broken.await, Err(Error::Internal(_))));
        let broken = desk.db.write("broken", |w| -> Result<()> {
            add_one(w, "n")?;
            panic!("on purpose")
        });
        assert!(matches!(broken.await, Err(Error::Internal(_))));
        desk.db.write("after", |w| add_one(w, "n")).await.unwrap();
        assert_eq!(desk.db.read(|r| read_number(r, "n")).await.unwrap(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_whose_caller_went_away_is_undone() {
    for desk in testkit::both(hearth::rooms::migrations()).await {
        let started = Arc::new(tokio::sync::Notify::new());
        let go = Arc::new(std::sync::Barrier::new(2));
        let runs = Arc::new(AtomicU32::new(0));
        let (db, told, gate, count) = (desk.db.clone(), started.clone(), go.clone(), runs.clone());
        let caller = tokio::spawn(async move {
            db.write("slow", move |w| {
                add_one(w, "n")?;
                if count.fetch_add(1, Ordering::SeqCst) == 0 {
                    told.notify_one();
                    gate.wait();
                }
                Ok(())
            })
            .await
        });
        started.notified().await;
        caller.abort();
        assert!(caller.await.is_err());
        tokio::task::spawn_blocking(move || go.wait()).await.unwrap();
        // The next write waits for the slow one to end, on SQLite; on PostgreSQL it does not touch the same row.
        desk.db.write("after", |w| add_one(w, "other")).await.unwrap();
        assert_eq!(desk.db.read(|r| read_number(r, "n")).await.unwrap(), 0, "{:?}", desk.db.engine());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_load_keeps_all_or_nothing_and_its_indexes() {
    for desk in testkit::both(hearth::rooms::migrations()).await {
        let rows = |fail: bool| {
            move |b: &mut store::Bulk<'_>| {
                for i in 0..1_000 {
                    b.row("setting", "name, value", &[format!("bulk{i}").into(), "tab\there\\n".into()])?;
                }
                if fail { Err(Error::NotFound) } else { Ok(()) }
            }
        };
        assert_eq!(desk.db.bulk(rows(true)).await, Err(Error::NotFound));
        assert_eq!(desk.db.read(|r| organisations::setting(r, "bulk7")).await.unwrap(), None);
        desk.db.bulk(rows(false)).await.unwrap();
        let value = desk.db.read(|r| organisations::setting(r, "bulk999")).await.unwrap();
        assert_eq!(value.as_deref(), Some("tab\there\\n"));
        // A unique index that was laid aside holds again.
        let twice = desk.db.write("twice", |w| {
            let council = organisations::of_kind(w, organisations::kind::COUNCIL)?.remove(0);
            let copy = organisations::Organisation { id: kernel::Id::from_parts(1, [1; 10]), ..council };
            organisations::put(w, &copy)
        });
        assert!(matches!(twice.await, Err(Error::Internal(_))));
    }
}

/// Other connections to this PostgreSQL database, and how many of them hold a transaction open.
const OTHERS: Sql = Sql {
    name: "OTHERS",
    text: "SELECT count(*), count(*) FILTER (WHERE state LIKE 'idle in transaction%') FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid()",
};

/// Three reads that are at work at the same time, so that there are three connections.
async fn three_at_once(db: &Db) -> Vec<Result<i64>> {
    let all_there = Arc::new(Barrier::new(3));
    let reads: Vec<_> = (0..3)
        .map(|_| {
            let (db, all_there) = (db.clone(), all_there.clone());
            tokio::spawn(async move {
                db.read(move |r| {
                    let number = read_number(r, "n");
                    all_there.wait();
                    number
                })
                .await
            })
        })
        .collect();
    let mut answers = Vec::new();
    for read in reads {
        answers.push(read.await.unwrap());
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_the_server_hung_up_on_is_not_used_again() {
    const END_OTHERS: Sql = Sql {
        name: "END_OTHERS",
        text: "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()",
    };
    let desk = testkit::postgres(hearth::rooms::migrations()).await;
    desk.db.write("a number", |w| organisations::set(w, "n", "7")).await.unwrap();
    assert_eq!(three_at_once(&desk.db).await, [Ok(7), Ok(7), Ok(7)]);
    let ended: i64 = desk.db.read(|r| r.row(END_OTHERS, &[])?.get(0)).await.unwrap();
    assert!(ended >= 2, "{ended} other connections");
    while desk.db.read(|r| r.row(OTHERS, &[])?.get::<i64>(0)).await.unwrap() > 0 {}
    assert_eq!(three_at_once(&desk.db).await, [Ok(7), Ok(7), Ok(7)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_statement_that_says_so_is_planned_once() {
    const ONCE: Sql =
        Sql { name: "ONCE", text: concat!(planned_once!(), "SELECT current_setting('plan_cache_mode')") };
    const FREE: Sql = Sql { name: "FREE", text: "SELECT current_setting('plan_cache_mode')" };
    const WRONG: Sql = Sql { name: "WRONG", text: "SELECT 1 / 0 FROM setting" };
    let desk = testkit::postgres(hearth::rooms::migrations()).await;
    desk.db.write("a number", |w| organisations::set(w, "n", "7")).await.unwrap();
    let modes = |sqls: Vec<Sql>| {
        desk.db.read(move |r| {
            sqls.iter().map(|sql| r.row(*sql, &[])?.get::<String>(0)).collect::<Result<Vec<_>>>()
        })
    };
    let (once, free) = ("force_generic_plan", "auto");
    // One after the other in the same transaction; each transaction begins with none said, also after one that failed.
    for _ in 0..8 {
        assert_eq!(modes(vec![ONCE, ONCE, FREE, FREE, ONCE]).await.unwrap(), [once, once, free, free, once]);
        assert_eq!(modes(vec![FREE, ONCE]).await.unwrap(), [free, once]);
        assert!(modes(vec![ONCE, WRONG]).await.is_err());
        assert_eq!(modes(vec![FREE]).await.unwrap(), [free]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_leaves_no_transaction_open_whatever_it_answers() {
    let desk = testkit::postgres(hearth::rooms::migrations()).await;
    assert_eq!(three_at_once(&desk.db).await, [Ok(0), Ok(0), Ok(0)]);
    let refused = desk.db.read(|r| read_number(r, "n").and(Err::<(), _>(Error::NotFound)));
    assert_eq!(refused.await, Err(Error::NotFound));
    let wrong = Sql { name: "WRONG", text: "SELECT 1 / 0 FROM setting" };
    desk.db.write("a number", |w| organisations::set(w, "n", "7")).await.unwrap();
    assert!(desk.db.read(move |r| r.query(wrong, &[])).await.is_err());
    // The ends are on their way; nobody waited for them.
    while desk.db.read(|r| r.row(OTHERS, &[])?.get::<i64>(1)).await.unwrap() > 0 {}
    assert_eq!(three_at_once(&desk.db).await, [Ok(7), Ok(7), Ok(7)]);
}
