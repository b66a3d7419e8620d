//! The draft as people type it. What is left out stays as the rules have it.

use funding::schemes::{AssessmentLimit, SchemeVersion, scheme_on};
use kernel::{Date, FinancialYear, Invalid, Pence};
use page::Fields;

use super::model::Draft;
use crate::picture::model::parse_year;

kernel::codes! {
    /// Where the limit on specialist assessment stands.
    Place {
        Within = "within", "Inside the limit for therapy";
        Beside = "beside", "Beside it";
        None = "none", "No limit of its own, and not counted";
    }
}

/// What is tried: the year whose applications are replayed, and the draft.
pub(super) struct Trial {
    pub(super) year: FinancialYear,
    pub(super) draft: Draft,
}

/// The values that stand in the form when nothing is typed.
pub(super) struct Defaults {
    pub(super) year: FinancialYear,
    pub(super) from: Date,
    pub(super) version: &'static SchemeVersion,
}

/// The year chosen, or the one before today's, and the rules in force on the draft's first day.
fn defaults(f: &mut Fields, today: Date) -> Option<Defaults> {
    let typed = f.raw("year").trim().to_owned();
    let year = match typed.as_str() {
        "" => Some(FinancialYear(FinancialYear::of(today).0 - 1)),
        text => parse_year(text).ok(),
    };
    if year.is_none() {
        f.fail("year", "Enter a financial year such as 2025-26");
    }
    let typed = f.raw("from").trim().to_owned();
    let from = match typed.as_str() {
        "" => year.map(FinancialYear::first_day),
        text => text.parse().ok(),
    };
    if from.is_none() && year.is_some() {
        f.fail("from", "Enter the draft's first day as year-month-day, such as 2025-04-01");
    }
    let (year, from) = (year?, from?);
    let version = scheme_on(from);
    if version.is_none() {
        f.fail("from", "No rules of the Fund are known for this day: choose one from 1 June 2014 on");
    }
    Some(Defaults { year, from, version: version? })
}

/// Pounds, or none where the words say so.
fn pounds(f: &mut Fields, name: &str, otherwise: Option<Pence>) -> Option<Option<Pence>> {
    let typed = f.raw(name).trim().to_owned();
    match typed.as_str() {
        "" => Some(otherwise),
        "none" => Some(None),
        text => match Pence::parse(text) {
            Some(amount) if amount <= Pence::pounds(1_000_000) => Some(Some(amount)),
            _ => {
                f.fail(name, "Enter pounds, such as 4000, or none");
                None
            }
        },
    }
}

/// Reads the fields, with what stands in the form.
pub(super) fn trial(f: &mut Fields, today: Date) -> (Option<Defaults>, Result<Trial, Invalid>) {
    let found = defaults(f, today);
    let read = found.as_ref().and_then(|d| {
        let own = Draft::of(d.version, d.from);
        let limit = pounds(f, "limit", own.limit);
        let (amount, place) = parts(own.assessment);
        let amount = pounds(f, "assessment", amount);
        let typed = f.raw("assessment_is").trim().to_owned();
        let place = if typed.is_empty() { Some(place) } else { Place::from_code(&typed) };
        if place.is_none() {
            f.fail("assessment_is", "Choose where the limit on specialist assessment stands");
        }
        let match_to = pounds(f, "match", own.match_to);
        let assessment = match (place?, amount?) {
            (Place::None, _) => AssessmentLimit::None,
            (Place::Within, amount) => AssessmentLimit::Within(amount),
            (Place::Beside, Some(amount)) => AssessmentLimit::Beside(amount),
            (Place::Beside, None) => AssessmentLimit::None,
        };
        Some(Trial {
            year: d.year,
            draft: Draft { from: d.from, limit: limit?, assessment, match_to: match_to? },
        })
    });
    let read = f.finish(|| read);
    (found, read)
}

/// The amount and the place of a limit on specialist assessment.
pub(super) fn parts(limit: AssessmentLimit) -> (Option<Pence>, Place) {
    match limit {
        AssessmentLimit::None => (None, Place::None),
        AssessmentLimit::Within(own) => (own, Place::Within),
        AssessmentLimit::Beside(own) => (Some(own), Place::Beside),
    }
}
