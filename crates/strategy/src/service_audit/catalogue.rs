//! The 17 elements and 49 lines, from `data/service_audit`.

use std::sync::LazyLock;

use kernel::{Error, Result, codes};
use serde::Deserialize;

codes! {
    /// Live figures that stand beside a line.
    Evidence {
        Needs = "needs", "Needs found in assessments";
        Levels = "levels", "Children in support by level";
        Promises = "promises", "Promises kept on time";
        Goals = "goals", "Goals rated twice or more";
        Fund = "fund", "Applications approved by the Fund";
        Spend = "spend", "Paid to providers";
        Providers = "providers", "Approved providers";
    }
}

/// An element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    /// 1 to 17.
    pub(super) number: u8,
    pub(super) title: String,
    pub(super) lines: Vec<Line>,
}

/// A line of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Such as `9d`.
    pub(super) code: String,
    pub(super) title: String,
    pub(super) evidence: Option<Evidence>,
}

#[derive(Deserialize)]
struct ElementRow {
    element: u8,
    title: String,
}

#[derive(Deserialize)]
struct LineRow {
    element: u8,
    line: String,
    title: String,
    evidence: String,
}

/// Every element in order.
pub(super) fn elements() -> Result<&'static [Element]> {
    static ELEMENTS: LazyLock<Result<Vec<Element>>> = LazyLock::new(|| {
        parse(
            include_str!("../../../../data/service_audit/elements.csv"),
            include_str!("../../../../data/service_audit/lines.csv"),
        )
    });
    ELEMENTS.as_ref().map(Vec::as_slice).map_err(Clone::clone)
}

/// The codes of every line in order.
pub(super) fn lines() -> Result<Vec<String>> {
    Ok(elements()?.iter().flat_map(|e| &e.lines).map(|line| line.code.clone()).collect())
}

/// The element with this number.
///
/// # Errors
/// `NotFound` when there is none.
pub(super) fn element(number: &str) -> Result<&'static Element> {
    let number: u8 = number.parse().map_err(|_| Error::NotFound)?;
    elements()?.iter().find(|e| e.number == number).ok_or(Error::NotFound)
}

/// The element and line with this code.
///
/// # Errors
/// `NotFound` when there is none.
pub(super) fn line(code: &str) -> Result<(&'static Element, &'static Line)> {
    let found = elements()?.iter().find_map(|e| e.lines.iter().find(|l| l.code == code).map(|l| (e, l)));
    found.ok_or(Error::NotFound)
}

/// The lines of the first element, for the API description.
pub(super) fn lines_of_first() -> Vec<String> {
    let first = elements().ok().and_then(|all| all.first());
    first.map(|e| e.lines.iter().map(|l| l.code.clone()).collect()).unwrap_or_default()
}

fn rows<T: serde::de::DeserializeOwned>(text: &str) -> Result<Vec<T>> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .into_deserialize()
        .map(|row| row.map_err(|e| Error::internal("data/service_audit", e)))
        .collect()
}

fn parse(elements: &str, lines: &str) -> Result<Vec<Element>> {
    let lines: Vec<LineRow> = rows(lines)?;
    let mut all: Vec<Element> = rows::<ElementRow>(elements)?
        .into_iter()
        .map(|row| Element { number: row.element, title: row.title, lines: Vec::new() })
        .collect();
    for row in lines {
        let evidence = match row.evidence.as_str() {
            "" => None,
            code => Some(Evidence::stored(code)?),
        };
        let element = all.iter_mut().find(|e| e.number == row.element).ok_or_else(|| {
            Error::Internal(format!("data/service_audit: line {} has no element", row.line))
        })?;
        element.lines.push(Line { code: row.line, title: row.title, evidence });
    }
    match all.iter().find(|e| e.lines.is_empty()) {
        Some(empty) => {
            Err(Error::Internal(format!("data/service_audit: element {} has no line", empty.number)))
        }
        None => Ok(all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_17_elements_and_49_lines() {
        let all = elements().unwrap();
        assert_eq!((all.len(), lines().unwrap().len()), (17, 49));
        assert_eq!(line("9d").unwrap().0.number, 9);
        assert_eq!(element("8").unwrap().lines.len(), 1);
        for bad in ["0", "18", "x", "881"] {
            assert_eq!(element(bad).unwrap_err(), Error::NotFound);
        }
        assert!(parse("element,title\n1,A\n", "element,line,title,evidence\n2,2a,B,\n").is_err());
        assert!(parse("element,title\n1,A\n", "element,line,title,evidence\n").is_err());
        assert!(parse("element,title\n1,A\n", "element,line,title,evidence\n1,1a,B,guess\n").is_err());
    }
}
