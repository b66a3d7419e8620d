//! Adults' requests in the database. Everything about the adult is sealed, and no statement here names a table of
//! either side of the wall.

use access::{Act, Action, Grant, InAgency, Look, One, actions::ListAdults, connections::AdultRequest};
use kernel::{
    Date, Error, Id, Reference, Result, Timestamp,
    kinds::{Account, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use serde::{Deserialize, Serialize};
use store::{Column, Keys, Read, Row, Value, statements};

use super::model::{Counselling, Holder, Identity, Outcome, Route, Standing, State, Way};
use crate::words::kept;

// With the day by which an answer is promised, while it is owed.
macro_rules! reading {
    () => {
        "r.id, r.agency_id, r.reference, r.route, r.who, r.name_known, r.status, r.identity, r.identity_note, r.identity_at, r.identity_by, \
         r.counselling, r.counselling_at, r.closed_why, r.created_at, r.version, p.due_at
         FROM adult_request r LEFT JOIN promise p
           ON p.about_id = r.id AND p.kind = 'records-request' AND p.kept_at IS NULL AND p.withdrawn_at IS NULL "
    };
}

statements! {
    ADD = "INSERT INTO adult_request (id, agency_id, reference, route, who, name_known, status, identity, identity_note, identity_at,
             identity_by, counselling, counselling_at, closed_why, created_at, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    LOAD = concat!("SELECT ", reading!(), "WHERE r.id = $1");
    LIST = concat!("SELECT ", reading!(), "WHERE r.agency_id = $1 AND r.status = $2
            AND r.created_at <= $3 AND (r.created_at < $3 OR r.id < $4) ORDER BY r.created_at DESC, r.id DESC LIMIT $5");
    SAVE = "UPDATE adult_request SET status = $3, identity = $4, identity_note = $5, identity_at = $6, identity_by = $7, counselling = $8,
              counselling_at = $9, closed_why = $10, version = version + 1 WHERE id = $1 AND version = $2";
    ADD_HOLDER = "INSERT INTO adult_holder (id, request_id, holder, name, asked_at, outcome, note, answered_at)
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    HOLDERS = "SELECT h.id, h.holder, h.name, h.asked_at, h.outcome, h.note, h.answered_at, p.due_at FROM adult_holder h LEFT JOIN promise p
                 ON p.about_id = h.id AND p.kind = 'holder-answer' AND p.kept_at IS NULL AND p.withdrawn_at IS NULL
               WHERE h.request_id = $1 ORDER BY h.asked_at, h.id LIMIT 100";
    ANSWER = "UPDATE adult_holder SET outcome = $3, note = $4, answered_at = $5 WHERE id = $1 AND request_id = $2 AND outcome IS NULL";
    ADD_SHARE = "INSERT INTO adult_share (id, request_id, what, left_out, way, at, actor_id) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    SHARES = "SELECT id, what, left_out, way, at, actor_id FROM adult_share WHERE request_id = $1 ORDER BY at, id LIMIT 200";
}

/// Columns of `adult_request`, in the order of [`values`].
pub const COLUMNS: &str = "id, agency_id, reference, route, who, name_known, status, identity, identity_note, identity_at, identity_by, \
    counselling, counselling_at, closed_why, created_at, version";
/// Columns of `adult_holder`, in the order of [`holder_values`].
pub const HOLDER_COLUMNS: &str = "id, request_id, holder, name, asked_at, outcome, note, answered_at";
/// Columns of `adult_share`, in the order of [`share_values`].
pub const SHARE_COLUMNS: &str = "id, request_id, what, left_out, way, at, actor_id";

const WHO: Column = Column::new("adult_request.who");
const IDENTITY_NOTE: Column = Column::new("adult_request.identity_note");
const CLOSED_WHY: Column = Column::new("adult_request.closed_why");
const HOLDER_NAME: Column = Column::new("adult_holder.name");
const HOLDER_NOTE: Column = Column::new("adult_holder.note");
const WHAT: Column = Column::new("adult_share.what");
const LEFT_OUT: Column = Column::new("adult_share.left_out");

/// Who asks, as they told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// Their name now.
    pub name: String,
    /// Their name when they were adopted, where it was another.
    pub adopted_name: String,
    /// Their name at birth, where they know it.
    pub birth_name: String,
    /// When they were born.
    pub born: Date,
    /// The day of the adoption order.
    pub adopted_on: Date,
    /// The agency that placed them, as they remember it.
    pub agency: String,
    /// How to reach them.
    pub contact: String,
    /// What they would like to know.
    pub wants: String,
}

/// An adult's request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Its id.
    pub id: Id<AdultRequest>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// What people quote.
    pub reference: Reference,
    /// Who asks.
    pub who: Who,
    /// The route, whether their birth name is known, and how far it is.
    pub standing: Standing,
    /// How they showed who they are, when, and who checked it.
    pub identity: Option<(Identity, Timestamp, Option<Id<Account>>)>,
    /// What was noted of it.
    pub identity_note: String,
    /// When counselling was settled.
    pub counselled: Option<Timestamp>,
    /// Why it was closed.
    pub closed_why: String,
    /// When it was recorded.
    pub made: Timestamp,
    /// By when they were promised an answer, while it is owed.
    pub due: Option<Timestamp>,
    /// The version that a change is based on.
    pub version: i64,
}

/// Somebody who was asked for records.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Its id.
    pub id: Id<()>,
    /// Who.
    pub holder: Holder,
    /// Which one.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// What they answered, and when.
    pub answer: Option<(Outcome, Timestamp)>,
    /// What was noted of it.
    pub note: String,
    /// When they are to be asked again, while they have not answered.
    pub due: Option<Timestamp>,
}

/// Something that was shared.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    /// What.
    pub what: String,
    /// What was left out of it, and why.
    pub left_out: String,
    /// How.
    pub way: Way,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
}

/// What can change of a request.
fn changing(keys: &Keys, r: &Request) -> Result<[Value; 8]> {
    Ok([
        r.standing.state.code().into(),
        r.identity.map(|(how, ..)| how.code()).into(),
        kept(keys, IDENTITY_NOTE, r.id, &r.identity_note)?,
        r.identity.map(|(_, at, _)| at).into(),
        r.identity.and_then(|(.., by)| by).into(),
        r.standing.counselling.code().into(),
        r.counselled.into(),
        kept(keys, CLOSED_WHY, r.id, &r.closed_why)?,
    ])
}

/// The values of a request, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, r: &Request) -> Result<Vec<Value>> {
    let mut all = vec![
        r.id.into(),
        r.agency.into(),
        (&r.reference).into(),
        r.standing.route.code().into(),
        keys.seal(WHO, r.id, &who_json(&r.who)?)?.into(),
        r.standing.name_known.into(),
    ];
    all.extend(changing(keys, r)?);
    all.extend([r.made.into(), r.version.into()]);
    Ok(all)
}

/// Who asks, as it is sealed.
///
/// # Errors
/// `Internal` where it cannot be written.
pub fn who_json(who: &Who) -> Result<String> {
    serde_json::to_string(who).map_err(|e| Error::internal("an adult to seal", e))
}

/// The values of a holder who was asked for a request, for [`HOLDER_COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn holder_values(keys: &Keys, request: Id<AdultRequest>, a: &Asked) -> Result<Vec<Value>> {
    Ok(vec![
        a.id.into(),
        request.into(),
        a.holder.code().into(),
        keys.seal(HOLDER_NAME, a.id, &a.name)?.into(),
        a.at.into(),
        a.answer.map(|(outcome, _)| outcome.code()).into(),
        kept(keys, HOLDER_NOTE, a.id, &a.note)?,
        a.answer.map(|(_, at)| at).into(),
    ])
}

/// The values of something that was shared, for [`SHARE_COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn share_values(keys: &Keys, id: Id<()>, request: Id<AdultRequest>, s: &Shared) -> Result<Vec<Value>> {
    Ok(vec![
        id.into(),
        request.into(),
        keys.seal(WHAT, id, &s.what)?.into(),
        kept(keys, LEFT_OUT, id, &s.left_out)?,
        s.way.code().into(),
        s.at.into(),
        s.by.into(),
    ])
}

/// Adds a request. Whoever calls holds the grant of the agency.
pub(crate) fn add(act: &Act<'_>, r: &Request) -> Result<()> {
    act.execute(ADD, &values(act.keys(), r)?).map(|_| ())
}

/// Writes how a request stands now, based on `version`.
pub(crate) fn save<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<AdultRequest>>,
    version: i64,
    r: &Request,
) -> Result<()> {
    let mut params: Vec<Value> = vec![version.into()];
    params.extend(changing(act.keys(), r)?);
    grant.change(act, SAVE, &params)
}

/// Notes that a holder was asked.
pub(crate) fn add_holder<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<AdultRequest>>,
    holder: Holder,
    name: &str,
) -> Result<Id<()>> {
    let asked = Asked {
        id: Id::random(),
        holder,
        name: name.to_owned(),
        at: act.now(),
        answer: None,
        note: String::new(),
        due: None,
    };
    act.execute(ADD_HOLDER, &holder_values(act.keys(), grant.id(), &asked)?).map(|_| asked.id)
}

/// Notes what a holder of this request answered; a second answer is [`Error::Stale`].
pub(crate) fn answer<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<AdultRequest>>,
    holder: Id<()>,
    outcome: Outcome,
    note: &str,
) -> Result<()> {
    let note = act.seal_unless_empty(HOLDER_NOTE, holder, note)?;
    act.change(ANSWER, &[holder.into(), grant.id().into(), outcome.code().into(), note, act.now().into()])
}

/// Notes that something was shared.
pub(crate) fn add_share<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<AdultRequest>>,
    what: &str,
    left_out: &str,
    way: Way,
) -> Result<()> {
    let shared = Shared {
        what: what.to_owned(),
        left_out: left_out.to_owned(),
        way,
        at: act.now(),
        by: act.actor().account(),
    };
    act.execute(ADD_SHARE, &share_values(act.keys(), Id::random(), grant.id(), &shared)?).map(|_| ())
}

/// The request of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<AdultRequest>>) -> Result<Request> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// Who was asked, in the order of asking.
pub fn holders<A: Action>(look: &Look<'_>, grant: &Grant<A, One<AdultRequest>>) -> Result<Vec<Asked>> {
    grant
        .rows(look, HOLDERS, &[])?
        .iter()
        .map(|row| {
            let id: Id<()> = row.get(0)?;
            let outcome = row.code_opt(4, Outcome::stored)?;
            Ok(Asked {
                id,
                holder: row.code(1, Holder::stored)?,
                name: look.opened(HOLDER_NAME, id, row, 2)?,
                at: row.get(3)?,
                answer: outcome.zip(row.get::<Option<Timestamp>>(6)?),
                note: look.opened(HOLDER_NOTE, id, row, 5)?,
                due: row.get(7)?,
            })
        })
        .collect()
}

/// What was shared, in order: the log.
pub fn shares<A: Action>(look: &Look<'_>, grant: &Grant<A, One<AdultRequest>>) -> Result<Vec<Shared>> {
    grant
        .rows(look, SHARES, &[])?
        .iter()
        .map(|row| {
            let id: Id<()> = row.get(0)?;
            Ok(Shared {
                what: look.opened(WHAT, id, row, 1)?,
                left_out: look.opened(LEFT_OUT, id, row, 2)?,
                way: row.code(3, Way::stored)?,
                at: row.get(4)?,
                by: row.get(5)?,
            })
        })
        .collect()
}

/// One page of an agency's requests in a state, the newest first.
pub fn page(
    look: &Look<'_>,
    grant: &Grant<ListAdults, InAgency>,
    state: State,
    after: Option<Cursor>,
) -> Result<Rows<Request>> {
    let [key, id] = after.unwrap_or(Cursor::newest()).params();
    let limit: Value = (PAGE_ROWS as i64 + 1).into();
    let rows = grant.list(look, "adult-request", LIST, &[state.code().into(), key, id, limit])?;
    let all: Result<Vec<Request>> = rows.iter().map(|row| read(look, row)).collect();
    Ok(Rows::cut(all?, |r| Cursor::at(r.made, r.id.cast())))
}

fn read(r: &Read<'_>, row: &Row) -> Result<Request> {
    let id: Id<AdultRequest> = row.get(0)?;
    let who = r.open(WHO, id, &row.get::<Vec<u8>>(4)?)?;
    let by: Option<Id<Account>> = row.get(10)?;
    let identity = row.code_opt(7, Identity::stored)?.zip(row.get::<Option<Timestamp>>(9)?);
    Ok(Request {
        id,
        agency: row.get(1)?,
        reference: row.get(2)?,
        who: serde_json::from_str(&who).map_err(|e| Error::internal("a sealed adult", e))?,
        standing: Standing {
            route: row.code(3, Route::stored)?,
            name_known: row.get(5)?,
            identified: identity.is_some(),
            counselling: row.code(11, Counselling::stored)?,
            state: row.code(6, State::stored)?,
        },
        identity: identity.map(|(how, at)| (how, at, by)),
        identity_note: r.opened(IDENTITY_NOTE, id, row, 8)?,
        counselled: row.get(12)?,
        closed_why: r.opened(CLOSED_WHY, id, row, 13)?,
        made: row.get(14)?,
        version: row.get(15)?,
        due: row.get(16)?,
    })
}
