//! What a fit is made of, as dated data (`data/matching/weights.csv`): a past suggestion is read again with the
//! weights of its day.

use std::{collections::BTreeMap, sync::LazyLock};

use kernel::{Date, Error, Result};

/// Hundredths of a point: what every score is counted in, so that nothing is rounded twice.
pub const POINT: i32 = 100;

/// The weights of one day. Points are in hundredths, shares in per cent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    /// The first day on which they hold.
    pub from: Date,
    /// Needs.
    pub needs: i32,
    /// Health.
    pub health: i32,
    /// Contact.
    pub contact: i32,
    /// The same region.
    pub area: i32,
    /// Experience, where the children need it.
    pub experience: i32,
    /// The sex that the family hopes for.
    pub sex: i32,
    /// Per cent of a need's points where the family is one step short.
    pub short_by_one: i32,
    /// Per cent of a need's points where the family has not said.
    pub not_said: i32,
    /// Added for a shared ethnic background.
    pub heritage: i32,
    /// Added for a shared language.
    pub language: i32,
    /// Added for a shared faith.
    pub faith: i32,
    /// Added for every 30 days of waiting.
    pub wait_month: i32,
    /// The most that waiting adds.
    pub wait_most: i32,
    /// A fit of less is not suggested.
    pub floor: i32,
    /// A fit of as much that nobody considered is a missed match.
    pub strong: i32,
}

static ALL: LazyLock<Result<Vec<Weights>>> =
    LazyLock::new(|| read(include_str!("../../../../data/matching/weights.csv")));

impl Weights {
    /// The weights that hold on `day`: the first ones for a day before all of them.
    ///
    /// # Errors
    /// `Internal` when the shipped file cannot be read, which a test rules out.
    pub fn on(day: Date) -> Result<&'static Weights> {
        let all = ALL.as_ref().map_err(Clone::clone)?;
        let found = all.iter().rev().find(|w| w.from <= day).or(all.first());
        found.ok_or_else(|| Error::Internal("data/matching/weights.csv is empty".into()))
    }

    /// What `days` of waiting add, in hundredths: never less for more days.
    pub fn waiting(&self, days: i32) -> i32 {
        let points = i64::from(self.wait_month) * i64::from(days.max(0)) / 30;
        i32::try_from(points).unwrap_or(i32::MAX).min(self.wait_most)
    }
}

/// Reads the file: every version must give every weight.
fn read(text: &str) -> Result<Vec<Weights>> {
    let bad = |why: String| Error::Internal(format!("data/matching/weights.csv: {why}"));
    let mut versions: BTreeMap<Date, BTreeMap<String, i32>> = BTreeMap::new();
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    for line in reader.records() {
        let line = line.map_err(|e| bad(e.to_string()))?;
        let from: Date = line[0].parse().map_err(|e| bad(format!("{e}")))?;
        let value: i32 = line[2].parse().map_err(|e| bad(format!("{e}")))?;
        if !matches!(&line[3], "sourced" | "assumed") || line[4].is_empty() || !(0..=100).contains(&value) {
            return Err(bad(format!("{} has no source, or is not 0 to 100", &line[1])));
        }
        versions.entry(from).or_default().insert(line[1].to_owned(), value);
    }
    versions
        .into_iter()
        .map(|(from, values)| {
            let of =
                |code: &str| values.get(code).copied().ok_or_else(|| bad(format!("{from} gives no {code}")));
            let points = |code: &str| of(code).map(|v| v * POINT);
            let weights = Weights {
                from,
                needs: points("needs")?,
                health: points("health")?,
                contact: points("contact")?,
                area: points("area")?,
                experience: points("experience")?,
                sex: points("sex")?,
                short_by_one: of("short-by-one")?,
                not_said: of("not-said")?,
                heritage: points("heritage")?,
                language: points("language")?,
                faith: points("faith")?,
                wait_month: points("wait-month")?,
                wait_most: points("wait-most")?,
                floor: points("floor")?,
                strong: points("strong")?,
            };
            let whole = weights.needs + weights.health + weights.contact;
            if whole + weights.area + weights.experience + weights.sex != 100 * POINT {
                return Err(bad(format!("the parts of a fit of {from} do not make 100")));
            }
            Ok(weights)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_can_be_read_and_waiting_is_capped() {
        let weights = Weights::on("2026-11-20".parse().unwrap()).unwrap();
        assert_eq!(weights, Weights::on("1999-01-01".parse().unwrap()).unwrap());
        assert_eq!([-5, 0, 30, 45, 365].map(|d| weights.waiting(d)), [0, 0, 100, 150, 1216]);
        assert_eq!((weights.waiting(720), weights.waiting(i32::MAX)), (2_400, 2_400));
        for bad in [
            "from,code,value,sure,source\n2026-01-01,needs,45,assumed,x\n",
            "from,code,value,sure,source\n2026-01-01,needs,45,guessed,x\n",
            "from,code,value,sure,source\n2026-01-01,needs,450,assumed,x\n",
        ] {
            assert!(read(bad).is_err());
        }
    }
}
