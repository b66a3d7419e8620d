//! Reads a published table line by line, in either shape, without holding it in memory.

use std::{
    collections::{HashMap, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    io::BufRead,
};

use kernel::{Error, Result};

use super::{
    lines::{Lines, Text},
    model::{Cell, LeftOut, Line, Record, slug},
    row::{Fault, PLACE_COLUMNS, Row, TidyColumns},
};

/// How many lines are looked at to tell breakdowns from figures.
const SAMPLE: usize = 1_000;
/// Words in the name of a column of figures.
const FIGURE_WORDS: [&str; 13] = [
    "number",
    "count",
    "headcount",
    "percent",
    "percentage",
    "pct",
    "proportion",
    "rate",
    "average",
    "mean",
    "median",
    "value",
    "num",
];

/// Which of the two shapes a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One figure a row, its indicator named in the row.
    Tidy,
    /// DfE's own: breakdowns and one or more columns of figures.
    Long,
}

/// A published table, read as it is asked for: an iterator over what became of each line.
/// Every line with something on it gives at least one [`Line`]; an error ends the reading.
#[derive(Debug)]
pub struct Reader<R> {
    lines: Lines<R>,
    columns: Vec<String>,
    layout: Layout,
    sample: VecDeque<(u64, Text)>,
    ready: VecDeque<Line>,
    /// Where each figure was first given. Held as hashes, 64 bits each: a clash of two
    /// different figures would need billions of rows.
    first_given: HashMap<u64, u64>,
    ended: bool,
}

#[derive(Debug)]
enum Layout {
    Tidy(TidyColumns),
    Long { place: HashMap<&'static str, usize>, breakdowns: Vec<usize>, figures: Vec<usize> },
}

impl<R: BufRead> Reader<R> {
    /// Reads the heading and finds the shape. In the long form, columns whose cells read as
    /// figures are figures, the others breakdowns; the first 1,000 lines decide.
    ///
    /// # Errors
    /// `Invalid` with the field `file` when the heading is of neither shape, or no column
    /// holds figures; `Internal` when the file cannot be read.
    pub fn open(input: R) -> Result<Self> {
        Self::start(input, None)
    }

    /// As [`Reader::open`], for the long form with the columns of figures named.
    ///
    /// # Errors
    /// Also when there is no such column.
    pub fn with_figures(input: R, figures: &[&str]) -> Result<Self> {
        Self::start(input, Some(figures))
    }

    fn start(input: R, named: Option<&[&str]>) -> Result<Self> {
        let mut lines = Lines::new(input);
        let columns = heading(&mut lines)?;
        let at = |name: &str| columns.iter().position(|column| column == name);
        let tidy = ["indicator", "year_ending_march", "dfe_code", "area", "value"].map(at);
        let mut sample = VecDeque::new();
        let layout = if let [Some(indicator), Some(year), Some(code), Some(area), Some(value)] = tidy {
            Layout::Tidy(TidyColumns { indicator, year, code, area, region: at("region"), value })
        } else if at("time_period").is_some() && at("geographic_level").is_some() {
            while sample.len() < SAMPLE {
                let Some(line) = lines.next_line()? else { break };
                sample.push_back(line);
            }
            let place = PLACE_COLUMNS.iter().filter_map(|&name| Some((name, at(name)?))).collect();
            let figures = match named {
                Some(names) => named_figures(&columns, names)?,
                None => guessed_figures(&columns, &sample)?,
            };
            let is_breakdown =
                |i: &usize| !figures.contains(i) && !PLACE_COLUMNS.contains(&columns[*i].as_str());
            let mut breakdowns: Vec<usize> = (0..columns.len()).filter(is_breakdown).collect();
            breakdowns.sort_by_key(|&i| &columns[i]);
            Layout::Long { place, breakdowns, figures }
        } else {
            return Err(file_error(
                "The first line must name the columns: either indicator, year_ending_march, dfe_code, area, \
                 region and value, or those of DfE's own tables, which begin with time_period, \
                 time_identifier and geographic_level",
            ));
        };
        Ok(Reader {
            lines,
            columns,
            layout,
            sample,
            ready: VecDeque::new(),
            first_given: HashMap::new(),
            ended: false,
        })
    }

    /// Which shape the heading has.
    pub fn shape(&self) -> Shape {
        match self.layout {
            Layout::Tidy(_) => Shape::Tidy,
            Layout::Long { .. } => Shape::Long,
        }
    }

    /// The names of the columns that hold figures.
    pub fn figures(&self) -> Vec<&str> {
        let named = |&i: &usize| self.columns.get(i).map(String::as_str);
        match &self.layout {
            Layout::Tidy(columns) => named(&columns.value).into_iter().collect(),
            Layout::Long { figures, .. } => figures.iter().filter_map(named).collect(),
        }
    }

    /// Puts what became of one line into `ready`.
    fn take(&mut self, line: u64, text: Text) {
        let fields = match text.fields() {
            Ok(fields) => fields,
            Err(reason) => return self.leave_out(Fault { column: None, reason }, line),
        };
        if fields.len() != self.columns.len() {
            let reason = format!("has {} fields where the heading has {}", fields.len(), self.columns.len());
            return self.leave_out(Fault { column: None, reason }, line);
        }
        let row = Row { columns: &self.columns, fields: &fields };
        let found = match &self.layout {
            Layout::Tidy(columns) => row.tidy(columns).map(|record| vec![Ok(record)]),
            Layout::Long { place, breakdowns, figures } => row.long(place, breakdowns, figures),
        };
        match found {
            Ok(found) => found.into_iter().for_each(|one| match one {
                Ok(record) => self.keep(record, line),
                Err(fault) => self.leave_out(fault, line),
            }),
            Err(fault) => self.leave_out(fault, line),
        }
    }

    fn keep(&mut self, record: Record, line: u64) {
        let mut hasher = DefaultHasher::new();
        (&record.indicator, &record.breakdown, record.year, &record.code).hash(&mut hasher);
        match self.first_given.insert(hasher.finish(), line) {
            None => self.ready.push_back(Line::Kept(record)),
            Some(first) => {
                self.first_given.insert(hasher.finish(), first);
                let reason = format!("line {first} gives this figure already, for the same place and year");
                self.leave_out(Fault { column: None, reason }, line);
            }
        }
    }

    fn leave_out(&mut self, fault: Fault, line: u64) {
        self.ready.push_back(Line::LeftOut(LeftOut { line, column: fault.column, reason: fault.reason }));
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(line) = self.ready.pop_front() {
                return Some(Ok(line));
            }
            if self.ended {
                return None;
            }
            let next = match self.sample.pop_front() {
                Some(line) => Some(line),
                None => match self.lines.next_line() {
                    Ok(line) => line,
                    Err(error) => {
                        self.ended = true;
                        return Some(Err(error));
                    }
                },
            };
            match next {
                Some((number, text)) => self.take(number, text),
                None => self.ended = true,
            }
        }
    }
}

/// Reads a whole table into memory: what was kept, and what was left out.
///
/// # Errors
/// As for [`Reader::open`].
pub fn read_all(input: impl BufRead) -> Result<(Vec<Record>, Vec<LeftOut>)> {
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for line in Reader::open(input)? {
        match line? {
            Line::Kept(record) => kept.push(record),
            Line::LeftOut(one) => left_out.push(one),
        }
    }
    Ok((kept, left_out))
}

fn file_error(message: &str) -> Error {
    Error::field("file", message)
}

/// The names of the columns, as slugs.
fn heading<R: BufRead>(lines: &mut Lines<R>) -> Result<Vec<String>> {
    let Some((_, text)) = lines.next_line()? else { return Err(file_error("The file is empty")) };
    if text.is_utf16() {
        return Err(file_error("The file is in UTF-16. Save it as CSV in UTF-8 and try again"));
    }
    let fields = text.fields().map_err(|reason| file_error(&format!("The first line {reason}")))?;
    let columns: Vec<String> = fields.iter().map(|name| slug(name)).collect();
    for (i, name) in columns.iter().enumerate() {
        if !name.is_empty() && columns[..i].contains(name) {
            return Err(file_error("The first line names a column twice"));
        }
    }
    Ok(columns)
}

fn named_figures(columns: &[String], names: &[&str]) -> Result<Vec<usize>> {
    let find = |name: &&str| {
        let found = columns.iter().position(|column| *column == slug(name) && !column.is_empty());
        let free = found.filter(|&at| !PLACE_COLUMNS.contains(&columns[at].as_str()));
        free.ok_or_else(|| file_error("One of the columns of figures that you named is not in the file"))
    };
    names.iter().map(find).collect()
}

/// Tells figures from breakdowns: a column that is named like one holds figures if most of
/// its cells read as such, so that a slip of the pen in a row does not hide the column; any
/// other only if all do, and one of them is a number.
fn guessed_figures(columns: &[String], sample: &VecDeque<(u64, Text)>) -> Result<Vec<usize>> {
    let rows: Vec<Vec<String>> = sample
        .iter()
        .filter_map(|(_, text)| text.fields().ok())
        .filter(|fields| fields.len() == columns.len())
        .collect();
    let is_figures = |at: &usize| {
        let name = columns[*at].as_str();
        if name.is_empty() || PLACE_COLUMNS.contains(&name) {
            return false;
        }
        let cells: Vec<Option<Cell>> = rows
            .iter()
            .filter_map(|row| row.get(*at))
            .map(|text| Cell::parse(text).map(|(cell, _)| cell))
            .collect();
        let read = cells.iter().flatten().count();
        if name.split('_').any(|word| FIGURE_WORDS.contains(&word)) {
            return read * 2 >= cells.len();
        }
        read == cells.len() && cells.iter().flatten().any(|cell| cell.value().is_some())
    };
    let figures: Vec<usize> = (0..columns.len()).filter(is_figures).collect();
    if figures.is_empty() {
        return Err(file_error("No column of the file holds figures"));
    }
    Ok(figures)
}

#[cfg(test)]
mod tests;
