//! Adults' requests in the database. Everything about the adult is sealed, and no statement here names a table of
//! either side of the wall.

use access::{Act, Action, Grant, InAgency, Look, One, actions::ListAdults, connections::AdultRequest};
use kernel::{
    Date, Error, Id, Reference, Result, Timestamp,
    kinds::{Account, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use serde::{Deserialize, Serialize};
use store::{Column, Read, Row, Value, statements};

use super::model::{Counselling, Holder, Identity, Outcome, Route, Standing, State, Way};
use crate::words::{opened, sealed};

macro_rules! columns {
    () => {
        "id, agency_id, reference, route, who, name_known, status, identity, identity_note, identity_at, identity_by, counselling, \
         counselling_at, closed_why, created_at, version"
    };
}

statements! {
    ADD = "INSERT INTO adult_request (id, agency_id, reference, route, who, name_known, status, counselling, created_at, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    LOAD = concat!("SELECT ", columns!(), " FROM adult_request WHERE id = $1");
    LIST = concat!("SELECT ", columns!(), " FROM adult_request WHERE agency_id = $1 AND status = $2
            AND created_at <= $3 AND (created_at < $3 OR id < $4) ORDER BY created_at DESC, id DESC LIMIT $5");
    SAVE = "UPDATE adult_request SET status = $3, identity = $4, identity_note = $5, identity_at = $6, identity_by = $7, counselling = $8,
              counselling_at = $9, closed_why = $10, version = version + 1 WHERE id = $1 AND version = $2";
    ADD_HOLDER = "INSERT INTO adult_holder (id, request_id, holder, name, asked_at) VALUES ($1, $2, $3, $4, $5)";
    HOLDERS = "SELECT id, holder, name, asked_at, outcome, note, answered_at FROM adult_holder WHERE request_id = $1
               ORDER BY asked_at, id LIMIT 100";
    ANSWER = "UPDATE adult_holder SET outcome = $3, note = $4, answered_at = $5 WHERE id = $1 AND request_id = $2 AND outcome IS NULL";
    ADD_SHARE = "INSERT INTO adult_share (id, request_id, what, left_out, way, at, actor_id) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    SHARES = "SELECT id, what, left_out, way, at, actor_id FROM adult_share WHERE request_id = $1 ORDER BY at, id LIMIT 200";
}

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

/// Adds a request. Whoever calls holds the grant of the agency.
pub(crate) fn add(act: &Act<'_>, r: &Request) -> Result<()> {
    let who = serde_json::to_string(&r.who).map_err(|e| Error::internal("an adult to seal", e))?;
    let params = [
        r.id.into(),
        r.agency.into(),
        (&r.reference).into(),
        r.standing.route.code().into(),
        act.seal(WHO, r.id, &who)?,
        r.standing.name_known.into(),
        r.standing.state.code().into(),
        r.standing.counselling.code().into(),
        r.made.into(),
        r.version.into(),
    ];
    act.execute(ADD, &params).map(|_| ())
}

/// Writes how a request stands now, based on `version`.
pub(crate) fn save<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<AdultRequest>>,
    version: i64,
    r: &Request,
) -> Result<()> {
    let params = [
        version.into(),
        r.standing.state.code().into(),
        r.identity.map(|(how, ..)| how.code()).into(),
        sealed(act, IDENTITY_NOTE, r.id, &r.identity_note)?,
        r.identity.map(|(_, at, _)| at).into(),
        r.identity.and_then(|(.., by)| by).into(),
        r.standing.counselling.code().into(),
        r.counselled.into(),
        sealed(act, CLOSED_WHY, r.id, &r.closed_why)?,
    ];
    grant.change(act, SAVE, &params)
}

/// Notes that a holder was asked.
pub(crate) fn add_holder<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<AdultRequest>>,
    holder: Holder,
    name: &str,
) -> Result<Id<()>> {
    let id: Id<()> = Id::random();
    let params = [
        id.into(),
        grant.id().into(),
        holder.code().into(),
        act.seal(HOLDER_NAME, id, name)?,
        act.now().into(),
    ];
    act.execute(ADD_HOLDER, &params).map(|_| id)
}

/// Notes what a holder of this request answered; a second answer is [`Error::Stale`].
pub(crate) fn answer<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<AdultRequest>>,
    holder: Id<()>,
    outcome: Outcome,
    note: &str,
) -> Result<()> {
    let note = sealed(act, HOLDER_NOTE, holder, note)?;
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
    let id: Id<()> = Id::random();
    let params = [
        id.into(),
        grant.id().into(),
        act.seal(WHAT, id, what)?,
        sealed(act, LEFT_OUT, id, left_out)?,
        way.code().into(),
        act.now().into(),
        act.actor().account().into(),
    ];
    act.execute(ADD_SHARE, &params).map(|_| ())
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
                name: opened(look, HOLDER_NAME, id, row, 2)?,
                at: row.get(3)?,
                answer: outcome.zip(row.get::<Option<Timestamp>>(6)?),
                note: opened(look, HOLDER_NOTE, id, row, 5)?,
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
                what: opened(look, WHAT, id, row, 1)?,
                left_out: opened(look, LEFT_OUT, id, row, 2)?,
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
        identity_note: opened(r, IDENTITY_NOTE, id, row, 8)?,
        counselled: row.get(12)?,
        closed_why: opened(r, CLOSED_WHY, id, row, 13)?,
        made: row.get(14)?,
        version: row.get(15)?,
    })
}
