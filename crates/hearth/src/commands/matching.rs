//! `hearth match`: the best use of a pool of children and families, or suggestions for one of them. From two
//! CSV files no database is needed; nothing is kept and nothing is applied.

use std::{fs::File, io::BufReader, path::PathBuf, time::Instant};

use clap::Args;
use family_finding::matching::{
    best_use::{best_use, prove},
    child::Group,
    files,
    offer::Offer,
    operator::pool_of_agency,
    pool::{children_for, families_for, pairs},
    score::{Suggestion, explain},
    weights::Weights,
};
use kernel::{Clock, Date, Error, Result, local_date};
use store::Db;

use super::{migrate, say, tell};

/// Suggest families for children and children for families, and the best use of the whole pool, with reasons.
///
/// The pool is read from two CSV files, or from the database for one agency. People decide: nothing is changed.
#[derive(Args, Debug)]
pub(super) struct Match {
    /// The children who wait, one a line; a wrong first line is answered with the right one.
    #[arg(long, requires = "adopters")]
    children: Option<PathBuf>,
    /// The families who are ready, one a line.
    #[arg(long, requires = "children", conflicts_with = "agency")]
    adopters: Option<PathBuf>,
    /// The agency whose children wait, by its code: the pool is read from the database.
    #[arg(long, required_unless_present = "children", conflicts_with = "children")]
    agency: Option<String>,
    /// Only families for these children, by the reference of the child or sibling group.
    #[arg(long, conflicts_with = "family")]
    group: Option<String>,
    /// Only children for this family, by its reference.
    #[arg(long)]
    family: Option<String>,
    /// How many suggestions for one.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=500))]
    most: u16,
    /// The day on which ages and waiting are counted; today unless said.
    #[arg(long)]
    today: Option<Date>,
    /// Print lines of CSV, and all else on standard error.
    #[arg(long)]
    csv: bool,
}

/// Children and families as they were read.
type Pool = (Vec<Group>, Vec<Offer>);

impl Match {
    /// Whether the pool is in files.
    pub(super) fn is_of_files(&self) -> bool {
        self.children.is_some()
    }

    /// Runs with a pool of files.
    pub(super) fn run_with_files(&self) -> Result<()> {
        let (Some(children), Some(adopters)) = (&self.children, &self.adopters) else { return Ok(()) };
        let open = |path: &PathBuf| {
            let name = path.display().to_string();
            File::open(path)
                .map(|file| (BufReader::new(file), name.clone()))
                .map_err(|e| Error::refused("match.file", format!("{name} cannot be read: {e}")))
        };
        let (file, name) = open(children)?;
        let groups = files::children(file, &name)?;
        let (file, name) = open(adopters)?;
        self.answer(&(groups, files::families(file, &name)?))
    }

    /// Runs with the pool of an agency in the database.
    pub(super) async fn run(self, db: Db) -> Result<()> {
        migrate(&db).await?;
        let code = self.agency.clone().unwrap_or_default();
        let now = Clock::System.now();
        let pool = pool_of_agency(&db, &code, now).await?;
        self.answer(&pool)
    }

    fn answer(&self, (groups, offers): &Pool) -> Result<()> {
        let today = self.today.unwrap_or_else(|| local_date(Clock::System.now()));
        let weights = Weights::on(today)?;
        let children: usize = groups.iter().map(|g| g.children.len()).sum();
        self.tell(&format!(
            "{children} children in {} groups, {} families; weights of {}, all assumed",
            groups.len(),
            offers.len(),
            weights.from
        ))?;
        let most = usize::from(self.most);
        let missing =
            |what: &str| Error::refused("match.missing", format!("There is no {what} in this pool."));
        if let Some(reference) = &self.group {
            let at =
                groups.iter().position(|g| g.reference == *reference).ok_or_else(|| missing("such group"))?;
            let found = families_for(&groups[at], offers, weights, today, most);
            return self.print(groups, offers, found.into_iter().map(|s| Suggestion { group: at, ..s }));
        }
        if let Some(reference) = &self.family {
            let at = offers
                .iter()
                .position(|o| o.reference == *reference)
                .ok_or_else(|| missing("such family"))?;
            let found = children_for(&offers[at], groups, weights, today, most);
            return self.print(groups, offers, found.into_iter().map(|s| Suggestion { offer: at, ..s }));
        }
        self.best(groups, offers, weights, today)
    }

    fn best(&self, groups: &[Group], offers: &[Offer], weights: &Weights, today: Date) -> Result<()> {
        let begun = Instant::now();
        let pairs = pairs(groups, offers, weights, today);
        self.tell(&format!(
            "{} pairs scored in {:.3} s: {} fit",
            groups.len() * offers.len(),
            begun.elapsed().as_secs_f64(),
            pairs.families.len()
        ))?;
        let begun = Instant::now();
        let best = best_use(&pairs);
        let took = begun.elapsed().as_secs_f64();
        let proof = prove(&pairs, &best).map_err(|e| Error::internal("the prices prove nothing", e))?;
        let placed: usize = (groups.iter().zip(&best.family_of))
            .filter_map(|(group, family)| family.map(|_| group.children.len()))
            .sum();
        self.tell(&format!(
            "best use found in {took:.3} s: {} groups ({placed} children) with a family",
            proof.placed
        ))?;
        self.tell(&format!(
            "worth {} points; the prices add up to {}, so no use of this pool is worth more: gap {}",
            points(proof.primal),
            points(proof.dual),
            points(proof.gap())
        ))?;
        let lines = best.family_of.iter().enumerate().filter_map(|(group, family)| {
            let offer = (*family)?;
            Some(Suggestion { group, offer, ..explain(&groups[group], &offers[offer], weights, today) })
        });
        self.print(groups, offers, lines)
    }

    /// What is said beside the lines.
    fn tell(&self, line: &str) -> Result<()> {
        if self.csv {
            tell(line);
            return Ok(());
        }
        say(line)
    }

    fn print(
        &self,
        groups: &[Group],
        offers: &[Offer],
        lines: impl Iterator<Item = Suggestion>,
    ) -> Result<()> {
        if self.csv {
            let fail = |e: csv::Error| Error::internal("standard output", e);
            let mut out = csv::Writer::from_writer(std::io::stdout().lock());
            out.write_record(["group", "children", "family", "fit", "shared", "waiting", "for", "against"])
                .map_err(fail)?;
            for s in lines {
                let group = &groups[s.group];
                out.write_record([
                    group.reference.as_str(),
                    &group.children.len().to_string(),
                    &offers[s.offer].reference,
                    &points(s.fit.into()),
                    &points(s.shared.into()),
                    &points(s.waiting.into()),
                    &s.speaks_for.join("; "),
                    &s.against.join("; "),
                ])
                .map_err(fail)?;
            }
            return out.flush().map_err(|e| Error::internal("standard output", e));
        }
        for s in lines {
            let (group, offer) = (&groups[s.group], &offers[s.offer]);
            say(&format!(
                "\n{} ({}) with {}: fit {}, shared {}, waiting {}",
                group.reference,
                group.who().to_lowercase(),
                offer.reference,
                points(s.fit.into()),
                points(s.shared.into()),
                points(s.waiting.into())
            ))?;
            for reason in &s.speaks_for {
                say(&format!("  for      {reason}"))?;
            }
            for reason in &s.against {
                say(&format!("  against  {reason}"))?;
            }
        }
        Ok(())
    }
}

/// Hundredths as points.
fn points(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::points;
    use crate::commands::Cli;

    #[test]
    fn a_pool_is_two_files_or_one_agency() {
        let parsed = |args: &[&str]| Cli::try_parse_from(["hearth", "match"].iter().chain(args)).is_ok();
        assert!(parsed(&["--children", "c.csv", "--adopters", "a.csv"]));
        assert!(parsed(&["--agency", "adopt-east", "--group", "WC-1"]));
        let wrong: [&[&str]; 5] = [
            &[],
            &["--children", "c.csv"],
            &["--adopters", "a.csv"],
            &["--agency", "x", "--children", "c.csv", "--adopters", "a.csv"],
            &["--agency", "x", "--group", "g", "--family", "f"],
        ];
        for args in wrong {
            assert!(!parsed(args), "{args:?}");
        }
    }

    #[test]
    fn hundredths_are_points() {
        assert_eq!([0, 5, 1_234, -150].map(points), ["0.00", "0.05", "12.34", "-1.50"]);
    }
}
