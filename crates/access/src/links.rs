//! Links that work once and end by themselves: a document released to a family, an
//! invitation. The link is a random secret of 256 bits; the database holds its MAC, what it
//! is for, what it opens and until when.
//!
//! A link that was used, ended, was taken back or never was looks the same to whoever holds
//! it. Opening a page must not use it up, since mail programs open links by themselves:
//! redeem it only where a person pressed a button.

use jiff::SignedDuration;
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Account, Link},
};
use store::{Keys, Read, Write, statements};

use crate::{
    Act, Action, Grant, Look, One, Protected,
    permissions::{Reach, reach},
    sessions::random_token,
};

statements! {
    FORGET_OF = "DELETE FROM one_time_link WHERE subject_id = $1 AND purpose = $2";
    ADD = "INSERT INTO one_time_link (id, token, purpose, subject_id, made_by, made_at, ends_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)";
    USE = "UPDATE one_time_link SET used_at = $3 WHERE token = $1 AND purpose = $2
           AND used_at IS NULL AND revoked_at IS NULL AND ends_at > $3";
    WORKS = "SELECT subject_id, used_at FROM one_time_link WHERE token = $1 AND purpose = $2 AND revoked_at IS NULL AND ends_at > $3";
    SUBJECT = "SELECT subject_id FROM one_time_link WHERE token = $1 AND purpose = $2";
    REVOKE = "UPDATE one_time_link SET revoked_at = $3 WHERE subject_id = $1 AND purpose = $2
              AND used_at IS NULL AND revoked_at IS NULL AND ends_at > $3";
    PROLONG = "UPDATE one_time_link SET ends_at = $3 WHERE subject_id = $1 AND purpose = $2
               AND used_at IS NULL AND revoked_at IS NULL AND ends_at > $4 AND ends_at < $3";
    OF = "SELECT id, made_by, made_at, ends_at, used_at, revoked_at FROM one_time_link
          WHERE subject_id = $1 AND purpose = $2 ORDER BY made_at DESC, id DESC LIMIT 50";
    FORGET = "DELETE FROM one_time_link WHERE ends_at < $1";
}

/// How long it is remembered that a link was there, after it ended.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 400);

/// A link's secret: what follows the last slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one.
    pub fn new() -> Result<Self> {
        random_token().map(Secret)
    }

    /// As somebody sent it.
    pub fn sent(text: &str) -> Self {
        Secret(text.to_owned())
    }

    /// For the link's address, once.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn stored(&self, keys: &Keys, purpose: &str) -> Vec<u8> {
        keys.mac("one-time-link", &[purpose.as_bytes(), self.0.as_bytes()]).to_vec()
    }
}

/// A link as the people who may make it see it: never its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its id.
    pub id: Id<Link>,
    /// Who made it.
    pub by: Option<Id<Account>>,
    /// When.
    pub at: Timestamp,
    /// Until when it works.
    pub ends: Timestamp,
    /// When it was used.
    pub used: Option<Timestamp>,
    /// When it was taken back.
    pub revoked: Option<Timestamp>,
}

/// Makes a link to `subject` for `purpose`. Whoever calls this holds the grant to make it.
pub fn make<T>(
    w: &Write<'_>,
    secret: &Secret,
    purpose: &'static str,
    subject: Id<T>,
    by: Option<Id<Account>>,
    now: Timestamp,
    lasts: SignedDuration,
) -> Result<()> {
    let ends = now.checked_add(lasts).map_err(|e| Error::internal("the end of a link", e))?;
    let token = secret.stored(w.keys(), purpose);
    let id: Id<Link> = Id::new(now);
    w.execute(
        ADD,
        &[id.into(), token.into(), purpose.into(), subject.into(), by.into(), now.into(), ends.into()],
    )
    .map(|_| ())
}

/// Forgets every link to a record that is destroyed. Whoever calls holds the grant to destroy it.
pub fn forget_of<T>(w: &Write<'_>, purpose: &'static str, subject: Id<T>) -> Result<u64> {
    w.execute(FORGET_OF, &[subject.into(), purpose.into()])
}

/// Whether this secret is one that was made: to tell a form sent twice from a new one.
pub fn is_known(r: &Read<'_>, secret: &Secret, purpose: &str) -> Result<bool> {
    Ok(r.opt(SUBJECT, &[secret.stored(r.keys(), purpose).into(), purpose.into()])?.is_some())
}

/// Uses a link up and gives what it was for.
///
/// # Errors
/// `NotFound` for every link that does not work, whatever the reason.
pub fn redeem<T>(w: &Write<'_>, secret: &Secret, purpose: &'static str, now: Timestamp) -> Result<Id<T>> {
    let token = secret.stored(w.keys(), purpose);
    if w.execute(USE, &[token.clone().into(), purpose.into(), now.into()])? != 1 {
        return Err(Error::NotFound);
    }
    w.row(SUBJECT, &[token.into(), purpose.into()])?.get(0)
}

/// Uses a link up for a grant to do `A` to the record it was made for, without signing in.
/// Writes the audit line.
///
/// # Errors
/// `NotFound` for every link that does not work, whatever the reason.
pub fn redeem_grant<A: Action, T: Protected>(
    act: &Act<'_>,
    secret: &Secret,
    purpose: &'static str,
) -> Result<Grant<A, One<T>>> {
    if reach(None, A::NAME) != Reach::Open {
        return Err(Error::Forbidden);
    }
    let id: Id<T> = redeem(act.write(), secret, purpose, act.now())?;
    let row = act.row(T::OWNER, &[id.into()])?;
    Grant::for_one(act, id, row.get(0)?, row.get(1)?, row.get(2)?, None)
}

/// A grant to do `A` to the record that a link was made for, without using the link up, and whether it was used up
/// before: for forms that somebody comes back to until they send them. Writes the audit line.
///
/// # Errors
/// `NotFound` for every link that was taken back, ended or never was, whatever the reason.
pub fn opened_grant<A: Action, T: Protected>(
    look: &Look<'_>,
    secret: &Secret,
    purpose: &'static str,
) -> Result<(Grant<A, One<T>>, bool)> {
    if reach(None, A::NAME) != Reach::Open {
        return Err(Error::Forbidden);
    }
    let token = secret.stored(look.keys(), purpose);
    let link = look.opt(WORKS, &[token.into(), purpose.into(), look.now().into()])?.ok_or(Error::NotFound)?;
    let (id, used): (Id<T>, Option<Timestamp>) = (link.get(0)?, link.get(1)?);
    // A record that was destroyed meanwhile is no record.
    let row = look.opt(T::OWNER, &[id.into()])?.ok_or(Error::NotFound)?;
    let grant = Grant::for_one(look, id, row.get(0)?, row.get(1)?, row.get(2)?, None)?;
    Ok((grant, used.is_some()))
}

/// Takes back every link of a purpose to a subject that still works; gives how many.
pub fn revoke<T>(w: &Write<'_>, purpose: &'static str, subject: Id<T>, now: Timestamp) -> Result<u64> {
    w.execute(REVOKE, &[subject.into(), purpose.into(), now.into()])
}

/// Has every link of a purpose to a subject that still works do so until `ends` at least; gives how many were prolonged.
pub fn prolong<T>(
    w: &Write<'_>,
    purpose: &'static str,
    subject: Id<T>,
    now: Timestamp,
    ends: Timestamp,
) -> Result<u64> {
    w.execute(PROLONG, &[subject.into(), purpose.into(), ends.into(), now.into()])
}

/// The newest links to a subject. Whoever shows them holds a grant for it.
pub fn of<T>(r: &Read<'_>, purpose: &'static str, subject: Id<T>) -> Result<Vec<Made>> {
    r.query(OF, &[subject.into(), purpose.into()])?
        .iter()
        .map(|row| {
            Ok(Made {
                id: row.get(0)?,
                by: row.get(1)?,
                at: row.get(2)?,
                ends: row.get(3)?,
                used: row.get(4)?,
                revoked: row.get(5)?,
            })
        })
        .collect()
}

/// Forgets links that ended long ago; a job does this.
pub fn forget(w: &Write<'_>, now: Timestamp) -> Result<u64> {
    w.execute(FORGET, &[now.checked_sub(REMEMBERED).unwrap_or(now).into()])
}
