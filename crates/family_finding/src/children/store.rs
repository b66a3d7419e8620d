//! Children on the way to adoption in the database. Their ids in the return and every fact of their way are sealed;
//! a keyed hash of the id, mixed with the agency, finds a child again.

use std::collections::HashMap;

use access::{Action, Grant, InAgency, Look, One, actions::ListWaitingChildren};
use kernel::{
    Id, Reference, Result, Timestamp,
    kinds::{Organisation, ReturnFacts, StatutoryReturn, WaitingChild},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Keys, Read, Row, Value, Write, statements};

use super::model::{Facts, Step, Story};

statements! {
    ADD = "INSERT INTO waiting_child (id, reference, agency_id, child_key, known_as, step, created_at, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    SET_STEP = "UPDATE waiting_child SET step = $2, version = version + 1 WHERE id = $1 AND step <> $2";
    KNOWN = "SELECT id, child_key, known_as FROM waiting_child WHERE agency_id = $1";
    ADD_FACTS = "INSERT INTO return_facts (id, child_id, agency_id, return_id, year, facts, at, superseded_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)";
    SUPERSEDE = "UPDATE return_facts SET superseded_at = $2 WHERE id = $1 AND superseded_at IS NULL";
    CURRENT = "SELECT id, child_id, year, facts FROM return_facts
               WHERE agency_id = $1 AND superseded_at IS NULL ORDER BY child_id, year";
    OF_CHILD = "SELECT id, year, at, superseded_at, facts FROM return_facts WHERE child_id = $1
                ORDER BY year, at, CASE WHEN superseded_at IS NULL THEN 1 ELSE 0 END, id";
    ONE = "SELECT id, reference, known_as, step, created_at FROM waiting_child WHERE id = $1";
    LIST = "SELECT id, reference, step, created_at FROM waiting_child
            WHERE agency_id = $1 AND created_at <= $2 AND (created_at < $2 OR id < $3)
            ORDER BY created_at DESC, id DESC LIMIT $4";
    LIST_OF_STEP = "SELECT id, reference, step, created_at FROM waiting_child
            WHERE agency_id = $1 AND step = $5 AND created_at <= $2 AND (created_at < $2 OR id < $3)
            ORDER BY created_at DESC, id DESC LIMIT $4";
    REFERENCES = "SELECT id, reference FROM waiting_child WHERE agency_id = $1";
}

const LOCAL_ID: Column = Column::new("waiting_child.known_as");
const FACTS: Column = Column::new("return_facts.facts");

/// The keyed hash that finds a child of an agency by its id in the return: under a key domain of its own.
pub fn child_key(keys: &Keys, agency: Id<Organisation>, local_id: &str) -> i64 {
    keys.look_up("waiting_child", &format!("{agency} {local_id}"))
}

/// A child who was taken in before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Which.
    pub id: Id<WaitingChild>,
    /// Its id in the return.
    pub local_id: String,
}

/// Every child of an agency who was taken in before, by the keyed hash of its id.
pub fn known(r: &Read<'_>, agency: Id<Organisation>) -> Result<HashMap<i64, Known>> {
    let rows = r.query(KNOWN, &[agency.into()])?;
    rows.iter()
        .map(|row| {
            let id = row.get(0)?;
            let local_id = r.open(LOCAL_ID, id, &row.get::<Vec<u8>>(2)?)?;
            Ok((row.get(1)?, Known { id, local_id }))
        })
        .collect()
}

/// What one return says of a child, as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Its row.
    pub id: Id<ReturnFacts>,
    /// The year of the return.
    pub year: i16,
    /// What it says.
    pub facts: Facts,
}

/// What stands of every child of an agency.
pub fn standing(r: &Read<'_>, agency: Id<Organisation>) -> Result<HashMap<Id<WaitingChild>, Vec<Standing>>> {
    group(r, r.query(CURRENT, &[agency.into()])?)
}

/// The stories of every child of the grant's agency, for totals: no child is named, so no line is written in the
/// audit log.
pub fn stories<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
) -> Result<Vec<(Id<WaitingChild>, Story)>> {
    let grouped = group(look, grant.totals(look, CURRENT, &[])?)?;
    let story = |all: &[Standing]| Story::of(all.iter().map(|s| (s.year, &s.facts)));
    let mut stories: Vec<_> = grouped.iter().map(|(id, all)| (*id, story(all))).collect();
    stories.sort_unstable_by_key(|(id, _)| *id);
    Ok(stories)
}

fn group(r: &Read<'_>, rows: Vec<Row>) -> Result<HashMap<Id<WaitingChild>, Vec<Standing>>> {
    let mut out: HashMap<Id<WaitingChild>, Vec<Standing>> = HashMap::new();
    for row in rows {
        let id: Id<ReturnFacts> = row.get(0)?;
        let standing = Standing { id, year: year(&row, 2)?, facts: open(r, id, &row.get::<Vec<u8>>(3)?)? };
        out.entry(row.get(1)?).or_default().push(standing);
    }
    Ok(out)
}

fn open(r: &Read<'_>, id: Id<ReturnFacts>, sealed: &[u8]) -> Result<Facts> {
    let text = r.open(FACTS, id, sealed)?;
    serde_json::from_str(&text).map_err(|e| kernel::Error::internal("facts of a return", e))
}

pub(crate) fn year(row: &Row, at: usize) -> Result<i16> {
    i16::try_from(row.get::<i64>(at)?).map_err(|e| kernel::Error::internal("a year", e))
}

/// A child to be added.
pub(crate) struct New<'a> {
    pub(crate) agency: Id<Organisation>,
    pub(crate) key: i64,
    pub(crate) local_id: &'a str,
    pub(crate) step: Step,
    pub(crate) at: Timestamp,
}

/// Adds a child.
pub(crate) fn add(w: &Write<'_>, new: &New<'_>) -> Result<Id<WaitingChild>> {
    let id: Id<WaitingChild> = Id::random();
    let params: [Value; 8] = [
        id.into(),
        (&Reference::new("WC")).into(),
        new.agency.into(),
        new.key.into(),
        w.seal(LOCAL_ID, id, new.local_id)?,
        new.step.code().into(),
        new.at.into(),
        1_i64.into(),
    ];
    w.execute(ADD, &params)?;
    Ok(id)
}

/// Keeps what a return says of a child.
pub(crate) fn add_facts(
    w: &Write<'_>,
    child: Id<WaitingChild>,
    of: (Id<Organisation>, Id<StatutoryReturn>, i16),
    facts: &Facts,
    at: Timestamp,
) -> Result<()> {
    let id: Id<ReturnFacts> = Id::random();
    let text = serde_json::to_string(facts).map_err(|e| kernel::Error::internal("facts of a return", e))?;
    let params: [Value; 7] = [
        id.into(),
        child.into(),
        of.0.into(),
        of.1.into(),
        i32::from(of.2).into(),
        w.seal(FACTS, id, &text)?,
        at.into(),
    ];
    w.execute(ADD_FACTS, &params).map(drop)
}

/// Marks what a return said as superseded; it stays to be read.
pub(crate) fn supersede(w: &Write<'_>, id: Id<ReturnFacts>, at: Timestamp) -> Result<()> {
    w.change(SUPERSEDE, &[id.into(), at.into()])
}

/// Sets how far a child has come.
pub(crate) fn set_step(w: &Write<'_>, child: Id<WaitingChild>, step: Step) -> Result<()> {
    w.execute(SET_STEP, &[child.into(), step.code().into()]).map(drop)
}

/// A child in a list: no id of the return, no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub id: Id<WaitingChild>,
    /// What people quote.
    pub reference: Reference,
    /// How far.
    pub step: Step,
    /// When first taken in.
    pub made: Timestamp,
}

/// A page of an agency's children, those taken in last first; of one step where said.
pub fn page(
    look: &Look<'_>,
    grant: &Grant<ListWaitingChildren, InAgency>,
    step: Option<Step>,
    after: Option<Cursor>,
) -> Result<Rows<Listed>> {
    let mut params = Cursor::window(after, Some(PAGE_ROWS)).to_vec();
    let rows = match step {
        None => grant.list(look, "waiting-child", LIST, &params)?,
        Some(step) => {
            params.push(step.code().into());
            grant.list(look, "waiting-child", LIST_OF_STEP, &params)?
        }
    };
    let listed = |row: &Row| {
        Ok(Listed {
            id: row.get(0)?,
            reference: row.get(1)?,
            step: row.code(2, Step::stored)?,
            made: row.get(3)?,
        })
    };
    let rows: Vec<Listed> = rows.iter().map(listed).collect::<Result<_>>()?;
    Ok(Rows::cut(rows, |l| Cursor::at(l.made, l.id.cast())))
}

/// The references of an agency's children, by id.
pub fn references(
    look: &Look<'_>,
    grant: &Grant<ListWaitingChildren, InAgency>,
) -> Result<HashMap<Id<WaitingChild>, Reference>> {
    let rows = grant.list(look, "waiting-child", REFERENCES, &[])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// A child's record.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What people quote.
    pub reference: Reference,
    /// Its id in the return.
    pub local_id: String,
    /// How far.
    pub step: Step,
    /// What the returns said, the earliest year first, and in a year the earliest file first.
    pub told: Vec<Version>,
}

/// What one file said of a child.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The year of the return.
    pub year: i16,
    /// When it was taken in.
    pub at: Timestamp,
    /// When another took its place.
    pub superseded: Option<Timestamp>,
    /// What it said.
    pub facts: Facts,
}

impl Record {
    /// The story as it stands.
    pub fn story(&self) -> Story {
        Story::of(self.told.iter().filter(|v| v.superseded.is_none()).map(|v| (v.year, &v.facts)))
    }
}

/// The record of the grant's child.
pub fn record<A: Action>(look: &Look<'_>, grant: &Grant<A, One<WaitingChild>>) -> Result<Record> {
    let row = grant.row(look, ONE, &[])?;
    let local_id = look.open(LOCAL_ID, grant.id(), &row.get::<Vec<u8>>(2)?)?;
    let told = grant.rows(look, OF_CHILD, &[])?;
    let version = |row: &Row| {
        let facts = open(look, row.get(0)?, &row.get::<Vec<u8>>(4)?)?;
        Ok(Version { year: year(row, 1)?, at: row.get(2)?, superseded: row.get(3)?, facts })
    };
    Ok(Record {
        reference: row.get(1)?,
        local_id,
        step: row.code(3, Step::stored)?,
        told: told.iter().map(version).collect::<Result<_>>()?,
    })
}
