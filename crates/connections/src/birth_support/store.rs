//! Offers of support in the database, on the side before adoption.

use access::{Act, Action, Grant, InAgency, Look, One, actions::ViewBirthSupport, connections::BirthSupport};
use kernel::{
    Id, Reference, Result, Timestamp,
    kinds::{Account, BirthPerson, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Keys, Read, Row, Value, statements};

use super::model::State;
use crate::words::kept;

macro_rules! columns {
    () => {
        "s.id, s.agency_id, s.person_id, s.service, s.status, s.note, s.offered_at, s.offered_by, s.answered_at, s.answered_role, s.version"
    };
}

statements! {
    ADD = "INSERT INTO birth_support (id, agency_id, person_id, service, status, note, offered_at, offered_by, answered_at, answered_role,
             version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    LOAD = concat!("SELECT ", columns!(), " FROM birth_support s WHERE s.id = $1");
    OF_PERSON = concat!("SELECT ", columns!(), " FROM birth_support s WHERE s.person_id = $1 ORDER BY s.offered_at DESC, s.id DESC LIMIT 100");
    LIST = concat!("SELECT ", columns!(), ", f.reference FROM birth_support s JOIN birth_person p ON p.id = s.person_id
            JOIN birth_family f ON f.id = p.family_id
            WHERE s.agency_id = $1 AND s.offered_at <= $2 AND (s.offered_at < $2 OR s.id < $3)
            ORDER BY s.offered_at DESC, s.id DESC LIMIT $4");
    SAVE = "UPDATE birth_support SET status = $3, note = $4, answered_at = $5, answered_role = $6, version = version + 1
            WHERE id = $1 AND version = $2";
}

/// Columns of `birth_support`, in the order of [`values`].
pub const COLUMNS: &str = "id, agency_id, person_id, service, status, note, offered_at, offered_by, answered_at, answered_role, version";

const SERVICE: Column = Column::new("birth_support.service");
const NOTE: Column = Column::new("birth_support.note");

/// An offer.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Its id.
    pub id: Id<BirthSupport>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// To whom.
    pub person: Id<BirthPerson>,
    /// Who gives the support: independent of the child's worker.
    pub service: String,
    /// How it stands.
    pub state: State,
    /// What was noted.
    pub note: String,
    /// When it was offered.
    pub offered: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
    /// When it was answered, and in which role.
    pub answered: Option<(Timestamp, String)>,
    /// The version that a change is based on.
    pub version: i64,
}

/// The values of an offer, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, o: &Offer) -> Result<Vec<Value>> {
    Ok(vec![
        o.id.into(),
        o.agency.into(),
        o.person.into(),
        keys.seal(SERVICE, o.id, &o.service)?.into(),
        o.state.code().into(),
        kept(keys, NOTE, o.id, &o.note)?,
        o.offered.into(),
        o.by.into(),
        o.answered.as_ref().map(|(at, _)| *at).into(),
        o.answered.as_ref().map(|(_, role)| role.as_str()).into(),
        o.version.into(),
    ])
}

/// Adds an offer. Whoever calls holds the grant of the person.
pub(crate) fn add(act: &Act<'_>, o: &Offer) -> Result<()> {
    act.execute(ADD, &values(act.keys(), o)?).map(|_| ())
}

/// Writes how an offer stands now, based on `version`. Whoever calls opened it.
pub(crate) fn save(act: &Act<'_>, version: i64, o: &Offer) -> Result<()> {
    let params = [
        o.id.into(),
        version.into(),
        o.state.code().into(),
        act.seal_unless_empty(NOTE, o.id, &o.note)?,
        o.answered.as_ref().map(|(at, _)| *at).into(),
        o.answered.as_ref().map(|(_, role)| role.as_str()).into(),
    ];
    act.change(SAVE, &params)
}

/// The offer of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<BirthSupport>>) -> Result<Offer> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// The offers to the person of a grant, the newest first.
pub fn of_person<A: Action>(look: &Look<'_>, grant: &Grant<A, One<BirthPerson>>) -> Result<Vec<Offer>> {
    grant.rows(look, OF_PERSON, &[])?.iter().map(|row| read(look, row)).collect()
}

/// One page of an agency's offers, the newest first, each with the reference of the birth family.
pub fn page(
    look: &Look<'_>,
    grant: &Grant<ViewBirthSupport, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<(Offer, Reference)>> {
    let [key, id] = after.unwrap_or(Cursor::newest()).params();
    let limit: Value = (PAGE_ROWS as i64 + 1).into();
    let rows = grant.list(look, "birth-support", LIST, &[key, id, limit])?;
    let all: Result<Vec<(Offer, Reference)>> =
        rows.iter().map(|row| Ok((read(look, row)?, row.get(11)?))).collect();
    Ok(Rows::cut(all?, |(o, _)| Cursor::at(o.offered, o.id.cast())))
}

fn read(r: &Read<'_>, row: &Row) -> Result<Offer> {
    let id: Id<BirthSupport> = row.get(0)?;
    let role: Option<String> = row.get(9)?;
    Ok(Offer {
        id,
        agency: row.get(1)?,
        person: row.get(2)?,
        service: r.opened(SERVICE, id, row, 3)?,
        state: row.code(4, State::stored)?,
        note: r.opened(NOTE, id, row, 5)?,
        offered: row.get(6)?,
        by: row.get(7)?,
        answered: row.get::<Option<Timestamp>>(8)?.zip(role),
        version: row.get(10)?,
    })
}
