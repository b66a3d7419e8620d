//! Published figures for machines.

use kernel::{Error, Result};
use page::{Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Decimal, Record,
    store::{self, After, Asked},
};

/// How many figures one answer holds.
const PAGE: usize = 1_000;

/// One published figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedFigure {
    /// What was counted, such as `children_adopted`.
    pub indicator: String,
    /// The year in which the year to 31 March ended.
    pub year: i16,
    /// The place's code as published.
    pub code: String,
    /// The place's name as published.
    pub area: String,
    /// The number, and null unless one was published. A length of time is in months.
    #[schema(value_type = Option<f64>)]
    pub value: Option<Decimal>,
    /// `published`, `suppressed`, `low`, `not-available`, `not-applicable`, `withheld` or `missing`.
    pub status: &'static str,
    /// Of whom, as `column=value` parted by `; `; empty when of all.
    pub breakdown: String,
    /// `count`, `percent`, `months`, `days`, `pounds`, `rate` or `other`; null when not known.
    pub unit: Option<&'static str>,
    /// `council`, `region` or `nation`.
    pub kind: &'static str,
}

impl From<Record> for PublishedFigure {
    fn from(record: Record) -> Self {
        PublishedFigure {
            indicator: record.indicator,
            year: record.year,
            code: record.code,
            area: record.area,
            value: record.cell.value(),
            status: record.cell.status().code(),
            breakdown: record.breakdown,
            unit: record.unit.map(|unit| unit.code()),
            kind: record.kind.code(),
        }
    }
}

/// A page of published figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedList {
    /// By indicator, breakdown, year and code; at most 1,000.
    pub items: Vec<PublishedFigure>,
    /// Send as `after` for the figures that follow; null at the end.
    pub next: Option<String>,
}

/// Reads the query: `indicator`, `area`, `year` and `after`, each of which may be left out.
pub(super) fn asked(ctx: &Ctx) -> Result<Asked> {
    let mut f = ctx.query();
    let indicator = f.optional("indicator", 400);
    let area = f.optional("area", 400);
    let year =
        f.number_opt("year", "Enter the year in which the year to March ended, such as 2022", 1990, 2100);
    let typed = f.optional("after", 4_000);
    let after = match typed {
        None => None,
        Some(text) => Some(parse(&text).ok_or_else(|| {
            Error::field("after", "Send what the page before gave as next, and nothing else")
        })?),
    };
    let year = year.and_then(|year| i16::try_from(year).ok());
    f.finish(|| Some(Asked { indicator, area, year, after })).map_err(Error::Invalid)
}

fn parse(text: &str) -> Option<After> {
    let bytes: Option<Vec<u8>> =
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect();
    serde_json::from_slice(&bytes?).ok()
}

fn write(after: &After) -> Result<String> {
    let bytes = serde_json::to_vec(after).map_err(|e| Error::internal("a place in a list", e))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// `GET /api/v1/published?indicator=&area=&year=`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let asked = asked(&ctx)?;
    let (records, next) = ctx
        .read(move |look| {
            super::may_see(look)?;
            store::list(look, &asked, PAGE)
        })
        .await?;
    let next = next.as_ref().map(write).transpose()?;
    ctx.json(&PublishedList { items: records.into_iter().map(Into::into).collect(), next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_list_reads_back() {
        let record = crate::published::read_all(
            include_bytes!("../../fixtures/published/long_national.csv").as_slice(),
        )
        .unwrap()
        .0
        .remove(0);
        let after = After::of(&record);
        assert_eq!(parse(&write(&after).unwrap()), Some(after));
        for bad in ["", "0", "zz", "é0", "7b7d"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
