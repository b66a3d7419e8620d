//! Figures of a year, summed in the database.

use std::collections::BTreeMap;

use access::{Grant, InAgency, Totals, actions::SeeAgencyFigures};
use kernel::{FinancialYear, Id, Result, Timestamp, kinds::Organisation};
use store::{FromValue, Read, Row, Value, statements};

use super::model;

statements! {
    AGENCY_YEAR = "SELECT measure, month, council, part, amount FROM figure
        WHERE agency_id = $1 AND month >= $2 AND month <= $3 AND measure IN
          ('enquiries', 'enquiries-by-channel', 'promises-kept', 'promises-kept-late', 'cases-opened', 'cases-closed',
           'applications', 'money-applied', 'money-committed', 'money-paid', 'money-paid-by-provider-kind',
           'sessions-held', 'sessions-missed', 'offers-taken-up', 'coordinator-hand-offs')";
    AGENCY_RUNNING = "SELECT measure, part, CAST(sum(amount) AS BIGINT) FROM figure
        WHERE agency_id = $1 AND month <= $2 AND measure IN ('cases-at-level', 'goal-change-sum', 'goal-change-count')
        GROUP BY measure, part";
    AGENCY_FIRST = "SELECT min(month) FROM figure WHERE agency_id = $1 AND measure = 'enquiries'";
    AGENCY_OPEN_PROMISES = "SELECT kind, count(*), CAST(sum(CASE WHEN due_at < $2 THEN 1 ELSE 0 END) AS BIGINT) FROM promise
        WHERE agency_id = $1 AND kept_at IS NULL AND withdrawn_at IS NULL GROUP BY kind";
    // The financial year in words that the index figure_picture holds; see the migration.
    NATION_YEAR = "SELECT agency_id, measure, part, CAST(sum(amount) AS BIGINT) FROM figure
        WHERE (CASE WHEN substr(month, 6) >= '04' THEN substr(month, 1, 4) ELSE CAST(CAST(substr(month, 1, 4) AS INTEGER) - 1 AS TEXT) END) = $1
          AND measure IN
          ('enquiries', 'promises-kept', 'promises-kept-late', 'applications', 'money-applied', 'money-committed',
           'money-paid', 'money-paid-by-provider-kind', 'sessions-held', 'sessions-missed')
        GROUP BY measure, agency_id, part";
    // In the order of the index figure_running; PostgreSQL takes it for a list that is asked for in order, and else adds up by
    // hashing three words a row, which takes two to four times as long.
    NATION_RUNNING = "SELECT agency_id, measure, part, CAST(sum(amount) AS BIGINT) FROM figure
        WHERE month <= $1 AND measure IN ('cases-at-level', 'goal-change-sum', 'goal-change-count')
        GROUP BY measure, agency_id, part ORDER BY measure, agency_id, part";
    NATION_MONTHS = "SELECT month, CAST(sum(amount) AS BIGINT) FROM figure
        WHERE measure = 'enquiries' AND month >= $1 AND month <= $2 GROUP BY month";
    NATION_FIRST = "SELECT min(month) FROM figure WHERE measure = 'enquiries'";
    // Each kind is found by a step in the index, then its range is counted, all of it and what is late: no row is looked into.
    NATION_OPEN_PROMISES = "WITH RECURSIVE named (kind) AS (
          SELECT min(kind) FROM promise WHERE kept_at IS NULL AND withdrawn_at IS NULL
          UNION ALL
          SELECT (SELECT min(p.kind) FROM promise p WHERE p.kind > named.kind AND p.kept_at IS NULL AND p.withdrawn_at IS NULL)
          FROM named WHERE named.kind IS NOT NULL)
        SELECT kind, (SELECT count(*) FROM promise p WHERE p.kind = named.kind AND p.kept_at IS NULL AND p.withdrawn_at IS NULL),
          (SELECT count(*) FROM promise p WHERE p.kind = named.kind AND p.due_at < $1 AND p.kept_at IS NULL AND p.withdrawn_at IS NULL)
        FROM named WHERE kind IS NOT NULL";
    // Applications by therapy or kind of provider: each name is found by a step in the index, then its range is counted.
    SENT = "WITH RECURSIVE named (code) AS (
          SELECT min(therapy) FROM application WHERE sent_at IS NOT NULL
          UNION ALL
          SELECT (SELECT min(a.therapy) FROM application a WHERE a.therapy > named.code AND a.sent_at IS NOT NULL) FROM named WHERE named.code IS NOT NULL)
        SELECT code, (SELECT count(*) FROM application a WHERE a.therapy = named.code AND a.sent_at > $1 AND a.sent_at <= $2)
        FROM named WHERE code IS NOT NULL";
    APPROVED = "WITH RECURSIVE named (code) AS (
          SELECT min(therapy) FROM application
          UNION ALL
          SELECT (SELECT min(a.therapy) FROM application a WHERE a.therapy > named.code) FROM named WHERE named.code IS NOT NULL)
        SELECT code, (SELECT count(*) FROM application a WHERE a.therapy = named.code AND a.status = 'approved' AND a.decided_at > $1 AND a.decided_at <= $2)
        FROM named WHERE code IS NOT NULL";
    PAID_BY_THERAPY = "WITH RECURSIVE named (code) AS (
          SELECT min(therapy) FROM application WHERE paid_pence > 0
          UNION ALL
          SELECT (SELECT min(a.therapy) FROM application a WHERE a.therapy > named.code AND a.paid_pence > 0) FROM named WHERE named.code IS NOT NULL)
        SELECT code, (SELECT count(*) FROM application a WHERE a.therapy = named.code AND a.paid_pence > 0 AND a.ends_on >= $1 AND a.starts_on <= $2)
        FROM named WHERE code IS NOT NULL";
    PAID_BY_KIND = "WITH RECURSIVE named (code) AS (
          SELECT min(provider_kind) FROM application WHERE paid_pence > 0
          UNION ALL
          SELECT (SELECT min(a.provider_kind) FROM application a WHERE a.provider_kind > named.code AND a.paid_pence > 0) FROM named WHERE named.code IS NOT NULL)
        SELECT code, (SELECT count(*) FROM application a WHERE a.provider_kind = named.code AND a.paid_pence > 0 AND a.ends_on >= $1 AND a.starts_on <= $2)
        FROM named WHERE code IS NOT NULL";
    PAID_BY_AGENCY = "SELECT o.id, (SELECT count(*) FROM application a
          WHERE a.agency_id = o.id AND a.paid_pence > 0 AND a.ends_on >= $1 AND a.starts_on <= $2)
        FROM organisation o WHERE o.kind IN ('agency', 'council')";
}

/// One figure of an agency.
#[derive(Debug)]
pub(super) struct Own {
    pub(super) measure: String,
    pub(super) month: String,
    pub(super) council: String,
    pub(super) part: String,
    pub(super) amount: i64,
}

/// Open promises of a kind, and how many of them are late.
pub(super) type OpenPromises = BTreeMap<String, (i64, i64)>;
/// What has grown up to the end of a year, by measure and part.
pub(super) type Running = BTreeMap<(String, String), i64>;

type OfAgency<'g> = &'g Grant<SeeAgencyFigures, InAgency>;

fn bounds(year: FinancialYear) -> [Value; 2] {
    let month = |day| store::figure::month(day).into();
    [month(year.first_day()), month(year.last_day())]
}

/// The agency's figures of a year.
pub(super) fn agency_year(r: &Read<'_>, grant: OfAgency<'_>, year: FinancialYear) -> Result<Vec<Own>> {
    let read = |row: &Row| {
        Ok(Own {
            measure: row.get(0)?,
            month: row.get(1)?,
            council: row.get(2)?,
            part: row.get(3)?,
            amount: row.get(4)?,
        })
    };
    grant.totals(r, AGENCY_YEAR, &bounds(year))?.iter().map(read).collect()
}

/// What stood at the end of a year (or stands now, in the present year).
pub(super) fn agency_running(r: &Read<'_>, grant: OfAgency<'_>, year: FinancialYear) -> Result<Running> {
    let [_, last] = bounds(year);
    let rows = grant.totals(r, AGENCY_RUNNING, &[last])?;
    rows.iter().map(|row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?))).collect()
}

/// The month of the agency's first enquiry.
pub(super) fn agency_first(r: &Read<'_>, grant: OfAgency<'_>) -> Result<Option<String>> {
    grant.totals(r, AGENCY_FIRST, &[])?.first().map_or(Ok(None), |row| row.get(0))
}

/// The agency's open promises by kind.
pub(super) fn agency_open(r: &Read<'_>, grant: OfAgency<'_>, now: Timestamp) -> Result<OpenPromises> {
    open_promises(&grant.totals(r, AGENCY_OPEN_PROMISES, &[now.into()])?)
}

fn open_promises(rows: &[Row]) -> Result<OpenPromises> {
    rows.iter().map(|row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).collect()
}

/// A total of one agency.
#[derive(Debug)]
pub(super) struct Sum {
    pub(super) agency: Id<Organisation>,
    pub(super) measure: String,
    pub(super) part: String,
    pub(super) amount: i64,
}

/// How many applications stand behind amounts of money, by something.
pub(super) type Behind<K> = BTreeMap<K, i64>;

/// Everything that the national picture is made from. It never leaves this room as it is.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) year: Vec<Sum>,
    pub(super) running: Vec<Sum>,
    pub(super) months: BTreeMap<String, i64>,
    pub(super) open: OpenPromises,
    /// Applications sent in the year, by therapy.
    pub(super) sent: Behind<String>,
    /// Applications approved in the year, by therapy.
    pub(super) approved: Behind<String>,
    /// Applications that something was paid for and whose support ran in the year.
    pub(super) paid_by_therapy: Behind<String>,
    pub(super) paid_by_kind: Behind<String>,
    pub(super) paid_by_agency: Behind<Id<Organisation>>,
}

/// Reads every agency's totals of a year.
pub(super) fn nation(r: &Read<'_>, grant: &impl Totals, year: FinancialYear, now: Timestamp) -> Result<Raw> {
    let sums = |rows: Vec<Row>| {
        let read = |row: &Row| {
            Ok(Sum { agency: row.get(0)?, measure: row.get(1)?, part: row.get(2)?, amount: row.get(3)? })
        };
        rows.iter().map(read).collect::<Result<Vec<_>>>()
    };
    let starts = [Value::from(format!("{:04}", year.0))];
    let [_, until] = bounds(year);
    let instants = model::instants(year).map(Value::from);
    let days = [year.first_day().into(), year.last_day().into()];
    Ok(Raw {
        year: sums(grant.totals(r, NATION_YEAR, &starts)?)?,
        running: sums(grant.totals(r, NATION_RUNNING, &[until])?)?,
        months: pairs(&grant.totals(r, NATION_MONTHS, &bounds(year))?)?,
        open: open_promises(&grant.totals(r, NATION_OPEN_PROMISES, &[now.into()])?)?,
        sent: pairs(&grant.totals(r, SENT, &instants)?)?,
        approved: pairs(&grant.totals(r, APPROVED, &instants)?)?,
        paid_by_therapy: pairs(&grant.totals(r, PAID_BY_THERAPY, &days)?)?,
        paid_by_kind: pairs(&grant.totals(r, PAID_BY_KIND, &days)?)?,
        paid_by_agency: pairs(&grant.totals(r, PAID_BY_AGENCY, &days)?)?,
    })
}

fn pairs<K: FromValue + Ord>(rows: &[Row]) -> Result<BTreeMap<K, i64>> {
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The month of the nation's first enquiry.
pub(super) fn nation_first(r: &Read<'_>, grant: &impl Totals) -> Result<Option<String>> {
    grant.totals(r, NATION_FIRST, &[])?.first().map_or(Ok(None), |row| row.get(0))
}
