//! The two files of a try: the agencies with their counts, and the formula. What is wrong is refused with file, line and
//! reason.

use kernel::{Error, Pence, Result};

use super::model::{Area, Factor, Formula, MOST, RULE};

/// The heading of the agencies' file. Money is in whole pence.
pub const AREAS: [&str; 9] = [
    "code",
    "name",
    "region",
    "children",
    "special_guardianship",
    "needs",
    "deprivation",
    "uptake",
    "last_year_pence",
];
/// The heading of a formula.
pub const FORMULA: [&str; 3] = ["setting", "per_cent", "source"];
/// The settings of a formula beside the factors.
const OTHERS: [&str; 4] = ["reserve", "floor", "ceiling", "damping"];

fn refused(file: &str, line: u64, why: impl std::fmt::Display) -> Error {
    Error::refused(RULE, format!("{file}, line {line}: {why}."))
}

/// The rows under the right heading, each with its line.
fn rows(file: &str, text: &str, heading: &[&str]) -> Result<Vec<(u64, Vec<String>)>> {
    let mut rows = Vec::new();
    let mut seen = false;
    for (line, words) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if words.starts_with('#') || words.trim().is_empty() {
            continue;
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(words.as_bytes());
        let Some(record) = reader.records().next() else { continue };
        let record = record.map_err(|e| refused(file, line, e))?;
        let fields: Vec<String> = record.iter().map(|f| f.trim().to_owned()).collect();
        if !seen {
            seen = true;
            if fields != heading {
                return Err(refused(file, line, format!("the heading is {}", heading.join(","))));
            }
            continue;
        }
        if fields.len() != heading.len() {
            let why = format!("{} fields, where the heading has {}", fields.len(), heading.len());
            return Err(refused(file, line, why));
        }
        rows.push((line, fields));
    }
    if !seen {
        return Err(refused(file, 1, format!("the file is empty; the heading is {}", heading.join(","))));
    }
    Ok(rows)
}

/// Reads the agencies.
pub fn areas(file: &str, text: &str) -> Result<Vec<Area>> {
    let mut areas: Vec<Area> = Vec::new();
    for (line, fields) in rows(file, text, &AREAS)? {
        let number = |at: usize| {
            fields[at].parse().ok().filter(|n| (0..=MOST).contains(n)).ok_or_else(|| {
                refused(
                    file,
                    line,
                    format!("{} is a whole number from 0 on, and not “{}”", AREAS[at], fields[at]),
                )
            })
        };
        if fields[0].is_empty() || areas.iter().any(|a| a.code == fields[0]) {
            return Err(refused(file, line, format!("the code “{}” is empty or stands twice", fields[0])));
        }
        areas.push(Area {
            counts: [number(3)?, number(4)?, number(5)?, number(6)?, number(7)?],
            last_year: Pence(number(8)?),
            code: fields[0].clone(),
            name: fields[1].clone(),
            region: fields[2].clone(),
        });
    }
    Ok(areas)
}

/// Reads a formula: a weight for each factor that counts, and the other settings that hold.
pub fn formula(file: &str, text: &str) -> Result<Formula> {
    let mut formula = Formula { weights: [0; 5], reserve: 0, floor: None, ceiling: None, damping: 100 };
    let mut seen: Vec<String> = Vec::new();
    let mut last = 1;
    for (line, fields) in rows(file, text, &FORMULA)? {
        last = line;
        let (setting, value) = (fields[0].as_str(), &fields[1]);
        if fields[2].is_empty() {
            return Err(refused(file, line, "no source is given; write who chose it, or “assumed”"));
        }
        if seen.iter().any(|s| s == setting) {
            return Err(refused(file, line, format!("“{setting}” stands here twice")));
        }
        seen.push(setting.to_owned());
        let value: u32 = value.parse().ok().filter(|v| *v <= 1_000).ok_or_else(|| {
            refused(file, line, format!("“{value}” is no whole number of per cent from 0 to 1000"))
        })?;
        let factor = Factor::ALL.iter().position(|f| f.code() == setting);
        match (factor, setting) {
            (Some(at), _) => formula.weights[at] = value,
            (_, "reserve") => formula.reserve = value,
            (_, "floor") => formula.floor = Some(value),
            (_, "ceiling") => formula.ceiling = Some(value),
            (_, "damping") => formula.damping = value,
            _ => {
                let known: Vec<&str> = Factor::ALL.iter().map(|f| f.code()).chain(OTHERS).collect();
                return Err(refused(
                    file,
                    line,
                    format!("unknown setting “{setting}”. They are: {}", known.join(", ")),
                ));
            }
        }
    }
    formula.check().map_err(|e| refused(file, last, e.to_string().trim_end_matches('.')))?;
    Ok(formula)
}
