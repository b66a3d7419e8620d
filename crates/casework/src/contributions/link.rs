//! The link to what was asked, the code that goes to the same mailbox, and the browser that typed it.
//!
//! The link's secret follows from the server's key, the contribution and the number of the letter, so that a reminder can
//! hold the same link although no secret is stored. Whoever has the database alone has no link.

use access::links::Secret;
use data_encoding::HEXLOWER;
use jiff::SignedDuration;
use kernel::{Error, Id, Result, Timestamp, kinds};
use store::Keys;

/// How long a code works.
pub const CODE_LASTS: SignedDuration = SignedDuration::from_mins(15);
/// How often one code can be tried.
pub const CODE_TRIES: i64 = 5;
/// How long a browser that typed a code goes on without one: a working day.
pub const BROWSER_LASTS: SignedDuration = SignedDuration::from_hours(12);

/// The secret of a contribution's link.
pub fn secret(keys: &Keys, id: Id<kinds::Contribution>, number: i64) -> Secret {
    Secret::sent(&HEXLOWER.encode(&keys.mac("contribution-link", &[id.as_bytes(), &number.to_be_bytes()])))
}

/// A new code of six digits.
///
/// # Errors
/// `Internal` when the machine gives no random numbers.
pub(super) fn new_code(keys: &Keys) -> Result<String> {
    let random = Secret::new()?;
    let mac = keys.mac("contribution-code-digits", &[random.as_str().as_bytes()]);
    let number = mac.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    Ok(format!("{:06}", number % 1_000_000))
}

/// What is stored of a code. Gaps in what was typed do not matter.
pub(super) fn stored_code(keys: &Keys, id: Id<kinds::Contribution>, typed: &str) -> [u8; 32] {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    keys.mac("contribution-code", &[id.as_bytes(), digits.as_bytes()])
}

/// The name of the cookie of a link: each link has its own, so that somebody can have several open.
pub(super) fn cookie_name(keys: &Keys, secret: &str) -> String {
    let mac = keys.mac("contribution-cookie-name", &[secret.as_bytes()]);
    format!("hearth_asked_{}", HEXLOWER.encode(mac.get(..6).unwrap_or_default()))
}

fn word(keys: &Keys, secret: &str, until: i64) -> String {
    HEXLOWER.encode(&keys.mac("contribution-browser", &[secret.as_bytes(), &until.to_be_bytes()]))
}

/// What a browser that typed the code keeps.
///
/// # Errors
/// `Internal` at the end of time.
pub(super) fn cookie(keys: &Keys, secret: &str, now: Timestamp) -> Result<String> {
    let until = now.checked_add(BROWSER_LASTS).map_err(|e| Error::internal("the end of a cookie", e))?;
    let until = until.as_microsecond();
    Ok(format!("{until}.{}", word(keys, secret, until)))
}

/// Whether a browser typed the code of this link within [`BROWSER_LASTS`].
pub(super) fn holds(keys: &Keys, secret: &str, cookie: &str, now: Timestamp) -> bool {
    let Some((until, told)) = cookie.split_once('.') else { return false };
    let Ok(until) = until.parse::<i64>() else { return false };
    // Compared as MACs of what is compared, so that how long it takes tells nothing.
    let same = |text: &str| keys.mac("contribution-compare", &[text.as_bytes()]);
    until > now.as_microsecond() && same(told) == same(&word(keys, secret, until))
}
