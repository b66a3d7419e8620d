//! Sessions in the database.

use access::{Act, Action, Grant, Look, One, Protected};
use kernel::{
    Date, Id, Result, Timestamp,
    kinds::{self, Case, Order},
};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Missed, MissedBy, Notice, Session, SessionState, SessionStatus};

const NOTE: Column = Column::new("delivery_session.note");

/// The columns that [`values`] fills, in order.
pub const COLUMNS: &str =
    "id, order_id, number, planned_on, status, missed_by, notice, chargeable, note, recorded_at, version";

statements! {
    INSERT = "INSERT INTO delivery_session (id, order_id, number, planned_on, status, missed_by, notice, chargeable, note, recorded_at, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    OF_ORDER = "SELECT s.id, s.order_id, s.number, s.planned_on, s.status, s.missed_by, s.notice, s.chargeable, s.note, s.recorded_at,
                  s.version, (SELECT l.invoice_id FROM invoice_line l WHERE l.session_id = s.id AND l.live = 1)
                FROM delivery_session s WHERE s.order_id = $1 ORDER BY s.planned_on, s.number";
    AHEAD_OF_CASE = "SELECT s.id, s.planned_on, o.therapy, p.name
                     FROM purchase_order o JOIN delivery_session s ON s.order_id = o.id JOIN organisation p ON p.id = o.provider_id
                     WHERE o.case_id = $1 AND o.status = 'accepted' AND s.status = 'planned' AND s.planned_on >= $2
                     ORDER BY s.planned_on, s.id LIMIT 20";
    ORDER_OF = "SELECT order_id FROM delivery_session WHERE id = $1";
    CHANGE = "UPDATE delivery_session SET planned_on = $3, status = $4, missed_by = $5, notice = $6, chargeable = $7, note = $8,
                recorded_at = $9, version = version + 1 WHERE id = $1 AND version = $2";
}

/// A session as kept: what the rules see, and what else is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What the rules see. `invoiced` is read from the invoices and not stored here.
    pub session: Session,
    /// Its place among the order's sessions, from 1, in the order they were planned.
    pub number: u32,
    /// What the provider wrote beside it.
    pub note: Option<String>,
    /// When it was recorded as held or missed.
    pub recorded_at: Option<Timestamp>,
    /// The version that a change is based on.
    pub version: i64,
}

/// The values of one session, for [`COLUMNS`].
pub fn values(keys: &Keys, record: &Record) -> Result<Vec<Value>> {
    let s = &record.session;
    let mut values = vec![s.id.into(), s.order.into(), record.number.into()];
    values.extend(changing(keys, record)?);
    values.push(record.version.into());
    Ok(values)
}

fn changing(keys: &Keys, record: &Record) -> Result<[Value; 7]> {
    let s = &record.session;
    let missed = s.state.missed();
    let note = record.note.as_ref().map(|text| keys.seal(NOTE, s.id, text)).transpose()?;
    Ok([
        s.day.into(),
        s.state.status().code().into(),
        missed.map(|m| m.by.code()).into(),
        missed.map(|m| m.notice.code()).into(),
        missed.is_some_and(|m| m.chargeable).into(),
        note.into(),
        record.recorded_at.into(),
    ])
}

pub(super) fn insert(act: &Act<'_>, record: &Record) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), record)?).map(|_| ())
}

/// Writes a session that was changed since `record.version` was read.
pub(super) fn change(act: &Act<'_>, record: &Record) -> Result<()> {
    let mut params = vec![record.session.id.into(), record.version.into()];
    params.extend(changing(act.keys(), record)?);
    act.change(CHANGE, &params)
}

/// A session that lies ahead, as the family of a case reads it: no price and no reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// The day.
    pub on: Date,
    /// What it is, by its code in the catalogue.
    pub therapy: String,
    /// Who gives it.
    pub provider: String,
}

/// The sessions of a case that lie ahead from this day on, the soonest first: 20 at most.
pub fn ahead<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Case>>,
    from: Date,
) -> Result<Vec<Appointment>> {
    grant
        .rows(look, AHEAD_OF_CASE, &[from.into()])?
        .iter()
        .map(|row| Ok(Appointment { on: row.get(1)?, therapy: row.get(2)?, provider: row.get(3)? }))
        .collect()
}

/// The sessions of the order of a grant, by day.
pub fn of_order<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Order>>) -> Result<Vec<Record>> {
    grant.rows(look, OF_ORDER, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The sessions of the order that an opened thing belongs to: the id was read from a row that a grant gave.
pub(crate) fn of_opened<A: Action, T: Protected>(
    look: &Look<'_>,
    _grant: &Grant<A, One<T>>,
    order: Id<Order>,
) -> Result<Vec<Record>> {
    look.query(OF_ORDER, &[order.into()])?.iter().map(|row| read(look, row)).collect()
}

/// The order that a session belongs to.
pub(super) fn order_of<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<kinds::Session>>,
) -> Result<Id<Order>> {
    grant.row(look, ORDER_OF, &[])?.get(0)
}

/// What the rules see of these sessions.
pub fn plain(records: &[Record]) -> Vec<Session> {
    records.iter().map(|record| record.session.clone()).collect()
}

fn read(look: &Look<'_>, row: &Row) -> Result<Record> {
    let id: Id<kinds::Session> = row.get(0)?;
    let missed = match (row.code_opt(5, MissedBy::stored)?, row.code_opt(6, Notice::stored)?) {
        (Some(by), Some(notice)) => Some(Missed { by, notice, chargeable: row.get(7)? }),
        _ => None,
    };
    let note = row.get::<Option<Vec<u8>>>(8)?.map(|sealed| look.open(NOTE, id, &sealed)).transpose()?;
    Ok(Record {
        session: Session {
            id,
            order: row.get(1)?,
            day: row.get(3)?,
            state: SessionState::stored(row.code(4, SessionStatus::stored)?, missed)?,
            invoiced: row.get(11)?,
        },
        number: row.get(2)?,
        note,
        recorded_at: row.get(9)?,
        version: row.get(10)?,
    })
}
