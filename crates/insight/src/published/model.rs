//! What a published figure is: where, when, of what, and the figure or the reason why
//! there is none.

use kernel::{Error, Result, codes};

use super::{Decimal, Months};

codes! {
    /// What sort of place a figure is about.
    AreaKind {
        Council = "council", "Council";
        Region = "region", "Region";
        Nation = "nation", "England";
    }
}

codes! {
    /// What a figure counts.
    Unit {
        Count = "count", "Number";
        Percent = "percent", "Per cent";
        Months = "months", "Months";
        Days = "days", "Days";
        Pounds = "pounds", "Pounds";
        Rate = "rate", "Rate";
        Other = "other", "Figure";
    }
}

codes! {
    /// Whether a number was published, and if not, why. The symbols are those of DfE's
    /// statistics service and of the tables before it.
    Status {
        Published = "published", "Published";
        Suppressed = "suppressed", "Suppressed to protect people";
        Low = "low", "Low, but not nought";
        NotAvailable = "not-available", "Not available";
        NotApplicable = "not-applicable", "Does not apply";
        Withheld = "withheld", "Withheld or unavailable";
        Missing = "missing", "Left blank";
    }
}

/// One cell of a published table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cell {
    /// A number was published.
    Number(Decimal),
    /// `c`: suppressed to protect people.
    Suppressed,
    /// `k`: rounds to nought, but is not nought.
    Low,
    /// `x`: not available.
    NotAvailable,
    /// `z`: does not apply.
    NotApplicable,
    /// `-`: withheld or unavailable.
    Withheld,
    /// Nothing stands in the cell.
    Missing,
}

impl Cell {
    /// Reads a cell: a number, a length of time `YY:MM` (then the unit is months), one of
    /// the symbols in small letters, or blank. Capital letters meant other things in older
    /// tables, so they are not guessed at.
    pub fn parse(text: &str) -> Option<(Cell, Option<Unit>)> {
        let cell = match text.trim() {
            "" => Cell::Missing,
            "c" => Cell::Suppressed,
            "k" => Cell::Low,
            "x" => Cell::NotAvailable,
            "z" => Cell::NotApplicable,
            "-" => Cell::Withheld,
            figure => {
                if let Ok(length) = figure.parse::<Months>() {
                    let months = Decimal::whole(i64::from(length.count()));
                    return Some((Cell::Number(months), Some(Unit::Months)));
                }
                Cell::Number(figure.parse().ok()?)
            }
        };
        Some((cell, None))
    }

    /// Whether a number was published, and if not, why.
    pub fn status(self) -> Status {
        match self {
            Cell::Number(_) => Status::Published,
            Cell::Suppressed => Status::Suppressed,
            Cell::Low => Status::Low,
            Cell::NotAvailable => Status::NotAvailable,
            Cell::NotApplicable => Status::NotApplicable,
            Cell::Withheld => Status::Withheld,
            Cell::Missing => Status::Missing,
        }
    }

    /// The number, if one was published.
    pub fn value(self) -> Option<Decimal> {
        match self {
            Cell::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The cell that was stored as these two.
    ///
    /// # Errors
    /// `Internal` when they contradict each other.
    pub fn from_parts(status: Status, value: Option<Decimal>) -> Result<Self> {
        match (status, value) {
            (Status::Published, Some(number)) => Ok(Cell::Number(number)),
            (Status::Suppressed, None) => Ok(Cell::Suppressed),
            (Status::Low, None) => Ok(Cell::Low),
            (Status::NotAvailable, None) => Ok(Cell::NotAvailable),
            (Status::NotApplicable, None) => Ok(Cell::NotApplicable),
            (Status::Withheld, None) => Ok(Cell::Withheld),
            (Status::Missing, None) => Ok(Cell::Missing),
            _ => Err(Error::Internal("a published figure's status and value contradict each other".into())),
        }
    }
}

/// One published figure. Together, [`Record::indicator`], [`Record::breakdown`],
/// [`Record::year`] and [`Record::code`] say which figure it is; a later publication of the
/// same figure replaces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What was counted, as a slug: the tidy form's indicator, or the name of the column.
    pub indicator: String,
    /// Of whom, in DfE's long form: `column=value` for every breakdown with a value, by name
    /// of column, parted by `; `. A `;` or `\` in a value stands behind a `\`. Blank in the
    /// tidy form.
    pub breakdown: String,
    /// The calendar year in which the year to 31 March ended.
    pub year: i16,
    /// What sort of place.
    pub kind: AreaKind,
    /// The place's code as published: a council's three-digit DfE code, also of councils that
    /// are no more; a region's or a country's own code.
    pub code: String,
    /// The place's name as published.
    pub area: String,
    /// The name of the region it lies in, where the row says.
    pub region: Option<String>,
    /// The figure, or why there is none.
    pub cell: Cell,
    /// What the figure counts; not known where no number was published and the indicator's
    /// name does not say.
    pub unit: Option<Unit>,
}

impl Record {
    /// Indicator and breakdown in one: the name of the line that this figure is a point of.
    pub fn series(&self) -> String {
        match self.breakdown.as_str() {
            "" => self.indicator.clone(),
            breakdown => format!("{} [{breakdown}]", self.indicator),
        }
    }
}

/// A row, or a cell of it, that was not kept. Says where and why, and repeats nothing of
/// what stood there, in case somebody gave the wrong file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The line in the file; the heading is the first.
    pub line: u64,
    /// The column, where one is at fault.
    pub column: Option<String>,
    /// What is wrong, for people.
    pub reason: String,
}

impl std::fmt::Display for LeftOut {
    /// `line 7, value: ...`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.column {
            Some(column) => write!(f, "line {}, {column}: {}", self.line, self.reason),
            None => write!(f, "line {}: {}", self.line, self.reason),
        }
    }
}

/// What became of a line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A figure was kept.
    Kept(Record),
    /// A row or cell was left out.
    LeftOut(LeftOut),
}

/// What sort of place a code stands for; none if it is no code of England.
///
/// DfE's own three digits: 970 is England and 980 to 990 its regions (Inner and Outer London
/// counted apart and together), every other is a council. ONS codes of nine characters:
/// E92 is England, E12 and E13 regions, E06 to E10 councils.
pub fn area_kind(code: &str) -> Option<AreaKind> {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if digits(code, 3) {
        return match code.parse::<u16>().ok()? {
            0..=99 => None,
            970 => Some(AreaKind::Nation),
            980..=990 => Some(AreaKind::Region),
            _ => Some(AreaKind::Council),
        };
    }
    let rest = code.strip_prefix('E').filter(|rest| digits(rest, 8))?;
    match rest.get(..2)? {
        "92" => Some(AreaKind::Nation),
        "12" | "13" => Some(AreaKind::Region),
        "06" | "07" | "08" | "09" | "10" => Some(AreaKind::Council),
        _ => None,
    }
}

/// The year in which a year to 31 March ended: `2025`, `202425`, `2024-25` and `2024/25`
/// all give 2025. From 1990 to 2100.
pub fn year_ending(text: &str) -> Option<i16> {
    let text = text.trim();
    if !text.is_ascii() {
        return None;
    }
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit()).then(|| t.parse::<i16>().ok()).flatten();
    let (first, second) = match (text.len(), text.get(4..5)) {
        (4, _) => (text, None),
        (6, _) => (text.get(..4)?, text.get(4..)),
        (7, Some("-" | "/")) => (text.get(..4)?, text.get(5..)),
        _ => return None,
    };
    let first = digits(first)?;
    let year = match second {
        None => first,
        Some(second) => {
            let year = first.checked_add(1)?;
            (digits(second)? == year % 100).then_some(year)?
        }
    };
    (1990..=2100).contains(&year).then_some(year)
}

/// A name as a slug: small letters and digits with `_` between.
pub(super) fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.trim().chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    out.truncate(out.trim_end_matches('_').len());
    out
}

/// The unit that a name gives away.
pub(super) fn named_unit(indicator: &str) -> Option<Unit> {
    indicator.split('_').find_map(|word| match word {
        "percent" | "percentage" | "pct" | "proportion" => Some(Unit::Percent),
        "gbp" | "pounds" => Some(Unit::Pounds),
        "rate" => Some(Unit::Rate),
        "months" => Some(Unit::Months),
        "days" => Some(Unit::Days),
        _ => None,
    })
}

/// The unit of a cell: what its writing says, then what the name says, then what the number
/// itself allows.
pub(super) fn unit_of(indicator: &str, cell: Cell, written: Option<Unit>) -> Option<Unit> {
    written.or_else(|| named_unit(indicator)).or_else(|| {
        let number = cell.value()?;
        Some(if number.as_whole().is_some() { Unit::Count } else { Unit::Other })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_symbol_is_never_a_number() {
        let status = |t: &str| Cell::parse(t).map(|(cell, _)| (cell.status().code(), cell.value()));
        for (symbol, code) in [
            ("c", "suppressed"),
            ("k", "low"),
            ("x", "not-available"),
            ("z", "not-applicable"),
            ("-", "withheld"),
            ("", "missing"),
            ("  ", "missing"),
        ] {
            assert_eq!(status(symbol), Some((code, None)), "{symbol}");
        }
        assert_eq!(status("0"), Some(("published", Some(Decimal::whole(0)))));
        assert_eq!(Cell::parse("01:07"), Some((Cell::Number(Decimal::whole(19)), Some(Unit::Months))));
        for bad in ["C", "u", "NA", "n/a", "01:12", "*", "<6"] {
            assert_eq!(status(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_was_stored_reads_back() {
        for text in ["12.5", "c", "k", "x", "z", "-", ""] {
            let (cell, _) = Cell::parse(text).unwrap();
            assert_eq!(Cell::from_parts(cell.status(), cell.value()), Ok(cell));
        }
        assert!(Cell::from_parts(Status::Low, Some(Decimal::whole(1))).is_err());
        assert!(Cell::from_parts(Status::Published, None).is_err());
    }

    #[test]
    fn years_end_in_march() {
        for good in ["2025", "202425", "2024-25", "2024/25", " 2025 "] {
            assert_eq!(year_ending(good), Some(2025), "{good}");
        }
        assert_eq!(year_ending("199900"), Some(2000));
        for bad in ["", "25", "202412", "202426", "2024_25", "1066", "2025.0", "2O25", "+025", "二〇二五"]
        {
            assert_eq!(year_ending(bad), None, "{bad}");
        }
    }

    #[test]
    fn regions_are_not_councils() {
        assert_eq!(area_kind("202"), Some(AreaKind::Council));
        assert_eq!(area_kind("970"), Some(AreaKind::Nation));
        assert_eq!(area_kind("980"), Some(AreaKind::Region));
        assert_eq!(area_kind("990"), Some(AreaKind::Region));
        assert_eq!(area_kind("991"), Some(AreaKind::Council));
        assert_eq!(area_kind("E09000007"), Some(AreaKind::Council));
        assert_eq!(area_kind("E13000001"), Some(AreaKind::Region));
        assert_eq!(area_kind("E92000001"), Some(AreaKind::Nation));
        for bad in ["", "20", "2020", "W06000001", "E0900000", "E47000001", "000", "x"] {
            assert_eq!(area_kind(bad), None, "{bad}");
        }
    }

    #[test]
    fn slugs_and_units() {
        assert_eq!(slug(" Children adopted (%) "), "children_adopted");
        assert_eq!(slug("children_adopted"), "children_adopted");
        assert_eq!(slug("££"), "");
        let half = Cell::Number("0.5".parse().unwrap());
        assert_eq!(unit_of("percent_adopted", half, None), Some(Unit::Percent));
        assert_eq!(unit_of("adoption_weekly_unit_cost_gbp", Cell::Withheld, None), Some(Unit::Pounds));
        assert_eq!(unit_of("children", Cell::Number(Decimal::whole(4)), None), Some(Unit::Count));
        assert_eq!(unit_of("children", half, None), Some(Unit::Other));
        assert_eq!(unit_of("number", Cell::Low, None), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(3), ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,20}") {
            let _ = (Cell::parse(&text), year_ending(&text), area_kind(&text));
            let once = slug(&text);
            prop_assert_eq!(slug(&once), once);
        }
    }
}
