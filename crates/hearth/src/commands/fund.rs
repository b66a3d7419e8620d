//! `hearth fund`: what the Fund's rules say to a child of an age on a day, and the rules themselves. No database needed.

use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand, ValueEnum};
use funding::schemes::{
    MatchCap, SchemeVersion, Schemes,
    pages::said,
    question::{Question, answer},
    tables::{LARGEST, RULE_FILE},
};
use kernel::{Clock, Date, Error, LegalRoute, Pence, Result, local_date};

use super::say;

/// The rules of the Fund, by date, with their sources.
#[derive(Subcommand, Debug)]
pub(super) enum Fund {
    /// Say in JSON what a child may have from the Fund on a day, and by which rule. Nothing is kept.
    Check(Check),
    /// Print the rules in force, or check a file of rules before it is used.
    Rules(Rules),
    /// Share a pot out among agencies by a formula, beside another formula, with reasons. Nothing is kept or paid.
    Allocate(super::allocate::Allocate),
}

impl Fund {
    pub(super) fn run(&self) -> Result<()> {
        match self {
            Fund::Check(check) => check.run(),
            Fund::Rules(rules) => rules.run(),
            Fund::Allocate(allocate) => allocate.run(),
        }
    }
}

/// How the child came to the family, as people write it; the codes of the record are taken too.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Route {
    /// Adopted from care.
    Adoption,
    /// Under a special guardianship order; it is taken that the child was looked after just before.
    #[value(alias = "sgo")]
    SpecialGuardianship,
    /// Under a child arrangements or residence order, and looked after before.
    #[value(alias = "cao")]
    ChildArrangements,
    /// Placed for adoption and waiting for the order.
    Placed,
    /// Adopted from abroad with a recognised adoption.
    #[value(alias = "intercountry")]
    AdoptionAbroad,
}

impl Route {
    fn legal(self) -> LegalRoute {
        match self {
            Route::Adoption => LegalRoute::Adoption,
            Route::SpecialGuardianship => LegalRoute::SpecialGuardianship,
            Route::ChildArrangements => LegalRoute::ChildArrangements,
            Route::Placed => LegalRoute::Placed,
            Route::AdoptionAbroad => LegalRoute::Intercountry,
        }
    }
}

/// What the most of match funding is counted on, where sources can be read both ways.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Cap {
    /// What the Fund itself pays for the child, the limit included.
    Share,
    /// The whole cost of the child's therapy.
    Cost,
}

/// A day written year-month-day.
fn day(text: &str) -> std::result::Result<Date, String> {
    let whole = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let read: Option<Date> = whole.then(|| text.parse().ok()).flatten();
    read.ok_or_else(|| "there is no such day; write it year-month-day, such as 2025-04-14".to_owned())
}

/// Whole pence, up to a thousand million pounds.
pub(super) fn pence(text: &str) -> std::result::Result<Pence, String> {
    let digits = !text.is_empty() && text.len() <= 11 && text.bytes().all(|b| b.is_ascii_digit());
    let read = digits.then(|| text.parse().ok()).flatten().map(Pence);
    read.ok_or_else(|| "write whole pence, zero or more, such as 300000 for £3,000".to_owned())
}

/// Ask what a child may have.
#[derive(Args, Debug)]
pub(super) struct Check {
    /// The day of the application.
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Date,
    /// The child's date of birth.
    #[arg(long, value_name = "DATE", value_parser = day)]
    born: Date,
    /// How the child came to the family.
    #[arg(long)]
    route: Route,
    /// The child has an education, health and care plan.
    #[arg(long)]
    ehcp: bool,
    /// What is asked for therapy.
    #[arg(long, value_name = "PENCE", default_value = "0", value_parser = pence, allow_hyphen_values = true)]
    therapy: Pence,
    /// What is asked for specialist assessment.
    #[arg(long, value_name = "PENCE", default_value = "0", value_parser = pence, allow_hyphen_values = true)]
    assessment: Pence,
    /// What the Fund has agreed for the child's therapy in the same financial year before.
    #[arg(long, value_name = "PENCE", default_value = "0", value_parser = pence, allow_hyphen_values = true)]
    used_therapy: Pence,
    /// What the Fund has agreed for the child's specialist assessment in the same financial year before.
    #[arg(long, value_name = "PENCE", default_value = "0", value_parser = pence, allow_hyphen_values = true)]
    used_assessment: Pence,
    /// How to read the most of match funding, where sources can be read both ways; as the rules say unless given.
    #[arg(long)]
    match_cap: Option<Cap>,
}

impl Check {
    fn run(&self) -> Result<()> {
        say(&self.answer()?)
    }

    fn answer(&self) -> Result<String> {
        if self.born > self.on {
            return Err(Error::refused(
                "funding.born",
                format!(
                    "--born {} is after --on {}: the child was not born on the day of the application. Check both dates.",
                    self.born, self.on
                ),
            ));
        }
        let question = Question {
            on: self.on,
            born: self.born,
            route: self.route.legal(),
            ehcp: self.ehcp,
            therapy: self.therapy,
            assessment: self.assessment,
            used_therapy: self.used_therapy,
            used_assessment: self.used_assessment,
            match_cap: self.match_cap.map(|cap| match cap {
                Cap::Share => MatchCap::Share,
                Cap::Cost => MatchCap::Cost,
            }),
        };
        let answer = answer(Schemes::shipped()?, &question);
        serde_json::to_string_pretty(&answer).map_err(|e| Error::internal("the answer", e))
    }
}

/// Read or check rules.
#[derive(Args, Debug)]
pub(super) struct Rules {
    /// A file of rules to check, as CSV with the heading of one of the four tables in data/schemes. It is read with
    /// the tables that are not given. May be given more than once.
    #[arg(long, value_name = "FILE")]
    file: Vec<PathBuf>,
    /// The day whose rules to print; today unless said.
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<Date>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Rules {
    fn run(&self) -> Result<()> {
        let files = self.file.iter().map(|path| read(path)).collect::<Result<Vec<_>>>()?;
        let (schemes, told) = Schemes::with_files(&files)?;
        if !files.is_empty() && self.on.is_none() && !self.json {
            for ((name, _), table) in files.iter().zip(told) {
                say(&format!("{name}: {}, in order", table.holds()))?;
            }
            let days = schemes.all().first().zip(schemes.all().last());
            let days = days.map_or_else(String::new, |(a, b)| format!(", {} to {}", a.from, b.to));
            return say(&format!(
                "{} versions of the rules{days}; no gap and no overlap",
                schemes.all().len()
            ));
        }
        let on = self.on.unwrap_or_else(|| local_date(Clock::System.now()));
        let version = schemes.on(on).ok_or_else(|| {
            Error::refused(
                "funding.no-scheme",
                format!("No fund's rules are known for {on}. Choose another day."),
            )
        })?;
        if self.json {
            let text = serde_json::to_string_pretty(version).map_err(|e| Error::internal("the rules", e))?;
            return say(&text);
        }
        print(version)
    }
}

fn read(path: &Path) -> Result<(String, String)> {
    let name = path.display().to_string();
    let fail = |why: String| Error::refused(RULE_FILE, format!("{name} cannot be read: {why}."));
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST as u64 + 1).read_to_end(&mut bytes))
        .map_err(|e| fail(e.to_string()))?;
    if bytes.len() > LARGEST {
        return Err(fail("it is too large to be a file of rules".to_owned()));
    }
    let text = String::from_utf8(bytes).map_err(|_| fail("it is not text".to_owned()))?;
    Ok((name, text))
}

fn print(version: &SchemeVersion) -> Result<()> {
    say(&format!("{}: {}, {} to {}", version.id, version.scheme.label(), version.from, version.to))?;
    for (name, value, sure, source) in said(version) {
        say(&format!("\n{name}: {value}\n  {}; {source}", sure.label()))?;
    }
    say("\nWhom it helps")?;
    for (route, rule) in &version.routes {
        say(&format!(
            "\n{}: up to {}, or {} with an education, health and care plan; {}\n  {}; {}",
            route.label(),
            rule.value.oldest,
            rule.value.oldest_with_plan,
            rule.value.confirm,
            rule.sure.label(),
            rule.source
        ))?;
    }
    for (heading, funded) in [("What it pays for", true), ("What it does not pay for", false)] {
        say(&format!("\n{heading}\n"))?;
        for (code, rule) in version.therapies.iter().filter(|(_, rule)| rule.value.funded == funded) {
            say(&format!("{code} ({}; {})", rule.sure.label(), rule.source))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::Fund;
    use crate::commands::{Cli, Command};

    fn parsed(args: &str) -> Result<Cli, String> {
        Cli::try_parse_from(["hearth", "fund"].into_iter().chain(args.split_whitespace()))
            .map_err(|e| e.to_string())
    }

    #[test]
    fn a_question_is_answered_in_json() {
        let cli = parsed(
            "check --on 2024-06-01 --born 2015-02-28 --route adoption --therapy 900000 --used-therapy 100000",
        )
        .unwrap();
        let Command::Fund(Fund::Check(check)) = cli.command else { panic!() };
        let json: serde_json::Value = serde_json::from_str(&check.answer().unwrap()).unwrap();
        assert_eq!(json["scheme"], "asgsf-2024-25.1");
        assert_eq!(json["eligible"], true);
        assert_eq!(json["fundable_pence"], 400_000);
        assert_eq!(json["match_funding_pence"], 250_000);
        assert_eq!(json["above_limit_pence"], 500_000);
        for route in ["special-guardianship", "child-arrangements", "placed", "adoption-abroad", "sgo"] {
            assert!(
                parsed(&format!("check --on 2024-06-01 --born 2015-02-28 --route {route} --ehcp")).is_ok()
            );
        }
    }

    #[test]
    fn wrong_words_are_answered_with_what_to_write() {
        let good = "--born 2015-02-28 --route adoption";
        for (args, words) in [
            (format!("check {good}"), "--on"),
            (format!("check --on 2025-02-29 {good}"), "there is no such day; write it year-month-day"),
            (format!("check --on 01/04/2025 {good}"), "year-month-day"),
            (format!("check --on 2025-04-01T10:00 {good}"), "year-month-day"),
            (format!("check --on 2025-04-01 {good} --therapy -1"), "whole pence"),
            (format!("check --on 2025-04-01 {good} --therapy 30.50"), "whole pence"),
            (format!("check --on 2025-04-01 {good} --assessment £30"), "whole pence"),
            (format!("check --on 2025-04-01 {good} --used-therapy 999999999999999999999"), "whole pence"),
            ("check --on 2025-04-01 --born 2015-02-28 --route fostering".to_owned(), "possible values"),
            (format!("check --on 2025-04-01 {good} --colour red"), "unexpected argument"),
        ] {
            let error = parsed(&args).unwrap_err();
            assert!(error.contains(words), "{args}: {error}");
        }
        let cli = parsed("check --on 2015-02-27 --born 2015-02-28 --route adoption").unwrap();
        let Command::Fund(Fund::Check(check)) = cli.command else { panic!() };
        assert!(check.answer().unwrap_err().to_string().contains("was not born on the day"));
    }
}
