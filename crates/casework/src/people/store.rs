//! People and their identities in the database.
//!
//! A person's row holds no name. Names, birth dates and contact stand sealed in
//! `identity`, one row for each side of the wall; keyed hashes in `identity_key` find
//! them again, each mixed with the agency, so that a search can only find one's own.

use std::collections::BTreeSet;

use access::{Act, Action, Grant, InAgency, Look, One, actions::SearchPeople, seen, walls::After};
use kernel::{
    Date, Error, Id, Result, Timestamp, codes,
    kinds::{self, Family, Organisation},
};
use serde::{Deserialize, Serialize};
use store::{Column, Keys, Row, Value, planned_once, statements};

use super::model::{Known, Likeness, PartQuery, Postcode, birth_key, likeness, query_keys, search_keys};
use super::side::Identity;
use crate::cases::children;

statements! {
    ADD_FAMILY = "INSERT INTO family (id, agency_id, council, created_at) VALUES ($1, $2, $3, $4)";
    ADD_PERSON = "INSERT INTO person (id, agency_id, family_id, kind, birth_year, sex, ethnicity, council, created_at, version)
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    ADD_IDENTITY = "INSERT INTO identity (id, person_id, side, name, born, contact, version) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ADD_KEY = "INSERT INTO identity_key (key, identity_id) VALUES ($1, $2) ON CONFLICT (key, identity_id) DO NOTHING";
    CORRECT = "UPDATE identity SET name = $2, born = $3, contact = $4, version = version + 1 WHERE id = $1";
    CORRECT_PERSON = "UPDATE person SET birth_year = $2, version = version + 1 WHERE id = $1";
    FORGET_KEYS = "DELETE FROM identity_key WHERE identity_id = $1";
    LOAD = "SELECT i.id, p.id, p.agency_id, p.family_id, p.kind, i.name, i.born, i.contact, p.sex, p.ethnicity, p.council
            FROM person p JOIN identity i ON i.person_id = p.id AND i.side = 'after' WHERE p.id = $1";
    OF_FAMILY = "SELECT i.id, p.id, p.agency_id, p.family_id, p.kind, i.name, i.born, i.contact, p.sex, p.ethnicity, p.council
                 FROM person p JOIN identity i ON i.person_id = p.id AND i.side = 'after' WHERE p.family_id = $1 ORDER BY p.id";
    CANDIDATES = "SELECT k.identity_id FROM identity_key k WHERE k.key IN ($1, $2)
                  AND EXISTS (SELECT 1 FROM identity_key l WHERE l.identity_id = k.identity_id AND l.key IN ($3, $4, $5, $6))
                  LIMIT 200";
    // What is asked for is found first, and set against the seals once: a plan without the values would set each row against them.
    LOAD_MANY = concat!(planned_once!(), "WITH p AS MATERIALIZED (
                 SELECT i.id AS identity_id, w.id AS id, w.agency_id AS agency_id, w.family_id AS family_id, w.kind AS kind, i.name AS name,
                   i.born AS born, i.contact AS contact, w.sex AS sex, w.ethnicity AS ethnicity, w.council AS council
                 FROM identity i JOIN person w ON w.id = i.person_id
                 WHERE i.side = 'after' AND i.id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51))
                 SELECT p.identity_id, p.id, p.agency_id, p.family_id, p.kind, p.name, p.born, p.contact, p.sex, p.ethnicity, p.council
                 FROM p WHERE p.agency_id = $1",
                 seen!("p.family_id", "$52", "$53", "$54"));
}

/// Columns of `family`, in the order of [`family_values`].
pub const FAMILY_COLUMNS: &str = "id, agency_id, council, created_at";
/// Columns of `person`, in the order of [`person_values`].
pub const PERSON_COLUMNS: &str =
    "id, agency_id, family_id, kind, birth_year, sex, ethnicity, council, created_at, version";
/// Columns of `identity`, in the order of [`identity_values`].
pub const IDENTITY_COLUMNS: &str = "id, person_id, side, name, born, contact, version";
/// Columns of `identity_key`, in the order of [`key_values`].
pub const KEY_COLUMNS: &str = "key, identity_id";

const NAME: Column = Column::new("identity.name");
const BORN: Column = Column::new("identity.born");
const CONTACT: Column = Column::new("identity.contact");

/// At most this many candidates are opened for one search (design rule 4).
pub(crate) const CANDIDATES_MAX: usize = 200;
pub(crate) const AT_ONCE: usize = 50;
/// People that one search shows at most.
pub(crate) const SHOWN: usize = 50;

codes! {
    /// What a person is to the household.
    PersonKind {
        Child = "child", "Child or young person";
        Adult = "adult", "Parent or carer";
    }
}

/// How to reach somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Lines of an address, without the postcode.
    pub address: String,
    /// The postcode.
    pub postcode: String,
    /// A telephone number.
    pub phone: String,
    /// An email address.
    pub email: String,
}

/// A name as it stands sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Name {
    pub(crate) first: String,
    pub(crate) last: String,
}

/// Somebody to be added.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Their id.
    pub id: Id<kinds::Person>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// Their household.
    pub family: Option<Id<Family>>,
    /// What they are to it.
    pub kind: PersonKind,
    /// First names.
    pub first: String,
    /// Last name.
    pub last: String,
    /// Date of birth.
    pub born: Option<Date>,
    /// How to reach them.
    pub contact: Contact,
    /// Sex, as a code of the statutory return, where known.
    pub sex: Option<String>,
    /// Ethnicity, as a code of the statutory return, where known.
    pub ethnicity: Option<String>,
    /// The council where they live.
    pub council: String,
    /// When the record was made.
    pub made: Timestamp,
}

/// Somebody, by their identity after adoption.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Their id.
    pub id: Id<kinds::Person>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// Their household.
    pub family: Option<Id<Family>>,
    /// What they are to it.
    pub kind: PersonKind,
    /// First names.
    pub first: String,
    /// Last name.
    pub last: String,
    /// Date of birth.
    pub born: Option<Date>,
    /// How to reach them.
    pub contact: Contact,
    /// Sex, as a code of the statutory return.
    pub sex: Option<String>,
    /// Ethnicity, as a code of the statutory return.
    pub ethnicity: Option<String>,
    /// The council where they live.
    pub council: String,
}

impl Person {
    /// What they are called and how they are reached, after adoption.
    pub fn identity(&self) -> Identity<After> {
        Identity::new(&self.first, &self.last, self.born, self.contact.clone())
    }

    /// First and last name.
    pub fn name(&self) -> String {
        format!("{} {}", self.first, self.last).trim().to_owned()
    }

    /// What the likeness rule compares.
    pub fn known(&self) -> Known {
        Known {
            first: self.first.clone(),
            last: self.last.clone(),
            born: self.born,
            postcode: Postcode::parse(&self.contact.postcode),
        }
    }
}

/// The values of a household, for [`FAMILY_COLUMNS`].
pub fn family_values(id: Id<Family>, agency: Id<Organisation>, council: &str, made: Timestamp) -> Vec<Value> {
    vec![id.into(), agency.into(), council.into(), made.into()]
}

/// The values of a person, for [`PERSON_COLUMNS`]: nothing here names them.
pub fn person_values(new: &NewPerson) -> Vec<Value> {
    vec![
        new.id.into(),
        new.agency.into(),
        new.family.into(),
        new.kind.code().into(),
        new.born.map(|d| i64::from(d.year())).into(),
        new.sex.clone().into(),
        new.ethnicity.clone().into(),
        (&new.council).into(),
        new.made.into(),
        1_i64.into(),
    ]
}

/// The values of a person's identity after adoption, for [`IDENTITY_COLUMNS`].
pub fn identity_values(keys: &Keys, id: Id<kinds::Identity>, new: &NewPerson) -> Result<Vec<Value>> {
    let name = to_json(&Name { first: new.first.clone(), last: new.last.clone() })?;
    let born = new.born.map(|d| keys.seal(BORN, id, &d.to_string())).transpose()?;
    Ok(vec![
        id.into(),
        new.id.into(),
        "after".into(),
        keys.seal(NAME, id, &name)?.into(),
        born.into(),
        keys.seal(CONTACT, id, &to_json(&new.contact)?)?.into(),
        1_i64.into(),
    ])
}

/// The keyed hashes that find an identity again: one row of [`KEY_COLUMNS`] each.
pub fn key_values(keys: &Keys, id: Id<kinds::Identity>, new: &NewPerson) -> Vec<[Value; 2]> {
    let mut words = search_keys(&format!("{} {}", new.first, new.last));
    words.extend(new.born.map(birth_key));
    words.extend(Postcode::parse(&new.contact.postcode).map(|p| p.key()));
    words.iter().map(|word| [hashed(keys, new.agency, word).into(), id.into()]).collect()
}

fn hashed(keys: &Keys, agency: Id<Organisation>, word: &str) -> i64 {
    keys.look_up("identity_key", &format!("{agency} {word}"))
}

pub(crate) fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::internal("an identity", e))
}

/// Adds a household. Whoever calls holds the grant of what it comes from.
pub fn add_family(act: &Act<'_>, agency: Id<Organisation>, council: &str) -> Result<Id<Family>> {
    let id = Id::new(act.now());
    act.execute(ADD_FAMILY, &family_values(id, agency, council, act.now()))?;
    Ok(id)
}

/// Adds a person with their identity and the hashes that find it. Whoever calls holds the
/// grant of what they come from.
pub(crate) fn add(act: &Act<'_>, new: &NewPerson) -> Result<()> {
    act.execute(ADD_PERSON, &person_values(new))?;
    let identity = Id::new(act.now());
    act.execute(ADD_IDENTITY, &identity_values(act.keys(), identity, new)?)?;
    for key in key_values(act.keys(), identity, new) {
        act.execute(ADD_KEY, &key)?;
    }
    Ok(())
}

/// Puts somebody's names, birth date and contact right, for the case of a grant, and finds them by the new
/// words from now on. Whoever calls keeps the old value.
///
/// # Errors
/// `NotFound` for somebody who is not of the case's household.
pub fn correct<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<kinds::Case>>,
    person: Id<kinds::Person>,
    change: impl FnOnce(&mut Person),
) -> Result<()> {
    let (identity, mut person) = read(act, &act.row(LOAD, &[person.into()])?)?;
    if person.family.is_none() || person.family != grant.family() {
        return Err(Error::NotFound);
    }
    let year = |born: Option<Date>| born.map(|day| i64::from(day.year()));
    let before = year(person.born);
    change(&mut person);
    children::birth_year_corrected(act, person.id, before, year(person.born))?;
    let new = NewPerson {
        id: person.id,
        agency: person.agency,
        family: person.family,
        kind: person.kind,
        first: person.first,
        last: person.last,
        born: person.born,
        contact: person.contact,
        sex: person.sex,
        ethnicity: person.ethnicity,
        council: person.council,
        made: act.now(),
    };
    let values = identity_values(act.keys(), identity, &new)?;
    let [_, _, _, name, born, contact, _] = values.as_slice() else {
        return Err(Error::Internal("an identity has other columns".into()));
    };
    act.change(CORRECT, &[identity.into(), name.clone(), born.clone(), contact.clone()])?;
    act.change(CORRECT_PERSON, &[new.id.into(), new.born.map(|d| i64::from(d.year())).into()])?;
    act.execute(FORGET_KEYS, &[identity.into()])?;
    for key in key_values(act.keys(), identity, &new) {
        act.execute(ADD_KEY, &key)?;
    }
    Ok(())
}

/// Somebody of a record that the caller has a grant for.
pub fn load(look: &Look<'_>, id: Id<kinds::Person>) -> Result<Person> {
    read(look, &look.row(LOAD, &[id.into()])?).map(|(_, person)| person)
}

/// The people of a household that the caller has a grant for, in the order they were added.
pub fn of_family(look: &Look<'_>, family: Id<Family>) -> Result<Vec<Person>> {
    look.query(OF_FAMILY, &[family.into()])?.iter().map(|row| Ok(read(look, row)?.1)).collect()
}

/// The name in an `identity.name` that a list of the caller's own joined to its rows.
pub fn open_name(look: &Look<'_>, identity: Id<kinds::Identity>, sealed: &[u8]) -> Result<String> {
    let name = read_name(look, identity, sealed)?;
    Ok(format!("{} {}", name.first, name.last).trim().to_owned())
}

/// The birth date in an `identity.born` that a statement of this crate joined to its rows.
pub(crate) fn open_born(
    r: &store::Read<'_>,
    identity: Id<kinds::Identity>,
    sealed: Option<Vec<u8>>,
) -> Result<Option<Date>> {
    sealed
        .map(|sealed| r.open(BORN, identity, &sealed))
        .transpose()?
        .map(|text| text.parse().map_err(|e| Error::internal("a sealed birth date", e)))
        .transpose()
}

fn read_name(look: &Look<'_>, identity: Id<kinds::Identity>, sealed: &[u8]) -> Result<Name> {
    serde_json::from_str(&look.open(NAME, identity, sealed)?)
        .map_err(|e| Error::internal("a sealed identity", e))
}

fn read_born(look: &Look<'_>, identity: Id<kinds::Identity>, row: &Row) -> Result<Option<Date>> {
    row.get::<Option<Vec<u8>>>(6)?
        .map(|sealed| look.open(BORN, identity, &sealed))
        .transpose()?
        .map(|text| text.parse().map_err(|e| Error::internal("a sealed birth date", e)))
        .transpose()
}

fn read_contact(look: &Look<'_>, identity: Id<kinds::Identity>, row: &Row) -> Result<Contact> {
    let contact = row
        .get::<Option<Vec<u8>>>(7)?
        .map(|sealed| look.open(CONTACT, identity, &sealed))
        .transpose()?
        .map(|text| serde_json::from_str(&text).map_err(|e| Error::internal("a sealed identity", e)))
        .transpose()?;
    Ok(contact.unwrap_or_default())
}

fn read(look: &Look<'_>, row: &Row) -> Result<(Id<kinds::Identity>, Person)> {
    let identity: Id<kinds::Identity> = row.get(0)?;
    let name = read_name(look, identity, &row.get::<Vec<u8>>(5)?)?;
    let born = read_born(look, identity, row)?;
    let contact = read_contact(look, identity, row)?;
    let person = Person {
        id: row.get(1)?,
        agency: row.get(2)?,
        family: row.get(3)?,
        kind: row.code(4, PersonKind::stored)?,
        first: name.first,
        last: name.last,
        born,
        contact,
        sex: row.get(8)?,
        ethnicity: row.get(9)?,
        council: row.get(10)?,
    };
    Ok((identity, person))
}

/// What a worker looks for. Any part may be left out, but not all.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Names, in any order.
    pub name: String,
    /// Date of birth.
    pub born: Option<Date>,
    /// Postcode.
    pub postcode: Option<Postcode>,
}

/// Somebody who may be the one that was looked for.
#[derive(Debug, Clone)]
pub struct Found {
    /// Who.
    pub person: Person,
    /// How alike, and why.
    pub likeness: Likeness,
}

/// The people of one's own agency who may be meant, the likeliest first, [`SHOWN`] at most.
/// Compares at most 200 candidates, and tells the audit log whom it showed.
pub fn find(look: &Look<'_>, grant: &Grant<SearchPeople, InAgency>, query: &Query) -> Result<Vec<Found>> {
    let agency = grant.agency();
    let hash = |word: &str| hashed(look.keys(), agency, word);
    let mut candidates = BTreeSet::new();
    for (first, second) in probes(query, hash) {
        if candidates.len() >= CANDIDATES_MAX {
            break;
        }
        for row in look.query(CANDIDATES, &[first, second].concat())? {
            candidates.insert(row.get::<Id<kinds::Identity>>(0)?);
        }
    }
    let mut words: Vec<&str> = query.name.split_whitespace().collect();
    let last = words.pop().unwrap_or_default().to_owned();
    let meant = Known { first: words.join(" "), last, born: query.born, postcode: query.postcode.clone() };
    let candidates: Vec<Id<kinds::Identity>> = candidates.into_iter().take(CANDIDATES_MAX).collect();
    let mut alike = Vec::new();
    // Asked also where there are none, so that a sealed family and none at all take the same statements.
    let groups = candidates.len().div_ceil(AT_ONCE).max(1);
    for group in 0..groups {
        let params: Vec<Value> =
            (0..AT_ONCE).map(|i| candidates.get(group * AT_ONCE + i).copied().into()).collect();
        for row in grant.rows(look, "person", LOAD_MANY, &params)? {
            alike.push((likeness(&meant, &compared(look, &row, &meant)?), row.get(1)?, row));
        }
    }
    alike.sort_by(|(a, one, _), (b, other, _): &(Likeness, Id<kinds::Person>, Row)| {
        b.score.cmp(&a.score).then(one.cmp(other))
    });
    alike.truncate(SHOWN);
    let found = alike
        .into_iter()
        .map(|(likeness, _, row)| Ok(Found { person: read(look, &row)?.1, likeness }))
        .collect::<Result<Vec<_>>>()?;
    grant.showed(look, "person", &found.iter().map(|f| f.person.id).collect::<Vec<_>>())?;
    Ok(found)
}

/// What is compared of a candidate. Nothing is opened that was not asked about.
fn compared(look: &Look<'_>, row: &Row, meant: &Known) -> Result<Known> {
    let identity: Id<kinds::Identity> = row.get(0)?;
    let name = read_name(look, identity, &row.get::<Vec<u8>>(5)?)?;
    let born = meant.born.map(|_| read_born(look, identity, row)).transpose()?.flatten();
    let contact = meant.postcode.as_ref().map(|_| read_contact(look, identity, row)).transpose()?;
    let postcode = contact.and_then(|contact| Postcode::parse(&contact.postcode));
    Ok(Known { first: name.first, last: name.last, born, postcode })
}

/// Pairs of key groups to look up, the surest first: the one with two keys must match, and
/// so must one of the four.
pub(crate) fn probes(query: &Query, hash: impl Fn(&str) -> i64) -> Vec<(Vec<Value>, Vec<Value>)> {
    let pad = |keys: Vec<i64>, to: usize| -> Vec<Value> {
        let last = keys.last().copied();
        keys.iter().copied().map(Some).chain(std::iter::repeat(last)).take(to).map(Into::into).collect()
    };
    let any = |part: &PartQuery| pad(part.keys().map(&hash).collect(), 4);
    let mut out = Vec::new();
    let parts = query_keys(&query.name);
    // The last word of a name is the rarest to be shared, so it leads.
    if let Some(lead) = parts.last() {
        let also = parts.first().unwrap_or(lead);
        let tiers = [
            vec![hash(&lead.exact)],
            lead.sounds.iter().map(|s| hash(s)).collect(),
            vec![hash(&lead.prefix)],
        ];
        for tier in tiers.into_iter().filter(|t: &Vec<i64>| !t.is_empty()) {
            out.push((pad(tier, 2), any(also)));
        }
    }
    let others = query.born.map(birth_key).into_iter().chain(query.postcode.as_ref().map(Postcode::key));
    for key in others {
        let key = hash(&key);
        out.push((pad(vec![key], 2), pad(vec![key], 4)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use access::{Role, actions};

    fn someone(desk: &testkit::Desk, first: &str, last: &str, born: &str, postcode: &str) -> NewPerson {
        NewPerson {
            id: Id::new(desk.now),
            agency: desk.agency(),
            family: None,
            kind: PersonKind::Child,
            first: first.into(),
            last: last.into(),
            born: Some(born.parse().unwrap()),
            contact: Contact { postcode: postcode.into(), ..Contact::default() },
            sex: None,
            ethnicity: None,
            council: "881".into(),
            made: desk.now,
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_name_is_found_by_sound_spelling_birth_date_and_postcode_and_only_at_home() {
        for desk in testkit::both(crate::schema()).await {
            let worker = desk.worker(Role::DutyWorker).await;
            let stranger = desk.stranger(Role::DutyWorker).await;
            let people = [
                someone(&desk, "Siân", "Hartley-Smyth", "2014-05-02", "ZZ1 1AA"),
                someone(&desk, "Tom", "Okafor", "2016-09-30", "ZZ2 2BB"),
            ];
            let sian = people[0].id;
            desk.act(&worker, move |act| people.iter().try_for_each(|p| add(act, p))).await.unwrap();
            let find_as = async |who: &access::Actor, name: &'static str, born: Option<&'static str>| {
                desk.look(who, move |look| {
                    let grant = look.agency::<actions::SearchPeople>()?;
                    let born = born.map(|b| b.parse().unwrap());
                    find(look, &grant, &Query { name: name.into(), born, postcode: None })
                })
                .await
                .unwrap()
            };
            for name in ["Sian Smith", "smyth sian", "Hartley-Smyth", "SIÂN HARTLEY SMYTH"] {
                let found = find_as(&worker, name, None).await;
                assert_eq!(found.first().map(|f| f.person.id), Some(sian), "{name}");
            }
            let by_birth = find_as(&worker, "", Some("2014-05-02")).await;
            assert_eq!(by_birth.len(), 1);
            assert_eq!(by_birth[0].person.first, "Siân");
            assert!(find_as(&worker, "Nobody", None).await.is_empty());
            assert!(find_as(&stranger, "Sian Smyth", Some("2014-05-02")).await.is_empty());
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_search_shows_and_logs_no_more_than_a_page_holds() {
        for desk in testkit::both(crate::schema()).await {
            let worker = desk.worker(Role::DutyWorker).await;
            let twins: Vec<NewPerson> =
                (0..=SHOWN).map(|_| someone(&desk, "Tom", "Okafor", "2016-09-30", "ZZ2 2BB")).collect();
            desk.act(&worker, move |act| twins.iter().try_for_each(|p| add(act, p))).await.unwrap();
            let found = desk
                .look(&worker, |look| {
                    let query = Query { name: "Okafor".into(), born: None, postcode: None };
                    find(look, &look.agency::<actions::SearchPeople>()?, &query)
                })
                .await
                .unwrap();
            assert_eq!(found.len(), SHOWN);
        }
    }
}
