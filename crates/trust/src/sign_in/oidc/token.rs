//! Whether a token is what it says: its signature by one of the provider's keys, and each of its claims. The clock is
//! an argument, and may be off by a minute either way.

use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, decode, decode_header,
    jwk::{Jwk, JwkSet, PublicKeyUse},
};
use kernel::Timestamp;
use serde_json::Value;

/// Seconds that another's clock may be off.
const SKEW: i64 = 60;
/// Seconds after which a logout token is too old to be news.
const LOGOUT_FRESH: i64 = 10 * 60;
/// The event that makes a logout token one (OpenID Connect Back-Channel Logout 1.0).
const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Signatures that are taken: by a private key alone. A shared secret, or no signature at all, never is.
const ALGORITHMS: &[Algorithm] = &[
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Why a token is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It is signed by a key that is not known yet: the keys may have changed.
    UnknownKey,
    /// Anything else, for the operator's log; holds nothing of the token.
    Because(&'static str),
}

/// What a token must say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expect<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    /// The word that was sent along; none for a logout token, which may not have one.
    pub(super) nonce: Option<&'a str>,
    pub(super) acr: Option<&'a str>,
    pub(super) now: Timestamp,
}

/// Checks the signature and gives the claims.
pub(super) fn open(token: &str, keys: &JwkSet) -> Result<Value, Wrong> {
    let header = decode_header(token).map_err(|_| Wrong::Because("its head cannot be read"))?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(Wrong::Because("it is not signed with a private key"));
    }
    if header.crit.is_some() {
        return Err(Wrong::Because("it asks for an extension that is not known"));
    }
    let usable = |key: &&Jwk| {
        key.common.public_key_use.as_ref().is_none_or(|u| *u == PublicKeyUse::Signature) && key.is_supported()
    };
    let key = match &header.kid {
        Some(kid) => keys.find(kid).filter(|key| usable(key)).ok_or(Wrong::UnknownKey)?,
        None => {
            let mut fitting = keys.keys.iter().filter(usable);
            match (fitting.next(), fitting.next()) {
                (Some(only), None) => only,
                _ => return Err(Wrong::Because("it does not say which key signed it")),
            }
        }
    };
    let key = DecodingKey::from_jwk(key).map_err(|_| Wrong::Because("its key cannot be read"))?;
    let mut validation = Validation::new(header.alg);
    // The claims are checked below, against a clock that is an argument.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let opened =
        decode::<Value>(token, &key, &validation).map_err(|_| Wrong::Because("its signature is wrong"))?;
    Ok(opened.claims)
}

fn number(claims: &Value, name: &str) -> Option<i64> {
    claims.get(name).and_then(|v| v.as_i64().or_else(|| v.as_f64().map(|f| f as i64)))
}

/// What every token must say: from whom, for whom, and when.
fn common(claims: &Value, expect: &Expect<'_>) -> Result<(), &'static str> {
    if claims.get("iss").and_then(Value::as_str) != Some(expect.issuer) {
        return Err("it comes from another issuer");
    }
    let audience: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !audience.contains(&expect.client_id) {
        return Err("it is meant for another service");
    }
    let presented_by = claims.get("azp").and_then(Value::as_str);
    if presented_by.map_or(audience.len() > 1, |azp| azp != expect.client_id) {
        return Err("it was given to another service");
    }
    let now = expect.now.as_second();
    let made = number(claims, "iat").ok_or("it does not say when it was made")?;
    if made > now + SKEW {
        return Err("it was made in the future: check the clocks");
    }
    if number(claims, "nbf").is_some_and(|from| from > now + SKEW) {
        return Err("it is not valid yet: check the clocks");
    }
    if number(claims, "exp").is_some_and(|end| end <= now - SKEW) {
        return Err("it has ended");
    }
    Ok(())
}

fn text<'a>(claims: &'a Value, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str).filter(|t| !t.is_empty() && t.len() <= 255)
}

/// Who an ID token is about, if it says all that it must.
pub(super) fn subject(claims: &Value, expect: &Expect<'_>) -> Result<String, &'static str> {
    common(claims, expect)?;
    if number(claims, "exp").is_none() {
        return Err("it does not say when it ends");
    }
    if expect.nonce.is_none() || claims.get("nonce").and_then(Value::as_str) != expect.nonce {
        return Err("it does not answer this sign-in");
    }
    if let Some(level) = expect.acr
        && claims.get("acr").and_then(Value::as_str) != Some(level)
    {
        return Err("it does not state the level that is asked for");
    }
    text(claims, "sub").map(str::to_owned).ok_or("it does not say whom it is about")
}

/// What ended, by a logout token: a subject, a session, or both; and the token's own id.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ended {
    pub(super) subject: Option<String>,
    pub(super) sid: Option<String>,
    pub(super) id: String,
}

/// Reads a logout token. An ID token is none, though it has the same signature.
pub(super) fn ended(claims: &Value, expect: &Expect<'_>) -> Result<Ended, &'static str> {
    common(claims, expect)?;
    if claims.get("nonce").is_some() {
        return Err("it is an ID token, not a logout token");
    }
    if claims.get("events").and_then(|e| e.get(LOGOUT)).is_none_or(|e| !e.is_object()) {
        return Err("it does not say that somebody signed out");
    }
    if number(claims, "iat").is_none_or(|made| made < expect.now.as_second() - LOGOUT_FRESH) {
        return Err("it is too old");
    }
    let (subject, sid) = (text(claims, "sub").map(str::to_owned), text(claims, "sid").map(str::to_owned));
    if subject.is_none() && sid.is_none() {
        return Err("it does not say who signed out");
    }
    let id = text(claims, "jti").ok_or("it has no id")?.to_owned();
    Ok(Ended { subject, sid, id })
}
