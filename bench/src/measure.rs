//! What is measured of one database, in which order, and against which limit.

mod safety;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use family_finding::returns903::{made_up, model::Year};
use serde::{Deserialize, Serialize};

use crate::{
    books::Books,
    directory,
    fault::{Fault, Result, While, fault},
    harvest::Harvest,
    http::Client,
    inside::{Inside, LONG_LIFE},
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
pub(crate) const KEYS: [&str; 19] = [
    "start",
    "worklist",
    "cases",
    "case",
    "rhythm",
    "assessment",
    "search",
    "nation",
    "access",
    "audit",
    "backup",
    "directory",
    "ssda903",
    "needs",
    "projection",
    "capacity",
    "matching",
    "score",
    "bids",
];
/// What is measured in a database of its own, without the demo.
const ALONE: [&str; 4] = ["ssda903", "matching", "score", "bids"];
/// Rows of the return that is taken in: as many as all of England's files of one year have.
const RETURN_ROWS: usize = 336_680;
/// Whose return it is.
const RETURN_AGENCY: &str = "adopt-east";
/// What needs no page of a running server.
const WITHOUT_PAGES: [&str; 3] = ["start", "projection", "capacity"];
/// Times that each simulation is run.
const SIMULATIONS: usize = 5;

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
            if bench.wants("ssda903") && !subject.postgres {
                let taken = bench.returns().await;
                bench.noted("taking in a return", taken);
            }
            let needed = KEYS.iter().any(|key| !ALONE.contains(key) && bench.wants(key));
            let loaded = needed && {
                let loaded = bench.load().await;
                bench.noted("the demo data", loaded)
            };
            if loaded && bench.wants("start") | bench.wants("nation") | bench.wants("needs") {
                let started = bench.starts().await;
                bench.noted("starting the server", started);
            }
            if loaded && bench.wants("capacity") {
                let run = bench.simulate("capacity", &["simulate", "capacity"], CAPACITY, 2.0).await;
                bench.noted("the simulation of capacity", run);
            }
            if loaded && bench.wants("projection") {
                let run = bench.projection().await;
                bench.noted("the projection", run);
            }
            let pages = |key: &&&str| !WITHOUT_PAGES.contains(*key) && !ALONE.contains(*key);
            if loaded && KEYS.iter().filter(pages).any(|key| bench.wants(key)) {
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
        let limit = match place.as_str() {
            "SQLite, nation" => Some(240.0),
            "PostgreSQL, nation" => Some(360.0),
            _ => None,
        };
        self.report.number(("load", what, &place), loaded.seconds, "s", limit);
        let size = self.books.size_mib().await?;
        self.report.number(("load", "Size of the database", &place), size, "MiB", None);
        Ok(())
    }

    /// Takes in a made-up statutory return of the size of England's into an empty database: all files are read,
    /// all rules checked, and the children on the way to adoption kept. Then the same again, which changes nothing.
    async fn returns(&mut self) -> Result<()> {
        say(&format!("taking in a return of {RETURN_ROWS} rows"));
        let folder = self.choice.folder.join("ssda903");
        clear(&folder)?;
        fs::create_dir_all(&folder).while_("making a folder for the return")?;
        let year = Year::new(2025).ok_or_else(|| Fault("2025 is no year of a return".into()))?;
        let made = made_up::files(1, year, RETURN_ROWS);
        let mut files = Vec::new();
        for (name, text) in made.named() {
            let path = folder.join(name);
            fs::write(&path, text).while_("writing a file of the return")?;
            files.push(path.display().to_string());
        }
        let hearth = Hearth {
            database: format!("sqlite:{}", folder.join("hearth.db").display()),
            key_file: folder.join("hearth.key"),
            ..self.hearth.clone()
        };
        hearth.run(&["migrate"], LOADED_WITHIN).await?;
        let arguments = ["import", "ssda903", "--agency", RETURN_AGENCY, "--year", "2025"];
        let arguments: Vec<&str> = arguments.into_iter().chain(files.iter().map(String::as_str)).collect();
        let place = "SQLite, empty";
        let (took, peak) = hearth.run_with_peak(&arguments, LOADED_WITHIN).await?;
        let what = format!("Taking in a return of {} rows, all rules checked", made.rows);
        self.report.number(("ssda903", &what, place), seconds(took), "s", Some(1.0));
        self.report.number(("ssda903", "Most memory of that", place), peak, "MiB", Some(200.0));
        let (took, _) = hearth.run_with_peak(&arguments, LOADED_WITHIN).await?;
        self.report.number(
            ("ssda903", "The same return again, which changes nothing", place),
            seconds(took),
            "s",
            None,
        );
        clear(&folder)
    }

    /// Starts the server again and again: time until it is ready, memory at rest, and the
    /// national page before anything else was asked for.
    async fn starts(&mut self) -> Result<()> {
        say(&format!("starting the server {STARTS} times: {}", self.place));
        let (mut ready, mut memory, mut first) = (Vec::new(), 0.0_f64, Ok(Vec::new()));
        let mut needs = Ok(Vec::new());
        for _ in 0..STARTS {
            let server = self.hearth.serve().await?;
            ready.push(server.ready_after);
            tokio::time::sleep(REST).await;
            memory = memory.max(server.resident_mib()?);
            first = match (first, self.wants("nation")) {
                (Ok(before), true) => {
                    cold(&server, "/nation").await.map(|took| [before, vec![took]].concat())
                }
                (first, _) => first,
            };
            server.stop().await?;
        }
        // A start of their own, so that each page is the first that its server is asked for.
        if self.wants("needs") {
            for _ in 0..STARTS {
                let server = self.hearth.serve().await?;
                needs = match needs {
                    Ok(before) => {
                        cold(&server, "/needs/england").await.map(|took| [before, vec![took]].concat())
                    }
                    failed => failed,
                };
                server.stop().await?;
            }
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
        match needs {
            Ok(needs) if needs.is_empty() => {}
            Ok(needs) => {
                let about = (
                    "needs",
                    "Needs assessment of England, first request after the start (5 starts)",
                    place.as_str(),
                );
                self.report.times(about, None, &Times::of(needs), Some(Limit::p99(300.0)));
            }
            Err(why) => self.report.miss(&format!("the needs assessment of England, cold ({place})"), &why),
        }
        Ok(())
    }

    /// Projects every council of a made-up table of published figures.
    async fn projection(&mut self) -> Result<()> {
        let table = self.folder.join("published.csv");
        fs::write(&table, published()).while_("writing a table of published figures")?;
        let path = table.to_string_lossy().into_owned();
        self.hearth.run(&["import", "published", &path], LOADED_WITHIN).await?;
        self.simulate("projection", &["simulate", "demand", "--all"], PROJECTION, 1.0).await
    }

    /// Runs a simulation several times, each from the start of the program to its end.
    async fn simulate(
        &mut self,
        key: &'static str,
        arguments: &[&str],
        what: &str,
        under_seconds: f64,
    ) -> Result<()> {
        say(&format!("simulating {SIMULATIONS} times: {what}, {}", self.place));
        let mut slowest = 0.0_f64;
        for _ in 0..SIMULATIONS {
            slowest = slowest.max(seconds(self.hearth.run(arguments, LOADED_WITHIN).await?));
        }
        let place = self.place.clone();
        self.report.number((key, what, &place), slowest, "s", Some(under_seconds));
        Ok(())
    }

    /// Asks one server for page after page.
    async fn pages(&mut self) -> Result<()> {
        say(&format!("asking for pages: {}", self.place));
        let server = self.hearth.serve().await?;
        let housekeeping = self.hearth.kept_house(&server).await?;
        let about = ("load", "The first housekeeping after the load", self.place.as_str());
        self.report.number(about, seconds(housekeeping), "s", None);
        let worker = server.sign_in("social-worker").await?;
        if self.wants("worklist") {
            let duty = server.sign_in("duty-worker").await?;
            let start = || vec![Ask::Get("/".to_owned())];
            self.many(&server, &worker, ("worklist", "Worklist of a social worker"), start()).await;
            self.many(&server, &duty, ("worklist", "Worklist of a duty worker"), start()).await;
        }
        if ["cases", "case", "rhythm", "assessment", "search", "audit", "backup"]
            .iter()
            .any(|key| self.wants(key))
        {
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
        if self.wants("access") {
            let checked = self.grants().await;
            self.noted("grants", checked);
        }
        if self.wants("directory") {
            let measured = self.directory(&server).await;
            self.noted("the directory", measured);
        }
        if self.wants("needs") {
            let analyst = server.sign_in("national-analyst").await?;
            let page = || vec![Ask::Get("/needs/england".to_owned())];
            let what = ("needs", "Needs assessment of England, warm");
            self.ask(&server, &analyst, what, page(), 1, None).await;
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

    /// A directory of 50,000 services: taking it in while the server runs, its list and its search, as nobody.
    async fn directory(&mut self, server: &Server) -> Result<()> {
        let (feed, place) = (self.folder.join("feed"), self.place.clone());
        directory::feed(&feed)?;
        let Some(named) = feed.to_str() else { return fault("the folder's name is not text") };
        say(&format!("taking in a directory of {} services: {place}", directory::SERVICES));
        let took = self
            .hearth
            .run(&["import", "open-referral", "--agency", "adopt-east", named], LOADED_WITHIN)
            .await?;
        let about = ("directory", "50,000 services taken in as a feed", place.as_str());
        self.report.number(about, seconds(took), "s", None);
        let mut client = Client::connect(server.address, "").await?;
        let list = directory::list(&mut client).await?;
        let limit = Some(Limit::p99(30.0));
        self.ask(server, "", ("directory", "Directory of 50,000 services, list"), list, MANY, limit).await;
        let searches = directory::searches();
        self.ask(server, "", ("directory", "Directory of 50,000 services, search"), searches, MANY, limit)
            .await;
        let told = vec![Ask::Get("/open-referral/services?search=therapy&per_page=50".to_owned())];
        self.ask(
            server,
            "",
            ("directory", "Open Referral, a page of a search with its total"),
            told,
            1,
            None,
        )
        .await;
        clear(&feed)
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
            self.many(server, worker, ("case", "Case page"), cases.clone()).await;
            let audited = self.audit(before).await;
            self.noted("the audit log", audited);
        }
        if self.wants("rhythm") {
            let drawn = self.rhythm(server, worker, cases.first()).await;
            self.noted("the rhythm of a long case", drawn);
        }
        if self.wants("assessment") {
            let opened = self.assessment(server, worker, &cases).await;
            self.noted("an assessment by many", opened);
        }
        if self.wants("search") {
            self.many(server, worker, ("search", "Search by name"), searches).await;
        }
        if self.wants("audit") {
            let compared = self.with_and_without(server, worker, &cases).await;
            self.noted("what the audit log costs", compared);
        }
        if self.wants("backup") {
            let backed_up = self.backup(server, worker, &cases).await;
            self.noted("a backup while people work", backed_up);
        }
    }

    /// The picture and the table of a case in which much has happened, asked for by one client after another request.
    async fn rhythm(&mut self, server: &Server, worker: &str, case: Option<&Ask>) -> Result<()> {
        let Some(Ask::Get(path)) = case else { return fault("the list of cases shows none") };
        let Some(id) = path.strip_prefix("/cases/").and_then(|id| id.parse().ok()) else {
            return fault("the first case has no id");
        };
        Inside::open(&self.books.address(), &self.hearth.key_file).await?.long_life(id).await?;
        let what = format!("Rhythm of a case of 20 years, {LONG_LIFE} events added");
        let page = vec![Ask::Get(format!("{path}/rhythm"))];
        self.ask(server, worker, ("rhythm", &what), page, 1, Some(Limit::p99(30.0))).await;
        Ok(())
    }

    /// An assessment with every part written and many partners' answers, opened to be read by one client after another request.
    async fn assessment(&mut self, server: &Server, worker: &str, cases: &[Ask]) -> Result<()> {
        let Some(Ask::Get(path)) = cases.last() else { return fault("the list of cases shows none") };
        let Some(case) = path.strip_prefix("/cases/").and_then(|id| id.parse().ok()) else {
            return fault("the last case has no id");
        };
        let inside = Inside::open(&self.books.address(), &self.hearth.key_file).await?;
        let (id, parts, answers) = inside.whole_assessment(case).await?;
        let what = format!("Assessment with {parts} domains and {answers} contributions");
        let page = vec![Ask::Get(format!("/assessments/{id}"))];
        self.ask(server, worker, ("assessment", &what), page, 1, Some(Limit::median(15.0))).await;
        Ok(())
    }

    async fn times(&self, server: &Server, cookie: &str, asks: Vec<Ask>, clients: usize) -> Result<Times> {
        let requests = if clients == 1 { self.choice.requests.div_ceil(4) } else { self.choice.requests };
        run(server.address, cookie, asks, Load { clients, requests, at_most: self.choice.at_most }).await
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
        let place = self.place.clone();
        match self.times(server, cookie, asks, clients).await {
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

/// Councils of the made-up table, as many as there are in England, by codes that published tables use.
const COUNCILS: u16 = 153;
const CAPACITY: &str = "Simulation of capacity, 1,000 runs of five years for six numbers of staff, start included (slowest of 5)";
const PROJECTION: &str =
    "Projection of 153 areas with 1,000 draws and its back-test, start included (slowest of 5)";

/// Seven years of children adopted in 153 councils, made up: no published table is part of this program.
fn published() -> String {
    let mut text = "indicator,year_ending_march,dfe_code,area,region,value\n".to_owned();
    for council in 0..COUNCILS {
        for year in 2016..=2022_u16 {
            // Between 5 and 79 a year, up and down without a pattern that a forecast could find.
            let mixed = u32::from(council) * 7919 + u32::from(year) * 104_729;
            let children = 5 + u32::from(council % 60) + mixed % 15;
            text.push_str(&format!(
                "children_adopted,{year},{},Council {council},Made up,{children}\n",
                201 + council
            ));
        }
    }
    text
}

/// How long the first request for a page takes a server that was asked for nothing else but sign-in.
async fn cold(server: &Server, page: &str) -> Result<Duration> {
    let cookie = server.sign_in("national-analyst").await?;
    let mut client = Client::connect(server.address, &cookie).await?;
    let asked = Instant::now();
    Ask::Get(page.to_owned()).of(&mut client).await?;
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
