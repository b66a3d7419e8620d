//! Local accounts: people who sign in with an address and a password.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{self, Family, Organisation},
};
use store::{Column, Keys, Read, Row, Value, Write, statements};

use crate::Role;

statements! {
    INSERT = "INSERT INTO account (id, email_key, email, name, password, role, agency_id, family_id, provider_id, demo, created_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    BY_EMAIL = "SELECT id, name, role, agency_id, family_id, provider_id, password FROM account
                WHERE email_key = $1 AND disabled_at IS NULL";
    BY_ID = "SELECT id, name, role, agency_id, family_id, provider_id, NULL FROM account WHERE id = $1";
    DEMO = "SELECT id, name, role, agency_id, family_id, provider_id, NULL FROM account
            WHERE demo = 1 AND role = $1 AND disabled_at IS NULL ORDER BY role, id LIMIT 1";
    COLLEAGUES = "SELECT id, name, role, agency_id, family_id, provider_id, NULL FROM account
                  WHERE agency_id = $1 AND disabled_at IS NULL AND role IN ('duty-worker', 'social-worker', 'team-manager')
                  ORDER BY agency_id, role, id LIMIT 500";
    ADDRESSES = "SELECT id, email FROM account WHERE agency_id = $1 AND role = $2 AND disabled_at IS NULL ORDER BY id LIMIT 50";
    GUARD = "SELECT failures, until FROM sign_in_guard WHERE key = $1";
    GUARD_SET = "INSERT INTO sign_in_guard (key, failures, until) VALUES ($1, $2, $3)
                 ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, until = excluded.until";
    GUARD_CLEAR = "DELETE FROM sign_in_guard WHERE key = $1";
}

const EMAIL: Column = Column::new("account.email");
const NAME: Column = Column::new("account.name");

/// The columns that a load of many accounts fills, in order: see [`values`].
pub const COLUMNS: &str =
    "id, email_key, email, name, password, role, agency_id, family_id, provider_id, demo, created_at";

/// Shortest password that is taken, in characters.
pub const PASSWORD_MIN: usize = 12;
/// Wrong tries that are free; after them each doubles the wait, up to [`WAIT_MAX_SECONDS`].
const FREE_TRIES: u32 = 5;
/// The longest wait, so that a victim is never locked out for long.
const WAIT_MAX_SECONDS: i64 = 60;

/// Somebody who signs in.
#[derive(Debug, Clone)]
pub struct Account {
    /// Their id.
    pub id: Id<kinds::Account>,
    /// What to call them.
    pub name: String,
    /// What they do.
    pub role: Role,
    /// The agency they work for.
    pub agency: Option<Id<Organisation>>,
    /// The family they belong to.
    pub family: Option<Id<Family>>,
    /// The provider they belong to.
    pub provider: Option<Id<Organisation>>,
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Who.
    pub account: Account,
    /// Their address; letters are compared without case.
    pub email: String,
    /// The hash from [`hash_password`]; none for demo people, who have no password.
    pub password: Option<String>,
    /// Whether the demo may sign in as them with one click.
    pub demo: bool,
}

/// The values of one account, for [`COLUMNS`].
pub fn values(keys: &Keys, new: &NewAccount, now: Timestamp) -> Result<Vec<Value>> {
    let a = &new.account;
    Ok(vec![
        a.id.into(),
        email_key(keys, &new.email).into(),
        keys.seal(EMAIL, a.id, &new.email)?.into(),
        keys.seal(NAME, a.id, &a.name)?.into(),
        new.password.clone().into(),
        a.role.code().into(),
        a.agency.into(),
        a.family.into(),
        a.provider.into(),
        new.demo.into(),
        now.into(),
    ])
}

/// Makes an account. An address that is taken is refused.
pub fn create(w: &Write<'_>, new: &NewAccount, now: Timestamp) -> Result<()> {
    if w.opt(BY_EMAIL, &[email_key(w.keys(), &new.email).into()])?.is_some() {
        return Err(Error::field("email", "Somebody already signs in with this email address"));
    }
    w.execute(INSERT, &values(w.keys(), new, now)?).map(|_| ())
}

/// The account with this id.
pub fn by_id(r: &Read<'_>, id: Id<kinds::Account>) -> Result<Account> {
    read(r, &r.row(BY_ID, &[id.into()])?)
}

/// The first demo person of a role.
pub fn demo(r: &Read<'_>, role: Role) -> Result<Option<Account>> {
    r.opt(DEMO, &[role.code().into()])?.map(|row| read(r, &row)).transpose()
}

/// The workers of an agency who can hold a case: up to 500.
pub fn colleagues(r: &Read<'_>, agency: Id<Organisation>) -> Result<Vec<Account>> {
    r.query(COLLEAGUES, &[agency.into()])?.iter().map(|row| read(r, row)).collect()
}

/// The email addresses of people of an agency in a role, 50 at most: to tell them of something.
pub fn addresses(
    r: &Read<'_>,
    agency: Id<Organisation>,
    role: Role,
) -> Result<Vec<(Id<kinds::Account>, String)>> {
    r.query(ADDRESSES, &[agency.into(), role.code().into()])?
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            Ok((id, r.open(EMAIL, id, &row.get::<Vec<u8>>(1)?)?))
        })
        .collect()
}

fn read(r: &Read<'_>, row: &Row) -> Result<Account> {
    let id = row.get(0)?;
    Ok(Account {
        id,
        name: r.open(NAME, id, &row.get::<Vec<u8>>(1)?)?,
        role: row.code(2, Role::stored)?,
        agency: row.get(3)?,
        family: row.get(4)?,
        provider: row.get(5)?,
    })
}

fn email_key(keys: &Keys, email: &str) -> i64 {
    keys.look_up("account.email", &email.trim().to_lowercase())
}

/// What is stored of the account that an address belongs to, to be checked outside the
/// transaction with [`check_password`], because hashing takes long on purpose.
pub struct Candidate {
    account: Option<Account>,
    hash: Option<String>,
}

/// Finds the account of an address. The answer looks the same when there is none.
///
/// # Errors
/// [`Error::TooMany`] while this address has to wait after wrong tries.
pub fn candidate(r: &Read<'_>, email: &str, now: Timestamp) -> Result<Candidate> {
    let key = email_key(r.keys(), email);
    if let Some(row) = r.opt(GUARD, &[key.into()])? {
        let until: Timestamp = row.get(1)?;
        if until > now {
            let wait = until.duration_since(now).as_secs().max(1);
            return Err(Error::TooMany { seconds: wait.unsigned_abs() });
        }
    }
    let row = r.opt(BY_EMAIL, &[key.into()])?;
    let hash = row.as_ref().map(|row| row.get::<Option<String>>(6)).transpose()?.flatten();
    let account = row.map(|row| read(r, &row)).transpose()?;
    Ok(Candidate { account, hash })
}

/// Checks a password. Takes as long for an unknown address as for a known one.
pub fn check_password(candidate: Candidate, password: &str) -> Option<Account> {
    // A hash of nothing anybody can type, so that unknown addresses cost the same.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$0000000000000000000000000000000000000000000";
    let hash = candidate.hash.as_deref().unwrap_or(NOBODY);
    let right = Argon2::default().verify_password(password.as_bytes(), hash).is_ok();
    candidate.account.filter(|_| right && candidate.hash.is_some())
}

/// Notes a wrong try: after a few, each next one has to wait longer, up to a minute.
pub fn note_failure(w: &Write<'_>, email: &str, now: Timestamp) -> Result<()> {
    let key = email_key(w.keys(), email);
    let failures = match w.opt(GUARD, &[key.into()])? {
        Some(row) => row.get::<u32>(0)?.saturating_add(1),
        None => 1,
    };
    let wait = match failures.checked_sub(FREE_TRIES) {
        None | Some(0) => 0,
        Some(over) => (1_i64 << over.min(10)).min(WAIT_MAX_SECONDS),
    };
    let until = now.checked_add(jiff::SignedDuration::from_secs(wait)).unwrap_or(now);
    w.execute(GUARD_SET, &[key.into(), failures.into(), until.into()]).map(|_| ())
}

/// Forgets wrong tries after a right one.
pub fn note_success(w: &Write<'_>, email: &str) -> Result<()> {
    w.execute(GUARD_CLEAR, &[email_key(w.keys(), email).into()]).map(|_| ())
}

/// Hashes a password (Argon2id with the crate's recommended cost).
pub fn hash_password(password: &str) -> Result<String> {
    if password.chars().count() < PASSWORD_MIN {
        return Err(Error::field("password", format!("Use at least {PASSWORD_MIN} characters")));
    }
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|_| Error::Internal("the password could not be hashed".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_of_a_known_account_opens() {
        let account = Account {
            id: Id::from_parts(1, [1; 10]),
            name: "Sam".into(),
            role: Role::DutyWorker,
            agency: None,
            family: None,
            provider: None,
        };
        let hash = Some(hash_password("a long enough password").unwrap());
        let known = || Candidate { account: Some(account.clone()), hash: hash.clone() };
        assert!(check_password(known(), "a long enough password").is_some());
        assert!(check_password(known(), "a long enough Password").is_none());
        assert!(check_password(Candidate { account: None, hash: None }, "").is_none());
        assert!(check_password(Candidate { account: Some(account.clone()), hash: None }, "x").is_none());
        assert!(hash_password("short").is_err());
    }
}
