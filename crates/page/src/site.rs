//! Where this service is reached, and the cookies that hang on it.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use kernel::{Error, Result};

use crate::{Request, Response};

/// What the operator says: `HEARTH_PUBLIC_URL`, without the slash at its end.
static SAID: LazyLock<Option<String>> = LazyLock::new(|| {
    std::env::var("HEARTH_PUBLIC_URL")
        .ok()
        .map(|url| url.trim_end_matches('/').to_owned())
        .filter(|url| !url.is_empty())
});

fn is_here(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// The address of the service on this machine over plain HTTP, when that is where the request came to.
fn plain_and_here(request: &Request) -> Option<String> {
    let host = request.headers.get(header::HOST)?.to_str().ok()?;
    is_here(host).then(|| format!("http://{host}"))
}

/// The address that links in letters and other sign-in services lead back to, without a slash at its end. A request's
/// own `Host` is believed on this machine alone: elsewhere a stranger could choose where a letter leads.
///
/// # Errors
/// Refused, with what the operator has to set.
pub fn base(request: &Request) -> Result<String> {
    match (&*SAID, plain_and_here(request)) {
        (Some(said), _) => Ok(said.clone()),
        (None, Some(here)) => Ok(here),
        (None, None) => Err(Error::refused(
            "site.address",
            "The service does not know its own address yet, so it cannot send links. Whoever runs it sets HEARTH_PUBLIC_URL.",
        )),
    }
}

/// Whether cookies may travel over plain HTTP: on this machine alone.
fn insecure(request: &Request) -> bool {
    match &*SAID {
        Some(said) => said.strip_prefix("http://").is_some_and(is_here),
        None => plain_and_here(request).is_some(),
    }
}

/// Sets a cookie that no script reads and no other site's form sends. `seconds` is how long it is kept: without, until
/// the browser closes; 0 takes it away.
pub fn set_cookie(
    request: &Request,
    response: &mut Response,
    name: &str,
    value: &str,
    seconds: Option<u32>,
) -> Result<()> {
    let secure = if insecure(request) { "" } else { "; Secure" };
    let age = seconds.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    let value = HeaderValue::from_str(&cookie).map_err(|e| Error::internal("a cookie", e))?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderMap;

    fn to(host: &str) -> Request {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
        Request {
            path: "/".into(),
            params: Vec::new(),
            query: String::new(),
            body: Vec::new(),
            headers,
            origin: String::new(),
        }
    }

    #[test]
    fn a_strangers_host_is_not_believed_and_cookies_are_secure_but_here() {
        for here in ["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080"] {
            assert!(is_here(here), "{here}");
        }
        for away in ["example.org", "localhost.example.org", "127.0.0.1.example.org", "10.0.0.1:80", ""] {
            assert!(!is_here(away), "{away}");
        }
        assert_eq!(plain_and_here(&to("127.0.0.1:8080")).as_deref(), Some("http://127.0.0.1:8080"));
        assert_eq!(plain_and_here(&to("evil.example")), None);
        let mut response = Response::new(crate::Body::empty());
        set_cookie(&to("hearth.example"), &mut response, "a", "b", Some(5)).unwrap();
        let said = response.headers()[header::SET_COOKIE].to_str().unwrap();
        if SAID.is_none() {
            assert_eq!(said, "a=b; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=5");
        }
    }
}
