//! Applications in the database. What is said of the child is sealed whole; what lists and
//! reports count stands plain beside it.

use access::{Act, Action, Grant, Look, One};
use kernel::{
    Date, Error, Id, LegalRoute, Level, Pence, ProviderKind, Reference, Result, Timestamp,
    kinds::{self, Account, Case, Family, Order, Organisation, Person},
    local_date,
};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Content, Money, State};
use crate::schemes::{AskKind, RuleId};

/// What is read of an application; the names come from the organisation and the case beside it.
macro_rules! reading {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.reference, a.agency_id, a.case_id, a.family_id, a.child_id, a.council, a.route, a.rule, a.kind, a.therapy,
               a.provider_id, a.provider_kind, a.sessions, a.price_pence, a.starts_on, a.ends_on, a.repeat, a.status, a.content,
               a.created_at, a.created_by, a.created_role, a.sent_at, a.sent_by, a.decided_at, a.decided_by, a.decision,
               a.paid_pence, a.released_pence, a.version, p.name, c.reference
             FROM application a JOIN organisation p ON p.id = a.provider_id JOIN support_case c ON c.id = a.case_id ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO application (id, reference, agency_id, case_id, family_id, child_id, council, route, rule, kind, therapy,
                provider_id, provider_kind, sessions, price_pence, amount_pence, starts_on, ends_on, repeat, status, content,
                created_at, created_by, created_role, sent_at, sent_by, decided_at, decided_by, decision, paid_pence, released_pence, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
                $25, $26, $27, $28, $29, $30, $31, $32)";
    LOAD = reading!("WHERE a.id = $1");
    OF_ORDERED_INVOICE = reading!("JOIN purchase_order o ON o.application_id = a.id JOIN invoice i ON i.order_id = o.id WHERE i.id = $1");
    STILL_OPEN = reading!("WHERE a.status = 'approved' AND a.paid_pence + a.released_pence < a.amount_pence AND a.id > $1
               AND EXISTS (SELECT 1 FROM purchase_order o WHERE o.application_id = a.id AND o.status IN ('completed', 'cancelled'))
             ORDER BY a.id LIMIT $2");
    SAVE = "UPDATE application SET rule = $3, kind = $4, therapy = $5, provider_id = $6, provider_kind = $7, sessions = $8,
                price_pence = $9, amount_pence = $10, starts_on = $11, ends_on = $12, status = $13, content = $14, sent_at = $15,
                sent_by = $16, decided_at = $17, decided_by = $18, decision = $19, council = $20, route = $21,
                version = version + 1
              WHERE id = $1 AND version = $2";
    SPEND = "UPDATE application SET paid_pence = paid_pence + $2, released_pence = released_pence + $3, version = version + 1
              WHERE id = $1 AND status = 'approved'";
    IDS_OF_CASE = "SELECT id, created_at FROM application WHERE case_id = $1 ORDER BY id";
    FORGET = "UPDATE application SET content = $2, decision = NULL, version = version + 1 WHERE id = $1";
    HAD_BEFORE = "SELECT 1 AS one FROM application WHERE child_id = $1 AND status = 'approved' LIMIT 1";
    WAITING = "SELECT CAST(COALESCE(sum(amount_pence), 0) AS BIGINT) FROM application
              WHERE child_id = $1 AND status = 'sent'";
    MONEY = "SELECT rule, kind, amount_pence, paid_pence, released_pence FROM application
              WHERE child_id = $1 AND status = 'approved'";
    OWED = "SELECT CAST(COALESCE(sum(o.price_pence), 0) AS BIGINT)
              FROM purchase_order o JOIN delivery_session s ON s.order_id = o.id
              WHERE o.application_id = $1 AND (s.status = 'held' OR s.chargeable = 1)";
    ORDERS = "SELECT id, reference, status, ended_at FROM purchase_order WHERE application_id = $1 ORDER BY placed_at DESC, id DESC";
}

/// The sealed words about the child.
const CONTENT: Column = Column::new("application.content");
/// The sealed reason of a decision.
const DECISION: Column = Column::new("application.decision");

/// The columns that an application fills, in order: see [`values`].
pub const COLUMNS: &str = "id, reference, agency_id, case_id, family_id, child_id, council, route, rule, kind, therapy, \
     provider_id, provider_kind, sessions, price_pence, amount_pence, starts_on, ends_on, repeat, status, content, \
     created_at, created_by, created_role, sent_at, sent_by, decided_at, decided_by, decision, paid_pence, \
     released_pence, version";

/// An application for one child.
#[derive(Debug, Clone, PartialEq)]
pub struct Application {
    /// Its id.
    pub id: Id<kinds::Application>,
    /// What people quote.
    pub reference: Reference,
    /// Whose application it is.
    pub agency: Id<Organisation>,
    /// The case it is for.
    pub case: Id<Case>,
    /// The household.
    pub family: Id<Family>,
    /// The child.
    pub child: Id<Person>,
    /// The council's code.
    pub council: String,
    /// How the child came to the family.
    pub route: LegalRoute,
    /// The rules it was written, then sent under.
    pub rule: RuleId,
    /// What the money is for.
    pub kind: AskKind,
    /// Code of the catalogue.
    pub therapy: String,
    /// Who would give it.
    pub provider: Id<Organisation>,
    /// What sort of provider that is.
    pub provider_kind: ProviderKind,
    /// Sessions asked for.
    pub sessions: u32,
    /// Price of one session, from the provider's list.
    pub price: Pence,
    /// First day of the support.
    pub starts_on: Date,
    /// Last day of the support.
    pub ends_on: Date,
    /// Whether the child had an approved application before (requirement FU11).
    pub repeat: bool,
    /// How it stands.
    pub state: State,
    /// What is said of the child and why.
    pub content: Content,
    /// When it was drafted.
    pub created: Timestamp,
    /// Who drafted it; none for a machine.
    pub created_by: Option<Id<Account>>,
    /// In which role.
    pub created_role: String,
    /// When it was sent.
    pub sent: Option<Timestamp>,
    /// Who sent it.
    pub sent_by: Option<Id<Account>>,
    /// When the decision was recorded.
    pub decided: Option<Timestamp>,
    /// Who recorded it.
    pub decided_by: Option<Id<Account>>,
    /// What was said with the decision.
    pub decision: Option<String>,
    /// Paid to the provider so far.
    pub paid: Pence,
    /// Given back because it was not needed.
    pub released: Pence,
    /// The version that an edit is based on.
    pub version: i64,
}

impl Application {
    /// What the Fund is asked for: price times sessions.
    ///
    /// # Errors
    /// `Internal` when the price is too great to multiply; no price of the list is.
    pub fn amount(&self) -> Result<Pence> {
        self.price
            .times(i64::from(self.sessions))
            .ok_or_else(|| Error::Internal("the amount of an application is beyond counting".into()))
    }

    /// How its money stands; nothing before it is approved.
    ///
    /// # Errors
    /// As [`Application::amount`].
    pub fn money(&self) -> Result<Money> {
        match self.state {
            State::Approved => {
                Ok(Money { approved: self.amount()?, paid: self.paid, released: self.released })
            }
            State::Draft | State::Sent | State::Refused | State::Withdrawn => Ok(Money::default()),
        }
    }
}

/// An application that was opened, with the names that a page shows.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The application.
    pub application: Application,
    /// The provider's name.
    pub provider_name: String,
    /// The reference of its case.
    pub case_reference: Reference,
}

/// The values of one application, for [`COLUMNS`].
///
/// # Errors
/// `Internal` when the words cannot be sealed or the amount counted.
pub fn values(keys: &Keys, a: &Application) -> Result<Vec<Value>> {
    Ok(vec![
        a.id.into(),
        (&a.reference).into(),
        a.agency.into(),
        a.case.into(),
        a.family.into(),
        a.child.into(),
        (&a.council).into(),
        a.route.code().into(),
        a.rule.as_str().into(),
        a.kind.code().into(),
        (&a.therapy).into(),
        a.provider.into(),
        a.provider_kind.code().into(),
        a.sessions.into(),
        a.price.into(),
        a.amount()?.into(),
        a.starts_on.into(),
        a.ends_on.into(),
        a.repeat.into(),
        a.state.code().into(),
        sealed_content(keys, a)?,
        a.created.into(),
        a.created_by.into(),
        (&a.created_role).into(),
        a.sent.into(),
        a.sent_by.into(),
        a.decided.into(),
        a.decided_by.into(),
        sealed_decision(keys, a)?,
        a.paid.into(),
        a.released.into(),
        a.version.into(),
    ])
}

fn sealed_content(keys: &Keys, a: &Application) -> Result<Value> {
    let text =
        serde_json::to_string(&a.content).map_err(|e| Error::internal("an application's content", e))?;
    Ok(keys.seal(CONTENT, a.id, &text)?.into())
}

fn sealed_decision(keys: &Keys, a: &Application) -> Result<Value> {
    Ok(a.decision.as_ref().map(|text| keys.seal(DECISION, a.id, text)).transpose()?.into())
}

/// Writes a new application. Whoever calls holds the grant to draft for its case.
pub(super) fn insert(act: &Act<'_>, new: &Application) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), new)?).map(|_| ())
}

/// Writes an application over the version it was read at.
pub(super) fn save<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<kinds::Application>>,
    a: &Application,
) -> Result<()> {
    let rest = [
        a.version.into(),
        a.rule.as_str().into(),
        a.kind.code().into(),
        (&a.therapy).into(),
        a.provider.into(),
        a.provider_kind.code().into(),
        a.sessions.into(),
        a.price.into(),
        a.amount()?.into(),
        a.starts_on.into(),
        a.ends_on.into(),
        a.state.code().into(),
        sealed_content(act.keys(), a)?,
        a.sent.into(),
        a.sent_by.into(),
        a.decided.into(),
        a.decided_by.into(),
        sealed_decision(act.keys(), a)?,
        (&a.council).into(),
        a.route.code().into(),
    ];
    grant.change(act, SAVE, &rest)
}

/// Notes on an approved application what was paid, and what was given back.
pub(crate) fn spend(act: &Act<'_>, id: Id<kinds::Application>, paid: Pence, released: Pence) -> Result<()> {
    act.change(SPEND, &[id.into(), paid.into(), released.into()])
}

/// Erases what the applications of a case say of the child, where the case's time is over. The money stays, since
/// the ledger must still add up. The grant is that of the destruction which two people agreed on; the case was
/// read from it.
pub fn forget<A: Action, T: access::Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    let rows = act.query(IDS_OF_CASE, &[case.into()])?;
    for row in &rows {
        let id: Id<kinds::Application> = row.get(0)?;
        let made: Timestamp = row.get(1)?;
        let blank = Content {
            age: 0,
            has_ehcp: false,
            level: Level::Universal,
            assessed_on: local_date(made),
            needs: Vec::new(),
            outcomes: Vec::new(),
            passages: Vec::new(),
            checked: None,
        };
        let text = serde_json::to_string(&blank).map_err(|e| Error::internal("a blank application", e))?;
        act.execute(FORGET, &[id.into(), act.seal(CONTENT, id, &text)?])?;
    }
    Ok(rows.len() as u64)
}

/// The application of a grant, whatever the grant is for.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Application>>) -> Result<Opened> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// An application that was written in this transaction, with the names that go with it.
pub(crate) fn written(act: &Act<'_>, id: Id<kinds::Application>) -> Result<Opened> {
    read(act, &act.row(LOAD, &[id.into()])?)
}

/// The application that pays for the order of an invoice that a grant gave; none where the order
/// is paid from core budget.
pub(crate) fn of_invoice<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<kinds::Invoice>>,
) -> Result<Option<Opened>> {
    grant.rows(look, OF_ORDERED_INVOICE, &[])?.first().map(|row| read(look, row)).transpose()
}

/// Approved applications after `after` whose order has ended while money is still held for
/// them: at most `most`, by id. For the system's own job.
pub(crate) fn still_open(
    act: &Act<'_>,
    after: Option<Id<kinds::Application>>,
    most: u32,
) -> Result<Vec<Opened>> {
    let after = after.map_or_else(|| Value::from(vec![0_u8; 16]), Value::from);
    act.query(STILL_OPEN, &[after, most.into()])?.iter().map(|row| read(act, row)).collect()
}

/// Whether a child had an application approved before. Whoever calls opened the child's case.
pub(super) fn had_before(look: &Look<'_>, child: Id<Person>) -> Result<bool> {
    Ok(look.opt(HAD_BEFORE, &[child.into()])?.is_some())
}

/// How much of a child's applications waits for a decision.
pub(super) fn waiting(look: &Look<'_>, child: Id<Person>) -> Result<Pence> {
    look.row(WAITING, &[child.into()])?.get(0)
}

/// What a child was approved, with the rules it was sent under.
pub(super) fn approved(look: &Look<'_>, child: Id<Person>) -> Result<Vec<(RuleId, AskKind, Money)>> {
    look.query(MONEY, &[child.into()])?
        .iter()
        .map(|row| {
            let money = Money { approved: row.get(2)?, paid: row.get(3)?, released: row.get(4)? };
            Ok((RuleId(row.get(0)?), row.code(1, AskKind::stored)?, money))
        })
        .collect()
}

/// An order that was placed for an application.
#[derive(Debug, Clone)]
pub struct Ordered {
    /// Its id.
    pub id: Id<Order>,
    /// What people quote.
    pub reference: Reference,
    /// How it stands.
    pub state: commissioning::orders::model::OrderState,
}

/// The orders of an application, newest first; whoever calls has opened the application.
pub(crate) fn orders(look: &Look<'_>, id: Id<kinds::Application>) -> Result<Vec<Ordered>> {
    look.query(ORDERS, &[id.into()])?
        .iter()
        .map(|row| {
            Ok(Ordered {
                id: row.get(0)?,
                reference: row.get(1)?,
                state: row.code(2, commissioning::orders::model::OrderState::stored)?,
            })
        })
        .collect()
}

/// The price of every session of an application's orders that the provider may charge for, asked
/// for or not; whoever calls has opened the application.
pub(super) fn chargeable(look: &Look<'_>, id: Id<kinds::Application>) -> Result<Pence> {
    look.row(OWED, &[id.into()])?.get(0)
}

fn read(look: &Look<'_>, row: &Row) -> Result<Opened> {
    let id: Id<kinds::Application> = row.get(0)?;
    let content = look.open(CONTENT, id, &row.get::<Vec<u8>>(19)?)?;
    let decision =
        row.get::<Option<Vec<u8>>>(27)?.map(|sealed| look.open(DECISION, id, &sealed)).transpose()?;
    Ok(Opened {
        application: Application {
            id,
            reference: row.get(1)?,
            agency: row.get(2)?,
            case: row.get(3)?,
            family: row.get(4)?,
            child: row.get(5)?,
            council: row.get(6)?,
            route: row.code(7, LegalRoute::stored)?,
            rule: RuleId(row.get(8)?),
            kind: row.code(9, AskKind::stored)?,
            therapy: row.get(10)?,
            provider: row.get(11)?,
            provider_kind: row.code(12, ProviderKind::stored)?,
            sessions: row.get(13)?,
            price: row.get(14)?,
            starts_on: row.get(15)?,
            ends_on: row.get(16)?,
            repeat: row.get(17)?,
            state: row.code(18, State::stored)?,
            content: serde_json::from_str(&content)
                .map_err(|e| Error::internal("an application's content", e))?,
            created: row.get(20)?,
            created_by: row.get(21)?,
            created_role: row.get(22)?,
            sent: row.get(23)?,
            sent_by: row.get(24)?,
            decided: row.get(25)?,
            decided_by: row.get(26)?,
            decision,
            paid: row.get(28)?,
            released: row.get(29)?,
            version: row.get(30)?,
        },
        provider_name: row.get(31)?,
        case_reference: row.get(32)?,
    })
}
