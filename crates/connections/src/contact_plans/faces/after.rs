//! The face of a contact plan after adoption: the adoptive family and its wishes. No statement here names a table
//! of the side before adoption, nor of the wire.

use std::collections::BTreeSet;

use access::{
    Act, Action, Grant, Look, One, Own,
    actions::{UseLetterbox, ViewContact},
    connections::{ContactAfter, ContactPlan},
};
use kernel::{
    Error, Id, Result,
    kinds::{Account, Case, Family, Organisation, Person},
};
use store::{Column, Keys, Read, Row, Value, statements};

use super::{Wish, finder};
use crate::{contact_plans::model::End, words::stored_day};

statements! {
    ADD = "INSERT INTO contact_after (id, agency_id, family_id, case_id, person_id, finder, plan) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    LOAD = "SELECT id, agency_id, family_id, case_id, person_id, plan FROM contact_after WHERE id = $1";
    FIND = "SELECT id, agency_id, family_id, case_id, person_id, plan FROM contact_after WHERE finder = $1";
    OF_CASE = "SELECT id, agency_id, family_id, case_id, person_id, plan FROM contact_after WHERE case_id = $1 ORDER BY id LIMIT 50";
    OF_FAMILY = "SELECT id, agency_id, family_id, case_id, person_id, plan FROM contact_after WHERE family_id = $1 ORDER BY id LIMIT 50";
    HIDDEN = "SELECT a.id, a.plan FROM contact_after a JOIN seal sealed ON sealed.family_id = a.family_id
              WHERE sealed.agency_id = $1 AND sealed.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM seal_reader named
                WHERE named.seal_id = sealed.id AND named.ended_at IS NULL AND named.account_id = $2)";
    ADD_WISH = "INSERT INTO contact_after_wish (id, face_id, number, said_on, words, said_by) VALUES ($1, $2, $3, $4, $5, $6)";
    FORGET_WISHES = "DELETE FROM contact_after_wish WHERE face_id = $1";
    WISHES = "SELECT id, number, said_on, words, said_by FROM contact_after_wish WHERE face_id = $1 ORDER BY number DESC LIMIT 100";
}

/// Columns of `contact_after`, in the order of [`values`].
pub const COLUMNS: &str = "id, agency_id, family_id, case_id, person_id, finder, plan";
/// Columns of `contact_after_wish`, in the order of [`wish_values`].
pub const WISH_COLUMNS: &str = "id, face_id, number, said_on, words, said_by";

const PLAN: Column = Column::new("contact_after.plan");
const WORDS: Column = Column::new("contact_after_wish.words");

/// The face of a plan on this side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    /// Its id: random.
    pub id: Id<ContactAfter>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// The household.
    pub family: Id<Family>,
    /// The case.
    pub case: Id<Case>,
    /// The child.
    pub child: Id<Person>,
    /// The plan it belongs to: sealed where it stands.
    pub plan: Id<ContactPlan>,
}

/// The values of a face, for [`COLUMNS`].
pub fn values(keys: &Keys, face: &Face) -> Result<Vec<Value>> {
    Ok(vec![
        face.id.into(),
        face.agency.into(),
        face.family.into(),
        face.case.into(),
        face.child.into(),
        finder(keys, End::Adoptive, face.plan).into(),
        keys.seal(PLAN, face.id, &face.plan.to_string())?.into(),
    ])
}

/// The values of a wish, for [`WISH_COLUMNS`].
pub fn wish_values(keys: &Keys, id: Id<()>, face: Id<ContactAfter>, wish: &Wish) -> Result<Vec<Value>> {
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
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<ContactAfter>>) -> Result<Face> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// The face of a plan on this side: for `reach`, which asks for a grant next.
pub(crate) fn of_plan(r: &Read<'_>, plan: Id<ContactPlan>) -> Result<Option<Face>> {
    r.opt(FIND, &[finder(r.keys(), End::Adoptive, plan).into()])?.as_ref().map(|row| read(r, row)).transpose()
}

/// The faces of the case of a grant.
pub fn of_case(look: &Look<'_>, grant: &Grant<ViewContact, One<Case>>) -> Result<Vec<Face>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// A family's own faces.
pub fn of_family(look: &Look<'_>, grant: &Grant<UseLetterbox, Own>) -> Result<Vec<Face>> {
    grant.list(look, "contact-after", OF_FAMILY, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The plans whose adoptive family is sealed from whoever asks.
pub(crate) fn hidden(look: &Look<'_>, agency: Id<Organisation>) -> Result<BTreeSet<Id<ContactPlan>>> {
    let me: Option<Id<Account>> = look.actor().account();
    look.query(HIDDEN, &[agency.into(), me.into()])?
        .iter()
        .map(|row| plan(look, row.get(0)?, row, 1))
        .collect()
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

/// Takes away what a family wished, for a case whose time is over, and gives the plans that its faces belong to.
/// Whoever calls holds the grant of the destruction that the case was read from.
pub(crate) fn forget_wishes(act: &Act<'_>, case: Id<Case>) -> Result<(u64, Vec<Id<ContactPlan>>)> {
    let (mut gone, mut plans) = (0, Vec::new());
    for row in act.query(OF_CASE, &[case.into()])? {
        let face = read(act, &row)?;
        gone += act.execute(FORGET_WISHES, &[face.id.into()])?;
        plans.push(face.plan);
    }
    Ok((gone, plans))
}

fn plan(r: &Read<'_>, id: Id<ContactAfter>, row: &Row, at: usize) -> Result<Id<ContactPlan>> {
    let text = r.open(PLAN, id, &row.get::<Vec<u8>>(at)?)?;
    text.parse().map_err(|_| Error::Internal("a face of a contact plan names no plan".into()))
}

fn read(r: &Read<'_>, row: &Row) -> Result<Face> {
    let id: Id<ContactAfter> = row.get(0)?;
    Ok(Face {
        id,
        agency: row.get(1)?,
        family: row.get(2)?,
        case: row.get(3)?,
        child: row.get(4)?,
        plan: plan(r, id, row, 5)?,
    })
}
