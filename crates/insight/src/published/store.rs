//! Published figures in the database.

use std::str::FromStr;

use kernel::{Error, Result};
use store::{Read, Row, Value, Write, statements};

use super::{AreaKind, Cell, Decimal, Record, Status, Unit};

/// Columns of `published`, in the order of [`values`].
pub const COLUMNS: &str =
    "indicator, breakdown, year, code, area_kind, area, area_key, region, status, value, unit";

statements! {
    FIND = "SELECT indicator, breakdown, year, code, area_kind, area, area_key, region, status, value, unit FROM published
            WHERE indicator = $1 AND breakdown = $2 AND year = $3 AND code = $4";
    PUT = "INSERT INTO published (indicator, breakdown, year, code, area_kind, area, area_key, region, status, value, unit)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
           ON CONFLICT (indicator, breakdown, year, code) DO UPDATE SET area_kind = excluded.area_kind, area = excluded.area,
             area_key = excluded.area_key, region = excluded.region, status = excluded.status, value = excluded.value,
             unit = excluded.unit";
    LIST = "SELECT indicator, breakdown, year, code, area_kind, area, area_key, region, status, value, unit FROM published
            WHERE indicator >= $1 AND indicator <= $2 AND year >= $3 AND year <= $4
              AND (indicator, breakdown, year, code) > ($5, $6, $7, $8)
            ORDER BY indicator, breakdown, year, code LIMIT $9";
    LIST_OF_AREA = "SELECT indicator, breakdown, year, code, area_kind, area, area_key, region, status, value, unit FROM published
            WHERE indicator >= $1 AND indicator <= $2 AND year >= $3 AND year <= $4
              AND (indicator, breakdown, year, code) > ($5, $6, $7, $8) AND (code = $10 OR code = $11 OR area_key = $12)
            ORDER BY indicator, breakdown, year, code LIMIT $9";
    // Each step finds the next name in the key, so that a large table costs no more than a small one.
    INDICATORS = "WITH RECURSIVE named (indicator) AS (
                    SELECT min(indicator) FROM published
                    UNION ALL
                    SELECT (SELECT min(p.indicator) FROM published p WHERE p.indicator > named.indicator)
                    FROM named WHERE named.indicator IS NOT NULL)
                  SELECT indicator FROM named WHERE indicator IS NOT NULL";
    YEARS = "SELECT DISTINCT year FROM published WHERE indicator = $1 AND breakdown = $2 ORDER BY year DESC";
    BREAKDOWNS = "SELECT DISTINCT breakdown FROM published WHERE indicator = $1 ORDER BY breakdown LIMIT $2";
    OF_YEAR = "SELECT indicator, breakdown, year, code, area_kind, area, area_key, region, status, value, unit FROM published
               WHERE indicator = $1 AND breakdown = $2 AND year = $3 ORDER BY code LIMIT $4";
    OF_AREA = "SELECT indicator, breakdown, year, code, area_kind, area, area_key, region, status, value, unit FROM published
               WHERE code = $1 ORDER BY indicator, breakdown, year LIMIT $2";
    OF_NATION = "SELECT indicator, breakdown, year, code, area_kind, area, area_key, region, status, value, unit FROM published
                 WHERE indicator = $1 AND breakdown = $2 AND area_kind = 'nation' ORDER BY year, code";
    COUNCIL_NAMED = "SELECT code FROM organisation WHERE kind = 'council' AND lower(name) = $1";
}

/// The most places that one page of a series shows: every council that ever was, and the regions.
pub const MOST_AREAS: usize = 400;
/// The most breakdowns of an indicator to choose from.
pub const MOST_BREAKDOWNS: usize = 400;
/// The most figures of one place on its page.
pub const MOST_OF_AREA: usize = 1_000;

/// A name as people may write it: small letters, `and` for `&`, single spaces.
pub fn area_key(name: &str) -> String {
    name.to_lowercase().replace('&', " and ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The values of a row, in the order of [`COLUMNS`].
pub fn values(record: &Record) -> Vec<Value> {
    vec![
        (&record.indicator).into(),
        (&record.breakdown).into(),
        i32::from(record.year).into(),
        (&record.code).into(),
        record.kind.code().into(),
        (&record.area).into(),
        area_key(&record.area).into(),
        record.region.as_ref().into(),
        record.cell.status().code().into(),
        record.cell.value().map(|number| number.to_string()).into(),
        record.unit.map(Unit::code).into(),
    ]
}

/// What putting a figure did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Put {
    New,
    Changed,
    Unchanged,
}

/// Keeps a figure; an earlier publication of the same one is replaced.
pub(crate) fn put(w: &Write<'_>, record: &Record) -> Result<Put> {
    let values = values(record);
    let before = w.opt(FIND, values.get(..4).unwrap_or_default())?;
    let put = match before {
        None => Put::New,
        Some(row) if read(&row)? == *record => return Ok(Put::Unchanged),
        Some(_) => Put::Changed,
    };
    w.execute(PUT, &values)?;
    Ok(put)
}

fn read(row: &Row) -> Result<Record> {
    let number = |text: String| {
        Decimal::from_str(&text).map_err(|_| Error::Internal("a published figure is no number".into()))
    };
    let value = row.get::<Option<String>>(9)?.map(number).transpose()?;
    Ok(Record {
        indicator: row.get(0)?,
        breakdown: row.get(1)?,
        year: i16::try_from(row.get::<i64>(2)?).map_err(|e| Error::internal("a published year", e))?,
        code: row.get(3)?,
        kind: row.code(4, AreaKind::stored)?,
        area: row.get(5)?,
        region: row.get(7)?,
        cell: Cell::from_parts(row.code(8, Status::stored)?, value)?,
        unit: row.code_opt(10, Unit::stored)?,
    })
}

/// Which figures are asked for; what is left empty does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The indicator.
    pub indicator: Option<String>,
    /// The place, by name or code.
    pub area: Option<String>,
    /// The year to March.
    pub year: Option<i16>,
    /// After which figure to begin.
    pub after: Option<After>,
}

/// The last figure of the page before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct After(String, String, i16, String);

impl After {
    /// The place of a figure in the order of lists.
    pub fn of(record: &Record) -> Self {
        After(record.indicator.clone(), record.breakdown.clone(), record.year, record.code.clone())
    }
}

/// At most `most` figures, by indicator, breakdown, year and code, and where to go on.
pub(crate) fn list(r: &Read<'_>, asked: &Asked, most: usize) -> Result<(Vec<Record>, Option<After>)> {
    // Above every name, since names are ASCII.
    let range = match &asked.indicator {
        Some(name) => [Value::from(name), Value::from(name)],
        None => ["".into(), "~".into()],
    };
    let years = match asked.year {
        Some(year) => [Value::from(i32::from(year)), Value::from(i32::from(year))],
        None => [0_i64.into(), 9_999_i64.into()],
    };
    let after = asked.after.clone().unwrap_or(After(String::new(), String::new(), 0, String::new()));
    let mut params: Vec<Value> = range.into_iter().chain(years).collect();
    params.extend([after.0.into(), after.1.into(), i32::from(after.2).into(), after.3.into()]);
    params.push((most as i64 + 1).into());
    let rows = match &asked.area {
        None => r.query(LIST, &params)?,
        Some(area) => {
            let key = area_key(area);
            // A council may be called otherwise in the published table than in Hearth.
            let code: Option<String> =
                r.opt(COUNCIL_NAMED, &[(&key).into()])?.map(|row| row.get(0)).transpose()?;
            let typed = area.trim().to_ascii_uppercase();
            params.extend([typed.as_str().into(), code.unwrap_or_else(|| typed.clone()).into(), key.into()]);
            r.query(LIST_OF_AREA, &params)?
        }
    };
    let mut records = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    let more = records.len() > most;
    records.truncate(most);
    let next = if more { records.last().map(After::of) } else { None };
    Ok((records, next))
}

/// The indicators that there are figures of, by name.
pub(crate) fn indicators(r: &Read<'_>) -> Result<Vec<String>> {
    r.query(INDICATORS, &[])?.iter().map(|row| row.get(0)).collect()
}

/// The breakdowns of an indicator, at most [`MOST_BREAKDOWNS`].
pub(crate) fn breakdowns(r: &Read<'_>, indicator: &str) -> Result<Vec<String>> {
    let params = [indicator.into(), (MOST_BREAKDOWNS as i64).into()];
    r.query(BREAKDOWNS, &params)?.iter().map(|row| row.get(0)).collect()
}

/// The years of a series, the latest first.
pub(crate) fn years(r: &Read<'_>, indicator: &str, breakdown: &str) -> Result<Vec<i16>> {
    let year =
        |row: &Row| i16::try_from(row.get::<i64>(0)?).map_err(|e| Error::internal("a published year", e));
    r.query(YEARS, &[indicator.into(), breakdown.into()])?.iter().map(year).collect()
}

/// The figures of a series in one year, by code, at most [`MOST_AREAS`].
pub(crate) fn of_year(r: &Read<'_>, indicator: &str, breakdown: &str, year: i16) -> Result<Vec<Record>> {
    let params = [indicator.into(), breakdown.into(), i32::from(year).into(), (MOST_AREAS as i64).into()];
    r.query(OF_YEAR, &params)?.iter().map(read).collect()
}

/// Everything published about the place with this code, at most [`MOST_OF_AREA`] figures.
pub(crate) fn of_area(r: &Read<'_>, code: &str) -> Result<Vec<Record>> {
    r.query(OF_AREA, &[code.into(), (MOST_OF_AREA as i64).into()])?.iter().map(read).collect()
}

/// A series of England, by year.
pub(crate) fn of_nation(r: &Read<'_>, indicator: &str, breakdown: &str) -> Result<Vec<Record>> {
    let mut records: Vec<Record> =
        r.query(OF_NATION, &[indicator.into(), breakdown.into()])?.iter().map(read).collect::<Result<_>>()?;
    // England has two codes; a year told under both is told once.
    records.dedup_by_key(|record| record.year);
    Ok(records)
}
