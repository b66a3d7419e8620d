//! Slowing down guessing, without a way to lock somebody out for long.
//!
//! Each try counts before it is checked, so that many at once do not slip through together. What counts is kept in
//! the database, so that several servers and a restart make no difference. Three counters: one of the pair of a name
//! and an address, which slows a guesser most; one of the address, for a guesser who tries many names; and one of
//! the name, for many addresses that try one name, which never waits longer than a minute, since it is the
//! owner who would wait. A browser from which somebody signed in before has a counter of its own and is not
//! touched by the others.

use jiff::SignedDuration;
use kernel::{Error, Result, Timestamp};
use store::{Keys, Read, Write, statements};

statements! {
    FIND = "SELECT failures, until, at FROM sign_in_guard WHERE key = $1";
    SET = "INSERT INTO sign_in_guard (key, failures, until, at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, until = excluded.until, at = excluded.at";
    CLEAR = "DELETE FROM sign_in_guard WHERE key = $1";
    FORGET = "DELETE FROM sign_in_guard WHERE at < $1 OR (at IS NULL AND until < $1)";
}

/// A counter that rested this long begins anew.
const REST: SignedDuration = SignedDuration::from_hours(24);

/// How a counter slows down: tries that are free, then a second, two, four and so on, up to `longest` seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Tries that cost no wait.
    pub free: u32,
    /// The longest wait, in seconds.
    pub longest: i64,
}

/// One name from one address, or from one known browser.
pub const PAIR: Limit = Limit { free: 5, longest: 15 * 60 };
/// One address, whatever the name: an office of many people is one address.
pub const ADDRESS: Limit = Limit { free: 60, longest: 15 * 60 };
/// One name, whatever the address: never long, since its owner would wait.
pub const NAME: Limit = Limit { free: 20, longest: 60 };

impl Limit {
    /// Seconds to wait after this many wrong tries.
    pub fn wait(self, failures: u32) -> i64 {
        match failures.checked_sub(self.free) {
            None => 0,
            Some(over) => (1_i64 << over.min(20)).min(self.longest),
        }
    }
}

/// A try, before it is known whether it is right.
#[derive(Debug, Clone)]
pub struct Attempt {
    keys: Vec<(i64, Limit, bool)>,
}

impl Attempt {
    /// A try to prove oneself by `what` (password, code, …) as `name` (what was typed) from the network address
    /// `origin`; `known` is the secret of the browser if this name signed in there before.
    pub fn new(keys: &Keys, what: &str, name: &str, origin: &str, known: Option<&str>) -> Self {
        let name = name.trim().to_lowercase();
        let key = |kind: &str, a: &str, b: &str| {
            keys.look_up("sign-in-guard", &format!("{kind}\n{what}\n{a}\n{b}"))
        };
        let keys = match known {
            Some(secret) => vec![(key("browser", &name, secret), PAIR, true)],
            None => vec![
                (key("pair", &name, origin), PAIR, true),
                (key("address", origin, ""), ADDRESS, false),
                (key("name", &name, ""), NAME, false),
            ],
        };
        Attempt { keys }
    }

    /// Counts the try, or says how long to wait.
    ///
    /// # Errors
    /// [`Error::TooMany`] while this name, address or pair has to wait. Then nothing is counted, so that
    /// asking again does not make the wait longer.
    pub fn begin(&self, w: &Write<'_>, now: Timestamp) -> Result<()> {
        let mut counted = Vec::new();
        for (key, limit, _) in &self.keys {
            let (failures, until) = found(w, *key, now)?;
            if until > now {
                let wait = until.duration_since(now).as_secs().max(1);
                return Err(Error::TooMany { seconds: wait.unsigned_abs() });
            }
            counted.push((*key, failures.saturating_add(1), *limit));
        }
        for (key, failures, limit) in counted {
            let until = now.checked_add(SignedDuration::from_secs(limit.wait(failures))).unwrap_or(now);
            w.execute(SET, &[key.into(), failures.into(), until.into(), now.into()])?;
        }
        Ok(())
    }

    /// The try was right: its own counter is cleared, and the shared ones go back by this try, not further, so that
    /// signing in as oneself does not clear what one guessed of others.
    pub fn was_right(&self, w: &Write<'_>, now: Timestamp) -> Result<()> {
        for (key, limit, own) in &self.keys {
            if *own {
                w.execute(CLEAR, &[(*key).into()])?;
                continue;
            }
            let (failures, _) = found(w, *key, now)?;
            let failures = failures.saturating_sub(1);
            if failures < limit.free {
                w.execute(SET, &[(*key).into(), failures.into(), now.into(), now.into()])?;
            }
        }
        Ok(())
    }
}

fn found(r: &Read<'_>, key: i64, now: Timestamp) -> Result<(u32, Timestamp)> {
    let Some(row) = r.opt(FIND, &[key.into()])? else { return Ok((0, now)) };
    let until: Timestamp = row.get(1)?;
    let at = row.get::<Option<Timestamp>>(2)?.unwrap_or(until);
    if now.duration_since(at) > REST { Ok((0, now)) } else { Ok((row.get(0)?, until)) }
}

/// Forgets counters that rested; a job does this.
pub fn forget(w: &Write<'_>, now: Timestamp) -> Result<u64> {
    w.execute(FORGET, &[now.checked_sub(REST).unwrap_or(now).into()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_their_longest() {
        assert_eq!([1, 4, 5, 6, 7, 8].map(|n| PAIR.wait(n)), [0, 0, 1, 2, 4, 8]);
        assert_eq!(PAIR.wait(u32::MAX), 900);
        assert_eq!(NAME.wait(u32::MAX), 60);
        assert_eq!(ADDRESS.wait(59), 0);
    }
}
