//! The directory in the database. Entries are public: reading one needs no grant, changing one does.

mod search;
#[cfg(test)]
mod tests;
mod write;

use ::store::{Read, Row, Sql, Value, statements};
use access::{Action, Grant, InAgency, Look, One, offers::Service as Kind};
use kernel::{Date, Error, Id, Level, Result, Timestamp};
use page::{Cursor, PAGE_ROWS, Rows};

use super::model::{Audience, Cost, Details, Entry, Evidence, Giver, Service, Source, Status};

pub use search::{Line, Query, SHOWN, by_ids, councils, matching, search, uses};
pub use write::put;
pub(crate) use write::{Terms, add, change, gone, put_giver};

// On SQLite, CROSS JOIN says which comes first.
macro_rules! reading {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.agency_id, s.organisation_id, s.name, s.status, s.level, s.cost, s.evidence, s.minimum_age, s.maximum_age,
               s.audiences, s.details, s.assured_on, s.review_on, s.modified_at, s.missing_since, s.version,
               o.name, o.description, o.email, o.website, s.outside_id, f.address, f.taken_at
             FROM service s CROSS JOIN directory_organisation o LEFT JOIN directory_feed f ON f.id = s.feed_id
             WHERE o.id = s.organisation_id AND ",
            $rest
        )
    };
}
use reading;

statements! {
    ONE = reading!("s.id = $1");
    OF_PLACE = reading!("s.id = (SELECT p.service_id FROM service_place p WHERE p.id = $1)");
    OF_OUTSIDE = reading!("s.feed_id = $1 AND s.outside_id = $2");
    OF_AGENCY = reading!("s.agency_id = $1 AND s.status <> 'defunct' AND s.review_on >= $2 AND (s.review_on > $2 OR s.id > $3)
             ORDER BY s.review_on, s.id LIMIT $4");
    STALE = "SELECT count(*) FROM (SELECT 1 AS one FROM service WHERE agency_id = $1 AND review_on < $2 AND status = 'active' LIMIT 1001) AS stale";
}

/// Every statement of this room.
pub(crate) fn statements() -> Vec<Sql> {
    [ALL, search::ALL, write::ALL].concat()
}

fn read(row: &Row) -> Result<Service> {
    let details: String = row.get(11)?;
    let source = row.get::<Option<String>>(22)?.zip(row.get::<Option<String>>(21)?);
    Ok(Service {
        id: row.get(0)?,
        agency: row.get(1)?,
        organisation: row.get(2)?,
        entry: Entry {
            name: row.get(3)?,
            giver: Giver {
                name: row.get(17)?,
                description: row.get(18)?,
                email: row.get(19)?,
                website: row.get(20)?,
            },
            status: row.code(4, Status::stored)?,
            level: row.code_opt(5, Level::stored)?,
            cost: row.code_opt(6, Cost::stored)?,
            evidence: row.code_opt(7, Evidence::stored)?,
            minimum_age: row.get(8)?,
            maximum_age: row.get(9)?,
            audiences: audiences(&row.get::<String>(10)?)?,
            details: details_of(&details)?,
            assured: row.get(12)?,
            review: row.get(13)?,
        },
        modified: row.get(14)?,
        missing: row.get(15)?,
        version: row.get(16)?,
        source: match source {
            Some((address, outside)) => {
                let taken: Option<Timestamp> = row.get(23)?;
                Some(Source { address, outside, taken: taken.ok_or(Error::NotFound)? })
            }
            None => None,
        },
    })
}

fn audiences(text: &str) -> Result<Vec<Audience>> {
    text.split_whitespace().map(Audience::stored).collect()
}

fn details_of(text: &str) -> Result<Details> {
    serde_json::from_str(text).map_err(|e| Error::internal("an entry of the directory", e))
}

/// An entry that anybody may read: one that is open, or closed for a time.
///
/// # Errors
/// `NotFound` also for one that was withdrawn.
pub fn public(r: &Read<'_>, id: Id<Kind>) -> Result<Service> {
    let service = read(&r.row(ONE, &[id.into()])?)?;
    match service.entry.status {
        Status::Active | Status::Closed => Ok(service),
        Status::Inactive | Status::Defunct => Err(Error::NotFound),
    }
}

/// The entry that is given at a place.
///
/// # Errors
/// `NotFound` where there is no such place.
pub fn at_place(r: &Read<'_>, place: Id<()>) -> Result<Service> {
    read(&r.row(OF_PLACE, &[place.into()])?)
}

/// The entry of a grant, however it stands.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Kind>>) -> Result<Service> {
    read(&grant.row(look, ONE, &[])?)
}

/// What was taken from a feed under an id of its own.
pub(crate) fn outside(r: &Read<'_>, feed: Id<()>, outside: &str) -> Result<Option<Service>> {
    r.opt(OF_OUTSIDE, &[feed.into(), outside.into()])?.as_ref().map(read).transpose()
}

/// One page of an agency's entries, those to be looked at soonest first; all of them when `rows` is `None`.
pub fn of_agency<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    after: Option<ByReview>,
    rows: Option<usize>,
) -> Result<(Vec<Service>, Option<ByReview>)> {
    let after = after.unwrap_or(ByReview { review: Date::constant(1, 1, 1), id: Cursor::oldest().id });
    let limit = rows.map_or(i64::MAX, |n| n as i64 + 1);
    let found = grant.list(
        look,
        "directory-entry",
        OF_AGENCY,
        &[after.review.into(), after.id.into(), limit.into()],
    )?;
    let mut items: Vec<Service> = found.iter().map(read).collect::<Result<_>>()?;
    let more = rows.is_some_and(|n| items.len() > n);
    if let Some(rows) = rows {
        items.truncate(rows);
    }
    let next = items.last().filter(|_| more).map(|s| ByReview { review: s.entry.review, id: s.id.cast() });
    Ok((items, next))
}

/// How many open entries of an agency nobody looked at in time: at most 1,001, which means "more than 1,000".
pub fn stale<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<i64> {
    let rows = grant.totals(look, STALE, &[look.today().into()])?;
    rows.first().map_or(Ok(0), |row| row.get(0))
}

/// Where a page of entries by their review begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByReview {
    review: Date,
    id: Id<()>,
}

impl ByReview {
    /// Reads one from an address; one that was tampered with is as if there were none.
    pub fn parse(text: &str) -> Option<Self> {
        let (review, id) = text.split_once('_')?;
        Some(ByReview { review: review.parse().ok()?, id: id.parse().ok()? })
    }
}

impl std::fmt::Display for ByReview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{}", self.review, self.id)
    }
}

/// One page of lines for a list that goes by the alphabet.
fn cut(lines: Vec<Line>) -> Rows<Line> {
    debug_assert!(lines.len() <= PAGE_ROWS + 1);
    Rows::cut(lines, |line| Cursor { key: super::words::name_key(&line.name), id: line.id.cast() })
}

fn text<T: kernel::Coded>(code: Option<T>) -> Value {
    code.map(|c| c.code_of().to_owned()).into()
}
