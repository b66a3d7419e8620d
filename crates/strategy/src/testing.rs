//! For tests: opens a page as somebody.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use access::{
    Role,
    accounts::{self, Account, NewAccount},
    sessions, tokens,
};
use axum::http::{HeaderMap, StatusCode};
use kernel::{Clock, Id};
use page::{App, Ctx, Request};
use store::Db;
use testkit::Desk;

/// Somebody with a browser.
pub(crate) struct Visitor {
    app: Arc<App>,
    headers: HeaderMap,
}

fn app(db: Db, desk: &Desk) -> Arc<App> {
    Arc::new(App { db, clock: Clock::Fixed(desk.now), demo: false, nav: crate::nav() })
}

/// Somebody in this role, at the desk's agency unless the role is a national one.
pub(crate) async fn visitor(desk: &Desk, role: Role) -> Visitor {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let account = Account {
        id: Id::new(desk.now),
        name: "A reader".into(),
        role,
        agency: (!role.is_national()).then(|| desk.agency()),
        family: None,
        provider: None,
    };
    let email = format!("reader{number}@example.org");
    let new = NewAccount { account, email, password: None, demo: false };
    let now = desk.now;
    let token = desk
        .db
        .write("a reader", move |w| {
            accounts::create(w, &new, now)?;
            sessions::start(w, new.account.id, now)
        })
        .await
        .unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("cookie", format!("hearth_session={}", token.as_str()).parse().unwrap());
    Visitor { app: app(desk.db.clone(), desk), headers }
}

/// A machine with this role, at the desk's agency unless the role is a national one.
pub(crate) async fn machine(desk: &Desk, role: Role) -> Visitor {
    let agency = (!role.is_national()).then(|| desk.agency());
    let now = desk.now;
    let token =
        desk.db.write("a token", move |w| tokens::create(w, role, agency, "test", 1, now)).await.unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
    Visitor { app: app(desk.db.clone(), desk), headers }
}

/// Nobody in particular.
pub(crate) fn anybody(desk: &Desk) -> Visitor {
    Visitor { app: app(desk.db.clone(), desk), headers: HeaderMap::new() }
}

impl Visitor {
    /// What a GET to this address answers.
    pub(crate) async fn get(&self, address: &str) -> (StatusCode, String) {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let (route, params) = crate::routes()
            .into_iter()
            .find_map(|route| fits(route.path, path).map(|params| (Arc::new(route), params)))
            .expect("a route of this crate");
        let request = Request {
            path: path.into(),
            params,
            query: query.into(),
            body: Vec::new(),
            headers: self.headers.clone(),
            origin: "test".into(),
        };
        let (ctx, found) = Ctx::open(self.app.clone(), route.clone(), request).await;
        let failure = ctx.failure();
        let answer = match found {
            Ok(()) => (route.handler)(ctx).await,
            Err(error) => Err(error),
        };
        let response = answer.unwrap_or_else(|error| failure.respond(&error));
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// The JSON that a GET answers.
    pub(crate) async fn json(&self, address: &str) -> serde_json::Value {
        let (status, body) = self.get(address).await;
        assert_eq!(status, StatusCode::OK, "{address}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// The page that a GET answers.
    pub(crate) async fn page(&self, address: &str) -> String {
        let (status, body) = self.get(address).await;
        assert_eq!(status, StatusCode::OK, "{address}: {body}");
        body
    }
}

fn fits(pattern: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    let mut params = Vec::new();
    if pattern.len() != path.len() {
        return None;
    }
    for (expected, found) in pattern.iter().zip(path) {
        match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => params.push((name.to_owned(), found.to_owned())),
            None if *expected == found => {}
            None => return None,
        }
    }
    Some(params)
}
