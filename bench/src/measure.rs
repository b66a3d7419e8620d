//! What is measured of one database, in which order, and against which limit.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

use crate::{
    books::Books,
    fault::{Fault, Result, While},
    harvest::Harvest,
    http::Client,
    load::{Ask, Load, Times, run},
    report::{Limit, Report, say, seconds},
    server::{Hearth, Server},
};

/// Clients of the busy measurements.
const MANY: usize = 16;
/// Times that the server is started.
const STARTS: usize = 5;
/// How long a server rests before its memory is looked at.
const REST: Duration = Duration::from_secs(1);
/// The made-up people are the same each time.
const SEED: &str = "1";
/// A demo that takes longer than this is not waited for.
const LOADED_WITHIN: Duration = Duration::from_secs(1800);

/// What `--only` can name.
pub(crate) const KEYS: [&str; 8] =
    ["start", "worklist", "cases", "case", "search", "nation", "audit", "matching"];
/// A log of fewer lines is verified in little more than the program takes to start.
const LONG_LOG: i64 = 200_000;

/// A database to measure: `sqlite:nation`, `postgres:agency` and so on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) postgres: bool,
    pub(crate) size: String,
}

impl std::str::FromStr for Subject {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let known = |size: &str| ["agency", "region", "nation"].contains(&size);
        match text.split_once(':') {
            Some((engine @ ("sqlite" | "postgres"), size)) if known(size) => {
                Ok(Subject { postgres: engine == "postgres", size: size.to_owned() })
            }
            _ => Err("write sqlite:SIZE or postgres:SIZE, with SIZE agency, region or nation".to_owned()),
        }
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, {}", if self.postgres { "PostgreSQL" } else { "SQLite" }, self.size)
    }
}

/// What whoever runs this has chosen.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) program: PathBuf,
    /// Databases and logs are put in a folder of their own in here.
    pub(crate) folder: PathBuf,
    /// Whether databases stay, to be used again.
    pub(crate) keep: bool,
    /// Keys to measure; all when empty.
    pub(crate) only: Vec<String>,
    pub(crate) requests: usize,
    pub(crate) at_most: Duration,
}

/// Measures one database. What cannot be measured stands in the report.
pub(crate) async fn measure(subject: &Subject, choice: &Choice, report: &mut Report) {
    let place = subject.to_string();
    match Bench::open(subject, choice, report).await {
        Ok(mut bench) => {
            let loaded = bench.load().await;
            let loaded = bench.noted("the demo data", loaded);
            if loaded && bench.wants("start") | bench.wants("nation") {
                let started = bench.starts().await;
                bench.noted("starting the server", started);
            }
            if loaded && KEYS.iter().any(|key| !matches!(*key, "start" | "matching") && bench.wants(key)) {
                let asked = bench.pages().await;
                bench.noted("pages", asked);
            }
            let closed = bench.close().await;
            bench.noted("clearing away", closed);
        }
        Err(why) => report.miss(&place, &why),
    }
}

/// How long the demo took to load, kept beside it for the next run.
#[derive(Debug, Serialize, Deserialize)]
struct Loaded {
    seconds: f64,
}

struct Bench<'a> {
    place: String,
    size: &'a str,
    choice: &'a Choice,
    report: &'a mut Report,
    folder: PathBuf,
    books: Books,
    hearth: Hearth,
}

impl<'a> Bench<'a> {
    async fn open(subject: &'a Subject, choice: &'a Choice, report: &'a mut Report) -> Result<Self> {
        let engine = if subject.postgres { "postgres" } else { "sqlite" };
        let folder = choice.folder.join(format!("{engine}-{}", subject.size));
        // A throw-away server takes its databases with it; only SQLite's can be used again.
        if !choice.keep || subject.postgres {
            clear(&folder)?;
        }
        fs::create_dir_all(&folder).while_("making a folder for the database")?;
        let books = if subject.postgres {
            Books::make_postgres().await?
        } else {
            Books::Sqlite(folder.join("hearth.db"))
        };
        let hearth = Hearth {
            program: choice.program.clone(),
            database: books.address(),
            key_file: folder.join("hearth.key"),
            log: choice.folder.join(format!("{engine}-{}.log", subject.size)),
        };
        clear(&hearth.log)?;
        let keeping = books.keeping().await?;
        report.databases.push(format!("{subject}: {keeping}"));
        Ok(Bench { place: subject.to_string(), size: &subject.size, choice, report, folder, books, hearth })
    }

    fn wants(&self, key: &str) -> bool {
        self.choice.only.is_empty() || self.choice.only.iter().any(|only| only == key)
    }

    /// Puts a failure in the report. Whether there was none.
    fn noted(&mut self, what: &str, result: Result<()>) -> bool {
        if let Err(why) = &result {
            let what = format!("{what} ({})", self.place);
            self.report.miss(&what, why);
        }
        result.is_ok()
    }

    /// Fills the database, unless it was kept from last time.
    async fn load(&mut self) -> Result<()> {
        let (mark, place) = (self.folder.join("loaded.json"), self.place.clone());
        let kept = fs::read_to_string(&mark).ok().and_then(|text| serde_json::from_str(&text).ok());
        let (loaded, what) = match kept {
            Some(loaded) => (loaded, "Demo data loads (measured when this database was made)"),
            None => {
                // A load that was broken off left half a database.
                if let Books::Sqlite(_) = self.books {
                    clear(&self.folder)?;
                    fs::create_dir_all(&self.folder).while_("making a folder for the database")?;
                }
                say(&format!("filling the database: {place}"));
                let took =
                    self.hearth.run(&["demo", "--size", self.size, "--seed", SEED], LOADED_WITHIN).await?;
                let loaded = Loaded { seconds: seconds(took) };
                let text = serde_json::to_string(&loaded).while_("noting the time")?;
                fs::write(&mark, text).while_("noting the time")?;
                (loaded, "Demo data loads")
            }
        };
        let limit = (place == "SQLite, nation").then_some(240.0);
        self.report.number(("load", what, &place), loaded.seconds, "s", limit);
        let size = self.books.size_mib().await?;
        self.report.number(("load", "Size of the database", &place), size, "MiB", None);
        Ok(())
    }

    /// Starts the server again and again: time until it is ready, memory at rest, and the
    /// national page before anything else was asked for.
    async fn starts(&mut self) -> Result<()> {
        say(&format!("starting the server {STARTS} times: {}", self.place));
        let (mut ready, mut memory, mut first) = (Vec::new(), 0.0_f64, Ok(Vec::new()));
        for _ in 0..STARTS {
            let server = self.hearth.serve().await?;
            ready.push(server.ready_after);
            tokio::time::sleep(REST).await;
            memory = memory.max(server.resident_mib()?);
            first = match (first, self.wants("nation")) {
                (Ok(before), true) => cold(&server).await.map(|took| [before, vec![took]].concat()),
                (first, _) => first,
            };
            server.stop().await?;
        }
        let place = self.place.clone();
        if self.wants("start") {
            let about = ("start", "Server ready after its start (5 starts)", place.as_str());
            self.report.times(about, None, &Times::of(ready), Some(Limit::p99(300.0)));
            let about = ("start", "Memory of the server at rest (most of 5)", place.as_str());
            self.report.number(about, memory, "MiB", Some(80.0));
        }
        match first {
            Ok(first) if first.is_empty() => {}
            Ok(first) => {
                let about =
                    ("nation", "National page, first request after the start (5 starts)", place.as_str());
                self.report.times(about, None, &Times::of(first), Some(Limit::p99(300.0)));
            }
            Err(why) => self.report.miss(&format!("the national page, cold ({place})"), &why),
        }
        Ok(())
    }

    /// Asks one server for page after page.
    async fn pages(&mut self) -> Result<()> {
        say(&format!("asking for pages: {}", self.place));
        let server = self.hearth.serve().await?;
        let worker = server.sign_in("social-worker").await?;
        if self.wants("worklist") {
            let duty = server.sign_in("duty-worker").await?;
            let start = || vec![Ask::Get("/".to_owned())];
            self.many(&server, &worker, ("worklist", "Worklist of a social worker"), start()).await;
            self.many(&server, &duty, ("worklist", "Worklist of a duty worker"), start()).await;
        }
        if ["cases", "case", "search"].iter().any(|key| self.wants(key)) {
            let mut client = Client::connect(server.address, &worker).await?;
            match Harvest::gather(&mut client).await {
                Ok(harvest) => self.people(&server, &worker, harvest).await,
                Err(why) => self.report.miss(&format!("cases and people ({})", self.place), &why),
            }
        }
        if self.wants("nation") {
            let analyst = server.sign_in("national-analyst").await?;
            let limit = Some(Limit::median(50.0));
            let page = || vec![Ask::Get("/nation".to_owned())];
            self.ask(&server, &analyst, ("nation", "National page, warm"), page(), 1, limit).await;
            self.ask(&server, &analyst, ("nation", "National page, warm"), page(), MANY, None).await;
        }
        if self.wants("audit") {
            let verified = self.verify().await;
            self.noted("verifying the audit log", verified);
        }
        let memory = server.resident_mib()?;
        let place = self.place.clone();
        self.report.number(("start", "Memory of the server after all this", &place), memory, "MiB", None);
        server.stop().await
    }

    /// The pages that need cases and names to ask for.
    async fn people(&mut self, server: &Server, worker: &str, harvest: Harvest) {
        let Harvest { lists, cases, searches } = harvest;
        say(&format!("found {} cases on {} pages, {} searches", cases.len(), lists.len(), searches.len()));
        if self.wants("cases") {
            self.many(server, worker, ("cases", "List of cases"), lists).await;
        }
        if self.wants("case") {
            let limit = Some(Limit::median(5.0));
            self.ask(server, worker, ("case", "Case page"), cases.clone(), 1, limit).await;
            let before = (self.books.audit_lines().await, Instant::now());
            self.many(server, worker, ("case", "Case page"), cases).await;
            let audited = self.audit(before).await;
            self.noted("the audit log", audited);
        }
        if self.wants("search") {
            self.many(server, worker, ("search", "Search by name"), searches).await;
        }
    }

    /// What the audit log has taken since there were so many lines at that moment.
    async fn audit(&mut self, (before, since): (Result<i64>, Instant)) -> Result<()> {
        let took = since.elapsed();
        let after = self.books.audit_lines().await?;
        let rate = (after - before?) as f64 / seconds(took);
        let bytes = self.books.audit_bytes().await? as f64 / (after as f64).max(1.0);
        let place = self.place.clone();
        let about = ("case", "Audit lines written meanwhile", place.as_str());
        self.report.number(about, rate, "a second", None);
        let about = ("case", "An audit line with its share of the indexes", place.as_str());
        self.report.number(about, bytes, "bytes", None);
        Ok(())
    }

    /// Verifies the audit log while the server runs.
    async fn verify(&mut self) -> Result<()> {
        // The first time seals what still waits; the second only reads.
        self.hearth.run(&["audit", "verify"], LOADED_WITHIN).await?;
        let took = self.hearth.run(&["audit", "verify"], LOADED_WITHIN).await?;
        let lines = self.books.audit_lines().await?;
        let limit = (lines >= LONG_LOG).then_some(5.0);
        let place = self.place.clone();
        let about = ("audit", format!("Verifying a log of {lines} lines, start included, per line"));
        let micros = seconds(took) * 1e6 / (lines as f64).max(1.0);
        self.report.number((about.0, &about.1, &place), micros, "µs", limit);
        Ok(())
    }

    async fn many(&mut self, server: &Server, cookie: &str, about: (&'static str, &str), asks: Vec<Ask>) {
        self.ask(server, cookie, about, asks, MANY, Some(Limit::p99(50.0))).await;
    }

    async fn ask(
        &mut self,
        server: &Server,
        cookie: &str,
        (key, what): (&'static str, &str),
        asks: Vec<Ask>,
        clients: usize,
        limit: Option<Limit>,
    ) {
        let requests = if clients == 1 { self.choice.requests.div_ceil(4) } else { self.choice.requests };
        let load = Load { clients, requests, at_most: self.choice.at_most };
        let place = self.place.clone();
        match run(server.address, cookie, asks, load).await {
            Ok(times) => self.report.times((key, what, &place), Some(clients), &times, limit),
            Err(why) => self.report.miss(&format!("{what}, {clients} clients ({place})"), &why),
        }
    }

    /// Takes away what is not kept.
    async fn close(&mut self) -> Result<()> {
        self.books.remove().await?;
        if self.choice.keep { Ok(()) } else { clear(&self.folder) }
    }
}

/// The first request for the national page.
async fn cold(server: &Server) -> Result<Duration> {
    let cookie = server.sign_in("national-analyst").await?;
    let mut client = Client::connect(server.address, &cookie).await?;
    let asked = Instant::now();
    Ask::Get("/nation".to_owned()).of(&mut client).await?;
    Ok(asked.elapsed())
}

/// Removes a file or folder, if it is there.
fn clear(path: &Path) -> Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Fault(format!("removing {}: {error}", path.display())))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_an_engine_and_a_size() {
        let subject: Subject = "postgres:agency".parse().unwrap();
        assert_eq!(subject.to_string(), "PostgreSQL, agency");
        assert!("nation".parse::<Subject>().is_err());
        assert!("sqlite:village".parse::<Subject>().is_err());
    }
}
