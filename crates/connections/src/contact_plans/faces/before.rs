//! The face of a contact plan before adoption: a birth relative and their wishes. No statement here names a table
//! of the side after adoption, nor of the wire.

use access::{
    Act, Action, Grant, Look, One,
    connections::{ContactBefore, ContactPlan},
};
use kernel::{
    Error, Id, Result,
    kinds::{BirthPerson, Organisation},
};
use store::{Column, Keys, Read, Row, Value, statements};

use super::{Wish, finder};
use crate::{contact_plans::model::End, words::stored_day};

statements! {
    ADD = "INSERT INTO contact_before (id, agency_id, person_id, finder, plan) VALUES ($1, $2, $3, $4, $5)";
    LOAD = "SELECT id, agency_id, person_id, plan FROM contact_before WHERE id = $1";
    FIND = "SELECT id, agency_id, person_id, plan FROM contact_before WHERE finder = $1";
    OF_PERSON = "SELECT id, agency_id, person_id, plan FROM contact_before WHERE person_id = $1 ORDER BY id LIMIT 50";
    ONE_OF_PERSON = "SELECT id, agency_id, person_id, plan FROM contact_before WHERE person_id = $1 AND id = $2";
    ADD_WISH = "INSERT INTO contact_before_wish (id, face_id, number, said_on, words, said_by) VALUES ($1, $2, $3, $4, $5, $6)";
    WISHES = "SELECT id, number, said_on, words, said_by FROM contact_before_wish WHERE face_id = $1 ORDER BY number DESC LIMIT 100";
}

/// Columns of `contact_before`, in the order of [`values`].
pub const COLUMNS: &str = "id, agency_id, person_id, finder, plan";
/// Columns of `contact_before_wish`, in the order of [`wish_values`].
pub const WISH_COLUMNS: &str = "id, face_id, number, said_on, words, said_by";

const PLAN: Column = Column::new("contact_before.plan");
const WORDS: Column = Column::new("contact_before_wish.words");

/// The face of a plan on this side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    /// Its id: random.
    pub id: Id<ContactBefore>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// The birth relative.
    pub person: Id<BirthPerson>,
    /// The plan it belongs to: sealed where it stands.
    pub plan: Id<ContactPlan>,
}

/// The values of a face, for [`COLUMNS`].
pub fn values(keys: &Keys, face: &Face) -> Result<Vec<Value>> {
    Ok(vec![
        face.id.into(),
        face.agency.into(),
        face.person.into(),
        finder(keys, End::Birth, face.plan).into(),
        keys.seal(PLAN, face.id, &face.plan.to_string())?.into(),
    ])
}

/// The values of a wish, for [`WISH_COLUMNS`].
pub fn wish_values(keys: &Keys, id: Id<()>, face: Id<ContactBefore>, wish: &Wish) -> Result<Vec<Value>> {
    Ok(vec![
        id.into(),
        face.into(),
        wish.number.into(),
        wish.on.to_string().into(),
        keys.seal(WORDS, id, &wish.words)?.into(),
        (&wish.by).into(),
    ])
}

/// Adds a face. Whoever calls holds the grant of the record that it looks at.
pub(crate) fn add(act: &Act<'_>, face: &Face) -> Result<()> {
    act.execute(ADD, &values(act.keys(), face)?).map(|_| ())
}

/// Keeps what this side wishes now, beside what it wished before. Whoever calls opened the face.
pub(crate) fn add_wish(act: &Act<'_>, face: &Face, words: &str) -> Result<()> {
    let number = wishes(act, face)?.first().map_or(1, |w| w.number + 1);
    let wish =
        Wish { number, on: act.today(), words: words.to_owned(), by: act.actor().role_code().to_owned() };
    act.execute(ADD_WISH, &wish_values(act.keys(), Id::random(), face.id, &wish)?).map(|_| ())
}

/// The face of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<ContactBefore>>) -> Result<Face> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// The face of a plan on this side: for `reach`, which asks for a grant next.
pub(crate) fn of_plan(r: &Read<'_>, plan: Id<ContactPlan>) -> Result<Option<Face>> {
    r.opt(FIND, &[finder(r.keys(), End::Birth, plan).into()])?.as_ref().map(|row| read(r, row)).transpose()
}

/// The faces of the birth relative of a grant.
pub fn of_person<A: Action>(look: &Look<'_>, grant: &Grant<A, One<BirthPerson>>) -> Result<Vec<Face>> {
    grant.rows(look, OF_PERSON, &[])?.iter().map(|row| read(look, row)).collect()
}

/// One face of the birth relative of a grant.
///
/// # Errors
/// `NotFound` for anybody else's.
pub fn one_of_person<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<BirthPerson>>,
    id: Id<ContactBefore>,
) -> Result<Face> {
    let rows = grant.rows(look, ONE_OF_PERSON, &[id.into()])?;
    read(look, rows.first().ok_or(Error::NotFound)?)
}

/// What this side wished, the newest first: 100 at most. Whoever calls opened the face.
pub(crate) fn wishes(r: &Read<'_>, face: &Face) -> Result<Vec<Wish>> {
    r.query(WISHES, &[face.id.into()])?
        .iter()
        .map(|row| {
            let id: Id<()> = row.get(0)?;
            Ok(Wish {
                number: row.get(1)?,
                on: stored_day(&row.get::<String>(2)?)?,
                words: r.open(WORDS, id, &row.get::<Vec<u8>>(3)?)?,
                by: row.get(4)?,
            })
        })
        .collect()
}

fn plan(r: &Read<'_>, id: Id<ContactBefore>, row: &Row, at: usize) -> Result<Id<ContactPlan>> {
    let text = r.open(PLAN, id, &row.get::<Vec<u8>>(at)?)?;
    text.parse().map_err(|_| Error::Internal("a face of a contact plan names no plan".into()))
}

fn read(r: &Read<'_>, row: &Row) -> Result<Face> {
    let id: Id<ContactBefore> = row.get(0)?;
    Ok(Face { id, agency: row.get(1)?, person: row.get(2)?, plan: plan(r, id, row, 3)? })
}
