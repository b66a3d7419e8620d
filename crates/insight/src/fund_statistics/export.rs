//! The statistics of a year, whole, and as a file: CSV, JSON or ODS.

use std::collections::BTreeMap;

use access::{
    Look,
    actions::{SeeAgencyFigures, SeeNationFigures},
    organisations::{self, kind},
};
use kernel::{Error, FinancialYear, Id, Result, kinds::Organisation};
use store::Read;

use super::{
    api,
    model::{Exact, Group},
    ods,
    published::{self, Published},
    sheets, store as rows,
};
use crate::picture::{
    api::items,
    model::parse_year,
    sheet::{Figure, Sheet},
};

/// The statistics of one year, protected, with what was published of the same year.
#[derive(Debug, Clone)]
pub struct Statistics {
    /// The year in which the applications were approved.
    pub year: FinancialYear,
    /// Whose applications; none where they are every agency's.
    pub agency: Option<String>,
    pub(crate) sheets: Vec<Sheet>,
    /// As published.
    pub published: Vec<Published>,
}

/// The kinds of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines of text.
    Csv,
    /// For machines.
    Json,
    /// An OpenDocument spreadsheet.
    Ods,
}

/// What a file begins with, before its lines.
pub(super) const HEAD: [&str; 10] =
    ["year", "sheet", "line", "code", "name", "measure", "value", "unit", "status", "source"];

/// Reads a year as people and the command line write it.
pub fn year(text: &str) -> Result<FinancialYear> {
    parse_year(text)
}

fn build(r: &Read<'_>, year: FinancialYear, agency: Option<String>, groups: &[Group]) -> Result<Statistics> {
    let councils: BTreeMap<String, String> =
        organisations::of_kind(r, kind::COUNCIL)?.into_iter().map(|c| (c.code, c.name)).collect();
    Ok(Statistics {
        year,
        agency,
        sheets: sheets::sheets(&Exact::of(groups), &councils)?,
        published: published::of(year)?,
    })
}

/// For somebody who looks: every agency's where they may see those, else their own agency's.
pub(super) fn read(look: &Look<'_>, year: Option<FinancialYear>) -> Result<Statistics> {
    let year = year.unwrap_or(FinancialYear::of(look.today()));
    if look.may::<SeeNationFigures>() {
        let grant = look.nation::<SeeNationFigures>()?;
        return build(look, year, None, &rows::of_all(look, &grant, year)?);
    }
    let grant = look.agency::<SeeAgencyFigures>()?;
    let own = organisations::of_grant(look, &grant)?;
    build(look, year, Some(own.name), &rows::of_agency(look, &grant, year)?)
}

/// At the operator's desk: of every agency, or of one.
pub fn at_the_desk(
    r: &Read<'_>,
    year: FinancialYear,
    agency: Option<(Id<Organisation>, String)>,
) -> Result<Statistics> {
    let groups = rows::at_the_desk(r, agency.as_ref().map(|(id, _)| *id), year)?;
    build(r, year, agency.map(|(_, name)| name), &groups)
}

impl Statistics {
    /// Whether anything is held back.
    pub(super) fn holds_back(&self) -> bool {
        self.sheets.iter().any(Sheet::holds_back)
    }

    /// The lines of a file, under [`HEAD`].
    pub(super) fn lines(&self) -> Vec<Vec<String>> {
        let year = self.year.to_string();
        let own = items(&self.sheets).into_iter().map(|item| {
            let value = item.value.map_or_else(String::new, |value| match item.unit {
                "percent" => format!("{value:.1}"),
                _ => format!("{value:.0}"),
            });
            let [line, measure, unit, status] =
                [item.line, item.measure, item.unit, item.status].map(str::to_owned);
            vec![
                year.clone(),
                item.sheet,
                line,
                item.code,
                item.name,
                measure,
                value,
                unit,
                status,
                String::new(),
            ]
        });
        let published = self.published.iter().map(|p| {
            let value = p.value.map_or_else(String::new, |value| value.to_string());
            vec![
                p.year.clone(),
                "published".to_owned(),
                "part".to_owned(),
                p.code.clone(),
                format!("{}: {}", p.name, p.words),
                "as-published".to_owned(),
                value,
                p.unit.clone(),
                "published".to_owned(),
                p.source.clone(),
            ]
        });
        own.chain(published).collect()
    }

    /// The file.
    pub fn file(&self, format: Format) -> Result<Vec<u8>> {
        match format {
            Format::Csv => self.csv(),
            Format::Json => {
                let mut text = serde_json::to_vec_pretty(&api::FundStatistics::of(self))
                    .map_err(|e| Error::internal("the statistics", e))?;
                text.push(b'\n');
                Ok(text)
            }
            Format::Ods => ods::write(&self.tables()),
        }
    }

    fn csv(&self) -> Result<Vec<u8>> {
        let fail = |e: csv::Error| Error::internal("a CSV file", e);
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(HEAD).map_err(fail)?;
        for line in self.lines() {
            // A name that a spreadsheet would take for a formula is disarmed.
            writer
                .write_record(line.iter().map(
                    |cell| match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                        true => format!("'{cell}"),
                        false => cell.clone(),
                    },
                ))
                .map_err(fail)?;
        }
        writer.into_inner().map_err(|e| Error::internal("a CSV file", e.error()))
    }

    /// The sheets of a spreadsheet: one a table, and what was published.
    fn tables(&self) -> Vec<ods::Table> {
        let text = |words: &str| ods::Cell::Text(words.to_owned());
        let whose = self.agency.clone().unwrap_or_else(|| "Every agency".to_owned());
        let mut tables = vec![ods::Table {
            name: "About".to_owned(),
            rows: vec![
                vec![text("Fund statistics"), text(&self.year.to_string())],
                vec![text("Whose applications"), ods::Cell::Text(whose)],
                vec![text("Counted"), text(ABOUT)],
                vec![text("Protected"), text(PROTECTED)],
                vec![text("As published"), text(BESIDE)],
            ],
        }];
        for sheet in &self.sheets {
            let mut head = vec![text(sheet.lines_are)];
            head.extend(sheet.columns.iter().map(|(_, name)| text(name)));
            let rows = sheet.lines.iter().map(|line| {
                let mut row = vec![text(&line.name)];
                row.extend(line.entries.iter().map(|entry| match &entry.figure {
                    Figure::Count(count) => ods::Cell::Number(*count),
                    Figure::Money(pence) => ods::Cell::Pounds(*pence),
                    other => ods::Cell::Text(other.words()),
                }));
                row
            });
            tables.push(ods::Table {
                name: sheet.title.clone(),
                rows: std::iter::once(head).chain(rows).collect(),
            });
        }
        if !self.published.is_empty() {
            let head = ["What", "As published", "Source"].map(text).to_vec();
            let rows = self.published.iter().map(|p| vec![text(&p.name), text(&p.words), text(&p.source)]);
            tables.push(ods::Table {
                name: "As published".to_owned(),
                rows: std::iter::once(head).chain(rows).collect(),
            });
        }
        tables
    }
}

/// What is counted.
pub(super) const ABOUT: &str = "Applications count in the financial year in which they were approved, with all that was approved. \
     A median is told to the nearest £10.";
/// How it is protected.
pub(super) const PROTECTED: &str = "Counts under 6 are held back, and so are some larger ones that would give them away. The rest are rounded \
     to the nearest 5, each by itself, so they may not add up. An amount is held back where its count is.";
/// What the published figures are.
pub(super) const BESIDE: &str = "These figures are quoted from the sources named. They are about all applications in England, not those kept here, and are not \
     reproduced by the tables above.";
