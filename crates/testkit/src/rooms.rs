//! Opens the pages of a crate's rooms as somebody, without a socket: for tests that only look.

use std::sync::Arc;

use access::{Role, sessions, tokens};
use axum::http::{HeaderMap, StatusCode};
use kernel::Clock;
use page::{App, Ctx, NavItem, Request, Route};
use store::Write;

use crate::{Desk, matching};

/// The rooms of a crate, as it lists them.
#[derive(Debug, Clone, Copy)]
pub struct Rooms {
    /// Its routes.
    pub routes: fn() -> Vec<Route>,
    /// Its navigation.
    pub nav: fn() -> Vec<NavItem>,
}

/// Somebody with a browser, or a machine.
pub struct Visitor {
    rooms: Rooms,
    app: Arc<App>,
    headers: HeaderMap,
}

impl Rooms {
    fn open(self, desk: &Desk, header: Option<(&'static str, String)>) -> Visitor {
        let clock = Clock::Fixed(desk.now);
        let app = App { db: desk.db.clone(), clock, demo: false, nav: (self.nav)() };
        let mut headers = HeaderMap::new();
        if let Some((name, value)) = header {
            headers.insert(name, value.parse().expect("a header"));
        }
        Visitor { rooms: self, app: Arc::new(app), headers }
    }

    /// Somebody in this role, at the desk's agency unless the role is a national one.
    pub async fn visitor(self, desk: &Desk, role: Role) -> Visitor {
        let account = desk.worker(role).await.account().expect("an account");
        let now = desk.now;
        let token = desk.db.write("a visit", move |w| sessions::start(w, account, now)).await;
        let token = token.expect("a session");
        self.open(desk, Some(("cookie", format!("hearth_session={}", token.as_str()))))
    }

    /// A machine with this role, at the desk's agency unless the role is a national one.
    pub async fn machine(self, desk: &Desk, role: Role) -> Visitor {
        let agency = (!role.is_national()).then(|| desk.agency());
        let now = desk.now;
        let make = move |w: &Write<'_>| tokens::create(w, role, agency, "test", 1, now);
        let token = desk.db.write("a token", make).await.expect("a token");
        self.open(desk, Some(("authorization", format!("Bearer {token}"))))
    }

    /// Nobody in particular.
    pub fn anybody(self, desk: &Desk) -> Visitor {
        self.open(desk, None)
    }
}

impl Visitor {
    /// What a GET to this address answers.
    pub async fn get(&self, address: &str) -> (StatusCode, String) {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let (route, params) = (self.rooms.routes)()
            .into_iter()
            .find_map(|route| matching(route.path, path).map(|params| (Arc::new(route), params)))
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
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        (status, String::from_utf8(body.to_vec()).expect("text"))
    }

    /// The JSON that a GET answers.
    pub async fn json(&self, address: &str) -> serde_json::Value {
        serde_json::from_str(&self.page(address).await).expect("JSON")
    }

    /// The page that a GET answers.
    pub async fn page(&self, address: &str) -> String {
        let (status, body) = self.get(address).await;
        assert_eq!(status, StatusCode::OK, "{address}: {body}");
        body
    }
}
