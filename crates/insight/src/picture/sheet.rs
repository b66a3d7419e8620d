//! A sheet: one table of the picture, ready to be shown, downloaded or sent.

use kernel::Pence;

use crate::suppression::{Amount, Cell};

/// One figure of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Figure {
    /// A count.
    Count(i64),
    /// An amount of money.
    Money(Pence),
    /// A share of a hundred, or none where there is nothing to share.
    Share(Option<f64>),
    /// A mean to one place, or none where there is nothing to take it of.
    Mean(Option<f64>),
    /// Held back so that nobody can be told from it.
    Hidden,
}

impl From<Cell> for Figure {
    fn from(cell: Cell) -> Self {
        cell.shown().map_or(Figure::Hidden, Figure::Count)
    }
}

impl From<Amount> for Figure {
    fn from(amount: Amount) -> Self {
        match amount {
            Amount::Shown(pence) => Figure::Money(pence),
            Amount::Suppressed => Figure::Hidden,
        }
    }
}

impl Figure {
    /// As people read it.
    pub(crate) fn words(&self) -> String {
        match self {
            Figure::Count(n) => page::kit::chart::Unit::COUNT.write(*n as f64),
            Figure::Money(pence) => pounds(*pence),
            Figure::Share(Some(share)) => format!("{share:.0}%"),
            Figure::Mean(Some(mean)) => signed(*mean),
            Figure::Share(None) | Figure::Mean(None) => "–".to_owned(),
            Figure::Hidden => "Held back".to_owned(),
        }
    }

    /// As a number for machines: counts, pence, per cent, or a mean.
    pub(crate) fn value(&self) -> Option<f64> {
        match self {
            Figure::Count(n) => Some(*n as f64),
            Figure::Money(pence) => Some(pence.0 as f64),
            Figure::Share(share) => *share,
            Figure::Mean(mean) => *mean,
            Figure::Hidden => None,
        }
    }

    /// For drawing: as [`Figure::value`], but money in pounds.
    pub(crate) fn height(&self) -> Option<f64> {
        match self {
            Figure::Money(pence) => Some(pence.0 as f64 / 100.0),
            other => other.value(),
        }
    }

    /// Its status as a code: `shown`, `suppressed` or `none`.
    pub(crate) fn status(&self) -> &'static str {
        match (self, self.value()) {
            (Figure::Hidden, _) => "suppressed",
            (_, Some(_)) => "shown",
            (_, None) => "none",
        }
    }

    /// What it is counted in.
    pub(crate) fn unit(&self) -> &'static str {
        match self {
            Figure::Count(_) => "count",
            Figure::Money(_) => "pence",
            Figure::Share(_) => "percent",
            Figure::Mean(_) => "points",
            Figure::Hidden => "",
        }
    }
}

/// Whole pounds; the ledger keeps the pence.
fn pounds(pence: Pence) -> String {
    page::kit::chart::Unit::POUNDS.write(pence.0 as f64 / 100.0)
}

/// `+1.4`, `−0.5`, `0.0`.
fn signed(mean: f64) -> String {
    let words = page::kit::chart::Unit::RATING.write(mean);
    if mean > 0.0 && words.chars().any(|c| ('1'..='9').contains(&c)) { format!("+{words}") } else { words }
}

/// A figure and where the rows behind it are.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) figure: Figure,
    pub(crate) href: Option<String>,
}

impl<F: Into<Figure>> From<F> for Entry {
    fn from(figure: F) -> Self {
        Entry { figure: figure.into(), href: None }
    }
}

impl Entry {
    /// With the rows behind it, where there are some to open.
    pub(crate) fn behind(figure: Figure, href: Option<String>) -> Self {
        Entry { figure, href }
    }
}

/// What a line of a sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One of the things that are compared.
    Part,
    /// The sum of the parts before it: a quarter, a pan-region.
    Subtotal,
    /// The sum of all.
    Total,
}

impl Kind {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Kind::Part => "part",
            Kind::Subtotal => "subtotal",
            Kind::Total => "total",
        }
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) kind: Kind,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) href: Option<String>,
    pub(crate) entries: Vec<Entry>,
}

impl Line {
    pub(crate) fn part(code: impl Into<String>, name: impl Into<String>, entries: Vec<Entry>) -> Self {
        Line { kind: Kind::Part, code: code.into(), name: name.into(), href: None, entries }
    }

    pub(crate) fn total(name: &str, entries: Vec<Entry>) -> Self {
        Line { kind: Kind::Total, code: String::new(), name: name.into(), href: None, entries }
    }
}

/// One table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sheet {
    /// A stable code, for files and machines.
    pub(crate) code: &'static str,
    /// What people read above it.
    pub(crate) title: String,
    /// What is to be known about it; may be empty.
    pub(crate) about: &'static str,
    /// What the lines are, such as "Month".
    pub(crate) lines_are: &'static str,
    /// Code and name of each column.
    pub(crate) columns: Vec<(&'static str, &'static str)>,
    pub(crate) lines: Vec<Line>,
}

impl Sheet {
    /// The figures of the total line under a column.
    pub(crate) fn total(&self, column: &str) -> Option<&Entry> {
        let at = self.columns.iter().position(|(code, _)| *code == column)?;
        self.lines.iter().find(|line| line.kind == Kind::Total)?.entries.get(at)
    }

    /// Whether anything is held back.
    pub(crate) fn holds_back(&self) -> bool {
        self.lines.iter().flat_map(|line| &line.entries).any(|entry| entry.figure == Figure::Hidden)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_people_write_them() {
        assert_eq!(Figure::Count(12_345).words(), "12,345");
        assert_eq!(Figure::Money(Pence(123_456)).words(), "£1,235");
        assert_eq!(Figure::Mean(Some(1.26)).words(), "+1.3");
        assert_eq!(Figure::Mean(Some(-0.5)).words(), "−0.5");
        assert_eq!(Figure::Mean(Some(0.01)).words(), "0.0");
        assert_eq!(Figure::Hidden.words(), "Held back");
        assert_eq!((Figure::Hidden.value(), Figure::Hidden.status()), (None, "suppressed"));
    }
}
