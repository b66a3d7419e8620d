//! What was published of the Fund, as it was published. It is never reckoned with.

use std::sync::LazyLock;

use kernel::{Error, FinancialYear, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::picture::model::parse_year;

/// One published figure.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The financial year that it is of, such as `2024-25`.
    pub year: String,
    /// A stable code.
    pub code: String,
    /// What it is of.
    pub name: String,
    /// The figure in the words of the source.
    pub words: String,
    /// The figure as a number, where the words give one: a count, pence, or per cent.
    pub value: Option<i64>,
    /// `count`, `pence` or `percent`.
    pub unit: String,
    /// Where it is published.
    pub source: String,
}

/// Every published figure, in the order of the file.
pub fn all() -> Result<&'static [Published]> {
    static READ: LazyLock<Result<Vec<Published>>> = LazyLock::new(|| {
        let fail = |e: &dyn std::fmt::Display| Error::internal("data/fund_published.csv", e);
        let rows = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(include_str!("../../../../data/fund_published.csv").as_bytes())
            .deserialize()
            .collect::<Result<Vec<Published>, _>>()
            .map_err(|e| fail(&e))?;
        for row in &rows {
            if parse_year(&row.year).is_err() || row.words.is_empty() || row.source.is_empty() {
                return Err(fail(&format!("{} has no year, words or source", row.code)));
            }
        }
        Ok(rows)
    });
    READ.as_ref().map(Vec::as_slice).map_err(Clone::clone)
}

/// Those of a year.
pub fn of(year: FinancialYear) -> Result<Vec<Published>> {
    let year = year.to_string();
    Ok(all()?.iter().filter(|figure| figure.year == year).cloned().collect())
}
