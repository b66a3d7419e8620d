//! Scores a whole file: the same rows with what they gave, and the reason where a row cannot be scored. Pure but for the writer.

use std::{borrow::Cow, collections::BTreeSet, io::Write};

use csv::StringRecord;
use kernel::{Error, Result};

use super::{
    model::{From, Informant, Instrument},
    scorer::{Given, Sheet, score},
};

/// The rule by the code that a refusal of a whole file carries.
pub const FILE: &str = "score.file";

/// The name of the column that says why.
const REASON: &str = "reason";
/// The name of the column of ages.
const AGE: &str = "age";
const OLDEST: i64 = 120;

/// How many rows there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows, the heading left out.
    pub rows: usize,
    /// Rows with a total.
    pub scored: usize,
}

fn refused(why: impl Into<String>) -> Error {
    Error::refused(FILE, why)
}

/// A file's text: UTF-8, UTF-16 with its mark, or else Latin-1, in which each byte is a letter. A byte order mark is left out.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    let wide = |order: fn([u8; 2]) -> u16| {
        let units = bytes.get(2..).unwrap_or_default().as_chunks::<2>().0.iter().map(|pair| order(*pair));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes).into(),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes).into(),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => text.into(),
                Err(_) => bytes.iter().map(|b| char::from(*b)).collect::<String>().into(),
            }
        }
    }
}

/// What stands between cells: whatever the heading has most of.
fn delimiter(text: &str) -> u8 {
    let heading = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |d: u8| heading.bytes().filter(|b| *b == d).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|d| count(*d)).unwrap_or(b',')
}

/// Where the columns of an instrument stand in a file.
struct Layout {
    items: Vec<Option<usize>>,
    scales: Vec<Option<usize>>,
    age: Option<usize>,
    width: usize,
}

impl Layout {
    fn of(instrument: &Instrument, heading: &StringRecord) -> Result<Layout> {
        let names: Vec<String> = heading.iter().map(|name| name.trim().to_lowercase()).collect();
        let mut seen = BTreeSet::new();
        let ours = |name: &str| {
            instrument.items.iter().any(|i| i.code == name)
                || instrument.scales.iter().any(|s| s.code == name)
                || name == AGE
        };
        if let Some(twice) = names.iter().find(|name| ours(name) && !seen.insert(name.as_str())) {
            return Err(refused(format!("The column {twice} stands twice. Leave one of them out.")));
        }
        let at = |code: &str| names.iter().position(|name| name == code);
        let items: Vec<Option<usize>> = instrument.items.iter().map(|i| at(&i.code)).collect();
        let asked = items.iter().any(Option::is_some);
        let mut scales: Vec<Option<usize>> = Vec::with_capacity(instrument.scales.len());
        for scale in &instrument.scales {
            let given = at(&scale.code);
            let computed = match &scale.from {
                From::Entered => false,
                From::Items(_) => asked,
                // Once a part of it is there, it is added up.
                From::Scales(parts) => asked || parts.iter().any(|part| at_part(instrument, *part, &names)),
            };
            if let (Some(_), true) = (given, computed) {
                return Err(refused(format!(
                    "The file has a column {} already, which is added up anew. Leave it out or give it another name.",
                    scale.code
                )));
            }
            scales.push(given);
        }
        if !asked && scales.iter().all(Option::is_none) {
            let wanted: Vec<&str> = if instrument.items.is_empty() {
                let entered = instrument.scales.iter().filter(|s| s.from == From::Entered);
                entered.map(|s| s.code.as_str()).collect()
            } else {
                instrument.items.iter().map(|i| i.code.as_str()).collect()
            };
            return Err(refused(format!(
                "No column of the file is one of the {}. Name them {}.",
                instrument.short,
                wanted.join(", ")
            )));
        }
        let layout = Layout { items, scales, age: at(AGE), width: names.len() };
        let results = layout.results(instrument);
        if let Some(clash) = results.iter().find(|result| names.contains(result)) {
            return Err(refused(format!(
                "The file has a column {clash} already, under which a result would be written. Give it another name."
            )));
        }
        Ok(layout)
    }

    /// The scales that are written: those that do not stand in the file, the main one first.
    fn written(&self, instrument: &Instrument) -> Vec<usize> {
        let total = instrument.total();
        let absent = |place: usize| self.scales[place].is_none();
        let others = (0..instrument.scales.len())
            .filter(|place| *place != total)
            .filter(|place| instrument.scales[*place].from != From::Entered);
        std::iter::once(total).chain(others).filter(|place| absent(*place)).collect()
    }

    /// The scales for which anybody published words, the main one left out.
    fn banded(instrument: &Instrument) -> Vec<usize> {
        let has = |place: &usize| instrument.bands.iter().any(|b| b.of == *place);
        (0..instrument.scales.len()).filter(|place| *place != instrument.total()).filter(has).collect()
    }

    /// The heading of what is written after a row's own cells.
    fn results(&self, instrument: &Instrument) -> Vec<String> {
        let mut names: Vec<String> =
            self.written(instrument).iter().map(|place| instrument.scales[*place].code.clone()).collect();
        names.push("band".into());
        let banded = Layout::banded(instrument);
        names.extend(banded.iter().map(|place| format!("band_{}", instrument.scales[*place].code)));
        names.push(REASON.into());
        names
    }
}

fn at_part(instrument: &Instrument, part: usize, names: &[String]) -> bool {
    let scale = &instrument.scales[part];
    names.contains(&scale.code)
        || matches!(&scale.from, From::Scales(parts) if parts.iter().any(|p| at_part(instrument, *p, names)))
}

/// Scores the rows of a file and writes them with what they gave. `age` holds for every row; without it a column `age` is read.
///
/// # Errors
/// `Refused` by rule `score.file` for a file without a column of the instrument, with one twice, or with one under which a result would be
/// written; by `score.informant` where the instrument was not made for this person; `Internal` when nothing can be written.
pub fn score_file(
    instrument: &Instrument,
    who: Informant,
    age: Option<i64>,
    bytes: &[u8],
    to: impl Write,
) -> Result<Counts> {
    must_be_answered_by(instrument, who)?;
    let fail = |e: csv::Error| Error::internal("writing the scores", e);
    let text = text(bytes);
    let delimiter = delimiter(&text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(to);
    let mut row = StringRecord::new();
    let more = |row: &mut StringRecord, reader: &mut csv::Reader<&[u8]>| {
        reader.read_record(row).map_err(|e| refused(format!("The file cannot be read as CSV: {e}")))
    };
    if !more(&mut row, &mut reader)? {
        return Err(refused("The file is empty. Its first line names the columns."));
    }
    let layout = Layout::of(instrument, &row)?;
    let results = layout.results(instrument);
    writer.write_record(row.iter().chain(results.iter().map(String::as_str))).map_err(fail)?;
    let (written, banded) = (layout.written(instrument), Layout::banded(instrument));
    let mut counts = Counts::default();
    while more(&mut row, &mut reader)? {
        counts.rows += 1;
        let own = row.iter().chain(std::iter::repeat("")).take(layout.width);
        for cell in own {
            writer.write_field(cell).map_err(fail)?;
        }
        let surplus = row.iter().skip(layout.width).filter(|cell| !cell.trim().is_empty()).count();
        if surplus > 0 {
            // Nobody can say which cell belongs where.
            for _ in 1..results.len() {
                writer.write_field("").map_err(fail)?;
            }
            let why = format!("row: {surplus} more cells than the heading has; they are left out here");
            writer.write_field(why).map_err(fail)?;
        } else {
            let (sheet, years, mut odd) = layout.read(&row, age);
            let made = score(instrument, &sheet, who, years);
            counts.scored += usize::from(made.total(instrument).is_some());
            for place in &written {
                let shown = made.scales[*place].map_or_else(String::new, |s| s.to_string());
                writer.write_field(shown).map_err(fail)?;
            }
            for place in std::iter::once(instrument.total()).chain(banded.iter().copied()) {
                writer.write_field(made.bands[place].map_or("", |b| b.words.as_str())).map_err(fail)?;
            }
            odd.extend(made.problems.iter().map(ToString::to_string));
            let alerts = made.alerts.iter().map(|place| &instrument.items[*place].code);
            odd.extend(alerts.map(|code| format!("{code}: this answer calls for a person to look at once")));
            writer.write_field(odd.join("; ")).map_err(fail)?;
        }
        writer.write_record(None::<&[u8]>).map_err(fail)?;
    }
    writer.flush().map_err(|e| Error::internal("writing the scores", e))?;
    Ok(counts)
}

/// That this person can answer the instrument.
///
/// # Errors
/// `Refused` by rule `score.informant`.
pub fn must_be_answered_by(instrument: &Instrument, who: Informant) -> Result<()> {
    if instrument.answerer(who).is_some() {
        return Ok(());
    }
    let can: Vec<&str> = instrument.answerers.iter().map(|a| a.who.code()).collect();
    Err(Error::refused(
        "score.informant",
        format!(
            "The {} is not made to be answered by {}. It is for: {}.",
            instrument.short,
            who.code(),
            can.join(", ")
        ),
    ))
}

impl Layout {
    /// One row: its answers, the age in whole years, and what is wrong with the age.
    fn read<'r>(&self, row: &'r StringRecord, age: Option<i64>) -> (Sheet<'r>, Option<i64>, Vec<String>) {
        let given = |at: &Option<usize>| match at {
            Some(at) => Given::of(row.get(*at).unwrap_or_default()),
            None => Given::Absent,
        };
        let sheet = Sheet {
            items: self.items.iter().map(given).collect(),
            scales: self.scales.iter().map(given).collect(),
        };
        let mut odd = Vec::new();
        let years = age.or_else(|| match self.age.map(|at| Given::of(row.get(at).unwrap_or_default())) {
            Some(Given::Number(years)) => {
                let whole = years.in_hundredths().div_euclid(100);
                if (0..=OLDEST).contains(&whole) {
                    Some(whole)
                } else {
                    odd.push(format!("age: {years} is outside 0 to {OLDEST}"));
                    None
                }
            }
            Some(Given::Odd(_)) => {
                odd.push("age: not a number of years".to_owned());
                None
            }
            _ => None,
        });
        (sheet, years, odd)
    }
}
