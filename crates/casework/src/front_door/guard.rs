//! The limit that keeps floods of made-up enquiries out: so many from one network address
//! in an hour. The address itself is not kept.

use std::net::IpAddr;

use access::Act;
use jiff::SignedDuration;
use kernel::{Error, Result, Timestamp};
use store::statements;

statements! {
    FIND = "SELECT started_at, count FROM ask_guard WHERE key = $1";
    SET = "INSERT INTO ask_guard (key, started_at, count) VALUES ($1, $2, $3)
           ON CONFLICT (key) DO UPDATE SET started_at = excluded.started_at, count = excluded.count";
    FORGET = "DELETE FROM ask_guard WHERE started_at < $1";
}

/// Enquiries that are taken from one address in one window. Schools and hospitals share
/// an address, so that it is well above what one family needs.
pub const MOST: u32 = 10;
/// The window.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// Counts older than this are forgotten.
const KEEP_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Counts one more enquiry from `origin`.
///
/// # Errors
/// [`Error::TooMany`] with the seconds until the window ends.
pub fn count(act: &Act<'_>, origin: &str) -> Result<()> {
    count_as(act, "", origin)
}

/// The same for another thing that is tried, counted apart: `what` says which.
///
/// # Errors
/// As [`count`].
pub fn count_as(act: &Act<'_>, what: &str, origin: &str) -> Result<()> {
    let now = act.now();
    let key = act.keys().look_up("ask_guard", &format!("{what}{}", network(origin)));
    let before = act.opt(FIND, &[key.into()])?;
    let (started, count) = match before {
        Some(row) => (row.get::<Timestamp>(0)?, row.get::<u32>(1)?),
        None => (now, 0),
    };
    let left = WINDOW.as_secs() - now.duration_since(started).as_secs();
    if left > 0 && count >= MOST {
        return Err(Error::TooMany { seconds: left.unsigned_abs() });
    }
    let (started, count) = if left > 0 { (started, count + 1) } else { (now, 1) };
    if count == 1 {
        act.execute(FORGET, &[now.checked_sub(KEEP_FOR).unwrap_or(now).into()])?;
    }
    act.execute(SET, &[key.into(), started.into(), count.into()]).map(|_| ())
}

/// The network of an address: of a home's IPv6 network only the first 64 bits stay the same.
fn network(origin: &str) -> String {
    let address =
        origin.parse::<IpAddr>().or_else(|_| origin.parse::<std::net::SocketAddr>().map(|a| a.ip()));
    match address {
        Ok(IpAddr::V6(v6)) if v6.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        Ok(ip) => ip.to_canonical().to_string(),
        Err(_) => origin.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn one_home_is_one_network() {
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("192.0.2.7:5000"), "192.0.2.7");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network("2001:db8:1:2:3::9"), network("2001:db8:1:2:4::8"));
        assert_ne!(network("2001:db8:1:2::9"), network("2001:db8:1:3::9"));
    }
}
