//! What it costs that a record is safe: its log, its permissions, its backup.

use std::{fs, time::Instant};

use super::{Bench, LOADED_WITHIN, MANY, clear};
use crate::{
    fault::{Result, While, fault},
    inside::{self, Inside},
    load::{Ask, Times},
    report::{say, seconds},
    server::Server,
};

/// Clients of a measurement beside a backup: people who work, not a storm.
const FEW_CLIENTS: usize = 4;
/// A log of fewer lines is verified in little more than the program takes to start.
const LONG_LOG: i64 = 200_000;

impl Bench<'_> {
    /// The case page with its log, and with the log's lines thrown away, twice in turn.
    pub(super) async fn with_and_without(
        &mut self,
        server: &Server,
        worker: &str,
        cases: &[Ask],
    ) -> Result<()> {
        say(&format!("case pages with and without their log: {}", self.place));
        let sync = self.report.sync_median_ms();
        for clients in [1, MANY] {
            let mut times: [Option<Times>; 2] = [None, None];
            for turn in 0..4 {
                let without = turn % 2 == 1;
                if without {
                    self.books.without_a_log(true).await?;
                }
                let asked = self.times(server, worker, cases.to_vec(), clients).await;
                if without {
                    self.books.without_a_log(false).await?;
                }
                let kept = &mut times[usize::from(without)];
                *kept = Some(match kept.take() {
                    Some(before) => before.and(asked?),
                    None => asked?,
                });
            }
            let [Some(with), Some(without)] = times else { return fault("nothing was compared") };
            let place = self.place.clone();
            if clients == 1 {
                let adds = (seconds(with.median()) - seconds(without.median())) * 1000.0;
                let about = ("audit", "The log adds to a case page, at the median", place.as_str());
                self.report.number(about, adds, "ms", Some(((1.0 + sync) * 100.0).ceil() / 100.0));
            } else {
                let takes = (1.0 - with.per_second() / without.per_second()) * 100.0;
                let about = ("audit", "The log takes of the case pages a second, 16 clients", place.as_str());
                self.report.number(about, takes, "%", Some(20.0));
            }
        }
        Ok(())
    }

    /// A backup beside people who open case pages.
    pub(super) async fn backup(&mut self, server: &Server, worker: &str, cases: &[Ask]) -> Result<()> {
        say(&format!("a backup while case pages are asked for: {}", self.place));
        let file = self.folder.join("bench.backup");
        clear(&file)?;
        clear(&self.folder.join("bench.backup.part"))?;
        let before = self.times(server, worker, cases.to_vec(), FEW_CLIENTS).await?;
        let hearth = self.hearth.clone();
        let out = file.display().to_string();
        let mut task = hearth.begin(&["backup", "--out", &out])?;
        let mut busy: Option<Times> = None;
        let took = loop {
            if let Some(took) = task.ended()? {
                break took;
            }
            let asked = self.times(server, worker, cases.to_vec(), FEW_CLIENTS).await?;
            busy = Some(match busy {
                Some(before) => before.and(asked),
                None => asked,
            });
        };
        // A shared machine is now faster, now slower: what the backup takes stands between two quiet times.
        let quiet = before.and(self.times(server, worker, cases.to_vec(), FEW_CLIENTS).await?);
        let place = self.place.clone();
        let limit = place.ends_with("nation").then_some(180.0);
        self.report.number(
            ("backup", "A backup while case pages are asked for", &place),
            seconds(took),
            "s",
            limit,
        );
        let size = fs::metadata(&file).while_("the backup")?.len() as f64 / 1024.0 / 1024.0;
        self.report.number(("backup", "Size of the backup", &place), size, "MiB", None);
        self.report.times(
            ("backup", "Case page before and after it", &place),
            Some(FEW_CLIENTS),
            &quiet,
            None,
        );
        if let Some(busy) = busy {
            self.report.times(("backup", "Case page beside it", &place), Some(FEW_CLIENTS), &busy, None);
            let times = seconds(busy.p99()) / seconds(quiet.p99());
            self.report.number(
                ("backup", "p99 beside a backup, of the p99 before and after", &place),
                times,
                "×",
                Some(2.0),
            );
        }
        clear(&file)
    }

    /// What a permission costs, inside.
    pub(super) async fn grants(&mut self) -> Result<()> {
        let inside = Inside::open(&self.books.address(), &self.hearth.key_file).await?;
        let grants = inside.grants().await?;
        let place = self.place.clone();
        let about = ("access", "A permission checked: who, place, table", place.as_str());
        self.report.number(about, grants.check, "µs", Some(20.0));
        let about =
            ("access", "A whole grant for one record, owner read, its audit line made", place.as_str());
        self.report.number(about, grants.whole, "µs", None);
        if place.starts_with("SQLite") {
            let about = ("access", "One password hash (Argon2id, 32 MiB, 3 passes)", "this machine");
            self.report.times(about, None, &inside::hashes()?, None);
        }
        Ok(())
    }

    /// What the audit log has taken since there were so many lines at that moment.
    pub(super) async fn audit(&mut self, (before, since): (Result<i64>, Instant)) -> Result<()> {
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
    pub(super) async fn verify(&mut self) -> Result<()> {
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
}
