//! Steps towards the 18th birthday in the database, and who comes to it.

use std::collections::BTreeMap;

use access::{Act, Action, Grant, InAgency, Look, One, actions::PrepareAdulthood, seen};
use kernel::{
    Date, Id, Reference, Result,
    kinds::{self, Case, Person},
};
use store::{Column, Read, Value, planned_once, statements};

use super::model::{StepKind, Taken, Wish};
use crate::{
    cases::store::Case as CaseRecord,
    people::store::{open_born, open_name},
};

statements! {
    ADD = "INSERT INTO of_age_step (id, agency_id, person_id, step, answer, at, done_by, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    OF_PERSON = "SELECT id, step, answer, at, done_by, note FROM of_age_step WHERE person_id = $1 ORDER BY at, id LIMIT 500";
    // The newest case of everybody of these years of birth, after one of them; the day itself is sealed, and opened for them alone.
    COMING = concat!(planned_once!(), "SELECT p.id, c.id, c.reference, i.id, i.name, i.born, worker.name, c.coordinator_id, p.birth_year
              FROM person p JOIN support_case c ON c.child_id = p.id AND c.status = 'open'
              JOIN identity i ON i.person_id = p.id AND i.side = 'after'
              LEFT JOIN account worker ON worker.id = c.coordinator_id
              WHERE p.agency_id = $1 AND p.birth_year >= $2 AND (p.birth_year > $2 OR p.id > $3) AND p.birth_year <= $4 AND p.kind = 'child'
                AND NOT EXISTS (SELECT 1 FROM support_case l WHERE l.child_id = p.id AND l.status = 'open' AND l.id > c.id)",
              seen!("p.family_id", "$6", "$7", "$8"), "ORDER BY p.birth_year, p.id LIMIT $5");
    // Each step once of everybody after one and up to another, in the order of the list: of those who are shown, and no others'.
    STEPS_OF_COMING = concat!(planned_once!(), "SELECT DISTINCT s.person_id, s.step FROM person p JOIN of_age_step s ON s.person_id = p.id
              WHERE p.agency_id = $1 AND p.birth_year >= $2 AND (p.birth_year > $2 OR p.id > $3)
                AND p.birth_year <= $4 AND (p.birth_year < $4 OR p.id <= $5) AND p.kind = 'child'",
              seen!("p.family_id", "$6", "$7", "$8"));
    // Whose record is still with the household they grew up in, for the job. It names nobody.
    GROWN = "SELECT p.id, p.birth_year, i.id, i.born FROM person p JOIN identity i ON i.person_id = p.id AND i.side = 'after'
             WHERE p.birth_year <= $1 AND p.kind = 'child' AND p.birth_year >= $2 AND (p.birth_year > $2 OR p.id > $3)
               AND EXISTS (SELECT 1 FROM support_case c WHERE c.child_id = p.id AND c.family_id = p.family_id)
               AND NOT EXISTS (SELECT 1 FROM own_record o WHERE o.person_id = p.id AND o.undone_at IS NULL)
             ORDER BY p.birth_year, p.id LIMIT $4";
    FORGET = "UPDATE of_age_step SET note = NULL WHERE person_id = $1 AND note IS NOT NULL";
}

/// The columns that a load of many steps fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, person_id, step, answer, at, done_by, note";

const NOTE: Column = Column::new("of_age_step.note");

/// People that are read at once for the list of those who come of age.
pub const AT_ONCE: u32 = 200;

/// Where a part of a list that goes by year of birth begins: after somebody of this year with this id.
pub type After = (i64, Id<Person>);

/// A row of it.
#[derive(Debug)]
pub enum Kind {}

/// The values of one step, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &store::Keys, id: Id<Kind>, case: &CaseRecord, step: &Taken) -> Result<Vec<Value>> {
    let note = if step.note.is_empty() { None } else { Some(keys.seal(NOTE, id, &step.note)?) };
    Ok(vec![
        id.into(),
        case.agency.into(),
        case.child.into(),
        step.kind.code().into(),
        step.wish.map(Wish::code).into(),
        step.at.into(),
        step.by.into(),
        note.into(),
    ])
}

/// Keeps that a step was taken. Whoever calls holds the grant of the case.
///
/// # Errors
/// Those of the store.
pub fn add(act: &Act<'_>, case: &CaseRecord, kind: StepKind, wish: Option<Wish>, note: &str) -> Result<()> {
    let step = Taken { kind, wish, at: act.now(), by: act.actor().account(), note: note.to_owned() };
    act.execute(ADD, &values(act.keys(), Id::new(act.now()), case, &step)?).map(|_| ())
}

/// The steps that were taken for the person of a case, oldest first.
///
/// # Errors
/// Those of the store.
pub fn of_person<A: Action>(
    look: &Look<'_>,
    _grant: &Grant<A, One<Case>>,
    person: Id<Person>,
) -> Result<Vec<Taken>> {
    look.query(OF_PERSON, &[person.into()])?
        .iter()
        .map(|row| {
            let id: Id<Kind> = row.get(0)?;
            let note = row.get::<Option<Vec<u8>>>(5)?;
            Ok(Taken {
                kind: row.code(1, StepKind::stored)?,
                wish: row.get::<Option<String>>(2)?.as_deref().map(Wish::stored).transpose()?,
                at: row.get(3)?,
                by: row.get(4)?,
                note: note.map(|sealed| look.open(NOTE, id, &sealed)).transpose()?.unwrap_or_default(),
            })
        })
        .collect()
}

/// Somebody who comes of age within a year, or came of age lately.
#[derive(Debug, Clone, PartialEq)]
pub struct Coming {
    /// Their newest open case.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: Reference,
    /// What they are called.
    pub name: String,
    /// Their birth date.
    pub born: Date,
    /// Who coordinates the case; empty where nobody does.
    pub coordinator: String,
    /// The steps that were taken.
    pub done: Vec<StepKind>,
}

/// Those of the agency with an open case who were born in these years and whose birth date `wanted` takes, the oldest first: all of
/// them, however many, [`AT_ONCE`] in one reading.
///
/// # Errors
/// Those of the store.
pub fn coming(
    look: &Look<'_>,
    grant: &Grant<PrepareAdulthood, InAgency>,
    years: std::ops::RangeInclusive<i16>,
    wanted: impl Fn(Date) -> bool,
) -> Result<Vec<Coming>> {
    let last = i64::from(*years.end());
    let mut after: After = (i64::from(*years.start()), Id::from_parts(0, [0; 10]));
    let mut all = Vec::new();
    loop {
        let from: [Value; 2] = [after.0.into(), after.1.into()];
        let rows =
            grant.list(look, "person", COMING, &[&from[..], &[last.into(), AT_ONCE.into()]].concat())?;
        let Some(to) = rows.last().map(|row| Ok((row.get(8)?, row.get(0)?))).transpose()? else { break };
        let mut steps = steps_between(look, grant, from, to)?;
        for row in &rows {
            let identity: Id<kinds::Identity> = row.get(3)?;
            let Some(born) = open_born(look, identity, row.get(5)?)?.filter(|born| wanted(*born)) else {
                continue;
            };
            let person: Id<Person> = row.get(0)?;
            all.push(Coming {
                case: row.get(1)?,
                reference: row.get(2)?,
                name: open_name(look, identity, &row.get::<Vec<u8>>(4)?)?,
                born,
                coordinator: access::accounts::joined_name(look, row.get(7)?, row, 6)?,
                done: steps.remove(&person).unwrap_or_default(),
            });
        }
        if rows.len() < AT_ONCE as usize {
            break;
        }
        after = to;
    }
    all.sort_by_key(|c| (c.born, c.case));
    Ok(all)
}

/// The steps that were taken for everybody of a part of the list.
fn steps_between(
    look: &Look<'_>,
    grant: &Grant<PrepareAdulthood, InAgency>,
    [year, id]: [Value; 2],
    to: After,
) -> Result<BTreeMap<Id<Person>, Vec<StepKind>>> {
    let mut steps: BTreeMap<Id<Person>, Vec<StepKind>> = BTreeMap::new();
    for row in grant.rows(look, "person", STEPS_OF_COMING, &[year, id, to.0.into(), to.1.into()])? {
        steps.entry(row.get(0)?).or_default().push(row.code(1, StepKind::stored)?);
    }
    Ok(steps)
}

/// People of every agency whose record is not their own yet and who were born in this year or before, after `after` by year of birth
/// and id, `limit` at most, with their birth dates: for the system's own job. It names nobody.
///
/// # Errors
/// Those of the store.
pub fn grown(
    r: &Read<'_>,
    year: i16,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<(After, Option<Date>)>> {
    let (from, id) = after.unwrap_or((0, Id::from_parts(0, [0; 10])));
    r.query(GROWN, &[i64::from(year).into(), from.into(), id.into(), limit.into()])?
        .iter()
        .map(|row| Ok(((row.get(1)?, row.get(0)?), open_born(r, row.get(2)?, row.get(3)?)?)))
        .collect()
}

/// Forgets what was noted, when the record is destroyed. Gives how many rows.
///
/// # Errors
/// Those of the store.
pub fn forget(act: &Act<'_>, person: Id<Person>) -> Result<u64> {
    act.execute(FORGET, &[person.into()])
}
