//! Published figures in words.

use super::{Months, Record, Unit};

/// The indicator that councils' own figures are held against: how many children were
/// adopted in the year.
pub const CHILDREN_ADOPTED: &str = "children_adopted";

/// An indicator as people read it.
pub fn indicator(slug: &str) -> String {
    let known = match slug {
        CHILDREN_ADOPTED => "Children adopted",
        "children_left_care_by_sgo" => "Children who left care under a special guardianship order",
        "percent_leaving_care_by_adoption" => "Children leaving care who were adopted, per cent",
        "adopted_unopposed" => "Children adopted, application unopposed",
        "percent_adopted_unopposed" => "Children adopted, application unopposed, per cent",
        "adopted_consent_dispensed" => "Children adopted, consent dispensed with",
        "percent_adopted_consent_dispensed" => "Children adopted, consent dispensed with, per cent",
        "adoption_weekly_unit_cost_gbp" => "Adoption services, unit cost a week in pounds",
        _ => return sentence(slug),
    };
    known.to_owned()
}

fn sentence(slug: &str) -> String {
    let words = slug.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A breakdown as people read it: `stage: 1. Care to decision, age: Total`.
pub fn breakdown(stored: &str) -> String {
    if stored.is_empty() {
        return "All".to_owned();
    }
    let parts: Vec<String> = parts(stored)
        .iter()
        .map(|part| match part.split_once('=') {
            Some((column, value)) => format!("{}: {value}", sentence(column)),
            None => part.clone(),
        })
        .collect();
    parts.join(", ")
}

/// Parts at each `;` that no `\` stands before, with the `\` taken off.
fn parts(stored: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut letters = stored.chars();
    while let Some(letter) = letters.next() {
        match (letter, out.last_mut()) {
            ('\\', Some(last)) => last.extend(letters.next()),
            (';', _) => out.push(String::new()),
            (letter, Some(last)) if !(last.is_empty() && letter == ' ') => last.push(letter),
            _ => {}
        }
    }
    out
}

/// The years to March as people write them.
pub fn year(ending: i16) -> String {
    format!("Year to March {ending}")
}

/// The figure, or in words why there is none.
pub fn figure(record: &Record) -> String {
    let Some(number) = record.cell.value() else {
        return record.cell.status().label().to_owned();
    };
    match record.unit {
        Some(Unit::Percent) => format!("{}%", grouped(&number.to_string())),
        Some(Unit::Pounds) => format!("£{}", grouped(&number.to_string())),
        Some(Unit::Days) => format!("{} days", grouped(&number.to_string())),
        Some(Unit::Months) => {
            let whole = number.as_whole().and_then(|n| u16::try_from(n).ok()).and_then(Months::new);
            whole.map_or_else(|| format!("{number} months"), Months::words)
        }
        _ => grouped(&number.to_string()),
    }
}

/// A number with commas every three digits before the point.
fn grouped(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("−", rest));
    let (whole, part) = rest.split_once('.').map_or((rest, None), |(w, p)| (w, Some(p)));
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(part) = part {
        out.push('.');
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::{AreaKind, Cell};

    fn record(cell: &str, unit: Option<Unit>) -> Record {
        let (cell, written) = Cell::parse(cell).unwrap();
        Record {
            indicator: "x".into(),
            breakdown: String::new(),
            year: 2022,
            kind: AreaKind::Council,
            code: "991".into(),
            area: "Fixture Borough".into(),
            region: None,
            cell,
            unit: unit.or(written),
        }
    }

    #[test]
    fn figures_read_as_people_write_them() {
        assert_eq!(figure(&record("12345.5", Some(Unit::Count))), "12,345.5");
        assert_eq!(figure(&record("-1234", None)), "−1,234");
        assert_eq!(figure(&record("12.50", Some(Unit::Percent))), "12.5%");
        assert_eq!(figure(&record("915", Some(Unit::Pounds))), "£915");
        assert_eq!(figure(&record("01:07", None)), "1 year 7 months");
        assert_eq!(figure(&record("c", Some(Unit::Count))), "Suppressed to protect people");
        assert_eq!(figure(&record("", None)), "Left blank");
    }

    #[test]
    fn slugs_and_breakdowns_read_as_words() {
        assert_eq!(indicator("children_adopted"), "Children adopted");
        assert_eq!(indicator("time_to_match"), "Time to match");
        assert_eq!(indicator(""), "");
        assert_eq!(breakdown(""), "All");
        assert_eq!(
            breakdown("age=Aged 1; stage=Placed within 12 months\\; all"),
            "Age: Aged 1, Stage: Placed within 12 months; all"
        );
    }
}
