//! What the projection assumes and cannot know from published tables: `data/strategy`.

use std::sync::LazyLock;

use kernel::{Error, Level, Result};
use serde::Deserialize;

/// Years after a placement that matter: a child placed at birth is 18 after them.
pub const SPAN: usize = 18;

/// The assumptions.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumptions {
    /// The share of children who are still under 18, by whole years since the placement.
    pub under_18: [f64; SPAN],
    /// The share of these who are in touch with adoption support in a year.
    pub uptake: [f64; SPAN],
    /// How demand parts into levels; the shares sum to one.
    pub levels: Vec<(Level, f64)>,
    /// Years from a placement to the order that is counted.
    pub lag: f64,
    /// How unsure uptake is: the standard deviation of its logarithm.
    pub uptake_spread: f64,
}

/// Three quarters of a year from placement to order: Hearth's assumption. A child lives with the family for at least
/// ten weeks before adopters can apply (Adoption and Children Act 2002, section 42), and courts take months.
const LAG: f64 = 0.75;
/// One draw in three has uptake more than a fifth higher or lower than assumed.
const UPTAKE_SPREAD: f64 = 0.2;

#[derive(Deserialize)]
struct UptakeRow {
    years_since_placement: usize,
    under_18: f64,
    uptake: f64,
}

#[derive(Deserialize)]
struct LevelRow {
    level: String,
    share: f64,
}

impl Assumptions {
    /// Those that ship with Hearth.
    ///
    /// # Errors
    /// `Internal` when a file cannot be read; it names the file.
    pub fn shipped() -> Result<&'static Assumptions> {
        static SHIPPED: LazyLock<Result<Assumptions>> = LazyLock::new(|| {
            Assumptions::parse(
                include_str!("../../../../data/strategy/uptake.csv"),
                include_str!("../../../../data/strategy/levels.csv"),
            )
        });
        SHIPPED.as_ref().map_err(Clone::clone)
    }

    /// Reads the text of the two files.
    ///
    /// # Errors
    /// `Internal` with what is wrong: a year missing or twice, a share outside 0 to 100, more children as time goes on,
    /// levels that do not sum to a hundred.
    pub fn parse(uptake: &str, levels: &str) -> Result<Self> {
        let bad = |why: &str| Error::Internal(format!("data/strategy: {why}"));
        let mut under_18 = [f64::NAN; SPAN];
        let mut taken = [f64::NAN; SPAN];
        for row in rows::<UptakeRow>(uptake)? {
            let at = row.years_since_placement;
            let (Some(under), Some(share)) = (under_18.get_mut(at), taken.get_mut(at)) else {
                return Err(bad("a year since placement is over 17"));
            };
            if !under.is_nan() {
                return Err(bad("a year since placement is there twice"));
            }
            (*under, *share) = (row.under_18 / 100.0, row.uptake / 100.0);
        }
        if under_18.iter().chain(&taken).any(|share| !(0.0..=1.0).contains(share)) {
            return Err(bad("a year is missing, or a share is not from 0 to 100"));
        }
        if under_18.windows(2).any(|pair| pair[1] > pair[0]) {
            return Err(bad("children under 18 cannot become more as years go on"));
        }
        let mut parted = Vec::new();
        for row in rows::<LevelRow>(levels)? {
            let level = Level::from_code(&row.level).ok_or_else(|| bad("a level is unknown"))?;
            parted.push((level, row.share / 100.0));
        }
        let sum: f64 = parted.iter().map(|(_, share)| share).sum();
        if parted.len() != Level::ALL.len() || (sum - 1.0).abs() > 1e-9 {
            return Err(bad("levels do not sum to a hundred"));
        }
        Ok(Assumptions { under_18, uptake: taken, levels: parted, lag: LAG, uptake_spread: UPTAKE_SPREAD })
    }

    /// The assumptions in sentences, for the page and the command.
    pub fn sentences(&self) -> Vec<String> {
        let at = |years: usize| self.uptake.get(years).map_or(0.0, |share| share * 100.0);
        let parts = self
            .levels
            .iter()
            .map(|(level, share)| format!("{} {:.0}%", level.label().to_lowercase(), share * 100.0));
        vec![
            format!(
                "Of children under 18, {:.0}% are in touch with support in the first year after placement, {:.0}% five years after it, {:.0}% ten years after it. \
                 Nobody has published this: it is Hearth's own, and each draw moves it by about {:.0}% up or down.",
                at(0), at(5), at(10), self.uptake_spread * 100.0
            ),
            format!("Demand parts into levels as a national survey found difficulties: {}.", parts.collect::<Vec<_>>().join(", ")),
            format!("An order comes {:.0} months after the placement, so placements run ahead of adoptions by that much.", self.lag * 12.0),
            "Before the first published year, as many children were adopted each year as in its first three years.".to_owned(),
            "Families who move, adopt from abroad or care under special guardianship are not in the published table, so not in the projection.".to_owned(),
        ]
    }
}

fn rows<T: serde::de::DeserializeOwned>(text: &str) -> Result<Vec<T>> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .into_deserialize()
        .map(|row| row.map_err(|e| Error::internal("data/strategy", e)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_holds_together_and_what_does_not_is_refused() {
        let shipped = Assumptions::shipped().unwrap();
        assert_eq!(shipped.levels.len(), 3);
        assert!(shipped.under_18[0] == 1.0 && shipped.under_18[17] < 0.2);
        let levels = "level,share\nuniversal,30\ntargeted,30\nintensive,40\n";
        let years = |change: &dyn Fn(usize) -> (usize, f64)| {
            let line = |y: usize| {
                let (year, under) = change(y);
                format!("{year},{under},10\n")
            };
            format!("years_since_placement,under_18,uptake\n{}", (0..SPAN).map(line).collect::<String>())
        };
        let good = years(&|y| (y, 100.0 - y as f64));
        assert!(Assumptions::parse(&good, levels).is_ok());
        for (uptake, levels) in [
            (years(&|y| (y, y as f64)), levels),
            (years(&|y| (y.min(3), 90.0)), levels),
            (years(&|y| (y, 900.0)), levels),
            (years(&|y| (y + 1, 90.0)), levels),
            (good.clone(), "level,share\nuniversal,30\ntargeted,30\nintensive,30\n"),
            (good.clone(), "level,share\nuniversal,60\ntargeted,40\n"),
            (good.clone(), "level,share\nhigh,100\n"),
        ] {
            assert!(Assumptions::parse(&uptake, levels).is_err(), "{uptake} {levels}");
        }
    }
}
