//! Summary figures of every agency, or of every council of one agency, and what was published. No row of a record.

use std::collections::BTreeMap;

use access::{
    Grant, InAgency, Nation,
    actions::{SeeAgencyFigures, SeeNationFigures},
};
use kernel::{FinancialYear, Id, Result, kinds::Organisation};
use store::{Read, Row, Sql, figure::month, statements};

statements! {
    // The financial year in the words of the index figure_picture, so that the index alone answers.
    NATION_YEAR = "SELECT agency_id, measure, part, CAST(sum(amount) AS BIGINT) FROM figure
        WHERE (CASE WHEN substr(month, 6) >= '04' THEN substr(month, 1, 4) ELSE CAST(CAST(substr(month, 1, 4) AS INTEGER) - 1 AS TEXT) END) = $1
          AND measure IN ('enquiries', 'cases-opened', 'assessments-completed', 'needs-found', 'cases-by-wait',
            'applications-approved-by-ethnicity', 'money-paid-by-council', 'cases-paid-for', 'promises-kept', 'promises-kept-late')
        GROUP BY measure, agency_id, part";
    NATION_RUNNING = "SELECT agency_id, measure, part, CAST(sum(amount) AS BIGINT) FROM figure
        WHERE (CASE WHEN substr(month, 6) >= '04' THEN substr(month, 1, 4) ELSE CAST(CAST(substr(month, 1, 4) AS INTEGER) - 1 AS TEXT) END) <= $1
          AND measure IN ('cases-by-birth-year', 'cases-by-ethnicity', 'cases-at-level')
        GROUP BY measure, agency_id, part";
    COUNCILS_YEAR = "SELECT council, measure, part, CAST(sum(amount) AS BIGINT) FROM figure
        WHERE agency_id = $1 AND month >= $2 AND month <= $3 AND council <> ''
          AND measure IN ('enquiries', 'cases-opened', 'assessments-completed', 'needs-found', 'cases-by-wait',
            'applications-approved-by-ethnicity', 'money-paid-by-council', 'cases-paid-for')
        GROUP BY council, measure, part";
    COUNCILS_RUNNING = "SELECT council, measure, part, CAST(sum(amount) AS BIGINT) FROM figure
        WHERE agency_id = $1 AND month <= $2 AND council <> ''
          AND measure IN ('cases-by-birth-year', 'cases-by-ethnicity', 'cases-at-council-level')
        GROUP BY council, measure, part";
    PROMISES_OF_AGENCY = "SELECT measure, CAST(sum(amount) AS BIGINT) FROM figure
        WHERE agency_id = $1 AND month >= $2 AND month <= $3 AND measure IN ('promises-kept', 'promises-kept-late') GROUP BY measure";
    FIRST = "SELECT min(month) FROM figure WHERE measure = 'enquiries'";
    ADOPTED = "SELECT year, code, area_kind, value FROM published
        WHERE indicator = 'children_adopted' AND breakdown = '' ORDER BY year, code";
}

/// Every statement of this room.
pub(crate) const STATEMENTS: &[Sql] = ALL;

/// Sums by unit (an agency's id or a council's code), measure and part.
#[derive(Debug, Default)]
pub(super) struct Sums<U: Ord>(BTreeMap<(U, String), Vec<(String, i64)>>);

impl<U: Ord + Clone> Sums<U> {
    fn take(&mut self, rows: &[Row]) -> Result<()>
    where
        U: store::FromValue,
    {
        for row in rows {
            let entry = self.0.entry((row.get(0)?, row.get(1)?)).or_default();
            entry.push((row.get(2)?, row.get(3)?));
        }
        Ok(())
    }

    /// The units that have any figure.
    pub(super) fn units(&self) -> impl Iterator<Item = &U> {
        self.0.keys().map(|(unit, _)| unit)
    }

    /// What a unit has of a measure, by part.
    pub(super) fn parts(&self, unit: &U, measure: &str) -> &[(String, i64)] {
        self.0.get(&(unit.clone(), measure.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// All parts of a measure together.
    pub(super) fn total(&self, unit: &U, measure: &str) -> i64 {
        self.parts(unit, measure).iter().map(|(_, amount)| amount).sum()
    }
}

fn bounds(year: FinancialYear) -> [store::Value; 2] {
    [month(year.first_day()).into(), month(year.last_day()).into()]
}

/// Every agency's sums for a year, and what has grown up to its end.
pub(super) fn nation(
    r: &Read<'_>,
    grant: &Grant<SeeNationFigures, Nation>,
    year: FinancialYear,
) -> Result<Sums<Id<Organisation>>> {
    let starts = [format!("{:04}", year.0).into()];
    let mut sums = Sums(BTreeMap::new());
    sums.take(&grant.totals(r, NATION_YEAR, &starts)?)?;
    sums.take(&grant.totals(r, NATION_RUNNING, &starts)?)?;
    Ok(sums)
}

/// The sums of an agency's councils. `whose` is either of the two grants; what comes of it is protected alike.
pub(super) fn councils(
    r: &Read<'_>,
    whose: Whose<'_>,
    agency: Id<Organisation>,
    year: FinancialYear,
) -> Result<Sums<String>> {
    let [first, last] = bounds(year);
    let mut sums = Sums(BTreeMap::new());
    sums.take(&whose.totals(r, COUNCILS_YEAR, agency, &[first, last.clone()])?)?;
    sums.take(&whose.totals(r, COUNCILS_RUNNING, agency, &[last])?)?;
    Ok(sums)
}

/// Promises of the whole agency that were kept in a year: on time, and late.
pub(super) fn promises(
    r: &Read<'_>,
    whose: Whose<'_>,
    agency: Id<Organisation>,
    year: FinancialYear,
) -> Result<(i64, i64)> {
    let (mut kept, mut late) = (0, 0);
    for row in whose.totals(r, PROMISES_OF_AGENCY, agency, &bounds(year))? {
        match row.get::<String>(0)?.as_str() {
            "promises-kept" => kept = row.get(1)?,
            _ => late = row.get(1)?,
        }
    }
    Ok((kept, late))
}

/// By which right an agency's sums are read.
#[derive(Clone, Copy)]
pub(super) enum Whose<'g> {
    /// It is the reader's own.
    Own(&'g Grant<SeeAgencyFigures, InAgency>),
    /// The reader works nationally.
    Nation(&'g Grant<SeeNationFigures, Nation>),
}

impl Whose<'_> {
    fn totals(
        self,
        r: &Read<'_>,
        sql: Sql,
        agency: Id<Organisation>,
        rest: &[store::Value],
    ) -> Result<Vec<Row>> {
        match self {
            // The grant puts in its own agency, whatever is asked.
            Whose::Own(grant) => grant.totals(r, sql, rest),
            Whose::Nation(grant) => {
                let first = [store::Value::from(agency)];
                grant.totals(r, sql, &[first.as_slice(), rest].concat())
            }
        }
    }
}

/// The month of the first enquiry of all.
pub(super) fn first(r: &Read<'_>) -> Result<Option<String>> {
    r.row(FIRST, &[])?.get(0)
}

/// Children adopted as published: by year, by council's code. What was not published as a number is left out.
#[derive(Debug, Default)]
pub(crate) struct Adopted {
    /// Year to March, then council, then how many.
    pub(crate) councils: BTreeMap<i16, BTreeMap<String, i64>>,
    /// England's own line.
    pub(crate) england: BTreeMap<i16, i64>,
}

/// Reads what was published. The caller has checked that published figures may be seen.
pub(crate) fn adopted(r: &Read<'_>) -> Result<Adopted> {
    let mut adopted = Adopted::default();
    for row in r.query(ADOPTED, &[])? {
        let Some(value) = row.get::<Option<String>>(3)?.and_then(|text| text.parse::<f64>().ok()) else {
            continue;
        };
        let year =
            i16::try_from(row.get::<i64>(0)?).map_err(|e| kernel::Error::internal("a published year", e))?;
        let value = value.round() as i64;
        match row.get::<String>(2)?.as_str() {
            "council" => {
                adopted.councils.entry(year).or_default().insert(row.get(1)?, value);
            }
            "nation" => {
                adopted.england.insert(year, value);
            }
            _ => {}
        }
    }
    Ok(adopted)
}
