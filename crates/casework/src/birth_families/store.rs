//! Birth families in the database: tables of their own, of which no statement names a
//! table of the other side of the wall, nor the other way round (a test in `hearth` reads
//! every statement of the house).

use std::collections::BTreeSet;

use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::{ListBirthFamilies, SearchBirthPeople, ViewBirthRecord, WriteToBirthRelative},
    walls::Before,
};
use kernel::{
    Error, Id, Reference, Result, Timestamp,
    kinds::{Account, BirthFamily, BirthMessage, BirthPerson, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Keys, Row, Value, statements};

use super::model::{BirthKind, Entry};
use crate::people::{
    model::{Known, Likeness, Postcode, birth_key, likeness, search_keys},
    side::Identity,
    store::{AT_ONCE, CANDIDATES_MAX, Contact, Name, Query, SHOWN, probes, to_json},
};

statements! {
    ADD_FAMILY = "INSERT INTO birth_family (id, reference, agency_id, created_at) VALUES ($1, $2, $3, $4)";
    ADD_PERSON = "INSERT INTO birth_person (id, family_id, agency_id, kind, name, born, contact, created_at, version)
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    ADD_KEY = "INSERT INTO birth_key (key, person_id) VALUES ($1, $2) ON CONFLICT (key, person_id) DO NOTHING";
    DROP_KEYS = "DELETE FROM birth_key WHERE person_id = $1";
    FAMILY = "SELECT id, reference, created_at FROM birth_family WHERE id = $1";
    BY_REFERENCE = "SELECT id FROM birth_family WHERE agency_id = $1 AND reference = $2";
    PERSON = "SELECT id, family_id, kind, name, born, contact, version FROM birth_person WHERE id = $1";
    OF_FAMILY = "SELECT id, family_id, kind, name, born, contact, version FROM birth_person
                 WHERE family_id = $1 ORDER BY created_at, id LIMIT 100";
    SET_CONTACT = "UPDATE birth_person SET contact = $3, version = version + 1 WHERE id = $1 AND version = $2";
    LIST = "SELECT f.id, f.reference, f.created_at, p.id, p.kind, p.name
            FROM (SELECT id, reference, created_at FROM birth_family
                  WHERE agency_id = $1 AND created_at <= $2 AND (created_at < $2 OR id < $3)
                  ORDER BY created_at DESC, id DESC LIMIT $4) f
            LEFT JOIN birth_person p ON p.family_id = f.id
            ORDER BY f.created_at DESC, f.id DESC, p.created_at NULLS LAST, p.id NULLS LAST";
    CANDIDATES = "SELECT k.person_id FROM birth_key k WHERE k.key IN ($1, $2)
                  AND EXISTS (SELECT 1 FROM birth_key l WHERE l.person_id = k.person_id AND l.key IN ($3, $4, $5, $6))
                  LIMIT 200";
    SOME = "SELECT p.id, p.family_id, p.kind, p.name, p.born, p.contact, p.version, f.reference
            FROM birth_person p JOIN birth_family f ON f.id = p.family_id
            WHERE p.agency_id = $1 AND p.id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51)";
    ADD_MESSAGE = "INSERT INTO birth_message (id, person_id, agency_id, at, words, actor_id) VALUES ($1, $2, $3, $4, $5, $6)";
    MESSAGES = "SELECT id, at, words FROM birth_message WHERE person_id = $1 ORDER BY at DESC, id DESC LIMIT 50";
}

/// Columns of `birth_family`, in the order of [`family_values`].
pub const FAMILY_COLUMNS: &str = "id, reference, agency_id, created_at";
/// Columns of `birth_person`, in the order of [`person_values`].
pub const PERSON_COLUMNS: &str = "id, family_id, agency_id, kind, name, born, contact, created_at, version";
/// Columns of `birth_key`, in the order of [`key_values`].
pub const KEY_COLUMNS: &str = "key, person_id";
/// Columns of `birth_message`, in the order of [`message_values`].
pub const MESSAGE_COLUMNS: &str = "id, person_id, agency_id, at, words, actor_id";

const NAME: Column = Column::new("birth_person.name");
const BORN: Column = Column::new("birth_person.born");
const CONTACT: Column = Column::new("birth_person.contact");
const WORDS: Column = Column::new("birth_message.words");

/// A birth family.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// Its id.
    pub id: Id<BirthFamily>,
    /// What people quote; random.
    pub reference: Reference,
    /// When the record was made.
    pub made: Timestamp,
}

/// Somebody of a birth family.
#[derive(Debug, Clone, PartialEq)]
pub struct Relative {
    /// Their id.
    pub id: Id<BirthPerson>,
    /// Their family by birth.
    pub family: Id<BirthFamily>,
    /// What they are.
    pub kind: BirthKind,
    /// Who they are, before adoption.
    pub identity: Identity<Before>,
    /// The version that a change is based on.
    pub version: i64,
}

/// Somebody to be added, for [`person_values`].
#[derive(Debug, Clone)]
pub struct NewRelative {
    /// Their id: random, so that it tells nothing of when it was made.
    pub id: Id<BirthPerson>,
    /// Their family by birth.
    pub family: Id<BirthFamily>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// Who.
    pub entry: Entry,
    /// When the record was made.
    pub made: Timestamp,
}

/// The values of a birth family, for [`FAMILY_COLUMNS`].
pub fn family_values(family: &Family, agency: Id<Organisation>) -> Vec<Value> {
    vec![family.id.into(), (&family.reference).into(), agency.into(), family.made.into()]
}

/// The values of somebody of a birth family, for [`PERSON_COLUMNS`].
pub fn person_values(keys: &Keys, new: &NewRelative) -> Result<Vec<Value>> {
    let (id, who) = (new.id, &new.entry.identity);
    let name = to_json(&Name { first: who.first.clone(), last: who.last.clone() })?;
    let born = who.born.map(|d| keys.seal(BORN, id, &d.to_string())).transpose()?;
    Ok(vec![
        id.into(),
        new.family.into(),
        new.agency.into(),
        new.entry.kind.code().into(),
        keys.seal(NAME, id, &name)?.into(),
        born.into(),
        keys.seal(CONTACT, id, &to_json(&who.contact)?)?.into(),
        new.made.into(),
        1_i64.into(),
    ])
}

/// The keyed hashes that find somebody again: one row of [`KEY_COLUMNS`] each.
pub fn key_values(
    keys: &Keys,
    agency: Id<Organisation>,
    id: Id<BirthPerson>,
    who: &Identity<Before>,
) -> Vec<[Value; 2]> {
    let mut words = search_keys(&who.name());
    words.extend(who.born.map(birth_key));
    words.extend(Postcode::parse(&who.contact.postcode).map(|p| p.key()));
    words.iter().map(|word| [hashed(keys, agency, word).into(), id.into()]).collect()
}

/// A key domain of its own: a name or birth date that stands on both sides of the wall
/// gives two hashes that nobody can match.
fn hashed(keys: &Keys, agency: Id<Organisation>, word: &str) -> i64 {
    keys.look_up("birth_key", &format!("{agency} {word}"))
}

/// The values of a message, for [`MESSAGE_COLUMNS`].
pub fn message_values(
    keys: &Keys,
    id: Id<BirthMessage>,
    to: (Id<BirthPerson>, Id<Organisation>),
    at: Timestamp,
    words: &str,
    by: Option<Id<Account>>,
) -> Result<Vec<Value>> {
    Ok(vec![id.into(), to.0.into(), to.1.into(), at.into(), keys.seal(WORDS, id, words)?.into(), by.into()])
}

/// Adds a birth family. Whoever calls holds the grant to record one for this agency.
pub(crate) fn add_family(act: &Act<'_>, agency: Id<Organisation>) -> Result<Family> {
    let family = Family { id: Id::random(), reference: Reference::new("BF"), made: act.now() };
    act.execute(ADD_FAMILY, &family_values(&family, agency))?;
    Ok(family)
}

/// Adds somebody to a birth family. Whoever calls holds the grant to record them.
pub(crate) fn add_person(
    act: &Act<'_>,
    agency: Id<Organisation>,
    family: Id<BirthFamily>,
    entry: &Entry,
) -> Result<Id<BirthPerson>> {
    let new = NewRelative { id: Id::random(), family, agency, entry: entry.clone(), made: act.now() };
    act.execute(ADD_PERSON, &person_values(act.keys(), &new)?)?;
    for key in key_values(act.keys(), agency, new.id, &entry.identity) {
        act.execute(ADD_KEY, &key)?;
    }
    Ok(new.id)
}

/// Changes how somebody is reached, with the hashes that find them by their postcode.
pub(crate) fn set_contact<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<BirthPerson>>,
    version: i64,
    who: &Identity<Before>,
) -> Result<()> {
    let sealed = act.keys().seal(CONTACT, grant.id(), &to_json(&who.contact)?)?;
    grant.change(act, SET_CONTACT, &[version.into(), sealed.into()])?;
    act.execute(DROP_KEYS, &[grant.id().into()])?;
    for key in key_values(act.keys(), grant.agency(), grant.id(), who) {
        act.execute(ADD_KEY, &key)?;
    }
    Ok(())
}

/// Keeps a message to a birth relative.
pub(crate) fn add_message(
    act: &Act<'_>,
    grant: &Grant<WriteToBirthRelative, One<BirthPerson>>,
    words: &str,
) -> Result<Id<BirthMessage>> {
    let id = Id::random();
    let to = (grant.id(), grant.agency());
    act.execute(ADD_MESSAGE, &message_values(act.keys(), id, to, act.now(), words, act.actor().account())?)?;
    Ok(id)
}

/// A message to a birth relative.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// When it was written.
    pub at: Timestamp,
    /// What it says.
    pub words: String,
}

/// The newest 50 messages to the birth relative of a grant.
pub fn messages<A: Action>(look: &Look<'_>, grant: &Grant<A, One<BirthPerson>>) -> Result<Vec<Message>> {
    grant
        .rows(look, MESSAGES, &[])?
        .iter()
        .map(|row| {
            let id: Id<BirthMessage> = row.get(0)?;
            Ok(Message { at: row.get(1)?, words: look.open(WORDS, id, &row.get::<Vec<u8>>(2)?)? })
        })
        .collect()
}

/// The family of a grant.
pub fn family<A: Action>(look: &Look<'_>, grant: &Grant<A, One<BirthFamily>>) -> Result<Family> {
    let row = grant.row(look, FAMILY, &[])?;
    Ok(Family { id: row.get(0)?, reference: row.get(1)?, made: row.get(2)? })
}

/// The people of the family of a grant, at most 100, in the order they were recorded.
pub fn of_family(look: &Look<'_>, grant: &Grant<ViewBirthRecord, One<BirthFamily>>) -> Result<Vec<Relative>> {
    grant.rows(look, OF_FAMILY, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The person of a grant.
pub fn person<A: Action>(look: &Look<'_>, grant: &Grant<A, One<BirthPerson>>) -> Result<Relative> {
    read(look, &grant.row(look, PERSON, &[])?)
}

/// Who stands behind an opened link, with the reference of their birth family. The gate was the grant.
pub(crate) fn behind_link(look: &Look<'_>, id: Id<BirthPerson>) -> Result<(Relative, Reference)> {
    let person = read(look, &look.row(PERSON, &[id.into()])?)?;
    let reference = look.row(FAMILY, &[person.family.into()])?.get(1)?;
    Ok((person, reference))
}

/// The birth family of one's own agency that has this reference.
pub fn by_reference(
    look: &Look<'_>,
    grant: &Grant<ListBirthFamilies, InAgency>,
    reference: &str,
) -> Result<Option<Id<BirthFamily>>> {
    let typed = reference.trim().to_uppercase();
    grant.totals(look, BY_REFERENCE, &[typed.into()])?.first().map(|row| row.get(0)).transpose()
}

fn read(look: &Look<'_>, row: &Row) -> Result<Relative> {
    let id: Id<BirthPerson> = row.get(0)?;
    let name = name(look, id, &row.get::<Vec<u8>>(3)?)?;
    let born = row
        .get::<Option<Vec<u8>>>(4)?
        .map(|sealed| look.open(BORN, id, &sealed))
        .transpose()?
        .map(|text| text.parse().map_err(|e| Error::internal("a sealed birth date", e)))
        .transpose()?;
    let contact: Contact = row
        .get::<Option<Vec<u8>>>(5)?
        .map(|sealed| look.open(CONTACT, id, &sealed))
        .transpose()?
        .map(|text| serde_json::from_str(&text).map_err(|e| Error::internal("a sealed contact", e)))
        .transpose()?
        .unwrap_or_default();
    Ok(Relative {
        id,
        family: row.get(1)?,
        kind: row.code(2, BirthKind::stored)?,
        identity: Identity::new(&name.first, &name.last, born, contact),
        version: row.get(6)?,
    })
}

fn name(look: &Look<'_>, id: Id<BirthPerson>, sealed: &[u8]) -> Result<Name> {
    serde_json::from_str(&look.open(NAME, id, sealed)?).map_err(|e| Error::internal("a sealed name", e))
}

/// A birth family as a list shows it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The family.
    pub family: Family,
    /// What its people are and what they are called.
    pub people: Vec<(BirthKind, String)>,
}

/// One page of an agency's birth families, the newest first.
pub fn page(
    look: &Look<'_>,
    grant: &Grant<ListBirthFamilies, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Listed>> {
    let [key, id] = after.unwrap_or(Cursor::newest()).params();
    let limit: Value = (PAGE_ROWS as i64 + 1).into();
    let mut families: Vec<Listed> = Vec::new();
    for row in grant.totals(look, LIST, &[key, id, limit])? {
        let family = Family { id: row.get(0)?, reference: row.get(1)?, made: row.get(2)? };
        if families.last().is_none_or(|last| last.family.id != family.id) {
            families.push(Listed { family, people: Vec::new() });
        }
        let (Some(person), Some(listed)) = (row.get::<Option<Id<BirthPerson>>>(3)?, families.last_mut())
        else {
            continue;
        };
        let called = name(look, person, &row.get::<Vec<u8>>(5)?)?;
        let called = format!("{} {}", called.first, called.last).trim().to_owned();
        listed.people.push((row.code(4, BirthKind::stored)?, called));
    }
    let rows = Rows::cut(families, |f| Cursor::at(f.family.made, f.family.id.cast()));
    grant.showed(look, "birth-family", &rows.items.iter().map(|f| f.family.id).collect::<Vec<_>>())?;
    Ok(rows)
}

/// Somebody who may be the one that was looked for.
#[derive(Debug, Clone)]
pub struct Found {
    /// Who.
    pub relative: Relative,
    /// The reference of their birth family.
    pub reference: Reference,
    /// How alike, and why.
    pub likeness: Likeness,
}

/// Birth relatives of one's own agency who may be meant, the likeliest first, at most 200.
/// Nobody of an adoptive family is ever compared.
pub fn find(
    look: &Look<'_>,
    grant: &Grant<SearchBirthPeople, InAgency>,
    query: &Query,
) -> Result<Vec<Found>> {
    let agency = grant.agency();
    let mut candidates = BTreeSet::new();
    for (first, second) in probes(query, |word| hashed(look.keys(), agency, word)) {
        if candidates.len() >= CANDIDATES_MAX {
            break;
        }
        for row in look.query(CANDIDATES, &[first, second].concat())? {
            candidates.insert(row.get::<Id<BirthPerson>>(0)?);
        }
    }
    let mut words: Vec<&str> = query.name.split_whitespace().collect();
    let last = words.pop().unwrap_or_default().to_owned();
    let meant = Known { first: words.join(" "), last, born: query.born, postcode: query.postcode.clone() };
    let candidates: Vec<Id<BirthPerson>> = candidates.into_iter().take(CANDIDATES_MAX).collect();
    let mut found = Vec::new();
    for group in candidates.chunks(AT_ONCE) {
        let ids = (0..AT_ONCE).map(|i| group.get(i).copied().into()).collect::<Vec<Value>>();
        for row in grant.totals(look, SOME, &ids)? {
            let relative = read(look, &row)?;
            let likeness = likeness(&meant, &relative.identity.known());
            found.push(Found { relative, reference: row.get(7)?, likeness });
        }
    }
    found.sort_by(|a, b| b.likeness.score.cmp(&a.likeness.score).then(a.relative.id.cmp(&b.relative.id)));
    found.truncate(SHOWN);
    grant.showed(look, "birth-person", &found.iter().map(|f| f.relative.id).collect::<Vec<_>>())?;
    Ok(found)
}
