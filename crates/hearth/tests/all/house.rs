//! A running house without a socket: requests go straight into the router.

use std::sync::Arc;

use access::{Actor, Role, tokens};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, Response, StatusCode, header},
};
use hearth::serve::Settings;
use http_body_util::BodyExt;
use kernel::Clock;
use page::App;
use serde_json::Value;
use testkit::Desk;
use tower::ServiceExt;

/// A house on one engine.
pub struct House {
    /// Its database and clock.
    pub desk: Desk,
    router: Router,
}

/// What a request was answered with.
#[derive(Debug)]
pub struct Said {
    /// The status.
    pub status: StatusCode,
    /// Where it sends the reader.
    pub to: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub text: String,
    /// The headers, one a line.
    pub head: String,
}

impl Said {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    /// What a reader is told: the words of the page's main part, few enough for a log that keeps its lines short.
    pub fn told(&self) -> String {
        let main = self.text.split_once("<main").map_or(self.text.as_str(), |(_, main)| main);
        let words = main.split('<').filter_map(|tag| Some(tag.split_once('>')?.1.trim()));
        let told: String = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" | ");
        if told.is_empty() { self.text.chars().take(600).collect() } else { told.chars().take(600).collect() }
    }
}

/// A house on each engine, with the shipped organisations and nobody in it.
pub async fn both() -> Vec<House> {
    let mut houses = Vec::new();
    for desk in testkit::both(hearth::rooms::migrations()).await {
        houses.push(House::open(desk));
    }
    houses
}

impl House {
    /// A house with this desk.
    pub fn open(desk: Desk) -> Self {
        House::open_with(desk, Settings { behind_proxy: false, rates: None })
    }

    /// A house with this desk, reached and held back like this.
    pub fn open_with(desk: Desk, settings: Settings) -> Self {
        let app = App {
            db: desk.db.clone(),
            clock: Clock::Fixed(desk.now),
            demo: false,
            nav: hearth::rooms::nav(),
        };
        House { router: hearth::serve::router_with(Arc::new(app), settings), desk }
    }

    /// The same house at a later time.
    pub fn later(mut self, now: kernel::Timestamp) -> Self {
        self.desk.now = now;
        House::open(self.desk)
    }

    /// Sends a request.
    pub async fn send(&self, request: Request<Body>) -> Said {
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let to = response.headers().get(header::LOCATION).map(|v| v.to_str().unwrap().to_owned());
        let headers = response.headers().clone();
        let head = headers
            .iter()
            .map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())))
            .collect();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Said { status, to, headers, head, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// A token of the test agency (or of none, for national roles).
    pub async fn token(&self, role: Role) -> String {
        let agency = (!role.is_national()).then(|| self.desk.agency());
        self.token_of(role, agency).await
    }

    /// A token of another agency.
    pub async fn strange_token(&self, role: Role) -> String {
        self.token_of(role, Some(self.desk.other_agency())).await
    }

    async fn token_of(&self, role: Role, agency: Option<kernel::Id<kernel::kinds::Organisation>>) -> String {
        let now = self.desk.now;
        self.desk
            .db
            .write("a token", move |w| tokens::create(w, role, agency, "test", 30, now))
            .await
            .unwrap()
    }

    /// A session cookie of somebody, and the word their forms carry.
    pub async fn session(&self, who: &Actor) -> (String, String) {
        self.session_of(who.account().unwrap()).await
    }

    /// A session cookie of an account, and the word its forms carry.
    pub async fn session_of(&self, account: kernel::Id<kernel::kinds::Account>) -> (String, String) {
        let now = self.desk.now;
        let token =
            self.desk.db.write("a session", move |w| access::sessions::start(w, account, now)).await.unwrap();
        (format!("hearth_session={}", token.as_str()), token.form_word(self.desk.db.keys()))
    }

    /// Reads from the API.
    pub async fn get(&self, token: &str, path: &str) -> Said {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Writes to the API.
    pub async fn post(&self, token: &str, path: &str, body: &Value) -> Said {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Opens a page with a session cookie, or with none.
    pub async fn page(&self, cookie: &str, path: &str) -> Said {
        let request = Request::get(path).header(header::COOKIE, cookie);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form.
    pub async fn form(&self, cookie: &str, path: &str, body: &str) -> Said {
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }
}
