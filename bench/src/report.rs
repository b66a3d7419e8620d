//! The result: one table for people, and the same as JSON.

use std::{fs, path::Path, time::Duration};

use serde::Serialize;

use crate::{
    fault::{Result, While},
    load::Times,
    machine::{Machine, millis},
};

/// Times of fewer answers than this are few: the slowest of all stands in place of the p99.
pub(crate) const FEW: usize = 100;

/// One line of the table.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    /// What `--only` calls it.
    key: &'static str,
    what: String,
    /// Engine and size of the database.
    place: String,
    clients: Option<usize>,
    figure: Figure,
    limit: Option<Limit>,
    /// Whether the figure is under the limit, where there is one.
    met: Option<bool>,
}

/// What was measured.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Figure {
    /// Many answers, in milliseconds.
    Times { measured: usize, median_ms: f64, p99_ms: f64, per_second: Option<f64> },
    /// One number.
    Number { value: f64, unit: &'static str },
}

/// What was asked for.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Limit {
    of: Of,
    under: f64,
    unit: &'static str,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Of {
    Median,
    P99,
    Number,
}

impl Limit {
    /// Half of the answers come sooner.
    pub(crate) fn median(millis: f64) -> Self {
        Limit { of: Of::Median, under: millis, unit: "ms" }
    }

    /// Ninety-nine in a hundred come sooner; of a few, all.
    pub(crate) fn p99(millis: f64) -> Self {
        Limit { of: Of::P99, under: millis, unit: "ms" }
    }

    /// The number is less.
    pub(crate) fn number(under: f64, unit: &'static str) -> Self {
        Limit { of: Of::Number, under, unit }
    }

    fn is_met(self, figure: &Figure) -> bool {
        let reached = match (figure, self.of) {
            (Figure::Times { median_ms, .. }, Of::Median) => *median_ms,
            (Figure::Times { p99_ms, .. }, _) => *p99_ms,
            (Figure::Number { value, .. }, _) => *value,
        };
        reached < self.under
    }

    fn text(self, figure: &Figure) -> String {
        let of = match (self.of, figure) {
            (Of::Median, _) => "median ",
            (Of::P99, Figure::Times { measured, .. }) if *measured < FEW => "slowest ",
            (Of::P99, _) => "p99 ",
            (Of::Number, _) => "",
        };
        format!("{of}under {} {}", self.under, self.unit)
    }
}

/// Everything that was found out.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// When, in UTC.
    when: String,
    /// What `hearth --version` says.
    version: String,
    machine: Machine,
    /// How each database keeps what it is given.
    pub(crate) databases: Vec<String>,
    lines: Vec<Line>,
    /// What could not be measured, and why.
    pub(crate) not_measured: Vec<String>,
}

impl Report {
    pub(crate) fn new(version: String, machine: Machine) -> Self {
        let when = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M UTC").to_string();
        Report { when, version, machine, databases: Vec::new(), lines: Vec::new(), not_measured: Vec::new() }
    }

    /// Adds times of many requests, whose rate means something, or of a few single events.
    pub(crate) fn times(
        &mut self,
        (key, what, place): (&'static str, &str, &str),
        clients: Option<usize>,
        times: &Times,
        limit: Option<Limit>,
    ) {
        let worst = if times.count() < FEW { times.within(1000) } else { times.p99() };
        let figure = Figure::Times {
            measured: times.count(),
            median_ms: millis(times.median()),
            p99_ms: millis(worst),
            per_second: clients.map(|_| times.per_second()),
        };
        self.add(key, what, place, clients, figure, limit);
    }

    /// Adds one number.
    pub(crate) fn number(
        &mut self,
        (key, what, place): (&'static str, &str, &str),
        value: f64,
        unit: &'static str,
        limit: Option<f64>,
    ) {
        let limit = limit.map(|under| Limit::number(under, unit));
        self.add(key, what, place, None, Figure::Number { value, unit }, limit);
    }

    /// How long a small write takes to be safe on this disk, in milliseconds.
    pub(crate) fn sync_median_ms(&self) -> f64 {
        self.machine.sync_median_ms
    }

    /// Sets each page of a nation beside the same page of an agency on the same engine, where both were measured:
    /// a larger record should not make a page of one agency slower.
    pub(crate) fn growth(&mut self) {
        let medians = |lines: &[Line], size: &str| -> Vec<(&'static str, String, String, usize, f64)> {
            let of = |line: &Line| {
                let engine = line.place.strip_suffix(size)?.to_owned();
                match (&line.figure, line.clients) {
                    (Figure::Times { median_ms, .. }, Some(clients)) => {
                        Some((line.key, line.what.clone(), engine, clients, *median_ms))
                    }
                    _ => None,
                }
            };
            lines.iter().filter_map(of).collect()
        };
        let (small, large) = (medians(&self.lines, "agency"), medians(&self.lines, "nation"));
        for (key, what, engine, clients, median) in large {
            // These pages add every agency up: there it is the work that grows.
            if matches!(key, "nation" | "needs" | "backup") {
                continue;
            }
            let same = |s: &&(_, String, String, usize, f64)| s.1 == what && s.2 == engine && s.3 == clients;
            let Some((.., before)) = small.iter().find(same) else { continue };
            let place = format!("{engine}nation ÷ agency");
            let figure = Figure::Number { value: median / before, unit: "×" };
            let what = format!("{what}: median");
            self.add(key, &what, &place, Some(clients), figure, Some(Limit::number(1.5, "×")));
        }
    }

    fn add(
        &mut self,
        key: &'static str,
        what: &str,
        place: &str,
        clients: Option<usize>,
        figure: Figure,
        limit: Option<Limit>,
    ) {
        let met = limit.map(|limit| limit.is_met(&figure));
        let line = Line { key, what: what.to_owned(), place: place.to_owned(), clients, figure, limit, met };
        say(&line.row());
        self.lines.push(line);
    }

    /// Adds what could not be measured.
    pub(crate) fn miss(&mut self, what: &str, why: &dyn std::fmt::Display) {
        let text = format!("{what}: {why}");
        say(&format!("not measured: {text}"));
        self.not_measured.push(text);
    }

    /// Markdown: the machine, the table, and what it leaves out.
    pub(crate) fn markdown(&self) -> String {
        let mut text = format!("Measured {}, {}.\n\n{}", self.when, self.version, self.machine.describe());
        for database in &self.databases {
            text.push_str(&format!("- {database}\n"));
        }
        text.push_str("\n| What | Where | Clients | Median, or the number | p99, or the slowest of few | Requests a second | Limit | |\n");
        text.push_str("|---|---|--:|--:|--:|--:|---|---|\n");
        for line in &self.lines {
            text.push_str(&line.row());
            text.push('\n');
        }
        let misses = self.lines.iter().filter(|line| line.met == Some(false)).count();
        let limits = self.lines.iter().filter(|line| line.met.is_some()).count();
        text.push_str(&format!("\n{} of {limits} limits met.\n", limits - misses));
        for reason in &self.not_measured {
            text.push_str(&format!("\nNot measured: {reason}\n"));
        }
        text
    }

    /// Writes `report.md` and `report.json`.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        fs::write(folder.join("report.md"), self.markdown()).while_("writing report.md")?;
        let json = serde_json::to_string_pretty(self).while_("the report as JSON")?;
        fs::write(folder.join("report.json"), json).while_("writing report.json")
    }
}

impl Line {
    fn row(&self) -> String {
        let clients = self.clients.map(|clients| clients.to_string()).unwrap_or_default();
        let [middle, far, rate] = match &self.figure {
            Figure::Times { median_ms, p99_ms, per_second, .. } => [
                format!("{} ms", short(*median_ms)),
                format!("{} ms", short(*p99_ms)),
                per_second.map(whole).unwrap_or_default(),
            ],
            Figure::Number { value, unit } => {
                [format!("{} {unit}", short(*value)), String::new(), String::new()]
            }
        };
        let limit = self.limit.map(|limit| limit.text(&self.figure)).unwrap_or_default();
        let met = match self.met {
            Some(true) => "met",
            Some(false) => "**MISS**",
            None => "",
        };
        format!(
            "| {} | {} | {clients} | {middle} | {far} | {rate} | {limit} | {met} |",
            self.what, self.place
        )
    }
}

/// Three figures or so, as many as mean something.
fn short(value: f64) -> String {
    match value {
        v if v < 10.0 => format!("{v:.2}"),
        v if v < 100.0 => format!("{v:.1}"),
        v => whole(v),
    }
}

/// A whole number with commas.
fn whole(value: f64) -> String {
    let digits = format!("{value:.0}");
    let commas = |(at, digit): (usize, char)| {
        let comma = (at > 0 && (digits.len() - at).is_multiple_of(3)).then_some(',');
        comma.into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(commas).collect()
}

/// Tells whoever waits how far it is.
pub(crate) fn say(line: &str) {
    use std::io::Write;
    // Somebody who closed the terminal does not want to know.
    let _ = writeln!(std::io::stderr(), "bench: {line}");
}

/// A span of time in seconds.
pub(crate) fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [0.0421, 9.876, 45.61, 312.4, 1234567.0].map(short),
            ["0.04", "9.88", "45.6", "312", "1,234,567"]
        );
    }

    #[test]
    fn a_limit_looks_at_its_own_figure() {
        let figure = Figure::Times { measured: 4000, median_ms: 4.0, p99_ms: 50.0, per_second: None };
        assert!(Limit::median(5.0).is_met(&figure));
        assert!(!Limit::p99(50.0).is_met(&figure));
        assert_eq!(Limit::p99(50.0).text(&figure), "p99 under 50 ms");
        let few = Figure::Times { measured: 5, median_ms: 4.0, p99_ms: 20.0, per_second: None };
        assert_eq!(Limit::p99(300.0).text(&few), "slowest under 300 ms");
        assert!(!Limit::number(80.0, "MiB").is_met(&Figure::Number { value: 81.0, unit: "MiB" }));
    }
}
