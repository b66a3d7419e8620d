//! What the figures were measured on: the processor, the memory, the disk, and how long the disk
//! takes to keep a small write for good.

use std::{
    fs,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use serde::Serialize;

use crate::{
    fault::{Result, While},
    load::Times,
};

/// Small writes, each synced.
const WRITES: usize = 200;
/// Bytes of each: one page of either database, near enough.
const BYTES: usize = 4096;
/// A disk that answers faster than this has most likely kept the write in memory.
const TOO_FAST: Duration = Duration::from_micros(200);

/// A machine that does nothing else has fewer than this many processes at work; the build before may leave some.
const QUIET: f64 = 2.5;

/// The machine, as far as it tells.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) memory_gib: f64,
    pub(crate) kernel: String,
    /// How many processes wanted a core in the minute before, on average; none when not told.
    pub(crate) busy: Option<f64>,
    /// The device and the file system of the folder that holds the databases.
    pub(crate) disk: String,
    /// Median time of a small write with fdatasync, in milliseconds.
    pub(crate) sync_median_ms: f64,
    /// The same, all but one in a hundred.
    pub(crate) sync_p99_ms: f64,
    /// Whether that is too fast to be true.
    pub(crate) sync_doubtful: bool,
}

impl Machine {
    /// Looks at this machine, and writes to the folder.
    pub(crate) fn look(folder: &Path) -> Result<Self> {
        let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let sync = sync_times(folder)?;
        Ok(Machine {
            processor: field(&cpu, "model name").unwrap_or("not told").to_owned(),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            memory_gib: kibibytes(&memory, "MemTotal").unwrap_or_default() / 1024.0 / 1024.0,
            kernel: kernel.trim().to_owned(),
            busy: load.split(' ').next().and_then(|minute| minute.parse().ok()),
            disk: disk(&mounts, folder).unwrap_or_else(|| "not told".to_owned()),
            sync_median_ms: millis(sync.median()),
            sync_p99_ms: millis(sync.p99()),
            sync_doubtful: sync.median() < TOO_FAST,
        })
    }

    /// A few lines of Markdown.
    pub(crate) fn describe(&self) -> String {
        let doubt = if self.sync_doubtful {
            "\n- So fast, this disk probably does not really keep what it says it has kept: that flatters every write, and every page, since opening a record writes an audit line."
        } else {
            ""
        };
        let busy = match self.busy {
            Some(busy) if busy > QUIET => {
                format!(
                    "\n- Other work was going on before the start (load average {busy:.1}): these figures are worse than the machine's own"
                )
            }
            _ => String::new(),
        };
        format!(
            "- Processor: {}, {} cores, shared by server, database and client\n- Memory: {:.1} GiB; Linux {}\n- Disk: {}\n- fdatasync of {} small writes there: median {:.2} ms, p99 {:.2} ms{doubt}{busy}\n",
            self.processor,
            self.cores,
            self.memory_gib,
            self.kernel,
            self.disk,
            WRITES,
            self.sync_median_ms,
            self.sync_p99_ms
        )
    }
}

/// A time in milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The value behind a name in `name : value` lines.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = text.lines().filter_map(|line| line.split_once(':'));
    pairs.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim())
}

/// The value behind a name in `name: 123 kB` lines.
pub(crate) fn kibibytes(text: &str, name: &str) -> Option<f64> {
    field(text, name)?.split(' ').next()?.parse().ok()
}

/// The device and the file system under a folder: the mount with the longest path that holds it.
fn disk(mounts: &str, folder: &Path) -> Option<String> {
    let held = mounts.lines().filter_map(|line| {
        let (before, after) = line.split_once(" - ")?;
        let at = before.split(' ').nth(4)?;
        let mut after = after.split(' ');
        let (system, device) = (after.next()?, after.next()?);
        folder.starts_with(at).then(|| (at.len(), format!("{device} ({system})")))
    });
    // Of two mounts at one place the later one is seen.
    held.max_by_key(|(length, _)| *length).map(|(_, disk)| disk)
}

fn sync_times(folder: &Path) -> Result<Times> {
    let path = folder.join("sync-probe");
    let mut file = fs::File::create(&path).while_("writing to the folder of the benchmark")?;
    let bytes = [7_u8; BYTES];
    let mut times = Vec::with_capacity(WRITES);
    for _ in 0..WRITES {
        let start = Instant::now();
        file.write_all(&bytes).while_("writing")?;
        file.sync_data().while_("fdatasync")?;
        times.push(start.elapsed());
    }
    fs::remove_file(&path).while_("removing the probe")?;
    Ok(Times::of(times))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_mount_is_the_disk() {
        let mounts = "20 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n\
                      21 20 0:30 / /work rw - tmpfs tmpfs rw\n\
                      22 20 0:31 / /workshop rw - xfs /dev/vdb rw";
        assert_eq!(disk(mounts, Path::new("/work/target")).unwrap(), "tmpfs (tmpfs)");
        assert_eq!(disk(mounts, Path::new("/home")).unwrap(), "/dev/vda (ext4)");
    }

    #[test]
    fn figures_are_read_from_what_the_kernel_says() {
        assert_eq!(kibibytes("VmPeak:\t  9 kB\nVmRSS:\t  5120 kB\n", "VmRSS"), Some(5120.0));
        assert_eq!(field("model name\t: A processor\n", "model name"), Some("A processor"));
    }
}
