//! The published figures that are shown beside an agency's own: average months between the stages of adoption in England, and
//! how many children were adopted from each council, as the Department for Education publishes them and `hearth import
//! published` takes them in. The table of published figures belongs to `insight`, which stands below this crate; these rows of
//! it are public and only read here.

use std::collections::BTreeMap;

use access::{Grant, InAgency, Look, actions::SeePipeline};
use kernel::Result;
use store::{Read, statements};

use crate::children::store::year;

statements! {
    STAGES = "SELECT breakdown, year, value FROM published
              WHERE indicator = 'number' AND breakdown >= $1 AND breakdown < $2 AND area_kind = 'nation'
                AND unit = 'months' AND status = 'published'
              ORDER BY breakdown, year DESC";
    BY_COUNCIL = "SELECT p.indicator, p.year, p.code, p.area, p.value FROM published p
                  WHERE p.indicator IN ('children_adopted', 'percent_leaving_care_by_adoption') AND p.breakdown = ''
                    AND p.year = (SELECT max(l.year) FROM published l WHERE l.indicator = 'children_adopted' AND l.breakdown = '')
                    AND (p.area_kind = 'nation' OR p.code IN (SELECT m.council FROM membership m
                           WHERE m.agency_id = $1 AND COALESCE(m.corrected_to, m.to_date) IS NULL))
                  ORDER BY CASE WHEN p.area_kind = 'nation' THEN 1 ELSE 0 END, p.area, p.code, p.indicator LIMIT 1000";
}

/// What the Department published of one council, or of England, for its latest year of these figures. A number that it withholds
/// or rounds away is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfCouncil {
    /// The Department's code.
    pub code: String,
    /// The council, or England.
    pub area: String,
    /// The calendar year in which the year ended.
    pub year: i16,
    /// Children adopted in the year.
    pub adopted: Option<String>,
    /// Of those who left care, how many in a hundred were adopted.
    pub percent: Option<String>,
}

/// The councils of an agency in the order of their names, England last; none before the table was taken in.
pub fn by_council(look: &Look<'_>, grant: &Grant<SeePipeline, InAgency>) -> Result<Vec<OfCouncil>> {
    let mut all: Vec<OfCouncil> = Vec::new();
    for row in grant.totals(look, BY_COUNCIL, &[])? {
        let (indicator, code, value): (String, String, Option<String>) =
            (row.get(0)?, row.get(2)?, row.get(4)?);
        if all.last().is_none_or(|last| last.code != code) {
            let area = row.get(3)?;
            all.push(OfCouncil { code, area, year: year(&row, 1)?, adopted: None, percent: None });
        }
        let Some(last) = all.last_mut() else { continue };
        match indicator.as_str() {
            "children_adopted" => last.adopted = value,
            _ => last.percent = value,
        }
    }
    Ok(all)
}

/// How the breakdown of these figures begins, for children of all ages.
const BEGINS: &str =
    "age_start_poc=Total; cla_group=Age on starting final period of care; stage_of_adoption_process=";

/// A published average.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Average {
    /// The calendar year in which the year ended.
    pub year: i16,
    /// Whole months.
    pub months: u16,
}

impl Average {
    /// `10 months (2025)`
    pub fn words(&self) -> String {
        let months = if self.months == 1 { "month" } else { "months" };
        format!("{} {months} ({})", self.months, self.year)
    }
}

/// The latest published average of each stage, by the stage's number as `1.`.
pub fn averages(r: &Read<'_>) -> Result<BTreeMap<String, Average>> {
    // `~` sorts after every letter and digit.
    let rows = r.query(STAGES, &[BEGINS.into(), format!("{BEGINS}~").into()])?;
    let mut out = BTreeMap::new();
    for row in rows {
        let (breakdown, value): (String, String) = (row.get(0)?, row.get(2)?);
        let stage = breakdown.get(BEGINS.len()..).and_then(|rest| rest.get(..2));
        if let (Some(stage), Ok(months)) = (stage, value.parse()) {
            // The latest year comes first.
            let average = Average { year: year(&row, 1)?, months };
            out.entry(stage.to_owned()).or_insert(average);
        }
    }
    Ok(out)
}
