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
    // The newest case of everybody of these years of birth; the day itself is sealed, and opened for them alone.
    COMING = concat!(planned_once!(), "SELECT p.id, c.id, c.reference, i.id, i.name, i.born, worker.name, c.coordinator_id
              FROM person p JOIN support_case c ON c.child_id = p.id AND c.status = 'open'
              JOIN identity i ON i.person_id = p.id AND i.side = 'after'
              LEFT JOIN account worker ON worker.id = c.coordinator_id
              WHERE p.agency_id = $1 AND p.birth_year >= $2 AND p.birth_year <= $3 AND p.kind = 'child'
                AND NOT EXISTS (SELECT 1 FROM support_case l WHERE l.child_id = p.id AND l.status = 'open' AND l.id > c.id)",
              seen!("p.family_id", "$5", "$6", "$7"), "ORDER BY p.birth_year, p.id LIMIT $4");
    STEPS_OF_COMING = concat!(planned_once!(), "SELECT s.person_id, s.step FROM of_age_step s JOIN person p ON p.id = s.person_id
              WHERE p.agency_id = $1 AND p.birth_year >= $2 AND p.birth_year <= $3",
              seen!("p.family_id", "$5", "$6", "$7"), "ORDER BY s.person_id, s.at, s.id LIMIT $4");
    // Whose record is still with the household they grew up in, for the job. It names nobody.
    GROWN = "SELECT p.id, i.id, i.born FROM person p JOIN identity i ON i.person_id = p.id AND i.side = 'after'
             WHERE p.birth_year <= $1 AND p.kind = 'child' AND p.id > $2
               AND EXISTS (SELECT 1 FROM support_case c WHERE c.child_id = p.id AND c.family_id = p.family_id)
               AND NOT EXISTS (SELECT 1 FROM own_record o WHERE o.person_id = p.id AND o.undone_at IS NULL)
             ORDER BY p.id LIMIT $3";
    FORGET = "UPDATE of_age_step SET note = NULL WHERE person_id = $1 AND note IS NOT NULL";
}

/// The columns that a load of many steps fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, person_id, step, answer, at, done_by, note";

const NOTE: Column = Column::new("of_age_step.note");

/// Most people that a list of those who come of age shows.
pub const SHOWN: u32 = 200;
/// Most steps that are read for such a list.
const STEPS_SHOWN: u32 = 4_000;

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

/// Those of the agency with an open case who were born in these years, the oldest first: [`SHOWN`] at most.
///
/// # Errors
/// Those of the store.
pub fn coming(
    look: &Look<'_>,
    grant: &Grant<PrepareAdulthood, InAgency>,
    years: std::ops::RangeInclusive<i16>,
) -> Result<Vec<Coming>> {
    let params: [Value; 3] = [i64::from(*years.start()).into(), i64::from(*years.end()).into(), SHOWN.into()];
    let mut steps: BTreeMap<Id<Person>, Vec<StepKind>> = BTreeMap::new();
    let [first, last, _] = &params;
    for row in
        grant.rows(look, "person", STEPS_OF_COMING, &[first.clone(), last.clone(), STEPS_SHOWN.into()])?
    {
        steps.entry(row.get(0)?).or_default().push(row.code(1, StepKind::stored)?);
    }
    let mut all = Vec::new();
    for row in grant.list(look, "person", COMING, &params)? {
        let identity: Id<kinds::Identity> = row.get(3)?;
        let Some(born) = open_born(look, identity, row.get(5)?)? else { continue };
        let person: Id<Person> = row.get(0)?;
        let done = steps.remove(&person).unwrap_or_default();
        let coordinator = row.get(7)?;
        all.push(Coming {
            case: row.get(1)?,
            reference: row.get(2)?,
            name: open_name(look, identity, &row.get::<Vec<u8>>(4)?)?,
            born,
            coordinator: access::accounts::joined_name(look, coordinator, &row, 6)?,
            done,
        });
    }
    all.sort_by_key(|c| (c.born, c.case));
    Ok(all)
}

/// People of every agency whose record is not their own yet and who were born in this year or before, after `after` by id,
/// `limit` at most, with their birth dates: for the system's own job. It names nobody.
///
/// # Errors
/// Those of the store.
pub fn grown(
    r: &Read<'_>,
    year: i16,
    after: Option<Id<Person>>,
    limit: u32,
) -> Result<Vec<(Id<Person>, Option<Date>)>> {
    let after = after.map_or_else(|| Value::from(vec![0_u8; 16]), Value::from);
    r.query(GROWN, &[i64::from(year).into(), after, limit.into()])?
        .iter()
        .map(|row| Ok((row.get(0)?, open_born(r, row.get(1)?, row.get(2)?)?)))
        .collect()
}

/// Forgets what was noted, when the record is destroyed. Gives how many rows.
///
/// # Errors
/// Those of the store.
pub fn forget(act: &Act<'_>, person: Id<Person>) -> Result<u64> {
    act.execute(FORGET, &[person.into()])
}
