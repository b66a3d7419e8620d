//! Years, months and measures of the picture.

use kernel::{Calendar, Date, Error, FinancialYear, Result, Timestamp, month_name};

/// The measures that the picture reads, by the names under which rooms add to them.
pub(crate) mod measure {
    pub(crate) const ENQUIRIES: &str = "enquiries";
    pub(crate) const BY_CHANNEL: &str = "enquiries-by-channel";
    pub(crate) const KEPT: &str = casework::promises::measures::KEPT;
    pub(crate) const KEPT_LATE: &str = casework::promises::measures::KEPT_LATE;
    pub(crate) const OPENED: &str = "cases-opened";
    pub(crate) const CLOSED: &str = "cases-closed";
    pub(crate) const AT_LEVEL: &str = "cases-at-level";
    pub(crate) const APPLICATIONS: &str = "applications";
    pub(crate) const APPLIED: &str = "money-applied";
    pub(crate) const COMMITTED: &str = "money-committed";
    pub(crate) const PAID: &str = "money-paid";
    pub(crate) const PAID_BY_KIND: &str = "money-paid-by-provider-kind";
    pub(crate) const HELD: &str = "sessions-held";
    pub(crate) const MISSED: &str = "sessions-missed";
    pub(crate) const CHANGE_SUM: &str = "goal-change-sum";
    pub(crate) const CHANGE_COUNT: &str = "goal-change-count";
    pub(crate) const TAKEN_UP: &str = coordination::life_stages::measures::TAKEN_UP;
    pub(crate) const HAND_OFFS: &str = casework::plan::measures::HAND_OFFS;
    pub(crate) const AT_COUNCIL_LEVEL: &str = casework::cases::measures::AT_COUNCIL_LEVEL;
    pub(crate) const BY_BIRTH_YEAR: &str = casework::cases::measures::BY_BIRTH_YEAR;
    pub(crate) const BY_ETHNICITY: &str = casework::cases::measures::BY_ETHNICITY;
    pub(crate) const BY_WAIT: &str = casework::cases::measures::BY_WAIT;
    pub(crate) const ASSESSED: &str = casework::assessment::measures::COMPLETED;
    pub(crate) const NEEDS_FOUND: &str = casework::assessment::measures::NEEDS_FOUND;
    pub(crate) const APPROVED_BY_ETHNICITY: &str = funding::applications::measures::APPROVED_BY_ETHNICITY;
    pub(crate) const PAID_BY_COUNCIL: &str = commissioning::invoices::measures::PAID_BY_COUNCIL;
    pub(crate) const CASES_PAID_FOR: &str = commissioning::invoices::measures::CASES_PAID_FOR;
}

/// Reads `2026-27`, or `2026`, the calendar year it starts in. From 2000 to 2099.
pub(crate) fn parse_year(text: &str) -> Result<FinancialYear> {
    let bad = || Error::field("year", "Choose a financial year such as 2026-27");
    let (start, end) = text.split_once('-').map_or((text, None), |(start, end)| (start, Some(end)));
    let year: i16 = start.parse().map_err(|_| bad())?;
    if !(2000..2100).contains(&year) || start.len() != 4 {
        return Err(bad());
    }
    match end {
        Some(end) if end != format!("{:02}", (year + 1) % 100) => Err(bad()),
        _ => Ok(FinancialYear(year)),
    }
}

/// The financial year of a month written `2026-11`.
pub(crate) fn year_of_month(month: &str) -> Result<FinancialYear> {
    let day: Date = format!("{month}-01").parse().map_err(|e| Error::internal("the month of a figure", e))?;
    Ok(FinancialYear::of(day))
}

/// The twelve months of a financial year, April first, as figures name them.
pub(crate) fn months(year: FinancialYear) -> Vec<String> {
    let name = |y: i16, m: i8| format!("{y:04}-{m:02}");
    (4..=12).map(|m| name(year.0, m)).chain((1..=3).map(|m| name(year.0.saturating_add(1), m))).collect()
}

/// A month in words: `November 2026`.
pub(crate) fn month_words(month: &str) -> String {
    let named = month
        .split_once('-')
        .and_then(|(year, number)| Some(format!("{} {year}", month_name(number.parse().ok()?)?)));
    named.unwrap_or_else(|| month.to_owned())
}

/// The last instant before a financial year and its own last instant, in England.
pub(crate) fn instants(year: FinancialYear) -> [Timestamp; 2] {
    let england = Calendar::england();
    [england.end_of(england.add_days(year.first_day(), -1)), england.end_of(year.last_day())]
}

/// The years to choose from, the latest first: from that of the first figure to the present one.
pub(crate) fn years(first_month: Option<&str>, today: Date) -> Result<Vec<FinancialYear>> {
    let now = FinancialYear::of(today);
    let first = first_month.map(year_of_month).transpose()?.unwrap_or(now);
    Ok((first.0.min(now.0)..=now.0).rev().map(FinancialYear).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_run_from_april() {
        assert_eq!(parse_year("2026-27"), Ok(FinancialYear(2026)));
        for bad in ["", "1999", "2026-28", "26-27", "2026-27-28", "+026", "2026-", "soon"] {
            assert!(parse_year(bad).is_err(), "{bad}");
        }
        assert_eq!(year_of_month("2027-03"), Ok(FinancialYear(2026)));
        assert_eq!(year_of_month("2027-04"), Ok(FinancialYear(2027)));
        assert!(year_of_month("2027-13").is_err());
        let months = months(FinancialYear(2026));
        assert_eq!((months.len(), months[0].as_str(), months[11].as_str()), (12, "2026-04", "2027-03"));
        assert_eq!(month_words("2026-11"), "November 2026");
        let [before, last] = instants(FinancialYear(2026));
        assert_eq!(before.to_string(), "2026-03-31T22:59:59.999999Z");
        assert_eq!(last.to_string(), "2027-03-31T22:59:59.999999Z");
        let today = Date::constant(2026, 11, 20);
        assert_eq!(years(Some("2024-05"), today).unwrap().len(), 3);
        assert_eq!(years(None, today).unwrap(), [FinancialYear(2026)]);
    }
}
