//! The ledger in the database.
//!
//! [`post`] is the only way in: it reads the balances that a movement touches, lets
//! [`Balances::accept`] decide, and writes balances, movement and lines in the caller's transaction.
//! Two more locks stand behind it: a balance is written only over the balance that was read, and
//! the table refuses a balance below its floor.

use access::{
    Act, Grant, InAgency, Look, One,
    actions::{ViewApplication, ViewLedger},
    seen,
};
use kernel::{
    Error, FinancialYear, Id, Pence, Result, Timestamp,
    kinds::{Account, Application, Invoice, LedgerEntry},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Keys, Row, Value, statements};

use super::model::{AccountCode, AccountKind, Authority, Balances, Movement, MovementKind, rule};

statements! {
    ACCOUNT = "SELECT id, balance_pence FROM ledger_account WHERE code = $1";
    OPEN = "INSERT INTO ledger_account (id, code, kind, year, agency_id, application_id, balance_pence, floor_pence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    SET = "UPDATE ledger_account SET balance_pence = $3, floor_pence = $4 WHERE id = $1 AND balance_pence = $2";
    MOVE = "INSERT INTO ledger_movement (id, key, kind, year, at, agency_id, application_id, invoice_id, actor_id, authorised_by, reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    LINE = "INSERT INTO ledger_line (movement_id, account_id, amount_pence) VALUES ($1, $2, $3)";
    BY_KEY = "SELECT m.kind, a.code, l.amount_pence FROM ledger_movement m
              JOIN ledger_line l ON l.movement_id = m.id JOIN ledger_account a ON a.id = l.account_id
              WHERE m.key = $1";
    TOTALS = "SELECT kind, CAST(sum(balance_pence) AS BIGINT) FROM ledger_account
              WHERE agency_id = $1 AND year = $2 GROUP BY kind";
    YEARS = "SELECT DISTINCT year FROM ledger_account WHERE agency_id = $1 ORDER BY year DESC";
    LIST = concat!("SELECT m.id, m.at, m.kind, m.application_id, p.reference, m.invoice_id, i.number, m.authorised_by, m.reason
            FROM ledger_movement m
            LEFT JOIN application p ON p.id = m.application_id
            LEFT JOIN invoice i ON i.id = m.invoice_id
            WHERE m.agency_id = $1 AND m.year = $2 AND m.at <= $3 AND (m.at < $3 OR m.id < $4)",
            seen!("p.family_id", "$6", "$7", "$8"), "ORDER BY m.at DESC, m.id DESC LIMIT $5");
    LIST_LINES = "SELECT l.movement_id, a.kind, l.amount_pence
            FROM ledger_movement m
            JOIN ledger_line l ON l.movement_id = m.id JOIN ledger_account a ON a.id = l.account_id
            WHERE m.agency_id = $1 AND m.year = $2 AND m.at <= $3 AND m.at >= $4";
    OF_APPLICATION = "SELECT m.id, m.at, m.kind, m.application_id, p.reference, m.invoice_id, i.number, m.authorised_by, m.reason
            FROM ledger_movement m
            LEFT JOIN application p ON p.id = m.application_id
            LEFT JOIN invoice i ON i.id = m.invoice_id
            WHERE m.application_id = $1 ORDER BY m.at, m.id";
    LINES_OF_APPLICATION = "SELECT l.movement_id, a.kind, l.amount_pence
            FROM ledger_movement m
            JOIN ledger_line l ON l.movement_id = m.id JOIN ledger_account a ON a.id = l.account_id
            WHERE m.application_id = $1";
}

/// The sealed reason of somebody who let an allocation be overspent.
const REASON: Column = Column::new("ledger_movement.reason");

/// What an account's id is the id of.
#[derive(Debug)]
pub enum LedgerAccount {}

/// What a movement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct About {
    /// The application it is for.
    pub application: Option<Id<Application>>,
    /// The invoice it pays.
    pub invoice: Option<Id<Invoice>>,
}

/// Columns of `ledger_account`, in the order of [`account_values`].
pub const ACCOUNT_COLUMNS: &str =
    "id, code, kind, year, agency_id, application_id, balance_pence, floor_pence";
/// Columns of `ledger_movement`, in the order of [`movement_values`].
pub const MOVEMENT_COLUMNS: &str =
    "id, key, kind, year, at, agency_id, application_id, invoice_id, actor_id, authorised_by, reason";
/// Columns of `ledger_line`, in the order of [`line_values`].
pub const LINE_COLUMNS: &str = "movement_id, account_id, amount_pence";

/// The values of an account's row, for [`ACCOUNT_COLUMNS`].
pub fn account_values(id: Id<LedgerAccount>, code: AccountCode, balance: Pence) -> Vec<Value> {
    vec![
        id.into(),
        code.to_string().into(),
        code.kind().code().into(),
        i64::from(code.year().0).into(),
        code.agency().map(|a| a.id).into(),
        code.application().into(),
        balance.into(),
        floor(code, balance),
    ]
}

/// The values of a movement's row, for [`MOVEMENT_COLUMNS`].
///
/// # Errors
/// `Internal` when the reason of an authority cannot be sealed.
pub fn movement_values(
    keys: &Keys,
    id: Id<LedgerEntry>,
    movement: &Movement,
    about: About,
    at: Timestamp,
    actor: Option<Id<Account>>,
) -> Result<Vec<Value>> {
    let first = movement.lines().iter().find_map(|l| l.account.agency());
    let year = movement.lines().first().map_or(0, |l| l.account.year().0);
    let reason = movement.authority().map(|a| keys.seal(REASON, id, &a.reason)).transpose()?;
    Ok(vec![
        id.into(),
        movement.key().into(),
        movement.kind().code().into(),
        i64::from(year).into(),
        at.into(),
        first.map(|a| a.id).into(),
        about.application.into(),
        about.invoice.into(),
        actor.into(),
        movement.authority().map(|a| a.by).into(),
        reason.into(),
    ])
}

/// The values of a line's row, for [`LINE_COLUMNS`].
pub fn line_values(movement: Id<LedgerEntry>, account: Id<LedgerAccount>, amount: Pence) -> Vec<Value> {
    vec![movement.into(), account.into(), amount.into()]
}

/// The floor that the table holds: zero, or the balance itself where somebody with authority let
/// it go lower; none for what government granted, which stands below zero by its nature.
fn floor(code: AccountCode, balance: Pence) -> Value {
    match code.kind() {
        AccountKind::Granted => Value::Null,
        _ => Value::from(balance.min(Pence::ZERO)),
    }
}

/// Moves money. Sent again with the same key and lines it does nothing. Whoever calls holds the
/// grant of what the movement is about.
///
/// # Errors
/// Refused by the rule of the account that would go below its floor, or by `ledger.key` when
/// the key was used for another movement.
pub(crate) fn post(act: &Act<'_>, movement: &Movement, about: About) -> Result<()> {
    if let Some(same) = posted(act, movement)? {
        return if same {
            Ok(())
        } else {
            Err(Error::refused(rule::KEY, "This was already done with other amounts. Open the page again."))
        };
    }
    let mut held = Vec::new();
    for line in movement.lines() {
        let found = act.opt(ACCOUNT, &[line.account.to_string().into()])?;
        let found: Option<(Id<LedgerAccount>, Pence)> =
            found.map(|row| Ok::<_, Error>((row.get(0)?, row.get(1)?))).transpose()?;
        held.push((line.account, found));
    }
    let mut balances: Balances =
        held.iter().map(|(code, found)| (*code, found.map_or(Pence::ZERO, |(_, balance)| balance))).collect();
    let after = balances.accept(movement)?;

    let id: Id<LedgerEntry> = Id::new(act.now());
    act.execute(MOVE, &movement_values(act.keys(), id, movement, about, act.now(), act.actor().account())?)?;
    for (((code, found), (_, balance)), line) in held.into_iter().zip(after).zip(movement.lines()) {
        let account = match found {
            Some((account, before)) => {
                act.change(SET, &[account.into(), before.into(), balance.into(), floor(code, balance)])?;
                account
            }
            None => {
                let account = Id::new(act.now());
                act.execute(OPEN, &account_values(account, code, balance))?;
                account
            }
        };
        act.execute(LINE, &line_values(id, account, line.amount))?;
    }
    Ok(())
}

/// Whether a movement of this key was posted, and whether it was this very one.
fn posted(look: &Look<'_>, movement: &Movement) -> Result<Option<bool>> {
    let rows = look.query(BY_KEY, &[movement.key().into()])?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut before = Vec::new();
    for row in &rows {
        before.push((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<Pence>(2)?));
    }
    let mut now: Vec<_> = movement
        .lines()
        .iter()
        .map(|l| (movement.kind().code().to_owned(), l.account.to_string(), l.amount))
        .collect();
    before.sort();
    now.sort();
    Ok(Some(before == now))
}

/// How much one account holds. Whoever calls has opened what the account is about.
pub(crate) fn balance(look: &Look<'_>, account: AccountCode) -> Result<Pence> {
    look.opt(ACCOUNT, &[account.to_string().into()])?.map_or(Ok(Pence::ZERO), |row| row.get(1))
}

/// An agency's money of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Totals {
    /// Allocated and free.
    pub available: Pence,
    /// Approved and not yet paid.
    pub committed: Pence,
    /// Paid.
    pub paid: Pence,
}

impl Totals {
    /// All that was allocated.
    pub fn allocated(&self) -> Pence {
        self.available + self.committed + self.paid
    }
}

/// The balances of an agency and year.
pub fn totals(look: &Look<'_>, grant: &Grant<ViewLedger, InAgency>, year: FinancialYear) -> Result<Totals> {
    let mut totals = Totals::default();
    for row in grant.totals(look, TOTALS, &[i64::from(year.0).into()])? {
        let amount: Pence = row.get(1)?;
        match row.code(0, AccountKind::stored)? {
            AccountKind::Available => totals.available = amount,
            AccountKind::Committed => totals.committed = amount,
            AccountKind::Paid => totals.paid = amount,
            AccountKind::Granted | AccountKind::Fund => {}
        }
    }
    Ok(totals)
}

/// The years in which an agency's ledger holds anything, newest first.
pub fn years(look: &Look<'_>, grant: &Grant<ViewLedger, InAgency>) -> Result<Vec<FinancialYear>> {
    grant
        .totals(look, YEARS, &[])?
        .iter()
        .map(|row| {
            let year: i64 = row.get(0)?;
            i16::try_from(year).map(FinancialYear).map_err(|e| Error::internal("a year of the ledger", e))
        })
        .collect()
}

/// A movement as read.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: Id<LedgerEntry>,
    /// When.
    pub at: Timestamp,
    /// What it did.
    pub kind: MovementKind,
    /// The application it is for, with its reference.
    pub application: Option<(Id<Application>, String)>,
    /// The invoice it paid, with its number.
    pub invoice: Option<(Id<Invoice>, String)>,
    /// Who let it overspend, and why.
    pub authority: Option<Authority>,
    /// What it took from and gave to which kind of account; adds up to nothing.
    pub lines: Vec<(AccountKind, Pence)>,
}

impl Entry {
    /// How much moved.
    pub fn amount(&self) -> Pence {
        self.lines.iter().map(|(_, amount)| *amount).filter(|a| !a.is_negative()).sum()
    }

    /// The kinds of account it took from, or gave to.
    pub fn side(&self, gave: bool) -> String {
        let names: Vec<_> = self
            .lines
            .iter()
            .filter(|(_, amount)| amount.is_negative() == gave)
            .map(|(kind, _)| kind.label())
            .collect();
        names.join(", ")
    }
}

/// One page of an agency's movements of a year, newest first.
pub fn list(
    look: &Look<'_>,
    grant: &Grant<ViewLedger, InAgency>,
    year: FinancialYear,
    after: Option<Cursor>,
) -> Result<Rows<Entry>> {
    let after = after.unwrap_or(Cursor::newest());
    let [key, id] = after.params();
    let year = Value::from(i64::from(year.0));
    let rows = grant.list(
        look,
        "ledger-movement",
        LIST,
        &[year.clone(), key.clone(), id, (PAGE_ROWS as i64 + 1).into()],
    )?;
    let mut entries: Vec<Entry> = rows.iter().map(|row| read(look, row)).collect::<Result<_>>()?;
    if let Some(oldest) = entries.last().map(|e| e.at) {
        let lines = grant.totals(look, LIST_LINES, &[year, key, oldest.into()])?;
        add_lines(&mut entries, &lines)?;
    }
    Ok(Rows::cut(entries, |e| Cursor::at(e.at, e.id.cast())))
}

/// The movements of one application, oldest first.
pub fn of_application(
    look: &Look<'_>,
    grant: &Grant<ViewApplication, One<Application>>,
) -> Result<Vec<Entry>> {
    let rows = grant.rows(look, OF_APPLICATION, &[])?;
    let mut entries: Vec<Entry> = rows.iter().map(|row| read(look, row)).collect::<Result<_>>()?;
    add_lines(&mut entries, &grant.rows(look, LINES_OF_APPLICATION, &[])?)?;
    Ok(entries)
}

fn read(look: &Look<'_>, row: &Row) -> Result<Entry> {
    let id = row.get(0)?;
    let authority = match (row.get(7)?, row.get::<Option<Vec<u8>>>(8)?) {
        (Some(by), Some(sealed)) => Some(Authority { by, reason: look.open(REASON, id, &sealed)? }),
        _ => None,
    };
    Ok(Entry {
        id,
        at: row.get(1)?,
        kind: row.code(2, MovementKind::stored)?,
        application: row.get::<Option<Id<Application>>>(3)?.zip(row.get::<Option<String>>(4)?),
        invoice: row.get::<Option<Id<Invoice>>>(5)?.zip(row.get::<Option<String>>(6)?),
        authority,
        lines: Vec::new(),
    })
}

fn add_lines(entries: &mut [Entry], lines: &[Row]) -> Result<()> {
    let places: std::collections::BTreeMap<Id<LedgerEntry>, usize> =
        entries.iter().enumerate().map(|(place, entry)| (entry.id, place)).collect();
    for row in lines {
        if let Some(entry) = places.get(&row.get(0)?).and_then(|place| entries.get_mut(*place)) {
            entry.lines.push((row.code(1, AccountKind::stored)?, row.get(2)?));
        }
    }
    for entry in entries {
        entry.lines.sort_by_key(|(kind, amount)| (*amount, *kind));
    }
    Ok(())
}
