//! Who somebody is at another sign-in service: its name for them, as a keyed hash, and their account here.

use kernel::{Id, Result, Timestamp, kinds::Account};
use store::{Keys, Read, Write, statements};

statements! {
    FIND = "SELECT l.account_id FROM account_link l JOIN account a ON a.id = l.account_id
            WHERE l.provider = $1 AND l.subject = $2 AND a.disabled_at IS NULL";
    ADD = "INSERT INTO account_link (provider, subject, account_id, created_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (provider, subject) DO UPDATE SET account_id = excluded.account_id, created_at = excluded.created_at";
    OF_ACCOUNT = "SELECT provider FROM account_link WHERE account_id = $1 ORDER BY provider";
    DROP = "DELETE FROM account_link WHERE account_id = $1";
}

/// A keyed hash of what a service calls somebody, or a session of theirs.
pub(crate) fn key(keys: &Keys, provider: &str, subject: &str) -> i64 {
    keys.look_up("provider-subject", &format!("{provider}\n{subject}"))
}

/// The account of a subject, if it still has access.
pub fn find(r: &Read<'_>, provider: &str, subject: &str) -> Result<Option<Id<Account>>> {
    r.opt(FIND, &[provider.into(), key(r.keys(), provider, subject).into()])?
        .map(|row| row.get(0))
        .transpose()
}

/// Links a subject to an account.
pub fn add(w: &Write<'_>, provider: &str, subject: &str, account: Id<Account>, now: Timestamp) -> Result<()> {
    let params = [provider.into(), key(w.keys(), provider, subject).into(), account.into(), now.into()];
    w.execute(ADD, &params).map(|_| ())
}

/// The services that an account is linked to.
pub fn of_account(r: &Read<'_>, account: Id<Account>) -> Result<Vec<String>> {
    r.query(OF_ACCOUNT, &[account.into()])?.iter().map(|row| row.get(0)).collect()
}

/// Takes every link of an account away.
pub fn drop_all(w: &Write<'_>, account: Id<Account>) -> Result<u64> {
    w.execute(DROP, &[account.into()])
}
