//! Local accounts: people who sign in with an address and a password.

use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{self, Family, Organisation},
};
use store::{Column, Keys, Read, Row, Value, Write, statements};

use crate::{
    Role,
    sign_in::{codes, passwords},
};

statements! {
    INSERT = "INSERT INTO account (id, email_key, email, name, password, role, agency_id, family_id, provider_id, demo, created_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    BY_EMAIL = "SELECT id, name, role, agency_id, family_id, provider_id, password FROM account
                WHERE email_key = $1 AND disabled_at IS NULL";
    BY_ID = "SELECT id, name, role, agency_id, family_id, provider_id FROM account WHERE id = $1";
    DEMO = "SELECT id, name, role, agency_id, family_id, provider_id FROM account
            WHERE demo = 1 AND role = $1 AND disabled_at IS NULL ORDER BY role, id LIMIT 1";
    DEMO_BY_BIRTH = "SELECT a.id, a.name, a.role, a.agency_id, a.family_id, a.provider_id FROM birth_account b
                     JOIN account a ON a.id = b.account_id WHERE a.demo = 1 AND a.disabled_at IS NULL ORDER BY b.account_id LIMIT 1";
    COLLEAGUES = "SELECT id, name, role, agency_id, family_id, provider_id FROM account
                  WHERE agency_id = $1 AND disabled_at IS NULL AND role IN ('duty-worker', 'social-worker', 'team-manager')
                  ORDER BY agency_id, role, id LIMIT 500";
    TAKEN = "SELECT id, disabled_at, agency_id FROM account WHERE email_key = $1";
    EMAIL_OF = "SELECT email FROM account WHERE id = $1";
    PASSWORD_OF = "SELECT password FROM account WHERE id = $1 AND disabled_at IS NULL";
    SET_PASSWORD = "UPDATE account SET password = $2 WHERE id = $1 AND disabled_at IS NULL";
    ADDRESSES = "SELECT id, email FROM account WHERE agency_id = $1 AND role = $2 AND disabled_at IS NULL ORDER BY id LIMIT 50";
}

const EMAIL: Column = Column::new("account.email");
const NAME: Column = Column::new("account.name");

/// The columns that a load of many accounts fills, in order: see [`values`].
pub const COLUMNS: &str =
    "id, email_key, email, name, password, role, agency_id, family_id, provider_id, demo, created_at";

/// Shortest password that is taken, in characters.
pub const PASSWORD_MIN: usize = passwords::LEAST;

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
    if holder(w, &new.email)?.is_some() {
        return Err(Error::field("email", "Somebody already signs in with this email address"));
    }
    w.execute(INSERT, &values(w.keys(), new, now)?).map(|_| ())
}

/// The account with this id.
pub fn by_id(r: &Read<'_>, id: Id<kinds::Account>) -> Result<Account> {
    read(r, &r.row(BY_ID, &[id.into()])?)
}

/// The name of an account that a statement joined, from the column `at` of its row; empty for nobody. So a list of records
/// names their workers without a question for each.
pub fn joined_name(
    r: &Read<'_>,
    account: Option<Id<kinds::Account>>,
    row: &Row,
    at: usize,
) -> Result<String> {
    match (account, row.get::<Option<Vec<u8>>>(at)?) {
        (Some(id), Some(sealed)) => r.open(NAME, id, &sealed),
        _ => Ok(String::new()),
    }
}

/// The first demo person of a role.
pub fn demo(r: &Read<'_>, role: Role) -> Result<Option<Account>> {
    r.opt(DEMO, &[role.code().into()])?.map(|row| read(r, &row)).transpose()
}

/// The birth relative that the demo shows, where it has one.
pub fn demo_by_birth(r: &Read<'_>) -> Result<Option<Account>> {
    r.opt(DEMO_BY_BIRTH, &[])?.map(|row| read(r, &row)).transpose()
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

/// An account whose id, name, role, agency, family and provider are the first columns of a row.
pub(crate) fn read(r: &Read<'_>, row: &Row) -> Result<Account> {
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

/// The keyed hash that finds an address.
pub(crate) fn email_key(keys: &Keys, email: &str) -> i64 {
    keys.look_up("account.email", &email.trim().to_lowercase())
}

/// Who has an address, whether their access has ended or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Holder {
    /// The account.
    pub account: Id<kinds::Account>,
    /// Since when access has ended.
    pub ended: Option<Timestamp>,
    /// The agency they work for.
    pub agency: Option<Id<Organisation>>,
}

/// Who has an address.
pub fn holder(r: &Read<'_>, email: &str) -> Result<Option<Holder>> {
    r.opt(TAKEN, &[email_key(r.keys(), email).into()])?
        .map(|row| Ok(Holder { account: row.get(0)?, ended: row.get(1)?, agency: row.get(2)? }))
        .transpose()
}

/// The account that signs in with this address.
pub fn by_email(r: &Read<'_>, email: &str) -> Result<Option<Account>> {
    r.opt(BY_EMAIL, &[email_key(r.keys(), email).into()])?.map(|row| read(r, &row)).transpose()
}

/// The address of an account.
pub fn email_of(r: &Read<'_>, id: Id<kinds::Account>) -> Result<String> {
    r.open(EMAIL, id, &r.row(EMAIL_OF, &[id.into()])?.get::<Vec<u8>>(0)?)
}

/// Sets a password by its hash (see [`passwords::hash`]) and notes when.
pub fn set_password(w: &Write<'_>, id: Id<kinds::Account>, hash: &str, now: Timestamp) -> Result<()> {
    w.change(SET_PASSWORD, &[id.into(), hash.into()])?;
    codes::password_set(w, id, now)
}

/// Stores the same password hashed at today's cost.
pub fn rehash(w: &Write<'_>, id: Id<kinds::Account>, hash: &str) -> Result<()> {
    w.execute(SET_PASSWORD, &[id.into(), hash.into()]).map(|_| ())
}

/// What is stored of the account that an address belongs to, to be checked outside the
/// transaction with [`Candidate::check`], because hashing takes long on purpose.
#[derive(Clone)]
pub struct Candidate {
    account: Option<Account>,
    hash: Option<String>,
}

/// Finds the account of an address. The answer looks the same when there is none.
pub fn candidate(r: &Read<'_>, email: &str) -> Result<Candidate> {
    let row = r.opt(BY_EMAIL, &[email_key(r.keys(), email).into()])?;
    let hash = row.as_ref().map(|row| row.get::<Option<String>>(6)).transpose()?.flatten();
    let account = row.map(|row| read(r, &row)).transpose()?;
    Ok(Candidate { account, hash })
}

/// The same for somebody who is signed in and gives their password once more.
pub fn candidate_of(r: &Read<'_>, id: Id<kinds::Account>) -> Result<Candidate> {
    let hash = r.row(PASSWORD_OF, &[id.into()])?.get(0)?;
    Ok(Candidate { account: Some(by_id(r, id)?), hash })
}

impl Candidate {
    /// Whether there is a password at all: who always comes from another service has none.
    pub fn has_password(&self) -> bool {
        self.hash.is_some()
    }

    /// Checks a password. Takes as long for an unknown address as for a known one. Gives the account, and the hash at
    /// today's cost where the stored one is outdated.
    pub fn check(self, password: &str) -> Option<(Account, Option<String>)> {
        let right = passwords::belongs(password, self.hash.as_deref());
        let account = self.account.filter(|_| right)?;
        let outdated = self.hash.as_deref().is_some_and(passwords::is_outdated);
        let renewed = if outdated { passwords::hash(password).ok() } else { None };
        Some((account, renewed))
    }
}

/// Hashes a password that the rules take.
///
/// # Errors
/// A message for the field `password`.
pub fn hash_password(password: &str) -> Result<String> {
    passwords::check(password, &[]).map_err(|why| Error::field("password", why))?;
    passwords::hash(password)
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
        assert!(known().check("a long enough password").is_some_and(|(_, renewed)| renewed.is_none()));
        assert!(known().check("a long enough Password").is_none());
        assert!(Candidate { account: None, hash: None }.check("").is_none());
        assert!(Candidate { account: Some(account.clone()), hash: None }.check("x").is_none());
        assert!(hash_password("short").is_err());
    }
}
