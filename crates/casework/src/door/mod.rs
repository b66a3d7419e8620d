//! The door behind which somebody outside reads what they are asked and answers without an account: the secret of the link,
//! the code that goes to the same mailbox, how often it can be tried, and the browser that typed it. Partners who contribute to
//! an assessment and owners of a plan's actions come through it.
//!
//! The link's secret follows from the server's key, the record and the number of the letter, so that a later letter can
//! hold the same link although no secret is stored. Whoever has the database alone has no link.

mod pages;

use access::{
    Act, Action, Grant, One, Protected,
    links::{self, Secret},
};
use data_encoding::HEXLOWER;
use jiff::SignedDuration;
use kernel::{Error, Id, Result, Timestamp};
use store::{Keys, Sql};

pub(crate) use pages::{Opening, given_back, received};

/// How long a code works.
pub const CODE_LASTS: SignedDuration = SignedDuration::from_mins(15);
/// How often one code can be tried.
pub const CODE_TRIES: i64 = 5;
/// How long a browser that typed a code goes on without one: a working day.
pub const BROWSER_LASTS: SignedDuration = SignedDuration::from_hours(12);

/// A door: what its links are for, where they lead, and where its codes are kept.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    /// What its links are for, in `access::links`, and what keeps its secrets apart from those of other doors.
    pub name: &'static str,
    /// The path before a link's secret, such as `/contribute`.
    pub path: &'static str,
    /// The heading of the page that every link shows.
    pub title: &'static str,
    /// Gives code, end and tries of the record `$1`.
    pub code: Sql,
    /// Keeps the code `$2` that ends at `$3` for the record `$1`, not tried yet.
    pub set_code: Sql,
    /// Counts a wrong try of the record `$1`.
    pub tried: Sql,
    /// The code of the record `$1` was right at `$2`, and is used up.
    pub spent: Sql,
}

impl Door {
    fn mac(&self, keys: &Keys, what: &str, parts: &[&[u8]]) -> [u8; 32] {
        keys.mac(&format!("{}-{what}", self.name), parts)
    }

    /// The secret of a record's link.
    pub fn secret<T>(&self, keys: &Keys, id: Id<T>, number: i64) -> Secret {
        Secret::sent(&HEXLOWER.encode(&self.mac(keys, "link", &[id.as_bytes(), &number.to_be_bytes()])))
    }

    /// The address of a record's link, for a letter.
    pub(crate) fn address<T>(&self, keys: &Keys, site: &str, id: Id<T>, number: i64) -> String {
        format!("{site}{}/{}", self.path, self.secret(keys, id, number).as_str())
    }

    /// Makes the link of a letter, which works until so many days after the last day. One that was made before stops working.
    /// Whoever calls holds the grant to ask.
    ///
    /// # Errors
    /// Those of the store; `Internal` at the end of time.
    pub(crate) fn make_link<T>(
        &self,
        act: &Act<'_>,
        id: Id<T>,
        number: i64,
        due: Timestamp,
        days: i32,
    ) -> Result<()> {
        let ends = due
            .checked_add(SignedDuration::from_hours(24 * i64::from(days)))
            .map_err(|e| Error::internal("the end of a link", e))?
            .max(act.now());
        let (secret, lasts) = (self.secret(act.keys(), id, number), ends.duration_since(act.now()));
        links::revoke(act.write(), self.name, id, act.now())?;
        links::make(act.write(), &secret, self.name, id, act.actor().account(), act.now(), lasts)
    }

    /// A new code of six digits.
    fn new_code(&self, keys: &Keys) -> Result<String> {
        let random = Secret::new()?;
        let mac = self.mac(keys, "code-digits", &[random.as_str().as_bytes()]);
        let number = mac.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        Ok(format!("{:06}", number % 1_000_000))
    }

    /// What is stored of a code. Gaps in what was typed do not matter.
    fn stored_code<T>(&self, keys: &Keys, id: Id<T>, typed: &str) -> [u8; 32] {
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        self.mac(keys, "code", &[id.as_bytes(), digits.as_bytes()])
    }

    /// A new code for the record of a grant, in the place of one that was sent before.
    ///
    /// # Errors
    /// Those of the store; `Internal` when the machine gives no random numbers.
    pub(crate) fn renew_code<A: Action, T: Protected>(
        &self,
        act: &Act<'_>,
        grant: &Grant<A, One<T>>,
    ) -> Result<String> {
        let code = self.new_code(act.keys())?;
        let mac = self.stored_code(act.keys(), grant.id(), &code);
        let ends = act.now().checked_add(CODE_LASTS).map_err(|e| Error::internal("the end of a code", e))?;
        grant.change(act, self.set_code, &[mac.as_slice().into(), ends.into()])?;
        Ok(code)
    }

    /// Whether the code that was typed is the one that was sent last. A right code is used up, a wrong one counts.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) fn try_code<A: Action, T: Protected>(
        &self,
        act: &Act<'_>,
        grant: &Grant<A, One<T>>,
        typed: &str,
    ) -> Result<bool> {
        let row = grant.row(act, self.code, &[])?;
        let (Some(mac), Some(ends)) = (row.get::<Option<Vec<u8>>>(0)?, row.get::<Option<Timestamp>>(1)?)
        else {
            return Ok(false);
        };
        if ends <= act.now() || row.get::<i64>(2)? >= CODE_TRIES {
            return Ok(false);
        }
        if self.stored_code(act.keys(), grant.id(), typed).as_slice() != mac {
            grant.change(act, self.tried, &[])?;
            return Ok(false);
        }
        grant.change(act, self.spent, &[act.now().into()])?;
        Ok(true)
    }

    /// The name of the cookie of a link: each link has its own, so that somebody can have several open.
    fn cookie_name(&self, keys: &Keys, secret: &str) -> String {
        let mac = self.mac(keys, "cookie-name", &[secret.as_bytes()]);
        format!("hearth_asked_{}", HEXLOWER.encode(mac.get(..6).unwrap_or_default()))
    }

    fn word(&self, keys: &Keys, secret: &str, until: i64) -> String {
        HEXLOWER.encode(&self.mac(keys, "browser", &[secret.as_bytes(), &until.to_be_bytes()]))
    }

    /// What a browser that typed the code keeps.
    fn cookie(&self, keys: &Keys, secret: &str, now: Timestamp) -> Result<String> {
        let until = now.checked_add(BROWSER_LASTS).map_err(|e| Error::internal("the end of a cookie", e))?;
        let until = until.as_microsecond();
        Ok(format!("{until}.{}", self.word(keys, secret, until)))
    }

    /// Whether a browser typed the code of this link within [`BROWSER_LASTS`].
    fn holds(&self, keys: &Keys, secret: &str, cookie: &str, now: Timestamp) -> bool {
        let Some((until, told)) = cookie.split_once('.') else { return false };
        let Ok(until) = until.parse::<i64>() else { return false };
        // Compared as MACs of what is compared, so that how long it takes tells nothing.
        let same = |text: &str| self.mac(keys, "compare", &[text.as_bytes()]);
        until > now.as_microsecond() && same(told) == same(&self.word(keys, secret, until))
    }
}

/// The letter that holds a code.
pub(crate) fn code_letter(code: &str) -> String {
    format!(
        "Hello,\n\nyour code is {code}. It works for 15 minutes, on the page that you opened from our letter.\n\n\
         If you did not ask for a code, somebody else has our letter. Do not give them the code.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{action_asks, contributions};

    #[test]
    fn a_browser_holds_one_link_for_half_a_day() {
        let door = contributions::store::DOOR;
        let keys = Keys::from_master(&[7; 32]).unwrap();
        let now: Timestamp = "2026-11-20T09:30:00Z".parse().unwrap();
        let cookie = door.cookie(&keys, "one", now).unwrap();
        let at = |hours| now.checked_add(SignedDuration::from_hours(hours)).unwrap();
        assert!(door.holds(&keys, "one", &cookie, at(11)));
        assert!(!door.holds(&keys, "one", &cookie, at(12)));
        assert!(!door.holds(&keys, "two", &cookie, now), "another link");
        let longer = cookie.replacen("179", "199", 1);
        assert_ne!(longer, cookie);
        for forged in ["", ".", "9999999999999999.", longer.as_str(), "x.y"] {
            assert!(!door.holds(&keys, "one", forged, now), "{forged}");
        }
        assert_ne!(door.cookie_name(&keys, "one"), door.cookie_name(&keys, "two"));
    }

    #[test]
    fn what_opens_one_door_opens_no_other() {
        let keys = Keys::from_master(&[7; 32]).unwrap();
        let now: Timestamp = "2026-11-20T09:30:00Z".parse().unwrap();
        let (one, other) = (contributions::store::DOOR, action_asks::store::DOOR);
        let id: Id<()> = Id::from_parts(1, [1; 10]);
        assert_ne!(one.secret(&keys, id, 1), other.secret(&keys, id, 1));
        assert_ne!(one.secret(&keys, id, 1), one.secret(&keys, id, 2));
        let cookie = one.cookie(&keys, "one", now).unwrap();
        assert!(one.holds(&keys, "one", &cookie, now) && !other.holds(&keys, "one", &cookie, now));
        assert_ne!(one.stored_code(&keys, id, "123456"), other.stored_code(&keys, id, "123456"));
    }

    #[test]
    fn letters_that_are_on_their_way_keep_their_link() {
        // As links were made before this module had two rooms.
        let keys = Keys::from_master(&[7; 32]).unwrap();
        let id: Id<()> = Id::from_parts(1, [1; 10]);
        let before = keys.mac("contribution-link", &[id.as_bytes(), &1_i64.to_be_bytes()]);
        assert_eq!(contributions::store::DOOR.secret(&keys, id, 1).as_str(), HEXLOWER.encode(&before));
    }
}
