//! Searching the directory: along one word by the alphabet, looking up each entry under the other words.
//!
//! The index of words is a table whose key is word, place in the alphabet, entry, and the entry's facets as bits. A search
//! takes the group of words that fewest entries have, goes along each of its words from where the page begins, and passes
//! over entries without the facets that are asked for (ages, level, cost, for whom). Of every entry left it asks whether it
//! stands under a word of each other group: one look-up by the key. It stops when the page is full.
//! So a page costs its rows divided by the share of the entries that fit; the most that it can cost is to go along the
//! rarest word to its end.
//!
//! A statement has a fixed number of groups, so there is one for each number. Words that a group does not have are null:
//! neither engine looks for null.

use std::{borrow::Cow, collections::BTreeMap};

use ::store::{Read, Sql, Value, planned_once, statements};
use access::{offers::Service as Kind, organisations::kind};
use kernel::{AgeBand, Error, Id, Level, Result};
use page::{Cursor, PAGE_ROWS, Rows};
use serde::Deserialize;

use super::{audiences, cut};
use crate::directory::{
    model::{Audience, Cost},
    words::{self, ALIKE, Group, TYPED, Way},
};

/// Entries that are looked up by id at once.
const AT_ONCE: usize = 50;
/// Tags of one search at most: two of a council, and one of each other choice.
const TAGS: usize = 8;

macro_rules! under {
    ($word:literal) => {
        concat!(
            "(SELECT 1 FROM directory_found_by g WHERE g.word = ",
            $word,
            " AND g.name_key = w.name_key AND g.service_id = w.service_id)"
        )
    };
}
macro_rules! has {
    ($a:literal, $b:literal, $c:literal, $d:literal) => {
        // Scalar, so that both engines look it up for each entry and neither makes a list of all; the first word that
        // is there ends it. "Is not null" because PostgreSQL then expects most entries to fit and a page to be full
        // soon; of "is 1" it expects one in two hundred, and sorts all of the word's entries.
        concat!(" AND COALESCE(", under!($a), ", ", under!($b), ", ", under!($c), ", ", under!($d), ") IS NOT NULL")
    };
}
macro_rules! rest_of {
    (1) => {
        ""
    };
    (2) => {
        concat!(rest_of!(1), has!("$6", "$7", "$8", "$9"))
    };
    (3) => {
        concat!(rest_of!(2), has!("$10", "$11", "$12", "$13"))
    };
    (4) => {
        concat!(rest_of!(3), has!("$14", "$15", "$16", "$17"))
    };
    (5) => {
        concat!(rest_of!(4), has!("$18", "$19", "$20", "$21"))
    };
    (6) => {
        concat!(rest_of!(5), has!("$22", "$23", "$24", "$25"))
    };
    (7) => {
        concat!(rest_of!(6), has!("$26", "$27", "$28", "$29"))
    };
    (8) => {
        concat!(rest_of!(7), has!("$30", "$31", "$32", "$33"))
    };
    (9) => {
        concat!(rest_of!(8), has!("$34", "$35", "$36", "$37"))
    };
    (10) => {
        concat!(rest_of!(9), has!("$38", "$39", "$40", "$41"))
    };
}
macro_rules! along {
    ($n:tt) => {
        concat!(
            planned_once!(),
            // As with has!, "is not null" because of what PostgreSQL then expects.
            "SELECT w.name_key, w.service_id FROM directory_found_by w
               WHERE w.word = $4 AND w.name_key >= $1 AND (w.name_key > $1 OR w.service_id > $2)
                 AND CASE WHEN (w.facets & $5) = $5 THEN 1 END IS NOT NULL",
            rest_of!($n),
            " ORDER BY w.name_key, w.service_id LIMIT $3"
        )
    };
}

// A giver's name is looked up for each line: of a join PostgreSQL makes a list of all givers first, which took three
// quarters of the time.
statements! {
    ALONG_1 = along!(1);
    ALONG_2 = along!(2);
    ALONG_3 = along!(3);
    ALONG_4 = along!(4);
    ALONG_5 = along!(5);
    ALONG_6 = along!(6);
    ALONG_7 = along!(7);
    ALONG_8 = along!(8);
    ALONG_9 = along!(9);
    ALONG_10 = along!(10);
    LINES = concat!(planned_once!(), "SELECT s.id, s.name, s.level, s.cost, s.minimum_age, s.maximum_age, s.audiences, s.details,
               (SELECT o.name FROM directory_organisation o WHERE o.id = s.organisation_id)
             FROM service s WHERE s.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
               $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51)
             ORDER BY s.name_key, s.id");
    WHOLE = super::reading!("s.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
               $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50)
             ORDER BY s.name_key, s.id");
    USES = concat!(planned_once!(), "SELECT word, uses FROM service_term WHERE word IN ($1, $2, $3, $4, $5, $6, $7, $8)");
    BEGINNING = concat!(planned_once!(), "SELECT word, uses FROM service_term WHERE word >= $1 AND word < $2 AND uses > 0 ORDER BY word LIMIT 200");
    COUNCILS = concat!(planned_once!(), "SELECT code, name FROM organisation WHERE kind = $1 ORDER BY name, code");
}

/// By the number of groups, from one.
pub(super) const ALONG: [Sql; 10] =
    [ALONG_1, ALONG_2, ALONG_3, ALONG_4, ALONG_5, ALONG_6, ALONG_7, ALONG_8, ALONG_9, ALONG_10];

/// Lines of one page.
pub const SHOWN: usize = PAGE_ROWS;

/// What is searched for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Words as typed: the first [`TYPED`] that say something count, each by its beginning.
    pub words: String,
    /// A council's Department for Education code.
    pub council: Option<String>,
    /// A postcode, its district or its letters.
    pub near: Option<String>,
    /// For whom.
    pub audience: Option<Audience>,
    /// For which age.
    pub age: Option<AgeBand>,
    /// The level of support.
    pub level: Option<Level>,
    /// What it costs.
    pub cost: Option<Cost>,
    /// A further tag.
    pub tag: Option<String>,
}

impl Query {
    /// The groups of words that an entry must have, with how many entries have them: at most [`ALONG`] has statements for.
    pub(crate) fn groups(&self, r: &Read<'_>) -> Result<Vec<Group>> {
        let mut groups = Vec::new();
        let mut typed: Vec<String> = words::words(&self.words);
        typed.truncate(TYPED);
        for word in &typed {
            groups.push(beginning(r, word)?);
        }
        if !self.words.is_empty() && typed.is_empty() {
            // What was typed is no word that any entry is found by.
            groups.push(Group { words: vec![self.words.clone()], uses: 0 });
        }
        let council = self.council.as_ref().map(|c| vec![words::area(c), words::EVERYWHERE.to_owned()]);
        let near = self.near.as_ref().map(|n| vec![words::near(n).unwrap_or_else(|| "near:?".into())]);
        let single = [
            self.audience.map(words::audience),
            self.age.map(words::age),
            self.level.map(words::level),
            self.cost.map(words::cost),
            self.tag.clone(),
        ];
        let singles = single.into_iter().flatten().map(|tag| vec![tag]);
        let mut tags: Vec<Vec<String>> = council.into_iter().chain(near).chain(singles).collect();
        if groups.is_empty() && tags.is_empty() {
            tags.push(vec![words::ANY.to_owned()]);
        }
        groups.extend(exact(r, tags)?);
        Ok(groups)
    }
}

/// An entry as a list shows it. Every one of them is open.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its id.
    pub id: Id<Kind>,
    /// Its name.
    pub name: String,
    /// The name of who gives it.
    pub giver: String,
    /// What it is and does.
    pub description: String,
    /// The level of support it is for.
    pub level: Option<Level>,
    /// What it costs.
    pub cost: Option<Cost>,
    /// From this age, in whole years.
    pub minimum_age: Option<i64>,
    /// Up to this age, in whole years.
    pub maximum_age: Option<i64>,
    /// Whom it is for.
    pub audiences: Vec<Audience>,
}

/// How many open entries there are with a tag.
pub fn uses(r: &Read<'_>, tag: &str) -> Result<u64> {
    Ok(exact(r, vec![vec![tag.to_owned()]])?.iter().map(|group| group.uses).sum())
}

/// Every council's code and name, by name: to choose from.
pub fn councils(r: &Read<'_>) -> Result<Vec<(String, String)>> {
    r.query(COUNCILS, &[kind::COUNCIL.into()])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Groups of tags as they stand, [`TAGS`] in all at most.
fn exact(r: &Read<'_>, tags: Vec<Vec<String>>) -> Result<Vec<Group>> {
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let mut uses: BTreeMap<String, u64> = BTreeMap::new();
    for row in r.query(USES, &padded::<TAGS>(tags.iter().flatten()))? {
        uses.insert(row.get(0)?, row.get::<i64>(1)?.max(0).unsigned_abs());
    }
    let group = |words: Vec<String>| {
        let uses = words.iter().filter_map(|word| uses.get(word)).sum();
        Group { words, uses }
    };
    Ok(tags.into_iter().map(group).collect())
}

/// The words that begin as a typed one does: itself and those that most entries have.
fn beginning(r: &Read<'_>, word: &str) -> Result<Group> {
    let until = format!("{word}\u{10ffff}");
    let mut known: Vec<(String, i64)> = Vec::new();
    for row in r.query(BEGINNING, &[word.into(), until.into()])? {
        known.push((row.get(0)?, row.get(1)?));
    }
    // Whoever types "level" means no tag of that name.
    known.retain(|(found, _)| !words::is_tag(found));
    known.sort_by_key(|(found, uses)| (found != word, -uses));
    known.truncate(ALIKE);
    let uses = known.iter().map(|(_, uses)| uses.max(&0).unsigned_abs()).sum();
    let words =
        if known.is_empty() { vec![word.to_owned()] } else { known.into_iter().map(|(w, _)| w).collect() };
    Ok(Group { words, uses })
}

/// Words as parameters, and null for those that are missing.
fn padded<'a, const N: usize>(words: impl IntoIterator<Item = &'a String>) -> [Value; N] {
    let mut words = words.into_iter();
    std::array::from_fn(|_| words.next().map_or(Value::Null, Value::from))
}

/// One page of the open entries that a query finds, by the alphabet.
pub fn search(r: &Read<'_>, query: &Query, after: Option<Cursor>) -> Result<Rows<Line>> {
    let ids = ids(r, query.groups(r)?, after, SHOWN + 1)?;
    let Some(last) = ids.last() else { return Ok(Rows { items: Vec::new(), next: None }) };
    let params: Vec<Value> = (0..=AT_ONCE).map(|at| (*ids.get(at).unwrap_or(last)).into()).collect();
    let lines = r.query(LINES, &params)?.iter().map(line).collect::<Result<_>>()?;
    Ok(cut(lines))
}

/// The first `rows` entries after a place in the alphabet that have a word of every group.
fn ids(r: &Read<'_>, groups: Vec<Group>, after: Option<Cursor>, rows: usize) -> Result<Vec<Id<Kind>>> {
    let Some(Way { along, facets, others }) = words::order(groups) else { return Ok(Vec::new()) };
    let Some(sql) = ALONG.get(others.len()) else {
        return Err(Error::Internal(format!("a search of {} groups of words", others.len() + 1)));
    };
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let mut params = vec![key, id, (rows as i64).into(), Value::Null, facets.into()];
    params.extend(others.iter().flat_map(|group| padded::<ALIKE>(&group.words)));
    let mut found: Vec<(i64, Id<Kind>)> = Vec::new();
    for word in &along.words {
        params[3] = word.into();
        for row in r.query(*sql, &params)? {
            found.push((row.get(0)?, row.get(1)?));
        }
    }
    if along.words.len() > 1 {
        // An entry may have several of the words. The first rows of all are among the first of each.
        found.sort_unstable();
        found.dedup();
        found.truncate(rows);
    }
    Ok(found.into_iter().map(|(_, id)| id).collect())
}

/// The ids of the open entries that a query finds, by the alphabet: the first `most` for a file, all of them for an
/// answer that has to say how many there are.
pub fn matching(r: &Read<'_>, query: &Query, most: Option<usize>) -> Result<Vec<Id<Kind>>> {
    const ENOUGH: usize = 1_000_000;
    ids(r, query.groups(r)?, None, most.unwrap_or(ENOUGH))
}

/// These entries whole, by the alphabet.
pub fn by_ids(r: &Read<'_>, ids: &[Id<Kind>]) -> Result<Vec<super::Service>> {
    let mut all = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let Some(last) = some.last() else { continue };
        let params: Vec<Value> = (0..AT_ONCE).map(|at| (*some.get(at).unwrap_or(last)).into()).collect();
        for row in r.query(WHOLE, &params)? {
            all.push(super::read(&row)?);
        }
    }
    Ok(all)
}

/// What a list shows of the details; the rest is passed over.
#[derive(Deserialize)]
#[serde(default)]
struct Glance<'a> {
    #[serde(borrow)]
    description: Cow<'a, str>,
}

impl Default for Glance<'_> {
    fn default() -> Self {
        Glance { description: Cow::Borrowed("") }
    }
}

fn line(row: &::store::Row) -> Result<Line> {
    let details: String = row.get(7)?;
    let glance: Glance<'_> =
        serde_json::from_str(&details).map_err(|e| Error::internal("an entry of the directory", e))?;
    Ok(Line {
        id: row.get(0)?,
        name: row.get(1)?,
        giver: row.get(8)?,
        description: glance.description.into_owned(),
        level: row.code_opt(2, Level::stored)?,
        cost: row.code_opt(3, Cost::stored)?,
        minimum_age: row.get(4)?,
        maximum_age: row.get(5)?,
        audiences: audiences(&row.get::<String>(6)?)?,
    })
}
