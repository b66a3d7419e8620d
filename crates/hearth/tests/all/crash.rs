//! The crash test: the server is killed with SIGKILL again and again while people write, and
//! so is PostgreSQL itself. Afterwards every answer that was given holds, nothing stands half
//! done, what was sent again was done once, and no message was lost or doubled.
//!
//! This proves the death of a process, not of a machine: the kernel still writes what it was
//! given. Nine kills in a short run; `HEARTH_SOAK=300 make soak` for 300 of each kind.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use access::{
    Role,
    accounts::{self, Account, NewAccount},
    organisations, tokens,
};
use kernel::{Id, Timestamp};
use serde_json::{Value, json};
use store::{Db, Keys, Sql, outbox};

/// People who write at the same time.
const WRITERS: usize = 3;
/// Messages that wait when the first server starts.
const MESSAGES: u32 = 60;
/// Far longer than anything here takes: only a hang gets there.
const PATIENCE: Duration = Duration::from_secs(120);

/// How many kills of each kind: few in a short run.
fn kills(few: u32) -> u32 {
    match std::env::var("HEARTH_SOAK") {
        Ok(text) => text.parse().unwrap(),
        Err(_) => few,
    }
}

/// A server that can be killed and started again.
struct Server {
    address: String,
    folder: PathBuf,
    child: Option<Child>,
    port: Arc<Mutex<Option<u16>>>,
}

impl Server {
    fn start(&mut self) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hearth"))
            // Those who find the database gone ask again at once.
            .args(["serve", "--listen", "127.0.0.1:0", "--no-rate-limits"])
            .env("HEARTH_DATABASE", &self.address)
            .env("HEARTH_KEY_FILE", self.folder.join("hearth.key"))
            .env("HEARTH_FILES", self.folder.join("files"))
            .env("HEARTH_MAIL_FOLDER", self.folder.join("mail"))
            .env("HEARTH_LOG_JSON", "1")
            .env("HEARTH_LOG", "info")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut heard = String::new();
        let port = loop {
            let mut line = String::new();
            assert!(said.read_line(&mut line).unwrap() > 0, "the server did not start: {heard}");
            heard.push_str(&line);
            if line.contains("\"ready\"") {
                let line: Value = serde_json::from_str(&line).unwrap();
                let address = line["fields"]["address"].as_str().unwrap();
                break address.rsplit_once(':').unwrap().1.parse().unwrap();
            }
        };
        // A full pipe would stop the server: what else it says is read and let go.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        *self.port.lock().unwrap() = Some(port);
        self.child = Some(child);
    }

    /// SIGKILL: the process ends between two instructions.
    fn kill(&mut self) {
        *self.port.lock().unwrap() = None;
        let mut child = self.child.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Sends one request; nothing when no whole answer came back.
fn ask(port: u16, token: &str, path: &str, key: &str, body: &Value) -> Option<(u16, Value)> {
    let body = body.to_string();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Idempotency-Key: {key}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let text = String::from_utf8(answer).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).ok()?))
}

/// What the writers share.
struct Load {
    port: Arc<Mutex<Option<u16>>>,
    token: String,
    coordinator: String,
    stop: AtomicBool,
    acknowledged: AtomicU64,
    /// Held by each while it asks, and by the check while it counts: what is counted apart would differ by what was
    /// written in between.
    gate: tokio::sync::RwLock<()>,
    /// Enquiries and cases that were acknowledged, by the number of their story.
    stories: Mutex<BTreeMap<String, (String, String)>>,
}

impl Load {
    /// Sends until it is acknowledged, through as many servers as that takes.
    fn insist(&self, path: &str, key: &str, body: &Value) -> Value {
        let _asking = self.gate.blocking_read();
        let begun = Instant::now();
        loop {
            let port = *self.port.lock().unwrap();
            match port.and_then(|port| ask(port, &self.token, path, key, body)) {
                Some((200 | 201, answer)) => {
                    self.acknowledged.fetch_add(1, Ordering::SeqCst);
                    return answer;
                }
                // The database was gone or busy for a moment: send it again.
                Some((500 | 503, _)) | None => std::thread::yield_now(),
                Some((status, answer)) => panic!("{path} {key}: {status} {answer}"),
            }
            assert!(begun.elapsed() < PATIENCE, "{path} {key} is not answered");
        }
    }

    /// One family after another: recorded, called, allocated.
    fn write(&self, writer: usize) {
        let mut number = 0;
        while !self.stop.load(Ordering::SeqCst) {
            number += 1;
            let name = format!("{writer}x{number}");
            let story = self.insist("/api/v1/enquiries", &format!("enquiry-{name}"), &call(&name));
            let id = story["id"].as_str().unwrap().to_owned();
            let path = format!("/api/v1/enquiries/{id}/triage");
            let held = json!({"did": "call-held", "version": story["version"], "why": "Spoke with them"});
            let held = self.insist(&path, &format!("held-{name}"), &held);
            let allocate = json!({
                "did": "allocate", "version": held["version"], "why": "Needs an assessment", "checked": true,
                "to": "new", "coordinator": self.coordinator, "level": "targeted",
            });
            let allocated = self.insist(&path, &format!("allocate-{name}"), &allocate);
            let case = allocated["case"].as_str().unwrap().to_owned();
            self.stories.lock().unwrap().insert(name, (id, case));
        }
    }
}

fn call(name: &str) -> Value {
    json!({
        "channel": "phone", "asker": "adoptive-parent", "first-name": format!("Maya{name}"),
        "last-name": format!("Okoro{name}"), "phone": "07700 900123", "contact-by": "phone", "safe": "open",
        "council": "881", "postcode": "CM1 1QH", "child-first-name": format!("Theo{name}"),
        "child-last-name": format!("Okoro{name}"), "born": "2016-05-04", "route": "adoption",
        "ordered": "2019-06-01", "placing-council": "881", "story": "He cannot settle at school.", "retold": 4,
    })
}

/// A record with somebody who writes, and messages that wait.
async fn prepare(address: &str, folder: &Path) -> (String, String) {
    let keys = Keys::load_or_create(&folder.join("hearth.key")).unwrap();
    let db = Db::connect(address, keys).await.unwrap();
    db.migrate(hearth::rooms::migrations()).await.unwrap();
    db.write("organisations", organisations::put_shipped).await.unwrap();
    let now = Timestamp::now();
    db.write("people", move |w| {
        let agency = organisations::id_of(organisations::kind::AGENCY, testkit::AGENCY);
        let id = Id::new(now);
        let account = Account {
            id,
            name: "A coordinator".into(),
            role: Role::SocialWorker,
            agency: Some(agency),
            family: None,
            provider: None,
        };
        accounts::create(
            w,
            &NewAccount { account, email: "c@example.org".into(), password: None, demo: false },
            now,
        )?;
        for i in 0..MESSAGES {
            outbox::email(w, now, &format!("waiting {i}"), "a@example.org", "Hello", "Words")?;
        }
        Ok((tokens::create(w, Role::DutyWorker, Some(agency), "crash", 30, now)?, id.to_string()))
    })
    .await
    .unwrap()
}

async fn number(db: &Db, text: &'static str) -> i64 {
    db.read(move |r| r.row(Sql { name: "crash", text }, &[])?.get(0)).await.unwrap()
}

/// Everything that must hold, whenever the server died.
async fn check(address: &str, folder: &Path, load: &Load) {
    let db = Db::connect(address, Keys::load(&folder.join("hearth.key")).unwrap()).await.unwrap();
    let count = async |text| number(&db, text).await;
    let stories = load.stories.lock().unwrap().clone();
    for (name, (enquiry, case)) in &stories {
        let id: Id<kernel::kinds::Enquiry> = enquiry.parse().unwrap();
        let found = db
            .read(move |r| {
                const OF: Sql =
                    Sql { name: "crash", text: "SELECT case_id, version FROM enquiry WHERE id = $1" };
                let row = r.row(OF, &[id.into()])?;
                Ok((row.get::<Id<kernel::kinds::Case>>(0)?, row.get::<i64>(1)?))
            })
            .await;
        let (of, _) = found.unwrap_or_else(|e| panic!("story {name} was acknowledged and is gone: {e}"));
        assert_eq!(of.to_string(), *case, "story {name}");
    }
    // Each writer is in the middle of at most one story; what was sent again was done once.
    let (enquiries, cases) =
        (count("SELECT count(*) FROM enquiry").await, count("SELECT count(*) FROM support_case").await);
    let most = stories.len() + WRITERS;
    assert!((stories.len()..=most).contains(&usize::try_from(enquiries).unwrap()), "{enquiries} of {most}");
    assert!((stories.len()..=most).contains(&usize::try_from(cases).unwrap()), "{cases} of {most}");
    // A step is there whole or not at all.
    assert_eq!(count("SELECT count(*) FROM promise WHERE kind = 'advice-call'").await, enquiries);
    assert_eq!(
        count("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'enquiries'").await,
        enquiries
    );
    assert_eq!(
        count("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'cases-opened'").await,
        cases
    );
    assert_eq!(count("SELECT count(*) FROM enquiry WHERE case_id IS NOT NULL").await, cases);
    assert_eq!(
        count(
            "SELECT count(*) FROM support_case c JOIN enquiry e ON e.case_id = c.id AND e.id = c.enquiry_id"
        )
        .await,
        cases
    );
    assert_eq!(count("SELECT count(*) FROM family").await, cases);
    assert_eq!(count("SELECT count(DISTINCT case_id) FROM event").await, cases);
    assert_eq!(
        count("SELECT count(*) FROM person p WHERE NOT EXISTS (SELECT 1 FROM identity i WHERE i.person_id = p.id)").await,
        0
    );
    // One kept answer for each change that was done, and never one without its change.
    let steps = count("SELECT CAST(sum(version) AS BIGINT) FROM enquiry").await;
    assert_eq!(count("SELECT count(*) FROM answer").await, steps);
    // No message is neither sent nor waiting, and what is noted as sent did leave.
    assert_eq!(count("SELECT count(*) FROM message").await, i64::from(MESSAGES));
    assert_eq!(count("SELECT count(*) FROM message WHERE sent_at IS NULL AND next_at IS NULL").await, 0);
    let sent = count("SELECT count(*) FROM message WHERE sent_at IS NOT NULL").await;
    assert!(letters(folder) >= usize::try_from(sent).unwrap(), "{sent} are noted, {} left", letters(folder));
}

/// The audit log is whole: every line that was sealed, and the lines that waited.
fn log_verifies(address: &str, folder: &Path) {
    let said = Command::new(env!("CARGO_BIN_EXE_hearth"))
        .args(["audit", "verify"])
        .env("HEARTH_DATABASE", address)
        .env("HEARTH_KEY_FILE", folder.join("hearth.key"))
        .output()
        .unwrap();
    let words = [said.stdout, said.stderr].concat();
    assert!(said.status.success(), "{}: {}", said.status, String::from_utf8_lossy(&words));
}

fn letters(folder: &Path) -> usize {
    std::fs::read_dir(folder.join("mail")).map_or(0, |files| {
        files.filter(|f| f.as_ref().unwrap().path().extension().is_some_and(|e| e == "eml")).count()
    })
}

/// Every message leaves in the end, each once. A message that was being sent when its server
/// died is tried again after two minutes; that wait is taken away here.
async fn all_leave(address: &str, folder: &Path) {
    let db = Db::connect(address, Keys::load(&folder.join("hearth.key")).unwrap()).await.unwrap();
    const NOW: Sql = Sql { name: "crash", text: "UPDATE message SET next_at = 0 WHERE next_at IS NOT NULL" };
    db.write("now", |w| w.execute(NOW, &[])).await.unwrap();
    let begun = Instant::now();
    while number(&db, "SELECT count(*) FROM message WHERE sent_at IS NULL").await > 0 {
        assert!(begun.elapsed() < PATIENCE, "some messages do not leave");
        tokio::task::yield_now().await;
    }
    assert_eq!(letters(folder), MESSAGES as usize);
}

/// Writers write while `strike` does what it does, once for each of `times`.
async fn under_load(server: &mut Server, times: u32, mut strike: impl FnMut(&mut Server, u32)) -> Arc<Load> {
    let (address, folder) = (server.address.clone(), server.folder.clone());
    let (token, coordinator) = prepare(&address, &folder).await;
    let load = Arc::new(Load {
        port: server.port.clone(),
        token,
        coordinator,
        stop: AtomicBool::new(false),
        acknowledged: AtomicU64::new(0),
        gate: tokio::sync::RwLock::default(),
        stories: Mutex::default(),
    });
    server.start();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let load = load.clone();
            std::thread::spawn(move || load.write(writer))
        })
        .collect();
    for n in 0..times {
        // Some were answered since the last time, and others are on their way.
        let enough = load.acknowledged.load(Ordering::SeqCst) + 2 + u64::from(n * 7 % 5);
        let begun = Instant::now();
        while load.acknowledged.load(Ordering::SeqCst) < enough {
            assert!(begun.elapsed() < PATIENCE, "nothing is answered any more");
            assert!(writers.iter().all(|w| !w.is_finished()), "a writer stopped");
            std::thread::yield_now();
        }
        strike(server, n);
        if n % 25 == 24 {
            let _nobody_asks = load.gate.write().await;
            check(&address, &folder, &load).await;
        }
    }
    load.stop.store(true, Ordering::SeqCst);
    for writer in writers {
        writer.join().unwrap();
    }
    load
}

async fn killed_again_and_again(address: String, times: u32) {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server {
        address: address.clone(),
        folder: folder.path().to_owned(),
        child: None,
        port: Arc::default(),
    };
    let load = under_load(&mut server, times, |server, _| {
        server.kill();
        server.start();
    })
    .await;
    all_leave(&address, folder.path()).await;
    server.kill();
    check(&address, folder.path(), &load).await;
    log_verifies(&address, folder.path());
    told("server", &address, times, &load);
}

fn told(what: &str, address: &str, times: u32, load: &Load) {
    let engine = address.split(':').next().unwrap();
    let acknowledged = load.acknowledged.load(Ordering::SeqCst);
    let line = format!(
        "crash: {times} kills of the {what} on {engine}; {acknowledged} answers given, all of them held\n"
    );
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_the_server_is_killed_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    killed_again_and_again(format!("sqlite:{}", folder.path().join("hearth.db").display()), kills(4)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_the_server_is_killed_on_postgresql() {
    killed_again_and_again(testkit::postgres_address().await, kills(3)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_postgresql_is_killed() {
    let mut cluster = Cluster::new();
    cluster.start();
    let folder = tempfile::tempdir().unwrap();
    let address = cluster.address();
    let mut server = Server {
        address: address.clone(),
        folder: folder.path().to_owned(),
        child: None,
        port: Arc::default(),
    };
    let times = kills(2);
    let load = under_load(&mut server, times, |_, _| {
        cluster.kill();
        cluster.start();
    })
    .await;
    all_leave(&address, folder.path()).await;
    server.kill();
    check(&address, folder.path(), &load).await;
    log_verifies(&address, folder.path());
    told("PostgreSQL server", &address, times, &load);
}

/// A PostgreSQL of this test's own, so that killing it hurts nobody else's.
struct Cluster {
    home: PathBuf,
    binaries: PathBuf,
    port: u16,
    child: Option<Child>,
}

impl Cluster {
    fn new() -> Self {
        let versions = std::fs::read_dir("/usr/lib/postgresql").unwrap();
        let mut found: Vec<(u32, PathBuf)> = versions
            .filter_map(|v| v.ok())
            .filter_map(|v| Some((v.file_name().to_str()?.parse().ok()?, v.path().join("bin"))))
            .collect();
        found.sort();
        let binaries = found.pop().unwrap().1;
        // A socket's path is short, and the cluster's user must reach it.
        let made = Command::new("mktemp").args(["-d", "/tmp/hearth-crash.XXXXXX"]).output().unwrap();
        let home = PathBuf::from(String::from_utf8(made.stdout).unwrap().trim());
        let cluster = Cluster { home, binaries, port: 0, child: None };
        if root() {
            assert!(Command::new("chown").arg("postgres").arg(&cluster.home).status().unwrap().success());
        }
        let data = cluster.home.join("data");
        let made = cluster
            .command("initdb")
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .arg(format!("--pgdata={}", data.display()))
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        cluster
    }

    /// A program of PostgreSQL, which refuses to run as root.
    fn command(&self, program: &str) -> Command {
        let program = self.binaries.join(program);
        let mut command = if root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/").stdin(Stdio::null());
        command
    }

    fn start(&mut self) {
        let begun = Instant::now();
        loop {
            assert!(begun.elapsed() < PATIENCE, "PostgreSQL does not start");
            if self.port == 0 {
                // Free now; should another take it, the next round chooses again.
                let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
                self.port = free.local_addr().unwrap().port();
            }
            // Commits wait for the log as they do in earnest; only the disk is not waited for.
            let mut child = self
                .command("postgres")
                .arg("-D")
                .arg(self.home.join("data"))
                .args(["-p", &self.port.to_string(), "-h", "127.0.0.1", "-k"])
                .arg(&self.home)
                .args(["-c", "fsync=off", "-c", "synchronous_commit=on", "-c", "max_connections=60"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            while child.try_wait().unwrap().is_none() {
                let mut ready = self.command("pg_isready");
                ready.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
                if ready.status().unwrap().success() {
                    self.child = Some(child);
                    return;
                }
                assert!(begun.elapsed() < PATIENCE, "PostgreSQL does not get ready");
            }
            // Processes of the one that was killed may still be ending.
            std::thread::yield_now();
        }
    }

    fn address(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// SIGKILL to the postmaster; its own processes find it gone and end.
    fn kill(&mut self) {
        let mut child = self.child.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

fn root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n")
}
