//! `hearth simulate`: demand ahead of an area, and how many staff clear a waiting list.

use std::{fs, path::PathBuf, time::Instant};

use clap::{Args, Subcommand};
use kernel::{Clock, Error, Result, local_date};
use store::Db;
use strategy::{
    capacity::model::{BY_MONTHS, Inputs, Run, simulate},
    demand::{
        DRAWS, SEED, YEARS,
        assumptions::Assumptions,
        backtest::{self, BackTest},
        choose, histories,
        model::{Drawing, Fit, History, Range, Year, project, project_each},
    },
};

use super::{say, tell};

/// Try what comes.
#[derive(Subcommand, Debug)]
pub(super) enum Simulate {
    /// Children adopted, placed, under 18 and in touch with support in the years ahead, with a range; and how wrong the
    /// same method was before. Reads what was published: `hearth import published` comes first.
    Demand(Demand),
    /// How many staff clear a waiting list, and by when. Reads no database.
    Capacity(Box<Capacity>),
}

/// Demand ahead.
#[derive(Args, Debug)]
pub(super) struct Demand {
    /// A council's code, an agency's, a pan-region's, or england.
    #[arg(long, required_unless_present = "all")]
    area: Option<String>,
    /// Every council for which figures were published, one line each for the last year ahead.
    #[arg(long, conflicts_with = "area")]
    all: bool,
    /// How many draws.
    #[arg(long, default_value_t = DRAWS, value_parser = draws)]
    draws: usize,
    /// The same seed gives the same range.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// How many years ahead, at most 15.
    #[arg(long, default_value_t = YEARS, value_parser = years)]
    years: usize,
}

fn within(text: &str, least: usize, most: usize) -> std::result::Result<usize, String> {
    match text.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!("from {least} to {most}")),
    }
}

fn draws(text: &str) -> std::result::Result<usize, String> {
    within(text, 10, 100_000)
}

fn years(text: &str) -> std::result::Result<usize, String> {
    within(text, 1, 15)
}

fn whole(range: Range) -> String {
    format!("{:.0} ({:.0} to {:.0})", range.middle, range.low, range.high)
}

impl Demand {
    pub(super) async fn run(self, db: Db) -> Result<()> {
        let today = local_date(Clock::System.now());
        let area = self.area.clone();
        let (all, chosen) = db
            .read(move |r| {
                let chosen = area.map(|code| choose(r, &code, today)).transpose()?;
                Ok((histories(r)?, chosen))
            })
            .await?;
        let fit = Fit::of(&all).ok_or_else(|| {
            Error::refused(
                "demand.published",
                "Nothing was published for enough years. Read published tables in with `hearth import published FILE`.",
            )
        })?;
        let assumed = Assumptions::shipped()?;
        let how = Drawing { draws: self.draws, years: self.years, seed: self.seed };
        match chosen {
            Some(area) => {
                let inside: Vec<History> =
                    all.iter().filter(|h| area.councils.contains(&h.code)).cloned().collect();
                if inside.is_empty() {
                    return Err(Error::refused(
                        "demand.published",
                        format!("Nothing was published for {}.", area.name),
                    ));
                }
                say(&format!(
                    "Demand ahead: {} ({} of its {} councils have figures); {} draws, seed {}",
                    area.name,
                    inside.len(),
                    area.councils.len(),
                    how.draws,
                    how.seed
                ))?;
                table(&project(&inside, &fit, assumed, how))?;
            }
            None => every(&all, &fit, assumed, how)?,
        }
        say("\nWhat it assumes")?;
        for sentence in assumed.sentences() {
            say(&format!("- {sentence}"))?;
        }
        back_test(backtest::run(&all, backtest::UNTIL, assumed, self.draws, self.seed).as_ref())
    }
}

fn table(years: &[Year]) -> Result<()> {
    say(
        "year to March\tadopted\tplaced\tunder 18 with adopters\tin touch with support\tuniversal, targeted, intensive",
    )?;
    for year in years {
        let levels: Vec<String> =
            year.levels.iter().map(|(_, range)| format!("{:.0}", range.middle)).collect();
        say(&format!(
            "{}\t{}\t{}\t{}\t{}\t{}",
            year.year,
            whole(year.adopted),
            whole(year.placed),
            whole(year.under_18),
            whole(year.in_touch),
            levels.join(", ")
        ))?;
    }
    say("In brackets: one draw in ten lies below, one in ten above.")
}

fn every(all: &[History], fit: &Fit, assumed: &Assumptions, how: Drawing) -> Result<()> {
    let start = Instant::now();
    let projected = project_each(all, fit, assumed, how);
    let took = start.elapsed();
    say("code\tarea\tyear to March\tadopted\tunder 18 with adopters\tin touch with support")?;
    for (area, years) in all.iter().zip(&projected) {
        if let Some(last) = years.last() {
            say(&format!(
                "{}\t{}\t{}\t{}\t{}\t{}",
                area.code,
                area.name,
                last.year,
                whole(last.adopted),
                whole(last.under_18),
                whole(last.in_touch)
            ))?;
        }
    }
    tell(&format!("{} areas with {} draws in {} ms", all.len(), how.draws, took.as_millis()));
    Ok(())
}

fn back_test(test: Option<&BackTest>) -> Result<()> {
    let Some(test) = test else {
        return say("\nHow wrong it was before: there are not enough published years to try it on.");
    };
    say(&format!(
        "\nHow wrong it was before: fitted on the years to {}, scored on {} areas in {:?}",
        test.until, test.areas, test.scored
    ))?;
    say("way\tchildren wrong, on average\tof all adopted\tleaned\tby year ahead")?;
    for score in &test.scores {
        let years: Vec<String> = score.by_year.iter().map(|error| format!("{error:.2}")).collect();
        say(&format!(
            "{}\t{:.2}\t{:.1}%\t{:+.1}%\t{}",
            score.method.label(),
            score.mean_error,
            score.share * 100.0,
            score.lean * 100.0,
            years.join(", ")
        ))?;
    }
    say(&test.verdict())
}

/// Capacity. What is left out is the exemplar agency's of 2019/20: 450 open, 200 waiting, 18.57 full-time posts.
#[derive(Args, Debug)]
pub(super) struct Capacity {
    /// A JSON file with any of the fields below (with _ for -); flags go before it.
    #[arg(long)]
    input: Option<PathBuf>,
    /// Cases open now.
    #[arg(long)]
    open: Option<u32>,
    /// Families waiting now.
    #[arg(long)]
    waiting: Option<u32>,
    /// Enquiries a week that become cases.
    #[arg(long)]
    enquiries: Option<f64>,
    /// Full-time posts, all staff.
    #[arg(long)]
    staff: Option<f64>,
    /// Of a hundred of them, how many hold cases.
    #[arg(long)]
    holding: Option<f64>,
    /// Paid hours a week of a full-time post.
    #[arg(long)]
    hours: Option<f64>,
    /// Weeks at work in a year.
    #[arg(long)]
    weeks: Option<f64>,
    /// Of a hundred hours at work, how many go to families.
    #[arg(long)]
    direct: Option<f64>,
    /// Hours to start a case.
    #[arg(long)]
    start_hours: Option<f64>,
    /// Hours a week that an open case takes.
    #[arg(long)]
    case_hours: Option<f64>,
    /// Months that a case stays open.
    #[arg(long)]
    months_open: Option<f64>,
    /// Of a hundred, how far a week's hours stray.
    #[arg(long)]
    illness: Option<f64>,
    /// What a full-time post costs a year, in pounds.
    #[arg(long)]
    post_pounds: Option<u32>,
    /// How many runs.
    #[arg(long, default_value_t = 1_000, value_parser = draws)]
    runs: usize,
    /// How many years each.
    #[arg(long, default_value_t = 5, value_parser = years)]
    years: usize,
    /// The same seed gives the same result.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Capacity {
    fn inputs(&self) -> Result<Inputs> {
        let mut inputs = match &self.input {
            None => Inputs::default(),
            Some(path) => {
                let bad =
                    |why: String| Error::refused("capacity.input", format!("{}: {why}", path.display()));
                let text = fs::read_to_string(path).map_err(|e| bad(format!("cannot be read: {e}")))?;
                serde_json::from_str(&text).map_err(|e| bad(format!("is not a file of inputs: {e}")))?
            }
        };
        macro_rules! flags {
            ($($field:ident),+) => { $(if let Some(value) = self.$field { inputs.$field = value; })+ };
        }
        flags!(
            open,
            waiting,
            enquiries,
            staff,
            holding,
            hours,
            weeks,
            direct,
            start_hours,
            case_hours,
            months_open,
            illness,
            post_pounds
        );
        Ok(inputs)
    }

    pub(super) fn run(&self) -> Result<()> {
        let inputs = self.inputs()?;
        let start = Instant::now();
        let result = simulate(&inputs, Run { runs: self.runs, years: self.years, seed: self.seed })?;
        let took = start.elapsed();
        say(&format!(
            "{} open, {} waiting; {} runs of {} years, seed {}",
            inputs.open, inputs.waiting, self.runs, self.years, self.seed
        ))?;
        say(&result.verdict())?;
        let [first, second, third] = BY_MONTHS;
        say(&format!(
            "more staff\tcost a year\tcleared in {first:.0} months\tin {second:.0}\tin {third:.0}\tin {}\tmonths (middle; one in ten later than)\twaiting after each year",
            self.years * 12
        ))?;
        for o in &result.outcomes {
            let cleared: Vec<String> =
                o.cleared.iter().map(|share| format!("{:.0}%", share * 100.0)).collect();
            let months = |at: Option<f64>| at.map_or("never".to_owned(), |at| format!("{at:.0}"));
            let waiting: Vec<String> = o.waiting.iter().map(|w| format!("{:.0}", w.middle)).collect();
            say(&format!(
                "{}\t£{}\t{}\t{}; {}\t{}",
                o.more,
                o.pounds,
                cleared.join("\t"),
                months(o.months[1]),
                months(o.months[2]),
                waiting.join(", ")
            ))?;
        }
        say("\nWhat it assumes")?;
        for sentence in inputs.sentences() {
            say(&format!("- {sentence}"))?;
        }
        tell(&format!(
            "{} runs of {} years for {} numbers of staff in {} ms",
            self.runs,
            self.years,
            result.outcomes.len(),
            took.as_millis()
        ));
        Ok(())
    }
}
