//! Orders in the database.

use access::{Act, Action, Grant, Look, One, Protected, actions::ListOrders, actions::ViewOrder, seen};
use kernel::{
    Date, Id, Pence, ProviderKind, Reference, Result, Timestamp,
    kinds::{self, Account, Application, Case, Family, Organisation},
    local_date,
};
use page::{Cursor, Rows};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Order, OrderKind, OrderState};
use crate::theirs::theirs;

const REASON: Column = Column::new("purchase_order.reason");

/// The columns that [`values`] fills, in order.
pub const COLUMNS: &str = "id, reference, agency_id, case_id, family_id, provider_id, provider_kind, therapy, kind, \
     application_id, sessions, minutes, price_pence, total_pence, status, starts_on, placed_at, placed_by, ended_at, \
     reason, version";

/// The lists of orders differ in whose they are; `$2` and `$3` say where the page begins.
macro_rules! listing {
    ($theirs:literal $(, $seen:expr)?) => {
        concat!(
            "SELECT o.id, o.reference, o.case_id, c.reference, p.name, a.name, o.therapy, o.status, o.sessions, o.price_pence,
               o.total_pence, o.starts_on, o.placed_at,
               (SELECT count(*) FROM delivery_session s WHERE s.order_id = o.id AND s.status = 'held'),
               (SELECT count(*) FROM delivery_session s WHERE s.order_id = o.id AND s.status = 'missed')
             FROM purchase_order o JOIN support_case c ON c.id = o.case_id
               JOIN organisation p ON p.id = o.provider_id JOIN organisation a ON a.id = o.agency_id
             WHERE ", $theirs, " AND o.placed_at <= $2 AND (o.placed_at < $2 OR o.id < $3)"
             $(, $seen)?, " ORDER BY o.placed_at DESC, o.id DESC LIMIT $4"
        )
    };
}

statements! {
    INSERT = "INSERT INTO purchase_order (id, reference, agency_id, case_id, family_id, provider_id, provider_kind, therapy, kind,
                application_id, sessions, minutes, price_pence, total_pence, status, starts_on, placed_at, placed_by, ended_at, reason, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
    LOAD = "SELECT o.id, o.reference, o.agency_id, o.case_id, o.family_id, o.provider_id, o.provider_kind, o.therapy, o.kind,
              o.application_id, o.sessions, o.minutes, o.price_pence, o.status, o.starts_on, o.placed_at, o.placed_by, o.ended_at,
              o.reason, o.version, a.name, p.name, c.reference
            FROM purchase_order o JOIN organisation a ON a.id = o.agency_id JOIN organisation p ON p.id = o.provider_id
              JOIN support_case c ON c.id = o.case_id
            WHERE o.id = $1";
    LIVE_FOR = "SELECT id FROM purchase_order WHERE application_id = $1 AND status <> 'cancelled' AND status <> 'declined'";
    STEP = "UPDATE purchase_order SET status = $3, ended_at = $4, reason = $5, version = version + 1 WHERE id = $1 AND version = $2";
    OF_AGENCY = listing!("o.agency_id = $1", seen!("o.family_id", "$5", "$6", "$7"));
    OF_AGENCY_IN = listing!("o.agency_id = $1 AND o.status = $5", seen!("o.family_id", "$6", "$7", "$8"));
    OF_PROVIDER = listing!("o.provider_id = $1");
    OF_PROVIDER_IN = listing!("o.provider_id = $1 AND o.status = $5");
    OF_CASE = listing!("o.case_id = $1");
}

/// An order as kept: what the rules see, and what else is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What the rules see.
    pub order: Order,
    /// What people quote.
    pub reference: Reference,
    /// Whose order.
    pub agency: Id<Organisation>,
    /// The household.
    pub family: Id<Family>,
    /// What sort of provider it was on the day of the order.
    pub provider_kind: ProviderKind,
    /// The application that pays for it; none for core budget.
    pub application: Option<Id<Application>>,
    /// The day from which sessions are wanted.
    pub starts_on: Date,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// By whom.
    pub placed_by: Option<Id<Account>>,
    /// When it was completed, declined or cancelled.
    pub ended_at: Option<Timestamp>,
    /// Why it was declined or cancelled.
    pub reason: Option<String>,
    /// The version that a change is based on.
    pub version: i64,
}

/// The values of one order, for [`COLUMNS`].
pub fn values(keys: &Keys, record: &Record) -> Result<Vec<Value>> {
    let o = &record.order;
    let reason = record.reason.as_ref().map(|text| keys.seal(REASON, o.id, text)).transpose()?;
    Ok(vec![
        o.id.into(),
        (&record.reference).into(),
        record.agency.into(),
        o.case.into(),
        record.family.into(),
        o.provider.into(),
        record.provider_kind.code().into(),
        (&o.therapy).into(),
        o.kind.code().into(),
        record.application.into(),
        o.sessions.into(),
        o.minutes.into(),
        o.price.into(),
        o.total()?.into(),
        o.state.code().into(),
        record.starts_on.into(),
        record.placed_at.into(),
        record.placed_by.into(),
        record.ended_at.into(),
        reason.into(),
        record.version.into(),
    ])
}

/// An order that was opened, with the names that a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The order.
    pub record: Record,
    /// The agency's name.
    pub agency_name: String,
    /// The provider's name.
    pub provider_name: String,
    /// The reference of its case.
    pub case_reference: Reference,
}

pub(super) fn insert(act: &Act<'_>, record: &Record) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), record)?).map(|_| ())
}

/// The order of a grant, whatever the grant is for.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Order>>) -> Result<Opened> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// An order that was placed in this transaction, with the names that go with it.
pub(super) fn placed(act: &Act<'_>, record: &Record) -> Result<Opened> {
    read(act, &act.row(LOAD, &[record.order.id.into()])?)
}

/// The order that an opened thing belongs to: the id was read from a row that a grant gave.
pub(crate) fn of_opened<A: Action, T: Protected>(
    look: &Look<'_>,
    _grant: &Grant<A, One<T>>,
    order: Id<kinds::Order>,
) -> Result<Opened> {
    read(look, &look.row(LOAD, &[order.into()])?)
}

/// Whether an order that goes on, or went on to its end, was placed for this application.
pub(super) fn is_ordered(act: &Act<'_>, application: Id<Application>) -> Result<bool> {
    Ok(act.opt(LIVE_FOR, &[application.into()])?.is_some())
}

/// Writes the next state of an order that was read in this transaction.
pub(crate) fn step(act: &Act<'_>, record: &Record, state: OrderState, reason: Option<&str>) -> Result<()> {
    let id = record.order.id;
    let ended = match state {
        OrderState::Placed | OrderState::Accepted => None,
        OrderState::Completed | OrderState::Declined | OrderState::Cancelled => Some(act.now()),
    };
    let reason = reason.map(|text| act.seal(REASON, id, text)).transpose()?.unwrap_or(Value::Null);
    act.change(STEP, &[id.into(), record.version.into(), state.code().into(), ended.into(), reason])
}

/// A line of a list of orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: Id<kinds::Order>,
    /// What people quote.
    pub reference: Reference,
    /// The case it is for.
    pub case: Id<Case>,
    /// The reference of the case: not for providers.
    pub case_reference: Reference,
    /// Who gives it.
    pub provider_name: String,
    /// Whose order.
    pub agency_name: String,
    /// Code of the catalogue.
    pub therapy: String,
    /// How it stands.
    pub state: OrderState,
    /// Sessions ordered.
    pub sessions: u32,
    /// Price of one session.
    pub price: Pence,
    /// Price of all.
    pub total: Pence,
    /// The day from which sessions are wanted.
    pub starts_on: Date,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// Sessions held so far.
    pub held: u32,
    /// Sessions missed so far.
    pub missed: u32,
}

/// Orders of one's own agency or one's own provider, newest first: `rows` of them, or all.
pub(crate) fn list(
    look: &Look<'_>,
    state: Option<OrderState>,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Listed>> {
    let lists = match state {
        None => [OF_PROVIDER, OF_AGENCY],
        Some(_) => [OF_PROVIDER_IN, OF_AGENCY_IN],
    };
    let found = theirs::<ListOrders>(look, "order", lists, state.map(OrderState::code), (after, rows))?;
    let listed = found.iter().map(read_listed).collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(listed, rows, |line| Cursor::at(line.placed_at, line.id.cast())))
}

/// The orders of a case, newest first.
pub fn of_case(look: &Look<'_>, grant: &Grant<ViewOrder, One<Case>>) -> Result<Vec<Listed>> {
    let [key, id] = Cursor::newest().params();
    grant.rows(look, OF_CASE, &[key, id, i64::MAX.into()])?.iter().map(read_listed).collect()
}

fn read_listed(row: &Row) -> Result<Listed> {
    Ok(Listed {
        id: row.get(0)?,
        reference: row.get(1)?,
        case: row.get(2)?,
        case_reference: row.get(3)?,
        provider_name: row.get(4)?,
        agency_name: row.get(5)?,
        therapy: row.get(6)?,
        state: row.code(7, OrderState::stored)?,
        sessions: row.get(8)?,
        price: row.get(9)?,
        total: row.get(10)?,
        starts_on: row.get(11)?,
        placed_at: row.get(12)?,
        held: row.get(13)?,
        missed: row.get(14)?,
    })
}

fn read(look: &Look<'_>, row: &Row) -> Result<Opened> {
    let id: Id<kinds::Order> = row.get(0)?;
    let placed_at: Timestamp = row.get(15)?;
    let reason = row.get::<Option<Vec<u8>>>(18)?.map(|sealed| look.open(REASON, id, &sealed)).transpose()?;
    let order = Order {
        id,
        case: row.get(3)?,
        provider: row.get(5)?,
        therapy: row.get(7)?,
        kind: row.code(8, OrderKind::stored)?,
        price: row.get(12)?,
        minutes: row.get(11)?,
        sessions: row.get(10)?,
        placed: local_date(placed_at),
        state: row.code(13, OrderState::stored)?,
    };
    Ok(Opened {
        record: Record {
            order,
            reference: row.get(1)?,
            agency: row.get(2)?,
            family: row.get(4)?,
            provider_kind: row.code(6, ProviderKind::stored)?,
            application: row.get(9)?,
            starts_on: row.get(14)?,
            placed_at,
            placed_by: row.get(16)?,
            ended_at: row.get(17)?,
            reason,
            version: row.get(19)?,
        },
        agency_name: row.get(20)?,
        provider_name: row.get(21)?,
        case_reference: row.get(22)?,
    })
}
