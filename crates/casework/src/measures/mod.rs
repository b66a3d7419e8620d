//! Screening tools of an assessment as data (`data/measures/*.csv`, requirement AS5): what each is for, what it can not say, who
//! holds the rights, and how scores add up. No question of any of these tools is here: licences forbid it. What is asked again
//! over time stands in `outcomes::measures`, and a test there holds what both say of the same tool against each other. Pure.

use std::{collections::BTreeMap, sync::LazyLock};

use kernel::{Date, Error, FieldError, Result};
use serde::Deserialize;

use crate::words::mend;

kernel::codes! {
    /// Who fills a tool in.
    By {
        Parents = "parents", "A parent or carer";
        School = "school", "A teacher";
        Child = "child", "The child or young person";
    }
}

/// One scale of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Its code; also the end of its field.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// The lowest score.
    pub low: i64,
    /// The highest.
    pub high: i64,
    /// Whether it is part of the total.
    pub in_total: bool,
}

/// Published words for a range of the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// Who filled it in.
    pub by: By,
    /// From.
    pub low: i64,
    /// To, included.
    pub high: i64,
    /// The words.
    pub words: String,
    /// Whether they were confirmed.
    pub sure: bool,
    /// Where they are from.
    pub source: String,
}

/// A screening tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Its stable code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What people call it for short.
    pub short: String,
    /// What it is for.
    pub purpose: String,
    /// What it can not say.
    pub limits: String,
    /// Who holds the rights, and what may be done.
    pub licence: String,
    /// The lowest total.
    pub low: i64,
    /// The highest.
    pub high: i64,
    /// The youngest age in whole years that it was made for.
    pub age_from: i64,
    /// The oldest.
    pub age_to: i64,
    /// Who can fill it in.
    pub by: Vec<By>,
    /// Codes of the framework's parts beside which its result stands.
    pub parts: Vec<String>,
    /// The first day on which it may be used.
    pub from: Date,
    /// Whether its figures were confirmed.
    pub sure: bool,
    /// Where what is said of it comes from.
    pub source: String,
    /// Its scales, in the order in which they are entered.
    pub scales: Vec<Scale>,
    /// Published words for its totals.
    pub bands: Vec<Band>,
}

/// What was entered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entered {
    /// By code of the scale.
    pub scales: BTreeMap<String, i64>,
    /// The total, for a tool whose scales are not entered.
    pub total: Option<i64>,
}

impl Measure {
    /// The tool with this code.
    ///
    /// # Errors
    /// `NotFound` when there is none; `Internal` when the shipped data is broken.
    pub fn find(code: &str) -> Result<&'static Measure> {
        measures()?.iter().find(|m| m.code == code).ok_or(Error::NotFound)
    }

    /// Whether it was made for a child of this age in whole months. Nothing is known of a child of unknown age.
    pub fn fits(&self, months: Option<i64>) -> Option<bool> {
        months.map(|months| {
            let years = months.div_euclid(12);
            (self.age_from..=self.age_to).contains(&years)
        })
    }

    /// What follows ages and ranges that nobody confirmed.
    pub fn unsure(&self) -> &'static str {
        if self.sure { "" } else { " (not confirmed)" }
    }

    /// The total of what was entered.
    ///
    /// # Errors
    /// Every score that is missing or out of its range, beside `scale.CODE` or `total`.
    pub fn total(&self, entered: &Entered) -> Result<i64, Vec<FieldError>> {
        if self.scales.is_empty() {
            return match entered.total {
                Some(total) if (self.low..=self.high).contains(&total) => Ok(total),
                _ => Err(vec![mend("total", format!("Enter the score, from {} to {}", self.low, self.high))]),
            };
        }
        let mut wrong = Vec::new();
        let mut sum = 0_i64;
        for scale in &self.scales {
            match entered.scales.get(&scale.code) {
                Some(score) if (scale.low..=scale.high).contains(score) => {
                    if scale.in_total {
                        sum = sum.saturating_add(*score);
                    }
                }
                _ => wrong.push(mend(
                    field(&scale.code),
                    format!("{}: enter the score, from {} to {}", scale.name, scale.low, scale.high),
                )),
            }
        }
        if wrong.is_empty() { Ok(sum) } else { Err(wrong) }
    }

    /// The published words for a total; none where nobody published any, or the child is not of the tool's age.
    pub fn band(&self, by: By, total: i64, months: Option<i64>) -> Option<&Band> {
        if self.fits(months) != Some(true) {
            return None;
        }
        self.bands.iter().find(|band| band.by == by && (band.low..=band.high).contains(&total))
    }
}

/// The field of a scale's score.
pub fn field(scale: &str) -> String {
    format!("scale.{scale}")
}

/// Every tool, in the order in which they are offered.
///
/// # Errors
/// `Internal` when the shipped data is broken.
pub fn measures() -> Result<&'static [Measure]> {
    static SHIPPED: LazyLock<Result<Vec<Measure>>> = LazyLock::new(|| {
        read(
            include_str!("../../../../data/measures/measures.csv"),
            include_str!("../../../../data/measures/scales.csv"),
            include_str!("../../../../data/measures/bands.csv"),
        )
    });
    SHIPPED.as_deref().map_err(Clone::clone)
}

#[derive(Deserialize)]
struct MeasureLine {
    code: String,
    name: String,
    short: String,
    purpose: String,
    limits: String,
    licence: String,
    low: i64,
    high: i64,
    age_from: i64,
    age_to: i64,
    by: String,
    parts: String,
    from: Date,
    sure: String,
    source: String,
}

#[derive(Deserialize)]
struct ScaleLine {
    measure: String,
    code: String,
    name: String,
    low: i64,
    high: i64,
    in_total: String,
}

#[derive(Deserialize)]
struct BandLine {
    measure: String,
    by: String,
    low: i64,
    high: i64,
    words: String,
    sure: String,
    source: String,
}

fn bad(what: impl std::fmt::Display) -> Error {
    Error::Internal(format!("data/measures: {what}"))
}

fn lines<T: for<'de> Deserialize<'de>>(text: &str) -> Result<Vec<T>> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    reader.deserialize::<T>().map(|line| line.map_err(bad)).collect()
}

fn yes(text: &str) -> Result<bool> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(bad(format!("'{other}' is neither yes nor no"))),
    }
}

fn who(code: &str) -> Result<By> {
    By::from_code(code).ok_or_else(|| bad(format!("nobody is called '{code}'")))
}

fn read(measures: &str, scales: &str, bands: &str) -> Result<Vec<Measure>> {
    let (scales, bands) = (lines::<ScaleLine>(scales)?, lines::<BandLine>(bands)?);
    let mut all: Vec<Measure> = Vec::new();
    for line in lines::<MeasureLine>(measures)? {
        let scales = scales.iter().filter(|s| s.measure == line.code).map(|s| {
            let in_total = yes(&s.in_total)?;
            Ok(Scale { code: s.code.clone(), name: s.name.clone(), low: s.low, high: s.high, in_total })
        });
        let bands = bands.iter().filter(|b| b.measure == line.code).map(|b| {
            let (by, sure) = (who(&b.by)?, yes(&b.sure)?);
            Ok(Band { by, low: b.low, high: b.high, words: b.words.clone(), sure, source: b.source.clone() })
        });
        let measure = Measure {
            scales: scales.collect::<Result<_>>()?,
            bands: bands.collect::<Result<_>>()?,
            by: line.by.split_whitespace().map(who).collect::<Result<_>>()?,
            parts: line.parts.split_whitespace().map(str::to_owned).collect(),
            sure: yes(&line.sure)?,
            code: line.code,
            name: line.name,
            short: line.short,
            purpose: line.purpose,
            limits: line.limits,
            licence: line.licence,
            low: line.low,
            high: line.high,
            age_from: line.age_from,
            age_to: line.age_to,
            from: line.from,
            source: line.source,
        };
        check(&measure)?;
        if all.iter().any(|m| m.code == measure.code) {
            return Err(bad(format!("'{}' stands twice", measure.code)));
        }
        all.push(measure);
    }
    let known = |code: &String| all.iter().any(|m| m.code == *code);
    match scales.iter().map(|s| &s.measure).chain(bands.iter().map(|b| &b.measure)).find(|code| !known(code))
    {
        Some(unknown) => Err(bad(format!("there is no tool '{unknown}'"))),
        None => Ok(all),
    }
}

fn check(m: &Measure) -> Result<()> {
    let said = [&m.name, &m.short, &m.purpose, &m.limits, &m.licence, &m.source];
    if said.iter().any(|text| text.is_empty()) || m.by.is_empty() || m.parts.is_empty() {
        return Err(bad(format!("'{}' does not say all that it must", m.code)));
    }
    if m.low >= m.high || m.age_from > m.age_to || m.scales.iter().any(|s| s.low >= s.high) {
        return Err(bad(format!("'{}' has a range that is none", m.code)));
    }
    let [low, high] = m
        .scales
        .iter()
        .filter(|s| s.in_total)
        .fold([0_i64, 0], |[low, high], s| [low.saturating_add(s.low), high.saturating_add(s.high)]);
    if !m.scales.is_empty() && [low, high] != [m.low, m.high] {
        return Err(bad(format!("the scales of '{}' do not add up to its total", m.code)));
    }
    // Bands of one person's answers cover the whole range, without gap or overlap.
    for by in By::ALL {
        let mut next = m.low;
        let mut of: Vec<&Band> = m.bands.iter().filter(|b| b.by == *by).collect();
        of.sort_by_key(|b| b.low);
        for band in &of {
            if band.low != next || band.high < band.low || !m.by.contains(by) {
                return Err(bad(format!("the bands of '{}' leave a gap or overlap", m.code)));
            }
            next = band.high.saturating_add(1);
        }
        if !of.is_empty() && next != m.high.saturating_add(1) {
            return Err(bad(format!("the bands of '{}' do not reach its highest score", m.code)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::assessment::model::versions;

    fn sdq() -> &'static Measure {
        Measure::find("sdq").unwrap()
    }

    fn entered(scores: [i64; 5]) -> Entered {
        let scales =
            sdq().scales.iter().zip(scores).map(|(scale, score)| (scale.code.clone(), score)).collect();
        Entered { scales, total: None }
    }

    #[test]
    fn every_tool_says_what_it_is_for_and_stands_beside_parts_that_there_are() {
        let latest = versions().unwrap().last().unwrap();
        let all = measures().unwrap();
        assert_eq!(all.len(), 5);
        for m in all {
            assert!(m.parts.iter().all(|part| latest.domain(part).is_some()), "{}", m.code);
            assert!(
                m.limits.ends_with('.') && m.purpose.ends_with('.') && m.licence.ends_with('.'),
                "{}",
                m.code
            );
        }
        assert_eq!(Measure::find("horoscope"), Err(Error::NotFound));
    }

    #[test]
    fn four_scales_add_up_and_kindness_is_not_one_of_them() {
        assert_eq!(sdq().total(&entered([5, 4, 8, 3, 10])), Ok(20));
        let wrong = sdq().total(&entered([5, 11, 8, -1, 10])).unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["scale.conduct", "scale.peer"]);
        let bpses = Measure::find("bpses").unwrap();
        assert_eq!(bpses.total(&Entered { total: Some(18), ..Entered::default() }), Ok(18));
        assert_eq!(bpses.total(&Entered::default()).unwrap_err()[0].field, "total");
        assert!(bpses.bands.is_empty(), "no cut-off is made up");
    }

    #[test]
    fn words_are_only_there_for_whom_they_were_published() {
        let words = |by, total, months| sdq().band(by, total, months).map(|b| b.words.as_str());
        let eight = Some(8 * 12);
        for (total, said) in
            [(13, "in the range of most children"), (14, "borderline"), (17, "a cause for concern")]
        {
            assert_eq!(words(By::Parents, total, eight), Some(said));
        }
        assert_eq!(words(By::School, 16, eight), Some("high"));
        assert_eq!(words(By::Child, 16, eight), None, "nobody confirmed any");
        for months in [4 * 12 - 1, 17 * 12] {
            assert_eq!(words(By::Parents, 17, Some(months)), None, "not of its age");
        }
        assert_eq!(words(By::Parents, 17, None), None, "of unknown age");
        assert_eq!(sdq().fits(Some(17 * 12 - 1)), Some(true));
    }

    #[test]
    fn broken_data_is_refused() {
        let m = include_str!("../../../../data/measures/measures.csv");
        let s = include_str!("../../../../data/measures/scales.csv");
        let b = include_str!("../../../../data/measures/bands.csv");
        assert!(read(m, s, b).is_ok());
        let twice = format!("{m}{}", m.lines().find(|line| line.starts_with("sdq,")).unwrap());
        assert!(read(&twice, s, b).is_err(), "a code stands once, as the README says");
        assert!(
            read(
                m,
                &s.replace(
                    "peer,Problems with other children,0,10,yes",
                    "peer,Problems with other children,0,10,no"
                ),
                b
            )
            .is_err()
        );
        assert!(read(m, s, &b.replace("sdq,parents,14,16", "sdq,parents,15,16")).is_err());
        assert!(read(m, s, &b.replace("sdq,parents,17,40", "sdq,parents,17,39")).is_err());
        assert!(read(m, s, &b.replace("sdq,school,0,11", "tea,school,0,11")).is_err());
        assert!(read(&m.replace("parents school child", "parents neighbours"), s, b).is_err());
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn a_total_is_within_its_range_or_refused(scores in prop::array::uniform5(-3_i64..14)) {
            match sdq().total(&entered(scores)) {
                Ok(total) => {
                    prop_assert!((sdq().low..=sdq().high).contains(&total));
                    prop_assert!(scores.iter().all(|s| (0..=10).contains(s)));
                }
                Err(wrong) => prop_assert_eq!(wrong.len(), scores.iter().filter(|s| !(0..=10).contains(*s)).count()),
            }
        }
    }
}
