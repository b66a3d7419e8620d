//! Passkeys as the database holds them: whose, what their owner calls them, and the credential, sealed. What a
//! credential proves is checked where the sign-in page is; here it is text that somebody made sense of before.
//!
//! A credential is found by a MAC of its id, so that neither a copy of the database nor a list of it tells which device
//! belongs to whom.

use kernel::{Error, Id, Result, Timestamp, kinds::Account};
use store::{Column, Read, Value, Write, statements};

statements! {
    ADD = "INSERT INTO passkey (id, account_id, finder, credential, name, made_at) VALUES ($1, $2, $3, $4, $5, $6)";
    TAKEN = "SELECT id FROM passkey WHERE finder = $1";
    FIND = "SELECT p.id, p.account_id, p.credential FROM passkey p JOIN account a ON a.id = p.account_id
            WHERE p.finder = $1 AND p.refused_at IS NULL AND a.disabled_at IS NULL";
    OF_ACCOUNT = "SELECT id, name, made_at, used_at, refused_at FROM passkey WHERE account_id = $1
                  ORDER BY made_at, id LIMIT 50";
    ONE = "SELECT id, name, made_at, used_at, refused_at FROM passkey WHERE account_id = $1 AND id = $2";
    CREDENTIALS = "SELECT id, credential FROM passkey WHERE account_id = $1 ORDER BY made_at, id LIMIT 50";
    USED = "UPDATE passkey SET credential = $2, used_at = $3 WHERE id = $1";
    REFUSE = "UPDATE passkey SET refused_at = $2 WHERE id = $1 AND refused_at IS NULL";
    RENAME = "UPDATE passkey SET name = $3 WHERE account_id = $1 AND id = $2";
    REMOVE = "DELETE FROM passkey WHERE account_id = $1 AND id = $2";
    DROP = "DELETE FROM passkey WHERE account_id = $1";
}

const CREDENTIAL: Column = Column::new("passkey.credential");
const NAME: Column = Column::new("passkey.name");

/// The most passkeys of one account.
pub const MOST: usize = 20;

/// A passkey.
#[derive(Debug)]
pub enum Kind {}

/// A passkey as its owner sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Passkey {
    /// Its id.
    pub id: Id<Kind>,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub made: Timestamp,
    /// The last sign-in with it.
    pub used: Option<Timestamp>,
    /// Since when it lets nobody in, because its count of uses went back: there may be a copy.
    pub refused: Option<Timestamp>,
}

/// A passkey that may let somebody in.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its id.
    pub id: Id<Kind>,
    /// Whose it is.
    pub account: Id<Account>,
    /// The credential, as it was stored.
    pub credential: String,
}

/// A passkey that was just made.
#[derive(Debug, Clone)]
pub struct New {
    /// What its owner calls it.
    pub name: String,
    /// What the device calls the credential.
    pub credential_id: Vec<u8>,
    /// The credential, to be stored.
    pub credential: String,
}

fn finder(r: &Read<'_>, credential_id: &[u8]) -> Value {
    r.keys().mac("passkey", &[credential_id]).as_slice().into()
}

fn read(r: &Read<'_>, row: &store::Row) -> Result<Passkey> {
    let id = row.get(0)?;
    Ok(Passkey {
        id,
        name: r.open(NAME, id, &row.get::<Vec<u8>>(1)?)?,
        made: row.get(2)?,
        used: row.get(3)?,
        refused: row.get(4)?,
    })
}

/// The passkeys of an account, the oldest first.
pub fn of_account(r: &Read<'_>, account: Id<Account>) -> Result<Vec<Passkey>> {
    r.query(OF_ACCOUNT, &[account.into()])?.iter().map(|row| read(r, row)).collect()
}

/// One passkey of an account.
///
/// # Errors
/// Not found when it is not of this account.
pub fn one(r: &Read<'_>, account: Id<Account>, id: Id<Kind>) -> Result<Passkey> {
    read(r, &r.row(ONE, &[account.into(), id.into()])?)
}

/// The credentials of an account, so that a device is not given a second one.
pub fn credentials(r: &Read<'_>, account: Id<Account>) -> Result<Vec<String>> {
    r.query(CREDENTIALS, &[account.into()])?
        .iter()
        .map(|row| r.open(CREDENTIAL, row.get::<Id<Kind>>(0)?, &row.get::<Vec<u8>>(1)?))
        .collect()
}

/// The passkey with this credential, while it and its owner's access last.
pub fn find(r: &Read<'_>, credential_id: &[u8]) -> Result<Option<Found>> {
    let Some(row) = r.opt(FIND, &[finder(r, credential_id)])? else { return Ok(None) };
    let id: Id<Kind> = row.get(0)?;
    let credential = r.open(CREDENTIAL, id, &row.get::<Vec<u8>>(2)?)?;
    Ok(Some(Found { id, account: row.get(1)?, credential }))
}

/// Keeps a passkey that was just made.
///
/// # Errors
/// Refused when there are too many, and when the credential is somebody's already, whoever that is.
pub fn add(w: &Write<'_>, account: Id<Account>, new: &New, now: Timestamp) -> Result<Id<Kind>> {
    room_for_one_more(of_account(w, account)?.len())?;
    let finder = finder(w, &new.credential_id);
    if w.opt(TAKEN, std::slice::from_ref(&finder))?.is_some() {
        return Err(Error::refused(
            "passkey.known",
            "This passkey is in use already. Remove it on your device, then make a new one.",
        ));
    }
    let id = Id::<Kind>::new(now);
    let params = [
        id.into(),
        account.into(),
        finder,
        w.seal(CREDENTIAL, id, &new.credential)?,
        w.seal(NAME, id, &new.name)?,
        now.into(),
    ];
    w.execute(ADD, &params)?;
    Ok(id)
}

/// Whether an account with so many passkeys may have another.
///
/// # Errors
/// Refused by the rule `passkey.most`.
pub fn room_for_one_more(has: usize) -> Result<()> {
    if has < MOST {
        return Ok(());
    }
    Err(Error::refused(
        "passkey.most",
        format!(
            "You have {MOST} passkeys, which is the most. Remove one that you do not use, then add this one."
        ),
    ))
}

/// Notes that somebody signed in with it, and what became of its credential.
pub fn used(w: &Write<'_>, id: Id<Kind>, credential: &str, now: Timestamp) -> Result<()> {
    w.change(USED, &[id.into(), w.seal(CREDENTIAL, id, credential)?, now.into()])
}

/// Lets nobody in with it any more. Its owner still sees it, and why.
pub fn refuse(w: &Write<'_>, id: Id<Kind>, now: Timestamp) -> Result<()> {
    w.execute(REFUSE, &[id.into(), now.into()]).map(|_| ())
}

/// Calls it something else.
///
/// # Errors
/// Not found when it is not of this account.
pub fn rename(w: &Write<'_>, account: Id<Account>, id: Id<Kind>, name: &str) -> Result<()> {
    one(w, account, id)?;
    w.change(RENAME, &[account.into(), id.into(), w.seal(NAME, id, name)?])
}

/// Takes it away: it lets nobody in any more.
///
/// # Errors
/// Not found when it is not of this account.
pub fn remove(w: &Write<'_>, account: Id<Account>, id: Id<Kind>) -> Result<()> {
    one(w, account, id)?;
    w.change(REMOVE, &[account.into(), id.into()])
}

/// Takes every passkey of an account away; gives how many there were.
pub fn drop_all(w: &Write<'_>, account: Id<Account>) -> Result<u64> {
    w.execute(DROP, &[account.into()])
}
