//! The national figures that are shown beside an agency's own: average months between the stages of adoption, as
//! the Department for Education publishes them and `hearth import published` takes them in. The table of published
//! figures belongs to `insight`, which stands below this crate; these rows of it are public and only read here.

use std::collections::BTreeMap;

use kernel::Result;
use store::{Read, statements};

use crate::children::store::year;

statements! {
    STAGES = "SELECT breakdown, year, value FROM published
              WHERE indicator = 'number' AND breakdown >= $1 AND breakdown < $2 AND area_kind = 'nation'
                AND unit = 'months' AND status = 'published'
              ORDER BY breakdown, year DESC";
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
