//! One table of rules as a file: lines of CSV under a heading, with lines of `#` between.
//!
//! What a table must be by itself is seen here, and what is wrong is refused with its file, its line and the reason:
//! an unknown or missing field, a value that cannot be read, days that overlap or leave a gap, a row without a source.

use kernel::{Date, Error, LegalRoute, Result};
use serde::de::DeserializeOwned;

use super::model::{Scheme, Sure};

/// The rule by which a file of rules is refused.
pub const RULE_FILE: &str = "funding.rule-file";

/// The most bytes that a file of rules may have.
pub const LARGEST: usize = 1_000_000;

/// One of the four tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Which days fall under which version.
    Versions,
    /// What holds for every child.
    Rules,
    /// Who is helped.
    Eligibility,
    /// What is paid for.
    Funded,
}

impl Table {
    /// The four tables.
    pub const ALL: [Table; 4] = [Table::Versions, Table::Rules, Table::Eligibility, Table::Funded];

    /// What the table holds, in words.
    pub fn holds(self) -> &'static str {
        match self {
            Table::Versions => "versions of the schemes",
            Table::Rules => "limits and times",
            Table::Eligibility => "who is helped",
            Table::Funded => "what is paid for",
        }
    }

    /// Its fields, in the order of the heading. The first tells which table it is.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Table::Versions => &["id", "scheme", "year", "from", "to", "accepts", "sure", "source", "note"],
            Table::Rules => &["rule", "from", "to", "value", "other", "sure", "source", "note"],
            Table::Eligibility => {
                &["route", "from", "to", "oldest", "oldest_with_plan", "confirm", "sure", "source", "note"]
            }
            Table::Funded => &["therapy", "from", "to", "funded", "instead", "sure", "source", "note"],
        }
    }

    /// Which table a file is, told by its heading.
    pub fn of(file: &str, text: &str) -> Result<Table> {
        let (line, heading) = match lines(file, text)?.into_iter().next() {
            Some(first) => first,
            None => return Err(refused(file, 1, "the file is empty: a heading is expected".to_owned())),
        };
        let found = Table::ALL
            .into_iter()
            .find(|t| t.fields().first().is_some_and(|key| heading.iter().any(|field| field == key)));
        found.ok_or_else(|| {
            let known: Vec<String> = Table::ALL.iter().map(|t| t.fields().join(",")).collect();
            refused(
                file,
                line,
                format!("no table of rules has this heading. The headings are: {}", known.join("; ")),
            )
        })
    }
}

/// A row with the line on which it stands.
#[derive(Debug)]
pub(super) struct At<T> {
    /// Counted from 1.
    pub line: u64,
    /// What the line says.
    pub row: T,
}

/// A row that holds on some days, by a source.
pub(super) trait Dated {
    /// What it is about: rows about the same do not overlap.
    fn of(&self) -> &str;
    /// Its first and last day.
    fn days(&self) -> (Date, Date);
    /// Where it is written.
    fn source(&self) -> &str;
    /// What else is wrong with it.
    fn wrong(&self) -> Option<String> {
        None
    }
}

/// A refusal of a file, with its line.
pub(super) fn refused(file: &str, line: u64, why: String) -> Error {
    Error::refused(RULE_FILE, format!("{file}, line {line}: {why}."))
}

/// The lines that say something, each with its number and its fields.
fn lines(file: &str, text: &str) -> Result<Vec<(u64, Vec<String>)>> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if !line.matches('"').count().is_multiple_of(2) {
            let why = "a quotation mark is not closed; a row is one line".to_owned();
            return Err(refused(file, number, why));
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        for record in reader.records() {
            let record = record.map_err(|e| refused(file, number, e.to_string()))?;
            found.push((number, record.iter().map(|field| field.trim().to_owned()).collect()));
        }
    }
    Ok(found)
}

/// The rows of a table, seen to be in order by themselves.
pub(super) fn rows<T: DeserializeOwned + Dated>(table: Table, file: &str, text: &str) -> Result<Vec<At<T>>> {
    let mut lines = lines(file, text)?.into_iter();
    let Some((line, heading)) = lines.next() else {
        return Err(refused(file, 1, "the file is empty: a heading is expected".to_owned()));
    };
    let fields = table.fields();
    for (place, field) in heading.iter().enumerate() {
        if !fields.contains(&field.as_str()) {
            let why = format!("unknown field “{field}”. The fields are: {}", fields.join(", "));
            return Err(refused(file, line, why));
        }
        if heading[..place].contains(field) {
            return Err(refused(file, line, format!("the field “{field}” stands here twice")));
        }
    }
    if let Some(missing) = fields.iter().find(|f| !heading.iter().any(|field| field == *f)) {
        return Err(refused(file, line, format!("the field “{missing}” is missing")));
    }
    let names = csv::StringRecord::from(heading);
    let mut rows = Vec::new();
    for (line, values) in lines {
        if values.len() != fields.len() {
            let why = format!("{} fields, where the heading has {}", values.len(), fields.len());
            return Err(refused(file, line, why));
        }
        let record = csv::StringRecord::from(values);
        let row: T =
            record.deserialize(Some(&names)).map_err(|e| refused(file, line, unread(&e, &names, &record)))?;
        if row.source().is_empty() {
            return Err(refused(file, line, "no source is given".to_owned()));
        }
        let (from, to) = row.days();
        if from > to {
            return Err(refused(file, line, format!("it ends on {to}, before it begins on {from}")));
        }
        if let Some(why) = row.wrong() {
            return Err(refused(file, line, why));
        }
        rows.push(At { line, row });
    }
    in_order(file, &rows)?;
    Ok(rows)
}

/// Why a row cannot be read, with the field and what stands in it.
fn unread(error: &csv::Error, names: &csv::StringRecord, record: &csv::StringRecord) -> String {
    let wrong = names.iter().zip(record).find_map(|(name, value)| {
        let expected = match name {
            "from" | "to" if value.parse::<Date>().is_err() => "a day, such as 2025-04-14".to_owned(),
            "year" | "oldest" | "oldest_with_plan" if value.parse::<i16>().is_err() => {
                "a whole number".to_owned()
            }
            "accepts" | "funded" if !["yes", "no"].contains(&value) => "yes or no".to_owned(),
            "scheme" if Scheme::from_code(value).is_none() => codes(Scheme::ALL),
            "sure" if Sure::from_code(value).is_none() => codes(Sure::ALL),
            "route" if LegalRoute::from_code(value).is_none() => codes(LegalRoute::ALL),
            _ => return None,
        };
        Some(format!("the field {name} cannot be read: “{value}” is not {expected}"))
    });
    wrong.unwrap_or_else(|| error.to_string())
}

fn codes<T: kernel::Coded>(all: &[T]) -> String {
    let known: Vec<&str> = all.iter().map(|one| one.code_of()).collect();
    format!("one of {}", known.join(", "))
}

/// Rows about the same neither overlap nor leave a day between them.
fn in_order<T: Dated>(file: &str, rows: &[At<T>]) -> Result<()> {
    let mut sorted: Vec<&At<T>> = rows.iter().collect();
    sorted.sort_by(|a, b| (a.row.of(), a.row.days(), a.line).cmp(&(b.row.of(), b.row.days(), b.line)));
    for pair in sorted.windows(2) {
        let [before, after] = pair else { continue };
        if before.row.of() != after.row.of() {
            continue;
        }
        let ((_, ended), (begins, _)) = (before.row.days(), after.row.days());
        if begins <= ended {
            let why = format!(
                "{} from {begins} overlaps line {}, which holds until {ended}",
                after.row.of(),
                before.line
            );
            return Err(refused(file, after.line, why));
        }
        if ended.tomorrow().ok() != Some(begins) {
            let why = format!(
                "a gap: {} of line {} ends on {ended}, and this begins on {begins}",
                after.row.of(),
                before.line
            );
            return Err(refused(file, after.line, why));
        }
    }
    Ok(())
}
