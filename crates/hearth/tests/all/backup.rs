//! Backup and restore on both engines: what was backed up comes back, on the same engine or
//! the other; whatever is cut short, bent, foreign or newer is refused and changes nothing.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use access::organisations;
use kernel::{Result, Timestamp};
use store::{
    Db, KeyFile, Keys, Migration, Sealed,
    backup::{self, Order, Place, Restored, Summary},
    outbox, rotation,
};

const MASTER: [u8; 32] = [42; 32];

fn keys() -> Arc<Keys> {
    Arc::new(Keys::from_master(&MASTER).unwrap())
}

fn now() -> Timestamp {
    "2026-11-20T09:30:00Z".parse().unwrap()
}

/// An empty database on each engine, and one that [`fill`] filled.
async fn addresses(folder: &Path, name: &str) -> [String; 2] {
    [format!("sqlite:{}", folder.join(format!("{name}.db")).display()), testkit::postgres_address().await]
}

/// Enough rows for several frames, with every kind of value in them.
async fn fill(address: &str) -> Db {
    let db = Db::connect(address, keys()).await.unwrap();
    db.migrate(hearth::rooms::migrations()).await.unwrap();
    db.write("organisations", organisations::put_shipped).await.unwrap();
    db.bulk(|b| {
        for i in 0..9_000 {
            let value = format!("{i} \u{1f511} naïve\ttab\\ {}", "x".repeat(i % 400));
            b.row("setting", "name, value", &[format!("some {i:05}").into(), value.into()])?;
        }
        Ok(())
    })
    .await
    .unwrap();
    db.write("messages", |w| {
        for i in 0..20 {
            outbox::email(w, now(), &format!("key {i}"), "a@example.org", "Hello", "Words that are sealed")?;
        }
        Ok(())
    })
    .await
    .unwrap();
    db
}

async fn back_up(db: &Db, out: &Path, files: Option<PathBuf>) -> Summary {
    let order = Order { out: out.to_owned(), lock: keys(), made_at: now(), product: "test".into(), files };
    backup::create(db, order, |_| {}).await.unwrap()
}

fn place(address: &str) -> Place {
    Place {
        address: address.to_owned(),
        keys: keys(),
        migrations: hearth::rooms::migrations(),
        replace: false,
        files: None,
        hold_messages: false,
        now: now(),
    }
}

async fn restore(archive: &Path, to: Place) -> Result<Restored> {
    backup::restore(archive, &keys(), to, |_| {}).await
}

async fn refusal(archive: &Path, to: Place) -> &'static str {
    restore(archive, to).await.unwrap_err().code()
}

async fn setting(db: &Db, name: &'static str) -> Option<String> {
    db.read(move |r| organisations::setting(r, name)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_goes_from_engine_to_engine_and_comes_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let [sqlite, _] = addresses(folder.path(), "first").await;
    let files = folder.path().join("files");
    let name = format!("ab/ab{}", "0".repeat(30));
    std::fs::create_dir_all(files.join("ab")).unwrap();
    std::fs::write(files.join(&name), vec![7; 3 << 20]).unwrap();
    std::fs::write(files.join("ab/half.part"), "not whole yet").unwrap();
    let first = back_up(&fill(&sqlite).await, &folder.path().join("1"), Some(files)).await;
    assert_eq!(first.files, 1);
    assert!(first.rows() > 9_020, "{}", first.rows());
    let mut archive = folder.path().join("1");
    let [_, postgres] = addresses(folder.path(), "second").await;
    let [sqlite, _] = addresses(folder.path(), "third").await;
    for (n, address) in [postgres, sqlite].into_iter().enumerate() {
        let there = folder.path().join(format!("files{n}"));
        let mut to = place(&address);
        to.files = Some(there.clone());
        to.hold_messages = n == 1;
        let done = restore(&archive, to).await.unwrap();
        assert_eq!(done.summary.tables, first.tables);
        assert_eq!((done.aside, done.migrated, done.held), (None, 0, if n == 1 { 20 } else { 0 }));
        assert_eq!(std::fs::read(there.join(&name)).unwrap(), vec![7; 3 << 20]);
        let db = Db::connect(&address, keys()).await.unwrap();
        assert_eq!(db.pending(hearth::rooms::migrations()).await.unwrap(), 0);
        let due = db.read(|r| outbox::due(r, now(), 100)).await.unwrap();
        assert_eq!(due.len(), if n == 1 { 0 } else { 20 });
        assert!(due.iter().all(|m| m.body == "Words that are sealed"));
        // Indexes hold again, and the record can be written to.
        assert!(
            db.write("twice", |w| outbox::email(w, now(), "new", "a@example.org", "a", "b")).await.is_ok()
        );
        db.write("settings", |w| organisations::set(w, "after", "yes")).await.unwrap();
        archive = folder.path().join(format!("again{n}"));
        let again = back_up(&db, &archive, Some(there)).await;
        let same = |s: &Summary| {
            s.tables
                .iter()
                .filter(|t| !["message", "setting"].contains(&t.0.as_str()))
                .cloned()
                .collect::<Vec<_>>()
        };
        assert_eq!(same(&again), same(&first));
        // The next engine starts from what the first wrote.
        archive = folder.path().join("1");
        let verified = backup::verify(&folder.path().join(format!("again{n}")), &keys(), |_| {}).unwrap();
        assert_eq!(verified, again);
    }
}

/// Where frames begin in an archive: after the head, each with its length before it.
fn borders(bytes: &[u8]) -> Vec<usize> {
    let mut at = 61;
    let mut borders = vec![at];
    while at < bytes.len() {
        let length = u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        at += 4 + length;
        borders.push(at);
    }
    assert_eq!(at, bytes.len());
    borders
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_as_it_was_written_is_refused_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let [sqlite, postgres] = addresses(folder.path(), "source").await;
    let source = fill(&sqlite).await;
    let good = file("good");
    back_up(&source, &good, None).await;
    drop(source);
    let bytes = std::fs::read(&good).unwrap();
    let bad = file("bad");
    let target = format!("sqlite:{}", file("target.db").display());
    let borders = borders(&bytes);
    assert!(borders.len() > 4, "only {} frames", borders.len());
    // Cut short at every border of a frame and beside it.
    for border in &borders[..borders.len() - 1] {
        for end in [border - 1, *border, border + 1] {
            std::fs::write(&bad, &bytes[..end]).unwrap();
            let said = backup::verify(&bad, &keys(), |_| {}).unwrap_err();
            assert_eq!(said.code(), "backup.cut-short", "{end}: {said}");
        }
    }
    for (n, end) in [borders[1], borders[borders.len() - 2], bytes.len() - 1].into_iter().enumerate() {
        std::fs::write(&bad, &bytes[..end]).unwrap();
        assert_eq!(refusal(&bad, place(&target)).await, "backup.cut-short", "cut {n}");
        assert_eq!(refusal(&bad, place(&postgres)).await, "backup.cut-short", "cut {n}");
    }
    // One bit, anywhere.
    for n in 0..60 {
        let at = (n * 7_919 + n * n * 31) % bytes.len();
        let mut bent = bytes.clone();
        bent[at] ^= 1 << (n % 8);
        std::fs::write(&bad, &bent).unwrap();
        assert!(backup::verify(&bad, &keys(), |_| {}).is_err(), "a bit at {at} may be changed");
    }
    std::fs::write(&bad, [bytes.as_slice(), b"x"].concat()).unwrap();
    assert_eq!(refusal(&bad, place(&target)).await, "backup.too-long");
    std::fs::write(&bad, "something else").unwrap();
    assert_eq!(refusal(&bad, place(&target)).await, "backup.not-one");
    let mut newer = bytes.clone();
    newer[8] = 2;
    std::fs::write(&bad, newer).unwrap();
    assert_eq!(refusal(&bad, place(&target)).await, "backup.newer");
    assert_eq!(refusal(&file("nowhere"), place(&target)).await, "backup.unreadable");
    // A newer schema, another key for the archive, another key for the record.
    let mut to = place(&target);
    to.migrations = without_the_last(to.migrations);
    assert_eq!(refusal(&good, to).await, "backup.newer");
    let other = Keys::from_master(&[1; 32]).unwrap();
    let locked = backup::restore(&good, &other, place(&target), |_| {}).await;
    assert_eq!(locked.unwrap_err().code(), "backup.wrong-key");
    let mut to = place(&target);
    to.keys = Arc::new(Keys::from_master(&[1; 32]).unwrap());
    assert_eq!(refusal(&good, to).await, "restore.keys-missing");
    assert!(!file("target.db").exists() && !file("target.db.restoring").exists());
    let db = Db::connect(&postgres, keys()).await.unwrap();
    assert_eq!(db.schema().await.unwrap(), Vec::<String>::new());
}

fn without_the_last(mut all: Vec<Migration>) -> Vec<Migration> {
    all.sort_by_key(|m| m.number);
    all.pop();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_only_replaced_when_asked_stopped_and_the_backup_is_good() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good");
    let [sqlite, _] = addresses(folder.path(), "source").await;
    back_up(&fill(&sqlite).await, &good, None).await;
    let cut = folder.path().join("cut");
    let bytes = std::fs::read(&good).unwrap();
    std::fs::write(&cut, &bytes[..bytes.len() - 1]).unwrap();
    for address in addresses(folder.path(), "running").await {
        let db = Db::connect(&address, keys()).await.unwrap();
        db.migrate(hearth::rooms::migrations()).await.unwrap();
        db.write("mine", |w| organisations::set(w, "mine", "here")).await.unwrap();
        assert_eq!(refusal(&good, place(&address)).await, "restore.not-empty");
        let replacing = || {
            let mut to = place(&address);
            to.replace = true;
            to
        };
        assert_eq!(refusal(&good, replacing()).await, "restore.in-use");
        assert_eq!(setting(&db, "mine").await.as_deref(), Some("here"));
        drop(db);
        let mut said = refusal(&cut, replacing()).await;
        // The connections of the database that was dropped just now may need a moment to close.
        while said == "restore.in-use" {
            tokio::task::yield_now().await;
            said = refusal(&cut, replacing()).await;
        }
        assert_eq!(said, "backup.cut-short");
        let db = Db::connect(&address, keys()).await.unwrap();
        assert_eq!(setting(&db, "mine").await.as_deref(), Some("here"));
        drop(db);
        let mut done = restore(&good, replacing()).await;
        while done.as_ref().is_err_and(|e| e.code() == "restore.in-use") {
            tokio::task::yield_now().await;
            done = restore(&good, replacing()).await;
        }
        let aside = done.unwrap().aside.unwrap();
        let db = Db::connect(&address, keys()).await.unwrap();
        assert_eq!(setting(&db, "mine").await, None);
        assert!(setting(&db, "some 00007").await.is_some());
        if address.starts_with("sqlite:") {
            let former = Db::connect(&format!("sqlite:{aside}"), keys()).await.unwrap();
            assert_eq!(setting(&former, "mine").await.as_deref(), Some("here"));
        } else {
            assert!(aside.starts_with("before_restore_2026"), "{aside}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_one_snapshot_while_others_write() {
    let folder = tempfile::tempdir().unwrap();
    for (n, address) in addresses(folder.path(), "busy").await.into_iter().enumerate() {
        let db = fill(&address).await;
        let (stop, started) = (Arc::new(AtomicBool::new(false)), Arc::new(tokio::sync::Notify::new()));
        let (writer, stopped, told) = (db.clone(), stop.clone(), started.clone());
        let writing = tokio::spawn(async move {
            let mut count = 0_u64;
            while !stopped.load(Ordering::SeqCst) {
                count += 1;
                writer
                    .write("two at once", move |w| {
                        organisations::set(w, "a first", &count.to_string())?;
                        organisations::set(w, "z last", &count.to_string())
                    })
                    .await
                    .unwrap();
                told.notify_one();
            }
            count
        });
        started.notified().await;
        let archive = folder.path().join(format!("busy{n}"));
        back_up(&db, &archive, None).await;
        stop.store(true, Ordering::SeqCst);
        assert!(writing.await.unwrap() > 1, "nobody wrote meanwhile");
        let copy = format!("sqlite:{}", folder.path().join(format!("copy{n}.db")).display());
        restore(&archive, place(&copy)).await.unwrap();
        let copy = Db::connect(&copy, keys()).await.unwrap();
        assert!(setting(&copy, "a first").await.is_some());
        assert_eq!(setting(&copy, "a first").await, setting(&copy, "z last").await);
    }
}

/// Every column of bytes is an id, sealed, or known to hold no text: a new one that is none of
/// these would be left behind by a rotation.
#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_sealed_columns_is_whole() {
    let desk = testkit::sqlite(hearth::rooms::migrations()).await;
    let schema = desk.db.schema().await.unwrap();
    let sealed: Vec<&str> = hearth::sealed::ALL.iter().map(|s| s.column.name).collect();
    let mut named = 0;
    for line in &schema {
        let (column, kind) = line.split_once(' ').unwrap();
        // Who did something is an id, but for who asked by words of their own: the list says so.
        let is_id = column.ends_with("_id")
            || column.ends_with(".id")
            || (column.ends_with("_by") && !sealed.contains(&column));
        if kind.starts_with("bytes") && !is_id {
            let plain = hearth::sealed::PLAIN.contains(&column);
            assert!(sealed.contains(&column) != plain, "{column} belongs in crates/hearth/src/sealed.rs");
            named += 1;
        }
    }
    assert_eq!(named, sealed.len() + hearth::sealed::PLAIN.len(), "a listed column is gone");
    for (column, _) in hearth::sealed::PLAIN_WORDS {
        assert!(schema.iter().any(|l| l.starts_with(&format!("{column} text"))), "{column} is gone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_changed_while_others_write_and_everything_still_opens() {
    let folder = tempfile::tempdir().unwrap();
    for address in addresses(folder.path(), "rotated").await {
        let key = folder.path().join(format!("{}.key", address.len()));
        let server = Db::connect(&address, Keys::load_or_create(&key).unwrap()).await.unwrap();
        server.migrate(hearth::rooms::migrations()).await.unwrap();
        put(&server, 0, 450).await;
        let mut file = KeyFile::load(&key).unwrap();
        let number = file.add().unwrap();
        file.use_generation(number).unwrap();
        file.save(&key).unwrap();
        let rotator = Db::connect(&address, Keys::load(&key).unwrap()).await.unwrap();
        // The server has not learnt of the key yet, and goes on sealing with the old one.
        let writing = {
            let server = server.clone();
            tokio::spawn(async move { put(&server, 450, 600).await })
        };
        let first = rotation::reseal(&rotator, hearth::sealed::ALL, &mut |_, _| {}).await.unwrap();
        writing.await.unwrap();
        assert!(first.values >= 450 * 3 && first.shut.is_empty(), "{first:?}");
        // It reads what is sealed anew: an unknown key makes it look into the file.
        assert_eq!(due(&server).await, 600);
        assert_eq!(server.keys().in_use(), number);
        let second = rotation::reseal(&rotator, hearth::sealed::ALL, &mut |_, _| {}).await.unwrap();
        assert_eq!(first.values + second.values, 600 * 3, "each value once");
        let counts = rotation::count(&rotator, hearth::sealed::ALL).await.unwrap();
        assert_eq!(counts.keys().copied().collect::<Vec<_>>(), [number]);
        file.retire(1).unwrap();
        file.save(&key).unwrap();
        assert_eq!(due(&Db::connect(&address, Keys::load(&key).unwrap()).await.unwrap()).await, 600);
        // Values that no key opens are told, and left.
        let lost: Vec<Sealed> =
            hearth::sealed::ALL.iter().filter(|s| s.column.name == "message.body").copied().collect();
        let stranger = Keys::from_master(&[9; 32]).unwrap();
        let stranger = Db::connect(&address, stranger).await.unwrap();
        let shut = rotation::reseal(&stranger, &lost, &mut |_, _| {}).await.unwrap();
        assert_eq!((shut.values, shut.shut.get("message.body")), (0, Some(&600)));
        assert_eq!(due(&rotator).await, 600);
    }
}

async fn put(db: &Db, from: u32, to: u32) {
    for i in from..to {
        let write = db.write("a message", move |w| {
            outbox::email(w, now(), &format!("key {i}"), "a@example.org", "Hello", &format!("Words {i}"))
        });
        write.await.unwrap();
    }
}

async fn due(db: &Db) -> usize {
    let due = db.read(|r| outbox::due(r, now(), 1_000)).await.unwrap();
    assert!(due.iter().all(|m| m.body.starts_with("Words ")));
    due.len()
}
