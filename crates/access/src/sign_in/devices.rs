//! The browser somebody came with: what to call it, whether a session goes on in the same one, and browsers that
//! are known from before.

use jiff::SignedDuration;
use kernel::{Id, Result, Timestamp, kinds::Account};
use store::{Keys, Read, Write, statements};

use crate::{accounts, sessions::random_token};

statements! {
    REMEMBER = "INSERT INTO known_device (token, account_id, seen_at) VALUES ($1, $2, $3)
                ON CONFLICT (token) DO UPDATE SET seen_at = excluded.seen_at";
    KNOWN = "SELECT d.account_id FROM known_device d JOIN account a ON a.id = d.account_id
             WHERE d.token = $1 AND a.email_key = $2 AND d.seen_at > $3";
    OF_ACCOUNT = "SELECT account_id FROM known_device WHERE token = $1 AND account_id = $2 AND seen_at > $3";
    FORGET_ALL = "DELETE FROM known_device WHERE account_id = $1";
    FORGET = "DELETE FROM known_device WHERE seen_at < $1";
}

/// How long a browser is known after the last sign-in from it.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(24 * 90);

/// What to call a browser, from how it names itself: "Firefox on Windows". Pure.
pub fn words(agent: Option<&str>) -> String {
    let Some(agent) = agent.filter(|a| !a.is_empty()) else { return "A program without a name".into() };
    let has = |word: &str| agent.contains(word);
    // The order matters: most browsers name those they descend from as well.
    let browser = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]
    .into_iter()
    .find(|(mark, _)| has(mark))
    .map_or("A browser", |(_, name)| name);
    let system = [
        ("Windows", "Windows"),
        ("iPhone", "an iPhone"),
        ("iPad", "an iPad"),
        ("Android", "Android"),
        ("CrOS", "a Chromebook"),
        ("Mac OS X", "a Mac"),
        ("Linux", "Linux"),
    ]
    .into_iter()
    .find(|(mark, _)| has(mark))
    .map_or("a device without a name", |(_, name)| name);
    format!("{browser} on {system}")
}

/// A keyed hash of the kind of browser and system, without versions: an update does not end a session, and a
/// cookie carried to another kind of browser does.
pub(crate) fn kind(keys: &Keys, agent: Option<&str>) -> [u8; 32] {
    keys.mac("session-agent", &[words(agent).as_bytes()])
}

/// An address without its end: enough to tell home from work, too little to find a house. Pure.
pub fn coarse(origin: &str) -> String {
    match origin.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(a)) => {
            let [a, b, ..] = a.octets();
            format!("{a}.{b}.x.x")
        }
        Ok(std::net::IpAddr::V6(a)) => {
            let [a, b, ..] = a.segments();
            format!("{a:x}:{b:x}:…")
        }
        Err(_) => "unknown".into(),
    }
}

fn stored(keys: &Keys, token: &str) -> [u8; 32] {
    keys.mac("known-device", &[token.as_bytes()])
}

/// Remembers the browser of a sign-in. Gives the secret for its cookie: the one it had, if that was this
/// account's, or a new one.
pub fn remember(w: &Write<'_>, account: Id<Account>, had: Option<&str>, now: Timestamp) -> Result<String> {
    let had = match had {
        Some(token) if of_account(w, account, token, now)? => Some(token.to_owned()),
        _ => None,
    };
    let token = match had {
        Some(token) => token,
        None => random_token()?,
    };
    w.execute(REMEMBER, &[stored(w.keys(), &token).as_slice().into(), account.into(), now.into()])?;
    Ok(token)
}

/// Whether whoever has this address signed in before from the browser with this secret.
pub fn knows(r: &Read<'_>, email: &str, token: &str, now: Timestamp) -> Result<bool> {
    let params =
        [stored(r.keys(), token).as_slice().into(), accounts::email_key(r.keys(), email).into(), since(now)];
    Ok(r.opt(KNOWN, &params)?.is_some())
}

/// Whether this account signed in before from the browser with this secret.
pub fn of_account(r: &Read<'_>, account: Id<Account>, token: &str, now: Timestamp) -> Result<bool> {
    Ok(r.opt(OF_ACCOUNT, &[stored(r.keys(), token).as_slice().into(), account.into(), since(now)])?.is_some())
}

fn since(now: Timestamp) -> store::Value {
    now.checked_sub(KNOWN_FOR).unwrap_or(now).into()
}

/// Forgets every browser of an account.
pub fn forget_all(w: &Write<'_>, account: Id<Account>) -> Result<u64> {
    w.execute(FORGET_ALL, &[account.into()])
}

/// Forgets browsers that were not used for long; a job does this.
pub fn forget(w: &Write<'_>, now: Timestamp) -> Result<u64> {
    w.execute(FORGET, &[since(now)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_what_people_call_it() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
        let cases = [
            (chrome, "Chrome on Windows"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on an iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0",
                "Edge on Windows",
            ),
            ("curl/8", "A browser on a device without a name"),
        ];
        for (agent, said) in cases {
            assert_eq!(words(Some(agent)), said);
        }
        let keys = Keys::from_master(&[1; 32]).unwrap();
        let newer = chrome.replace("142", "143");
        assert_eq!(kind(&keys, Some(chrome)), kind(&keys, Some(&newer)));
        assert_ne!(kind(&keys, Some(chrome)), kind(&keys, Some(cases[1].0)));
        assert_ne!(kind(&keys, Some(chrome)), kind(&keys, None));
    }

    #[test]
    fn an_address_loses_its_end() {
        assert_eq!(coarse("203.0.113.77"), "203.0.x.x");
        assert_eq!(coarse("2001:db8:1:2::3"), "2001:db8:…");
        assert_eq!(coarse("unknown"), "unknown");
    }
}
