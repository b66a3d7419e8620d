//! Allocations in the database.

use access::{Act, Action, Grant, InAgency, Look, accounts};
use kernel::{
    Error, FinancialYear, Id, Pence, Result, Timestamp,
    kinds::{Account, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Keys, Row, Value, statements};

use super::model::AllocationKind;

macro_rules! reading {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.year, a.amount_pence, a.letter, a.note, a.recorded_at, a.recorded_by, a.corrects, b.id
             FROM allocation a LEFT JOIN allocation b ON b.corrects = a.id WHERE a.agency_id = $1 AND ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO allocation (id, agency_id, year, amount_pence, letter, note, recorded_at, recorded_by, corrects)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    ONE = reading!("a.id = $2");
    LIST = reading!("a.year = $2 AND a.recorded_at <= $3 AND (a.recorded_at < $3 OR a.id < $4)
             ORDER BY a.recorded_at DESC, a.id DESC LIMIT $5");
    STANDING = "SELECT 1 AS one FROM allocation a WHERE a.agency_id = $1 AND a.year = $2 AND a.letter = $3 AND a.corrects IS NULL
              AND NOT EXISTS (SELECT 1 FROM allocation b WHERE b.corrects = a.id)";
}

const NOTE: Column = Column::new("allocation.note");

/// An allocation, or the taking back of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    /// Its id.
    pub id: Id<AllocationKind>,
    /// The year the money is for.
    pub year: FinancialYear,
    /// How much; below zero where one was taken back.
    pub amount: Pence,
    /// The reference of the grant letter.
    pub letter: String,
    /// What was written with it: for a taking back, why.
    pub note: Option<String>,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// By whom; none for a machine.
    pub recorded_by: Option<Id<Account>>,
    /// The one that this takes back.
    pub corrects: Option<Id<AllocationKind>>,
    /// The one that took this back.
    pub corrected_by: Option<Id<AllocationKind>>,
}

impl Allocation {
    /// Whether it can still be taken back.
    pub fn stands(&self) -> bool {
        self.corrects.is_none() && self.corrected_by.is_none()
    }
}

/// The columns of `allocation` that [`values`] fills, in order.
pub const COLUMNS: &str =
    "id, agency_id, year, amount_pence, letter, note, recorded_at, recorded_by, corrects";

/// The values of one allocation, for [`COLUMNS`].
///
/// # Errors
/// `Internal` when the note cannot be sealed.
pub fn values(keys: &Keys, agency: Id<Organisation>, a: &Allocation) -> Result<Vec<Value>> {
    let note = a.note.as_ref().map(|text| keys.seal(NOTE, a.id, text)).transpose()?;
    Ok(vec![
        a.id.into(),
        agency.into(),
        i64::from(a.year.0).into(),
        a.amount.into(),
        (&a.letter).into(),
        note.into(),
        a.recorded.into(),
        a.recorded_by.into(),
        a.corrects.into(),
    ])
}

/// Adds a row. Whoever calls posts its movements in the same transaction.
pub(super) fn insert(act: &Act<'_>, agency: Id<Organisation>, a: &Allocation) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), agency, a)?).map(|_| ())
}

/// Whether a letter is recorded for a year and was not taken back.
pub(super) fn is_recorded<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    year: FinancialYear,
    letter: &str,
) -> Result<bool> {
    let found = look.opt(STANDING, &[grant.agency().into(), i64::from(year.0).into(), letter.into()])?;
    Ok(found.is_some())
}

/// One allocation of the agency.
///
/// # Errors
/// `NotFound`, also for another agency's.
pub(super) fn load<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    id: Id<AllocationKind>,
) -> Result<Allocation> {
    let rows = grant.list(look, "allocation", ONE, &[id.into()])?;
    read(look, rows.first().ok_or(Error::NotFound)?)
}

/// One page of an agency's allocations of a year, newest first; all of them when `rows` is `None`.
pub(super) fn list<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    year: FinancialYear,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Allocation>> {
    let [key, id, limit] = Cursor::window(after, rows);
    let found = grant.list(look, "allocation", LIST, &[i64::from(year.0).into(), key, id, limit])?;
    let items: Vec<Allocation> = found.iter().map(|row| read(look, row)).collect::<Result<_>>()?;
    Ok(Rows::cut_or_all(items, rows, |a| Cursor::at(a.recorded, a.id.cast())))
}

/// One page of the list.
pub(super) fn page<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    year: FinancialYear,
    after: Option<Cursor>,
) -> Result<Rows<Allocation>> {
    list(look, grant, year, after, Some(PAGE_ROWS))
}

/// Who recorded each, in the same order: their name, or that it was a machine.
pub(super) fn recorders(look: &Look<'_>, allocations: &[Allocation]) -> Result<Vec<String>> {
    let mut known: std::collections::BTreeMap<Id<Account>, String> = std::collections::BTreeMap::new();
    allocations
        .iter()
        .map(|a| {
            let Some(id) = a.recorded_by else { return Ok("Another system".to_owned()) };
            if let Some(name) = known.get(&id) {
                return Ok(name.clone());
            }
            let name = accounts::by_id(look, id)?.name;
            known.insert(id, name.clone());
            Ok(name)
        })
        .collect()
}

fn read(look: &Look<'_>, row: &Row) -> Result<Allocation> {
    let id = row.get(0)?;
    let year: i64 = row.get(1)?;
    let year = i16::try_from(year).map_err(|e| Error::internal("the year of an allocation", e))?;
    let note: Option<Vec<u8>> = row.get(4)?;
    Ok(Allocation {
        id,
        year: FinancialYear(year),
        amount: row.get(2)?,
        letter: row.get(3)?,
        note: note.map(|sealed| look.open(NOTE, id, &sealed)).transpose()?,
        recorded: row.get(5)?,
        recorded_by: row.get(6)?,
        corrects: row.get(7)?,
        corrected_by: row.get(8)?,
    })
}
