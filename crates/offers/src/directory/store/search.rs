//! Searching the directory: see [`super::super::words`] for the way a search goes.
//!
//! A statement has a fixed number of groups of words, so there is one for each number: nought to eight.

use ::store::{Read, Sql, Value, statements};
use access::offers::Service as Kind;
use kernel::{AgeBand, Id, Level, Result};
use page::{Cursor, PAGE_ROWS, Rows};

use super::{audiences, cut, details_of};
use crate::directory::{
    model::{Audience, Cost, Entry, Status},
    words::{self, ALIKE, Group, TYPED, Way},
};

/// Entries that are looked up by id at once.
const AT_ONCE: usize = 50;

macro_rules! has {
    ($a:literal, $b:literal, $c:literal, $d:literal) => {
        // Counted, so that both engines look it up for each entry and neither makes a list of all.
        concat!(
            " AND (SELECT count(*) FROM service_word w WHERE w.service_id = s.id AND w.word IN (",
            $a,
            ", ",
            $b,
            ", ",
            $c,
            ", ",
            $d,
            ")) > 0"
        )
    };
}
macro_rules! page {
    ($from:expr, $($part:expr),*) => {
        concat!("SELECT s.id FROM ", $from, " s.status = 'active' AND s.name_key >= $1 AND (s.name_key > $1 OR s.id > $2)",
            $($part,)* " ORDER BY s.name_key, s.id LIMIT $3")
    };
}
macro_rules! rest {
    ($($part:expr),*) => { concat!("", $($part),*) };
}
macro_rules! rest_of {
    (1) => {
        rest!()
    };
    (2) => {
        rest!(has!("$8", "$9", "$10", "$11"))
    };
    (3) => {
        rest!(rest_of!(2), has!("$12", "$13", "$14", "$15"))
    };
    (4) => {
        rest!(rest_of!(3), has!("$16", "$17", "$18", "$19"))
    };
    (5) => {
        rest!(rest_of!(4), has!("$20", "$21", "$22", "$23"))
    };
    (6) => {
        rest!(rest_of!(5), has!("$24", "$25", "$26", "$27"))
    };
    (7) => {
        rest!(rest_of!(6), has!("$28", "$29", "$30", "$31"))
    };
    (8) => {
        rest!(rest_of!(7), has!("$32", "$33", "$34", "$35"))
    };
}
macro_rules! walk {
    ($n:tt) => {
        page!("service s WHERE", has!("$4", "$5", "$6", "$7"), rest_of!($n))
    };
}
macro_rules! pick {
    ($n:tt) => {
        // On SQLite, CROSS JOIN says which comes first.
        page!(
            "(SELECT DISTINCT d.service_id AS found FROM service_word d WHERE d.word IN ($4, $5, $6, $7)) picked
               CROSS JOIN service s WHERE s.id = picked.found AND",
            rest_of!($n)
        )
    };
}

statements! {
    WALK_0 = page!("service s WHERE", "");
    WALK_1 = walk!(1);
    WALK_2 = walk!(2);
    WALK_3 = walk!(3);
    WALK_4 = walk!(4);
    WALK_5 = walk!(5);
    WALK_6 = walk!(6);
    WALK_7 = walk!(7);
    WALK_8 = walk!(8);
    PICK_1 = pick!(1);
    PICK_2 = pick!(2);
    PICK_3 = pick!(3);
    PICK_4 = pick!(4);
    PICK_5 = pick!(5);
    PICK_6 = pick!(6);
    PICK_7 = pick!(7);
    PICK_8 = pick!(8);
    LINES = "SELECT s.id, s.name, s.status, s.level, s.cost, s.minimum_age, s.maximum_age, s.audiences, s.details, o.name
             FROM service s JOIN directory_organisation o ON o.id = s.organisation_id
             WHERE s.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
               $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51)
             ORDER BY s.name_key, s.id";
    WHOLE = super::reading!("s.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
               $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50)
             ORDER BY s.name_key, s.id");
    USES = "SELECT word, uses FROM service_term WHERE word IN ($1, $2, $3, $4)";
    BEGINNING = "SELECT word, uses FROM service_term WHERE word >= $1 AND word < $2 AND uses > 0 ORDER BY word LIMIT 200";
}

const WALKS: [Sql; 9] = [WALK_0, WALK_1, WALK_2, WALK_3, WALK_4, WALK_5, WALK_6, WALK_7, WALK_8];
const PICKS: [Sql; 8] = [PICK_1, PICK_2, PICK_3, PICK_4, PICK_5, PICK_6, PICK_7, PICK_8];

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
    /// The groups of words that an entry must have, with how many entries have them: eight at most.
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
        for tags in council.into_iter().chain(near).chain(singles) {
            groups.push(exact(r, tags)?);
        }
        // Three words and seven tags are more than any statement takes; nobody asks for all of them at once.
        groups.truncate(PICKS.len());
        Ok(groups)
    }
}

/// An entry as a list shows it.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its id.
    pub id: Id<Kind>,
    /// Its name.
    pub name: String,
    /// What it says, with no more of who gives it than the name.
    pub entry: Entry,
}

/// How many open entries there are with a tag.
pub fn uses(r: &Read<'_>, tag: &str) -> Result<u64> {
    Ok(exact(r, vec![tag.to_owned()])?.uses)
}

fn exact(r: &Read<'_>, tags: Vec<String>) -> Result<Group> {
    let rows = r.query(USES, &four(&tags))?;
    let mut uses = 0;
    for row in &rows {
        uses += row.get::<i64>(1)?.max(0).unsigned_abs();
    }
    Ok(Group { words: tags, uses })
}

/// The words that begin as a typed one does: itself and those that most entries have.
fn beginning(r: &Read<'_>, word: &str) -> Result<Group> {
    let until = format!("{word}\u{10ffff}");
    let mut known: Vec<(String, i64)> = Vec::new();
    for row in r.query(BEGINNING, &[word.into(), until.into()])? {
        known.push((row.get(0)?, row.get(1)?));
    }
    known.sort_by_key(|(found, uses)| (found != word, -uses));
    known.truncate(ALIKE);
    let uses = known.iter().map(|(_, uses)| uses.max(&0).unsigned_abs()).sum();
    let words =
        if known.is_empty() { vec![word.to_owned()] } else { known.into_iter().map(|(w, _)| w).collect() };
    Ok(Group { words, uses })
}

/// The four parameters of a group: the last word stands again where there are fewer.
fn four(words: &[String]) -> [Value; ALIKE] {
    let last = words.last().map_or("", String::as_str);
    std::array::from_fn(|at| words.get(at).map_or(last, String::as_str).into())
}

/// One page of the open entries that a query finds, by the alphabet.
pub fn search(r: &Read<'_>, query: &Query, after: Option<Cursor>) -> Result<Rows<Line>> {
    let groups = query.groups(r)?;
    let ids = ids(r, groups, after, SHOWN + 1)?;
    if ids.is_empty() {
        return Ok(Rows { items: Vec::new(), next: None });
    }
    let last = ids.last().cloned().unwrap_or(Value::Null);
    let params: Vec<Value> = (0..=AT_ONCE).map(|at| ids.get(at).cloned().unwrap_or(last.clone())).collect();
    let lines = r.query(LINES, &params)?.iter().map(line).collect::<Result<_>>()?;
    Ok(cut(lines))
}

fn ids(r: &Read<'_>, mut groups: Vec<Group>, after: Option<Cursor>, rows: usize) -> Result<Vec<Value>> {
    let all = uses(r, words::ANY)?;
    let way = Way::choose(&mut groups, all, rows as u64);
    let sql = match way {
        Way::Nowhere => return Ok(Vec::new()),
        Way::Walk => WALKS.get(groups.len()),
        Way::Pick => groups.len().checked_sub(1).and_then(|at| PICKS.get(at)),
    };
    let Some(sql) = sql else { return Ok(Vec::new()) };
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let mut params = vec![key, id, (rows as i64).into()];
    params.extend(groups.iter().flat_map(|group| four(&group.words)));
    r.query(*sql, &params)?.iter().map(|row| Ok(Value::from(row.get::<Id<()>>(0)?))).collect()
}

/// The ids of all open entries that a query finds, by the alphabet: for an answer that has to say how many there are.
pub fn matching(r: &Read<'_>, query: &Query) -> Result<Vec<Id<Kind>>> {
    const ENOUGH: usize = 1_000_000;
    let found = ids(r, query.groups(r)?, None, ENOUGH)?;
    let id = |value: Value| match value {
        Value::Bytes(bytes) => Id::from_slice(&bytes),
        _ => None,
    };
    Ok(found.into_iter().filter_map(id).collect())
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

fn line(row: &::store::Row) -> Result<Line> {
    let name: String = row.get(1)?;
    let details: String = row.get(8)?;
    let day = kernel::Date::constant(1, 1, 1);
    Ok(Line {
        id: row.get(0)?,
        entry: Entry {
            name: name.clone(),
            giver: crate::directory::model::Giver { name: row.get(9)?, ..Default::default() },
            status: row.code(2, Status::stored)?,
            level: row.code_opt(3, Level::stored)?,
            cost: row.code_opt(4, Cost::stored)?,
            evidence: None,
            minimum_age: row.get(5)?,
            maximum_age: row.get(6)?,
            audiences: audiences(&row.get::<String>(7)?)?,
            details: details_of(&details)?,
            assured: day,
            review: day,
        },
        name,
    })
}
