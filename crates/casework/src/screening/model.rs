//! What a screening tool gave, and how it is said in words. Pure.

use std::collections::BTreeMap;

use kernel::{
    Date, Id, Result, Timestamp,
    kinds::{Account, Assessment, Case},
};
use serde::{Deserialize, Serialize};

pub use crate::chronology::model::Standing;
use crate::measures::{Band, By, Measure};

/// What stands sealed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// How old the child was then, in whole months, where that is known. With the day, it gives the birth date to a month.
    pub months: Option<i64>,
    /// What it was used for here.
    pub why: String,
    /// Who filled it in, in words.
    pub who: String,
    /// Scores by code of the scale.
    pub scales: BTreeMap<String, i64>,
    /// The total.
    pub total: i64,
    /// What the worker makes of it.
    pub note: String,
}

/// What a screening tool gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screening {
    /// Its id.
    pub id: Id<()>,
    /// The case.
    pub case: Id<Case>,
    /// The assessment within which it was used.
    pub assessment: Id<Assessment>,
    /// Code of the tool.
    pub measure: String,
    /// Who filled it in.
    pub by: By,
    /// On which day.
    pub on: Date,
    /// What stands sealed.
    pub content: Content,
    /// Whether it stands in the assessment.
    pub standing: Standing,
    /// When it was recorded.
    pub added: Timestamp,
    /// By whom.
    pub recorded_by: Option<Id<Account>>,
    /// The version that an edit is based on.
    pub version: i64,
}

impl Screening {
    /// The tool.
    ///
    /// # Errors
    /// `NotFound` when this installation does not know it.
    pub fn tool(&self) -> Result<&'static Measure> {
        Measure::find(&self.measure)
    }

    /// Whether its result stands beside a part of the framework.
    pub fn stands_beside(&self, part: &str) -> bool {
        self.standing == Standing::Kept && self.tool().is_ok_and(|tool| tool.parts.iter().any(|p| p == part))
    }

    /// The published words for the total, where there are any for whoever filled the tool in and for the child's age.
    pub fn band(&self, tool: &'static Measure) -> Option<&'static Band> {
        tool.band(self.by, self.content.total, self.content.months)
    }

    /// The result in one line: total, range where it was confirmed, and the published words where there are any.
    pub fn result(&self, tool: &'static Measure) -> String {
        let total = self.content.total;
        let scored = match tool.sure {
            true => format!("{total}, on a scale from {} to {}", tool.low, tool.high),
            false => total.to_string(),
        };
        match self.band(tool) {
            Some(band) if band.sure => format!("{scored}: {}", band.words),
            Some(band) => format!("{scored}: {} (not confirmed)", band.words),
            None => scored,
        }
    }

    /// What a reader has to know of it besides: where its words come from, what it can not say, and whether the child is of the tool's age.
    pub fn cautions(&self, tool: &'static Measure) -> Vec<String> {
        let mut said: Vec<String> = self
            .band(tool)
            .map(|band| format!("Words for this score: {}", band.source))
            .into_iter()
            .collect();
        let unsure = if tool.sure { "" } else { ", not confirmed" };
        match tool.fits(self.content.months) {
            Some(true) => {}
            Some(false) => said.push(format!(
                "The child was not of the age that this tool was made for ({} to {}{unsure}). No published range is shown.",
                tool.age_from, tool.age_to
            )),
            None => said.push("The child's age is not known, so no published range is shown.".to_owned()),
        }
        said.push(tool.limits.clone());
        said.push("It is one voice among others, and decides nothing.".to_owned());
        said
    }
}

/// How many whole months old somebody is on a day; none before they were born.
pub fn months_old(born: Date, on: Date) -> Option<i64> {
    let months = i64::from(on.year() - born.year()) * 12 + i64::from(on.month() - born.month());
    let months = if on.day() < born.day() { months - 1 } else { months };
    (months >= 0).then_some(months)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn screening(total: i64, months: Option<i64>) -> Screening {
        Screening {
            id: Id::random(),
            case: Id::random(),
            assessment: Id::random(),
            measure: "sdq".into(),
            by: By::Parents,
            on: day("2026-11-01"),
            content: Content { months, total, ..Content::default() },
            standing: Standing::Kept,
            added: "2026-11-01T09:00:00Z".parse().unwrap(),
            recorded_by: None,
            version: 1,
        }
    }

    #[test]
    fn months_are_whole_months() {
        assert_eq!(months_old(day("2016-03-27"), day("2026-03-26")), Some(119));
        assert_eq!(months_old(day("2016-03-27"), day("2026-03-27")), Some(120));
        assert_eq!(months_old(day("2016-02-29"), day("2017-02-28")), Some(11));
        assert_eq!(months_old(day("2016-03-27"), day("2016-03-26")), None);
    }

    #[test]
    fn the_result_never_comes_without_what_it_can_not_say() {
        let tool = Measure::find("sdq").unwrap();
        let of_age = screening(18, Some(96));
        assert_eq!(of_age.result(tool), "18, on a scale from 0 to 40: a cause for concern");
        assert_eq!(of_age.cautions(tool).len(), 3);
        assert!(of_age.cautions(tool)[0].contains("DfE"), "where the words come from");
        for months in [Some(12 * 20), Some(12 * 3), Some(12 * 17), None] {
            let outside = screening(18, months);
            assert_eq!(outside.result(tool), "18, on a scale from 0 to 40");
            assert_eq!(outside.cautions(tool).len(), 3);
        }
        let teacher = Screening { by: By::School, ..screening(18, Some(96)) };
        assert_eq!(teacher.result(tool), "18, on a scale from 0 to 40: high (not confirmed)");
        let unsure = Screening { measure: "bac-c".into(), ..screening(18, Some(12 * 15)) };
        let tool = unsure.tool().unwrap();
        assert!(!tool.sure, "or this shows nothing");
        assert_eq!(unsure.result(tool), "18", "no scale that was not confirmed");
        assert!(unsure.cautions(tool)[0].contains("(4 to 11, not confirmed)"));
        assert!(of_age.stands_beside("feelings") && !of_age.stands_beside("education"));
        let out = Screening { standing: Standing::Out, ..of_age };
        assert!(!out.stands_beside("feelings"));
    }
}
