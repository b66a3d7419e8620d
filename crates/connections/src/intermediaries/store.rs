//! Vetoes, wishes and intermediary cases in the database. Everything about people is sealed, and no statement here
//! names a table of either side of the wall.

use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::ListAdults,
    connections::{Intermediary, Veto as Kind},
};
use kernel::{Date, Error, Id, Reference, Result, Timestamp, kinds::Organisation};
use page::{Cursor, PAGE_ROWS, Rows};
use serde::{Deserialize, Serialize};
use store::{Column, Keys, Read, Row, Value, statements};

use super::model::{Facts, State, VetoKind, Wants};
use crate::words::kept;

macro_rules! veto {
    () => {
        "id, agency_id, kind, who, terms, made_at, ended_at, ended_why, version"
    };
}
macro_rules! case {
    () => {
        "id, agency_id, reference, facts, status, decided, applicant_wants, subject_wants, created_at, version"
    };
}

statements! {
    ADD_VETO = "INSERT INTO veto (id, agency_id, kind, who, born_key, terms, made_at, ended_at, ended_why, version)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    LOAD_VETO = concat!("SELECT ", veto!(), " FROM veto WHERE id = $1");
    VETOES = concat!("SELECT ", veto!(), " FROM veto WHERE agency_id = $1 AND made_at <= $2 AND (made_at < $2 OR id < $3)
              ORDER BY made_at DESC, id DESC LIMIT $4");
    BORN_ON = concat!("SELECT ", veto!(), " FROM veto WHERE agency_id = $1 AND born_key = $2 AND ended_at IS NULL ORDER BY id LIMIT 50");
    END_VETO = "UPDATE veto SET ended_at = $3, ended_why = $4, version = version + 1 WHERE id = $1 AND version = $2 AND ended_at IS NULL";
    ADD = "INSERT INTO intermediary (id, agency_id, reference, facts, born_key, status, decided, applicant_wants, subject_wants, created_at,
             version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    LOAD = concat!("SELECT ", case!(), " FROM intermediary WHERE id = $1");
    LIST = concat!("SELECT ", case!(), " FROM intermediary WHERE agency_id = $1 AND created_at <= $2 AND (created_at < $2 OR id < $3)
            ORDER BY created_at DESC, id DESC LIMIT $4");
    SAVE = "UPDATE intermediary SET status = $3, decided = $4, applicant_wants = $5, subject_wants = $6, version = version + 1
            WHERE id = $1 AND version = $2";
}

/// Columns of `veto`, in the order of [`veto_values`].
pub const VETO_COLUMNS: &str =
    "id, agency_id, kind, who, born_key, terms, made_at, ended_at, ended_why, version";
/// Columns of `intermediary`, in the order of [`values`].
pub const COLUMNS: &str = "id, agency_id, reference, facts, born_key, status, decided, applicant_wants, subject_wants, created_at, version";

const WHO: Column = Column::new("veto.who");
const TERMS: Column = Column::new("veto.terms");
const ENDED_WHY: Column = Column::new("veto.ended_why");
const FACTS: Column = Column::new("intermediary.facts");
const DECIDED: Column = Column::new("intermediary.decided");

/// Whose veto or wish it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// Their name.
    pub name: String,
    /// When they were born.
    pub born: Date,
}

/// A veto or a wish.
#[derive(Debug, Clone, PartialEq)]
pub struct Veto {
    /// Its id.
    pub id: Id<Kind>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// What.
    pub kind: VetoKind,
    /// Whose.
    pub who: Who,
    /// With whom, or when, contact may be made; for a qualified veto.
    pub terms: String,
    /// When it was made.
    pub made: Timestamp,
    /// When it was withdrawn.
    pub ended: Option<Timestamp>,
    /// Why.
    pub ended_why: String,
    /// The version that a change is based on.
    pub version: i64,
}

/// An intermediary case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its id.
    pub id: Id<Intermediary>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// What people quote.
    pub reference: Reference,
    /// What is decided about.
    pub facts: Facts,
    /// How it stands.
    pub state: State,
    /// What was decided, and why.
    pub decided: String,
    /// What the applicant wants.
    pub applicant_wants: Option<Wants>,
    /// What the relative wants.
    pub subject_wants: Option<Wants>,
    /// When it was recorded.
    pub made: Timestamp,
    /// The version that a change is based on.
    pub version: i64,
}

fn born_key(keys: &Keys, agency: Id<Organisation>, born: Date) -> i64 {
    keys.look_up("veto-born", &format!("{agency} {born}"))
}

/// A person or facts, as they are sealed.
///
/// # Errors
/// `Internal` where they cannot be written.
pub fn json(what: &impl Serialize) -> Result<String> {
    serde_json::to_string(what).map_err(|e| Error::internal("a person to seal", e))
}

/// The values of a veto or wish, for [`VETO_COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn veto_values(keys: &Keys, v: &Veto) -> Result<Vec<Value>> {
    Ok(vec![
        v.id.into(),
        v.agency.into(),
        v.kind.code().into(),
        keys.seal(WHO, v.id, &json(&v.who)?)?.into(),
        born_key(keys, v.agency, v.who.born).into(),
        kept(keys, TERMS, v.id, &v.terms)?,
        v.made.into(),
        v.ended.into(),
        kept(keys, ENDED_WHY, v.id, &v.ended_why)?,
        v.version.into(),
    ])
}

/// The values of a case, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, c: &Case) -> Result<Vec<Value>> {
    let mut all = vec![
        c.id.into(),
        c.agency.into(),
        (&c.reference).into(),
        keys.seal(FACTS, c.id, &json(&c.facts)?)?.into(),
        born_key(keys, c.agency, c.facts.subject_born).into(),
    ];
    all.extend(changing(keys, c)?);
    all.extend([c.made.into(), c.version.into()]);
    Ok(all)
}

/// What can change of a case.
fn changing(keys: &Keys, c: &Case) -> Result<[Value; 4]> {
    Ok([
        c.state.code().into(),
        kept(keys, DECIDED, c.id, &c.decided)?,
        c.applicant_wants.map(Wants::code).into(),
        c.subject_wants.map(Wants::code).into(),
    ])
}

/// Adds a veto. Whoever calls holds the grant of the agency.
pub(crate) fn add_veto(act: &Act<'_>, v: &Veto) -> Result<()> {
    act.execute(ADD_VETO, &veto_values(act.keys(), v)?).map(|_| ())
}

/// Ends a veto, based on `version`.
pub(crate) fn end_veto<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Kind>>,
    version: i64,
    why: &str,
) -> Result<()> {
    let why = act.seal_unless_empty(ENDED_WHY, grant.id(), why)?;
    grant.change(act, END_VETO, &[version.into(), act.now().into(), why])
}

/// The veto of a grant.
pub fn load_veto<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Kind>>) -> Result<Veto> {
    read_veto(look, &grant.row(look, LOAD_VETO, &[])?)
}

/// One page of an agency's vetoes and wishes, the newest first.
pub fn vetoes(
    look: &Look<'_>,
    grant: &Grant<ListAdults, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Veto>> {
    let [key, id] = after.unwrap_or(Cursor::newest()).params();
    let limit: Value = (PAGE_ROWS as i64 + 1).into();
    let rows = grant.list(look, "veto", VETOES, &[key, id, limit])?;
    let all: Result<Vec<Veto>> = rows.iter().map(|row| read_veto(look, row)).collect();
    Ok(Rows::cut(all?, |v| Cursor::at(v.made, v.id.cast())))
}

/// Vetoes and wishes in force of people born on the same day as the relative of an opened case: 50 at most, which
/// is more than share a birth date and a veto in any agency.
pub fn in_force<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Intermediary>>,
    facts: &Facts,
) -> Result<Vec<Veto>> {
    let key = born_key(look.keys(), grant.agency(), facts.subject_born);
    look.query(BORN_ON, &[grant.agency().into(), key.into()])?
        .iter()
        .map(|row| read_veto(look, row))
        .collect()
}

/// Adds a case. Whoever calls holds the grant of the agency.
pub(crate) fn add(act: &Act<'_>, c: &Case) -> Result<()> {
    act.execute(ADD, &values(act.keys(), c)?).map(|_| ())
}

/// Writes how a case stands now, based on `version`.
pub(crate) fn save<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Intermediary>>,
    version: i64,
    c: &Case,
) -> Result<()> {
    let mut params: Vec<Value> = vec![version.into()];
    params.extend(changing(act.keys(), c)?);
    grant.change(act, SAVE, &params)
}

/// The case of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Intermediary>>) -> Result<Case> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// One page of an agency's cases, the newest first.
pub fn page(
    look: &Look<'_>,
    grant: &Grant<ListAdults, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Case>> {
    let [key, id] = after.unwrap_or(Cursor::newest()).params();
    let limit: Value = (PAGE_ROWS as i64 + 1).into();
    let rows = grant.list(look, "intermediary", LIST, &[key, id, limit])?;
    let all: Result<Vec<Case>> = rows.iter().map(|row| read(look, row)).collect();
    Ok(Rows::cut(all?, |c| Cursor::at(c.made, c.id.cast())))
}

fn read_veto(r: &Read<'_>, row: &Row) -> Result<Veto> {
    let id: Id<Kind> = row.get(0)?;
    let who = r.open(WHO, id, &row.get::<Vec<u8>>(3)?)?;
    Ok(Veto {
        id,
        agency: row.get(1)?,
        kind: row.code(2, VetoKind::stored)?,
        who: serde_json::from_str(&who).map_err(|e| Error::internal("a sealed person", e))?,
        terms: r.opened(TERMS, id, row, 4)?,
        made: row.get(5)?,
        ended: row.get(6)?,
        ended_why: r.opened(ENDED_WHY, id, row, 7)?,
        version: row.get(8)?,
    })
}

fn read(r: &Read<'_>, row: &Row) -> Result<Case> {
    let id: Id<Intermediary> = row.get(0)?;
    let facts = r.open(FACTS, id, &row.get::<Vec<u8>>(3)?)?;
    Ok(Case {
        id,
        agency: row.get(1)?,
        reference: row.get(2)?,
        facts: serde_json::from_str(&facts).map_err(|e| Error::internal("sealed facts", e))?,
        state: row.code(4, State::stored)?,
        decided: r.opened(DECIDED, id, row, 5)?,
        applicant_wants: row.code_opt(6, Wants::stored)?,
        subject_wants: row.code_opt(7, Wants::stored)?,
        made: row.get(8)?,
        version: row.get(9)?,
    })
}
