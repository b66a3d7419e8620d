//! Runs the release build of `hearth`: to fill a database, and as the server that is measured.

use std::{
    fs::{self, File, OpenOptions},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    fault::{Result, While, fault},
    http::Client,
    machine::kibibytes,
};

/// A server that is not ready by then never will be.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// What the server says once the work of the hour is done: see `housekeeping` of `hearth`.
const KEPT_HOUSE: &str = "housekeeping is done";
/// The first round after a load hands every grown person's record over, and works out offers and retention of everybody.
const KEPT_HOUSE_WITHIN: Duration = Duration::from_secs(900);
/// SIGTERM ends a server within ten seconds.
const ENDS_WITHIN: Duration = Duration::from_secs(10);

/// The program and the database it works on.
#[derive(Debug, Clone)]
pub(crate) struct Hearth {
    pub(crate) program: PathBuf,
    /// As `--database` takes it.
    pub(crate) database: String,
    pub(crate) key_file: PathBuf,
    /// What the program says on standard error is added here.
    pub(crate) log: PathBuf,
}

impl Hearth {
    fn command(&self, arguments: &[&str]) -> Result<Command> {
        let log = OpenOptions::new().create(true).append(true).open(&self.log).while_("opening the log")?;
        let mut command = Command::new(&self.program);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::from(log));
        // Settings of this shell must not change what is measured, nor let mail out.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("HEARTH_") {
                command.env_remove(name);
            }
        }
        command.arg("--database").arg(&self.database).arg("--key-file").arg(&self.key_file).args(arguments);
        Ok(command)
    }

    /// Runs a command to its end and says how long it took.
    pub(crate) async fn run(&self, arguments: &[&str], at_most: Duration) -> Result<Duration> {
        let mut task = self.begin(arguments)?;
        loop {
            if let Some(took) = task.ended()? {
                return Ok(took);
            }
            if task.since.elapsed() > at_most {
                return fault(format!("not done after {} s; it was stopped", at_most.as_secs()));
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Begins a command that goes on while other things are done.
    pub(crate) fn begin(&self, arguments: &[&str]) -> Result<Task<'_>> {
        let since = Instant::now();
        let running = Running(self.command(arguments)?.spawn().while_("starting hearth")?);
        let name = (*arguments.first().unwrap_or(&"")).to_owned();
        Ok(Task { hearth: self, name, since, running })
    }

    /// The same, and the most memory it held at once, in MiB: what the kernel keeps as `VmHWM`, looked at every
    /// millisecond until the end.
    pub(crate) async fn run_with_peak(
        &self,
        arguments: &[&str],
        at_most: Duration,
    ) -> Result<(Duration, f64)> {
        let start = Instant::now();
        let mut running = Running(self.command(arguments)?.spawn().while_("starting hearth")?);
        let place = format!("/proc/{}/status", running.0.id());
        let mut peak = 0.0_f64;
        loop {
            // The file is gone, or empty of memory, once the program has ended.
            let status = fs::read_to_string(&place).unwrap_or_default();
            peak = peak.max(kibibytes(&status, "VmHWM").unwrap_or_default() / 1024.0);
            if let Some(status) = running.0.try_wait().while_("waiting for hearth")? {
                let took = start.elapsed();
                if !status.success() {
                    return fault(format!("hearth ended with {status}; {}", self.last_words()));
                }
                return Ok((took, peak));
            }
            if start.elapsed() > at_most {
                return fault(format!("not done after {} s; it was stopped", at_most.as_secs()));
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Starts the server and waits until `/ready` answers 200.
    pub(crate) async fn serve(&self) -> Result<Server> {
        let address = free_address()?;
        let said_before = fs::metadata(&self.log).map_or(0, |log| log.len());
        let start = Instant::now();
        let mut running = Running(
            self.command(&["serve", "--no-rate-limits", "--listen", &address.to_string()])?
                .spawn()
                .while_("starting hearth")?,
        );
        loop {
            if is_ready(address).await {
                return Ok(Server { running, address, start, said_before, ready_after: start.elapsed() });
            }
            if let Some(status) = running.0.try_wait().while_("waiting for hearth")? {
                return fault(format!("`hearth serve` ended with {status}; {}", self.last_words()));
            }
            if start.elapsed() > READY_WITHIN {
                return fault(format!("the server is not ready after {} s", READY_WITHIN.as_secs()));
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Waits until a server has done the work that falls due each hour, and gives how long that took from its start. After a load
    /// the first round has a backlog of years, which would stand in every figure.
    pub(crate) async fn kept_house(&self, server: &Server) -> Result<Duration> {
        loop {
            let took = server.start.elapsed();
            let log = fs::read(&self.log).while_("reading the log")?;
            let since =
                usize::try_from(server.said_before).ok().and_then(|at| log.get(at..)).unwrap_or_default();
            if String::from_utf8_lossy(since).contains(KEPT_HOUSE) {
                return Ok(took);
            }
            if took > KEPT_HOUSE_WITHIN {
                return fault(format!(
                    "the first housekeeping is not done after {} s",
                    KEPT_HOUSE_WITHIN.as_secs()
                ));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The last line of the log, without the colours a terminal would show.
    fn last_words(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let line: String =
            log.lines().last().unwrap_or("it said nothing").chars().filter(|c| !c.is_control()).collect();
        format!("its last words: {line}")
    }
}

/// A command that was begun.
#[derive(Debug)]
pub(crate) struct Task<'a> {
    hearth: &'a Hearth,
    name: String,
    since: Instant,
    running: Running,
}

impl Task<'_> {
    /// How long it took, once it has ended; none while it runs.
    ///
    /// # Errors
    /// Its last words, where it ended badly.
    pub(crate) fn ended(&mut self) -> Result<Option<Duration>> {
        match self.running.0.try_wait().while_("waiting for hearth")? {
            None => Ok(None),
            Some(status) if status.success() => Ok(Some(self.since.elapsed())),
            Some(status) => {
                fault(format!("`hearth {}` ended with {status}; {}", self.name, self.hearth.last_words()))
            }
        }
    }
}

/// A process that does not outlive whoever started it.
#[derive(Debug)]
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already unless something went wrong; then there is nobody left to tell.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    running: Running,
    pub(crate) address: SocketAddr,
    /// When its process was started.
    start: Instant,
    /// How long the log was before it said anything.
    said_before: u64,
    /// From the start of the process to the first 200 of `/ready`.
    pub(crate) ready_after: Duration,
}

impl Server {
    /// Memory that the process holds, in MiB.
    pub(crate) fn resident_mib(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.running.0.id()))
            .while_("the memory of the server")?;
        match kibibytes(&status, "VmRSS") {
            Some(kib) => Ok(kib / 1024.0),
            None => fault("the kernel does not tell the memory of the server"),
        }
    }

    /// Signs in as a role of the demo and gives the cookie of the session.
    pub(crate) async fn sign_in(&self, role: &str) -> Result<String> {
        let mut client = Client::connect(self.address, "").await?;
        let head = client.post("/sign-in/demo", &format!("role={role}")).await?;
        let cookie = head.cookies.iter().find(|cookie| cookie.starts_with("hearth_session="));
        match cookie {
            Some(cookie) if head.status == 303 => Ok(cookie.clone()),
            _ => fault(format!("signing in as {role} answered {}", head.status)),
        }
    }

    /// Asks the server to end, and waits until it has.
    pub(crate) async fn stop(mut self) -> Result<()> {
        let asked = Instant::now();
        let id = self.running.0.id().to_string();
        Command::new("sh")
            .args(["-c", "kill -TERM \"$0\"", &id])
            .status()
            .while_("asking the server to end")?;
        while self.running.0.try_wait().while_("waiting for the server's end")?.is_none() {
            if asked.elapsed() > ENDS_WITHIN {
                return fault(format!(
                    "the server did not end within {} s of SIGTERM",
                    ENDS_WITHIN.as_secs()
                ));
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }
}

async fn is_ready(address: SocketAddr) -> bool {
    let Ok(mut client) = Client::connect(address, "").await else { return false };
    client.get("/ready").await.is_ok_and(|head| head.status == 200)
}

/// An address that was free a moment ago.
fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").while_("finding a free port")?;
    listener.local_addr().while_("finding a free port")
}

/// Bytes of a database file and what stands beside it, in MiB.
pub(crate) fn file_mib(database: &Path) -> Result<f64> {
    let mut bytes = 0;
    for end in ["", "-wal"] {
        let path = format!("{}{end}", database.display());
        match File::open(&path).and_then(|file| file.metadata()) {
            Ok(about) => bytes += about.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !end.is_empty() => {}
            Err(error) => return Err(error).while_("the size of the database"),
        }
    }
    Ok(bytes as f64 / 1024.0 / 1024.0)
}
