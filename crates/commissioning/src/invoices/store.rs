//! Invoices in the database.

use access::{
    Act, Action, Grant, Look, One,
    actions::{ListInvoices, ViewOrder},
    seen,
};
use kernel::{
    Date, Id, Pence, Reference, Result, Timestamp,
    kinds::{self, Case, Order, Organisation, Session},
    local_date,
};
use page::{Cursor, Rows};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Invoice, InvoiceState, Line};
use crate::theirs::theirs;

const QUERY: Column = Column::new("invoice.query");

/// The columns of `invoice` that [`values`] fills, in order.
pub const COLUMNS: &str = "id, number, order_id, agency_id, case_id, provider_id, total_pence, status, received_at, \
     due_on, ended_at, query, version";
/// The columns of `invoice_line` that [`line_values`] fills, in order.
pub const LINE_COLUMNS: &str = "invoice_id, session_id, amount_pence, live";

/// The lists of invoices differ in whose they are; `$2` and `$3` say where the page begins.
macro_rules! listing {
    ($theirs:literal $(, $seen:expr)?) => {
        concat!(
            "SELECT i.id, i.number, i.order_id, o.reference, p.name, a.name, o.therapy, i.total_pence, i.status, i.received_at,
               i.due_on, i.ended_at
             FROM invoice i JOIN purchase_order o ON o.id = i.order_id
               JOIN organisation p ON p.id = i.provider_id JOIN organisation a ON a.id = i.agency_id
             WHERE ", $theirs, " AND i.received_at <= $2 AND (i.received_at < $2 OR i.id < $3)"
             $(, $seen)?, " ORDER BY i.received_at DESC, i.id DESC LIMIT $4"
        )
    };
}

statements! {
    PAID_OF_CASE = "SELECT c.council, (SELECT count(*) FROM invoice i
                      WHERE i.case_id = c.id AND i.status = 'paid' AND i.ended_at > $2 AND i.ended_at <= $3)
                    FROM support_case c WHERE c.id = $1";
    INSERT = "INSERT INTO invoice (id, number, order_id, agency_id, case_id, provider_id, total_pence, status, received_at, due_on,
                ended_at, query, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    INSERT_LINE = "INSERT INTO invoice_line (invoice_id, session_id, amount_pence, live) VALUES ($1, $2, $3, $4)";
    NUMBERED = "SELECT id FROM invoice WHERE provider_id = $1 AND number = $2";
    LOAD = "SELECT id, number, order_id, agency_id, case_id, provider_id, total_pence, status, received_at, due_on, ended_at, query, version
            FROM invoice WHERE id = $1";
    LINES = "SELECT l.session_id, s.planned_on, l.amount_pence FROM invoice_line l JOIN delivery_session s ON s.id = l.session_id
             WHERE l.invoice_id = $1 ORDER BY s.planned_on, s.number";
    STEP = "UPDATE invoice SET status = $3, ended_at = $4, query = $5, version = version + 1 WHERE id = $1 AND version = $2";
    LET_GO = "UPDATE invoice_line SET live = 0 WHERE invoice_id = $1";
    OF_AGENCY = listing!("i.agency_id = $1", seen!("o.family_id", "$5", "$6", "$7"));
    OF_AGENCY_IN = listing!("i.agency_id = $1 AND i.status = $5", seen!("o.family_id", "$6", "$7", "$8"));
    OF_PROVIDER = listing!("i.provider_id = $1");
    OF_PROVIDER_IN = listing!("i.provider_id = $1 AND i.status = $5");
    OF_ORDER = listing!("i.order_id = $1");
}

/// An invoice as kept: what the rules see, and what else is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What the rules see.
    pub invoice: Invoice,
    /// Who is to pay it.
    pub agency: Id<Organisation>,
    /// The case that it is about.
    pub case: Id<Case>,
    /// When it came.
    pub received_at: Timestamp,
    /// The last day for paying it.
    pub due_on: Date,
    /// When it was paid or withdrawn.
    pub ended_at: Option<Timestamp>,
    /// What was queried last.
    pub query: Option<String>,
    /// The version that a change is based on.
    pub version: i64,
}

/// The values of one invoice, for [`COLUMNS`]. Its lines are rows of their own: see [`line_values`].
pub fn values(keys: &Keys, record: &Record) -> Result<Vec<Value>> {
    let i = &record.invoice;
    let query = record.query.as_ref().map(|text| keys.seal(QUERY, i.id, text)).transpose()?;
    Ok(vec![
        i.id.into(),
        (&i.number).into(),
        i.order.into(),
        record.agency.into(),
        record.case.into(),
        i.provider.into(),
        i.total.into(),
        i.state.code().into(),
        record.received_at.into(),
        record.due_on.into(),
        record.ended_at.into(),
        query.into(),
        record.version.into(),
    ])
}

/// The values of one line of an invoice, for [`LINE_COLUMNS`]. Lines of a withdrawn invoice let
/// their sessions go.
pub fn line_values(invoice: &Invoice, line: &Line) -> Vec<Value> {
    let live = invoice.state != InvoiceState::Withdrawn;
    vec![invoice.id.into(), line.session.into(), line.amount.into(), live.into()]
}

pub(super) fn insert(act: &Act<'_>, record: &Record) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), record)?)?;
    for line in &record.invoice.lines {
        act.execute(INSERT_LINE, &line_values(&record.invoice, line))?;
    }
    Ok(())
}

/// Whether a provider has sent an invoice of this number.
pub(super) fn is_numbered(act: &Act<'_>, provider: Id<Organisation>, number: &str) -> Result<bool> {
    Ok(act.opt(NUMBERED, &[provider.into(), number.into()])?.is_some())
}

/// The invoice of a grant with its lines, whatever the grant is for.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Invoice>>) -> Result<Record> {
    let row = grant.row(look, LOAD, &[])?;
    let id: Id<kinds::Invoice> = row.get(0)?;
    let received_at: Timestamp = row.get(8)?;
    let query = row.get::<Option<Vec<u8>>>(11)?.map(|sealed| look.open(QUERY, id, &sealed)).transpose()?;
    let lines = grant
        .rows(look, LINES, &[])?
        .iter()
        .map(|row| Ok(Line { session: row.get::<Id<Session>>(0)?, day: row.get(1)?, amount: row.get(2)? }))
        .collect::<Result<_>>()?;
    Ok(Record {
        invoice: Invoice {
            id,
            provider: row.get(5)?,
            order: row.get(2)?,
            number: row.get(1)?,
            received: local_date(received_at),
            lines,
            total: row.get(6)?,
            state: row.code(7, InvoiceState::stored)?,
        },
        agency: row.get(3)?,
        case: row.get(4)?,
        received_at,
        due_on: row.get(9)?,
        ended_at: row.get(10)?,
        query,
        version: row.get(12)?,
    })
}

/// Writes the next state of an invoice that was read in this transaction; `query` is what is asked
/// of the provider, or nothing to leave what was asked before.
pub(super) fn step(act: &Act<'_>, record: &Record, state: InvoiceState, query: Option<&str>) -> Result<()> {
    let id = record.invoice.id;
    let ended = match state {
        InvoiceState::Received | InvoiceState::Matched | InvoiceState::Queried => None,
        InvoiceState::Paid | InvoiceState::Withdrawn => Some(act.now()),
    };
    let query = query.or(record.query.as_deref());
    let query = query.map(|text| act.seal(QUERY, id, text)).transpose()?.unwrap_or(Value::Null);
    act.change(STEP, &[id.into(), record.version.into(), state.code().into(), ended.into(), query])?;
    if state == InvoiceState::Withdrawn {
        act.execute(LET_GO, &[id.into()])?;
    }
    Ok(())
}

/// A line of a list of invoices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: Id<kinds::Invoice>,
    /// The provider's own number.
    pub number: String,
    /// The order it is for.
    pub order: Id<Order>,
    /// The order's reference.
    pub order_reference: Reference,
    /// Who sent it.
    pub provider_name: String,
    /// Who is to pay it.
    pub agency_name: String,
    /// Code of the catalogue.
    pub therapy: String,
    /// What is asked.
    pub total: Pence,
    /// How it stands.
    pub state: InvoiceState,
    /// When it came.
    pub received_at: Timestamp,
    /// The last day for paying it.
    pub due_on: Date,
    /// When it was paid or withdrawn.
    pub ended_at: Option<Timestamp>,
}

/// Invoices of one's own agency or one's own provider, newest first: `rows` of them, or all.
pub(crate) fn list(
    look: &Look<'_>,
    state: Option<InvoiceState>,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Listed>> {
    let lists = match state {
        None => [OF_PROVIDER, OF_AGENCY],
        Some(_) => [OF_PROVIDER_IN, OF_AGENCY_IN],
    };
    let found = theirs::<ListInvoices>(look, "invoice", lists, state.map(InvoiceState::code), (after, rows))?;
    let listed = found.iter().map(read_listed).collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(listed, rows, |line| Cursor::at(line.received_at, line.id.cast())))
}

/// The invoices of an order, newest first.
pub(crate) fn of_order(look: &Look<'_>, grant: &Grant<ViewOrder, One<Order>>) -> Result<Vec<Listed>> {
    let [key, id] = Cursor::newest().params();
    grant.rows(look, OF_ORDER, &[key, id, i64::MAX.into()])?.iter().map(read_listed).collect()
}

fn read_listed(row: &Row) -> Result<Listed> {
    Ok(Listed {
        id: row.get(0)?,
        number: row.get(1)?,
        order: row.get(2)?,
        order_reference: row.get(3)?,
        provider_name: row.get(4)?,
        agency_name: row.get(5)?,
        therapy: row.get(6)?,
        total: row.get(7)?,
        state: row.code(8, InvoiceState::stored)?,
        received_at: row.get(9)?,
        due_on: row.get(10)?,
        ended_at: row.get(11)?,
    })
}
