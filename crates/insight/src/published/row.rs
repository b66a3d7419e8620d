//! One row of a published table into figures.

use std::collections::HashMap;

use super::model::{AreaKind, Cell, Record, area_kind, slug, unit_of, year_ending};

/// The longest name of a place, an indicator or a breakdown, in bytes.
const LONGEST_NAME: usize = 400;
/// The longest breakdown, in bytes: with a name it still fits a key of either engine.
const LONGEST_BREAKDOWN: usize = 1_600;

/// Columns of DfE's long form that say when and where, and nothing else.
pub(super) const PLACE_COLUMNS: [&str; 10] = [
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
];

/// Where the columns of the tidy form stand.
#[derive(Debug)]
pub(super) struct TidyColumns {
    pub(super) indicator: usize,
    pub(super) year: usize,
    pub(super) code: usize,
    pub(super) area: usize,
    pub(super) region: Option<usize>,
    pub(super) value: usize,
}

/// What is wrong with a row or one of its cells.
pub(super) struct Fault {
    pub(super) column: Option<String>,
    pub(super) reason: String,
}

/// One row under its heading; both have the same length.
pub(super) struct Row<'a> {
    pub(super) columns: &'a [String],
    pub(super) fields: &'a [String],
}

impl Row<'_> {
    fn get(&self, at: usize) -> &str {
        self.fields.get(at).map_or("", |field| field.trim())
    }

    fn fault(&self, at: usize, reason: &str) -> Fault {
        Fault { column: self.columns.get(at).cloned(), reason: reason.to_owned() }
    }

    pub(super) fn tidy(&self, columns: &TidyColumns) -> Result<Record, Fault> {
        let &TidyColumns { indicator, year, code, area, region, value } = columns;
        let name = self.name(indicator, "names no indicator")?;
        let slugged = slug(name);
        if slugged.is_empty() {
            return Err(self.fault(indicator, "names no indicator"));
        }
        let year = year_ending(self.get(year)).ok_or_else(|| self.fault(year, NOT_A_YEAR))?;
        let kind = area_kind(self.get(code)).ok_or_else(|| self.fault(code, NOT_A_CODE))?;
        let name = self.name(area, "names no place")?;
        let region = region.and_then(|at| present(self.get(at))).filter(|_| kind == AreaKind::Council);
        let (cell, written) = Cell::parse(self.get(value)).ok_or_else(|| self.fault(value, NOT_A_FIGURE))?;
        let unit = unit_of(&slugged, cell, written);
        Ok(Record {
            indicator: slugged,
            breakdown: String::new(),
            year,
            kind,
            code: self.get(code).to_owned(),
            area: name.to_owned(),
            region,
            cell,
            unit,
        })
    }

    /// One record or fault for every column of figures.
    pub(super) fn long(
        &self,
        place: &HashMap<&'static str, usize>,
        breakdowns: &[usize],
        figures: &[usize],
    ) -> Result<Vec<Result<Record, Fault>>, Fault> {
        let year = self.long_year(place)?;
        let (kind, code, area, region) = self.long_place(place)?;
        let breakdown = self.breakdown(breakdowns);
        if breakdown.len() > LONGEST_BREAKDOWN {
            return Err(Fault {
                column: None,
                reason: "its breakdown is longer than any published one".into(),
            });
        }
        let record = |&at: &usize| {
            let (cell, written) = Cell::parse(self.get(at)).ok_or_else(|| self.fault(at, NOT_A_FIGURE))?;
            let indicator = self.columns.get(at).cloned().unwrap_or_default();
            let unit = unit_of(&indicator, cell, written);
            let (breakdown, code, area, region) =
                (breakdown.clone(), code.to_owned(), area.to_owned(), region.clone());
            Ok(Record { indicator, breakdown, year, kind, code, area, region, cell, unit })
        };
        Ok(figures.iter().map(record).collect())
    }

    /// A reporting year of children looked after is a year to 31 March, as is a financial
    /// year; academic and calendar years and parts of a year are not.
    fn long_year(&self, place: &HashMap<&'static str, usize>) -> Result<i16, Fault> {
        let at = place.get("time_period").copied().unwrap_or_default();
        let period = self.get(at);
        if let Some(&identifier) = place.get("time_identifier") {
            match self.get(identifier).to_ascii_lowercase().as_str() {
                "reporting year" | "" => {}
                "financial year" if period.len() > 4 => {}
                "financial year" => {
                    return Err(self.fault(at, "a financial year must name both its years, such as 202425"));
                }
                _ => return Err(self.fault(identifier, "is not a year that ends in March")),
            }
        }
        year_ending(period).ok_or_else(|| self.fault(at, NOT_A_YEAR))
    }

    fn long_place(
        &self,
        place: &HashMap<&'static str, usize>,
    ) -> Result<(AreaKind, &str, &str, Option<String>), Fault> {
        let column = |name: &str| place.get(name).copied();
        let level_at = column("geographic_level").unwrap_or_default();
        let (kind, codes, name) = match self.get(level_at).to_ascii_lowercase().as_str() {
            "national" => (AreaKind::Nation, ["country_code", ""], "country_name"),
            "regional" => (AreaKind::Region, ["region_code", ""], "region_name"),
            "local authority" => (AreaKind::Council, ["old_la_code", "new_la_code"], "la_name"),
            _ => return Err(self.fault(level_at, "is not National, Regional or Local authority")),
        };
        let missing = |what: &str| Fault {
            column: None,
            reason: format!("the file has no column {what}, which this row needs"),
        };
        // The DfE code comes first: it is the one that the tidy form uses too.
        let mut candidates = codes.iter().filter_map(|code| column(code));
        let first = candidates.clone().next().ok_or_else(|| missing(codes[0]))?;
        let code = candidates
            .find_map(|at| Some(self.get(at)).filter(|code| area_kind(code) == Some(kind)))
            .ok_or_else(|| self.fault(first, NOT_A_CODE))?;
        let area = self.name(column(name).ok_or_else(|| missing(name))?, "names no place")?;
        let region = column("region_name").and_then(|at| present(self.get(at)));
        Ok((kind, code, area, region.filter(|_| kind == AreaKind::Council)))
    }

    fn breakdown(&self, columns: &[usize]) -> String {
        let mut out = String::new();
        for &at in columns.iter().filter(|&&at| !self.get(at).is_empty()) {
            if !out.is_empty() {
                out.push_str("; ");
            }
            out.push_str(self.columns.get(at).map_or("", String::as_str));
            out.push('=');
            out.push_str(&self.get(at).replace('\\', "\\\\").replace(';', "\\;"));
        }
        out
    }

    fn name(&self, at: usize, reason: &str) -> Result<&str, Fault> {
        match self.get(at) {
            "" => Err(self.fault(at, reason)),
            name if name.len() > LONGEST_NAME => Err(self.fault(at, "is longer than any published name")),
            name => Ok(name),
        }
    }
}

const NOT_A_YEAR: &str = "is not a year such as 2025 or 202425";
const NOT_A_CODE: &str = "is not the code of such a place in England";
const NOT_A_FIGURE: &str = "is neither a figure, nor a length of time YY:MM, nor one of c k x z - or blank";

/// A region's name, unless the cell says that there is none.
fn present(text: &str) -> Option<String> {
    (!matches!(text, "" | "NA" | "x" | "z" | "-") && text.len() <= LONGEST_NAME).then(|| text.to_owned())
}
