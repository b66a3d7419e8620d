//! Figures about the children whose cases are opened: by birth year, by ethnicity, by how long the family waited, and by
//! council and level. A needs assessment is made of them (requirement SC1), so that no page ever counts the children.
//!
//! Those by birth year, ethnicity and wait are kept by financial year (their month is its April): twelve times fewer
//! rows to sum for England, and no page tells them by month.

use ::store::{Sql, figure::Figure, statements};
use access::Act;
use kernel::{Date, FinancialYear, Id, Level, Result, Timestamp, codes, days_between, kinds, local_date};

use super::measures;

statements! {
    OF_CHILD = "SELECT birth_year, ethnicity FROM person WHERE id = $1";
    CASES_OF_CHILD = "SELECT agency_id, council, opened_at FROM support_case WHERE child_id = $1";
}

/// Every statement of this file.
pub(crate) const STATEMENTS: &[Sql] = ALL;

/// The part of a child about whom nothing is recorded.
pub const NOT_RECORDED: &str = "not-recorded";

codes! {
    /// How long a family waited from first contact until its case was opened.
    Wait {
        FourWeeks = "28", "Up to four weeks";
        ThreeMonths = "91", "Over four weeks, up to three months";
        Longer = "92+", "Over three months";
    }
}

impl Wait {
    /// The wait from first contact to the opening of the case, both as days of England.
    pub fn of(received: Timestamp, opened: Timestamp) -> Self {
        match days_between(local_date(received), local_date(opened)) {
            ..=28 => Wait::FourWeeks,
            29..=91 => Wait::ThreeMonths,
            _ => Wait::Longer,
        }
    }
}

/// The day under which a figure of a financial year is kept.
pub fn year_day(day: Date) -> Date {
    FinancialYear::of(day).first_day()
}

/// A birth year as the part of a figure.
pub fn birth_part(year: Option<i64>) -> String {
    year.map_or_else(|| NOT_RECORDED.to_owned(), |year| year.to_string())
}

/// A case that was opened now, whose family first wrote or called at `received`; none where another agency handed it over, which is no first
/// contact that waited.
pub(crate) fn opened(act: &Act<'_>, case: &super::store::NewCase, received: Option<Timestamp>) -> Result<()> {
    let row = act.row(OF_CHILD, &[case.child.into()])?;
    let (born, ethnicity): (Option<i64>, Option<String>) = (row.get(0)?, row.get(1)?);
    let day = year_day(act.today());
    let count = |measure, part: &str| {
        Figure { agency: case.agency, measure, day, council: &case.council, part }.add(act.write(), 1)
    };
    count(measures::BY_BIRTH_YEAR, &birth_part(born))?;
    count(measures::BY_ETHNICITY, ethnicity.as_deref().unwrap_or(NOT_RECORDED))?;
    if let Some(received) = received {
        count(measures::BY_WAIT, Wait::of(received, act.now()).code())?;
    }
    at_council_level(act, case.agency, &case.council, case.level, 1)
}

/// Adds to the running balance of cases at a level in a council.
pub(crate) fn at_council_level(
    act: &Act<'_>,
    agency: Id<kinds::Organisation>,
    council: &str,
    level: Level,
    amount: i64,
) -> Result<()> {
    Figure { agency, measure: measures::AT_COUNCIL_LEVEL, day: act.today(), council, part: level.code() }
        .add(act.write(), amount)
}

/// A child's year of birth was put right: it is moved in every year in which a case about them was opened.
pub(crate) fn birth_year_corrected(
    act: &Act<'_>,
    child: Id<kinds::Person>,
    from: Option<i64>,
    to: Option<i64>,
) -> Result<()> {
    if from == to {
        return Ok(());
    }
    for row in act.query(CASES_OF_CHILD, &[child.into()])? {
        let (council, opened): (String, Timestamp) = (row.get(1)?, row.get(2)?);
        let figure = |part: &str, amount| {
            Figure {
                agency: row.get(0)?,
                measure: measures::BY_BIRTH_YEAR,
                day: year_day(local_date(opened)),
                council: &council,
                part,
            }
            .add(act.write(), amount)
        };
        figure(&birth_part(from), -1)?;
        figure(&birth_part(to), 1)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_counted_in_days_of_england() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let from = at("2026-03-01T23:30:00Z");
        assert_eq!(Wait::of(from, from), Wait::FourWeeks);
        assert_eq!(Wait::of(from, at("2026-03-29T10:00:00Z")), Wait::FourWeeks);
        assert_eq!(Wait::of(from, at("2026-03-30T10:00:00Z")), Wait::ThreeMonths);
        assert_eq!(Wait::of(from, at("2026-05-31T10:00:00Z")), Wait::ThreeMonths);
        assert_eq!(Wait::of(from, at("2026-06-01T10:00:00Z")), Wait::Longer);
        assert_eq!(birth_part(None), NOT_RECORDED);
        assert_eq!(year_day(Date::constant(2027, 3, 31)), Date::constant(2026, 4, 1));
    }
}
