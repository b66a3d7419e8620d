//! Requests straight into a crate's routes, as a browser or another system would send them, without a socket.

use std::sync::Arc;

use access::{Actor, Role, sessions, tokens};
use axum::http::HeaderMap;
use kernel::{Clock, Id, kinds::Organisation};
use page::{App, Ctx, Method, NavItem, Request, Route};
use store::Write;

use crate::Desk;

/// What came back.
#[derive(Debug)]
pub struct Said {
    /// The status.
    pub status: u16,
    /// The body.
    pub text: String,
    /// Where it sends the reader.
    pub to: Option<String>,
}

impl Said {
    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).expect("JSON")
    }
}

/// Somebody at a browser, or a machine with a token.
pub enum Caller {
    /// Signed in.
    Browser(Actor),
    /// With this token.
    Machine(String),
}

impl Desk {
    /// A token for somebody's role and organisation, good for the year that the tests play in.
    pub async fn machine(&self, role: Role, organisation: Id<Organisation>) -> Caller {
        let now = self.now;
        let make = move |w: &Write<'_>| tokens::create(w, role, Some(organisation), "test", 300, now);
        Caller::Machine(self.db.write("a token", make).await.expect("a token"))
    }

    /// Sends a request to one of `routes` at `at`: a form's body, JSON for the API, or nothing to read.
    pub async fn request(
        &self,
        (routes, nav): (Vec<Route>, Vec<NavItem>),
        at: &str,
        who: &Caller,
        path: &str,
        body: Option<&str>,
    ) -> Said {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let method = if body.is_some() { Method::Post } else { Method::Get };
        let (route, params) = routes
            .into_iter()
            .filter(|r| r.method == method)
            .filter_map(|r| matching(r.path, path).map(|params| (r, params)))
            .max_by_key(|(r, _)| r.path.split('/').filter(|part| !part.starts_with('{')).count())
            .expect("a route for this path");
        let now = at.parse().expect("a time");
        let mut headers = HeaderMap::new();
        let mut body = body.unwrap_or_default().to_owned();
        match who {
            Caller::Machine(token) => {
                headers.insert("authorization", format!("Bearer {token}").parse().expect("a header"));
            }
            Caller::Browser(actor) => {
                let account = actor.account().expect("somebody who signed in");
                let start = move |w: &Write<'_>| sessions::start(w, account, now);
                let token = self.db.write("a session", start).await.expect("a session");
                let cookie = format!("hearth_session={}", token.as_str());
                headers.insert("cookie", cookie.parse().expect("a header"));
                body = format!("csrf={}&{body}", token.form_word(self.db.keys()));
            }
        }
        let app = App { db: self.db.clone(), clock: Clock::Fixed(now), demo: true, nav };
        let request = Request {
            path: path.into(),
            params,
            query: query.into(),
            body: body.into_bytes(),
            headers,
            origin: "test".into(),
        };
        let route = Arc::new(route);
        let (ctx, opened) = Ctx::open(Arc::new(app), route.clone(), request).await;
        let done = match opened {
            Ok(()) => (route.handler)(ctx).await,
            Err(error) => Err(error),
        };
        let response = done.unwrap_or_else(|error| page::problem(&error));
        let to = response.headers().get("location").map(|v| v.to_str().expect("an address").to_owned());
        let status = response.status().as_u16();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        Said { status, text: String::from_utf8(bytes.to_vec()).expect("text"), to }
    }
}

/// The parts of a path that vary, by name, where it fits the pattern.
pub fn matching(pattern: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (wanted, given): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    if wanted.len() != given.len() {
        return None;
    }
    let mut params = Vec::new();
    for (want, have) in wanted.iter().zip(given) {
        match want.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
            Some(name) => params.push((name.to_owned(), have.to_owned())),
            None if *want == have => {}
            None => return None,
        }
    }
    Some(params)
}
